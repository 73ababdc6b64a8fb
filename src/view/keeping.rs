//! What is said where the session isn't kept as usual, and what can be done about it.

use crate::session::keeping::{Keeping, Refused};

#[derive(Clone, PartialEq, Debug)]
pub struct Banner {
    pub text: &'static str,
    pub offers: &'static [Offer],
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Offer {
    /// The session as a file, or as text.
    Export,
    /// What is here becomes this tab's own.
    Apart,
    /// The session that another tab keeps goes on here.
    TakeOver,
}

impl Offer {
    pub fn title(self) -> &'static str {
        match self {
            Offer::Export => "Save it as a file",
            Offer::Apart => "Keep what is here in this tab",
            Offer::TakeOver => "Go on with the other here",
        }
    }
}

/// What is said where what was kept can't be read, or not to its end.
pub fn set_aside(why: &str, keeping: Keeping) -> String {
    match keeping {
        Keeping::Kept | Keeping::Apart => {
            format!("{why}. What was kept is set aside as it is: Scenario, then Save or open.")
        }
        Keeping::Refused(_) | Keeping::TooLong | Keeping::Elsewhere => {
            format!("{why}. What was kept stays where it is, so nothing is kept from here on.")
        }
    }
}

/// What is said where another session took the place of one that was worked in.
pub const REPLACED: &str = "The session that was here is set aside: Scenario, then Save or open has it.";
/// … and where it can't be set aside, so that nothing took its place.
pub const NO_ROOM_ASIDE: &str = "The session that is here can't be set aside: there is no room. Save it as a file and throw one of the others away, or begin anew first.";

pub fn banner(keeping: Keeping) -> Option<Banner> {
    let (text, offers): (_, &'static [Offer]) = match keeping {
        Keeping::Kept => return None,
        Keeping::Apart => (
            "This tab has a session of its own, which is kept until the tab is closed. The other is as it was.",
            &[Offer::Export, Offer::TakeOver],
        ),
        Keeping::Refused(Refused::Forbidden) => (
            "This browser lets the page keep nothing: a reload or closing the tab loses the session.",
            &[Offer::Export],
        ),
        Keeping::Refused(Refused::Full) => (
            "The browser has no more room for this page: what you do from here on isn't kept, and a reload loses it.",
            &[Offer::Export],
        ),
        Keeping::TooLong => (
            "The session has more lines than are kept: what you do from here on isn't, and a reload loses it.",
            &[Offer::Export],
        ),
        Keeping::Elsewhere => (
            "This session goes on in another tab, which keeps it now. What you do in this one isn't kept.",
            &[Offer::TakeOver, Offer::Apart, Offer::Export],
        ),
    };
    Some(Banner { text, offers })
}
