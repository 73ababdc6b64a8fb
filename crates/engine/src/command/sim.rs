//! Commands that AWS has none for.

use crate::ids::{InstanceId, TaskId};
use crate::model::Name;
use crate::model::image::{Check, MemoryUse, PullFault};
use crate::model::network::{Route, Zone};
use crate::model::provider::Provider;
use crate::model::quota::Quota;
use crate::time::Span;

/// What AWS has no command for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SimCommand {
    Seed {
        seed: u64,
    },
    Strict {
        strict: bool,
    },
    AddInstances {
        cluster: Name,
        instance_type: Name,
        zone: Option<Zone>,
        count: u32,
    },
    KillTask {
        task: TaskId,
    },
    LoseInstance {
        instance: InstanceId,
    },
    LoseZone {
        zone: Zone,
    },
    RestoreInstance {
        instance: InstanceId,
    },
    SetQuota {
        quota: Quota,
        value: u32,
    },
    InterruptSpot {
        task: TaskId,
    },
    SetFargateCapacity {
        zone: Zone,
        providers: Vec<Provider>,
        available: bool,
    },
    DisconnectAgent {
        instance: InstanceId,
    },
    ConnectAgent {
        instance: InstanceId,
    },
    RestoreZone {
        zone: Zone,
    },
    SetImage {
        reference: Name,
        traits: Vec<ImageTrait>,
    },
    /// Takes actions from a role, gives them back, or says whether it can be assumed.
    SetRole {
        name: Name,
        can: Vec<Name>,
        cannot: Vec<Name>,
        assumable: Option<bool>,
    },
    /// How what runs in a subnet gets out of the VPC.
    SetRoute {
        subnet: Name,
        route: Route,
    },
    SetRegistry {
        down: bool,
    },
    /// Thousandths of a request a second.
    SetTraffic {
        balancer: Name,
        rate: u64,
    },
}

/// One `key=value` of `sim image set`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ImageTrait {
    Exists(bool),
    Pull(Span),
    Start(Span),
    HealthyAfter(Span),
    /// `None`: it never ends by itself.
    ExitAfter(Option<Span>),
    ExitCode(i32),
    Status(u16),
    Says(Name),
    /// `None`: it ignores SIGTERM.
    StopsIn(Option<Span>),
    StopCode(i32),
    PullFault(Option<PullFault>),
    Curl(bool),
    Check(Check),
    Memory(MemoryUse),
    Calls(Vec<Name>),
}
