//! Environment variables, secrets, and what is read from other services with the execution role.

use crate::errors::{ServiceError, client};
use crate::json::Input;
use engine::model::network::ACCOUNT;
use engine::sorted::SortedSet;

/// Files with environment variables.
const MOST_FILES: usize = 10;
/// Letters of a parameter's name.
const LONGEST_PARAMETER: usize = 2_048;

pub(super) fn check(input: Input, strict: bool) -> Result<(), ServiceError> {
    let has_role = input.text("executionRoleArn").is_some();
    for container in input.list("containerDefinitions") {
        check_names(container)?;
        check_files(container)?;
        let of_log = container.inside("logConfiguration").list("secretOptions");
        for secret in container.list("secrets").chain(of_log) {
            check_source(secret, strict)?;
        }
        if container.inside("repositoryCredentials").is_there() && !has_role {
            return Err(client(
                "Private repository authentication requires that the task definition specify a value for executionRoleArn.",
            ));
        }
        check_credentials(container)?;
    }
    Ok(())
}

fn check_names(container: Input) -> Result<(), ServiceError> {
    let variables: Vec<&str> = container.list("environment").map(|variable| variable.required("name")).collect();
    if variables.iter().any(|name| name.trim().is_empty()) {
        return Err(client("Environment variable name cannot be null or blank."));
    }
    let mut secrets = SortedSet::default();
    for name in container.list("secrets").map(|secret| secret.required("name")) {
        if variables.contains(&name) {
            return Err(client(format!(
                "The secret name must be unique and not shared with any new or existing environment variables set on the container, such as '{name}'."
            )));
        }
        if !secrets.insert(name) {
            return Err(client(format!("Duplicate secret names found: {name}. Each secret name must be unique.")));
        }
    }
    Ok(())
}

fn check_files(container: Input) -> Result<(), ServiceError> {
    let files = container.list("environmentFiles");
    if files.len() > MOST_FILES {
        return Err(client("The maximum number of environment files was exceeded. Specify ten or less and try again."));
    }
    files.map(|file| file.required("value")).try_for_each(check_s3_arn)
}

/// `arn:aws:s3:::bucket/key`
pub(super) fn check_s3_arn(text: &str) -> Result<(), ServiceError> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let fits = match parts.as_slice() {
        ["arn", partition, "s3", _, _, object] => {
            let (bucket, key) = object.split_once('/').unwrap_or_default();
            partition.starts_with("aws") && !bucket.is_empty() && !key.is_empty()
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err(client("Invalid arn syntax.")) }
}

/// Where a secret is: in Secrets Manager by its ARN, in the Parameter Store by ARN or name. People paste definitions of
/// their own accounts, so that only a strict account looks at the number.
fn check_source(secret: Input, strict: bool) -> Result<(), ServiceError> {
    let from = secret.required("valueFrom");
    let parts: Vec<&str> = from.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", _, "secretsmanager", _, _, _] => Ok(()),
        ["arn", _, "ssm", _, account, _] if *account == ACCOUNT || !strict => Ok(()),
        ["arn", _, "ssm", _, account, _] => Err(client(format!(
            "The Systems Manager parameter ARN has a different account ID than the current account. The current account ID is {ACCOUNT} and the ARN account ID is {account}. Cross-account access for ARNs is not currently supported."
        ))),
        _ => {
            let letter = |c: char| c.is_ascii_alphanumeric() || "_.-/".contains(c);
            if !from.is_empty() && from.len() <= LONGEST_PARAMETER && from.chars().all(letter) {
                return Ok(());
            }
            Err(client(format!(
                "The Systems Manager parameter name specified for secret {} is invalid. The parameter name can be up to 2048 characters and include the following letters and symbols: a-zA-Z0-9_.-",
                secret.required("name")
            )))
        }
    }
}

/// The texts are ours.
fn check_credentials(container: Input) -> Result<(), ServiceError> {
    let specs = container.texts("credentialSpecs");
    let name = container.required("name");
    if specs.len() > 1 {
        return Err(client(format!("Container '{name}' has more than one credential spec.")));
    }
    let fits =
        |spec: &&str| spec.starts_with("credentialspec:arn:") || spec.starts_with("credentialspecdomainless:arn:");
    if specs.iter().all(fits) {
        return Ok(());
    }
    let error = client(format!("Invalid 'credentialSpecs' setting for container '{name}'."));
    Err(error.hint("credentialspec: or credentialspecdomainless:, and the ARN of a file in S3 or a parameter"))
}
