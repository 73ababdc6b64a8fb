//! The account as a whole: its settings and quotas, what it has beside ECS, whole zones.

use super::Wakes;
use crate::agenda::Wake;
use crate::model::Name;
use crate::model::image::Image;
use crate::model::network::{Route, Zone};
use crate::model::provider::{Capacity, Fargate};
use crate::model::quota::Quota;
use crate::model::role::{PUT_LINES, Role, role_name};
use crate::model::setting::{Principal, Setting};
use crate::model::task::Task;
use crate::random::Seed;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AccountChange {
    Seeded { seed: u64 },
    Strictness { strict: bool },
    SubnetMade { name: Name, zone: Zone },
    RouteSet { subnet: Name, route: Route },
    SecurityGroupMade { name: Name },
    RoleMade { name: Name },
    RoleSet { name: Name, role: Role },
    RegistryChanged { down: bool },
    ImageSet { reference: Name, image: Image },
    ImagePushed { reference: Name, image: Image },
    ZoneLost { zone: Zone },
    ZoneRestored { zone: Zone },
    QuotaSet { quota: Quota, value: u32 },
    FargateCapacitySet { zone: Zone, fargate: Fargate, available: bool },
    SettingPut { setting: Setting, principal: Principal, value: Option<Name> },
}

impl AccountChange {
    pub(super) fn apply(&self, world: &mut World) {
        let (account, now) = (&mut world.account, world.now);
        match self {
            AccountChange::Seeded { seed } => account.seed = Seed(*seed),
            AccountChange::Strictness { strict } => account.strict = *strict,
            AccountChange::SubnetMade { name, zone } => {
                account.subnets.insert(name.clone(), *zone);
            }
            AccountChange::RouteSet { subnet, route } => {
                account.routes.insert(subnet.clone(), *route);
            }
            AccountChange::SecurityGroupMade { name } => {
                account.security_groups.insert(name.clone());
            }
            AccountChange::RoleMade { name } => {
                account.roles.insert(role_name(name).into(), Role::default());
            }
            AccountChange::RoleSet { name, role } => {
                account.roles.insert(role_name(name).into(), role.clone());
                account.note_lines(role_name(name), role.allows(PUT_LINES), now);
            }
            AccountChange::RegistryChanged { down } => account.registry_down = *down,
            AccountChange::ImageSet { reference, image } => account.images.describe(reference, image),
            AccountChange::ImagePushed { reference, image } => account.images.push(reference, image),
            AccountChange::FargateCapacitySet { zone, fargate, available: true } => {
                account.fargate_short.remove(&(*zone, *fargate));
                account.fargate_freed_at = now;
            }
            AccountChange::FargateCapacitySet { zone, fargate, available: false } => {
                account.fargate_short.insert((*zone, *fargate));
            }
            AccountChange::QuotaSet { quota, value } => {
                account.quotas.insert(*quota, *value);
                account.fargate_freed_at = now;
            }
            AccountChange::SettingPut { setting, principal, value: Some(value) } => {
                account.settings.insert((*setting, principal.clone()), value.clone());
            }
            // From now on the root user's holds.
            AccountChange::SettingPut { setting, principal, value: None } => {
                account.settings.remove(&(*setting, principal.clone()));
            }
            AccountChange::ZoneLost { zone } => {
                account.lost_zones.insert(*zone);
            }
            AccountChange::ZoneRestored { zone } => {
                account.lost_zones.remove(zone);
                account.fargate_freed_at = now;
            }
        }
    }

    pub(super) fn wakes(&self, world: &World, wakes: &mut Wakes) {
        match self {
            AccountChange::ZoneLost { zone } => {
                let there = world.tasks.iter().filter(|(_, task)| task.zone == *zone && !task.is_stopped());
                there.for_each(|(id, _)| wakes.now(world, Wake::Task(id)));
            }
            AccountChange::ZoneRestored { .. }
            | AccountChange::QuotaSet { .. }
            | AccountChange::FargateCapacitySet { available: true, .. } => {
                world.clusters.keys().for_each(|cluster| wakes.services_on(world, cluster));
            }
            AccountChange::Seeded { .. }
            | AccountChange::Strictness { .. }
            | AccountChange::SubnetMade { .. }
            | AccountChange::RouteSet { .. }
            | AccountChange::SecurityGroupMade { .. }
            | AccountChange::RoleMade { .. }
            | AccountChange::RoleSet { .. }
            | AccountChange::FargateCapacitySet { available: false, .. }
            | AccountChange::SettingPut { .. }
            | AccountChange::ImageSet { .. }
            | AccountChange::ImagePushed { .. }
            | AccountChange::RegistryChanged { .. } => {}
        }
    }
}

pub(super) fn check(world: &World) {
    check_roles(world);
    check_fargate(world);
}

fn check_roles(world: &World) {
    for (name, role) in world.account.roles.iter() {
        assert_eq!(world.account.heard(name, world.now), role.allows(PUT_LINES), "lines of {name}");
    }
}

fn check_fargate(world: &World) {
    for fargate in Fargate::ALL {
        let on = |task: &&Task| world.capacity_of(task) == Capacity::Fargate(fargate);
        let running = world.tasks.values().filter(|task| !task.is_stopped()).filter(on);
        let kept = world.account.fargate_cpu.get(&fargate).copied().unwrap_or(0);
        assert_eq!(kept, running.map(|task| task.room.cpu).sum::<u32>(), "CPU units of {}", fargate.name());
    }
}
