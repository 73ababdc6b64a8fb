//! Task definitions as people have them: JSON or YAML, inside a `taskDefinition`, as DescribeTaskDefinition printed
//! them, with fields that ECS doesn't have. What can be taken is taken, and what is left out is said.

mod lenient;
mod yaml;

use serde_json::Value;

/// A definition that RegisterTaskDefinition takes, and what was done to make it so.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    pub input: Value,
    /// A sentence each.
    pub notes: Vec<String>,
}

/// Bytes of a file that is read; ECS itself takes 64 KB of a task definition (§2.5).
pub const LARGEST: usize = 1 << 20;

/// Reads JSON or YAML, whichever it is. The error says where the mistake is.
pub fn parse(text: &str) -> Result<Value, String> {
    if text.len() > LARGEST {
        return Err(format!("it has {} bytes, and at most {LARGEST} are read", text.len()));
    }
    if text.contains('\0') {
        return Err("it is not text: it has a NUL byte in it".into());
    }
    if text.trim_start().starts_with(['{', '[']) { parse_json(text) } else { yaml::parse(text) }
}

pub fn parse_json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| {
        let what = error.to_string();
        // serde_json puts the place at the end: " at line 3 column 7".
        let what = what.rsplit_once(" at line").map_or(what.as_str(), |(what, _)| what);
        format!("{what}, in line {}, column {}", error.line(), error.column())
    })
}

/// Takes a task definition out of a text.
pub fn task_definition(text: &str) -> Result<Imported, String> {
    lenient::task_definition(parse(text)?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_definition_inside_a_service_is_taken_and_the_wrong_field_is_explained() {
        let text = "taskDefinition:\n  family: my-task\n  startupTimeout: 60\n  containerDefinitions:\n    - name: c\n      image: i\n      memory: 512\n";
        let imported = task_definition(text).unwrap();
        let definition =
            json!({"family": "my-task", "containerDefinitions": [{"name": "c", "image": "i", "memory": 512}]});
        assert_eq!(imported.input, definition);
        assert_eq!(
            imported.notes,
            [
                "taken from taskDefinition",
                "left out startupTimeout: ECS has no such field. The nearest is startTimeout, which belongs in containerDefinitions[] (each container has its own)",
            ]
        );
    }

    #[test]
    fn what_describe_printed_can_be_registered_again() {
        let text = json!({"taskDefinition": {
            "taskDefinitionArn": "arn:…", "family": "web", "revision": 3, "status": "ACTIVE",
            "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}], "cpu": 256
        }, "tags": []});
        let imported = task_definition(&text.to_string()).unwrap();
        assert_eq!(imported.input["cpu"], json!("256"));
        assert_eq!(imported.input.get("revision"), None);
        assert_eq!(imported.notes[1], "left out what ECS adds itself: taskDefinitionArn, revision, status");
    }

    #[test]
    fn mistakes_are_said_with_their_place() {
        let error = |text: &str| task_definition(text).unwrap_err();
        assert_eq!(error("{\"family\": \"web\",\n  oops}"), "key must be a string, in line 2, column 3");
        assert_eq!(error("family: [web\nimage: x"), "illegal placement of ':' indicator, in line 2, column 6");
        assert_eq!(error("a: 1"), "this is no task definition: it has neither family nor containerDefinitions");
        assert_eq!(error("\0\0"), "it is not text: it has a NUL byte in it");
        assert_eq!(error(&"x".repeat(LARGEST + 1)), "it has 1048577 bytes, and at most 1048576 are read");
        assert_eq!(error(&"[".repeat(10_000)), "recursion limit exceeded, in line 1, column 128");
        assert_eq!(error(&format!("a: {}", "[".repeat(100))), "it is nested too deeply, in line 1, column 67");
        assert_eq!(error("a: &x 1\nb: *x"), "anchors and aliases aren't read here, in line 2, column 4");
    }
}
