//! `deploymentConfiguration`: when a deployment has failed, and when it has succeeded (deployments.md#failures).
//! Words are ours where nothing else is said.

use serde_json::Value;

use super::shifting::{describe_canary, describe_hooks, describe_linear};
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object, texts};
use engine::model::deployment::{
    AskedJudgement, CircuitBreaker, DeploymentAlarms, EarlySuccess, SourceCleanup, Threshold, ThresholdType,
};
use engine::model::service::ServiceConfig;
use engine::time::Span;

/// What a call gives of it.
pub(super) fn judgement(given: Input) -> Result<AskedJudgement, ServiceError> {
    let breaker = given.inside("deploymentCircuitBreaker");
    let alarms = given.inside("alarms");
    let early = given.inside("earlySuccessCriteria");
    Ok(AskedJudgement {
        breaker: breaker.is_there().then(|| circuit_breaker(breaker)).transpose()?,
        alarms: alarms.is_there().then(|| deployment_alarms(alarms)).transpose()?,
        bake_time: given.number("bakeTimeInMinutes").map(bake_time).transpose()?,
        early_success: early.is_there().then(|| early_success(early)).transpose()?,
    })
}

fn circuit_breaker(given: Input) -> Result<CircuitBreaker, ServiceError> {
    let usual = CircuitBreaker::default();
    let threshold = given.inside("thresholdConfiguration");
    Ok(CircuitBreaker {
        enable: given.flag("enable"),
        rollback: given.flag("rollback"),
        reset_on_healthy_task: given.get("resetOnHealthyTask").is_none() || given.flag("resetOnHealthyTask"),
        threshold: if threshold.is_there() { threshold_of(threshold)? } else { usual.threshold },
    })
}

fn threshold_of(given: Input) -> Result<Threshold, ServiceError> {
    let kind = one_of(given, "type", &ThresholdType::ALL, |kind| kind.name())?;
    let value = given.number("value").and_then(|value| u32::try_from(value).ok()).filter(|&value| value > 0);
    let value = value.ok_or_else(|| invalid("The value of thresholdConfiguration must be at least 1."))?;
    let kind = kind.unwrap_or(ThresholdType::BoundedPercent);
    Ok(Threshold { kind, value })
}

fn deployment_alarms(given: Input) -> Result<DeploymentAlarms, ServiceError> {
    let names: Vec<_> = given.texts("alarmNames").into_iter().map(Into::into).collect();
    let enable = given.flag("enable");
    if enable && names.is_empty() {
        return Err(invalid("alarmNames must name at least one alarm when deployment alarms are enabled."));
    }
    Ok(DeploymentAlarms { names, enable, rollback: given.flag("rollback") })
}

/// At most a day, as for the bake times of the other strategies (API: LinearConfiguration).
const LONGEST_BAKE: i64 = 1_440;

fn bake_time(minutes: i64) -> Result<Span, ServiceError> {
    match u64::try_from(minutes).ok().filter(|_| minutes <= LONGEST_BAKE) {
        Some(minutes) => Ok(Span::minutes(minutes)),
        None => Err(invalid(format!("bakeTimeInMinutes must be between 0 and {LONGEST_BAKE}."))),
    }
}

fn early_success(given: Input) -> Result<EarlySuccess, ServiceError> {
    let enable = given.flag("enable");
    let cleanup = one_of(given, "sourceServiceRevisionCleanup", &SourceCleanup::ALL, |cleanup| cleanup.name())?;
    let healthy_percent = match given.number("healthyPercent") {
        None => None,
        Some(percent @ 0..=100) => Some(percent as u32),
        Some(_) => return Err(invalid("healthyPercent must be between 0 and 100.")),
    };
    if enable && (cleanup.is_none() || healthy_percent.is_none()) {
        return Err(invalid(
            "healthyPercent and sourceServiceRevisionCleanup must be specified when earlySuccessCriteria is enabled.",
        ));
    }
    Ok(EarlySuccess { enable, healthy_percent, cleanup })
}

/// A word that has to be one of a few.
pub(super) fn one_of<T: Copy>(
    given: Input,
    name: &str,
    all: &[T],
    word: fn(T) -> &'static str,
) -> Result<Option<T>, ServiceError> {
    let Some(text) = given.text(name) else { return Ok(None) };
    let known = all.iter().copied().find(|&one| word(one) == text);
    let words = || all.iter().map(|&one| word(one)).collect::<Vec<_>>().join(", ");
    known.map(Some).ok_or_else(|| invalid(format!("{name} is one of {}, not {}.", words(), crate::cut(text, 80))))
}

/// As DescribeServices prints it, what wasn't given filled in as AWS fills it in (outputs of 2026).
pub(super) fn describe(config: &ServiceConfig) -> Value {
    let shifting = &config.shifting;
    let judgement = &config.judgement;
    let minutes = judgement.bake_time.map_or(0, |time| time.as_secs() / 60);
    Object::new()
        .with("deploymentCircuitBreaker", describe_breaker(judgement.breaker))
        .with("maximumPercent", config.maximum_percent)
        .with("minimumHealthyPercent", config.minimum_healthy_percent)
        .with("alarms", judgement.alarms.as_ref().map(describe_alarms))
        .with("strategy", shifting.strategy.name())
        .with("bakeTimeInMinutes", minutes)
        .with("lifecycleHooks", describe_hooks(shifting))
        .with("linearConfiguration", describe_linear(shifting))
        .with("canaryConfiguration", describe_canary(shifting))
        .with("earlySuccessCriteria", judgement.early_success.map(describe_early_success))
        .value()
}

fn describe_breaker(breaker: CircuitBreaker) -> Object {
    let threshold = breaker.threshold;
    Object::new()
        .with("enable", breaker.enable)
        .with("rollback", breaker.rollback)
        .with("resetOnHealthyTask", breaker.reset_on_healthy_task)
        .with(
            "thresholdConfiguration",
            Object::new().with("type", threshold.kind.name()).with("value", threshold.value),
        )
}

fn describe_alarms(alarms: &DeploymentAlarms) -> Object {
    Object::new()
        .with("alarmNames", texts(alarms.names.iter().map(|name| name.to_string()).collect()))
        .with("rollback", alarms.rollback)
        .with("enable", alarms.enable)
}

fn describe_early_success(early: EarlySuccess) -> Object {
    Object::new()
        .with("enable", early.enable)
        .with("healthyPercent", early.healthy_percent)
        .with("sourceServiceRevisionCleanup", early.cleanup.map(SourceCleanup::name))
}
