//! A random walk: presses, clicks anywhere, keys and lines, in windows of three sizes. Whatever comes of it, the page
//! must not break. The seed decides all steps; a failure prints it with them. `WALK=seed,steps` walks another way.

use engine::random::Seed;
use thirtyfour::prelude::*;

use e2e::browser::{Page, on_page};

const STEPS: u64 = 260;

/// What presses are made on: all that reacts and can be seen.
const STOPS: &str = "[...document.querySelectorAll('button:enabled, a[href], summary, select, input, textarea, [data-stop]')]\
    .filter(it => it.checkVisibility() && (!document.querySelector('dialog[open]') || it.closest('dialog')))";

const LINES: [&str; 14] = [
    "aws ecs create-service --cluster demo --service-name new --task-definition web --desired-count 3",
    "aws ecs delete-service --cluster demo --service new --force",
    "aws ecs update-service --cluster demo --service shop --task-definition shop:2",
    "aws ecs delete-service --cluster demo --service shop --force",
    "aws ecs create-cluster --cluster-name other",
    "aws ecs delete-cluster --cluster other",
    "aws ecs run-task --cluster demo --task-definition job",
    "sim add-instances --cluster other --type m5.large --zone us-east-1b --count 2",
    "sim lose-zone us-east-1b",
    "sim restore us-east-1b",
    "sim wait 90s",
    "sim wait 1h",
    "aws ecs describe-services --cluster demo --services shop new",
    "aws ecs nonsense",
];

/// Numbers from a seed, one after the other.
struct Dice {
    seed: Seed,
    thrown: u128,
}

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.thrown += 1;
        (self.seed.shuffle(99, self.thrown) % n as u128) as u64
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// Takes a step; says what it was.
async fn step(page: &Page, dice: &mut Dice) -> WebDriverResult<String> {
    match dice.below(20) {
        0..8 => {
            let script = format!(
                "const all = {STOPS}; const it = all[{} % all.length]; if (!it) return 'nothing'; \
                it.scrollIntoView({{block: 'center'}}); it.focus(); it.click(); \
                return (it.ariaLabel ?? it.innerText ?? it.name).slice(0, 60)",
                dice.below(10_000)
            );
            let pressed = page.ask(&script).await?;
            Ok(format!("press {pressed}"))
        }
        8..12 => {
            let (x, y) = (dice.below(1_000), dice.below(1_000));
            let size = page.ask("return [innerWidth, innerHeight]").await?;
            let at = |n: usize, part: u64| (size[n].as_u64().unwrap_or(1) - 1) * part / 1_000;
            let (x, y) = (at(0, x) as i64, at(1, y) as i64);
            page.driver.action_chain().move_to(x, y).click().perform().await?;
            Ok(format!("click at {x}, {y}"))
        }
        12..16 => {
            let keys: [&str; 16] = [
                " ", "/", "?", "+", "-", "z", "\u{e010}", "\u{e011}", "\u{e012}", "\u{e014}", "\u{e013}", "\u{e015}",
                "\u{e00c}", "\u{e007}", "\u{e004}", "\u{e00e}",
            ];
            let (key, times) = (dice.one_of(&keys), 1 + dice.below(12));
            let command = dice.below(4) == 0;
            let keys = key.repeat(times as usize);
            let chain = page.driver.action_chain();
            let chain = if command {
                chain.key_down(Key::Control).send_keys(keys).key_up(Key::Control)
            } else {
                chain.send_keys(keys)
            };
            chain.perform().await?;
            Ok(format!("{times} times {}{}", if command { "Control " } else { "" }, key.escape_unicode()))
        }
        16 => {
            let part = dice.below(1_001);
            let script = format!(
                "const it = document.querySelector('.timeline input'); it.value = Number(it.max) * {part} / 1000; \
                it.dispatchEvent(new InputEvent('input', {{bubbles: true}})); return true"
            );
            page.ask(&script).await?;
            Ok(format!("seek {part}"))
        }
        17 | 18 => {
            let line = dice.one_of(&LINES);
            page.ask("document.querySelector('dialog[open]')?.close(); document.getElementById('prompt').focus(); return true").await?;
            page.paste(line).await?;
            page.keys(Key::Enter).await?;
            Ok(format!("line {line}"))
        }
        _ => match dice.below(3) {
            0 => {
                let (width, height) = dice.one_of(&[(1440, 900), (900, 700), (500, 800)]);
                page.driver.set_window_rect(0, 0, width, height).await?;
                Ok(format!("window {width} × {height}"))
            }
            1 => {
                page.driver.refresh().await?;
                Ok("reload".into())
            }
            _ => {
                page.ask("const it = document.querySelector('.speed select'); it.selectedIndex = 6; it.dispatchEvent(new Event('change', {bubbles: true})); return true").await?;
                Ok("1000×".into())
            }
        },
    }
}

async fn walk(page: &Page, seed: u64, steps: u64) -> WebDriverResult<()> {
    let mut dice = Dice { seed: Seed(seed), thrown: 0 };
    let mut taken = Vec::new();
    let broken =
        "return document.getElementById('crash')?.hidden === false || !document.querySelector('.timeline input')";
    for _ in 0..steps {
        let said = step(page, &mut dice).await;
        taken.push(said.as_ref().map_or_else(|why| format!("a step that failed: {why}"), String::clone));
        let mut errors: Vec<String> = page
            .driver
            .browser_log()
            .await?
            .into_iter()
            .filter(|entry| entry.level == "SEVERE")
            .map(|entry| entry.message)
            .collect();
        if said.is_ok() && taken.last().is_none_or(|last| last != "reload") && page.ask(broken).await? == true {
            errors.push("the page is gone".into());
        }
        if let Err(why) = said {
            errors.push(why.to_string());
        }
        assert!(errors.is_empty(), "seed {seed}, step {}: {errors:#?}\nsteps: {taken:#?}", taken.len());
        if taken.last().is_some_and(|last| last == "reload") {
            page.see(".timeline", "").await?;
        }
    }
    Ok(())
}

fn check(seed: u64) {
    let given = std::env::var("WALK").unwrap_or_default();
    let mut numbers = given.split(',').filter_map(|number| number.parse().ok());
    let (seed, steps) = (numbers.next().unwrap_or(seed), numbers.next().unwrap_or(STEPS));
    on_page(async |page| walk(page, seed, steps).await);
}

#[test]
fn a_walk_breaks_nothing() {
    check(1);
}

#[test]
fn another_walk_breaks_nothing() {
    check(2);
}
