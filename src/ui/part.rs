//! A part of the page that is drawn again only when what it shows is another value.
//!
//! One component for all such parts: yew's machinery is made anew for every component type, some kilobytes each.

use std::rc::Rc;

use yew::prelude::*;

use super::dispatch::{Dispatch, use_dispatch};

#[derive(Properties)]
pub struct Props {
    /// Which value it shows: the address of its `Rc`, which `draw` keeps alive.
    shown: usize,
    draw: Rc<dyn Fn(&Dispatch) -> Html>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Props) -> bool {
        self.shown == other.shown
    }
}

#[component]
fn Part(props: &Props) -> Html {
    let dispatch = use_dispatch();
    (props.draw)(&dispatch)
}

/// Draws `value` by `draw`, as long as it is the same `Rc` only once.
pub fn part<T: 'static>(value: &Rc<T>, draw: fn(&T, &Dispatch) -> Html) -> Html {
    let shown = Rc::as_ptr(value).cast::<()>() as usize;
    let value = value.clone();
    let draw: Rc<dyn Fn(&Dispatch) -> Html> = Rc::new(move |dispatch| draw(&value, dispatch));
    html! { <Part {shown} {draw} /> }
}

/// The same in a list, where each has a key.
pub fn keyed<T: 'static>(key: u32, value: &Rc<T>, draw: fn(&T, &Dispatch) -> Html) -> Html {
    let shown = Rc::as_ptr(value).cast::<()>() as usize;
    let value = value.clone();
    let draw: Rc<dyn Fn(&Dispatch) -> Html> = Rc::new(move |dispatch| draw(&value, dispatch));
    html! { <Part {key} {shown} {draw} /> }
}
