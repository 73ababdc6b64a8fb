//! If the program panics, a screen says so, the session is kept, and there is a way on.
//!
//! A panic is planted from without: the browser refuses to put anything into the page, which yew takes for its end. Nothing
//! in the program knows of it.

use serde_json::json;
use thirtyfour::prelude::*;

use crate::accessibility::check;
use e2e::browser::{Page, on_page};

const PLANT: &str = "Node.prototype.insertBefore = () => { throw new Error('planted') };";
const SESSION: &str = "return (localStorage.getItem('ecs-playground.session') ?? '')";

/// Runs a line, and waits until it is saved.
async fn saved(page: &Page, line: &str, part: &str) -> WebDriverResult<()> {
    page.run(line).await?;
    page.until(&format!("{SESSION}.includes('{part}')")).await
}

async fn see_screen(page: &Page) -> WebDriverResult<()> {
    page.see("#crash h1", "Something in the playground broke").await?;
    page.see("#crash-detail", "panicked at").await?;
    page.until("return !document.querySelector('#playground, dialog')").await?;
    // The console has the errors that were wanted, and no others.
    let log = page.driver.browser_log().await?;
    let errors: Vec<&String> = log.iter().filter(|entry| entry.level == "SEVERE").map(|entry| &entry.message).collect();
    let wanted =
        |text: &String| ["planted", "panicked", "unreachable", "failed to"].iter().any(|part| text.contains(part));
    assert!(!errors.is_empty() && errors.iter().all(|text| wanted(text)), "{errors:#?}");
    check(page, "the crash screen").await
}

#[test]
fn a_panic_keeps_the_session_and_one_can_go_back_a_step() {
    on_page(async |page| {
        saved(page, "aws ecs create-cluster --cluster-name first", "name first").await?;
        saved(page, "sim kill-task service:shop", "kill-task").await?;
        // A dialog lies above all else, and the screen must be seen all the same. The task that is started cannot be shown.
        page.press("Service").await?;
        page.see("dialog form", "").await?;
        page.ask(&format!("{PLANT} return true")).await?;
        see_screen(page).await?;
        page.see("#crash-saved", "Your session is saved").await?;
        page.until("return document.getElementById('crash-starting').hidden").await?;
        page.until(&format!("{SESSION}.includes('kill-task')")).await?;

        page.press("Go back one step").await?;
        page.see(".transcript", "first").await?;
        // The line that led there is undone, and nothing else is; it isn't saved, so that it doesn't break the page again.
        let undone =
            "const undone = [...document.querySelectorAll('.exchange.undone .asked')].map(line => line.innerText);
            return undone.length === 1 && undone[0].includes('kill-task')";
        page.until(undone).await?;
        page.until(&format!("{SESSION} !== '' && !{}.includes('kill-task')", SESSION.replace("return ", ""))).await?;
        page.driver.refresh().await?;
        page.see(".transcript", "first").await?;
        page.until("return !document.querySelector('.transcript').innerText.includes('kill-task')").await?;
        page.run("aws ecs create-cluster --cluster-name second").await?;
        page.see(".cluster option", "second").await.map(drop)
    });
}

#[test]
fn what_breaks_while_it_begins_is_said_and_can_be_begun_anew() {
    on_page(async |page| {
        page.keys(" ").await?;
        saved(page, "aws ecs create-cluster --cluster-name kept", "name kept").await?;
        let planted = format!("if (sessionStorage.getItem('plant')) {{ {PLANT} }}");
        let source = json!({ "source": planted });
        page.driver.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
        page.ask("sessionStorage.setItem('plant', '1'); return true").await?;
        page.driver.refresh().await?;
        see_screen(page).await?;
        page.see("#crash-starting", "begin anew").await?;
        // Reloading alone doesn't help; nothing is lost by it.
        page.press("Reload").await?;
        see_screen(page).await?;
        page.until(&format!("{SESSION}.includes('name kept')")).await?;
        page.until("return document.getElementById('crash-copy').href.startsWith('blob:')").await?;

        page.ask("sessionStorage.removeItem('plant'); return true").await?;
        page.press("Begin anew").await?;
        page.see(".tile.running", "").await?;
        page.until("return document.querySelectorAll('.cluster option').length === 1").await
    });
}
