//! Links between containers, ranges of ports, and what the network mode `awsvpc` doesn't have.

use crate::api::definition::faults::{in_words, network_mode};
use crate::api::definition::read;
use crate::api::errors::{ServiceError, client};
use crate::api::json::Input;
use crate::engine::model::definition::NetworkMode;
use crate::engine::refusal::DefinitionFault;
use crate::engine::rules::definitions::has_cycle;

pub fn check(input: Input) -> Result<(), ServiceError> {
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
        check_ranges(container, mode)?;
    }
    if has_cycle(&links) { Err(client("Container links should not have a cycle")) } else { Ok(()) }
}

/// What a container can't have of its own where the task has it.
fn check_own(container: Input, mode: NetworkMode) -> Result<(), ServiceError> {
    // hostname is ECS's; extraHosts is after it.
    let own = [("hostname", container.text("hostname").is_some()), ("extraHosts", given(container, "extraHosts"))];
    match own.into_iter().find(|(_, given)| *given) {
        Some((field, _)) if mode == NetworkMode::Awsvpc => {
            Err(client(format!("{field} is not supported on container when networkMode=awsvpc.")))
        }
        _ => Ok(()),
    }
}

fn given(container: Input, field: &str) -> bool {
    !container.values(field).is_empty()
}

/// Ranges of ports in one container (§2.3).
const MOST_RANGES: usize = 100;

/// `8000-8010` instead of a single port, with `bridge` and `awsvpc` only.
fn check_ranges(container: Input, mode: NetworkMode) -> Result<(), ServiceError> {
    let ranges = || container.list("portMappings").filter(|port| port.text("containerPortRange").is_some());
    let fits = |port: Input| {
        let (first, last) = port.required("containerPortRange").split_once('-')?;
        let (first, last) = (first.parse::<u16>().ok()?, last.parse::<u16>().ok()?);
        let alone = port.get("containerPort").is_none() && port.get("hostPort").is_none();
        (alone && 0 < first && first <= last).then_some(())
    };
    let possible = matches!(mode, NetworkMode::Bridge | NetworkMode::Awsvpc) || ranges().next().is_none();
    if possible && ranges().count() <= MOST_RANGES && ranges().all(|port| fits(port).is_some()) {
        return Ok(());
    }
    let container = container.required("name").into();
    Err(in_words(&DefinitionFault::Setting { field: "containerPortRange", container }))
}
