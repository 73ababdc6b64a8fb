//! Listeners, their rules, and which requests a rule takes (load-balancing.md#listeners-and-rules).

use std::net::IpAddr;

use super::Name;
use super::balancer::Protocol;
use super::kept::Kept;
use crate::ids::{LoadBalancerId, TargetGroupId};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Listener {
    /// Listeners and rules of a load balancer are numbered together; no number is given twice.
    pub number: u32,
    pub port: u16,
    pub protocol: Protocol,
    /// In the order in which they are tried; the default rule is the last.
    pub rules: Vec<Rule>,
    pub kept: Kept,
}

/// What a listener does with requests.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rule {
    pub number: u32,
    /// `None`: the default rule, which takes what no other has.
    pub priority: Option<u32>,
    /// All of them must hold.
    pub conditions: Vec<Condition>,
    pub action: Action,
    pub kept: Kept,
}

/// A rule, wherever it stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RuleId {
    pub balancer: LoadBalancerId,
    pub number: u32,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// To target groups, each its part.
    Forward(Vec<Weighted>),
    /// The load balancer answers itself.
    FixedResponse { status: u16 },
    /// It answers 301 or 302; who follows is a request of another kind.
    Redirect { status: u16 },
}

/// A target group that gets its part of a rule's requests: its weight of the sum of all.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Weighted {
    pub target_group: TargetGroupId,
    /// 0 to 999.
    pub weight: u32,
}

/// What is asked of a request; one of several values is enough. Values may have `*` and `?`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Condition {
    Path(Vec<Name>),
    Host(Vec<Name>),
    Header {
        name: Name,
        values: Vec<Name>,
    },
    Method(Vec<Name>),
    /// Keys, if any, and values.
    Query(Vec<(Option<Name>, Name)>),
    /// Blocks of addresses: `192.0.2.0/24`.
    Source(Vec<Name>),
}

/// Requests of one kind, as far as rules can tell them apart.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Requests {
    /// `None`: that of the load balancer's first listener.
    pub port: Option<u16>,
    pub host: Name,
    pub path: Name,
    /// `a=1&b=2`
    pub query: Name,
    pub method: Name,
    pub headers: Vec<(Name, Name)>,
    pub source: Name,
}

impl Default for Requests {
    /// `GET /`, from somewhere in the internet.
    fn default() -> Requests {
        Requests {
            port: None,
            host: "".into(),
            path: "/".into(),
            query: "".into(),
            method: "GET".into(),
            headers: vec![],
            source: "198.51.100.7".into(),
        }
    }
}

/// Requests of a kind that come at a steady rate.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Stream {
    pub requests: Requests,
    /// Thousandths of a request a second.
    pub rate: u64,
}

impl Listener {
    pub fn default_rule(&self) -> &Rule {
        self.rules.last().expect("a listener has a default rule")
    }

    pub fn forwards_to(&self) -> impl Iterator<Item = &Weighted> {
        self.rules.iter().flat_map(Rule::forwards)
    }

    /// The rule that takes requests: the first whose conditions hold.
    pub fn rule_for(&self, requests: &Requests) -> &Rule {
        self.rules.iter().find(|rule| rule.takes(requests)).unwrap_or(self.default_rule())
    }

    /// The order in which rules are tried.
    pub fn sort(&mut self) {
        self.rules.sort_by_key(|rule| rule.priority.unwrap_or(u32::MAX));
    }
}

impl Rule {
    pub fn forwards(&self) -> &[Weighted] {
        match &self.action {
            Action::Forward(to) => to,
            Action::FixedResponse { .. } | Action::Redirect { .. } => &[],
        }
    }

    pub fn takes(&self, requests: &Requests) -> bool {
        self.conditions.iter().all(|condition| condition.holds(requests))
    }
}

impl Condition {
    pub fn holds(&self, requests: &Requests) -> bool {
        let any = |values: &[Name], test: &dyn Fn(&str) -> bool| values.iter().any(|value| test(value));
        match self {
            Condition::Path(values) => any(values, &|value| matches(value, &requests.path)),
            Condition::Host(values) => any(values, &|value| matches_any_case(value, &requests.host)),
            Condition::Header { name, values } => {
                let mut given = requests.headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(name));
                given.any(|(_, given)| any(values, &|value| matches_any_case(value, given)))
            }
            Condition::Method(values) => any(values, &|value| *value == *requests.method),
            Condition::Query(pairs) => pairs.iter().any(|(key, value)| {
                requests.query.split('&').filter(|part| !part.is_empty()).any(|part| {
                    let (given_key, given) = part.split_once('=').unwrap_or((part, ""));
                    key.as_ref().is_none_or(|key| matches_any_case(key, given_key)) && matches_any_case(value, given)
                })
            }),
            Condition::Source(blocks) => any(blocks, &|block| is_within(&requests.source, block) == Some(true)),
        }
    }

    /// How many values count towards a rule's limit.
    pub fn count(&self) -> usize {
        match self {
            Condition::Path(values) | Condition::Host(values) | Condition::Method(values) => values.len(),
            Condition::Header { values, .. } | Condition::Source(values) => values.len(),
            Condition::Query(pairs) => pairs.len(),
        }
    }
}

fn matches_any_case(pattern: &str, text: &str) -> bool {
    matches(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase())
}

/// `*` stands for any number of letters, `?` for one.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    // Where the last `*` is, and how much of the text it took.
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => (p, t) = (p + 1, t + 1),
            Some(_) | None => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (p, t) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Whether an address is in a block; `None` if one of them can't be read.
pub fn is_within(address: &str, block: &str) -> Option<bool> {
    let (start, bits) = block.split_once('/')?;
    let (address, start): (IpAddr, IpAddr) = (address.parse().ok()?, start.parse().ok()?);
    let bits: u32 = bits.parse().ok()?;
    match (address, start) {
        (IpAddr::V4(address), IpAddr::V4(start)) if bits <= 32 => {
            let differs = address.to_bits() ^ start.to_bits();
            Some(differs.checked_shr(32 - bits).unwrap_or(0) == 0)
        }
        (IpAddr::V6(address), IpAddr::V6(start)) if bits <= 128 => {
            let differs = address.to_bits() ^ start.to_bits();
            Some(differs.checked_shr(128 - bits).unwrap_or(0) == 0)
        }
        (IpAddr::V4(_), IpAddr::V6(_)) if bits <= 128 => Some(false),
        (IpAddr::V6(_), IpAddr::V4(_)) if bits <= 32 => Some(false),
        _ => None,
    }
}

/// Parts of a whole in proportion to weights, which add up to the whole; `None` if all weights are 0.
pub fn divide(whole: u64, weights: &[u64]) -> Option<Vec<u64>> {
    let all: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    if all == 0 {
        return None;
    }
    let (mut sum, mut given) = (0, 0);
    let part = |&weight: &u64| {
        sum += u128::from(weight);
        let until = (u128::from(whole) * sum / all) as u64;
        std::mem::replace(&mut given, until).abs_diff(until)
    };
    Some(weights.iter().map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_load_balancers_do() {
        for (pattern, text, expected) in [
            ("/", "/", true),
            ("/api/*", "/api/", true),
            ("/api/*", "/api", false),
            ("/api/*", "/API/x", false),
            ("*", "", true),
            ("*.js", "/a/b.js", true),
            ("*.js", "/a/b.jsx", false),
            ("/a?c", "/abc", true),
            ("/a?c", "/ac", false),
            ("/*/x/*", "/a/b/x/c/x/d", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn conditions_hold_for_the_requests_they_name() {
        let names = |values: &[&str]| values.iter().map(|&value| value.into()).collect::<Vec<Name>>();
        let requests = Requests {
            host: "Api.example.com".into(),
            path: "/orders/7".into(),
            query: "version=2&debug".into(),
            headers: vec![("X-Canary".into(), "Yes".into())],
            source: "192.0.2.77".into(),
            ..Requests::default()
        };
        for (condition, expected) in [
            (Condition::Host(names(&["*.EXAMPLE.com"])), true),
            (Condition::Host(names(&["example.com"])), false),
            (Condition::Path(names(&["/x", "/orders/*"])), true),
            (Condition::Method(names(&["get"])), false),
            (Condition::Method(names(&["GET"])), true),
            (Condition::Header { name: "x-canary".into(), values: names(&["y*"]) }, true),
            (Condition::Header { name: "x-other".into(), values: names(&["*"]) }, false),
            (Condition::Query(vec![(Some("version".into()), "2".into())]), true),
            (Condition::Query(vec![(None, "3".into())]), false),
            (Condition::Source(names(&["192.0.2.0/24"])), true),
            (Condition::Source(names(&["192.0.2.0/26", "2001:db8::/32"])), false),
        ] {
            assert_eq!(condition.holds(&requests), expected, "{condition:?}");
        }
    }

    #[test]
    fn blocks_of_addresses_hold_addresses() {
        for (address, block, expected) in [
            ("192.0.2.1", "0.0.0.0/0", Some(true)),
            ("192.0.2.1", "192.0.2.1/32", Some(true)),
            ("192.0.2.1", "192.0.2.0/33", None),
            ("192.0.2.1", "192.0.2.1", None),
            ("192.0.2.1", "::/0", Some(false)),
            ("2001:db8::1", "2001:db8::/32", Some(true)),
        ] {
            assert_eq!(is_within(address, block), expected, "{address} {block}");
        }
    }

    #[test]
    fn parts_add_up_to_the_whole() {
        for (whole, weights, expected) in [
            (10_000, &[1, 1, 1][..], Some(vec![3_333, 3_333, 3_334])),
            (10, &[0, 5, 0], Some(vec![0, 10, 0])),
            (7, &[90, 10], Some(vec![6, 1])),
            (u64::MAX, &[999, 999], Some(vec![u64::MAX / 2, u64::MAX / 2 + 1])),
            (7, &[0, 0], None),
            (7, &[], None),
        ] {
            assert_eq!(divide(whole, weights), expected, "{whole} {weights:?}");
        }
    }
}
