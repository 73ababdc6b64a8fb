//! A message that stays until it is dismissed.

use yew::prelude::*;

use super::dispatch::Dispatch;
use crate::session::Action;

pub fn notice(text: Option<&str>, dispatch: &Dispatch) -> Html {
    html! {
        <div class={classes!("notice", text.is_none().then_some("hidden"))} role="alert">
            <p>{ text.unwrap_or_default() }</p>
            <button class="button" onclick={dispatch.on(Action::Dismiss)}>{ "OK" }</button>
        </div>
    }
}
