//! requestAnimationFrame as a loop that runs until it is dropped.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

type Tick = Closure<dyn FnMut(f64)>;

/// Calls back on every frame; dropping it ends that.
pub struct Frames {
    request: Rc<Cell<i32>>,
    /// Holds itself, so that it lives as long as frames are asked for; emptied on drop.
    tick: Rc<RefCell<Option<Tick>>>,
}

impl Frames {
    /// `on_frame` gets the frame's time in milliseconds.
    pub fn start(mut on_frame: impl FnMut(f64) + 'static) -> Frames {
        let request = Rc::new(Cell::new(0));
        let tick: Rc<RefCell<Option<Tick>>> = Rc::default();
        let (again, next) = (tick.clone(), request.clone());
        let closure = Closure::new(move |time: f64| {
            // Ask first: what a frame does may end the loop.
            next.set(ask(&again));
            on_frame(time);
        });
        *tick.borrow_mut() = Some(closure);
        request.set(ask(&tick));
        Frames { request, tick }
    }
}

fn ask(tick: &RefCell<Option<Tick>>) -> i32 {
    let tick = tick.borrow();
    let function = tick.as_ref().map(|tick| tick.as_ref().unchecked_ref());
    function.and_then(|function| super::window().request_animation_frame(function).ok()).unwrap_or(0)
}

impl Drop for Frames {
    fn drop(&mut self) {
        let _ = super::window().cancel_animation_frame(self.request.get());
        // A closure must not drop itself while it runs; it is dropped with the next turn of the event loop.
        let tick = self.tick.borrow_mut().take();
        gloo_timers::callback::Timeout::new(0, move || drop(tick)).forget();
    }
}
