//! The map: its legend, lanes and cards.

use yew::prelude::*;

use super::dispatch::Dispatch;
use super::part::keyed;
use super::tile::{drawing, hue_class, tiles};
use crate::session::{Action, Selection};
use crate::view::colours::Shape;
use crate::view::map::{Card, CardState, FargateBand, Lane, Map, Meter, Segment, ServiceChip};

pub fn legend(map: &Map, dispatch: &Dispatch) -> Html {
    html! {
        <div class="legend">
            <ul class="shapes" aria-label="Phases">
                for shape in Shape::ALL {
                    <li><span class="swatch hue-0">{ drawing(shape, false) }</span>{ shape.name() }</li>
                }
                <li><span class="swatch hue-0 older">{ drawing(Shape::Running, false) }</span>{ "older revision" }</li>
                <li><span class="swatch hue-0">{ drawing(Shape::Running, true) }</span>{ "unhealthy" }</li>
                <li class="muted">{ "bars: what tasks reserve" }</li>
            </ul>
            <div class="services" role="group" aria-label="Services">
                { for map.services.iter().map(|chip| service(chip, dispatch)) }
            </div>
        </div>
    }
}

/// A service in the legend.
fn service(chip: &ServiceChip, dispatch: &Dispatch) -> Html {
    html! {
        <button
            key={chip.id.0}
            id={format!("service-{}", chip.id.0)}
            title={chip.name.clone()}
            class={classes!("service-chip", chip.selected.then_some("selected"))}
            aria-pressed={chip.selected.to_string()}
            onclick={dispatch.on(Action::Select(Some(Selection::Service(chip.id))))}
        >
            <span class={classes!("swatch", hue_class(chip.hue))}>{ drawing(Shape::Running, false) }</span>
            <b class="name">{ &chip.name }</b>{ " " }
            <span class={classes!("muted", (!chip.steady).then_some("moving"))}>{ &chip.running }</span>
        </button>
    }
}

pub fn lanes(map: &Map, _: &Dispatch) -> Html {
    html! {
        <div class="lanes-wrap">
            <p class="hint">{ map.hint.unwrap_or_default() }</p>
            <div class="lanes">{ for map.lanes.iter().map(|one| keyed(one.zone.index() as u32, one, lane)) }</div>
        </div>
    }
}

/// An Availability Zone.
fn lane(lane: &Lane, dispatch: &Dispatch) -> Html {
    html! {
        <section class={classes!("lane", lane.lost.then_some("lost"))} aria-label={lane.name.clone()}>
            <header>
                <h2>{ &lane.name }</h2>
                <p class="muted">{ if lane.lost { "no power" } else { &lane.summary } }</p>
            </header>
            <div class="cards">{ for lane.cards.iter().map(|one| keyed(one.id.0, one, card)) }</div>
            <div class="band-place">{ for lane.fargate.iter().map(|tasks| band(tasks, dispatch)) }</div>
        </section>
    }
}

/// A container instance.
fn card(card: &Card, dispatch: &Dispatch) -> Html {
    let note = if card.state == CardState::Active { "" } else { card.state.word() };
    html! {
        <article data-home="true" class={classes!("card", card.state.word(), card.selected.then_some("selected"))}>
            <button
                class="card-head"
                data-stop="true"
                data-next="true"
                title={card.about.clone()}
                aria-pressed={card.selected.to_string()}
                onclick={dispatch.on(Action::Select(Some(Selection::Instance(card.id))))}
            >
                <b class="name">{ &card.name }</b>{ " " }
                <span class="muted">{ card.instance_type }</span>{ " " }
                <span class="note">{ note }</span>
                <span class="unseen">{ &card.about }</span>
            </button>
            { tiles(&card.tiles, dispatch) }
            { meter("cpu", &card.cpu) }
            { meter("mem", &card.memory) }
        </article>
    }
}

/// A stacked meter: a segment a task.
fn meter(name: &'static str, meter: &Meter) -> Html {
    let segment = |segment: &Segment| {
        let class = classes!("segment", hue_class(segment.hue), segment.older.then_some("older"));
        let width = segment.width.saturating_sub(6).max(4).to_string();
        html! { <rect {class} x={segment.from.to_string()} y="0" {width} height="10" /> }
    };
    html! {
        <div class="meter" aria-hidden="true">
            <span class="muted">{ name }</span>
            <svg viewBox="0 0 1000 10" preserveAspectRatio="none">
                <rect class="track" x="0" y="0" width="1000" height="10" />
                <g>{ for meter.segments.iter().map(segment) }</g>
            </svg>
            <span class="muted number">{ meter.percent }{ "%" }</span>
        </div>
    }
}

/// A zone's tasks on Fargate.
fn band(band: &FargateBand, dispatch: &Dispatch) -> Html {
    html! {
        <div class="band">
            <p><b>{ "Fargate" }</b>{ " " }<span class="muted">{ &band.summary }</span></p>
            { tiles(&band.tiles, dispatch) }
        </div>
    }
}
