//! The first two steps of placement: which instances can take a task at all. Each rejection carries its numbers.

use super::{Request, constraints};
use crate::ids::InstanceId;
use crate::model::definition::NetworkMode;
use crate::model::instance::{CAPABILITIES, Instance, InstanceStatus, RESERVED_PORTS};
use crate::model::network::Protocol;
use crate::model::placement::Rejection;
use crate::world::World;

/// Every reason why an instance can't take a task, in the order in which ECS looks; none if it can.
pub fn rejections<'a>(world: &'a World, request: &'a Request, id: InstanceId) -> impl Iterator<Item = Rejection> + 'a {
    let instance = &world.instances[id];
    let filtered = CHECKS.iter().filter_map(move |check| check(request, instance));
    filtered.chain(constraints::unmet(world, request, id))
}

/// Whether nothing is against an instance: the fast form of [`rejections`].
pub(super) fn fits(world: &World, request: &Request, id: InstanceId) -> bool {
    let instance = &world.instances[id];
    CHECKS.iter().all(|check| check(request, instance).is_none()) && constraints::are_met(world, request, id)
}

type Check = fn(&Request, &Instance) -> Option<Rejection>;

const CHECKS: [Check; 11] =
    [status, agent, location, evening_out, attributes, cpu, memory, ports, enis, gpus, accelerators];

/// Whether a request asks for no more than the columns of a cluster show, so that they alone decide.
pub(super) fn only_room(request: &Request) -> bool {
    let definition = request.definition;
    definition.network_mode != NetworkMode::Awsvpc
        && definition.gpus(1) == 0
        && definition.rare_accelerators().is_none()
        && definition.requires.iter().all(|name| CAPABILITIES.binary_search(&&**name).is_ok())
        && request.constraints.is_empty()
        && definition.host_ports().next().is_none()
}

fn status(_: &Request, instance: &Instance) -> Option<Rejection> {
    (instance.status != InstanceStatus::Active).then_some(Rejection::NotActive(instance.status))
}

fn agent(_: &Request, instance: &Instance) -> Option<Rejection> {
    (!instance.agent_connected).then_some(Rejection::AgentDisconnected)
}

fn location(request: &Request, instance: &Instance) -> Option<Rejection> {
    let zones = request.zones.as_ref()?;
    (!zones.contains(&instance.zone)).then_some(Rejection::Location(instance.zone))
}

fn evening_out(request: &Request, instance: &Instance) -> Option<Rejection> {
    request.evens_out.filter(|zone| *zone != instance.zone).map(Rejection::EveningOut)
}

fn attributes(request: &Request, instance: &Instance) -> Option<Rejection> {
    let missing = request.definition.requires.iter().find(|name| !instance.has_attribute(name))?;
    Some(Rejection::Attribute(missing.clone()))
}

fn cpu(request: &Request, instance: &Instance) -> Option<Rejection> {
    let (needs, free) = (request.room.cpu, instance.free().cpu);
    (needs > free).then_some(Rejection::Cpu { needs, free })
}

fn memory(request: &Request, instance: &Instance) -> Option<Rejection> {
    let (needs, free) = (request.room.memory, instance.free().memory);
    (needs > free).then_some(Rejection::Memory { needs, free })
}

fn ports(request: &Request, instance: &Instance) -> Option<Rejection> {
    let taken = |(protocol, port): &(Protocol, u16)| {
        instance.ports.contains(&(*protocol, *port)) || *protocol == Protocol::Tcp && RESERVED_PORTS.contains(port)
    };
    let (protocol, port) = request.definition.host_ports().find(taken)?;
    Some(Rejection::Port(protocol, port))
}

fn enis(request: &Request, instance: &Instance) -> Option<Rejection> {
    let limit = instance.eni_limit();
    let needs_one = request.definition.network_mode == NetworkMode::Awsvpc;
    (needs_one && instance.enis >= limit).then_some(Rejection::Eni { limit })
}

fn gpus(request: &Request, instance: &Instance) -> Option<Rejection> {
    let there = instance.instance_type.gpus;
    let (needs, free) = (request.definition.gpus(there), there.saturating_sub(instance.gpus));
    (needs > free).then_some(Rejection::Gpu { needs, free })
}

fn accelerators(request: &Request, _: &Instance) -> Option<Rejection> {
    request.definition.rare_accelerators().map(Rejection::Accelerators)
}
