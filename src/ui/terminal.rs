//! The terminal: real text, and a field for the next line.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::dispatch::{Ask, Dispatch, use_dispatch};
use crate::session::Action;
use crate::session::terminal::{Ahead, Exchange, Terminal};
use cli::complete::Completion;

pub fn terminal(terminal: &Terminal, dispatch: &Dispatch) -> Html {
    html! {
        <section class="terminal" aria-label="Terminal" data-home="true">
            <div class="transcript" id="transcript" data-next="true" role="log" aria-live="off" tabindex="0" aria-label="Transcript">
                <p class="remark">{ "# the same commands as the real CLI, and sim for what AWS has none for; help says more" }</p>
                <div>{ for terminal.exchanges().map(|exchange| shown(exchange)) }</div>
                { ahead(&terminal.ahead, dispatch) }
            </div>
            <Prompt recall={terminal.recall()} />
        </section>
    }
}

fn shown(exchange: &Exchange) -> Html {
    let undone = match (exchange.undone, exchange.changed) {
        (false, _) => "",
        (true, true) => "# undone",
        (true, false) => "# what it saw is undone",
    };
    html! {
        <div class={classes!("exchange", exchange.undone.then_some("undone"))} key={exchange.number} data-number={exchange.number.to_string()} data-status={exchange.outcome.status.to_string()}>
            <pre class="asked"><span class="dollar" aria-hidden="true">{ "$ " }</span>{ &*exchange.line }</pre>
            <pre class="stdout">{ &exchange.outcome.stdout }</pre>
            <pre class={classes!("stderr", (exchange.outcome.status != 0).then_some("failed"))}>{ &exchange.outcome.stderr }</pre>
            <p class="remark">{ undone }</p>
        </div>
    }
}

/// What waits for the command line, and whether that is on its way.
fn ahead(ahead: &Ahead, dispatch: &Dispatch) -> Html {
    let waiting = |line: &Rc<str>| {
        html! {
            <div class="waiting">
                <pre class="asked"><span class="dollar" aria-hidden="true">{ "$ " }</span>{ &**line }</pre>
                <p class="remark">{ "# waits for the command line" }{ if ahead.missing { "" } else { ", which is still on its way" } }</p>
            </div>
        }
    };
    html! {
        <div class="ahead">
            <div>{ for ahead.lines.iter().map(waiting) }</div>
            <div role="status">
                if ahead.missing {
                    <p class="stderr">{ "The command line couldn't be fetched. What waits for it isn't lost." }</p>
                    <p class="actions"><button class="button" onclick={dispatch.on(Action::Fetch)}>{ "Try again" }</button></p>
                }
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PromptProps {
    /// Latest first.
    recall: Vec<Rc<str>>,
}

/// The field for the next line. Enter runs it, the arrows recall earlier ones, Tab completes.
#[component]
fn Prompt(props: &PromptProps) -> Html {
    let dispatch = use_dispatch();
    let text = use_state(String::new);
    let offered = use_state(Vec::<String>::new);
    let recalled = use_state(|| None::<usize>);
    let oninput = {
        let (text, offered, recalled) = (text.clone(), offered.clone(), recalled.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                text.set(field.value());
                offered.set(Vec::new());
                recalled.set(None);
            }
        })
    };
    let keys = Keys { dispatch, text: text.clone(), offered: offered.clone(), recalled, lines: props.recall.clone() };
    let onkeydown = Callback::from(move |event: KeyboardEvent| keys.press(&event));
    let rows = text.matches('\n').count().min(7) + 1;
    html! {
        <div class="prompt">
            <p class="offered" role="status">{ offered.join("  ") }</p>
            <label>
                <span class="dollar" aria-hidden="true">{ "$" }</span>
                <span class="unseen">{ "Command" }</span>
                <textarea
                    id="prompt"
                    rows={rows.to_string()}
                    value={(*text).clone()}
                    placeholder="aws ecs … or sim …"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    {oninput}
                    {onkeydown}
                />
            </label>
        </div>
    }
}

/// What is said where Tab has nothing to offer.
const NOTHING: &str = "nothing to complete here: Tab again moves on";

/// What keys do in the prompt.
struct Keys {
    dispatch: Dispatch,
    text: UseStateHandle<String>,
    offered: UseStateHandle<Vec<String>>,
    recalled: UseStateHandle<Option<usize>>,
    lines: Vec<Rc<str>>,
}

impl Keys {
    fn press(&self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "Enter" if !event.shift_key() => {
                event.prevent_default();
                if let Some(action) = Action::meant_by(&self.text) {
                    self.dispatch.act(action);
                }
                self.show(None, String::new());
                self.offered.set(Vec::new());
            }
            // On an empty line, and after a Tab that had nothing to offer, Tab moves on: nobody is caught in here.
            "Tab" if !self.text.is_empty() && !event.shift_key() && *self.offered != [NOTHING] => {
                event.prevent_default();
                self.complete();
            }
            "ArrowUp" if !self.text.contains('\n') => {
                let next = self.recalled.map_or(0, |at| at + 1);
                if let Some(line) = self.lines.get(next) {
                    event.prevent_default();
                    self.show(Some(next), line.to_string());
                }
            }
            "ArrowDown" if self.recalled.is_some() => {
                event.prevent_default();
                let next = self.recalled.and_then(|at| at.checked_sub(1));
                self.show(
                    next,
                    next.and_then(|at| self.lines.get(at)).map(|line| line.to_string()).unwrap_or_default(),
                );
            }
            _ => {}
        }
    }

    fn show(&self, recalled: Option<usize>, line: String) {
        self.recalled.set(recalled);
        self.text.set(line);
    }

    fn complete(&self) {
        let (text, offered) = (self.text.clone(), self.offered.clone());
        let reply = Callback::from(move |completion: Completion| {
            offered.set(match completion.candidates.len() {
                0 if completion.line == *text => vec![NOTHING.into()],
                0 | 1 => Vec::new(),
                _ => completion.candidates,
            });
            text.set(completion.line);
        });
        self.dispatch.0.emit(Ask::Complete((*self.text).clone(), reply));
    }
}
