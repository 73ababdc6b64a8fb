//! Light or dark: the system's choice until another is made.

use super::document;
use super::storage::{Place, THEME};
use crate::session::keeping::Shelf;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    pub fn saved() -> Theme {
        match Place::Browser.get(THEME).ok().flatten().as_deref() {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        }
    }

    pub fn next(self) -> Theme {
        match self {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Shows the page in this theme, and keeps the choice.
    pub fn apply(self) {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", self.name());
        }
        // Where it can't be kept, it holds as long as the page.
        let _ = Place::Browser.set(THEME, self.name());
    }
}
