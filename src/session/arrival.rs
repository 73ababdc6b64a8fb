//! The command line may still be on its way: what asks for it waits, and what comes after that waits behind it.

use std::rc::Rc;

use super::Session;
use super::action::{Action, Effect};
use super::command_line::{self, CommandLine};
use super::terminal::Ahead;

#[derive(Clone, Debug)]
pub(super) struct Arrival {
    state: State,
    /// In the order in which it was asked for.
    waiting: Vec<Action>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Here(&'static CommandLine),
    Coming,
    /// It couldn't be fetched.
    Missing,
}

impl Arrival {
    pub(super) fn new() -> Arrival {
        Arrival { state: command_line::here().map_or(State::Coming, State::Here), waiting: Vec::new() }
    }
}

impl Session {
    /// The command line, if it has come.
    pub fn command_line(&self) -> Option<&'static CommandLine> {
        match self.arrival.state {
            State::Here(found) => Some(found),
            State::Coming | State::Missing => None,
        }
    }

    /// Whether something waits that an action must not overtake.
    pub(super) fn is_behind(&self, action: &Action) -> bool {
        !self.arrival.waiting.is_empty() && action.keeps_its_place()
    }

    /// Does it when the command line has come. If it couldn't be fetched, that is tried again.
    pub(super) fn wait(&mut self, action: Action) -> Vec<Effect> {
        self.arrival.waiting.push(action);
        let said = Effect::Announce("waits for the command line, which is still on its way".into());
        let mut effects = self.fetch();
        self.show_ahead();
        effects.push(said);
        effects
    }

    /// Fetches the command line again, if it couldn't be fetched.
    pub(super) fn fetch(&mut self) -> Vec<Effect> {
        match self.arrival.state {
            State::Missing => {
                self.arrival.state = State::Coming;
                self.show_ahead();
                vec![Effect::Fetch]
            }
            State::Here(_) | State::Coming => Vec::new(),
        }
    }

    /// The command line has come, or can't be fetched now. What waits for it is done.
    pub fn fetched(&mut self, found: Option<&'static CommandLine>) -> Vec<Effect> {
        self.arrival.state = found.map_or(State::Missing, State::Here);
        let waiting = if found.is_some() { std::mem::take(&mut self.arrival.waiting) } else { Vec::new() };
        self.show_ahead();
        match found {
            Some(_) => waiting.into_iter().flat_map(|action| self.update(action)).collect(),
            None => vec![Effect::Announce("The command line couldn't be fetched.".into())],
        }
    }

    /// Empties the terminal, but for what is still to come.
    pub(super) fn clear(&mut self) {
        self.terminal = Rc::default();
        self.show_ahead();
    }

    pub(super) fn show_ahead(&mut self) {
        let lines = self.arrival.waiting.iter().filter_map(Action::text).cloned().collect();
        let missing = matches!(self.arrival.state, State::Missing);
        Rc::make_mut(&mut self.terminal).ahead = Ahead { lines, missing };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::session::scenario::Scenario;
    use engine::random::Seed;

    fn without() -> Session {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        session.arrival.state = State::Coming;
        session
    }

    fn clusters(session: &Session) -> Vec<&str> {
        session.world().clusters.iter().filter(|(_, it)| it.active).map(|(_, it)| &*it.name).collect()
    }

    fn create(name: &str) -> Action {
        Action::Line(format!("aws ecs create-cluster --cluster-name {name}").into())
    }

    #[test]
    fn what_is_asked_for_before_it_came_is_done_then_in_order() {
        let mut session = without();
        for action in [create("one"), create("two"), Action::Undo, Action::Lines("sim now\nsim hash".into())] {
            session.update(action);
        }
        assert_eq!((clusters(&session), session.terminal().count()), (vec!["demo"], 0));
        assert_eq!(session.terminal().ahead.lines.len(), 3);
        // What doesn't depend on it goes on.
        session.update(Action::Pause);
        assert!(!session.playback.playing);
        session.fetched(command_line::here());
        assert_eq!((clusters(&session), session.terminal().count()), (vec!["demo", "one"], 4));
        assert_eq!(session.terminal().ahead, Ahead::default());
        session.update(create("three"));
        assert_eq!(clusters(&session), ["demo", "one", "three"]);
    }

    #[test]
    fn what_cannot_be_fetched_is_said_and_tried_again() {
        let mut session = without();
        session.fetched(None);
        session.update(Action::ClearTerminal);
        assert!(session.terminal().ahead.missing);
        session.update(create("one"));
        assert!(!session.fetched(None).contains(&Effect::Fetch));
        assert!(session.terminal().ahead.missing);
        // By asking for that, or for another line.
        assert_eq!(session.update(Action::Fetch), [Effect::Fetch]);
        assert_eq!(session.update(Action::Fetch), []);
        session.fetched(None);
        assert!(session.update(create("two")).contains(&Effect::Fetch));
        assert!(!session.terminal().ahead.missing);
        session.fetched(command_line::here());
        assert_eq!(clusters(&session), ["demo", "one", "two"]);
    }

    #[test]
    fn beginning_anew_needs_no_lines_but_waits_its_turn() {
        let mut session = without();
        session.update(Action::Restart(Scenario::Empty));
        assert!(clusters(&session).is_empty());
        session.update(create("one"));
        session.update(Action::Restart(Scenario::Opening));
        session.update(create("two"));
        assert!(clusters(&session).is_empty());
        session.fetched(command_line::here());
        assert_eq!(clusters(&session), ["demo", "two"]);
    }
}
