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
    check(ports("bridge", range("8000-8000")), bad);
    let both = "Invalid port mapping for container 'web', cannot specify both single port and port range.";
    check(ports("bridge", json!([{"containerPort": 80, "containerPortRange": "80-90"}])), both);
    check(ports("awsvpc", json!([{"hostPort": 80, "containerPortRange": "80-90"}])), both);
    let two = |first: &str, second: Value| json!([{"containerPortRange": first}, second]);
    let twice = |port: u16, mode: &str| {
        format!("TCP container port '{port}' is used multiple times in task when networkMode={mode}.")
    };
    check(ports("awsvpc", two("8080-8090", json!({"containerPortRange": "8085-8095"}))), &twice(8085, "awsvpc"));
    check(ports("awsvpc", two("8080-8090", json!({"containerPortRange": "8070-8080"}))), &twice(8080, "awsvpc"));
    check(ports("awsvpc", two("8080-8090", json!({"containerPort": 8090}))), &twice(8090, "awsvpc"));
    check(ports("bridge", two("8080-8090", json!({"containerPort": 8090}))), &twice(8090, "bridge"));
    fine(ports("awsvpc", two("8080-8090", json!({"containerPortRange": "8091-8095"}))));
    fine(ports("awsvpc", two("8080-8090", json!({"containerPortRange": "8080-8090", "protocol": "udp"}))));
    // A range has no host port of its own, so that what is printed can be registered again.
    for mode in ["bridge", "awsvpc"] {
        let printed = registered(with(plain(), ports(mode, range("8000-8010"))))["containerDefinitions"][0].clone();
        assert_eq!(printed["portMappings"], json!([{"protocol": "tcp", "containerPortRange": "8000-8010"}]));
    }
    check(ports("bridge", Value::Array(vec![json!({"containerPortRange": "8000-8010"}); 101])), bad);
    fine(ports("bridge", range("8000-8010")));
    fine(ports("awsvpc", range("8000-8001")));
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
        "Extra hosts are not supported on container when networkMode=awsvpc.",
    );
    for (field, value, what) in [
        ("disableNetworking", json!(true), "Disable Networking is"),
        ("dnsServers", json!(["10.0.0.2"]), "DNS servers are"),
        ("dnsSearchDomains", json!(["example.com"]), "DNS search domains are"),
    ] {
        let own = |mode: &str| json!({"networkMode": mode, "container": {field: value}});
        check(own("awsvpc"), &format!("{what} not supported on container when networkMode=awsvpc."));
        fine(own("bridge"));
    }
    fine(json!({"networkMode": "awsvpc", "container": {"disableNetworking": false, "dnsServers": []}}));
    fine(json!({"container": {"hostname": "web"}}));
}

#[test]
fn names_of_ports() {
    let two = |mode: &str, a: &str, b: &str| {
        ports(mode, json!([{"name": a, "containerPort": 80}, {"name": b, "containerPort": 81}]))
    };
    check(two("awsvpc", "web", "web"), "When networkMode=awsvpc, port mapping name is already used");
    check(two("bridge", "web", "web"), "When networkMode=bridge, port mapping name is already used");
    let other = json!({"name": "app", "portMappings": [{"name": "web", "containerPort": 81}]});
    let across = json!({"networkMode": "awsvpc", "container": {"portMappings": [{"name": "web", "containerPort": 80}]}, "more": [other]});
    check(across, "When networkMode=awsvpc, port mapping name is already used");
    fine(two("awsvpc", "web", "admin_2-x"));
    for wrong in ["Web", "-web", "a.b", "", &"w".repeat(65)] {
        check(two("awsvpc", wrong, "x"), "Invalid 'name' setting for container 'web'.");
    }
}

#[test]
fn proxies() {
    let all = [("IgnoredUID", "1337"), ("AppPorts", "80"), ("ProxyIngressPort", "15000"), ("ProxyEgressPort", "15001")];
    let proxy = |mode: &str, container: &str, without: &str| {
        let given = all.iter().filter(|(name, _)| *name != without);
        let properties: Vec<Value> = given.map(|(name, value)| json!({"name": name, "value": value})).collect();
        let proxy = json!({"type": "APPMESH", "containerName": container, "properties": properties});
        json!({"networkMode": mode, "proxyConfiguration": proxy})
    };
    check(proxy("awsvpc", "envoy", ""), "Proxy container [envoy] does not exist.");
    check(proxy("bridge", "web", ""), "APPMESH proxy configuration is only supported in networkMode=awsvpc");
    check(proxy("awsvpc", "web", "ProxyIngressPort"), "Ingress port not found");
    check(proxy("awsvpc", "web", "ProxyEgressPort"), "Egress port not found");
    check(proxy("awsvpc", "web", "AppPorts"), "App ports not found");
    check(proxy("awsvpc", "web", "IgnoredUID"), "Ignored UID or GID not found");
    fine(proxy("awsvpc", "web", ""));
    check(
        json!({"networkMode": "awsvpc", "proxyConfiguration": {"type": "ENVOY", "containerName": "web"}}),
        "ENVOY is not a valid type. Must be one of [APPMESH]",
    );
}
