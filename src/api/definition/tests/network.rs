//! Network modes, ports and links.

use serde_json::{Value, json};

use super::{check, check_fargate, fine, plain, registered, with};

fn ports(mode: &str, ports: Value) -> Value {
    json!({"networkMode": mode, "container": {"portMappings": ports}})
}

#[test]
fn network_modes() {
    check(json!({"networkMode": "nat"}), "nat is not a valid network mode. Must be one of [bridge,host,awsvpc,none]");
    check_fargate(json!({"networkMode": null}), "Fargate only supports network mode ‘awsvpc’.");
    check_fargate(json!({"networkMode": "host"}), "Fargate only supports network mode ‘awsvpc’.");
    check(
        json!({"networkMode": "awsvpc", "requiresCompatibilities": ["EXTERNAL"]}),
        "External only supports network modes ‘bridge’, ‘host’ and ‘none’.",
    );
    let unknown = "EKS is not a valid compatibility. Must be one of [EC2,FARGATE,EXTERNAL,MANAGED_INSTANCES]";
    check(json!({"requiresCompatibilities": ["EC2", "EKS"]}), unknown);
}

#[test]
fn ports_that_make_no_sense() {
    let bad = "Invalid 'containerPort' setting for container 'web'.";
    check(ports("bridge", json!([{"hostPort": 80}])), bad);
    check(ports("bridge", json!([{"containerPort": 0}])), bad);
    check(ports("bridge", json!([{"containerPort": 65_536}])), bad);
    check(ports("bridge", json!([{"containerPort": -1}])), bad);
    check(
        ports("bridge", json!([{"containerPort": 80, "hostPort": 70_000}])),
        "Invalid 'hostPort' setting for container 'web'.",
    );
    check(
        ports("bridge", json!([{"containerPort": 80, "protocol": "sctp"}])),
        "sctp is not a valid protocol. Must be one of [tcp,udp]",
    );
    check(ports("none", json!([{"containerPort": 80}])), "Port mappings are not supported when networkMode=none.");
    fine(ports("none", json!([])));
}

#[test]
fn host_ports_by_mode() {
    let differs =
        |mode| format!("When networkMode={mode}, the host ports and container ports in port mappings must match.");
    check(ports("awsvpc", json!([{"containerPort": 80, "hostPort": 8080}])), &differs("awsvpc"));
    check(ports("host", json!([{"containerPort": 80, "hostPort": 8080}])), &differs("host"));
    fine(ports("bridge", json!([{"containerPort": 80, "hostPort": 8080}])));
    let host_port = |mode: &str, port: Value| {
        registered(with(plain(), ports(mode, json!([port]))))["containerDefinitions"][0]["portMappings"][0]["hostPort"]
            .clone()
    };
    for (mode, port, expected) in [
        ("bridge", json!({"containerPort": 80}), 0),
        ("bridge", json!({"containerPort": 80, "hostPort": 8080}), 8080),
        ("awsvpc", json!({"containerPort": 80}), 80),
        ("host", json!({"containerPort": 80}), 80),
        ("host", json!({"containerPort": 80, "hostPort": 0}), 80),
    ] {
        assert_eq!(host_port(mode, port.clone()), expected, "{mode} {port}");
    }
}

#[test]
fn a_port_is_mapped_once() {
    let twice = |protocol: &str| json!([{"containerPort": 80, "hostPort": 3000, "protocol": protocol}, {"containerPort": 81, "hostPort": 3000, "protocol": protocol}]);
    check(ports("bridge", twice("tcp")), "TCP host port '3000' is mapped multiple times in task.");
    check(ports("bridge", twice("udp")), "UDP host port '3000' is mapped multiple times in task.");
    fine(ports(
        "bridge",
        json!([{"containerPort": 80, "hostPort": 53}, {"containerPort": 81, "hostPort": 53, "protocol": "udp"}]),
    ));
    // Dynamic ports never meet.
    fine(ports("bridge", json!([{"containerPort": 80}, {"containerPort": 80}])));
    // Containers of a task share the network of `awsvpc` and `host`, so two of them can't listen to the same port.
    let two = |mode: &str| json!({"networkMode": mode, "container": {"portMappings": [{"containerPort": 80}]}, "more": [{"name": "app", "portMappings": [{"containerPort": 80}]}]});
    check(two("awsvpc"), "TCP host port '80' is mapped multiple times in task.");
    check(two("host"), "TCP host port '80' is mapped multiple times in task.");
    fine(two("bridge"));
}

#[test]
fn ranges_of_ports() {
    let range = |range: &str| json!([{"containerPortRange": range}]);
    let bad = "Invalid 'containerPortRange' setting for container 'web'.";
    for wrong in ["8000", "8010-8000", "0-10", "8000-70000", "a-b"] {
        check(ports("bridge", range(wrong)), bad);
    }
    check(ports("host", range("8000-8010")), bad);
    check(ports("bridge", json!([{"containerPort": 80, "containerPortRange": "80-90"}])), bad);
    check(ports("bridge", Value::Array(vec![json!({"containerPortRange": "8000-8010"}); 101])), bad);
    fine(ports("bridge", range("8000-8010")));
    fine(ports("awsvpc", range("8000-8000")));
}

#[test]
fn links_and_names_in_the_network() {
    let link =
        |mode: &str, link: &str| json!({"networkMode": mode, "container": {"links": [link]}, "more": [{"name": "db"}]});
    check(link("awsvpc", "db"), "Links are not supported when networkMode=awsvpc.");
    check(link("host", "db"), "Links are not supported when networkMode=host.");
    check(link("bridge", "cache"), "Invalid 'links' setting. Unknown container: 'cache'.");
    check(link("bridge", "web"), "Container links should not have a cycle");
    check(
        json!({"container": {"links": ["db"]}, "more": [{"name": "db", "links": ["web:front"]}]}),
        "Container links should not have a cycle",
    );
    fine(link("bridge", "db:database"));
    check(
        json!({"networkMode": "awsvpc", "container": {"hostname": "web"}}),
        "hostname is not supported on container when networkMode=awsvpc.",
    );
    check(
        json!({"networkMode": "awsvpc", "container": {"extraHosts": [{"hostname": "a", "ipAddress": "10.0.0.1"}]}}),
        "extraHosts is not supported on container when networkMode=awsvpc.",
    );
    fine(json!({"container": {"hostname": "web"}}));
}
