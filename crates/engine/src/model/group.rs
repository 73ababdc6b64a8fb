//! Task groups: `service:web`, `family:batch`, or a name of the caller's. Spreading counts the tasks of one group.

use super::Name;
use super::network::Zone;
use crate::counts::Counts;
use crate::ids::ClusterId;

#[derive(Clone, Debug)]
pub struct Group {
    pub cluster: ClusterId,
    pub name: Name,
    /// Tasks that are wanted running, by zone and by container instance. Derived; kept by `apply`.
    pub by_zone: [u32; Zone::COUNT],
    pub by_instance: Counts,
}

impl Group {
    pub fn new(cluster: ClusterId, name: Name) -> Group {
        Group { cluster, name, by_zone: [0; Zone::COUNT], by_instance: Counts::default() }
    }
}
