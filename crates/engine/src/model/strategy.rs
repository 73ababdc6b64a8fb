//! Deployment strategies, the stages of those that shift traffic, and their lifecycle hooks
//! (deployments.md#blue-green-linear-and-canary).

use super::Name;
use crate::ids::{DeploymentId, TargetGroupId};
use crate::model::listener::RuleId;
use crate::time::{Span, Time};

/// `strategy`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub enum DeploymentStrategy {
    #[default]
    Rolling,
    BlueGreen,
    Linear,
    Canary,
}

impl DeploymentStrategy {
    pub const ALL: [DeploymentStrategy; 4] = [
        DeploymentStrategy::Rolling,
        DeploymentStrategy::BlueGreen,
        DeploymentStrategy::Linear,
        DeploymentStrategy::Canary,
    ];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            DeploymentStrategy::Rolling => "ROLLING",
            DeploymentStrategy::BlueGreen => "BLUE_GREEN",
            DeploymentStrategy::Linear => "LINEAR",
            DeploymentStrategy::Canary => "CANARY",
        }
    }

    /// Whether the new revision gets all its tasks first, and then the traffic.
    pub fn shifts_traffic(self) -> bool {
        match self {
            DeploymentStrategy::Rolling => false,
            DeploymentStrategy::BlueGreen | DeploymentStrategy::Linear | DeploymentStrategy::Canary => true,
        }
    }
}

/// A part of something, in thousandths: ECS takes tenths of a percent.
pub type Share = u32;

/// All of it.
pub const WHOLE: Share = 1_000;

/// So much of the production traffic goes over, and so long is waited before more does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Portion {
    pub share: Share,
    pub bake: Span,
}

/// What of `deploymentConfiguration` says how a deployment goes.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Shifting {
    pub strategy: DeploymentStrategy,
    pub linear: Option<Portion>,
    pub canary: Option<Portion>,
    pub hooks: Vec<Hook>,
}

/// What of it a call gives.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct AskedShifting {
    pub strategy: Option<DeploymentStrategy>,
    pub linear: Option<Portion>,
    pub canary: Option<Portion>,
    pub hooks: Option<Vec<Hook>>,
}

impl Shifting {
    /// API: LinearConfiguration.
    pub const USUAL_LINEAR: Portion = Portion { share: 100, bake: Span::minutes(6) };
    /// API: CanaryConfiguration.
    pub const USUAL_CANARY: Portion = Portion { share: 50, bake: Span::minutes(10) };

    /// What a call leaves: each member that is given takes the place of what there was.
    pub fn updated(&self, given: &AskedShifting) -> Shifting {
        Shifting {
            strategy: given.strategy.unwrap_or(self.strategy),
            linear: given.linear.or(self.linear),
            canary: given.canary.or(self.canary),
            hooks: given.hooks.clone().unwrap_or_else(|| self.hooks.clone()),
        }
    }

    /// How much of the traffic goes over under a strategy after so much of it has.
    pub fn next_share(&self, strategy: DeploymentStrategy, shifted: Share) -> Share {
        match strategy {
            DeploymentStrategy::Rolling | DeploymentStrategy::BlueGreen => WHOLE,
            DeploymentStrategy::Linear => WHOLE.min(shifted + self.linear.unwrap_or(Self::USUAL_LINEAR).share),
            DeploymentStrategy::Canary if shifted == 0 => self.canary.unwrap_or(Self::USUAL_CANARY).share,
            DeploymentStrategy::Canary => WHOLE,
        }
    }

    /// How long is waited between two of those.
    pub fn step_bake(&self, strategy: DeploymentStrategy) -> Span {
        match strategy {
            DeploymentStrategy::Rolling | DeploymentStrategy::BlueGreen => Span::ZERO,
            DeploymentStrategy::Linear => self.linear.unwrap_or(Self::USUAL_LINEAR).bake,
            DeploymentStrategy::Canary => self.canary.unwrap_or(Self::USUAL_CANARY).bake,
        }
    }

    pub fn hooks_at(&self, stage: Stage) -> impl Iterator<Item = &Hook> {
        self.hooks.iter().filter(move |hook| hook.stages.contains(&stage))
    }
}

/// Weights of a rule for the new revision and the one that it replaces, which make 100 together. A part that is neither
/// none nor all is at least 1 on either side: weights are whole numbers.
pub fn weights(share: Share) -> (u32, u32) {
    let green = match share {
        0 => 0,
        WHOLE.. => 100,
        part => ((part + 5) / 10).clamp(1, 99),
    };
    (green, 100 - green)
}

/// `lifecycleStage`, and where hooks run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stage {
    ReconcileService,
    PreScaleUp,
    ScaleUp,
    PostScaleUp,
    TestTrafficShift,
    PostTestTrafficShift,
    /// Of hooks only.
    PreProductionTrafficShift,
    ProductionTrafficShift,
    PostProductionTrafficShift,
    BakeTime,
    CleanUp,
}

impl Stage {
    pub const ALL: [Stage; 11] = [
        Stage::ReconcileService,
        Stage::PreScaleUp,
        Stage::ScaleUp,
        Stage::PostScaleUp,
        Stage::TestTrafficShift,
        Stage::PostTestTrafficShift,
        Stage::PreProductionTrafficShift,
        Stage::ProductionTrafficShift,
        Stage::PostProductionTrafficShift,
        Stage::BakeTime,
        Stage::CleanUp,
    ];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Stage::ReconcileService => "RECONCILE_SERVICE",
            Stage::PreScaleUp => "PRE_SCALE_UP",
            Stage::ScaleUp => "SCALE_UP",
            Stage::PostScaleUp => "POST_SCALE_UP",
            Stage::TestTrafficShift => "TEST_TRAFFIC_SHIFT",
            Stage::PostTestTrafficShift => "POST_TEST_TRAFFIC_SHIFT",
            Stage::PreProductionTrafficShift => "PRE_PRODUCTION_TRAFFIC_SHIFT",
            Stage::ProductionTrafficShift => "PRODUCTION_TRAFFIC_SHIFT",
            Stage::PostProductionTrafficShift => "POST_PRODUCTION_TRAFFIC_SHIFT",
            Stage::BakeTime => "BAKE_TIME",
            Stage::CleanUp => "CLEAN_UP",
        }
    }

    /// The stage that a service deployment shows: that before production traffic is one of hooks only.
    pub fn shown(self) -> Stage {
        if self == Stage::PreProductionTrafficShift { Stage::PostTestTrafficShift } else { self }
    }

    /// The last has none.
    pub fn next(self) -> Option<Stage> {
        Stage::ALL.into_iter().find(|&stage| stage > self)
    }

    /// Whether hooks can run at it (API: DeploymentLifecycleHook).
    pub fn takes_hooks(self) -> bool {
        !matches!(self, Stage::ScaleUp | Stage::BakeTime | Stage::CleanUp)
    }

    /// Whether one of them may be a pause.
    pub fn takes_pauses(self) -> bool {
        self.takes_hooks() && !matches!(self, Stage::TestTrafficShift | Stage::ProductionTrafficShift)
    }
}

/// `lifecycleHooks`
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Hook {
    pub target: HookTarget,
    pub stages: Vec<Stage>,
    pub timeout: Span,
    pub on_timeout: HookAction,
    /// All of it, as JSON, to be shown.
    pub given: Name,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum HookTarget {
    /// The ARN of the function that is called.
    Lambda(Name),
    /// Somebody has to say how to go on.
    Pause,
}

impl HookTarget {
    /// As AWS writes it.
    pub fn kind(&self) -> &'static str {
        match self {
            HookTarget::Lambda(_) => "AWS_LAMBDA",
            HookTarget::Pause => "PAUSE",
        }
    }

    /// The name of the function, without version or alias.
    pub fn function(&self) -> Option<&str> {
        match self {
            HookTarget::Lambda(arn) => {
                let name = arn.split_once(":function:").map_or(&**arn, |(_, name)| name);
                name.split(':').next()
            }
            HookTarget::Pause => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HookAction {
    Rollback,
    Continue,
}

impl HookAction {
    pub const ALL: [HookAction; 2] = [HookAction::Rollback, HookAction::Continue];

    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            HookAction::Rollback => "ROLLBACK",
            HookAction::Continue => "CONTINUE",
        }
    }
}

/// A hook that runs, or has run, in a service deployment.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HookRun {
    pub target: HookTarget,
    pub stage: Stage,
    pub status: HookStatus,
    pub began_at: Time,
    pub expires_at: Time,
    pub on_timeout: HookAction,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HookStatus {
    /// A pause.
    AwaitingAction,
    /// A function.
    InProgress,
    Succeeded,
    Failed,
    TimedOut,
}

impl HookStatus {
    /// As AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            HookStatus::AwaitingAction => "AWAITING_ACTION",
            HookStatus::InProgress => "IN_PROGRESS",
            HookStatus::Succeeded => "SUCCEEDED",
            HookStatus::Failed => "FAILED",
            HookStatus::TimedOut => "TIMED_OUT",
        }
    }

    pub fn is_open(self) -> bool {
        match self {
            HookStatus::AwaitingAction | HookStatus::InProgress => true,
            HookStatus::Succeeded | HookStatus::Failed | HookStatus::TimedOut => false,
        }
    }
}

/// How a simulated function answers a hook.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Function {
    pub succeeds: bool,
    /// From the call on; `None`: never.
    pub after: Option<Span>,
}

impl Default for Function {
    fn default() -> Function {
        Function { succeeds: true, after: Some(Span::secs(1)) }
    }
}

/// How far a service deployment that shifts traffic has come.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Progress {
    pub strategy: DeploymentStrategy,
    /// The deployment that is replaced: blue. `None` for the first.
    pub blue: Option<DeploymentId>,
    pub stage: Stage,
    /// `None` before the scheduler first looks.
    pub since: Option<Time>,
    /// How much of the traffic the new revision, green, is to get: of test and of production traffic.
    pub test: Share,
    pub production: Share,
    pub shifted_at: Time,
    /// All that ran so far, by the order in which they began.
    pub hooks: Vec<HookRun>,
}

impl Progress {
    pub fn new(strategy: DeploymentStrategy, blue: Option<DeploymentId>, stage: Stage, now: Time) -> Progress {
        // Without blue there is nobody else to have it.
        let share = if blue.is_none() { WHOLE } else { 0 };
        Progress { strategy, blue, stage, since: None, test: share, production: share, shifted_at: now, hooks: vec![] }
    }

    /// Hooks of the present stage, with their numbers.
    pub fn current_hooks(&self) -> impl Iterator<Item = (usize, &HookRun)> {
        self.hooks.iter().enumerate().filter(|(_, run)| run.stage == self.stage)
    }
}

/// `advancedConfiguration`: where the traffic of a load balancer is shifted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Advanced {
    /// The target group that every other revision has.
    pub alternate: TargetGroupId,
    pub production: RuleId,
    pub test: Option<RuleId>,
    /// The rules and the role as they were given.
    pub given: [Option<Name>; 3],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traffic_goes_over_in_the_steps_of_its_strategy() {
        let portion = |share| Some(Portion { share, bake: Span::ZERO });
        for (strategy, share, steps) in [
            (DeploymentStrategy::BlueGreen, 1, &[1000][..]),
            (DeploymentStrategy::Linear, 1000, &[1000]),
            (DeploymentStrategy::Linear, 500, &[500, 1000]),
            (DeploymentStrategy::Linear, 333, &[333, 666, 999, 1000]),
            (DeploymentStrategy::Linear, 200, &[200, 400, 600, 800, 1000]),
            (DeploymentStrategy::Canary, 1, &[1, 1000]),
            (DeploymentStrategy::Canary, 50, &[50, 1000]),
            (DeploymentStrategy::Canary, 1000, &[1000]),
        ] {
            let shifting = Shifting { linear: portion(share), canary: portion(share), ..Shifting::default() };
            let mut taken = vec![];
            while taken.last() != Some(&WHOLE) {
                taken.push(shifting.next_share(strategy, taken.last().copied().unwrap_or(0)));
            }
            assert_eq!(taken, steps, "{} by {share}", strategy.name());
        }
        let usual = Shifting::default();
        assert_eq!(usual.next_share(DeploymentStrategy::Linear, 300), 400);
        assert_eq!(usual.next_share(DeploymentStrategy::Canary, 0), 50);
        assert_eq!(usual.step_bake(DeploymentStrategy::Linear), Span::minutes(6));
        assert_eq!(usual.step_bake(DeploymentStrategy::Canary), Span::minutes(10));
    }

    #[test]
    fn weights_make_a_hundred() {
        for (share, green) in
            [(0, 0), (1, 1), (4, 1), (15, 2), (50, 5), (333, 33), (666, 67), (994, 99), (999, 99), (1000, 100)]
        {
            assert_eq!(weights(share), (green, 100 - green), "{share}");
        }
    }

    #[test]
    fn stages_come_in_their_order_and_pauses_only_where_ecs_has_them() {
        let mut stage = Stage::ReconcileService;
        let mut order = vec![stage];
        while let Some(next) = stage.next() {
            order.push(next);
            stage = next;
        }
        assert_eq!(order, Stage::ALL);
        let pauses = Stage::ALL.into_iter().filter(|stage| stage.takes_pauses()).map(Stage::name);
        assert_eq!(
            pauses.collect::<Vec<_>>().join(" "),
            "RECONCILE_SERVICE PRE_SCALE_UP POST_SCALE_UP POST_TEST_TRAFFIC_SHIFT PRE_PRODUCTION_TRAFFIC_SHIFT POST_PRODUCTION_TRAFFIC_SHIFT"
        );
    }
}
