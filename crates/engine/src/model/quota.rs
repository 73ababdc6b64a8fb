//! Service quotas (account.md#quotas): how many of something there may be. Here all of them can be set.

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Quota {
    Clusters,
    ServicesPerCluster,
    TasksPerService,
    InstancesPerCluster,
    ProvidersPerCluster,
    TasksPerRunTask,
    AttributesPerInstance,
    TargetGroupsPerService,
    Subnets,
    SecurityGroups,
    PlacementConstraints,
    PlacementStrategies,
    /// vCPUs of all on-demand Fargate tasks of the account together.
    FargateVcpus,
    /// vCPUs of all Fargate Spot tasks.
    FargateSpotVcpus,
}

impl Quota {
    /// Each with its name in `sim quota` and what it is in a new account; Spot's is as on-demand's.
    pub const ALL: [(Quota, &'static str, u32); 14] = [
        (Quota::Clusters, "clusters", 10_000),
        (Quota::ServicesPerCluster, "services-per-cluster", 5_000),
        (Quota::TasksPerService, "tasks-per-service", 5_000),
        (Quota::InstancesPerCluster, "instances-per-cluster", 5_000),
        (Quota::ProvidersPerCluster, "capacity-providers-per-cluster", 20),
        (Quota::TasksPerRunTask, "tasks-per-run-task", 10),
        (Quota::AttributesPerInstance, "attributes-per-instance", 10),
        (Quota::TargetGroupsPerService, "target-groups-per-service", 5),
        (Quota::Subnets, "subnets", 16),
        (Quota::SecurityGroups, "security-groups", 5),
        (Quota::PlacementConstraints, "placement-constraints", 10),
        (Quota::PlacementStrategies, "placement-strategies", 5),
        (Quota::FargateVcpus, "fargate-vcpus", 6),
        (Quota::FargateSpotVcpus, "fargate-spot-vcpus", 6),
    ];

    pub fn find(name: &str) -> Option<Quota> {
        Quota::ALL.into_iter().find(|(_, own, _)| *own == name).map(|(quota, ..)| quota)
    }

    /// What it is in a new account.
    pub fn usual(self) -> u32 {
        Quota::ALL.into_iter().find(|(quota, ..)| *quota == self).map_or(0, |(.., usual)| usual)
    }
}
