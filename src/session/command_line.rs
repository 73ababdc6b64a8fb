//! The command line, as a part of the program that may still be on its way.
//!
//! What only lines need is more than a third of the program: the APIs, words and tables of `aws` and `sim`. The page's
//! build cuts that out (scripts/split), and it is fetched once the map runs. All of it is reached through one table, so
//! whatever isn't named here, or by what is, stays in the first part.

use std::fmt::{self, Debug, Formatter};

use aws::import::{self, Given, Placeholder};
use aws::model::model;
use cli::complete::{Completion, complete};
use cli::{Files, Outcome};
use engine::history::History;
use engine::world::World;

/// What can be done with lines.
pub struct CommandLine {
    /// Does what a line asks.
    pub run: fn(&mut History, &dyn Files, &str) -> Outcome,
    /// The lines of a script.
    pub lines: fn(&str) -> Vec<String>,
    /// What Tab offers.
    pub complete: fn(&World, &dyn Files, &str) -> Completion,
    /// What is to be filled in a pasted template.
    pub placeholders: fn(&str) -> Vec<Placeholder>,
    /// The line that registers a pasted text, with values for its placeholders; or why it can't be registered. The last
    /// text says how a placeholder is given a value.
    pub register: fn(&str, &Given, &str) -> Result<Registration, String>,
}

/// A line that registers a task definition, and what was made of the text for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Registration {
    pub line: String,
    pub notes: Vec<String>,
}

const ALL: CommandLine =
    CommandLine { run: cli::run, lines: cli::words::commands, complete, placeholders: import::placeholders, register };

impl Debug for CommandLine {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("CommandLine")
    }
}

fn register(text: &str, given: &Given, filled: &str) -> Result<Registration, String> {
    let imported = import::task_definition(text, given).map_err(|why| why.in_words(|_| filled.into()))?;
    let operation = model().operation("ecs", "RegisterTaskDefinition").ok_or("there is no such operation")?;
    Ok(Registration { line: cli::aws::self_contained(operation, &imported.input), notes: imported.notes })
}

pub use part::{fetch, here};

/// Where the program is one.
#[cfg(not(split))]
mod part {
    use super::{ALL, CommandLine};

    /// The command line, if it has come.
    pub fn here() -> Option<&'static CommandLine> {
        Some(&ALL)
    }

    /// Brings it here; `None` if that isn't possible now.
    pub async fn fetch() -> Option<&'static CommandLine> {
        here()
    }
}

#[cfg(split)]
mod part {
    use std::sync::OnceLock;

    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use super::{ALL, CommandLine};

    static HERE: OnceLock<&'static CommandLine> = OnceLock::new();

    /// The command line, if it has come.
    pub fn here() -> Option<&'static CommandLine> {
        HERE.get().copied()
    }

    /// Brings it here; `None` if that isn't possible now.
    pub async fn fetch() -> Option<&'static CommandLine> {
        let found = command_line().await.ok()?;
        Some(HERE.get_or_init(|| found))
    }

    /// What only this reaches is cut out.
    #[wasm_split(lines, fallible)]
    fn command_line() -> Result<&'static CommandLine, SplitLoaderError> {
        Ok(&ALL)
    }
}
