//! A second, independent reading of task placement: brute force from the words of the documentation.
//! Plain data in, the set of every permitted answer out. It shares no code with the engine.

use std::collections::{BTreeMap, BTreeSet};

// What the documentation leaves open, decided here and nowhere else.

/// CPU, memory and ports are freed once desiredStatus is STOPPED (tasks.md#two-ledgers); of network interfaces nobody
/// says so.
pub(crate) const STOPPING_HOLDS_ENI: bool = false;
/// As above, for GPUs.
pub(crate) const STOPPING_HOLDS_GPU: bool = false;
/// DG: task-placement-constraints looks at the desired status for distinctInstance; of spread it is only known that both
/// revisions count (placement.md#strategies).
pub(crate) const STOPPING_COUNTS_FOR_SPREAD: bool = false;
/// Tasks on an instance that takes no new ones (draining, disconnected) still count for its zone or attribute value.
pub(crate) const SPREAD_COUNTS_CLOSED_INSTANCES: bool = true;
/// Spread counts by value (placement.md#strategies). If true, a later spread counts per value within the values of the spreads before it.
pub(crate) const SPREAD_NESTS: bool = false;
/// Instances that lack a spread attribute are together one more value. If false they come last (and stop first).
pub(crate) const LACKING_IS_A_VALUE: bool = true;
/// `random` ranks by lot, which leaves no ties: no rule after it has a say. If false, it keeps every candidate.
pub(crate) const RANDOM_ENDS_THE_CHAIN: bool = true;
/// A deployment stops tasks of old revisions only: read here as old ones first, whenever there are any.
pub(crate) const OLD_REVISION_FIRST: bool = true;
/// Unhealthy tasks and those on DRAINING instances are one class, before any strategy (placement.md#scaling-in).
pub(crate) const UNHEALTHY_AND_DRAINING_FIRST: bool = true;

/// A host port: whether it is UDP, and its number; 0 is a dynamic one, which placement ignores (definitions.md#ports).
pub(crate) type Port = (bool, u16);

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instance {
    pub id: u32,
    pub zone: u8,
    pub active: bool,
    pub connected: bool,
    /// Registered CPU units.
    pub cpu: u32,
    /// Registered MiB.
    pub memory: u32,
    /// Beyond the tasks' own.
    pub taken_ports: BTreeSet<Port>,
    /// How many awsvpc tasks it can take in all.
    pub enis: u32,
    pub gpus: u32,
    pub attributes: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Task {
    pub instance: u32,
    /// The service or family group it belongs to.
    pub group: u32,
    pub cpu: u32,
    pub memory: u32,
    pub ports: Vec<Port>,
    pub awsvpc: bool,
    pub gpus: u32,
    /// desiredStatus is STOPPED, but the task is still there.
    pub stopping: bool,
    pub healthy: bool,
    pub old_revision: bool,
    /// Not consulted: equals are picked by lot.
    pub started: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Asked {
    pub group: u32,
    pub cpu: u32,
    pub memory: u32,
    pub ports: Vec<Port>,
    pub awsvpc: bool,
    pub gpus: u32,
    /// Attribute names an instance must carry.
    pub requires: Vec<String>,
    pub zones: Option<Vec<u8>>,
    pub constraints: Vec<Constraint>,
    /// Empty: as run-task without one, any instance. A service without one asks for `service_default()`.
    pub strategy: Vec<Strategy>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Constraint {
    DistinctInstance,
    /// attribute == value, standing for memberOf; the query language is tested elsewhere.
    Member {
        attribute: String,
        value: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strategy {
    Random,
    SpreadInstance,
    SpreadZone,
    SpreadAttribute(String),
    BinpackCpu,
    BinpackMemory,
}

/// What a service without a strategy gets: zones first, then instances (placement.md#strategies).
pub(crate) fn service_default() -> Vec<Strategy> {
    vec![Strategy::SpreadZone, Strategy::SpreadInstance]
}

/// Every instance that may be chosen, by room, constraints and strategies. Empty: the task cannot be placed.
pub(crate) fn permitted(instances: &[Instance], tasks: &[Task], asked: &Asked) -> BTreeSet<u32> {
    let may = |i: &&Instance| open(i, asked) && room(i, tasks, asked) && constrained(i, tasks, asked);
    let mut best: Vec<&Instance> = instances.iter().filter(may).collect();
    let counted: Vec<&Task> = tasks.iter().filter(|t| t.group == asked.group && spreads(t, instances)).collect();
    for (rule, spread_by) in rules(&asked.strategy) {
        best = least(best, |i| match rule {
            Strategy::Random => (false, 0),
            Strategy::BinpackCpu => (false, cpu_left(i, tasks)),
            Strategy::BinpackMemory => (false, memory_left(i, tasks)),
            Strategy::SpreadInstance | Strategy::SpreadZone | Strategy::SpreadAttribute(_) => {
                let same = |t: &&&Task| values(home(t, instances), spread_by) == values(i, spread_by);
                (!LACKING_IS_A_VALUE && value(i, rule).is_none(), counted.iter().filter(same).count() as i64)
            }
        });
    }
    best.into_iter().map(|i| i.id).collect()
}

/// Which of the group's tasks (by index) may go first when it is scaled in by one. Empty: there is none to stop.
/// Rule by rule, the tasks whose going leaves the rule best satisfied; any task among those.
pub(crate) fn may_stop(instances: &[Instance], tasks: &[Task], group: u32, strategy: &[Strategy]) -> BTreeSet<usize> {
    let strategy = if strategy.is_empty() { service_default() } else { strategy.to_vec() };
    let mut first: Vec<usize> = (0..tasks.len()).filter(|&n| tasks[n].group == group && !tasks[n].stopping).collect();
    first = least(first, |n| OLD_REVISION_FIRST && !tasks[n].old_revision);
    let sound = |n: usize| tasks[n].healthy && home(&tasks[n], instances).active;
    first = least(first, |n| UNHEALTHY_AND_DRAINING_FIRST && sound(n));
    for (rule, spread_by) in rules(&strategy) {
        first = least(first, |n| match rule {
            Strategy::Random => (false, 0),
            // "The instance that would have the most available resources left after the stop loses its task."
            Strategy::BinpackCpu => (false, -cpu_left(home(&tasks[n], instances), &without(tasks, n))),
            Strategy::BinpackMemory => (false, -memory_left(home(&tasks[n], instances), &without(tasks, n))),
            Strategy::SpreadInstance | Strategy::SpreadZone | Strategy::SpreadAttribute(_) => {
                // "Most even remainder": the sum of the squares of what is left per value is least.
                let mut remainder = BTreeMap::<_, i64>::new();
                for t in without(tasks, n).iter().filter(|t| t.group == group && spreads(t, instances)) {
                    *remainder.entry(values(home(t, instances), spread_by)).or_default() += 1;
                }
                let lacks = value(home(&tasks[n], instances), rule).is_none();
                (!LACKING_IS_A_VALUE && !lacks, remainder.values().map(|count| count * count).sum())
            }
        });
    }
    first.into_iter().collect()
}

/// The first step (placement.md#steps), the instance itself: status, agent, zone, required attributes.
fn open(i: &Instance, asked: &Asked) -> bool {
    let in_zone = asked.zones.as_ref().is_none_or(|zones| zones.contains(&i.zone));
    i.active && i.connected && in_zone && asked.requires.iter().all(|name| i.attributes.contains_key(name))
}

/// The first step, what is left on it: CPU, memory, ports, network interfaces, GPUs.
pub(crate) fn room(i: &Instance, tasks: &[Task], asked: &Asked) -> bool {
    let live = tasks.iter().filter(|t| t.instance == i.id && !t.stopping);
    let mut taken: BTreeSet<Port> = live.flat_map(|t| host_ports(t.awsvpc, &t.ports)).collect();
    taken.extend(&i.taken_ports);
    cpu_left(i, tasks) >= asked.cpu.into()
        && memory_left(i, tasks) >= asked.memory.into()
        && left(i.enis, i, tasks, STOPPING_HOLDS_ENI, |t| t.awsvpc.into()) >= asked.awsvpc.into()
        && left(i.gpus, i, tasks, STOPPING_HOLDS_GPU, |t| t.gpus) >= asked.gpus.into()
        && host_ports(asked.awsvpc, &asked.ports).is_disjoint(&taken)
}

/// The second step. distinctInstance sees tasks of both revisions whose desired status is RUNNING
/// (placement.md#constraints).
fn constrained(i: &Instance, tasks: &[Task], asked: &Asked) -> bool {
    asked.constraints.iter().all(|constraint| match constraint {
        Constraint::DistinctInstance => {
            !tasks.iter().any(|t| t.instance == i.id && t.group == asked.group && !t.stopping)
        }
        Constraint::Member { attribute, value } => i.attributes.get(attribute) == Some(value),
    })
}

fn cpu_left(i: &Instance, tasks: &[Task]) -> i64 {
    left(i.cpu, i, tasks, false, |t| t.cpu)
}

fn memory_left(i: &Instance, tasks: &[Task]) -> i64 {
    left(i.memory, i, tasks, false, |t| t.memory)
}

/// The control plane's ledger: what everyone's tasks on the instance leave of a registered amount (tasks.md#two-ledgers).
fn left(registered: u32, i: &Instance, tasks: &[Task], stopping_holds: bool, amount: fn(&Task) -> u32) -> i64 {
    let holds = |t: &&Task| t.instance == i.id && (stopping_holds || !t.stopping);
    i64::from(registered) - tasks.iter().filter(holds).map(|t| i64::from(amount(t))).sum::<i64>()
}

/// Only fixed ports count, and an awsvpc task has its own interface (definitions.md#ports).
fn host_ports(awsvpc: bool, ports: &[Port]) -> BTreeSet<Port> {
    ports.iter().copied().filter(|port| !awsvpc && port.1 != 0).collect()
}

/// The rules that have a say, each with the spread rules whose values it counts by.
fn rules(strategy: &[Strategy]) -> Vec<(&Strategy, &[Strategy])> {
    let last = strategy.iter().position(|rule| RANDOM_ENDS_THE_CHAIN && *rule == Strategy::Random);
    let spread_by = |n: usize| &strategy[if SPREAD_NESTS { 0 } else { n }..=n];
    (0..last.unwrap_or(strategy.len())).map(|n| (&strategy[n], spread_by(n))).collect()
}

/// Whether a task of the group is counted by spread.
fn spreads(t: &Task, instances: &[Instance]) -> bool {
    let i = home(t, instances);
    (STOPPING_COUNTS_FOR_SPREAD || !t.stopping) && (SPREAD_COUNTS_CLOSED_INSTANCES || i.active && i.connected)
}

fn values(i: &Instance, rules: &[Strategy]) -> Vec<Option<String>> {
    rules.iter().map(|rule| value(i, rule)).collect()
}

/// The instance's value for a spread rule; none where it lacks the attribute, or the rule is no spread.
fn value(i: &Instance, rule: &Strategy) -> Option<String> {
    match rule {
        Strategy::SpreadInstance => Some(i.id.to_string()),
        Strategy::SpreadZone => Some(i.zone.to_string()),
        Strategy::SpreadAttribute(name) => i.attributes.get(name).cloned(),
        Strategy::Random | Strategy::BinpackCpu | Strategy::BinpackMemory => None,
    }
}

fn home<'a>(t: &Task, instances: &'a [Instance]) -> &'a Instance {
    instances.iter().find(|i| i.id == t.instance).expect("every task is on one of the instances")
}

fn without(tasks: &[Task], n: usize) -> Vec<Task> {
    tasks[..n].iter().chain(&tasks[n + 1..]).cloned().collect()
}

/// The candidates of least cost: all of them, if they are equal.
fn least<T: Copy, C: Ord>(candidates: Vec<T>, cost: impl Fn(T) -> C) -> Vec<T> {
    let lowest = candidates.iter().map(|&c| cost(c)).min();
    candidates.into_iter().filter(|&c| Some(cost(c)) == lowest).collect()
}
