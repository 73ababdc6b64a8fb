//! What belongs to the account rather than to a cluster: settings, subnets, roles, images, the state of the zones.

use super::Name;
use super::image::Registry;
use super::network::{DEFAULT_SECURITY_GROUP, Route, Zone, default_subnet};
use super::provider::Fargate;
use super::quota::Quota;
use super::resource::{Resource, ResourceKind};
use super::role::{Role, role_name};
use super::setting::{INSTANCE_ROLE, Principal, Setting};
use crate::random::Seed;
use crate::sorted::{SortedMap, SortedSet};
use crate::time::Time;

#[derive(Clone, Debug)]
pub struct Account {
    pub seed: Seed,
    /// Names that don't exist give AWS's errors. Off: they are created on first use, with a note.
    pub strict: bool,
    pub subnets: SortedMap<Name, Zone>,
    /// The ways out of subnets, as far as they were set.
    pub routes: SortedMap<Name, Route>,
    pub security_groups: SortedSet<Name>,
    /// By their short names.
    pub roles: SortedMap<Name, Role>,
    /// When roles might not send lines to CloudWatch Logs: from, until.
    pub unheard: SortedMap<Name, Vec<(Time, Time)>>,
    pub images: Registry,
    /// Secrets, parameters and log groups, those that were deleted among them.
    pub resources: SortedMap<(ResourceKind, Name), Resource>,
    /// Whether no image registry answers.
    pub registry_down: bool,
    /// Zones whose power is gone.
    pub lost_zones: SortedSet<Zone>,
    /// Where Fargate has no capacity for new tasks, of which kind.
    pub fargate_short: SortedSet<(Zone, Fargate)>,
    /// Quotas that differ from those of a new account.
    pub quotas: SortedMap<Quota, u32>,
    /// Account settings that somebody put.
    pub settings: SortedMap<(Setting, Principal), Name>,
    /// CPU units of all Fargate tasks that aren't STOPPED, of each kind. Derived; kept by `apply`.
    pub fargate_cpu: SortedMap<Fargate, u32>,
    /// When capacity or quota for Fargate last grew: a service that waits may try again. Derived; kept by `apply`.
    pub fargate_freed_at: Time,
}

impl Account {
    pub fn new(seed: Seed) -> Account {
        Account {
            seed,
            strict: false,
            subnets: Zone::all().take(Zone::USUAL).map(|zone| (default_subnet(zone).into(), zone)).collect(),
            security_groups: [DEFAULT_SECURITY_GROUP.into()].into_iter().collect(),
            roles: SortedMap::default(),
            unheard: SortedMap::default(),
            images: Registry::new(),
            resources: SortedMap::default(),
            routes: SortedMap::default(),
            registry_down: false,
            lost_zones: SortedSet::default(),
            fargate_short: SortedSet::default(),
            quotas: SortedMap::default(),
            settings: SortedMap::default(),
            fargate_cpu: SortedMap::default(),
            fargate_freed_at: Time::ZERO,
        }
    }

    /// The role of a name or ARN.
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.get(role_name(name))
    }

    /// Notes whether a role may send lines to CloudWatch Logs from now on.
    pub fn note_lines(&mut self, role: &str, allowed: bool, now: Time) {
        let mut spans = self.unheard.get(role).cloned().unwrap_or_default();
        match (spans.last_mut().filter(|(_, until)| *until == Time::NEVER), allowed) {
            (Some(open), true) => open.1 = now,
            (None, false) => spans.push((now, Time::NEVER)),
            (Some(_), false) | (None, true) => return,
        }
        self.unheard.insert(role.into(), spans);
    }

    /// Whether a role might send lines to CloudWatch Logs at a moment.
    pub fn heard(&self, role: &str, at: Time) -> bool {
        let spans = self.unheard.get(role_name(role)).into_iter().flatten();
        spans.into_iter().all(|&(from, until)| at < from || at >= until)
    }

    /// Whether Fargate has capacity in a zone.
    pub fn fargate_has(&self, zone: Zone, fargate: Fargate) -> bool {
        !self.lost_zones.contains(&zone) && !self.fargate_short.contains(&(zone, fargate))
    }

    pub fn quota(&self, quota: Quota) -> u32 {
        self.quotas.get(&quota).copied().unwrap_or(quota.usual())
    }

    /// The setting that holds for somebody, and whose it is: their own, else the root user's.
    pub fn setting(&self, setting: Setting, principal: &Principal) -> (Principal, Name) {
        let put = |whose: &Principal| {
            self.settings.get(&(setting, whose.clone())).map(|value| (whose.clone(), value.clone()))
        };
        put(principal).or_else(|| put(&Principal::Root)).unwrap_or((Principal::Root, setting.usual().into()))
    }

    /// Whether container instances that are launched now get a trunk network interface, if their type can have one.
    pub fn trunking(&self) -> bool {
        let (_, value) = self.setting(Setting::AwsvpcTrunking, &Principal::Role(INSTANCE_ROLE.into()));
        *value == *"enabled"
    }

    /// The CPU units that tasks on Fargate have, and how many the quota allows.
    pub fn fargate_in_use(&self, fargate: Fargate) -> (u32, u64) {
        let used = self.fargate_cpu.get(&fargate).copied().unwrap_or(0);
        (used, self.quota(fargate.quota()) as u64 * 1024)
    }
}
