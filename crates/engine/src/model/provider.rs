//! Capacity providers: where the capacity for tasks comes from, and what it means for a task.

use super::Name;
use super::quota::Quota;
use super::service::LaunchType;
use crate::ids::ProviderId;
use crate::table::Table;

/// A row for each capacity provider of the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CapacityProvider {
    pub name: Name,
    pub kind: ProviderKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProviderKind {
    /// One of the two that every account has.
    Fargate(Fargate),
}

/// What a task runs on. It follows from its capacity provider, else from its launch type; and what else depends on
/// where its capacity comes from follows from this.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Capacity {
    /// Container instances.
    Instances,
    Fargate(Fargate),
}

/// Fargate's capacity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Fargate {
    OnDemand,
    /// Spare capacity at a lower price, which may be taken back after a warning.
    Spot,
}

/// One item of a `capacityProviderStrategy`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Share {
    pub provider: ProviderId,
    /// So many tasks go to this provider before the weights count. 0 to 100,000.
    pub base: u32,
    /// The part of all other tasks, relative to the sum of all weights. 0 to 1,000.
    pub weight: u32,
}

impl CapacityProvider {
    /// Those that an account has from the beginning.
    pub fn usual() -> Table<ProviderId, CapacityProvider> {
        let mut providers = Table::default();
        for fargate in Fargate::ALL {
            let provider = CapacityProvider { name: fargate.name().into(), kind: ProviderKind::Fargate(fargate) };
            providers.insert(providers.next_key(), provider);
        }
        providers
    }

    /// What its tasks run on.
    pub fn capacity(&self) -> Capacity {
        match self.kind {
            ProviderKind::Fargate(fargate) => Capacity::Fargate(fargate),
        }
    }
}

impl Capacity {
    /// Where no capacity provider is named.
    pub fn of_launch_type(launch: LaunchType) -> Capacity {
        match launch {
            LaunchType::Ec2 => Capacity::Instances,
            LaunchType::Fargate => Capacity::Fargate(Fargate::OnDemand),
        }
    }

    pub fn launch_type(self) -> LaunchType {
        match self {
            Capacity::Instances => LaunchType::Ec2,
            Capacity::Fargate(_) => LaunchType::Fargate,
        }
    }

    /// Whether AWS may take it back.
    pub fn is_spot(self) -> bool {
        match self {
            Capacity::Instances | Capacity::Fargate(Fargate::OnDemand) => false,
            Capacity::Fargate(Fargate::Spot) => true,
        }
    }
}

impl Fargate {
    pub const ALL: [Fargate; 2] = [Fargate::OnDemand, Fargate::Spot];

    /// The name of its capacity provider.
    pub fn name(self) -> &'static str {
        match self {
            Fargate::OnDemand => "FARGATE",
            Fargate::Spot => "FARGATE_SPOT",
        }
    }

    pub fn find(name: &str) -> Option<Fargate> {
        Fargate::ALL.into_iter().find(|fargate| fargate.name() == name)
    }

    /// How many vCPUs the account's tasks may have of it.
    pub fn quota(self) -> Quota {
        match self {
            Fargate::OnDemand => Quota::FargateVcpus,
            Fargate::Spot => Quota::FargateSpotVcpus,
        }
    }
}
