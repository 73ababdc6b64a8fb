//! Taking the session out of the page as a file or as text, and putting one in.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::browser::files;
use crate::ui::dispatch::{Ask, use_dispatch};
use crate::ui::keeping::Texts;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub texts: Rc<Texts>,
}

#[component]
pub fn Sessions(props: &Props) -> Html {
    let texts = &props.texts;
    html! {
        <div class="sessions">
            if let Some(session) = &texts.session {
                { text("session", "This session", "The page reads it again: below, or on another machine.", session) }
            } else {
                <p>{ "This session has more lines than can be taken out." }</p>
            }
            for (name, aside) in &texts.aside {
                <Aside key={name.clone()} name={name.clone()} text={aside.clone()} />
            }
            <Open />
        </div>
    }
}

/// A text that can be copied, or saved as a file.
fn text(name: &str, title: &str, about: &'static str, text: &str) -> Html {
    html! {
        <div class="field">
            <label class="field">
                <span>{ title.to_string() }</span>
                <textarea name={name.to_string()} rows="4" readonly=true spellcheck="false" value={text.to_string()} />
                <small>{ about }</small>
            </label>
            <p><a class="button main" download={format!("ecs-playground-{name}.json")} href={files::address(text)}>{ "Save as a file" }</a></p>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct AsideProps {
    name: String,
    text: String,
}

/// What couldn't be read, or not to its end, or what another took the place of.
#[component]
fn Aside(props: &AsideProps) -> Html {
    let dispatch = use_dispatch();
    let discard = {
        let name = props.name.clone();
        Callback::from(move |_: MouseEvent| dispatch.0.emit(Ask::Discard(name.clone())))
    };
    let about = "It was kept when it couldn't be read, or not to its end, or when another took its place.";
    let short = props.name.rsplit('.').next().unwrap_or_default();
    html! {
        <div>
            { text(&format!("set-aside-{short}"), &format!("A session that was set aside ({short})"), about, &props.text) }
            <p class="actions"><button class="button" onclick={discard}>{ "Throw it away" }</button></p>
        </div>
    }
}

/// A session that was taken out goes on here.
#[component]
fn Open() -> Html {
    let dispatch = use_dispatch();
    let text = use_state(String::new);
    let failure = use_state(String::new);
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                text.set(field.value());
            }
        })
    };
    let onsubmit = {
        let (text, failure) = (text.clone(), failure.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let failure = failure.clone();
            dispatch.0.emit(Ask::Restore((*text).clone(), Callback::from(move |why| failure.set(why))));
        })
    };
    html! {
        <form {onsubmit}>
            <label class="field">
                <span>{ "Go on with another" }</span>
                <textarea name="open" rows="3" spellcheck="false" value={(*text).clone()} placeholder="Paste a session that was saved" {oninput} />
                <small>{ "It takes the place of what is in the page, which is set aside." }</small>
            </label>
            <p class="error" role="alert">{ &*failure }</p>
            <p class="actions"><button class="button" type="submit">{ "Open" }</button></p>
        </form>
    }
}
