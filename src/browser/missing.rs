//! What is said where a session was kept and what reads it couldn't be fetched: it stands in index.html.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlElement;

/// Offers to try again.
pub fn offer(again: fn()) {
    show(true);
    if let Some(button) = element("missing-again") {
        let pressed = Closure::once_into_js(move || {
            show(false);
            again();
        });
        button.set_onclick(Some(pressed.unchecked_ref()));
        let _ = button.focus();
    }
}

/// It, or that something is on its way.
fn show(missing: bool) {
    for (id, hidden) in [("missing", !missing), ("loading", missing)] {
        if let Some(element) = element(id) {
            element.set_hidden(hidden);
        }
    }
}

fn element(id: &str) -> Option<HtmlElement> {
    super::document().get_element_by_id(id)?.dyn_into().ok()
}
