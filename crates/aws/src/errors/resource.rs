//! What is wrong with secrets, parameters and log groups, in AWS's words.

use super::{ServiceError, limit_exceeded, other};
use engine::model::refusal::ResourceFault;
use engine::model::resource::ResourceKind;

pub(crate) fn in_words(fault: &ResourceFault) -> ServiceError {
    match fault {
        ResourceFault::Exists(ResourceKind::Secret, name) => other(
            "ResourceExistsException",
            format!("The operation failed because the secret {name} already exists."),
        ),
        ResourceFault::Exists(ResourceKind::Parameter, _) => other(
            "ParameterAlreadyExists",
            "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
        ),
        ResourceFault::Exists(ResourceKind::LogGroup, _) => {
            other("ResourceAlreadyExistsException", "The specified log group already exists")
        }
        ResourceFault::Missing(kind, true) => missing(*kind),
        ResourceFault::Missing(kind, false) => missing(*kind).hint(
            "there never was one; the first call that names it through a task definition makes it, unless sim strict is on",
        ),
        ResourceFault::NameLeaving => other(
            "InvalidRequestException",
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
        )
        .hint("restore-secret brings it back, delete-secret --force-delete-without-recovery takes it away at once"),
        ResourceFault::Leaving => marked(),
        ResourceFault::TooMany(ResourceKind::Parameter) => {
            other("ParameterLimitExceeded", "You have exceeded the number of parameters for this AWS account.")
        }
        ResourceFault::TooMany(ResourceKind::Secret | ResourceKind::LogGroup) => {
            limit_exceeded("Resource limit exceeded.")
        }
        ResourceFault::NoType => {
            other("ValidationException", "A parameter type is required when you create a parameter.")
        }
    }
}

/// Of a parameter, AWS says no more than the code.
pub(crate) fn missing(kind: ResourceKind) -> ServiceError {
    match kind {
        ResourceKind::Secret => other("ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
        ResourceKind::Parameter => other("ParameterNotFound", ""),
        ResourceKind::LogGroup => other("ResourceNotFoundException", "The specified log group does not exist."),
    }
}

pub(crate) fn marked() -> ServiceError {
    let why = "You can't perform this operation on the secret because it was marked for deletion.";
    other("InvalidRequestException", why).hint("aws secretsmanager restore-secret brings it back")
}
