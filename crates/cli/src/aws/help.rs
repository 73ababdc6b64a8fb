//! Help on the `aws` command, made from the tables that its lines are read with.

use super::names::{kebab, services};
use super::{GLOBAL, wait_names};
use aws::model::{Kind, Operation, model};

pub(super) fn aws() -> String {
    let mut text = String::from("aws SERVICE OPERATION [--option value …]\n\nServices:\n");
    for service in services() {
        text.push_str(&format!("  {service:14} aws {service} help lists its operations\n"));
    }
    text.push_str("\nOptions of every operation:\n");
    for global in GLOBAL {
        text.push_str(&format!("  --{:20} {}\n", global.name, global.about));
    }
    text
}

pub(super) fn service(service: &str) -> String {
    let mut text = format!("aws {service} OPERATION\n\n");
    for operation in model().operations.iter().filter(|operation| operation.service == service) {
        text.push_str(&format!("  {}\n", kebab(operation.name)));
    }
    for name in wait_names(service) {
        text.push_str(&format!("  wait {name}\n"));
    }
    if service == "logs" {
        text.push_str("  tail GROUP\n");
    }
    text.push_str(&format!("\naws {service} OPERATION help lists its options.\n"));
    text
}

pub(super) fn operation(operation: &Operation) -> String {
    let mut text = format!("aws {} {}\n\n", operation.service, kebab(operation.name));
    for member in &operation.input.members {
        let value = match member.kind {
            Kind::Text => "TEXT".into(),
            Kind::Integer => "N".into(),
            Kind::Boolean => String::new(),
            Kind::Word(words) => words.into(),
            Kind::Structure(name) => format!("{name}: {}", model().shape(name).names()),
            Kind::StructureList(name) => format!("{name} …: {}", model().shape(name).names()),
            Kind::TextList => "TEXT …".into(),
            Kind::IntegerList => "N …".into(),
            Kind::Map => "KEY=VALUE,…".into(),
            Kind::Any => "JSON".into(),
        };
        let remark = match (member.required, member.acted_on) {
            (true, _) => " (required)",
            (false, true) => "",
            (false, false) => " (kept and shown, not simulated)",
        };
        text.push_str(&format!("  --{} {value}{remark}\n", kebab(member.name)));
    }
    text
}
