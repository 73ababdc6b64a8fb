//! Lists that come in pages: a call returns some items and a token, with which the next call goes on.

use super::errors::{ServiceError, invalid};
use super::json::Input;

/// How many items a page of a list has by default, and at most (commands.md#lists).
#[derive(Clone, Copy)]
pub(crate) struct PageSize {
    pub usual: usize,
    pub most: usize,
}

/// Most lists of ECS.
pub(crate) const HUNDRED: PageSize = PageSize { usual: 100, most: 100 };

/// The page that a call asks for with `maxResults` and `nextToken`, and the token of the next one. A token is the number
/// of the items before it; for callers it is just a text.
pub(crate) fn page<T>(input: Input, size: PageSize, items: Vec<T>) -> Result<(Vec<T>, Option<String>), ServiceError> {
    let length = match input.number("maxResults").map(usize::try_from) {
        None => size.usual,
        Some(Ok(length)) if (1..=size.most).contains(&length) => length,
        Some(_) => return Err(invalid(format!("maxResults must be between 1 and {}.", size.most))),
    };
    let first: usize = match input.text("nextToken") {
        None => 0,
        Some(token) => token.parse().map_err(|_| invalid("Invalid token."))?,
    };
    let next = first.saturating_add(length);
    let token = (next < items.len()).then(|| next.to_string());
    Ok((items.into_iter().skip(first).take(length).collect(), token))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_is_cut_into_pages() {
        let ask = |input| page(Input::of(&input), PageSize { usual: 2, most: 3 }, vec![1, 2, 3, 4, 5]);
        assert_eq!(ask(json!({})), Ok((vec![1, 2], Some("2".into()))));
        assert_eq!(ask(json!({"nextToken": "2"})), Ok((vec![3, 4], Some("4".into()))));
        assert_eq!(ask(json!({"nextToken": "2", "maxResults": 3})), Ok((vec![3, 4, 5], None)));
        assert_eq!(ask(json!({"nextToken": "99"})), Ok((vec![], None)));
        assert!(ask(json!({"nextToken": "x"})).is_err() && ask(json!({"maxResults": 0})).is_err());
        assert!(ask(json!({"maxResults": 4})).is_err() && ask(json!({"maxResults": -1})).is_err());
    }
}
