//! Any fact in a few words: for the list of events, and for what led to one. A function for each subject.

use super::names;
use aws::{reasons, words};
use engine::facts::{
    AccountChange, AlarmChange, BalancerChange, BusChange, Change, ClusterChange, DefinitionChange, FunctionChange,
    InstanceChange, ScheduleChange, ServiceChange, ServiceDeploymentChange, TargetChange, TargetGroupChange,
    TaskChange,
};
use engine::ids::{
    DefinitionId, DeploymentId, InstanceId, LoadBalancerId, ScheduleId, ServiceId, TargetGroupId, TaskId,
};
use engine::model::balancer::TargetState;
use engine::model::instance::Machine;
use engine::model::listener::Weighted;
use engine::model::task::{ContainerState, Owner, Stop, StopCode, Task};
use engine::world::World;

/// Whether a fact has a row of its own among the events. All others are said only where they led to something.
pub(super) fn has_row(world: &World, change: &Change) -> bool {
    match change {
        Change::Account(change) => match change {
            AccountChange::Seeded { .. }
            | AccountChange::Strictness { .. }
            | AccountChange::SubnetMade { .. }
            | AccountChange::SecurityGroupMade { .. }
            | AccountChange::RoleMade { .. }
            | AccountChange::QuotaSet { .. } => false,
            AccountChange::ZoneLost { .. }
            | AccountChange::ZoneRestored { .. }
            | AccountChange::RouteSet { .. }
            | AccountChange::RegistryChanged { .. }
            | AccountChange::RoleSet { .. }
            | AccountChange::FargateCapacitySet { .. }
            | AccountChange::SettingPut { .. }
            | AccountChange::ImagePushed { .. }
            | AccountChange::ImageSet { .. } => true,
        },
        Change::Instance(_, change) => match change {
            InstanceChange::Launched { .. }
            | InstanceChange::AttributePut { .. }
            | InstanceChange::AttributeDeleted { .. } => false,
            InstanceChange::MachineChanged { machine } => matches!(machine, Machine::Terminated | Machine::Stopped),
            InstanceChange::Registered
            | InstanceChange::AgentConnected
            | InstanceChange::AgentDisconnected
            | InstanceChange::DrainingSet { .. }
            | InstanceChange::Deregistered => true,
        },
        Change::Definition(_, change) => matches!(change, DefinitionChange::Registered { .. }),
        Change::Task(id, TaskChange::StopWanted { stop }) => failed_alone(world, *id, stop).is_some(),
        Change::Service(_, change) => matches!(change, ServiceChange::EventSaid { .. }),
        Change::Resource(change) => words::resource_change(change).is_some(),
        Change::Schedule(_, change) => matches!(change, ScheduleChange::Ran { .. }),
        Change::ServiceDeployment(_, change) => match change {
            ServiceDeploymentChange::StageBegan { .. } | ServiceDeploymentChange::Shifted { .. } => true,
            ServiceDeploymentChange::StatusSet { .. }
            | ServiceDeploymentChange::Judged { .. }
            | ServiceDeploymentChange::RollbackStarted { .. }
            | ServiceDeploymentChange::HookBegan { .. }
            | ServiceDeploymentChange::HookEnded { .. } => false,
        },
        Change::Alarm(_) | Change::Function(_) => true,
        Change::Cluster(..)
        | Change::Bus(..)
        | Change::Task(..)
        | Change::Balancer(..)
        | Change::TargetGroup(..)
        | Change::Target(..) => false,
    }
}

pub(super) fn brief(world: &World, change: &Change) -> String {
    match change {
        Change::Account(change) => account(change),
        Change::Cluster(_, change) => cluster(change),
        Change::Instance(id, change) => instance(world, *id, change),
        Change::Definition(id, change) => definition(world, *id, change),
        Change::Task(id, change) => task(world, *id, change),
        Change::Service(id, change) => service(world, *id, change),
        Change::ServiceDeployment(id, change) => service_deployment(world, *id, change),
        Change::Function(FunctionChange::AnswerSet { name, .. }) => {
            format!("the function {name} answers hooks otherwise")
        }
        Change::Alarm(AlarmChange::StateSet { name, state }) => format!("alarm {name} is {}", state.name()),
        Change::Balancer(id, change) => balancer(world, *id, change),
        Change::TargetGroup(id, change) => target_group(world, *id, change),
        Change::Target(_, id, change) => target(world, *id, change),
        Change::Resource(change) => {
            words::resource_change(change).unwrap_or_else(|| "what a task definition names was made".into())
        }
        Change::Bus(BusChange::Put(custom)) => format!("{} put an event on the bus", custom.source),
        Change::Bus(BusChange::Passed { rules, .. }) => {
            let names = rules.iter().filter_map(|&rule| world.schedules.get(rule)).map(|rule| &*rule.name);
            format!("an event matched rule {}", names.collect::<Vec<_>>().join(", "))
        }
        Change::Schedule(id, change) => schedule(world, *id, change),
    }
}

fn account(change: &AccountChange) -> String {
    match change {
        AccountChange::ZoneLost { zone } => format!("{zone} lost its power"),
        AccountChange::ZoneRestored { zone } => format!("{zone} has power again"),
        AccountChange::SubnetMade { name, zone } => format!("subnet {name} is in {zone}"),
        AccountChange::RouteSet { subnet, route } => format!("subnet {subnet} is {} now", route.name()),
        AccountChange::SecurityGroupMade { name } => format!("security group {name} was made"),
        AccountChange::RegistryChanged { down: true } => "no image registry answers".into(),
        AccountChange::RegistryChanged { down: false } => "image registries answer again".into(),
        AccountChange::RoleMade { name } => format!("role {name} was made"),
        AccountChange::RoleSet { name, .. } => format!("role {name} has other permissions now"),
        AccountChange::FargateCapacitySet { zone, fargate, available } => {
            let what = if *available { "capacity again" } else { "no capacity" };
            format!("{} has {what} in {zone}", fargate.name())
        }
        AccountChange::SettingPut { setting, value: Some(value), .. } => {
            format!("account setting {} is {value}", setting.name())
        }
        AccountChange::SettingPut { setting, value: None, .. } => {
            format!("account setting {} was deleted", setting.name())
        }
        AccountChange::ImagePushed { reference, .. } => format!("another image was pushed as {reference}"),
        AccountChange::ImageSet { reference, .. } => format!("image {reference} behaves otherwise now"),
        AccountChange::QuotaSet { .. } => "a quota was set".into(),
        AccountChange::Seeded { seed } => format!("the seed is {seed}"),
        AccountChange::Strictness { strict: true } => "what doesn't exist is refused".into(),
        AccountChange::Strictness { strict: false } => "what doesn't exist is made".into(),
    }
}

fn cluster(change: &ClusterChange) -> String {
    match change {
        ClusterChange::Created { name, .. } => format!("cluster {name} was created"),
        ClusterChange::GroupNamed { name, .. } => format!("task group {name} was named"),
        ClusterChange::ProvidersSet { .. } => "the cluster's capacity providers were set".into(),
        ClusterChange::TokenUsed(used) => format!("client token {} was used", used.token),
        ClusterChange::Deleted => "the cluster was deleted".into(),
    }
}

fn instance(world: &World, id: InstanceId, change: &InstanceChange) -> String {
    let name = names::instance(world, id);
    match change {
        InstanceChange::Launched { .. } => format!("{name} was launched"),
        InstanceChange::Registered => format!("{name} registered with the cluster"),
        InstanceChange::MachineChanged { machine } => match machine {
            Machine::Terminated => format!("{name} was terminated"),
            Machine::Stopped => format!("{name} stopped"),
            Machine::Booting { .. } => format!("{name} boots"),
            Machine::Running => format!("{name} runs"),
        },
        InstanceChange::AgentConnected => format!("the agent of {name} is connected again"),
        InstanceChange::AgentDisconnected => format!("the agent of {name} is disconnected"),
        InstanceChange::DrainingSet { draining: true } => format!("{name} is DRAINING"),
        InstanceChange::DrainingSet { draining: false } => format!("{name} is ACTIVE again"),
        InstanceChange::AttributePut { name: attribute, .. } => format!("{name} has the attribute {attribute}"),
        InstanceChange::AttributeDeleted { name: attribute } => format!("{name} lost the attribute {attribute}"),
        InstanceChange::Deregistered => format!("{name} was deregistered"),
    }
}

fn definition(world: &World, id: DefinitionId, change: &DefinitionChange) -> String {
    let label = || world.definition(id).label();
    match change {
        DefinitionChange::Registered { definition, .. } => format!("{} was registered", definition.label()),
        DefinitionChange::Deregistered => format!("{} was deregistered", label()),
        DefinitionChange::DeletionRequested => format!("{} is to be deleted", label()),
        DefinitionChange::Deleted => format!("{} was deleted", label()),
    }
}

fn task(world: &World, id: TaskId, change: &TaskChange) -> String {
    let task = names::task(world, id);
    match change {
        TaskChange::StopWanted { stop } => told_to_stop(world, id, stop),
        TaskChange::Created(_) => format!("task {task} was placed"),
        TaskChange::PhaseChanged { phase } => format!("task {task} became {}", words::phase(*phase)),
        TaskChange::ContainerMoved { container, state } => {
            let has_run = world.tasks.get(id).is_none_or(|task| task.stamps.started.is_some());
            format!("a container of task {task} {}{}", moved(state, has_run), ended(world, id, *container, state))
        }
        TaskChange::AnswerChanged { .. } => format!("a container of task {task} answers otherwise"),
        TaskChange::ContainerRestarted { code, .. } => {
            format!("a container of task {task} ended with code {code} and starts again in place")
        }
        TaskChange::HealthChecked { health, failing, .. } => {
            let failing = if *failing > 0 { format!(", {failing} failed in a row") } else { String::new() };
            format!("a health check of task {task}: {}{failing}", words::health(*health))
        }
        TaskChange::CallDenied { denied, .. } => {
            format!("the application of task {task} may not call {}", denied.action)
        }
        TaskChange::BehaviourSet { .. } => format!("a container of task {task} behaves otherwise now"),
        TaskChange::ProtectionSet { until: Some(until) } => {
            format!("task {task} is protected from scaling in until {until}")
        }
        TaskChange::ProtectionSet { until: None } => format!("task {task} is no longer protected from scaling in"),
        TaskChange::Forgotten => format!("task {task} is no longer described"),
    }
}

fn told_to_stop(world: &World, id: TaskId, stop: &Stop) -> String {
    let (name, reason) = (names::task(world, id), words::stop_reason(world, &stop.reason));
    match failed_alone(world, id, stop) {
        Some(task) => format!("task {name} of {} failed: {reason}", world.groups[task.group].name),
        None => format!("task {name} is to stop: {reason}"),
    }
}

/// A task that failed and is nobody's: of a service's, the service speaks.
fn failed_alone<'a>(world: &'a World, id: TaskId, stop: &Stop) -> Option<&'a Task> {
    let task = world.tasks.get(id).filter(|task| task.owner == Owner::Standalone)?;
    let failed = match stop.code {
        StopCode::TaskFailedToStart => true,
        StopCode::EssentialContainerExited => {
            task.containers.iter().any(|container| !matches!(container.exit_code(), None | Some(0)))
        }
        StopCode::UserInitiated
        | StopCode::ServiceSchedulerInitiated
        | StopCode::SpotInterruption
        | StopCode::TerminationNotice
        | StopCode::InfrastructureHealth => false,
    };
    failed.then_some(task)
}

/// How a container ended: `, exit code 1`, `: CannotPullContainerError: …`.
fn ended(world: &World, task: TaskId, container: usize, state: &ContainerState) -> String {
    let ContainerState::Stopped { code, reason, .. } = state else { return String::new() };
    let code = code.map(|code| format!(", exit code {code}")).unwrap_or_default();
    let reason = reason.as_ref().filter(|_| world.tasks.get(task).is_some());
    let reason = reason.map(|reason| format!(": {}", reasons::container(world, task, container, reason)));
    code + &reason.unwrap_or_default()
}

fn moved(state: &ContainerState, has_run: bool) -> &'static str {
    match state {
        ContainerState::Waiting => "waits",
        ContainerState::Pulling { .. } => "pulls its image",
        ContainerState::Pulled => "has its image",
        ContainerState::Starting { .. } => "is being started",
        ContainerState::Running { .. } => "runs",
        ContainerState::Stopping { .. } => "was told to stop",
        ContainerState::Stopped { code: None, .. } if has_run => "is over, with nothing heard of how it ended",
        ContainerState::Stopped { code: None, .. } => "never ran",
        ContainerState::Stopped { .. } => "ended",
    }
}

fn service(world: &World, id: ServiceId, change: &ServiceChange) -> String {
    let service = &world.services[id];
    let name = &service.name;
    match change {
        ServiceChange::EventSaid { message } => words::event(world, service, message),
        ServiceChange::Created(_) => format!("service {name} was created"),
        ServiceChange::DesiredCountSet { desired } => format!("service {name} wants {desired} tasks"),
        ServiceChange::ConfigSet { .. } => format!("service {name} was configured"),
        ServiceChange::DeploymentStarted { deployment } => {
            format!("service {name} deploys {}", world.definition(deployment.revision.definition).label())
        }
        ServiceChange::PlacementFailed { unplaced: Some(_), .. } => format!("service {name} found no place for a task"),
        ServiceChange::RolledBack { .. } => format!("service {name} is rolled back"),
        ServiceChange::BakeStarted { .. } => format!("the bake time of service {name} began"),
        ServiceChange::DeploymentDesired { .. }
        | ServiceChange::DeploymentFailures { .. }
        | ServiceChange::DeploymentHealthy { .. }
        | ServiceChange::DeploymentEnded { .. }
        | ServiceChange::ImageResolved { .. }
        | ServiceChange::DeploymentRemoved { .. }
        | ServiceChange::Steady { .. }
        | ServiceChange::Rebalancing { .. }
        | ServiceChange::PlacementFailed { unplaced: None, .. }
        | ServiceChange::Drained
        | ServiceChange::Inactive => format!("the scheduler looked at service {name}"),
    }
}

fn service_deployment(world: &World, id: DeploymentId, change: &ServiceDeploymentChange) -> String {
    let name = world
        .deployments
        .get(id)
        .map_or("that is gone".into(), |record| format!("of service {}", world.services[record.service].name));
    match change {
        ServiceDeploymentChange::StatusSet { status, .. } => {
            format!("the service deployment {name} is {}", status.name())
        }
        ServiceDeploymentChange::RollbackStarted { .. } => {
            format!("the service deployment {name} is ROLLBACK_IN_PROGRESS")
        }
        ServiceDeploymentChange::Judged { .. } => format!("the service deployment {name} was judged"),
        ServiceDeploymentChange::StageBegan { stage } => {
            format!("the service deployment {name} is at {}", stage.name())
        }
        ServiceDeploymentChange::Shifted { test, production } => {
            let (test, production) = (words::percent(*test), words::percent(*production));
            let record = world.deployments.get(id);
            let balancers = record.into_iter().flat_map(|record| &record.config.balancers);
            let has_test_rule =
                balancers.filter_map(|balancer| balancer.advanced.as_ref()).any(|own| own.test.is_some());
            let test = if has_test_rule { format!("{test} of test, ") } else { String::new() };
            format!("the service deployment {name} gives green {test}{production} of production traffic")
        }
        ServiceDeploymentChange::HookBegan { run } => format!("a {} hook {name} was called", run.target.kind()),
        ServiceDeploymentChange::HookEnded { status, .. } => format!("a hook {name} is {}", status.name()),
    }
}

fn balancer(world: &World, id: LoadBalancerId, change: &BalancerChange) -> String {
    let name = world.balancers.get(id).map_or("that is gone".into(), |balancer| balancer.name.to_string());
    match change {
        BalancerChange::Created { name, .. } => format!("load balancer {name} was created"),
        BalancerChange::ListenerAdded { listener } => {
            format!("load balancer {name} listens on port {}", listener.port)
        }
        BalancerChange::AttributesSet { .. } => format!("load balancer {name} has other attributes"),
        BalancerChange::KeptSet { .. } => format!("load balancer {name} has other tags"),
        BalancerChange::ListenerChanged { port, .. } => {
            format!("load balancer {name} listens otherwise on port {port}")
        }
        BalancerChange::ListenerRemoved { .. } => format!("load balancer {name} has a listener less"),
        BalancerChange::RuleAdded { rule, .. } => {
            format!("load balancer {name} has a rule of priority {}", rule.priority.unwrap_or_default())
        }
        BalancerChange::RuleChanged { .. } => format!("a rule of load balancer {name} is another"),
        BalancerChange::WeightsSet { forward, .. } => {
            let weight = |to: &Weighted| {
                let group = world.target_groups.get(to.target_group);
                format!("{} to {}", to.weight, group.map_or("one that is gone", |group| &group.name))
            };
            let weights: Vec<String> = forward.iter().map(weight).collect();
            format!("a rule of load balancer {name} forwards {}", weights.join(", "))
        }
        BalancerChange::PrioritiesSet { .. } => format!("rules of load balancer {name} are tried in another order"),
        BalancerChange::RuleRemoved { .. } => format!("load balancer {name} has a rule less"),
        BalancerChange::TrafficSet { .. } => format!("load balancer {name} gets other traffic"),
        BalancerChange::Deleted => "a load balancer was deleted".into(),
    }
}

fn target_group(world: &World, id: TargetGroupId, change: &TargetGroupChange) -> String {
    let name = world.target_groups.get(id).map_or("that is gone".into(), |group| group.name.to_string());
    match change {
        TargetGroupChange::Created { name, .. } => format!("target group {name} was created"),
        TargetGroupChange::ChecksSet { .. } => format!("target group {name} is checked otherwise"),
        TargetGroupChange::AttributesSet { delay, .. } => {
            format!("target group {name} has other attributes, drains for {} s", delay.as_secs())
        }
        TargetGroupChange::KeptSet { .. } => format!("target group {name} has other tags"),
        TargetGroupChange::Deleted => "a target group was deleted".into(),
    }
}

fn target(world: &World, id: TaskId, change: &TargetChange) -> String {
    let task = names::task(world, id);
    match change {
        TargetChange::Registered { .. } => format!("task {task} became a target"),
        TargetChange::CheckedAgainst { .. } => format!("a health check of task {task} came out otherwise"),
        TargetChange::StateChanged { state } => {
            let is = match state {
                TargetState::Initial => "is new",
                TargetState::Healthy => "is healthy",
                TargetState::Unhealthy(_) => "is unhealthy",
                TargetState::Draining { .. } => "drains",
            };
            format!("the target of task {task} {is}")
        }
        TargetChange::Removed => format!("the target of task {task} was removed"),
    }
}

fn schedule(world: &World, id: ScheduleId, change: &ScheduleChange) -> String {
    let name = names::schedule(world, id);
    match change {
        ScheduleChange::Created(new) => format!("schedule {} was created", new.name),
        ScheduleChange::SettingsSet { .. } | ScheduleChange::TargetsSet { .. } => format!("{name} was changed"),
        ScheduleChange::EnabledSet { enabled: true } => format!("{name} was enabled"),
        ScheduleChange::EnabledSet { enabled: false } => format!("{name} was disabled"),
        ScheduleChange::Delivered => format!("rule {name} got its event"),
        ScheduleChange::Fired => format!("{name} fired"),
        ScheduleChange::Ran { outcome } => format!("{name}: {}", words::outcome(world, outcome)),
        ScheduleChange::Deleted => format!("{name} was deleted"),
    }
}
