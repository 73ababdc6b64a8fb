//! Commands about services (deployments.md#services).

use std::rc::Rc;

use super::{AdvancedRef, BalancerRef, Compute, Decide, DefinitionRef, Reply};
use super::{providers, to_run};
use crate::facts::{Change, NewService, ServiceChange};
use crate::ids::{ClusterId, DefinitionId, ServiceId, TargetGroupId};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::balancer::TargetType;
use crate::model::definition::{NetworkMode, TaskDefinition};
use crate::model::deployment::{AskedJudgement, Judgement};
use crate::model::kept::Kept;
use crate::model::network::Network;
use crate::model::placement::{Constraint, Placement, Strategy};
use crate::model::provider::Share;
use crate::model::quota::Quota;
use crate::model::refusal::{BalancingFault, ClusterFault, DaemonFault, Refusal, ServiceFault, ShiftFault};
use crate::model::service::{
    Deployment, KEPT_BY_DEPLOYMENTS, LaunchType, Scheduling, Service, ServiceBalancer, ServiceConfig, ServiceRevision,
    ServiceStatus,
};
use crate::model::strategy::{Advanced, AskedShifting, DeploymentStrategy, Shifting};
use crate::rules::assume;
use crate::rules::services::{is_eligible, monitors_alarms, supersede};
use crate::time::Span;
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreateService {
    pub cluster: Name,
    pub name: Name,
    pub definition: DefinitionRef,
    pub scheduling: Scheduling,
    /// 0 for a DAEMON, which has as many tasks as there are instances for it.
    pub desired: u32,
    pub compute: Compute,
    pub placement: Placement,
    pub balancers: Vec<BalancerRef>,
    /// `None`: if the service is eligible for it.
    pub rebalancing: Option<bool>,
    pub minimum_healthy_percent: u32,
    pub maximum_percent: u32,
    pub judgement: AskedJudgement,
    pub shifting: AskedShifting,
    pub grace_period: Option<Span>,
    pub kept: Kept,
    /// All parameters of the call but its token, as JSON: a call that is repeated is known by it.
    pub request: Name,
}

impl Decide for CreateService {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let cluster = assume::cluster(ledger, &self.cluster)?;
        if let Some(id) = self.answered(ledger.world(), cluster)? {
            return Ok(Reply::Service(id));
        }
        let definition = assume::definition(ledger, &self.definition)?;
        let network = self.placement.network.as_ref();
        assume(ledger, cluster, definition, self.compute.strategy(), network, &self.balancers);

        let config = Rc::new(self.check(ledger.world(), cluster, definition)?);

        let id = ledger.world().services.next_key();
        let new = NewService {
            cluster,
            name: self.name.clone(),
            group: assume::group(ledger, cluster, &format!("service:{}", self.name)),
            request: self.request.clone(),
            desired: self.desired,
            deployment: deployment(ledger.world(), None, definition, &config),
            config,
        };
        ledger.record(Change::Service(id, ServiceChange::Created(Box::new(new))));
        Ok(Reply::Service(id))
    }
}

impl CreateService {
    /// The service that the same call made before.
    fn answered(&self, world: &World, cluster: ClusterId) -> Result<Option<ServiceId>, Refusal> {
        let Some(id) = world.service(cluster, &self.name) else { return Ok(None) };
        let service = &world.services[id];
        match service.status {
            ServiceStatus::Active if service.request == self.request => Ok(Some(id)),
            ServiceStatus::Active => Err(Refusal::Service(ServiceFault::NotIdempotent)),
            ServiceStatus::Draining => Err(Refusal::Service(ServiceFault::StillDraining)),
            ServiceStatus::Inactive => Ok(None),
        }
    }

    fn check(&self, world: &World, cluster: ClusterId, definition: DefinitionId) -> Result<ServiceConfig, Refusal> {
        let there = world.services_of(cluster).filter(|(_, s)| s.status != ServiceStatus::Inactive).count();
        if there >= world.account.quota(Quota::ServicesPerCluster) as usize {
            return Err(Refusal::TooMany("services per cluster"));
        }
        check_desired(world, self.desired)?;
        let placement = providers::resolve(world, cluster, &self.compute, &self.placement)?;
        check_scheduling(self.scheduling, &placement)?;
        to_run::check_placement(world, definition, &placement, &self.kept)?;
        to_run::check_roles(world, world.definition(definition))?;
        let balancers = balancers(world, definition, &self.balancers)?;
        let mut config = ServiceConfig {
            placement,
            grace_period: self.grace_period.or((!balancers.is_empty()).then(Span::default)),
            balancers,
            minimum_healthy_percent: self.minimum_healthy_percent,
            maximum_percent: self.maximum_percent,
            judgement: Judgement::default().updated(&self.judgement),
            shifting: Shifting::default().updated(&self.shifting),
            scheduling: self.scheduling,
            rebalancing: self.rebalancing == Some(true),
            kept: self.kept.clone(),
        };
        // Services that can have it get it, since September 2025.
        let eligible = is_eligible(&config, world.definition(definition));
        config.rebalancing = self.rebalancing.unwrap_or(eligible);
        check_rebalancing(&config, eligible)?;
        check_percents(&config)?;
        Ok(config)
    }
}

/// Makes what the tasks of a service need and isn't there, and its target groups.
fn assume(
    ledger: &mut Ledger,
    cluster: ClusterId,
    definition: DefinitionId,
    strategy: &[Share],
    network: Option<&Network>,
    balancers: &[BalancerRef],
) {
    let definition = ledger.world().definitions[definition].definition.clone();
    to_run::assume(ledger, cluster, &definition, strategy, network);
    balancers.iter().for_each(|wanted| assume::target_group(ledger, wanted, definition.network_mode));
}

/// A DAEMON takes instances as they are: no capacity providers, not even those of the cluster's default, no Fargate, no
/// placement strategy (deployments.md#daemons).
fn check_scheduling(scheduling: Scheduling, placement: &Placement) -> Result<(), Refusal> {
    match (scheduling, placement.launch) {
        (Scheduling::Replica, _) => Ok(()),
        (Scheduling::Daemon, _) if !placement.providers.is_empty() => Err(Refusal::Daemon(DaemonFault::Providers)),
        (Scheduling::Daemon, LaunchType::Fargate) => Err(Refusal::Daemon(DaemonFault::Fargate)),
        (Scheduling::Daemon, LaunchType::Ec2) if placement.strategy.is_empty() => Ok(()),
        (Scheduling::Daemon, LaunchType::Ec2) => Err(Refusal::Daemon(DaemonFault::PlacementStrategy)),
    }
}

fn check_rebalancing(config: &ServiceConfig, eligible: bool) -> Result<(), Refusal> {
    match (config.rebalancing && !eligible, config.scheduling) {
        (false, _) => Ok(()),
        (true, Scheduling::Daemon) => Err(Refusal::Daemon(DaemonFault::Rebalancing)),
        (true, Scheduling::Replica) => Err(Refusal::Service(ServiceFault::RebalancingNotEligible)),
    }
}

/// The percentages must leave a way to replace tasks.
fn check_percents(config: &ServiceConfig) -> Result<(), Refusal> {
    match (config.scheduling, config.minimum_healthy_percent, config.maximum_percent) {
        (Scheduling::Daemon, _, 101..) => Err(Refusal::Daemon(DaemonFault::Maximum)),
        (_, 100, 100) => Err(Refusal::Service(ServiceFault::PercentsBlock)),
        _ => check_early_success(config).and_then(|()| check_shifting(config)),
    }
}

/// What traffic is shifted by must be there (deployments.md#blue-green-linear-and-canary).
fn check_shifting(config: &ServiceConfig) -> Result<(), Refusal> {
    let strategy = config.shifting.strategy;
    let early = config.judgement.early_success.is_some_and(|early| early.enable);
    let fault = match strategy {
        DeploymentStrategy::Rolling => return Ok(()),
        _ if config.scheduling == Scheduling::Daemon => ShiftFault::Daemon,
        _ if config.balancers.iter().any(|balancer| balancer.advanced.is_none()) => ShiftFault::NoAdvancedConfiguration,
        DeploymentStrategy::BlueGreen if config.judgement.bake_time.is_none() => ShiftFault::NoBakeTime,
        DeploymentStrategy::Linear | DeploymentStrategy::Canary if config.balancers.is_empty() => {
            ShiftFault::NoLoadBalancer(strategy)
        }
        _ if early => ShiftFault::EarlySuccess,
        DeploymentStrategy::BlueGreen | DeploymentStrategy::Linear | DeploymentStrategy::Canary => return Ok(()),
    };
    Err(fault.into())
}

/// A deployment isn't a success before as many tasks are healthy as have to be at any time.
fn check_early_success(config: &ServiceConfig) -> Result<(), Refusal> {
    let early = config.judgement.early_success.filter(|early| early.enable);
    let percent = early.and_then(|early| early.healthy_percent).unwrap_or(100);
    match percent < config.minimum_healthy_percent {
        true => Err(Refusal::Service(ServiceFault::EarlySuccessBelowMinimum)),
        false => Ok(()),
    }
}

fn check_desired(world: &World, desired: u32) -> Result<(), Refusal> {
    let most = world.account.quota(Quota::TasksPerService);
    if desired > most { Err(Refusal::Service(ServiceFault::DesiredCountExceedsLimit)) } else { Ok(()) }
}

/// A new deployment of the service as it is configured. One that shifts traffic has the other target groups than the one
/// that it replaces.
fn deployment(
    world: &World,
    replaced: Option<&Deployment>,
    definition: DefinitionId,
    config: &ServiceConfig,
) -> Deployment {
    let shifts = config.shifting.strategy.shifts_traffic();
    let has = |alternate: bool| {
        let groups = || replaced.iter().flat_map(|replaced| replaced.revision.groups());
        config.balancers.iter().any(|balancer| groups().any(|(group, _)| group == balancer.group(alternate)))
    };
    let revision = Rc::new(ServiceRevision {
        definition,
        placement: Rc::new(config.placement.clone()),
        balancers: config.balancers.clone(),
        alternate: if shifts { has(false) } else { has(true) && !has(false) },
        kept: config.kept.clone(),
    });
    let new = Deployment::new(world.next_deployment(), revision, world.now);
    let replaces = replaced.map(|replaced| replaced.id);
    Deployment { replaces, monitors_alarms: monitors_alarms(world, &config.judgement), ..new }
}

/// The target groups of a service, checked against its definition (load-balancing.md#registration).
fn balancers(world: &World, definition: DefinitionId, wanted: &[BalancerRef]) -> Result<Vec<ServiceBalancer>, Refusal> {
    let most = world.account.quota(Quota::TargetGroupsPerService);
    if wanted.len() > most as usize {
        return Err(Refusal::TooManyItems { list: "loadBalancers", most });
    }
    let definition = world.definition(definition);
    let mut balancers = Vec::new();
    for wanted in wanted {
        check_port(definition, &wanted.container, wanted.port)?;
        let not_found = || Refusal::Balancing(BalancingFault::TargetGroupNotFound(wanted.target_group.clone()));
        let id = world.target_group(&wanted.target_group).ok_or_else(not_found)?;
        check_target_type(world, definition, id)?;
        if world.target_groups[id].load_balancer.is_none() {
            return Err(Refusal::Balancing(BalancingFault::NoLoadBalancer(id)));
        }
        let advanced = wanted.advanced.as_ref().map(|advanced| check_advanced(world, definition, id, advanced));
        balancers.push(ServiceBalancer {
            target_group: id,
            container: wanted.container.clone(),
            port: wanted.port,
            advanced: advanced.transpose()?,
        });
    }
    Ok(balancers)
}

/// Both groups and the rules belong to one load balancer, and the production rule has the group's traffic.
fn check_advanced(
    world: &World,
    definition: &TaskDefinition,
    group: TargetGroupId,
    wanted: &AdvancedRef,
) -> Result<Advanced, Refusal> {
    let not_found = || Refusal::Balancing(BalancingFault::TargetGroupNotFound(wanted.alternate.clone()));
    let alternate = world.target_group(&wanted.alternate).ok_or_else(not_found)?;
    check_target_type(world, definition, alternate)?;
    if alternate == group {
        return Err(ShiftFault::SameGroup(group).into());
    }
    if wanted.test == Some(wanted.production) {
        return Err(ShiftFault::SameRule.into());
    }
    let rules = std::iter::once(wanted.production).chain(wanted.test);
    for (rule, id) in rules.flat_map(|rule| [(rule, group), (rule, alternate)]) {
        let (listener, _) = world.rule(rule).ok_or(BalancingFault::RuleNotFound)?;
        let row = &world.target_groups[id];
        if row.load_balancer.is_some_and(|balancer| balancer != rule.balancer) {
            return Err(ShiftFault::OtherBalancer(id).into());
        }
        if !listener.protocol.forwards_to(row.protocol) {
            return Err(BalancingFault::IncompatibleProtocols(vec![id]).into());
        }
    }
    let (_, production) = world.rule(wanted.production).ok_or(BalancingFault::RuleNotFound)?;
    if !production.forwards().iter().any(|to| to.target_group == group || to.target_group == alternate) {
        return Err(ShiftFault::RuleForwardsElsewhere.into());
    }
    let AdvancedRef { production, test, given, .. } = wanted.clone();
    Ok(Advanced { alternate, production, test, given })
}

/// The container that a target group sends requests to must be there, with that port.
fn check_port(definition: &TaskDefinition, container: &Name, port: u16) -> Result<(), Refusal> {
    let no_container = || Refusal::Balancing(BalancingFault::NoSuchContainer(container.clone()));
    let at = definition.container(container).ok_or_else(no_container)?;
    if definition.containers[at].ports.iter().all(|mapped| mapped.container != port) {
        return Err(Refusal::Balancing(BalancingFault::NoSuchContainerPort(container.clone(), port)));
    }
    Ok(())
}

fn check_target_type(world: &World, definition: &TaskDefinition, id: TargetGroupId) -> Result<(), Refusal> {
    let by_ip = world.target_groups[id].target_type == TargetType::Ip;
    match by_ip == (definition.network_mode == NetworkMode::Awsvpc) {
        true => Ok(()),
        false => Err(Refusal::Balancing(BalancingFault::TargetTypeMismatch(id))),
    }
}

/// Another revision must suit the target groups that the service has.
fn check_kept(world: &World, definition: DefinitionId, balancers: &[ServiceBalancer]) -> Result<(), Refusal> {
    let definition = world.definition(definition);
    for balancer in balancers {
        check_port(definition, &balancer.container, balancer.port)?;
        if world.target_groups.get(balancer.target_group).is_some() {
            check_target_type(world, definition, balancer.target_group)?;
        }
    }
    Ok(())
}

/// Each field that is given changes; the others stay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UpdateService {
    pub cluster: Name,
    pub service: Name,
    pub desired: Option<u32>,
    pub definition: Option<DefinitionRef>,
    pub network: Option<Network>,
    /// Empty: what the cluster's default is.
    pub providers: Option<Vec<Share>>,
    pub balancers: Option<Vec<BalancerRef>>,
    pub minimum_healthy_percent: Option<u32>,
    pub maximum_percent: Option<u32>,
    pub judgement: AskedJudgement,
    pub shifting: AskedShifting,
    pub grace_period: Option<Span>,
    pub rebalancing: Option<bool>,
    pub strategy: Option<Vec<Strategy>>,
    pub constraints: Option<Vec<Constraint>>,
    pub force_new_deployment: bool,
    pub kept: Kept,
}

impl Decide for UpdateService {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let id = find(ledger.world(), &self.cluster, &self.service)?;
        let service = ledger.world().services[id].clone();
        if service.status != ServiceStatus::Active {
            return Err(Refusal::Service(ServiceFault::NotActive));
        }
        // The revision in use is fine even if it was deregistered since; a named one must be ACTIVE.
        let definition = match &self.definition {
            Some(named) => assume::definition(ledger, named)?,
            None => service.primary().revision.definition,
        };
        let strategy = self.providers.as_deref().unwrap_or_default();
        let balancers = self.balancers.as_deref().unwrap_or_default();
        assume(ledger, service.cluster, definition, strategy, self.network.as_ref(), balancers);

        let config = self.check(ledger.world(), &service, definition)?;

        if let Some(desired) = self.desired.filter(|&desired| desired != service.desired) {
            ledger.record(Change::Service(id, ServiceChange::DesiredCountSet { desired }));
        }
        let redeploys = self.force_new_deployment || redeploys(&service.primary().revision, definition, &config);
        if redeploys {
            supersede(ledger, id);
        }
        if config != *service.config {
            ledger.record(Change::Service(id, ServiceChange::ConfigSet { config: Rc::new(config.clone()) }));
        }
        if redeploys {
            let deployment = Box::new(deployment(ledger.world(), Some(service.source()), definition, &config));
            ledger.record(Change::Service(id, ServiceChange::DeploymentStarted { deployment }));
        }
        Ok(Reply::Service(id))
    }
}

impl UpdateService {
    /// The service's configuration with what changes.
    fn check(&self, world: &World, service: &Service, definition: DefinitionId) -> Result<ServiceConfig, Refusal> {
        check_desired(world, self.desired.unwrap_or(0))?;
        let before = &service.config;
        let mut config = (**before).clone();
        config.placement = placement(&before.placement, self);
        if let Some(strategy) = &self.providers {
            config.placement = with_strategy(world, service.cluster, &config.placement, strategy)?;
            if config.placement.providers != before.placement.providers && !self.force_new_deployment {
                return Err(Refusal::Service(ServiceFault::StrategyNeedsDeployment));
            }
        }
        check_scheduling(config.scheduling, &config.placement)?;
        config.kept = config.kept.updated(&self.kept);
        to_run::check_placement(world, definition, &config.placement, &config.kept)?;
        to_run::check_roles(world, world.definition(definition))?;
        match &self.balancers {
            Some(wanted) => config.balancers = balancers(world, definition, wanted)?,
            None if self.definition.is_some() => check_kept(world, definition, &config.balancers)?,
            None => {}
        }
        config.minimum_healthy_percent = self.minimum_healthy_percent.unwrap_or(config.minimum_healthy_percent);
        config.maximum_percent = self.maximum_percent.unwrap_or(config.maximum_percent);
        config.judgement = config.judgement.updated(&self.judgement);
        config.shifting = config.shifting.updated(&self.shifting);
        check_percents(&config)?;
        let default = (!config.balancers.is_empty()).then(Span::default);
        config.grace_period = self.grace_period.or(config.grace_period).or(default);
        config.rebalancing = self.rebalancing.unwrap_or(config.rebalancing);
        if self.rebalancing == Some(true) {
            check_rebalancing(&config, is_eligible(&config, world.definition(definition)))?;
        }
        if config.scheduling == Scheduling::Daemon && self.desired.is_some() {
            return Err(Refusal::Daemon(DaemonFault::DesiredCount));
        }
        Ok(config)
    }
}

/// Whether tasks are replaced so that a service is as it is to be.
fn redeploys(before: &ServiceRevision, definition: DefinitionId, config: &ServiceConfig) -> bool {
    definition != before.definition
        || config.placement.network != before.placement.network
        || config.balancers != before.balancers
        || !config.kept.agree(&before.kept, &KEPT_BY_DEPLOYMENTS)
}

/// The placement by another strategy; by the cluster's default one, or without one, if it is empty.
fn with_strategy(
    world: &World,
    cluster: ClusterId,
    before: &Placement,
    strategy: &[Share],
) -> Result<Placement, Refusal> {
    let default = &world.clusters[cluster].default_strategy;
    let compute = match (strategy.is_empty(), default.is_empty()) {
        (false, _) => Compute::Strategy(strategy.to_vec()),
        (true, false) => Compute::Unsaid,
        (true, true) => Compute::Launch(before.launch),
    };
    providers::resolve(world, cluster, &compute, before)
}

fn placement(before: &Placement, wanted: &UpdateService) -> Placement {
    Placement {
        launch: before.launch,
        providers: before.providers.clone(),
        network: wanted.network.clone().or_else(|| before.network.clone()),
        strategy: wanted.strategy.clone().unwrap_or_else(|| before.strategy.clone()),
        constraints: wanted.constraints.clone().unwrap_or_else(|| before.constraints.clone()),
        only: None,
    }
}

/// A service drains first: its tasks are stopped, and it is INACTIVE when the last has ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteService {
    pub cluster: Name,
    pub service: Name,
    pub force: bool,
}

impl Decide for DeleteService {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeleteService { cluster, service, .. } = self;
        let force = self.force;
        let id = find(ledger.world(), cluster, service)?;
        let service = &ledger.world().services[id];
        if service.status == ServiceStatus::Active {
            if service.desired > 0 && !force {
                return Err(Refusal::Service(ServiceFault::ScaledAboveZero));
            }
            ledger.record(Change::Service(id, ServiceChange::Drained));
        }
        Ok(Reply::Service(id))
    }
}

/// The latest service of a name, which may be INACTIVE (terraform-provider-aws #3582).
fn find(world: &World, cluster: &str, service: &str) -> Result<ServiceId, Refusal> {
    let cluster = world.cluster(cluster).ok_or(Refusal::Cluster(ClusterFault::NotFound))?;
    world.service(cluster, service).ok_or(Refusal::Service(ServiceFault::NotFound))
}
