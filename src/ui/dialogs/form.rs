//! A form, drawn from its data.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::use_outcome;
use crate::session::Action;
use crate::ui::choice::Choice;
use crate::ui::dispatch::use_dispatch;
use crate::view::forms::{Facts, Field, FieldKind, FormKind, Values, form};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub kind: FormKind,
    pub facts: Facts,
}

#[component]
pub fn FormView(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let values = use_state(Values::default);
    let (submitted, failure) = use_outcome(&props.facts);
    let form = form(props.kind, &props.facts, &values);
    let tried = use_state(|| false);
    let set = {
        let values = values.clone();
        Callback::from(move |(name, value): (&'static str, String)| {
            let mut next = (*values).clone();
            next.insert(name, value);
            values.set(next);
        })
    };
    let onsubmit = {
        let (line, lines, can_be_sent) = (form.line.clone(), props.facts.lines, form.can_be_sent());
        let tried = tried.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            tried.set(true);
            if !can_be_sent {
                return;
            }
            if submitted.is_some() {
                return dispatch.act(Action::Fetch);
            }
            submitted.set(Some(lines));
            dispatch.act(Action::Line(line.as_str().into()));
        })
    };
    html! {
        <form novalidate=true {onsubmit}>
            <p>{ form.about }</p>
            <div class="fields">{ for form.fields.iter().map(|one| field(one, *tried, &set)) }</div>
            <p class="error" role="alert">{ form.missing.or(failure.as_deref()).unwrap_or(props.facts.waits) }</p>
            <p class="kicker">{ "Same thing on the command line" }</p>
            <code class="line">{ &form.line }</code>
            <p class="actions"><button class="button main" type="submit" aria-disabled={form.missing.is_some().to_string()}>{ form.button }</button></p>
        </form>
    }
}

/// `tried`: what is wrong is said once the form was to be sent.
fn field(field: &Field, tried: bool, set: &Callback<(&'static str, String)>) -> Html {
    let name = field.name;
    html! {
        <label class="field" key={name}>
            <span>{ field.label }</span>
            { input(field, set) }
            <small class="error" role="alert">{ field.fault.as_deref().filter(|_| tried).unwrap_or_default() }</small>
            <small>{ &field.remark }</small>
        </label>
    }
}

fn input(field: &Field, set: &Callback<(&'static str, String)>) -> Html {
    let (name, set) = (field.name, set.clone());
    let value = field.value.clone();
    let (kind, least) = match field.kind {
        FieldKind::Number(least) => ("number", least.to_string()),
        FieldKind::Text | FieldKind::Name | FieldKind::Choice(_) => ("text", String::new()),
    };
    match &field.kind {
        FieldKind::Choice(options) => {
            let on_choose = Callback::from(move |value: String| set.emit((name, value)));
            html! { <Choice {name} options={options.clone()} chosen={value} {on_choose} /> }
        }
        FieldKind::Text | FieldKind::Name | FieldKind::Number(_) => {
            let oninput = Callback::from(move |event: InputEvent| {
                if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                    set.emit((name, input.value()));
                }
            });
            html! { <input {name} type={kind} {value} min={least} autocomplete="off" {oninput} /> }
        }
    }
}
