//! Values as Python prints them, in which the AWS CLI is written.

use serde_json::{Number, Value};

/// A value as `str` prints it: a text as it is, everything else as its `repr`.
pub(crate) fn str(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => repr(value),
    }
}

/// The name of its type.
pub(crate) fn class(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// A value as it stands inside of another.
pub(crate) fn repr(value: &Value) -> String {
    match value {
        Value::Null => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Number(number) => of_number(number),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(repr).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("{}: {}", quoted(name), repr(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}

/// A float has the fewest digits that tell it from others, and an exponent outside of 0.0001 to 10^16.
fn of_number(number: &Number) -> String {
    let Some(float) = number.as_f64().filter(|_| number.is_f64()) else { return number.to_string() };
    let scientific = format!("{float:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse().unwrap_or(0) {
        -4..16 => format!("{float:?}"),
        exponent => format!("{digits}e{exponent:+03}"),
    }
}

/// In single quotes, unless the text has such and no double ones.
fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if is_printable(c) => out.push(c),
            c => out.push_str(&match c as u32 {
                code @ ..0x100 => format!("\\x{code:02x}"),
                code @ ..0x10000 => format!("\\u{code:04x}"),
                code => format!("\\U{code:08x}"),
            }),
        }
    }
    out.push(quote);
    out
}

/// Rust escapes the same as Python, once a letter stands before: combining marks are escaped at the beginning only.
fn is_printable(c: char) -> bool {
    matches!(c, '\'' | '"') || [' ', c].iter().collect::<String>().escape_debug().nth(1) == Some(c)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_printed_as_python_prints_them() {
        for (value, expected) in [
            (json!(null), "None"),
            (json!([true, false]), "[True, False]"),
            (json!([]), "[]"),
            (json!({}), "{}"),
            (json!({"a": 1, "b": ["c", null]}), "{'a': 1, 'b': ['c', None]}"),
            (json!([-5, 18446744073709551615u64]), "[-5, 18446744073709551615]"),
            (json!([1.0, 0.5, 256.0, -0.0]), "[1.0, 0.5, 256.0, -0.0]"),
            (json!([1e15, 1e16, 1.5e300]), "[1000000000000000.0, 1e+16, 1.5e+300]"),
            (json!([0.0001, 0.00001, 1.25e-7]), "[0.0001, 1e-05, 1.25e-07]"),
            (json!([0.1, 123456.789]), "[0.1, 123456.789]"),
            (json!(["it's"]), r#"["it's"]"#),
            (json!(["say \"so\""]), r#"['say "so"']"#),
            (json!(["it's \"so\""]), r#"['it\'s "so"']"#),
            (json!(["a\\b\n\r\t"]), r"['a\\b\n\r\t']"),
            (json!(["\0\u{1b}\u{7f}\u{a0}\u{ad}"]), r"['\x00\x1b\x7f\xa0\xad']"),
            (json!(["wëb 日本 é ✓"]), "['wëb 日本 é ✓']"),
            (json!(["\u{301}x"]), "['\u{301}x']"),
            (json!(["\u{200b}\u{2028}\u{feff}\u{3000}"]), r"['\u200b\u2028\ufeff\u3000']"),
            (json!(["🚀\u{e0001}"]), r"['🚀\U000e0001']"),
        ] {
            assert_eq!(repr(&value), expected, "{value}");
            assert_eq!(str(&value), expected, "{value}");
        }
        assert_eq!(str(&json!("it's\n")), "it's\n");
    }
}
