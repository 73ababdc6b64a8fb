//! Starting one task: where it goes, and what is settled about it then.

use std::rc::Rc;

use super::placement::fargate::{self, Choice};
use super::placement::{self, NotPlaced, RUN_TASK_DEFAULT, Request, SERVICE_DEFAULT, rejections};
use crate::facts::{Change, NewTask, TaskChange};
use crate::ids::{ClusterId, DefinitionId, GroupId, InstanceId, ProviderId, TaskId};
use crate::ledger::Ledger;
use crate::model::Name;
use crate::model::definition::{NetworkMode, TaskDefinition};
use crate::model::instance::{DYNAMIC_PORTS, Instance};
use crate::model::kept::Kept;
use crate::model::network::{Ip, Zone, default_subnet};
use crate::model::overrides::Overrides;
use crate::model::placement::{Only, Placement, Strategy};
use crate::model::provider::{Capacity, Fargate};
use crate::model::task::{BoundPort, Host, Interface, Owner, Phase};
use crate::random::Purpose;
use crate::time::{Span, Time};
use crate::timings::{EC2_ENI, EC2_PENDING, FARGATE_PROVISIONING};
use crate::world::World;

/// A task that somebody wants.
#[derive(Clone, Debug)]
pub struct Order {
    pub cluster: ClusterId,
    pub group: GroupId,
    pub owner: Owner,
    pub definition: DefinitionId,
    pub started_by: Option<Name>,
    pub overrides: Option<Rc<Overrides>>,
    pub placement: Rc<Placement>,
    /// Which capacity provider the next task goes to, where there is a strategy.
    pub provider: Option<ProviderId>,
    pub kept: Kept,
    /// Whether StartTask named the instance.
    pub named: bool,
}

impl Order {
    /// The same, but for one place alone.
    pub fn within(mut self, only: Only) -> Order {
        self.placement = Rc::new(Placement { only: Some(only), ..(*self.placement).clone() });
        self
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotStarted {
    NotPlaced(NotPlaced),
    /// Fargate has no capacity in any zone of the subnets.
    NoFargateCapacity,
    /// The account may run no more vCPUs on Fargate.
    FargateQuota,
    /// ECS tasks can't be this role.
    RoleNotAssumable(Name),
}

impl Order {
    /// The definition that its tasks run by.
    pub fn spec<'a>(&'a self, world: &'a World) -> &'a TaskDefinition {
        self.overrides.as_ref().map_or_else(|| world.definition(self.definition), |overrides| &overrides.definition)
    }

    /// What the next task runs on.
    pub fn capacity(&self, world: &World) -> Capacity {
        world.capacity(self.provider, self.placement.launch)
    }
}

/// Places one task and starts it.
pub fn start(ledger: &mut Ledger, order: &Order) -> Result<TaskId, NotStarted> {
    let world = ledger.world();
    check_roles(world, order)?;
    let place = find_place(world, order)?;
    Ok(start_at(ledger, order, place))
}

/// Where a task goes: its host, the zone, and the subnet of an `awsvpc` task.
pub type Place = (Host, Zone, Option<Name>);

/// Starts one task at a place.
pub fn start_at(ledger: &mut Ledger, order: &Order, (host, zone, subnet): Place) -> TaskId {
    let world = ledger.world();
    let id = world.tasks.next_key();
    let definition = order.spec(world);
    let eni = (definition.network_mode == NetworkMode::Awsvpc).then(|| Interface {
        subnet: subnet.unwrap_or_else(|| default_subnet(zone).into()),
        ip: Ip::of_task(id, zone),
    });
    let instance = match host {
        Host::Instance(on) => Some(&world.instances[on]),
        Host::Fargate => None,
    };
    let task = NewTask {
        cluster: order.cluster,
        definition: order.definition,
        group: order.group,
        owner: order.owner,
        started_by: order.started_by.clone(),
        overrides: order.overrides.clone(),
        placement: order.placement.clone(),
        named: order.named,
        host,
        provider: order.provider,
        kept: order.kept.clone(),
        zone,
        room: definition.reservation(),
        phase: first_phase(world, id, host, eni.is_some(), ledger.now()),
        eni,
        host_ports: bind_ports(definition, instance),
    };
    ledger.record(Change::Task(id, TaskChange::Created(Box::new(task))));
    id
}

/// ECS assumes the roles of a task before it places it (roles-and-resources.md#roles).
fn check_roles(world: &World, order: &Order) -> Result<(), NotStarted> {
    let not_assumable = |name: &&Name| world.account.role(name).is_some_and(|role| !role.assumable);
    order.spec(world).roles().find(not_assumable).map_or(Ok(()), |name| Err(NotStarted::RoleNotAssumable(name.clone())))
}

fn find_place(world: &World, order: &Order) -> Result<Place, NotStarted> {
    match order.capacity(world) {
        Capacity::Instances => {
            let request = request(world, order);
            let on = match request.instance {
                Some(on) => match rejections(world, &request, on).next() {
                    None => on,
                    Some(why) => return Err(NotStarted::NotPlaced(NotPlaced::NoneFits(vec![(on, why)]))),
                },
                None => placement::choose(world, &request).map_err(NotStarted::NotPlaced)?,
            };
            Ok(place_on(world, order, on))
        }
        Capacity::Fargate(fargate) => {
            if let Some(shortage) = fargate_shortage(world, order, fargate) {
                return Err(shortage);
            }
            let best = fargate_options(world, order, fargate).into_iter().next().filter(Choice::is_possible);
            let best = best.ok_or(NotStarted::NoFargateCapacity)?;
            Ok((Host::Fargate, best.zone, Some(best.subnet)))
        }
    }
}

/// The subnets to which the next task of an order could go on Fargate, the best first.
pub fn fargate_options(world: &World, order: &Order, of: Fargate) -> Vec<Choice> {
    let subnets = order.placement.network.as_ref().map_or(&[][..], |network| &network.subnets);
    let within = |subnet: &&Name| match order.placement.only {
        Some(Only::Zone(zone)) => world.account.subnets.get(*subnet) == Some(&zone),
        Some(Only::Instance(_)) | None => true,
    };
    let subnets: Vec<Name> = subnets.iter().filter(within).cloned().collect();
    fargate::options(world, order.group, &subnets, of, order.spec(world).reservation().cpu, draw(world))
}

/// A place on an instance.
pub fn place_on(world: &World, order: &Order, on: InstanceId) -> Place {
    let zone = world.instances[on].zone;
    let mut subnets = order.placement.network.iter().flat_map(|network| &network.subnets);
    let subnet = subnets.find(|subnet| world.account.subnets.get(*subnet) == Some(&zone));
    (Host::Instance(on), zone, subnet.cloned())
}

/// What Fargate lacks for the next task of an order, if it lacks anything.
pub fn fargate_shortage(world: &World, order: &Order, fargate: Fargate) -> Option<NotStarted> {
    let subnets = order.placement.network.iter().flat_map(|network| &network.subnets);
    let mut zones = subnets.filter_map(|subnet| world.account.subnets.get(subnet));
    let somewhere = zones.any(|&zone| world.account.fargate_has(zone, fargate));
    let (used, most) = world.account.fargate_in_use(fargate);
    if used as u64 + order.spec(world).reservation().cpu as u64 > most {
        return Some(NotStarted::FargateQuota);
    }
    (!somewhere).then_some(NotStarted::NoFargateCapacity)
}

/// The placement request for the next task of an order.
pub fn request<'a>(world: &'a World, order: &'a Order) -> Request<'a> {
    let definition = order.spec(world);
    let network = order.placement.network.as_ref();
    let zones = network.map(|n| n.subnets.iter().filter_map(|s| world.account.subnets.get(s).copied()).collect());
    let (instance, evens_out) = match order.placement.only {
        Some(Only::Instance(instance)) => (Some(instance), None),
        Some(Only::Zone(zone)) => (None, Some(zone)),
        None => (None, None),
    };
    // StartTask doesn't look at constraints (tasks.md#standalone-tasks).
    let constraints = definition.constraints.iter().chain(&order.placement.constraints).filter(|_| !order.named);
    let default: &[Strategy] = match order.owner {
        Owner::Service(..) => &SERVICE_DEFAULT,
        Owner::Standalone => &RUN_TASK_DEFAULT,
    };
    let asked = &order.placement.strategy;
    Request {
        cluster: order.cluster,
        group: order.group,
        definition,
        room: definition.reservation(),
        zones,
        evens_out,
        instance,
        strategy: if asked.is_empty() { default } else { asked },
        constraints: constraints.collect(),
        draw: draw(world),
    }
}

/// Random bits for the placement of the next task.
pub fn draw(world: &World) -> u64 {
    world.seed().draw(Purpose::Placement, world.tasks.next_key().0 as u64)
}

fn first_phase(world: &World, id: TaskId, host: Host, eni: bool, now: Time) -> Phase {
    match host {
        Host::Fargate => Phase::Provisioning { until: now + latency(world, id, 0, FARGATE_PROVISIONING) },
        Host::Instance(_) if eni => Phase::Provisioning { until: now + latency(world, id, 0, EC2_ENI) },
        Host::Instance(_) => Phase::Pending { until: now + EC2_PENDING },
    }
}

/// How long a step of a task takes, where it takes between `shortest` and `longest`.
pub fn latency(world: &World, task: TaskId, step: u64, (shortest, longest): (Span, Span)) -> Span {
    let key = (task.0 as u64) << 8 | step;
    Span(world.seed().between(Purpose::Latency, key, shortest.0, longest.0))
}

/// The host port of each port mapping. A dynamic one is the next of its instance's range that nobody has.
fn bind_ports(definition: &TaskDefinition, instance: Option<&Instance>) -> Vec<BoundPort> {
    let mut last = instance.map_or(0, |instance| instance.last_port);
    let mut bound = Vec::new();
    for (container, port) in
        definition.containers.iter().enumerate().flat_map(|(n, c)| c.ports.iter().map(move |p| (n, p)))
    {
        let host_port = match (definition.network_mode, instance) {
            (NetworkMode::Bridge, Some(instance)) if port.host == 0 => {
                last = next_dynamic(last, |candidate| instance.ports.contains(&(port.protocol, candidate)));
                last
            }
            (NetworkMode::Bridge, _) if port.host != 0 => port.host,
            _ => port.container,
        };
        bound.push(BoundPort { container, container_port: port.container, host_port, protocol: port.protocol });
    }
    bound
}

fn next_dynamic(last: u16, taken: impl Fn(u16) -> bool) -> u16 {
    let after = |port: u16| if port >= *DYNAMIC_PORTS.end() { *DYNAMIC_PORTS.start() } else { port + 1 };
    std::iter::successors(Some(after(last)), |&port| Some(after(port))).find(|&port| !taken(port)).unwrap_or(last)
}
