//! What happened: service events in ECS's words, and what happened to instances, zones and images.

use super::causes::causes;
use super::colours::Hue;
use super::names;
use crate::api::{reasons, words};
use crate::app::Session;
use crate::engine::fact::{
    AccountChange, Change, ClusterChange, DefinitionChange, Fact, FactId, InstanceChange, ScheduleChange,
    ServiceChange, TargetChange, TaskChange,
};
use crate::engine::ids::TaskId;
use crate::engine::model::balancer::TargetState;
use crate::engine::model::instance::Machine;
use crate::engine::model::task::{ContainerState, Owner, StopCode};
use crate::engine::world::World;

#[derive(Clone, PartialEq, Debug)]
pub struct EventRow {
    pub fact: FactId,
    pub time: String,
    pub text: String,
    pub hue: Option<Hue>,
    /// What led to it, the nearest first, if that is asked for.
    pub causes: Option<Vec<String>>,
}

/// Rows that are shown.
const MOST_ROWS: usize = 80;

/// Newest first.
pub fn events(session: &Session) -> Vec<EventRow> {
    let world = session.world();
    let log = session.history().simulation().log();
    let past = log.iter().rev().skip_while(|fact| fact.id.0 >= world.facts);
    let rows = past.filter_map(|fact| row(session, world, fact));
    rows.take(MOST_ROWS).collect()
}

fn row(session: &Session, world: &World, fact: &Fact) -> Option<EventRow> {
    let (text, hue) = match &fact.change {
        Change::Service(id, ServiceChange::EventSaid { message }) => {
            let service = &world.services[*id];
            (words::event(world, service, message), Some(Hue::of_service(world, service.cluster, *id)))
        }
        other => (happening(world, other)?, None),
    };
    let expanded = session.is_expanded(fact);
    let causes = expanded.then(|| causes(session, world, fact));
    Some(EventRow { fact: fact.id, time: fact.at.to_string(), text, hue, causes })
}

/// What is worth a row beside service events.
fn happening(world: &World, change: &Change) -> Option<String> {
    Some(match change {
        Change::Instance(id, change) => {
            let name = names::instance(world, *id);
            match change {
                InstanceChange::Registered => format!("{name} registered with the cluster"),
                InstanceChange::MachineChanged { machine: Machine::Terminated } => format!("{name} was terminated"),
                InstanceChange::MachineChanged { machine: Machine::Stopped } => format!("{name} stopped"),
                InstanceChange::AgentConnected => format!("the agent of {name} is connected again"),
                InstanceChange::AgentDisconnected => format!("the agent of {name} is disconnected"),
                InstanceChange::DrainingSet { draining: true } => format!("{name} is DRAINING"),
                InstanceChange::DrainingSet { draining: false } => format!("{name} is ACTIVE again"),
                InstanceChange::Deregistered => format!("{name} was deregistered"),
                InstanceChange::Launched { .. }
                | InstanceChange::MachineChanged { .. }
                | InstanceChange::AttributePut { .. }
                | InstanceChange::AttributeDeleted { .. } => return None,
            }
        }
        Change::Account(AccountChange::ZoneLost { zone }) => format!("{zone} lost its power"),
        Change::Account(AccountChange::ZoneRestored { zone }) => format!("{zone} has power again"),
        Change::Account(AccountChange::RouteSet { subnet, route }) => {
            format!("subnet {subnet} is {} now", route.name())
        }
        Change::Account(AccountChange::RegistryChanged { down: true }) => "no image registry answers".into(),
        Change::Account(AccountChange::RegistryChanged { down: false }) => "image registries answer again".into(),
        Change::Account(AccountChange::RoleSet { name, .. }) => format!("role {name} has other permissions now"),
        Change::Account(AccountChange::FargateCapacitySet { zone, provider, available }) => {
            let what = if *available { "capacity again" } else { "no capacity" };
            format!("{} has {what} in {zone}", provider.name())
        }
        Change::Account(AccountChange::SettingPut { setting, value: Some(value), .. }) => {
            format!("account setting {} is {value}", setting.name())
        }
        Change::Account(AccountChange::SettingPut { setting, value: None, .. }) => {
            format!("account setting {} was deleted", setting.name())
        }
        Change::Account(AccountChange::Resource(change)) => words::resource_change(change)?,
        Change::Account(AccountChange::ImageSet { reference, .. }) => {
            format!("image {reference} behaves otherwise now")
        }
        Change::Definition(_, DefinitionChange::Registered { definition, .. }) => {
            format!("{} was registered", definition.label())
        }
        Change::Task(id, TaskChange::StopWanted { stop }) => {
            let task = world.tasks.get(*id).filter(|task| task.owner == Owner::Standalone)?;
            let failed = matches!(stop.code, StopCode::TaskFailedToStart | StopCode::EssentialContainerExited);
            let ended_well = task.containers.iter().all(|container| matches!(container.exit_code(), None | Some(0)));
            if !failed || stop.code == StopCode::EssentialContainerExited && ended_well {
                return None;
            }
            let group = &world.groups[task.group].name;
            format!("task {} of {group} failed: {}", names::task(world, *id), words::stop_reason(world, &stop.reason))
        }
        Change::Schedule(id, ScheduleChange::Ran { outcome }) => {
            format!("{}: {}", names::schedule(world, *id), words::outcome(world, outcome))
        }
        _ => return None,
    })
}

/// Any fact in a few words.
pub fn brief(world: &World, change: &Change) -> String {
    let task = |id| names::task(world, id);
    match change {
        Change::Account(_) | Change::Instance(..) => happening(world, change).unwrap_or_else(|| quiet(world, change)),
        Change::Cluster(_, ClusterChange::Created { name, .. }) => format!("cluster {name} was created"),
        Change::Cluster(_, ClusterChange::GroupNamed { name, .. }) => format!("task group {name} was named"),
        Change::Cluster(_, ClusterChange::ProvidersSet { .. }) => "the cluster's capacity providers were set".into(),
        Change::Cluster(_, ClusterChange::TokenUsed(used)) => format!("client token {} was used", used.token),
        Change::Cluster(_, ClusterChange::Deleted) => "the cluster was deleted".into(),
        Change::Definition(_, DefinitionChange::Registered { definition, .. }) => {
            format!("{} was registered", definition.label())
        }
        Change::Definition(id, DefinitionChange::Deregistered) => {
            format!("{} was deregistered", world.definition(*id).label())
        }
        Change::Definition(id, DefinitionChange::DeletionRequested) => {
            format!("{} is to be deleted", world.definition(*id).label())
        }
        Change::Definition(id, DefinitionChange::Deleted) => {
            format!("{} was deleted", world.definition(*id).label())
        }
        Change::Task(id, change) => match change {
            TaskChange::Created(_) => format!("task {} was placed", task(*id)),
            TaskChange::PhaseChanged { phase } => format!("task {} became {}", task(*id), words::phase(*phase)),
            TaskChange::StopWanted { stop } => {
                format!("task {} is to stop: {}", task(*id), words::stop_reason(world, &stop.reason))
            }
            TaskChange::ContainerMoved { container, state } => {
                let why = ended(world, *id, *container, state);
                format!("a container of task {} {}{why}", task(*id), moved(state))
            }
            TaskChange::AnswerChanged { .. } => format!("a container of task {} answers otherwise", task(*id)),
            TaskChange::ContainerRestarted { code, .. } => {
                format!("a container of task {} ended with code {code} and starts again in place", task(*id))
            }
            TaskChange::HealthChecked { health, failing, .. } => {
                let failing = if *failing > 0 { format!(", {failing} failed in a row") } else { String::new() };
                format!("a health check of task {}: {}{failing}", task(*id), words::health(*health))
            }
            TaskChange::CallDenied { denied, .. } => {
                format!("the application of task {} may not call {}", task(*id), denied.action)
            }
            TaskChange::Forgotten => format!("task {} is no longer described", task(*id)),
        },
        Change::Service(id, change) => {
            let name = &world.services[*id].name;
            match change {
                ServiceChange::Created(_) => format!("service {name} was created"),
                ServiceChange::DesiredCountSet { desired } => format!("service {name} wants {desired} tasks"),
                ServiceChange::ConfigSet { .. } => format!("service {name} was configured"),
                ServiceChange::DeploymentStarted { deployment } => {
                    format!("service {name} deploys {}", world.definition(deployment.definition).label())
                }
                ServiceChange::EventSaid { message } => words::event(world, &world.services[*id], message),
                ServiceChange::PlacementFailed { unplaced: Some(_), .. } => {
                    format!("service {name} found no place for a task")
                }
                ServiceChange::DeploymentDesired { .. }
                | ServiceChange::DeploymentFailures { .. }
                | ServiceChange::DeploymentEnded { .. }
                | ServiceChange::DeploymentRemoved { .. }
                | ServiceChange::Steady { .. }
                | ServiceChange::Rebalancing { .. }
                | ServiceChange::PlacementFailed { unplaced: None, .. }
                | ServiceChange::Drained
                | ServiceChange::Inactive => format!("the scheduler looked at service {name}"),
            }
        }
        Change::Balancer(id, _) => world
            .balancers
            .get(*id)
            .map_or("a load balancer changed".into(), |b| format!("load balancer {} changed", b.name)),
        Change::TargetGroup(id, _) => world
            .target_groups
            .get(*id)
            .map_or("a target group changed".into(), |g| format!("target group {} changed", g.name)),
        Change::Target(_, id, change) => match change {
            TargetChange::Registered { .. } => format!("task {} became a target", task(*id)),
            TargetChange::CheckedAgainst { .. } => format!("a health check of task {} came out otherwise", task(*id)),
            TargetChange::StateChanged { state } => format!("the target of task {} {}", task(*id), target(state)),
            TargetChange::Removed => format!("the target of task {} was removed", task(*id)),
        },
        Change::Schedule(id, change) => {
            let name = names::schedule(world, *id);
            match change {
                ScheduleChange::Created(new) => format!("schedule {} was created", new.name),
                ScheduleChange::SettingsSet { .. } | ScheduleChange::TargetsSet { .. } => format!("{name} was changed"),
                ScheduleChange::EnabledSet { enabled: true } => format!("{name} was enabled"),
                ScheduleChange::EnabledSet { enabled: false } => format!("{name} was disabled"),
                ScheduleChange::Fired => format!("{name} fired"),
                ScheduleChange::Ran { outcome } => format!("{name}: {}", words::outcome(world, outcome)),
                ScheduleChange::Deleted => format!("{name} was deleted"),
            }
        }
    }
}

fn quiet(world: &World, change: &Change) -> String {
    match change {
        Change::Instance(id, InstanceChange::Launched { .. }) => {
            format!("{} was launched", names::instance(world, *id))
        }
        Change::Instance(id, _) => format!("{} changed", names::instance(world, *id)),
        _ => "the account changed".into(),
    }
}

/// How a container ended: `, exit code 1`, `: CannotPullContainerError: …`.
fn ended(world: &World, task: TaskId, container: usize, state: &ContainerState) -> String {
    let ContainerState::Stopped { code, reason, .. } = state else { return String::new() };
    let code = code.map(|code| format!(", exit code {code}")).unwrap_or_default();
    let reason = reason.as_ref().filter(|_| world.tasks.get(task).is_some());
    let reason = reason.map(|reason| format!(": {}", reasons::container(world, task, container, reason)));
    code + &reason.unwrap_or_default()
}

fn moved(state: &ContainerState) -> &'static str {
    match state {
        ContainerState::Waiting => "waits",
        ContainerState::Pulling { .. } => "pulls its image",
        ContainerState::Pulled => "has its image",
        ContainerState::Starting { .. } => "is being started",
        ContainerState::Running { .. } => "runs",
        ContainerState::Stopping { .. } => "was told to stop",
        ContainerState::Stopped { code: None, .. } => "never ran",
        ContainerState::Stopped { .. } => "ended",
    }
}

fn target(state: &TargetState) -> &'static str {
    match state {
        TargetState::Initial => "is new",
        TargetState::Healthy => "is healthy",
        TargetState::Unhealthy(_) => "is unhealthy",
        TargetState::Draining { .. } => "drains",
    }
}
