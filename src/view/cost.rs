//! What it would cost an hour (capacity.md#cost). Prices change: check before you rely on them.

use engine::model::instance::Machine;
use engine::model::service::LaunchType;
use engine::world::World;

/// Hundred-thousandths of a dollar.
const FARGATE_VCPU_HOUR: u64 = 4_048;
const FARGATE_GB_HOUR_TENTHS: u64 = 4_445;
/// What Fargate Spot costs of the on-demand price: up to 70 % less, and it varies.
const SPOT_PERCENT: u64 = 30;
const LOAD_BALANCER_HOUR: u64 = 2_250;

/// Hundred-thousandths of a dollar an hour for all that runs in the account.
pub(super) fn per_hour(world: &World) -> u64 {
    let paid = |machine| matches!(machine, Machine::Running | Machine::Booting { .. });
    let instances: u64 =
        world.instances.values().filter(|i| paid(i.machine)).map(|i| i.instance_type.price as u64).sum();
    let on_fargate = world.tasks.values().filter(|t| t.launch_type() == LaunchType::Fargate && !t.is_stopped());
    let fargate: u64 = on_fargate
        .map(|task| {
            let cpu = task.room.cpu as u64 * FARGATE_VCPU_HOUR / 1_024;
            let memory = task.room.memory as u64 * FARGATE_GB_HOUR_TENTHS / 1_024 / 10;
            let spot = world.capacity_of(task).is_spot();
            if spot { (cpu + memory) * SPOT_PERCENT / 100 } else { cpu + memory }
        })
        .sum();
    instances + fargate + world.balancers.len() as u64 * LOAD_BALANCER_HOUR
}

/// `$0.42/h`
pub(super) fn label(world: &World) -> String {
    let cents = (per_hour(world) + 500) / 1_000;
    format!("${}.{:02}/h", cents / 100, cents % 100)
}
