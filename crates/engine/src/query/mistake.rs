//! Where a text stops making sense, and what was likely meant.

/// Where a text stops making sense.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// How many characters come before it.
    pub at: usize,
    /// What was expected there.
    pub message: String,
}

impl Mistake {
    /// The text, a caret under the place, and what was expected: three lines.
    pub fn drawn(&self, text: &str) -> String {
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("{line}\n{:>width$}\n{}", "^", self.message, width = self.at + 1)
    }
}

/// The one of `words` that `word` is most like, if at most a third of its letters differ.
pub(super) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |known: &&str| distance(word, known);
    words.into_iter().filter(|known| distance(word, known) * 3 <= known.chars().count()).min_by_key(likeness)
}

/// How many letters must be put in, taken out or changed to make one word of the other, whatever their case.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_ascii_lowercase().chars().collect();
    // The distances of what was read of `a` to each beginning of `b`.
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.to_ascii_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
