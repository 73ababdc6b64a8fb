//! The inspector.

use yew::prelude::*;

use super::dispatch::{Dispatch, use_dispatch};
use super::tile::hue_class;
use crate::app::{Action, Selection};
use crate::view::inspector::{CandidateRow, Control, DeploymentRow, Inspector, PlacingTable, Row, Table};

pub fn inspector(shown: &Inspector, dispatch: &Dispatch) -> Html {
    html! {
        <aside class="inspector" aria-label="Inspector">
            <h2 class="kicker">{ shown.kind }</h2>
            <p class="headline"><b>{ &shown.title }</b></p>
            <p class="summary">{ &shown.summary }</p>
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
                    <div><dt>{ name }</dt><dd>{ value }</dd></div>
                }
            </dl>
            <div>
                for table in &shown.placing {
                    { placing(table, dispatch) }
                }
            </div>
            <div>
                if let Some(table) = &shown.table {
                    { rows(table, dispatch) }
                }
                if let Some(output) = &shown.output {
                    { rows(output, dispatch) }
                }
            </div>
            <div class="controls">
                for control in &shown.actions {
                    <ControlView control={control.clone()} />
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
            <p><b>{ &row.title }</b><span>{ &row.state }</span></p>
            <svg class="progress" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label={format!("{} %", row.progress)}>
                <rect class="track" width="100" height="4" />
                <rect class={classes!("segment", hue_class(row.hue), row.older.then_some("older"))} width={row.progress.to_string()} height="4" />
            </svg>
            <p class="muted">{ &row.about }</p>
        </div>
    }
}

/// A cell's text as a button, where it leads somewhere.
fn link(text: &str, leads_to: Option<Selection>, dispatch: &Dispatch) -> Html {
    match leads_to {
        Some(selection) => html! {
            <button class="plain link" onclick={dispatch.on(Action::Select(Some(selection)))}>{ text }</button>
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
                            <th scope="col">{ head }</th>
                        }
                    </tr></thead>
                    <tbody>
                        for row in &table.rows {
                            { candidate(row, table.head.len(), dispatch) }
                        }
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
            <tr class="rejected"><td>{ name }</td><td colspan={(columns - 1).to_string()}>{ why }</td></tr>
        },
        None => html! {
            <tr class={classes!(row.chosen.then_some("chosen"))}>
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
    let row = |row: &Row| {
        html! {
            <tr class={classes!(row.alarming.then_some("rejected"))}>
                for (n, cell) in row.cells.iter().enumerate() {
                    <td>{ link(cell, row.leads_to.filter(|_| n == 0), dispatch) }</td>
                }
            </tr>
        }
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
                    <tbody>{ for table.rows.iter().map(row) }</tbody>
                </table>
            </div>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct ControlProps {
    control: Control,
}

/// Something that can be done, with the line that does it.
#[component]
fn ControlView(props: &ControlProps) -> Html {
    let dispatch = use_dispatch();
    let value = use_state(|| None::<String>);
    let onchoose = {
        let value = value.clone();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<web_sys::HtmlSelectElement>();
            value.set(select.map(|select| select.value()));
        })
    };
    let oninput = {
        let value = value.clone();
        Callback::from(move |event: InputEvent| {
            let input = event.target_dyn_into::<web_sys::HtmlInputElement>();
            value.set(input.map(|input| input.value()));
        })
    };
    let (title, main, field, line) = match &props.control {
        Control::Button { title, line, main } => (title, *main, html! { <span /> }, line.clone()),
        Control::Choice { title, label, options, main } => {
            let line = options.iter().find(|(name, _)| value.as_ref() == Some(name)).or(options.first());
            let field = html! {
                <label><span class="muted">{ label }</span>
                    <select onchange={onchoose}>
                        for (name, _) in options {
                            <option value={name.clone()} selected={value.as_ref() == Some(name)}>{ name }</option>
                        }
                    </select>
                </label>
            };
            (title, *main, field, line.map(|(_, line)| line.clone()).unwrap_or_default())
        }
        Control::Number { title, label, value: given, line } => {
            let number = (*value).clone().unwrap_or_else(|| given.clone());
            let field = html! {
                <label><span class="muted">{ label }</span>
                    <input type="number" min="0" max="1000000" value={number.clone()} {oninput} />
                </label>
            };
            (title, false, field, line.replace("{}", &number))
        }
    };
    let onclick = {
        let line = line.clone();
        Callback::from(move |_: MouseEvent| dispatch.line(&line))
    };
    html! {
        <div class="control">
            <p>{ field }<button class={classes!("button", main.then_some("main"))} {onclick}>{ title }</button></p>
            <code class="line">{ line }</code>
        </div>
    }
}
