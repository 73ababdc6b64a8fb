//! Volumes, and the containers that mount them.

use serde_json::Value;

use crate::errors::{ServiceError, client};
use crate::json::Input;
use engine::sorted::SortedSet;

pub(super) fn check(input: Input) -> Result<(), ServiceError> {
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
        check_kind(volume)?;
        check_efs(volume.inside("efsVolumeConfiguration"))?;
        check_s3_files(volume.inside("s3filesVolumeConfiguration"))?;
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
    check_at_launch(input)
}

/// A volume is of one kind.
fn check_kind(volume: Input) -> Result<(), ServiceError> {
    let kinds = [
        volume.inside("host").text("sourcePath").is_some(),
        volume.inside("dockerVolumeConfiguration").is_there(),
        volume.inside("efsVolumeConfiguration").is_there(),
        volume.inside("s3filesVolumeConfiguration").is_there(),
        volume.inside("fsxWindowsFileServerVolumeConfiguration").is_there(),
        volume.flag("configuredAtLaunch"),
    ];
    if kinds.into_iter().filter(|is| *is).count() > 1 {
        return Err(client(
            "When the volume parameter is specified, only one volume configuration type should be used.",
        ));
    }
    let docker = volume.inside("dockerVolumeConfiguration");
    let shared = docker.text("scope") == Some("shared");
    if !shared && docker.get("autoprovision") == Some(&Value::Bool(false)) {
        return Err(client(
            "When 'scope' parameter is 'task', 'autoprovision' must either not be specified or set to 'True'.",
        ));
    }
    Ok(())
}

fn check_efs(efs: Input) -> Result<(), ServiceError> {
    let encrypted = efs.text("transitEncryption") == Some("ENABLED");
    let authorization = efs.inside("authorizationConfig");
    let by_access_point = authorization.text("accessPointId").is_some();
    if by_access_point && !matches!(efs.text("rootDirectory"), None | Some("/")) {
        return Err(client(
            "When using an EFS access point, the root directory must either be set to \"/\" or be omitted.",
        ));
    }
    let port = efs.number("transitEncryptionPort");
    let needs = [
        (
            authorization.text("iam") == Some("ENABLED"),
            "EFS IAM authorization requires TransitEncryption to be enabled.",
        ),
        (by_access_point, "EFS access point requires TransitEncryption to be enabled."), // after that of IAM
        (port.is_some(), "TransitEncryptionPort requires that TransitEncryption is enabled."),
    ];
    if let Some((_, message)) = needs.iter().find(|(needed, _)| *needed && !encrypted) {
        return Err(client(*message));
    }
    check_encryption_port(port)
}

/// After the texts of EFS.
fn check_s3_files(files: Input) -> Result<(), ServiceError> {
    if files.text("accessPointArn").is_some() && !matches!(files.text("rootDirectory"), None | Some("/")) {
        return Err(client(
            "When using an S3 Files access point, the root directory must either be set to \"/\" or be omitted.",
        ));
    }
    check_encryption_port(files.number("transitEncryptionPort"))
}

/// The text is ours.
fn check_encryption_port(port: Option<i64>) -> Result<(), ServiceError> {
    match port.is_none_or(|port| (1..=65_535).contains(&port)) {
        true => Ok(()),
        false => Err(client("TransitEncryptionPort must be between 1 and 65535.")),
    }
}

/// A volume that comes with the service or the task: one, and mounted.
fn check_at_launch(input: Input) -> Result<(), ServiceError> {
    let at_launch = input.list("volumes").filter(|volume| volume.flag("configuredAtLaunch"));
    let names: Vec<&str> = at_launch.filter_map(|volume| volume.text("name")).collect();
    if names.len() > 1 {
        return Err(client("Only one volume can be configured at launch.")); // our words
    }
    let containers = || input.list("containerDefinitions");
    let mounted =
        |name: &str| containers().any(|c| c.list("mountPoints").any(|mount| mount.text("sourceVolume") == Some(name)));
    match names.into_iter().find(|name| !mounted(name)) {
        Some(name) => Err(client(format!("Volumes [{name}] are not referenced by any of the containers"))),
        None => Ok(()),
    }
}
