//! What is wrong with a task definition, in ECS's words. Where no text of ECS's is known, it is made after one
//! that is, and said so here.

use crate::errors::{ServiceError, client, limit_exceeded};
use engine::model::definition::NetworkMode;
use engine::model::network::Protocol;
use engine::model::refusal::{Bound, DefinitionFault, DependencyFault, FargateFault};
use engine::rules::definitions::{FARGATE_CPU, fargate_memory};

/// What the name of a capability that can't be added follows.
pub(crate) const CAPABILITY: &str = "capabilities.add ";

pub fn in_words(fault: &DefinitionFault) -> ServiceError {
    use DefinitionFault::*;
    match fault {
        FamilyMissing => client("Family should not be null or empty."), // after Container.name
        FamilyCharacters => client("Family contains invalid characters."),
        FamilyTooLong => client("Family should not be longer than 255 characters."), // our words
        TooManyRevisions => limit_exceeded("A family can have at most 1000000 revisions."), // our words
        NoContainers => client("Container list cannot be empty."),
        TooManyContainers => client("Too many containers.").hint("a task definition has at most 10"),
        // Its beginning is ours.
        NothingEssential => client("Task definition doesn't have any essential container"),
        ContainerNameMissing => client("Container.name should not be null or empty."),
        ContainerNameCharacters => client("Container.name contains invalid characters."),
        ContainerNameTooLong => client("Container.name should not be longer than 255 characters."), // our words
        ContainerNameTwice => client("Container names must be unique within a Task Definition."),
        ImageMissing => client("Container.image should not be null or empty."),
        ImageCharacters => client("Container.image contains invalid characters."), // after Container.name
        ImageTooLong => client("Container.image should not be longer than 255 characters."), // our words
        Setting { field, container } => setting(field, container),
        OutOfRange { what, container, bound } => {
            client(format!("{what} {} for container '{container}'", limit(*bound)))
        }
        NotBetween { field, container, least, most } => {
            client(format!("The '{field}' setting for container '{container}' must be between {least} and {most}."))
        }
        MemoryMissing(name) => client(format!(
            "Invalid setting for container '{name}'. At least one of 'memory' or 'memoryReservation' must be specified."
        )),
        // Its beginning is after the one above.
        ReservationAboveMemory(name) => client(format!(
            "Invalid setting for container '{name}'. 'memory' must be greater than or equal to 'memoryReservation'."
        )),
        TimeoutTooShort { which, container } => {
            client(format!("Granular {which} timeout on container '{container}' must be at least 2 seconds."))
        }
        PortTwice(protocol, port) => {
            let protocol = match protocol {
                Protocol::Tcp => "TCP",
                Protocol::Udp => "UDP",
            };
            client(format!("{protocol} host port '{port}' is mapped multiple times in task."))
        }
        HostPortDiffers(mode) => client(format!(
            "When networkMode={}, the host ports and container ports in port mappings must match.",
            network_mode(*mode)
        )),
        PortsWithoutNetwork => client("Port mappings are not supported when networkMode=none."), // after that of links
        TaskSetting(field) => client(format!("Invalid '{field}' setting for task.")),
        CpuSum => client("The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'."),
        MemorySum => client(
            "The sum of all container 'memoryReservation' values cannot be greater than the value of the task 'memory'.",
        ),
        MemoryAboveTask(name) => {
            client(format!("The 'memory' setting for container '{name}' is greater than for the task."))
        }
        Fargate(fault) => on_fargate(fault),
        // After Fargate's.
        ExternalNetworkMode => client("External only supports network modes ‘bridge’, ‘host’ and ‘none’."),
        SecretsWithoutRole => {
            client("When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.")
        }
        DistinctInstance => client("constraint.type 'distinctInstance' is not supported.")
            .hint("a service or run-task takes it: --placement-constraints type=distinctInstance"),
        TooManyConstraints => client("Too many placement constraints.").hint("a task definition has at most 10"), // our words
        Dependency(fault) => depends(fault),
    }
}

fn depends(fault: &DependencyFault) -> ServiceError {
    match fault {
        // The plus is ECS's.
        DependencyFault::Unknown(name) => {
            client(format!("Cannot depend on container + '{name}' because it does not exist"))
        }
        DependencyFault::Cycle => client("Container dependencies should not have a cycle"), // after that of links
        DependencyFault::Essential => {
            client("A dependency container with SUCCESS or COMPLETE condition cannot be an essential container")
        }
        // After the one above.
        DependencyFault::WithoutHealthCheck => {
            client("A dependency container with HEALTHY condition must have health check configured")
        }
    }
}

fn on_fargate(fault: &FargateFault) -> ServiceError {
    use FargateFault::*;
    match fault {
        CpuMissing => client("Fargate requires that 'cpu' be defined at the task level."),
        MemoryMissing => client("Fargate requires that 'memory' be defined at the task level."),
        NetworkMode => client("Fargate only supports network mode ‘awsvpc’."),
        Pair { cpu, memory } => fargate_pair(*cpu, *memory),
        RoleForImages => client("Fargate requires task definition to have execution role ARN to support ECR images."),
        RoleForLogs => {
            client("Fargate requires task definition to have execution role ARN to support log driver awslogs.")
        }
        LogDriver(driver) => {
            client(format!("{driver} is not a valid log driver. Must be one of [awslogs,splunk,awsfirelens]"))
        }
        Timeout(which) => client(format!(
            "Tasks using the Fargate launch type must have a container {which} timeout of less than 120 seconds."
        )),
        Storage(Bound::AtLeast(gib)) => client(format!("EphemeralStorage size should be at least {gib}")),
        Storage(Bound::AtMost(gib)) => client(format!("EphemeralStorage size should be at most {gib}")), // after that
        Unsupported(field) => not_on_fargate(field),
    }
}

/// ECS has these; swappiness, and file servers of FSx, are after the others of the last form.
fn not_on_fargate(field: &str) -> ServiceError {
    client(match (field, field.strip_prefix(CAPABILITY)) {
        (_, Some(capability)) => format!("{capability} is not allowed on Fargate."),
        ("pidMode", _) => "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.".into(),
        ("GPU", _) => "Tasks using the Fargate launch type do not support GPU resource requirements.".into(),
        ("privileged", _) => "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.".into(),
        (field, None) => format!("Fargate compatible task definitions do not support {field}"),
    })
}

/// ECS has it of containerPort; the others are after it.
fn setting(field: &str, container: &str) -> ServiceError {
    let error = client(format!("Invalid '{field}' setting for container '{container}'."));
    match field {
        "memory" | "memoryReservation" => error.hint("a container has 6 MiB at least and 100000000 at most"),
        _ => error,
    }
}

/// ECS has it of the health check; the others are after it.
fn limit(bound: Bound) -> String {
    match bound {
        Bound::AtLeast(least) => format!("must be greater than or equal to the minimum allowed value {least}"),
        Bound::AtMost(most) => format!("must be less than or equal to the maximum allowed value {most}"),
    }
}

/// As AWS writes it.
pub fn network_mode(mode: NetworkMode) -> &'static str {
    match mode {
        NetworkMode::Bridge => "bridge",
        NetworkMode::Host => "host",
        NetworkMode::Awsvpc => "awsvpc",
        NetworkMode::None => "none",
    }
}

/// The pair, and what would be a valid one.
fn fargate_pair(cpu: u32, memory: u32) -> ServiceError {
    let list = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let offered = fargate_memory(cpu);
    let hint = if offered.is_empty() {
        format!("the CPU units of Fargate are {}", list(&FARGATE_CPU))
    } else if offered.contains(&memory) {
        "Windows on Fargate has 1024, 2048 or 4096 CPU units".into()
    } else {
        format!("with {cpu} CPU units Fargate has {} MiB", list(&offered))
    };
    let message = format!(
        "No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. See the Amazon ECS documentation for the valid values."
    );
    client(message).hint(hint)
}
