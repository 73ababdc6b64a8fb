//! Text that others gave, as it is shown again.

/// The beginning of a text, with a sign that there was more.
pub fn cut(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into(),
    }
}
