//! One container of a task definition, as the engine has it.

use crate::json::Input;
use engine::model::Name;
use engine::model::definition::{
    Accelerators, Condition, ContainerDefinition, Dependency, HealthCheck, LogConfiguration, PortMapping, RestartPolicy,
};
use engine::model::network::Protocol;
use engine::model::refusal::{Bound, DefinitionFault, DependencyFault};
use engine::time::Span;

/// `names` are those of all containers, in their order.
pub(super) fn read_container(input: Input, names: &[&str]) -> Result<ContainerDefinition, DefinitionFault> {
    let name: Name = input.required("name").into();
    let numbers = Numbers { of: input, container: &name };
    let depends_on = input.list("dependsOn").map(|other| read_dependency(other, names)).collect::<Result<_, _>>()?;
    // A range of ports is kept and shown; nothing here acts on it.
    let single = input.list("portMappings").filter(|port| port.text("containerPortRange").is_none());
    Ok(ContainerDefinition {
        image: input.required("image").into(),
        cpu: numbers.get("cpu")?.unwrap_or(0),
        memory: numbers.get("memory")?,
        memory_reservation: numbers.get("memoryReservation")?,
        ports: single.map(|port| read_port(port, &name)).collect::<Result<_, _>>()?,
        essential: input.flag("essential"),
        depends_on,
        start_timeout: numbers.bounded("startTimeout").map(seconds),
        stop_timeout: numbers.bounded("stopTimeout").map(seconds),
        health_check: there(input, "healthCheck").map(|check| read_health_check(check, &name)).transpose()?,
        restart: there(input, "restartPolicy").and_then(|policy| read_restart_policy(policy, &name)),
        log: there(input, "logConfiguration").map(read_log),
        secrets: input.list("secrets").map(|s| (s.required("name").into(), s.required("valueFrom").into())).collect(),
        credentials: input.inside("repositoryCredentials").text("credentialsParameter").map(Into::into),
        accelerators: read_accelerators(input, &name)?,
        consistent: input.text("versionConsistency") != Some("disabled"),
        name,
    })
}

fn there<'a>(input: Input<'a>, name: &str) -> Option<Input<'a>> {
    Some(input.inside(name)).filter(|inside| inside.is_there())
}

/// Whole numbers that aren't negative.
struct Numbers<'a> {
    of: Input<'a>,
    container: &'a Name,
}

impl Numbers<'_> {
    fn get(&self, field: &'static str) -> Result<Option<u32>, DefinitionFault> {
        let wrong = |_| DefinitionFault::Setting { field, container: self.container.clone() };
        self.of.number(field).map(|number| u32::try_from(number).map_err(wrong)).transpose()
    }

    /// A number with bounds of its own: what doesn't fit into the type becomes the nearest number that does.
    fn bounded(&self, field: &str) -> Option<u32> {
        self.of.number(field).map(|number| number.clamp(0, u32::MAX.into()) as u32)
    }
}

fn seconds(n: u32) -> Span {
    Span::secs(n as u64)
}

fn read_port(input: Input, container: &Name) -> Result<PortMapping, DefinitionFault> {
    let port = |field: &'static str| {
        let number = u16::try_from(input.number(field).unwrap_or(0));
        number.map_err(|_| DefinitionFault::Setting { field, container: container.clone() })
    };
    let protocol = if input.text("protocol") == Some("udp") { Protocol::Udp } else { Protocol::Tcp };
    Ok(PortMapping { container: port("containerPort")?, host: port("hostPort")?, protocol })
}

fn read_dependency(input: Input, names: &[&str]) -> Result<Dependency, DefinitionFault> {
    let on = input.required("containerName");
    let container = names.iter().position(|name| *name == on);
    let container = container.ok_or_else(|| DefinitionFault::Dependency(DependencyFault::Unknown(on.into())))?;
    let condition = match input.required("condition") {
        "COMPLETE" => Condition::Complete,
        "SUCCESS" => Condition::Success,
        "HEALTHY" => Condition::Healthy,
        _ => Condition::Start,
    };
    Ok(Dependency { container, condition })
}

/// The document has ECS's defaults already.
fn read_health_check(input: Input, container: &Name) -> Result<HealthCheck, DefinitionFault> {
    let numbers = Numbers { of: input, container };
    let number = |field| numbers.bounded(field).unwrap_or_default();
    if input.number("startPeriod").is_some_and(|seconds| seconds < 0) {
        let what = "Health check startPeriod";
        return Err(DefinitionFault::OutOfRange { what, container: container.clone(), bound: Bound::AtLeast(0) });
    }
    Ok(HealthCheck {
        interval: seconds(number("interval")),
        timeout: seconds(number("timeout")),
        retries: number("retries"),
        start_period: seconds(number("startPeriod")),
        needs_curl: input.texts("command").iter().any(|word| word.contains("curl")),
    })
}

/// Seconds that a container must have run to be restarted, where nothing is said (definitions.md#containers).
const RESTART_ATTEMPT_PERIOD: u32 = 300;

fn read_restart_policy(input: Input, container: &Name) -> Option<RestartPolicy> {
    if !input.flag("enabled") {
        return None;
    }
    let codes = input.values("ignoredExitCodes").iter().filter_map(|code| code.as_i64());
    let period = Numbers { of: input, container }.bounded("restartAttemptPeriod");
    Some(RestartPolicy {
        ignored_exit_codes: codes.map(|code| code as i32).collect(),
        attempt_period: seconds(period.unwrap_or(RESTART_ATTEMPT_PERIOD)),
    })
}

fn read_log(input: Input) -> LogConfiguration {
    let option = |name: &str| input.inside("options").text(name).map(Into::into);
    LogConfiguration {
        driver: input.required("logDriver").into(),
        group: option("awslogs-group"),
        create_group: input.inside("options").text("awslogs-create-group") == Some("true"),
        stream_prefix: option("awslogs-stream-prefix"),
        secrets: input.list("secretOptions").map(|secret| secret.required("valueFrom").into()).collect(),
    }
}

/// GPUs of a container: more than any machine has are a slip.
const MOST_GPUS: u32 = 64;

/// What is shared is kept and shown; nothing here acts on it.
fn read_accelerators(input: Input, container: &Name) -> Result<Accelerators, DefinitionFault> {
    let mut gpus = 0;
    let mut others = Vec::new();
    for requirement in input.list("resourceRequirements").filter(|requirement| requirement.get("value").is_some()) {
        let asked = accelerators(requirement.required("type"), requirement.required("value"));
        let wrong = || DefinitionFault::Setting { field: "resourceRequirements", container: container.clone() };
        match asked.ok_or_else(wrong)? {
            Accelerators::Gpus(number) => gpus += number,
            other => others.push(other),
        }
    }
    Ok(others.into_iter().max().unwrap_or(Accelerators::Gpus(gpus)))
}

/// A number, `ALL`, or for GPUs a part of one, such as `0.25`.
fn accelerators(kind: &str, value: &str) -> Option<Accelerators> {
    let number = value.parse::<u32>().ok().filter(|number| (1..=MOST_GPUS).contains(number));
    match kind {
        "GPU" if value == "ALL" => Some(Accelerators::AllGpus),
        "GPU" => number.map(Accelerators::Gpus).or_else(|| is_part(value).then_some(Accelerators::PartOfGpu)),
        "NeuronDevice" => (value == "ALL" || number.is_some()).then_some(Accelerators::Neuron),
        _ => Some(Accelerators::Gpus(0)),
    }
}

/// A decimal number below one, and not nothing.
fn is_part(value: &str) -> bool {
    let digits = value.strip_prefix("0.").or_else(|| value.strip_prefix('.')).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && digits.bytes().any(|b| b != b'0')
}
