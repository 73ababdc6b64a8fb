//! Parameters of the Parameter Store of Systems Manager.

use serde_json::Value;

use super::resources::{all, content, missing, value};
use crate::arn;
use crate::errors::{ServiceError, other};
use crate::json::{Input, Object, texts};
use crate::kept;
use crate::time::timestamp;
use engine::commands::{Command, Reply, ResourceCommand};
use engine::model::Name;
use engine::model::kept::Kept;
use engine::model::resource::{Content, Resource, ResourceKind, Source};
use engine::world::World;

const KIND: ResourceKind = ResourceKind::Parameter;
/// Letters of a value, in the standard tier and in the advanced one.
const LONGEST: usize = 4_096;
const LONGEST_ADVANCED: usize = 8_192;
/// Levels of a name with a path.
const MOST_LEVELS: usize = 15;

fn validation(why: impl Into<String>) -> ServiceError {
    other("ValidationException", why)
}

pub(super) fn put(world: &World, input: Input) -> Result<Command, ServiceError> {
    let (name, text) = (input.required("Name"), input.required("Value"));
    check_name(name)?;
    let advanced = input.text("Tier").is_some_and(|tier| tier != "Standard");
    let (tier, most) = if advanced { ("Advanced", LONGEST_ADVANCED) } else { ("Standard", LONGEST) };
    if text.is_empty() {
        return Err(validation(
            "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
        ));
    }
    if text.len() > most {
        return Err(validation(format!(
            "{tier} tier parameters support a maximum parameter value of {most} characters."
        )));
    }
    let overwrite = input.flag("Overwrite");
    if overwrite && !input.values("Tags").is_empty() {
        return Err(validation(
            "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag.",
        ));
    }
    // Another value has the type and the tier of the one before, unless another is given.
    let there = world.account.resource(KIND, name).filter(|parameter| parameter.is_there());
    let tier = (input.text("Tier").is_some() || there.is_none()).then_some(tier);
    let own = [("Type", input.text("Type")), ("Tier", tier)];
    let own = own.into_iter().filter_map(|(path, text)| Some((path.into(), Value::from(text?).to_string().into())));
    let kept = kept::of("ssm", "PutParameter", input).updated(&Kept::new(own));
    let content = Some(content(Some(text), None));
    Ok(ResourceCommand::Put { kind: KIND, name: name.into(), content, kept, overwrite }.into())
}

fn check_name(name: &str) -> Result<(), ServiceError> {
    let first = name.trim_start_matches('/').to_ascii_lowercase();
    let letter = |c: char| c.is_ascii_alphanumeric() || "_.-/".contains(c);
    if first.is_empty() || first.starts_with("aws") || first.starts_with("ssm") || !name.chars().all(letter) {
        return Err(validation(
            "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_",
        ));
    }
    if name.contains('/') && !name.starts_with('/') {
        return Err(validation("Parameter name must be a fully qualified name."));
    }
    if name.split('/').count() > MOST_LEVELS + 1 {
        let why = format!("A hierarchy can have a maximum of {MOST_LEVELS} levels.");
        return Err(other("HierarchyLevelLimitExceededException", why));
    }
    Ok(())
}

pub(super) fn was_put(world: &World, reply: &Reply) -> Value {
    let Reply::Resource(kind, name) = reply else { return Value::Null };
    let Some(parameter) = world.account.resource(*kind, name) else { return Value::Null };
    Object::new().with("Version", parameter.versions).with("Tier", tier(parameter)).value()
}

fn tier(parameter: &Resource) -> String {
    kept::text(&parameter.kept, "Tier").unwrap_or_else(|| "Standard".into())
}

fn kind_of(parameter: &Resource) -> String {
    kept::text(&parameter.kept, "Type").unwrap_or_else(|| "String".into())
}

fn data_type(parameter: &Resource) -> String {
    kept::text(&parameter.kept, "DataType").unwrap_or_else(|| "text".into())
}

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(ResourceCommand::Delete { kind: KIND, name: input.required("Name").into() }.into())
}

/// By name or ARN; of a version, where one stands behind it.
fn find<'a>(world: &'a World, asked: &str) -> Result<(Name, &'a Resource, &'a Content, u32), ServiceError> {
    let (whole, version) = match asked.rsplit_once(':') {
        Some((whole, version)) if !asked.starts_with("arn:") || asked.split(':').count() > 6 => (whole, Some(version)),
        Some(_) | None => (asked, None),
    };
    let name = world.account.named(&Source::parse(whole)).ok_or_else(|| missing(KIND))?;
    let parameter = world.account.resource(KIND, &name).filter(|parameter| parameter.is_there());
    let parameter = parameter.ok_or_else(|| missing(KIND))?;
    let latest = parameter.versions;
    let number = version.map_or(Some(latest), |version| version.parse().ok());
    let content = match number {
        Some(number) if number == latest => parameter.content.as_ref(),
        Some(number) if number + 1 == latest => parameter.previous.as_ref(),
        Some(_) | None => None,
    };
    let version = version.unwrap_or_default();
    let why = format!("Systems Manager could not find version {version} of {name}. Verify the version and try again.");
    let content = content.ok_or_else(|| other("ParameterVersionNotFound", why))?;
    Ok((name, parameter, content, number.unwrap_or(latest)))
}

pub(super) fn get(world: &World, input: Input) -> Result<Value, ServiceError> {
    let parameter = got(world, input.required("Name"), input.flag("WithDecryption"))?;
    Ok(Object::new().with("Parameter", parameter).value())
}

pub(super) fn get_several(world: &World, input: Input) -> Result<Value, ServiceError> {
    let (mut found, mut invalid) = (Vec::new(), Vec::new());
    for name in input.texts("Names") {
        match got(world, name, input.flag("WithDecryption")) {
            Ok(parameter) => found.push(parameter),
            Err(_) => invalid.push(name.to_string()),
        }
    }
    Ok(Object::new().with("Parameters", found).with("InvalidParameters", texts(invalid)).value())
}

fn got(world: &World, asked: &str, decrypted: bool) -> Result<Value, ServiceError> {
    let (name, parameter, content, version) = find(world, asked)?;
    let sealed = kind_of(parameter) == "SecureString" && !decrypted;
    let selector = asked.strip_prefix(&*name).filter(|selector| selector.starts_with(':'));
    let shown = if sealed { "AQICAHg… (encrypted)" } else { value(content) };
    Ok(Object::new()
        .with("Name", &*name)
        .with("Type", kind_of(parameter))
        .with("Value", shown)
        .with("Version", version)
        .with("Selector", selector)
        .with("LastModifiedDate", timestamp(parameter.changed_at))
        .with("ARN", arn::parameter(&name))
        .with("DataType", data_type(parameter))
        .value())
}

/// Parameters of one call.
const MOST: usize = 50;

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let filters: Vec<Input> = input.list("Filters").chain(input.list("ParameterFilters")).collect();
    if let Some(filter) = filters.iter().find(|filter| !KEYS.contains(&filter.required("Key"))) {
        let why = format!(
            "The following filter key is not valid: {}. Valid filter keys include: [{}]",
            crate::cut(filter.required("Key"), 80),
            KEYS.join(", ")
        );
        return Err(other("InvalidFilterKey", why));
    }
    let by_default = if input.values("Filters").is_empty() { "Equals" } else { "BeginsWith" };
    let fits = |name: &Name, parameter: &Resource| {
        filters.iter().all(|filter| fits(name, parameter, *filter, filter.text("Option").unwrap_or(by_default)))
    };
    let found: Vec<_> = all(world, KIND).filter(|(name, parameter)| fits(name, parameter)).collect();
    let length = match input.number("MaxResults").map(usize::try_from) {
        None => MOST,
        Some(Ok(length)) if (1..=MOST).contains(&length) => length,
        Some(_) => return Err(validation(format!("MaxResults must be between 1 and {MOST}."))),
    };
    let first: usize = match input.text("NextToken").map(str::parse) {
        None => 0,
        Some(Ok(first)) => first,
        Some(Err(_)) => return Err(other("InvalidNextToken", "The specified token isn't valid.")),
    };
    let next = (first.saturating_add(length) < found.len()).then(|| (first + length).to_string());
    let page: Vec<Value> = found.into_iter().skip(first).take(length).map(|(name, one)| described(name, one)).collect();
    Ok(Object::new().with("Parameters", page).with("NextToken", next).value())
}

fn described(name: &str, parameter: &Resource) -> Value {
    let secure = kind_of(parameter) == "SecureString";
    let key = kept::text(&parameter.kept, "KeyId").or(secure.then(|| "alias/aws/ssm".into()));
    Object::new()
        .with("Name", name)
        .with("ARN", arn::parameter(name))
        .with("Type", kind_of(parameter))
        .with("KeyId", key)
        .with("LastModifiedDate", timestamp(parameter.changed_at))
        .with("LastModifiedUser", arn::user())
        .with("Description", kept::text(&parameter.kept, "Description"))
        .with("AllowedPattern", kept::text(&parameter.kept, "AllowedPattern"))
        .with("Version", parameter.versions)
        .with("Tier", tier(parameter))
        .with("Policies", Vec::<Value>::new())
        .with("DataType", data_type(parameter))
        .value()
}

/// What parameters can be filtered by here.
const KEYS: [&str; 6] = ["Name", "Type", "KeyId", "Path", "Tier", "DataType"];

fn fits(name: &str, parameter: &Resource, filter: Input, option: &str) -> bool {
    let has = match filter.required("Key") {
        "Name" => name.to_string(),
        "Type" => kind_of(parameter),
        "KeyId" => kept::text(&parameter.kept, "KeyId").unwrap_or_default(),
        "Tier" => tier(parameter),
        "DataType" => data_type(parameter),
        _ => {
            let below = |path: &str| name.strip_prefix(path.trim_end_matches('/'))?.strip_prefix('/');
            let recursive = option == "Recursive";
            let mut paths = filter.texts("Values").into_iter().filter_map(below);
            return paths.any(|rest| recursive || !rest.contains('/'));
        }
    };
    filter.texts("Values").iter().any(|value| match option {
        "BeginsWith" => has.starts_with(value),
        "Contains" => has.contains(value),
        _ => has == *value,
    })
}
