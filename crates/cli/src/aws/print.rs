//! How answers and errors are printed.

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::Outcome;
use aws::errors::ServiceError;
use aws::model::Operation;

/// JSON with the CLI's four spaces; nothing for an operation that returns nothing.
pub(super) fn output(value: &Value) -> String {
    if value.is_null() { String::new() } else { json(value) }
}

/// JSON with four spaces.
pub fn json(value: &Value) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b"    "));
    // Writing to memory can't fail, and JSON is text.
    let _ = value.serialize(&mut serializer);
    String::from_utf8(bytes).unwrap_or_default()
}

/// `An error occurred (…) when calling the … operation: …`, exit code 254.
pub(super) fn service_error(operation: &Operation, error: &ServiceError) -> Outcome {
    let (code, name, message) = (error.code, operation.name, &error.message);
    let outcome =
        Outcome::failed(254, format!("\nAn error occurred ({code}) when calling the {name} operation: {message}"));
    match &error.hint {
        Some(hint) => outcome.with_notes(std::slice::from_ref(hint)),
        None => outcome,
    }
}
