//! `sim role` and `sim registry`: what the roles of tasks may do, and whether images can be pulled at all.

use super::Context;
use super::args::Args;
use super::image::actions;
use crate::Outcome;
use engine::commands::{SetRegistry, SetRole};
use engine::model::Name;
use engine::model::role::{ASKED, covers};
use engine::world::World;

pub(super) fn role(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    match args.required()?.as_str() {
        "set" => set(context, args),
        "list" => {
            args.end()?;
            let roles = context.history.world().account.roles.iter().map(|(name, role)| {
                let cannot: Vec<&str> = role.denied.iter().map(|action| &**action).collect();
                let cannot =
                    if cannot.is_empty() { "may do all".into() } else { format!("cannot={}", cannot.join(",")) };
                format!("{name:26} {cannot}{}\n", if role.assumable { "" } else { " assumable=false" })
            });
            Ok(Outcome::printed(roles.collect::<String>()))
        }
        other => Err(format!("{} is neither set nor list: {}", aws::cut(other, 40), args.usage)),
    }
}

fn set(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let name = args.required()?;
    if name.is_empty() || name.len() > 512 || name.contains(char::is_whitespace) {
        return Err("a role has a name such as ecsTaskExecutionRole, or an ARN".into());
    }
    let (mut can, mut cannot, mut assumable): (Vec<Name>, Vec<Name>, Option<bool>) = (vec![], vec![], None);
    let pairs = args.rest();
    if pairs.is_empty() {
        return Err(format!("what can it do? {}", args.usage));
    }
    for pair in &pairs {
        match pair.split_once('=') {
            Some(("can", list)) => can.extend(actions(list)?),
            Some(("cannot", list)) => cannot.extend(actions(list)?),
            Some(("assumable", "true")) => assumable = Some(true),
            Some(("assumable", "false")) => assumable = Some(false),
            _ => return Err(format!("{} is none of can=, cannot=, assumable=: {}", aws::cut(pair, 40), args.usage)),
        }
    }
    if let Some(idle) = cannot.iter().find(|action| !is_asked(context.history.world(), action)) {
        return Err(nobody_asks(idle));
    }
    context.command(SetRole { name: name.as_str().into(), can, cannot, assumable })?;
    Ok(Outcome::default())
}

/// Whether anything here ever asks for what a pattern covers: the agent, a schedule, or the application of an image.
fn is_asked(world: &World, pattern: &str) -> bool {
    let called = world.account.images.iter().flat_map(|(_, image)| &image.calls).map(|action| &**action);
    ASKED.into_iter().chain(called).any(|action| covers(pattern, action))
}

fn nobody_asks(action: &str) -> String {
    format!(
        "cannot={action} would have no effect: nothing here asks for that. What is asked of an execution role, or of a \
         schedule's: {}; of a task role, what its image calls: sim image set IMAGE calls=s3:GetObject",
        ASKED.join(", ")
    )
}

pub(super) fn registry(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let down = match args.required()?.as_str() {
        "down" => true,
        "up" => false,
        _ => return Err(format!("it is down or up: {}", args.usage)),
    };
    args.end()?;
    context.command(SetRegistry { down })?;
    Ok(Outcome::default())
}
