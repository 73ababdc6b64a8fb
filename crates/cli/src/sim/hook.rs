//! `sim hook`: how the functions answer that lifecycle hooks of deployments call.

use super::Context;
use super::args::{Args, span};
use super::table;
use crate::Outcome;
use engine::commands::SetFunction;
use engine::model::strategy::Function;

pub(super) fn hook(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let name = args.required()?;
    let Some(word) = args.optional() else {
        return match name.as_str() {
            "list" => Ok(list(context)),
            _ => Err(format!("how does it answer? {}", args.usage)),
        };
    };
    let after = args.optional().map(|text| span(&text)).transpose()?;
    let usual = Function::default();
    let answer = match (word.as_str(), after) {
        ("succeeds", after) => Function { after: after.or(usual.after), ..usual },
        ("fails", after) => Function { succeeds: false, after: after.or(usual.after) },
        ("waits", after) => Function { after, ..usual },
        _ => return Err(format!("it succeeds, fails or waits: {}", args.usage)),
    };
    args.end()?;
    // Lambda: CreateFunction, the name alone.
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 64 || !name.chars().all(letter) {
        return Err("a function has a name of 1 to 64 letters, digits, - and _".into());
    }
    context.command(SetFunction { name: name.as_str().into(), answer })?;
    Ok(Outcome::default())
}

fn list(context: &Context) -> Outcome {
    let functions = context.history.world().functions.iter();
    let rows: Vec<[String; 2]> = functions
        .map(|(name, answer)| {
            let what = if answer.succeeds { "succeeds" } else { "fails" };
            let when = answer.after.map_or("never answers".into(), |after| format!("{what} after {after}"));
            [name.to_string(), when]
        })
        .collect();
    Outcome::printed(table(&rows))
}
