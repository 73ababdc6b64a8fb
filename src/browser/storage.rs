//! What outlives a reload: the browser's storage, shared by all tabs, and that of the tab.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, Storage};

use crate::session::keeping::{Refused, Shelf};

/// The theme that was chosen.
pub const THEME: &str = "ecs-playground.theme";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Browser,
    Tab,
}

impl Place {
    fn storage(self) -> Result<Storage, Refused> {
        let window = super::window();
        let storage = match self {
            Place::Browser => window.local_storage(),
            Place::Tab => window.session_storage(),
        };
        storage.ok().flatten().ok_or(Refused::Forbidden)
    }
}

impl Shelf for Place {
    fn get(&self, name: &str) -> Result<Option<String>, Refused> {
        self.storage()?.get_item(name).map_err(refused)
    }

    fn set(&self, name: &str, text: &str) -> Result<(), Refused> {
        self.storage()?.set_item(name, text).map_err(refused)
    }

    fn remove(&self, name: &str) {
        if let Ok(storage) = self.storage() {
            let _ = storage.remove_item(name);
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what a call to JavaScript throws comes by value")]
fn refused(why: JsValue) -> Refused {
    match why.dyn_ref::<DomException>().map(DomException::name).as_deref() {
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => Refused::Full,
        Some(_) | None => Refused::Forbidden,
    }
}

/// A name for this tab, as it is opened now, that no other has.
pub fn tab_name() -> String {
    format!("{:016}", js_sys::Math::random() * 1e16)
}
