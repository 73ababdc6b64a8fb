//! What Tab offers after the words of a `sim` line.

use crate::Files;
use crate::offered::{MOST_IDS, option_values, zones};
use aws::{arn, import};
use engine::model::network::Route;
use engine::model::provider::Fargate;
use engine::model::quota::Quota;
use engine::model::service::ServiceStatus;
use engine::sorted::SortedSet;
use engine::world::World;

/// What offers are made from.
pub struct Offering<'a> {
    pub world: &'a World,
    pub files: &'a dyn Files,
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.to_string()).collect()
}

pub(super) fn nothing(_: &Offering, _: &[&str]) -> Vec<String> {
    vec![]
}

/// The first word is one of a few.
pub(super) fn on_off(_: &Offering, given: &[&str]) -> Vec<String> {
    if given.is_empty() { owned(&["on", "off"]) } else { vec![] }
}

/// A service by its name.
pub(super) fn service(from: &Offering, given: &[&str]) -> Vec<String> {
    let services = from.world.services.values().filter(|service| service.status != ServiceStatus::Inactive);
    if given.is_empty() { services.map(|service| service.name.to_string()).collect() } else { vec![] }
}

/// The functions that lifecycle hooks of services call, and those of which something was said.
pub(super) fn hook(from: &Offering, given: &[&str]) -> Vec<String> {
    match given.len() {
        0 => {
            let services = from.world.services.values();
            let hooks = services.flat_map(|service| &service.config.shifting.hooks);
            let named = hooks.filter_map(|hook| hook.target.function());
            let known = from.world.functions.keys().map(|name| &**name);
            let names: std::collections::BTreeSet<&str> = named.chain(known).chain(["list"]).collect();
            names.into_iter().map(String::from).collect()
        }
        1 if given[0] != "list" => ["succeeds", "fails", "waits"].map(String::from).to_vec(),
        _ => vec![],
    }
}

/// The alarms that services name, and those that were set.
pub(super) fn alarm(from: &Offering, given: &[&str]) -> Vec<String> {
    match given {
        [] => {
            let services = from.world.services.values().filter_map(|service| service.config.judgement.alarms.as_ref());
            let named = services.flat_map(|alarms| &alarms.names).chain(from.world.alarms.keys());
            let names: SortedSet<String> = named.map(|name| name.to_string()).chain(["list".into()]).collect();
            names.iter().cloned().collect()
        }
        ["list"] => vec![],
        [_] => owned(&["on", "off"]),
        [..] => vec![],
    }
}

pub(super) fn down_up(_: &Offering, given: &[&str]) -> Vec<String> {
    if given.is_empty() { owned(&["down", "up"]) } else { vec![] }
}

pub(super) fn timeout(_: &Offering, given: &[&str]) -> Vec<String> {
    if given.is_empty() { owned(&["--timeout"]) } else { vec![] }
}

pub(super) fn zone(_: &Offering, given: &[&str]) -> Vec<String> {
    if given.is_empty() { zones() } else { vec![] }
}

fn instances(world: &World) -> impl Iterator<Item = String> {
    world.instances.keys().take(MOST_IDS).map(|id| arn::ec2_instance(world, id))
}

pub(super) fn instance(from: &Offering, given: &[&str]) -> Vec<String> {
    if given.is_empty() { instances(from.world).collect() } else { vec![] }
}

pub(super) fn zone_or_instance(from: &Offering, given: &[&str]) -> Vec<String> {
    if given.is_empty() { zones().into_iter().chain(instances(from.world)).collect() } else { vec![] }
}

pub(super) fn task(from: &Offering, given: &[&str]) -> Vec<String> {
    if !given.is_empty() {
        return vec![];
    }
    let world = from.world;
    let running = world.tasks.values().filter(|task| task.is_running());
    let groups = running.map(|task| world.groups[task.group].name.to_string());
    groups.chain(option_values(world, "--task")).collect()
}

pub(super) fn spot_task(from: &Offering, given: &[&str]) -> Vec<String> {
    if !given.is_empty() {
        return vec![];
    }
    let spot = from.world.tasks.iter().filter(|(_, t)| t.wanted && from.world.capacity_of(t).is_spot());
    spot.take(MOST_IDS).map(|(id, _)| arn::task_name(from.world, id)).collect()
}

pub(super) fn explained(from: &Offering, given: &[&str]) -> Vec<String> {
    match given {
        [_] => owned(&["--output"]),
        [_, "--output"] => owned(&["json", "text"]),
        _ => task(from, given),
    }
}

pub(super) fn new_instances(from: &Offering, given: &[&str]) -> Vec<String> {
    if let Some(option) = given.last().filter(|word| word.starts_with("--")) {
        return option_values(from.world, option);
    }
    let all = ["--cluster", "--type", "--zone", "--count"];
    all.into_iter().filter(|option| !given.contains(option)).map(Into::into).collect()
}

pub(super) fn fargate_capacity(_: &Offering, given: &[&str]) -> Vec<String> {
    match given {
        [] => zones(),
        [_] => owned(&["off", "on"]),
        [_, _] => owned(&["--provider"]),
        [_, _, "--provider"] => owned(&Fargate::ALL.map(Fargate::name)),
        _ => vec![],
    }
}

pub(super) fn quota(_: &Offering, given: &[&str]) -> Vec<String> {
    if given.is_empty() { Quota::ALL.iter().map(|(_, name, _)| name.to_string()).collect() } else { vec![] }
}

pub(super) fn image(from: &Offering, given: &[&str]) -> Vec<String> {
    match given {
        [] => owned(&["set", "list", "running"]),
        ["set"] => image_names(from),
        ["set", _, ..] => image_traits(),
        _ => vec![],
    }
}

fn image_names(from: &Offering) -> Vec<String> {
    from.world.account.images.iter().map(|(name, _)| name.to_string()).collect()
}

fn image_traits() -> Vec<String> {
    super::image_keys().iter().map(|key| format!("{}=", key.name)).collect()
}

pub(super) fn bus(from: &Offering, given: &[&str]) -> Vec<String> {
    match given {
        [] => from.world.bus.patterns.keys().map(|id| from.world.schedules[*id].name.to_string()).collect(),
        _ => vec![],
    }
}

pub(super) fn push(from: &Offering, given: &[&str]) -> Vec<String> {
    if given.is_empty() { image_names(from) } else { image_traits() }
}

pub(super) fn container(from: &Offering, given: &[&str]) -> Vec<String> {
    match given {
        [] => owned(&["set"]),
        ["set"] => task(from, &[]).into_iter().chain(image_names(from)).collect(),
        ["set", _, ..] => image_traits(),
        _ => vec![],
    }
}

pub(super) fn role(from: &Offering, given: &[&str]) -> Vec<String> {
    match given {
        [] => owned(&["set", "list"]),
        ["set"] => from.world.account.roles.keys().map(|name| name.to_string()).collect(),
        ["set", _, ..] => owned(&["can=", "cannot=", "assumable="]),
        _ => vec![],
    }
}

pub(super) fn subnet(from: &Offering, given: &[&str]) -> Vec<String> {
    match given {
        [] => owned(&["set", "list"]),
        ["set"] => from.world.account.subnets.keys().map(|name| name.to_string()).collect(),
        ["set", _] => Route::ALL.map(|route| route.name().to_string()).to_vec(),
        _ => vec![],
    }
}

pub(super) fn traffic(from: &Offering, given: &[&str]) -> Vec<String> {
    if !given.is_empty() {
        return vec![];
    }
    let groups = from.world.target_groups.values().map(|group| group.name.to_string());
    from.world.balancers.values().map(|balancer| balancer.name.to_string()).chain(groups).collect()
}

pub(super) fn import(from: &Offering, given: &[&str]) -> Vec<String> {
    match given {
        [] => from.files.names().iter().map(|name| format!("file://{name}")).collect(),
        [file, given @ ..] => placeholders(from.files, file, given),
    }
}

pub(super) fn verbs(_: &Offering, given: &[&str]) -> Vec<String> {
    if given.is_empty() { super::VERBS.iter().map(|verb| verb.name.to_string()).collect() } else { vec![] }
}

/// What of a template has no value yet.
fn placeholders(files: &dyn Files, file: &str, given: &[&str]) -> Vec<String> {
    let text = files.read(file.strip_prefix("file://").unwrap_or(file)).unwrap_or_default();
    let open = import::placeholders(&text).into_iter().map(|placeholder| format!("{}=", placeholder.name));
    open.filter(|name| !given.iter().any(|word| word.starts_with(name))).collect()
}
