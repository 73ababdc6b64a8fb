//! Reading a text from left to right. Blanks before anything are passed over.

use super::mistake::Mistake;

/// What ends a word, besides blanks.
const SIGNS: &str = "()[],'\"=!<>~&|";

#[derive(Clone)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    /// Bytes that were read.
    at: usize,
}

fn is_plain(c: char) -> bool {
    !c.is_whitespace() && !SIGNS.contains(c)
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Scanner<'a> {
        Scanner { text, at: 0 }
    }

    /// Where what was read ends, in bytes.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Where the next thing begins, in bytes.
    pub(super) fn next(&self) -> usize {
        self.text.len() - self.rest().len()
    }

    fn rest(&self) -> &'a str {
        self.text[self.at..].trim_start()
    }

    pub(super) fn ended(&self) -> bool {
        self.rest().is_empty()
    }

    /// A mistake at a place in bytes.
    pub(super) fn mistake(&self, at: usize, message: impl Into<String>) -> Mistake {
        Mistake { at: self.text[..at].chars().count(), message: message.into() }
    }

    /// Reads so many bytes of what comes next.
    fn take(&mut self, bytes: usize) -> &'a str {
        let taken = &self.rest()[..bytes];
        self.at = self.next() + bytes;
        taken
    }

    /// Reads a sign, if it comes next.
    pub(super) fn eat(&mut self, sign: &str) -> bool {
        let comes = self.rest().starts_with(sign);
        if comes {
            self.take(sign.len());
        }
        comes
    }

    /// Reads a word if it comes next, as a whole and not as the beginning of another.
    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        self.peek_word() == word && self.eat(word)
    }

    fn peek_word(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(|c| !is_plain(c)).unwrap_or(rest.len())]
    }

    /// A word; empty if none comes next.
    pub(super) fn word(&mut self) -> &'a str {
        self.take(self.peek_word().len())
    }

    /// An operator, as a symbol or as a word; empty if neither comes next.
    pub(super) fn operator(&mut self) -> &'a str {
        let rest = self.rest();
        let signs = rest.find(|c| !"=!<>~".contains(c)).unwrap_or(rest.len());
        let letters = rest[signs..].find(|c| !is_plain(c)).unwrap_or(rest.len() - signs);
        self.take(match &rest[..signs] {
            // Of `!in` and `!exists`, and of words.
            "" | "!" => signs + letters,
            _ => signs,
        })
    }

    /// A value, maybe in quotes.
    pub(super) fn value(&mut self, expected: &str) -> Result<&'a str, Mistake> {
        self.quoted_or(expected, |rest| rest.find(|c| !is_plain(c)).unwrap_or(rest.len()))
    }

    /// A pattern, maybe in quotes.
    pub(super) fn pattern(&mut self, expected: &str) -> Result<&'a str, Mistake> {
        self.quoted_or(expected, bare_pattern)
    }

    /// What stands in quotes, or else as many bytes of the rest as `bare` says.
    fn quoted_or(&mut self, expected: &str, bare: impl Fn(&str) -> usize) -> Result<&'a str, Mistake> {
        let rest = self.rest();
        if let Some(quote) = rest.chars().next().filter(|c| "'\"".contains(*c)) {
            let inside =
                rest[1..].find(quote).ok_or_else(|| self.mistake(self.next(), format!("no closing {quote}")))?;
            return Ok(&self.take(inside + 2)[1..=inside]);
        }
        match bare(rest) {
            0 => Err(self.mistake(self.next(), format!("expected {expected}"))),
            bytes => Ok(self.take(bytes)),
        }
    }
}

/// The bytes of a pattern without quotes: to a blank, `&&`, `||`, or a parenthesis that it didn't open.
fn bare_pattern(rest: &str) -> usize {
    let (mut depth, mut in_class) = (0_usize, false);
    let mut letters = rest.char_indices();
    while let Some((at, letter)) = letters.next() {
        let connective = rest[at..].starts_with("&&") || rest[at..].starts_with("||");
        match letter {
            _ if letter.is_whitespace() => return at,
            '\\' if !letters.as_str().starts_with(char::is_whitespace) => {
                letters.next();
            }
            ']' => in_class = false,
            _ if in_class => {}
            '[' => in_class = true,
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            _ if connective && depth == 0 => return at,
            _ => {}
        }
    }
    rest.len()
}
