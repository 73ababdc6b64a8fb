//! How the parts of the page are laid out: while it runs, and as it is drawn beforehand.

use std::rc::Rc;

use yew::prelude::*;

use super::dialogs::{Dialog, Dialogs};
use super::dispatch::Dispatch;
use super::events::events;
use super::flights::flights;
use super::inspector::inspector;
use super::keeping::{self, Texts};
use super::left::left;
use super::map::{lanes, legend};
use super::notice::notice;
use super::part::part;
use super::strip::strips;
use super::terminal::terminal;
use super::timeline::timeline;
use super::top_bar::top_bar;
use crate::browser::theme::Theme;
use crate::session::Session;
use crate::view::Page;
use crate::view::forms::facts;
use crate::view::keeping::Banner;
use engine::time::Time;

/// All that is shown.
pub struct Sheet<'a> {
    pub session: &'a Session,
    pub page: &'a Page,
    pub theme: Theme,
    pub banner: Option<Banner>,
    pub dialog: Option<Dialog>,
    pub texts: &'a Rc<Texts>,
    pub announcement: &'a AttrValue,
    /// Whether motion is to be kept to a minimum.
    pub still: bool,
    pub dispatch: &'a Dispatch,
}

pub fn sheet(sheet: Sheet<'_>) -> Html {
    let Sheet { session, page, dispatch, still, .. } = sheet;
    let now = if still { Time::ZERO } else { session.world().now };
    let facts = sheet.dialog.map(|_| facts(session)).unwrap_or_default();
    html! {
        <ContextProvider<Dispatch> context={dispatch.clone()}>
            { top_bar(&page.top_bar, sheet.theme, dispatch) }
            { keeping::bar(sheet.banner, dispatch) }
            <main class="panes">
                { part(&page.left, left) }
                <section class="map" id="map" aria-label="Map of the cluster" tabindex="-1" data-home="true">
                    { part(&page.map, legend) }
                    { strips(&page.strips, now, session.playback.speed, dispatch) }
                    { part(&page.map, lanes) }
                    { flights(if still { &[] } else { &page.flights }) }
                </section>
                { part(&page.inspector, inspector) }
                <div class="bottom">
                    { part(session.terminal(), terminal) }
                    { part(&page.events, events) }
                </div>
            </main>
            { part(&page.timeline, timeline) }
            { notice(session.notice.as_deref(), dispatch) }
            <Dialogs open={sheet.dialog} texts={sheet.texts.clone()} {facts} />
            <p class="unseen" role="status" aria-live="polite">{ sheet.announcement }</p>
        </ContextProvider<Dispatch>>
    }
}
