//! The whole simulated account as one value.

mod bus;

pub use bus::{Bus, EventPattern, Matcher};

use crate::hash::RunningHash;
use crate::ids::{
    ClusterId, DefinitionId, DeploymentId, FactId, GroupId, InstanceId, LoadBalancerId, ProviderId, ScheduleId,
    ServiceId, TargetGroupId, TaskId,
};
use crate::model::Name;
use crate::model::account::Account;
use crate::model::alarm::{Alarm, AlarmState};
use crate::model::balancer::{LoadBalancer, Responses, TargetGroup};
use crate::model::cluster::Cluster;
use crate::model::definition::{Family, Revision, RevisionStatus, TaskDefinition};
use crate::model::deployment::ServiceDeployment;
use crate::model::group::Group;
use crate::model::instance::Instance;
use crate::model::listener::{Listener, Rule, RuleId};
use crate::model::provider::{Capacity, CapacityProvider, Share};
use crate::model::schedule::{Kind, Schedule};
use crate::model::service::{LaunchType, Service};
use crate::model::strategy::Function;
use crate::model::task::Task;
use crate::random::Seed;
use crate::sorted::SortedMap;
use crate::table::Table;
use crate::time::Time;

/// Only `World::apply` changes it. A copy is cheap: the tables' pages are shared until written.
#[derive(Clone, Debug)]
pub struct World {
    pub now: Time,
    pub account: Account,
    pub providers: Table<ProviderId, CapacityProvider>,
    pub clusters: Table<ClusterId, Cluster>,
    pub families: SortedMap<Name, Family>,
    pub definitions: Table<DefinitionId, Revision>,
    pub instances: Table<InstanceId, Instance>,
    pub tasks: Table<TaskId, Task>,
    pub groups: Table<GroupId, Group>,
    pub services: Table<ServiceId, Service>,
    pub balancers: Table<LoadBalancerId, LoadBalancer>,
    pub target_groups: Table<TargetGroupId, TargetGroup>,
    pub schedules: Table<ScheduleId, Schedule>,
    /// Service deployments, by the deployment that each was made for. They outlive it in the service's list.
    pub deployments: Table<DeploymentId, ServiceDeployment>,
    pub alarms: SortedMap<Name, Alarm>,
    pub bus: Bus,
    /// Functions that lifecycle hooks call, those of which something was said.
    pub functions: SortedMap<Name, Function>,
    /// How many facts made this World, and their hash.
    pub facts: u64,
    pub hash: RunningHash,
}

impl World {
    /// An empty account.
    pub fn new(seed: Seed) -> World {
        World {
            now: Time::ZERO,
            account: Account::new(seed),
            providers: CapacityProvider::usual(),
            clusters: Table::default(),
            families: SortedMap::default(),
            definitions: Table::default(),
            instances: Table::default(),
            tasks: Table::default(),
            groups: Table::default(),
            services: Table::default(),
            balancers: Table::default(),
            target_groups: Table::default(),
            schedules: Table::default(),
            deployments: Table::default(),
            alarms: SortedMap::default(),
            bus: Bus::default(),
            functions: SortedMap::default(),
            facts: 0,
            hash: RunningHash::default(),
        }
    }

    pub fn seed(&self) -> Seed {
        self.account.seed
    }

    pub fn next_fact(&self) -> FactId {
        FactId(self.facts)
    }

    pub fn next_deployment(&self) -> DeploymentId {
        self.deployments.next_key()
    }

    /// The capacity provider of a name.
    pub fn provider(&self, name: &str) -> Option<ProviderId> {
        self.providers.iter().find(|(_, provider)| *provider.name == *name).map(|(id, _)| id)
    }

    /// What a task of a capacity provider runs on, or one of a launch type alone.
    pub fn capacity(&self, provider: Option<ProviderId>, launch: LaunchType) -> Capacity {
        provider.map_or(Capacity::of_launch_type(launch), |id| self.providers[id].capacity())
    }

    pub fn capacity_of(&self, task: &Task) -> Capacity {
        self.capacity(task.provider, task.launch_type())
    }

    /// The launch type that a strategy comes to. Its capacity providers are of one; without any, it is EC2.
    pub fn launch_type(&self, strategy: &[Share]) -> LaunchType {
        self.capacity(strategy.first().map(|share| share.provider), LaunchType::Ec2).launch_type()
    }

    /// The cluster of a name, unless it was deleted.
    pub fn cluster(&self, name: &str) -> Option<ClusterId> {
        self.clusters.iter().find(|(_, c)| c.active && *c.name == *name).map(|(id, _)| id)
    }

    /// The service of a name that ECS would still describe: the newest, whatever its status.
    pub fn service(&self, cluster: ClusterId, name: &str) -> Option<ServiceId> {
        self.services.iter().rev().find(|(_, s)| s.cluster == cluster && *s.name == *name).map(|(id, _)| id)
    }

    pub fn services_of(&self, cluster: ClusterId) -> impl Iterator<Item = (ServiceId, &Service)> {
        self.services.iter().filter(move |(_, s)| s.cluster == cluster)
    }

    pub fn instances_of(&self, cluster: ClusterId) -> impl Iterator<Item = (InstanceId, &Instance)> {
        self.instances.iter().filter(move |(_, i)| i.cluster == cluster)
    }

    pub fn tasks_of(&self, cluster: ClusterId) -> impl Iterator<Item = (TaskId, &Task)> {
        self.tasks.iter().filter(move |(_, t)| t.cluster == cluster)
    }

    /// The tasks of a service that aren't forgotten yet.
    pub fn service_tasks(&self, service: ServiceId) -> impl Iterator<Item = (TaskId, &Task)> {
        self.services[service].tasks.ids().map(|id| (id, &self.tasks[id]))
    }

    pub fn group(&self, cluster: ClusterId, name: &str) -> Option<GroupId> {
        self.groups.iter().find(|(_, g)| g.cluster == cluster && *g.name == *name).map(|(id, _)| id)
    }

    pub fn definition(&self, id: DefinitionId) -> &TaskDefinition {
        &self.definitions[id].definition
    }

    /// The definition that a task runs by: its revision, with what RunTask overrode.
    pub fn spec<'a>(&'a self, task: &'a Task) -> &'a TaskDefinition {
        task.overrides.as_ref().map_or_else(|| self.definition(task.definition), |overrides| &overrides.definition)
    }

    /// A revision by its number, whatever its status.
    pub fn revision(&self, family: &str, revision: u32) -> Option<DefinitionId> {
        self.families.get(family)?.revisions.get(&revision).copied()
    }

    /// The newest ACTIVE revision of a family.
    pub fn latest(&self, family: &str) -> Option<DefinitionId> {
        let revisions = &self.families.get(family)?.revisions;
        revisions.values().rev().copied().find(|&id| self.definitions[id].status == RevisionStatus::Active)
    }

    /// The schedule or rule of a name.
    pub fn schedule(&self, kind: Kind, name: &str) -> Option<ScheduleId> {
        self.schedules.iter().find(|(_, schedule)| schedule.kind == kind && *schedule.name == *name).map(|(id, _)| id)
    }

    pub fn target_group(&self, name: &str) -> Option<TargetGroupId> {
        self.target_groups.iter().find(|(_, g)| *g.name == *name).map(|(id, _)| id)
    }

    /// How all requests of a load balancer ended so far, in millionths.
    pub fn responses(&self, id: LoadBalancerId) -> Responses {
        let answered = self.balancers[id].answered;
        let behind = self.target_groups.values().filter(|group| group.load_balancer == Some(id));
        let own = answered.so_far + answered.own.over(self.now - answered.settled_at);
        behind.fold(own, |sum, group| sum + group.progress(self.now).responses)
    }

    /// A rule, and the listener that it is of.
    pub fn rule(&self, id: RuleId) -> Option<(&Listener, &Rule)> {
        self.balancers.get(id.balancer)?.rule(id.number)
    }

    /// Whether an alarm is in ALARM; one that nobody knows isn't.
    pub fn rings(&self, alarm: &str) -> bool {
        self.alarms.get(alarm).is_some_and(|alarm| alarm.state == AlarmState::Alarm)
    }

    pub fn balancer(&self, name: &str) -> Option<LoadBalancerId> {
        self.balancers.iter().find(|(_, b)| *b.name == *name).map(|(id, _)| id)
    }
}
