//! Tasks that stopped, and why: they stay until they are understood, as far back as the log goes.

use super::{Row, Table};
use crate::session::Selection;
use crate::view::names;
use aws::words;
use engine::chronicle::{Chronicle, Stopped};
use engine::world::World;

/// Tasks that are shown.
const MOST: usize = 10;

/// The latest first; `None` if there are none.
pub(super) fn table(world: &World, chronicle: &Chronicle, of: impl Fn(&Stopped) -> bool) -> Option<Table> {
    let shown = chronicle.stopped(world).filter(|stopped| of(stopped)).take(MOST);
    let rows: Vec<Row> = shown.map(|stopped| row(world, stopped)).collect();
    let head = vec!["task", "stopped at", "revision"];
    (!rows.is_empty()).then_some(Table { title: "Stopped last", head, rows })
}

fn row(world: &World, stopped: &Stopped) -> Row {
    let label = world.definition(stopped.definition).label();
    Row {
        cells: vec![names::task(world, stopped.task), stopped.at.to_string(), label],
        note: Some(words::ended(world, stopped)),
        // ECS describes it for an hour.
        leads_to: world.tasks.get(stopped.task).map(|_| Selection::Task(stopped.task)),
        alarming: stopped.has_failed(),
    }
}
