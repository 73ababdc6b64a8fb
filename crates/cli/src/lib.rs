//! The `aws` and `sim` command lines: words in, printed output out.
//!
//! [`run`] is the one door through which everything is asked for: what a person types, what a button does, a script's
//! next line, a saved session.

pub mod aws;
pub mod complete;
mod help;
mod refer;
pub mod sim;
pub mod words;

use engine::history::History;

/// What a line printed, and its exit code: 0 where it did what it says.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Outcome {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Where `file://` looks.
pub trait Files {
    /// The text of a file, or why there is none.
    fn read(&self, path: &str) -> Result<String, String>;

    /// The names of those that Tab offers.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A place without files.
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<String, String> {
        Err("No such file or directory".into())
    }
}

/// Characters of a line that are taken; a task definition has at most 64 KB.
pub const LONGEST_LINE: usize = 1 << 18;

/// Does what a line asks, now. A line that fails has changed nothing.
pub fn run(history: &mut History, files: &dyn Files, line: &str) -> Outcome {
    if line.len() > LONGEST_LINE {
        return Outcome::failed(1, format!("a line has at most {LONGEST_LINE} characters; this has {}", line.len()));
    }
    let words = match words::split(line) {
        Ok(words) => words,
        Err(why) => return Outcome::failed(2, format!("syntax error: {why}")),
    };
    let Some((first, rest)) = words.split_first() else { return Outcome::default() };
    match first.as_str() {
        "aws" => aws::run(history, files, rest, line),
        "sim" => sim::run(history, files, rest, line),
        "help" => Outcome::printed(help::overview()),
        other => {
            Outcome::failed(127, format!("{other}: command not found. Lines begin with aws or sim; help says more"))
        }
    }
}

impl Outcome {
    /// Success, with something to read.
    pub fn printed(stdout: impl Into<String>) -> Outcome {
        Outcome { stdout: ended(stdout.into()), ..Outcome::default() }
    }

    pub fn failed(status: i32, stderr: impl Into<String>) -> Outcome {
        Outcome { status, stderr: ended(stderr.into()), ..Outcome::default() }
    }

    /// Adds remarks that aren't part of the output.
    pub fn with_notes(mut self, notes: &[String]) -> Outcome {
        for note in notes {
            self.stderr.push_str(&format!("note: {note}\n"));
        }
        self
    }
}

/// Output ends its last line.
fn ended(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
