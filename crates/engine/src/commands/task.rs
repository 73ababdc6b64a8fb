//! Commands about standalone tasks.

use std::rc::Rc;

use super::{ClientToken, Decide, DefinitionRef, NotProtected, Reply};
use super::{providers, to_run};
use crate::facts::{Change, ClusterChange, TaskChange};
use crate::ids::{ClusterId, DefinitionId, InstanceId, ProviderId, TaskId};
use crate::ledger::Ledger;
use crate::model::Name;
pub use crate::model::asked::RunTask;
use crate::model::kept::Kept;
use crate::model::network::Network;
use crate::model::overrides::{AskedOverrides, Overrides};
use crate::model::placement::Placement;
use crate::model::provider::Share;
use crate::model::quota::Quota;
use crate::model::refusal::Refusal;
use crate::model::refusal::{ClusterFault, Failure, InstanceFault};
use crate::model::service::LaunchType;
use crate::model::task::{Owner, Stop, StopCode, StopReason, Task};
use crate::model::token::UsedToken;
use crate::rules::assume;
use crate::rules::definitions;
use crate::rules::launch::{self, NotStarted, Order};
use crate::rules::placement;
use crate::rules::placement::NotPlaced;
use crate::rules::providers as strategies;
use crate::time::Span;
use crate::world::World;

/// Tasks in one RunTask (account.md#quotas).
const MOST_AT_ONCE: u32 = 10;

/// Starts as many tasks as there is room for; says which it couldn't, and doesn't retry (tasks.md#standalone-tasks).
impl Decide for RunTask {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let most = ledger.world().account.quota(Quota::TasksPerRunTask);
        if !(1..=most).contains(&self.count) {
            return Err(Refusal::CountOutOfRange(most));
        }
        let cluster = assume::cluster(ledger, &self.cluster)?;
        if let Some(answer) = answered(ledger.world(), cluster, self.token.as_ref()) {
            return answer;
        }
        let definition = assume::definition(ledger, &self.definition)?;
        let said = Said {
            cluster,
            definition,
            group: self.group.as_deref(),
            started_by: self.started_by.as_ref(),
            overrides: self.overrides.as_ref(),
            kept: &self.kept,
        };
        said.assume(ledger, self.compute.strategy(), self.placement.network.as_ref());

        let placement = providers::resolve(ledger.world(), cluster, &self.compute, &self.placement)?;
        let checked = said.check(ledger.world(), placement)?;

        let order = said.order(ledger, checked);
        let (started, failures) = start(ledger, order, self.count)?;
        if let Some(ClientToken { token, request }) = self.token.clone() {
            let (at, started, failures) = (ledger.now(), started.clone(), failures.clone());
            let used = Rc::new(UsedToken { token, request, at, started, failures });
            ledger.record(Change::Cluster(cluster, ClusterChange::TokenUsed(used)));
        }
        Ok(Reply::Tasks { started, failures })
    }
}

/// Starts tasks of an order, as many as there is room for.
fn start(ledger: &mut Ledger, mut order: Order, count: u32) -> Result<(Vec<TaskId>, Vec<Failure>), Refusal> {
    // The base counts for each call by itself (capacity.md#capacity-providers).
    let strategy = &order.placement.providers;
    let providers: Vec<Option<ProviderId>> = match strategy.is_empty() {
        true => vec![None; count as usize],
        false => strategies::sequence(strategy, vec![0; strategy.len()], count).into_iter().map(Some).collect(),
    };
    let mut started = Vec::new();
    let mut failures = Vec::new();
    let mut short = Vec::new();
    for provider in providers {
        if short.contains(&provider) {
            continue;
        }
        order.provider = provider;
        match launch::start(ledger, &order) {
            Ok(task) => started.push(task),
            Err(NotStarted::NotPlaced(NotPlaced::NoInstances)) => {
                return Err(Refusal::Instance(InstanceFault::NoneThere));
            }
            Err(NotStarted::NotPlaced(NotPlaced::NoneFits(closest))) => {
                failures.extend(closest.into_iter().map(|(instance, reason)| Failure::Instance(instance, reason)));
                short.push(provider);
            }
            Err(NotStarted::NoFargateCapacity) => {
                failures.push(Failure::Fargate);
                short.push(provider);
            }
            Err(NotStarted::FargateQuota) => {
                failures.push(Failure::FargateQuota);
                short.push(provider);
            }
            Err(NotStarted::RoleNotAssumable(role)) => return Err(Refusal::RoleNotAssumable(role)),
        }
    }
    Ok((started, failures))
}

/// What RunTask and StartTask say alike of their tasks.
struct Said<'a> {
    cluster: ClusterId,
    definition: DefinitionId,
    group: Option<&'a str>,
    started_by: Option<&'a Name>,
    overrides: Option<&'a AskedOverrides>,
    kept: &'a Kept,
}

/// What is settled about such tasks once nothing is refused any more.
struct Checked {
    placement: Placement,
    overrides: Option<Rc<Overrides>>,
}

impl Said<'_> {
    fn assume(&self, ledger: &mut Ledger, strategy: &[Share], network: Option<&Network>) {
        let as_it_stands = &ledger.world().definitions[self.definition].definition;
        let spec = match overrides(ledger.world(), self.definition, self.overrides) {
            Ok(Some(overrides)) => overrides.definition.clone(),
            Ok(None) | Err(_) => as_it_stands.clone(),
        };
        to_run::assume(ledger, self.cluster, &spec, strategy, network);
    }

    fn check(&self, world: &World, placement: Placement) -> Result<Checked, Refusal> {
        to_run::check_placement(world, self.definition, &placement, self.kept)?;
        let overrides = overrides(world, self.definition, self.overrides)?;
        let spec = overrides.as_ref().map_or(world.definition(self.definition), |overrides| &overrides.definition);
        to_run::check_roles(world, spec)?;
        Ok(Checked { placement, overrides })
    }

    fn order(&self, ledger: &mut Ledger, checked: Checked) -> Order {
        // Where none is given, the group of a standalone task is its family.
        let family = format!("family:{}", ledger.world().definition(self.definition).family);
        Order {
            cluster: self.cluster,
            group: assume::group(ledger, self.cluster, self.group.unwrap_or(&family)),
            owner: Owner::Standalone,
            definition: self.definition,
            started_by: self.started_by.cloned(),
            overrides: checked.overrides,
            placement: Rc::new(checked.placement),
            kept: self.kept.clone(),
            provider: None,
            named: false,
        }
    }
}

/// What the same call was answered, if its token still holds.
fn answered(world: &World, cluster: ClusterId, token: Option<&ClientToken>) -> Option<Result<Reply, Refusal>> {
    let token = token?;
    let used = world.clusters[cluster].tokens.get(&token.token).filter(|used| holds(world, used))?;
    Some(match used.request == token.request {
        true => Ok(Reply::Tasks { started: used.started.clone(), failures: used.failures.clone() }),
        false => Err(Refusal::TokenInUse),
    })
}

/// Whether a token still holds: for a day, and no longer than an hour after its last task has stopped, which is when that
/// is forgotten.
fn holds(world: &World, used: &UsedToken) -> bool {
    let forgotten = !used.started.is_empty() && used.started.iter().all(|&task| world.tasks.get(task).is_none());
    used.is_young(world.now) && !forgotten
}

fn overrides(
    world: &World,
    definition: DefinitionId,
    asked: Option<&AskedOverrides>,
) -> Result<Option<Rc<Overrides>>, Refusal> {
    let Some(asked) = asked else { return Ok(None) };
    let mut settled = asked.of(world.definition(definition)).map_err(Refusal::OverrideOfNothing)?;
    // The sizes must still be such as could be registered.
    settled.definition = definitions::complete(&settled.definition)?;
    Ok(Some(Rc::new(settled)))
}

/// Tasks on container instances that are named: nothing is chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StartTask {
    pub cluster: Name,
    pub definition: DefinitionRef,
    /// Their ARNs; `None` where there is no such instance.
    pub instances: Vec<(Name, Option<InstanceId>)>,
    pub network: Option<Network>,
    pub group: Option<Name>,
    pub started_by: Option<Name>,
    pub overrides: Option<AskedOverrides>,
    pub kept: Kept,
}

/// Starts a task on each instance that is named. Nothing is chosen and no constraint is looked at, but the task must
/// fit (tasks.md#standalone-tasks).
impl Decide for StartTask {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        if !(1..=MOST_AT_ONCE as usize).contains(&self.instances.len()) {
            return Err(Refusal::Instance(InstanceFault::CountOutOfRange));
        }
        let cluster = assume::cluster(ledger, &self.cluster)?;
        let definition = assume::definition(ledger, &self.definition)?;
        let said = Said {
            cluster,
            definition,
            group: self.group.as_deref(),
            started_by: self.started_by.as_ref(),
            overrides: self.overrides.as_ref(),
            kept: &self.kept,
        };
        said.assume(ledger, &[], self.network.as_ref());

        let placement = Placement {
            launch: LaunchType::Ec2,
            providers: vec![],
            network: self.network.clone(),
            strategy: vec![],
            constraints: vec![],
            only: None,
        };
        let checked = said.check(ledger.world(), placement)?;

        let order = Order { named: true, ..said.order(ledger, checked) };
        let (mut started, mut failures) = (Vec::new(), Vec::new());
        for (name, instance) in &self.instances {
            let there = |id: &InstanceId| {
                let instance = &ledger.world().instances[*id];
                instance.cluster == cluster && instance.registered_at.is_some()
            };
            let Some(on) = instance.filter(there) else {
                failures.push(Failure::NoInstance(cluster, name.clone()));
                continue;
            };
            let world = ledger.world();
            let rejection = placement::rejections(world, &launch::request(world, &order), on).next();
            match rejection {
                Some(rejection) => failures.push(Failure::Instance(on, rejection)),
                None => {
                    let place = launch::place_on(world, &order, on);
                    started.push(launch::start_at(ledger, &order, place));
                }
            }
        }
        Ok(Reply::Tasks { started, failures })
    }
}

/// Protects tasks of services from scaling in and deployments, or no longer (deployments.md#protection).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UpdateProtection {
    pub cluster: Name,
    /// What was asked for, with the task if there is one.
    pub tasks: Vec<(Name, Option<TaskId>)>,
    /// For how long; `None` takes protection away.
    pub lasts: Option<Span>,
}

impl Decide for UpdateProtection {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let world = ledger.world();
        let cluster = world.cluster(&self.cluster).ok_or(Refusal::Cluster(ClusterFault::NotFound))?;
        let until = self.lasts.map(|lasts| ledger.now() + lasts);
        let (mut changed, mut failures) = (Vec::new(), Vec::new());
        for (name, id) in &self.tasks {
            let world = ledger.world();
            let Some(id) = id.filter(|&id| world.tasks[id].cluster == cluster) else {
                failures.push(NotProtected::Missing(name.clone()));
                continue;
            };
            if !can_be_protected(&world.tasks[id]) {
                failures.push(NotProtected::NotValid(id));
            } else if until.is_some() && has_too_many_protected(world, id) {
                failures.push(NotProtected::DeploymentBlocked(id));
            } else {
                ledger.record(Change::Task(id, TaskChange::ProtectionSet { until }));
                changed.push(id);
            }
        }
        Ok(Reply::Protection { tasks: changed, failures })
    }
}

/// Only tasks of services are scaled in, and those that are stopping are past it.
pub fn can_be_protected(task: &Task) -> bool {
    task.service().is_some() && task.wanted
}

/// Whether a service would have more protected tasks than it is to have at all if this one were protected as well.
fn has_too_many_protected(world: &World, id: TaskId) -> bool {
    let Some(service) = world.tasks[id].service() else { return false };
    let others = world.service_tasks(service).filter(|&(other, task)| other != id && task.is_protected(world.now));
    others.count() as u32 >= world.services[service].desired
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StopTask {
    pub cluster: Name,
    pub task: TaskId,
    pub reason: Option<Name>,
}

impl Decide for StopTask {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let StopTask { cluster, reason, .. } = self;
        let task = self.task;
        let cluster = ledger.world().cluster(cluster).ok_or(Refusal::Cluster(ClusterFault::NotFound))?;
        let found = ledger.world().tasks.get(task).filter(|task| task.cluster == cluster);
        if found.ok_or(Refusal::TaskNotFound)?.wanted {
            let stop = Stop { code: StopCode::UserInitiated, reason: StopReason::User(reason.clone()) };
            ledger.record(Change::Task(task, TaskChange::StopWanted { stop }));
        }
        Ok(Reply::Task(task))
    }
}
