//! Account settings: what users and roles have opted in to, or the account for all of them.

use super::Name;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Setting {
    /// A new container instance gets a trunk network interface, and takes more `awsvpc` tasks (placement.md#filters).
    AwsvpcTrunking,
    ContainerInsights,
    ContainerInstanceLongArnFormat,
    DefaultLogDriverMode,
    DualStackIpv6,
    FargateEventWindows,
    FargateFipsMode,
    FargateTaskRetirementWaitPeriod,
    GuardDutyActivate,
    ServiceLongArnFormat,
    TagResourceAuthorization,
    TaskLongArnFormat,
}

/// Whose setting it is. The root user's holds for all who have none of their own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Principal {
    Root,
    User(Name),
    Role(Name),
}

/// The role that container instances are launched with.
pub const INSTANCE_ROLE: &str = "ecsInstanceRole";

const SWITCH: &[&str] = &["enabled", "disabled"];

impl Setting {
    /// Each with its name and its values, that of a new account first.
    pub const ALL: [(Setting, &'static str, &'static [&'static str]); 12] = [
        (Setting::AwsvpcTrunking, "awsvpcTrunking", &["disabled", "enabled"]),
        (Setting::ContainerInsights, "containerInsights", &["disabled", "enabled", "enhanced"]),
        (Setting::ContainerInstanceLongArnFormat, "containerInstanceLongArnFormat", SWITCH),
        (Setting::DefaultLogDriverMode, "defaultLogDriverMode", &["non-blocking", "blocking"]),
        (Setting::DualStackIpv6, "dualStackIPv6", &["disabled", "enabled"]),
        (Setting::FargateEventWindows, "fargateEventWindows", &["disabled", "enabled"]),
        (Setting::FargateFipsMode, "fargateFIPSMode", &["disabled", "enabled"]),
        (Setting::FargateTaskRetirementWaitPeriod, "fargateTaskRetirementWaitPeriod", &["7", "0", "14"]),
        // GuardDuty sets it; for ECS it is read-only.
        (Setting::GuardDutyActivate, "guardDutyActivate", &["off"]),
        (Setting::ServiceLongArnFormat, "serviceLongArnFormat", SWITCH),
        (Setting::TagResourceAuthorization, "tagResourceAuthorization", &["on", "off"]),
        (Setting::TaskLongArnFormat, "taskLongArnFormat", SWITCH),
    ];

    pub fn find(name: &str) -> Option<Setting> {
        Setting::ALL.into_iter().find(|(_, own, _)| *own == name).map(|(setting, ..)| setting)
    }

    pub fn name(self) -> &'static str {
        Setting::ALL.into_iter().find(|(setting, ..)| *setting == self).map_or("", |(_, name, _)| name)
    }

    /// What it may be; first what it is in a new account.
    pub fn values(self) -> &'static [&'static str] {
        Setting::ALL.into_iter().find(|(setting, ..)| *setting == self).map_or(&[], |(.., values)| values)
    }

    /// Whether it is one of those for long ARNs, which nobody can opt out of any more.
    pub fn is_long_arn(self) -> bool {
        match self {
            Setting::ContainerInstanceLongArnFormat | Setting::ServiceLongArnFormat | Setting::TaskLongArnFormat => {
                true
            }
            Setting::AwsvpcTrunking
            | Setting::ContainerInsights
            | Setting::DefaultLogDriverMode
            | Setting::DualStackIpv6
            | Setting::FargateEventWindows
            | Setting::FargateFipsMode
            | Setting::FargateTaskRetirementWaitPeriod
            | Setting::GuardDutyActivate
            | Setting::TagResourceAuthorization => false,
        }
    }

    pub fn usual(self) -> &'static str {
        self.values().first().copied().unwrap_or_default()
    }
}
