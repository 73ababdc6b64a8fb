//! The inspector.

use yew::prelude::*;

use super::control::ControlView;
use super::dispatch::{Ask, Dispatch};
use super::tile::hue_class;
use crate::session::{Action, Selection};
use crate::view::inspector::{CandidateRow, DeploymentRow, Inspector, PlacingTable, Regret, Row, Table};

pub fn inspector(shown: &Inspector, dispatch: &Dispatch) -> Html {
    html! {
        <aside class="inspector" id="inspector" aria-label="Inspector" data-home="true">
            <h2 class="kicker">{ shown.kind }</h2>
            <p class="headline" tabindex="-1" data-next="true"><b title={shown.title.clone()}>{ &shown.title }</b></p>
            <p class="summary">{ &shown.summary }</p>
            <div>{ for shown.regret.iter().map(|one| regret(one, dispatch)) }</div>
            <div class="deployments">
                { for shown.deployments.iter().map(deployment) }
            </div>
            <div>
                if !shown.waiting.is_empty() {
                    <h3 class="kicker">{ "Waiting on" }</h3>
                    <ul class="waiting">
                        for reason in &shown.waiting {
                            <li>{ &reason.0 }</li>
                        }
                    </ul>
                }
            </div>
            <div>
                if !shown.phases.is_empty() {
                    <ol class="phases">
                        for step in &shown.phases {
                            <li class={classes!(step.at.is_some().then_some("reached"), step.current.then_some("current"))} aria-current={step.current.then_some("step")}>
                                <span>{ step.name }</span><span class="muted">{ step.at.clone().unwrap_or_default() }</span>
                            </li>
                        }
                    </ol>
                }
            </div>
            <dl class="facts">
                for (name, value) in &shown.facts {
                    <div><dt>{ name }</dt><dd title={value.to_string()}>{ value }</dd></div>
                }
            </dl>
            <div>
                for table in &shown.placing {
                    { placing(table, dispatch) }
                }
            </div>
            <div>
                for table in [&shown.table, &shown.history, &shown.stopped, &shown.output].into_iter().flatten() {
                    { rows(table, dispatch) }
                }
            </div>
            <div class="controls">
                for control in &shown.actions {
                    <ControlView key={control.key.clone()} control={control.clone()} />
                }
            </div>
            <div>
                if let Some((line, json)) = &shown.describe {
                    <details>
                        <summary>{ "As the CLI prints it" }</summary>
                        <code class="line">{ line }</code>
                        <pre class="json" tabindex="0">{ json }</pre>
                    </details>
                }
            </div>
        </aside>
    }
}

fn deployment(row: &DeploymentRow) -> Html {
    html! {
        <div class="deployment">
            <p><b class="name" title={row.title.clone()}>{ &row.title }</b><span>{ &row.state }</span></p>
            <svg class="progress" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label={format!("{} %", row.progress)}>
                <rect class="track" width="100" height="4" />
                <rect class={classes!("segment", hue_class(row.hue), row.older.then_some("older"))} width={row.progress.to_string()} height="4" />
            </svg>
            <p class="muted">{ &row.about }</p>
            <ul class="failures">
                for why in &row.failures {
                    <li>{ why }</li>
                }
            </ul>
        </div>
    }
}

/// What a command took, and the way back.
fn regret(regret: &Regret, dispatch: &Dispatch) -> Html {
    let (dispatch, steps) = (dispatch.clone(), regret.steps);
    let onclick = Callback::from(move |_: MouseEvent| dispatch.0.emit(Ask::Undo(steps)));
    html! {
        <div class="regret" role="status">
            <p><b>{ &regret.what }</b><button class="button" {onclick}>{ "Undo" }</button></p>
            <code class="line">{ &regret.line }</code>
            <p class="muted">{ &regret.more }</p>
        </div>
    }
}

/// A cell's text as a button, where it leads somewhere.
fn link(text: &str, leads_to: Option<Selection>, dispatch: &Dispatch) -> Html {
    match leads_to {
        Some(selection) => html! {
            <button class="plain link name" title={text.to_string()} onclick={dispatch.on(Action::Select(Some(selection)))}>{ text }</button>
        },
        None => html! { <span>{ text }</span> },
    }
}

fn placing(table: &PlacingTable, dispatch: &Dispatch) -> Html {
    html! {
        <section class="placing">
            <h3 class="kicker">{ table.title }</h3>
            <p class="muted">{ &table.about }</p>
            <div class="scroll" tabindex="0" role="region" aria-label="Candidates">
                <table>
                    <thead><tr>
                        for head in &table.head {
                            <th scope="col"><span class="name" title={head.clone()}>{ head }</span></th>
                        }
                    </tr></thead>
                    <tbody>
                        { for table.rows.iter().map(|row| candidate(row, table.head.len(), dispatch)) }
                    </tbody>
                </table>
            </div>
            <p class="muted">{ if table.more > 0 { format!("and {} more", table.more) } else { String::new() } }</p>
        </section>
    }
}

fn candidate(row: &CandidateRow, columns: usize, dispatch: &Dispatch) -> Html {
    let name = link(&row.name, row.leads_to, dispatch);
    match &row.rejected {
        Some(why) => html! {
            <tr key={&*row.name} class="rejected"><td>{ name }</td><td colspan={(columns - 1).to_string()}>{ why }</td></tr>
        },
        None => html! {
            <tr key={&*row.name} class={classes!(row.chosen.then_some("chosen"))}>
                <td>{ name }</td>
                <td>{ if row.chosen { "chosen" } else { "yes" } }</td>
                for score in &row.scores {
                    <td class="number">{ score }</td>
                }
            </tr>
        },
    }
}

fn rows(table: &Table, dispatch: &Dispatch) -> Html {
    let row = |(position, row): (usize, &Row)| {
        let cells = row.cells.iter().enumerate().map(|(n, cell)| {
            html! { <td>{ link(cell, row.leads_to.filter(|_| n == 0), dispatch) }</td> }
        });
        let note = row.note.as_ref().map(|note| {
            html! { <tr class="note"><td colspan={row.cells.len().to_string()}>{ note }</td></tr> }
        });
        let class = classes!(row.alarming.then_some("rejected"), row.note.is_some().then_some("noted"));
        html! { <tbody key={row.key(position)} {class}><tr>{ for cells }</tr>{ for note }</tbody> }
    };
    html! {
        <section>
            <h3 class="kicker">{ table.title }</h3>
            <div class="scroll" tabindex="0" role="region" aria-label={table.title}>
                <table>
                    <thead><tr>
                        for head in &table.head {
                            <th scope="col">{ *head }</th>
                        }
                    </tr></thead>
                    { for table.rows.iter().enumerate().map(row) }
                </table>
            </div>
        </section>
    }
}
