//! The left pane: the guide, what can be made, what can be broken.

use yew::prelude::*;

use super::dialogs::Dialog;
use super::dispatch::{Ask, Dispatch};
use super::guide::guide;
use crate::session::{Action, Selection};
use crate::view::faults::Fault;
use crate::view::page::{DefinitionChip, LeftPane};

pub fn left(parts: &LeftPane, dispatch: &Dispatch) -> Html {
    html! {
        <aside class="left" aria-label="Guide and tools">
            { guide(&parts.guide, dispatch) }
            <section data-home="true">
                <h2 class="kicker" tabindex="-1" data-next="true">{ "Create" }</h2>
                <p class="actions">{ for Dialog::CREATING.into_iter().map(|(title, dialog)| create(title, dialog, dispatch)) }</p>
            </section>
            <section data-home="true">
                <h2 class="kicker" tabindex="-1" data-next="true">{ "Task definitions" }</h2>
                <p class="actions">{ for parts.definitions.iter().map(|chip| definition(chip, dispatch)) }</p>
            </section>
            <section data-home="true">
                <h2 class="kicker" tabindex="-1" data-next="true">{ "Break something" }</h2>
                <p class="actions faults">{ for parts.faults.breaks.iter().map(|fault| button(fault, fault.title.clone(), "button", dispatch)) }</p>
                <p class="actions faults">{ for parts.faults.mends.iter().map(|fault| button(fault, format!("{} {}", fault.title, fault.about), "button mend", dispatch)) }</p>
            </section>
        </aside>
    }
}

fn create(title: &'static str, dialog: Dialog, dispatch: &Dispatch) -> Html {
    html! { <button class="button" onclick={dispatch.open(dialog)}>{ title }</button> }
}

/// The latest revision of a family.
fn definition(chip: &DefinitionChip, dispatch: &Dispatch) -> Html {
    let onclick = dispatch.on(Action::Select(Some(Selection::Definition(chip.id))));
    html! { <button key={chip.id.0} class="button mono" title={chip.label.clone()} {onclick}><span class="name">{ &chip.label }</span></button> }
}

/// `key`: what stays the same while what the fault would be done to changes, so that a press isn't lost on the way.
fn button(fault: &Fault, key: String, class: &'static str, dispatch: &Dispatch) -> Html {
    let (lines, dispatch) = (fault.lines.clone(), dispatch.clone());
    // The second press of a double click would be for what has come in its place by then.
    let onclick = Callback::from(move |event: MouseEvent| {
        if event.detail() < 2 {
            dispatch.0.emit(Ask::Lines(lines.clone()));
        }
    });
    html! {
        <button {key} {class} title={fault.lines.join("\n")} {onclick}>
            { &fault.title }{ " " }<span class="muted name">{ &fault.about }</span>
        </button>
    }
}
