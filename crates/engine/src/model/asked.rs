//! What commands ask for, where that takes more than a field or two.

use std::rc::Rc;

use crate::ids::InstanceId;
use crate::model::Name;
use crate::model::definition::TaskDefinition;
use crate::model::kept::Kept;
use crate::model::network::Network;
use crate::model::overrides::AskedOverrides;
use crate::model::placement::{Constraint, Placement, Strategy};
use crate::model::provider::Share;
use crate::model::service::{LaunchType, Scheduling};
use crate::time::Span;

/// A container instance as it was named, and the one that has that id or ARN.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstanceRef {
    pub text: Name,
    pub id: Option<InstanceId>,
}

/// A custom attribute of a container instance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttributeOf {
    pub instance: InstanceRef,
    pub name: Name,
    pub value: Option<Name>,
}

/// A reference to a task definition: `web` (the latest ACTIVE revision) or `web:3`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DefinitionRef {
    pub family: Name,
    pub revision: Option<u32>,
    /// What is registered if there is no such family, unless the account is strict.
    pub fallback: Rc<TaskDefinition>,
}

/// A revision to be deleted: as it was given, and what that names if it can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RevisionRef {
    pub given: Name,
    pub names: Option<(Name, u32)>,
}

/// What is asked for: the launch type or strategy of a [`Placement`] follows from it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Compute {
    /// The cluster's default strategy, else EC2.
    Unsaid,
    Launch(LaunchType),
    Strategy(Vec<Share>),
}

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
    /// `None`: as far as the service is eligible for it.
    pub rebalancing: Option<bool>,
    pub minimum_healthy_percent: u32,
    pub maximum_percent: u32,
    pub grace_period: Option<Span>,
    pub kept: Kept,
    /// All parameters of the call but its token, as JSON: a call that is repeated is known by it.
    pub request: Name,
}

/// One of `--load-balancers`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BalancerRef {
    pub target_group: Name,
    /// The end of the ARN that was given, to make a group with that very ARN.
    pub suffix: Name,
    pub container: Name,
    pub port: u16,
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

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RunTask {
    pub cluster: Name,
    pub definition: DefinitionRef,
    pub count: u32,
    pub compute: Compute,
    pub placement: Placement,
    pub group: Option<Name>,
    pub started_by: Option<Name>,
    pub overrides: Option<AskedOverrides>,
    pub kept: Kept,
    pub token: Option<ClientToken>,
}

/// With the same token, the same call has no further effect.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ClientToken {
    pub token: Name,
    /// All parameters of the call but the token: equal calls have equal texts.
    pub request: Name,
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
