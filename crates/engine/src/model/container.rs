//! The containers of a task.

use super::Name;
use super::definition::TaskDefinition;
use super::image::{Image, PullFault, Pulled};
use super::role::LogFault;
use crate::ids::FactId;
use crate::time::Time;

/// `healthStatus`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Health {
    Unknown,
    Healthy,
    Unhealthy,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Container {
    pub state: ContainerState,
    /// What it would answer to a request now.
    pub answer: Answer,
    /// What its health check says. Without one: UNKNOWN.
    pub health: Health,
    /// Health checks in a row that failed and count, while it isn't UNHEALTHY yet.
    pub failing: u32,
    /// When its health was last checked with effect.
    pub checked: Option<Time>,
    /// The check that made it HEALTHY or UNHEALTHY.
    pub judged_by: Option<FactId>,
    /// How often its restart policy has started it again in place.
    pub restarts: u32,
    /// What it runs, once that is pulled. What is described or pushed later doesn't change it.
    pub pulled: Option<Pulled>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ContainerState {
    /// Not begun.
    Waiting,
    Pulling {
        until: Time,
        /// Which version of the image.
        version: u32,
    },
    /// The image is there.
    Pulled,
    /// Being created and started.
    Starting {
        until: Time,
    },
    Running {
        since: Time,
    },
    /// SIGTERM was sent; the process is over at `until`.
    Stopping {
        until: Time,
        code: i32,
    },
    Stopped {
        at: Time,
        /// `None`: it never ran, or went with its host.
        code: Option<i32>,
        reason: Option<ContainerReason>,
    },
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ContainerReason {
    CannotPull(Name, PullFault),
    OutOfMemory,
    /// A container that it depends on, by position, will never meet the condition.
    Dependency(usize, NeverMet),
    /// Its log driver couldn't begin.
    NoLog(LogFault),
}

/// Why a condition of `dependsOn` can't be met any more.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NeverMet {
    /// Its startTimeout is over.
    TimedOut,
    /// It ended with another code than 0.
    Unsuccessful,
    NeverStarts,
}

/// What a container says to an HTTP request on its port.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Answer {
    /// Nothing listens.
    Refused,
    /// The host is gone: not even a refusal comes back.
    Silent,
    Status(u16),
}

impl Container {
    pub fn new() -> Container {
        Container {
            state: ContainerState::Waiting,
            answer: Answer::Refused,
            health: Health::Unknown,
            failing: 0,
            checked: None,
            judged_by: None,
            restarts: 0,
            pulled: None,
        }
    }

    /// Whether its process has run at all.
    pub fn has_started(&self) -> bool {
        if self.restarts > 0 {
            return true;
        }
        match self.state {
            ContainerState::Running { .. } | ContainerState::Stopping { .. } => true,
            ContainerState::Stopped { code, .. } => code.is_some(),
            ContainerState::Waiting
            | ContainerState::Pulling { .. }
            | ContainerState::Pulled
            | ContainerState::Starting { .. } => false,
        }
    }

    /// Whether it no longer keeps its task from RUNNING.
    pub fn is_past_start(&self) -> bool {
        self.has_started() || self.is_stopped()
    }

    /// `exitCode`. A container that its dependencies kept from starting is reported with that of a SIGTERM, as the
    /// agent does in `handleTerminalDependencyError`.
    pub fn exit_code(&self) -> Option<i32> {
        match &self.state {
            ContainerState::Stopped { code: None, reason: Some(ContainerReason::Dependency(..)), .. } => Some(143),
            ContainerState::Stopped { code, .. } => *code,
            ContainerState::Waiting
            | ContainerState::Pulling { .. }
            | ContainerState::Pulled
            | ContainerState::Starting { .. }
            | ContainerState::Running { .. }
            | ContainerState::Stopping { .. } => None,
        }
    }

    /// Since when it runs, if it does.
    pub fn running_since(&self) -> Option<Time> {
        match self.state {
            ContainerState::Running { since } => Some(since),
            ContainerState::Waiting
            | ContainerState::Pulling { .. }
            | ContainerState::Pulled
            | ContainerState::Starting { .. }
            | ContainerState::Stopping { .. }
            | ContainerState::Stopped { .. } => None,
        }
    }

    pub fn is_stopped(&self) -> bool {
        matches!(self.state, ContainerState::Stopped { .. })
    }
}

impl Default for Container {
    fn default() -> Self {
        Container::new()
    }
}

impl Answer {
    /// What a container that has run since `since` answers at `now`.
    pub fn of(image: &Image, since: Time, now: Time) -> Answer {
        if now < since + image.healthy_after { Answer::Status(503) } else { Answer::Status(image.status) }
    }
}

/// A task's health: the worst of its essential containers'; without a health check UNKNOWN (tasks.md#health-checks).
pub fn task_health(containers: &[Container], definition: &TaskDefinition) -> Health {
    let essential = containers.iter().zip(&definition.containers).filter(|(_, definition)| definition.essential);
    let health: Vec<Health> = essential.map(|(container, _)| container.health).collect();
    if health.contains(&Health::Unhealthy) {
        Health::Unhealthy
    } else if health.contains(&Health::Unknown) {
        Health::Unknown
    } else {
        Health::Healthy
    }
}
