//! One placement decision against 50, 500 and 5,000 instances that have nine tasks each, and its explanation.
//! Goals at 5,000: 100,000 decisions a second with the default placement, 50,000 with
//! spread(zone) + binpack(memory) + memberOf with a regular expression; an explanation in under 10 ms.

mod cluster;

use std::hint::black_box;

use cluster::{create_service, empty};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use engine::history::History;
use engine::rules::launch::request;
use engine::rules::placement::{Request, choose, explain};
use engine::rules::services::order;
use engine::time::Span;

const RULES: [(&str, &str); 4] = [
    ("default: spread(zone), spread(instance)", ""),
    ("binpack(memory)", "--placement-strategy type=binpack,field=memory"),
    (
        "spread(zone), binpack(memory), memberOf =~ m5.*",
        "--placement-strategy type=spread,field=attribute:ecs.availability-zone type=binpack,field=memory \
         --placement-constraints 'type=memberOf,expression=attribute:ecs.instance-type =~ m5.*'",
    ),
    (
        "spread(zone), binpack(memory), memberOf =~ .*(large|metal)",
        "--placement-strategy type=spread,field=attribute:ecs.availability-zone type=binpack,field=memory \
         --placement-constraints 'type=memberOf,expression=\"attribute:ecs.instance-type =~ .*(large|metal)\"'",
    ),
];

/// A full cluster, and a service that has half of its tasks and wants more.
fn cluster_with(instances: u32, rules: &str) -> History {
    let mut history = empty(instances);
    for n in 0..8 {
        create_service(&mut history, &format!("other-{n}"), instances, "");
    }
    create_service(&mut history, "asking", instances / 2, rules);
    let now = history.now();
    history.advance(now + Span::secs(10));
    history
}

fn decisions(criterion: &mut Criterion) {
    for (name, rules) in RULES {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(1)).sample_size(30);
        for instances in [50, 500, 5_000] {
            let history = cluster_with(instances, rules);
            let world = history.world();
            let service = world.services.values().last().expect("the asking service");
            let order = order(service, service.primary(), None);
            let asked = request(world, &order);
            let mut draw = 0u64;
            group.bench_function(BenchmarkId::from_parameter(instances), |bencher| {
                bencher.iter(|| {
                    draw = draw.wrapping_add(0x9e37_79b9_7f4a_7c15);
                    choose(black_box(world), &Request { draw, ..asked.clone() }).expect("there is room")
                });
            });
        }
        group.finish();
    }
}

fn explanation(criterion: &mut Criterion) {
    let history = cluster_with(5_000, RULES[3].1);
    let world = history.world();
    let service = world.services.values().last().expect("the asking service");
    let order = order(service, service.primary(), None);
    let asked = request(world, &order);
    criterion.bench_function("explain among 5,000", |bencher| bencher.iter(|| explain(black_box(world), &asked)));
}

criterion_group!(benches, decisions, explanation);
criterion_main!(benches);
