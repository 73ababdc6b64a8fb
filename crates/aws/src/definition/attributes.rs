//! `requiresAttributes`: what a container instance must have to run a definition (definitions.md#attributes).

use crate::json::Input;
use engine::model::Name;
use engine::sorted::SortedSet;

/// CPU units above which a task needs a newer agent.
const ORDINARY_CPU: u32 = 10_240;

/// Puts a name into the list.
type Need<'a> = dyn FnMut(String) + 'a;

/// The attributes of a document as it was given, in the order of their names: what ECS fills in counts for nothing.
pub(super) fn required(document: Input) -> Vec<Name> {
    let mut names = SortedSet::default();
    let mut need = |name: String| {
        names.insert(Name::from(name));
    };
    of_task(document, &mut need);
    document.list("volumes").for_each(|volume| of_volume(volume, &mut need));
    let has_role = document.text("executionRoleArn").is_some();
    for container in document.list("containerDefinitions") {
        of_container(container, has_role, &mut need);
        of_log(container, has_role, &mut need);
        of_docker(container, &mut need);
    }
    names.iter().cloned().collect()
}

/// An attribute by its last part; older ones have a longer beginning.
fn new(name: &str) -> String {
    format!("ecs.capability.{name}")
}

fn old(name: &str) -> String {
    format!("com.amazonaws.ecs.capability.{name}")
}

/// The version of Docker's API that brought something.
fn docker(version: u32) -> String {
    old(&format!("docker-remote-api.1.{version}"))
}

fn all(needs: impl IntoIterator<Item = (bool, String)>, need: &mut Need) {
    needs.into_iter().filter(|(is, _)| *is).for_each(|(_, name)| need(name));
}

fn of_task(document: Input, need: &mut Need) {
    let mode = document.text("networkMode");
    let has = |field: &str| document.get(field).is_some();
    let cpu = document.text("cpu").and_then(|cpu| cpu.parse::<u32>().ok()).unwrap_or(0);
    let needs = [
        (mode == Some("awsvpc"), new("task-eni")),
        (mode == Some("awsvpc"), docker(18)),
        (has("taskRoleArn"), old("task-iam-role")),
        (has("taskRoleArn") && mode == Some("host"), old("task-iam-role-network-host")),
        (has("pidMode") || has("ipcMode"), new("pid-ipc-namespace-sharing")),
        (has("proxyConfiguration"), new("aws-appmesh")),
        (has("ephemeralStorage"), new("extensible-ephemeral-storage")),
        (document.flag("enableFaultInjection"), new("fault-injection")),
        (cpu > ORDINARY_CPU, new("increased-task-cpu-limit")),
    ];
    all(needs, need);
}

fn of_volume(volume: Input, need: &mut Need) {
    let has = |kind: &str| volume.inside(kind).is_there();
    let docker_volume = volume.inside("dockerVolumeConfiguration");
    let driver = docker_volume.text("driver").unwrap_or("local");
    let efs = has("efsVolumeConfiguration");
    let needs = [
        (efs, new("efs")),
        (efs, new("efsAuth")),
        (efs, docker(25)),
        (docker_volume.is_there(), new(&format!("docker-plugin.{driver}"))),
        (has("fsxWindowsFileServerVolumeConfiguration"), new("fsxWindowsFileServer")),
        (volume.flag("configuredAtLaunch"), new("storage.ebs-task-volume-attach")),
    ];
    all(needs, need);
}

fn of_container(container: Input, has_role: bool, need: &mut Need) {
    let from_ecr = container.required("image").contains(".dkr.ecr.");
    let given = |field: &str| !container.values(field).is_empty();
    let ordered = ["dependsOn", "startTimeout", "stopTimeout"].iter().any(|field| container.get(field).is_some());
    let domain = container.texts("credentialSpecs").into_iter().chain(container.texts("dockerSecurityOptions"));
    let domain: Vec<&str> = domain.filter_map(|spec| spec.split(':').next()).collect();
    let needs = [
        (from_ecr, old("ecr-auth")),
        (from_ecr && has_role, new("execution-role-ecr-pull")),
        (container.inside("repositoryCredentials").is_there(), new("private-registry-authentication.secretsmanager")),
        (container.inside("healthCheck").is_there(), new("container-health-check")),
        (ordered, new("container-ordering")),
        (given("environmentFiles"), new("env-files.s3")),
        (container.inside("restartPolicy").flag("enabled"), new("container-restart-policy")),
        (
            container.list("portMappings").any(|port| port.get("containerPortRange").is_some()),
            new("network.container-port-range"),
        ),
        (domain.contains(&"credentialspec"), new("gmsa")),
        (domain.contains(&"credentialspecdomainless"), new("gmsa-domainless")),
        (domain.contains(&"label"), old("selinux")),
        (domain.contains(&"apparmor"), old("apparmor")),
        (container.flag("privileged"), old("privileged-container")),
    ];
    all(needs, need);
    for secret in container.list("secrets") {
        need(new(&format!("secrets.{}.environment-variables", store(secret))));
    }
}

fn of_log(container: Input, has_role: bool, need: &mut Need) {
    let log = container.inside("logConfiguration");
    if let Some(driver) = log.text("logDriver") {
        let options = log.inside("options");
        let has = |name: &str| options.get(name).is_some();
        need(old(&format!("logging-driver.{driver}")));
        need(if options.is_there() { docker(19) } else { docker(18) });
        let needs = [
            (driver == "awslogs" && has_role, new("execution-role-awslogs")),
            (options.text("awslogs-create-group") == Some("true"), docker(29)),
            (driver == "awslogs" && (has("mode") || has("max-buffer-size")), docker(28)),
            (has("log-driver-buffer-limit"), new("logging-driver.awsfirelens.log-driver-buffer-limit")),
        ];
        all(needs, need);
    }
    for secret in log.list("secretOptions") {
        need(new(&format!("secrets.{}.bootstrap.log-driver", store(secret))));
    }
    let firelens = container.inside("firelensConfiguration");
    if let Some(kind) = firelens.text("type") {
        need(new(&format!("firelens.{kind}")));
    }
    if let Some(kind) = firelens.inside("options").text("config-file-type") {
        need(new(&format!("firelens.options.config.{kind}")));
    }
}

/// The settings of the first agents' containers; the newer ones name the version that they need.
const OF_THE_FIRST: [&str; 10] = [
    "links",
    "hostname",
    "user",
    "workingDirectory",
    "dnsServers",
    "dnsSearchDomains",
    "extraHosts",
    "dockerSecurityOptions",
    "privileged",
    "readonlyRootFilesystem",
];

fn of_docker(container: Input, need: &mut Need) {
    let has = |field: &str| container.get(field).is_some();
    let check = container.inside("healthCheck");
    let needs = [
        (OF_THE_FIRST.iter().any(|field| has(field)), docker(17)),
        (has("dockerLabels") || has("ulimits"), docker(18)),
        (container.number("memoryReservation").is_some(), docker(21)),
        (check.is_there() && check.get("startPeriod").is_none(), docker(24)),
        (check.get("startPeriod").is_some(), docker(29)),
        (container.inside("linuxParameters").get("initProcessEnabled").is_some(), docker(25)),
    ];
    all(needs, need);
}

/// Where a secret is kept: Secrets Manager, or the Parameter Store, whose parameters may be named without an ARN.
fn store(secret: Input) -> &'static str {
    if secret.required("valueFrom").contains(":secretsmanager:") { "asm" } else { "ssm" }
}
