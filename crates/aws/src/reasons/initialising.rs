//! Why a task wasn't initialised, in the words of Fargate's agent and of the one on EC2.

use super::{access_denied, refused_by};
use engine::model::Name;
use engine::model::network::REGION;
use engine::model::resource::{ResourceKind, Source, without_key};
use engine::model::role::{Asked, InitFault, LogFault, Unread, Use};
use engine::model::service::LaunchType;
use engine::world::World;

const INITIALISING: &str = "ResourceInitializationError: unable to pull secrets or registry auth:";
const RETRIEVAL: &str =
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:";
const CANCELLED: &str = "RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task network configuration.";
const SECRETS: &str = "unable to retrieve secret from asm";
const PARAMETERS: &str = "unable to retrieve secrets from ssm";
const ONCE: &str = "service call has been retried 1 time(s):";

pub fn not_initialised(world: &World, on: LaunchType, fault: &InitFault) -> String {
    match fault {
        InitFault::RegistryAuth(denied) => {
            format!("{RETRIEVAL} unable to retrieve ecr registry auth: {ONCE} {}", access_denied(world, denied))
        }
        InitFault::Unread(used, from, why) => match on {
            LaunchType::Fargate => unread_on_fargate(world, *used, from, why),
            LaunchType::Ec2 => unread_on_instance(world, *used, from, why),
        },
        // Agent: ssm.go; words of Fargate: roles-and-resources.md#secrets-and-parameters.
        InitFault::NoParameters(names) => match on {
            LaunchType::Fargate => {
                format!("{RETRIEVAL} {PARAMETERS}: {ONCE} invalid ssm parameters: {}", names.join(","))
            }
            LaunchType::Ec2 => {
                let names = names.join(",");
                format!("Fetching secret data from SSM Parameter Store in {REGION}: invalid parameters: {names}")
            }
        },
        // Words: fck-nat #99, copilot-cli #5927; releem-agent #195, copilot-cli #5171.
        InitFault::Unreachable(Asked::RegistryAuth) => format!(
            "{INITIALISING} The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. RequestError: send request failed caused by: Post \"https://api.ecr.{REGION}.amazonaws.com/\": dial tcp 44.213.79.104:443: i/o timeout"
        ),
        InitFault::Unreachable(Asked::Secret(from)) => format!(
            "{RETRIEVAL} {SECRETS}: service call has been retried 5 time(s): failed to fetch secret {from} from secrets manager: {CANCELLED}"
        ),
        InitFault::Unreachable(Asked::Parameter) => {
            format!("{RETRIEVAL} {PARAMETERS}: service call has been retried 5 time(s): {CANCELLED}")
        }
        // Words: terraform-aws-ecs #145 and #313, minecraft-ondemand #12.
        InitFault::LogStream(fault) => format!(
            "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: {} : exit status 1",
            no_log(world, fault)
        ),
    }
}

/// What the log driver says.
pub(crate) fn no_log(world: &World, fault: &LogFault) -> String {
    match fault {
        LogFault::Denied(denied) => {
            let what = if denied.action.ends_with("Group") { "group" } else { "stream" };
            format!("failed to create Cloudwatch log {what}: {}", access_denied(world, denied))
        }
        LogFault::NoGroup => {
            "failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist."
                .into()
        }
    }
}

/// Words: aws-cdk #18555, dify-self-hosted-on-aws #35, keycloak-on-aws #222.
fn unread_on_fargate(world: &World, used: Use, from: &Name, why: &Unread) -> String {
    let reason = reason(world, why);
    let secret = without_key(from);
    match (used, source(from, used).kind, why) {
        (Use::Registry, ..) => format!(
            "{RETRIEVAL} unable to get registry auth from asm: {ONCE} asm fetching secret from the service for {secret}: {reason}"
        ),
        (Use::Container, ResourceKind::Secret, Unread::NoKey(_) | Unread::NotJson(_)) => {
            format!("{RETRIEVAL} {SECRETS}: {ONCE} {reason}")
        }
        (Use::Container, ResourceKind::Secret, _) => {
            format!("{RETRIEVAL} {SECRETS}: {ONCE} failed to fetch secret {secret} from secrets manager: {reason}")
        }
        (Use::Container, ResourceKind::Parameter | ResourceKind::LogGroup, _) => {
            format!("{RETRIEVAL} {PARAMETERS}: {ONCE} {reason}")
        }
    }
}

/// Agent: asmsecret.go, ssmsecret.go, asmauth.go; ECS begins the sentence with a capital.
fn unread_on_instance(world: &World, used: Use, from: &Name, why: &Unread) -> String {
    let reason = reason(world, why);
    let (secret, source) = (without_key(from), source(from, used));
    let region = source.place.map_or(REGION, |(region, _)| region);
    match (used, source.kind, why) {
        (Use::Registry, ..) => format!("Asm fetching secret from the service for {secret}: {reason}"),
        (Use::Container, ResourceKind::Secret, Unread::NoKey(_) | Unread::NotJson(_)) => {
            format!("Fetching secret data from AWS Secrets Manager in region {region}: {reason}")
        }
        (Use::Container, ResourceKind::Secret, _) => {
            format!("Fetching secret data from AWS Secrets Manager in region {region}: secret {secret}: {reason}")
        }
        (Use::Container, ResourceKind::Parameter | ResourceKind::LogGroup, _) => {
            format!("Fetching secret data from SSM Parameter Store in {region}: {reason}")
        }
    }
}

fn source(from: &Name, used: Use) -> Source<'_> {
    match used {
        Use::Container => Source::parse(from),
        Use::Registry => Source::parse_credentials(from),
    }
}

/// The answer of Secrets Manager or the Parameter Store, or what the agent finds in the value.
fn reason(world: &World, why: &Unread) -> String {
    const NO_VALUE: &str = "ResourceNotFoundException: Secrets Manager can't find the specified secret value for";
    match why {
        Unread::Denied(denied) => access_denied(world, denied),
        Unread::OtherAccount(denied) => refused_by("resource", world, denied),
        Unread::Missing => "ResourceNotFoundException: Secrets Manager can't find the specified secret.".into(),
        Unread::MarkedForDeletion => "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.".into(),
        Unread::NoStage(stage) => format!("{NO_VALUE} staging label: {stage}"),
        Unread::NoVersion(version) => format!("{NO_VALUE} VersionId: {version}"),
        Unread::NoKey(key) => format!("retrieved secret from Secrets Manager did not contain json key {key}"),
        Unread::NotJson(why) => why.to_string(),
    }
}
