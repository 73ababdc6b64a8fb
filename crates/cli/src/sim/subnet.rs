//! `sim subnet`: how what runs in a subnet gets out of the VPC.

use super::Context;
use super::args::Args;
use crate::Outcome;
use engine::commands::SetRoute;
use engine::model::network::Route;

pub(super) fn subnet(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    match args.required()?.as_str() {
        "set" => {
            let (name, word) = (args.required()?, args.required()?);
            args.end()?;
            let route = Route::ALL.into_iter().find(|route| route.name() == word);
            let route = route.ok_or_else(|| {
                format!("{} is none of public, private, isolated: {}", aws::cut(&word, 40), args.usage)
            })?;
            if name.is_empty() || name.len() > 255 || name.contains(char::is_whitespace) {
                return Err("a subnet has a name such as subnet-0a11c2e4d5f607182".into());
            }
            context.command(SetRoute { subnet: name.as_str().into(), route })?;
            Ok(Outcome::default())
        }
        "list" => {
            args.end()?;
            let account = &context.history.world().account;
            let lines = account.subnets.iter().map(|(name, zone)| {
                let route = account.routes.get(name).copied().unwrap_or_default();
                format!("{name:26} {zone}  {}\n", route.name())
            });
            Ok(Outcome::printed(lines.collect::<String>()))
        }
        other => Err(format!("{} is neither set nor list: {}", aws::cut(other, 40), args.usage)),
    }
}
