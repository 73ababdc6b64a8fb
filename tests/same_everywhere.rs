//! The same lines give the same facts natively and in wasm: both are held to the same hashes.
//!
//! `UPDATE_EXPECT=1 cargo test --test same_everywhere` writes the hashes of this machine; the wasm test then checks them.

use cli::{self, NoFiles};
use ecs_playground::session::scenario::Scenario;
use ecs_playground::session::{Action, Session};
use ecs_playground::view::Page;
use ecs_playground::view::timeline::BARS;
use engine::history::{History, Memory};
use engine::random::Seed;
use engine::time::{Span, Time};

const HASHES: &str = include_str!("hashes.txt");

/// Scripts of lines that read no files.
const SCRIPTS: [(&str, &str); 3] = [
    ("opening", ""),
    (
        "faults",
        "sim kill-task service:shop\nsim wait 1m\nsim lose-instance us-east-1a/1\nsim wait 2m\nsim lose-zone us-east-1b\nsim wait 5m\nsim restore us-east-1b",
    ),
    (
        "deployments",
        "aws ecs update-service --cluster demo --service shop --task-definition shop:2\nsim wait 2m\n\
         aws ecs update-service --cluster demo --service api --desired-count 15\nsim image set api:3.2 exit-after=40s exit-code=1\n\
         sim container set api:3.2 exit-after=40s exit-code=1\nsim push api:3.2\n\
         sim wait 3m\naws ecs run-task --cluster demo --task-definition job --count 4\nsim wait 4m",
    ),
];

/// A line a script and seed: its hash after an hour.
fn hashes() -> String {
    let mut text = String::new();
    for (name, script) in SCRIPTS {
        for seed in [1, 2, 42] {
            let mut history = History::new(Seed(seed), Memory::Recent);
            for line in cli::words::commands(Scenario::Opening.script()).into_iter().chain(cli::words::commands(script))
            {
                let outcome = cli::run(&mut history, &NoFiles, &line);
                assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
            }
            let end = history.now() + Span::hours(1);
            history.advance(end);
            let world = history.world();
            text.push_str(&format!("{name} {seed} {:016x} {}\n", world.hash.value(), world.facts));
        }
    }
    text
}

/// Numbers are smaller in wasm: what is counted over ten years fits in them all the same.
#[cfg_attr(not(target_arch = "wasm32"), test)]
#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
fn all_of_simulated_time_is_drawn() {
    let mut session = Session::new(Scenario::Empty, Seed(1));
    for _ in 0..10 {
        session.update(Action::Line("sim wait 366d".into()));
    }
    let timeline = &Page::of(&session).timeline;
    assert_eq!((session.now(), timeline.bars.len(), timeline.end), (Time::END, BARS, Time::END.0));
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn natively() {
    let _ = HASHES;
    expect_test::expect_file!["hashes.txt"].assert_eq(&hashes());
}

#[cfg(target_arch = "wasm32")]
#[wasm_bindgen_test::wasm_bindgen_test]
fn in_wasm() {
    assert_eq!(hashes(), HASHES);
}
