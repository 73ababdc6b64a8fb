//! What each operation does: a look at the World, or a command for the engine and how its reply is printed.

mod account_settings;
mod actions;
mod attributes;
mod balancing_attributes;
pub mod bus;
mod capacity_providers;
mod clusters;
mod conditions;
mod definitions;
mod deployment_configuration;
mod ecs_target;
mod instance_changes;
mod instances;
mod listener_rules;
mod listeners;
mod load_balancers;
mod log_groups;
mod parameters;
mod pattern;
mod protection;
mod resources;
mod rules;
mod run_task;
mod schedules;
mod secrets;
mod service_deployments;
mod service_input;
mod service_output;
mod service_revisions;
mod service_rules;
mod services;
mod shifting;
mod tags_of;
mod target_groups;
mod target_health;
mod target_rules;
mod targets;
mod task_output;
mod tasks;

use serde_json::Value;

use super::arn;
use super::errors::{ServiceError, cluster_not_found};
use super::json::{Input, Object};
use engine::commands::{Command, Reply};
use engine::ids::{ClusterId, InstanceId, LoadBalancerId, ServiceId, TargetGroupId, TaskId};
use engine::model::Name;
use engine::model::definition::ContainerDefinition;
use engine::model::deployment::ServiceDeployment;
use engine::model::image::digest;
use engine::world::World;

/// How an operation is carried out.
pub enum Handler {
    Read(fn(&World, Input) -> Result<Value, ServiceError>),
    Write { command: fn(&World, Input) -> Result<Command, ServiceError>, answer: fn(&World, &Reply) -> Value },
}

fn write(command: fn(&World, Input) -> Result<Command, ServiceError>, answer: fn(&World, &Reply) -> Value) -> Handler {
    Handler::Write { command, answer }
}

/// # Panics
/// If the operation isn't in `model.txt`: then nobody can have asked for it. A test keeps both in step.
pub fn handler(service: &str, operation: &str) -> Handler {
    let found = match service {
        "ecs" => ecs(operation),
        "elbv2" => elbv2(operation),
        "logs" => logs(operation),
        "secretsmanager" => secrets_manager(operation),
        "ssm" => ssm(operation),
        "scheduler" => scheduler(operation),
        "events" => events(operation),
        _ => None,
    };
    found.unwrap_or_else(|| panic!("{service} {operation} is in the model without a handler"))
}

fn ecs(operation: &str) -> Option<Handler> {
    Some(match operation {
        "CreateCluster" => write(clusters::create, clusters::created),
        "DeleteCluster" => write(clusters::delete, clusters::created),
        "PutClusterCapacityProviders" => write(capacity_providers::put, clusters::created),
        "DescribeCapacityProviders" => Handler::Read(capacity_providers::describe),
        "DescribeClusters" => Handler::Read(clusters::describe),
        "ListClusters" => Handler::Read(clusters::list),
        "RegisterTaskDefinition" => write(definitions::register, definitions::registered),
        "DeregisterTaskDefinition" => write(definitions::deregister, definitions::deregistered),
        "DeleteTaskDefinitions" => write(definitions::delete, definitions::deleted),
        "DescribeTaskDefinition" => Handler::Read(definitions::describe),
        "ListTaskDefinitions" => Handler::Read(definitions::list),
        "ListTaskDefinitionFamilies" => Handler::Read(definitions::list_families),
        "CreateService" => write(service_input::create, services::changed),
        "UpdateService" => write(service_input::update, services::changed),
        "DeleteService" => write(service_input::delete, services::changed),
        "DescribeServices" => Handler::Read(services::describe),
        "ListServices" => Handler::Read(services::list),
        "ListServiceDeployments" => Handler::Read(service_deployments::list),
        "DescribeServiceDeployments" => Handler::Read(service_deployments::describe),
        "DescribeServiceRevisions" => Handler::Read(service_revisions::describe),
        "StopServiceDeployment" => write(service_deployments::stop, service_deployments::stopped),
        "ContinueServiceDeployment" => write(shifting::answer, service_deployments::stopped),
        "RunTask" => write(run_task::run, run_task::ran),
        "StartTask" => write(run_task::start, run_task::ran),
        "StopTask" => write(run_task::stop, run_task::stopped),
        "DescribeTasks" => Handler::Read(tasks::describe),
        "ListTasks" => Handler::Read(tasks::list),
        "UpdateTaskProtection" => write(protection::update, protection::updated),
        "GetTaskProtection" => Handler::Read(protection::get),
        "DescribeContainerInstances" => Handler::Read(instances::describe),
        "UpdateContainerInstancesState" => write(instance_changes::set_state, instance_changes::states_set),
        "DeregisterContainerInstance" => write(instance_changes::deregister, instance_changes::deregistered),
        "PutAttributes" => write(attributes::put, attributes::changed),
        "DeleteAttributes" => write(attributes::delete, attributes::changed),
        "ListAccountSettings" => Handler::Read(account_settings::list),
        "PutAccountSetting" => write(account_settings::put, account_settings::changed),
        "PutAccountSettingDefault" => write(account_settings::put_default, account_settings::changed),
        "DeleteAccountSetting" => write(account_settings::delete, account_settings::changed),
        "ListAttributes" => Handler::Read(attributes::list),
        "ListTagsForResource" => Handler::Read(tags_of::ecs),
        "ListContainerInstances" => Handler::Read(instances::list),
        _ => return None,
    })
}

fn elbv2(operation: &str) -> Option<Handler> {
    Some(match operation {
        "CreateLoadBalancer" => write(load_balancers::create, load_balancers::created),
        "DeleteLoadBalancer" => write(load_balancers::delete, load_balancers::nothing),
        "DescribeLoadBalancers" => Handler::Read(load_balancers::describe),
        "CreateListener" => write(listeners::create, listeners::changed),
        "ModifyListener" => write(listeners::modify, listeners::changed),
        "DeleteListener" => write(listeners::delete, load_balancers::nothing),
        "CreateRule" => write(listener_rules::create, listener_rules::changed),
        "ModifyRule" => write(listener_rules::modify, listener_rules::changed),
        "DeleteRule" => write(listener_rules::delete, load_balancers::nothing),
        "SetRulePriorities" => write(listener_rules::set_priorities, listener_rules::changed),
        "DescribeRules" => Handler::Read(listener_rules::describe),
        "DescribeListeners" => Handler::Read(listeners::describe),
        "CreateTargetGroup" => write(target_groups::create, target_groups::changed),
        "DeleteTargetGroup" => write(target_groups::delete, load_balancers::nothing),
        "DescribeTargetGroups" => Handler::Read(target_groups::describe),
        "ModifyTargetGroup" => write(target_groups::modify, target_groups::changed),
        "ModifyTargetGroupAttributes" => write(balancing_attributes::modify_group, balancing_attributes::group_changed),
        "DescribeTargetGroupAttributes" => Handler::Read(balancing_attributes::describe_group),
        "ModifyLoadBalancerAttributes" => {
            write(balancing_attributes::modify_balancer, balancing_attributes::balancer_changed)
        }
        "DescribeLoadBalancerAttributes" => Handler::Read(balancing_attributes::describe_balancer),
        "RegisterTargets" => write(targets::register, load_balancers::nothing),
        "DeregisterTargets" => write(targets::deregister, load_balancers::nothing),
        "AddTags" => write(tags_of::add, load_balancers::nothing),
        "RemoveTags" => write(tags_of::remove, load_balancers::nothing),
        "DescribeTargetHealth" => Handler::Read(target_health::describe),
        "DescribeTags" => Handler::Read(tags_of::elbv2),
        _ => return None,
    })
}

fn logs(operation: &str) -> Option<Handler> {
    Some(match operation {
        "DescribeLogGroups" => Handler::Read(log_groups::describe),
        "CreateLogGroup" => write(log_groups::create, load_balancers::nothing),
        "DeleteLogGroup" => write(log_groups::delete, load_balancers::nothing),
        _ => return None,
    })
}

fn secrets_manager(operation: &str) -> Option<Handler> {
    Some(match operation {
        "CreateSecret" => write(secrets::create, secrets::created),
        "DeleteSecret" => write(secrets::delete, secrets::deleted),
        "DescribeSecret" => Handler::Read(secrets::describe),
        "GetSecretValue" => Handler::Read(secrets::value),
        "ListSecrets" => Handler::Read(secrets::list),
        "PutSecretValue" => write(secrets::put_value, secrets::value_put),
        "RestoreSecret" => write(secrets::restore, secrets::restored),
        _ => return None,
    })
}

fn ssm(operation: &str) -> Option<Handler> {
    Some(match operation {
        "PutParameter" => write(parameters::put, parameters::was_put),
        "DeleteParameter" => write(parameters::delete, load_balancers::nothing),
        "GetParameter" => Handler::Read(parameters::get),
        "GetParameters" => Handler::Read(parameters::get_several),
        "DescribeParameters" => Handler::Read(parameters::describe),
        _ => return None,
    })
}

fn scheduler(operation: &str) -> Option<Handler> {
    Some(match operation {
        "CreateSchedule" => write(schedules::create, schedules::created),
        "UpdateSchedule" => write(schedules::update, schedules::created),
        "DeleteSchedule" => write(schedules::delete, load_balancers::nothing),
        "GetSchedule" => Handler::Read(schedules::get),
        "ListSchedules" => Handler::Read(schedules::list),
        _ => return None,
    })
}

fn events(operation: &str) -> Option<Handler> {
    Some(match operation {
        "PutRule" => write(rules::put, rules::was_put),
        "DescribeRule" => Handler::Read(rules::describe),
        "ListRules" => Handler::Read(rules::list),
        "EnableRule" => write(rules::enable, load_balancers::nothing),
        "DisableRule" => write(rules::disable, load_balancers::nothing),
        "DeleteRule" => write(rules::delete, load_balancers::nothing),
        "PutEvents" => write(rules::put_events, rules::events_put),
        "PutTargets" => write(rules::put_targets, rules::targets_changed),
        "RemoveTargets" => write(rules::remove_targets, rules::targets_changed),
        "ListTagsForResource" => Handler::Read(tags_of::events),
        "ListTargetsByRule" => Handler::Read(rules::list_targets),
        _ => return None,
    })
}

/// `containerImages` of a service revision: the digests that the first task of a deployment found. A container without one
/// isn't there yet.
fn container_images(world: &World, deployment: &ServiceDeployment) -> Vec<Value> {
    let containers = world.definition(deployment.target.definition).containers.iter().enumerate();
    let found = containers.filter_map(|(at, container)| Some((container, *deployment.images.get(&at)?)));
    let image = |(container, version): (&ContainerDefinition, u32)| {
        Object::new()
            .with("containerName", &*container.name)
            .with("imageDigest", digest(&container.image, version))
            .with("image", &*container.image)
            .value()
    };
    found.map(image).collect()
}

/// What DescribeServices prints of one service.
pub fn describe_service(world: &World, id: ServiceId) -> Value {
    service_output::describe(world, id, true)
}

/// What DescribeTasks prints of one task.
pub fn describe_task(world: &World, id: TaskId) -> Value {
    task_output::describe(world, id, true)
}

/// What DescribeContainerInstances prints of one instance.
pub fn describe_instance(world: &World, id: InstanceId) -> Value {
    instances::describe_one(world, id)
}

/// What DescribeLoadBalancers prints of one load balancer.
pub fn describe_load_balancer(world: &World, id: LoadBalancerId) -> Value {
    load_balancers::describe_one(world, id)
}

/// What DescribeTargetHealth prints of a target group.
pub fn describe_target_health(world: &World, id: TargetGroupId) -> Value {
    target_health::describe_all(world, id)
}

/// The name of the cluster that is meant; `default` where none is given.
fn cluster_name(given: Option<&str>) -> Name {
    given.map_or("default", arn::last_part).into()
}

/// The cluster that an input means.
fn cluster(world: &World, input: Input) -> Result<ClusterId, ServiceError> {
    world.cluster(&cluster_name(input.text("cluster"))).ok_or_else(cluster_not_found)
}

/// An entry of `failures` for something that was asked about and isn't there.
fn missing(arn: String) -> Value {
    Object::new().with("arn", arn).with("reason", "MISSING").value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::model;

    #[test]
    fn every_operation_of_the_model_has_a_handler() {
        for operation in &model().operations {
            handler(operation.service, operation.name);
        }
    }
}
