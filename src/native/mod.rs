//! The same engine without a browser: a command-line program.

pub mod run;

use std::process::ExitCode;

const USAGE: &str = "\
usage: ecs-playground run FILE [--json] [--seed N]

Runs a file of lines (aws … and sim …) from an empty account and prints the transcript.
Blank lines and lines that begin with # are skipped, \\ continues a line, file:// is read
relative to the file, and - is standard input. A line that begins with ! may fail.

  --json     prints an object a line: at, line, status, stdout, stderr
  --seed N   sets the seed of all names and chances
";

/// Does what the arguments ask. 0: all lines did what they say; 1: one failed; 2: the arguments are wrong.
pub fn main(arguments: &[String]) -> ExitCode {
    match run::Options::read(arguments) {
        Ok(Some(options)) => match run::run(&options) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(why) => {
                eprintln!("ecs-playground: {why}");
                ExitCode::from(2)
            }
        },
        Ok(None) => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("ecs-playground: {why}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}
