//! Lines that change the account: capacity, faults, traffic, settings.

use std::net::IpAddr;

use super::Context;
use super::args::{Args, number};
use crate::Outcome;
use crate::aws::self_contained;
use crate::refer;
use crate::words::quote;
use aws::errors::ApiError;
use aws::model::model;
use aws::{arn, call, import};
use engine::commands::{
    AddInstances, KillTask, LoseInstance, LoseZone, Reply, RestoreInstance, RestoreZone, SetSeed, SetStrict, SetTraffic,
};
use engine::ids::LoadBalancerId;
use engine::model::balancer::TargetGroup;
use engine::model::listener::Requests;
use engine::model::network::Zone;
use engine::model::routing::Pace;
use engine::world::World;

pub(super) fn add_instances(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let cluster = args.option("--cluster")?.unwrap_or_else(|| "default".into());
    let instance_type = args.required_option("--type")?;
    let zone = args.option("--zone")?.map(|text| zone(&text)).transpose()?;
    let count = args.option("--count")?.map_or(Ok(1), |text| number("--count", &text, 1, 5_000))?;
    args.end()?;
    let cluster = arn::last_part(&cluster).into();
    let instance_type = instance_type.as_str().into();
    let reply = context.command(AddInstances { cluster, instance_type, zone, count: count as u32 })?;
    Ok(instances(context, &reply))
}

pub(super) fn zone(text: &str) -> Result<Zone, String> {
    Zone::parse(text).ok_or_else(|| refer::no_zone(text))
}

/// A line for each instance of a reply.
pub(super) fn instances(context: &Context, reply: &Reply) -> Outcome {
    let Reply::Instances(ids) = reply else { return Outcome::default() };
    let world = context.history.world();
    let line = |id: &engine::ids::InstanceId| {
        let instance = &world.instances[*id];
        format!("{} {} {}\n", arn::ec2_instance(world, *id), instance.instance_type.name, instance.zone)
    };
    Outcome::printed(ids.iter().map(line).collect::<String>())
}

pub(super) fn kill_task(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let task = refer::task(context.history.world(), &args.required()?)?;
    args.end()?;
    context.command(KillTask { task })?;
    Ok(Outcome::printed(format!("killed {}", arn::task_name(context.history.world(), task))))
}

pub(super) fn lose_instance(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let instance = refer::instance(context.history.world(), &args.required()?)?;
    args.end()?;
    let reply = context.command(LoseInstance { instance })?;
    Ok(instances(context, &reply))
}

pub(super) fn lose_zone(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let zone = zone(&args.required()?)?;
    args.end()?;
    context.command(LoseZone { zone })?;
    Ok(Outcome::default())
}

pub(super) fn restore(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let what = args.required()?;
    args.end()?;
    match Zone::parse(&what) {
        Some(zone) => {
            context.command(RestoreZone { zone })?;
            Ok(Outcome::default())
        }
        None => {
            let instance = refer::instance(context.history.world(), &what)?;
            let reply = context.command(RestoreInstance { instance })?;
            Ok(instances(context, &reply))
        }
    }
}

pub(super) fn traffic(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let requests = requests(args)?;
    let balancer = refer::balancer(context.history.world(), &args.required()?)?;
    let Some(text) = args.optional() else {
        args.end()?;
        return match requests {
            Some(_) => Err(format!("a rate is missing: {}", args.usage)),
            None => Ok(Outcome::printed(responses(context.history.world(), balancer))),
        };
    };
    let rate = rate(&text)?;
    args.end()?;
    let balancer = context.history.world().balancers[balancer].name.clone();
    // No requests at all, of any kind, or so many of the usual kind.
    let usual = || (rate > 0).then(Requests::default);
    context.command(SetTraffic { balancer, requests: requests.or_else(usual), rate })?;
    Ok(Outcome::default())
}

/// Requests that the options describe, as rules of listeners look at them.
fn requests(args: &mut Args) -> Result<Option<Requests>, String> {
    let mut requests = Requests::default();
    if let Some(port) = args.option("--port")? {
        requests.port = Some(number("--port", &port, 1, 65_535)? as u16);
    }
    let usual = requests.clone();
    if let Some(host) = args.option("--host")? {
        requests.host = host.into();
    }
    if let Some(path) = args.option("--path")? {
        if !path.starts_with('/') {
            return Err(format!("a path begins with /, not as {}", aws::cut(&path, 40)));
        }
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        (requests.path, requests.query) = (path.into(), query.into());
    }
    if let Some(method) = args.option("--method")? {
        requests.method = method.into();
    }
    while let Some(header) = args.option("--header")? {
        let wrong = || format!("{} is no header: 'X-Canary: yes'", aws::cut(&header, 40));
        let (name, value) = header.split_once(':').ok_or_else(wrong)?;
        requests.headers.push((name.trim().into(), value.trim().into()));
    }
    if let Some(source) = args.option("--source")? {
        source.parse::<IpAddr>().map_err(|_| format!("{} is no address: 203.0.113.9", aws::cut(&source, 40)))?;
        requests.source = source.into();
    }
    Ok((requests != usual || requests.port.is_some()).then_some(requests))
}

/// How the requests of a load balancer ended so far; where they go now, and how long they take there.
fn responses(world: &World, id: LoadBalancerId) -> String {
    let total = world.responses(id).whole();
    let kinds = [
        (total.well, "answered well"),
        (total.client_errors, "answered 4xx"),
        (total.server_errors, "answered 5xx by a target"),
        (total.bad_gateway, "answered 502: connection refused or closed"),
        (total.unavailable, "answered 503: no target"),
        (total.timeout, "answered 504: no answer in time"),
        (total.refused, "not answered: no listener on that port"),
    ];
    let shown = kinds.iter().enumerate().filter(|(n, (count, _))| *n == 0 || *count > 0);
    let mut text: String = shown.map(|(_, (count, how))| format!("{count} requests {how}\n")).collect();
    for &group in world.balancers[id].target_groups().iter() {
        text += &distribution(world, &world.target_groups[group]);
    }
    text
}

/// A line for a target group with requests, and one for each target.
fn distribution(world: &World, group: &TargetGroup) -> String {
    let Some(parts) = group.parts(world.now, world.now).filter(|_| group.flow.rate > 0) else { return String::new() };
    let took = |(p50, p95): (u64, u64)| format!(", half in {p50} ms, 95 % in {p95} ms");
    let rate = |rate: u64| format!("{}.{}/s", rate / 1_000, rate % 1_000 / 100);
    let all = group.latency(world.now).filter(|took| *took != (0, 0)).map_or(String::new(), took);
    let mut text = format!("{}: {}{all}\n", group.name, rate(group.flow.rate));
    let progress = group.progress(world.now);
    for (((task, target), part), (load, come)) in group.targets.iter().zip(parts).zip(progress.targets) {
        let name = arn::task_name(world, *task);
        let so_far = (target.got + come) / 1_000_000;
        text += &format!(
            "  {}:{}  {}  {}, {so_far} so far",
            target.address.name(world.seed()),
            target.port,
            &name[..6],
            rate(part)
        );
        if target.pace != Pace::default() && part > 0 {
            text += &took(target.latency(load, part, group.flow.idle));
        }
        let waiting = load.waiting / 1_000_000;
        if waiting > 0 {
            text += &format!(", {waiting} waiting");
        }
        text += "\n";
    }
    text
}

/// `120/s`, `120`, `0.5/s`, `30/m` as thousandths a second.
fn rate(text: &str) -> Result<u64, String> {
    let wrong = || format!("{} is no rate: 120/s, 0.5/s, 30/m, up to 1000000/s", aws::cut(text, 40));
    let (number, seconds) = match text.split_once('/') {
        None | Some((_, "s")) => (text.split('/').next().unwrap_or_default(), 1),
        Some((number, "m" | "min")) => (number, 60),
        Some(_) => return Err(wrong()),
    };
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = whole.parse().map_err(|_| wrong())?;
    let part: u64 = format!("{part:0<3}").get(..3).and_then(|part| part.parse().ok()).ok_or_else(wrong)?;
    if whole > 1_000_000 { Err(wrong()) } else { Ok((whole * 1_000 + part) / seconds) }
}

/// Registers a definition as people have it. The journal gets the clean call.
pub(super) fn import(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let path = args.required()?;
    let words = args.rest();
    let given = values(&words)?;
    let path = path.strip_prefix("file://").unwrap_or(&path);
    let text = context.files.read(path).map_err(|why| format!("{why}: '{path}'"))?;
    let fill = |values: &str| {
        let before: String = words.iter().map(|word| format!("{} ", quote(word))).collect();
        format!("sim import file://{path} {before}{values}")
    };
    let imported = import::task_definition(&text, &given).map_err(|why| format!("{path}: {}", why.in_words(fill)))?;
    let operation = model().operation("ecs", "RegisterTaskDefinition").ok_or("no such operation")?;
    let line = self_contained(operation, &imported.input);
    match call(context.history, operation, imported.input, &line) {
        Ok(answer) => {
            let printed = crate::aws::json(&answer.output);
            Ok(Outcome::printed(printed).with_notes(&imported.notes).with_notes(&answer.notes))
        }
        Err(ApiError::Parameters(faults)) => Err(format!("{path}: {}", faults.join("\n"))),
        Err(ApiError::Service(error)) => Err(format!("{path}: {}", error.message)),
    }
}

/// `NAME=value` for each placeholder of a template.
fn values(words: &[String]) -> Result<Vec<(String, String)>, String> {
    let pair = |word: &String| match word.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err(format!("{} is no PLACEHOLDER=value", aws::cut(word, 80))),
    };
    words.iter().map(pair).collect()
}

pub(super) fn seed(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let seed = number("the seed", &args.required()?, 0, u64::MAX)?;
    args.end()?;
    context.command(SetSeed { seed })?;
    Ok(Outcome::default())
}

pub(super) fn strict(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let strict = match args.required()?.as_str() {
        "on" => true,
        "off" => false,
        _ => return Err(format!("it is on or off: {}", args.usage)),
    };
    args.end()?;
    context.command(SetStrict { strict })?;
    Ok(Outcome::default())
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn rates_are_read_in_thousandths() {
        assert_eq!(
            [rate("120/s"), rate("120"), rate("0.5/s"), rate("30/m")],
            [Ok(120_000), Ok(120_000), Ok(500), Ok(500)]
        );
        for wrong in ["", "x", "1/h", "-1/s", "1000001/s", "1/s/s"] {
            assert!(rate(wrong).is_err(), "{wrong}");
        }
    }
}
