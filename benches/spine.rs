//! The spine under load: container instances and ten tasks for each, placed one by one with the default placement.
//! Prints decisions a second with all that follows from each (facts, ledgers, wakes), memory a task, the time of a
//! snapshot and of a seek into an hour of history.

#![allow(clippy::disallowed_types, reason = "a benchmark reads the clock")]

mod cluster;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use cluster::{create_service, empty};
use engine::time::{Span, Time};

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

fn main() {
    for instances in [50u32, 500, 5_000] {
        let mut history = empty(instances);
        let before = USED.load(Relaxed);
        let mut spent = Duration::ZERO;
        for n in 0..10 {
            create_service(&mut history, &format!("web-{n}"), instances, "");
            let now = history.now();
            let start = Instant::now();
            history.advance(now + Span::secs(5));
            spent += start.elapsed();
        }
        let tasks = instances * 10;
        assert_eq!(history.world().tasks.len() as u32, tasks);
        let per_task = (USED.load(Relaxed) - before) / tasks as usize;
        let rate = tasks as f64 / spent.as_secs_f64();
        println!(
            "{instances} instances: {tasks} tasks in {spent:?}: {rate:.0} placed a second, {per_task} bytes a task"
        );
        let start = Instant::now();
        let copy = history.simulation().moment().clone();
        println!("  snapshot {:?} ({} wakes)", start.elapsed(), copy.agenda.len());
        let start = Instant::now();
        history.advance(Time::ZERO + Span::hours(1));
        println!("  to the end of the hour {:?}, {} facts", start.elapsed(), history.world().facts);
        let start = Instant::now();
        let then = history.at(Time::ZERO + Span::minutes(4));
        println!("  seek {:?} to {} tasks", start.elapsed(), then.tasks.len());
        println!("  used {} MB", USED.load(Relaxed) / 1_000_000);
    }
}
