//! Forms and messages above the page. A form builds a line, shows it, and runs it.

mod definition;
mod form;
mod help;
mod session;

use std::rc::Rc;

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::dispatch::{Ask, Dispatch, use_dispatch};
use super::keeping::Texts;
use crate::browser::focus;
use crate::session::Action;
use crate::session::scenario::Scenario;
use crate::view::forms::{Facts, FormKind};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialog {
    TaskDefinition,
    Form(FormKind),
    Scenario,
    /// Taking the session out, or putting one in.
    Session,
    Help,
}

impl Dialog {
    /// What can be made, with the titles of the buttons.
    pub const CREATING: [(&str, Dialog); 5] = [
        ("Task definition", Dialog::TaskDefinition),
        ("Cluster", Dialog::Form(FormKind::Cluster)),
        ("Instances", Dialog::Form(FormKind::Instances)),
        ("Service", Dialog::Form(FormKind::Service)),
        ("Run a task", Dialog::Form(FormKind::RunTask)),
    ];

    fn title(self) -> &'static str {
        match self {
            Dialog::TaskDefinition => "Register a task definition",
            Dialog::Form(FormKind::Cluster) => "Create a cluster",
            Dialog::Form(FormKind::Instances) => "Add container instances",
            Dialog::Form(FormKind::Service) => "Create a service",
            Dialog::Form(FormKind::RunTask) => "Run a task",
            Dialog::Scenario => "Begin anew",
            Dialog::Session => "Save or open a session",
            Dialog::Help => "Keys and signs",
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub open: Option<Dialog>,
    pub facts: Facts,
    pub texts: Rc<Texts>,
}

#[component]
pub fn Dialogs(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(props.open, move |open| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>() {
                match open {
                    Some(_) => {
                        if !dialog.open() {
                            let _ = dialog.show_modal();
                        }
                        focus::on_first(".dialog-body :is(input, select, textarea, button)");
                    }
                    None => {
                        dialog.close();
                        focus::keep();
                    }
                }
            }
        });
    }
    let close = close(&dispatch);
    html! {
        <dialog ref={node} onclose={close.reform(|_: Event| ())} aria-labelledby="dialog-title">
            <header>
                <h2 id="dialog-title">{ props.open.map_or("", Dialog::title) }</h2>
                <button class="chip icon-button" aria-label="Close" onclick={close.reform(|_: MouseEvent| ())}>{ "×" }</button>
            </header>
            <div class="dialog-body">{ body(props, &dispatch) }</div>
        </dialog>
    }
}

fn close(dispatch: &Dispatch) -> Callback<()> {
    let dispatch = dispatch.clone();
    Callback::from(move |()| dispatch.0.emit(Ask::Open(None)))
}

fn body(props: &Props, dispatch: &Dispatch) -> Html {
    match props.open {
        None => html! { <div /> },
        Some(Dialog::TaskDefinition) => html! { <definition::Paste facts={props.facts.clone()} /> },
        Some(Dialog::Form(kind)) => html! { <form::FormView key={kind as u32} {kind} facts={props.facts.clone()} /> },
        Some(Dialog::Scenario) => scenarios(dispatch),
        Some(Dialog::Session) => html! { <session::Sessions texts={props.texts.clone()} /> },
        Some(Dialog::Help) => help::help(),
    }
}

fn scenarios(dispatch: &Dispatch) -> Html {
    let button = |scenario: Scenario| {
        let (dispatch, close) = (dispatch.clone(), close(dispatch));
        let onclick = Callback::from(move |_: MouseEvent| {
            dispatch.act(Action::Restart(scenario));
            close.emit(());
        });
        html! { <button class="button" {onclick}>{ scenario.title() }</button> }
    };
    html! {
        <div>
            <p>{ "What you have done so far will be gone from this page." }</p>
            <p class="actions">{ for Scenario::ALL.into_iter().map(button) }</p>
            <p>{ "Or keep it first, or go on with one that you kept." }</p>
            <p class="actions"><button class="button" onclick={dispatch.open(Dialog::Session)}>{ "Save or open" }</button></p>
        </div>
    }
}

/// Closes the dialog once a line that was run from it has succeeded; hands over why if it failed.
#[hook]
fn use_outcome(facts: &Facts) -> (UseStateHandle<Option<u32>>, UseStateHandle<Option<String>>) {
    let dispatch = use_dispatch();
    // How many lines had been run when ours was.
    let submitted = use_state(|| None::<u32>);
    let failure = use_state(|| None::<String>);
    {
        let (submitted, failure, said) = (submitted.clone(), failure.clone(), facts.failure.clone());
        use_effect_with((facts.lines, *submitted), move |(lines, asked)| {
            if asked.is_some_and(|asked| *lines > asked) {
                submitted.set(None);
                if said.is_none() {
                    close(&dispatch).emit(());
                }
                failure.set(said);
            }
        });
    }
    (submitted, failure)
}
