//! The only code that changes a World: what each fact does.

mod balancer;
mod instance;
mod resource;
mod schedule;
mod service;
mod task;

use super::fact::{AccountChange, Change, ClusterChange, DefinitionChange, Fact, FactId};
use super::ids::{ClusterId, DefinitionId};
use super::model::cluster::Cluster;
use super::model::definition::{Revision, RevisionStatus};
use super::model::group::Group;
use super::model::role::{PUT_LINES, Role, role_name};
use super::random::Seed;
use super::world::World;

impl World {
    /// Makes a fact true.
    ///
    /// # Panics
    /// If the fact is out of order or names what doesn't exist: that is a mistake in the engine, never in its input.
    pub fn apply(&mut self, fact: &Fact) {
        assert_eq!(fact.id, FactId(self.facts), "facts are applied in order");
        assert!(fact.at >= self.now, "time doesn't go back");
        self.now = fact.at;
        match &fact.change {
            Change::Account(change) => self.apply_account(change),
            Change::Cluster(id, change) => self.apply_cluster(*id, change),
            Change::Instance(id, change) => self.apply_instance(*id, change),
            Change::Definition(id, change) => self.apply_definition(*id, change),
            Change::Task(id, change) => self.apply_task(*id, change),
            Change::Service(id, change) => self.apply_service(*id, change),
            Change::Balancer(id, change) => self.apply_balancer(*id, change),
            Change::TargetGroup(id, change) => self.apply_target_group(*id, change),
            Change::Target(group, task, change) => self.apply_target(*group, *task, change),
            Change::Schedule(id, change) => self.apply_schedule(*id, change),
        }
        self.facts += 1;
        self.hash.add(fact);
    }

    fn apply_account(&mut self, change: &AccountChange) {
        let account = &mut self.account;
        match change {
            AccountChange::Seeded { seed } => account.seed = Seed(*seed),
            AccountChange::Strictness { strict } => account.strict = *strict,
            AccountChange::SubnetMade { name, zone } => {
                account.subnets.insert(name.clone(), *zone);
            }
            AccountChange::RouteSet { subnet, route } => {
                account.routes.insert(subnet.clone(), *route);
            }
            AccountChange::SecurityGroupMade { name } => {
                account.security_groups.insert(name.clone());
            }
            AccountChange::RoleMade { name } => {
                account.roles.insert(role_name(name).into(), Role::default());
            }
            AccountChange::RoleSet { name, role } => {
                account.roles.insert(role_name(name).into(), role.clone());
                account.note_lines(role_name(name), role.allows(PUT_LINES), self.now);
            }
            AccountChange::RegistryChanged { down } => account.registry_down = *down,
            AccountChange::ImageSet { reference, image } => {
                account.images.insert(reference.clone(), image.clone());
            }
            AccountChange::FargateCapacitySet { zone, provider, available: true } => {
                account.fargate_short.remove(&(*zone, *provider));
                account.fargate_freed_at = self.now;
            }
            AccountChange::FargateCapacitySet { zone, provider, available: false } => {
                account.fargate_short.insert((*zone, *provider));
            }
            AccountChange::QuotaSet { quota, value } => {
                account.quotas.insert(*quota, *value);
                account.fargate_freed_at = self.now;
            }
            AccountChange::SettingPut { setting, principal, value: Some(value) } => {
                account.settings.insert((*setting, principal.clone()), value.clone());
            }
            // From now on the root user's holds.
            AccountChange::SettingPut { setting, principal, value: None } => {
                account.settings.remove(&(*setting, principal.clone()));
            }
            AccountChange::Resource(change) => self.apply_resource(change),
            AccountChange::ZoneLost { zone } => {
                account.lost_zones.insert(*zone);
            }
            AccountChange::ZoneRestored { zone } => {
                account.lost_zones.remove(zone);
                account.fargate_freed_at = self.now;
            }
        }
    }

    fn apply_cluster(&mut self, id: ClusterId, change: &ClusterChange) {
        match change {
            ClusterChange::Created { name, kept, origin: _ } => {
                self.clusters.insert(id, Cluster::new(name.clone(), kept.clone(), self.now));
            }
            ClusterChange::ProvidersSet { providers, strategy, origin: _ } => {
                let cluster = self.clusters.row_mut(id);
                cluster.providers = providers.clone();
                cluster.default_strategy = strategy.clone();
            }
            ClusterChange::TokenUsed(used) => {
                let now = self.now;
                let tokens = &mut self.clusters.row_mut(id).tokens;
                let young = tokens.values().filter(|used| used.is_young(now)).chain([used]);
                *tokens = young.map(|used| (used.token.clone(), used.clone())).collect();
            }
            ClusterChange::Deleted => self.clusters.row_mut(id).active = false,
            ClusterChange::GroupNamed { group, name } => self.groups.insert(*group, Group::new(id, name.clone())),
        }
    }

    fn apply_definition(&mut self, id: DefinitionId, change: &DefinitionChange) {
        match change {
            DefinitionChange::Registered { definition, copy_of: _, origin: _ } => {
                let family = self.families.or_default(definition.family.clone());
                family.revisions.insert(definition.revision, id);
                family.last = family.last.max(definition.revision);
                let revision = Revision {
                    definition: definition.clone(),
                    status: RevisionStatus::Active,
                    registered_at: self.now,
                    deregistered_at: None,
                    delete_requested_at: None,
                };
                self.definitions.insert(id, revision);
            }
            DefinitionChange::Deregistered => {
                let revision = self.definitions.row_mut(id);
                revision.status = RevisionStatus::Inactive;
                revision.deregistered_at = Some(self.now);
            }
            DefinitionChange::DeletionRequested => {
                let revision = self.definitions.row_mut(id);
                revision.status = RevisionStatus::DeleteInProgress;
                revision.delete_requested_at = Some(self.now);
            }
            // The row stays for stopped tasks that are still described.
            DefinitionChange::Deleted => {
                let definition = self.definitions[id].definition.clone();
                let family = self.families.or_default(definition.family.clone());
                family.revisions.remove(&definition.revision);
                family.deleted.insert(definition.revision);
            }
        }
    }
}
