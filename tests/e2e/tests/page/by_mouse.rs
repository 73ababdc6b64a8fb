//! The story with the mouse alone, but for what must be written into fields.

use thirtyfour::prelude::*;

use e2e::browser::{Page, on_page};

const DEFINITION: &str = include_str!("../../../inputs/web-taskdef.json");
const SERVICE_FILE: &str = include_str!("../../../inputs/service.yaml");

/// Pastes into the dialog that registers a task definition, and sends it.
async fn register(page: &Page, text: &str) -> WebDriverResult<()> {
    page.press("Task definition").await?;
    page.click("dialog textarea").await?;
    page.paste(text).await?;
    page.press("Register").await?;
    page.until("return !document.querySelector('dialog').open").await
}

#[test]
fn it_opens_on_a_running_cluster_and_says_what_to_try() {
    on_page(async |page| {
        for zone in ["us-east-1a", "us-east-1b", "us-east-1c"] {
            page.see(".lane h2", zone).await?;
        }
        page.see(".lane .card .tile.running", "").await?;
        page.see(".band", "Fargate").await?;
        page.see(".strip", "shop-alb").await?;
        page.see(".strip .groups", "6 healthy").await?;
        page.see(".guide .next", "Kill a task").await?;
        page.press("Do it").await?;
        page.see(".guide .done", "Kill a task").await?;
        page.see(".guide .next", "Ship a new revision").await?;
        Ok(())
    });
}

#[test]
fn a_cluster_of_ones_own_from_a_pasted_definition_to_a_rollback() {
    on_page(async |page| {
        // A task definition: each registration makes a revision.
        register(page, DEFINITION).await?;
        page.see(".left button", "web:1").await?;
        register(page, DEFINITION).await?;
        page.see(".left button", "web:2").await?;
        // A service's file is taken as well, and says what ECS doesn't know.
        register(page, SERVICE_FILE).await?;
        page.see(".transcript", "startupTimeout").await?;

        // A cluster, instances, a service with a load balancer.
        page.press("Cluster").await?;
        page.fill("name", "prod").await?;
        page.press("Create").await?;
        page.choose(".cluster select", "prod").await?;
        page.press("Instances").await?;
        page.see("dialog .line", "--cluster prod").await?;
        page.fill("count", "6").await?;
        page.press("Launch").await?;
        page.choose(".speed select", "100×").await?;
        page.until("return document.querySelectorAll('.card.active').length === 6").await?;
        page.press("Service").await?;
        page.fill("name", "web").await?;
        page.choose("dialog [name=definition]", "web:2").await?;
        page.choose("dialog [name=launch]", "EC2").await?;
        page.press("Create").await?;
        page.until("return document.querySelectorAll('.card .tile.running').length === 3").await?;
        // One in each zone.
        page.until("return [...document.querySelectorAll('.lane')].every(lane => lane.querySelector('.card .tile'))")
            .await?;
        page.see(".strip .groups", "3 healthy").await?;

        // Kill a task: it is replaced. Why there?
        page.click(".tile.running").await?;
        page.see(".inspector .headline", "").await?;
        page.see(".inspector .placing", "Why here?").await?;
        page.see(".inspector .placing .chosen", "chosen").await?;
        page.press("Kill task").await?;
        page.see(".inspector .facts", "Stopped for").await?;
        page.see(".events", "(service web) has started 1 tasks").await?;
        page.see(".strip .groups", "3 healthy").await?;

        // Lose an instance with a task on it.
        page.click(".card:has(.tile.running) .card-head").await?;
        page.press("Lose instance").await?;
        page.see(".strip .groups", "3 healthy").await?;

        // Deploy, and roll back.
        page.click(".service-chip").await?;
        page.choose(".control:has(code) select", "web:1").await?;
        page.press("Deploy revision").await?;
        page.see(".inspector .deployments", "web:1").await?;
        page.see(".events", "deployment completed").await?;
        page.until("return document.querySelectorAll('.inspector .deployment').length === 1").await?;
        page.see(".inspector .facts", "web:1").await?;
        page.choose(".control:has(code) select", "web:2").await?;
        page.press("Deploy revision").await?;
        page.until("return document.querySelectorAll('.inspector .deployment').length === 1 && document.querySelector('.inspector .facts').innerText.includes('web:2')").await?;
        Ok(())
    });
}

#[test]
fn a_standalone_task_ends_and_is_not_replaced() {
    on_page(async |page| {
        page.press("Run a task").await?;
        page.choose("dialog [name=definition]", "job:1").await?;
        page.see("dialog .line", "aws ecs run-task --cluster demo --task-definition job:1").await?;
        page.press("Run").await?;
        page.click("[aria-label*='standalone'], [aria-label*='job:1']").await?;
        page.see(".inspector .kicker", "Standalone task").await?;
        page.see(".inspector .facts", "nobody: if it ends, it isn't replaced").await?;
        page.choose(".speed select", "100×").await?;
        page.see(".inspector .summary", "STOPPED").await?;
        page.see(".inspector .facts", "Essential container in task exited").await?;
        Ok(())
    });
}

#[test]
fn every_fault_can_be_pressed_and_mended() {
    on_page(async |page| {
        page.press("Lose a zone").await?;
        page.see(".lane.lost", "no power").await?;
        page.press("Restore").await?;
        page.until("return document.querySelectorAll('.lane.lost').length === 0").await?;
        for fault in ["Kill a task", "Lose an instance", "Bad image", "Crashing release", "Slow start"] {
            page.press(fault).await?;
        }
        page.press("Failing health check").await?;
        page.see(".transcript", "status=503").await?;
        page.until("return document.querySelectorAll('.exchange:not([data-status=\"0\"])').length === 0").await
    });
}

#[test]
fn on_a_narrow_page_what_is_selected_comes_into_view() {
    on_page(async |page| {
        page.driver.set_window_rect(0, 0, 500, 800).await?;
        page.keys(" ").await?;
        let shown = "const top = document.querySelector('.inspector').getBoundingClientRect().top;
                     return top >= -1 && top < innerHeight * 0.6";
        page.ask("scrollTo(0, 0); return true").await?;
        page.until(&format!("{} === false", shown.replace("return top", "return (top").replace("0.6", "0.6)"))).await?;
        page.click(".tile").await?;
        page.until(shown).await?;
        page.see(".inspector h2", "Task").await?;
        let before = "document.querySelector('.guide').getBoundingClientRect().top <
                      document.querySelector('.inspector').getBoundingClientRect().top";
        page.until(&format!("return {before}")).await?;
        page.press("Do it").await?;
        page.see(".guide .said", "Done").await.map(drop)
    });
}
