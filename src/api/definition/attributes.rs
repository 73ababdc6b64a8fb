//! `requiresAttributes`: what a container instance must have so that a definition can run there (§2.2).

use crate::api::json::Input;
use crate::engine::model::Name;
use crate::engine::sorted::SortedSet;

/// The attributes of a completed document, in the order of their names.
pub fn required(document: Input) -> Vec<Name> {
    let mut names = SortedSet::default();
    let mut need = |name: &str| {
        names.insert(Name::from(name));
    };
    need("com.amazonaws.ecs.capability.docker-remote-api.1.18");
    let has_role = document.text("executionRoleArn").is_some();
    for container in document.list("containerDefinitions") {
        of_container(container, has_role, &mut need);
    }
    of_task(document, &mut need);
    names.iter().cloned().collect()
}

fn of_task(document: Input, need: &mut dyn FnMut(&str)) {
    let mode = document.text("networkMode");
    if mode == Some("awsvpc") {
        need("ecs.capability.task-eni");
    } else if document.text("cpu").is_some() || document.text("memory").is_some() {
        need("ecs.capability.task-cpu-mem-limit");
    }
    if document.text("taskRoleArn").is_some() {
        need("com.amazonaws.ecs.capability.task-iam-role");
        if mode == Some("host") {
            need("com.amazonaws.ecs.capability.task-iam-role-network-host");
        }
    }
    if document.text("pidMode").is_some() || document.text("ipcMode").is_some() {
        need("ecs.capability.pid-ipc-namespace-sharing");
    }
    for volume in document.list("volumes") {
        let efs = volume.inside("efsVolumeConfiguration");
        if efs.is_there() {
            need("ecs.capability.efs");
        }
        if efs.inside("authorizationConfig").is_there() {
            need("ecs.capability.efsAuth");
        }
        let docker = volume.inside("dockerVolumeConfiguration");
        if docker.is_there() {
            need(&format!("ecs.capability.docker-plugin.{}", docker.text("driver").unwrap_or("local")));
        }
    }
}

fn of_container(container: Input, has_role: bool, need: &mut dyn FnMut(&str)) {
    if container.required("image").contains(".dkr.ecr.") {
        need("com.amazonaws.ecs.capability.docker-remote-api.1.19");
        need("com.amazonaws.ecs.capability.ecr-auth");
        if has_role {
            need("ecs.capability.execution-role-ecr-pull");
        }
    }
    if container.inside("repositoryCredentials").is_there() {
        need("ecs.capability.private-registry-authentication.secretsmanager");
    }
    let log = container.inside("logConfiguration");
    if let Some(driver) = log.text("logDriver") {
        need(&format!("com.amazonaws.ecs.capability.logging-driver.{driver}"));
        if driver == "awslogs" {
            need("com.amazonaws.ecs.capability.docker-remote-api.1.19");
        }
        if driver == "awslogs" && has_role {
            need("ecs.capability.execution-role-awslogs");
        }
    }
    for secret in log.list("secretOptions") {
        need(&format!("ecs.capability.secrets.{}.bootstrap.log-driver", store(secret)));
    }
    for secret in container.list("secrets") {
        need(&format!("ecs.capability.secrets.{}.environment-variables", store(secret)));
    }
    if let Some(kind) = container.inside("firelensConfiguration").text("type") {
        need(&format!("ecs.capability.firelens.{kind}"));
    }
    let ordered = ["dependsOn", "startTimeout", "stopTimeout"].iter().any(|field| container.get(field).is_some());
    let others = [
        (container.number("memoryReservation").is_some(), "com.amazonaws.ecs.capability.docker-remote-api.1.21"),
        (container.flag("privileged"), "com.amazonaws.ecs.capability.privileged-container"),
        (container.inside("healthCheck").is_there(), "ecs.capability.container-health-check"),
        (ordered, "ecs.capability.container-ordering"),
        (!container.values("environmentFiles").is_empty(), "ecs.capability.env-files.s3"),
    ];
    others.into_iter().filter(|(is, _)| *is).for_each(|(_, name)| need(name));
}

/// Where a secret is kept: Secrets Manager, or the Parameter Store, whose parameters may be named without an ARN.
fn store(secret: Input) -> &'static str {
    if secret.required("valueFrom").contains(":secretsmanager:") { "asm" } else { "ssm" }
}
