//! A revision of a task definition.

use super::{Control, Inspector, Row, Table, description};
use crate::api::definition::describe;
use crate::app::{Selection, Session};
use crate::engine::ids::DefinitionId;
use crate::engine::model::definition::{NetworkMode, RevisionStatus, TaskDefinition};
use crate::engine::world::World;
use crate::view::lines;

pub fn inspect(session: &Session, id: DefinitionId) -> Inspector {
    let world = session.world();
    let revision = &world.definitions[id];
    let definition = &revision.definition;
    let mode = match definition.network_mode {
        NetworkMode::Bridge => "bridge",
        NetworkMode::Host => "host",
        NetworkMode::Awsvpc => "awsvpc",
        NetworkMode::None => "none",
    };
    let room = definition.reservation();
    let runs_on = if definition.fargate { "EC2 and Fargate" } else { "EC2" };
    Inspector {
        kind: "Task definition",
        title: definition.label(),
        summary: format!("{} · network mode {mode} · can run on {runs_on}", status(revision.status)),
        facts: vec![("Reserves".into(), format!("{} cpu · {} MiB", room.cpu, room.memory))],
        table: Some(revisions(world, definition)),
        actions: actions(world, session, definition),
        describe: description(
            format!("aws ecs describe-task-definition --task-definition {}", definition.label()),
            &serde_json::json!({ "taskDefinition": describe(world, id) }),
        ),
        ..Inspector::default()
    }
}

fn status(status: RevisionStatus) -> &'static str {
    match status {
        RevisionStatus::Active => "ACTIVE",
        RevisionStatus::Inactive => "INACTIVE",
        RevisionStatus::DeleteInProgress => "DELETE_IN_PROGRESS",
    }
}

fn revisions(world: &World, definition: &TaskDefinition) -> Table {
    let family = &world.families[&definition.family];
    let row = |(number, id): (&u32, &DefinitionId)| {
        let images: Vec<&str> = world.definition(*id).containers.iter().map(|c| &*c.image).collect();
        let state = status(world.definitions[*id].status);
        Row {
            cells: vec![format!("{}:{number}", definition.family), images.join(", "), state.into()],
            leads_to: Some(Selection::Definition(*id)),
            alarming: false,
        }
    };
    let rows = family.revisions.iter().rev().map(row).collect();
    Table { title: "Revisions", head: vec!["revision", "images", "status"], rows }
}

fn actions(world: &World, session: &Session, definition: &TaskDefinition) -> Vec<Control> {
    let Some(cluster) = session.cluster().map(|id| &world.clusters[id].name) else { return Vec::new() };
    let awsvpc = definition.network_mode == NetworkMode::Awsvpc;
    let line = lines::run_task(cluster, &definition.label(), "1", definition.fargate, awsvpc);
    let line_off = format!("aws ecs deregister-task-definition --task-definition {}", definition.label());
    vec![
        Control::Button { title: "Run task".into(), line, main: true },
        Control::Button { title: "Deregister".into(), line: line_off, main: false },
    ]
}
