//! Where a session is kept, so that it outlives a reload; and what is done where that isn't possible, for nothing may be
//! lost without a word.
//!
//! The browser keeps one session for all its tabs, and one tab keeps it: the one that opened last. A tab may keep a
//! session of its own instead, as long as it is open. What can't be read any more is set aside, never written over.

/// A place that keeps texts by name, of the browser or of a tab.
pub trait Shelf {
    fn get(&self, name: &str) -> Result<Option<String>, Refused>;
    fn set(&self, name: &str, text: &str) -> Result<(), Refused>;
    fn remove(&self, name: &str);
}

/// Why a place doesn't keep something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    Forbidden,
    Full,
}

/// How it stands with keeping.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keeping {
    /// For all tabs.
    Kept,
    /// By this tab, for itself.
    Apart,
    Refused(Refused),
    /// Longer than what is saved.
    TooLong,
    /// Another tab keeps it now.
    Elsewhere,
}

/// The name of the session that is kept.
pub const SESSION: &str = "ecs-playground.session";
/// Set when the page is to begin one step before the saved session's end.
pub const STEP_BACK: &str = "ecs-playground.step-back";
/// Which tab keeps the browser's session.
pub const KEEPER: &str = "ecs-playground.keeper";
/// Names of what was set aside begin so; past [`MOST_ASIDE`] no more is.
const ASIDE: &str = "ecs-playground.aside.";
const MOST_ASIDE: usize = 5;

pub struct Keeper<S> {
    browser: S,
    tab: S,
    /// This tab, as opened this time.
    own: String,
    /// Whether the tab keeps a session for itself.
    apart: bool,
    /// Whether what stands in the session's place must stay there.
    full: bool,
    state: Keeping,
}

impl<S: Shelf> Keeper<S> {
    pub fn new(browser: S, tab: S, own: String) -> Keeper<S> {
        let apart = matches!(tab.get(SESSION), Ok(Some(_)));
        Keeper { browser, tab, own, apart, full: false, state: if apart { Keeping::Apart } else { Keeping::Kept } }
    }

    pub fn state(&self) -> Keeping {
        self.state
    }

    fn place(&self) -> &S {
        if self.apart { &self.tab } else { &self.browser }
    }

    /// Whether there is a session to go on with.
    pub fn keeps(&self) -> bool {
        matches!(self.place().get(SESSION), Ok(Some(_)))
    }

    /// The session to go on with, and whether one step before its end. From now on this tab keeps it.
    pub fn take(&mut self) -> (Option<String>, bool) {
        if !self.apart {
            self.sign();
            self.state = Keeping::Kept;
        }
        let step_back = matches!(self.place().get(STEP_BACK), Ok(Some(_)));
        self.place().remove(STEP_BACK);
        let found = self.place().get(SESSION);
        if let Err(refused) = found {
            self.state = Keeping::Refused(refused);
        }
        (found.unwrap_or_default(), step_back)
    }

    /// Says that this tab keeps the browser's session.
    fn sign(&self) {
        if self.browser.set(KEEPER, &self.own) == Err(Refused::Full) {
            // Without the other's name there is room for this one's.
            self.browser.remove(KEEPER);
            let _ = self.browser.set(KEEPER, &self.own);
        }
    }

    /// Keeps a session; `None` if it is too long for that.
    pub fn keep(&mut self, text: Option<&str>) {
        self.look();
        if self.state == Keeping::Elsewhere || self.full {
            return;
        }
        if !self.apart && self.browser.get(KEEPER) == Ok(None) {
            self.sign();
        }
        self.state = match text.map(|text| self.place().set(SESSION, text)) {
            None => Keeping::TooLong,
            Some(Err(refused)) => Keeping::Refused(refused),
            Some(Ok(())) if self.apart => Keeping::Apart,
            Some(Ok(())) => Keeping::Kept,
        };
    }

    /// Looks whether another tab keeps the session now.
    pub fn look(&mut self) {
        if self.apart {
            return;
        }
        match self.browser.get(KEEPER) {
            Ok(Some(keeper)) if keeper != self.own => self.state = Keeping::Elsewhere,
            Ok(Some(_) | None) | Err(_) => {}
        }
    }

    /// From now on this tab keeps a session for itself.
    pub fn go_apart(&mut self, text: Option<&str>) {
        self.apart = true;
        self.state = Keeping::Apart;
        self.keep(text);
    }

    /// From now on this tab keeps the browser's session again. What it kept for itself is gone.
    pub fn rejoin(&mut self) {
        self.apart = false;
        self.tab.remove(SESSION);
    }

    /// Keeps a text that can't be read, or not to its end, beside the session. Where there is no room for it, it stays
    /// where it is, and nothing is kept in its place.
    pub fn set_aside(&mut self, text: &str) {
        if self.aside().iter().any(|(_, known)| known == text) {
            return;
        }
        let free = |name: &String| matches!(self.browser.get(name), Ok(None));
        // There may be no room for it twice.
        self.place().remove(SESSION);
        if names().find(free).is_none_or(|name| self.browser.set(&name, text).is_err()) {
            let _ = self.place().set(SESSION, text);
            self.full = true;
            self.state = Keeping::Refused(Refused::Full);
        }
    }

    /// Keeps a copy of a session that another takes the place of. Says whether there was room for it.
    pub fn copy_aside(&self, text: &str) -> bool {
        let free = |name: &String| matches!(self.browser.get(name), Ok(None));
        self.aside().iter().any(|(_, known)| known == text)
            || names().find(free).is_some_and(|name| self.browser.set(&name, text).is_ok())
    }

    /// What was set aside, by name.
    pub fn aside(&self) -> Vec<(String, String)> {
        let text = |name: String| self.browser.get(&name).ok().flatten().map(|text| (name, text));
        names().filter_map(text).collect()
    }

    /// Throws away something that was set aside.
    pub fn discard(&mut self, name: &str) {
        if names().any(|known| known == name) {
            self.browser.remove(name);
        }
    }
}

fn names() -> impl Iterator<Item = String> {
    (1..=MOST_ASIDE).map(|n| format!("{ASIDE}{n}"))
}
