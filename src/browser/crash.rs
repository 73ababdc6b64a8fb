//! A mistake of ours must not cost anyone a session: it is saved line by line already, so say what happened and offer
//! to go on. After a panic the program can't run any more, so the message is part of the page's own HTML.

use wasm_bindgen::JsValue;

/// What shows the message on every panic.
pub fn panic_hook() -> Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Send + Sync + 'static> {
    Box::new(|panic| {
        let what = panic.to_string();
        web_sys::console::error_1(&JsValue::from_str(&what));
        let document = super::document();
        if let Some(detail) = document.get_element_by_id("crash-detail") {
            detail.set_text_content(Some(&what));
        }
        if let Some(message) = document.get_element_by_id("crash") {
            let _ = message.remove_attribute("hidden");
        }
    })
}
