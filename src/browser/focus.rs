//! Where the keyboard is, and that it is never lost.
//!
//! What has the focus may be drawn away: a button whose work is done. Then the focus goes to what its part of the page
//! offers as next: `[data-next]` in the nearest `[data-home]` around it.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusOptions, HtmlElement, KeyboardEvent};

use super::listen::Listener;

/// What the element with the focus does with keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    /// Text is written there: letters are letters.
    Text,
    /// A choice that the keyboard was led to: all keys are its own.
    Choice,
    /// A button that the keyboard was led to: Space presses it.
    Button,
    /// A slider: arrows move it.
    Slider,
    /// Nothing that uses keys, or something that was pressed with the pointer: its user isn't at the keyboard there.
    Nothing,
}

#[derive(Default)]
struct Watch {
    /// What had the focus last, with the homes around it, the nearest first.
    last: Option<(Element, Vec<Element>)>,
    /// What the pointer pressed, until the keyboard is led on.
    pressed: Option<Element>,
}

thread_local! {
    static WATCH: RefCell<Watch> = RefCell::default();
}

const FOCUSABLE: &str = "button, summary, select, input, textarea, a, [tabindex]";

/// Follows the focus and the pointer, as long as the listeners are kept.
pub fn watch() -> [Listener; 4] {
    let target = |event: &Event| event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let focused = Listener::on_window("focusin", move |event| {
        let last = target(&event).map(|element| (element.clone(), homes(&element)));
        WATCH.with_borrow_mut(|watch| watch.last = last);
    });
    let pressed = Listener::on_window("pointerdown", move |event| {
        let pressed = target(&event).and_then(|element| element.closest(FOCUSABLE).ok().flatten());
        WATCH.with_borrow_mut(|watch| {
            // Who clicks beside everything means to leave it.
            watch.last = watch.last.take().filter(|_| pressed.is_some());
            watch.pressed = pressed;
        });
    });
    let led_on = Listener::on_window("keydown", |event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Tab") {
            WATCH.with_borrow_mut(|watch| watch.pressed = None);
        }
    });
    // Some browsers press a button as Space goes up.
    let up = Listener::on_window("keyup", |event| {
        let space = event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == " ");
        if space && active().is_some_and(|element| is_pressed(&element) && is_button(&element)) {
            event.prevent_default();
        }
    });
    [focused, pressed, led_on, up]
}

fn homes(element: &Element) -> Vec<Element> {
    let home = |element: &Element| element.closest("[data-home]").ok().flatten();
    std::iter::successors(home(element), |inner| home(&inner.parent_element()?)).collect()
}

/// If what had the focus is gone, it goes to what is next.
pub fn keep() {
    let lost = WATCH.with_borrow_mut(|watch| watch.last.take_if(|(last, _)| is_gone(last) && !is_elsewhere(last)));
    let Some((_, homes)) = lost else { return };
    let home = homes.into_iter().find(|home| !is_gone(home));
    let next =
        home.map(|home| home.query_selector("[data-next]").ok().flatten().filter(|it| !is_gone(it)).unwrap_or(home));
    let Some(next) = next.or_else(|| super::document().get_element_by_id("map")) else { return };
    if let Some(next) = next.dyn_ref::<HtmlElement>() {
        // Who isn't at the keyboard goes on looking where they look.
        let options = FocusOptions::new();
        options.set_prevent_scroll(WATCH.with_borrow(|watch| watch.pressed.is_some()));
        let _ = next.focus_with_options(&options);
    }
}

fn is_gone(element: &Element) -> bool {
    !element.is_connected() || element.closest(".hidden, [hidden]").ok().flatten().is_some()
}

/// Whether something else has the focus by now.
fn is_elsewhere(last: &Element) -> bool {
    active().is_some_and(|active| active != *last)
}

/// What has the focus; the body doesn't count.
fn active() -> Option<Element> {
    super::document().active_element().filter(|element| element.tag_name() != "BODY")
}

fn is_pressed(element: &Element) -> bool {
    WATCH.with_borrow(|watch| watch.pressed.as_ref() == Some(element))
}

fn is_button(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "BUTTON" | "SUMMARY" | "A")
}

pub fn holder() -> Holder {
    let Some(active) = active() else { return Holder::Nothing };
    match active.tag_name().as_str() {
        "TEXTAREA" => Holder::Text,
        "INPUT" if active.get_attribute("type").as_deref() == Some("range") => Holder::Slider,
        "INPUT" => Holder::Text,
        _ if is_pressed(&active) => Holder::Nothing,
        "SELECT" => Holder::Choice,
        _ if is_button(&active) => Holder::Button,
        _ => Holder::Nothing,
    }
}

/// Whether a dialog is open: what is behind it can't be reached.
pub fn is_in_dialog() -> bool {
    super::document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Puts the focus on an element.
pub fn on(id: &str) {
    if let Some(element) = super::document().get_element_by_id(id)
        && let Some(element) = element.dyn_ref::<HtmlElement>()
    {
        let _ = element.focus();
    }
}

/// Puts the focus on the first element that matches a selector.
pub fn on_first(selector: &str) {
    if let Ok(Some(element)) = super::document().query_selector(selector)
        && let Some(element) = element.dyn_ref::<HtmlElement>()
    {
        let _ = element.focus();
    }
}

/// Moves the focus among the elements that match a selector, if the keyboard was led to one of them.
pub fn step(selector: &str, forward: bool) -> bool {
    let Some(active) = active().filter(|active| !is_pressed(active)) else { return false };
    let Ok(list) = super::document().query_selector_all(selector) else { return false };
    let elements: Vec<Element> =
        (0..list.length()).filter_map(|n| list.item(n)).filter_map(|node| node.dyn_into().ok()).collect();
    let Some(at) = elements.iter().position(|element| *element == active) else { return false };
    let next = if forward { (at + 1).min(elements.len() - 1) } else { at.saturating_sub(1) };
    if let Some(element) = elements[next].dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
    true
}

/// Scrolls an element to its end.
pub fn scroll_to_end(id: &str) {
    if let Some(element) = super::document().get_element_by_id(id) {
        element.set_scroll_top(element.scroll_height());
    }
}
