//! Attributes of load balancers and target groups: what there is for each kind, what goes in, and what is obeyed
//! (load-balancing.md#attributes).

use serde_json::Value;

use super::{load_balancers, target_groups};
use crate::errors::{ServiceError, elb_validation};
use crate::json::{Input, Object};
use engine::commands::{Command, Reply, SetBalancerAttributes, SetTargetGroupAttributes};
use engine::model::Name;
use engine::model::balancer::{BalancerAttributes, BalancerKind, TargetGroup, TargetType};
use engine::model::routing::{Algorithm, Routing};
use engine::sorted::SortedMap;
use engine::time::Span;
use engine::world::World;

/// What an attribute may be.
enum Values {
    Flag,
    Range(u64, u64),
    /// Nothing, or within bounds.
    ZeroOr(u64, u64),
    OneOf(&'static [&'static str]),
    /// `off`, or a number.
    OffOr(u64, u64),
    Text,
}

use Values::{Flag, OffOr, OneOf, Range, Text, ZeroOr};

/// A key, its value where none was given, and what it may be.
type Known = (&'static str, &'static str, Values);

const DELAY: &str = "deregistration_delay.timeout_seconds";
const CROSS_ZONE: &str = "load_balancing.cross_zone.enabled";
const ALGORITHM: &str = "load_balancing.algorithm.type";
const MITIGATION: &str = "load_balancing.algorithm.anomaly_mitigation";
const SLOW_START: &str = "slow_start.duration_seconds";
const LEAST: &str = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count";
const LEAST_PERCENT: &str = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage";
const IDLE: &str = "idle_timeout.timeout_seconds";
const PROTECTION: &str = "deletion_protection.enabled";
const OF_BALANCER: &[&str] = &["use_load_balancer_configuration", "true", "false"];
const DAYS: Values = Range(1, 604_800);

fn of_balancers(kind: BalancerKind) -> Vec<Known> {
    let mut known = vec![
        ("access_logs.s3.enabled", "false", Flag),
        ("access_logs.s3.bucket", "", Text),
        ("access_logs.s3.prefix", "", Text),
        (PROTECTION, "false", Flag),
        ("zonal_shift.config.enabled", "false", Flag),
    ];
    known.extend(match kind {
        BalancerKind::Application => vec![
            (CROSS_ZONE, "true", Flag),
            (IDLE, "60", Range(1, 4_000)),
            ("client_keep_alive.seconds", "3600", Range(60, 604_800)),
            ("connection_logs.s3.enabled", "false", Flag),
            ("connection_logs.s3.bucket", "", Text),
            ("connection_logs.s3.prefix", "", Text),
            ("routing.http.desync_mitigation_mode", "defensive", OneOf(&["monitor", "defensive", "strictest"])),
            ("routing.http.drop_invalid_header_fields.enabled", "false", Flag),
            ("routing.http.preserve_host_header.enabled", "false", Flag),
            ("routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "false", Flag),
            ("routing.http.xff_client_port.enabled", "false", Flag),
            ("routing.http.xff_header_processing.mode", "append", OneOf(&["append", "preserve", "remove"])),
            ("routing.http2.enabled", "true", Flag),
            ("waf.fail_open.enabled", "false", Flag),
        ],
        BalancerKind::Network => vec![
            (CROSS_ZONE, "false", Flag),
            (
                "dns_record.client_routing_policy",
                "any_availability_zone",
                OneOf(&["availability_zone_affinity", "partial_availability_zone_affinity", "any_availability_zone"]),
            ),
        ],
    });
    known
}

fn of_groups(group: &TargetGroup) -> Vec<Known> {
    let mut known = vec![
        (DELAY, "300", Range(0, 3_600)),
        ("stickiness.enabled", "false", Flag),
        (CROSS_ZONE, OF_BALANCER[0], OneOf(OF_BALANCER)),
        ("target_group_health.dns_failover.minimum_healthy_targets.count", "1", OffOr(1, 1_000_000)),
        ("target_group_health.dns_failover.minimum_healthy_targets.percentage", "off", OffOr(1, 100)),
        (LEAST, "1", Range(1, 1_000_000)),
        (LEAST_PERCENT, "off", OffOr(1, 100)),
    ];
    known.extend(match group.protocol.of() {
        BalancerKind::Application => vec![
            ("stickiness.type", "lb_cookie", OneOf(&["lb_cookie", "app_cookie"])),
            ("stickiness.lb_cookie.duration_seconds", "86400", DAYS),
            ("stickiness.app_cookie.cookie_name", "", Text),
            ("stickiness.app_cookie.duration_seconds", "86400", DAYS),
            (SLOW_START, "0", ZeroOr(30, 900)),
            (ALGORITHM, "round_robin", OneOf(&["round_robin", "least_outstanding_requests", "weighted_random"])),
            (MITIGATION, "off", OneOf(&["on", "off"])),
        ],
        BalancerKind::Network => {
            let preserved = if group.target_type == TargetType::Instance { "true" } else { "false" };
            vec![
                ("stickiness.type", "source_ip", OneOf(&["source_ip"])),
                ("deregistration_delay.connection_termination.enabled", "false", Flag),
                ("preserve_client_ip.enabled", preserved, Flag),
                ("proxy_protocol_v2.enabled", "false", Flag),
                ("target_health_state.unhealthy.connection_termination.enabled", "true", Flag),
                ("target_health_state.unhealthy.draining_interval_seconds", "0", Range(0, 360_000)),
            ]
        }
    });
    known
}

impl Values {
    /// CP: pf-elbv2-tg-attr-…, pf-elbv2-lb-attr-….
    fn check(&self, key: &str, given: &str) -> Result<(), ServiceError> {
        let within = |low: u64, high: u64| given.parse().is_ok_and(|number: u64| (low..=high).contains(&number));
        let shown = crate::cut(given, 100);
        let (fits, why) = match self {
            Flag => (["true", "false"].contains(&given), format!("'{key}' must be one of true,false")),
            OneOf(words) => (words.contains(&given), format!("'{key}' must be one of {}", words.join(","))),
            Range(low, high) => {
                (within(*low, *high), format!("'{key}' value '{shown}' must be between '{low}-{high}' inclusive"))
            }
            ZeroOr(low, high) => (
                given == "0" || within(*low, *high),
                format!("'{key}' value '{shown}' must be between '{low}-{high}' inclusive, or 0"),
            ),
            OffOr(low, high) => (
                given == "off" || within(*low, *high),
                format!("The value of '{key}' must be 'off' or a positive integer"),
            ),
            Text => (given.chars().count() <= 1_024, format!("'{key}' cannot be longer than '1024' characters")),
        };
        if fits { Ok(()) } else { Err(elb_validation(why)) }
    }
}

/// All attributes that have been set, with those of this call.
fn read(
    input: Input,
    what: &str,
    known: &[Known],
    before: &SortedMap<Name, Name>,
) -> Result<SortedMap<Name, Name>, ServiceError> {
    let mut keys: Vec<&str> = input.list("Attributes").map(|given| given.text("Key").unwrap_or_default()).collect();
    keys.sort_unstable();
    if let Some(twice) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(elb_validation(format!("{what} attribute keys must be unique: '[{}]'", crate::cut(twice[0], 100))));
    }
    let mut all = before.clone();
    for attribute in input.list("Attributes") {
        let (key, value) = (attribute.text("Key").unwrap_or_default(), attribute.text("Value").unwrap_or_default());
        let found = known.iter().find(|(name, ..)| *name == key);
        let unknown = || elb_validation(format!("{what} attribute key '{}' is not recognized", crate::cut(key, 100)));
        found.ok_or_else(unknown)?.2.check(key, value)?;
        all.insert(key.into(), value.into());
    }
    Ok(all)
}

/// A value that was set, or the usual one.
fn value<'a>(all: &'a SortedMap<Name, Name>, known: &[Known], key: &str) -> &'a str {
    let usual = known.iter().find(|(name, ..)| *name == key).map_or("", |(_, usual, _)| *usual);
    all.get(key).map_or(usual, |value| value)
}

fn print(all: &SortedMap<Name, Name>, known: &[Known]) -> Value {
    let one = |(key, ..): &Known| Object::new().with("Key", *key).with("Value", value(all, known, key)).value();
    Object::new().with("Attributes", known.iter().map(one).collect::<Vec<_>>()).value()
}

pub(super) fn modify_balancer(world: &World, input: Input) -> Result<Command, ServiceError> {
    let id = load_balancers::find(world, input.required("LoadBalancerArn"))?;
    let balancer = &world.balancers[id];
    let known = of_balancers(balancer.kind);
    let given = read(input, "Load balancer", &known, &balancer.attributes.given)?;
    let cross_zone = value(&given, &known, CROSS_ZONE) == "true";
    if balancer.kind == BalancerKind::Application && !cross_zone {
        return Err(elb_validation(format!(
            "The value for '{CROSS_ZONE}' must always be 'true' for an Application Load Balancer"
        )));
    }
    // CP: pf-elbv2-lb-attr-access-logs-bucket-required; the words are ours.
    for logs in ["access_logs", "connection_logs"] {
        let of = |name: &str| given.get(format!("{logs}.s3.{name}").as_str()).map_or("", |value| value);
        if of("enabled") == "true" && of("bucket").is_empty() {
            return Err(elb_validation(format!("'{logs}.s3.bucket' must be specified to enable '{logs}.s3.enabled'")));
        }
    }
    let usual = BalancerAttributes::usual(balancer.kind);
    let idle = value(&given, &known, IDLE).parse().map_or(usual.idle, Span::secs);
    let protected = value(&given, &known, PROTECTION) == "true";
    let attributes = BalancerAttributes { given, cross_zone, idle, protected };
    Ok(SetBalancerAttributes { balancer: id, attributes }.into())
}

pub(super) fn balancer_changed(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::LoadBalancer(id) => {
            let balancer = &world.balancers[*id];
            print(&balancer.attributes.given, &of_balancers(balancer.kind))
        }
        _ => Value::Null,
    }
}

pub(super) fn describe_balancer(world: &World, input: Input) -> Result<Value, ServiceError> {
    let id = load_balancers::find(world, input.required("LoadBalancerArn"))?;
    Ok(balancer_changed(world, &Reply::LoadBalancer(id)))
}

pub(super) fn modify_group(world: &World, input: Input) -> Result<Command, ServiceError> {
    let id = target_groups::find(world, input.required("TargetGroupArn"))?;
    let group = &world.target_groups[id];
    let known = of_groups(group);
    let given = read(input, "Target group", &known, &group.attributes)?;
    let of = |key: &str| value(&given, &known, key);
    let number = |key: &str| of(key).parse::<u64>().unwrap_or_default();
    let algorithm = Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == of(ALGORITHM));
    let algorithm = algorithm.unwrap_or(Algorithm::RoundRobin);
    let named = algorithm.name().replace('_', " ");
    // CP: pf-elbv2-tg-attr-anomaly-mitigation-requires-weighted-random.
    if of(MITIGATION) == "on" && algorithm != Algorithm::WeightedRandom {
        return Err(elb_validation(format!(
            "You cannot enable both anomaly mitigation and {named} algorithm on a target group"
        )));
    }
    let slow_start = Span::secs(number(SLOW_START));
    if slow_start > Span::ZERO && algorithm != Algorithm::RoundRobin {
        // After the words above.
        return Err(elb_validation(format!(
            "You cannot enable both slow start and {named} algorithm on a target group"
        )));
    }
    let routing = Routing {
        algorithm,
        slow_start,
        cross_zone: of(CROSS_ZONE).parse().ok(),
        least_healthy: number(LEAST) as u32,
        least_percent: number(LEAST_PERCENT) as u32,
    };
    let delay = Span::secs(number(DELAY));
    Ok(SetTargetGroupAttributes { target_group: id, given, delay, routing }.into())
}

pub(super) fn group_changed(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::TargetGroup(id) => {
            let group = &world.target_groups[*id];
            print(&group.attributes, &of_groups(group))
        }
        _ => Value::Null,
    }
}

pub(super) fn describe_group(world: &World, input: Input) -> Result<Value, ServiceError> {
    let id = target_groups::find(world, input.required("TargetGroupArn"))?;
    Ok(group_changed(world, &Reply::TargetGroup(id)))
}
