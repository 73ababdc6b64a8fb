//! The AWS APIs: AWS-shaped JSON in and out. The only place with serde.
//!
//! [`call`] takes an operation and its input as JSON. Reading operations look at the World; the others become a
//! [`Command`](engine::commands::Command) of the engine, whose reply is then described.

pub mod arn;
pub mod definition;
pub mod errors;
pub mod import;
pub mod json;
pub mod kept;
pub mod logs;
pub mod model;
pub mod notes;
pub mod operations;
mod pages;
pub mod placement;
mod python;
pub mod reasons;
mod tags;
mod text;
pub mod time;
mod validate;
pub mod words;

use serde_json::Value;

pub use text::cut;
pub use validate::validate;

use engine::facts::FactId;
use engine::history::History;
use errors::{ApiError, ServiceError};
use json::Input;
use model::Operation;
use operations::{Handler, handler};

/// What an operation returned.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// What the service sent back; `Null` where it sends nothing.
    pub output: Value,
    /// What was assumed, and what is kept without being acted on: a sentence each.
    pub notes: Vec<String>,
}

/// Calls an operation. `line` is what asked for it, for the journal.
pub fn call(history: &mut History, operation: &Operation, input: Value, line: &str) -> Result<Answer, ApiError> {
    validate(&input, &operation.input).map_err(ApiError::Parameters)?;
    if let Some(error) = validate::unreadable(&input, &operation.input) {
        return Err(error.into());
    }
    let mut notes = notes::not_acted_on(&input, &operation.input);
    match handler(operation.service, operation.name) {
        Handler::Read(read) => Ok(Answer { output: read(history.world(), Input::of(&input))?, notes }),
        Handler::Write { command, answer } => {
            let command = command(history.world(), Input::of(&input))?;
            let first = FactId(history.world().facts);
            let reply = history
                .command(line, command)
                .map_err(|refusal| ServiceError::from_refusal(history.world(), &refusal))?;
            notes.extend(notes::assumed(history.world(), history.simulation().log().since(first)));
            Ok(Answer { output: answer(history.world(), &reply), notes })
        }
    }
}
