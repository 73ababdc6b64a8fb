//! Volumes of each kind, and who mounts them.

use serde_json::{Value, json};

use super::{check, fine, plain, registered, with};

#[test]
fn volumes() {
    let mounts = |mount: Value| json!({"volumes": [{"name": "data"}], "container": {"mountPoints": [mount]}});
    check(mounts(json!({"sourceVolume": "root-RO", "containerPath": "/x"})), "Unknown volume 'root-RO'.");
    check(mounts(json!({"containerPath": "/x"})), "Unknown volume 'null'.");
    fine(mounts(json!({"sourceVolume": "data", "containerPath": "/x"})));
    check(json!({"volumes": [{}]}), "Volume.name should not be null or empty.");
    check(json!({"volumes": [{"name": "my data"}]}), "Volume.name contains invalid characters.");
    check(json!({"volumes": [{"name": "a"}, {"name": "a"}]}), "Volume names must be unique within a Task Definition.");
    check(json!({"volumes": [{"name": "a", "host": {"sourcePath": ""}}]}), "host.sourcePath should not be blank.");
    check(
        json!({"container": {"volumesFrom": [{"sourceContainer": "db"}]}}),
        "Invalid 'volumesFrom' setting. Unknown container: 'db'.",
    );
}

#[test]
fn kinds_of_volumes() {
    let volume = |members: Value| {
        let mut volume = json!({"name": "data"});
        volume.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        json!({"volumes": [volume], "container": {"mountPoints": [{"sourceVolume": "data", "containerPath": "/x"}]}})
    };
    let one = "When the volume parameter is specified, only one volume configuration type should be used.";
    let efs = json!({"fileSystemId": "fs-1"});
    check(volume(json!({"host": {"sourcePath": "/x"}, "efsVolumeConfiguration": efs})), one);
    check(volume(json!({"dockerVolumeConfiguration": {}, "efsVolumeConfiguration": efs})), one);
    check(volume(json!({"configuredAtLaunch": true, "efsVolumeConfiguration": efs})), one);
    fine(volume(json!({"host": {}, "efsVolumeConfiguration": efs})));
    let docker = |members: Value| volume(json!({"dockerVolumeConfiguration": members}));
    let of_task = "When 'scope' parameter is 'task', 'autoprovision' must either not be specified or set to 'True'.";
    check(docker(json!({"scope": "task", "autoprovision": false})), of_task);
    check(docker(json!({"autoprovision": false})), of_task);
    check(docker(json!({"scope": "all"})), "all is not a valid scope. Must be one of [task,shared]");
    fine(docker(json!({"scope": "task", "autoprovision": true})));
    fine(docker(json!({"scope": "shared", "autoprovision": false})));
    check(
        json!({"volumes": [{"name": "v", "configuredAtLaunch": true}]}),
        "Volumes [v] are not referenced by any of the containers",
    );
    fine(volume(json!({"configuredAtLaunch": true})));
    // Other volumes need not be mounted.
    fine(json!({"volumes": [{"name": "v"}, {"name": "w", "efsVolumeConfiguration": efs}]}));
    let two = json!([{"name": "a", "configuredAtLaunch": true}, {"name": "b", "configuredAtLaunch": true}]);
    check(json!({"volumes": two}), "Only one volume can be configured at launch.");
}

#[test]
fn file_systems() {
    let efs = |members: Value| {
        let mut efs = json!({"fileSystemId": "fs-1"});
        efs.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        json!({"volumes": [{"name": "v", "efsVolumeConfiguration": efs}]})
    };
    let root = "When using an EFS access point, the root directory must either be set to \"/\" or be omitted.";
    let point = |root: Value, encryption: &str| {
        let mut volume =
            efs(json!({"transitEncryption": encryption, "authorizationConfig": {"accessPointId": "fsap-1"}}));
        volume["volumes"][0]["efsVolumeConfiguration"]["rootDirectory"] = root;
        volume
    };
    check(point(json!("/data"), "ENABLED"), root);
    check(point(json!("/"), "DISABLED"), "EFS access point requires TransitEncryption to be enabled.");
    fine(point(json!("/"), "ENABLED"));
    let iam = "EFS IAM authorization requires TransitEncryption to be enabled.";
    check(efs(json!({"authorizationConfig": {"iam": "ENABLED"}})), iam);
    check(efs(json!({"authorizationConfig": {"iam": "ENABLED"}, "transitEncryption": "DISABLED"})), iam);
    fine(efs(json!({"authorizationConfig": {"iam": "ENABLED"}, "transitEncryption": "ENABLED"})));
    fine(efs(json!({"authorizationConfig": {"iam": "DISABLED"}})));
    check(
        efs(json!({"transitEncryptionPort": 2999})),
        "TransitEncryptionPort requires that TransitEncryption is enabled.",
    );
    check(
        efs(json!({"transitEncryption": "ENABLED", "transitEncryptionPort": 70_000})),
        "TransitEncryptionPort must be between 1 and 65535.",
    );
    fine(efs(json!({"transitEncryption": "ENABLED", "transitEncryptionPort": 2999})));
    // ECS says where it mounts.
    let printed = registered(with(plain(), efs(json!({}))))["volumes"][0]["efsVolumeConfiguration"].clone();
    assert_eq!(printed["rootDirectory"], "/");
    let files =
        json!({"fileSystemArn": "arn:aws:s3files:x", "accessPointArn": "arn:aws:s3files:y", "rootDirectory": "/data"});
    check(
        json!({"volumes": [{"name": "v", "s3filesVolumeConfiguration": files}]}),
        "When using an S3 Files access point, the root directory must either be set to \"/\" or be omitted.",
    );
}
