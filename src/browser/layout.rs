//! Where things are on the page.

/// The middle of an element in whole pixels, as seen from the top left corner of another.
pub fn middle(id: &str, within: &str) -> Option<(i32, i32)> {
    let document = super::document();
    let rect = document.get_element_by_id(id)?.get_bounding_client_rect();
    let origin = document.get_element_by_id(within)?.get_bounding_client_rect();
    let seen = rect.width() > 0.0;
    let x = rect.x() + rect.width() / 2.0 - origin.x();
    let y = rect.y() + rect.height() / 2.0 - origin.y();
    seen.then_some((x as i32, y as i32))
}

fn window_height() -> f64 {
    super::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX)
}

/// Scrolls the page to an element, if its beginning isn't to be seen.
pub fn reveal(id: &str) {
    let Some(element) = super::document().get_element_by_id(id) else { return };
    let top = element.get_bounding_client_rect().top();
    if top < 0.0 || top > window_height() * 0.6 {
        element.scroll_into_view();
    }
}

/// Scrolls the page so far that what has the focus is seen, if it is this element and its end isn't.
pub fn keep_seen(id: &str) {
    let active = super::document().active_element().filter(|active| active.id() == id);
    let Some(element) = active else { return };
    // What stays at the bottom of a small window may be that high.
    if element.get_bounding_client_rect().bottom() > window_height() - 64.0 {
        element.scroll_into_view_with_bool(false);
    }
}

/// The page is the program's now: what was drawn beforehand is gone, and nothing is on its way.
pub fn running() {
    let place = super::place();
    let _ = place.remove_attribute("aria-busy");
    place.set_class_name("");
    if let Some(bar) = super::document().get_element_by_id("loading") {
        bar.remove();
    }
}

/// Whether motion is to be kept to a minimum.
pub fn reduced_motion() -> bool {
    let query = super::window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}
