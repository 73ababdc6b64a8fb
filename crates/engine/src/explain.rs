//! Why things are as they are: worked out again, on demand, from the World as it was at the moment.

use crate::facts::{Change, TaskChange};
use crate::history::History;
use crate::ids::ServiceId;
use crate::ids::{GroupId, TaskId};
use crate::model::placement::Strategy;
use crate::model::provider::Capacity;
use crate::model::task::StopReason;
use crate::rules::launch::{self, Order};
use crate::rules::placement::fargate::Choice;
use crate::rules::placement::stopping::{Standing, rules, standings};
use crate::rules::placement::{Explanation, explain};
use crate::rules::services::{order, sort, standing};
use crate::time::Time;
use crate::world::World;

/// How a task got its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placing {
    pub at: Time,
    pub group: GroupId,
    pub why: Why,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// Every container instance of the cluster, judged.
    Instances(Explanation),
    /// Every subnet, the best first.
    Subnets(Vec<Choice>),
    /// StartTask named the instance.
    Named,
}

/// How a task got its place; `None` if that was before what is remembered.
pub fn placing(history: &History, world: &World, id: TaskId) -> Option<Placing> {
    let task = world.tasks.get(id)?;
    let at = task.stamps.created;
    let is_it = |change: &Change| matches!(change, Change::Task(task, TaskChange::Created(_)) if *task == id);
    let before = history.before(at, is_it)?;
    let order = Order {
        cluster: task.cluster,
        group: task.group,
        owner: task.owner,
        definition: task.definition,
        started_by: task.started_by.clone(),
        overrides: task.overrides.clone(),
        placement: task.placement.clone(),
        named: task.named,
        provider: task.provider,
        kept: task.kept.clone(),
    };
    Some(Placing { at, group: task.group, why: why(&before, &order) })
}

/// Where the next task of an order would go, in a World as it is.
pub fn why(world: &World, order: &Order) -> Why {
    match order.capacity(world) {
        Capacity::Instances if order.named => Why::Named,
        Capacity::Instances => Why::Instances(explain(world, &launch::request(world, order))),
        Capacity::Fargate(fargate) => Why::Subnets(launch::fargate_options(world, order, fargate)),
    }
}

/// Where the next task of a service would go.
pub fn next(world: &World, service: ServiceId) -> Placing {
    let service = &world.services[service];
    let order = order(service, service.primary(), None);
    Placing { at: world.now, group: service.group, why: why(world, &order) }
}

/// How a task came to be the one that was stopped when its service had too many.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stopping {
    pub at: Time,
    pub group: GroupId,
    pub rules: Vec<Strategy>,
    /// The tasks that could have gone, the first to go first.
    pub candidates: Vec<(TaskId, Standing)>,
}

/// How a task came to be stopped; `None` if it wasn't, if the scheduler didn't choose it, or if that was before what is
/// remembered.
pub fn stopping(history: &History, world: &World, id: TaskId) -> Option<Stopping> {
    let task = world.tasks.get(id)?;
    let (service, at) = (task.service()?, task.stamps.stopping?);
    let chosen = matches!(task.stop.as_ref()?.reason, StopReason::ScalingActivity(_));
    let is_it = |change: &Change| matches!(change, Change::Task(task, TaskChange::StopWanted { .. }) if *task == id);
    let before = chosen.then(|| history.before(at, is_it)).flatten()?;
    let world = &before;
    let own = standing(world, &world.services[service], id, &world.tasks[id])?;
    let mut buckets = sort(world, service).of(task.deployment()?);
    let candidates = standings(world, service, buckets.bucket(own));
    Some(Stopping { at, group: task.group, rules: rules(world, service).to_vec(), candidates })
}
