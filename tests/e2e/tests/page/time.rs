//! Time is the user's: the past, forks, undo, and a reload that loses nothing.

use e2e::browser::on_page;

const NOW: &str = "document.querySelector('.clock output').innerText";

#[test]
fn the_past_is_looked_at_and_acting_there_forks_the_future() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.run("sim wait 2m").await?;
        page.run("aws ecs update-service --cluster demo --service api --desired-count 10").await?;
        page.run("sim wait 5m").await?;
        let present = page.ask(&format!("return {NOW}")).await?;
        // The middle of the timeline, by a real press on it.
        page.click(".timeline input").await?;
        page.see(".timeline.past", "back to now").await?;
        page.until(&format!("return {NOW} !== {present}")).await?;
        page.press("back to now").await?;
        page.until(&format!("return {NOW} === {present}")).await?;
        // Act in the past: what came after is gone.
        page.click(".timeline input").await?;
        page.see(".timeline.past", "").await?;
        page.run("sim kill-task service:api").await?;
        page.until("return !document.querySelector('.timeline.past')").await?;
        page.until(&format!("return {NOW} !== {present}")).await?;
        // And undo brings it back.
        page.press("Undo").await?;
        page.until(&format!("return {NOW} === {present}")).await
    });
}

#[test]
fn the_last_command_can_be_undone_and_done_again() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.run("aws ecs create-cluster --cluster-name other").await?;
        let has = "return [...document.querySelectorAll('.cluster option')].some(it => it.innerText === 'other')";
        page.until(has).await?;
        page.press("Undo").await?;
        page.until(&has.replace("return ", "return !")).await?;
        page.press("Redo").await?;
        page.until(has).await
    });
}

#[test]
fn a_reload_keeps_the_session() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.run("aws ecs create-cluster --cluster-name kept").await?;
        page.run("sim wait 7m").await?;
        let hash = page.run("sim hash").await?;
        let now = page.ask(&format!("return {NOW}")).await?;
        page.driver.refresh().await?;
        page.see(".card", "").await?;
        page.until(&format!("return {NOW} === {now}")).await?;
        assert_eq!(page.run("sim hash").await?, hash);
        page.choose(".cluster select", "kept").await
    });
}
