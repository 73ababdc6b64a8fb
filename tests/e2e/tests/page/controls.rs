//! Controls tell the truth, the focus is never lost, and keys of time work wherever no text is edited.

use thirtyfour::prelude::*;

use e2e::browser::{Page, on_page};

/// How many exchanges of the terminal have a text in what was asked.
async fn asked(page: &Page, text: &str) -> WebDriverResult<u64> {
    let script = format!(
        "return [...document.querySelectorAll('.exchange .asked')].filter(it => it.innerText.includes('{text}')).length"
    );
    Ok(page.ask(&script).await?.as_u64().unwrap_or_default())
}

/// Puts the focus on a button by its text, as Tab would.
async fn focus(page: &Page, css: &str, text: &str) -> WebDriverResult<()> {
    let script = format!(
        "const it = [...document.querySelectorAll('{css}')].find(it => it.innerText.trim().startsWith('{text}')); \
         it?.focus(); return document.activeElement === it"
    );
    page.until(&script).await
}

const SOMEWHERE: &str = "return document.activeElement !== document.body";

#[test]
fn what_is_chosen_or_typed_belongs_to_one_service() {
    on_page(async |page| {
        page.keys(" ").await?;
        let agree = "const it = [...document.querySelectorAll('.control')].find(it => it.innerText.includes('Placement')); \
            return it.querySelector('option:checked').innerText === 'AZ balanced spread' \
            && it.querySelector('code').innerText.includes('type=spread,field=instanceId')";
        page.press("shop").await?;
        page.choose(".control:has(code) label:has(option[value=binpack]) select", "BinPack").await?;
        page.see(".control code", "type=binpack,field=memory").await?;
        let count = page.see(".control input", "").await?;
        count.clear().await?;
        count.send_keys("17").await?;
        page.see(".control code", "--desired-count 17").await?;
        page.press("api").await?;
        page.see(".control code", "--service api").await?;
        page.until("return document.querySelector('.control input').value === '8'").await?;
        page.until(agree).await?;
        // And what it is is shown, however it came about.
        page.run("aws ecs update-service --cluster demo --service api --desired-count 9 --placement-strategy type=binpack,field=memory").await?;
        page.until("return document.querySelector('.control input').value === '9'").await?;
        page.until("return document.querySelector('.control option[value=binpack]').matches(':checked')").await?;
        page.run("aws ecs update-service --cluster demo --service api --placement-strategy type=random").await?;
        page.see(".control option:checked", "random").await.map(drop)
    });
}

#[test]
fn roll_back_leads_to_what_ran_before_and_a_second_press_reverts_nothing() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.run("aws ecs register-task-definition --family shop --container-definitions '[{\"name\":\"shop\",\"image\":\"playground/web:1\",\"memory\":512,\"portMappings\":[{\"containerPort\":8080}]}]'").await?;
        page.press("shop").await?;
        focus(page, ".control button", "Deploy revision").await?;
        page.keys(Key::Enter).await?;
        page.see(".inspector .deployments", "shop:3").await?;
        page.until("return document.activeElement.innerText === 'Deploy revision'").await?;
        page.keys(Key::Enter).await?;
        page.see(".control button", "Roll back to shop:1").await?;
        page.until("return [...document.querySelectorAll('.exchange .asked')].filter(it => it.innerText.includes('shop:3')).length === 2").await?;
        assert_eq!(asked(page, "--task-definition shop:1").await? + asked(page, "--task-definition shop:2").await?, 0);
        Ok(())
    });
}

#[test]
fn space_after_a_press_with_the_mouse_is_for_time_and_after_tab_for_the_button() {
    on_page(async |page| {
        page.press("Kill a task").await?;
        page.see(".transcript", "sim kill-task").await?;
        page.keys(" ").await?;
        page.see("[aria-label=Play]", "").await?;
        assert_eq!(asked(page, "sim kill-task").await?, 1);
        page.keys(Key::Left).await?;
        page.see(".clock.past", "").await?;
        page.keys(Key::End).await?;
        page.until("return !document.querySelector('.clock.past')").await?;
        // Tab leads on and back: now the button has the keyboard.
        page.keys(Key::Tab).await?;
        page.keys(Key::Shift + Key::Tab).await?;
        page.keys(" ").await?;
        page.until("return [...document.querySelectorAll('.exchange .asked')].filter(it => it.innerText.includes('kill-task')).length === 2").await?;
        page.see("[aria-label=Play]", "").await?;
        // In the beginning there is nothing to kill: the focus stays near where the button was.
        page.keys(Key::Home).await?;
        page.see(".clock", "00:00:00").await?;
        page.until("return document.activeElement.innerText === 'Break something'").await
    });
}

#[test]
fn arrows_step_through_time_while_a_button_a_choice_or_the_timeline_has_the_focus() {
    on_page(async |page| {
        page.keys(" ").await?;
        for css in [".inspector .control button", ".tile.running", ".service-chip", ".timeline input"] {
            page.click(css).await?;
            page.keys(Key::End).await?;
            page.until("return !document.querySelector('.clock.past')").await?;
            page.keys(Key::Left).await?;
            page.see(".clock.past", "").await?;
            page.keys(Key::End).await?;
        }
        focus(page, ".inspector .control button", "").await?;
        page.keys(Key::Left).await?;
        page.see(".clock.past", "").await.map(drop)
    });
}

#[test]
fn the_focus_goes_to_what_is_next_when_its_button_is_done() {
    on_page(async |page| {
        page.keys(" ").await?;
        focus(page, ".guide button", "Do it").await?;
        page.keys(Key::Enter).await?;
        page.see(".guide .next", "Ship a new revision").await?;
        page.until("return document.activeElement.closest('.guide') !== null").await?;
        page.until("return document.activeElement.tagName !== 'BUTTON'").await?;
        page.click(".tile.running").await?;
        focus(page, ".control button", "Kill task").await?;
        page.keys(Key::Enter).await?;
        page.until(
            "return ![...document.querySelectorAll('.control button')].some(it => it.innerText === 'Kill task')",
        )
        .await?;
        page.until("return document.activeElement.classList.contains('headline')").await?;
        // By mouse as well.
        page.click(".tile.running").await?;
        page.press("Stop task").await?;
        page.until(SOMEWHERE).await?;
        page.press("Lose a zone").await?;
        focus(page, ".mend", "Restore").await?;
        page.keys(Key::Enter).await?;
        page.until("return document.querySelectorAll('.lane.lost').length === 0").await?;
        page.until(SOMEWHERE).await?;
        // Undo to the end: the button stays.
        focus(page, "[aria-label=Undo]", "").await?;
        page.until("const it = document.querySelector('[aria-label=Undo]'); if (it.ariaDisabled === 'true') return true; it.click(); return false").await?;
        page.until("return document.activeElement.ariaLabel === 'Undo'").await
    });
}

#[test]
fn a_service_says_why_its_tasks_failed_for_as_long_as_is_remembered() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.press("shop").await?;
        page.press("Bad image").await?;
        page.run("sim wait 1m").await?;
        page.see(".inspector .failures", "× CannotPullContainerError").await?;
        page.see(".inspector .note", "playground/web:missing: not found").await?;
        page.see(".legend", "stopped").await?;
        page.click(".event[title]:has(.text)").await?;
        page.run("sim wait 3h").await?;
        page.see(".inspector .note", "playground/web:missing: not found").await?;
        let printed = page.run("sim waiting").await?;
        assert!(printed.contains("× CannotPullContainerError"), "{printed}");
        Ok(())
    });
}

#[test]
fn what_is_deleted_can_be_had_back_where_one_stands() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.press("shop").await?;
        page.see(".control", "Undo brings it back").await?;
        page.press("Delete").await?;
        page.see(".inspector .regret", "Deleted at").await?;
        page.run("sim wait 30s").await?;
        page.run("aws ecs create-cluster --cluster-name later").await?;
        page.see(".inspector .regret", "1 later command too").await?;
        page.click(".regret button").await?;
        page.until("return !document.querySelector('.regret')").await?;
        page.see(".inspector .summary", "6 desired").await?;
        page.until(SOMEWHERE).await?;
        page.click(".card-head").await?;
        page.press("Deregister by force").await?;
        page.click(".regret button").await?;
        page.see(".control button", "Deregister by force").await.map(drop)
    });
}
