//! A task's tile. Colour says the service, tone the revision, shape the phase.

use yew::prelude::*;

use super::dispatch::Dispatch;
use crate::session::{Action, Selection};
use crate::view::colours::{Hue, Shape};
use crate::view::map::Tile;

pub fn tiles(tiles: &[Tile], dispatch: &Dispatch) -> Html {
    html! {
        <div class="tiles">{ for tiles.iter().map(|one| tile(one, dispatch)) }</div>
    }
}

fn tile(tile: &Tile, dispatch: &Dispatch) -> Html {
    html! {
        <button
            key={tile.task.0}
            id={format!("task-{}", tile.task.0)}
            class={classes!("tile", hue_class(tile.hue), tile.older.then_some("older"), tile.selected.then_some("selected"), shape_class(tile.shape))}
            data-stop="true"
            aria-pressed={tile.selected.to_string()}
            aria-label={tile.label.clone()}
            title={tile.label.clone()}
            onclick={dispatch.on(Action::Select(Some(Selection::Task(tile.task))))}
        >
            { drawing(tile.shape, tile.unhealthy) }
            if tile.protected { <svg class="shield" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 0l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V2z" /></svg> }
        </button>
    }
}

pub fn hue_class(hue: Hue) -> &'static str {
    const CLASSES: [&str; 8] = ["hue-0", "hue-1", "hue-2", "hue-3", "hue-4", "hue-5", "hue-6", "hue-7"];
    CLASSES[hue.0 as usize % CLASSES.len()]
}

fn shape_class(shape: Shape) -> &'static str {
    match shape {
        Shape::Provisioning | Shape::Pending | Shape::Activating => "starting",
        Shape::Running => "running",
        Shape::Stopping => "stopping",
        Shape::Stopped => "stopped",
    }
}

/// The shape of a phase, in the colour of the text around it.
pub fn drawing(shape: Shape, unhealthy: bool) -> Html {
    const ROUND: &str = "M7 2h10a5 5 0 0 1 5 5v10a5 5 0 0 1-5 5H7a5 5 0 0 1-5-5V7a5 5 0 0 1 5-5z";
    let (filled, lines, outline) = match shape {
        Shape::Provisioning => ("", "", "outline dotted"),
        Shape::Pending => ("", "", "outline dashed"),
        Shape::Activating => ("M2 12h20v5a5 5 0 0 1-5 5H7a5 5 0 0 1-5-5z", "", "outline"),
        Shape::Running => (ROUND, "", "outline"),
        Shape::Stopping => ("", "M3 9l6-6M3 15L15 3M4 20L20 4M9 21l12-12M15 21l6-6", "outline"),
        Shape::Stopped => ("", "M8 8l8 8M16 8l-8 8", "outline faint"),
    };
    html! {
        <svg viewBox="0 0 24 24" aria-hidden="true">
            <path class="full" d={filled} />
            <path class="stripes" d={lines} />
            <path class={outline} d={ROUND} />
            <circle class="notch" cx="19" cy="5" r={if unhealthy { "5" } else { "0" }} />
        </svg>
    }
}
