//! Placement strategies and constraints as AWS writes them.

use serde_json::Value;

use super::errors::{ServiceError, invalid};
use super::json::{Input, Object};
use engine::model::placement::{Constraint, Resource, SpreadBy, Strategy};
use engine::query::Query;

/// Rules of one strategy: the API's model says five (placement.md#strategies).
pub const MOST_RULES: usize = 5;
/// Characters of one expression.
const LONGEST_EXPRESSION: usize = 2_000;

/// `placementStrategy`; `None` if it isn't given.
pub fn strategy(input: Input) -> Result<Option<Vec<Strategy>>, ServiceError> {
    if input.get("placementStrategy").is_none() {
        return Ok(None);
    }
    let rules: Vec<Strategy> = input.list("placementStrategy").map(rule).collect::<Result<_, _>>()?;
    match rules.len() <= MOST_RULES {
        true => Ok(Some(rules)),
        false => Err(invalid(format!("Maximum number of strategies is {MOST_RULES}."))),
    }
}

fn rule(given: Input) -> Result<Strategy, ServiceError> {
    let field = given.text("field").filter(|field| !field.is_empty());
    // CP: pf-ecs-svc-binpack-field, pf-ecs-svc-random-with-field; that of spread after these.
    let unknown = |kind: &str, expected: &str| {
        let given = super::cut(field.unwrap_or_default(), 80);
        Err(invalid(format!("{kind} field '{given}' is invalid.")).hint(format!("expected {expected}")))
    };
    match given.text("type") {
        Some("random") => match field {
            None => Ok(Strategy::Random),
            Some(_) => Err(invalid("random field should not be specified.")),
        },
        Some("spread") => match field {
            Some("instanceId" | "host") => Ok(Strategy::Spread(SpreadBy::Instance)),
            Some("attribute:ecs.availability-zone") => Ok(Strategy::Spread(SpreadBy::Zone)),
            Some(field) => match field.strip_prefix("attribute:").filter(|name| !name.is_empty()) {
                Some(name) => Ok(Strategy::Spread(SpreadBy::Attribute(name.into()))),
                None => unknown("spread", "instanceId, host or attribute:NAME"),
            },
            None => unknown("spread", "instanceId, host or attribute:NAME"),
        },
        Some("binpack") => match field.map(str::to_ascii_lowercase).as_deref() {
            Some("cpu") => Ok(Strategy::Binpack(Resource::Cpu)),
            Some("memory") => Ok(Strategy::Binpack(Resource::Memory)),
            _ => unknown("binpack", "cpu or memory"),
        },
        _ => Err(invalid("A placement strategy needs a type: random, spread or binpack.")),
    }
}

/// `placementConstraints`; `None` if they aren't given.
pub fn constraints(input: Input) -> Result<Option<Vec<Constraint>>, ServiceError> {
    if input.get("placementConstraints").is_none() {
        return Ok(None);
    }
    input.list("placementConstraints").map(constraint).collect::<Result<_, _>>().map(Some)
}

fn constraint(given: Input) -> Result<Constraint, ServiceError> {
    let text = given.text("expression").filter(|text| !text.is_empty());
    match (given.text("type"), text) {
        (Some("distinctInstance"), None) => Ok(Constraint::DistinctInstance),
        (Some("distinctInstance"), Some(_)) => Err(invalid("distinctInstance expression should not be specified.")),
        (Some("memberOf"), Some(text)) => expression(text).map(Constraint::MemberOf),
        (Some("memberOf"), None) => Err(invalid("The placement constraint memberOf needs an expression.")),
        _ => Err(invalid("A placement constraint needs a type: distinctInstance or memberOf.")),
    }
}

/// An expression of the cluster query language. What doesn't parse is shown with a caret at the place.
pub fn expression(text: &str) -> Result<Query, ServiceError> {
    if text.chars().count() > LONGEST_EXPRESSION {
        return Err(invalid(format!("An expression can have at most {LONGEST_EXPRESSION} characters.")));
    }
    let failed = "Failed to parse placement constraint expression";
    Query::parse(text).map_err(|mistake| invalid(format!("{failed}\n{}", mistake.drawn(text))))
}

pub fn describe_strategy(rules: &[Strategy]) -> Vec<Value> {
    let rule = |rule: &Strategy| {
        let (kind, field) = match rule {
            Strategy::Random => ("random", None),
            Strategy::Spread(SpreadBy::Instance) => ("spread", Some("instanceId".into())),
            Strategy::Spread(SpreadBy::Zone) => ("spread", Some("attribute:ecs.availability-zone".into())),
            Strategy::Spread(SpreadBy::Attribute(name)) => ("spread", Some(format!("attribute:{name}"))),
            Strategy::Binpack(Resource::Cpu) => ("binpack", Some("CPU".into())),
            Strategy::Binpack(Resource::Memory) => ("binpack", Some("MEMORY".into())),
        };
        Object::new().with("type", kind).with("field", field).value()
    };
    rules.iter().map(rule).collect()
}

pub fn describe_constraints(constraints: &[Constraint]) -> Vec<Value> {
    let constraint = |constraint: &Constraint| match constraint {
        Constraint::DistinctInstance => Object::new().with("type", "distinctInstance").value(),
        Constraint::MemberOf(query) => Object::new().with("type", "memberOf").with("expression", query.text()).value(),
    };
    constraints.iter().map(constraint).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(rules: Value) -> Result<Vec<Value>, String> {
        let input = json!({ "placementStrategy": rules });
        let rules = strategy(Input::of(&input)).map_err(|error| error.message)?;
        Ok(describe_strategy(&rules.unwrap_or_default()))
    }

    #[test]
    fn strategies_are_read_as_they_are_printed() {
        let same = |rules: Value| assert_eq!(read(rules.clone()).map(Value::Array), Ok(rules));
        same(json!([]));
        same(json!([{"type": "random"}]));
        same(
            json!([{"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "binpack", "field": "MEMORY"}]),
        );
        same(json!([{"type": "spread", "field": "attribute:stack"}, {"type": "spread", "field": "instanceId"}]));
        assert_eq!(
            read(json!([{"type": "spread", "field": "host"}])),
            Ok(vec![json!({"type": "spread", "field": "instanceId"})])
        );
        assert_eq!(
            read(json!([{"type": "binpack", "field": "cpu"}])),
            Ok(vec![json!({"type": "binpack", "field": "CPU"})])
        );
    }

    #[test]
    fn what_is_no_strategy_is_refused() {
        let refused = |rules: Value, expected: &str| {
            let said = read(rules).unwrap_err();
            assert!(said.contains(expected), "{said}");
        };
        refused(json!([{"type": "binpack", "field": "disk"}]), "binpack field 'disk' is invalid.");
        refused(json!([{"type": "spread", "field": "zone"}]), "spread field 'zone' is invalid.");
        refused(json!([{"type": "random", "field": "cpu"}]), "random field should not be specified.");
        refused(Value::Array(vec![json!({"type": "random"}); 6]), "Maximum number of strategies is 5.");
    }
}
