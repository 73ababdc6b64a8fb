//! The story with the keyboard alone.

use thirtyfour::prelude::*;

use e2e::browser::{Page, on_page};

/// Tabs until the element with the focus is called so; fails if it can't be reached.
async fn tab_to(page: &Page, name: &str) -> WebDriverResult<()> {
    const NAME: &str = "const it = document.activeElement; return (it.ariaLabel ?? it.labels?.[0]?.innerText ?? it.innerText ?? '').trim()";
    for _ in 0..200 {
        page.keys(Key::Tab).await?;
        if page.ask(NAME).await?.as_str().is_some_and(|found| found.starts_with(name)) {
            return Ok(());
        }
    }
    panic!("Tab doesn't lead to {name}");
}

#[test]
fn keys_play_step_and_choose_what_is_seen() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.see("[aria-label=Play]", "").await?;
        let clock = "return document.querySelector('.clock output').innerText";
        let before = page.ask(clock).await?;
        page.keys(Key::Right).await?;
        page.until(&format!("return document.querySelector('.clock output').innerText !== {before}")).await?;
        page.keys(Key::Left).await?;
        page.see(".clock.past", "").await?;
        page.keys("+").await?;
        page.see(".speed option:checked", "10×").await?;
        page.keys("?").await?;
        page.see("dialog", "Keys").await?;
        page.keys(Key::Escape).await?;
        page.until("return !document.querySelector('dialog').open").await
    });
}

#[test]
fn a_task_is_reached_by_arrows_and_killed_and_the_service_replaces_it() {
    on_page(async |page| {
        page.keys(" ").await?;
        tab_to(page, "i-").await?;
        page.keys(Key::Right).await?;
        page.until("return document.activeElement.classList.contains('tile')").await?;
        page.keys(Key::Enter).await?;
        page.see(".inspector .kicker", "Task of a service").await?;
        tab_to(page, "Kill task").await?;
        page.keys(Key::Enter).await?;
        page.see(".transcript", "sim kill-task").await?;
        page.keys("/").await?;
        page.until("return document.activeElement.id === 'prompt'").await?;
        page.keys("sim wait-s").await?;
        page.keys(Key::Tab).await?;
        page.until("return document.activeElement.value.startsWith('sim wait-steady')").await?;
        page.keys(Key::Enter).await?;
        page.see(".transcript", "steady after").await?;
        // On an empty line, Tab moves on; nobody is caught in the terminal.
        page.keys(Key::Tab).await?;
        page.until("return document.activeElement.id !== 'prompt'").await
    });
}

#[test]
fn a_form_is_filled_and_sent_and_undone() {
    on_page(async |page| {
        tab_to(page, "Cluster").await?;
        while page.ask("return document.activeElement.tagName").await? != "BUTTON" {
            tab_to(page, "Cluster").await?;
        }
        page.keys(Key::Enter).await?;
        page.see("dialog", "Create a cluster").await?;
        tab_to(page, "Cluster name").await?;
        page.keys(Key::Control + "a").await?;
        page.keys("by-keys").await?;
        page.keys(Key::Enter).await?;
        page.see(".transcript", "create-cluster --cluster-name by-keys").await?;
        page.until("return !document.querySelector('dialog').open").await?;
        page.keys(Key::Escape).await?;
        page.keys(Key::Control + "z").await?;
        page.until("return !document.querySelector('.cluster').innerText.includes('by-keys')").await
    });
}

#[test]
fn a_dialog_begins_in_its_first_field() {
    on_page(async |page| {
        let focused = |name: &str| format!("return document.activeElement.name === '{name}'");
        for (button, field) in [("Cluster", "name"), ("Instances", "cluster"), ("Task definition", "definition")] {
            page.press(button).await?;
            page.until(&focused(field)).await?;
            page.keys(Key::Escape).await?;
            page.until("return !document.querySelector('dialog').open").await?;
        }
        page.press("Scenario").await?;
        page.press("Save or open").await?;
        page.until(&focused("session")).await
    });
}
