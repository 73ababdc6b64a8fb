//! Placement in words: why not there, by which rule, with which score.

use super::instance_status;
use engine::model::definition::Accelerators;
use engine::model::instance::InstanceStatus;
use engine::model::network::Protocol;
use engine::model::placement::Rejection;
use engine::model::placement::{Resource, SpreadBy, Strategy};
use engine::query::Failure;
use engine::rules::placement::fargate::Lack;

/// What a service event says of the closest instance.
pub fn misfit(rejection: &Rejection) -> String {
    match rejection {
        Rejection::Cpu { .. } => "has insufficient CPU units available".into(),
        Rejection::Memory { .. } => "has insufficient memory available".into(),
        Rejection::Port(..) => "is already using a port required by your task".into(),
        Rejection::Attribute(_) => "is missing an attribute required by your task".into(),
        Rejection::Gpu { .. } | Rejection::Accelerators(Accelerators::PartOfGpu) => {
            "has insufficient GPU resource available".into()
        }
        Rejection::NotActive(_)
        | Rejection::Accelerators(_)
        | Rejection::AgentDisconnected
        | Rejection::Location(_)
        | Rejection::EveningOut(_)
        | Rejection::Eni { .. }
        | Rejection::DistinctInstance
        | Rejection::MemberOf { .. } => format!("encountered error \"{}\"", failure_reason(rejection)),
    }
}

/// What Fargate lacks for a task in a zone.
pub fn lack(lack: &Lack) -> String {
    let vcpus = |units: u64| match (units / 1024, units % 1024 * 100 / 1024) {
        (whole, 0) => whole.to_string(),
        (whole, hundredths) => format!("{whole}.{hundredths:02}").trim_end_matches('0').to_string(),
    };
    match *lack {
        Lack::Capacity => "no Fargate capacity".into(),
        Lack::Quota { used, needed, most } => {
            let (used, needed, most) = (vcpus(used.into()), vcpus(needed.into()), vcpus(most));
            format!("the quota: {used} of {most} vCPUs are in use, and it needs {needed}")
        }
    }
}

/// The `reason` of an entry in `failures` (tasks.md#standalone-tasks).
pub fn failure_reason(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::NotActive(InstanceStatus::Inactive) => "INACTIVE",
        Rejection::NotActive(_) | Rejection::AgentDisconnected => "AGENT",
        Rejection::Location(_) | Rejection::EveningOut(_) => "LOCATION",
        Rejection::Attribute(_) => "ATTRIBUTE",
        Rejection::Cpu { .. } => "RESOURCE:CPU",
        Rejection::Memory { .. } => "RESOURCE:MEMORY",
        Rejection::Port(..) => "RESOURCE:PORTS",
        Rejection::Eni { .. } => "RESOURCE:ENI",
        Rejection::Gpu { .. } | Rejection::Accelerators(Accelerators::PartOfGpu) => "RESOURCE:GPU",
        Rejection::Accelerators(_) => "RESOURCE:NEURON_DEVICE", // after that
        Rejection::DistinctInstance => "DistinctInstance placement constraint unsatisfied.",
        Rejection::MemberOf { .. } => "MemberOf placement constraint unsatisfied.",
    }
}

/// Why an instance can't take a task, with the numbers.
pub fn rejection(rejection: &Rejection) -> String {
    match rejection {
        Rejection::NotActive(status) => instance_status(*status).to_ascii_lowercase(),
        Rejection::AgentDisconnected => "agent disconnected".into(),
        Rejection::Location(zone) => format!("in {zone}, where no subnet is"),
        Rejection::EveningOut(zone) => format!("this task was for {zone}, to even out the zones"),
        Rejection::Attribute(name) => format!("lacks attribute {name}"),
        Rejection::Cpu { needs, free } => format!("cpu: needs {needs}, {free} free"),
        Rejection::Memory { needs, free } => format!("memory: needs {needs}, {free} free"),
        Rejection::Port(Protocol::Tcp, port) => format!("port {port} is taken"),
        Rejection::Port(Protocol::Udp, port) => format!("udp port {port} is taken"),
        Rejection::Eni { limit } => format!("all {limit} network interfaces for tasks are taken"),
        Rejection::Gpu { needs, free } => format!("gpu: needs {needs}, {free} free"),
        Rejection::Accelerators(Accelerators::Neuron) => "has no Neuron devices".into(),
        Rejection::Accelerators(_) => "has no GPU that can be divided".into(),
        Rejection::DistinctInstance => "distinctInstance: a task of the group is there".into(),
        Rejection::MemberOf { failures, .. } => {
            let part = |failure: &Failure| format!("{}: {}", failure.part, failure.found);
            failures.iter().map(part).collect::<Vec<_>>().join("; ")
        }
    }
}

/// A rule of a placement strategy, as documentation writes it.
pub fn strategy(strategy: &Strategy) -> String {
    match strategy {
        Strategy::Random => "random".into(),
        Strategy::Spread(SpreadBy::Instance) => "spread(instanceId)".into(),
        Strategy::Spread(SpreadBy::Zone) => "spread(attribute:ecs.availability-zone)".into(),
        Strategy::Spread(SpreadBy::Attribute(name)) => format!("spread(attribute:{name})"),
        Strategy::Binpack(Resource::Cpu) => "binpack(cpu)".into(),
        Strategy::Binpack(Resource::Memory) => "binpack(memory)".into(),
    }
}

/// The head of a column with the scores of a rule.
pub fn score_head(strategy: &Strategy, group: &str) -> String {
    let whose = group.strip_prefix("service:").or(group.strip_prefix("family:")).unwrap_or(group);
    match strategy {
        Strategy::Random => "lot".into(),
        Strategy::Spread(SpreadBy::Instance) => format!("{whose} on host"),
        Strategy::Spread(SpreadBy::Zone) => format!("{whose} in zone"),
        Strategy::Spread(SpreadBy::Attribute(name)) => format!("{whose} by {name}"),
        Strategy::Binpack(Resource::Cpu) => "cpu left".into(),
        Strategy::Binpack(Resource::Memory) => "MiB left".into(),
    }
}

/// What a rule says of an instance.
pub fn score(strategy: &Strategy, score: u64) -> String {
    match strategy {
        Strategy::Random => format!("lot {score}"),
        Strategy::Spread(SpreadBy::Instance) => format!("{score} on the instance"),
        Strategy::Spread(SpreadBy::Zone) => format!("{score} in the zone"),
        Strategy::Spread(SpreadBy::Attribute(name)) => format!("{score} with the same {name}"),
        Strategy::Binpack(Resource::Cpu) => format!("{score} cpu left"),
        Strategy::Binpack(Resource::Memory) => format!("{score} MiB left"),
    }
}
