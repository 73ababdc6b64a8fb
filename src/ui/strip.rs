//! A strip for each load balancer, with requests as moving dots.

use yew::prelude::*;

use super::dispatch::Dispatch;
use crate::session::playback::Speed;
use crate::session::{Action, Selection};
use crate::view::motion::dots;
use crate::view::strips::{GroupLine, Strip};
use engine::time::Time;

/// The strips at a moment; drawn with each frame, for the dots move with time.
pub fn strips(strips: &[Strip], now: Time, speed: Speed, dispatch: &Dispatch) -> Html {
    html! {
        <div class="strips">
            for strip in strips {
                <div key={strip.id.0} class="strip" role="group" aria-label={strip.label()}>
                    <button class={classes!("plain", strip.selected.then_some("selected"))} onclick={dispatch.on(Action::Select(Some(Selection::LoadBalancer(strip.id))))}>
                        <b class="name" title={strip.name.clone()}>{ &strip.name }</b>{ " " }<span class="muted">{ &strip.rate }</span>
                    </button>
                    { moving(strip, now, speed) }
                    <div class="groups">{ for strip.groups.iter().map(|line| group(line, dispatch)) }</div>
                    <span class={classes!("failed", strip.any_failed.then_some("alarming"))}>{ "5xx " }<b>{ &strip.failed }</b></span>
                </div>
            }
        </div>
    }
}

fn group(line: &GroupLine, dispatch: &Dispatch) -> Html {
    html! {
        <button
            key={line.id.0}
            class={classes!("plain", line.selected.then_some("selected"), line.alarming.then_some("alarming"))}
            onclick={dispatch.on(Action::Select(Some(Selection::TargetGroup(line.id))))}
        >
            <span class="name" title={line.name.clone()}>{ &line.name }</span>{ " " }<b>{ &line.healthy }</b>
            <span class="muted">{ if line.others.is_empty() { String::new() } else { format!(" · {}", line.others) } }</span>
        </button>
    }
}

/// Requests on their way. Of a hundred, as many are red as fail.
fn moving(strip: &Strip, now: Time, speed: Speed) -> Html {
    let dot = |(n, position): (usize, u32)| {
        let fails = fails(n, strip.dots, strip.failing as usize);
        html! { <ellipse key={n} class={classes!(fails.then_some("fails"))} cx={position.to_string()} cy="6" rx="9" ry="3" /> }
    };
    html! {
        <svg class="dots" aria-hidden="true" viewBox="0 0 1000 12" preserveAspectRatio="none">
            { for dots(now, speed, strip.dots).into_iter().enumerate().map(dot) }
        </svg>
    }
}

/// Spreads the failing ones evenly over all dots; if any request fails, one dot does.
fn fails(n: usize, count: usize, failing: usize) -> bool {
    let red = if failing == 0 { 0 } else { (count * failing / 100).max(1) };
    (n + 1) * red / count > n * red / count
}
