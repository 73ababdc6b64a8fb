//! Tasks and their containers, and the ledgers that tasks move: reservations, counts, room held.

use std::rc::Rc;

use super::Wakes;
use crate::agenda::Wake;
use crate::ids::{ClusterId, DefinitionId, FactId, GroupId, InstanceId, ProviderId, TaskId};
use crate::model::definition::NetworkMode;
use crate::model::image::{Image, Pulled};
use crate::model::instance::DYNAMIC_PORTS;
use crate::model::kept::Kept;
use crate::model::network::Zone;
use crate::model::overrides::Overrides;
use crate::model::placement::Placement;
use crate::model::provider::Capacity;
use crate::model::role::Denied;
use crate::model::task::{
    Answer, BoundPort, Container, ContainerState, Health, Host, Interface, Owner, Phase, Stamps, Stop, StopCode, Task,
};
use crate::model::{Name, Room};
use crate::runtime::{health, moments};
use crate::time::Time;
use crate::timings::{
    HEALTHY_AFTER_RUNNING, SPOT_WARNING, STARTING_GIVES_UP, STOPPED_TASKS_KEPT, TARGET_DEREGISTRATION,
    TARGET_REGISTRATION,
};
use crate::world::World;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TaskChange {
    Created(Box<NewTask>),
    PhaseChanged {
        phase: Phase,
    },
    StopWanted {
        stop: Stop,
    },
    ContainerMoved {
        container: usize,
        state: ContainerState,
    },
    AnswerChanged {
        container: usize,
        answer: Answer,
    },
    /// The process of a container ended with this code, and its restart policy starts it again at `until`.
    ContainerRestarted {
        container: usize,
        code: i32,
        until: Time,
    },
    /// A health check of a container had an effect.
    HealthChecked {
        container: usize,
        health: Health,
        failing: u32,
    },
    /// The application was refused a call to AWS, and wrote so.
    CallDenied {
        container: usize,
        denied: Denied,
    },
    /// A container that runs behaves otherwise from now on.
    BehaviourSet {
        container: usize,
        image: Rc<Image>,
    },
    /// Protected from scaling in until then, or no longer.
    ProtectionSet {
        until: Option<Time>,
    },
    /// Gone from DescribeTasks.
    Forgotten,
}

/// What is settled about a task when it is placed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NewTask {
    pub cluster: ClusterId,
    pub definition: DefinitionId,
    pub group: GroupId,
    pub owner: Owner,
    pub started_by: Option<Name>,
    pub overrides: Option<Rc<Overrides>>,
    pub placement: Rc<Placement>,
    pub named: bool,
    pub host: Host,
    pub provider: Option<ProviderId>,
    pub kept: Kept,
    pub zone: Zone,
    pub room: Room,
    pub eni: Option<Interface>,
    pub host_ports: Vec<BoundPort>,
    pub phase: Phase,
}

impl TaskChange {
    pub(super) fn apply(&self, world: &mut World, id: TaskId) {
        match self {
            TaskChange::Created(new) => world.create_task(id, new),
            TaskChange::PhaseChanged { phase } => world.change_phase(id, *phase),
            TaskChange::StopWanted { stop } => world.want_stopped(id, stop),
            TaskChange::ContainerMoved { container, state } => world.move_container(id, *container, state),
            TaskChange::AnswerChanged { container, answer } => {
                world.tasks.row_mut(id).containers[*container].answer = *answer;
                world.tell_targets(id, *container, *answer);
            }
            TaskChange::ContainerRestarted { container, code: _, until } => {
                world.move_container(id, *container, &ContainerState::Starting { until: *until });
                let container = &mut world.tasks.row_mut(id).containers[*container];
                container.restarts += 1;
                (container.health, container.failing, container.judged_by) = (Health::Unknown, 0, None);
            }
            TaskChange::HealthChecked { container, health, failing } => {
                let (checked, this) = (Some(world.now), Some(FactId(world.facts)));
                let container = &mut world.tasks.row_mut(id).containers[*container];
                container.judged_by = if container.health == *health { container.judged_by } else { this };
                (container.health, container.failing, container.checked) = (*health, *failing, checked);
            }
            // What an application writes is read off the facts.
            TaskChange::CallDenied { .. } => {}
            TaskChange::BehaviourSet { container, image } => {
                if let Some(pulled) = &mut world.tasks.row_mut(id).containers[*container].pulled {
                    pulled.image = image.clone();
                }
            }
            TaskChange::ProtectionSet { until } => world.tasks.row_mut(id).protected_until = *until,
            TaskChange::Forgotten => {
                let task = world.tasks.remove(id).expect("a forgotten task was there");
                if let Some(service) = task.service() {
                    world.services.row_mut(service).tasks.remove(&id);
                }
            }
        }
    }

    pub(super) fn wakes(&self, world: &World, id: TaskId, wakes: &mut Wakes) {
        let Some(task) = world.tasks.get(id) else { return };
        match self {
            TaskChange::Created(new) => {
                let until = new.phase.until();
                wakes.at(until.unwrap_or(world.now), Wake::Task(id));
            }
            TaskChange::PhaseChanged { phase } => to_phase(world, id, *phase, wakes),
            TaskChange::StopWanted { stop } => {
                wakes.now(world, Wake::Task(id));
                if stop.code == StopCode::SpotInterruption {
                    wakes.at(world.now + SPOT_WARNING, Wake::Task(id));
                }
                if let Some(service) = task.service() {
                    wakes.next_tick(world, service);
                    wakes.tick_from(world, service, world.now + TARGET_DEREGISTRATION);
                }
                if task.instance().is_some() {
                    wakes.services_without_room(world, task.cluster);
                }
            }
            TaskChange::ContainerMoved { container, state } => to_container(world, id, *container, state, wakes),
            TaskChange::AnswerChanged { container, .. } => {
                next_health_check(world, id, *container, wakes);
                wakes.checks_of_task(world, id);
            }
            TaskChange::ContainerRestarted { until, .. } => {
                wakes.at(*until, Wake::Task(id));
                wakes.checks_of_task(world, id);
            }
            TaskChange::HealthChecked { container, .. } => {
                // Containers may depend on this one's health, and the scheduler counts it.
                wakes.now(world, Wake::Task(id));
                next_health_check(world, id, *container, wakes);
                if let Some(service) = task.service() {
                    wakes.next_tick(world, service);
                }
            }
            TaskChange::BehaviourSet { container, .. } => {
                wakes.now(world, Wake::Task(id));
                moments(world, task, *container).for_each(|at| wakes.at(at.max(world.now), Wake::Task(id)));
            }
            TaskChange::ProtectionSet { until } => {
                if let Some(service) = task.service() {
                    wakes.tick_from(world, service, until.unwrap_or(world.now));
                }
            }
            TaskChange::CallDenied { .. } | TaskChange::Forgotten => {}
        }
    }
}

fn to_phase(world: &World, id: TaskId, phase: Phase, wakes: &mut Wakes) {
    let task = &world.tasks[id];
    if let Some(until) = phase.until() {
        wakes.at(until, Wake::Task(id));
    }
    if let (Phase::Stopped | Phase::Deprovisioning { .. }, Some(on)) = (phase, task.instance()) {
        wakes.now(world, Wake::Instance(on));
    }
    if phase == Phase::Stopped {
        wakes.at(world.now + STOPPED_TASKS_KEPT, Wake::Task(id));
        if task.host == Host::Fargate {
            // Its part of the account's quota is free.
            world.clusters.keys().for_each(|cluster| wakes.services_without_room(world, cluster));
        }
    }
    let Some(service) = task.service() else { return };
    match phase {
        Phase::Running => {
            let grace = world.services[service].config.grace_period;
            for delay in [Some(TARGET_REGISTRATION), Some(HEALTHY_AFTER_RUNNING), grace].into_iter().flatten() {
                wakes.tick_from(world, service, world.now + delay);
            }
        }
        Phase::Stopped => wakes.next_tick(world, service),
        Phase::Provisioning { .. }
        | Phase::Pending { .. }
        | Phase::Activating
        | Phase::Deactivating
        | Phase::Stopping
        | Phase::Deprovisioning { .. } => {}
    }
}

fn to_container(world: &World, id: TaskId, container: usize, state: &ContainerState, wakes: &mut Wakes) {
    let task = &world.tasks[id];
    match state {
        ContainerState::Pulling { until, .. }
        | ContainerState::Starting { until }
        | ContainerState::Stopping { until, .. } => wakes.at(*until, Wake::Task(id)),
        ContainerState::Pulled => {
            if !world.definition(task.definition).containers[container].depends_on.is_empty() {
                wakes.at((task.stamps.created + STARTING_GIVES_UP).max(world.now), Wake::Task(id));
            }
        }
        ContainerState::Running { .. } => {
            moments(world, task, container).for_each(|at| wakes.at(at, Wake::Task(id)));
        }
        ContainerState::Stopped { .. } => {
            wakes.now(world, Wake::Task(id));
            wakes.checks_of_task(world, id);
        }
        ContainerState::Waiting => {}
    }
}

fn next_health_check(world: &World, id: TaskId, container: usize, wakes: &mut Wakes) {
    if let Some(at) = health::next_at(world, &world.tasks[id], container) {
        wakes.at(at, Wake::Task(id));
    }
}

impl World {
    fn create_task(&mut self, id: TaskId, new: &NewTask) {
        let definition = self.definitions[new.definition].definition.clone();
        let task = Task {
            cluster: new.cluster,
            definition: new.definition,
            group: new.group,
            owner: new.owner,
            started_by: new.started_by.clone(),
            overrides: new.overrides.clone(),
            placement: new.placement.clone(),
            named: new.named,
            host: new.host,
            provider: new.provider,
            kept: new.kept.clone(),
            zone: new.zone,
            room: new.room,
            holds_host: false,
            eni: new.eni.clone(),
            host_ports: new.host_ports.clone(),
            wanted: true,
            phase: new.phase,
            stop: None,
            containers: vec![Container::new(); definition.containers.len()],
            targets: Vec::new(),
            stamps: Stamps { created: self.now, ..Stamps::default() },
            protected_until: None,
            version: 1,
        };
        let group = self.groups.row_mut(new.group);
        group.by_zone[new.zone.index()] += 1;
        if let Some(on) = task.instance() {
            group.by_instance.increase(on);
            let instance = self.instances.row_mut(on);
            instance.tasks.insert(id);
            instance.reserved.add(new.room);
            instance.ports.extend(definition.host_ports());
            instance.enis += (definition.network_mode == NetworkMode::Awsvpc) as u32;
            instance.gpus += definition.gpus(instance.instance_type.gpus);
            let mut dynamic = new.host_ports.iter().map(|bound| bound.host_port);
            if let Some(port) = dynamic.rfind(|port| DYNAMIC_PORTS.contains(port)) {
                instance.last_port = port;
            }
            self.keep_columns(on);
        }
        if let Capacity::Fargate(fargate) = self.capacity_of(&task) {
            *self.account.fargate_cpu.or_default(fargate) += new.room.cpu;
        }
        if let Some(service) = task.service() {
            self.services.row_mut(service).tasks.insert(id);
        }
        self.tasks.insert(id, task);
    }

    fn want_stopped(&mut self, id: TaskId, stop: &Stop) {
        let now = self.now;
        let task = self.tasks.row_mut(id);
        task.stop = Some(stop.clone());
        if !std::mem::replace(&mut task.wanted, false) {
            return;
        }
        task.version += 1;
        task.stamps.stopping = Some(now);
        let (zone, group, on, room) = (task.zone, task.group, task.instance(), task.room);
        let definition = self.definitions[task.definition].definition.clone();
        let group = self.groups.row_mut(group);
        group.by_zone[zone.index()] -= 1;
        if let Some(on) = on {
            group.by_instance.decrease(on);
            let instance = self.instances.row_mut(on);
            instance.reserved.take(room);
            definition.host_ports().for_each(|port| {
                instance.ports.remove(&port);
            });
            instance.enis -= (definition.network_mode == NetworkMode::Awsvpc) as u32;
            instance.gpus -= definition.gpus(instance.instance_type.gpus);
            self.keep_columns(on);
            self.clusters.row_mut(self.tasks[id].cluster).freed_at = now;
        }
    }

    fn change_phase(&mut self, id: TaskId, phase: Phase) {
        let now = self.now;
        let task = self.tasks.row_mut(id);
        let before = std::mem::replace(&mut task.phase, phase);
        task.version += 1;
        let on = task.instance();
        match phase {
            Phase::Provisioning { .. } | Phase::Deactivating | Phase::Stopping => {}
            Phase::Pending { .. } => task.stamps.connected = Some(now),
            Phase::Activating => {
                task.stamps.pull_started = Some(now);
                self.hold(id, true);
            }
            Phase::Running => {
                task.stamps.started = Some(now);
                if let Owner::Service(service, deployment) = task.owner {
                    self.note_run(service, deployment);
                }
            }
            Phase::Deprovisioning { .. } => self.hold(id, false),
            Phase::Stopped => {
                task.stamps.stopped = Some(now);
                let task = &self.tasks[id];
                if let Capacity::Fargate(fargate) = self.capacity_of(task) {
                    *self.account.fargate_cpu.or_default(fargate) -= task.room.cpu;
                    self.account.fargate_freed_at = now;
                }
                self.hold(id, false);
                if let Some(on) = on {
                    self.instances.row_mut(on).tasks.remove(&id);
                }
            }
        }
        debug_assert_ne!(before, Phase::Stopped, "a stopped task stays stopped");
    }

    /// Takes a task's room on its host, or gives it back.
    fn hold(&mut self, id: TaskId, holds: bool) {
        let task = self.tasks.row_mut(id);
        let (on, room) = (task.instance(), task.room);
        if std::mem::replace(&mut task.holds_host, holds) == holds {
            return;
        }
        let Some(on) = on else { return };
        let definition = self.definitions[self.tasks[id].definition].definition.clone();
        let instance = self.instances.row_mut(on);
        if holds {
            instance.held.add(room);
            instance.held_ports.extend(definition.host_ports());
        } else {
            instance.held.take(room);
            definition.host_ports().for_each(|port| {
                instance.held_ports.remove(&port);
            });
        }
    }

    fn move_container(&mut self, id: TaskId, position: usize, state: &ContainerState) {
        let now = self.now;
        let task = self.tasks.row_mut(id);
        let definition = &self.definitions[task.definition].definition;
        let container = &mut task.containers[position];
        let silenced = !matches!(state, ContainerState::Running { .. }) && container.answer != Answer::Refused;
        let before = std::mem::replace(&mut container.state, state.clone());
        match state {
            ContainerState::Waiting | ContainerState::Pulling { .. } | ContainerState::Starting { .. } => {}
            ContainerState::Pulled => {
                let reference = &definition.containers[position].image;
                if let ContainerState::Pulling { version, .. } = before {
                    let image = self.account.images.image(reference, version).clone();
                    container.pulled = Some(Pulled { version, image });
                }
                let done = task.containers.iter().all(|c| !pulling(c));
                if done {
                    task.stamps.pull_stopped.get_or_insert(now);
                }
                if let (Some(on), ContainerState::Pulling { version, .. }) = (task.instance(), before) {
                    self.cache(on, (reference.clone(), version));
                }
            }
            ContainerState::Running { .. } | ContainerState::Stopping { .. } => {}
            ContainerState::Stopped { code, .. } => {
                if definition.containers[position].essential && code.is_some() {
                    task.stamps.execution_stopped.get_or_insert(now);
                }
            }
        }
        if silenced && !matches!(state, ContainerState::Stopping { .. }) {
            self.tasks.row_mut(id).containers[position].answer = Answer::Refused;
            self.tell_targets(id, position, Answer::Refused);
        }
    }

    fn cache(&mut self, on: InstanceId, image: (Name, u32)) {
        if !self.instances[on].cached.contains(&image) {
            self.instances.row_mut(on).cached.insert(image);
        }
    }
}

fn pulling(container: &Container) -> bool {
    matches!(container.state, ContainerState::Waiting | ContainerState::Pulling { .. })
}

pub(super) fn check(world: &World) {
    for (id, task) in world.tasks.iter() {
        assert!(task.stop.is_some() != task.wanted, "{id:?} has a reason to stop just if it is to stop");
        let launch = world.capacity_of(task).launch_type();
        assert_eq!(launch, task.launch_type(), "{id:?} is on the capacity of its provider");
        assert!(!task.wanted || !matches!(task.phase, Phase::Stopping | Phase::Stopped), "{id:?} stops unasked");
    }
}
