//! GPUs, and what is set of the kernel.

use serde_json::{Value, json};

use super::{check, fine};

fn container(field: &str, value: Value) -> Value {
    json!({"container": {field: value}})
}

#[test]
fn accelerators() {
    let asks = |requirement: Value| container("resourceRequirements", json!([requirement]));
    let gpus = |value: &str| asks(json!({"type": "GPU", "value": value}));
    for good in ["1", "64", "ALL", "0.25", "0.125", ".5"] {
        fine(gpus(good));
    }
    let bad = "Invalid 'resourceRequirements' setting for container 'web'.";
    for wrong in ["one", "0", "-1", "65", "all", "1.5", "0.0", "0.", ""] {
        check(gpus(wrong), bad);
    }
    fine(asks(json!({"type": "NeuronDevice", "value": "ALL"})));
    fine(asks(json!({"type": "NeuronDevice", "value": "1"})));
    check(asks(json!({"type": "NeuronDevice", "value": "0.5"})), bad);
    check(
        asks(json!({"type": "TPU", "value": "1"})),
        "TPU is not a valid type. Must be one of [GPU,InferenceAccelerator,NeuronDevice]",
    );
    let neuron = json!([{"type": "NeuronDevice", "value": "ALL"}]);
    check(
        json!({"container": {"resourceRequirements": neuron}, "more": [{"name": "b", "resourceRequirements": neuron}]}),
        "Only one container in a task can specify NeuronDevice resources.",
    );
    let shared = json!({"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 1024}}});
    fine(asks(shared.clone()));
    check(asks(json!({"type": "GPU"})), bad);
    check(asks(json!({"type": "GPU", "value": "1", "sharingStrategy": {"nvidiaMps": {"memory": 1}}})), bad);
    check(asks(json!({"type": "GPU", "sharingStrategy": {"nvidiaMps": {"memory": 1, "maxComputePercent": 101}}})), bad);
    let whole = json!({"name": "b", "resourceRequirements": [{"type": "GPU", "value": "1"}]});
    check(
        json!({"container": {"resourceRequirements": [shared]}, "more": [whole]}),
        "Containers of a task must either all share GPUs or all have whole ones.",
    );
    check(
        json!({"container": {"resourceRequirements": [shared]}, "requiresCompatibilities": ["EXTERNAL"]}),
        "External does not support GPU sharing.",
    );
}

#[test]
fn limits() {
    let limit =
        |soft: i64, hard: i64| container("ulimits", json!([{"name": "nofile", "softLimit": soft, "hardLimit": hard}]));
    check(limit(2_048, 1_024), "Soft limit exceeds hard limit for ulimit nofile");
    check(limit(-1, 1_024), "Soft limit exceeds hard limit for ulimit nofile");
    fine(limit(1_024, 1_024));
    fine(limit(1_024, -1));
    let unknown = container("ulimits", json!([{"name": "files", "softLimit": 1, "hardLimit": 1}]));
    check(
        unknown,
        "files is not a valid name. Must be one of [core,cpu,data,fsize,locks,memlock,msgqueue,nice,nofile,nproc,rss,rtprio,rttime,sigpending,stack]",
    );
}

#[test]
fn linux_parameters() {
    let linux = |field: &str, value: Value| container("linuxParameters", json!({field: value}));
    let tmpfs = "The container has an invalid tmpfs size value specified. It must be a non-zero, non-negative integer.";
    check(linux("tmpfs", json!([{"containerPath": "/t", "size": 0}])), tmpfs);
    check(linux("tmpfs", json!([{"containerPath": "/t", "size": -1}])), tmpfs);
    fine(linux("tmpfs", json!([{"containerPath": "/t", "size": 64}])));
    for (field, wrong) in [("sharedMemorySize", 0), ("maxSwap", -1), ("swappiness", -1), ("swappiness", 101)] {
        check(linux(field, json!(wrong)), &format!("Invalid '{field}' setting for container 'web'."));
    }
    for (field, good) in [("sharedMemorySize", 64), ("maxSwap", 0), ("swappiness", 100)] {
        fine(linux(field, json!(good)));
    }
    check(
        linux("devices", json!([{"hostPath": "/dev/x", "permissions": ["exec"]}])),
        "exec is not a valid device permission. Must be one of [read,write,mknod]",
    );
}

#[test]
fn system_controls() {
    let control = |name: &str| container("systemControls", json!([{"namespace": name, "value": "1"}]));
    let of_host = |name: &str| {
        let mut control = control(name);
        control["ipcMode"] = "host".into();
        control
    };
    for good in ["net.core.somaxconn", "kernel.shmmax", "fs.mqueue.msg_max"] {
        fine(control(good));
    }
    check(control("vm.max_map_count"), "System control 'vm.max_map_count' is not namespaced.");
    check(of_host("kernel.shmmax"), "System control 'kernel.shmmax' is not supported when ipcMode=host.");
    fine(of_host("net.core.somaxconn"));
}
