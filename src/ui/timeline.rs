//! The timeline: drag it to any moment of the past.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dispatch::Dispatch;
use crate::session::Action;
use crate::session::activity::MarkKind;
use crate::view::timeline::{BARS, Timeline, TimelineMark};
use engine::time::Time;

pub fn timeline(timeline: &Timeline, dispatch: &Dispatch) -> Html {
    let oninput = {
        let (dispatch, end) = (dispatch.clone(), timeline.end);
        Callback::from(move |event: InputEvent| {
            let value = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse::<u64>().ok());
            if let Some(at) = value {
                dispatch.act(Action::Pause);
                dispatch.act(if at >= end { Action::Present } else { Action::Seek(Time(at)) });
            }
        })
    };
    html! {
        <footer class={classes!("timeline", timeline.in_past.then_some("past"))} data-home="true">
            <span class="muted number">{ "00:00" }</span>
            <div class="track">
                <svg class="bars" viewBox={format!("0 0 {BARS} 100")} preserveAspectRatio="none" aria-hidden="true">
                    for (n, height) in timeline.bars.iter().enumerate() {
                        <rect x={format!("{n}.3")} y={(100 - height).to_string()} width="0.4" height={height.to_string()} />
                    }
                </svg>
                <svg class="marks" aria-hidden="true">
                    for mark in &timeline.marks {
                        { drawn(mark) }
                    }
                </svg>
                <input
                    type="range"
                    data-next="true"
                    min="0"
                    max={timeline.end.to_string()}
                    step="1"
                    value={timeline.at.to_string()}
                    aria-label="Moment that is shown"
                    aria-valuetext={format!("{} of {}", timeline.at_label, timeline.end_label)}
                    {oninput}
                />
            </div>
            <button class="plain small now" aria-disabled={(!timeline.in_past).to_string()} onclick={dispatch.on(Action::Present)}>
                { if timeline.in_past { "back to now" } else { "now" } }
            </button>
        </footer>
    }
}

fn drawn(mark: &TimelineMark) -> Html {
    let x = format!("{}.{}%", mark.position / 10, mark.position % 10);
    match mark.kind {
        MarkKind::Command => html! { <line class="command" x1={x.clone()} x2={x} y1="0" y2="100%" /> },
        MarkKind::Deployment => html! { <circle class="deployment" cx={x} cy="7" r="4" /> },
        MarkKind::Fault => html! { <circle class="fault" cx={x} cy="7" r="4" /> },
    }
}
