//! Volumes, and the containers that mount them.

use crate::api::errors::{ServiceError, client};
use crate::api::json::Input;
use crate::engine::sorted::SortedSet;

pub fn check(input: Input) -> Result<(), ServiceError> {
    let mut volumes = SortedSet::default();
    for volume in input.list("volumes") {
        let name = volume.text("name").unwrap_or_default();
        let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        // The first three are after those of containers.
        if name.is_empty() {
            return Err(client("Volume.name should not be null or empty."));
        }
        if name.len() > 255 || !name.chars().all(letter) {
            return Err(client("Volume.name contains invalid characters."));
        }
        if !volumes.insert(name) {
            return Err(client("Volume names must be unique within a Task Definition."));
        }
        if volume.inside("host").text("sourcePath") == Some("") {
            return Err(client("host.sourcePath should not be blank."));
        }
    }
    let containers: Vec<&str> = input.list("containerDefinitions").map(|c| c.required("name")).collect();
    for container in input.list("containerDefinitions") {
        for mount in container.list("mountPoints") {
            let name = mount.text("sourceVolume").unwrap_or("null");
            if !volumes.contains(name) {
                return Err(client(format!("Unknown volume '{name}'.")));
            }
        }
        for from in container.list("volumesFrom") {
            let name = from.text("sourceContainer").unwrap_or("null");
            if !containers.contains(&name) {
                return Err(client(format!("Invalid 'volumesFrom' setting. Unknown container: '{name}'.")));
            }
        }
    }
    Ok(())
}
