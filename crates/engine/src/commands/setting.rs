//! Commands about account settings.

use super::{Decide, Reply};
use crate::facts::{AccountChange, Change};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::refusal::Refusal;
use crate::model::setting::{Principal, Setting};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PutSetting {
    pub setting: Setting,
    pub principal: Principal,
    pub value: Name,
}

impl Decide for PutSetting {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let PutSetting { principal, value, .. } = self;
        let setting = self.setting;
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
}

/// From now on the root user's setting holds for them. The answer has the value that held before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeleteSetting {
    pub setting: Setting,
    pub principal: Principal,
}

impl Decide for DeleteSetting {
    fn decide(&self, ledger: &mut Ledger) -> Result<Reply, Refusal> {
        let DeleteSetting { principal, .. } = self;
        let setting = self.setting;
        let account = &ledger.world().account;
        let (_, value) = account.setting(setting, principal);
        if account.settings.contains_key(&(setting, principal.clone())) {
            let change = AccountChange::SettingPut { setting, principal: principal.clone(), value: None };
            ledger.record(Change::Account(change));
        }
        Ok(Reply::Setting(setting, principal.clone(), value))
    }
}
