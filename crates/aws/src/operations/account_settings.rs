//! Account settings: what users and roles have opted in to.

use serde_json::Value;

use crate::arn;
use crate::errors::{ServiceError, invalid};
use crate::json::{Input, Object};
use crate::pages::{PageSize, page};
use engine::commands::{Command, DeleteSetting, PutSetting, Reply};
use engine::model::setting::{Principal, Setting};
use engine::world::World;

pub(super) fn put(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(PutSetting {
        setting: setting(input.required("name"))?,
        principal: principal(input)?,
        value: input.required("value").into(),
    }
    .into())
}

/// The root user's is what holds for all who have none of their own.
pub(super) fn put_default(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(PutSetting {
        setting: setting(input.required("name"))?,
        principal: Principal::Root,
        value: input.required("value").into(),
    }
    .into())
}

pub(super) fn delete(_: &World, input: Input) -> Result<Command, ServiceError> {
    Ok(DeleteSetting { setting: setting(input.required("name"))?, principal: principal(input)? }.into())
}

fn setting(name: &str) -> Result<Setting, ServiceError> {
    Setting::find(name).ok_or_else(|| {
        let names = Setting::ALL.map(|(_, name, _)| name);
        invalid(format!("{} should be one of [{}]", crate::cut(name, 80), names.join(",")))
    })
}

/// Who is named, else who calls.
fn principal(input: Input) -> Result<Principal, ServiceError> {
    let Some(given) = input.text("principalArn") else { return Ok(Principal::User(arn::USER.into())) };
    arn::parse_principal(given).ok_or_else(|| {
        invalid("Invalid principalArn.").hint(
            "it is one of the root user, a user or a role: arn:aws:iam::123456789012:root, …:user/NAME, …:role/NAME",
        )
    })
}

pub(super) fn changed(_: &World, reply: &Reply) -> Value {
    let Reply::Setting(setting, principal, value) = reply else { return Value::Null };
    Object::new().with("setting", describe(*setting, principal, value)).value()
}

fn describe(setting: Setting, principal: &Principal, value: &str) -> Value {
    let managed = setting == Setting::GuardDutyActivate;
    Object::new()
        .with("name", setting.name())
        .with("value", value)
        .with("principalArn", arn::principal(principal))
        .with("type", if managed { "aws_managed" } else { "user" })
        .value()
}

/// Settings in one ListAccountSettings.
const TEN: PageSize = PageSize { usual: 10, most: 10 };

/// What was set for somebody; or, of all settings, what holds for them, set or not.
pub(super) fn list(world: &World, input: Input) -> Result<Value, ServiceError> {
    let named = input.text("name").map(setting).transpose()?;
    let value = input.text("value");
    if value.is_some() && named.is_none() {
        return Err(invalid("The name must be set when the value is."));
    }
    let principal = principal(input)?;
    let account = &world.account;
    let holding = |setting: Setting| {
        let own = account.settings.contains_key(&(setting, principal.clone()));
        (own || input.flag("effectiveSettings")).then(|| (setting, account.setting(setting, &principal)))
    };
    let all = Setting::ALL.into_iter().map(|(setting, ..)| setting);
    let asked = all.filter(|&setting| named.is_none_or(|named| named == setting));
    let found = asked.filter_map(holding).filter(|(_, (_, has))| value.is_none_or(|value| *value == **has));
    let settings: Vec<Value> = found.map(|(setting, (whose, has))| describe(setting, &whose, &has)).collect();
    let (settings, next) = page(input, TEN, settings)?;
    Ok(Object::new().with("settings", settings).with("nextToken", next).value())
}
