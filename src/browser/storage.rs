//! What outlives a reload. Where the browser keeps nothing (a private window, a full disk), nothing is kept.

use web_sys::Storage;

/// Where the session is kept.
pub const SESSION: &str = "ecs-playground.session";
/// Set when the page is to begin one step before the saved session's end.
pub const STEP_BACK: &str = "ecs-playground.step-back";
/// The theme that was chosen.
pub const THEME: &str = "ecs-playground.theme";

fn storage() -> Option<Storage> {
    super::window().local_storage().ok().flatten()
}

pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Says whether it is kept.
pub fn set(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}
