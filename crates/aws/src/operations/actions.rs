//! What listeners and their rules do with requests: `Actions`, `DefaultActions`.

use serde_json::{Map, Value};

use super::target_groups;
use crate::errors::{ServiceError, elb, elb_validation};
use crate::json::{Input, Object};
use crate::{arn, kept};
use engine::model::balancer::{BalancerKind, Protocol};
use engine::model::kept::Kept;
use engine::model::listener::{Action, Rule, Weighted};
use engine::world::World;

/// Target groups of one forward action (CP: pf-elbv2-action-forward-tg-count-max).
const MOST_GROUPS: usize = 5;

/// The one action under `member`; the playground has none that signs people in first.
pub(super) fn read(world: &World, input: Input, member: &str, protocol: Protocol) -> Result<Action, ServiceError> {
    let mut actions = input.list(member);
    let (Some(action), None) = (actions.next(), actions.next()) else {
        // The words are ours.
        let given = input.values(member).len();
        return Err(elb_validation(format!("Exactly one action must be specified, but '{given}' were specified"))
            .hint("the playground has no actions that sign people in before another"));
    };
    let kind = action.required("Type");
    const CONFIGS: [(&str, &str); 3] =
        [("forward", "ForwardConfig"), ("redirect", "RedirectConfig"), ("fixed-response", "FixedResponseConfig")];
    let Some((_, own)) = CONFIGS.into_iter().find(|(name, _)| *name == kind) else {
        return Err(elb("InvalidLoadBalancerAction", format!("The playground has no actions of type '{kind}'"))
            .hint("forward, redirect and fixed-response are there"));
    };
    let mut others = CONFIGS.into_iter().map(|(_, config)| config).filter(|config| *config != own);
    if let Some(other) = others.find(|config| action.get(config).is_some()) {
        return Err(elb_validation(format!("For actions of type '{kind}', you must not specify the field '{other}'")));
    }
    if kind != "forward" && action.get("TargetGroupArn").is_some() {
        return Err(elb_validation(format!(
            "For actions of type '{kind}', you must not specify the field 'TargetGroupArn'"
        )));
    }
    // CP: pf-elbv2-listener-action-config-type-match.
    if kind != "forward" && action.get(own).is_none() {
        return Err(elb_validation(format!(
            "For actions of type '{kind}', you must specify the following fields: '{own}'"
        )));
    }
    if kind != "forward" && protocol.of() == BalancerKind::Network {
        // The words are ours.
        let why = format!("Actions of type '{kind}' are not supported for load balancers of type 'network'");
        return Err(elb("InvalidLoadBalancerAction", why));
    }
    match kind {
        "redirect" => redirect(action.inside(own), member, protocol.is_secure()),
        "fixed-response" => fixed_response(action.inside(own), member),
        _ => forward(world, action),
    }
}

/// `Actions` is `actions.1.member` where AWS names what is wrong.
fn place(member: &str, field: &str) -> String {
    let first = member[..1].to_ascii_lowercase();
    format!("{first}{}.1.member.{field}", &member[1..])
}

fn forward(world: &World, action: Input) -> Result<Action, ServiceError> {
    let forward = action.inside("ForwardConfig");
    let listed: Vec<Input> = forward.list("TargetGroups").collect();
    let single = action.text("TargetGroupArn");
    // CP: pf-elbv2-action-forward-tgarn-conflict.
    let agrees = |one: &str| listed.len() == 1 && listed[0].text("TargetGroupArn").is_none_or(|arn| arn == one);
    if single.is_some_and(|one| !listed.is_empty() && !agrees(one)) {
        return Err(elb_validation(
            "You can specify both a target group list and a top-level target group ARN only if the ARNs match",
        ));
    }
    stickiness(forward.inside("TargetGroupStickinessConfig"))?;
    if listed.len() > MOST_GROUPS {
        return Err(elb_validation(format!("You cannot specify more than {MOST_GROUPS} target groups per action")));
    }
    // CP: pf-elbv2-action-forward-weight-required-multi, …-weight-range: one alone may leave its weight out.
    let several = listed.len() > 1;
    let range = if several {
        "The weight for each target group must be between 0 and 999, inclusive"
    } else {
        "The weight for the target group must be between 1 and 999, inclusive"
    };
    let mut to: Vec<Weighted> = Vec::new();
    for tuple in &listed {
        let arn = tuple.text("TargetGroupArn").or(single);
        // The words are ours.
        let arn = arn.ok_or_else(|| elb_validation("A target group ARN must be specified"))?;
        let weight = tuple.number("Weight").or((!several).then_some(1));
        let weight = weight.and_then(|weight| u32::try_from(weight).ok()).filter(|weight| *weight <= 999);
        let target_group = target_groups::find(world, arn)?;
        if to.iter().any(|other| other.target_group == target_group) {
            return Err(elb_validation(format!("The target group '{arn}' is specified more than once")));
        }
        to.push(Weighted { target_group, weight: weight.ok_or_else(|| elb_validation(range))? });
    }
    if let (Some(arn), true) = (single, to.is_empty()) {
        to.push(Weighted { target_group: target_groups::find(world, arn)?, weight: 1 });
    }
    if to.is_empty() {
        return Err(elb_validation(
            "For actions of type 'forward', you must specify at least one of the following fields: 'TargetGroupArn', 'ForwardConfig'",
        ));
    }
    Ok(Action::Forward(to))
}

/// CP: pf-elbv2-action-forward-stickiness-duration-required, …-range.
fn stickiness(given: Input) -> Result<(), ServiceError> {
    match given.number("DurationSeconds") {
        None if given.flag("Enabled") => {
            Err(elb_validation("You must provide a duration when enabling target group stickiness"))
        }
        Some(seconds) if !(1..=604_800).contains(&seconds) => {
            Err(elb_validation("Target group stickiness duration must be between 1 and 604800 seconds"))
        }
        _ => Ok(()),
    }
}

/// CP: pf-elbv2-action-redirect-….
fn redirect(given: Input, member: &str, secure: bool) -> Result<Action, ServiceError> {
    let status = match given.required("StatusCode") {
        "HTTP_301" => 301,
        "HTTP_302" => 302,
        other => {
            return Err(elb_validation(format!(
                "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: Member must satisfy enum value set: [HTTP_301, HTTP_302]",
                crate::cut(other, 40),
                place(member, "redirectConfig.statusCode")
            )));
        }
    };
    let keeps = |name: &str, same: &str| given.text(name).is_none_or(|given| given == same);
    if keeps("Protocol", "#{protocol}")
        && keeps("Host", "#{host}")
        && keeps("Port", "#{port}")
        && keeps("Path", "/#{path}")
    {
        return Err(elb_validation("The redirect configuration is not valid because it creates a loop."));
    }
    let protocol = given.text("Protocol").unwrap_or("#{protocol}");
    if !["HTTP", "HTTPS", "#{protocol}"].contains(&protocol) || secure && protocol == "HTTP" {
        // The words are ours.
        return Err(elb_validation(format!(
            "The Protocol parameter '{}' is not valid: a listener redirects to HTTPS, or from HTTP to HTTP",
            crate::cut(protocol, 40)
        )));
    }
    let is_port = |port: &str| port == "#{port}" || port.parse::<u16>().is_ok_and(|port| port > 0);
    if given.text("Port").is_some_and(|port| !is_port(port)) {
        return Err(elb_validation("The Port parameter must be either an integer between 1 and 65535 or '#{port}'."));
    }
    if given.text("Path").is_some_and(|path| !path.starts_with('/')) {
        return Err(elb_validation(
            "The Path parameter must be a valid path, should start with a '/', and may contain up to one of each of these placeholders: '#{path}', '#{host}', '#{port}'.",
        ));
    }
    Ok(Action::Redirect { status })
}

fn fixed_response(given: Input, member: &str) -> Result<Action, ServiceError> {
    let code = given.required("StatusCode");
    let status = code.parse::<u16>().ok().filter(|_| code.len() == 3 && ["2", "4", "5"].contains(&&code[..1]));
    let pattern = || {
        elb_validation(format!(
            "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(2|4|5)\\d\\d$",
            crate::cut(code, 40),
            place(member, "fixedResponseConfig.statusCode")
        ))
    };
    let status = status.ok_or_else(pattern)?;
    const TYPES: [&str; 5] = ["text/html", "application/json", "application/javascript", "text/css", "text/plain"];
    if given.text("ContentType").is_some_and(|kind| !TYPES.contains(&kind)) {
        // CP: pf-elbv2-action-fixed-response-content-type.
        return Err(elb_validation(
            "The ContentType must be one of:'text/html', 'application/json', 'application/javascript', 'text/css', 'text/plain'.",
        ));
    }
    Ok(Action::FixedResponse { status })
}

/// What a call says of an action and nothing acts on, as a rule keeps it.
pub(super) fn kept(given: &Kept, member: &str, others: &[&str]) -> Kept {
    let action = given.get(member).map(|value| ("Actions".into(), value.clone()));
    let others = others.iter().filter_map(|name| Some(((*name).into(), given.get(name)?.clone())));
    Kept::new(action.into_iter().chain(others))
}

/// The actions of a rule as AWS shows them.
pub(super) fn describe(world: &World, rule: &Rule) -> Vec<Value> {
    let mut given = kept::item(&rule.kept, "Actions", 0);
    let order = given.remove("Order");
    let config = |given: &mut Map<String, Value>, name: &str| match given.remove(name) {
        Some(Value::Object(members)) => members,
        _ => Map::new(),
    };
    let action = match &rule.action {
        Action::Forward(to) => {
            let sticky = config(&mut given, "ForwardConfig").remove("TargetGroupStickinessConfig");
            let groups: Vec<Value> = to
                .iter()
                .map(|to| {
                    let group = arn::target_group(world, to.target_group);
                    Object::new().with("TargetGroupArn", group).with("Weight", to.weight).value()
                })
                .collect();
            let sticky = sticky.unwrap_or_else(|| Object::new().with("Enabled", false).value());
            let only = match to.as_slice() {
                [one] => Some(Value::String(arn::target_group(world, one.target_group))),
                _ => None,
            };
            let forward = Object::new().with("TargetGroups", groups).with("TargetGroupStickinessConfig", sticky);
            Object::new()
                .with("Type", "forward")
                .with("TargetGroupArn", only)
                .with("Order", order)
                .with("ForwardConfig", forward)
        }
        Action::Redirect { status } => {
            let mut given = config(&mut given, "RedirectConfig");
            let mut part = |name: &str, usual: &str| given.remove(name).unwrap_or_else(|| usual.into());
            let redirect = Object::new()
                .with("Protocol", part("Protocol", "#{protocol}"))
                .with("Port", part("Port", "#{port}"))
                .with("Host", part("Host", "#{host}"))
                .with("Path", part("Path", "/#{path}"))
                .with("Query", part("Query", "#{query}"))
                .with("StatusCode", format!("HTTP_{status}"));
            Object::new().with("Type", "redirect").with("Order", order).with("RedirectConfig", redirect)
        }
        Action::FixedResponse { status } => {
            let mut given = config(&mut given, "FixedResponseConfig");
            let response = Object::new()
                .with("MessageBody", given.remove("MessageBody"))
                .with("StatusCode", status.to_string())
                .with("ContentType", given.remove("ContentType").unwrap_or_else(|| "text/plain".into()));
            Object::new().with("Type", "fixed-response").with("Order", order).with("FixedResponseConfig", response)
        }
    };
    vec![action.value()]
}
