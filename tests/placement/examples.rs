//! Examples for the placement model, one line each, and what its generators promise.

use crate::clusters::{Case, random_cluster, small_clusters};
use crate::model::Strategy::{BinpackCpu, BinpackMemory, Random, SpreadAttribute, SpreadInstance, SpreadZone};
use crate::model::*;
use std::collections::BTreeSet;

fn instance(id: u32, zone: u8) -> Instance {
    let (cpu, memory, enis) = (1024, 1024, 2);
    Instance { id, zone, active: true, connected: true, cpu, memory, enis, ..Instance::default() }
}

fn racked(id: u32, rack: &str) -> Instance {
    Instance { attributes: [("rack".to_string(), rack.to_string())].into(), ..instance(id, 0) }
}

fn task(instance: u32) -> Task {
    Task { instance, group: 1, cpu: 256, memory: 256, healthy: true, ..Task::default() }
}

fn other(instance: u32) -> Task {
    Task { group: 2, ..task(instance) }
}

fn stopping(instance: u32) -> Task {
    Task { stopping: true, ..task(instance) }
}

fn asked(strategy: &[Strategy]) -> Asked {
    Asked { group: 1, cpu: 256, memory: 256, strategy: strategy.to_vec(), ..Asked::default() }
}

#[track_caller]
fn places<const N: usize>(instances: &[Instance], tasks: &[Task], asked: Asked, expected: [u32; N]) {
    assert_eq!(permitted(instances, tasks, &asked), expected.into());
}

#[track_caller]
fn stops<const N: usize>(instances: &[Instance], tasks: &[Task], strategy: &[Strategy], expected: [usize; N]) {
    assert_eq!(may_stop(instances, tasks, 1, strategy), expected.into());
}

/// Zone 0: instances 0 and 1; zone 1: instance 2.
fn three() -> [Instance; 3] {
    [instance(0, 0), instance(1, 0), instance(2, 1)]
}

#[test]
fn an_instance_must_be_open() {
    let [a, b, c] = three();
    places(&three(), &[], asked(&[]), [0, 1, 2]);
    places(&[Instance { active: false, ..a.clone() }, b.clone()], &[], asked(&[]), [1]);
    places(&[Instance { connected: false, ..a.clone() }, b.clone()], &[], asked(&[]), [1]);
    places(&[a, b, c], &[], Asked { zones: Some(vec![1]), ..asked(&[]) }, [2]);
    places(&[racked(0, "a"), instance(1, 0)], &[], Asked { requires: vec!["rack".into()], ..asked(&[]) }, [0]);
    places(&[], &[], asked(&[]), []);
}

#[test]
fn it_must_have_room() {
    let one = [instance(0, 0)];
    places(&one, &[task(0), other(0), other(0)], asked(&[]), [0]);
    places(&one, &[task(0), other(0), other(0)], Asked { cpu: 257, ..asked(&[]) }, []);
    places(&one, &[task(0), other(0), other(0)], Asked { memory: 257, ..asked(&[]) }, []);
    places(&one, &[stopping(0), other(0), other(0), task(0)], asked(&[]), [0]);
    let gpu = |gpus| Asked { gpus, ..asked(&[]) };
    let two_gpus = [Instance { gpus: 2, ..instance(0, 0) }];
    places(&two_gpus, &[Task { gpus: 1, ..other(0) }], gpu(1), [0]);
    places(&two_gpus, &[Task { gpus: 1, ..other(0) }], gpu(2), []);
    places(&two_gpus, &[Task { gpus: 2, ..stopping(0) }], gpu(2), [0]);
    let awsvpc = |instance| Task { awsvpc: true, ..other(instance) };
    places(&one, &[awsvpc(0)], Asked { awsvpc: true, ..asked(&[]) }, [0]);
    places(&one, &[awsvpc(0), awsvpc(0)], Asked { awsvpc: true, ..asked(&[]) }, []);
    places(&one, &[awsvpc(0), awsvpc(0)], asked(&[]), [0]);
}

#[test]
fn fixed_host_ports_are_held_by_one_task() {
    let (web, web_udp, dynamic) = ((false, 80), (true, 80), (false, 0));
    let on = |ports: &[Port], awsvpc| Task { ports: ports.to_vec(), awsvpc, ..other(0) };
    let wants = |ports: &[Port], awsvpc| Asked { ports: ports.to_vec(), awsvpc, ..asked(&[]) };
    let one = [instance(0, 0)];
    places(&one, &[on(&[web], false)], wants(&[web], false), []);
    places(&one, &[on(&[web], false)], wants(&[web_udp], false), [0]);
    places(&one, &[on(&[web], false)], wants(&[(false, 81), web], false), []);
    places(&one, &[on(&[dynamic], false)], wants(&[dynamic], false), [0]);
    places(&one, &[on(&[web], true)], wants(&[web], false), [0]);
    places(&one, &[on(&[web], false)], wants(&[web], true), [0]);
    places(&one, &[Task { stopping: true, ..on(&[web], false) }], wants(&[web], false), [0]);
    places(&[Instance { taken_ports: [web].into(), ..instance(0, 0) }], &[], wants(&[web], false), []);
}

#[test]
fn constraints_bind() {
    let distinct = Asked { constraints: vec![Constraint::DistinctInstance], ..asked(&[]) };
    places(&three(), &[task(0), other(1)], distinct.clone(), [1, 2]);
    places(&three(), &[stopping(0), Task { old_revision: true, ..task(1) }], distinct.clone(), [0, 2]);
    places(&three(), &[task(0), task(1), task(2)], distinct, []);
    let member = Constraint::Member { attribute: "rack".into(), value: "a".into() };
    let racks = [racked(0, "a"), racked(1, "b"), instance(2, 0)];
    places(&racks, &[task(0)], Asked { constraints: vec![member], ..asked(&[SpreadInstance]) }, [0]);
}

#[test]
fn spread_counts_the_groups_tasks() {
    places(&three(), &[task(0), other(2), other(2)], asked(&[SpreadZone]), [2]);
    places(&three(), &[task(0), task(2)], asked(&[SpreadZone]), [0, 1, 2]);
    places(&three(), &[task(0), task(2)], asked(&service_default()), [1]);
    places(&three(), &[task(0), other(1), other(1)], asked(&[SpreadInstance]), [1, 2]);
    places(&three(), &[task(0), task(1), stopping(2), stopping(2)], asked(&[SpreadInstance]), [2]);
    places(&three(), &[Task { old_revision: true, ..task(2) }], asked(&[SpreadZone]), [0, 1]);
    let racks = [racked(0, "a"), racked(1, "a"), racked(2, "b"), instance(3, 0)];
    let by_rack = [SpreadAttribute("rack".into())];
    places(&racks, &[task(0), task(2)], asked(&by_rack), [3]);
    places(&racks, &[task(0), task(3)], asked(&by_rack), [2]);
    places(&racks, &[task(0), task(3), task(2)], asked(&[by_rack[0].clone(), SpreadInstance]), [1]);
    // A draining instance's task counts for its zone; a full zone is passed over, never refused.
    let draining = Instance { active: false, ..instance(3, 1) };
    places(&[&three()[..], &[draining]].concat(), &[task(3)], asked(&[SpreadZone]), [0, 1]);
    places(&three(), &[task(0), other(2), other(2), other(2), other(2)], asked(&[SpreadZone]), [0, 1]);
}

#[test]
fn binpack_looks_at_all_reservations() {
    places(&three(), &[other(1)], asked(&[BinpackCpu]), [1]);
    places(&three(), &[stopping(1), other(2)], asked(&[BinpackMemory]), [2]);
    places(&three(), &[other(1), other(1), other(1), other(1)], asked(&[BinpackCpu]), [0, 2]);
    let [a, b, c] = three();
    places(&[a, b, Instance { memory: 512, ..c }], &[other(0)], asked(&[BinpackCpu]), [0]);
    let [a, b, c] = three();
    places(&[a, b, Instance { memory: 512, ..c }], &[other(0)], asked(&[BinpackMemory]), [2]);
}

#[test]
fn rules_break_the_ties_of_the_ones_before() {
    places(&three(), &[task(0), other(1)], asked(&[SpreadZone, BinpackCpu]), [2]);
    places(&three(), &[task(0), task(2)], asked(&[SpreadZone, BinpackCpu]), [0, 2]);
    places(&three(), &[task(0), task(2), other(2)], asked(&[BinpackCpu, SpreadZone]), [2]);
    places(&three(), &[task(0)], asked(&[Random]), [0, 1, 2]);
    places(&three(), &[task(0)], asked(&[Random, SpreadZone]), [0, 1, 2]);
}

#[test]
fn scale_in_keeps_the_strategy() {
    stops(&three(), &[task(0), task(0), task(1), task(2), task(2)], &[], [0, 1]);
    stops(&three(), &[task(0), task(0), task(1), task(2), task(2)], &[SpreadZone], [0, 1, 2]);
    stops(&three(), &[task(0), task(1), task(2), task(2)], &[], [2, 3]);
    stops(&three(), &[task(0), other(0), other(0), task(2)], &[SpreadInstance], [0, 3]);
    stops(&three(), &[task(0), other(0), task(2)], &[BinpackCpu], [2]);
    stops(&three(), &[task(0), Task { cpu: 512, ..task(2) }, other(2)], &[BinpackCpu], [0]);
    stops(&three(), &[Task { cpu: 512, ..task(0) }, task(2)], &[BinpackCpu], [0, 1]);
    stops(&three(), &[task(0), task(0), task(1), task(2)], &[SpreadZone, BinpackMemory], [2]);
    stops(&three(), &[task(0), stopping(1), other(1)], &[Random], [0]);
    stops(&three(), &[stopping(1), other(1)], &[], []);
}

#[test]
fn scale_in_prefers_the_old_then_the_unsound() {
    let unhealthy = |instance| Task { healthy: false, ..task(instance) };
    stops(&three(), &[task(0), task(0), unhealthy(2)], &[SpreadZone], [2]);
    stops(&three(), &[unhealthy(0), task(0), unhealthy(2)], &[SpreadZone], [0]);
    stops(&three(), &[task(0), Task { old_revision: true, ..task(2) }, unhealthy(0)], &[], [1]);
    let draining = [instance(0, 0), Instance { active: false, ..instance(1, 1) }];
    stops(&draining, &[task(0), task(0), task(1)], &[], [2]);
    stops(&draining, &[task(0), unhealthy(0), task(1)], &[BinpackCpu], [2]);
}

/// A cluster with the names taken away: zones of instances of tasks, as 0 (own), 1 (own, stopping) and 2 (another's).
type Nameless = Vec<Vec<Vec<u8>>>;

fn nameless((instances, tasks, _): &Case) -> Nameless {
    let mut zones = vec![vec![]; 3];
    for i in instances {
        let kind = |t: &Task| if t.group == 2 { 2 } else { u8::from(t.stopping) };
        zones[i.zone as usize].push(tasks.iter().filter(|t| t.instance == i.id).map(kind).collect());
    }
    sorted(zones)
}

fn sorted(mut zones: Nameless) -> Nameless {
    for zone in &mut zones {
        zone.iter_mut().for_each(|tasks| tasks.sort());
        zone.sort();
    }
    zones.retain(|zone| !zone.is_empty());
    zones.sort();
    zones
}

/// Lays out every task, one after the other, on each instance in each kind: no symmetry is used.
fn lay_out(zones: Nameless, tasks_left: u8, from: usize, all: &mut BTreeSet<Nameless>) {
    let count = |tasks: &[u8], kind| tasks.iter().filter(|&&k| k == kind).count();
    let fits = |t: &Vec<u8>| 2 * count(t, 0) + count(t, 2) <= 5 && count(t, 0) + 2 * count(t, 2) <= 5;
    if zones.iter().flatten().all(fits) {
        all.insert(sorted(zones.clone()));
    }
    let places: Vec<(usize, usize)> = (0..zones.len()).flat_map(|z| (0..zones[z].len()).map(move |i| (z, i))).collect();
    for next in from..if tasks_left == 0 { from } else { 3 * places.len() } {
        let (z, i) = places[next / 3];
        let mut more = zones.clone();
        more[z][i].push((next % 3) as u8);
        lay_out(more, tasks_left - 1, next, all);
    }
}

#[test]
fn the_counting_family_is_exhaustive_and_says_nothing_twice() {
    let mut expected = BTreeSet::new();
    for shape in 1..64 {
        let zones = vec![vec![vec![]; shape / 16], vec![vec![]; shape / 4 % 4], vec![vec![]; shape % 4]];
        lay_out(zones, 4, 0, &mut expected);
    }
    // Only that family asks for random placement, and once for each cluster.
    let asked: Vec<Nameless> =
        small_clusters().filter(|case| case.2.strategy == [Random]).map(|c| nameless(&c)).collect();
    assert_eq!(asked.len(), expected.len());
    assert_eq!(asked.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn there_are_as_many_small_clusters_as_said() {
    assert_eq!(small_clusters().count(), 270_500);
    // A family says nothing twice; what differs is what the first and the last have in common.
    assert_eq!(small_clusters().collect::<BTreeSet<_>>().len(), 269_080);
}

/// What must hold of every answer, however the strategies are read.
fn check_answers((instances, tasks, asked): &Case) {
    let any = permitted(instances, tasks, &Asked { strategy: vec![], ..asked.clone() });
    let mut wider = any.clone();
    for rules in 1..=asked.strategy.len() {
        let best = permitted(instances, tasks, &Asked { strategy: asked.strategy[..rules].to_vec(), ..asked.clone() });
        assert!(best.is_subset(&wider) && best.is_empty() == any.is_empty(), "strategies narrow and never refuse");
        wider = best;
    }
    let backwards: Vec<Instance> = instances.iter().rev().cloned().collect();
    assert_eq!(permitted(&backwards, tasks, asked), wider, "the order of instances is nothing");
    let live = tasks.iter().any(|t| t.group == 1 && !t.stopping);
    assert_eq!(may_stop(instances, tasks, 1, &asked.strategy).is_empty(), !live, "a live task can always be stopped");
}

#[test]
fn answers_hold_together() {
    small_clusters().step_by(7).for_each(|case| check_answers(&case));
    (0..3000).for_each(|seed| check_answers(&random_cluster(seed)));
}

#[test]
fn random_clusters_are_varied_and_never_overfull() {
    let (mut refused, mut narrowed, mut busy) = (0, 0, 0);
    for seed in 0..3000 {
        let (instances, tasks, asked) = random_cluster(seed);
        assert_eq!(random_cluster(seed).1, tasks);
        for i in &instances {
            let live = |t: &&Task| t.instance == i.id && !t.stopping;
            let sum = |amount: fn(&Task) -> u32| tasks.iter().filter(live).map(amount).sum::<u32>();
            assert!(sum(|t| t.cpu) <= i.cpu && sum(|t| t.memory) <= i.memory && sum(|t| t.gpus) <= i.gpus);
            assert!(sum(|t| t.awsvpc.into()) <= i.enis);
        }
        let best = permitted(&instances, &tasks, &asked);
        let any = permitted(&instances, &tasks, &Asked { strategy: vec![], ..asked });
        refused += u32::from(any.is_empty());
        narrowed += u32::from(best.len() < any.len());
        busy += u32::from(tasks.len() >= 12);
    }
    println!("{refused} refused, {narrowed} narrowed, {busy} with a dozen tasks or more");
    assert!((300..1500).contains(&refused) && narrowed > 1000 && busy > 500);
}
