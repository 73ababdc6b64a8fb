//! From the input of RegisterTaskDefinition to the engine's task definition.

use std::rc::Rc;

use serde_json::Value;

use super::document::{
    ContainerDefinition, ContainerDependency, ContainerRestartPolicy, Document, HealthCheck, LogConfiguration,
    PortMapping,
};
use crate::api::errors::{ServiceError, client, invalid};
use crate::engine::model::Name;
use crate::engine::model::definition::{
    Condition, ContainerDefinition as Container, Dependency, HealthCheck as Check, LogConfiguration as Log,
    NetworkMode, PortMapping as Port, RestartPolicy, TaskDefinition,
};
use crate::engine::model::network::Protocol;
use crate::engine::refusal::{DefinitionFault, Refusal};
use crate::engine::time::Span;
use crate::engine::world::World;

/// Reads the input of RegisterTaskDefinition.
pub fn read(input: Value) -> Result<Rc<TaskDefinition>, ServiceError> {
    let mut document: Document = serde_json::from_value(input).map_err(|e| invalid(e.to_string()))?;
    let mode = network_mode(document.network_mode.as_deref())?;
    let (cpu, memory) = (task_cpu(&document)?, task_memory(&document)?);
    document.cpu = cpu.map(|n| n.to_string());
    document.memory = memory.map(|n| n.to_string());
    for container in &mut document.container_definitions {
        container.port_mappings.iter_mut().for_each(|port| port.complete(mode));
    }
    document.enable_fault_injection.get_or_insert(false);
    let asks = |what: &str| document.requires_compatibilities.iter().flatten().any(|c| c == what);
    let definition = TaskDefinition {
        family: document.family.as_str().into(),
        revision: 0,
        network_mode: mode,
        asks_for_fargate: asks("FARGATE"),
        fargate: false,
        cpu,
        memory,
        containers: containers(&document)?,
        task_role: document.task_role_arn.as_deref().map(Into::into),
        execution_role: document.execution_role_arn.as_deref().map(Into::into),
        constraints: vec![],
        requires: vec![],
        arm: document.runtime_platform.as_ref().and_then(|p| p.cpu_architecture.as_deref()) == Some("ARM64"),
        ephemeral_storage: document.ephemeral_storage.as_ref().map(|storage| storage.size_in_gib),
        document: serde_json::to_string(&document).map_err(|e| invalid(e.to_string()))?.into(),
    };
    Ok(Rc::new(definition))
}

/// A definition for a family that nobody registered: one container, a healthy web server.
pub fn fallback(family: &str, fargate: bool, container: Option<(&str, u16)>) -> Rc<TaskDefinition> {
    let (name, port) = container.unwrap_or((family, 80));
    let mut input = serde_json::json!({
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
        input["requiresCompatibilities"] = serde_json::json!(["FARGATE"]);
        input["cpu"] = "256".into();
        input["memory"] = "512".into();
    }
    read(input).expect("the fallback can be read")
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

/// `256`, `1 vCPU`, `.5 vcpu` as CPU units (§2.4).
fn task_cpu(document: &Document) -> Result<Option<u32>, ServiceError> {
    let wrong = || client("Invalid 'cpu' setting for task.").hint("CPU units such as 256, or vCPUs such as '.25 vCPU'");
    document.cpu.as_deref().map(|text| quantity(text, "vcpu", 1_024).ok_or_else(wrong)).transpose()
}

/// `512`, `1GB`, `0.5 GB` as MiB.
fn task_memory(document: &Document) -> Result<Option<u32>, ServiceError> {
    let wrong = || client("Invalid 'memory' setting for task.").hint("MiB such as 512, or GB such as '1 GB'");
    document.memory.as_deref().map(|text| quantity(text, "gb", 1_024).ok_or_else(wrong)).transpose()
}

fn quantity(text: &str, unit: &str, per_unit: u32) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let Some(number) = text.strip_suffix(unit) else { return text.parse().ok().filter(|&n| n > 0) };
    let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    let whole: u32 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let thousandths: u32 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    whole.checked_mul(per_unit)?.checked_add(thousandths * per_unit / 1_000).filter(|&n| n > 0)
}

fn containers(document: &Document) -> Result<Vec<Container>, ServiceError> {
    let position = |name: &str| document.container_definitions.iter().position(|c| c.name == name);
    document.container_definitions.iter().map(|container| container.read(&position)).collect()
}

impl PortMapping {
    /// Fills in what ECS fills in (§2.2).
    fn complete(&mut self, mode: NetworkMode) {
        let same = matches!(mode, NetworkMode::Awsvpc | NetworkMode::Host);
        let host_port = if same { self.container_port } else { Some(0) };
        self.host_port = self.host_port.filter(|&port| port != 0 || !same).or(host_port);
        self.protocol.get_or_insert_with(|| "tcp".into());
    }

    fn read(&self, container: &str) -> Result<Port, ServiceError> {
        let wrong = || fault(DefinitionFault::BadPort(container.into()));
        let port = |number: Option<i64>| u16::try_from(number.unwrap_or(0)).map_err(|_| wrong());
        let protocol = match self.protocol.as_deref() {
            None | Some("tcp") => Protocol::Tcp,
            Some("udp") => Protocol::Udp,
            Some(other) => {
                return Err(client(format!("Invalid protocol '{other}' in a port mapping. Valid values: tcp, udp.")));
            }
        };
        Ok(Port { container: port(self.container_port)?, host: port(self.host_port)?, protocol })
    }
}

fn fault(fault: DefinitionFault) -> ServiceError {
    let nowhere = World::new(Default::default());
    ServiceError::from_refusal(&nowhere, &Refusal::Definition(fault))
}

impl ContainerDefinition {
    fn read(&self, position: &dyn Fn(&str) -> Option<usize>) -> Result<Container, ServiceError> {
        let name: Name = self.name.as_str().into();
        let number = |what: &str, given: i64| {
            u32::try_from(given).map_err(|_| client(format!("Invalid '{what}' setting for container '{name}'.")))
        };
        let memory = |what: &str, given: Option<i64>| given.map(|given| number(what, given)).transpose();
        let gpus = self.resource_requirements.iter().flatten().filter(|r| r.kind == "GPU");
        Ok(Container {
            image: self.image.as_str().into(),
            cpu: number("cpu", self.cpu)?,
            memory: memory("memory", self.memory)?,
            memory_reservation: memory("memoryReservation", self.memory_reservation)?,
            ports: self.port_mappings.iter().map(|port| port.read(&self.name)).collect::<Result<_, _>>()?,
            essential: self.essential.0,
            depends_on: self.depends_on.iter().flatten().map(|d| d.read(position)).collect::<Result<_, _>>()?,
            start_timeout: self.start_timeout.map(Span::secs),
            stop_timeout: self.stop_timeout.map(Span::secs),
            health_check: self.health_check.as_ref().map(HealthCheck::read),
            restart: self.restart_policy.as_ref().filter(|policy| policy.enabled).map(ContainerRestartPolicy::read),
            log: self.log_configuration.as_ref().map(LogConfiguration::read),
            secrets: self
                .secrets
                .iter()
                .flatten()
                .map(|s| (s.name.as_str().into(), s.value_from.as_str().into()))
                .collect(),
            gpus: gpus.map(|requirement| requirement.value.parse().unwrap_or(0)).sum(),
            name,
        })
    }
}

impl ContainerDependency {
    fn read(&self, position: &dyn Fn(&str) -> Option<usize>) -> Result<Dependency, ServiceError> {
        let unknown = || fault(DefinitionFault::DependencyUnknown(self.container_name.as_str().into()));
        let condition = match self.condition.as_str() {
            "START" => Condition::Start,
            "COMPLETE" => Condition::Complete,
            "SUCCESS" => Condition::Success,
            "HEALTHY" => Condition::Healthy,
            other => {
                let valid = "Valid values: START, COMPLETE, SUCCESS, HEALTHY.";
                return Err(client(format!("Invalid container dependency condition '{other}'. {valid}")));
            }
        };
        Ok(Dependency { container: position(&self.container_name).ok_or_else(unknown)?, condition })
    }
}

impl HealthCheck {
    fn read(&self) -> Check {
        Check {
            interval: Span::secs(self.interval),
            timeout: Span::secs(self.timeout),
            retries: self.retries,
            start_period: Span::secs(self.start_period.unwrap_or(0)),
            needs_curl: self.command.iter().any(|word| word.contains("curl")),
        }
    }
}

impl ContainerRestartPolicy {
    fn read(&self) -> RestartPolicy {
        RestartPolicy {
            ignored_exit_codes: self.ignored_exit_codes.clone().unwrap_or_default(),
            attempt_period: Span::secs(self.restart_attempt_period.unwrap_or(300)),
        }
    }
}

impl LogConfiguration {
    fn read(&self) -> Log {
        let option = |name: &str| self.options.as_ref()?.get(name)?.as_str().map(Into::into);
        Log {
            driver: self.log_driver.as_str().into(),
            group: option("awslogs-group"),
            stream_prefix: option("awslogs-stream-prefix"),
        }
    }
}
