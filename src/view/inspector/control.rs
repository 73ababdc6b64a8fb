//! What can be done to what is selected: buttons, and the fields beside them.

use crate::session::Selection;
use crate::view::names;
use cli::words::quote;

/// A button with the line that it runs; the line is shown before it is pressed.
#[derive(Clone, PartialEq, Debug)]
pub struct Control {
    /// What it acts on, and what for. As long as both are the same, it is the same control: it keeps the focus and what
    /// was entered.
    pub key: String,
    pub title: String,
    /// What one most likely came for.
    pub main: bool,
    /// What should be known before it is pressed.
    pub remark: &'static str,
    pub field: Field,
}

/// What is to be filled in before the button is pressed.
#[derive(Clone, PartialEq, Debug)]
pub enum Field {
    None {
        line: String,
    },
    Choice {
        label: String,
        now: String,
        options: Vec<Choice>,
    },
    /// `line` has `{}` where the number goes.
    Number {
        label: String,
        now: String,
        line: String,
    },
}

#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    pub value: String,
    pub title: String,
    pub line: String,
}

/// Said beside whatever takes something away.
const CAN_BE_UNDONE: &str = "Undo brings it back.";

impl Control {
    /// `purpose`: what it is for, whatever its title says at the moment.
    fn new(on: Selection, purpose: &str, title: impl Into<String>, field: Field) -> Control {
        let key = format!("{}-{purpose}", names::key(on));
        Control { key, title: title.into(), main: false, remark: "", field }
    }

    pub fn button(on: Selection, purpose: &str, title: impl Into<String>, line: String) -> Control {
        Control::new(on, purpose, title, Field::None { line })
    }

    /// `now`: the value that is so.
    pub fn choice(
        on: Selection,
        purpose: &str,
        title: &str,
        (label, now): (String, String),
        all: Vec<Choice>,
    ) -> Control {
        Control::new(on, purpose, title, Field::Choice { label, now, options: all })
    }

    /// `now`: the number that it is.
    pub fn number(on: Selection, purpose: &str, title: &str, (label, now): (&str, String), line: String) -> Control {
        Control::new(on, purpose, title, Field::Number { label: label.into(), now, line })
    }

    pub fn main(self) -> Control {
        Control { main: true, ..self }
    }

    /// It takes something away.
    pub fn taking(self) -> Control {
        Control { remark: CAN_BE_UNDONE, ..self }
    }

    /// How it is: what the field shows until something is entered.
    pub fn now(&self) -> &str {
        match &self.field {
            Field::None { .. } => "",
            Field::Choice { now, .. } | Field::Number { now, .. } => now,
        }
    }

    /// What the field shows and the line says, if something was entered while it was so and so: that holds as long as
    /// it still is, and as it is offered.
    pub fn shown<'a>(&'a self, entered: Option<&'a (String, String)>) -> &'a str {
        let offered = |value: &str| match &self.field {
            Field::None { .. } | Field::Number { .. } => true,
            Field::Choice { options, .. } => options.iter().any(|option| option.value == value),
        };
        let holds = entered.filter(|(now, value)| now == self.now() && offered(value));
        holds.map_or(self.now(), |(_, value)| value)
    }

    /// Why the button doesn't run with that value in the field.
    pub fn refusal(&self, value: &str) -> Option<String> {
        match &self.field {
            Field::Number { now, .. } if value.trim().is_empty() => {
                Some(format!("A number goes here; it is {now} now."))
            }
            Field::None { .. } | Field::Choice { .. } | Field::Number { .. } => None,
        }
    }

    /// The line that the button runs, with a value in the field.
    pub fn line(&self, value: &str) -> String {
        match &self.field {
            Field::None { line } => line.clone(),
            Field::Choice { options, .. } => {
                let option = options.iter().find(|option| option.value == value);
                option.map(|option| option.line.clone()).unwrap_or_default()
            }
            Field::Number { line, .. } => {
                let plain = !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
                line.replace("{}", &if plain { value.into() } else { quote(value) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::ids::ServiceId;

    fn scale(service: u32, now: &str) -> Control {
        let on = Selection::Service(ServiceId(service));
        Control::number(on, "scale", "Scale", ("Desired tasks", now.into()), "scale --to {}".into())
    }

    #[test]
    fn what_is_entered_holds_as_long_as_it_is_as_it_was() {
        let typed = ("6".to_string(), "12".to_string());
        assert_eq!(scale(1, "6").shown(None), "6");
        assert_eq!(scale(1, "6").shown(Some(&typed)), "12");
        assert_eq!(scale(1, "12").shown(Some(&typed)), "12");
        assert_eq!(scale(1, "8").shown(Some(&typed)), "8");
        assert_ne!(scale(1, "6").key, scale(2, "6").key);
    }

    #[test]
    fn a_choice_that_is_not_offered_any_more_falls_back_to_what_is() {
        let option = |value: &str| Choice { value: value.into(), title: value.into(), line: format!("take {value}") };
        let on = Selection::Service(ServiceId(1));
        let label = ("Revision".to_string(), "a".to_string());
        let control = Control::choice(on, "deploy", "Deploy", label, vec![option("a"), option("b")]);
        assert_eq!(control.line(control.shown(Some(&("a".into(), "b".into())))), "take b");
        assert_eq!(control.line(control.shown(Some(&("a".into(), "c".into())))), "take a");
    }

    #[test]
    fn whatever_is_typed_stays_one_word() {
        assert_eq!(scale(1, "6").line("5"), "scale --to 5");
        assert_eq!(scale(1, "6").line(""), "scale --to ''");
        assert_eq!(scale(1, "6").refusal("").as_deref(), Some("A number goes here; it is 6 now."));
        assert_eq!([scale(1, "6").refusal("0"), scale(1, "6").refusal("-1")], [None, None]);
        assert_eq!(scale(1, "6").line("5; ls"), "scale --to '5; ls'");
    }
}
