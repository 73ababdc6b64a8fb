//! What of `deploymentConfiguration` and `loadBalancers` says how traffic is shifted
//! (deployments.md#blue-green-linear-and-canary). Words are ours where nothing else is said.

use serde_json::Value;

use super::deployment_configuration::one_of;
use super::service_deployments;
use crate::arn::{self, balancing_parts};
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object};
use crate::kept::in_order;
use crate::model::Kind;
use crate::time::timestamp;
use engine::commands::{AdvancedRef, Command, ContinueServiceDeployment};
use engine::ids::DeploymentId;
use engine::model::Name;
use engine::model::deployment::ServiceDeployment;
use engine::model::listener::RuleId;
use engine::model::refusal::{BalancingFault, Refusal};
use engine::model::strategy::{
    Advanced, AskedShifting, DeploymentStrategy, Hook, HookAction, HookRun, HookTarget, Portion, Shifting, Stage,
};
use engine::time::Span;
use engine::world::World;

/// What a call gives of it.
pub(super) fn asked(given: Input) -> Result<AskedShifting, ServiceError> {
    let strategy = one_of(given, "strategy", &DeploymentStrategy::ALL, DeploymentStrategy::name)?;
    let (linear, canary) = (given.inside("linearConfiguration"), given.inside("canaryConfiguration"));
    let hooks = given.get("lifecycleHooks").and_then(Value::as_array);
    Ok(AskedShifting {
        strategy,
        linear: linear.is_there().then(|| portion(linear, &LINEAR)).transpose()?,
        canary: canary.is_there().then(|| portion(canary, &CANARY)).transpose()?,
        hooks: hooks.map(|hooks| hooks.iter().map(hook).collect()).transpose()?,
    })
}

/// `linearConfiguration` or `canaryConfiguration`: its members, the least share, and what it is if nothing is said.
struct Row {
    percent: &'static str,
    bake: &'static str,
    least: u32,
    usual: Portion,
}

const LINEAR: Row =
    Row { percent: "stepPercent", bake: "stepBakeTimeInMinutes", least: 30, usual: Shifting::USUAL_LINEAR };
const CANARY: Row =
    Row { percent: "canaryPercent", bake: "canaryBakeTimeInMinutes", least: 1, usual: Shifting::USUAL_CANARY };

/// API: LinearConfiguration, CanaryConfiguration.
fn portion(given: Input, row: &Row) -> Result<Portion, ServiceError> {
    let share = given.get(row.percent).map(|value| share(value).filter(|share| (row.least..=1_000).contains(share)));
    let minutes = given.number(row.bake).map(|minutes| u64::try_from(minutes).ok().filter(|&minutes| minutes <= 1_440));
    let (least, rest) = (row.least / 10, row.least % 10);
    let wrong = || invalid(format!("{} must be a multiple of 0.1 from {least}.{rest} to 100.0.", row.percent));
    Ok(Portion {
        share: share.unwrap_or(Some(row.usual.share)).ok_or_else(wrong)?,
        bake: match minutes {
            None => row.usual.bake,
            Some(Some(minutes)) => Span::minutes(minutes),
            Some(None) => return Err(invalid(format!("{} must be between 0 and 1440.", row.bake))),
        },
    })
}

/// Thousandths of a percentage that has at most one decimal; shorthand gives numbers as text.
fn share(value: &Value) -> Option<u32> {
    let percent = value.as_f64().or_else(|| value.as_str()?.parse().ok())?;
    let tenths = percent * 10.0;
    let whole = (0.0..=1_000.0).contains(&tenths) && (tenths - tenths.round()).abs() < 1e-6;
    whole.then(|| tenths.round() as u32)
}

/// API: DeploymentLifecycleHook.
fn hook(given: &Value) -> Result<Hook, ServiceError> {
    let input = Input::of(given);
    let pause = input.text("targetType") == Some("PAUSE");
    let target = match (pause, input.text("hookTargetArn")) {
        (true, None) => HookTarget::Pause,
        (true, Some(_)) => return Err(invalid("hookTargetArn isn't for lifecycle hooks of type PAUSE.")),
        (false, Some(arn)) => HookTarget::Lambda(arn.into()),
        (false, None) => return Err(invalid("hookTargetArn must be set for lifecycle hooks of type AWS_LAMBDA.")),
    };
    if !pause && input.text("roleArn").is_none() {
        return Err(invalid("roleArn must be set for lifecycle hooks of type AWS_LAMBDA."));
    }
    let named = input.texts("lifecycleStages");
    if named.is_empty() {
        return Err(invalid("A lifecycle hook must have at least one of lifecycleStages."));
    }
    let stages = named.into_iter().map(|name| stage(name, pause)).collect::<Result<_, _>>()?;
    let timing = input.inside("timeoutConfiguration");
    let longest = if pause { LONGEST_PAUSE } else { LONGEST_HOOK };
    let minutes = timing.number("timeoutInMinutes").unwrap_or(USUAL_TIMEOUT);
    if !(1..=longest).contains(&minutes) {
        return Err(invalid(format!("timeoutInMinutes must be between 1 and {longest}.")));
    }
    let on_timeout = one_of(timing, "action", &HookAction::ALL, HookAction::name)?.unwrap_or(HookAction::Rollback);
    let given: Name = in_order(given, Kind::Structure("DeploymentLifecycleHook")).to_string().into();
    Ok(Hook { target, stages, timeout: Span::minutes(minutes as u64), on_timeout, given })
}

/// Minutes (DG: deployment-lifecycle-hooks, pause-lifecycle-hooks).
const USUAL_TIMEOUT: i64 = 1_440;
const LONGEST_HOOK: i64 = 1_440;
const LONGEST_PAUSE: i64 = 20_160;

fn stage(name: &str, pause: bool) -> Result<Stage, ServiceError> {
    let takes = |stage: &Stage| if pause { stage.takes_pauses() } else { stage.takes_hooks() };
    let known = Stage::ALL.into_iter().filter(takes).find(|stage| stage.name() == name);
    let names = || Stage::ALL.iter().filter(|stage| takes(stage)).map(|stage| stage.name()).collect::<Vec<_>>();
    let kind = if pause { "PAUSE" } else { "AWS_LAMBDA" };
    known.ok_or_else(|| {
        let (names, name) = (names().join(", "), crate::cut(name, 80));
        invalid(format!("lifecycleStages of hooks of type {kind} are {names}, not {name}."))
    })
}

/// The `advancedConfiguration` of one of `loadBalancers`.
pub(super) fn advanced(world: &World, given: Input) -> Result<Option<AdvancedRef>, ServiceError> {
    let given = given.inside("advancedConfiguration");
    if !given.is_there() {
        return Ok(None);
    }
    let must = |name: &str| given.text(name).ok_or_else(|| invalid(format!("{name} must be set.")));
    let (alternate, _) = balancing_parts(must("alternateTargetGroupArn")?);
    let production = rule(world, must("productionListenerRule")?)?;
    must("roleArn")?;
    let test = given.text("testListenerRule").map(|text| rule(world, text)).transpose()?;
    let given = GIVEN.map(|name| given.text(name).map(Name::from));
    Ok(Some(AdvancedRef { alternate: alternate.into(), production, test, given }))
}

const GIVEN: [&str; 3] = ["productionListenerRule", "testListenerRule", "roleArn"];

fn rule(world: &World, text: &str) -> Result<RuleId, ServiceError> {
    let none = || ServiceError::from_refusal(world, &Refusal::Balancing(BalancingFault::RuleNotFound));
    arn::find_rule(world, text).ok_or_else(none)
}

pub(super) fn describe_advanced(world: &World, advanced: &Advanced) -> Object {
    let [production, test, role] = &advanced.given;
    let shown = |given: &Option<Name>, rule: Option<RuleId>| {
        let text = given.as_ref().filter(|given| given.starts_with("arn:")).map(|given| given.to_string());
        text.or_else(|| Some(arn::rule(world, rule.filter(|&rule| world.rule(rule).is_some())?)))
    };
    Object::new()
        .with("alternateTargetGroupArn", arn::target_group(world, advanced.alternate))
        .with("productionListenerRule", shown(production, Some(advanced.production)))
        .with("testListenerRule", shown(test, advanced.test))
        .with("roleArn", role.as_ref().map(|role| role.to_string()))
}

pub(super) fn describe_hooks(shifting: &Shifting) -> Option<Vec<Value>> {
    let hooks = shifting.hooks.iter().filter_map(|hook| serde_json::from_str(&hook.given).ok());
    (!shifting.hooks.is_empty()).then(|| hooks.collect())
}

pub(super) fn describe_linear(shifting: &Shifting) -> Option<Object> {
    describe_portion(shifting, DeploymentStrategy::Linear, shifting.linear, &LINEAR)
}

pub(super) fn describe_canary(shifting: &Shifting) -> Option<Object> {
    describe_portion(shifting, DeploymentStrategy::Canary, shifting.canary, &CANARY)
}

/// What was given, or what holds under the strategy.
fn describe_portion(
    shifting: &Shifting,
    strategy: DeploymentStrategy,
    given: Option<Portion>,
    row: &Row,
) -> Option<Object> {
    let portion = given.or((shifting.strategy == strategy).then_some(row.usual))?;
    let minutes = portion.bake.as_secs() / 60;
    Some(Object::new().with(row.percent, percent(portion.share)).with(row.bake, minutes))
}

/// `12.5`
pub(super) fn percent(share: u32) -> Value {
    (f64::from(share) / 10.0).into()
}

/// The stage of a service deployment and the hooks that it has there.
pub(super) fn describe_stage(world: &World, record: &ServiceDeployment, shown: Object) -> Object {
    let Some(progress) = &record.progress else { return shown };
    let hooks: Vec<Value> =
        progress.current_hooks().map(|(n, run)| describe_hook(world, record.id, n, run).value()).collect();
    shown
        .with("lifecycleStage", progress.stage.shown().name())
        .with("lifecycleHookDetails", Some(hooks).filter(|hooks| !hooks.is_empty()))
}

fn describe_hook(world: &World, deployment: DeploymentId, number: usize, run: &HookRun) -> Object {
    let arn = match &run.target {
        HookTarget::Lambda(arn) => Some(arn.to_string()),
        HookTarget::Pause => None,
    };
    Object::new()
        .with("hookId", arn::hook(world, deployment, number))
        .with("targetType", run.target.kind())
        .with("targetArn", arn)
        .with("status", run.status.name())
        .with("expiresAt", timestamp(run.expires_at))
        .with("timeoutAction", run.on_timeout.name())
}

/// CONTINUE unless said otherwise.
pub(super) fn answer(world: &World, input: Input) -> Result<Command, ServiceError> {
    let deployment = service_deployments::find(world, input.required("serviceDeploymentArn"));
    let named = input.required("hookId");
    let runs = deployment.and_then(|id| Some((id, world.deployments[id].progress.as_ref()?)));
    let hook = runs.and_then(|(id, runs)| (0..runs.hooks.len()).find(|&n| arn::hook(world, id, n) == named));
    let action = one_of(input, "action", &HookAction::ALL, HookAction::name)?.unwrap_or(HookAction::Continue);
    Ok(ContinueServiceDeployment { deployment, hook, action }.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn percentages_have_one_decimal_and_limits() {
        for (value, row, expected) in [
            (json!(10), &LINEAR, Some(100)),
            (json!(12.5), &LINEAR, Some(125)),
            (json!("33.3"), &LINEAR, Some(333)),
            (json!(3.0), &LINEAR, Some(30)),
            (json!(2.9), &LINEAR, None),
            (json!(100), &LINEAR, Some(1_000)),
            (json!(100.1), &LINEAR, None),
            (json!(10.05), &LINEAR, None),
            (json!(0.1), &CANARY, Some(1)),
            (json!(0), &CANARY, None),
            (json!(-5), &CANARY, None),
            (json!("a lot"), &CANARY, None),
        ] {
            let given = json!({row.percent: value});
            assert_eq!(portion(Input::of(&given), row).ok().map(|portion| portion.share), expected, "{value}");
        }
        for (minutes, expected) in [(0, true), (1_440, true), (1_441, false), (-1, false)] {
            let given = json!({LINEAR.bake: minutes});
            assert_eq!(portion(Input::of(&given), &LINEAR).is_ok(), expected, "{minutes}");
        }
    }
}
