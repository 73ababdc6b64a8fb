//! A cluster of the model, built in the engine out of facts.

use std::rc::Rc;

use engine::facts::{Cause, Change, ClusterChange, DefinitionChange, Fact, InstanceChange, NewService};
use engine::facts::{NewTask, Origin, ServiceChange, TaskChange};
use engine::ids::{ClusterId, DefinitionId, GroupId, InstanceId, ServiceId, TaskId};
use engine::model::definition::{Accelerators, ContainerDefinition, NetworkMode, PortMapping, TaskDefinition};
use engine::model::instance::{InstanceStatus, Machine};
use engine::model::instance_types::InstanceType;
use engine::model::network::{Protocol, Zone};
use engine::model::placement::{self, Placement, Resource, SpreadBy};
use engine::model::service::{Deployment, LaunchType, Scheduling, ServiceConfig, ServiceRevision};
use engine::model::task::{Host, Owner, Phase, Stop, StopCode, StopReason};
use engine::query::Query;
use engine::random::Seed;
use engine::rules::placement::Request;
use engine::time::Time;
use engine::world::World;

use crate::clusters::Case;
use crate::model::{Asked, Constraint, Instance, Port, Strategy, Task};

const CLUSTER: ClusterId = ClusterId(0);

pub(crate) struct Built {
    pub world: World,
    pub service: ServiceId,
    /// In the order of the model's.
    pub tasks: Vec<TaskId>,
    numbers: Vec<u32>,
    group: u32,
    definition: Rc<TaskDefinition>,
    zones: Option<Vec<Zone>>,
    strategy: Vec<placement::Strategy>,
    constraints: Vec<placement::Constraint>,
}

impl Built {
    pub(crate) fn of((instances, tasks, asked): &Case) -> Built {
        let mut world = World::new(Seed(1));
        apply(
            &mut world,
            Change::Cluster(
                CLUSTER,
                ClusterChange::Created { name: "c".into(), kept: Default::default(), origin: Origin::Asked },
            ),
        );
        for number in 0..4 {
            let named = ClusterChange::GroupNamed { group: GroupId(number), name: format!("group-{number}").into() };
            apply(&mut world, Change::Cluster(CLUSTER, named));
        }
        instances
            .iter()
            .enumerate()
            .for_each(|(row, instance)| add_instance(&mut world, InstanceId(row as u32), instance));
        let row = |id: u32| instances.iter().position(|instance| instance.id == id).expect("a known instance");
        // Those that are stopping first: what they held may be another's since.
        let mut ids = vec![TaskId(0); tasks.len()];
        let (stopping, live): (Vec<usize>, Vec<usize>) = (0..tasks.len()).partition(|&n| tasks[n].stopping);
        for n in stopping.into_iter().chain(live) {
            ids[n] = add_task(&mut world, InstanceId(row(tasks[n].instance) as u32), &tasks[n]);
        }
        // What is taken beyond the tasks stays so, whatever they gave back.
        for (row, instance) in instances.iter().enumerate() {
            let taken = instance.taken_ports.iter().map(|&(udp, port)| (protocol(udp), port));
            world.instances.row_mut(InstanceId(row as u32)).ports.extend(taken);
        }
        let strategy: Vec<placement::Strategy> = asked.strategy.iter().map(strategy).collect();
        let service = add_service(&mut world, &strategy);
        // RunTask's default, which any instance satisfies.
        let placing = if strategy.is_empty() { vec![placement::Strategy::Random] } else { strategy };
        Built {
            world,
            service,
            tasks: ids,
            numbers: instances.iter().map(|instance| instance.id).collect(),
            group: asked.group,
            definition: asked_definition(asked),
            zones: asked.zones.as_ref().map(|zones| zones.iter().map(|&number| zone(number)).collect()),
            strategy: placing,
            constraints: asked.constraints.iter().map(constraint).collect(),
        }
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            cluster: CLUSTER,
            group: GroupId(self.group),
            definition: &self.definition,
            room: self.definition.reservation(),
            zones: self.zones.clone(),
            evens_out: None,
            instance: None,
            strategy: &self.strategy,
            constraints: self.constraints.iter().collect(),
            draw: 1,
        }
    }

    /// The model's number of an instance.
    pub(crate) fn number(&self, id: InstanceId) -> u32 {
        self.numbers[id.0 as usize]
    }
}

fn apply(world: &mut World, change: Change) {
    let fact = Fact { id: world.next_fact(), at: Time::ZERO, cause: Cause::Command(0), change };
    world.apply(&fact);
}

fn zone(number: u8) -> Zone {
    Zone::all().nth(number as usize).expect("one of the zones")
}

fn protocol(udp: bool) -> Protocol {
    if udp { Protocol::Udp } else { Protocol::Tcp }
}

/// The type that has just what the model's instance has. Leaked: types live as long as the program.
fn instance_type(instance: &Instance) -> &'static InstanceType {
    thread_local! {
        static KNOWN: std::cell::RefCell<Vec<&'static InstanceType>> = const { std::cell::RefCell::new(Vec::new()) };
    }
    let wanted = InstanceType {
        name: "model",
        vcpus: instance.cpu.div_ceil(1024),
        memory: instance.memory,
        enis: instance.enis + 1,
        trunked_tasks: None,
        gpus: instance.gpus,
        arm: false,
        price: 0,
    };
    KNOWN.with_borrow_mut(|known| match known.iter().find(|one| ***one == wanted) {
        Some(one) => one,
        None => {
            known.push(Box::leak(Box::new(wanted)));
            known[known.len() - 1]
        }
    })
}

fn add_instance(world: &mut World, id: InstanceId, instance: &Instance) {
    let (zone, until) = (zone(instance.zone), Time::ZERO);
    let launched = InstanceChange::Launched { cluster: CLUSTER, instance_type: "m5.large", zone, until };
    apply(world, Change::Instance(id, launched));
    apply(world, Change::Instance(id, InstanceChange::MachineChanged { machine: Machine::Running }));
    apply(world, Change::Instance(id, InstanceChange::Registered));
    let row = world.instances.row_mut(id);
    row.instance_type = instance_type(instance);
    // Types have whole vCPUs; the model's instances needn't.
    row.reserved.cpu = row.instance_type.room().cpu - instance.cpu;
    let attribute = |(name, value): (&String, &String)| (name.as_str().into(), Some(value.as_str().into()));
    row.custom = instance.attributes.iter().map(attribute).collect();
    if !instance.active {
        row.status = InstanceStatus::Draining;
    }
    let agent = if instance.connected { InstanceChange::AgentConnected } else { InstanceChange::AgentDisconnected };
    apply(world, Change::Instance(id, agent));
}

fn definition(size: (u32, u32), ports: &[Port], awsvpc: bool, gpus: u32, requires: &[String]) -> Rc<TaskDefinition> {
    let mapping = |&(udp, port): &Port| match awsvpc {
        true => PortMapping { container: port.max(1), host: port.max(1), protocol: protocol(udp) },
        false => PortMapping { container: 9_000, host: port, protocol: protocol(udp) },
    };
    let container = ContainerDefinition {
        name: "c".into(),
        image: "i".into(),
        cpu: 0,
        memory: None,
        memory_reservation: None,
        ports: ports.iter().map(mapping).collect(),
        essential: true,
        depends_on: vec![],
        start_timeout: None,
        stop_timeout: None,
        health_check: None,
        restart: None,
        log: None,
        secrets: vec![],
        credentials: None,
        accelerators: Accelerators::Gpus(gpus),
        consistent: true,
    };
    Rc::new(TaskDefinition {
        family: "f".into(),
        revision: 1,
        network_mode: if awsvpc { NetworkMode::Awsvpc } else { NetworkMode::Bridge },
        asks_for_fargate: false,
        asks_for_external: false,
        fargate: false,
        cpu: Some(size.0),
        memory: Some(size.1),
        containers: vec![container],
        task_role: None,
        execution_role: None,
        constraints: vec![],
        requires: requires.iter().map(|name| name.as_str().into()).collect(),
        arm: false,
        windows: false,
        only_on_ec2: None,
        ephemeral_storage: None,
        document: "{}".into(),
    })
}

fn asked_definition(asked: &Asked) -> Rc<TaskDefinition> {
    definition((asked.cpu, asked.memory), &asked.ports, asked.awsvpc, asked.gpus, &asked.requires)
}

fn add_task(world: &mut World, on: InstanceId, task: &Task) -> TaskId {
    let definition = definition((task.cpu, task.memory), &task.ports, task.awsvpc, task.gpus, &[]);
    let room = definition.reservation();
    let of = world.definitions.next_key();
    let registered = DefinitionChange::Registered { definition, copy_of: None, origin: Origin::Asked };
    apply(world, Change::Definition(of, registered));
    let id = world.tasks.next_key();
    let new = NewTask {
        cluster: CLUSTER,
        definition: of,
        group: GroupId(task.group),
        owner: Owner::Standalone,
        started_by: None,
        overrides: None,
        named: false,
        provider: None,
        kept: Default::default(),
        placement: Rc::new(placed(vec![])),
        host: Host::Instance(on),
        zone: world.instances[on].zone,
        room,
        eni: None,
        host_ports: vec![],
        phase: Phase::Pending { until: Time::ZERO },
    };
    apply(world, Change::Task(id, TaskChange::Created(Box::new(new))));
    if task.stopping {
        let stop = Stop { code: StopCode::UserInitiated, reason: StopReason::User(None) };
        apply(world, Change::Task(id, TaskChange::StopWanted { stop }));
    }
    id
}

fn placed(strategy: Vec<placement::Strategy>) -> Placement {
    Placement { launch: LaunchType::Ec2, providers: vec![], network: None, strategy, constraints: vec![], only: None }
}

/// A service that only says by which strategy its tasks are stopped.
fn add_service(world: &mut World, strategy: &[placement::Strategy]) -> ServiceId {
    let config = ServiceConfig {
        scheduling: Scheduling::Replica,
        placement: placed(strategy.to_vec()),
        balancers: vec![],
        minimum_healthy_percent: 100,
        maximum_percent: 200,
        judgement: Default::default(),
        shifting: Default::default(),
        rebalancing: false,
        grace_period: None,
        kept: Default::default(),
    };
    let revision = ServiceRevision {
        definition: DefinitionId(0),
        placement: Rc::new(config.placement.clone()),
        alternate: false,
        balancers: vec![],
        kept: Default::default(),
    };
    let deployment = Deployment::new(world.next_deployment(), Rc::new(revision), Time::ZERO);
    let id = world.services.next_key();
    let (name, request) = ("s".into(), "".into());
    let new = NewService {
        cluster: CLUSTER,
        name,
        group: GroupId(1),
        request,
        desired: 0,
        config: Rc::new(config),
        deployment,
    };
    apply(world, Change::Service(id, ServiceChange::Created(Box::new(new))));
    id
}

fn strategy(strategy: &Strategy) -> placement::Strategy {
    match strategy {
        Strategy::Random => placement::Strategy::Random,
        Strategy::SpreadInstance => placement::Strategy::Spread(SpreadBy::Instance),
        Strategy::SpreadZone => placement::Strategy::Spread(SpreadBy::Zone),
        Strategy::SpreadAttribute(name) => placement::Strategy::Spread(SpreadBy::Attribute(name.as_str().into())),
        Strategy::BinpackCpu => placement::Strategy::Binpack(Resource::Cpu),
        Strategy::BinpackMemory => placement::Strategy::Binpack(Resource::Memory),
    }
}

fn constraint(constraint: &Constraint) -> placement::Constraint {
    match constraint {
        Constraint::DistinctInstance => placement::Constraint::DistinctInstance,
        Constraint::Member { attribute, value } => {
            let query = Query::parse(&format!("attribute:{attribute} == '{value}'"));
            placement::Constraint::MemberOf(query.expect("an expression"))
        }
    }
}
