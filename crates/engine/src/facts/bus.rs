//! The event bus: which facts are events, and what comes of those that a rule wants (events.md#bus).

use std::rc::Rc;

use super::{Cause, Change, Fact, InstanceChange, ScheduleChange, ServiceChange, TaskChange, Wakes};
use crate::agenda::Wake;
use crate::ids::{FactId, ScheduleId};
use crate::model::Name;
use crate::model::bus::{Custom, EVENTS_KEPT, Event, Passed, ServiceAction, What};
use crate::model::schedule::{Deed, MOST_PENDING};
use crate::model::service::Rollout;
use crate::timings::EVENT_DELIVERY;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum BusChange {
    /// An application put an event on the bus.
    Put(Rc<Custom>),
    /// An event was wanted by these rules. It comes right after the fact that it tells of.
    Passed { event: Event, rules: Vec<ScheduleId> },
}

impl BusChange {
    pub(super) fn apply(&self, world: &mut World) {
        let BusChange::Passed { event, rules } = self else { return };
        let Some(pattern) = rules.first().and_then(|rule| world.bus.patterns.get(rule)).cloned() else { return };
        let document = pattern.0.document(world, event);
        let names: Rc<[Name]> = rules.iter().map(|&rule| world.schedules[rule].name.clone()).collect();
        let passed = Passed { event: event.clone(), document, rules: names };
        let (due, because) = (world.now + EVENT_DELIVERY, FactId(world.facts));
        for &rule in rules {
            let rule = world.schedules.row_mut(rule);
            if rule.targets.iter().any(|target| matches!(target.deed, Deed::Run { .. })) {
                match rule.pending.len() < MOST_PENDING {
                    true => rule.pending.push_back((due, because)),
                    false => rule.dropped += 1,
                }
            }
            for target in &rule.targets {
                let Deed::Collect(collector) = &target.deed else { continue };
                let kept = world.bus.collected.or_default(collector.clone());
                keep(kept, passed.clone());
            }
        }
        keep(&mut world.bus.passed, passed);
    }

    pub(super) fn wakes(&self, world: &World, wakes: &mut Wakes) {
        let BusChange::Passed { rules, .. } = self else { return };
        for &rule in rules.iter().filter(|&&rule| !world.schedules[rule].pending.is_empty()) {
            wakes.at(world.now + EVENT_DELIVERY, Wake::Schedule(rule));
        }
    }
}

fn keep(kept: &mut std::collections::VecDeque<Passed>, passed: Passed) {
    if kept.len() == EVENTS_KEPT {
        kept.pop_front();
    }
    kept.push_back(passed);
}

/// What EventBridge hears of a fact.
pub fn events(fact: &Fact) -> Vec<Event> {
    let whats = match &fact.change {
        Change::Task(id, change) => of_task(*id, change),
        Change::Instance(id, change) => match change {
            InstanceChange::Registered
            | InstanceChange::AgentConnected
            | InstanceChange::AgentDisconnected
            | InstanceChange::DrainingSet { .. }
            | InstanceChange::Deregistered => vec![What::Instance(*id)],
            InstanceChange::Launched { .. }
            | InstanceChange::MachineChanged { .. }
            | InstanceChange::AttributePut { .. }
            | InstanceChange::AttributeDeleted { .. } => vec![],
        },
        Change::Service(id, change) => match change {
            ServiceChange::Created(new) => vec![What::Deployment(*id, new.deployment.id, Rollout::InProgress)],
            ServiceChange::DeploymentStarted { deployment } => {
                vec![What::Deployment(*id, deployment.id, Rollout::InProgress)]
            }
            ServiceChange::DeploymentEnded { deployment, rollout } => {
                vec![What::Deployment(*id, *deployment, *rollout)]
            }
            ServiceChange::RolledBack { to, because } => {
                vec![What::Deployment(*id, *to, Rollout::RollingBack(*because))]
            }
            ServiceChange::EventSaid { message } => {
                ServiceAction::of(message).map(|action| What::Service(*id, action)).into_iter().collect()
            }
            // What a person sets is no event.
            ServiceChange::DesiredCountSet { .. } if matches!(fact.cause, Cause::Fact(_)) => {
                vec![What::Service(*id, ServiceAction::DesiredCountUpdated)]
            }
            ServiceChange::DesiredCountSet { .. }
            | ServiceChange::ConfigSet { .. }
            | ServiceChange::DeploymentDesired { .. }
            | ServiceChange::DeploymentFailures { .. }
            | ServiceChange::DeploymentHealthy { .. }
            | ServiceChange::BakeStarted { .. }
            | ServiceChange::ImageResolved { .. }
            | ServiceChange::DeploymentRemoved { .. }
            | ServiceChange::Steady { .. }
            | ServiceChange::Rebalancing { .. }
            | ServiceChange::PlacementFailed { .. }
            | ServiceChange::Drained
            | ServiceChange::Inactive => vec![],
        },
        Change::Bus(BusChange::Put(custom)) => vec![What::Custom(custom.clone())],
        _ => vec![],
    };
    whats.into_iter().map(|what| Event { fact: fact.id, at: fact.at, what }).collect()
}

/// Whenever a task's version rises. Placing and stopping also changes what its instance has left.
fn of_task(id: crate::ids::TaskId, change: &TaskChange) -> Vec<What> {
    match change {
        TaskChange::Created(new) => {
            let on = match new.host {
                crate::model::task::Host::Instance(on) => Some(What::Instance(on)),
                crate::model::task::Host::Fargate => None,
            };
            [What::Task(id)].into_iter().chain(on).collect()
        }
        TaskChange::PhaseChanged { .. } | TaskChange::StopWanted { .. } => vec![What::Task(id)],
        TaskChange::ContainerMoved { .. }
        | TaskChange::AnswerChanged { .. }
        | TaskChange::ContainerRestarted { .. }
        | TaskChange::HealthChecked { .. }
        | TaskChange::CallDenied { .. }
        | TaskChange::BehaviourSet { .. }
        | TaskChange::ProtectionSet { .. }
        | TaskChange::Forgotten => vec![],
    }
}

impl ScheduleChange {
    /// Keeps the list of rules that listen.
    pub(super) fn keep_patterns(&self, world: &mut World, id: ScheduleId) {
        let pattern = match self {
            ScheduleChange::Created(new) => new.pattern.clone(),
            ScheduleChange::SettingsSet { pattern, .. } => pattern.clone(),
            ScheduleChange::Deleted => None,
            ScheduleChange::EnabledSet { .. }
            | ScheduleChange::TargetsSet { .. }
            | ScheduleChange::Fired
            | ScheduleChange::Delivered
            | ScheduleChange::Ran { .. } => return,
        };
        match pattern {
            Some(pattern) => world.bus.patterns.insert(id, pattern),
            None => drop(world.bus.patterns.remove(&id)),
        }
    }
}

pub(super) fn check(world: &World) {
    for id in world.bus.patterns.keys() {
        assert!(world.schedules.get(*id).is_some(), "a pattern belongs to a rule");
    }
    for schedule in world.schedules.values() {
        let on_time = schedule.pending.iter().all(|(due, _)| *due >= world.now);
        assert!(on_time && schedule.pending.len() <= MOST_PENDING, "{} delivers in time", schedule.name);
    }
}
