//! A mistake of ours must not cost anyone a session. After a panic the program can't run any more, so what is shown then
//! is part of the page's own HTML, and static/boot.js shows it; from here comes what it was.

use wasm_bindgen::JsValue;

/// What notes every panic.
pub fn panic_hook() -> Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Send + Sync + 'static> {
    Box::new(|panic| {
        let what = panic.to_string();
        web_sys::console::error_1(&JsValue::from_str(&what));
        let detail = web_sys::window().and_then(|window| window.document()?.get_element_by_id("crash-detail"));
        // The first is the reason of those that follow.
        if let Some(detail) = detail.filter(|detail| detail.text_content().is_none_or(|text| text.is_empty())) {
            detail.set_text_content(Some(&what));
        }
    })
}
