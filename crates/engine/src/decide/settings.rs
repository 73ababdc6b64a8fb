//! Commands about account settings.

use crate::command::Reply;
use crate::facts::{AccountChange, Change};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::refusal::Refusal;
use crate::model::setting::{Principal, Setting};

pub(super) fn put(
    ledger: &mut Ledger,
    setting: Setting,
    principal: &Principal,
    value: &Name,
) -> Result<Reply, Refusal> {
    if !setting.values().contains(&&**value) {
        return Err(Refusal::SettingValue(setting));
    }
    if setting.is_long_arn() && **value != *setting.usual() {
        return Err(Refusal::LongArnsStay);
    }
    let change = AccountChange::SettingPut { setting, principal: principal.clone(), value: Some(value.clone()) };
    ledger.record(Change::Account(change));
    Ok(Reply::Setting(setting, principal.clone(), value.clone()))
}

/// From now on the root user's setting holds for them. The answer has the value that held before.
pub(super) fn delete(ledger: &mut Ledger, setting: Setting, principal: &Principal) -> Result<Reply, Refusal> {
    let account = &ledger.world().account;
    let (_, value) = account.setting(setting, principal);
    if account.settings.contains_key(&(setting, principal.clone())) {
        let change = AccountChange::SettingPut { setting, principal: principal.clone(), value: None };
        ledger.record(Change::Account(change));
    }
    Ok(Reply::Setting(setting, principal.clone(), value))
}
