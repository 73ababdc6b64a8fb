//! How tasks ended and what services ran: read off the facts, so that it is known for longer than ECS describes a
//! stopped task. It reaches as far back as the log does.

use std::collections::VecDeque;

use crate::facts::{Change, Fact, FactId, ServiceChange, TaskChange};
use crate::ids::{DefinitionId, DeploymentId, ServiceId, TaskId};
use crate::model::container::{ContainerReason, ContainerState};
use crate::model::service::Rollout;
use crate::model::task::{Host, Owner, Phase, Stop, StopCode, StopReason};
use crate::sim::Simulation;
use crate::sorted::SortedMap;
use crate::time::Time;
use crate::world::World;

/// A task that stopped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stopped {
    pub task: TaskId,
    pub definition: DefinitionId,
    pub owner: Owner,
    pub host: Host,
    pub at: Time,
    pub stop: Option<Stop>,
    /// How its containers ended, in the order in which they did.
    pub ends: Vec<End>,
    fact: FactId,
}

/// How a container ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct End {
    /// Which one of the task, by position.
    pub container: usize,
    /// `None`: it never ran, or went with its host.
    pub code: Option<i32>,
    pub reason: Option<ContainerReason>,
}

/// What is read off the log: each time only what came since the last time.
#[derive(Clone, Default, Debug)]
pub struct Chronicle {
    /// Facts below this were read.
    next: u64,
    /// Tasks that haven't stopped yet.
    open: SortedMap<TaskId, Open>,
    /// Oldest first.
    stopped: VecDeque<Stopped>,
    deployments: SortedMap<DeploymentId, DefinitionId>,
    /// The deployments that were completed, oldest first.
    completed: Vec<(FactId, ServiceId, DefinitionId)>,
}

#[derive(Clone, Debug)]
struct Open {
    of: (DefinitionId, Owner, Host),
    stop: Option<Stop>,
    ends: Vec<End>,
}

/// How many stopped tasks are kept; past that the oldest go.
const MOST: usize = 10_000;

impl Chronicle {
    pub fn of(simulation: &Simulation) -> Chronicle {
        let mut chronicle = Chronicle::default();
        chronicle.follow(simulation);
        chronicle
    }

    /// Reads on. What was read must be part of the log's own course of events.
    pub fn follow(&mut self, simulation: &Simulation) {
        for fact in simulation.log().since(FactId(self.next)) {
            match &fact.change {
                Change::Task(id, change) => self.task(simulation.world(), fact, *id, change),
                Change::Service(id, change) => self.service(fact, *id, change),
                _ => {}
            }
        }
        self.next = simulation.world().facts;
        self.stopped.drain(..self.stopped.len().saturating_sub(MOST));
    }

    fn task(&mut self, world: &World, fact: &Fact, id: TaskId, change: &TaskChange) {
        match change {
            TaskChange::Created(new) => self.open.insert(id, Open::of(new.definition, new.owner, new.host)),
            TaskChange::StopWanted { stop } => {
                if let Some(open) = self.open(world, id) {
                    open.stop = Some(stop.clone());
                }
            }
            TaskChange::ContainerMoved { container, state: ContainerState::Stopped { code, reason, .. } } => {
                let end = End { container: *container, code: *code, reason: reason.clone() };
                if let Some(open) = self.open(world, id) {
                    open.ends.push(end);
                }
            }
            TaskChange::PhaseChanged { phase: Phase::Stopped } => {
                if self.open(world, id).is_some()
                    && let Some(Open { of: (definition, owner, host), stop, ends }) = self.open.remove(&id)
                {
                    let (at, fact) = (fact.at, fact.id);
                    self.stopped.push_back(Stopped { task: id, definition, owner, host, at, stop, ends, fact });
                }
            }
            _ => {}
        }
    }

    /// What is known of a task; of one that was made before the log begins, what the World has.
    fn open(&mut self, world: &World, id: TaskId) -> Option<&mut Open> {
        if !self.open.contains_key(&id) {
            let task = world.tasks.get(id)?;
            self.open.insert(id, Open::of(task.definition, task.owner, task.host));
        }
        self.open.get_mut(&id)
    }

    fn service(&mut self, fact: &Fact, id: ServiceId, change: &ServiceChange) {
        let mut started = |deployment, definition| self.deployments.insert(deployment, definition);
        match change {
            ServiceChange::Created(new) => started(new.deployment.id, new.deployment.revision.definition),
            ServiceChange::DeploymentStarted { deployment } => started(deployment.id, deployment.revision.definition),
            ServiceChange::DeploymentEnded { deployment, rollout: Rollout::Completed } => {
                if let Some(&definition) = self.deployments.get(deployment) {
                    self.completed.push((fact.id, id, definition));
                }
            }
            _ => {}
        }
    }

    /// The tasks that had stopped by the moment of `world`, the latest first.
    pub fn stopped(&self, world: &World) -> impl Iterator<Item = &Stopped> {
        let facts = world.facts;
        self.stopped.iter().rev().skip_while(move |stopped| stopped.fact.0 >= facts)
    }

    /// The tasks that a deployment's run of failures is made of, the latest first, as far as they are known. What has
    /// failed keeps its last run.
    pub fn failures(&self, world: &World, id: DeploymentId) -> impl Iterator<Item = &Stopped> {
        let failed = move |stopped: &&Stopped| stopped.deployment() == Some(id) && stopped.has_failed();
        let deployment = world.services.values().find_map(|service| service.deployment(id));
        let since = deployment.and_then(|deployment| deployment.failing_since);
        let of_the_run = move |stopped: &&Stopped| since.is_some_and(|since| stopped.at >= since);
        self.stopped(world).take_while(of_the_run).filter(failed)
    }

    /// The revision that a service ran last, before the one of its newest deployment: its rollout was completed.
    pub fn ran_before(&self, world: &World, id: ServiceId) -> Option<DefinitionId> {
        let now = world.services.get(id)?.primary().revision.definition;
        let past = self.completed.iter().rev().skip_while(|(fact, ..)| fact.0 >= world.facts);
        past.filter(|(_, service, definition)| *service == id && *definition != now).map(|(.., it)| *it).next()
    }
}

impl Open {
    fn of(definition: DefinitionId, owner: Owner, host: Host) -> Open {
        Open { of: (definition, owner, host), stop: None, ends: Vec::new() }
    }
}

impl Stopped {
    pub fn service(&self) -> Option<ServiceId> {
        self.owner.service()
    }

    pub fn deployment(&self) -> Option<DeploymentId> {
        self.owner.deployment()
    }

    /// Whether it ended though nobody wanted it to.
    pub fn has_failed(&self) -> bool {
        let Some(stop) = &self.stop else { return false };
        match stop.code {
            StopCode::TaskFailedToStart
            | StopCode::SpotInterruption
            | StopCode::TerminationNotice
            | StopCode::InfrastructureHealth => true,
            StopCode::EssentialContainerExited => {
                matches!(self.owner, Owner::Service(..)) || self.ends.iter().any(|end| end.code != Some(0))
            }
            StopCode::ServiceSchedulerInitiated => {
                matches!(stop.reason, StopReason::FailedElbHealthChecks(_) | StopReason::FailedContainerHealthChecks)
            }
            StopCode::UserInitiated => false,
        }
    }
}
