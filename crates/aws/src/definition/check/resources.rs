//! GPUs, and settings of Linux: limits, swap, temporary file systems, devices and system controls.

use super::one_of;
use crate::errors::definition::in_words;
use crate::errors::{ServiceError, client};
use crate::json::Input;
use engine::model::refusal::DefinitionFault;

pub(super) fn check(input: Input) -> Result<(), ServiceError> {
    for container in input.list("containerDefinitions") {
        check_limits(container)?;
        check_linux(container)?;
        check_controls(container, input.text("ipcMode") == Some("host"))?;
        container.list("resourceRequirements").try_for_each(|requirement| check_requirement(requirement, container))?;
    }
    check_accelerators(input)
}

fn setting(field: &'static str, container: Input) -> ServiceError {
    in_words(&DefinitionFault::Setting { field, container: container.required("name").into() })
}

/// A negative hard limit is none.
fn check_limits(container: Input) -> Result<(), ServiceError> {
    for limit in container.list("ulimits") {
        let number = |name: &str| limit.number(name).filter(|&number| number >= 0).unwrap_or(i64::MAX);
        if number("softLimit") > number("hardLimit") {
            let name = limit.required("name");
            return Err(client(format!("Soft limit exceeds hard limit for ulimit {name}")));
        }
    }
    Ok(())
}

fn check_linux(container: Input) -> Result<(), ServiceError> {
    let linux = container.inside("linuxParameters");
    if linux.list("tmpfs").any(|mount| mount.number("size").unwrap_or(0) <= 0) {
        return Err(client(
            "The container has an invalid tmpfs size value specified. It must be a non-zero, non-negative integer.",
        ));
    }
    // After containerPort.
    for (field, least, most) in [("sharedMemorySize", 1, i64::MAX), ("maxSwap", 0, i64::MAX), ("swappiness", 0, 100)] {
        if linux.number(field).is_some_and(|number| !(least..=most).contains(&number)) {
            return Err(setting(field, container));
        }
    }
    for device in linux.list("devices") {
        for permission in device.texts("permissions") {
            one_of("device permission", permission, &["read", "write", "mknod"])?;
        }
    }
    Ok(())
}

/// The system controls that a container's IPC namespace has of its own.
const OF_IPC: [&str; 8] = [
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
    "kernel.shm_rmid_forced",
];

/// The texts are ours.
fn check_controls(container: Input, ipc_of_host: bool) -> Result<(), ServiceError> {
    for control in container.list("systemControls") {
        let name = control.required("namespace");
        let of_ipc = OF_IPC.contains(&name) || name.starts_with("fs.mqueue.");
        if of_ipc && ipc_of_host {
            return Err(client(format!("System control '{name}' is not supported when ipcMode=host.")));
        }
        if !of_ipc && !name.starts_with("net.") {
            let error = client(format!("System control '{name}' is not namespaced."));
            return Err(error.hint("net.*, fs.mqueue.* and the IPC settings of the kernel are"));
        }
    }
    Ok(())
}

/// A container gets whole GPUs, by a `value`, or a shared one, by a strategy. The texts are ours.
fn check_requirement(requirement: Input, container: Input) -> Result<(), ServiceError> {
    let (value, shared) = (requirement.text("value"), requirement.inside("sharingStrategy").inside("nvidiaMps"));
    let gpu = requirement.required("type") == "GPU";
    let percent = shared.number("maxComputePercent").unwrap_or(100);
    let fits = match (value.is_some(), shared.is_there()) {
        (true, false) => true,
        (false, true) => gpu && percent <= 100,
        (true, true) | (false, false) => false,
    };
    let hint = "a value, or for a GPU a sharingStrategy instead";
    if fits { Ok(()) } else { Err(setting("resourceRequirements", container).hint(hint)) }
}

/// What containers of a task ask for together. The texts are ours.
fn check_accelerators(input: Input) -> Result<(), ServiceError> {
    let asking = |kind: &'static str| {
        let containers = input.list("containerDefinitions");
        containers.filter(move |c| c.list("resourceRequirements").any(|r| r.required("type") == kind))
    };
    if asking("NeuronDevice").count() > 1 {
        return Err(client("Only one container in a task can specify NeuronDevice resources."));
    }
    let shares = |container: Input| {
        let mut gpus = container.list("resourceRequirements").filter(|r| r.required("type") == "GPU");
        gpus.any(|requirement| requirement.inside("sharingStrategy").is_there())
    };
    let sharing = asking("GPU").filter(|&container| shares(container)).count();
    if sharing > 0 && sharing < asking("GPU").count() {
        return Err(client("Containers of a task must either all share GPUs or all have whole ones."));
    }
    if sharing > 0 && input.texts("requiresCompatibilities").contains(&"EXTERNAL") {
        return Err(client("External does not support GPU sharing."));
    }
    Ok(())
}
