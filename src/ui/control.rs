//! Something that can be done to what is selected, with the line that does it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::choice::Choice;
use super::dispatch::use_dispatch;
use crate::view::inspector::{Control, Field};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub control: Control,
}

/// Keyed by what it acts on: what is entered here belongs to that alone.
#[component]
pub fn ControlView(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let control = &props.control;
    // How it was when something was entered, and what.
    let entered = use_state(|| None::<(String, String)>);
    let enter = {
        let (entered, now) = (entered.clone(), control.now().to_string());
        Callback::from(move |value: String| entered.set(Some((now.clone(), value))))
    };
    let shown = control.shown(entered.as_ref()).to_string();
    let (line, refusal) = (control.line(&shown), control.refusal(&shown));
    let tried = use_state(|| false);
    let said = refusal.clone().filter(|_| *tried).unwrap_or_default();
    let field = match &control.field {
        Field::None { .. } => html! { <span /> },
        Field::Choice { label, options, .. } => {
            let options: Vec<_> = options.iter().map(|option| (option.value.clone(), option.title.clone())).collect();
            html! {
                <label><span class="muted name" title={label.clone()}>{ label }</span><Choice {options} chosen={shown} on_choose={enter} /></label>
            }
        }
        Field::Number { label, .. } => {
            let oninput = Callback::from(move |event: InputEvent| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    enter.emit(input.value());
                }
            });
            html! {
                <label><span class="muted name" title={label.clone()}>{ label }</span>
                    <input type="number" min="0" max="1000000" step="any" value={shown} {oninput} />
                </label>
            }
        }
    };
    let onsubmit = {
        let (line, tried, refused) = (line.clone(), tried.clone(), refusal.is_some());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            tried.set(refused);
            if !refused {
                dispatch.line(&line);
            }
        })
    };
    html! {
        <form class="control" novalidate=true {onsubmit}>
            <p>{ field }<button class={classes!("button", control.main.then_some("main"))} title={control.title.clone()}>{ &control.title }</button></p>
            <p class="error" role="alert">{ said }</p>
            <code class="line">{ line }</code>
            <small class="muted">{ control.remark }</small>
        </form>
    }
}
