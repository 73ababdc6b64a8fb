//! A single expression: one subject, and what is asked of it.

use std::rc::Rc;

use super::Subject;
use super::operator::Comparison;
use super::pattern::Pattern;
use super::value::{Version, show_date};

/// What an expression can be about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Field {
    AgentVersion,
    RegisteredAt,
    RunningTasksCount,
    Text(Text),
}

/// What is compared letter by letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Text {
    AgentConnected,
    Attribute(Rc<str>),
    Ec2InstanceId,
    TaskGroup,
}

#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub asked: Asked,
    /// Whether the opposite is asked: `!=`, `!in`, `!~`, `!exists`.
    pub negated: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Asked {
    AgentVersion(Comparison, Version),
    /// Seconds since 1970.
    RegisteredAt(Comparison, i64),
    RunningTasksCount(Comparison, u64),
    Text(Text, Test),
}

/// What is asked of a text.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Exists,
    Compare(Comparison, Rc<str>),
    OneOf(Vec<Rc<str>>),
    Matches(Pattern),
}

impl Condition {
    pub(super) fn holds(&self, subject: &impl Subject) -> bool {
        self.asked.holds(subject) != self.negated
    }

    /// Whether it stays as it is while an instance runs tasks.
    pub(super) fn is_static(&self) -> bool {
        match &self.asked {
            Asked::AgentVersion(..) | Asked::RegisteredAt(..) => true,
            Asked::Text(Text::Attribute(_) | Text::Ec2InstanceId, _) => true,
            Asked::RunningTasksCount(..) | Asked::Text(Text::AgentConnected | Text::TaskGroup, _) => false,
        }
    }

    /// The attribute that it asks about.
    pub(super) fn attribute(&self) -> Option<&str> {
        let Asked::Text(Text::Attribute(name), _) = &self.asked else { return None };
        Some(name)
    }

    /// What its subject is, whatever was asked: `runningTasksCount is 3`.
    pub(super) fn found(&self, subject: &impl Subject) -> String {
        match &self.asked {
            Asked::AgentVersion(..) => format!("agentVersion is {}", shown(subject.agent_version())),
            Asked::RegisteredAt(..) => match subject.registered_at() {
                Some(seconds) => format!("registeredAt is {}", show_date(seconds)),
                None => "not registered yet".to_string(),
            },
            Asked::RunningTasksCount(..) => format!("runningTasksCount is {}", subject.running_tasks()),
            Asked::Text(Text::AgentConnected, _) => format!("agentConnected is {}", subject.agent_connected()),
            Asked::Text(Text::Attribute(name), _) => match subject.attribute(name) {
                Some(value) => format!("{name} is {}", shown(&value)),
                None => format!("no attribute {name}"),
            },
            Asked::Text(Text::Ec2InstanceId, _) => format!("ec2InstanceId is {}", shown(&subject.ec2_instance_id())),
            Asked::Text(Text::TaskGroup, _) => found_groups(subject),
        }
    }
}

impl Asked {
    fn holds(&self, subject: &impl Subject) -> bool {
        match self {
            Asked::AgentVersion(comparison, version) => {
                Version::parse(subject.agent_version()).is_some_and(|actual| comparison.holds(actual.cmp(version)))
            }
            Asked::RegisteredAt(comparison, date) => {
                subject.registered_at().is_some_and(|actual| comparison.holds(actual.cmp(date)))
            }
            Asked::RunningTasksCount(comparison, count) => {
                comparison.holds(u64::from(subject.running_tasks()).cmp(count))
            }
            Asked::Text(text, test) => match text {
                Text::AgentConnected => test.accepts(if subject.agent_connected() { "true" } else { "false" }),
                Text::Attribute(name) => subject.attribute(name).is_some_and(|value| test.accepts(&value)),
                Text::Ec2InstanceId => test.accepts(&subject.ec2_instance_id()),
                Text::TaskGroup => subject.any_task_group(&mut |group| test.accepts(group)),
            },
        }
    }
}

impl Test {
    fn accepts(&self, value: &str) -> bool {
        match self {
            Test::Exists => true,
            Test::Compare(Comparison::Equal, argument) => value == &**argument,
            Test::Compare(comparison, argument) => {
                comparison.holds(match (value.parse::<i64>(), argument.parse::<i64>()) {
                    (Ok(value), Ok(argument)) => value.cmp(&argument),
                    _ => value.cmp(argument),
                })
            }
            Test::OneOf(arguments) => arguments.iter().any(|argument| value == &**argument),
            Test::Matches(pattern) => pattern.matches(value),
        }
    }
}

/// A value, seen even if it is empty.
fn shown(value: &str) -> &str {
    if value.is_empty() { "''" } else { value }
}

/// Groups that are named; the others are counted.
const NAMED: usize = 5;

fn found_groups(subject: &impl Subject) -> String {
    let mut groups: Vec<String> = Vec::new();
    subject.any_task_group(&mut |group| {
        if let Err(place) = groups.binary_search_by(|known| known.as_str().cmp(group)) {
            groups.insert(place, group.to_string());
        }
        false
    });
    match groups.len() {
        0 => "no tasks".to_string(),
        1..=NAMED => format!("task:group is {}", groups.join(", ")),
        count => format!("task:group is {} and {} more", groups[..NAMED].join(", "), count - NAMED),
    }
}
