//! The lines that buttons and forms build: what is asked for is always text that could have been typed.

use aws::definition;
use cli::words::quote;
use engine::model::definition::TaskDefinition;
use engine::model::network::{DEFAULT_SECURITY_GROUP, Zone, default_subnet};
use engine::model::placement::{Resource, SpreadBy, Strategy};

fn word(text: &str) -> String {
    quote(text.trim())
}

pub fn create_cluster(name: &str) -> String {
    format!("aws ecs create-cluster --cluster-name {}", word(name))
}

/// `zone`: empty for the zones in turn.
pub fn add_instances(cluster: &str, instance_type: &str, zone: &str, count: &str) -> String {
    let zone = if zone.is_empty() { String::new() } else { format!(" --zone {}", word(zone)) };
    format!(
        "sim add-instances --cluster {} --type {}{zone} --count {}",
        word(cluster),
        word(instance_type),
        word(count)
    )
}

/// A choice: its name, its title, and what it adds to a line.
pub type Arguments = (&'static str, &'static str, &'static str);

/// Where tasks can run.
pub const LAUNCHES: [Arguments; 3] = [
    ("EC2", "EC2", ""),
    ("FARGATE", "Fargate", " --launch-type FARGATE"),
    (
        "SPOT",
        "Fargate, and as much again on Spot",
        " --capacity-provider-strategy capacityProvider=FARGATE,weight=1 capacityProvider=FARGATE_SPOT,weight=1",
    ),
];

const ONE_PER_HOST: &str = "host";

/// The console's templates of placement.
pub const TEMPLATES: [Arguments; 4] = [
    ("", "AZ balanced spread", ""),
    (
        "az-binpack",
        "AZ balanced BinPack",
        " --placement-strategy type=spread,field=attribute:ecs.availability-zone type=binpack,field=memory",
    ),
    ("binpack", "BinPack", " --placement-strategy type=binpack,field=memory"),
    (ONE_PER_HOST, "One task per host", " --placement-constraints type=distinctInstance"),
];

/// What a choice adds to a line.
fn arguments(choices: &[Arguments], name: &str) -> &'static str {
    choices.iter().find(|(own, ..)| *own == name).map_or("", |(_, _, arguments)| arguments)
}

/// What becomes of a deployment whose tasks keep failing.
pub const BREAKERS: [Arguments; 3] = [
    ("", "is tried on and on", ""),
    (
        "rollback",
        "is rolled back by the circuit breaker",
        " --deployment-configuration deploymentCircuitBreaker={enable=true,rollback=true}",
    ),
    (
        "fail",
        "is failed by the circuit breaker",
        " --deployment-configuration deploymentCircuitBreaker={enable=true,rollback=false}",
    ),
];

/// What the form for a service says.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct ServiceForm {
    pub cluster: String,
    pub name: String,
    pub definition: String,
    pub desired: String,
    /// A task on each instance, however many are desired.
    pub daemon: bool,
    /// Of [`LAUNCHES`].
    pub launch: String,
    /// Of [`TEMPLATES`].
    pub template: String,
    /// Of [`BREAKERS`].
    pub breaker: String,
    /// An expression of the cluster query language; empty for none.
    pub constraint: String,
    pub awsvpc: bool,
    /// The target group to register with; empty for none.
    pub target_group: String,
    pub container: String,
    pub port: String,
}

pub fn create_service(form: &ServiceForm) -> String {
    let mut line = format!(
        "aws ecs create-service --cluster {} --service-name {} --task-definition {}",
        word(&form.cluster),
        word(&form.name),
        word(&form.definition)
    );
    match form.daemon {
        true => line.push_str(" --scheduling-strategy DAEMON"),
        false => line.push_str(&format!(" --desired-count {}", word(&form.desired))),
    }
    line.push_str(arguments(&LAUNCHES, &form.launch));
    line.push_str(arguments(&TEMPLATES, &form.template));
    if !form.constraint.trim().is_empty() {
        // The inner quotes keep commas and brackets from the CLI's shorthand.
        let expression = form.constraint.trim().replace('"', "'");
        let constraint = format!("type=memberOf,expression=\"{expression}\"");
        let more = if form.template == ONE_PER_HOST { " " } else { " --placement-constraints " };
        line.push_str(&format!("{more}{}", word(&constraint)));
    }
    line.push_str(arguments(&BREAKERS, &form.breaker));
    if form.awsvpc {
        line.push_str(&format!(" --network-configuration {}", word(&network())));
    }
    if !form.target_group.trim().is_empty() {
        let balancer = format!(
            "targetGroupArn={},containerName={},containerPort={}",
            form.target_group.trim(),
            form.container.trim(),
            form.port.trim()
        );
        line.push_str(&format!(" --load-balancers {}", word(&balancer)));
    }
    line
}

/// The VPC's own subnets, one a zone.
fn network() -> String {
    let subnets: Vec<&str> = Zone::all().take(Zone::USUAL).map(default_subnet).collect();
    format!("awsvpcConfiguration={{subnets=[{}],securityGroups=[{DEFAULT_SECURITY_GROUP}]}}", subnets.join(","))
}

pub fn run_task(cluster: &str, definition: &str, count: &str, fargate: bool, awsvpc: bool) -> String {
    let launch = if fargate { " --launch-type FARGATE" } else { "" };
    let network = if awsvpc { format!(" --network-configuration {}", word(&network())) } else { String::new() };
    let (cluster, definition, count) = (word(cluster), word(definition), word(count));
    format!("aws ecs run-task --cluster {cluster} --task-definition {definition} --count {count}{launch}{network}")
}

pub fn deploy(cluster: &str, service: &str, definition: &str) -> String {
    let (cluster, service, definition) = (word(cluster), word(service), word(definition));
    format!("aws ecs update-service --cluster {cluster} --service {service} --task-definition {definition}")
}

/// What a template without a strategy of its own stands for.
const BALANCED: &str =
    " --placement-strategy type=spread,field=attribute:ecs.availability-zone type=spread,field=instanceId";

/// A strategy as it is written in a line.
fn strategy_arguments(rules: &[Strategy]) -> String {
    let rule = |rule: &Strategy| match rule {
        Strategy::Random => " type=random".into(),
        Strategy::Spread(SpreadBy::Instance) => " type=spread,field=instanceId".into(),
        Strategy::Spread(SpreadBy::Zone) => " type=spread,field=attribute:ecs.availability-zone".into(),
        Strategy::Spread(SpreadBy::Attribute(name)) => {
            format!(" {}", word(&format!("type=spread,field=attribute:{name}")))
        }
        Strategy::Binpack(Resource::Cpu) => " type=binpack,field=cpu".into(),
        Strategy::Binpack(Resource::Memory) => " type=binpack,field=memory".into(),
    };
    format!(" --placement-strategy{}", rules.iter().map(rule).collect::<String>())
}

/// The template that a strategy is of, by name; `None` if it is of none.
pub fn template_of(rules: &[Strategy]) -> Option<&'static str> {
    let written = strategy_arguments(rules);
    let of = |(_, _, arguments): &&Arguments| match *arguments {
        "" => rules.is_empty() || written == BALANCED,
        arguments => written == arguments,
    };
    TEMPLATES.iter().find(of).map(|(name, ..)| *name)
}

/// Gives a service a strategy; it holds for the tasks that start from then on.
pub fn set_strategy(cluster: &str, service: &str, rules: &[Strategy]) -> String {
    update_strategy(cluster, service, &strategy_arguments(rules))
}

/// Gives a service the strategy of a template.
pub fn set_template(cluster: &str, service: &str, template: &str) -> String {
    let strategy = arguments(&TEMPLATES, template);
    update_strategy(cluster, service, if strategy.is_empty() { BALANCED } else { strategy })
}

fn update_strategy(cluster: &str, service: &str, strategy: &str) -> String {
    format!("aws ecs update-service --cluster {} --service {}{strategy}", word(cluster), word(service))
}

pub fn scale(cluster: &str, service: &str, desired: &str) -> String {
    let (cluster, service, desired) = (word(cluster), word(service), word(desired));
    format!("aws ecs update-service --cluster {cluster} --service {service} --desired-count {desired}")
}

pub fn redeploy(cluster: &str, service: &str) -> String {
    format!("aws ecs update-service --cluster {} --service {} --force-new-deployment", word(cluster), word(service))
}

/// Stops a service deployment: `ROLLBACK` or `ABORT`.
pub fn stop_deployment(arn: &str, stop_type: &str) -> String {
    format!("aws ecs stop-service-deployment --service-deployment-arn {} --stop-type {stop_type}", word(arn))
}

/// Answers a pause of a service deployment.
pub fn continue_deployment(arn: &str, hook: &str) -> String {
    format!("aws ecs continue-service-deployment --service-deployment-arn {} --hook-id {hook}", word(arn))
}

/// How a function answers lifecycle hooks: `succeeds`, `fails` or `waits`.
pub fn set_hook(name: &str, how: &str) -> String {
    format!("sim hook {} {how}", word(name))
}

pub fn set_alarm(name: &str, rings: bool) -> String {
    format!("sim alarm {} {}", word(name), if rings { "on" } else { "off" })
}

pub fn delete_service(cluster: &str, service: &str) -> String {
    format!("aws ecs delete-service --cluster {} --service {} --force", word(cluster), word(service))
}

pub fn stop_task(cluster: &str, task: &str) -> String {
    format!("aws ecs stop-task --cluster {} --task {}", word(cluster), word(task))
}

/// Protects a task of a service from scaling in, or no longer.
pub fn protect_task(cluster: &str, task: &str, protect: bool) -> String {
    let flag = if protect { "--protection-enabled" } else { "--no-protection-enabled" };
    format!("aws ecs update-task-protection --cluster {} --tasks {} {flag}", word(cluster), word(task))
}

pub fn kill_task(task: &str) -> String {
    format!("sim kill-task {}", word(task))
}

pub fn lose_instance(instance: &str) -> String {
    format!("sim lose-instance {}", word(instance))
}

pub fn disconnect_agent(instance: &str) -> String {
    format!("sim disconnect-agent {}", word(instance))
}

pub fn connect_agent(instance: &str) -> String {
    format!("sim connect-agent {}", word(instance))
}

pub fn interrupt_spot(task: &str) -> String {
    format!("sim interrupt-spot {}", word(task))
}

pub fn fargate_capacity(zone: Zone, available: bool) -> String {
    format!("sim fargate-capacity {zone} {}", if available { "on" } else { "off" })
}

/// `status`: DRAINING or ACTIVE.
pub fn set_instance_state(cluster: &str, instance: &str, status: &str) -> String {
    let (cluster, instance) = (word(cluster), word(instance));
    format!(
        "aws ecs update-container-instances-state --cluster {cluster} --container-instances {instance} --status {status}"
    )
}

pub fn deregister_instance(cluster: &str, instance: &str, force: bool) -> String {
    let (cluster, instance) = (word(cluster), word(instance));
    let force = if force { " --force" } else { "" };
    format!("aws ecs deregister-container-instance --cluster {cluster} --container-instance {instance}{force}")
}

pub fn restore(what: &str) -> String {
    format!("sim restore {}", word(what))
}

pub fn lose_zone(zone: Zone) -> String {
    format!("sim lose-zone {zone}")
}

pub fn traffic(balancer: &str, rate: &str) -> String {
    format!("sim traffic {} {}", word(balancer), word(&format!("{}/s", rate.trim())))
}

pub fn set_image(reference: &str, traits: &str) -> String {
    format!("sim image set {} {traits}", word(reference))
}

pub fn set_role(name: &str, traits: &str) -> String {
    format!("sim role set {} {traits}", word(name))
}

/// `to`: `down` or `up`.
pub fn registry(to: &str) -> String {
    format!("sim registry {to}")
}

/// How containers that run an image behave from now on.
pub fn set_containers(image: &str, traits: &str) -> String {
    format!("sim container set {} {traits}", word(image))
}

/// A revision that differs from another in the image of its first container only.
pub fn register_revision(definition: &TaskDefinition, image: &str) -> String {
    let input = definition::with_image(definition, image);
    format!("aws ecs register-task-definition --cli-input-json {}", quote(&input))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cli::words::split;

    #[test]
    fn what_is_typed_into_a_form_stays_one_word() {
        let line = create_cluster("my cluster; rm -rf 'x'");
        assert_eq!(split(&line).unwrap().last().unwrap(), "my cluster; rm -rf 'x'");
    }

    #[test]
    fn a_service_form_becomes_the_usual_command() {
        let form = ServiceForm {
            cluster: "demo".into(),
            name: "web".into(),
            definition: "web:1".into(),
            desired: "3".into(),
            target_group: "web-tg".into(),
            container: "web".into(),
            port: "8080".into(),
            ..ServiceForm::default()
        };
        assert_eq!(
            create_service(&form),
            "aws ecs create-service --cluster demo --service-name web --task-definition web:1 --desired-count 3 --load-balancers targetGroupArn=web-tg,containerName=web,containerPort=8080"
        );
    }
}
