//! What can be asked of a session, and what it asks of the world outside.

use std::rc::Rc;

use super::playback::Speed;
use super::scenario::Scenario;
use engine::facts::FactId;
use engine::ids::{ClusterId, DefinitionId, InstanceId, LoadBalancerId, ServiceId, TargetGroupId, TaskId};
use engine::time::Time;

#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// A line was typed, or a button built it.
    Line(Rc<str>),
    /// Text was pasted as a task definition, with values for its placeholders.
    Register(Rc<str>, Vec<(String, String)>),
    /// Several lines were pasted at once.
    Lines(Rc<str>),
    /// Fetches the command line again.
    Fetch,
    ClearTerminal,
    Play,
    Pause,
    TogglePlay,
    SetSpeed(Speed),
    /// To the next moment at which something happens.
    StepForward,
    /// To the last moment before this one at which something happened.
    StepBack,
    /// Looks at a moment of the past, or at the present.
    Seek(Time),
    Present,
    Select(Option<Selection>),
    ShowCluster(ClusterId),
    /// Shows what led to an event, or hides it again.
    ToggleCauses(FactId),
    Undo,
    Redo,
    Restart(Scenario),
    /// Hides the message that is shown.
    Dismiss,
    HideGuide(bool),
}

impl Action {
    /// What a text that was entered asks for: a line, several, or a task definition that was pasted.
    pub fn meant_by(text: &str) -> Option<Action> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return None;
        }
        let is_command = |line: &str| line.starts_with("aws ") || line.starts_with("sim ") || line.starts_with('#');
        let definition = trimmed.starts_with('{')
            || trimmed.contains('\n') && !is_command(trimmed) && trimmed.contains("containerDefinitions");
        Some(match trimmed {
            text if definition => Action::Register(text.into(), Vec::new()),
            text if text.contains('\n') => Action::Lines(text.into()),
            text => Action::Line(text.into()),
        })
    }

    /// The text that is run.
    pub fn text(&self) -> Option<&Rc<str>> {
        match self {
            Action::Line(text) | Action::Lines(text) | Action::Register(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether it means something else if it is done before what was asked for earlier.
    pub(super) fn keeps_its_place(&self) -> bool {
        match self {
            Action::Line(_)
            | Action::Lines(_)
            | Action::Register(..)
            | Action::ClearTerminal
            | Action::StepForward
            | Action::StepBack
            | Action::Seek(_)
            | Action::Present
            | Action::Undo
            | Action::Redo
            | Action::Restart(_) => true,
            Action::Fetch
            | Action::Play
            | Action::Pause
            | Action::TogglePlay
            | Action::SetSpeed(_)
            | Action::Select(_)
            | Action::ShowCluster(_)
            | Action::ToggleCauses(_)
            | Action::Dismiss
            | Action::HideGuide(_) => false,
        }
    }
}

/// What the inspector shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selection {
    Service(ServiceId),
    Task(TaskId),
    Instance(InstanceId),
    TargetGroup(TargetGroupId),
    LoadBalancer(LoadBalancerId),
    Definition(DefinitionId),
}

/// What is to be done outside of the session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    /// The session changed in a way that should outlive a reload.
    Save,
    /// Something to be read aloud.
    Announce(String),
    /// The command line is to be fetched once more.
    Fetch,
}
