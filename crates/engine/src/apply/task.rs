//! Facts about tasks, and the ledgers that tasks move: reservations, counts, room held.

use crate::fact::{FactId, NewTask, TaskChange};
use crate::ids::{InstanceId, TaskId};
use crate::model::definition::NetworkMode;
use crate::model::instance::DYNAMIC_PORTS;
use crate::model::provider::Provider;
use crate::model::task::{Answer, Container, ContainerState, Health, Host, Phase, Stamps, Stop, Task};
use crate::world::World;

impl World {
    pub(super) fn apply_task(&mut self, id: TaskId, change: &TaskChange) {
        match change {
            TaskChange::Created(new) => self.create_task(id, new),
            TaskChange::PhaseChanged { phase } => self.change_phase(id, *phase),
            TaskChange::StopWanted { stop } => self.want_stopped(id, stop),
            TaskChange::ContainerMoved { container, state } => self.move_container(id, *container, state),
            TaskChange::AnswerChanged { container, answer } => {
                self.tasks.row_mut(id).containers[*container].answer = *answer;
                self.tell_targets(id, *container, *answer);
            }
            TaskChange::ContainerRestarted { container, code: _, until } => {
                self.move_container(id, *container, &ContainerState::Starting { until: *until });
                let container = &mut self.tasks.row_mut(id).containers[*container];
                container.restarts += 1;
                (container.health, container.failing, container.judged_by) = (Health::Unknown, 0, None);
            }
            TaskChange::HealthChecked { container, health, failing } => {
                let (checked, this) = (Some(self.now), Some(FactId(self.facts)));
                let container = &mut self.tasks.row_mut(id).containers[*container];
                container.judged_by = if container.health == *health { container.judged_by } else { this };
                (container.health, container.failing, container.checked) = (*health, *failing, checked);
            }
            // What an application writes is read off the facts.
            TaskChange::CallDenied { .. } => {}
            TaskChange::Forgotten => {
                let task = self.tasks.remove(id).expect("a forgotten task was there");
                if let Some(service) = task.service() {
                    self.services.row_mut(service).tasks.remove(&id);
                }
            }
        }
    }

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
        if task.host == Host::Fargate {
            *self.account.fargate_cpu.or_default(new.provider.unwrap_or(Provider::Fargate)) += new.room.cpu;
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
            Phase::Running => task.stamps.started = Some(now),
            Phase::Deprovisioning { .. } => self.hold(id, false),
            Phase::Stopped => {
                task.stamps.stopped = Some(now);
                if task.host == Host::Fargate {
                    let kind = task.provider.unwrap_or(Provider::Fargate);
                    *self.account.fargate_cpu.or_default(kind) -= task.room.cpu;
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
        container.state = state.clone();
        match state {
            ContainerState::Waiting | ContainerState::Pulling { .. } | ContainerState::Starting { .. } => {}
            ContainerState::Pulled => {
                let done = task.containers.iter().all(|c| !pulling(c));
                if done {
                    task.stamps.pull_stopped.get_or_insert(now);
                }
                if let Some(on) = task.instance() {
                    let image = definition.containers[position].image.clone();
                    self.cache(on, image);
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

    fn cache(&mut self, on: InstanceId, image: crate::model::Name) {
        if !self.instances[on].cached.contains(&image) {
            self.instances.row_mut(on).cached.insert(image);
        }
    }
}

fn pulling(container: &Container) -> bool {
    matches!(container.state, ContainerState::Waiting | ContainerState::Pulling { .. })
}
