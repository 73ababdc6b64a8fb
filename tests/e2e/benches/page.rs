//! The page's numbers, in headless Chromium: how soon it is there over localhost and over a slow line, script a frame.

use e2e::browser::{Page, on_page};
use serde_json::{Value, json};
use thirtyfour::prelude::WebDriverResult;

/// Frames that are looked at.
const FRAMES: u32 = 300;

fn main() {
    on_page(async |page| {
        first_load(page, "localhost").await?;
        throttle(page, SLOW).await?;
        first_load(page, "10 Mbit/s, 40 ms, a CPU a quarter as fast").await?;
        throttle(page, FAST).await?;
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

/// A line and a machine, as the browser plays them.
struct Line {
    /// Milliseconds until an answer begins.
    latency: f64,
    /// Bytes a second both ways; -1 is all there is.
    throughput: f64,
    /// How many times slower the CPU is.
    slower: f64,
}

const SLOW: Line = Line { latency: 40.0, throughput: 10e6 / 8.0, slower: 4.0 };
const FAST: Line = Line { latency: 0.0, throughput: -1.0, slower: 1.0 };

async fn throttle(page: &Page, line: Line) -> WebDriverResult<()> {
    let Line { latency, throughput, slower } = line;
    let cdp = page.driver.cdp();
    cdp.send_raw("Network.enable", json!({})).await?;
    let conditions = json!({ "offline": false, "latency": latency, "downloadThroughput": throughput, "uploadThroughput": throughput });
    cdp.send_raw("Network.emulateNetworkConditions", conditions).await?;
    cdp.send_raw("Emulation.setCPUThrottlingRate", json!({ "rate": slower })).await?;
    Ok(())
}

/// From navigation to something that is seen, and to a running map, with nothing in the cache. The page marks that.
async fn first_load(page: &Page, where_from: &str) -> WebDriverResult<()> {
    page.driver.cdp().send_raw("Network.enable", json!({})).await?;
    page.driver.cdp().send_raw("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await?;
    let (mut painted, mut running) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        // From where there is no page of ours, for ours saves when it is left, and a kept session takes longer.
        page.driver.goto(format!("{}nothing.html", page.site.address())).await?;
        page.ask("localStorage.clear(); sessionStorage.clear(); return true").await?;
        page.driver.browser_log().await?;
        page.driver.goto(page.site.address()).await?;
        page.until("return performance.getEntriesByName('running').length > 0").await?;
        page.until("return performance.getEntriesByName('first-contentful-paint').length > 0").await?;
        for (name, times) in [("first-contentful-paint", &mut painted), ("running", &mut running)] {
            let time = page.ask(&format!("return performance.getEntriesByName('{name}')[0].startTime")).await?;
            times.push(time.as_f64().unwrap_or_default());
        }
    }
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    println!(
        "over {where_from}, median of 7: first paint {:.0} ms, running map {:.0} ms",
        median(&mut painted),
        median(&mut running)
    );
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
