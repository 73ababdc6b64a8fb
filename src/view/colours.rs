//! Colour says the service, tone says the revision, shape says the phase.

use engine::ids::{ClusterId, ServiceId};
use engine::model::task::{Phase, Task};
use engine::world::World;

/// One of the palette's hues; the page's style sheet has as many.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Hue(pub u8);

impl Hue {
    const SERVICES: u8 = 7;
    /// Standalone tasks.
    pub const STANDALONE: Hue = Hue(7);

    /// A service keeps its hue: it is by its place among all services of the cluster that ever were.
    pub fn of_service(world: &World, cluster: ClusterId, id: ServiceId) -> Hue {
        let before = world.services_of(cluster).take_while(|(other, _)| *other < id).count();
        Hue((before % Hue::SERVICES as usize) as u8)
    }

    pub fn of_task(world: &World, task: &Task) -> Hue {
        task.service().map_or(Hue::STANDALONE, |service| Hue::of_service(world, task.cluster, service))
    }
}

/// The shape of a task's tile.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Shape {
    Provisioning,
    Pending,
    Activating,
    Running,
    Stopping,
    Stopped,
}

impl Shape {
    pub const ALL: [Shape; 6] =
        [Shape::Provisioning, Shape::Pending, Shape::Activating, Shape::Running, Shape::Stopping, Shape::Stopped];

    pub fn of(phase: Phase) -> Shape {
        match phase {
            Phase::Provisioning { .. } => Shape::Provisioning,
            Phase::Pending { .. } => Shape::Pending,
            Phase::Activating => Shape::Activating,
            Phase::Running => Shape::Running,
            Phase::Deactivating | Phase::Stopping | Phase::Deprovisioning { .. } => Shape::Stopping,
            Phase::Stopped => Shape::Stopped,
        }
    }

    /// For the legend.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Provisioning => "provisioning",
            Shape::Pending => "pending",
            Shape::Activating => "activating",
            Shape::Running => "running",
            Shape::Stopping => "stopping",
            Shape::Stopped => "stopped",
        }
    }
}

/// Whether a task is of an older revision than its service's newest deployment.
pub fn is_older(world: &World, task: &Task) -> bool {
    let service = task.service().map(|id| &world.services[id]);
    service.is_some_and(|service| service.primary().revision.definition != task.definition)
}
