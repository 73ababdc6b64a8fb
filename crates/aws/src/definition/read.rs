//! From the input of RegisterTaskDefinition to the engine's task definition.

use std::rc::Rc;

use serde_json::{Value, json};

use super::complete::complete;
use super::containers::read_container;
use super::{attributes, fargate};
use crate::errors::ServiceError;
use crate::errors::definition::in_words;
use crate::json::Input;
use crate::placement;
use engine::model::definition::{NetworkMode, TaskDefinition};
use engine::model::refusal::DefinitionFault;

/// Reads an input whose names, types and words were checked.
pub fn read(mut given: Value) -> Result<Rc<TaskDefinition>, ServiceError> {
    let mode = network_mode(Input::of(&given));
    let cpu = task_size(&mut given, "cpu", "vcpu", "CPU units such as 256, or vCPUs such as '.25 vCPU'")?;
    let memory = task_size(&mut given, "memory", "gb", "MiB such as 512, or GB such as '1 GB'")?;
    let requires = attributes::required(Input::of(&given));
    let document = complete(given, mode);
    let input = Input::of(&document);
    let names: Vec<&str> = input.list("containerDefinitions").map(|container| container.required("name")).collect();
    let containers = input.list("containerDefinitions").map(|container| read_container(container, &names));
    let asks_for = |what: &str| input.texts("requiresCompatibilities").contains(&what);
    let platform = input.inside("runtimePlatform");
    let storage = input.inside("ephemeralStorage").number("sizeInGiB");
    let definition = TaskDefinition {
        family: input.required("family").into(),
        revision: 0,
        network_mode: mode,
        asks_for_fargate: asks_for("FARGATE"),
        asks_for_external: asks_for("EXTERNAL"),
        fargate: false,
        cpu,
        memory,
        containers: containers.collect::<Result<_, _>>().map_err(|fault| in_words(&fault))?,
        task_role: input.text("taskRoleArn").map(Into::into),
        execution_role: input.text("executionRoleArn").map(Into::into),
        constraints: placement::constraints(input)?.unwrap_or_default(),
        requires,
        arm: platform.text("cpuArchitecture") == Some("ARM64"),
        windows: platform.text("operatingSystemFamily").is_some_and(|family| family.starts_with("WINDOWS")),
        only_on_ec2: fargate::missing_there(input).map(Into::into),
        // Out of range it is refused, in which way doesn't matter.
        ephemeral_storage: storage.map(|gib| gib.clamp(0, u32::MAX as i64) as u32),
        document: document.to_string().into(),
    };
    Ok(Rc::new(definition))
}

/// A definition for a family that nobody registered: one container, a healthy web server.
pub fn fallback(family: &str, fargate: bool, container: Option<(&str, u16)>) -> Rc<TaskDefinition> {
    let (name, port) = container.unwrap_or((family, 80));
    let mut input = json!({
        "family": family,
        "containerDefinitions": [{
            "name": name,
            "image": format!("{family}:latest"),
            "cpu": 256,
            "memory": 512,
            "portMappings": [{"containerPort": port}],
        }],
    });
    if fargate {
        input["networkMode"] = "awsvpc".into();
        input["requiresCompatibilities"] = json!(["FARGATE"]);
        input["cpu"] = "256".into();
        input["memory"] = "512".into();
    }
    read(input).expect("the fallback can be read")
}

/// The document of a definition with another image in its first container, to be registered as a new revision.
pub fn with_image(definition: &TaskDefinition, image: &str) -> String {
    let mut document: Value = serde_json::from_str(&definition.document).unwrap_or_default();
    document["containerDefinitions"][0]["image"] = image.into();
    document.to_string()
}

pub(super) fn network_mode(input: Input) -> NetworkMode {
    match input.text("networkMode") {
        Some("host") => NetworkMode::Host,
        Some("awsvpc") => NetworkMode::Awsvpc,
        Some("none") => NetworkMode::None,
        _ => NetworkMode::Bridge,
    }
}

/// A task's CPU or memory, which may be given with a unit; in the document it stands as a plain number.
fn task_size(given: &mut Value, name: &'static str, unit: &str, hint: &str) -> Result<Option<u32>, ServiceError> {
    let Some(text) = Input::of(given).text(name) else { return Ok(None) };
    let wrong = || in_words(&DefinitionFault::TaskSetting(name)).hint(hint);
    let size = quantity(text, unit).ok_or_else(wrong)?;
    given[name] = Value::String(size.to_string());
    Ok(Some(size))
}

/// `256`, `1 vCPU`, `.5 vcpu`, `2GB`: a unit is 1024 (definitions.md#sizes).
fn quantity(text: &str, unit: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let Some(number) = text.strip_suffix(unit) else { return text.parse().ok().filter(|&n| n > 0) };
    let (whole, part) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: u32 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let thousandths: u32 = format!("{part:0<3}").get(..3)?.parse().ok()?;
    whole.checked_mul(1_024)?.checked_add(thousandths * 1_024 / 1_000).filter(|&n| n > 0)
}
