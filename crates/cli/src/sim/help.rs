//! Help on the `sim` command, made from its table of verbs.

use super::{VERBS, Verb, image_keys};

pub(super) fn sim() -> String {
    let width = VERBS.iter().map(|verb| verb.name.len()).max().unwrap_or(0);
    let lines = VERBS.iter().map(|verb| format!("  sim {:width$}  {}\n", verb.name, verb.about));
    format!("Lines that AWS has no command for:\n\n{}", lines.collect::<String>())
}

pub(super) fn verb(verb: &Verb) -> String {
    let mut text = format!("{}\n\n{}\n", verb.usage, verb.about);
    if verb.name == "image" {
        text.push('\n');
        for key in image_keys() {
            text.push_str(&format!("  {:34} {}\n", format!("{}={}", key.name, key.example), key.about));
        }
    }
    text
}
