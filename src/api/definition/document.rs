//! Task definitions as JSON, typed, with their members in the order in which AWS prints them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What is registered, with its members in the order in which they are printed again.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Document {
    pub container_definitions: Vec<ContainerDefinition>,
    pub family: String,
    pub task_role_arn: Option<String>,
    pub execution_role_arn: Option<String>,
    pub network_mode: Option<String>,
    pub volumes: Vec<Value>,
    pub placement_constraints: Vec<Value>,
    pub runtime_platform: Option<RuntimePlatform>,
    pub requires_compatibilities: Option<Vec<String>>,
    pub cpu: Option<String>,
    pub memory: Option<String>,
    pub inference_accelerators: Option<Value>,
    pub pid_mode: Option<String>,
    pub ipc_mode: Option<String>,
    pub proxy_configuration: Option<Value>,
    pub ephemeral_storage: Option<EphemeralStorage>,
    pub enable_fault_injection: Option<bool>,
    pub trusted_execution_configuration: Option<Value>,
    pub tags: Vec<Value>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContainerDefinition {
    pub name: String,
    pub image: String,
    pub repository_credentials: Option<Value>,
    pub cpu: i64,
    pub memory: Option<i64>,
    pub memory_reservation: Option<i64>,
    pub links: Option<Value>,
    pub port_mappings: Vec<PortMapping>,
    pub essential: Essential,
    pub restart_policy: Option<ContainerRestartPolicy>,
    pub entry_point: Option<Value>,
    pub command: Option<Value>,
    pub environment: Vec<Value>,
    pub environment_files: Option<Value>,
    pub mount_points: Vec<Value>,
    pub volumes_from: Vec<Value>,
    pub linux_parameters: Option<Value>,
    pub secrets: Option<Vec<Secret>>,
    pub depends_on: Option<Vec<ContainerDependency>>,
    pub start_timeout: Option<u64>,
    pub stop_timeout: Option<u64>,
    pub version_consistency: Option<String>,
    pub hostname: Option<String>,
    pub user: Option<String>,
    pub working_directory: Option<String>,
    pub disable_networking: Option<bool>,
    pub privileged: Option<bool>,
    pub readonly_root_filesystem: Option<bool>,
    pub dns_servers: Option<Value>,
    pub dns_search_domains: Option<Value>,
    pub extra_hosts: Option<Value>,
    pub docker_security_options: Option<Value>,
    pub interactive: Option<bool>,
    pub pseudo_terminal: Option<bool>,
    pub docker_labels: Option<Value>,
    pub ulimits: Option<Value>,
    pub log_configuration: Option<LogConfiguration>,
    pub health_check: Option<HealthCheck>,
    pub system_controls: SystemControls,
    pub resource_requirements: Option<Vec<ResourceRequirement>>,
    pub firelens_configuration: Option<Value>,
    pub credential_specs: Option<Value>,
}

/// True unless said otherwise.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Essential(pub bool);

impl Default for Essential {
    fn default() -> Essential {
        Essential(true)
    }
}

/// An empty list unless given.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SystemControls(pub Value);

impl Default for SystemControls {
    fn default() -> SystemControls {
        SystemControls(Value::Array(vec![]))
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PortMapping {
    pub container_port: Option<i64>,
    pub host_port: Option<i64>,
    pub protocol: Option<String>,
    pub name: Option<String>,
    pub app_protocol: Option<String>,
    pub container_port_range: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerRestartPolicy {
    pub enabled: bool,
    pub ignored_exit_codes: Option<Vec<i32>>,
    pub restart_attempt_period: Option<u64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Secret {
    pub name: String,
    pub value_from: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerDependency {
    pub container_name: String,
    pub condition: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogConfiguration {
    pub log_driver: String,
    pub options: Option<serde_json::Map<String, Value>>,
    pub secret_options: Option<Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HealthCheck {
    pub command: Vec<String>,
    #[serde(default = "thirty")]
    pub interval: u64,
    #[serde(default = "five")]
    pub timeout: u64,
    #[serde(default = "three")]
    pub retries: u32,
    pub start_period: Option<u64>,
}

fn thirty() -> u64 {
    30
}
fn five() -> u64 {
    5
}
fn three() -> u32 {
    3
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResourceRequirement {
    pub value: String,
    #[serde(rename = "type")]
    pub kind: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EphemeralStorage {
    #[serde(rename = "sizeInGiB")]
    pub size_in_gib: u32,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RuntimePlatform {
    pub cpu_architecture: Option<String>,
    pub operating_system_family: Option<String>,
}
