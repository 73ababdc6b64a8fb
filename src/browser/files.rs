//! Texts as files that can be saved.

/// An address that has a JSON text in it, for a link that saves it.
pub fn address(text: &str) -> String {
    format!("data:application/json;charset=utf-8,{}", String::from(js_sys::encode_uri_component(text)))
}
