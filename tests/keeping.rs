//! Keeping a session: whatever the browser allows, nothing is lost without a word.

#![cfg(not(target_arch = "wasm32"))]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use ecs_playground::session::keeping::{Keeper, Keeping, Refused, SESSION, STEP_BACK, Shelf};

/// A place with so much room.
#[derive(Clone)]
struct Place {
    texts: Rc<RefCell<BTreeMap<String, String>>>,
    room: Rc<Cell<usize>>,
    forbidden: bool,
}

fn place(room: usize) -> Place {
    Place { texts: Rc::default(), room: Rc::new(Cell::new(room)), forbidden: false }
}

impl Shelf for Place {
    fn get(&self, name: &str) -> Result<Option<String>, Refused> {
        if self.forbidden { Err(Refused::Forbidden) } else { Ok(self.texts.borrow().get(name).cloned()) }
    }

    fn set(&self, name: &str, text: &str) -> Result<(), Refused> {
        if self.forbidden {
            return Err(Refused::Forbidden);
        }
        let others =
            self.texts.borrow().iter().filter(|(other, _)| *other != name).map(|(_, text)| text.len()).sum::<usize>();
        if others + text.len() > self.room.get() {
            return Err(Refused::Full);
        }
        self.texts.borrow_mut().insert(name.into(), text.into());
        Ok(())
    }

    fn remove(&self, name: &str) {
        self.texts.borrow_mut().remove(name);
    }
}

/// A tab that is opened.
fn open(browser: &Place, tab: &Place, own: &str) -> (Keeper<Place>, Option<String>) {
    let mut keeper = Keeper::new(browser.clone(), tab.clone(), own.into());
    let (found, _) = keeper.take();
    (keeper, found)
}

#[test]
fn a_session_is_kept_for_the_next_time() {
    let browser = place(1000);
    let (mut keeper, found) = open(&browser, &place(1000), "one");
    assert_eq!(found, None);
    keeper.keep(Some("first"));
    assert_eq!(keeper.state(), Keeping::Kept);
    assert_eq!(open(&browser, &place(1000), "two").1.as_deref(), Some("first"));
}

#[test]
fn a_second_tab_takes_over_and_the_first_keeps_nothing_any_more() {
    let browser = place(1000);
    let (mut first, _) = open(&browser, &place(1000), "one");
    first.keep(Some("first"));
    let (mut second, found) = open(&browser, &place(1000), "two");
    assert_eq!(found.as_deref(), Some("first"));
    first.look();
    assert_eq!(first.state(), Keeping::Elsewhere);
    second.keep(Some("second"));
    first.keep(Some("of the first"));
    assert_eq!(browser.get(SESSION), Ok(Some("second".into())));
    // It goes on with what the other kept; then the other keeps nothing any more.
    assert_eq!(first.take().0.as_deref(), Some("second"));
    first.keep(Some("third"));
    second.keep(Some("of the second"));
    assert_eq!((first.state(), second.state()), (Keeping::Kept, Keeping::Elsewhere));
    assert_eq!(browser.get(SESSION), Ok(Some("third".into())));
}

#[test]
fn a_tab_may_keep_its_own_through_reloads() {
    let (browser, tab) = (place(1000), place(1000));
    let (mut first, _) = open(&browser, &tab, "one");
    first.keep(Some("first"));
    open(&browser, &place(1000), "two").0.keep(Some("second"));
    first.go_apart(Some("of the first"));
    assert_eq!(first.state(), Keeping::Apart);
    assert_eq!(open(&browser, &tab, "three").1.as_deref(), Some("of the first"));
    assert_eq!(browser.get(SESSION), Ok(Some("second".into())));
    // And it may go on with the other again.
    first.rejoin();
    assert_eq!((first.take().0.as_deref(), first.state()), (Some("second"), Keeping::Kept));
    assert_eq!(open(&browser, &tab, "four").1.as_deref(), Some("second"));
}

#[test]
fn what_is_full_or_forbidden_is_said_and_what_was_kept_stays() {
    let browser = place(100);
    let (mut keeper, _) = open(&browser, &place(0), "one");
    keeper.keep(Some("short"));
    keeper.keep(Some(&"long".repeat(100)));
    assert_eq!(keeper.state(), Keeping::Refused(Refused::Full));
    assert_eq!(browser.get(SESSION), Ok(Some("short".into())));
    browser.room.set(1000);
    keeper.keep(Some(&"long".repeat(100)));
    assert_eq!(keeper.state(), Keeping::Kept);
    keeper.keep(None);
    assert_eq!(keeper.state(), Keeping::TooLong);

    let forbidden = Place { forbidden: true, ..place(100) };
    let (mut keeper, found) = open(&forbidden, &forbidden, "one");
    assert_eq!((found, keeper.state()), (None, Keeping::Refused(Refused::Forbidden)));
    keeper.keep(Some("short"));
    assert_eq!(keeper.state(), Keeping::Refused(Refused::Forbidden));
}

#[test]
fn what_cannot_be_read_is_set_aside_once() {
    let (browser, tab) = (place(100), place(100));
    browser.set(SESSION, "unreadable").unwrap();
    for _ in 0..2 {
        let (mut keeper, _) = open(&browser, &tab, "one");
        keeper.set_aside("unreadable");
        keeper.keep(Some("new"));
        assert_eq!(keeper.state(), Keeping::Kept);
        let texts: Vec<String> = keeper.aside().into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["unreadable"]);
    }
    let (mut keeper, _) = open(&browser, &tab, "one");
    let (name, _) = keeper.aside().remove(0);
    keeper.discard(SESSION);
    keeper.discard(&name);
    assert!(keeper.aside().is_empty() && browser.get(SESSION) == Ok(Some("new".into())));
}

#[test]
fn a_session_that_another_takes_the_place_of_is_copied_aside_where_there_is_room() {
    let browser = place(100);
    let (mut keeper, _) = open(&browser, &place(100), "one");
    keeper.keep(Some("present"));
    assert!(keeper.copy_aside("present") && keeper.copy_aside("present"));
    assert_eq!((keeper.aside().len(), browser.get(SESSION)), (1, Ok(Some("present".into()))));
    assert!((1..5).all(|n| keeper.copy_aside(&format!("n{n}"))) && !keeper.copy_aside("one more"));
    let small = place(12);
    let (mut keeper, _) = open(&small, &place(100), "one");
    keeper.keep(Some("present"));
    assert!(!keeper.copy_aside("present"));
    assert_eq!((keeper.state(), small.get(SESSION)), (Keeping::Kept, Ok(Some("present".into()))));
}

#[test]
fn what_can_be_set_aside_nowhere_is_not_written_over() {
    // Room for one of them, not for two; and for so many, not for one more.
    let browser = place(13);
    browser.set(SESSION, "unreadable").unwrap();
    let (mut keeper, _) = open(&browser, &place(100), "one");
    keeper.set_aside("unreadable");
    assert_eq!((keeper.state(), keeper.aside().len()), (Keeping::Kept, 1));

    let browser = place(1000);
    for n in 0..7 {
        browser.set(SESSION, &format!("unreadable {n}")).unwrap();
        let (mut keeper, _) = open(&browser, &place(100), "one");
        keeper.set_aside(&format!("unreadable {n}"));
        keeper.keep(Some("new"));
        let kept = if n < 5 { "new".into() } else { format!("unreadable {n}") };
        assert_eq!(browser.get(SESSION), Ok(Some(kept)));
        assert_eq!(keeper.state() == Keeping::Kept, n < 5);
    }
}

#[test]
fn one_step_back_is_asked_for_once() {
    let browser = place(100);
    browser.set(STEP_BACK, "1").unwrap();
    let mut keeper = Keeper::new(browser.clone(), place(100), "one".into());
    assert_eq!((keeper.take().1, keeper.take().1), (true, false));
}
