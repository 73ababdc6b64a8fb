//! CloudWatch alarms, as far as deployments look at them: a name and a state (deployments.md#alarms).

use crate::time::Time;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Alarm {
    pub state: AlarmState,
    pub since: Time,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AlarmState {
    Ok,
    Alarm,
}

impl AlarmState {
    /// As CloudWatch writes it.
    pub fn name(self) -> &'static str {
        match self {
            AlarmState::Ok => "OK",
            AlarmState::Alarm => "ALARM",
        }
    }
}
