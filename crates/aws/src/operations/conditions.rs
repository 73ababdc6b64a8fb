//! What a rule asks of requests: `Conditions`.

use serde_json::Value;

use crate::cut;
use crate::errors::{ServiceError, elb_validation};
use crate::json::{Input, Object};
use engine::model::Name;
use engine::model::listener::{Condition, is_within};

/// Values, and wildcards, of all conditions of a rule (ALB: load-balancer-limits).
const MOST_VALUES: usize = 5;
const MOST_WILDCARDS: usize = 6;

const FIELDS: [(&str, &str); 6] = [
    ("http-header", "HttpHeaderConfig"),
    ("http-request-method", "HttpRequestMethodConfig"),
    ("host-header", "HostHeaderConfig"),
    ("query-string", "QueryStringConfig"),
    ("path-pattern", "PathPatternConfig"),
    ("source-ip", "SourceIpConfig"),
];

/// CP: rules/elbv2/pf-elbv2-rule-….
pub(super) fn read(input: Input) -> Result<Vec<Condition>, ServiceError> {
    let conditions = input.list("Conditions").map(read_one).collect::<Result<Vec<_>, _>>()?;
    if conditions.is_empty() {
        return Err(elb_validation("A condition must be specified"));
    }
    for (at, condition) in conditions.iter().enumerate() {
        let field = field(condition);
        let many = matches!(condition, Condition::Header { .. } | Condition::Query(_));
        if !many && conditions[..at].iter().any(|other| self::field(other) == field) {
            return Err(elb_validation(format!("A rule can only have one '{field}' condition")));
        }
    }
    let values: usize = conditions.iter().map(Condition::count).sum();
    if values > MOST_VALUES {
        return Err(elb_validation(format!("A rule can only have '{MOST_VALUES}' condition values")));
    }
    let wildcards: usize = conditions.iter().flat_map(texts).map(|text| text.matches(['*', '?']).count()).sum();
    if wildcards > MOST_WILDCARDS {
        return Err(elb_validation(format!("A rule can only have '{MOST_WILDCARDS}' condition wildcards")));
    }
    Ok(conditions)
}

fn field(condition: &Condition) -> &'static str {
    match condition {
        Condition::Path(_) => "path-pattern",
        Condition::Host(_) => "host-header",
        Condition::Header { .. } => "http-header",
        Condition::Method(_) => "http-request-method",
        Condition::Query(_) => "query-string",
        Condition::Source(_) => "source-ip",
    }
}

/// The values in which `*` and `?` stand for others.
fn texts(condition: &Condition) -> Vec<&Name> {
    match condition {
        Condition::Path(values) | Condition::Host(values) | Condition::Header { values, .. } => values.iter().collect(),
        Condition::Query(pairs) => pairs.iter().flat_map(|(key, value)| key.iter().chain([value])).collect(),
        Condition::Method(_) | Condition::Source(_) => vec![],
    }
}

fn read_one(given: Input) -> Result<Condition, ServiceError> {
    let field = given.text("Field").unwrap_or_default();
    let Some((_, config)) = FIELDS.into_iter().find(|(name, _)| *name == field) else {
        let fields: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
        return Err(elb_validation(format!(
            "Condition field '{}' must be one of '{}'",
            cut(field, 64),
            fields.join(",")
        )));
    };
    let inside = given.inside(config);
    if !given.values("RegexValues").is_empty() || !inside.values("RegexValues").is_empty() {
        if !inside.values("Values").is_empty() || !given.values("Values").is_empty() {
            return Err(elb_validation(format!(
                "You must provide exactly one of the following: ['Values' 'RegexValues'] for config of type '{config}'"
            )));
        }
        return Err(elb_validation("The playground has conditions with Values only so far, not with RegexValues"));
    }
    if let Some((_, other)) = FIELDS.into_iter().find(|(_, other)| *other != config && given.get(other).is_some()) {
        // The words are ours, as those below.
        return Err(elb_validation(format!(
            "For conditions of field '{field}', you must not specify the field '{other}'"
        )));
    }
    if field == "query-string" {
        return query(inside, field);
    }
    let plain = matches!(field, "host-header" | "path-pattern").then(|| given.texts("Values")).unwrap_or_default();
    let values = inside.texts("Values");
    if !plain.is_empty() && !values.is_empty() && plain != values {
        return Err(elb_validation(format!(
            "For conditions of field '{field}', you must specify either 'Values' or '{config}'"
        )));
    }
    let values: Vec<Name> = if values.is_empty() { plain } else { values }.into_iter().map(Name::from).collect();
    check_values(field, &values)?;
    Ok(match field {
        "path-pattern" => Condition::Path(values),
        "host-header" => Condition::Host(values),
        "http-request-method" => Condition::Method(values),
        "source-ip" => Condition::Source(values),
        _ => Condition::Header { name: header(inside)?, values },
    })
}

fn header(given: Input) -> Result<Name, ServiceError> {
    let name = given.text("HttpHeaderName").unwrap_or_default();
    if name.eq_ignore_ascii_case("host") {
        return Err(elb_validation(format!("You cannot specify '{name}' as an HTTP header name")));
    }
    if name.is_empty() || name.len() > 40 {
        return Err(elb_validation("An HTTP header name must have between 1 and 40 characters"));
    }
    Ok(name.into())
}

fn query(given: Input, field: &str) -> Result<Condition, ServiceError> {
    let pairs: Vec<(Option<Name>, Name)> = given
        .list("Values")
        .map(|pair| (pair.text("Key").map(Name::from), pair.text("Value").unwrap_or_default().into()))
        .collect();
    let texts: Vec<Name> = pairs.iter().map(|(_, value)| value.clone()).collect();
    check_values(field, &texts)?;
    Ok(Condition::Query(pairs))
}

fn check_values(field: &str, values: &[Name]) -> Result<(), ServiceError> {
    if values.is_empty() {
        return Err(elb_validation(format!("A condition value must be specified for '{field}'")));
    }
    for value in values {
        let longest = if field == "http-request-method" { 40 } else { 128 };
        if value.chars().count() > longest {
            return Err(elb_validation(format!(
                "Condition value for '{field}' cannot contain more than {longest} characters"
            )));
        }
        let method = |c: char| c.is_ascii_uppercase() || c == '-' || c == '_';
        if field == "http-request-method" && !value.chars().all(method) {
            return Err(elb_validation(format!("Condition value '{value}' contains a character that is not valid")));
        }
        if field == "source-ip" && is_within("0.0.0.0", value).is_none() {
            return Err(elb_validation(format!("The specified value '{value}' is not a valid CIDR block")));
        }
        if value.is_empty() {
            return Err(elb_validation(format!("Condition value for '{field}' cannot be empty")));
        }
    }
    Ok(())
}

pub(super) fn describe(conditions: &[Condition]) -> Vec<Value> {
    conditions.iter().map(describe_one).collect()
}

fn describe_one(condition: &Condition) -> Value {
    let list = |values: &[Name]| values.iter().map(|value| Value::from(&**value)).collect::<Vec<Value>>();
    let values = |values: &[Name]| Object::new().with("Values", list(values));
    let object = Object::new().with("Field", field(condition));
    match condition {
        Condition::Path(given) => object.with("Values", list(given)).with("PathPatternConfig", values(given)),
        Condition::Host(given) => object.with("Values", list(given)).with("HostHeaderConfig", values(given)),
        Condition::Header { name, values } => {
            object.with("HttpHeaderConfig", Object::new().with("HttpHeaderName", &**name).with("Values", list(values)))
        }
        Condition::Query(pairs) => {
            let pair = |(key, value): &(Option<Name>, Name)| {
                let key = key.as_ref().map(|key| Value::from(&**key));
                Object::new().with("Key", key).with("Value", &**value).value()
            };
            let pairs: Vec<Value> = pairs.iter().map(pair).collect();
            object.with("QueryStringConfig", Object::new().with("Values", pairs))
        }
        Condition::Method(given) => object.with("HttpRequestMethodConfig", values(given)),
        Condition::Source(given) => object.with("SourceIpConfig", values(given)),
    }
    .value()
}
