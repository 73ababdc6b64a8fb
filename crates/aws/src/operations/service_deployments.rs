//! Service deployments, as DescribeServiceDeployments and ListServiceDeployments print them, and how one is stopped.

use serde_json::Value;

use super::deployment_configuration::one_of;
use super::shifting::{describe_stage, percent};
use super::{cluster, deployment_configuration, missing};
use crate::arn::{self, last_part};
use crate::errors::{ServiceError, invalid, service_not_found};
use crate::json::{Input, Object, texts};
use crate::pages::{PageSize, page};
use crate::time::{epoch_millis, parse_timestamp, timestamp};
use crate::words;
use engine::commands::{Command, Reply, StopServiceDeployment, StopType};
use engine::ids::DeploymentId;
use engine::model::deployment::{Monitors, Rollback, ServiceDeployment, Status, TaskCounts};
use engine::model::service::ServiceStatus;
use engine::model::strategy::WHOLE;
use engine::rules::services::monitors;
use engine::time::Time;
use engine::timings::SERVICE_DEPLOYMENTS_KEPT;
use engine::world::World;

/// ARNs in one DescribeServiceDeployments or DescribeServiceRevisions (API).
pub(super) const MOST_DESCRIBED: usize = 20;

/// The ARNs of a call, each of which must be one of the kind.
pub(super) fn arns<'a>(input: Input<'a>, name: &str) -> Result<Vec<&'a str>, ServiceError> {
    let named = input.texts(name);
    if named.is_empty() {
        return Err(invalid(format!("{name} cannot be empty.")));
    }
    if named.len() > MOST_DESCRIBED {
        return Err(invalid(format!("{name} can have at most {MOST_DESCRIBED} items.")));
    }
    Ok(named)
}

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let (mut described, mut failures) = (Vec::new(), Vec::new());
    for named in arns(input, "serviceDeploymentArns")? {
        match find(world, named) {
            Some(id) => described.push(describe_one(world, &world.deployments[id])),
            None => failures.push(missing(named.into())),
        }
    }
    Ok(Object::new().with("serviceDeployments", described).with("failures", failures).value())
}

/// The service deployment that an ARN names, unless it is too old to be described.
pub(super) fn find(world: &World, named: &str) -> Option<DeploymentId> {
    let is_it = |record: &&ServiceDeployment| arn::service_deployment(world, record.service, record.id) == named;
    let mut known = world.deployments.values().filter(|record| is_kept(world, record));
    known.find(is_it).map(|record| record.id)
}

fn is_kept(world: &World, record: &ServiceDeployment) -> bool {
    world.now - record.created_at <= SERVICE_DEPLOYMENTS_KEPT
}

pub(super) fn describe_one(world: &World, record: &ServiceDeployment) -> Value {
    let service = &world.services[record.service];
    let revisions: Vec<DeploymentId> = std::iter::once(record.id).chain(record.sources.iter().copied()).collect();
    let counts: Vec<TaskCounts> = match &record.tasks {
        Some(counts) => counts.clone(),
        None => revisions.iter().map(|&revision| world.tasks_of_revision(record.service, revision)).collect(),
    };
    let mut summaries = revisions.iter().zip(counts).map(|(&id, counts)| {
        let arn = arn::service_revision(world, record.service, id);
        with_weights(record, id, with_counts(Object::new().with("arn", arn), counts)).value()
    });
    let target = summaries.next();
    let monitors = monitors(world, record);
    let shown = Object::new()
        .with("serviceDeploymentArn", arn::service_deployment(world, record.service, record.id))
        .with("serviceArn", arn::service(world, record.service))
        .with("clusterArn", arn::cluster(world, service.cluster))
        .with("createdAt", timestamp(record.created_at))
        .with("startedAt", record.started_at.map(timestamp))
        .with("finishedAt", record.finished_at.map(timestamp))
        .with("stoppedAt", record.stopped_at.map(timestamp))
        .with("updatedAt", timestamp(record.updated_at))
        .with("sourceServiceRevisions", summaries.collect::<Vec<_>>())
        .with("targetServiceRevision", target)
        .with("status", record.status.name())
        .with("statusReason", record.reason.map(words::status_reason));
    describe_stage(world, record, shown)
        .with("deploymentConfiguration", deployment_configuration::describe(&record.config))
        .with("rollback", record.rollback.map(|rollback| describe_rollback(world, record, rollback)))
        .with("deploymentCircuitBreaker", describe_breaker(&monitors))
        .with("alarms", describe_alarms(record, &monitors))
        .value()
}

/// The traffic that a revision is to get, where a service deployment shifts it.
fn with_weights(record: &ServiceDeployment, revision: DeploymentId, summary: Object) -> Object {
    let Some(progress) = record.progress.as_ref().filter(|_| !record.target.balancers.is_empty()) else {
        return summary;
    };
    let own = |share: u32| match revision == record.id {
        true => share,
        false if progress.blue == Some(revision) => WHOLE - share,
        false => 0,
    };
    let weight = |share: u32| percent(own(share));
    summary
        .with("requestedTestTrafficWeight", weight(progress.test))
        .with("requestedProductionTrafficWeight", weight(progress.production))
}

/// How many tasks a revision has, asked for and there.
pub(super) fn with_counts(summary: Object, counts: TaskCounts) -> Object {
    summary
        .with("requestedTaskCount", counts.requested)
        .with("runningTaskCount", counts.running)
        .with("pendingTaskCount", counts.pending)
}

fn describe_rollback(world: &World, record: &ServiceDeployment, rollback: Rollback) -> Object {
    Object::new()
        .with("reason", words::rolled_back(rollback.because))
        .with("startedAt", timestamp(rollback.started_at))
        .with("serviceRevisionArn", arn::service_revision(world, record.service, rollback.to))
}

fn describe_breaker(monitors: &Monitors) -> Object {
    Object::new()
        .with("status", monitors.breaker.name())
        .with("failureCount", monitors.failures)
        .with("threshold", monitors.threshold)
}

fn describe_alarms(record: &ServiceDeployment, monitors: &Monitors) -> Object {
    let names = record.config.judgement.alarms.iter().flat_map(|alarms| &alarms.names);
    let list = |names: Vec<String>| texts(names);
    Object::new()
        .with("status", monitors.alarms.name())
        .with("alarmNames", list(names.map(|name| name.to_string()).collect()))
        .with("triggeredAlarmNames", list(monitors.triggered.iter().map(|name| name.to_string()).collect()))
}

/// Service deployments in one ListServiceDeployments (API).
const LISTED: PageSize = PageSize { usual: 20, most: 100 };

/// The newest first.
pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    let cluster = cluster(world, input)?;
    let id = world.service(cluster, last_part(input.required("service"))).ok_or_else(service_not_found)?;
    let service = &world.services[id];
    if service.status == ServiceStatus::Inactive {
        return Err(service_not_found());
    }
    let named = input.texts("status");
    let statuses: Vec<Status> = named.iter().map(|name| status(name)).collect::<Result<_, _>>()?;
    let (before, after) = (moment(input, "before")?, moment(input, "after")?);
    let wanted = |record: &&ServiceDeployment| {
        (statuses.is_empty() || statuses.contains(&record.status))
            && before.is_none_or(|before| seconds(record.created_at) < before)
            && after.is_none_or(|after| seconds(record.created_at) > after)
    };
    let records = service.history.iter().rev().map(|id| &world.deployments[*id]);
    let briefs = records.filter(|record| is_kept(world, record)).filter(wanted).map(|record| brief(world, record));
    let (briefs, next) = page(input, LISTED, briefs.collect())?;
    Ok(Object::new().with("serviceDeployments", briefs).with("nextToken", next).value())
}

fn status(name: &str) -> Result<Status, ServiceError> {
    let known = Status::ALL.into_iter().find(|status| status.name() == name);
    let all = || Status::ALL.map(Status::name).join(", ");
    known.ok_or_else(|| invalid(format!("status is one of {}, not {}.", all(), crate::cut(name, 80))))
}

fn moment(input: Input, name: &str) -> Result<Option<f64>, ServiceError> {
    let Some(given) = input.inside("createdAt").text(name) else { return Ok(None) };
    let second = parse_timestamp(given);
    second.map(|second| Some(second as f64)).ok_or_else(|| invalid(format!("{name} must be a timestamp.")))
}

fn seconds(time: Time) -> f64 {
    epoch_millis(time) as f64 / 1_000.0
}

fn brief(world: &World, record: &ServiceDeployment) -> Value {
    Object::new()
        .with("serviceDeploymentArn", arn::service_deployment(world, record.service, record.id))
        .with("serviceArn", arn::service(world, record.service))
        .with("clusterArn", arn::cluster(world, world.services[record.service].cluster))
        .with("startedAt", record.started_at.map(timestamp))
        .with("createdAt", timestamp(record.created_at))
        .with("finishedAt", record.finished_at.map(timestamp))
        .with("targetServiceRevisionArn", arn::service_revision(world, record.service, record.id))
        .with("status", record.status.name())
        .with("statusReason", record.reason.map(words::status_reason))
        .value()
}

const STOP_TYPES: [StopType; 2] = [StopType::Abort, StopType::Rollback];

fn stop_type(stop_type: StopType) -> &'static str {
    match stop_type {
        StopType::Abort => "ABORT",
        StopType::Rollback => "ROLLBACK",
    }
}

/// ROLLBACK unless said otherwise.
pub(super) fn stop(world: &World, input: Input) -> Result<Command, ServiceError> {
    let deployment = find(world, input.required("serviceDeploymentArn"));
    let stop_type = one_of(input, "stopType", &STOP_TYPES, stop_type)?.unwrap_or(StopType::Rollback);
    Ok(StopServiceDeployment { deployment, stop_type }.into())
}

pub(super) fn stopped(world: &World, reply: &Reply) -> Value {
    match reply {
        Reply::ServiceDeployment(id) => {
            let arn = arn::service_deployment(world, world.deployments[*id].service, *id);
            Object::new().with("serviceDeploymentArn", arn).value()
        }
        _ => Value::Null,
    }
}
