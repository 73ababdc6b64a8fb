//! Golden scenarios: each file of `tests/scenarios` is a tour, lines and what they print.
//!
//! `$ line` runs a line and shows what it printed; `% line` runs it without showing; `#` is a comment. A line that
//! begins with `!` may fail. `UPDATE_EXPECT=1 cargo test --test scenarios` writes what is printed into the files.

#![cfg(not(target_arch = "wasm32"))]

use std::path::{Path, PathBuf};

use cli::words::is_open;
use ecs_playground::native::run::{Folder, split_mark, transcript};
use engine::history::{History, Memory};
use engine::random::Seed;
use expect_test::expect_file;

/// A comment, or a command with what shows it: `$` or `%`.
enum Piece {
    Comment(String),
    Command(char, String),
}

/// The comments and commands of a tour; what stands between them is output, and is made anew.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with('#') {
            match pieces.last_mut() {
                Some(Piece::Comment(comment)) => comment.push_str(&format!("\n{line}")),
                _ => pieces.push(Piece::Comment(line.into())),
            }
        } else if let Some(mark @ ('$' | '%')) = line.chars().next() {
            let mut command = line[1..].trim_start().to_string();
            while is_open(&command) {
                command.push_str(&format!("\n{}", lines.next().expect("a command ends")));
            }
            pieces.push(Piece::Command(mark, command));
        }
    }
    pieces
}

fn play(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let files = Folder(PathBuf::from("tests/inputs"));
    let mut history = History::new(Seed(1), Memory::Recent);
    let mut played = String::new();
    for piece in pieces(&text) {
        match piece {
            Piece::Comment(comment) => {
                let gap = if played.is_empty() { "" } else { "\n" };
                played.push_str(&format!("{gap}{comment}\n"));
            }
            Piece::Command(mark, line) => {
                let (may_fail, command) = split_mark(&line);
                let outcome = cli::run(&mut history, &files, command);
                assert!(outcome.status == 0 || may_fail, "{}: {line}\n{}", path.display(), outcome.stderr);
                match mark {
                    '$' => played.push_str(&transcript(&line, &outcome)),
                    _ => played.push_str(&format!("% {line}\n")),
                }
            }
        }
    }
    history.world().check();
    played
}

#[test]
fn tours_print_what_they_say() {
    let mut tours: Vec<PathBuf> =
        std::fs::read_dir("tests/scenarios").unwrap().map(|entry| entry.unwrap().path()).collect();
    tours.sort();
    assert!(!tours.is_empty());
    for tour in tours {
        let absolute = std::env::current_dir().unwrap().join(&tour);
        expect_file![absolute].assert_eq(&play(&tour));
    }
}
