//! Lists in pages, as the CLI asks for them: call after call until the list is whole, or has as many items as
//! `--max-items` says; then there is a token for `--starting-token`.

use serde_json::{Map, Value, json};

use super::Usage;
use super::base64;
use super::options::Paging;
use aws::errors::ApiError;
use aws::model::Operation;
use aws::{Answer, call, cut};
use engine::history::History;

/// The parameters of ECS for the place in a list and for a page's length.
const TOKEN: &str = "nextToken";
const LENGTH: &str = "maxResults";

/// Where a list is to be begun: at a page, after so many items of it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Start {
    token: Option<String>,
    skip: usize,
}

/// Whether the CLI asks for all pages by itself. Who gives one of the parameters asks for one page.
pub(super) fn is_paginated(operation: &Operation, input: &Value) -> bool {
    // The CLI has no paginator for it.
    operation.name.starts_with("List")
        && operation.name != "ListServiceDeployments"
        && [TOKEN, LENGTH].iter().all(|name| operation.input.member(name).is_some() && input.get(name).is_none())
}

pub(super) fn collect(
    history: &mut History,
    operation: &Operation,
    input: &Value,
    paging: &Paging,
    mut start: Start,
) -> Result<Answer, ApiError> {
    let most = paging.max_items.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    let mut items = Vec::new();
    loop {
        let Answer { output, notes } = call(history, operation, one_page(input, paging, &start), "")?;
        let (name, page, next) = parts(output);
        let fresh = page.len().saturating_sub(start.skip);
        let taken = fresh.min(most - items.len());
        items.extend(page.into_iter().skip(start.skip).take(taken));
        let rest = match (taken < fresh, next) {
            (true, _) => Some(Start { skip: start.skip + taken, ..start }),
            (false, Some(next)) => Some(Start { token: Some(next), skip: 0 }),
            (false, None) => None,
        };
        match rest {
            Some(rest) if items.len() < most => start = rest,
            rest => {
                let mut whole = Map::from_iter([(name, Value::Array(items))]);
                whole.extend(rest.map(|rest| ("NextToken".to_string(), json!(rest.text()))));
                return Ok(Answer { output: Value::Object(whole), notes });
            }
        }
    }
}

fn one_page(input: &Value, paging: &Paging, start: &Start) -> Value {
    let mut asked = input.clone();
    if let Some(token) = &start.token {
        asked[TOKEN] = json!(token);
    }
    if let Some(size) = paging.page_size {
        asked[LENGTH] = json!(size);
    }
    asked
}

/// The name of the list in an answer, its items, and the token of the next page.
fn parts(output: Value) -> (String, Vec<Value>, Option<String>) {
    let (mut name, mut items, mut next) = (String::new(), Vec::new(), None);
    let Value::Object(members) = output else { return (name, items, next) };
    for (member, value) in members {
        match value {
            Value::Array(list) => (name, items) = (member, list),
            Value::String(token) if member == TOKEN => next = Some(token),
            _ => {}
        }
    }
    (name, items, next)
}

impl Start {
    /// What `--starting-token` gives.
    pub(super) fn read(paging: &Paging) -> Result<Start, Usage> {
        let Some(text) = &paging.starting_token else { return Ok(Start::default()) };
        let bad = || Usage { status: 255, message: format!("Bad starting token: {}", cut(text, 80)) };
        let bytes = base64::decode(text).ok_or_else(bad)?;
        let start: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|_| bad())?;
        let skip = start.get(SKIP).and_then(Value::as_u64).unwrap_or(0);
        let token = start.get(TOKEN).and_then(Value::as_str).map(String::from);
        Ok(Start { token, skip: usize::try_from(skip).map_err(|_| bad())? })
    }

    /// As the CLI writes it.
    fn text(&self) -> String {
        let token = json!(self.token);
        let skip = if self.skip > 0 { format!(", \"{SKIP}\": {}", self.skip) } else { String::new() };
        base64::encode(format!("{{\"{TOKEN}\": {token}{skip}}}").as_bytes())
    }
}

const SKIP: &str = "boto_truncate_amount";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_the_clis_and_come_back() {
        let start = Start { token: None, skip: 1 };
        assert_eq!(start.text(), "eyJuZXh0VG9rZW4iOiBudWxsLCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxfQ==");
        let read = |text: &str| Start::read(&Paging { starting_token: Some(text.into()), ..Paging::default() });
        for start in [start, Start { token: Some("10".into()), skip: 0 }, Start { token: Some("10".into()), skip: 7 }] {
            assert_eq!(read(&start.text()), Ok(start));
        }
        assert!(["x", "eyJ", "W10=", "=", "äää="].into_iter().all(|text| read(text).is_err()));
    }
}
