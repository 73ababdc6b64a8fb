//! The command line comes after the map: what is asked for before that waits, and nothing is lost if it doesn't come.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::accessibility::check;
use e2e::browser::{Page, on_page};

/// The part with the command line is handed to the program as `window.lines` says: not yet, not at all, or as it is.
const GATE: &str = "
    const real = window.fetch;
    window.lines = sessionStorage.getItem('lines') ?? 'come';
    const open = async () => { while (window.lines === 'wait') await new Promise(next => setTimeout(next, 10)) };
    window.fetch = async (...asked) => {
        if (!/lines-[0-9a-f]+[.]wasm/.test(asked[0])) return real(...asked);
        await open();
        if (window.lines === 'fail') throw new TypeError('planted');
        return real(...asked);
    };";

/// Opens the page anew, with what storage a script leaves, where the part comes as `how` says.
async fn open(page: &Page, how: &str, script: &str) -> WebDriverResult<()> {
    let source = json!({ "source": GATE });
    page.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
    // From where there is no page of ours, for ours saves when it is left.
    page.driver.goto(format!("{}nothing.html", page.site.address())).await?;
    page.ask(&format!("{script}; sessionStorage.setItem('lines', '{how}'); return true")).await?;
    page.driver.browser_log().await?;
    page.driver.goto(page.site.address()).await
}

/// The opening page.
async fn anew(page: &Page, how: &str) -> WebDriverResult<()> {
    open(page, how, "localStorage.clear()").await?;
    page.see(".card", "").await.map(drop)
}

/// From now on it comes so.
async fn let_it(page: &Page, how: &str) -> WebDriverResult<()> {
    page.ask(&format!("window.lines = '{how}'; return true")).await.map(drop)
}

async fn enter(page: &Page, line: &str) -> WebDriverResult<()> {
    page.click("#prompt").await?;
    page.paste(line).await?;
    page.keys(Key::Enter).await
}

const EXCHANGES: &str = "return document.querySelectorAll('.exchange').length";

#[test]
fn what_is_asked_for_before_it_came_waits_and_is_done_in_order() {
    on_page(async |page| {
        anew(page, "wait").await?;
        enter(page, "aws ecs create-cluster --cluster-name first").await?;
        page.see(".waiting", "create-cluster --cluster-name first").await?;
        page.see(".waiting", "still on its way").await?;
        page.press("Do it").await?;
        page.see(".waiting", "sim kill-task").await?;
        // A form says why it stays open.
        page.press("Cluster").await?;
        page.fill("name", "second").await?;
        page.press("Create").await?;
        page.see("dialog .error", "still on its way").await?;
        assert_eq!(page.ask(EXCHANGES).await?, 0);
        let_it(page, "come").await?;
        page.until("return !document.querySelector('.waiting, dialog[open]')").await?;
        let asked =
            page.ask("return [...document.querySelectorAll('.exchange .asked')].map(it => it.innerText)").await?;
        let asked: Vec<&str> = asked.as_array().into_iter().flatten().filter_map(|line| line.as_str()).collect();
        let parts = ["--cluster-name first", "sim kill-task", "--cluster-name second"];
        assert!(asked.len() == 3 && asked.iter().zip(parts).all(|(line, part)| line.contains(part)), "{asked:?}");
        assert_eq!(page.ask("return document.querySelectorAll('.stderr.failed:not(:empty)').length").await?, 0);
        page.see(".cluster option", "second").await.map(drop)
    });
}

#[test]
fn that_it_cannot_be_fetched_is_said_and_it_can_be_tried_again() {
    on_page(async |page| {
        anew(page, "fail").await?;
        page.see(".ahead", "couldn't be fetched").await?;
        check(page, "the command line is missing").await?;
        // The map runs all the same.
        let clock = page.ask("return document.querySelector('.clock output').innerText").await?;
        page.until(&format!("return document.querySelector('.clock output').innerText !== {clock}")).await?;
        // A line tries it, too.
        enter(page, "aws ecs create-cluster --cluster-name first").await?;
        page.see(".waiting", "first").await?;
        page.see(".ahead", "couldn't be fetched").await?;
        page.press("Try again").await?;
        page.see(".ahead", "couldn't be fetched").await?;
        let_it(page, "come").await?;
        page.press("Try again").await?;
        page.see(".cluster option", "first").await?;
        page.until("return !document.querySelector('.ahead .waiting, .ahead button')").await?;
        page.run("aws ecs list-clusters").await.map(drop)
    });
}

#[test]
fn a_kept_session_is_shown_once_it_came() {
    on_page(async |page| {
        page.run("aws ecs create-cluster --cluster-name mine").await?;
        page.until("return (localStorage.getItem('ecs-playground.session') ?? '').includes('mine')").await?;
        open(page, "fail", "").await?;
        page.until("return document.getElementById('missing').checkVisibility()").await?;
        page.until("return document.querySelector('#playground').className === 'another'").await?;
        check(page, "the command line is missing for a kept session").await?;
        let again = page.driver.find(By::Id("missing-again")).await?;
        again.click().await?;
        page.until("return document.getElementById('missing').checkVisibility()").await?;
        let_it(page, "come").await?;
        again.click().await?;
        page.see(".cluster option", "mine").await?;
        page.until("return !document.getElementById('missing').checkVisibility()").await?;
        page.see(".transcript", "--cluster-name mine").await?;
        // It was fetched with the rest of the program: before that ran.
        page.ask("sessionStorage.clear(); return true").await?;
        page.driver.refresh().await?;
        page.see(".cluster option", "mine").await?;
        let early = "const lines = performance.getEntriesByType('resource').filter(it => /lines-.*wasm/.test(it.name));
            return lines.length === 1 && lines[0].initiatorType === 'link'";
        page.until(early).await
    });
}
