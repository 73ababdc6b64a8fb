//! Links between containers, names and ranges of ports, what the network mode `awsvpc` doesn't have, and App Mesh.

use crate::definition::read;
use crate::errors::definition::{in_words, network_mode};
use crate::errors::{ServiceError, client};
use crate::json::Input;
use engine::model::definition::NetworkMode;
use engine::model::refusal::DefinitionFault;
use engine::rules::definitions::has_cycle;
use engine::sorted::SortedSet;

pub(super) fn check(input: Input) -> Result<(), ServiceError> {
    let mode = read::network_mode(input);
    let names: Vec<&str> = input.list("containerDefinitions").map(|c| c.required("name")).collect();
    let mut links: Vec<Vec<usize>> = Vec::new();
    for container in input.list("containerDefinitions") {
        let linked = container.texts("links");
        if !linked.is_empty() && mode != NetworkMode::Bridge {
            return Err(client(format!("Links are not supported when networkMode={}.", network_mode(mode))));
        }
        let find = |link: &str| {
            // `name` or `name:alias`
            let name = link.split(':').next().unwrap_or_default();
            let unknown = || client(format!("Invalid 'links' setting. Unknown container: '{name}'.")); // after volumesFrom
            names.iter().position(|other| *other == name).ok_or_else(unknown)
        };
        links.push(linked.into_iter().map(find).collect::<Result<_, _>>()?);
        check_own(container, mode)?;
        container.list("portMappings").try_for_each(|port| check_port(port, container, mode))?;
    }
    if has_cycle(&links) {
        return Err(client("Container links should not have a cycle"));
    }
    check_ports(input, mode)?;
    check_proxy(input, mode, &names)
}

/// What a container can't have of its own if its task has it.
fn check_own(container: Input, mode: NetworkMode) -> Result<(), ServiceError> {
    let given = |field: &str| !container.values(field).is_empty();
    let own = [
        ("hostname is", container.text("hostname").is_some()),
        ("Extra hosts are", given("extraHosts")),
        ("Disable Networking is", container.flag("disableNetworking")),
        ("DNS servers are", given("dnsServers")),
        ("DNS search domains are", given("dnsSearchDomains")), // after that of the servers
    ];
    match own.into_iter().find(|(_, given)| *given) {
        Some((what, _)) if mode == NetworkMode::Awsvpc => {
            Err(client(format!("{what} not supported on container when networkMode=awsvpc.")))
        }
        _ => Ok(()),
    }
}

/// Ranges of ports in one container (definitions.md#ports), and letters of a port's name.
const MOST_RANGES: usize = 100;
const LONGEST_NAME: usize = 64;

/// `8000-8010` instead of a single port, with `bridge` and `awsvpc` only; a name that Service Connect can use.
fn check_port(port: Input, container: Input, mode: NetworkMode) -> Result<(), ServiceError> {
    let name = container.required("name");
    let setting = |field| in_words(&DefinitionFault::Setting { field, container: name.into() });
    if port.get("containerPortRange").is_some() {
        if port.get("containerPort").is_some() || port.get("hostPort").is_some() {
            return Err(client(format!(
                "Invalid port mapping for container '{name}', cannot specify both single port and port range."
            )));
        }
        let ranges = container.list("portMappings").filter(|port| port.get("containerPortRange").is_some()).count();
        let possible = matches!(mode, NetworkMode::Bridge | NetworkMode::Awsvpc) && ranges <= MOST_RANGES;
        if range(port).filter(|(first, last)| first < last).is_none() || !possible {
            return Err(setting("containerPortRange"));
        }
    }
    let Some(called) = port.text("name") else { return Ok(()) };
    let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if called.is_empty() || called.len() > LONGEST_NAME || called.starts_with('-') || !called.chars().all(letter) {
        return Err(setting("name").hint("up to 64 small letters, digits, - and _, not beginning with -"));
    }
    Ok(())
}

/// First and last port of a range.
fn range(port: Input) -> Option<(u16, u16)> {
    let (first, last) = port.required("containerPortRange").split_once('-')?;
    let port = |text: &str| text.parse::<u16>().ok().filter(|&port| port > 0);
    Some((port(first)?, port(last)?))
}

/// Names are there once in a task; a port of a range is in no other mapping: of the task where its containers share a
/// network, else of the container. That single ports differ is checked by the engine.
fn check_ports(input: Input, mode: NetworkMode) -> Result<(), ServiceError> {
    let shared = mode == NetworkMode::Awsvpc;
    let mut names = SortedSet::default();
    let mut taken: Vec<(&str, u16, u16)> = Vec::new();
    let network = network_mode(mode);
    for container in input.list("containerDefinitions") {
        if !shared {
            taken.clear();
        }
        for port in container.list("portMappings") {
            if port.text("name").is_some_and(|name| !names.insert(name)) {
                return Err(client(format!("When networkMode={network}, port mapping name is already used")));
            }
            let single = port.number("containerPort").and_then(|port| u16::try_from(port).ok());
            let Some((first, last)) = single.map(|port| (port, port)).or_else(|| range(port)) else { continue };
            let protocol = port.text("protocol").unwrap_or("tcp");
            for &(other, from, to) in &taken {
                let is_range = first != last || from != to;
                if is_range && other == protocol && first <= to && from <= last {
                    let (protocol, port) = (protocol.to_ascii_uppercase(), first.max(from));
                    return Err(client(format!(
                        "{protocol} container port '{port}' is used multiple times in task when networkMode={network}."
                    )));
                }
            }
            taken.push((protocol, first, last));
        }
    }
    Ok(())
}

/// What the proxy of App Mesh must be told; the texts of all but the first are after it, that of the last is ours.
const PROXY: [(&[&str], &str); 4] = [
    (&["ProxyIngressPort"], "Ingress port not found"),
    (&["ProxyEgressPort"], "Egress port not found"),
    (&["AppPorts"], "App ports not found"),
    (&["IgnoredUID", "IgnoredGID"], "Ignored UID or GID not found"),
];

fn check_proxy(input: Input, mode: NetworkMode, names: &[&str]) -> Result<(), ServiceError> {
    let proxy = input.inside("proxyConfiguration");
    if !proxy.is_there() {
        return Ok(());
    }
    if mode != NetworkMode::Awsvpc {
        return Err(client("APPMESH proxy configuration is only supported in networkMode=awsvpc"));
    }
    let container = proxy.required("containerName");
    if !names.contains(&container) {
        return Err(client(format!("Proxy container [{container}] does not exist.")));
    }
    let told = |name: &&str| {
        let mut properties = proxy.list("properties");
        properties.any(|property| property.text("name") == Some(name) && !property.required("value").is_empty())
    };
    match PROXY.iter().find(|(names, _)| !names.iter().any(told)) {
        Some((_, message)) => Err(client(*message)),
        None => Ok(()),
    }
}
