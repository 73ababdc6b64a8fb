//! Register a task definition from pasted text. A template gets a field for each of its placeholders.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::use_outcome;
use crate::session::Action;
use crate::session::files::EXAMPLE;
use crate::ui::dispatch::use_dispatch;
use crate::view::forms::Facts;
use crate::view::pasted::{self, Blank};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub facts: Facts,
}

#[component]
pub fn Paste(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let text = use_state(String::new);
    let entered = use_state(Vec::<(String, String)>::new);
    let blanks = use_memo((text.to_string(), props.facts.reads), |(text, _)| pasted::blanks(text));
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
        let given = pasted::given(&blanks, &entered);
        let (text, failure, lines) = (text.clone(), failure.clone(), props.facts.lines);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if submitted.is_some() {
                return dispatch.act(Action::Fetch);
            }
            match pasted::refusal(&text, &given) {
                Some(why) => failure.set(Some(why)),
                None => {
                    submitted.set(Some(lines));
                    dispatch.act(Action::Register(text.as_str().into(), given.clone()));
                }
            }
        })
    };
    let example = {
        let (text, failure) = (text.clone(), failure.clone());
        Callback::from(move |_: MouseEvent| {
            text.set(EXAMPLE.into());
            failure.set(None);
        })
    };
    html! {
        <form {onsubmit}>
            <label class="field">
                <span>{ "JSON or YAML" }</span>
                <textarea name="definition" rows={if blanks.is_empty() { "16" } else { "9" }} spellcheck="false" value={(*text).clone()} placeholder="Paste a task definition from a real project" {oninput} />
                <small>{ "As register-task-definition takes it, as describe-task-definition prints it, a template, or inside a service's file. Each registration makes a new revision; a registered one can't be changed." }</small>
            </label>
            <p class="error" role="alert">{ failure.as_deref().unwrap_or(props.facts.waits) }</p>
            { fields(&blanks, &entered) }
            <p class="actions">
                <button class="button main" type="submit">{ "Register" }</button>
                <button class="button" type="button" onclick={example}>{ "Use an example" }</button>
            </p>
        </form>
    }
}

fn fields(blanks: &[Blank], entered: &UseStateHandle<Vec<(String, String)>>) -> Html {
    if blanks.is_empty() {
        return html! { <div class="blanks" /> };
    }
    let field = |blank: &Blank| {
        let value = entered.iter().find(|(name, _)| *name == blank.name).map(|(_, value)| value.clone());
        let (entered, name) = (entered.clone(), blank.name.clone());
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let mut next = (*entered).clone();
                next.retain(|(other, _)| *other != name);
                next.push((name.clone(), input.value()));
                entered.set(next);
            }
        });
        html! {
            <label class="field" key={blank.name.clone()}>
                <span>{ &blank.label }</span>
                <input type="text" name={blank.name.clone()} value={value.unwrap_or_default()} placeholder={blank.example.clone()} autocomplete="off" spellcheck="false" {oninput} />
            </label>
        }
    };
    html! {
        <div class="blanks">
            <p>{ pasted::about(blanks) }</p>
            <div class="fields">{ for blanks.iter().map(field) }</div>
        </div>
    }
}
