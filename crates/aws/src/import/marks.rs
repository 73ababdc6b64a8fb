//! The signs of placeholders, `${X}`, `$X`, `{{ X }}`, `<X>`, `%X%`, `__X__`, `[X]` and others, and of template logic.

/// A placeholder in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Mark {
    pub name: String,
    pub shown: String,
    /// What it is if nothing is said: `${TAG:-latest}`.
    pub default: Option<String>,
    /// Whether it stands within quotes.
    pub quoted: bool,
    /// Whether nothing but a template has such a sign; shells have `$X` and `${X}`.
    pub is_plain: bool,
    /// Whether it stands where ECS can't take it; known once the text is read.
    pub needed: bool,
    pub example: &'static str,
}

/// Letters of a placeholder, and how many of them a text may have.
const LONGEST: usize = 200;
const MOST: usize = 500;
/// A mark is its number between these, which people's texts don't contain.
const BEGIN: char = '\u{e000}';
const END: char = '\u{e001}';

/// What stands at the beginning of a text.
enum Sign {
    Blank {
        name: String,
        default: Option<String>,
        is_plain: bool,
    },
    /// `{% if %}`, `{{ end }}`: it is left out.
    Logic,
    Comment,
}

/// The text with marks instead of placeholders, these, and what was left out.
pub(super) fn mark(text: &str) -> (String, Vec<Mark>, Vec<String>) {
    let (mut out, mut marks, mut notes) = (String::with_capacity(text.len()), Vec::new(), Vec::new());
    if text.contains([BEGIN, END]) {
        return (text.into(), marks, notes);
    }
    let is_json = is_json(text);
    let (mut at, mut quoted, mut last) = (0, false, ' ');
    while let Some(c) = text[at..].chars().next() {
        let found = if marks.len() + notes.len() < MOST { sign(&text[at..], text, last) } else { None };
        match found.filter(|(_, sign)| !matches!(sign, Sign::Comment) || !quoted) {
            Some((length, sign)) => {
                let shown = &text[at..at + length];
                match sign {
                    Sign::Blank { name, default, is_plain } => {
                        let number = format!("{BEGIN}{}{END}", marks.len());
                        let bare = is_json && !quoted;
                        out.push_str(&if bare { format!("\"{number}\"") } else { number });
                        let (shown, quoted) = (shown.into(), !bare && is_json);
                        marks.push(Mark { name, shown, default, quoted, is_plain, needed: true, example: "…" });
                    }
                    Sign::Logic => notes.push(format!("left out {shown}; what it is about stays")),
                    Sign::Comment => {}
                }
                at += length;
                last = '}';
            }
            None => {
                if is_json && c == '"' && last != '\\' {
                    quoted = !quoted;
                }
                // A backslash that is escaped itself escapes nothing.
                last = if c == '\\' && last == '\\' { ' ' } else { c };
                out.push(c);
                at += c.len_utf8();
            }
        }
    }
    (out, marks, notes)
}

/// JSON begins with a bracket that isn't one of a template.
fn is_json(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some((length, Sign::Logic | Sign::Comment)) = sign(rest, text, ' ') {
        rest = rest[length..].trim_start();
    }
    rest.starts_with(['{', '[']) && !rest.starts_with("{{")
}

/// The sign that a text begins with, and its length. `last` is the letter before.
fn sign(rest: &str, whole: &str, last: char) -> Option<(usize, Sign)> {
    let within = |begin: &str, end: &str| {
        let length = rest.starts_with(begin).then(|| until(rest, end, begin.len()))??;
        Some((length, &rest[begin.len()..length - end.len()]))
    };
    if let Some((length, _)) = within("{#", "#}") {
        return Some((length, Sign::Comment));
    }
    if let Some((length, inner)) = within("<%=", "%>").or_else(|| within("{{", "}}")) {
        return Some((length, braces(inner)?));
    }
    if let Some((length, _)) = within("{%", "%}").or_else(|| within("%{", "}")).or_else(|| within("<%", "%>")) {
        return Some((length, Sign::Logic));
    }
    if let Some((length, inner)) = within("${{", "}}").or_else(|| within("#{", "}#")).or_else(|| within("#{", "}")) {
        return Some((length, blank(inner, None, true)?));
    }
    if let Some((length, inner)) = within("${", "}") {
        let (name, default) = inner.split_once(":-").map_or((inner, None), |(name, value)| (name, Some(value)));
        return Some((length, blank(name, default, false)?));
    }
    if let Some(inner) = rest.strip_prefix('$').filter(|_| last != '$' && last != '\\') {
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        let is_name = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && end <= LONGEST;
        return if is_name { Some((1 + end, blank(&inner[..end], None, false)?)) } else { None };
    }
    set_off(rest, whole, last)
}

/// How names in capitals are set off; those in angles may have small letters.
const AROUND: [(&str, &str); 8] =
    [("<<", ">>"), ("<", ">"), ("%%", "%%"), ("%", "%"), ("__", "__"), ("[[", "]]"), ("[", "]"), ("{", "}")];
/// What is in angles in HTML without ever being closed.
const LONE_TAGS: [&str; 5] = ["br", "hr", "img", "input", "p"];

fn set_off(rest: &str, whole: &str, last: char) -> Option<(usize, Sign)> {
    let (begin, end) = AROUND.into_iter().find(|(begin, _)| rest.starts_with(begin))?;
    // Lists of YAML, and names of Python.
    let is_other = match begin {
        "[" | "{" => last == ' ' || last == ':',
        "__" => last.is_ascii_alphanumeric(),
        _ => false,
    };
    let length = until(rest, end, begin.len()).filter(|_| !is_other)?;
    let name = &rest[begin.len()..length - end.len()];
    let angles = begin.starts_with('<');
    let letter = |c: char| match angles {
        true => c.is_ascii_alphanumeric() || "_-. ".contains(c),
        false => c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || begin != "%" && "- ".contains(c),
    };
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(letter);
    let is_class = begin == "[" && (name.contains("A-Z") || name.contains("0-9"));
    if !is_name || is_class || !angles && name.len() < 2 {
        return None;
    }
    let is_tag = begin == "<" && (LONE_TAGS.contains(&name) || whole.contains(&format!("</{name}>")));
    if is_tag { None } else { Some((length, blank(name, None, true)?)) }
}

/// `{{ X }}` of Go, Jinja or Handlebars.
fn braces(inner: &str) -> Option<Sign> {
    let inner = inner.trim_matches('-').trim();
    if inner.starts_with("/*") || inner.starts_with('!') {
        return Some(Sign::Comment);
    }
    let first = inner.split_whitespace().next().unwrap_or_default();
    let logic = ["if", "else", "end", "range", "with", "block", "define", "template", "each"];
    if logic.contains(&first) || inner.starts_with(['#', '/', '^']) {
        return Some(Sign::Logic);
    }
    // Docker's own, in the tag of a log.
    let of_docker = [".ID", ".FullID", ".Name", ".ImageName", ".ImageID", ".ImageFullName", ".DaemonName"];
    if of_docker.contains(&inner) {
        return None;
    }
    let quoted: Vec<&str> = inner.split(['`', '"', '\'']).skip(1).step_by(2).collect();
    match (first, quoted.as_slice()) {
        ("env", [name, default, ..]) => blank(name, Some(default), true),
        (name, [default, ..]) if inner.contains("default") && !name.contains('(') => blank(name, Some(default), true),
        (_, [name, ..]) => blank(name, None, true),
        (_, []) => blank(inner, None, true),
    }
}

/// A name has letters, digits, dots, hyphens and underscores, so that it can be typed.
fn blank(text: &str, default: Option<&str>, is_plain: bool) -> Option<Sign> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let name: String = text.trim().chars().map(|c| if fits(c) { c } else { '_' }).collect();
    let name = name.trim_matches(['_', '.']).to_string();
    (!name.is_empty()).then(|| Sign::Blank { name, default: default.map(Into::into), is_plain })
}

/// Where a sign ends that begins here and has `begin` letters before what it is about: in the same line and not too far.
fn until(text: &str, end: &str, begin: usize) -> Option<usize> {
    let near = text.get(begin..(begin + LONGEST).min(text.len())).or_else(|| text.get(begin..))?;
    let length = near.find(end)?;
    (length <= LONGEST && !near[..length].contains('\n')).then_some(begin + length + end.len())
}

/// The numbers of the marks in a text.
pub(super) fn within(text: &str) -> Vec<usize> {
    text.split(BEGIN).skip(1).filter_map(|part| part.split(END).next()?.parse().ok()).collect()
}

/// The mark that a text is nothing but.
pub(super) fn whole(text: &str) -> Option<usize> {
    text.strip_prefix(BEGIN)?.strip_suffix(END)?.parse().ok()
}

/// The text with something instead of each mark.
pub(super) fn replace(text: &str, with: impl Fn(usize) -> String) -> String {
    let mut parts = text.split(BEGIN);
    let mut out = String::from(parts.next().unwrap_or_default());
    for part in parts {
        let (number, rest) = part.split_once(END).unwrap_or((part, ""));
        out.push_str(&number.parse().map(&with).unwrap_or_default());
        out.push_str(rest);
    }
    out
}
