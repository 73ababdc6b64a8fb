//! How components ask for something: one stable callback, given to all by context.

use yew::prelude::*;

use super::dialogs::Dialog;
use crate::session::Action;
use crate::view::keeping::Offer;
use cli::complete::Completion;

/// What a component can ask the root for.
pub enum Ask {
    Act(Action),
    /// Several lines, one after the other.
    Lines(Vec<String>),
    /// So many steps back.
    Undo(usize),
    Open(Option<Dialog>),
    /// What Tab offers for a line.
    Complete(String, Callback<Completion>),
    NextTheme,
    /// Something to be done about keeping the session.
    Keep(Offer),
    /// Goes on with a session that was taken out; hands over why that isn't possible.
    Restore(String, Callback<String>),
    /// Throws away what was set aside under that name.
    Discard(String),
}

impl Ask {
    /// Whether a session is to be made of its lines.
    pub fn runs_a_session(&self) -> bool {
        matches!(self, Ask::Restore(..) | Ask::Keep(Offer::TakeOver))
    }
}

#[derive(Clone, PartialEq)]
pub struct Dispatch(pub Callback<Ask>);

impl Dispatch {
    pub fn act(&self, action: Action) {
        self.0.emit(Ask::Act(action));
    }

    pub fn line(&self, line: &str) {
        self.act(Action::Line(line.into()));
    }

    /// A callback that asks for the same each time.
    pub fn on<E>(&self, action: Action) -> Callback<E> {
        let dispatch = self.clone();
        Callback::from(move |_| dispatch.act(action.clone()))
    }

    pub fn open<E>(&self, dialog: Dialog) -> Callback<E> {
        let dispatch = self.clone();
        Callback::from(move |_| dispatch.0.emit(Ask::Open(Some(dialog))))
    }
}

/// The root's callback.
///
/// # Panics
/// Outside of the root, where no component is.
#[hook]
pub fn use_dispatch() -> Dispatch {
    use_context::<Dispatch>().expect("the root gives it to all")
}
