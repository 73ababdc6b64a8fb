//! What the language says of one instance, which all the examples are about.

mod composing;
mod failures;
mod holding;
mod mistakes;
mod random;

use std::borrow::Cow;

use super::value::parse_date;
use super::{Query, Subject};

/// A container instance with three tasks on it.
struct Example {
    connected: bool,
    version: &'static str,
    attributes: &'static [(&'static str, &'static str)],
    id: &'static str,
    registered: Option<&'static str>,
    groups: &'static [&'static str],
}

const EXAMPLE: Example = Example {
    connected: true,
    version: "1.98.0",
    attributes: &[
        ("ecs.instance-type", "m5.large"),
        ("ecs.availability-zone", "us-east-1a"),
        ("stack", "prod"),
        ("cores", "8"),
        ("owner", "the web team"),
        ("spare", ""),
        ("foundry.signoz.io/storage", "persistent"),
    ],
    id: "i-abcd1234",
    registered: Some("2018-02-13T12:00:00Z"),
    groups: &["service:production", "family:job", "service:production"],
};

impl Subject for Example {
    fn agent_connected(&self) -> bool {
        self.connected
    }
    fn agent_version(&self) -> &str {
        self.version
    }
    fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| Cow::Borrowed(*value))
    }
    fn ec2_instance_id(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.id)
    }
    fn registered_at(&self) -> Option<i64> {
        self.registered.map(|date| parse_date(date).unwrap())
    }
    fn running_tasks(&self) -> u32 {
        u32::try_from(self.groups.len()).unwrap()
    }
    fn any_task_group(&self, matches: &mut dyn FnMut(&str) -> bool) -> bool {
        self.groups.iter().any(|group| matches(group))
    }
}

fn query(text: &str) -> Query {
    Query::parse(text).unwrap_or_else(|mistake| panic!("{}", mistake.drawn(text)))
}

/// Whether each text holds for the example.
fn check(table: &[(&str, bool)]) {
    for (text, expected) in table {
        let query = query(text);
        assert_eq!(query.holds(&EXAMPLE), *expected, "{text}");
        assert_eq!(query.failures(&EXAMPLE).is_empty(), *expected, "the failures of {text}");
    }
}

#[test]
fn a_query_is_its_text() {
    let (a, b) = (query("agentConnected == true"), query("agentConnected == false"));
    assert_eq!(a, a.clone());
    assert!(a > b && a != b);
    assert_eq!(query(" agentConnected  == true ").text(), " agentConnected  == true ");
    assert_ne!(query("agentConnected  == true"), a);
    assert_eq!(format!("{a:?}"), r#"Query("agentConnected == true")"#);
}

#[test]
fn static_ones_ask_nothing_of_tasks() {
    for (text, expected) in [
        ("attribute:stack == prod", true),
        ("ec2InstanceId =~ i-.*", true),
        ("agentVersion > 1.0.0", true),
        ("registeredAt > 2018-01", true),
        ("runningTasksCount == 0", false),
        ("agentConnected == true", false),
        ("task:group exists", false),
        ("attribute:stack == prod and not (attribute:x exists or runningTasksCount > 1)", false),
        ("attribute:stack == prod and not (attribute:x exists or agentVersion > 1.0.0)", true),
    ] {
        assert_eq!(query(text).is_static(), expected, "{text}");
    }
}

#[test]
fn attributes_are_named_once() {
    let text = "attribute:b == 1 or not(attribute:a exists and attribute:b in [x]) or runningTasksCount == 1";
    assert_eq!(query(text).attributes().collect::<Vec<_>>(), ["b", "a"]);
    assert_eq!(query("agentConnected == true").attributes().count(), 0);
}
