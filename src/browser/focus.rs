//! Where the keyboard is.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Puts the focus on an element.
pub fn on(id: &str) {
    if let Some(element) = super::document().get_element_by_id(id)
        && let Some(element) = element.dyn_ref::<HtmlElement>()
    {
        let _ = element.focus();
    }
}

/// What has the focus, if it uses keys itself: a field, a button, a link.
pub fn uses_keys() -> bool {
    super::document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT" | "BUTTON" | "A" | "SUMMARY" | "DIALOG")
    })
}

/// Whether text is being written, where letters are letters.
pub fn is_writing() -> bool {
    super::document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT")
            || element.tag_name() == "INPUT" && element.get_attribute("type").as_deref() != Some("range")
    })
}

/// Moves the focus among the elements of a container that match a selector. Says whether it was in there.
pub fn step(container: &str, selector: &str, forward: bool) -> bool {
    let Some(active) = super::document().active_element() else { return false };
    let inside = active.closest(container).ok().flatten();
    let Some(container) = inside else { return false };
    let Ok(list) = container.query_selector_all(selector) else { return false };
    let elements: Vec<Element> =
        (0..list.length()).filter_map(|n| list.item(n)).filter_map(|node| node.dyn_into().ok()).collect();
    let at = elements.iter().position(|element| *element == active);
    let next = match (at, forward) {
        (Some(at), true) => (at + 1).min(elements.len() - 1),
        (Some(at), false) => at.saturating_sub(1),
        (None, _) => 0,
    };
    if let Some(element) = elements.get(next).and_then(|element| element.dyn_ref::<HtmlElement>()) {
        let _ = element.focus();
    }
    true
}

/// Scrolls an element to its end.
pub fn scroll_to_end(id: &str) {
    if let Some(element) = super::document().get_element_by_id(id) {
        element.set_scroll_top(element.scroll_height());
    }
}
