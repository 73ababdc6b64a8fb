//! What the CLI checks before it sends anything: names and types of parameters, in its own words (§2.7).

use serde_json::Value;

use super::model::{Kind, Model, Shape, model};

/// All that is wrong with an input, a line each, as the CLI prints it after "Parameter validation failed:".
pub fn validate(input: &Value, shape: &Shape) -> Result<(), Vec<String>> {
    let mut validator = Validator { model: model(), faults: Vec::new() };
    validator.structure(input, shape, "");
    if validator.faults.is_empty() { Ok(()) } else { Err(validator.faults) }
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
            self.value(value, member.kind, &path);
        }
    }

    fn value(&mut self, value: &Value, kind: Kind, path: &str) {
        match kind {
            Kind::Text | Kind::Word(_) if !value.is_string() => self.wrong_type(value, path, "<class 'str'>"),
            Kind::Integer if !value.is_i64() && !value.is_u64() => self.wrong_type(value, path, "<class 'int'>"),
            Kind::Boolean if !value.is_boolean() => self.wrong_type(value, path, "<class 'bool'>"),
            Kind::Structure(name) => self.structure(value, self.model.shape(name), path),
            Kind::TextList => self.list(value, Kind::Text, path),
            Kind::IntegerList => self.list(value, Kind::Integer, path),
            Kind::StructureList(name) => self.list(value, Kind::Structure(name), path),
            Kind::Map => match value {
                Value::Object(entries) => {
                    for (key, value) in entries {
                        self.value(value, Kind::Text, &format!("{path}.{key}"));
                    }
                }
                _ => self.wrong_type(value, path, "<class 'dict'>"),
            },
            Kind::Text | Kind::Word(_) | Kind::Integer | Kind::Boolean | Kind::Any => {}
        }
    }

    fn list(&mut self, value: &Value, kind: Kind, path: &str) {
        let Value::Array(items) = value else {
            return self.wrong_type(value, path, "<class 'list'>, <class 'tuple'>");
        };
        for (position, item) in items.iter().enumerate() {
            self.value(item, kind, &format!("{path}[{position}]"));
        }
    }

    fn wrong_type(&mut self, value: &Value, path: &str, valid: &str) {
        let path = if path.is_empty() { "input" } else { path };
        let (shown, class) = as_python(value);
        self.faults.push(format!(
            "Invalid type for parameter {path}, value: {shown}, type: <class '{class}'>, valid types: {valid}"
        ));
    }
}

/// A value and its type as Python, in which the CLI is written, would print them. Long values are cut.
fn as_python(value: &Value) -> (String, &'static str) {
    let (shown, class) = match value {
        Value::Null => ("None".into(), "NoneType"),
        Value::Bool(true) => ("True".into(), "bool"),
        Value::Bool(false) => ("False".into(), "bool"),
        Value::Number(number) if number.is_f64() => (number.to_string(), "float"),
        Value::Number(number) => (number.to_string(), "int"),
        Value::String(text) => (text.clone(), "str"),
        Value::Array(_) => (value.to_string().replace('"', "'"), "list"),
        Value::Object(_) => (value.to_string().replace('"', "'"), "dict"),
    };
    (super::cut(&shown, LONGEST_SHOWN), class)
}

/// Characters of a wrong value that an error repeats.
const LONGEST_SHOWN: usize = 200;

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
}
