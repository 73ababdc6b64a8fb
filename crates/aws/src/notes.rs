//! What is said beside an answer: what was made because a command named it, and what is kept but not acted on.

use serde_json::Value;

use super::model::{Kind, Shape, model};
use super::{arn, words};
use engine::facts::{
    AccountChange, BalancerChange, Change, ClusterChange, DefinitionChange, Fact, Origin, ResourceChange,
    TargetGroupChange,
};
use engine::model::setting::{INSTANCE_ROLE, Principal, Setting};
use engine::world::World;

/// One sentence for each thing that facts made unasked.
pub fn assumed<'a>(world: &World, facts: impl Iterator<Item = &'a Fact>) -> Vec<String> {
    facts.filter_map(|fact| assumption(world, &fact.change)).collect()
}

fn assumption(world: &World, change: &Change) -> Option<String> {
    Some(match change {
        Change::Cluster(_, ClusterChange::Created { name, origin: Origin::Assumed, .. }) => {
            format!("cluster {name} did not exist: created")
        }
        Change::Cluster(id, ClusterChange::ProvidersSet { providers, origin: Origin::Assumed, .. }) => {
            let names: Vec<&str> = providers.iter().map(|&provider| &*world.providers[provider].name).collect();
            let cluster = &world.clusters[*id].name;
            format!("not all capacity providers were associated with cluster {cluster}: now {} are", names.join(", "))
        }
        Change::Account(AccountChange::SubnetMade { name, zone }) => {
            format!(
                "subnet {name} did not exist: created in {zone}, private with a way out; sim subnet set {name} public|isolated takes it away"
            )
        }
        Change::Account(AccountChange::SecurityGroupMade { name }) => {
            format!("security group {name} did not exist: created")
        }
        Change::Account(AccountChange::SettingPut { setting, principal, value: Some(_) }) => {
            setting_put(*setting, principal)?
        }
        Change::Resource(ResourceChange::Assumed { all }) => {
            format!("{} did not exist: created", words::resources(all))
        }
        Change::Account(AccountChange::RoleMade { name }) => {
            format!("role {name} did not exist: created, with the permissions that it needs")
        }
        Change::Definition(_, DefinitionChange::Registered { definition, copy_of, origin: Origin::Assumed }) => {
            let label = definition.label();
            match copy_of {
                Some(id) => {
                    format!("{label} did not exist: registered as a copy of {}", world.definition(*id).label())
                }
                None => format!("{label} did not exist: registered with one container, a healthy web server"),
            }
        }
        Change::TargetGroup(_, TargetGroupChange::Created { name, port, origin: Origin::Assumed, .. }) => {
            format!("target group {name} did not exist: created for port {port}")
        }
        Change::Balancer(id, BalancerChange::Created { name, origin: Origin::Assumed, .. }) => {
            let traffic = world.balancers[*id].rate() / 1_000;
            format!(
                "its load balancer {name} was created too: internet-facing, a listener on port 80, {traffic} requests a second (sim traffic {name} 0/s stops them)"
            )
        }
        _ => return None,
    })
}

/// Of account settings, trunking alone does something, and for container instances alone.
fn setting_put(setting: Setting, principal: &Principal) -> Option<String> {
    let concerns_instances = match principal {
        Principal::Root => true,
        Principal::Role(name) => **name == *INSTANCE_ROLE,
        Principal::User(_) => false,
    };
    let role = arn::principal(&Principal::Role(INSTANCE_ROLE.into()));
    match (setting, concerns_instances) {
        (Setting::AwsvpcTrunking, true) => None,
        (Setting::AwsvpcTrunking, false) => Some(format!(
            "it holds for {} alone, and container instances have the role {role}: \
             put-account-setting-default sets it for all, --principal-arn for that role",
            arn::principal(principal)
        )),
        (setting, _) => Some(format!("kept and shown, but not simulated: {}", setting.name())),
    }
}

/// A sentence about the parameters that were given and are only kept here, though AWS acts on them; another about those
/// that aren't even shown.
pub fn not_acted_on(input: &Value, shape: &Shape) -> Vec<String> {
    let says = [(true, "kept and shown, but not simulated"), (false, "taken, but neither simulated nor shown")];
    let named = says.into_iter().filter_map(|(shown, what)| {
        let mut names = Vec::new();
        collect(input, shape, shown, &mut names);
        (!names.is_empty()).then(|| format!("{what}: {}", names.join(", ")))
    });
    named.collect()
}

fn collect(input: &Value, shape: &Shape, shown: bool, names: &mut Vec<String>) {
    let Value::Object(members) = input else { return };
    for (name, value) in members {
        let Some(member) = shape.member(name) else { continue };
        if !member.acted_on {
            if member.shown == shown && !is_empty(value) && !names.contains(name) {
                names.push(name.clone());
            }
            continue;
        }
        match (member.kind, value) {
            (Kind::Structure(inner), value) => collect(value, model().shape(inner), shown, names),
            (Kind::StructureList(inner), Value::Array(items)) => {
                items.iter().for_each(|item| collect(item, model().shape(inner), shown, names));
            }
            _ => {}
        }
    }
}

/// Asking for nothing is no news.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::String(text) => text.is_empty() || text == "NONE",
        Value::Bool(true) | Value::Number(_) => false,
    }
}
