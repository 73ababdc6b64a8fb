//! Amazon Resource Names, written and read (account.md#names).

use engine::ids::{
    ClusterId, DefinitionId, DeploymentId, InstanceId, LoadBalancerId, ServiceId, TargetGroupId, TaskId,
};
use engine::model::balancer::BalancerKind;
use engine::model::listener::{Listener, RuleId};
use engine::model::network::{ACCOUNT, REGION};
use engine::model::schedule::Kind;
use engine::model::setting::Principal;
use engine::world::World;

fn ecs(kind: &str, rest: &str) -> String {
    format!("arn:aws:ecs:{REGION}:{ACCOUNT}:{kind}/{rest}")
}

pub fn cluster(world: &World, id: ClusterId) -> String {
    ecs("cluster", &world.clusters[id].name)
}

pub fn service(world: &World, id: ServiceId) -> String {
    let service = &world.services[id];
    ecs("service", &format!("{}/{}", world.clusters[service.cluster].name, service.name))
}

pub fn task(world: &World, id: TaskId) -> String {
    let cluster = &world.clusters[world.tasks[id].cluster].name;
    ecs("task", &format!("{cluster}/{}", task_name(world, id)))
}

/// The 32 hex digits of a task.
pub fn task_name(world: &World, id: TaskId) -> String {
    format!("{:032x}", id.name(world.seed()))
}

pub fn container(world: &World, task: TaskId, container: usize) -> String {
    let cluster = &world.clusters[world.tasks[task].cluster].name;
    let own = uuid(world.seed().shuffle(30 + container as u64, task.0 as u128));
    ecs("container", &format!("{cluster}/{}/{own}", task_name(world, task)))
}

pub fn instance(world: &World, id: InstanceId) -> String {
    let cluster = &world.clusters[world.instances[id].cluster].name;
    ecs("container-instance", &format!("{cluster}/{}", instance_name(world, id)))
}

/// The 32 hex digits of a container instance.
pub fn instance_name(world: &World, id: InstanceId) -> String {
    format!("{:032x}", id.name(world.seed()))
}

/// `i-0123456789abcdef0`
pub fn ec2_instance(world: &World, id: InstanceId) -> String {
    id.ec2_name(world.seed())
}

/// `eni-0123456789abcdef0`
pub fn eni(world: &World, id: TaskId) -> String {
    format!("eni-0{:016x}", id.eni(world.seed()))
}

pub fn definition(world: &World, id: DefinitionId) -> String {
    ecs("task-definition", &world.definition(id).label())
}

/// `ecs-svc/1234567890123456789`
pub fn deployment(world: &World, id: DeploymentId) -> String {
    format!("ecs-svc/{}", id.number(world.seed()))
}

/// Of the revision that a deployment rolls out: it has the deployment's number.
pub fn service_revision(world: &World, service: ServiceId, id: DeploymentId) -> String {
    let service = &world.services[service];
    let cluster = &world.clusters[service.cluster].name;
    ecs("service-revision", &format!("{cluster}/{}/{}", service.name, id.number(world.seed())))
}

/// Of the service deployment that a deployment is for.
pub fn service_deployment(world: &World, service: ServiceId, id: DeploymentId) -> String {
    let service = &world.services[service];
    let cluster = &world.clusters[service.cluster].name;
    ecs("service-deployment", &format!("{cluster}/{}/{}", service.name, id.record_name(world.seed())))
}

/// The id of the n-th lifecycle hook of a service deployment.
pub fn hook(world: &World, id: DeploymentId, number: usize) -> String {
    uuid(world.seed().shuffle(41, (id.0 as u128) << 32 | number as u128))
}

pub fn target_group(world: &World, id: TargetGroupId) -> String {
    let group = &world.target_groups[id];
    format!("arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/{}/{}", group.name, group.suffix)
}

pub fn load_balancer(world: &World, id: LoadBalancerId) -> String {
    let balancer = &world.balancers[id];
    let kind = match balancer.kind {
        BalancerKind::Application => "app",
        BalancerKind::Network => "net",
    };
    let (name, suffix) = (&balancer.name, &balancer.suffix);
    format!("arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/{kind}/{name}/{suffix}")
}

/// A listener is known by its number.
pub fn listener(world: &World, id: LoadBalancerId, number: u32) -> String {
    format!("{}/{}", within(world, id, "listener"), own(world, id, number))
}

pub fn rule(world: &World, id: RuleId) -> String {
    let listener = world.rule(id).map_or(0, |(listener, _)| listener.number);
    let (of, own) = (own(world, id.balancer, listener), own(world, id.balancer, id.number));
    format!("{}/{of}/{own}", within(world, id.balancer, "listener-rule"))
}

/// `arn:…:listener/app/web-alb/0123456789abcdef`
fn within(world: &World, id: LoadBalancerId, kind: &str) -> String {
    load_balancer(world, id).replacen(":loadbalancer/", &format!(":{kind}/"), 1)
}

/// The 16 hex digits of a listener or rule.
fn own(world: &World, id: LoadBalancerId, number: u32) -> String {
    format!("{:016x}", world.seed().shuffle(29, (id.0 as u128) << 32 | number as u128) as u64)
}

/// The listener of an ARN, or of a load balancer's name and a port: `web-alb:80`.
pub fn find_listener<'a>(world: &'a World, text: &str) -> Option<(LoadBalancerId, &'a Listener)> {
    if let Some((name, port)) = text.split_once(':').filter(|_| !text.starts_with("arn:")) {
        let (id, port) = (world.balancer(name)?, port.parse::<u16>().ok()?);
        return Some((id, world.balancers[id].listeners.iter().find(|listener| listener.port == port)?));
    }
    let id = world.balancer(balancing_parts(text).0)?;
    let found = world.balancers[id].listeners.iter().find(|other| listener(world, id, other.number) == text)?;
    Some((id, found))
}

/// The rule of an ARN, or of a listener and a priority: `web-alb:80/10`. A listener's own stands for its default rule.
pub fn find_rule(world: &World, text: &str) -> Option<RuleId> {
    if let Some((balancer, listener)) = find_listener(world, text) {
        return Some(RuleId { balancer, number: listener.default_rule().number });
    }
    if let Some((of, priority)) = text.split_once('/').filter(|_| !text.starts_with("arn:")) {
        let ((balancer, listener), priority) = (find_listener(world, of)?, priority.parse().ok()?);
        let rule = listener.rules.iter().find(|rule| rule.priority == Some(priority))?;
        return Some(RuleId { balancer, number: rule.number });
    }
    let balancer = world.balancer(balancing_parts(text).0)?;
    let rules = world.balancers[balancer].listeners.iter().flat_map(|listener| &listener.rules);
    rules.map(|rule| RuleId { balancer, number: rule.number }).find(|id| rule(world, *id) == text)
}

/// One that never was has no letters at the end.
pub fn secret(name: &str, suffix: &str) -> String {
    let hyphen = if suffix.is_empty() { "" } else { "-" };
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}{hyphen}{suffix}")
}

pub fn parameter(name: &str) -> String {
    format!("arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/{}", name.trim_start_matches('/'))
}

pub fn log_group(name: &str) -> String {
    format!("arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}")
}

/// A schedule's, or a rule's.
pub fn schedule(kind: Kind, name: &str) -> String {
    match kind {
        Kind::Schedule => format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/{name}"),
        Kind::Rule => format!("arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"),
    }
}

/// Who does everything here.
pub const USER: &str = "playground";

pub fn user() -> String {
    principal(&Principal::User(USER.into()))
}

pub fn principal(principal: &Principal) -> String {
    let resource = match principal {
        Principal::Root => "root".into(),
        Principal::User(name) => format!("user/{name}"),
        Principal::Role(name) => format!("role/{name}"),
    };
    format!("arn:aws:iam::{ACCOUNT}:{resource}")
}

/// The root user, a user or a role, of any account: there is one.
pub fn parse_principal(text: &str) -> Option<Principal> {
    let (_, resource) = text.strip_prefix("arn:aws:iam::")?.split_once(':')?;
    match resource.split_once('/') {
        None if resource == "root" => Some(Principal::Root),
        Some(("user", name)) if !name.is_empty() => Some(Principal::User(name.into())),
        Some(("role", name)) if !name.is_empty() => Some(Principal::Role(last_part(name).into())),
        None | Some(_) => None,
    }
}

/// 128 bits as AWS writes a UUID.
pub fn uuid(bits: u128) -> String {
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The name in `text`, which is either the name itself or an ARN that ends in it: what stands after the last slash.
pub fn last_part(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or_default()
}

/// `family:revision` from itself or from an ARN.
pub fn definition_part(text: &str) -> &str {
    match text.strip_prefix("arn:") {
        Some(_) => last_part(text),
        None => text,
    }
}

/// The name and the 16 digits in a target group's or load balancer's ARN; of a bare name, the name alone.
pub fn balancing_parts(text: &str) -> (&str, Option<&str>) {
    if !text.starts_with("arn:") {
        return (text, None);
    }
    let mut parts = text.split('/').skip(1).skip_while(|part| *part == "app" || *part == "net");
    (parts.next().unwrap_or_default(), parts.next())
}

/// The 128 bits behind 32 hex digits.
pub fn parse_name(text: &str) -> Option<u128> {
    let plain = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    plain.then(|| u128::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_arns() {
        assert_eq!(last_part("arn:aws:ecs:us-east-1:1:cluster/prod"), "prod");
        assert_eq!(last_part("prod"), "prod");
        assert_eq!(definition_part("arn:aws:ecs:us-east-1:1:task-definition/web:3"), "web:3");
        let arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web-tg/0a1b2c3d";
        assert_eq!(balancing_parts(arn), ("web-tg", Some("0a1b2c3d")));
        let arn = "arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/web-alb/00ff";
        assert_eq!(balancing_parts(arn), ("web-alb", Some("00ff")));
        assert_eq!(balancing_parts("web-tg"), ("web-tg", None));
        assert_eq!(parse_name("xyz"), None);
        assert_eq!(parse_principal(&user()), Some(Principal::User(USER.into())));
        assert_eq!(parse_principal("arn:aws:iam::123456789012:root"), Some(Principal::Root));
        assert_eq!(parse_principal("arn:aws:iam::1:role/a/b"), Some(Principal::Role("b".into())));
        assert!(
            ["", "root", "arn:aws:iam::1:user/", "arn:aws:iam::1:group/x"].map(parse_principal) == [const { None }; 4]
        );
        assert_eq!(uuid(1), "00000000-0000-0000-0000-000000000001");
    }
}
