//! Functions that lifecycle hooks call.

use super::Wakes;
use super::service_deployment::stages_go_on;
use crate::model::Name;
use crate::model::service::ServiceStatus;
use crate::model::strategy::Function;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum FunctionChange {
    AnswerSet { name: Name, answer: Function },
}

impl FunctionChange {
    pub(super) fn apply(&self, world: &mut World) {
        let FunctionChange::AnswerSet { name, answer } = self;
        world.functions.insert(name.clone(), *answer);
    }

    /// What waits for it may now get its answer.
    pub(super) fn wakes(&self, world: &World, wakes: &mut Wakes) {
        let active = world.services.iter().filter(|(_, service)| service.status == ServiceStatus::Active);
        active.for_each(|(id, _)| stages_go_on(world, id, wakes));
    }
}

pub(super) fn check(_: &World) {}
