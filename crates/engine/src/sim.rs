//! The loop: commands come in, time goes on, facts come out.

use crate::agenda::{Agenda, Wake};
use crate::commands::{Command, Reply};
use crate::commands::{Decide, look_at_schedule};
use crate::facts::{Cause, FactId};
use crate::ledger::{Ledger, Sink};
use crate::log::Log;
use crate::model::refusal::Refusal;
use crate::random::Seed;
use crate::rules::balancer;
use crate::rules::capacity;
use crate::rules::definitions::deletion;
use crate::rules::lifecycle;
use crate::rules::services;
use crate::time::Time;
use crate::world::World;

/// All there is at one moment: enough to go on from.
#[derive(Clone, Debug)]
pub struct Moment {
    pub world: World,
    pub agenda: Agenda,
    /// How many commands there were.
    pub commands: u32,
}

/// A running simulation with its log.
#[derive(Clone, Debug)]
pub struct Simulation {
    moment: Moment,
    log: Log,
}

impl Moment {
    pub fn new(seed: Seed) -> Moment {
        Moment { world: World::new(seed), agenda: Agenda::default(), commands: 0 }
    }

    /// Does what a command asks. If it is refused, nothing has changed.
    pub fn command(&mut self, command: &Command, sink: &mut dyn Sink) -> Result<Reply, Refusal> {
        let before = self.clone();
        let now = self.world.now;
        let cause = Cause::Command(self.commands);
        let mut ledger = Ledger::new(&mut self.world, &mut self.agenda, sink, now, cause);
        match command.decide(&mut ledger) {
            Ok(reply) => {
                self.commands += 1;
                // What is due at once happens at once, so that two commands in one moment and a replay of them agree.
                self.advance(now, sink);
                Ok(reply)
            }
            Err(refusal) => {
                *self = before;
                Err(refusal)
            }
        }
    }

    /// Lets time go on to `until`, or to its end.
    pub fn advance(&mut self, until: Time, sink: &mut dyn Sink) {
        let until = until.min(Time::END);
        while self.agenda.next_at().is_some_and(|at| at <= until) {
            self.step(sink);
        }
        self.world.now = self.world.now.max(until);
    }

    /// Takes the next wake, whenever it is due.
    fn step(&mut self, sink: &mut dyn Sink) {
        let Some(due) = self.agenda.take(Time::NEVER) else { return };
        let now = due.at.max(self.world.now);
        self.world.now = now;
        let mut ledger = Ledger::new(&mut self.world, &mut self.agenda, sink, now, Cause::Fact(due.because));
        match due.wake {
            Wake::Instance(id) => capacity::look(&mut ledger, id),
            Wake::Task(id) => lifecycle::look(&mut ledger, id),
            Wake::Target(group, task) => balancer::look(&mut ledger, group, task),
            Wake::Service(id) => services::look(&mut ledger, id),
            Wake::Definition(id) => deletion::look(&mut ledger, id),
            Wake::Schedule(id) => look_at_schedule(&mut ledger, id),
        }
    }
}

impl Simulation {
    /// How many facts a simulation keeps to be asked about.
    pub const LOG_LIMIT: usize = 100_000;

    pub fn new(seed: Seed) -> Simulation {
        Simulation::from(Moment::new(seed), Simulation::LOG_LIMIT)
    }

    pub fn from(moment: Moment, log_limit: usize) -> Simulation {
        Simulation { moment, log: Log::keeping(log_limit) }
    }

    pub fn world(&self) -> &World {
        &self.moment.world
    }

    pub fn now(&self) -> Time {
        self.moment.world.now
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    pub fn moment(&self) -> &Moment {
        &self.moment
    }

    pub fn command(&mut self, command: &Command) -> Result<Reply, Refusal> {
        let first = self.moment.world.next_fact();
        let answer = self.moment.command(command, &mut self.log);
        if answer.is_err() {
            self.log.cut(first);
        }
        answer
    }

    pub fn advance(&mut self, until: Time) {
        self.moment.advance(until, &mut self.log);
    }

    /// Goes to the next moment at which something happens, but not past `limit`. Says whether there was one.
    pub fn advance_to_next_fact(&mut self, limit: Time) -> bool {
        let (before, limit) = (self.moment.world.facts, limit.min(Time::END));
        while self.moment.world.facts == before {
            match self.moment.agenda.next_at() {
                Some(at) if at <= limit => self.advance(at),
                _ => return false,
            }
        }
        true
    }

    /// Goes back to an earlier moment: what the log has of later ones is dropped.
    pub fn return_to(&mut self, moment: Moment) {
        self.log.cut(FactId(moment.world.facts));
        self.moment = moment;
    }
}
