//! Commands about services (deployments.md#services).

use std::rc::Rc;

use super::providers;
use super::task::check_placement;
use super::{BalancerRef, Compute, Decide, DefinitionRef, Reply};
use crate::facts::{Change, NewService, ServiceChange};
use crate::ids::{ClusterId, DefinitionId, ServiceId};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::balancer::TargetType;
use crate::model::definition::NetworkMode;
use crate::model::kept::Kept;
use crate::model::network::Network;
use crate::model::placement::{Constraint, Placement, Strategy};
use crate::model::provider::Share;
use crate::model::quota::Quota;
use crate::model::refusal::{BalancingFault, ClusterFault, DaemonFault, Refusal, ServiceFault};
use crate::model::service::{
    Deployment, KEPT_BY_DEPLOYMENTS, LaunchType, Role, Rollout, Scheduling, ServiceBalancer, ServiceConfig,
    ServiceRevision, ServiceStatus,
};
use crate::rules::assume;
use crate::rules::services::is_eligible;
use crate::sorted::SortedMap;
use crate::time::Span;

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
    pub grace_period: Option<Span>,
    pub kept: Kept,
    /// All parameters of the call but its token, as JSON: a call that is repeated is known by it.
    pub request: Name,
}

impl Decide for CreateService {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let cluster = assume::cluster(ledger, &self.cluster)?;
        if let Some(id) = ledger.world().service(cluster, &self.name) {
            let service = &ledger.world().services[id];
            match service.status {
                ServiceStatus::Active if service.request == self.request => return Ok(Reply::Service(id)),
                ServiceStatus::Active => return Err(Refusal::Service(ServiceFault::NotIdempotent)),
                ServiceStatus::Draining => return Err(Refusal::Service(ServiceFault::StillDraining)),
                ServiceStatus::Inactive => {}
            }
        }
        let there = ledger.world().services_of(cluster).filter(|(_, s)| s.status != ServiceStatus::Inactive).count();
        if there >= ledger.world().account.quota(Quota::ServicesPerCluster) as usize {
            return Err(Refusal::TooMany("services per cluster"));
        }
        check_desired(ledger, self.desired)?;
        let definition = assume::definition(ledger, &self.definition)?;
        let placement = providers::resolve(ledger, cluster, &self.compute, &self.placement)?;
        check_scheduling(self.scheduling, &placement)?;
        check_placement(ledger, definition, &placement, &self.kept)?;
        let asked = ledger.world().definitions[definition].definition.clone();
        assume::roles(ledger, &asked)?;
        assume::resources(ledger, &asked);
        let balancers = balancers(ledger, definition, &self.balancers)?;
        let group = assume::group(ledger, cluster, &format!("service:{}", self.name));
        let mut config = ServiceConfig {
            placement,
            grace_period: self.grace_period.or((!balancers.is_empty()).then(Span::default)),
            balancers,
            minimum_healthy_percent: self.minimum_healthy_percent,
            maximum_percent: self.maximum_percent,
            scheduling: self.scheduling,
            rebalancing: self.rebalancing == Some(true),
            kept: self.kept.clone(),
        };
        // Services that can have it get it, since September 2025.
        let eligible = is_eligible(&config, ledger.world().definition(definition));
        config.rebalancing = self.rebalancing.unwrap_or(eligible);
        check_rebalancing(&config, eligible)?;
        check_percents(&config)?;
        let id = ledger.world().services.next_key();
        let new = NewService {
            cluster,
            name: self.name.clone(),
            group,
            request: self.request.clone(),
            desired: self.desired,
            deployment: deployment(ledger, definition, &config),
            config: Rc::new(config),
        };
        ledger.record(Change::Service(id, ServiceChange::Created(Box::new(new))));
        Ok(Reply::Service(id))
    }
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
        _ => Ok(()),
    }
}

fn check_desired(ledger: &Ledger, desired: u32) -> Result<(), Refusal> {
    let most = ledger.world().account.quota(Quota::TasksPerService);
    if desired > most { Err(Refusal::Service(ServiceFault::DesiredCountExceedsLimit)) } else { Ok(()) }
}

/// A new deployment of the service as it is configured.
fn deployment(ledger: &Ledger, definition: DefinitionId, config: &ServiceConfig) -> Deployment {
    Deployment {
        id: ledger.world().next_deployment(),
        role: Role::Primary,
        revision: Rc::new(ServiceRevision {
            definition,
            placement: Rc::new(config.placement.clone()),
            balancers: config.balancers.clone(),
            kept: config.kept.clone(),
        }),
        desired: 0,
        rollout: Rollout::InProgress,
        failed: 0,
        attempts: 0,
        throttled_until: None,
        unplaced: None,
        images: SortedMap::default(),
        created_at: ledger.now(),
        updated_at: ledger.now(),
    }
}

/// The target groups of a service, checked against its definition (load-balancing.md#registration).
fn balancers(
    ledger: &mut Ledger,
    definition: DefinitionId,
    wanted: &[BalancerRef],
) -> Result<Vec<ServiceBalancer>, Refusal> {
    let most = ledger.world().account.quota(Quota::TargetGroupsPerService);
    if wanted.len() > most as usize {
        return Err(Refusal::TooManyItems { list: "loadBalancers", most });
    }
    let mut balancers = Vec::new();
    for wanted in wanted {
        let definition = ledger.world().definition(definition);
        let mode = definition.network_mode;
        let container = definition.container(&wanted.container);
        let container =
            container.ok_or_else(|| Refusal::Balancing(BalancingFault::NoSuchContainer(wanted.container.clone())))?;
        if definition.containers[container].ports.iter().all(|port| port.container != wanted.port) {
            return Err(Refusal::Balancing(BalancingFault::NoSuchContainerPort(wanted.container.clone(), wanted.port)));
        }
        let id = assume::target_group(ledger, wanted, mode)?;
        let group = &ledger.world().target_groups[id];
        if (group.target_type == TargetType::Ip) != (mode == NetworkMode::Awsvpc) {
            return Err(Refusal::Balancing(BalancingFault::TargetTypeMismatch(id)));
        }
        if group.load_balancer.is_none() {
            return Err(Refusal::Balancing(BalancingFault::NoLoadBalancer(id)));
        }
        balancers.push(ServiceBalancer { target_group: id, container: wanted.container.clone(), port: wanted.port });
    }
    Ok(balancers)
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
    pub grace_period: Option<Span>,
    pub rebalancing: Option<bool>,
    pub strategy: Option<Vec<Strategy>>,
    pub constraints: Option<Vec<Constraint>>,
    pub force_new_deployment: bool,
    pub kept: Kept,
}

impl Decide for UpdateService {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let id = find(ledger, &self.cluster, &self.service)?;
        let service = ledger.world().services[id].clone();
        if service.status != ServiceStatus::Active {
            return Err(Refusal::Service(ServiceFault::NotActive));
        }
        check_desired(ledger, self.desired.unwrap_or(0))?;
        let before = &service.primary().revision;
        // The revision in use is fine even if it was deregistered since; a named one must be ACTIVE.
        let definition = match &self.definition {
            Some(named) => assume::definition(ledger, named)?,
            None => before.definition,
        };
        let mut config = (*service.config).clone();
        config.placement = placement(&config.placement, self);
        if let Some(strategy) = &self.providers {
            config.placement = with_strategy(ledger, service.cluster, &config.placement, strategy)?;
            if config.placement.providers != service.config.placement.providers && !self.force_new_deployment {
                return Err(Refusal::Service(ServiceFault::StrategyNeedsDeployment));
            }
        }
        check_scheduling(config.scheduling, &config.placement)?;
        config.kept = config.kept.updated(&self.kept);
        check_placement(ledger, definition, &config.placement, &config.kept)?;
        let asked = ledger.world().definitions[definition].definition.clone();
        assume::roles(ledger, &asked)?;
        assume::resources(ledger, &asked);
        if let Some(wanted) = &self.balancers {
            config.balancers = balancers(ledger, definition, wanted)?;
        }
        config.minimum_healthy_percent = self.minimum_healthy_percent.unwrap_or(config.minimum_healthy_percent);
        config.maximum_percent = self.maximum_percent.unwrap_or(config.maximum_percent);
        check_percents(&config)?;
        let default = (!config.balancers.is_empty()).then(Span::default);
        config.grace_period = self.grace_period.or(config.grace_period).or(default);
        config.rebalancing = self.rebalancing.unwrap_or(config.rebalancing);
        if self.rebalancing == Some(true) {
            check_rebalancing(&config, is_eligible(&config, ledger.world().definition(definition)))?;
        }
        if config.scheduling == Scheduling::Daemon && self.desired.is_some() {
            return Err(Refusal::Daemon(DaemonFault::DesiredCount));
        }

        if let Some(desired) = self.desired.filter(|&desired| desired != service.desired) {
            ledger.record(Change::Service(id, ServiceChange::DesiredCountSet { desired }));
        }
        let redeploys = self.force_new_deployment
            || definition != before.definition
            || config.placement.network != before.placement.network
            || config.balancers != before.balancers
            || !config.kept.agree(&before.kept, &KEPT_BY_DEPLOYMENTS);
        if config != *service.config {
            ledger.record(Change::Service(id, ServiceChange::ConfigSet { config: Rc::new(config.clone()) }));
        }
        if redeploys {
            let deployment = Box::new(deployment(ledger, definition, &config));
            ledger.record(Change::Service(id, ServiceChange::DeploymentStarted { deployment }));
        }
        Ok(Reply::Service(id))
    }
}

/// The placement by another strategy; by the cluster's default one, or without one, if it is empty.
fn with_strategy(
    ledger: &mut Ledger,
    cluster: ClusterId,
    before: &Placement,
    strategy: &[Share],
) -> Result<Placement, Refusal> {
    let default = &ledger.world().clusters[cluster].default_strategy;
    let compute = match (strategy.is_empty(), default.is_empty()) {
        (false, _) => Compute::Strategy(strategy.to_vec()),
        (true, false) => Compute::Unsaid,
        (true, true) => Compute::Launch(before.launch),
    };
    providers::resolve(ledger, cluster, &compute, before)
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
        let id = find(ledger, cluster, service)?;
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
fn find(ledger: &Ledger, cluster: &str, service: &str) -> Result<ServiceId, Refusal> {
    let world = ledger.world();
    let cluster = world.cluster(cluster).ok_or(Refusal::Cluster(ClusterFault::NotFound))?;
    world.service(cluster, service).ok_or(Refusal::Service(ServiceFault::NotFound))
}
