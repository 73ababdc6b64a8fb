//! Capacity providers: those that every account has.

/// Where the capacity for a task comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Provider {
    Fargate,
    /// Spare capacity at a lower price, which may be taken back after a warning.
    FargateSpot,
}

/// One item of a `capacityProviderStrategy`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Share {
    pub provider: Provider,
    /// So many tasks go to this provider before the weights count. 0 to 100,000.
    pub base: u32,
    /// The part of all other tasks, relative to the sum of all weights. 0 to 1,000.
    pub weight: u32,
}

impl Provider {
    pub const ALL: [Provider; 2] = [Provider::Fargate, Provider::FargateSpot];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Provider::Fargate => "FARGATE",
            Provider::FargateSpot => "FARGATE_SPOT",
        }
    }

    pub fn find(name: &str) -> Option<Provider> {
        Provider::ALL.into_iter().find(|provider| provider.name() == name)
    }
}
