//! What a document asks for that Fargate doesn't have, though the simulation only keeps it and shows it again.

use crate::errors::definition::CAPABILITY;
use crate::json::Input;

/// AWS's name of the first such thing. A capability of the kernel goes by its own, after [`CAPABILITY`].
pub(super) fn missing_there(document: Input) -> Option<String> {
    let given = |input: Input, field: &str| !input.values(field).is_empty();
    let task = [
        ("pidMode", document.text("pidMode") == Some("host")),
        ("ipcMode", document.text("ipcMode").is_some()),
        ("constraints", given(document, "placementConstraints")),
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
        let gpu = container
            .list("resourceRequirements")
            .any(|requirement| matches!(requirement.text("type"), Some("GPU" | "NeuronDevice")));
        [
            ("privileged", container.flag("privileged")),
            ("disableNetworking", container.flag("disableNetworking")),
            ("dockerSecurityOptions", given(container, "dockerSecurityOptions")),
            ("devices", given(linux, "devices")),
            ("sharedMemorySize", linux.number("sharedMemorySize").is_some()),
            ("maxSwap", linux.number("maxSwap").is_some()),
            ("swappiness", linux.number("swappiness").is_some()),
            ("GPU", gpu),
        ]
    });
    let field = task.into_iter().chain(volumes).chain(containers).find(|(_, is)| *is).map(|(name, _)| name.into());
    field.or_else(|| capability(document))
}

/// The only one that can be.
const ADDABLE: &str = "SYS_PTRACE";

fn capability(document: Input) -> Option<String> {
    let added = document
        .list("containerDefinitions")
        .flat_map(|container| container.inside("linuxParameters").inside("capabilities").texts("add"));
    added.into_iter().find(|name| *name != ADDABLE).map(|name| format!("{CAPABILITY}{name}"))
}
