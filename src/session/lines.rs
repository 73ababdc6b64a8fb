//! Lines: each is run now, or at the moment of the past that is looked at.

use std::rc::Rc;

use super::Session;
use crate::session::action::{Action, Effect};
use crate::session::command_line::Registration;
use crate::session::timetravel::{Before, Point};
use cli::Outcome;

impl Session {
    /// Runs a line now, or at the moment of the past that is looked at: then the future forks, if it changes anything.
    pub(super) fn line(&mut self, line: Rc<str>) -> Vec<Effect> {
        self.line_with_notes(line, &[])
    }

    /// Runs a line that was made of something else; the notes say how.
    fn line_with_notes(&mut self, line: Rc<str>, notes: &[String]) -> Vec<Effect> {
        if matches!(&*line.trim().to_ascii_lowercase(), "clear" | "cls") {
            self.clear();
            return Vec::new();
        }
        let Some(command_line) = self.command_line() else { return self.wait(Action::Line(line)) };
        let before = Before::of(&self.history);
        let (mut outcome, to) = match &self.past {
            None => {
                let outcome = (command_line.run)(&mut self.history, &self.files, &line);
                (outcome, Point::of(&self.history))
            }
            Some(past) => {
                let mut branch = self.history.clone();
                branch.fork(past.world.now);
                let known = branch.journal().len();
                let outcome = (command_line.run)(&mut branch, &self.files, &line);
                let reached = branch.now();
                if branch.journal().len() > known {
                    self.history = branch;
                    self.past = None;
                    self.part(&before);
                    self.notice =
                        Some("The past was changed here: what came after it is gone. Undo brings it back.".into());
                } else if reached > past.world.now {
                    self.look_at(reached);
                }
                // What only waits goes along the history that there is.
                (outcome, Point::at(&self.history, reached))
            }
        };
        outcome.stderr.extend(notes.iter().map(|note| format!("note: {note}\n")));
        let changed = before.differs_from(&self.history);
        self.shown(line, outcome, to, changed.then_some(before))
    }

    /// Runs the lines of a text, one after the other.
    pub(super) fn lines(&mut self, text: Rc<str>) -> Vec<Effect> {
        let Some(command_line) = self.command_line() else { return self.wait(Action::Lines(text)) };
        (command_line.lines)(&text).into_iter().flat_map(|line| self.line(line.into())).collect()
    }

    /// Registers a pasted text as a task definition, through the line that does the same.
    pub(super) fn register(&mut self, text: Rc<str>, given: Vec<(String, String)>) -> Vec<Effect> {
        let Some(command_line) = self.command_line() else { return self.wait(Action::Register(text, given)) };
        match (command_line.register)(&text, &given, "the button Task definition has a field for each.") {
            Err(why) => {
                let outcome = Outcome::failed(1, format!("This can't be registered: {why}"));
                let to = Point::at(&self.history, self.world().now);
                self.shown(text, outcome, to, None)
            }
            Ok(Registration { line, notes }) => {
                let effects = self.line_with_notes(line.into(), &notes);
                if !notes.is_empty() {
                    self.notice = Some(notes.join(". ").into());
                }
                effects
            }
        }
    }

    /// Puts a line and its outcome into the terminal, and remembers what was before if it changed the account.
    fn shown(&mut self, line: Rc<str>, outcome: Outcome, to: Point, before: Option<Before>) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.follow();
        let changed = before.is_some();
        if let Some(before) = before {
            self.steps.remember(before);
            effects.push(Effect::Save);
        }
        let said = match outcome.status {
            0 => "done",
            _ => outcome.stderr.trim(),
        };
        effects.push(Effect::Announce(aws::cut(said, 300)));
        Rc::make_mut(&mut self.terminal).add(line, outcome, changed, to);
        effects
    }
}
