//! What belongs to the account rather than to a cluster: settings, subnets, roles, images, the state of the zones.

use std::collections::{BTreeMap, BTreeSet};

use super::Name;
use super::image::{self, Image};
use super::network::{DEFAULT_SECURITY_GROUP, Zone, default_subnet};
use crate::engine::random::Seed;

#[derive(Clone, Debug)]
pub struct Account {
    pub seed: Seed,
    /// Names that don't exist give AWS's errors. Off: they are created on first use, with a note.
    pub strict: bool,
    pub subnets: BTreeMap<Name, Zone>,
    pub security_groups: BTreeSet<Name>,
    pub roles: BTreeSet<Name>,
    pub images: BTreeMap<Name, Image>,
    /// Zones whose power is gone.
    pub lost_zones: BTreeSet<Zone>,
}

impl Account {
    pub fn new(seed: Seed) -> Account {
        Account {
            seed,
            strict: false,
            subnets: Zone::all().take(Zone::USUAL).map(|zone| (default_subnet(zone).into(), zone)).collect(),
            security_groups: BTreeSet::from([DEFAULT_SECURITY_GROUP.into()]),
            roles: BTreeSet::new(),
            images: image::library(),
            lost_zones: BTreeSet::new(),
        }
    }

    /// What an image reference does when it runs.
    pub fn image(&self, reference: &str) -> Image {
        image::find(&self.images, reference).cloned().unwrap_or_else(Image::web_server)
    }
}
