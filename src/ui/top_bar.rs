//! The top bar.

use yew::prelude::*;

use super::choice::Choice;
use super::dialogs::Dialog;
use super::dispatch::{Ask, Dispatch};
use super::icons;
use crate::browser::theme::Theme;
use crate::session::Action;
use crate::session::playback::Speed;
use crate::view::top_bar::TopBar;
use engine::ids::ClusterId;

pub fn top_bar(bar: &TopBar, theme: Theme, dispatch: &Dispatch) -> Html {
    let play = if bar.playing { ("Pause", icons::pause()) } else { ("Play", icons::play()) };
    let on_theme = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.0.emit(Ask::NextTheme))
    };
    html! {
        <header class="top" data-home="true">
            <h1 class="brand">{ "ECS Playground" }</h1>
            { cluster_choice(bar, dispatch) }
            <span class="chip place" title={bar.place.clone()}>{ &bar.place }</span>
            <div class="playback" role="group" aria-label="Time">
                <button class="chip icon-button" aria-label="Step back" title="Step back (←)" onclick={dispatch.on(Action::StepBack)}>{ icons::back() }</button>
                <button class="chip icon-button main" data-next="true" aria-label={play.0} title={format!("{} (Space)", play.0)} onclick={dispatch.on(Action::TogglePlay)}>{ play.1 }</button>
                <button class="chip icon-button" aria-label="Step to the next event" title="Step to the next event (→)" onclick={dispatch.on(Action::StepForward)}>{ icons::forward() }</button>
                { speed_choice(bar.speed, dispatch) }
                <span class={classes!("chip", "clock", bar.in_past.then_some("past"))}>
                    <output aria-label="Simulated time">{ &bar.clock }</output>
                    <span class="lag">{ bar.lagging.clone().unwrap_or_default() }</span>
                </span>
            </div>
            <div class="session" role="group" aria-label="Session">
                <button class="chip icon-button" aria-label="Undo" title="Undo (Ctrl Z)" aria-disabled={(!bar.can_undo).to_string()} onclick={dispatch.on(Action::Undo)}>{ icons::undo() }</button>
                <button class="chip icon-button" aria-label="Redo" title="Redo (Ctrl Shift Z)" aria-disabled={(!bar.can_redo).to_string()} onclick={dispatch.on(Action::Redo)}>{ icons::redo() }</button>
                <span class="chip cost" title="What this would cost an hour in us-east-1: instances, Fargate, load balancers">{ &bar.cost }</span>
                <button class="chip" onclick={dispatch.open(Dialog::Scenario)}>{ "Scenario" }</button>
                <button class="chip icon-button" aria-label={format!("Theme: {}", theme.name())} title={format!("Theme: {}", theme.name())} onclick={on_theme}>{ icons::theme() }</button>
                <button class="chip icon-button" aria-label="Help" title="Help (?)" onclick={dispatch.open(Dialog::Help)}>{ "?" }</button>
            </div>
        </header>
    }
}

/// Which cluster is shown: a name, or a choice where there are several.
fn cluster_choice(bar: &TopBar, dispatch: &Dispatch) -> Html {
    let dispatch = dispatch.clone();
    let on_choose = Callback::from(move |value: String| {
        if let Ok(id) = value.parse() {
            dispatch.act(Action::ShowCluster(ClusterId(id)));
        }
    });
    let mut options: Vec<_> = bar.clusters.iter().map(|(id, name)| (id.0.to_string(), name.clone())).collect();
    if options.is_empty() {
        options.push((String::new(), "none".into()));
    }
    let chosen = bar.cluster.map(|id| id.0.to_string()).unwrap_or_default();
    html! {
        <label class="chip cluster" title={bar.clusters.iter().find(|(id, _)| Some(*id) == bar.cluster).map(|(_, name)| name.clone())}>
            <span class="muted">{ "cluster" }</span>
            <Choice label="Cluster" {options} {chosen} {on_choose} />
        </label>
    }
}

fn speed_choice(current: Speed, dispatch: &Dispatch) -> Html {
    let dispatch = dispatch.clone();
    let on_choose = Callback::from(move |value: String| {
        if let Some(speed) = Speed::OFFERED.iter().find(|speed| speed.label() == value) {
            dispatch.act(Action::SetSpeed(*speed));
        }
    });
    let options: Vec<_> = Speed::OFFERED.iter().map(|speed| (speed.label(), speed.label())).collect();
    html! {
        <label class="chip speed">
            <span class="muted">{ "speed" }</span>
            <Choice label="Speed" {options} chosen={current.label()} {on_choose} />
        </label>
    }
}
