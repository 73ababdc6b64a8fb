//! A pasted task definition: fields for the placeholders of a template, and what is wrong with it.

use crate::session::command_line;
use aws::import;

/// A field of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blank {
    pub name: String,
    /// The placeholder as it stands in the text.
    pub label: String,
    pub example: String,
}

/// Fields that are shown; who has more will rather fill them elsewhere.
const MOST: usize = 40;
/// Letters of a label.
const LONGEST: usize = 60;

pub fn blanks(text: &str) -> Vec<Blank> {
    let blank = |placeholder: import::Placeholder| Blank {
        label: aws::cut(&placeholder.shown, LONGEST),
        name: placeholder.name,
        example: placeholder.example.into(),
    };
    // Before the command line has come, a text is taken as it is, and read when it has.
    let found = command_line::here().map_or_else(Vec::new, |it| (it.placeholders)(text));
    found.into_iter().take(MOST).map(blank).collect()
}

/// What is said above the fields.
pub fn about(blanks: &[Blank]) -> &'static str {
    match blanks {
        [] => "",
        [_] => "This is a template. What does its placeholder stand for?",
        _ => "This is a template. What do its placeholders stand for?",
    }
}

/// The values of those fields that the text has and that aren't empty.
pub fn given(blanks: &[Blank], entered: &[(String, String)]) -> Vec<(String, String)> {
    let value = |blank: &Blank| entered.iter().rev().find(|(name, _)| *name == blank.name).cloned();
    blanks.iter().filter_map(value).filter(|(_, value)| !value.is_empty()).collect()
}

/// Why it can't be registered as it is, if it can't even be read.
pub fn refusal(text: &str, given: &[(String, String)]) -> Option<String> {
    (command_line::here()?.register)(text, given, "a value goes into each field below.").err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.into(), value.into())
    }

    #[test]
    fn a_template_has_a_field_for_each_placeholder() {
        let text =
            r#"{"family": "web", "cpu": ${CPU}, "containerDefinitions": [{"name": "web", "image": "<IMAGE>:${CPU}"}]}"#;
        let found = blanks(text);
        let labels: Vec<_> = found.iter().map(|blank| (blank.label.as_str(), blank.example.as_str())).collect();
        assert_eq!(labels, [("${CPU}", "256"), ("<IMAGE>", "nginx")]);
        assert_eq!(about(&found), "This is a template. What do its placeholders stand for?");
        let entered = [pair("CPU", "256"), pair("IMAGE", ""), pair("OTHER", "x"), pair("CPU", "512")];
        assert_eq!(given(&found, &entered), [pair("CPU", "512")]);
        let open = "it is a template with a placeholder: <IMAGE>. To fill it: a value goes into each field below.";
        assert_eq!(refusal(text, &[pair("CPU", "512")]), Some(open.into()));
        assert_eq!(refusal(text, &[pair("CPU", "512"), pair("IMAGE", "web")]), None);
        assert_eq!(blanks("{"), []);
        assert_eq!(about(&[]), "");
    }
}
