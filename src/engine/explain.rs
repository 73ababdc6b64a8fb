//! Why things are as they are: worked out again, on demand, from the World as it was at the moment.

use super::fact::{Change, TaskChange};
use super::history::History;
use super::ids::{GroupId, TaskId};
use super::model::Name;
use super::model::service::LaunchType;
use super::rules::launch::{self, Order};
use super::rules::placement::fargate::{self, Choice};
use super::rules::placement::{Explanation, explain};
use super::time::Time;
use super::world::World;

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
}

/// How a task got its place; `None` if it was placed before what is remembered.
pub fn placing(history: &History, id: TaskId) -> Option<Placing> {
    let task = history.world().tasks.get(id)?;
    let at = task.stamps.created;
    let is_it = |change: &Change| matches!(change, Change::Task(task, TaskChange::Created(_)) if *task == id);
    let before = history.before(at, is_it)?;
    let order = Order {
        cluster: task.cluster,
        group: task.group,
        owner: task.owner,
        definition: task.definition,
        started_by: task.started_by.clone(),
        placement: task.placement.clone(),
        provider: task.provider,
    };
    Some(Placing { at, group: task.group, why: why(&before, &order) })
}

/// Where the next task of an order would go, in a World as it is.
pub fn why(world: &World, order: &Order) -> Why {
    match order.placement.launch {
        LaunchType::Ec2 => Why::Instances(explain(world, &launch::request(world, order))),
        LaunchType::Fargate => {
            let network = order.placement.network.as_ref();
            let subnets: &[Name] = network.map_or(&[], |network| &network.subnets);
            Why::Subnets(fargate::options(world, order.group, subnets, order.provider, launch::draw(world)))
        }
    }
}
