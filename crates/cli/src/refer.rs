//! How `sim` lines name things: by the whole id, by its first digits, by an ARN, or by what people would say.

use aws::arn;
use engine::ids::{InstanceId, LoadBalancerId, ServiceId, TaskId};
use engine::model::instance::Machine;
use engine::model::network::{REGION, Zone};
use engine::model::service::ServiceStatus;
use engine::world::World;

/// Digits of an id that are enough, if no other begins with them.
pub(crate) const FEWEST_DIGITS: usize = 3;

/// A task: `7f3a9c…`, its first digits, its ARN; or `service:web`, `family:web`: the oldest running task of that group.
pub(crate) fn task(world: &World, text: &str) -> Result<TaskId, String> {
    if text.contains(':') && !text.starts_with("arn:") {
        let group = |id: TaskId| *world.groups[world.tasks[id].group].name == *text;
        let running = world.tasks.iter().filter(|(_, task)| task.wanted && task.is_running());
        return running.map(|(id, _)| id).find(|&id| group(id)).ok_or_else(|| format!("no task of {text} is running"));
    }
    let found = by_digits(arn::last_part(text), world.tasks.keys(), |id| arn::task_name(world, id));
    found.map_err(|why| why.about("task", text))
}

/// A service that isn't INACTIVE, by its name.
pub(crate) fn service(world: &World, name: &str) -> Result<ServiceId, String> {
    let known = || world.services.iter().filter(|(_, service)| service.status != ServiceStatus::Inactive);
    let found = known().find(|(_, service)| *service.name == *name).map(|(id, _)| id);
    found.ok_or_else(|| {
        let names: Vec<&str> = known().map(|(_, service)| &*service.name).collect();
        format!("there is no service {}; there is {}", aws::cut(name, 80), names.join(", "))
    })
}

/// A container instance: its id, its EC2 id, first digits of either, an ARN; or `us-east-1a/2`: the second of a zone.
pub(crate) fn instance(world: &World, text: &str) -> Result<InstanceId, String> {
    if let Some((name, number)) = text.split_once('/').filter(|(name, _)| name.starts_with(REGION)) {
        let Some(zone) = Zone::parse(name) else { return Err(no_zone(name)) };
        let first = || format!("{} is no number of an instance; {zone}/1 is the first", aws::cut(number, 40));
        let number = number.parse::<usize>().ok().filter(|number| *number > 0).ok_or_else(first)?;
        let there =
            |id: &InstanceId| world.instances[*id].zone == zone && world.instances[*id].machine != Machine::Terminated;
        let found = world.instances.keys().filter(there).nth(number - 1);
        return found.ok_or_else(|| format!("{zone} has fewer than {number} instances"));
    }
    let text = arn::last_part(text);
    let keys = || world.instances.keys();
    let found = match text.starts_with("i-") {
        true => by_digits(text, keys(), |id| arn::ec2_instance(world, id)),
        false => by_digits(text, keys(), |id| arn::instance_name(world, id)),
    };
    found.map_err(|why| why.about("instance", text))
}

/// A load balancer, by its name or by that of a target group behind it.
pub(crate) fn balancer(world: &World, text: &str) -> Result<LoadBalancerId, String> {
    let (name, _) = arn::balancing_parts(text);
    let behind = || world.target_group(name).and_then(|group| world.target_groups[group].load_balancer);
    let found = world.balancer(name).or_else(behind);
    found.ok_or_else(|| {
        let names: Vec<String> = world.balancers.values().map(|balancer| balancer.name.to_string()).collect();
        match names.as_slice() {
            [] => format!("there is no load balancer {name}, nor any other"),
            names => format!("there is no load balancer or target group {name}; there is {}", names.join(", ")),
        }
    })
}

/// What is said of a name that is no zone's.
pub(crate) fn no_zone(name: &str) -> String {
    let zones: Vec<String> = Zone::all().map(|zone| zone.to_string()).collect();
    format!("there is no zone {}; the zones are {}", aws::cut(name, 40), zones.join(", "))
}

enum NotFound {
    None,
    Several,
    TooShort,
}

impl NotFound {
    fn about(&self, kind: &str, text: &str) -> String {
        let text = aws::cut(text, 80);
        match self {
            NotFound::None => format!("there is no {kind} {text}"),
            NotFound::Several => format!("several {kind}s begin with {text}; give more digits"),
            NotFound::TooShort => format!("{text}: give at least {FEWEST_DIGITS} digits of the {kind}'s id"),
        }
    }
}

fn by_digits<K: Copy>(text: &str, keys: impl Iterator<Item = K>, name: impl Fn(K) -> String) -> Result<K, NotFound> {
    if text.strip_prefix("i-").unwrap_or(text).len() < FEWEST_DIGITS {
        return Err(NotFound::TooShort);
    }
    let mut found = keys.filter(|&key| name(key).starts_with(text));
    match (found.next(), found.next()) {
        (Some(key), None) => Ok(key),
        (Some(_), Some(_)) => Err(NotFound::Several),
        (None, _) => Err(NotFound::None),
    }
}
