//! Register a task definition from pasted text.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::use_outcome;
use crate::api::import::task_definition;
use crate::app::Action;
use crate::app::files::EXAMPLE;
use crate::ui::dispatch::use_dispatch;
use crate::view::forms::Facts;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub facts: Facts,
}

#[component]
pub fn Paste(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let text = use_state(String::new);
    let (submitted, failure) = use_outcome(&props.facts);
    let oninput = {
        let (text, failure) = (text.clone(), failure.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                text.set(field.value());
                failure.set(None);
            }
        })
    };
    let onsubmit = {
        let (text, failure, lines) = (text.clone(), failure.clone(), props.facts.lines);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match task_definition(&text) {
                Err(why) => failure.set(Some(why)),
                Ok(_) => {
                    submitted.set(Some(lines));
                    dispatch.act(Action::Register(text.as_str().into()));
                }
            }
        })
    };
    let example = {
        let text = text.clone();
        Callback::from(move |_: MouseEvent| text.set(EXAMPLE.into()))
    };
    html! {
        <form {onsubmit}>
            <label class="field">
                <span>{ "JSON or YAML" }</span>
                <textarea name="definition" rows="16" spellcheck="false" value={(*text).clone()} placeholder="Paste a task definition from a real project" {oninput} />
                <small>{ "As register-task-definition takes it, as describe-task-definition prints it, or inside a service's file. Each registration makes a new revision; a registered one can't be changed." }</small>
            </label>
            <p class="error" role="alert">{ failure.as_deref().unwrap_or_default() }</p>
            <p class="actions">
                <button class="button main" type="submit">{ "Register" }</button>
                <button class="button" type="button" onclick={example}>{ "Use an example" }</button>
            </p>
        </form>
    }
}
