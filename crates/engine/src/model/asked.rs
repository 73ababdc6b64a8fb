//! What commands ask for, where that takes more than a field or two.

use std::rc::Rc;

use crate::model::Name;
use crate::model::definition::TaskDefinition;
use crate::model::kept::Kept;
use crate::model::listener::RuleId;
use crate::model::overrides::AskedOverrides;
use crate::model::placement::Placement;
use crate::model::provider::Share;
use crate::model::service::LaunchType;

/// A reference to a task definition: `web` (the latest ACTIVE revision) or `web:3`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DefinitionRef {
    pub family: Name,
    pub revision: Option<u32>,
    /// What is registered if there is no such family, unless the account is strict.
    pub fallback: Rc<TaskDefinition>,
}

/// What is asked for: the launch type or strategy of a [`Placement`] follows from it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Compute {
    /// The cluster's default strategy, else EC2.
    Unsaid,
    Launch(LaunchType),
    Strategy(Vec<Share>),
}

impl Compute {
    /// The strategy that is asked for, if one is.
    pub fn strategy(&self) -> &[Share] {
        match self {
            Compute::Strategy(strategy) => strategy,
            Compute::Unsaid | Compute::Launch(_) => &[],
        }
    }
}

/// One of `--load-balancers`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BalancerRef {
    pub target_group: Name,
    /// The end of the ARN that was given, so that a group is made with that very ARN.
    pub suffix: Name,
    pub container: Name,
    pub port: u16,
    pub advanced: Option<AdvancedRef>,
}

/// Its `advancedConfiguration`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AdvancedRef {
    pub alternate: Name,
    pub production: RuleId,
    pub test: Option<RuleId>,
    pub given: [Option<Name>; 3],
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RunTask {
    pub cluster: Name,
    pub definition: DefinitionRef,
    pub count: u32,
    pub compute: Compute,
    pub placement: Placement,
    pub group: Option<Name>,
    pub started_by: Option<Name>,
    pub overrides: Option<AskedOverrides>,
    pub kept: Kept,
    pub token: Option<ClientToken>,
}

/// With the same token, the same call has no further effect.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ClientToken {
    pub token: Name,
    /// All parameters of the call but the token: equal calls have equal texts.
    pub request: Name,
}
