//! Help texts, made from the same tables that lines are read with.

use super::aws::names::{kebab, services};
use super::aws::{GLOBAL, wait_names};
use super::sim::{VERBS, Verb};
use aws::model::{Kind, Operation, model};

pub(crate) fn overview() -> String {
    "aws SERVICE OPERATION --option value …   as the real CLI takes it: aws help\n\
     sim LINE                                what AWS has no command for: sim help\n\n\
     Tab completes both. Try:\n  aws ecs list-services --cluster demo\n  sim kill-task service:shop\n  sim explain service:shop\n"
        .into()
}

pub(crate) fn aws() -> String {
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

pub(crate) fn service(service: &str) -> String {
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

pub(crate) fn operation(operation: &Operation) -> String {
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

pub(crate) fn sim() -> String {
    let width = VERBS.iter().map(|verb| verb.name.len()).max().unwrap_or(0);
    let lines = VERBS.iter().map(|verb| format!("  sim {:width$}  {}\n", verb.name, verb.about));
    format!("Lines that AWS has no command for:\n\n{}", lines.collect::<String>())
}

pub(crate) fn verb(verb: &Verb) -> String {
    let mut text = format!("{}\n\n{}\n", verb.usage, verb.about);
    if verb.name == "image" {
        text.push('\n');
        for key in super::sim::image_keys() {
            text.push_str(&format!("  {:34} {}\n", format!("{}={}", key.name, key.example), key.about));
        }
    }
    text
}
