//! Placement, capacity and the life of a task, seen and steered in the page.

use thirtyfour::prelude::*;

use e2e::browser::{Page, on_page};

/// Creates a service of the definition `api:1` by its form, without a target group.
async fn create_service(page: &Page, name: &str, choices: &[(&str, &str)]) -> WebDriverResult<()> {
    page.press("Service").await?;
    page.choose("dialog [name=definition]", "api:1").await?;
    for (field, title) in choices {
        page.choose(&format!("dialog [name={field}]"), title).await?;
    }
    page.fill("name", name).await?;
    let clear = "const it = document.querySelector('dialog [name=group]'); it.value = ''; \
                 it.dispatchEvent(new InputEvent('input', {bubbles: true}))";
    page.ask(clear).await?;
    page.press("Create").await?;
    page.until("return !document.querySelector('dialog').open").await
}

#[test]
fn a_strategy_a_constraint_and_a_daemon_by_the_form() {
    on_page(async |page| {
        page.keys(" ").await?;
        create_service(page, "packed", &[("placement", "BinPack")]).await?;
        page.see(".transcript", "--placement-strategy type=binpack,field=memory").await?;
        create_service(page, "agent", &[("kind", "one on each instance")]).await?;
        page.run("sim wait 2m").await?;
        // A daemon has as many tasks as there are instances; the other is packed on one.
        page.until("return [...document.querySelectorAll('.service-chip')].some(it => it.innerText.includes('agent') && it.innerText.includes('9 of 9'))").await?;
        let on = "return [...document.querySelectorAll('.card')].filter(card => card.querySelector('[aria-label*=\"packed\"]')).length";
        page.until(&format!("{on} === 1")).await?;
        // Its strategy is shown, and can be changed.
        page.press("packed").await?;
        page.see(".inspector .facts", "binpack(memory)").await?;
        page.see(".inspector .placing th", "MiB left").await?;
        Ok(())
    });
}

#[test]
fn what_can_not_be_placed_says_why_for_each_instance() {
    on_page(async |page| {
        page.keys(" ").await?;
        let constraint = r#"'type=memberOf,expression="attribute:ecs.instance-type == c5.xlarge and attribute:ecs.availability-zone != us-east-1a"'"#;
        page.run(&format!("aws ecs update-service --cluster demo --service api --desired-count 30 --placement-constraints {constraint} type=distinctInstance")).await?;
        page.run("sim wait 30s").await?;
        page.press("api").await?;
        page.see(".inspector .placing", "Why not there?").await?;
        page.see(".inspector .placing .rejected", "ecs.instance-type is m5.large").await?;
        page.see(".inspector .placing .rejected", "distinctInstance").await?;
        page.see(".inspector .waiting", "no place for a task").await?;
        Ok(())
    });
}

#[test]
fn an_instance_is_drained_and_made_active_again() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.click(".card-head").await?;
        page.press("Drain").await?;
        page.see(".card.draining", "").await?;
        page.run("sim wait 8m").await?;
        page.until("return document.querySelectorAll('.card.draining .tile.running').length === 0").await?;
        page.press("Activate").await?;
        page.until("return document.querySelectorAll('.card.draining').length === 0").await?;
        page.press("Disconnect agent").await?;
        page.press("Connect agent").await.map(drop)
    });
}

#[test]
fn a_tasks_containers_and_what_they_wrote_are_in_its_inspector() {
    on_page(async |page| {
        page.keys(" ").await?;
        let containers = r#"'[{"name": "app", "image": "playground/web:1", "memory": 128, "dependsOn": [{"containerName": "setup", "condition": "SUCCESS"}]}, {"name": "setup", "image": "playground/job:1", "memory": 64, "essential": false}]'"#;
        page.run(&format!("aws ecs register-task-definition --family two --container-definitions {containers}"))
            .await?;
        page.run("aws ecs run-task --cluster demo --task-definition two").await?;
        page.run("sim wait 3m").await?;
        page.click("[aria-label*='two:1']").await?;
        page.see(".inspector table", "setup").await?;
        page.see(".inspector", "exit code 0").await?;
        page.see(".inspector .kicker", "Output").await?;
        Ok(())
    });
}

#[test]
fn fargate_without_capacity_and_a_registry_that_is_down_can_be_tried_and_mended() {
    on_page(async |page| {
        page.keys(" ").await?;
        for (fault, mend) in [("Registry down", "Registry up"), ("No Fargate capacity", "Fargate capacity")] {
            page.press(fault).await?;
            page.press(mend).await?;
        }
        page.until("return document.querySelectorAll('.exchange:not([data-status=\"0\"])').length === 0").await
    });
}
