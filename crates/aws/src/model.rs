//! AWS's own model of its parameters, read from `model.txt`: one table for parsing, validation, help and completion.

use engine::sorted::SortedMap;
use std::sync::OnceLock;

/// A structure: its members in the order of AWS's model.
#[derive(Debug, Default)]
pub struct Shape {
    pub members: Vec<Member>,
}

#[derive(Debug)]
pub struct Member {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// Whether something here acts on it. If not, a note says so.
    pub acted_on: bool,
    /// Whether it is shown again as it was given, or what it led to.
    pub shown: bool,
    /// The least number, letters or items that the CLI lets pass.
    pub least: Option<i64>,
    /// The same of each item of a list of texts.
    pub least_of_items: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Text,
    Integer,
    Boolean,
    /// One of a few words, separated by `|`. AWS's server checks them, the CLI doesn't.
    Word(&'static str),
    Structure(&'static str),
    Map,
    TextList,
    IntegerList,
    StructureList(&'static str),
    /// Any JSON: nothing here looks into it.
    Any,
}

/// An operation of a service, with its input.
#[derive(Debug)]
pub struct Operation {
    /// As the CLI names it: `ecs`, `elbv2`.
    pub service: &'static str,
    /// `CreateService`
    pub name: &'static str,
    pub input: Shape,
}

#[derive(Debug, Default)]
pub struct Model {
    pub operations: Vec<Operation>,
    shapes: SortedMap<&'static str, Shape>,
}

/// The table, read once.
pub fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::read(include_str!("model.txt")))
}

impl Model {
    /// # Panics
    /// If a line can't be read: the table is part of the program.
    fn read(text: &'static str) -> Model {
        let mut model = Model::default();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (head, members) = line.split_once(": ").expect("a shape has members");
            if let Some(shape) = head.strip_prefix("least ") {
                model.bound(shape, members);
                continue;
            }
            let members = members.split(", ").map(Member::read).collect();
            let shape = Shape { members };
            match head.split_once(' ') {
                Some((service, name)) => model.operations.push(Operation { service, name, input: shape }),
                None => {
                    model.shapes.insert(head, shape);
                }
            }
        }
        model
    }

    /// Takes in the least values of a shape's members, which stand after the shape.
    fn bound(&mut self, head: &'static str, members: &str) {
        let shape = match head.split_once(' ') {
            Some((service, name)) => {
                let operation = self.operations.iter_mut().find(|op| op.service == service && op.name == name);
                operation.map(|operation| &mut operation.input)
            }
            None => self.shapes.get_mut(&head),
        };
        let shape = shape.unwrap_or_else(|| panic!("{head} has no shape"));
        for member in members.split(", ") {
            let (name, least) = member.split_once(' ').expect("a member has a least value");
            let (name, of_items) = name.strip_suffix("[]").map_or((name, false), |name| (name, true));
            let member = shape.members.iter_mut().find(|member| member.name == name);
            let member = member.unwrap_or_else(|| panic!("{head} has no {name}"));
            let least = Some(least.parse().expect("a least value is a number"));
            *(if of_items { &mut member.least_of_items } else { &mut member.least }) = least;
        }
    }

    pub fn operation(&self, service: &str, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|op| op.service == service && op.name == name)
    }

    /// # Panics
    /// If there is no such shape: names come from the table itself.
    pub fn shape(&self, name: &str) -> &Shape {
        &self.shapes[name]
    }
}

impl Shape {
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// All names, as the CLI's errors list them.
    pub fn names(&self) -> String {
        self.members.iter().map(|member| member.name).collect::<Vec<_>>().join(", ")
    }
}

impl Member {
    fn read(text: &'static str) -> Member {
        let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let (required, rest) = strip(rest, '*', str::strip_prefix);
        let (kept_only, rest) = strip(rest, '~', str::strip_suffix);
        let (only_taken, rest) = strip(rest, '^', str::strip_suffix);
        let inside = rest.get(1..rest.len().saturating_sub(1)).unwrap_or_default();
        let kind = match (rest.chars().next(), inside) {
            (None, _) => Kind::Text,
            (Some('#'), _) => Kind::Integer,
            (Some('?'), _) => Kind::Boolean,
            (Some(':'), _) => Kind::Any,
            (Some('='), _) => Kind::Word(&rest[1..]),
            (Some('{'), "") => Kind::Map,
            (Some('{'), shape) => Kind::Structure(shape),
            (Some('['), "") => Kind::TextList,
            (Some('['), "#") => Kind::IntegerList,
            (Some('['), shape) => Kind::StructureList(shape),
            (Some(other), _) => panic!("{other} in {text} is no kind of member"),
        };
        let acted_on = !kept_only && !only_taken;
        Member { name, kind, required, acted_on, shown: !only_taken, least: None, least_of_items: None }
    }

    /// The words it may be, if they are few.
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        let words = if let Kind::Word(words) = self.kind { words } else { "" };
        words.split('|').filter(|word| !word.is_empty())
    }
}

fn strip(text: &'static str, mark: char, cut: fn(&'static str, char) -> Option<&'static str>) -> (bool, &'static str) {
    cut(text, mark).map_or((false, text), |rest| (true, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_only_shapes_that_it_has() {
        let model = model();
        let inputs = model.operations.iter().map(|op| &op.input);
        for member in inputs.chain(model.shapes.values()).flat_map(|shape| &shape.members) {
            match member.kind {
                Kind::Structure(name) | Kind::StructureList(name) => {
                    assert!(model.shapes.contains_key(name), "{name}");
                }
                _ => {}
            }
        }
    }

    #[test]
    fn members_are_read_with_their_kind() {
        let input = &model().operation("ecs", "CreateService").unwrap().input;
        let is = |name: &str| input.member(name).map(|m| (m.kind, m.required, m.acted_on)).unwrap();
        assert_eq!(is("serviceName"), (Kind::Text, true, true));
        assert_eq!(is("desiredCount"), (Kind::Integer, false, true));
        assert_eq!(is("loadBalancers"), (Kind::StructureList("LoadBalancer"), false, true));
        assert_eq!(is("tags"), (Kind::StructureList("Tag"), false, false));
        assert_eq!(is("schedulingStrategy"), (Kind::Word("REPLICA|DAEMON"), false, true));
        assert_eq!(is("enableExecuteCommand"), (Kind::Boolean, false, false));
        let least = |shape: &Shape, name: &str| shape.member(name).map(|m| (m.least, m.least_of_items)).unwrap();
        assert_eq!(least(model().shape("Tag"), "key"), (Some(1), None));
        let groups = &model().operation("logs", "DescribeLogGroups").unwrap().input;
        assert_eq!(least(groups, "logGroupIdentifiers"), (Some(1), Some(1)));
        assert_eq!(least(groups, "accountIdentifiers"), (None, Some(12)));
    }
}
