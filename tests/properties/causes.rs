//! What may cause what: a fact and its cause have to do with each other.

use std::collections::BTreeMap;

use engine::facts::{
    AccountChange, BalancerChange, BusChange, Change, DefinitionChange, Fact, InstanceChange, NewTask, ResourceChange,
    ServiceChange, TaskChange, events,
};
use engine::ids::{ClusterId, DeploymentId, InstanceId, ServiceId, TaskId};
use engine::log::Log;
use engine::model::resource::ResourceKind;
use engine::model::task::{Host, Owner, Phase};

/// What the log says of the things that its facts are about; some may be gone by now.
#[derive(Default)]
pub(super) struct Known {
    tasks: BTreeMap<TaskId, NewTask>,
    services: BTreeMap<ServiceId, ClusterId>,
    deployments: BTreeMap<DeploymentId, ServiceId>,
    instances: BTreeMap<InstanceId, ClusterId>,
}

impl Known {
    pub(super) fn of(log: &Log) -> Known {
        let mut known = Known::default();
        for fact in log.iter() {
            match &fact.change {
                Change::Task(id, TaskChange::Created(new)) => {
                    known.tasks.insert(*id, (**new).clone());
                }
                Change::Service(id, ServiceChange::Created(new)) => {
                    known.services.insert(*id, new.cluster);
                    known.deployments.insert(new.deployment.id, *id);
                }
                Change::Service(id, ServiceChange::DeploymentStarted { deployment }) => {
                    known.deployments.insert(deployment.id, *id);
                }
                Change::Instance(id, InstanceChange::Launched { cluster, .. }) => {
                    known.instances.insert(*id, *cluster);
                }
                _ => {}
            }
        }
        known
    }

    fn service_of(&self, task: TaskId) -> Option<ServiceId> {
        match self.tasks[&task].owner {
            Owner::Service(service, _) => Some(service),
            Owner::Standalone => None,
        }
    }

    fn host_of(&self, task: TaskId) -> Option<InstanceId> {
        match self.tasks[&task].host {
            Host::Instance(instance) => Some(instance),
            Host::Fargate => None,
        }
    }

    /// Whether a fact may be why something happens that it has to do with.
    pub(super) fn may_cause(&self, cause: &Fact, effect: &Fact) -> bool {
        match &effect.change {
            Change::Task(task, change) => self.may_cause_of_task(cause, *task, change),
            Change::Service(service, _) => self.concerns(&cause.change, *service),
            Change::ServiceDeployment(deployment, _) => self.concerns(&cause.change, self.deployments[deployment]),
            Change::Target(group, task, _) => {
                let own = match &cause.change {
                    Change::TargetGroup(of, _) => of == group,
                    Change::Balancer(..) => true,
                    Change::Task(of, _) | Change::Target(_, of, _) => of == task,
                    _ => false,
                };
                own || self.service_of(*task).is_some_and(|service| self.concerns(&cause.change, service))
            }
            Change::Instance(instance, _) => matches!(&cause.change, Change::Instance(of, _) if of == instance),
            Change::Schedule(schedule, _) => match &cause.change {
                Change::Schedule(of, _) => of == schedule,
                Change::Bus(BusChange::Passed { rules, .. }) => rules.contains(schedule),
                _ => false,
            },
            // What passes on the bus is what the fact before it says.
            Change::Bus(BusChange::Passed { event, .. }) => effect.id.0 > cause.id.0 && events(cause).contains(event),
            Change::Bus(BusChange::Put(_)) => false,
            Change::Definition(definition, DefinitionChange::Deleted) => {
                let asked = DefinitionChange::DeletionRequested;
                matches!(&cause.change, Change::Definition(of, change) if of == definition && *change == asked)
            }
            // The log driver of a container that starts makes its group.
            Change::Resource(ResourceChange::Made { kind: ResourceKind::LogGroup, .. }) => {
                matches!(cause.change, Change::Task(..) | Change::Instance(..) | Change::Account(_))
            }
            // A deployment shifts its traffic.
            Change::Balancer(_, BalancerChange::WeightsSet { .. }) => matches!(
                cause.change,
                Change::Service(..)
                    | Change::ServiceDeployment(..)
                    | Change::Task(..)
                    | Change::Target(..)
                    | Change::Alarm(_)
            ),
            // What a task that a schedule runs needs, and wasn't there.
            Change::Definition(..)
            | Change::Resource(_)
            | Change::Account(_)
            | Change::Alarm(_)
            | Change::Function(_)
            | Change::Cluster(..)
            | Change::Balancer(..)
            | Change::TargetGroup(..) => matches!(cause.change, Change::Schedule(..)),
        }
    }

    fn may_cause_of_task(&self, cause: &Fact, task: TaskId, change: &TaskChange) -> bool {
        let host = self.host_of(task);
        let own = match &cause.change {
            Change::Task(of, _) | Change::Target(_, of, _) if *of == task => true,
            // Its agent has room for it now.
            Change::Task(of, TaskChange::PhaseChanged { .. }) => host.is_some() && self.host_of(*of) == host,
            Change::Instance(of, _) => host == Some(*of),
            Change::Account(AccountChange::ImageSet { .. }) => true,
            Change::Account(AccountChange::ZoneLost { zone }) => self.tasks[&task].zone == *zone,
            Change::Schedule(..) => self.service_of(task).is_none() && matches!(change, TaskChange::Created(_)),
            _ => false,
        };
        // The scheduler starts and stops tasks; what they do then is their own.
        let scheduled = matches!(change, TaskChange::Created(_) | TaskChange::StopWanted { .. });
        own || scheduled && self.service_of(task).is_some_and(|service| self.concerns(&cause.change, service))
    }

    /// Whether a change is one after which the scheduler looks at a service.
    fn concerns(&self, change: &Change, service: ServiceId) -> bool {
        let cluster = self.services[&service];
        match change {
            Change::Service(of, _) => *of == service,
            Change::ServiceDeployment(of, _) => self.deployments[of] == service,
            Change::Alarm(_) | Change::Function(_) => true,
            Change::Task(of, change) => self.service_of(*of) == Some(service) || self.frees_room(*of, change, cluster),
            Change::Target(_, of, _) => self.service_of(*of) == Some(service),
            Change::Instance(of, _) => self.instances[of] == cluster,
            Change::Account(change) => matches!(
                change,
                AccountChange::ZoneRestored { .. }
                    | AccountChange::QuotaSet { .. }
                    | AccountChange::FargateCapacitySet { available: true, .. }
            ),
            _ => false,
        }
    }

    /// Whether another's task leaves room behind that a service of the cluster may wait for.
    fn frees_room(&self, task: TaskId, change: &TaskChange, cluster: ClusterId) -> bool {
        match (self.tasks[&task].host, change) {
            (Host::Instance(_), TaskChange::StopWanted { .. }) => self.tasks[&task].cluster == cluster,
            (Host::Fargate, TaskChange::PhaseChanged { phase: Phase::Stopped }) => true,
            _ => false,
        }
    }
}
