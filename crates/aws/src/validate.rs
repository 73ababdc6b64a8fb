//! What the CLI checks before it sends anything, in its own words: names and types of parameters, their least values
//! and lengths (commands.md#parameters).

use serde_json::Value;

use super::errors::{ServiceError, other};
use super::model::{Kind, Member, Model, Shape, model};
use super::python;

/// All that is wrong with an input, a line each, as the CLI prints it after "Parameter validation failed:".
pub fn validate(input: &Value, shape: &Shape) -> Result<(), Vec<String>> {
    let mut validator = Validator { model: model(), faults: Vec::new() };
    validator.structure(input, shape, "");
    if validator.faults.is_empty() { Ok(()) } else { Err(validator.faults) }
}

/// What the service says of what the CLI let pass though it can't be read: `true` where a number is wanted.
pub(crate) fn unreadable(input: &Value, shape: &Shape) -> Option<ServiceError> {
    let Value::Object(members) = input else { return None };
    members.iter().find_map(|(name, value)| match (shape.member(name)?.kind, value) {
        (Kind::Integer, Value::Bool(truth)) => {
            let truth = truth.to_string().to_ascii_uppercase();
            Some(other("SerializationException", format!("{truth}_VALUE can not be converted to an Integer")))
        }
        (Kind::Structure(name), value) => unreadable(value, model().shape(name)),
        (Kind::StructureList(name), Value::Array(items)) => {
            items.iter().find_map(|item| unreadable(item, model().shape(name)))
        }
        _ => None,
    })
}

struct Validator {
    model: &'static Model,
    faults: Vec<String>,
}

impl Validator {
    fn structure(&mut self, value: &Value, shape: &Shape, path: &str) {
        let Value::Object(members) = value else {
            return self.wrong_type(value, path, "<class 'dict'>");
        };
        let whose = if path.is_empty() { "input" } else { path };
        for member in shape.members.iter().filter(|member| member.required && !members.contains_key(member.name)) {
            self.faults.push(format!("Missing required parameter in {whose}: \"{}\"", member.name));
        }
        for name in members.keys().filter(|name| shape.member(name).is_none()) {
            let known = shape.names();
            self.faults.push(format!("Unknown parameter in {whose}: \"{name}\", must be one of: {known}"));
        }
        for (name, value) in members {
            let Some(member) = shape.member(name) else { continue };
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.member(value, member, &path);
        }
    }

    fn member(&mut self, value: &Value, member: &Member, path: &str) {
        match member.kind {
            Kind::Structure(name) => self.structure(value, self.model.shape(name), path),
            Kind::TextList => self.list(value, member, path, |validator, item, path| {
                validator.simple(item, Kind::Text, member.least_of_items, path);
            }),
            Kind::IntegerList => self.list(value, member, path, |validator, item, path| {
                validator.simple(item, Kind::Integer, None, path);
            }),
            Kind::StructureList(name) => self.list(value, member, path, |validator, item, path| {
                validator.structure(item, validator.model.shape(name), path);
            }),
            Kind::Map => match value {
                Value::Object(entries) => {
                    for (key, value) in entries {
                        self.simple(value, Kind::Text, None, &format!("{path}.{key}"));
                    }
                }
                _ => self.wrong_type(value, path, "<class 'dict'>"),
            },
            Kind::Text | Kind::Word(_) | Kind::Integer | Kind::Boolean | Kind::Any => {
                self.simple(value, member.kind, member.least, path);
            }
        }
    }

    fn list(&mut self, value: &Value, member: &Member, path: &str, each: impl Fn(&mut Validator, &Value, &str)) {
        let Value::Array(items) = value else {
            return self.wrong_type(value, path, "<class 'list'>, <class 'tuple'>");
        };
        self.too_short(items.len(), member.least, path);
        for (position, item) in items.iter().enumerate() {
            each(self, item, &format!("{path}[{position}]"));
        }
    }

    /// A value without parts. In Python `True` is an `int` as well, so that the CLI sends it.
    fn simple(&mut self, value: &Value, kind: Kind, least: Option<i64>, path: &str) {
        match (kind, value) {
            (Kind::Text | Kind::Word(_), Value::String(text)) => self.too_short(text.chars().count(), least, path),
            (Kind::Text | Kind::Word(_), _) => self.wrong_type(value, path, "<class 'str'>"),
            (Kind::Integer, Value::Number(number)) if !number.is_f64() => {
                if let Some(least) = least.filter(|&least| number.as_i64().is_some_and(|number| number < least)) {
                    self.faults
                        .push(format!("Invalid value for parameter {path}, value: {number}, valid min value: {least}"));
                }
            }
            (Kind::Integer, Value::Bool(_)) | (Kind::Boolean, Value::Bool(_)) => {}
            (Kind::Integer, _) => self.wrong_type(value, path, "<class 'int'>"),
            (Kind::Boolean, _) => self.wrong_type(value, path, "<class 'bool'>"),
            // These have parts, and were looked at.
            (Kind::Map | Kind::Structure(_) | Kind::StructureList(_) | Kind::TextList | Kind::IntegerList, _) => {}
            (Kind::Any, _) => {}
        }
    }

    fn too_short(&mut self, length: usize, least: Option<i64>, path: &str) {
        if let Some(least) = least.filter(|&least| (length as i64) < least) {
            self.faults
                .push(format!("Invalid length for parameter {path}, value: {length}, valid min length: {least}"));
        }
    }

    fn wrong_type(&mut self, value: &Value, path: &str, valid: &str) {
        let path = if path.is_empty() { "input" } else { path };
        let (shown, class) = (python::str(value), python::class(value));
        self.faults.push(format!(
            "Invalid type for parameter {path}, value: {shown}, type: <class '{class}'>, valid types: {valid}"
        ));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(input: Value, faults: &[&str]) {
        let shape = &model().operation("ecs", "RegisterTaskDefinition").unwrap().input;
        assert_eq!(validate(&input, shape).err().unwrap_or_default(), faults);
    }

    #[test]
    fn a_good_input_passes() {
        check(json!({"family": "web", "containerDefinitions": [{"name": "web", "cpu": 256}]}), &[]);
    }

    #[test]
    fn what_is_wrong_is_said_as_the_cli_says_it() {
        check(
            json!({}),
            &[
                r#"Missing required parameter in input: "family""#,
                r#"Missing required parameter in input: "containerDefinitions""#,
            ],
        );
        check(
            json!({"family": 1, "containerDefinitions": [{"cpu": "256", "memorry": 1}]}),
            &[
                "Invalid type for parameter family, value: 1, type: <class 'int'>, valid types: <class 'str'>",
                &format!(
                    r#"Unknown parameter in containerDefinitions[0]: "memorry", must be one of: {}"#,
                    model().shape("ContainerDefinition").names()
                ),
                "Invalid type for parameter containerDefinitions[0].cpu, value: 256, type: <class 'str'>, valid types: <class 'int'>",
            ],
        );
        check(
            json!([]),
            &["Invalid type for parameter input, value: [], type: <class 'list'>, valid types: <class 'dict'>"],
        );
    }

    /// One container with a member.
    fn with(name: &str, value: Value) -> Value {
        json!({"family": "web", "containerDefinitions": [{name: value}]})
    }

    #[test]
    fn values_are_shown_as_python_shows_them() {
        for (name, value, shown) in [
            (
                "portMappings",
                json!({"ContainerPort": 443, "HostPort": 443}),
                "value: {'ContainerPort': 443, 'HostPort': 443}, type: <class 'dict'>, valid types: <class 'list'>, <class 'tuple'>",
            ),
            ("cpu", json!("256"), "value: 256, type: <class 'str'>, valid types: <class 'int'>"),
            ("cpu", json!(0.5), "value: 0.5, type: <class 'float'>, valid types: <class 'int'>"),
            ("cpu", json!(null), "value: None, type: <class 'NoneType'>, valid types: <class 'int'>"),
            ("image", json!(true), "value: True, type: <class 'bool'>, valid types: <class 'str'>"),
            (
                "image",
                json!(["it's", null]),
                r#"value: ["it's", None], type: <class 'list'>, valid types: <class 'str'>"#,
            ),
            ("essential", json!("true"), "value: true, type: <class 'str'>, valid types: <class 'bool'>"),
            ("essential", json!(1), "value: 1, type: <class 'int'>, valid types: <class 'bool'>"),
            ("dockerLabels", json!(["a=b"]), "value: ['a=b'], type: <class 'list'>, valid types: <class 'dict'>"),
            ("healthCheck", json!("CMD"), "value: CMD, type: <class 'str'>, valid types: <class 'dict'>"),
            (
                "environment",
                json!({"A": {"B": [1.0, false]}}),
                "value: {'A': {'B': [1.0, False]}}, type: <class 'dict'>, valid types: <class 'list'>, <class 'tuple'>",
            ),
        ] {
            check(with(name, value), &[&format!("Invalid type for parameter containerDefinitions[0].{name}, {shown}")]);
        }
        let long = "x".repeat(5_000);
        let shown = format!("value: ['{long}'], type: <class 'list'>, valid types: <class 'str'>");
        check(
            with("image", json!([long])),
            &[&format!("Invalid type for parameter containerDefinitions[0].image, {shown}")],
        );
        check(
            with("command", json!(["a", 1])),
            &[
                "Invalid type for parameter containerDefinitions[0].command[1], value: 1, type: <class 'int'>, valid types: <class 'str'>",
            ],
        );
        check(
            with("dockerLabels", json!({"a": null})),
            &[
                "Invalid type for parameter containerDefinitions[0].dockerLabels.a, value: None, type: <class 'NoneType'>, valid types: <class 'str'>",
            ],
        );
    }

    #[test]
    fn least_values_and_lengths() {
        let check = |service: &str, operation: &str, input: Value, faults: &[&str]| {
            let shape = &model().operation(service, operation).unwrap().input;
            assert_eq!(validate(&input, shape).err().unwrap_or_default(), faults, "{input}");
        };
        check(
            "ecs",
            "CreateCluster",
            json!({"tags": [{"key": "", "value": ""}]}),
            &["Invalid length for parameter tags[0].key, value: 0, valid min length: 1"],
        );
        check(
            "ecs",
            "CreateCluster",
            json!({"defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": -1, "base": -2}]}),
            &[
                "Invalid value for parameter defaultCapacityProviderStrategy[0].weight, value: -1, valid min value: 0",
                "Invalid value for parameter defaultCapacityProviderStrategy[0].base, value: -2, valid min value: 0",
            ],
        );
        // Most values and patterns are left to the service.
        check("ecs", "CreateCluster", json!({"tags": [{"key": "k".repeat(200), "value": "?"}]}), &[]);
        check(
            "elbv2",
            "CreateTargetGroup",
            json!({"Name": "", "Port": 0, "Tags": []}),
            &[
                "Invalid value for parameter Port, value: 0, valid min value: 1",
                "Invalid length for parameter Tags, value: 0, valid min length: 1",
            ],
        );
        check(
            "logs",
            "DescribeLogGroups",
            json!({"accountIdentifiers": ["1"], "logGroupIdentifiers": ["", 5]}),
            &[
                "Invalid length for parameter accountIdentifiers[0], value: 1, valid min length: 12",
                "Invalid length for parameter logGroupIdentifiers[0], value: 0, valid min length: 1",
                "Invalid type for parameter logGroupIdentifiers[1], value: 5, type: <class 'int'>, valid types: <class 'str'>",
            ],
        );
    }

    #[test]
    fn true_is_an_int_to_the_cli_and_none_to_the_service() {
        let shape = &model().operation("ecs", "RegisterTaskDefinition").unwrap().input;
        let refused = |input: Value| {
            assert_eq!(validate(&input, shape), Ok(()));
            unreadable(&input, shape).map(|error| (error.code, error.message))
        };
        let expected = ("SerializationException", "TRUE_VALUE can not be converted to an Integer".to_string());
        assert_eq!(refused(with("cpu", json!(true))), Some(expected));
        assert_eq!(refused(with("essential", json!(true))), None);
    }
}
