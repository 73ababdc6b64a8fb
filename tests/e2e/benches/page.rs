//! The page's numbers, in headless Chromium over localhost: download, first load, script a frame.

use std::path::Path;
use std::process::Command;

use e2e::browser::{Page, on_page};
use serde_json::Value;
use thirtyfour::prelude::WebDriverResult;

/// Frames that are looked at.
const FRAMES: u32 = 300;

fn main() {
    download();
    on_page(async |page| {
        first_load(page).await?;
        frames(page, "the opening cluster at 5×").await?;
        page.run("aws ecs create-cluster --cluster-name many").await?;
        page.run("sim add-instances --cluster many --type m5.xlarge --count 30").await?;
        page.run("sim wait 3m").await?;
        let register = r#"[{"name":"web","image":"playground/web:1","cpu":128,"memory":256,"portMappings":[{"containerPort":80}]}]"#;
        page.run(&format!("aws ecs register-task-definition --family bench --container-definitions '{register}'"))
            .await?;
        page.run("aws ecs create-service --cluster many --service-name bench --task-definition bench --desired-count 200 --load-balancers targetGroupArn=bench-tg,containerName=web,containerPort=80").await?;
        page.run("sim wait-steady").await?;
        page.choose(".cluster select", "many").await?;
        page.until("return document.querySelectorAll('.card .tile').length === 200").await?;
        frames(page, "30 instances and 200 tasks at rest, 5×").await?;
        page.run("aws ecs update-service --cluster many --service bench --force-new-deployment").await?;
        frames(page, "30 instances and 200 tasks, all being replaced, 5×").await
    });
}

/// Bytes of the first download, as a host would send them.
fn download() {
    let mut total = 0;
    let dist = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../dist"));
    for entry in std::fs::read_dir(dist).expect("dist/: `make bench` builds it") {
        let path = entry.expect("an entry").path();
        let packed = Command::new("gzip").arg("-9c").arg(&path).output().expect("gzip").stdout.len();
        total += packed;
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_string();
        println!("download: {name:45} {:7.1} KB gzip", packed as f64 / 1e3);
    }
    println!("download: all {:7.1} KB gzip", total as f64 / 1e3);
}

/// From navigation to a running map; the page marks that moment.
async fn first_load(page: &Page) -> WebDriverResult<()> {
    let mut times = Vec::new();
    for _ in 0..7 {
        page.ask("localStorage.clear(); return true").await?;
        page.driver.goto("about:blank").await?;
        page.driver.goto(page.site.address()).await?;
        page.until("return performance.getEntriesByName('running').length > 0").await?;
        let time = page.ask("return performance.getEntriesByName('running')[0].startTime").await?;
        times.push(time.as_f64().unwrap_or_default());
    }
    times.sort_by(f64::total_cmp);
    println!("first load, median of {}: {:.0} ms", times.len(), times[times.len() / 2]);
    Ok(())
}

/// What a frame costs: the time that its callbacks take, and the time between frames.
async fn frames(page: &Page, what: &str) -> WebDriverResult<()> {
    let measure = format!(
        "const done = arguments[0], script = [], between = []; let last;
         const real = window.requestAnimationFrame;
         window.requestAnimationFrame = work => real.call(window, time => {{
             const start = performance.now();
             work(time);
             // yew draws in a microtask of the callback: this one comes after it.
             Promise.resolve().then(() => Promise.resolve()).then(() => {{
                 script.push(performance.now() - start);
                 if (last) between.push(time - last);
                 last = time;
                 if (script.length === {FRAMES}) {{
                     window.requestAnimationFrame = real;
                     const sorted = list => list.sort((a, b) => a - b);
                     const at = (list, share) => sorted(list)[Math.floor(list.length * share)];
                     done([at(script, .5), at(script, .95), at(between, .5), at(between, .95)]);
                 }}
             }});
         }});"
    );
    let numbers: Vec<Value> = page.driver.execute_async(&measure, []).await?.convert()?;
    let numbers: Vec<f64> = numbers.iter().filter_map(Value::as_f64).collect();
    let [script, slow, between, late] = numbers[..] else { panic!("no numbers") };
    println!(
        "{what}: script a frame {script:.1} ms (95 %: {slow:.1}); from frame to frame {between:.1} ms (95 %: {late:.1})"
    );
    Ok(())
}
