//! Clusters to ask the placement model about: families of small ones in full, and larger ones from a seed.
//! The asking group is always 1. No live task ever takes more than its instance has.

use super::model::{Asked, Constraint, Instance, Port, Strategy, Task, room};
use std::collections::BTreeMap;

pub(crate) type Case = (Vec<Instance>, Vec<Task>, Asked);

const WEB: Port = (false, 80);
const DNS: Port = (true, 53);

/// Everything that can be built of some kinds of instance and task, with everything to be asked of each.
struct Family {
    zones: usize,
    /// At most, as are the zones and the tasks.
    instances_per_zone: usize,
    most_tasks: usize,
    instances: Vec<Instance>,
    tasks: Vec<Task>,
    asks: Vec<Asked>,
}

/// Four families, each exhaustive up to renaming zones, instances within a zone, and equal tasks.
pub(crate) fn small_clusters() -> impl Iterator<Item = Case> {
    [counting(), instances(), resources(), scaling_in()].into_iter().flat_map(|family| {
        let all = clusters(&family);
        let asks = family.asks;
        all.into_iter().flat_map(move |(i, t)| asks.clone().into_iter().map(move |a| (i.clone(), t.clone(), a)))
    })
}

/// Equal instances; the group's tasks, its stopping ones and others': what spread, binpack and distinctInstance count.
fn counting() -> Family {
    use Strategy::{BinpackCpu, BinpackMemory, Random, SpreadInstance, SpreadZone};
    let mut strategies = chains(&[SpreadZone, SpreadInstance, BinpackCpu]);
    strategies.extend([vec![Random], vec![BinpackMemory], vec![SpreadZone, BinpackMemory]]);
    let mut asks: Vec<Asked> = strategies.into_iter().map(|strategy| Asked { strategy, ..asked() }).collect();
    let distinct = Asked { constraints: vec![Constraint::DistinctInstance], ..asked() };
    asks.push(Asked { strategy: vec![SpreadZone], ..distinct.clone() });
    asks.push(distinct);
    let tasks = vec![own(), Task { stopping: true, ..own() }, Task { group: 2, cpu: 256, memory: 512, ..own() }];
    Family { zones: 3, instances_per_zone: 3, most_tasks: 4, instances: vec![plain()], tasks, asks }
}

/// Instances of every sort; the group's tasks alone: which instances are open, and what a custom attribute spreads by.
fn instances() -> Family {
    let racked = |rack: &str| Instance { attributes: attributes(&[("rack", rack)]), ..plain() };
    let draining = Instance { active: false, ..racked("a") };
    let disconnected = Instance { connected: false, ..racked("b") };
    let rack = Strategy::SpreadAttribute("rack".into());
    let mut asks: Vec<Asked> = chains(&[Strategy::SpreadZone, rack.clone(), Strategy::BinpackCpu])
        .into_iter()
        .map(|strategy| Asked { strategy, ..asked() })
        .collect();
    let by_rack = Asked { strategy: vec![rack], ..asked() };
    let member = Constraint::Member { attribute: "rack".into(), value: "a".into() };
    asks.push(Asked { requires: vec!["rack".into()], ..by_rack.clone() });
    asks.push(Asked { constraints: vec![member, Constraint::DistinctInstance], ..asked() });
    // Zones are told apart here, so each is asked for.
    for zone in [0, 1] {
        asks.push(Asked { zones: Some(vec![zone]), ..by_rack.clone() });
    }
    let instances = vec![plain(), racked("a"), racked("b"), draining, disconnected];
    Family { zones: 2, instances_per_zone: 2, most_tasks: 3, instances, tasks: vec![own()], asks }
}

/// Two instances of one zone; tasks that hold a port, an interface or a GPU, live and stopping: what is room.
fn resources() -> Family {
    let small = |ports: &[Port]| Task { cpu: 256, memory: 256, ports: ports.to_vec(), ..own() };
    let live = [
        small(&[WEB]),
        small(&[DNS, (false, 0)]),
        Task { awsvpc: true, ..small(&[WEB]) },
        Task { gpus: 1, ..small(&[]) },
    ];
    let tasks = live.into_iter().flat_map(|t| [Task { stopping: true, ..t.clone() }, t]).collect();
    let asks = [vec![], vec![WEB], vec![DNS], vec![WEB, DNS], vec![(true, 80)], vec![(false, 53)], vec![(false, 0)]];
    let mut asks: Vec<Asked> = asks.into_iter().map(|ports| Asked { ports, ..asked() }).collect();
    asks.push(Asked { awsvpc: true, ports: vec![WEB], ..asked() });
    asks.push(Asked { gpus: 1, ..asked() });
    asks.push(Asked { gpus: 2, awsvpc: true, ..asked() });
    let rich = Instance { enis: 2, gpus: 2, taken_ports: [DNS].into(), ..plain() };
    let instances = vec![Instance { enis: 1, gpus: 1, ..plain() }, rich];
    Family { zones: 1, instances_per_zone: 2, most_tasks: 3, instances, tasks, asks }
}

/// Tasks of every standing, some on draining instances: which may be stopped first.
fn scaling_in() -> Family {
    let tasks = vec![
        own(),
        Task { healthy: false, ..own() },
        Task { old_revision: true, cpu: 256, ..own() },
        Task { stopping: true, ..own() },
    ];
    let strategies = chains(&[Strategy::SpreadZone, Strategy::SpreadInstance, Strategy::BinpackCpu]);
    let asks = strategies.into_iter().map(|strategy| Asked { strategy, ..asked() }).collect();
    let instances = vec![plain(), Instance { active: false, ..plain() }];
    Family { zones: 2, instances_per_zone: 2, most_tasks: 3, instances, tasks, asks }
}

/// Two of the group's tasks fill its CPU; one of them and one of the other group leave just room for a third.
fn plain() -> Instance {
    Instance { active: true, connected: true, cpu: 1280, memory: 1280, ..Instance::default() }
}

fn own() -> Task {
    Task { group: 1, cpu: 512, memory: 256, healthy: true, ..Task::default() }
}

fn asked() -> Asked {
    Asked { group: 1, cpu: 512, memory: 256, ..Asked::default() }
}

fn attributes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

/// No rule, each rule alone, and each pair in either order.
fn chains(rules: &[Strategy]) -> Vec<Vec<Strategy>> {
    let alone = rules.iter().map(|rule| vec![rule.clone()]);
    let pairs = rules.iter().flat_map(|a| rules.iter().filter(move |b| a != *b).map(|b| vec![a.clone(), b.clone()]));
    [vec![]].into_iter().chain(alone).chain(pairs).collect()
}

/// Multisets all the way: an instance is its kind and a multiset of tasks, a zone one of instances, a cluster of zones.
fn clusters(family: &Family) -> Vec<(Vec<Instance>, Vec<Task>)> {
    let most = family.most_tasks;
    let loads = multisets(&vec![1; family.tasks.len()], most, most);
    let filled = family.instances.iter().flat_map(|i| {
        let tasks = loads.iter().map(|load| load.iter().map(|&n| family.tasks[n].clone()).collect::<Vec<_>>());
        tasks.map(move |tasks| (i, tasks))
    });
    let filled: Vec<(&Instance, Vec<Task>)> = filled.filter(|(i, tasks)| holds(i, tasks)).collect();
    let weight = |zone: &[usize]| zone.iter().map(|&n| filled[n].1.len()).sum::<usize>();
    let single: Vec<usize> = (0..filled.len()).map(|n| weight(&[n])).collect();
    let mut zones = multisets(&single, family.instances_per_zone, most);
    zones.retain(|zone| !zone.is_empty());
    let weights: Vec<usize> = zones.iter().map(|zone| weight(zone)).collect();
    let mut all = vec![];
    for cluster in multisets(&weights, family.zones, most).into_iter().filter(|cluster| !cluster.is_empty()) {
        let (mut instances, mut tasks) = (vec![], vec![]);
        for (zone, &which) in (0..).zip(&cluster) {
            for &n in &zones[which] {
                let id = instances.len() as u32;
                instances.push(Instance { id, zone, ..filled[n].0.clone() });
                tasks.extend(filled[n].1.iter().map(|t| Task { instance: id, ..t.clone() }));
            }
        }
        (0..).zip(&mut tasks).for_each(|(started, t)| t.started = started);
        all.push((instances, tasks));
    }
    all
}

/// Every sorted sequence of at most `longest` indices, repeats allowed, whose weights sum to at most `budget`.
fn multisets(weights: &[usize], longest: usize, budget: usize) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    let mut from = 0;
    for _ in 0..longest {
        let shorter = all[from..].to_vec();
        from = all.len();
        for set in shorter {
            let spent: usize = set.iter().map(|&n| weights[n]).sum();
            let next = set.last().copied().unwrap_or(0)..weights.len();
            all.extend(next.filter(|&n| spent + weights[n] <= budget).map(|n| [set.clone(), vec![n]].concat()));
        }
    }
    all
}

/// Whether the live ones of the tasks fit an instance together; `tasks` name no instance yet.
fn holds(i: &Instance, tasks: &[Task]) -> bool {
    let i = Instance { id: 0, ..i.clone() };
    (0..tasks.len()).all(|n| tasks[n].stopping || room(&i, &tasks[..n], &as_asked(&tasks[n])))
}

fn as_asked(t: &Task) -> Asked {
    let (cpu, memory, ports, awsvpc, gpus) = (t.cpu, t.memory, t.ports.clone(), t.awsvpc, t.gpus);
    Asked { group: t.group, cpu, memory, ports, awsvpc, gpus, ..Asked::default() }
}

/// A cluster of up to 3 × 6 instances and 30 tasks of three groups with two revisions each, and what group 1 asks for.
pub(crate) fn random_cluster(seed: u64) -> Case {
    let mut dice = Dice(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut instances = vec![];
    for zone in 0..dice.from(&[1, 2, 3, 3]) {
        for _ in 0..=dice.below(6) {
            let id = instances.len() as u32;
            instances.push(random_instance(&mut dice, id, zone));
        }
    }
    let shapes: Vec<Task> = (0..6).map(|n| random_shape(&mut dice, 1 + n / 2, n % 2 == 1)).collect();
    let mut tasks: Vec<Task> = vec![];
    for started in 0..dice.below(31) {
        let instance = dice.below(instances.len() as u64) as usize;
        let shape = shapes[dice.from(&[0, 0, 0, 1, 2, 3, 4, 5])].clone();
        let (stopping, healthy) = (dice.chance(15), dice.chance(85));
        let t = Task { instance: instance as u32, stopping, healthy, started, ..shape };
        if stopping || room(&instances[instance], &tasks, &as_asked(&t)) {
            tasks.push(t);
        }
    }
    let mut asked = as_asked(&shapes[0]);
    asked.requires = if dice.chance(15) { vec!["disk".into()] } else { vec![] };
    asked.zones =
        dice.chance(20).then(|| (0..3).filter(|_| dice.chance(60)).collect()).filter(|z: &Vec<u8>| !z.is_empty());
    if dice.chance(25) {
        asked.constraints.push(Constraint::DistinctInstance);
    }
    if dice.chance(25) {
        asked.constraints.push(Constraint::Member { attribute: "rack".into(), value: dice.from(&["a", "b"]).into() });
    }
    use Strategy::{BinpackCpu, BinpackMemory, Random, SpreadAttribute, SpreadInstance, SpreadZone};
    let (rack, disk) = (SpreadAttribute("rack".into()), SpreadAttribute("disk".into()));
    let rules = [Random, SpreadInstance, SpreadZone, SpreadZone, rack, disk, BinpackCpu, BinpackMemory];
    asked.strategy = (0..=dice.below(5)).map(|_| dice.from(&rules)).collect();
    (instances, tasks, asked)
}

fn random_instance(dice: &mut Dice, id: u32, zone: u8) -> Instance {
    let (cpu, memory) = (dice.from(&[1024, 2048, 4096]), dice.from(&[983, 2048, 3955, 8192]));
    let (active, connected, enis) = (dice.chance(88), dice.chance(92), dice.from(&[1, 2, 3, 10]));
    let taken_ports = [Some((false, 22)), dice.chance(15).then_some(WEB)].into_iter().flatten().collect();
    let gpus = dice.from(&[0, 0, 1, 4]);
    let rack = dice.chance(75).then(|| ("rack", dice.from(&["a", "b", "c"])));
    let disk = dice.chance(50).then_some(("disk", "ssd"));
    let attributes = attributes(&[rack, disk].into_iter().flatten().collect::<Vec<_>>());
    Instance { id, zone, active, connected, cpu, memory, taken_ports, enis, gpus, attributes }
}

fn random_shape(dice: &mut Dice, group: u32, old_revision: bool) -> Task {
    let (cpu, memory) = (dice.from(&[0, 128, 256, 512, 1024]), dice.from(&[64, 128, 256, 512, 1024]));
    let ports = [WEB, DNS, (false, 443), (false, 0)].into_iter().filter(|_| dice.chance(15)).collect();
    let (awsvpc, gpus) = (dice.chance(25), if dice.chance(12) { 1 } else { 0 });
    Task { group, cpu, memory, ports, awsvpc, gpus, old_revision, ..Task::default() }
}

/// A xorshift generator; its state is never nought.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % end
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn from<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize].clone()
    }
}
