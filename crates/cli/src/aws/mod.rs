//! The `aws` command: `aws SERVICE OPERATION --option value …`, and `aws ecs wait …`.

mod base64;
mod elsewhere;
mod help;
mod input;
mod logs;
pub mod names;
mod options;
mod pages;
mod print;
mod shorthand;
mod wait;

use crate::words::quote;
use crate::{Files, Outcome};
use aws::errors::ApiError;
use aws::model::{Operation, model};
use aws::{Answer, call};
use engine::history::History;
use engine::sorted::SortedSet;
use input::Call;
use names::{kebab, services};
pub use options::GLOBAL;
use pages::Start;
pub use print::json;
pub use wait::names as wait_names;

/// What the CLI says of itself: the version whose options these are.
const VERSION: &str = "aws-cli/2.31.0 Python/3.13.7 Linux/6.1 exe/x86_64.amzn.2023\n";

/// Why a command line was not sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Usage {
    /// 252: the command line is wrong; 255: a value can't be read.
    pub status: i32,
    pub message: String,
}

impl Usage {
    fn new(message: impl Into<String>) -> Usage {
        Usage { status: 252, message: message.into() }
    }
}

pub fn run(history: &mut History, files: &dyn Files, words: &[String], line: &str) -> Outcome {
    let words = globals_last(words);
    match words.as_slice() {
        ["--version"] => Outcome::printed(VERSION)
            .with_notes(&["this is the playground, which takes what that version takes".into()]),
        [] | ["help"] => Outcome::printed(help::aws()),
        [service, "help"] | [service] if services().contains(service) => Outcome::printed(help::service(service)),
        [service @ ("ecs" | "elbv2"), "wait", rest @ ..] => wait::run(history, files, service, rest),
        ["logs", "tail", "help"] => Outcome::printed(logs::HELP),
        ["logs", "tail", rest @ ..] => logs::tail(history, rest),
        [service, operation, "help"] => match find(service, operation) {
            Ok(operation) => Outcome::printed(help::operation(operation)),
            Err(usage) => failed(&usage),
        },
        [service, operation, rest @ ..] => match find(service, operation) {
            Ok(operation) => execute(history, files, operation, rest, line),
            Err(usage) => failed(&usage),
        },
        [service] => failed(&unknown_service(service)),
    }
}

/// The options of every command may stand before the service as well.
fn globals_last(words: &[String]) -> Vec<&str> {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut moved = Vec::new();
    while let Some(global) = words.first().and_then(|word| word.strip_prefix("--")).and_then(options::Global::find) {
        let length = (1 + usize::from(global.takes_value)).min(words.len());
        moved.extend(words.drain(..length));
    }
    words.extend(moved);
    words
}

fn execute(history: &mut History, files: &dyn Files, operation: &Operation, words: &[&str], line: &str) -> Outcome {
    let Call { input, paging, notes, from_file, .. } = match input::read(operation, files, words) {
        Ok(call) => call,
        Err(usage) => return failed(&usage),
    };
    // A journal must not depend on files: what was read from one stands in the line itself.
    let own_line = if from_file { self_contained(operation, &input) } else { line.trim().to_string() };
    let start = match Start::read(&paging) {
        Ok(start) => start,
        Err(usage) => return failed(&usage),
    };
    let answer = match pages::is_paginated(operation, &input) && !paging.off {
        true => pages::collect(history, operation, &input, &paging, start),
        false => call(history, operation, input, &own_line),
    };
    match answer {
        Ok(Answer { output, notes: more }) => {
            Outcome::printed(print::output(&output)).with_notes(&notes).with_notes(&more)
        }
        Err(ApiError::Parameters(faults)) => {
            Outcome::failed(252, format!("\nParameter validation failed:\n{}", faults.join("\n")))
        }
        Err(ApiError::Service(error)) => print::service_error(operation, &error),
    }
}

/// The same call with its whole input in the line.
pub fn self_contained(operation: &Operation, input: &serde_json::Value) -> String {
    let (service, name) = (operation.service, kebab(operation.name));
    format!("aws {service} {name} --cli-input-json {}", quote(&input.to_string()))
}

fn find(service: &str, operation: &str) -> Result<&'static Operation, Usage> {
    if !services().contains(&service) {
        return Err(unknown_service(service));
    }
    let known = |op: &&Operation| op.service == service && kebab(op.name) == operation;
    model().operations.iter().find(known).ok_or_else(|| {
        if let Some(absent) = elsewhere::operation(service, operation) {
            return absent;
        }
        let all: Vec<String> =
            model().operations.iter().filter(|op| op.service == service).map(|op| kebab(op.name)).collect();
        unknown("operation", operation, &all)
    })
}

fn unknown_service(name: &str) -> Usage {
    elsewhere::service(name).unwrap_or_else(|| unknown("command", name, &services()))
}

const USAGE: &str = "\
usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help
";

/// A word that is none of those that could stand there, with the nearest ones.
fn unknown(what: &str, word: &str, choices: &[impl AsRef<str>]) -> Usage {
    let distance = |choice: &str| strsim::damerau_levenshtein(choice, word);
    let close = choices.iter().map(AsRef::as_ref).filter(|choice| distance(choice) <= 2 + word.len() / 4);
    let near: SortedSet<(usize, &str)> = close.map(|choice| (distance(choice), choice)).collect();
    let shown = aws::cut(word, 80);
    let list: Vec<String> = near.iter().take(3).map(|(_, choice)| format!("  * {choice}")).collect();
    let hint = match list.is_empty() {
        true => format!("argument {what}: Found invalid choice '{shown}'"),
        false => format!("argument {what}: Invalid choice: '{shown}', maybe you meant:\n\n{}", list.join("\n")),
    };
    Usage::new(format!("{USAGE}\naws: [ERROR]: {hint}"))
}

fn failed(usage: &Usage) -> Outcome {
    Outcome::failed(usage.status, format!("\n{}", usage.message))
}
