//! Targets that are registered and deregistered by hand.

use super::target_groups;
use crate::errors::{ServiceError, elb_validation};
use crate::json::Input;
use engine::commands::{Command, DeregisterTargets, RegisterTargets};
use engine::model::Name;
use engine::world::World;

fn read(input: Input) -> Result<Vec<(Name, Option<u16>)>, ServiceError> {
    let one = |given: Input| {
        let Some(port) = given.number("Port") else { return Ok((given.required("Id").into(), None)) };
        let valid = u16::try_from(port).ok().filter(|port| *port > 0);
        let valid = valid.ok_or_else(|| elb_validation(format!("Port '{port}' must be between 1 and 65535")))?;
        Ok((given.required("Id").into(), Some(valid)))
    };
    input.list("Targets").map(one).collect()
}

pub(super) fn register(world: &World, input: Input) -> Result<Command, ServiceError> {
    let target_group = target_groups::find(world, input.required("TargetGroupArn"))?;
    Ok(RegisterTargets { target_group, targets: read(input)? }.into())
}

pub(super) fn deregister(world: &World, input: Input) -> Result<Command, ServiceError> {
    let target_group = target_groups::find(world, input.required("TargetGroupArn"))?;
    Ok(DeregisterTargets { target_group, targets: read(input)? }.into())
}
