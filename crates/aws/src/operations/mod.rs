//! What each operation does: a look at the World, or a command for the engine and how its reply is printed.

mod account_settings;
mod attributes;
mod capacity_providers;
mod clusters;
mod definitions;
mod ecs_target;
mod instance_changes;
mod instances;
mod listeners;
mod load_balancers;
mod log_groups;
mod parameters;
mod resources;
mod rules;
mod run_task;
mod schedules;
mod secrets;
mod service_input;
mod service_output;
mod service_rules;
mod services;
mod tags_of;
mod target_groups;
mod target_health;
mod target_rules;
mod task_output;
mod tasks;

use serde_json::Value;

pub use resources::in_words as resource_fault;
pub use schedules::in_words as schedule_fault;

use super::arn;
use super::errors::{ServiceError, cluster_not_found};
use super::json::{Input, Object};
use engine::commands::{Command, Reply};
use engine::ids::{ClusterId, InstanceId, LoadBalancerId, ServiceId, TargetGroupId, TaskId};
use engine::model::Name;
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
    match (service, operation) {
        ("ecs", "CreateCluster") => write(clusters::create, clusters::created),
        ("ecs", "DeleteCluster") => write(clusters::delete, clusters::created),
        ("ecs", "PutClusterCapacityProviders") => write(capacity_providers::put, clusters::created),
        ("ecs", "DescribeCapacityProviders") => Handler::Read(capacity_providers::describe),
        ("ecs", "DescribeClusters") => Handler::Read(clusters::describe),
        ("ecs", "ListClusters") => Handler::Read(clusters::list),
        ("ecs", "RegisterTaskDefinition") => write(definitions::register, definitions::registered),
        ("ecs", "DeregisterTaskDefinition") => write(definitions::deregister, definitions::deregistered),
        ("ecs", "DeleteTaskDefinitions") => write(definitions::delete, definitions::deleted),
        ("ecs", "DescribeTaskDefinition") => Handler::Read(definitions::describe),
        ("ecs", "ListTaskDefinitions") => Handler::Read(definitions::list),
        ("ecs", "ListTaskDefinitionFamilies") => Handler::Read(definitions::list_families),
        ("ecs", "CreateService") => write(service_input::create, services::changed),
        ("ecs", "UpdateService") => write(service_input::update, services::changed),
        ("ecs", "DeleteService") => write(service_input::delete, services::changed),
        ("ecs", "DescribeServices") => Handler::Read(services::describe),
        ("ecs", "ListServices") => Handler::Read(services::list),
        ("ecs", "RunTask") => write(run_task::run, run_task::ran),
        ("ecs", "StartTask") => write(run_task::start, run_task::ran),
        ("ecs", "StopTask") => write(run_task::stop, run_task::stopped),
        ("ecs", "DescribeTasks") => Handler::Read(tasks::describe),
        ("ecs", "ListTasks") => Handler::Read(tasks::list),
        ("ecs", "DescribeContainerInstances") => Handler::Read(instances::describe),
        ("ecs", "UpdateContainerInstancesState") => write(instance_changes::set_state, instance_changes::states_set),
        ("ecs", "DeregisterContainerInstance") => write(instance_changes::deregister, instance_changes::deregistered),
        ("ecs", "PutAttributes") => write(attributes::put, attributes::changed),
        ("ecs", "DeleteAttributes") => write(attributes::delete, attributes::changed),
        ("ecs", "ListAccountSettings") => Handler::Read(account_settings::list),
        ("ecs", "PutAccountSetting") => write(account_settings::put, account_settings::changed),
        ("ecs", "PutAccountSettingDefault") => write(account_settings::put_default, account_settings::changed),
        ("ecs", "DeleteAccountSetting") => write(account_settings::delete, account_settings::changed),
        ("ecs", "ListAttributes") => Handler::Read(attributes::list),
        ("ecs", "ListTagsForResource") => Handler::Read(tags_of::ecs),
        ("ecs", "ListContainerInstances") => Handler::Read(instances::list),
        ("elbv2", "CreateLoadBalancer") => write(load_balancers::create, load_balancers::created),
        ("elbv2", "DeleteLoadBalancer") => write(load_balancers::delete, load_balancers::nothing),
        ("elbv2", "DescribeLoadBalancers") => Handler::Read(load_balancers::describe),
        ("elbv2", "CreateListener") => write(listeners::create, listeners::created),
        ("elbv2", "DescribeListeners") => Handler::Read(listeners::describe),
        ("elbv2", "CreateTargetGroup") => write(target_groups::create, target_groups::changed),
        ("elbv2", "DeleteTargetGroup") => write(target_groups::delete, load_balancers::nothing),
        ("elbv2", "DescribeTargetGroups") => Handler::Read(target_groups::describe),
        ("elbv2", "ModifyTargetGroup") => write(target_groups::modify, target_groups::changed),
        ("elbv2", "ModifyTargetGroupAttributes") => {
            write(target_groups::modify_attributes, target_groups::attributes_changed)
        }
        ("elbv2", "DescribeTargetGroupAttributes") => Handler::Read(target_groups::describe_attributes),
        ("elbv2", "DescribeTargetHealth") => Handler::Read(target_health::describe),
        ("elbv2", "DescribeTags") => Handler::Read(tags_of::elbv2),
        ("logs", "DescribeLogGroups") => Handler::Read(log_groups::describe),
        ("logs", "CreateLogGroup") => write(log_groups::create, load_balancers::nothing),
        ("logs", "DeleteLogGroup") => write(log_groups::delete, load_balancers::nothing),
        ("secretsmanager", "CreateSecret") => write(secrets::create, secrets::created),
        ("secretsmanager", "DeleteSecret") => write(secrets::delete, secrets::deleted),
        ("secretsmanager", "DescribeSecret") => Handler::Read(secrets::describe),
        ("secretsmanager", "GetSecretValue") => Handler::Read(secrets::value),
        ("secretsmanager", "ListSecrets") => Handler::Read(secrets::list),
        ("secretsmanager", "PutSecretValue") => write(secrets::put_value, secrets::value_put),
        ("secretsmanager", "RestoreSecret") => write(secrets::restore, secrets::restored),
        ("ssm", "PutParameter") => write(parameters::put, parameters::was_put),
        ("ssm", "DeleteParameter") => write(parameters::delete, load_balancers::nothing),
        ("ssm", "GetParameter") => Handler::Read(parameters::get),
        ("ssm", "GetParameters") => Handler::Read(parameters::get_several),
        ("ssm", "DescribeParameters") => Handler::Read(parameters::describe),
        ("scheduler", "CreateSchedule") => write(schedules::create, schedules::created),
        ("scheduler", "UpdateSchedule") => write(schedules::update, schedules::created),
        ("scheduler", "DeleteSchedule") => write(schedules::delete, load_balancers::nothing),
        ("scheduler", "GetSchedule") => Handler::Read(schedules::get),
        ("scheduler", "ListSchedules") => Handler::Read(schedules::list),
        ("events", "PutRule") => write(rules::put, rules::was_put),
        ("events", "DescribeRule") => Handler::Read(rules::describe),
        ("events", "ListRules") => Handler::Read(rules::list),
        ("events", "EnableRule") => write(rules::enable, load_balancers::nothing),
        ("events", "DisableRule") => write(rules::disable, load_balancers::nothing),
        ("events", "DeleteRule") => write(rules::delete, load_balancers::nothing),
        ("events", "PutTargets") => write(rules::put_targets, rules::targets_changed),
        ("events", "RemoveTargets") => write(rules::remove_targets, rules::targets_changed),
        ("events", "ListTagsForResource") => Handler::Read(tags_of::events),
        ("events", "ListTargetsByRule") => Handler::Read(rules::list_targets),
        _ => panic!("{service} {operation} is in the model without a handler"),
    }
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
    use crate::model::model;

    #[test]
    fn every_operation_of_the_model_has_a_handler() {
        for operation in &model().operations {
            super::handler(operation.service, operation.name);
        }
    }
}
