//! The `aws` and `sim` command lines: words in, printed output out.
//!
//! [`run`] is the one door through which everything is asked for: what a person types, what a button does, a script's
//! next line, a saved session.

pub mod aws;
pub mod complete;
mod offered;
mod outcome;
mod refer;
pub mod sim;
pub mod words;

use engine::history::History;

pub use outcome::{Files, NoFiles, Outcome};
pub use words::LONGEST_LINE;

const OVERVIEW: &str = "\
aws SERVICE OPERATION --option value …   as the real CLI takes it: aws help
sim LINE                                what AWS has no command for: sim help

Tab completes both. Try:
  aws ecs list-services --cluster demo
  sim kill-task service:shop
  sim explain service:shop
";

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
        "help" => Outcome::printed(OVERVIEW),
        other => {
            Outcome::failed(127, format!("{other}: command not found. Lines begin with aws or sim; help says more"))
        }
    }
}
