//! From the input of RegisterTaskDefinition to the engine's task definition.

use std::rc::Rc;

use serde_json::{Value, json};

use super::complete::complete;
use crate::api::errors::{ServiceError, client};
use crate::api::json::Input;
use crate::api::placement;
use crate::engine::model::Name;
use crate::engine::model::definition::{
    Condition, ContainerDefinition, Dependency, HealthCheck, LogConfiguration, NetworkMode, PortMapping, RestartPolicy,
    TaskDefinition,
};
use crate::engine::model::network::Protocol;
use crate::engine::refusal::{DefinitionFault, Refusal};
use crate::engine::time::Span;
use crate::engine::world::World;

/// Reads a checked input.
pub fn read(mut given: Value) -> Result<Rc<TaskDefinition>, ServiceError> {
    let mode = network_mode(Input::of(&given).text("networkMode"))?;
    let cpu = task_size(&mut given, "cpu", "vcpu", "CPU units such as 256, or vCPUs such as '.25 vCPU'")?;
    let memory = task_size(&mut given, "memory", "gb", "MiB such as 512, or GB such as '1 GB'")?;
    let document = complete(given, mode);
    let input = Input::of(&document);
    let names: Vec<&str> = input.list("containerDefinitions").map(|container| container.required("name")).collect();
    let containers = input.list("containerDefinitions").map(|container| read_container(container, &names));
    let definition = TaskDefinition {
        family: input.required("family").into(),
        revision: 0,
        network_mode: mode,
        asks_for_fargate: input.texts("requiresCompatibilities").contains(&"FARGATE"),
        fargate: false,
        cpu,
        memory,
        containers: containers.collect::<Result<_, _>>()?,
        task_role: input.text("taskRoleArn").map(Into::into),
        execution_role: input.text("executionRoleArn").map(Into::into),
        constraints: placement::constraints(input)?.unwrap_or_default(),
        requires: vec![],
        arm: input.inside("runtimePlatform").text("cpuArchitecture") == Some("ARM64"),
        ephemeral_storage: input.inside("ephemeralStorage").number("sizeInGiB").map(|gib| gib as u32),
        document: document.to_string().into(),
    };
    Ok(Rc::new(definition))
}

/// A definition for a family that nobody registered: one container, a healthy web server.
pub fn fallback(family: &str, fargate: bool, container: Option<(&str, u16)>) -> Rc<TaskDefinition> {
    let (name, port) = container.unwrap_or((family, 80));
    let mut input = json!({
        "family": family,
        "containerDefinitions": [{
            "name": name,
            "image": format!("{family}:latest"),
            "cpu": 256,
            "memory": 512,
            "portMappings": [{"containerPort": port}],
        }],
    });
    if fargate {
        input["networkMode"] = "awsvpc".into();
        input["requiresCompatibilities"] = json!(["FARGATE"]);
        input["cpu"] = "256".into();
        input["memory"] = "512".into();
    }
    read(input).expect("the fallback can be read")
}

/// The document of a definition with another image in its first container, to be registered as a new revision.
pub fn with_image(definition: &TaskDefinition, image: &str) -> String {
    let mut document: Value = serde_json::from_str(&definition.document).unwrap_or_default();
    document["containerDefinitions"][0]["image"] = image.into();
    document.to_string()
}

fn network_mode(given: Option<&str>) -> Result<NetworkMode, ServiceError> {
    match given {
        None | Some("bridge") => Ok(NetworkMode::Bridge),
        Some("host") => Ok(NetworkMode::Host),
        Some("awsvpc") => Ok(NetworkMode::Awsvpc),
        Some("none") => Ok(NetworkMode::None),
        Some(other) => {
            Err(client(format!("Invalid network mode '{other}'. Valid values: bridge, host, awsvpc, none.")))
        }
    }
}

/// A task's CPU or memory, which may be given with a unit; in the document it stands as a plain number.
fn task_size(given: &mut Value, name: &str, unit: &str, hint: &str) -> Result<Option<u32>, ServiceError> {
    let Some(text) = Input::of(given).text(name) else { return Ok(None) };
    let wrong = || client(format!("Invalid '{name}' setting for task.")).hint(hint);
    let size = quantity(text, unit).ok_or_else(wrong)?;
    given[name] = Value::String(size.to_string());
    Ok(Some(size))
}

/// `256`, `1 vCPU`, `.5 vcpu`, `2GB`: a unit is 1024 (§2.4).
fn quantity(text: &str, unit: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let Some(number) = text.strip_suffix(unit) else { return text.parse().ok().filter(|&n| n > 0) };
    let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    let whole: u32 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let thousandths: u32 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    whole.checked_mul(1_024)?.checked_add(thousandths * 1_024 / 1_000).filter(|&n| n > 0)
}

fn read_container(input: Input, names: &[&str]) -> Result<ContainerDefinition, ServiceError> {
    let name: Name = input.required("name").into();
    let number = |what: &str| match input.number(what).map(u32::try_from) {
        None => Ok(None),
        Some(Ok(number)) => Ok(Some(number)),
        Some(Err(_)) => Err(client(format!("Invalid '{what}' setting for container '{name}'."))),
    };
    let gpus = input.list("resourceRequirements").filter(|requirement| requirement.required("type") == "GPU");
    Ok(ContainerDefinition {
        image: input.required("image").into(),
        cpu: number("cpu")?.unwrap_or(0),
        memory: number("memory")?,
        memory_reservation: number("memoryReservation")?,
        ports: input.list("portMappings").map(|port| read_port(port, &name)).collect::<Result<_, _>>()?,
        essential: input.flag("essential"),
        depends_on: input.list("dependsOn").map(|other| read_dependency(other, names)).collect::<Result<_, _>>()?,
        start_timeout: number("startTimeout")?.map(seconds),
        stop_timeout: number("stopTimeout")?.map(seconds),
        health_check: Some(input.inside("healthCheck")).filter(|check| check.is_there()).map(read_health_check),
        restart: Some(input.inside("restartPolicy")).filter(|policy| policy.flag("enabled")).map(read_restart_policy),
        log: Some(input.inside("logConfiguration")).filter(|log| log.is_there()).map(read_log),
        secrets: input.list("secrets").map(|s| (s.required("name").into(), s.required("valueFrom").into())).collect(),
        gpus: gpus.map(|requirement| requirement.required("value").parse().unwrap_or(0)).sum(),
        name,
    })
}

fn seconds(n: u32) -> Span {
    Span::secs(n as u64)
}

fn read_port(input: Input, container: &Name) -> Result<PortMapping, ServiceError> {
    let port = |name: &str| {
        let number = u16::try_from(input.number(name).unwrap_or(0));
        number.map_err(|_| fault(DefinitionFault::BadPort(container.clone())))
    };
    let protocol = match input.required("protocol") {
        "tcp" => Protocol::Tcp,
        "udp" => Protocol::Udp,
        other => return Err(client(format!("Invalid protocol '{other}' in a port mapping. Valid values: tcp, udp."))),
    };
    Ok(PortMapping { container: port("containerPort")?, host: port("hostPort")?, protocol })
}

fn fault(fault: DefinitionFault) -> ServiceError {
    let nowhere = World::new(Default::default());
    ServiceError::from_refusal(&nowhere, &Refusal::Definition(fault))
}

fn read_dependency(input: Input, names: &[&str]) -> Result<Dependency, ServiceError> {
    let on = input.required("containerName");
    let container = names.iter().position(|name| *name == on);
    let container = container.ok_or_else(|| fault(DefinitionFault::DependencyUnknown(on.into())))?;
    let condition = match input.required("condition") {
        "START" => Condition::Start,
        "COMPLETE" => Condition::Complete,
        "SUCCESS" => Condition::Success,
        "HEALTHY" => Condition::Healthy,
        other => {
            let valid = "Valid values: START, COMPLETE, SUCCESS, HEALTHY.";
            return Err(client(format!("Invalid container dependency condition '{other}'. {valid}")));
        }
    };
    Ok(Dependency { container, condition })
}

fn read_health_check(input: Input) -> HealthCheck {
    let number = |name: &str| input.number(name).unwrap_or(0).clamp(0, u32::MAX as i64) as u32;
    HealthCheck {
        interval: seconds(number("interval")),
        timeout: seconds(number("timeout")),
        retries: number("retries"),
        start_period: seconds(number("startPeriod")),
        needs_curl: input.texts("command").iter().any(|word| word.contains("curl")),
    }
}

fn read_restart_policy(input: Input) -> RestartPolicy {
    RestartPolicy {
        ignored_exit_codes: input
            .values("ignoredExitCodes")
            .iter()
            .filter_map(|n| n.as_i64())
            .map(|n| n as i32)
            .collect(),
        attempt_period: Span::secs(input.number("restartAttemptPeriod").unwrap_or(300).unsigned_abs()),
    }
}

fn read_log(input: Input) -> LogConfiguration {
    let option = |name: &str| input.inside("options").text(name).map(Into::into);
    LogConfiguration {
        driver: input.required("logDriver").into(),
        group: option("awslogs-group"),
        stream_prefix: option("awslogs-stream-prefix"),
    }
}
