//! A session and all that is shown of it, under whatever is done: any thing that ever was may be selected, any moment
//! looked at, anything undone.

#![cfg(not(target_arch = "wasm32"))]

use std::rc::Rc;

use cli::complete::complete;
use ecs_playground::session::activity::Mark;
use ecs_playground::session::playback::Speed;
use ecs_playground::session::scenario::Scenario;
use ecs_playground::session::{Action, Selection, Session};
use ecs_playground::view::Page;
use ecs_playground::view::forms::{FormKind, Values, facts, form};
use ecs_playground::view::inspector::{Control, Field, Inspector};
use engine::facts::FactId;
use engine::ids::*;
use engine::random::Seed;
use engine::time::{Span, Time};
use proptest::prelude::*;

/// Something that a person does.
#[derive(Clone, Debug)]
enum Deed {
    Act(Action),
    /// To a thousandth of the timeline.
    Seek(u64),
    /// What the inspector leads to, or the button that it offers: the n-th.
    Follow(usize),
    Press(usize),
    Break(usize),
    Frame(u16),
    /// Shows or hides the causes of the n-th event.
    Causes(usize),
    Reload,
}

fn line() -> impl Strategy<Value = Action> {
    let fixed = prop::sample::select(vec![
        "aws ecs create-service --cluster demo --service-name new --task-definition web --desired-count 3",
        "aws ecs create-service --cluster demo --service-name new --task-definition shop --desired-count 2 \
         --load-balancers targetGroupArn=new-tg,containerName=shop,containerPort=8080",
        "aws ecs update-service --cluster demo --service shop --task-definition shop:2",
        "aws ecs update-service --cluster demo --service shop --desired-count 1",
        "aws ecs update-service --cluster demo --service api --desired-count 9",
        "aws ecs delete-service --cluster demo --service new --force",
        "aws ecs delete-service --cluster demo --service shop --force",
        "aws ecs create-cluster --cluster-name other",
        "aws ecs delete-cluster --cluster other",
        "aws ecs create-cluster --cluster-name demo",
        "aws ecs register-task-definition --family mine --container-definitions '[{\"name\": \"a\", \"image\": \"playground/web:1\", \"memory\": 64}]'",
        "aws ecs register-task-definition --cli-input-json file://web-taskdef.json",
        "aws ecs deregister-task-definition --task-definition mine:1",
        "aws ecs delete-task-definitions --task-definitions mine:1",
        "aws ecs run-task --cluster demo --task-definition job",
        "aws ecs run-task --cluster other --task-definition mine",
        "aws elbv2 delete-target-group --target-group-arn new-tg",
        "aws elbv2 delete-load-balancer --load-balancer-arn new-lb",
        "sim add-instances --cluster other --type m5.large --zone us-east-1b --count 2",
        "sim lose-instance us-east-1a/1",
        "sim lose-zone us-east-1b",
        "sim restore us-east-1b",
        "sim kill-task service:shop",
        "sim image set playground/web:1 status=503",
        "sim container set playground/web:1 status=503",
        "sim push playground/web:1",
        "sim wait 20s",
        "sim wait 5m",
        "sim wait 2h",
        "aws ecs list-tasks --cluster demo",
        "aws ecs describe-services --cluster demo --services nope",
        "sim",
        "clear",
    ]);
    fixed.prop_map(|line| Action::Line(line.into()))
}

fn selection() -> impl Strategy<Value = Action> {
    (0u32..7, prop_oneof![0u32..4, 0u32..40, Just(u32::MAX)]).prop_map(|(kind, n)| {
        Action::Select(match kind {
            0 => Some(Selection::Service(ServiceId(n))),
            1 => Some(Selection::Task(TaskId(n))),
            2 => Some(Selection::Instance(InstanceId(n))),
            3 => Some(Selection::TargetGroup(TargetGroupId(n))),
            4 => Some(Selection::LoadBalancer(LoadBalancerId(n))),
            5 => Some(Selection::Definition(DefinitionId(n))),
            _ => None,
        })
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => line().prop_map(Deed::Act),
        4 => selection().prop_map(Deed::Act),
        4 => (0u64..1001).prop_map(Deed::Seek),
        2 => Just(Deed::Act(Action::StepBack)),
        2 => Just(Deed::Act(Action::StepForward)),
        1 => Just(Deed::Act(Action::Present)),
        4 => Just(Deed::Act(Action::Undo)),
        3 => Just(Deed::Act(Action::Redo)),
        1 => prop::sample::select(Scenario::ALL.to_vec()).prop_map(|scenario| Deed::Act(Action::Restart(scenario))),
        1 => prop::sample::select(Speed::OFFERED.to_vec()).prop_map(|speed| Deed::Act(Action::SetSpeed(speed))),
        1 => Just(Deed::Act(Action::TogglePlay)),
        1 => (0u32..3).prop_map(|n| Deed::Act(Action::ShowCluster(ClusterId(n)))),
        1 => (0u64..2000).prop_map(|n| Deed::Act(Action::ToggleCauses(FactId(n)))),
        1 => Just(Deed::Act(Action::Register("{\"family\": \"pasted\", \"containerDefinitions\": [{\"name\": \"a\", \"image\": \"b\", \"memory\": 64}]}".into(), Vec::new()))),
        1 => prop::bool::ANY.prop_map(|hidden| Deed::Act(Action::HideGuide(hidden))),
        3 => (0usize..40).prop_map(Deed::Follow),
        3 => (0usize..8).prop_map(Deed::Press),
        3 => (0usize..16).prop_map(Deed::Break),
        3 => (0u16..5000).prop_map(Deed::Frame),
        2 => (0usize..30).prop_map(Deed::Causes),
        1 => Just(Deed::Reload),
    ]
}

/// What an inspector leads to.
fn leads(shown: &Inspector) -> Vec<Selection> {
    let tables = shown
        .table
        .iter()
        .chain(&shown.output)
        .chain(&shown.stopped)
        .flat_map(|table| &table.rows)
        .filter_map(|row| row.leads_to);
    let candidates = shown.placing.iter().flat_map(|table| &table.rows).filter_map(|row| row.leads_to);
    tables.chain(candidates).collect()
}

fn lines_of(shown: &Inspector) -> Vec<String> {
    let line = |control: &Control| match &control.field {
        Field::None { line } => vec![line.clone()],
        Field::Choice { options, .. } => options.iter().map(|option| option.line.clone()).collect(),
        Field::Number { .. } => vec![control.line("2")],
    };
    shown.actions.iter().flat_map(line).collect()
}

fn act(session: &mut Session, action: Action) {
    session.update(action);
}

fn does(session: &mut Session, page: &Page, deed: &Deed) {
    match deed {
        Deed::Act(action) => act(session, action.clone()),
        Deed::Seek(part) => act(session, Action::Seek(Time(session.now().0 * part / 1_000))),
        Deed::Follow(n) => {
            let leads = leads(&page.inspector);
            if !leads.is_empty() {
                act(session, Action::Select(Some(leads[n % leads.len()])));
            }
        }
        Deed::Press(n) => {
            let lines = lines_of(&page.inspector);
            if !lines.is_empty() {
                act(session, Action::Line(lines[n % lines.len()].as_str().into()));
            }
        }
        Deed::Break(n) => {
            let faults: Vec<_> = page.left.faults.breaks.iter().chain(&page.left.faults.mends).collect();
            if !faults.is_empty() {
                for line in &faults[n % faults.len()].lines {
                    act(session, Action::Line(line.as_str().into()));
                }
            }
        }
        Deed::Frame(elapsed) => drop(session.frame(*elapsed as f64, || true)),
        Deed::Causes(n) => {
            if let Some(row) = page.events.get(*n) {
                act(session, Action::ToggleCauses(row.fact));
            }
        }
        Deed::Reload => *session = Session::restore(&session.save().unwrap()).unwrap(),
    }
}

/// All that is shown: what was kept is what would be drawn anew, and nothing of what is to come is told.
fn draw(session: &Session, page: &mut Page, values: &Values) {
    page.follow(session);
    let anew = Page::of(session);
    assert_eq!((&page.top_bar, &page.timeline, &page.flights), (&anew.top_bar, &anew.timeline, &anew.flights));
    // While time runs, what counts on may be up to a second old.
    if !session.playback.playing {
        assert_eq!((&page.left, &page.map, &page.strips), (&anew.left, &anew.map, &anew.strips));
        assert_eq!((&page.inspector, &page.events), (&anew.inspector, &anew.events));
    }
    page.strips.iter().for_each(|strip| drop(strip.label()));
    let now = session.world().now.to_string();
    assert!(page.events.iter().all(|row| row.time.len() > now.len() || row.time <= now), "events to come: {now}");
    let facts = facts(session);
    for kind in [FormKind::Cluster, FormKind::Instances, FormKind::Service, FormKind::RunTask] {
        form(kind, &facts, values);
    }
    complete(session.world(), session.files(), "aws ecs describe-services --services ");
}

fn fields() -> Values {
    [("definition", "mine:1".to_string()), ("cluster", "other".into()), ("kind", "DAEMON".into())].into_iter().collect()
}

/// What stands on the timeline.
fn noted(session: &Session) -> (Span, Vec<u32>, Vec<Mark>) {
    let mut marks = session.activity.marks.clone();
    marks.sort_by(|a, b| (a.at, &a.label).cmp(&(b.at, &b.label)));
    (session.activity.width(), session.activity.counts().to_vec(), marks)
}

/// The lines in the terminal, and whether they are marked as undone.
fn said(session: &Session) -> Vec<(Rc<str>, bool)> {
    session.terminal().exchanges().map(|exchange| (exchange.line.clone(), exchange.undone)).collect()
}

fn hash(session: &Session) -> u64 {
    session.history().world().hash.value()
}

/// However much happened in between: all that is noted of the time before a line is there again after its undo.
#[test]
fn hours_of_failures_are_noted_and_had_back() {
    let mut session = Session::new(Scenario::Opening, Seed(1));
    let page = Page::of(&session);
    for deed in [Deed::Break(6), Deed::Act(Action::Line("sim wait 2h".into()))] {
        does(&mut session, &page, &deed);
    }
    let was = noted(&session);
    let faults: u32 = was.2.iter().map(|mark| mark.count).sum();
    assert!(faults > 500, "{faults}");
    session.update(Action::Line("aws ecs create-cluster --cluster-name other".into()));
    session.update(Action::Undo);
    assert!(noted(&session) == was);
}

/// However long a session is, the timeline has a few thousand stretches; and undo, redo and a reload find them again.
#[test]
fn years_are_noted_in_wider_stretches() {
    let mut session = Session::new(Scenario::Opening, Seed(1));
    let does = |session: &mut Session, line: &str| drop(session.update(Action::Line(line.into())));
    let mut was = vec![noted(&session)];
    for line in ["sim wait 7h", "sim lose-zone us-east-1b", "sim wait 60d", "sim restore us-east-1b"] {
        does(&mut session, line);
        was.push(noted(&session));
    }
    let (width, counts, _) = was.last().unwrap();
    assert!(*width >= Span::minutes(10) && (2_000..=4_096).contains(&counts.len()), "{width} {}", counts.len());
    assert_eq!(counts.iter().map(|n| u64::from(*n)).sum::<u64>(), session.history().world().facts);
    let again = Session::restore(&session.save().unwrap()).unwrap();
    assert_eq!(noted(&again), noted(&session));
    for (undone, was) in [(Action::Undo, &was[3]), (Action::Undo, &was[1]), (Action::Redo, &was[3])] {
        session.update(undone);
        assert_eq!(&noted(&session), was);
    }
}

/// Time ends after ten years, and that is said, whoever lets it go on.
#[test]
fn time_ends_with_a_word() {
    let mut session = Session::new(Scenario::Empty, Seed(1));
    session.update(Action::SetSpeed(Speed::Fastest));
    for _ in 0..11 {
        session.update(Action::Line("sim wait 366d".into()));
    }
    let last = session.terminal().exchanges().next_back().unwrap().clone();
    assert_eq!((session.now(), last.outcome.status), (Time::END, 1));
    assert!(last.outcome.stderr.contains("simulated time ends at"), "{}", last.outcome.stderr);
    session.update(Action::Line("sim wait-steady".into()));
    for action in [Action::StepForward, Action::Play] {
        session.update(action);
        session.frame(20.0, || true);
        assert!(!session.playback.playing && session.now() == Time::END);
        assert!(session.notice.take().is_some_and(|notice| notice.contains("ends here")));
    }
    drop(Page::of(&session));
    let again = Session::restore(&session.save().unwrap()).unwrap();
    assert_eq!(again.now(), Time::END);
}

/// What can't be registered stands in the transcript, to be had back and mended; and what is said of a deed goes with the
/// next.
#[test]
fn a_text_that_is_refused_is_not_lost() {
    let mut session = Session::new(Scenario::Opening, Seed(1));
    let text = r#"{"family":"lost","containerDefinitions":[{"name":"x",}]}"#;
    session.update(Action::meant_by(text).unwrap());
    let last = session.terminal().exchanges().next_back().unwrap().clone();
    assert_eq!((&*last.line, last.outcome.status, last.changed), (text, 1, false));
    assert!(last.outcome.stderr.contains("can't be registered"), "{}", last.outcome.stderr);
    assert_eq!(session.terminal().recall().first().map(|line| &**line), Some(text));
    assert_eq!(Action::meant_by(&last.line), Action::meant_by(text));
    let odd = r#"{"family":"odd","foo":1,"containerDefinitions":[{"name":"x","image":"x:1","memory":64}]}"#;
    for next in [Action::Line("sim now".into()), Action::TogglePlay, Action::Seek(Time::ZERO), Action::Dismiss] {
        session.update(Action::meant_by(odd).unwrap());
        assert!(session.notice.as_deref().is_some_and(|notice| notice.contains("foo")), "{:?}", session.notice);
        session.update(next);
        assert_eq!(session.notice, None);
    }
}

/// A text that isn't a session isn't taken for an empty one.
#[test]
fn what_lacks_the_parts_of_a_session_is_none() {
    let text = Session::new(Scenario::Opening, Seed(1)).save().unwrap();
    for part in ["seed", "now", "lines"] {
        let without = text.replacen(&format!("\"{part}\":"), "\"other\":", 1);
        let why = Session::restore(&without).err();
        assert!(why.is_some_and(|why| why.contains(&format!("it has no {part}"))), "{part}");
    }
    for junk in [r#"{"version":2}"#, r#"{"version":2,"seed":1,"now":0,"lines":{}}"#, "[]", "{}", "7"] {
        assert!(Session::restore(junk).is_err(), "{junk}");
    }
}

/// What was read of the course of events that a fault in the past ended is forgotten.
#[test]
fn a_fault_in_the_past() {
    let mut session = Session::new(Scenario::Opening, Seed(1));
    let mut page = Page::of(&session);
    for deed in [Deed::Act(Action::StepForward), Deed::Seek(9), Deed::Break(0)] {
        does(&mut session, &page, &deed);
        draw(&session, &mut page, &fields());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn everything_is_drawn_after_anything(deeds in prop::collection::vec(deed(), 1..25)) {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        let mut page = Page::of(&session);
        let values = fields();
        for deed in &deeds {
            does(&mut session, &page, deed);
            draw(&session, &mut page, &values);
        }
    }

    /// Undo takes back all that a line did, what was noted of it too, and redo brings it back.
    #[test]
    fn undo_leaves_no_trace_and_redo_brings_it_back(deeds in prop::collection::vec(deed(), 1..15), line in line()) {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        let mut page = Page::of(&session);
        for deed in &deeds {
            does(&mut session, &page, deed);
            page.follow(&session);
        }
        let (before, was, told) = (hash(&session), noted(&session), said(&session));
        let seen = session.terminal().count();
        session.update(line);
        let changed = session.terminal().exchanges().next_back().is_some_and(|last| last.changed && last.number > seen);
        if !changed {
            return Ok(());
        }
        let (after, is, tells) = (hash(&session), noted(&session), said(&session));
        session.update(Action::Undo);
        prop_assert_eq!(hash(&session), before);
        prop_assert_eq!(noted(&session), was);
        prop_assert!(session.notice.is_none());
        // All that was said before stays as it was; of the oldest, one may have gone.
        let mut marked = told;
        marked.drain(..marked.len() + 1 - tells.len());
        marked.push((tells[tells.len() - 1].0.clone(), true));
        prop_assert_eq!(said(&session), marked);
        session.update(Action::Redo);
        prop_assert_eq!((hash(&session), noted(&session), said(&session)), (after, is, tells));
    }

    /// A reload keeps the course of events, what undo and redo lead to, what is selected and the moment looked at.
    #[test]
    fn a_reload_loses_nothing(deeds in prop::collection::vec(deed(), 1..20)) {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        let mut page = Page::of(&session);
        for deed in &deeds {
            does(&mut session, &page, deed);
            page.follow(&session);
        }
        let mut again = Session::restore(&session.save().unwrap()).unwrap();
        let looks = |session: &Session| {
            let absent = session.absent().map(|(label, why)| (label.to_string(), why));
            let state = (session.in_past(), session.guide_hidden, session.has_travelled(), session.cluster());
            (hash(session), session.now(), session.world().now, session.selection(), absent, state)
        };
        prop_assert_eq!(looks(&session), looks(&again));
        for action in [Action::Undo, Action::Undo, Action::Redo, Action::Redo, Action::Redo, Action::Redo] {
            prop_assert_eq!((session.can_undo(), session.can_redo()), (again.can_undo(), again.can_redo()));
            session.update(action.clone());
            again.update(action);
            prop_assert_eq!(looks(&session), looks(&again));
            prop_assert_eq!(noted(&session), noted(&again));
        }
        prop_assert!(again.notice.is_none());
    }
}
