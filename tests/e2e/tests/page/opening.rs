//! What is seen before the program is there: the opening map, drawn when the page was built.

use serde_json::json;
use thirtyfour::prelude::*;

use e2e::browser::{Page, on_page};

/// Loads the page anew, without any script of its own.
async fn without_scripts(page: &Page) -> WebDriverResult<()> {
    page.driver.cdp().send_raw("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
    page.driver.goto(page.site.address()).await
}

/// Every element of the page with its classes, but for what changes with each moment.
const SKELETON: &str = "
    return [...document.querySelectorAll('#playground *')]
        .filter(it => !it.closest('.events li, .bars, .marks, .dots'))
        .map(it => `${it.tagName}.${it.getAttribute('class') ?? ''}#${it.id}`).join(' ')";

#[test]
fn the_map_can_be_read_before_any_script_runs() {
    on_page(async |page| {
        without_scripts(page).await?;
        let seen = page.ask("return document.querySelector('#map').innerText").await?;
        for part in ["us-east-1a", "us-east-1b", "shop", "cpu", "mem"] {
            assert!(seen.as_str().unwrap_or_default().contains(part), "{part} isn't in {seen}");
        }
        let tiles = page.ask("return document.querySelectorAll('.card .tile.running').length").await?;
        assert!(tiles.as_u64() > Some(3), "{tiles}");
        let busy = page.ask("return document.querySelector('#playground').getAttribute('aria-busy')").await?;
        assert_eq!(busy, "true");
        let bar =
            page.ask("const bar = document.querySelector('#loading'); return [bar.hidden, bar.max > 100000]").await?;
        assert_eq!(bar, json!([true, true]), "no script shows it, and it knows how long the program is");
        Ok(())
    });
}

#[test]
fn the_program_draws_what_was_drawn_before() {
    on_page(async |page| {
        without_scripts(page).await?;
        let before = page.ask(SKELETON).await?;
        page.driver.cdp().send_raw("Emulation.setScriptExecutionDisabled", json!({ "value": false })).await?;
        page.ask("localStorage.clear(); return true").await?;
        page.driver.goto(page.site.address()).await?;
        page.running().await?;
        assert_eq!(page.ask(SKELETON).await?, before);
        page.until("return !document.querySelector('#loading, .another')").await
    });
}

#[test]
fn another_session_than_the_opening_one_is_not_covered_by_it() {
    on_page(async |page| {
        page.run("aws ecs create-cluster --cluster-name mine").await?;
        page.until("return (localStorage.getItem('ecs-playground.session') ?? '').includes('mine')").await?;
        page.press("Theme: system").await?;
        // The program never comes.
        page.driver.cdp().send_raw("Network.enable", json!({})).await?;
        let slow = json!({ "offline": false, "latency": 0, "downloadThroughput": 20_000, "uploadThroughput": -1 });
        page.driver.cdp().send_raw("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await?;
        page.driver.cdp().send_raw("Network.emulateNetworkConditions", slow).await?;
        page.driver.refresh().await?;
        page.until("return document.querySelector('#playground').className === 'another'").await?;
        let hidden = "return getComputedStyle(document.querySelector('.card')).visibility";
        assert_eq!(page.ask(hidden).await?, "hidden");
        assert_eq!(page.ask("return document.documentElement.dataset.theme").await?, "light");
        page.until("return document.querySelector('#loading').position > 0").await?;
        let fast = json!({ "offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        page.driver.cdp().send_raw("Network.emulateNetworkConditions", fast).await?;
        page.see(".cluster option", "mine").await.map(drop)
    });
}
