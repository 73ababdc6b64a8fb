//! Every way that an update can go: from each state each thing that may happen, and a look of the scheduler.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::model::{self, End, Look, Revision, Service, Tally, broken, duty};
use crate::stage::{Case, Move, Stage, Standing};

#[derive(Clone)]
struct Node {
    stage: Stage,
    /// How many disturbances may still happen on this way: tasks that fail a check or crash, further updates, changes of
    /// the desired count.
    left: u8,
    /// How it came to this, for whoever reads a failure.
    way: Vec<String>,
    /// Whether anything but an undisturbed update has happened.
    disturbed: bool,
}

type Key = (Vec<u32>, u8);

/// What was found: how many states there are, and the shortest way to each kind of mistake.
#[derive(Default)]
pub(crate) struct Found {
    pub states: usize,
    pub mistakes: BTreeMap<String, String>,
}

impl Found {
    fn mistake(&mut self, kind: &str, case: &Case, node: &Node) {
        let way = || format!("{case:?}\n  {}\n  {}", node.way.join("\n  "), shown(&node.stage.read()));
        self.mistakes.entry(kind.into()).or_insert_with(way);
    }
}

/// Goes every way of a case, judges each look, and sees to it that each way ends as it should.
pub(crate) fn explore(case: &Case, disturbances: u8, found: &mut Found) {
    let mut stage = Stage::steady(case);
    stage.updates();
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    let mut ends = BTreeMap::new();
    let mut open = VecDeque::from([Node { stage, left: disturbances, way: vec![], disturbed: false }]);
    while let Some(node) = open.pop_front() {
        check_end(case, &node, &mut ends, found);
        let looked = look(case, &node, found);
        let all = next(&node).into_iter().chain([looked]);
        open.extend(all.filter(|next| seen.insert((next.stage.key(), next.left))));
    }
    found.states += seen.len();
}

/// Where each thing that may happen leads.
fn next(node: &Node) -> Vec<Node> {
    let mut nodes = vec![];
    let mut go = |of: Move, left: u8, disturbed: bool| {
        let mut next = Node { left, disturbed: node.disturbed || disturbed, ..node.clone() };
        if next.stage.moves(of) {
            next.way.push(format!("{of:?}"));
            nodes.push(next);
        }
    };
    let left = node.left;
    for revision in 0..node.stage.revisions() {
        go(Move::Runs(revision), left, false);
        go(Move::Passes(revision), left, false);
        go(Move::Ends(revision), left, false);
    }
    go(Move::Drains, left, false);
    let Some(less) = left.checked_sub(1) else { return nodes };
    for revision in 0..node.stage.revisions() {
        for standing in [Standing::Settling, Standing::Healthy] {
            go(Move::Fails(revision, standing), less, true);
            go(Move::Crashes(revision, standing), less, true);
        }
        go(Move::Crashes(revision, Standing::Unhealthy), less, true);
    }
    if node.stage.revisions() < 3 {
        go(Move::Updates, less, true);
    }
    let desired = node.stage.read().desired;
    let others = [desired + 1, desired + 2, desired.saturating_sub(1), desired.saturating_sub(2)];
    for other in others.into_iter().filter(|&other| other != desired).collect::<BTreeSet<u32>>() {
        go(Move::Desires(other), less, true);
    }
    nodes
}

/// Lets the scheduler look, and holds what it does to the model. Two looks in a row may not leave a duty undone.
fn look(case: &Case, node: &Node, found: &mut Found) -> Node {
    let mut next = node.clone();
    let before = next.stage.read();
    let did = next.stage.looks();
    next.way.push(format!("looks at {} {}", shown(&before), did_shown(&did)));
    if let Some(rule) = broken(&before, &did) {
        found.mistake(rule, case, &next);
    }
    if let Some(due) = left_undone(&next.stage, &before, &did) {
        found.mistake(&format!("didn't {due}"), case, &next);
    }
    next
}

/// What a look left undone that the next ones don't do either, though nothing else happens: one look more, or as many as
/// there are in the time in which a task without a place is tried again (timings.md#scheduler).
fn left_undone(stage: &Stage, before: &Service, did: &Look) -> Option<&'static str> {
    let mut due = duty(before).filter(|due| !is_done(stage, due, did))?;
    let mut stage = stage.clone();
    let patience = if before.slots.is_none() { 1 } else { 30 };
    for _ in 0..patience {
        let before = stage.read();
        let did = stage.looks();
        due = duty(&before).filter(|due| !is_done(&stage, due, &did))?;
    }
    Some(due)
}

fn is_done(stage: &Stage, due: &str, did: &Look) -> bool {
    match due {
        model::SAY_STUCK => stage.said_stuck(),
        model::SAY_COMPLETE => stage.read().completed,
        _ => !did.is_idle(),
    }
}

/// What becomes of a state if nothing fails from there on. Known states are asked only once.
fn check_end(case: &Case, node: &Node, ends: &mut BTreeMap<Vec<u32>, End>, found: &mut Found) {
    let mut passed = vec![];
    let mut node = node.clone();
    let mut waited = false;
    let end = loop {
        let key = node.stage.key();
        if let Some(&end) = ends.get(&key) {
            break end;
        }
        passed.push(key.clone());
        if passed.len() > 60 {
            return found.mistake("comes to no end", case, &node);
        }
        node.stage.all_goes_well();
        let before = node.stage.read();
        let did = node.stage.looks();
        node.way.push(format!("all goes well; looks at {} {}", shown(&before), did_shown(&did)));
        if node.stage.key() != key {
            waited = false;
        } else if !waited {
            // Whatever is tried again only now and then has been.
            node.stage.waits();
            for _ in 0..3 {
                node.stage.looks();
            }
            passed.pop();
            waited = true;
        } else if node.stage.read().completed {
            break End::Completes;
        } else if node.stage.said_stuck() && duty(&node.stage.read()) == Some(model::SAY_STUCK) {
            break End::StuckByPercents;
        } else if node.stage.says_no_room() {
            break End::WithoutRoom;
        } else {
            return found.mistake("ends without a reason", case, &node);
        }
    };
    ends.extend(passed.into_iter().map(|key| (key, end)));
    let desired = node.stage.read().desired;
    let expected = model::end(desired, case.minimum, case.maximum, case.slots);
    // What was lost on the way may have made room.
    if end != expected && !(node.disturbed && end == End::Completes) {
        found.mistake(&format!("ends with {end:?}, not {expected:?}"), case, &node);
    }
}

/// A service in a line: the limits, and of each revision its tasks and what it keeps.
fn shown(service: &Service) -> String {
    let revision = |r: &Revision| {
        let Tally { starting, settling, healthy, unhealthy, leaving } = r.tasks;
        let keeps = format!("keeps {}-{}", r.keeps.least, r.keeps.most);
        format!("[{starting} start {settling} settle {healthy} ok {unhealthy} bad {leaving} leave, {keeps}]")
    };
    let revisions: Vec<String> = service.revisions.iter().map(revision).collect();
    let Service { desired, draining, completed, .. } = service;
    let limits = format!("{}..{desired}..{}", service.lower(), service.upper());
    format!("{limits} {} draining={draining} completed={completed}", revisions.join(" "))
}

fn did_shown(did: &Look) -> String {
    let stopped = did.stopped.iter().map(|t| (t.starting, t.settling, t.healthy, t.unhealthy));
    let stopped: Vec<_> = stopped.collect();
    let Look { started, completed, stuck, .. } = did;
    format!("-> started {started:?} stopped {stopped:?} completed={completed} stuck={stuck}")
}
