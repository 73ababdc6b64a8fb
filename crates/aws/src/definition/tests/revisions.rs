//! Numbers of revisions, and what may be done with a revision.

use serde_json::{Value, json};

use super::{plain, with};
use crate::call;
use crate::errors::ApiError;
use crate::model::model;
use engine::history::{History, Memory};
use engine::random::Seed;

/// What an operation answered; an error as its code and message.
fn ask(history: &mut History, operation: &str, input: Value) -> Result<Value, (&'static str, String)> {
    match call(history, model().operation("ecs", operation).unwrap(), input, "") {
        Ok(answer) => Ok(answer.output),
        Err(ApiError::Service(error)) => Err((error.code, error.message)),
        Err(ApiError::Parameters(faults)) => Err(("Parameters", faults.join("\n"))),
    }
}

fn service(definition: &str) -> Value {
    json!({"serviceName": definition.replace(':', "-"), "taskDefinition": definition, "desiredCount": 0})
}

#[test]
fn numbers_end_at_a_million() {
    let mut history = History::new(Seed(1), Memory::Recent);
    let not_found = Err(("ClientException", "TaskDefinition not found.".into()));
    assert_eq!(ask(&mut history, "CreateService", service("web:1000001")), not_found);
    assert!(ask(&mut history, "CreateService", service("web:1000000")).is_ok());
    let (code, _) = ask(&mut history, "RegisterTaskDefinition", plain()).unwrap_err();
    assert_eq!(code, "LimitExceededException");
}

#[test]
fn each_operation_on_each_status() {
    let mut history = History::new(Seed(1), Memory::Recent);
    for _ in 0..3 {
        ask(&mut history, "RegisterTaskDefinition", with(plain(), json!({}))).unwrap();
    }
    let one = |number: u32| json!({"taskDefinition": format!("web:{number}")});
    let status = |answer: Result<Value, _>| answer.map(|output: Value| output["taskDefinition"]["status"].clone());
    let delete = |history: &mut History, number: u32| {
        let output =
            ask(history, "DeleteTaskDefinitions", json!({"taskDefinitions": [format!("web:{number}")]})).unwrap();
        (output["taskDefinitions"].as_array().unwrap().len(), output["failures"].as_array().unwrap().len())
    };
    // 1 stays ACTIVE, 2 becomes INACTIVE, 3 is to be deleted; each step can be taken again.
    for _ in 0..2 {
        assert_eq!(status(ask(&mut history, "DeregisterTaskDefinition", one(2))), Ok(json!("INACTIVE")));
    }
    ask(&mut history, "DeregisterTaskDefinition", one(3)).unwrap();
    for _ in 0..2 {
        assert_eq!(delete(&mut history, 3), (1, 0));
    }
    assert_eq!(delete(&mut history, 1), (0, 1));
    for (number, expected) in [(1, "ACTIVE"), (2, "INACTIVE"), (3, "DELETE_IN_PROGRESS")] {
        assert_eq!(status(ask(&mut history, "DescribeTaskDefinition", one(number))), Ok(json!(expected)));
        let listed = ask(&mut history, "ListTaskDefinitions", json!({"status": expected})).unwrap();
        let arn = format!("arn:aws:ecs:us-east-1:123456789012:task-definition/web:{number}");
        assert_eq!(listed["taskDefinitionArns"], json!([arn]));
    }
    let inactive: Result<Value, _> = Err(("ClientException", "TaskDefinition is inactive".into()));
    assert_eq!(ask(&mut history, "CreateService", service("web:2")), inactive);
    assert_eq!(ask(&mut history, "CreateService", service("web:3")), inactive);
    assert!(ask(&mut history, "CreateService", service("web:1")).is_ok());
    assert!(ask(&mut history, "DeregisterTaskDefinition", one(3)).is_err());
}

#[test]
fn references_that_make_no_sense() {
    let mut history = History::new(Seed(1), Memory::Recent);
    ask(&mut history, "RegisterTaskDefinition", plain()).unwrap();
    let mut check = |operation: &str, input: Value, code: &'static str, message: &str| {
        assert_eq!(ask(&mut history, operation, input), Err((code, message.into())));
    };
    let one = |name: &str| json!({"taskDefinition": name});
    check("DeregisterTaskDefinition", one("web"), "ClientException", "Revision is missing.");
    let no_number = "Invalid revision number. Number: foo";
    check("DeregisterTaskDefinition", one("web:foo"), "InvalidParameterException", no_number);
    let unknown = "The specified task definition does not exist.";
    check("DeregisterTaskDefinition", one("web:2"), "ClientException", unknown);
    check("DescribeTaskDefinition", one("web:2"), "ClientException", "Unable to describe task definition.");
    let names = |n: usize| json!({"taskDefinitions": vec!["web:1"; n]});
    let (few, many) = (
        "size of TaskDefinition references list must be greater than 0",
        "Size of TaskDefinition references list cannot exceed 10",
    );
    check("DeleteTaskDefinitions", names(0), "InvalidParameterException", few);
    check("DeleteTaskDefinitions", names(11), "InvalidParameterException", many);
    check("ListTaskDefinitions", json!({"status": "GONE"}), "InvalidParameterException", "Invalid status: GONE");
}
