//! The words behind `sim VERB`.

use crate::words::is_option;
use engine::time::Span;

/// Options are taken by name, wherever they stand; what is left are words in order.
pub struct Args {
    words: Vec<String>,
    /// How the whole line is written.
    pub usage: &'static str,
}

impl Args {
    pub fn new(words: &[String], usage: &'static str) -> Args {
        Args { words: words.to_vec(), usage }
    }

    /// The value of `--name`, also as `--name=value`.
    pub fn option(&mut self, name: &str) -> Result<Option<String>, String> {
        let joined = format!("{name}=");
        if let Some(at) = self.words.iter().position(|word| word.starts_with(&joined)) {
            return Ok(Some(self.words.remove(at)[joined.len()..].into()));
        }
        let Some(at) = self.words.iter().position(|word| word == name) else { return Ok(None) };
        self.words.remove(at);
        if at < self.words.len() && !is_option(&self.words[at]) {
            Ok(Some(self.words.remove(at)))
        } else {
            Err(format!("{name} needs a value"))
        }
    }

    /// The value of `--name`, which must be there.
    pub fn required_option(&mut self, name: &str) -> Result<String, String> {
        self.option(name)?.ok_or_else(|| format!("{name} is missing: {}", self.usage))
    }

    pub fn optional(&mut self) -> Option<String> {
        (!self.words.is_empty()).then(|| self.words.remove(0))
    }

    pub fn required(&mut self) -> Result<String, String> {
        self.optional().ok_or_else(|| format!("something is missing: {}", self.usage))
    }

    /// Nothing may be left.
    pub fn end(&self) -> Result<(), String> {
        match self.words.first() {
            None => Ok(()),
            Some(word) => Err(format!("{} is too much: {}", aws::cut(word, 80), self.usage)),
        }
    }

    pub fn rest(&mut self) -> Vec<String> {
        std::mem::take(&mut self.words)
    }
}

/// The longest that anything may take: a year.
const LONGEST: u64 = 366 * 24 * 3_600_000;

/// `500ms`, `30s`, `5m`, `1h30m`, `2d`; a bare number is seconds.
pub(super) fn span(text: &str) -> Result<Span, String> {
    let wrong = || format!("{} is no length of time: 500ms, 30s, 5m, 1h30m, 2d", aws::cut(text, 40));
    let mut total: u64 = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: u64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = &rest[digits..];
        let units = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let unit = match &rest[..units] {
            "ms" => 1,
            "s" => 1_000,
            "" if digits == text.len() => 1_000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(wrong()),
        };
        total = number.checked_mul(unit).and_then(|ms| total.checked_add(ms)).ok_or_else(wrong)?;
        rest = &rest[units..];
    }
    if text.is_empty() {
        return Err(wrong());
    }
    if total > LONGEST { Err("nothing here takes longer than a year (8784h)".into()) } else { Ok(Span(total)) }
}

/// A whole number within bounds.
pub(super) fn number(what: &str, text: &str, low: u64, high: u64) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| (low..=high).contains(number));
    number.ok_or_else(|| format!("{what} must be a whole number from {low} to {high}, not {}", aws::cut(text, 40)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read() {
        let read = |text: &str| span(text).map(|span| span.0);
        assert_eq!(read("500ms"), Ok(500));
        assert_eq!(read("30s"), Ok(30_000));
        assert_eq!(read("30"), Ok(30_000));
        assert_eq!(read("1h30m"), Ok(5_400_000));
        assert_eq!(read("2d"), Ok(172_800_000));
        for wrong in ["", "s", "30x", "-5s", "1.5s", "99999999999999999999s", "400d"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn options_are_found_anywhere() {
        let words = ["web", "--count", "2", "--zone=us-east-1a"].map(String::from);
        let mut args = Args::new(&words, "sim x");
        assert_eq!(args.option("--count"), Ok(Some("2".into())));
        assert_eq!(args.option("--zone"), Ok(Some("us-east-1a".into())));
        assert_eq!(args.option("--type"), Ok(None));
        assert_eq!(args.optional(), Some("web".into()));
        assert_eq!(args.end(), Ok(()));
    }
}
