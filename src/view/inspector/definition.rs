//! A revision of a task definition.

use super::{Control, Inspector, Memo, Row, Table, description, stopped};
use crate::session::{Selection, Session};
use crate::view::lines;
use aws::definition::{describe, network_mode, status};
use engine::ids::DefinitionId;
use engine::model::definition::{NetworkMode, RevisionStatus, TaskDefinition};
use engine::world::World;

pub(super) fn inspect(session: &Session, id: DefinitionId, memo: &Memo) -> Inspector {
    let world = session.world();
    let revision = &world.definitions[id];
    let definition = &revision.definition;
    let mode = network_mode(definition.network_mode);
    let room = definition.reservation();
    let runs_on = if definition.fargate { "EC2 and Fargate" } else { "EC2" };
    Inspector {
        kind: "Task definition",
        title: definition.label(),
        summary: format!("{} · network mode {mode} · can run on {runs_on}", status(revision.status)),
        facts: vec![("Reserves".into(), format!("{} cpu · {} MiB", room.cpu, room.memory))],
        table: Some(revisions(world, definition)),
        stopped: stopped::table(world, &memo.chronicle, |stopped| stopped.definition == id),
        actions: actions(session, id, definition, revision.status),
        describe: description(
            format!("aws ecs describe-task-definition --task-definition {}", definition.label()),
            &serde_json::json!({ "taskDefinition": describe(world, id) }),
        ),
        ..Inspector::default()
    }
}

fn revisions(world: &World, definition: &TaskDefinition) -> Table {
    let family = &world.families[&definition.family];
    let row = |(number, id): (&u32, &DefinitionId)| {
        let images: Vec<&str> = world.definition(*id).containers.iter().map(|c| &*c.image).collect();
        let state = status(world.definitions[*id].status);
        Row {
            cells: vec![format!("{}:{number}", definition.family), images.join(", "), state.into()],
            note: None,
            leads_to: Some(Selection::Definition(*id)),
            alarming: false,
        }
    };
    let rows = family.revisions.iter().rev().map(row).collect();
    Table { title: "Revisions", head: vec!["revision", "images", "status"], rows }
}

/// Only an ACTIVE revision can be run, and only an INACTIVE one be deleted.
fn actions(session: &Session, id: DefinitionId, definition: &TaskDefinition, status: RevisionStatus) -> Vec<Control> {
    let (label, on) = (definition.label(), Selection::Definition(id));
    match status {
        RevisionStatus::Active => {
            let line = format!("aws ecs deregister-task-definition --task-definition {label}");
            let off = Control::button(on, "deregister", "Deregister", line).taking();
            run(session, on, definition).into_iter().chain([off]).collect()
        }
        RevisionStatus::Inactive => {
            let line = format!("aws ecs delete-task-definitions --task-definitions {label}");
            vec![Control::button(on, "delete", "Delete", line).taking()]
        }
        RevisionStatus::DeleteInProgress => Vec::new(),
    }
}

fn run(session: &Session, on: Selection, definition: &TaskDefinition) -> Option<Control> {
    let cluster = session.cluster().map(|id| &session.world().clusters[id].name)?;
    let awsvpc = definition.network_mode == NetworkMode::Awsvpc;
    let line = lines::run_task(cluster, &definition.label(), "1", definition.fargate, awsvpc);
    Some(Control::button(on, "run", "Run task", line).main())
}
