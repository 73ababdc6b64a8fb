//! Listening to the window, until dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::Event;

pub struct Listener {
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    pub fn on_window(kind: &'static str, on_event: impl FnMut(Event) + 'static) -> Listener {
        let closure = Closure::new(on_event);
        let _ = super::window().add_event_listener_with_callback(kind, function(&closure));
        Listener { kind, closure }
    }
}

fn function(closure: &Closure<dyn FnMut(Event)>) -> &js_sys::Function {
    closure.as_ref().unchecked_ref()
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = super::window().remove_event_listener_with_callback(self.kind, function(&self.closure));
    }
}
