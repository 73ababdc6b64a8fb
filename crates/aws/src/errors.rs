//! The errors of the APIs: an AWS exception with its message.

pub mod definition;
pub(crate) mod resource;
pub(crate) mod schedule;
mod shifting;

use crate::arn;
use engine::ids::TargetGroupId;
use engine::model::refusal::{
    BalancingFault, ClusterFault, DaemonFault, InstanceFault, NetworkFault, ProviderFault, Refusal, ServiceFault,
};
use engine::world::World;

/// What went wrong with a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ApiError {
    /// The CLI would not have sent it: a fault a line.
    Parameters(Vec<String>),
    Service(ServiceError),
}

/// What the service answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceError {
    /// `ClientException`, `InvalidParameterException` …
    pub code: &'static str,
    pub message: String,
    /// What could be done about it. Not AWS's; shown apart.
    pub hint: Option<String>,
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> ApiError {
        ApiError::Service(error)
    }
}

pub fn client(message: impl Into<String>) -> ServiceError {
    ServiceError { code: "ClientException", message: message.into(), hint: None }
}

pub fn invalid(message: impl Into<String>) -> ServiceError {
    ServiceError { code: "InvalidParameterException", message: message.into(), hint: None }
}

pub fn limit_exceeded(message: impl Into<String>) -> ServiceError {
    other("LimitExceededException", message)
}

pub fn other(code: &'static str, message: impl Into<String>) -> ServiceError {
    ServiceError { code, message: message.into(), hint: None }
}

pub fn service_not_found() -> ServiceError {
    other("ServiceNotFoundException", "Service not found.")
}

pub(crate) fn service_deployment_not_found() -> ServiceError {
    other("ServiceDeploymentNotFoundException", "Service deployment not found.")
        .hint("aws ecs list-service-deployments --service SERVICE has their ARNs")
}

pub fn cluster_not_found() -> ServiceError {
    other("ClusterNotFoundException", "Cluster not found.")
}

/// elbv2's errors have codes without "Exception".
pub fn elb(code: &'static str, message: impl Into<String>) -> ServiceError {
    other(code, message)
}

/// What Elastic Load Balancing says of most wrong input.
pub fn elb_validation(message: impl Into<String>) -> ServiceError {
    elb("ValidationError", message)
}

impl ServiceError {
    pub fn hint(self, hint: impl Into<String>) -> ServiceError {
        ServiceError { hint: Some(hint.into()), ..self }
    }

    /// A refusal in AWS's words. `world` is the one in which the command was refused.
    pub fn from_refusal(world: &World, refusal: &Refusal) -> ServiceError {
        match refusal {
            Refusal::Cluster(fault) => cluster(fault),
            Refusal::Service(ServiceFault::Shifting(fault)) => shifting::fault(world, fault),
            Refusal::Service(fault) => service(fault),
            Refusal::Daemon(fault) => daemon(fault),
            Refusal::Provider(fault) => provider(fault, world),
            Refusal::Balancing(fault) => balancing(fault, world),
            Refusal::Instance(fault) => instance(fault),
            Refusal::Network(fault) => network(fault),
            Refusal::TaskNotFound => invalid("The referenced task was not found."),
            Refusal::DefinitionNotFound => client("TaskDefinition not found."),
            Refusal::DefinitionInactive => client("TaskDefinition is inactive"),
            Refusal::DefinitionBeingDeleted => {
                client("The task definition could not be deregistered because it is in the process of being deleted.")
            }
            Refusal::TokenInUse => other(
                "ConflictException",
                "The provided clientToken is already in use with a different RunTask request.",
            ),
            Refusal::SettingValue(setting) => invalid("Invalid setting 'value'").hint(format!(
                "{} is one of {}",
                setting.name(),
                setting.values().join(", ")
            )),
            Refusal::LongArnsStay => invalid("You can no longer disable Long Arn settings"),
            Refusal::CountOutOfRange(most) => invalid(format!("Count must be between 1 and {most}")),
            Refusal::TooMany(what) => invalid(format!("The maximum number of {what} has been exceeded."))
                .hint("sim quota lists the quotas, and sets them"),
            Refusal::TooManyItems { list: "placementStrategy", most } => {
                invalid(format!("Maximum number of strategies is {most}."))
            }
            Refusal::TooManyItems { list, most } => invalid(format!("{list} can have at most {most} items.")),
            Refusal::RoleNotAssumable(role) => client(super::reasons::role_not_assumable(role)),
            Refusal::OverrideOfNothing(name) => {
                invalid(format!("Override for container named {name} is not a container in the TaskDefinition."))
            }
            Refusal::NotForFargate => invalid("Task definition does not support launch_type FARGATE."),
            Refusal::StrategyOnFargate => invalid("Placement strategies are not supported with FARGATE launch type."),
            Refusal::ConstraintsOnFargate => {
                invalid("Placement constraints are not supported with FARGATE launch type.")
            }
            Refusal::PlatformVersionOnEc2 => {
                invalid("The platform version must be null when specifying an EC2 launch type.")
            }
            // API: PlatformUnknownException.
            Refusal::PlatformUnknown => {
                other("PlatformUnknownException", "The specified platform version does not exist.")
            }
            Refusal::TooManyConstraints => {
                invalid("There can be at most 10 placement constraints, those of the task definition included.")
            }
            Refusal::NotForStrategy => {
                invalid("The selected task definition is not compatible with the selected compute strategy.")
            }
            Refusal::Definition(fault) => definition::in_words(fault),
            Refusal::Resource(fault) => resource::in_words(fault),
            Refusal::Schedule(fault) => schedule::in_words(fault),
            Refusal::Sim(why) => other("Sim", why.clone()),
        }
    }
}

fn cluster(fault: &ClusterFault) -> ServiceError {
    match fault {
        ClusterFault::NotFound => cluster_not_found(),
        ClusterFault::HasServices => {
            other("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.")
        }
        ClusterFault::HasInstances => other(
            "ClusterContainsContainerInstancesException",
            "The Cluster cannot be deleted while Container Instances are active or draining.",
        ),
        ClusterFault::HasTasks => {
            other("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.")
        }
    }
}

fn service(fault: &ServiceFault) -> ServiceError {
    match fault {
        ServiceFault::NotFound => service_not_found(),
        ServiceFault::NotActive => other("ServiceNotActiveException", "Service was not ACTIVE."),
        ServiceFault::StillDraining => invalid("Unable to Start a service that is still Draining."),
        ServiceFault::ScaledAboveZero => invalid("The service cannot be stopped while it is scaled above 0.")
            .hint("scale it down first (--desired-count 0), or delete it with --force"),
        ServiceFault::NotIdempotent => invalid("Creation of service was not idempotent.")
            .hint("a service of this name exists; update-service changes it"),
        ServiceFault::DesiredCountExceedsLimit => {
            invalid("Desired count exceeds limit.").hint("sim quota lists the quotas, and sets them")
        }
        ServiceFault::PercentsBlock => invalid(
            "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.",
        ),
        ServiceFault::EarlySuccessBelowMinimum => invalid(
            "The healthyPercent of earlySuccessCriteria must be greater than or equal to minimumHealthyPercent.",
        ),
        ServiceFault::ServiceDeploymentNotFound => service_deployment_not_found(),
        ServiceFault::HookDoesNotWait => shifting::does_not_wait(),
        ServiceFault::Shifting(_) => unreachable!("has words of its own"),
        ServiceFault::ServiceDeploymentOver(status) => other(
            "ConflictException",
            format!("The service deployment is in the {} state and can't be stopped.", status.name()),
        ),
        // ecspresso #977, aws-cdk #36563.
        ServiceFault::StrategyNeedsDeployment => invalid(
            "When switching from launch type to capacity provider strategy on an existing service, or making a change to a capacity provider strategy on a service that is already using one, you must force a new deployment.",
        )
        .hint("--force-new-deployment"),
        ServiceFault::RebalancingNotEligible => invalid(
            "Availability Zone rebalancing isn't possible for this service: it needs the REPLICA strategy, no placement \
             strategy or one that begins with spread by attribute:ecs.availability-zone, maximumPercent above 100, and \
             no constraint on attribute:ecs.availability-zone.",
        ),
    }
}

fn daemon(fault: &DaemonFault) -> ServiceError {
    match fault {
        DaemonFault::Fargate => invalid("The daemon scheduling strategy is not supported for AWS Fargate."),
        // The words of the next six are in CP: rules/ecs/pf-ecs-svc-….
        DaemonFault::PlacementStrategy => invalid(
            "The daemon scheduling strategy does not support placement strategies. Remove the placement strategy and try again",
        ),
        DaemonFault::Maximum => invalid(
            "The daemon scheduling strategy does not support values above 100 for maximumPercent on a deployment configuration. Change the maximumPercent value to 100, and try again",
        ),
        DaemonFault::Rebalancing => invalid(
            "The service couldn't be created because Availability Zone Rebalancing does not support DAEMON as scheduling strategy. Update scheduling strategy and try again.",
        ),
        DaemonFault::Providers => invalid(
            "Specifying a capacity provider strategy is not supported when you create a service using the DAEMON scheduling strategy.",
        )
        .hint("the cluster's default strategy counts too: --launch-type EC2 goes without"),
        DaemonFault::DesiredCount => invalid(
            "The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again",
        ),
    }
}

fn provider(fault: &ProviderFault, world: &World) -> ServiceError {
    match fault {
        ProviderFault::NoWeight { default } => invalid(no_weight(*default))
            .hint("--capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=1: without weight it is 0"),
        ProviderFault::SeveralBases { default: false } => invalid(
            "There are multiple capacity providers in the specified capacity provider strategy with a base value greater than zero. Only one capacity provider can have a base value greater than zero. Specify a valid capacity provider strategy and try again.",
        ),
        ProviderFault::SeveralBases { default: true } => invalid(
            "The specified capacity provider strategy contains multiple capacity providers with a base value defined. Only one capacity provider per strategy can have a base value defined.",
        ),
        ProviderFault::Twice(provider) => invalid(format!(
            "The capacity provider {} is in the capacity provider strategy more than once.",
            world.providers[*provider].name
        )),
        ProviderFault::NotAssociated { default: true } => invalid(
            "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.",
        ),
        ProviderFault::NotAssociated { default: false } => invalid(
            "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster and try again.",
        ),
        ProviderFault::InUse => {
            other("ResourceInUseException", "The specified capacity provider is in use and cannot be removed.")
        }
    }
}

fn balancing(fault: &BalancingFault, world: &World) -> ServiceError {
    match fault {
        BalancingFault::TargetGroupNotFound(name) => {
            elb("TargetGroupNotFound", "One or more target groups not found").hint(format!("there is no {name}"))
        }
        BalancingFault::TargetGroupInUse(name) => {
            elb("ResourceInUse", format!("Target group '{name}' is currently in use by a listener or a rule"))
        }
        BalancingFault::TargetTypeMismatch(id) => {
            let arn = arn::target_group(world, *id);
            invalid(match world.target_groups[*id].target_type {
                engine::model::balancer::TargetType::Instance => format!(
                    "The provided target group {arn} has target type instance, which is incompatible with the awsvpc network mode specified in the task definition."
                ),
                engine::model::balancer::TargetType::Ip => format!(
                    "The provided target group {arn} has target type ip, which is incompatible with the bridge network mode specified in the task definition."
                ),
            })
        }
        BalancingFault::NoLoadBalancer(id) => invalid(format!(
            "The target group with targetGroupArn {} does not have an associated load balancer.",
            arn::target_group(world, *id)
        )),
        BalancingFault::NoSuchContainer(name) => {
            invalid(format!("The container {name} does not exist in the task definition."))
        }
        BalancingFault::NoSuchContainerPort(name, port) => {
            invalid(format!("The container {name} did not have a container port {port} defined."))
        }
        BalancingFault::LoadBalancerNotFound(name) => {
            elb("LoadBalancerNotFound", "One or more load balancers not found").hint(format!("there is no {name}"))
        }
        BalancingFault::NameTaken { kind: "load balancer", name } => {
            elb("DuplicateLoadBalancerName", format!("A load balancer with the same name '{name}' exists"))
        }
        BalancingFault::NameTaken { kind: _, name } => {
            elb("DuplicateTargetGroupName", format!("A target group with the same name '{name}' exists"))
        }
        BalancingFault::ListenerPortTaken(port) => {
            elb("DuplicateListener", format!("A listener already exists on this port for this load balancer '{port}'"))
        }
        BalancingFault::ListenerNotFound
        | BalancingFault::RuleNotFound
        | BalancingFault::PriorityTaken(_)
        | BalancingFault::TooManyRules(_)
        | BalancingFault::BehindAnother(_)
        | BalancingFault::IncompatibleProtocols(_)
        | BalancingFault::Protected(_)
        | BalancingFault::NobodyThere(..)
        | BalancingFault::DefaultRule => routing(fault, world),
    }
}

/// Of listeners, rules and by-hand targets.
fn routing(fault: &BalancingFault, world: &World) -> ServiceError {
    let arns = |groups: &[TargetGroupId]| {
        groups.iter().map(|group| arn::target_group(world, *group)).collect::<Vec<_>>().join(", ")
    };
    match fault {
        BalancingFault::PriorityTaken(priority) => {
            elb("PriorityInUse", format!("Priority '{priority}' is currently in use"))
        }
        BalancingFault::TooManyRules(most) => {
            elb("TooManyRules", format!("A load balancer can only have '{most}' rules"))
        }
        BalancingFault::BehindAnother(groups) => elb(
            "TargetGroupAssociationLimit",
            format!(
                "The following target groups cannot be associated with more than one load balancer: {}",
                arns(groups)
            ),
        ),
        BalancingFault::IncompatibleProtocols(groups) => elb(
            "IncompatibleProtocols",
            format!("The listener and the following target groups have incompatible protocols: {}", arns(groups)),
        ),
        BalancingFault::Protected(id) => elb(
            "OperationNotPermitted",
            format!(
                "Load balancer '{}' cannot be deleted because deletion protection is enabled",
                arn::load_balancer(world, *id)
            ),
        ),
        BalancingFault::NobodyThere(name, port) => {
            elb("InvalidTarget", format!("The following targets are not valid: '{}:{port}'", crate::cut(name, 40)))
                .hint("targets here are running tasks: their own address, or their instance, and a port that they have")
        }
        BalancingFault::DefaultRule => elb("OperationNotPermitted", "Default rule cannot be modified or deleted")
            .hint("modify-listener --default-actions changes what it does"),
        BalancingFault::ListenerNotFound => elb("ListenerNotFound", "One or more listeners not found"),
        BalancingFault::RuleNotFound => elb("RuleNotFound", "One or more rules not found"),
        BalancingFault::TargetGroupNotFound(_)
        | BalancingFault::TargetGroupInUse(_)
        | BalancingFault::TargetTypeMismatch(_)
        | BalancingFault::NoLoadBalancer(_)
        | BalancingFault::NoSuchContainer(_)
        | BalancingFault::NoSuchContainerPort(..)
        | BalancingFault::LoadBalancerNotFound(_)
        | BalancingFault::NameTaken { .. }
        | BalancingFault::ListenerPortTaken(_) => balancing(fault, world),
    }
}

fn instance(fault: &InstanceFault) -> ServiceError {
    match fault {
        InstanceFault::NoneThere => invalid("No Container Instances were found in your cluster.")
            .hint("sim add-instances --cluster CLUSTER --type m5.large --count 3 launches some"),
        InstanceFault::NotFound(text) => invalid(format!("Referenced container instance {text} not found.")),
        InstanceFault::HasTasks => invalid("Found running tasks on the instance.")
            .hint("drain it first (update-container-instances-state --status DRAINING), or use --force"),
        InstanceFault::TargetNotFound(text) => other("TargetNotFoundException", format!("Could not find {text}")),
        InstanceFault::TooManyAttributes(most) => other(
            "AttributeLimitExceededException",
            format!("You can apply up to {most} custom attributes for each resource."),
        ),
        InstanceFault::AttributeName(name) => invalid(format!("Invalid attribute name: '{name}'."))
            .hint("1 to 128 letters, digits, - _ . / \\; names that begin with ecs. are ECS's own"),
        InstanceFault::AttributeValue(value) => invalid(format!("Invalid attribute value: '{value}'."))
            .hint("1 to 128 letters, digits, - _ . / \\ @ : , and spaces between them"),
        InstanceFault::CountOutOfRange => invalid("Container instances must be between 1 and 10"),
    }
}

fn network(fault: &NetworkFault) -> ServiceError {
    match fault {
        NetworkFault::Required => {
            invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
        }
        NetworkFault::NotValid => {
            invalid("Network Configuration is not valid for the given networkMode of this task definition.")
        }
        NetworkFault::SubnetsEmpty => invalid("subnets can not be empty."),
        NetworkFault::SubnetNotFound(id) => invalid(format!(
            "Error retrieving subnet information for [{id}]: The subnet ID '{id}' does not exist (ErrorCode: InvalidSubnetID.NotFound)"
        )),
        NetworkFault::SecurityGroupNotFound(id) => invalid(format!(
            "Error retrieving security group information for [{id}]: The security group '{id}' does not exist (ErrorCode: InvalidGroup.NotFound)"
        )),
        NetworkFault::PublicIpOnEc2 => invalid("Assign public IP is not supported for this launch type."),
    }
}

/// Of the cluster's default strategy, and of one of the call (CP: pf-ecs-svc-capacity-provider-zero-weight).
fn no_weight(default: bool) -> &'static str {
    match default {
        true => {
            "There are no capacity providers with a weight value greater than zero defined in the default capacity provider strategy. At least one capacity provider must have a weight value greater than zero specified. Update the cluster's default capacity provider strategy or specify a valid capacity provider strategy and try again."
        }
        false => {
            "There are no capacity providers in the capacity provider strategy with a weight value greater than zero. Specify a weight value greater than zero for at least one capacity provider and try again."
        }
    }
}
