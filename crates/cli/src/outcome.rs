//! What a line comes to, and where the files are that it names.

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
