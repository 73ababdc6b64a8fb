//! Conditions of rules in a few words.

use engine::model::Name;
use engine::model::listener::Condition;

/// `/api/* and host *.example.com`; nothing for the default rule.
pub fn conditions(conditions: &[Condition]) -> String {
    conditions.iter().map(condition).collect::<Vec<_>>().join(" and ")
}

fn condition(condition: &Condition) -> String {
    let any = |values: &[Name]| values.join(" or ");
    match condition {
        Condition::Path(values) => any(values),
        Condition::Host(values) => format!("host {}", any(values)),
        Condition::Header { name, values } => format!("{name}: {}", any(values)),
        Condition::Method(values) => any(values),
        Condition::Query(pairs) => {
            let pair = |(key, value): &(Option<Name>, Name)| match key {
                Some(key) => format!("{key}={value}"),
                None => value.to_string(),
            };
            format!("?{}", pairs.iter().map(pair).collect::<Vec<_>>().join(" or "))
        }
        Condition::Source(blocks) => format!("from {}", any(blocks)),
    }
}
