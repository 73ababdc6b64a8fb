//! Regular expressions that must match a whole value, with a short way for the usual ones.

use std::rc::Rc;

use regex_lite::{Regex, RegexBuilder};

/// Bytes of the largest compiled one: enough for any that a person writes, and it keeps `(a{999}){999}` out.
const LARGEST: usize = 1 << 16;

/// A pattern, compiled once.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    /// Only letters that stand for themselves: `t2\.small`.
    Whole(Rc<str>),
    /// Such letters, and then anything: `t2.*`.
    Prefix(Rc<str>),
    Regex(Regex),
}

impl Pattern {
    /// Or what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Pattern, String> {
        if let Some(whole) = literal(text) {
            return Ok(Pattern::Whole(whole));
        }
        if let Some(prefix) = text.strip_suffix(".*").and_then(literal) {
            return Ok(Pattern::Prefix(prefix));
        }
        // First as it is, since `a)|(b` makes sense only within the parentheses that anchor it.
        compile(text)?;
        Ok(Pattern::Regex(compile(&format!(r"\A(?:{text})\z"))?))
    }

    /// Whether it matches all of a value, not only a part.
    pub(super) fn matches(&self, value: &str) -> bool {
        match self {
            Pattern::Whole(whole) => value == &**whole,
            // A dot is any character but the end of a line.
            Pattern::Prefix(prefix) => value.strip_prefix(&**prefix).is_some_and(|rest| !rest.contains('\n')),
            Pattern::Regex(regex) => regex.is_match(value),
        }
    }
}

fn compile(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text).size_limit(LARGEST).build().map_err(|error| error.to_string())
}

/// What a pattern stands for if each of its letters stands for itself, escaped or not.
fn literal(pattern: &str) -> Option<Rc<str>> {
    let plain = |c: char| c.is_alphanumeric() || "-_:/@ ".contains(c);
    let mut text = String::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        let letter = match letter {
            '\\' => letters.next().filter(|escaped| "-.\\/".contains(*escaped))?,
            letter if plain(letter) => letter,
            _ => return None,
        };
        text.push(letter);
    }
    Some(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_values_match() {
        for (pattern, value, expected) in [
            ("t2.*", "t2.small", true),
            ("t2.*", "t2", true),
            ("t2.*", "xt2.small", false),
            ("t2.*", "t2\nsmall", false),
            (".*", "", true),
            ("t2", "t2.small", false),
            ("t2", "t2", true),
            ("", "", true),
            ("", "a", false),
            ("t2.small", "t2xsmall", true),
            (r"t2\.small", "t2xsmall", false),
            (r"t2\.small", "t2.small", true),
            (r"t2\.*", "t2..", true),
            (r"t2\.*", "t2.small", false),
            ("a|ab", "ab", true),
            ("small|t2", "t2.small", false),
            ("^t2.*$", "t2.small", true),
            (".*small", "t2.small", true),
            (r"[cm]5a?\.(large|[0-9]*xlarge)", "m5a.12xlarge", true),
            (r"[cm]5a?\.(large|[0-9]*xlarge)", "m5n.large", false),
            ("(p[2,3]|g[3,4]|f[1]).*", "g4dn.xlarge", true),
            ("(?i)T2.*", "t2.small", true),
            ("t2[.]++small", "t2.small", true),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap().matches(value), expected, "{pattern} of {value:?}");
        }
    }

    /// The short ways say the same as the long one.
    #[test]
    fn short_ways_agree() {
        let patterns = ["t2.*", ".*", "", "t2", r"t2\..*", r"a\-b", r"a\\b.*", "us-east-1a", "a b.*", "é.*"];
        let values = ["", "t2", "t2.", "t2.x", "t2\n", "x", "a-b", r"a\b", r"a\bc", "us-east-1a", "a b", "é", "éé\n"];
        for pattern in patterns {
            let short = Pattern::parse(pattern).unwrap();
            assert!(!matches!(short, Pattern::Regex(_)), "{pattern} has a short way");
            let long = compile(&format!(r"\A(?:{pattern})\z")).unwrap();
            for value in values {
                assert_eq!(short.matches(value), long.is_match(value), "{pattern} of {value:?}");
            }
        }
    }

    #[test]
    fn bad_ones_are_refused() {
        for pattern in ["*", "(", "[a", "a)|(b", "a{3", "(?=a)", r"(a)\1", r"\p{L}", "(((a{99}){99}){99}){99}", "\\"] {
            assert!(Pattern::parse(pattern).is_err(), "{pattern}");
        }
    }
}
