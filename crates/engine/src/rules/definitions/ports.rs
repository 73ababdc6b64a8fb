//! Port mappings by network mode (definitions.md#ports).

use crate::model::definition::{NetworkMode, TaskDefinition};
use crate::model::refusal::DefinitionFault;
use crate::sorted::SortedSet;

pub(super) fn check(given: &TaskDefinition) -> Result<(), DefinitionFault> {
    let mode = given.network_mode;
    let own = matches!(mode, NetworkMode::Awsvpc | NetworkMode::Host);
    let mut taken = SortedSet::default();
    for container in &given.containers {
        for port in &container.ports {
            if port.container == 0 {
                return Err(DefinitionFault::Setting { field: "containerPort", container: container.name.clone() });
            }
            if mode == NetworkMode::None {
                return Err(DefinitionFault::PortsWithoutNetwork);
            }
            if own && port.host != 0 && port.host != port.container {
                return Err(DefinitionFault::HostPortDiffers(mode));
            }
            // In `awsvpc` and `host` all containers share one network, so the containers' ports must differ.
            let host = if own { port.container } else { port.host };
            if host != 0 && !taken.insert((port.protocol, host)) {
                return Err(DefinitionFault::PortTwice(port.protocol, host));
            }
        }
    }
    Ok(())
}
