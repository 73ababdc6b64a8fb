//! A line into words, as a shell does it: quotes, backslashes, comments. No variables, no pipes.

/// Characters of a line that are taken; a task definition has at most 64 KB.
pub const LONGEST_LINE: usize = 1 << 18;

/// Whether a word is an option, never the value of one, as Python's argparse tells them apart: it begins with a hyphen
/// and is neither a number nor several words.
pub fn is_option(word: &str) -> bool {
    let number = |text: &str| {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        !part.is_empty() && digits(whole) && digits(part) && (!whole.is_empty() || text.starts_with('.'))
    };
    word.strip_prefix('-').is_some_and(|rest| !rest.is_empty() && !rest.contains(' ') && !number(rest))
}

/// Splits a line. `#` begins a comment where a word could begin. What a shell would take for more than text is refused,
/// wherever it stands outside of quotes; variables and commands in double quotes, too.
pub fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => quoted_plainly(&mut chars, word.get_or_insert_default())?,
            '"' => quoted(&mut chars, word.get_or_insert_default())?,
            // A backslash at the end of a line continues it.
            '\\' => match chars.next() {
                Some('\n') => {}
                Some(escaped) => word.get_or_insert_default().push(escaped),
                None => return Err("the line ends in a backslash, and nothing follows".into()),
            },
            '#' if word.is_none() => while chars.next_if(|&c| c != '\n').is_some() {},
            c if c.is_whitespace() => words.extend(word.take()),
            '|' | '>' | '<' | ';' | '&' => {
                return Err(format!(
                    "'{c}': one command a line; there are no pipes or redirections here. In quotes it is text"
                ));
            }
            '$' | '`' => word.get_or_insert_default().push(plain(c, &mut chars)?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

/// `$` or a backquote, if a shell would put nothing else in its place.
fn plain(c: char, chars: &mut Chars) -> Result<char, String> {
    match (c, chars.peek()) {
        ('`', _) | ('$', Some('(')) => {
            Err("'$(…)': there is no command substitution here. In single quotes it is text".into())
        }
        ('$', Some(next)) if next.is_alphanumeric() || "_{@*#?$!-".contains(*next) => {
            Err("'$': there are no variables here: write what it stands for. In single quotes it is text".into())
        }
        _ => Ok(c),
    }
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn quoted_plainly(chars: &mut Chars, word: &mut String) -> Result<(), String> {
    for c in chars.by_ref() {
        if c == '\'' {
            return Ok(());
        }
        word.push(c);
    }
    Err("a ' is opened and not closed".into())
}

/// Inside double quotes a backslash keeps its meaning before `"`, `\`, `$` and a line's end only.
fn quoted(chars: &mut Chars, word: &mut String) -> Result<(), String> {
    while let Some(c) = chars.next() {
        match c {
            '"' => return Ok(()),
            '\\' => match chars.next() {
                Some('\n') => {}
                Some(c @ ('"' | '\\' | '$' | '`')) => word.push(c),
                Some(c) => word.extend(['\\', c]),
                None => break,
            },
            '$' | '`' => word.push(plain(c, chars)?),
            c => word.push(c),
        }
    }
    Err("a \" is opened and not closed".into())
}

/// A word so written that [`split`] reads it back.
pub fn quote(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,@+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.into() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// Puts the lines of a text together to commands: a backslash continues a line, and so does an open quote; blank
/// lines and comments are passed over. Holds no more than one command.
#[derive(Default)]
pub struct Assembler {
    open: String,
}

impl Assembler {
    /// Takes the next line; gives a command if one is complete with it.
    pub fn line(&mut self, line: &str) -> Option<String> {
        if self.open.is_empty() && (line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return None;
        }
        self.open.push_str(line);
        if self.open.len() <= LONGEST_LINE && is_open(&self.open) {
            self.open.push('\n');
            return None;
        }
        Some(std::mem::take(&mut self.open))
    }

    /// What the text ended in the middle of.
    pub fn end(self) -> Option<String> {
        let rest = self.open.trim_end();
        (!rest.is_empty()).then(|| rest.to_string())
    }
}

/// All commands of a text.
pub fn commands(text: &str) -> Vec<String> {
    let mut assembler = Assembler::default();
    let mut commands: Vec<String> = text.lines().filter_map(|line| assembler.line(line)).collect();
    commands.extend(assembler.end());
    commands
}

/// Whether a command goes on in the next line.
pub fn is_open(command: &str) -> bool {
    let trailing = command.len() - command.trim_end_matches('\\').len();
    trailing % 2 == 1 || matches!(split(command), Err(why) if why.ends_with("not closed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, words: &[&str]) {
        assert_eq!(split(line).unwrap(), words, "{line}");
    }

    #[test]
    fn lines_are_split_as_a_shell_does() {
        check("aws ecs  list-clusters ", &["aws", "ecs", "list-clusters"]);
        check(r#"a "b c" 'd "e"' f\ g h"i"j"#, &["a", "b c", "d \"e\"", "f g", "hij"]);
        check("a # comment", &["a"]);
        check("a#b '' \"\"", &["a#b", "", ""]);
        check("a \\\n  b", &["a", "b"]);
        check(r#""a\"b\\c\d""#, &[r#"a"b\c\d"#]);
        check("x=[a,b] {y}", &["x=[a,b]", "{y}"]);
    }

    #[test]
    fn what_a_shell_would_do_more_is_refused() {
        let refused = |line: &str, why: &str| {
            let said = split(line).expect_err(line);
            assert!(said.contains(why), "{line}: {said}");
        };
        for line in ["a | b", "a > f", "a < f", "a && b", "a &", "a; b", "a;b", "a|b", "a>f", "x=a&y=b", "a 2>f"] {
            refused(line, "one command a line");
        }
        for line in ["a $(x)", "a`x`", "a \"$(x)\"", "a \"`x`\""] {
            refused(line, "no command substitution");
        }
        for line in ["a $HOME", "a=${b}", "\"a $b\"", "a $1", "a $$"] {
            refused(line, "no variables");
        }
        for line in ["'a", "\"a", "a \"b\\\""] {
            refused(line, "opened and not closed");
        }
        refused("a \\", "ends in a backslash");
    }

    #[test]
    fn in_quotes_it_is_text() {
        check(r#"'a; b | $(c) $d `e`' "f; g & h" \;\$i \`j\`"#, &["a; b | $(c) $d `e`", "f; g & h", ";$i", "`j`"]);
        check(r#""\$a \`b\`" "$" a$ "$ 1""#, &["$a `b`", "$", "a$", "$ 1"]);
    }

    #[test]
    fn quoting_is_read_back() {
        for word in ["plain", "", "it's", "a b", "{\"a\": [1]}", "x\ny", "#", "|", "a;b", "$HOME", "`x`"] {
            assert_eq!(split(&quote(word)).unwrap(), [word]);
        }
    }

    #[test]
    fn a_text_becomes_commands() {
        let text = "# a tour\n\naws ecs run-task \\\n  --count 2\nsim hash\naws x 'a\nb'\n";
        assert_eq!(commands(text), ["aws ecs run-task \\\n  --count 2", "sim hash", "aws x 'a\nb'"]);
    }
}
