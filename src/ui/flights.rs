//! Tasks that fly from their service to their place. Where both are is measured; how far they are follows from
//! simulated time.

use yew::prelude::*;

use crate::browser::layout::middle;
use crate::view::motion::Flight;

pub fn flights(flights: &[Flight]) -> Html {
    html! {
        <svg class="flights" aria-hidden="true">
            for flight in flights {
                <g key={flight.task.0}>{ drawn(flight) }</g>
            }
        </svg>
    }
}

/// A small square on the straight way between both; nothing where either can't be seen.
fn drawn(flight: &Flight) -> Html {
    let from = match flight.service {
        Some(service) => middle(&format!("service-{}", service.0), "map"),
        None => Some((0, 0)),
    };
    let (Some(from), Some(to)) = (from, middle(&format!("task-{}", flight.task.0), "map")) else {
        return html! { <g /> };
    };
    let progress = flight.progress as i32;
    let at = |from: i32, to: i32| from + (to - from) * progress / 1_000 - 9;
    let opacity = format!("0.{:03}", (1_000 - progress).clamp(150, 999));
    html! {
        <rect class="flying" x={at(from.0, to.0).to_string()} y={at(from.1, to.1).to_string()} width="18" height="18" rx="5" {opacity} />
    }
}
