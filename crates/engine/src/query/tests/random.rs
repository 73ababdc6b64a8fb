//! Texts that nobody would write: none may panic, and what is said of them must be consistent.

use super::super::{LONGEST, Query};
use super::EXAMPLE;

/// A generator that gives the same numbers everywhere (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % limit as u64).unwrap()
    }
}

/// What must be true of any text; whether it makes sense.
fn check(text: &str) -> bool {
    let query = match Query::parse(text) {
        Ok(query) => query,
        Err(mistake) => {
            assert!(mistake.at <= text.chars().count().min(LONGEST), "{text:?}");
            assert_eq!(mistake.drawn(text).lines().count(), 3, "{text:?}");
            return false;
        }
    };
    let failures = query.failures(&EXAMPLE);
    assert_eq!(query.holds(&EXAMPLE), failures.is_empty(), "{text:?}");
    for failure in failures {
        let part = Query::parse(&failure.part).unwrap_or_else(|_| panic!("{} of {text:?}", failure.part));
        assert!(!part.holds(&EXAMPLE), "{} of {text:?}", failure.part);
        assert!(!failure.found.is_empty(), "{text:?}");
    }
    // It may be nested as deep as anything can be, or be as long.
    if let Ok(opposite) = Query::parse(&format!("not({text})")) {
        assert_ne!(opposite.holds(&EXAMPLE), query.holds(&EXAMPLE), "{text:?}");
    }
    let _ = (query.is_static(), query.attributes().count());
    true
}

#[test]
fn any_bytes() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for _ in 0..20_000 {
        let bytes: Vec<u8> = (0..numbers.below(60)).map(|_| numbers.below(256).try_into().unwrap()).collect();
        check(&String::from_utf8_lossy(&bytes));
        let seen: String = bytes.iter().map(|byte| char::from(32 + byte % 95)).collect();
        check(&seen);
        check(&format!("attribute:stack =~ {seen}"));
        check(&format!("attribute:stack in [{seen}"));
        check(&format!("registeredAt < {seen}"));
    }
}

const PIECES: [&str; 48] = [
    "attribute:stack",
    "attribute:none",
    "attribute:cores",
    "agentConnected",
    "agentVersion",
    "ec2InstanceId",
    "registeredAt",
    "runningTasksCount",
    "task:group",
    "==",
    "!=",
    ">=",
    "<",
    "=~",
    "!~",
    "in",
    "!in",
    "exists",
    "!exists",
    "not_exists",
    "and",
    "or",
    "&&",
    "||",
    "not",
    "!",
    "(",
    ")",
    "[",
    "]",
    ",",
    "'",
    "\"",
    "prod",
    "8",
    "3",
    "pr.*",
    "(a|b)*",
    "1.98.0",
    "2018-02-13",
    "true",
    "[prod, 8]",
    "'prod'",
    "é",
    "\\",
    "\u{3000}",
    " ",
    "\n",
];

#[test]
fn any_pieces() {
    let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
    for _ in 0..100_000 {
        let gap = ["", " "][numbers.below(2)];
        let count = numbers.below(14);
        let pieces: Vec<&str> = (0..count).map(|_| PIECES[numbers.below(PIECES.len())]).collect();
        check(&pieces.join(gap));
    }
}

const SINGLE: [&str; 8] = [
    "attribute:stack == prod",
    "attribute:none exists",
    "runningTasksCount > 3",
    "task:group in [family:job, a]",
    "agentVersion>=1.0.0",
    "registeredAt < 2018-01",
    "ec2InstanceId =~ (i|j)-.*",
    "attribute:cores !in [8, '9']",
];

/// An expression that makes sense.
fn sensible(numbers: &mut Numbers, depth: usize) -> String {
    let choice = if depth == 0 { 0 } else { numbers.below(6) };
    let single = SINGLE[numbers.below(SINGLE.len())].to_string();
    match choice {
        0 | 1 => single,
        2 => format!("not({})", sensible(numbers, depth - 1)),
        3 => format!("! ({})", sensible(numbers, depth - 1)),
        4 => format!("({} or {single})", sensible(numbers, depth - 1)),
        _ => format!("{}&&({})", sensible(numbers, depth - 1), sensible(numbers, depth - 1)),
    }
}

#[test]
fn any_that_makes_sense() {
    let mut numbers = Numbers(0xD1B5_4A32_D192_ED03);
    for _ in 0..20_000 {
        let text = sensible(&mut numbers, 6);
        assert!(check(&text) || text.chars().count() > LONGEST, "{text}");
    }
}
