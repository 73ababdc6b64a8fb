//! `run FILE`: a script's lines, one after the other, and the transcript of what they print.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use aws::import::LARGEST;
use cli::words::Assembler;
use cli::{self, Files, Outcome};
use engine::history::{History, Memory};
use engine::random::Seed;

#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// `-` is standard input.
    pub file: String,
    pub json: bool,
    pub seed: u64,
}

impl Options {
    /// `None`: help was asked for.
    pub fn read(arguments: &[String]) -> Result<Option<Options>, String> {
        let mut options = Options { file: String::new(), json: false, seed: 1 };
        let mut rest = arguments.iter().map(String::as_str);
        match rest.next() {
            Some("run") => {}
            Some("help" | "--help" | "-h") => return Ok(None),
            Some(other) => return Err(format!("{other}: there is no such command")),
            None => return Err("what is to be done?".into()),
        }
        while let Some(argument) = rest.next() {
            match argument {
                "--json" => options.json = true,
                "--seed" => {
                    let seed = rest.next().and_then(|text| text.parse().ok());
                    options.seed = seed.ok_or("--seed takes a whole number")?;
                }
                "-h" | "--help" => return Ok(None),
                file if options.file.is_empty() && (file == "-" || !file.starts_with('-')) => {
                    options.file = file.into()
                }
                other => return Err(format!("{other}: one file at a time, and --json or --seed N")),
            }
        }
        if options.file.is_empty() { Err("which file?".into()) } else { Ok(Some(options)) }
    }
}

/// One line of the transcript.
#[derive(Serialize)]
struct Row<'a> {
    /// Simulated milliseconds at which the line was given.
    at: u64,
    line: &'a str,
    status: i32,
    stdout: &'a str,
    stderr: &'a str,
}

/// Runs a script. Says whether every line that must succeed did.
pub fn run(options: &Options) -> Result<bool, String> {
    let (input, folder): (Box<dyn BufRead>, PathBuf) = if options.file == "-" {
        (Box::new(io::stdin().lock()), PathBuf::from("."))
    } else {
        let path = Path::new(&options.file);
        let file = File::open(path).map_err(|error| format!("{}: {error}", options.file))?;
        (Box::new(BufReader::new(file)), path.parent().unwrap_or(Path::new(".")).to_path_buf())
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let script = Script { history: History::new(Seed(options.seed), Memory::Recent), files: Folder(folder) };
    let succeeded = script.play(input, options.json, &mut out);
    match succeeded.and_then(|succeeded| out.flush().map(|()| succeeded)) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        result => result.map_err(|error| format!("{}: {error}", options.file)),
    }
}

struct Script {
    history: History,
    files: Folder,
}

impl Script {
    fn play(mut self, input: impl BufRead, json: bool, out: &mut impl Write) -> io::Result<bool> {
        let mut succeeded = true;
        let mut assembler = Assembler::default();
        for line in input.lines() {
            if let Some(command) = assembler.line(&line?) {
                succeeded &= self.command(&command, json, out)?;
            }
        }
        if let Some(command) = assembler.end() {
            succeeded &= self.command(&command, json, out)?;
        }
        Ok(succeeded)
    }

    fn command(&mut self, line: &str, json: bool, out: &mut impl Write) -> io::Result<bool> {
        let at = self.history.now().0;
        let (may_fail, command) = split_mark(line);
        let outcome = cli::run(&mut self.history, &self.files, command);
        if json {
            let Outcome { status, stdout, stderr } = &outcome;
            serde_json::to_writer(&mut *out, &Row { at, line, status: *status, stdout, stderr })?;
            writeln!(out)?;
        } else {
            write!(out, "{}", transcript(line, &outcome))?;
        }
        Ok(outcome.status == 0 || may_fail)
    }
}

/// `!` before a line: it may fail.
pub fn split_mark(line: &str) -> (bool, &str) {
    match line.trim_start().strip_prefix('!') {
        Some(command) => (true, command.trim_start()),
        None => (false, line),
    }
}

/// A line with what it printed: `$ line`, then the output, then the exit code if it isn't 0.
pub fn transcript(line: &str, outcome: &Outcome) -> String {
    let mut text = format!("$ {line}\n{}{}", outcome.stdout, outcome.stderr);
    if outcome.status != 0 {
        text.push_str(&format!("[exit {}]\n", outcome.status));
    }
    text
}

/// A folder that `file://` looks in.
pub struct Folder(pub PathBuf);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<String, String> {
        let path = self.0.join(path);
        let about = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => "No such file or directory".to_string(),
            io::ErrorKind::InvalidData => "it is not text".into(),
            _ => error.to_string(),
        };
        let size = std::fs::metadata(&path).map_err(about)?.len();
        if size > LARGEST as u64 {
            return Err(format!("it has {size} bytes, and at most {LARGEST} are read"));
        }
        std::fs::read_to_string(&path).map_err(about)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(arguments: &[&str]) -> Result<Option<Options>, String> {
        Options::read(&arguments.iter().map(|argument| argument.to_string()).collect::<Vec<_>>())
    }

    #[test]
    fn arguments_are_read() {
        let expected = Options { file: "tour.txt".into(), json: true, seed: 7 };
        assert_eq!(options(&["run", "tour.txt", "--json", "--seed", "7"]), Ok(Some(expected)));
        assert_eq!(options(&["--help"]), Ok(None));
        for wrong in [&["run"][..], &[], &["walk"], &["run", "a", "b"], &["run", "a", "--seed", "x"]] {
            assert!(options(wrong).is_err(), "{wrong:?}");
        }
    }
}
