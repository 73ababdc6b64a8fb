//! What must be true of every World. Numbers that `apply` keeps are worked out here again from nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::counts::Counts;
use super::ids::InstanceId;
use super::model::Room;
use super::model::balancer::{Tally, TargetState};
use super::model::cluster::OpenInstances;
use super::model::definition::NetworkMode;
use super::model::network::Zone;
use super::model::provider::Provider;
use super::model::resource::{ResourceKind, SUFFIX, Source};
use super::model::role::PUT_LINES;
use super::model::schedule::Kind;
use super::model::task::{Host, Phase, Task};
use super::rules::{resources, schedules};
use super::sorted::SortedSet;
use super::world::World;

impl World {
    /// Checks after every fact while the World is small, and ever more rarely as it grows: it looks at everything.
    pub fn check_often(&self) {
        let size = (self.tasks.len() + self.instances.len()) as u64;
        if self.facts.is_multiple_of(1 + size * size / 10_000) {
            self.check();
        }
    }

    /// # Panics
    /// If something that is always true isn't: a mistake in the engine.
    pub fn check(&self) {
        self.check_instances();
        self.check_columns();
        self.check_groups();
        self.check_services();
        self.check_targets();
        self.check_families();
        self.check_fargate();
        self.check_roles();
        self.check_schedules();
        self.check_resources();
    }

    fn check_roles(&self) {
        for (name, role) in self.account.roles.iter() {
            assert_eq!(self.account.heard(name, self.now), role.allows(PUT_LINES), "lines of {name}");
        }
    }

    fn check_families(&self) {
        for (name, family) in self.families.iter() {
            for (number, id) in family.revisions.iter() {
                let definition = self.definition(*id);
                assert_eq!((&definition.family, definition.revision), (name, *number), "{id:?} is of its family");
                assert!(*number <= family.last && !family.deleted.contains(number), "{name}:{number} is still there");
            }
        }
        for task in self.tasks.values().filter(|task| !task.is_stopped()) {
            let definition = self.definition(task.definition);
            assert!(self.revision(&definition.family, definition.revision).is_some(), "a running task's definition");
        }
    }

    fn check_fargate(&self) {
        for kind in Provider::ALL {
            let on = |task: &&Task| task.host == Host::Fargate && task.provider.unwrap_or(Provider::Fargate) == kind;
            let running = self.tasks.values().filter(|task| !task.is_stopped()).filter(on);
            let kept = self.account.fargate_cpu.get(&kind).copied().unwrap_or(0);
            assert_eq!(kept, running.map(|task| task.room.cpu).sum::<u32>(), "CPU units of {}", kind.name());
        }
    }

    fn check_schedules(&self) {
        let mut names = BTreeSet::new();
        for schedule in self.schedules.values() {
            let (name, own) = (&schedule.name, (schedule.kind == Kind::Rule, schedule.name.clone()));
            assert!(names.insert(own), "{name} is there once");
            assert!(schedules::next(schedule).is_none_or(|at| at >= self.now), "{name} has missed its moment");
        }
    }

    /// What a task runs with is there, or was.
    fn check_resources(&self) {
        for ((kind, name), resource) in self.account.resources.iter() {
            let letters = if *kind == ResourceKind::Secret && resource.is_there() { SUFFIX } else { 0 };
            assert!(resource.suffix.len() >= letters, "{name} has the letters of an ARN");
            assert_eq!(resource.versions > 0, resource.content.is_some(), "{name} has a value with its first version");
        }
        for (id, task) in self.tasks.iter().filter(|(_, task)| task.is_running()) {
            let definition = self.spec(task);
            for from in resources::secrets(definition) {
                let source = Source::parse(from);
                let by_name = self.account.resource(source.kind, source.parts().0);
                assert!(by_name.is_some() || self.account.named(&source).is_some(), "{id:?} has read {from}");
            }
            for container in definition.containers.iter().filter(|container| container.essential) {
                let group = container.log.as_ref().and_then(resources::log_group);
                let known = group.is_none_or(|name| self.account.resource(ResourceKind::LogGroup, name).is_some());
                assert!(known, "{id:?} writes to the group of {}", container.name);
            }
        }
    }

    fn check_instances(&self) {
        let mut by_instance: BTreeMap<InstanceId, Vec<(super::ids::TaskId, &Task)>> = BTreeMap::new();
        for (id, task) in self.tasks.iter().filter(|(_, task)| !task.is_stopped()) {
            if let Some(on) = task.instance() {
                by_instance.entry(on).or_default().push((id, task));
            }
        }
        for (id, instance) in self.instances.iter() {
            let tasks = by_instance.remove(&id).unwrap_or_default();
            let wanted = || tasks.iter().map(|(_, task)| *task).filter(|task| task.wanted);
            let holding = || tasks.iter().map(|(_, task)| *task).filter(|task| task.holds_host);
            assert_eq!(instance.tasks, tasks.iter().map(|&(id, _)| id).collect::<SortedSet<_>>(), "tasks of {id:?}");
            assert_eq!(instance.reserved, sum(wanted().map(|task| task.room)), "reserved on {id:?}");
            assert_eq!(instance.held, sum(holding().map(|task| task.room)), "held on {id:?}");
            assert_eq!(instance.ports, self.ports(wanted()), "ports reserved on {id:?}");
            assert_eq!(instance.held_ports, self.ports(holding()), "ports held on {id:?}");
            let awsvpc = |task: &&Task| self.definition(task.definition).network_mode == NetworkMode::Awsvpc;
            assert_eq!(instance.enis as usize, wanted().filter(awsvpc).count(), "network interfaces of {id:?}");
            assert!(instance.enis <= instance.eni_limit(), "{id:?} has no more network interfaces than it may");
            assert!(instance.instance_type.room().holds(instance.reserved), "{id:?} is not overbooked");
            assert!(instance.instance_type.room().holds(instance.held), "{id:?} does not hold more than it has");
        }
        assert!(by_instance.is_empty(), "every task is on an instance that exists");
    }

    fn ports<'a>(&'a self, tasks: impl Iterator<Item = &'a Task>) -> SortedSet<(super::model::network::Protocol, u16)> {
        tasks.flat_map(|task| self.definition(task.definition).host_ports()).collect()
    }

    fn check_columns(&self) {
        for (cluster, row) in self.clusters.iter() {
            for zone in Zone::all() {
                let mut columns = OpenInstances::default();
                for (id, i) in self.instances.iter().filter(|(_, i)| i.cluster == cluster && i.zone == zone && i.open())
                {
                    columns.insert(id, i.free().cpu, i.free().memory);
                }
                assert_eq!(row.open[zone.index()], columns, "columns of {} in {zone}", row.name);
            }
            let short = self.services_of(cluster).filter(|(_, s)| s.is_short()).map(|(id, _)| id);
            assert_eq!(row.short, short.collect::<SortedSet<_>>(), "services of {} without room", row.name);
        }
    }

    fn check_groups(&self) {
        let mut counted: BTreeMap<_, ([u32; Zone::COUNT], Counts)> = BTreeMap::new();
        for (_, task) in self.tasks.iter().filter(|(_, task)| task.wanted) {
            let (zones, instances) = counted.entry(task.group).or_default();
            zones[task.zone.index()] += 1;
            if let Some(on) = task.instance() {
                instances.increase(on);
            }
        }
        for (id, group) in self.groups.iter() {
            let (zones, instances) = counted.remove(&id).unwrap_or_default();
            assert_eq!(group.by_zone, zones, "{} by zone", group.name);
            assert_eq!(group.by_instance, instances, "{} by instance", group.name);
        }
    }

    fn check_services(&self) {
        for (id, service) in self.services.iter() {
            let tasks = self.tasks.iter().filter(|(_, task)| task.service() == Some(id)).map(|(id, _)| id);
            assert_eq!(service.tasks, tasks.collect::<SortedSet<_>>(), "tasks of service {}", service.name);
            assert!(!service.deployments.is_empty(), "{} has a primary deployment", service.name);
        }
        for (id, task) in self.tasks.iter() {
            assert!(task.stop.is_some() != task.wanted, "{id:?} has a reason to stop just if it is to stop");
            assert!(task.provider.is_none() || task.instance().is_none(), "{id:?} is on the capacity of its provider");
            assert!(!task.wanted || !matches!(task.phase, Phase::Stopping | Phase::Stopped), "{id:?} stops unasked");
        }
    }

    fn check_targets(&self) {
        for (id, group) in self.target_groups.iter() {
            let (mut healthy, mut registered) = (Tally::default(), Tally::default());
            for (task, target) in group.targets.iter() {
                if target.state == TargetState::Healthy {
                    *healthy.of(target.answer) += 1;
                }
                if target.registered() {
                    *registered.of(target.answer) += 1;
                }
                let known = self.tasks[*task].targets.iter().find(|(group, _)| *group == id);
                let &(_, container) = known.expect("a target's task knows of it");
                assert_eq!(self.tasks[*task].containers[container].answer, target.answer, "answer of {task:?}");
            }
            assert_eq!((group.healthy, group.registered), (healthy, registered), "targets of {}", group.name);
        }
    }
}

fn sum(rooms: impl Iterator<Item = Room>) -> Room {
    rooms.fold(Room::default(), |mut sum, room| {
        sum.add(room);
        sum
    })
}
