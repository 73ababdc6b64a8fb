//! Keeping the session: how the page begins, and the bar that says where it isn't kept as usual.

use yew::prelude::*;

use super::dispatch::{Ask, Dispatch};
use crate::browser::storage::{Place, tab_name};
use crate::session::Session;
use crate::session::keeping::Keeper;
use crate::session::saved;
use crate::session::scenario::Scenario;
use crate::view::keeping::{Banner, Offer, set_aside};
use engine::random::Seed;

/// What can be taken out of the page: the session, if it isn't too long, and what was set aside, by name.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Texts {
    pub session: Option<String>,
    pub aside: Vec<(String, String)>,
}

/// Whether there is a session to go on with.
pub fn is_kept() -> bool {
    Keeper::new(Place::Browser, Place::Tab, tab_name()).keeps()
}

/// The session that was kept, or a new one; and who keeps it from now on.
pub fn begin() -> (Session, Keeper<Place>) {
    let mut keeper = Keeper::new(Place::Browser, Place::Tab, tab_name());
    let session = take(&mut keeper);
    (session, keeper)
}

/// The session that the page opens on where none is kept.
pub fn opening() -> Session {
    Session::new(Scenario::Opening, Seed(1))
}

/// The session that is kept, or that which the page opens on. What can't be read is set aside.
pub fn take(keeper: &mut Keeper<Place>) -> Session {
    let (kept, step_back) = keeper.take();
    let Some(text) = kept else { return opening() };
    let earlier = if step_back { saved::step_back(&text) } else { None };
    let restored = Session::restore(earlier.as_ref().unwrap_or(&text));
    let why = match &restored {
        Ok(session) => session.notice.as_deref(),
        Err(why) => Some(why.as_str()),
    };
    let notice = why.map(|why| {
        keeper.set_aside(&text);
        set_aside(why, keeper.state())
    });
    let mut session = restored.unwrap_or_else(|_| opening());
    session.notice = notice.map(Into::into);
    session
}

pub fn bar(banner: Option<Banner>, dispatch: &Dispatch) -> Html {
    let (text, offers) = banner.map_or(("", [].as_slice()), |banner| (banner.text, banner.offers));
    html! {
        <div class={classes!("keeping", offers.is_empty().then_some("hidden"))} role="status">
            <p>{ text }</p>
            <p class="actions">{ for offers.iter().map(|one| offer(*one, dispatch)) }</p>
        </div>
    }
}

fn offer(offer: Offer, dispatch: &Dispatch) -> Html {
    let dispatch = dispatch.clone();
    let onclick = Callback::from(move |_: MouseEvent| dispatch.0.emit(Ask::Keep(offer)));
    html! { <button key={offer.title()} class="button" {onclick}>{ offer.title() }</button> }
}
