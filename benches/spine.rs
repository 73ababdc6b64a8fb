//! The spine under load: 5,000 container instances and 50,000 tasks placed one by one with the default placement.
//! Prints decisions a second, memory a task, the time of a snapshot and of a seek into an hour of history.

#![allow(clippy::disallowed_types, reason = "a benchmark reads the clock")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use ecs_playground::engine::command::{Command, Compute, CreateService, DefinitionRef, SimCommand};
use ecs_playground::engine::history::{History, Memory};
use ecs_playground::engine::model::Name;
use ecs_playground::engine::model::definition::{ContainerDefinition, NetworkMode, TaskDefinition};
use ecs_playground::engine::model::placement::Placement;
use ecs_playground::engine::model::service::{LaunchType, Scheduling};
use ecs_playground::engine::random::Seed;
use ecs_playground::engine::time::{Span, Time};

struct Counting;
static USED: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator; only the sizes are counted on the way.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        USED.fetch_add(layout.size(), Relaxed);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        USED.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn definition() -> Rc<TaskDefinition> {
    Rc::new(TaskDefinition {
        family: "web".into(),
        revision: 0,
        network_mode: NetworkMode::Bridge,
        asks_for_fargate: false,
        asks_for_external: false,
        fargate: false,
        cpu: None,
        memory: None,
        containers: vec![ContainerDefinition {
            name: "web".into(),
            image: "nginx".into(),
            cpu: 128,
            memory: Some(256),
            memory_reservation: None,
            ports: vec![],
            essential: true,
            depends_on: vec![],
            start_timeout: None,
            stop_timeout: None,
            health_check: None,
            restart: None,
            log: None,
            secrets: vec![],
            gpus: 0,
        }],
        task_role: None,
        execution_role: None,
        constraints: vec![],
        requires: vec![],
        arm: false,
        windows: false,
        only_on_ec2: None,
        ephemeral_storage: None,
        document: "{}".into(),
    })
}

fn service(name: &str, desired: u32) -> Command {
    Command::CreateService(Box::new(CreateService {
        cluster: "big".into(),
        name: name.into(),
        definition: DefinitionRef { family: "web".into(), revision: None, fallback: definition() },
        scheduling: Scheduling::Replica,
        desired,
        compute: Compute::Unsaid,
        placement: Placement {
            launch: LaunchType::Ec2,
            providers: vec![],
            network: None,
            strategy: vec![],
            constraints: vec![],
            only: None,
        },
        balancers: vec![],
        minimum_healthy_percent: 100,
        maximum_percent: 200,
        grace_period: None,
        rebalancing: None,
        document: "{}".into(),
    }))
}

fn main() {
    for instances in [50u32, 500, 5_000] {
        let mut history = History::new(Seed(1), Memory::Whole);
        let cluster: Name = "big".into();
        let instance_type: Name = "m5.xlarge".into();
        history.command("", Command::RegisterTaskDefinition(definition())).unwrap();
        let add = SimCommand::AddInstances { cluster, instance_type, zone: None, count: instances };
        history.command("", Command::Sim(add)).unwrap();
        history.advance(Time::ZERO + Span::minutes(3));
        let before = USED.load(Relaxed);
        let mut spent = std::time::Duration::ZERO;
        let mut tasks = 0;
        for n in 0..10 {
            let count = instances;
            history.command("", service(&format!("web-{n}"), count)).unwrap();
            let now = history.now();
            let start = Instant::now();
            history.advance(now + Span::secs(5));
            spent += start.elapsed();
            tasks += count;
        }
        assert_eq!(history.world().tasks.len() as u32, tasks);
        let per_task = (USED.load(Relaxed) - before) / tasks as usize;
        println!(
            "{instances} instances: {tasks} tasks in {spent:?}: {:.0} decisions/s, {per_task} bytes a task",
            tasks as f64 / spent.as_secs_f64()
        );
        let start = Instant::now();
        let copy = history.simulation().moment().clone();
        println!("snapshot {:?} ({} wakes)", start.elapsed(), copy.agenda.len());
        let start = Instant::now();
        history.advance(Time::ZERO + Span::hours(1));
        println!("to the end of the hour {:?}, {} facts", start.elapsed(), history.world().facts);
        let start = Instant::now();
        let then = history.at(Time::ZERO + Span::minutes(4));
        println!("seek {:?} to {} tasks", start.elapsed(), then.tasks.len());
        println!("used {} MB", USED.load(Relaxed) / 1_000_000);
    }
}
