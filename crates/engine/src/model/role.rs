//! IAM roles, as far as tasks need them: who may be it, and what it may not do (roles-and-resources.md#roles).

use super::Name;
use crate::ids::{InstanceId, TaskId};
use crate::sorted::SortedSet;

pub const ECR_TOKEN: &str = "ecr:GetAuthorizationToken";
pub const ECR_READ: &str = "ecr:BatchGetImage";
pub const ECR_LAYERS: &str = "ecr:GetDownloadUrlForLayer";
pub const LOG_GROUP: &str = "logs:CreateLogGroup";
pub const LOG_STREAM: &str = "logs:CreateLogStream";
pub const PUT_LINES: &str = "logs:PutLogEvents";
pub const READ_SECRET: &str = "secretsmanager:GetSecretValue";
pub const READ_PARAMETERS: &str = "ssm:GetParameters";
pub const PASS_ROLE: &str = "iam:PassRole";

/// What is asked of roles for a task, apart from what its applications call.
pub const ASKED: [&str; 9] =
    [ECR_TOKEN, ECR_READ, ECR_LAYERS, LOG_GROUP, LOG_STREAM, PUT_LINES, READ_SECRET, READ_PARAMETERS, PASS_ROLE];

/// A role may do everything but what is taken from it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Role {
    /// Whether its trust relationship lets ECS tasks be it.
    pub assumable: bool,
    /// Actions as IAM writes them: `secretsmanager:GetSecretValue`, `ecr:*`, `*`.
    pub denied: SortedSet<Name>,
}

/// Who a process is to AWS.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Caller {
    Role(Name, TaskId),
    /// The role of the EC2 instance: what a process gets that has none of its own.
    Instance(InstanceId),
    /// Fargate without a role: there are no credentials.
    Nobody,
}

/// A call to AWS that was refused.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Denied {
    pub caller: Caller,
    pub action: Name,
    /// What was asked for; `*` where the action has no resource.
    pub resource: Name,
}

/// What the agent couldn't get for a task with the execution role.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum InitFault {
    RegistryAuth(Denied),
    /// A secret or parameter, as the definition names it.
    Unread(Use, Name, Unread),
    /// Parameters that aren't there.
    NoParameters(Vec<Name>),
    LogStream(LogFault),
    /// There is no way to it from the task's subnet.
    Unreachable(Asked),
}

/// What a secret is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Use {
    /// The environment of a container, or options of its log driver.
    Container,
    /// To sign in to a registry.
    Registry,
}

/// Why a secret or parameter can't be read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Unread {
    Denied(Denied),
    /// It is another account's, which doesn't let this one read it.
    OtherAccount(Denied),
    Missing,
    MarkedForDeletion,
    NoStage(Name),
    NoVersion(Name),
    /// Its JSON lacks this key.
    NoKey(Name),
    /// It isn't JSON with keys: what the agent's reader says.
    NotJson(Name),
}

/// Why a log driver can't begin.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum LogFault {
    /// The stream, or the group.
    Denied(Denied),
    NoGroup,
}

/// What the agent asks for before it pulls.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Asked {
    RegistryAuth,
    /// The secret.
    Secret(Name),
    Parameter,
}

impl Default for Role {
    fn default() -> Self {
        Role { assumable: true, denied: SortedSet::default() }
    }
}

impl Role {
    pub fn allows(&self, action: &str) -> bool {
        !self.denied.iter().any(|pattern| covers(pattern, action))
    }
}

/// Whether a pattern, which may end in `*`, covers an action. IAM doesn't tell upper from lower case.
pub fn covers(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    match pattern.strip_suffix('*') {
        Some(beginning) => action.starts_with(beginning),
        None => pattern == action,
    }
}

/// The name of a role in its ARN or by itself.
pub fn role_name(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_denied_isnt_allowed() {
        let denied = ["ecr:*", "s3:GetObject"].into_iter().map(Name::from).collect();
        let role = Role { denied, ..Role::default() };
        let allowed = |action| role.allows(action);
        assert!(!allowed("ecr:BatchGetImage") && !allowed("s3:getobject"));
        assert!(allowed("s3:PutObject") && allowed("ecrx:Get"));
        assert_eq!(role_name("arn:aws:iam::123456789012:role/service/web"), "web");
    }
}
