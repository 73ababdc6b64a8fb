//! What a document asks for that Fargate doesn't have, though the simulation only keeps it and shows it again.

use crate::api::json::Input;

/// AWS's name of the first such thing.
pub fn missing_there(document: Input) -> Option<&'static str> {
    let given = |input: Input, field: &str| !input.values(field).is_empty();
    let task = [
        ("pidMode", document.text("pidMode") == Some("host")),
        ("ipcMode", document.text("ipcMode").is_some()),
        ("placementConstraints", given(document, "placementConstraints")),
        ("inferenceAccelerators", given(document, "inferenceAccelerators")),
    ];
    let volumes = document.list("volumes").flat_map(|volume| {
        let has = |field: &str| volume.inside(field).is_there();
        [
            ("sourcePath", volume.inside("host").text("sourcePath").is_some()),
            ("dockerVolumeConfiguration", has("dockerVolumeConfiguration")),
            ("fsxWindowsFileServerVolumeConfiguration", has("fsxWindowsFileServerVolumeConfiguration")),
        ]
    });
    let containers = document.list("containerDefinitions").flat_map(move |container| {
        let linux = container.inside("linuxParameters");
        let gpu = container.list("resourceRequirements").any(|requirement| requirement.text("type") == Some("GPU"));
        [
            ("privileged", container.flag("privileged")),
            ("disableNetworking", container.flag("disableNetworking")),
            ("dockerSecurityOptions", given(container, "dockerSecurityOptions")),
            ("devices", given(linux, "devices")),
            ("tmpfs", given(linux, "tmpfs")),
            ("sharedMemorySize", linux.number("sharedMemorySize").is_some()),
            ("maxSwap", linux.number("maxSwap").is_some()),
            ("swappiness", linux.number("swappiness").is_some()),
            ("GPU", gpu),
        ]
    });
    task.into_iter().chain(volumes).chain(containers).find(|(_, is)| *is).map(|(name, _)| name)
}
