//! CloudWatch alarms.

use super::Wakes;
use crate::model::Name;
use crate::model::alarm::{Alarm, AlarmState};
use crate::model::service::ServiceStatus;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AlarmChange {
    StateSet { name: Name, state: AlarmState },
}

impl AlarmChange {
    pub(super) fn apply(&self, world: &mut World) {
        let AlarmChange::StateSet { name, state } = self;
        world.alarms.insert(name.clone(), Alarm { state: *state, since: world.now });
    }

    /// ECS asks after the alarms of a service whenever it looks at it.
    pub(super) fn wakes(&self, world: &World, wakes: &mut Wakes) {
        let AlarmChange::StateSet { name, .. } = self;
        for (id, service) in world.services.iter().filter(|(_, service)| service.status == ServiceStatus::Active) {
            let alarms = service.config.judgement.alarms.as_ref();
            if alarms.is_some_and(|alarms| alarms.names.contains(name)) {
                wakes.next_tick(world, id);
            }
        }
    }
}

pub(super) fn check(_: &World) {}
