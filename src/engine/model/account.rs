//! What belongs to the account rather than to a cluster: settings, subnets, roles, images, the state of the zones.

use super::Name;
use super::image::{self, Image};
use super::network::{DEFAULT_SECURITY_GROUP, Zone, default_subnet};
use super::role::{Role, role_name};
use crate::engine::random::Seed;
use crate::engine::sorted::{SortedMap, SortedSet};

#[derive(Clone, Debug)]
pub struct Account {
    pub seed: Seed,
    /// Names that don't exist give AWS's errors. Off: they are created on first use, with a note.
    pub strict: bool,
    pub subnets: SortedMap<Name, Zone>,
    pub security_groups: SortedSet<Name>,
    /// By their short names.
    pub roles: SortedMap<Name, Role>,
    pub images: SortedMap<Name, Image>,
    /// Whether no image registry answers.
    pub registry_down: bool,
    /// Zones whose power is gone.
    pub lost_zones: SortedSet<Zone>,
}

impl Account {
    pub fn new(seed: Seed) -> Account {
        Account {
            seed,
            strict: false,
            subnets: Zone::all().take(Zone::USUAL).map(|zone| (default_subnet(zone).into(), zone)).collect(),
            security_groups: [DEFAULT_SECURITY_GROUP.into()].into_iter().collect(),
            roles: SortedMap::default(),
            images: image::library(),
            registry_down: false,
            lost_zones: SortedSet::default(),
        }
    }

    /// The role of a name or ARN.
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.get(role_name(name))
    }

    /// What an image reference does when it runs.
    pub fn image(&self, reference: &str) -> Image {
        image::find(&self.images, reference).cloned().unwrap_or_else(Image::web_server)
    }
}
