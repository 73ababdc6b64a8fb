//! The root: owns the session and runs its frames.

use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen::JsCast;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::dialogs::Dialog;
use super::dispatch::{Ask, Dispatch};
use super::keeping::{self, Texts};
use super::keys;
use super::sheet::{Sheet, sheet};
use crate::browser::frames::Frames;
use crate::browser::listen::Listener;
use crate::browser::storage::Place;
use crate::browser::theme::Theme;
use crate::browser::{clock, focus, layout};
use crate::session::command_line::{self, CommandLine};
use crate::session::keeping::Keeper;
use crate::session::{Action, Effect, Session};
use crate::view::Page;
use crate::view::keeping::{NO_ROOM_ASIDE, Offer, REPLACED, banner};

pub enum Msg {
    Ask(Ask),
    Frame(f64),
    Key(KeyboardEvent),
    Save,
    /// Another tab may have taken the session over.
    Look,
    /// The command line has come, or can't be fetched now.
    Fetched(Option<&'static CommandLine>),
}

pub struct Root {
    session: Session,
    page: Page,
    keeper: Keeper<Place>,
    /// What can be taken out, as it was when that was asked for.
    texts: Rc<Texts>,
    dispatch: Dispatch,
    dialog: Option<Dialog>,
    theme: Theme,
    announcement: AttrValue,
    /// Whether motion is to be kept to a minimum.
    still: bool,
    /// Whether something was selected since the page was last drawn.
    selected: bool,
    /// How many exchanges the terminal had when it was last drawn.
    exchanges: usize,
    /// What is to be asked again once the command line has come.
    later: Option<Ask>,
    /// Runs while time does.
    frames: Option<Frames>,
    last_frame: Option<f64>,
    save_soon: Option<Timeout>,
    /// What runs as long as the page does.
    _listeners: [Listener; 3],
    _watch: [Listener; 4],
    _save_often: Interval,
}

/// A frame's share of time for the simulation, in milliseconds.
const FRAME_BUDGET: f64 = 6.0;
/// A change is saved after so many milliseconds of rest.
const SAVE_AFTER: u32 = 400;
/// Time that goes on is saved so often.
const SAVE_EVERY: u32 = 5_000;

impl Component for Root {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let (session, keeper) = keeping::begin();
        let page = Page::of(&session);
        let link = ctx.link().clone();
        let keys = Listener::on_window("keydown", move |event| {
            if let Ok(event) = event.dyn_into::<KeyboardEvent>() {
                link.send_message(Msg::Key(event));
            }
        });
        let link = ctx.link().clone();
        let leaving = Listener::on_window("pagehide", move |_| link.send_message(Msg::Save));
        let link = ctx.link().clone();
        let others = Listener::on_window("storage", move |_| link.send_message(Msg::Look));
        let link = ctx.link().clone();
        let mut root = Root {
            session,
            page,
            keeper,
            texts: Rc::default(),
            dispatch: Dispatch(ctx.link().callback(Msg::Ask)),
            dialog: None,
            theme: Theme::saved(),
            announcement: AttrValue::default(),
            still: layout::reduced_motion(),
            selected: false,
            exchanges: 0,
            later: None,
            frames: None,
            last_frame: None,
            save_soon: None,
            _listeners: [keys, leaving, others],
            _watch: focus::watch(),
            _save_often: Interval::new(SAVE_EVERY, move || link.send_message(Msg::Save)),
        };
        root.theme.apply();
        root.run_frames(ctx);
        root
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Frame(time) => return self.frame(time),
            Msg::Save => return self.save(),
            Msg::Look => self.keeper.look(),
            Msg::Fetched(found) => {
                let effects = self.session.fetched(found);
                self.carry_out(ctx, effects);
                if let Some(ask) = self.later.take_if(|_| found.is_some()) {
                    ctx.link().send_message(Msg::Ask(ask));
                }
            }
            Msg::Key(event) => match keys::meaning(&event) {
                None => return false,
                Some(keys::Meaning::Act(action)) => self.act(ctx, action),
                Some(keys::Meaning::Terminal) => focus::on("prompt"),
                Some(keys::Meaning::Help) => self.dialog = Some(Dialog::Help),
                Some(keys::Meaning::Escape) if self.dialog.is_some() => self.dialog = None,
                Some(keys::Meaning::Escape) => self.act(ctx, Action::Select(None)),
                Some(keys::Meaning::Speed { faster }) => {
                    let speed = self.session.playback.speed.shifted(faster);
                    self.act(ctx, Action::SetSpeed(speed));
                }
            },
            Msg::Ask(ask) if ask.runs_a_session() && self.session.command_line().is_none() => {
                if let Ask::Restore(_, reply) = &ask {
                    reply.emit("This waits for the command line, which is still on its way.".into());
                }
                self.later = Some(ask);
                self.act(ctx, Action::Fetch);
            }
            Msg::Ask(Ask::Act(action)) => self.act(ctx, action),
            Msg::Ask(Ask::Lines(lines)) => self.act(ctx, Action::Lines(lines.join("\n").into())),
            Msg::Ask(Ask::Undo(steps)) => (0..steps).for_each(|_| self.act(ctx, Action::Undo)),
            Msg::Ask(Ask::Open(dialog)) => self.open(dialog),
            Msg::Ask(Ask::Keep(offer)) => self.keep(offer),
            Msg::Ask(Ask::Restore(text, reply)) => {
                if let Err(why) = self.restore(&text) {
                    reply.emit(why);
                }
            }
            Msg::Ask(Ask::Discard(name)) => {
                self.keeper.discard(&name);
                self.open(Some(Dialog::Session));
            }
            Msg::Ask(Ask::NextTheme) => {
                self.theme = self.theme.next();
                self.theme.apply();
            }
            Msg::Ask(Ask::Complete(line, reply)) => {
                if let Some(command_line) = self.session.command_line() {
                    reply.emit((command_line.complete)(self.session.world(), self.session.files(), &line));
                }
                return false;
            }
        }
        self.page.follow(&self.session);
        self.run_frames(ctx);
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let Root { session, page, theme, dispatch, dialog, texts, announcement, still, .. } = self;
        let banner = banner(self.keeper.state());
        sheet(Sheet {
            session,
            page,
            theme: *theme,
            banner,
            dialog: *dialog,
            texts,
            announcement,
            still: *still,
            dispatch,
        })
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            clock::mark("running");
            layout::running();
            if self.session.command_line().is_none() {
                fetch(ctx);
            }
        }
        let terminal = self.session.terminal();
        let exchanges = terminal.count() as usize + terminal.ahead.lines.len();
        if std::mem::replace(&mut self.exchanges, exchanges) != exchanges {
            focus::scroll_to_end("transcript");
            layout::keep_seen("prompt");
        }
        focus::keep();
        // On a narrow page the inspector is far from what was pressed.
        if std::mem::take(&mut self.selected) {
            layout::reveal("inspector");
        }
    }
}

/// Fetches the command line.
fn fetch(ctx: &Context<Root>) {
    let link = ctx.link().clone();
    spawn_local(async move { link.send_message(Msg::Fetched(command_line::fetch().await)) });
}

impl Root {
    fn act(&mut self, ctx: &Context<Self>, action: Action) {
        self.selected |= matches!(action, Action::Select(Some(_)));
        let effects = self.session.update(action);
        self.carry_out(ctx, effects);
    }

    fn carry_out(&mut self, ctx: &Context<Self>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Fetch => fetch(ctx),
                Effect::Announce(text) => self.announcement = text.into(),
                Effect::Save => {
                    let link = ctx.link().clone();
                    self.save_soon = Some(Timeout::new(SAVE_AFTER, move || link.send_message(Msg::Save)));
                }
            }
        }
    }

    fn frame(&mut self, time: f64) -> bool {
        let elapsed = self.last_frame.replace(time).map_or(0.0, |last| time - last);
        let deadline = clock::now() + FRAME_BUDGET;
        let changed = self.session.frame(elapsed, || clock::now() < deadline);
        if changed {
            self.page.follow(&self.session);
        }
        changed
    }

    /// Frames are asked for just as long as time runs.
    fn run_frames(&mut self, ctx: &Context<Self>) {
        match (self.session.playback.playing, &self.frames) {
            (true, None) => {
                let link = ctx.link().clone();
                self.last_frame = None;
                self.frames = Some(Frames::start(move |time| link.send_message(Msg::Frame(time))));
            }
            (false, Some(_)) => self.frames = None,
            (true, Some(_)) | (false, None) => {}
        }
    }

    /// Says whether it stands otherwise with keeping now.
    fn save(&mut self) -> bool {
        self.save_soon = None;
        let before = self.keeper.state();
        self.keeper.keep(self.session.save().as_deref());
        before != self.keeper.state()
    }

    fn open(&mut self, dialog: Option<Dialog>) {
        self.dialog = dialog;
        if dialog == Some(Dialog::Session) {
            self.texts = Rc::new(Texts { session: self.session.save(), aside: self.keeper.aside() });
        }
    }

    /// Goes on with another session; the one that was there is set aside.
    fn restore(&mut self, text: &str) -> Result<(), String> {
        let mut session = Session::restore(text)?;
        if self.session.own_lines() > 0 {
            let present = self.session.save();
            if !present.is_some_and(|present| self.keeper.copy_aside(&present)) {
                return Err(NO_ROOM_ASIDE.into());
            }
            session.notice.get_or_insert(REPLACED.into());
        }
        self.session = session;
        self.dialog = None;
        self.save();
        Ok(())
    }

    fn keep(&mut self, offer: Offer) {
        match offer {
            Offer::Export => self.open(Some(Dialog::Session)),
            Offer::Apart => self.keeper.go_apart(self.session.save().as_deref()),
            Offer::TakeOver => {
                self.keeper.rejoin();
                self.session = keeping::take(&mut self.keeper);
            }
        }
    }
}
