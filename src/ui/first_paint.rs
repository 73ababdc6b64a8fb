//! The page as it opens, drawn natively when it is built: what is seen until the program has come and draws the same.

use std::rc::Rc;

use yew::LocalServerRenderer;
use yew::prelude::*;

use super::dispatch::Dispatch;
use super::keeping::opening;
use super::sheet::{Sheet, sheet};
use crate::browser::theme::Theme;
use crate::view::Page;

#[component]
fn Opening() -> Html {
    let session = opening();
    sheet(Sheet {
        session: &session,
        page: &Page::of(&session),
        theme: Theme::System,
        banner: None,
        dialog: None,
        texts: &Rc::default(),
        announcement: &AttrValue::default(),
        // Nothing moves yet.
        still: true,
        dispatch: &Dispatch(Callback::noop()),
    })
}

/// Its elements, as text.
pub async fn first_paint() -> String {
    LocalServerRenderer::<Opening>::new().hydratable(false).render().await
}
