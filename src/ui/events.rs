//! What happened, newest first; each with what led to it.

use yew::prelude::*;

use super::dispatch::Dispatch;
use super::tile::hue_class;
use crate::session::Action;
use crate::view::events::EventRow;

#[expect(clippy::ptr_arg, reason = "a part is drawn from just what an Rc holds")]
pub fn events(rows: &Vec<EventRow>, dispatch: &Dispatch) -> Html {
    html! {
        <section class="events" aria-label="Events" data-home="true">
            <h2 class="kicker">{ "Events" }</h2>
            <ol class="scroll" tabindex="0" data-next="true" aria-label="Events, newest first">
                { for rows.iter().map(|one| row(one, dispatch)) }
            </ol>
        </section>
    }
}

fn row(row: &EventRow, dispatch: &Dispatch) -> Html {
    let onclick = dispatch.on(Action::ToggleCauses(row.fact));
    html! {
        <li key={row.fact.0}>
            <button class="plain event" aria-expanded={row.causes.is_some().to_string()} title="What led to this?" {onclick}>
                <time class="muted">{ &row.time }</time>
                <span class={classes!("bullet", row.hue.map(hue_class))} aria-hidden="true"></span>
                <span class="text">{ &row.text }</span>
            </button>
            <ul class="causes">
                for cause in row.causes.iter().flatten() {
                    <li>{ cause }</li>
                }
            </ul>
        </li>
    }
}
