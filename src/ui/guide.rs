//! The guide: what to try, ticked off as it is done.

use yew::prelude::*;

use super::dispatch::Dispatch;
use crate::session::Action;
use crate::view::guide::{Guide, Step};

pub fn guide(guide: &Guide, dispatch: &Dispatch) -> Html {
    let toggle = if guide.hidden { "Show" } else { "Hide" };
    let onclick = dispatch.on(Action::HideGuide(!guide.hidden));
    html! {
        <section class="guide" tabindex="-1" data-home="true">
            <header>
                <h2 class="kicker">{ format!("First steps · {} of {}", guide.done, guide.steps.len()) }</h2>
                <button class="plain small" aria-expanded={(!guide.hidden).to_string()} {onclick}>{ toggle }</button>
            </header>
            <div class="said" role="status">
                if let Some((line, said)) = guide.said.as_ref().filter(|_| !guide.hidden) {
                    <code>{ line }</code>
                    <p>{ said }</p>
                }
            </div>
            <ol class={classes!(guide.hidden.then_some("hidden"))}>{ for guide.steps.iter().map(|one| step(one, dispatch)) }</ol>
        </section>
    }
}

fn step(step: &Step, dispatch: &Dispatch) -> Html {
    let line = step.line.as_deref().unwrap_or_default();
    let hidden = line.is_empty().then_some("hidden");
    html! {
        <li key={step.title} tabindex={step.next.then_some("-1")} data-next={step.next.then_some("true")} class={classes!(step.done.then_some("done"), step.next.then_some("next"))}>
            <span class="tick" role="img" aria-label={if step.done { "done" } else { "to do" }}></span>
            <div>
                <p class="title">{ step.title }</p>
                <p class="about">{ if step.next { step.about } else { "" } }</p>
                <div class={classes!(hidden)}>
                    <code>{ line.to_string() }</code>
                    <button class="button main" onclick={dispatch.on(Action::Line(line.into()))}>{ "Do it" }</button>
                </div>
            </div>
        </li>
    }
}
