//! Where texts stop making sense, and what is said there.

use super::super::{LONGEST, Query};

/// The `▸` in a text stands before the place.
fn check(marked: &str, message: &str) {
    let text = marked.replace('▸', "");
    let at = marked.chars().position(|c| c == '▸').unwrap();
    let mistake = Query::parse(&text).expect_err(marked);
    assert_eq!((mistake.at, mistake.message.as_str()), (at, message), "\n{}", mistake.drawn(&text));
}

const SUBJECTS: &str = "expected agentConnected, agentVersion, attribute:NAME, ec2InstanceId, registeredAt, runningTasksCount or task:group";

#[test]
fn subjects() {
    for nothing in ["▸", "  ▸", "not ▸", "(▸)", "▸'attribute:a' exists", "attribute:a exists and ▸", "▸and", "▸[a]"]
    {
        check(nothing, SUBJECTS);
    }
    for (text, meant) in [
        ("▸runningTaskCount == 1", "runningTasksCount"),
        ("▸ec2InstanceID == i-1", "ec2InstanceId"),
        ("attribute:a exists and ▸tasks:group == a", "task:group"),
        ("▸atribute:stack == prod", "attribute:stack"),
        ("▸Attributes:stack == prod", "attribute:stack"),
        ("not(▸ecs.instance-type == t2.small)", "attribute:ecs.instance-type"),
        ("▸stack == prod", "attribute:stack"),
    ] {
        check(text, &format!("{SUBJECTS}; did you mean `{meant}`?"));
    }
    check("attribute:▸ == prod", "expected the name of an attribute");
    check("▸memberOf(attribute:a exists)", "write only what is in the parentheses of memberOf");
}

#[test]
fn operators() {
    let all = "expected ==, !=, >, >=, <, <=, exists, !exists, in, !in, =~ or !~";
    check("attribute:a▸", all);
    check("attribute:a ▸prod", all);
    check("attribute:a ▸& b", all);
    check("attribute:a ▸'prod'", all);
    check("attribute:a ▸!", all);
    for (text, meant) in [
        ("attribute:a ▸= prod", "=="),
        ("attribute:a ▸=== prod", "=="),
        ("attribute:a ▸<> prod", "!="),
        ("attribute:a ▸like prod", "=~"),
        ("attribute:a ▸not in [prod]", "!in"),
        ("attribute:a ▸equal prod", "equals"),
        ("attribute:a ▸exist", "exists"),
        ("attribute:a ▸notexists", "not_exists"),
    ] {
        check(text, &format!("{all}; did you mean `{meant}`?"));
    }
    check("agentVersion ▸in [1.0.0]", "expected ==, !=, >, >=, < or <=");
    check("registeredAt ▸exists", "expected ==, !=, >, >=, < or <=");
    check("runningTasksCount ▸=~ 1", "expected ==, !=, >, >=, < or <=");
    check("ec2InstanceId ▸exists", "expected ==, !=, in, !in, =~ or !~");
    check("agentConnected ▸> true", "expected ==, !=, in, !in, =~ or !~");
    check("task:group ▸less_than a", "expected ==, !=, exists, !exists, in, !in, =~ or !~");
}

#[test]
fn values() {
    let value = "expected a value, in quotes if it has blanks or signs";
    for text in
        ["attribute:a ==▸", "attribute:a == ▸(b)", "attribute:a in [▸]", "attribute:a in [b, ▸]", "attribute:a == ▸~b"]
    {
        check(text, value);
    }
    check("attribute:a == ▸'b", "no closing '");
    check("attribute:a == ▸\"b'", "no closing \"");
    check("attribute:a in ▸b", "expected a list such as [a, b]");
    check("attribute:a in [b ▸c]", "expected `,` or `]`");
    check("attribute:a in [b▸", "expected `,` or `]`");
    check("agentConnected == ▸yes", "expected true or false");
    check("agentConnected in [true, ▸1]", "expected true or false");
    check("runningTasksCount == ▸few", "expected a whole number");
    check("runningTasksCount > ▸-1", "expected a whole number");
    check("runningTasksCount > ▸99999999999999999999", "expected a whole number");
    check("agentVersion < ▸1.14", "expected a version such as 1.14.5");
    check("registeredAt < ▸2018-02-30", "expected a date such as 2018-06-18T22:28:28Z or 2018-06-18");
    check("registeredAt < ▸'last week'", "expected a date such as 2018-06-18T22:28:28Z or 2018-06-18");
    check("attribute:a =~ ▸", "expected a pattern such as t2.*");
    check(
        "attribute:a =~ ▸*",
        "expected a regular expression: uncounted repetition operator must be applied to a sub-expression",
    );
    check("attribute:a =~ ▸'(?!b).*'", "expected a regular expression: look-around is not supported");
}

#[test]
fn what_follows() {
    let end = "expected `and`, `or` or the end";
    check("attribute:a == b ▸c", end);
    check("attribute:a == b▸) and attribute:c exists", end);
    check("attribute:a == b ▸& attribute:c exists", end);
    check("attribute:a == b ▸AND attribute:c exists", end);
    check("attribute:a == b▸, c", end);
    check("attribute:a == b ▸android == c", end);
    check("(attribute:a == b ▸c)", "expected `and`, `or` or `)`");
    check("(attribute:a == b▸", "expected `and`, `or` or `)`");
    check("attribute:a exists ▸b", "`exists` takes no argument: expected `and`, `or` or the end");
    check("attribute:a not_exists ▸'b'", "`!exists` takes no argument: expected `and`, `or` or the end");
}

#[test]
fn too_much() {
    let long = format!("attribute:a == '{}'", "é".repeat(LONGEST - 17));
    assert_eq!(long.chars().count(), LONGEST);
    assert!(Query::parse(&long).is_ok());
    check(&format!("{long}▸ "), "an expression has at most 2000 characters");
    let nested = |depth: usize| format!("{}attribute:a exists{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Query::parse(&nested(50)).is_ok());
    check(&nested(51).replacen(&"(".repeat(51), &format!("{}▸(", "(".repeat(50)), 1), "nested more than 50 deep");
    check(&format!("{}▸!{}attribute:a exists", "!".repeat(50), "!".repeat(99)), "nested more than 50 deep");
    let wide = "(agentConnected == true)or".repeat(76) + "(agentConnected == true)";
    assert!(Query::parse(&wide).is_ok());
}

#[test]
fn drawn() {
    let text = "attribute:é\t= 'b'";
    let drawn = "attribute:é = 'b'\n            ^\nexpected ==, !=, >, >=, <, <=, exists, !exists, in, !in, =~ or !~; did you mean `==`?";
    assert_eq!(Query::parse(text).unwrap_err().drawn(text), drawn);
}
