//! Lines about capacity: agents that are cut off, Spot that is taken back, Fargate that has none.

use super::args::{Args, number};
use super::world::{instances, zone};
use super::{Context, table};
use crate::{Outcome, refer};
use aws::arn;
use engine::commands::{ConnectAgent, DisconnectAgent, InterruptSpot, SetFargateCapacity, SetQuota};
use engine::model::provider::Fargate;
use engine::model::quota::Quota;

pub(super) fn disconnect_agent(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let instance = refer::instance(context.history.world(), &args.required()?)?;
    args.end()?;
    let reply = context.command(DisconnectAgent { instance })?;
    Ok(instances(context, &reply))
}

pub(super) fn connect_agent(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let instance = refer::instance(context.history.world(), &args.required()?)?;
    args.end()?;
    let reply = context.command(ConnectAgent { instance })?;
    Ok(instances(context, &reply))
}

pub(super) fn interrupt_spot(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let task = refer::task(context.history.world(), &args.required()?)?;
    args.end()?;
    context.command(InterruptSpot { task })?;
    Ok(Outcome::printed(format!("interrupted {}", arn::task_name(context.history.world(), task))))
}

pub(super) fn fargate_capacity(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let of = match args.option("--provider")? {
        None => Fargate::ALL.to_vec(),
        Some(name) => vec![Fargate::find(&name).ok_or_else(|| {
            let known = Fargate::ALL.map(Fargate::name).join(", ");
            format!("there is no provider {}; the providers are {known}", aws::cut(&name, 40))
        })?],
    };
    let zone = zone(&args.required()?)?;
    let available = match args.required()?.as_str() {
        "on" => true,
        "off" => false,
        _ => return Err(format!("it is on or off: {}", args.usage)),
    };
    args.end()?;
    context.command(SetFargateCapacity { zone, of, available })?;
    Ok(Outcome::default())
}

pub(super) fn quota(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let Some(name) = args.optional() else { return Ok(Outcome::printed(quotas(context))) };
    let quota =
        Quota::find(&name).ok_or_else(|| format!("there is no quota {}; sim quota lists them", aws::cut(&name, 40)))?;
    let value = number(&name, &args.required()?, 0, 1_000_000)? as u32;
    args.end()?;
    context.command(SetQuota { quota, value })?;
    Ok(Outcome::default())
}

/// A line for each quota; what it is in a new account stands beside one that was set.
fn quotas(context: &Context) -> String {
    let account = &context.history.world().account;
    let rows: Vec<[String; 3]> = Quota::ALL
        .into_iter()
        .map(|(quota, name, usual)| {
            let value = account.quota(quota);
            let was = if value == usual { String::new() } else { format!("usually {usual}") };
            [name.into(), value.to_string(), was]
        })
        .collect();
    table(&rows)
}
