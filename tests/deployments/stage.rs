//! A service in the engine, moved step by step: what happens to its tasks is chosen here, what the scheduler does about
//! it is the engine's own. It is read into the model's terms without the engine's opinion of it.

use cli::NoFiles;
use engine::agenda::Agenda;
use engine::commands::{DefinitionRef, UpdateService};
use engine::facts::{Cause, Change, Fact, FactId, ServiceChange, TargetChange, TaskChange};
use engine::history::{History, Memory};
use engine::ids::{DeploymentId, ServiceId, TargetGroupId, TaskId};
use engine::ledger::{Ledger, Sink};
use engine::model::balancer::TargetState;
use engine::model::event::{CheckFailure, Deploying, Message};
use engine::model::service::Rollout;
use engine::model::task::{ContainerState, Health, Phase, Stop, StopCode, StopReason, Task};
use engine::random::Seed;
use engine::rules::services;
use engine::sim::Moment;
use engine::sorted::SortedMap;
use engine::time::Span;
use engine::world::World;

use crate::model::{Keeps, Look, Revision, Service, Tally};

/// What the scheduler asks whether a task is healthy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Checks {
    /// Nothing: a task is healthy 40 s after RUNNING.
    Clock,
    Container,
    TargetGroup,
    Both,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Case {
    pub desired: u32,
    pub minimum: u32,
    pub maximum: u32,
    pub checks: Checks,
    /// The cluster has room for so many tasks; `None`: for any number.
    pub slots: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    Starting,
    Settling,
    Healthy,
    Unhealthy,
    Leaving,
}

/// What may happen between two looks of the scheduler, to a task of a revision (by its position) or to the service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Move {
    /// A task reaches RUNNING.
    Runs(usize),
    /// A RUNNING task is found healthy.
    Passes(usize),
    /// A task that was healthy or settling fails its checks.
    Fails(usize, Standing),
    /// Its essential container ends by itself.
    Crashes(usize, Standing),
    /// A task that was told to stop is STOPPED.
    Ends(usize),
    /// A target's deregistration delay is over.
    Drains,
    /// UpdateService with another task definition.
    Updates,
    /// UpdateService with another desired count.
    Desires(u32),
}

#[derive(Clone)]
pub(crate) struct Stage {
    world: World,
    service: ServiceId,
    case: Case,
    /// Oldest first.
    deployments: Vec<DeploymentId>,
    keeps: Vec<Keeps>,
    /// There was an update since the last look.
    fresh: bool,
}

const TICK: Span = Span::secs(5);

/// What the scheduler records, in its order.
#[derive(Default)]
struct Recorded(Vec<Change>);

impl Sink for Recorded {
    fn after(&mut self, fact: Fact) {
        self.0.push(fact.change);
    }
}

/// The lines that make a case: a steady service of `web:1`, with three revisions to choose from.
pub(crate) fn lines(case: &Case) -> Vec<String> {
    let Case { desired, minimum, maximum, checks, slots } = case;
    // An m5.large has 2,048 CPU units.
    let cpu = slots.map_or(0, |slots| 2048 / slots.max(1));
    let check = match checks {
        Checks::Container | Checks::Both => r#","healthCheck":{"command":["CMD","true"],"interval":5,"retries":2}"#,
        Checks::Clock | Checks::TargetGroup => "",
    };
    let balanced = matches!(checks, Checks::TargetGroup | Checks::Both);
    let container = format!(
        r#"{{"name":"web","image":"web:N","cpu":{cpu},"memory":6,"portMappings":[{{"containerPort":80}}]{check}}}"#
    );
    let mut lines: Vec<String> = vec!["sim add-instances --cluster default --type m5.large --count 1".into()];
    for n in 1..=3 {
        let container = container.replace('N', &n.to_string());
        lines.push(format!("aws ecs register-task-definition --family web --container-definitions '[{container}]'"));
    }
    if balanced {
        lines.extend(BALANCER.map(String::from));
    }
    lines.push("sim wait 2m".into());
    let balancer = if balanced { " --load-balancers targetGroupArn=tg,containerName=web,containerPort=80" } else { "" };
    lines.push(format!(
        "aws ecs create-service --service-name web --task-definition web:1 --desired-count {desired} \
         --availability-zone-rebalancing DISABLED{balancer} \
         --deployment-configuration minimumHealthyPercent={minimum},maximumPercent={maximum}"
    ));
    lines.push("sim wait-steady".into());
    lines
}

const BALANCER: [&str; 4] = [
    "aws elbv2 create-load-balancer --name alb --subnets subnet-a subnet-b",
    "aws elbv2 create-target-group --name tg --protocol HTTP --port 80 --health-check-interval-seconds 5",
    "aws elbv2 create-listener --load-balancer-arn alb --protocol HTTP --port 80 --default-actions Type=forward,TargetGroupArn=tg",
    "aws elbv2 modify-target-group-attributes --target-group-arn tg --attributes Key=deregistration_delay.timeout_seconds,Value=10",
];

/// The account after some lines, none of which failed.
pub(crate) fn after(lines: &[String]) -> History {
    let mut history = History::new(Seed(1), Memory::Recent);
    for line in lines {
        let outcome = cli::run(&mut history, &NoFiles, line);
        assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
    }
    history
}

impl Stage {
    /// A steady service of `web:1`.
    pub(crate) fn steady(case: &Case) -> Stage {
        let history = after(&lines(case));
        let world = history.world().clone();
        let service = world.services.keys().next().expect("there is a service");
        let deployments = vec![world.services[service].primary().id];
        Stage { world, service, case: *case, deployments, keeps: vec![Keeps::default()], fresh: false }
    }

    fn tasks(&self) -> impl Iterator<Item = (TaskId, &Task)> {
        self.world.service_tasks(self.service)
    }

    fn revision_of(&self, task: &Task) -> usize {
        let of = task.deployment().expect("a task of the service");
        self.deployments.iter().position(|&deployment| deployment == of).expect("a known deployment")
    }

    fn target(&self, id: TaskId) -> Option<(TargetGroupId, TargetState)> {
        let mut all = self.world.target_groups.iter();
        all.find_map(|(group, row)| row.targets.get(&id).map(|target| (group, target.state)))
    }

    /// How a task stands, by the words of deployments.md#healthy; `None` once it is STOPPED.
    fn standing(&self, id: TaskId, task: &Task) -> Option<Standing> {
        if task.phase == Phase::Stopped {
            return None;
        }
        if !task.wanted {
            return Some(Standing::Leaving);
        }
        if task.phase != Phase::Running {
            return Some(Standing::Starting);
        }
        let (mut passes, mut fails) = (true, false);
        if matches!(self.case.checks, Checks::Container | Checks::Both) {
            let health = task.containers[0].health;
            (passes, fails) = (health == Health::Healthy, health == Health::Unhealthy);
        }
        if matches!(self.case.checks, Checks::TargetGroup | Checks::Both) {
            let state = self.target(id).map(|(_, state)| state);
            passes &= state == Some(TargetState::Healthy);
            fails |= matches!(state, Some(TargetState::Unhealthy(_)));
        }
        if self.case.checks == Checks::Clock {
            passes = task.stamps.started.is_some_and(|started| self.world.now - started >= Span::secs(40));
        }
        Some(match (fails, passes) {
            (true, _) => Standing::Unhealthy,
            (false, true) => Standing::Healthy,
            (false, false) => Standing::Settling,
        })
    }

    pub(crate) fn read(&self) -> Service {
        let mut revisions: Vec<Revision> =
            self.keeps.iter().map(|&keeps| Revision { keeps, ..Revision::default() }).collect();
        let mut draining = false;
        for (id, task) in self.tasks() {
            let of = self.revision_of(task);
            let is_older = of + 1 < revisions.len();
            draining |= !task.wanted
                && self.target(id).is_some_and(|(_, state)| is_older || !matches!(state, TargetState::Draining { .. }));
            if let Some(standing) = self.standing(id, task) {
                *revisions[of].tasks.of(standing) += 1;
            }
        }
        let service = &self.world.services[self.service];
        let deregistered = |message: &Message| matches!(message, Message::Deregistered { .. });
        draining |= service
            .events
            .iter()
            .any(|event| deregistered(&event.message) && self.world.now + TICK - event.at < Span::secs(10));
        Service {
            desired: service.desired,
            minimum: self.case.minimum,
            maximum: self.case.maximum,
            revisions,
            slots: self.case.slots,
            draining,
            completed: service.primary().rollout == Rollout::Completed,
            fresh: self.fresh,
        }
    }

    /// All that the scheduler's next steps can depend on, as numbers.
    pub(crate) fn key(&self) -> Vec<u32> {
        let service = &self.world.services[self.service];
        let read = self.read();
        let mut key = vec![service.desired, u32::from(service.steady), u32::from(self.said_stuck())];
        key.extend([read.draining, read.completed, read.fresh].map(u32::from));
        for (&id, revision) in self.deployments.iter().zip(&read.revisions) {
            let (t, k) = (revision.tasks, revision.keeps);
            key.extend([t.starting, t.settling, t.healthy, t.unhealthy, t.leaving, k.least, k.most]);
            let of = |task: &&(TaskId, &Task)| task.1.deployment() == Some(id);
            let tasks: Vec<(TaskId, &Task)> = self.tasks().collect();
            let targets = tasks.iter().filter(of).filter_map(|(id, task)| Some((task.wanted, self.target(*id)?.1)));
            let (mut joined, mut left, mut drains) = (0, 0, 0);
            for (wanted, state) in targets {
                match state {
                    TargetState::Draining { .. } => drains += 1,
                    _ if wanted => joined += 1,
                    _ => left += 1,
                }
            }
            key.extend([joined, left, drains]);
            match service.deployment(id) {
                Some(of) => key.extend([1 + of.desired, u32::from(of.unplaced.is_some()), of.failed.min(1)]),
                None => key.push(0),
            }
        }
        key
    }

    /// Whether it was said that the percentages let nothing happen; it is said once, and not again for hours.
    pub(crate) fn said_stuck(&self) -> bool {
        self.world.services[self.service].events.iter().any(|event| event.message == Message::StuckByPercents)
    }

    /// Whether the scheduler has said that tasks can't be placed.
    pub(crate) fn says_no_room(&self) -> bool {
        self.world.services[self.service].deployments.iter().any(|deployment| deployment.unplaced.is_some())
    }

    /// A task of a revision that stands so.
    fn find(&self, revision: usize, standing: Standing) -> Option<TaskId> {
        let mut all = self.tasks();
        all.find(|(id, task)| self.revision_of(task) == revision && self.standing(*id, task) == Some(standing))
            .map(|(id, _)| id)
    }

    fn has_balancer(&self) -> bool {
        matches!(self.case.checks, Checks::TargetGroup | Checks::Both)
    }

    /// The task that a move is about; `None` if it can't be made now.
    fn subject(&self, of: Move) -> Option<TaskId> {
        let is_target = |id: &TaskId| !self.has_balancer() || self.target(*id).is_some();
        match of {
            Move::Runs(revision) => self.find(revision, Standing::Starting),
            // By the clock nothing has to pass.
            Move::Passes(_) if self.case.checks == Checks::Clock => None,
            Move::Passes(revision) => self
                .tasks()
                .filter(|(id, task)| {
                    self.revision_of(task) == revision && self.standing(*id, task) == Some(Standing::Settling)
                })
                .map(|(id, _)| id)
                .find(is_target),
            Move::Fails(revision, standing) => self.find(revision, standing).filter(is_target),
            Move::Crashes(revision, standing) => self.find(revision, standing),
            Move::Ends(revision) => self
                .tasks()
                .filter(|(id, task)| {
                    self.revision_of(task) == revision && self.standing(*id, task) == Some(Standing::Leaving)
                })
                .map(|(id, _)| id)
                .find(|id| self.target(*id).is_none()),
            Move::Drains => self
                .tasks()
                .map(|(id, _)| id)
                .find(|id| matches!(self.target(*id), Some((_, TargetState::Draining { .. })))),
            Move::Updates | Move::Desires(_) => None,
        }
    }

    fn record(&mut self, changes: impl IntoIterator<Item = Change>) {
        let (mut agenda, mut sink, now) = (Agenda::default(), Recorded::default(), self.world.now);
        let mut ledger = Ledger::new(&mut self.world, &mut agenda, &mut sink, now, Cause::Fact(FactId(0)));
        changes.into_iter().for_each(|change| {
            ledger.record(change);
        });
    }

    /// Makes a move, if it can be made now.
    pub(crate) fn moves(&mut self, of: Move) -> bool {
        match of {
            Move::Updates => self.updates(),
            Move::Desires(desired) => self.desires(desired),
            Move::Runs(_) | Move::Passes(_) | Move::Fails(..) | Move::Crashes(..) | Move::Ends(_) | Move::Drains => {
                return self.moves_task(of);
            }
        }
        true
    }

    fn moves_task(&mut self, of: Move) -> bool {
        let Some(id) = self.subject(of) else { return false };
        let now = self.world.now;
        let task = |change| Change::Task(id, change);
        let checked = |health| task(TaskChange::HealthChecked { container: 0, health, failing: 0 });
        let target = self.target(id);
        let turned = |state| {
            let (group, _) = target.expect("it is a target");
            Change::Target(group, id, TargetChange::StateChanged { state })
        };
        let has_check = matches!(self.case.checks, Checks::Container | Checks::Both);
        let changes = match of {
            Move::Runs(_) => {
                let state = ContainerState::Running { since: now };
                let moved = TaskChange::ContainerMoved { container: 0, state };
                vec![task(moved), task(TaskChange::PhaseChanged { phase: Phase::Running })]
            }
            Move::Passes(_) => {
                let own = has_check.then(|| checked(Health::Healthy));
                own.into_iter().chain(self.has_balancer().then(|| turned(TargetState::Healthy))).collect()
            }
            Move::Fails(..) if has_check => vec![checked(Health::Unhealthy)],
            Move::Fails(..) => vec![turned(TargetState::Unhealthy(CheckFailure::Code(500)))],
            Move::Crashes(..) => {
                let stop =
                    Stop { code: StopCode::EssentialContainerExited, reason: StopReason::EssentialContainerExited };
                [self.ends(id, 1), vec![task(TaskChange::StopWanted { stop }), stopped(id)]].concat()
            }
            Move::Ends(_) => [self.ends(id, 143), vec![stopped(id)]].concat(),
            Move::Drains => {
                let (group, _) = target.expect("it drains");
                vec![Change::Target(group, id, TargetChange::Removed)]
            }
            Move::Updates | Move::Desires(_) => unreachable!("they are about no task"),
        };
        self.record(changes);
        if of == Move::Drains {
            // A delay of ten seconds, so that the last deregistration is as long ago.
            self.world.now += Span::secs(10);
        }
        self.forget(id);
        true
    }

    fn ends(&self, id: TaskId, code: i32) -> Vec<Change> {
        let state = ContainerState::Stopped { at: self.world.now, code: Some(code), reason: None };
        vec![Change::Task(id, TaskChange::ContainerMoved { container: 0, state })]
    }

    /// Tasks that have STOPPED are of no more interest, and only make the World larger.
    fn forget(&mut self, id: TaskId) {
        let task = &self.world.tasks[id];
        if task.phase == Phase::Stopped && task.targets.is_empty() {
            self.record([Change::Task(id, TaskChange::Forgotten)]);
        }
    }

    pub(crate) fn updates(&mut self) {
        let revision = self.deployments.len() as u32 + 1;
        self.keeps = self.read().keeps_superseded();
        self.asks(|asked| {
            let fallback = asked.definition.take().expect("given").fallback;
            asked.definition = Some(DefinitionRef { family: "web".into(), revision: Some(revision), fallback });
        });
        self.deployments.push(self.world.services[self.service].primary().id);
        self.fresh = true;
    }

    pub(crate) fn desires(&mut self, desired: u32) {
        let before = self.read();
        if desired > before.desired {
            self.keeps = before.keeps_grown(desired - before.desired);
        }
        self.asks(|asked| {
            asked.definition = None;
            asked.desired = Some(desired);
        });
        self.fresh = true;
    }

    fn asks(&mut self, fill: impl FnOnce(&mut UpdateService)) {
        let definition = self.world.services[self.service].primary().revision.definition;
        let fallback = self.world.definitions[definition].definition.clone();
        let mut asked = UpdateService {
            cluster: "default".into(),
            service: "web".into(),
            desired: None,
            definition: Some(DefinitionRef { family: "web".into(), revision: None, fallback }),
            network: None,
            providers: None,
            balancers: None,
            minimum_healthy_percent: None,
            maximum_percent: None,
            grace_period: None,
            rebalancing: None,
            strategy: None,
            constraints: None,
            force_new_deployment: false,
            judgement: Default::default(),
            shifting: Default::default(),
            kept: Default::default(),
        };
        fill(&mut asked);
        let mut moment = Moment { world: self.world.clone(), agenda: Agenda::default(), commands: 1 };
        moment.command(&asked.into(), &mut Recorded::default()).expect("it is accepted");
        self.world = moment.world;
    }

    /// Gives the service other percentages.
    pub(crate) fn percents(&mut self, minimum: u32, maximum: u32) {
        (self.case.minimum, self.case.maximum) = (minimum, maximum);
        self.asks(|asked| {
            asked.definition = None;
            (asked.minimum_healthy_percent, asked.maximum_percent) = (Some(minimum), Some(maximum));
        });
    }

    /// What the engine makes of the percentages: the lower and the upper limit.
    pub(crate) fn limits(&self) -> (u32, u32) {
        let service = &self.world.services[self.service];
        (service.lower_limit(), service.upper_limit())
    }

    /// More time than any retry waits.
    pub(crate) fn waits(&mut self) {
        self.world.now += Span::minutes(6);
    }

    /// Lets the scheduler look, and says what it did.
    pub(crate) fn looks(&mut self) -> Look {
        let found = self.read();
        let before: SortedMap<TaskId, (usize, Option<Standing>)> =
            self.tasks().map(|(id, task)| (id, (self.revision_of(task), self.standing(id, task)))).collect();
        let now = self.world.now + TICK;
        let (mut agenda, mut sink) = (Agenda::default(), Recorded::default());
        // Health by the clock is as of the look.
        self.world.now = now;
        let before = match self.case.checks {
            Checks::Clock => self.tasks().map(|(id, t)| (id, (self.revision_of(t), self.standing(id, t)))).collect(),
            Checks::Container | Checks::TargetGroup | Checks::Both => before,
        };
        let mut ledger = Ledger::new(&mut self.world, &mut agenda, &mut sink, now, Cause::Fact(FactId(0)));
        services::look(&mut ledger, self.service);
        let look = self.look_of(&sink.0, &before);
        (self.keeps, self.fresh) = (found.keeps_after(&look), false);
        look
    }

    fn look_of(&self, changes: &[Change], before: &SortedMap<TaskId, (usize, Option<Standing>)>) -> Look {
        let all = self.deployments.len();
        let mut look = Look { started: vec![0; all], stopped: vec![Tally::default(); all], ..Look::default() };
        for change in changes {
            match change {
                Change::Task(_, TaskChange::Created(new)) => {
                    let of = new.owner.deployment().expect("the service's");
                    let revision = self.deployments.iter().position(|&deployment| deployment == of);
                    look.started[revision.expect("a known deployment")] += 1;
                }
                Change::Task(id, TaskChange::StopWanted { .. }) => {
                    let (revision, standing) = before[id];
                    *look.stopped[revision].of(standing.expect("it was there")) += 1;
                }
                Change::Service(
                    _,
                    ServiceChange::EventSaid { message: Message::Deployment(Deploying::Completed(_)) },
                ) => {
                    look.completed = true;
                }
                Change::Service(_, ServiceChange::EventSaid { message: Message::StuckByPercents }) => {
                    look.stuck = true;
                }
                _ => {}
            }
        }
        look
    }

    /// Everything that is under way comes to its end, well: a move of each kind for each task.
    pub(crate) fn all_goes_well(&mut self) {
        for revision in 0..self.deployments.len() {
            while self.moves(Move::Runs(revision)) {}
            while self.moves(Move::Passes(revision)) {}
            while self.moves(Move::Ends(revision)) {}
        }
        while self.moves(Move::Drains) {}
        if self.case.checks == Checks::Clock {
            self.world.now += Span::secs(40);
        }
    }

    pub(crate) fn revisions(&self) -> usize {
        self.deployments.len()
    }
}

fn stopped(id: TaskId) -> Change {
    Change::Task(id, TaskChange::PhaseChanged { phase: Phase::Stopped })
}

impl Tally {
    fn of(&mut self, standing: Standing) -> &mut u32 {
        match standing {
            Standing::Starting => &mut self.starting,
            Standing::Settling => &mut self.settling,
            Standing::Healthy => &mut self.healthy,
            Standing::Unhealthy => &mut self.unhealthy,
            Standing::Leaving => &mut self.leaving,
        }
    }
}
