//! The past may not have what the page holds on to: nothing breaks, and it is said.

use thirtyfour::prelude::*;

use e2e::browser::{Page, on_page};

const BEGINNING: &str = "return document.querySelector('.clock output').innerText.endsWith('00:00:00')";
const NONE_YET: &str = "doesn't exist yet at 00:00:00";

/// Looks at the very beginning by the key that does so on the timeline.
async fn to_the_beginning(page: &Page) -> WebDriverResult<()> {
    page.driver.execute("document.querySelector('.timeline input').focus()", []).await?;
    page.keys(Key::Home).await?;
    page.until(BEGINNING).await
}

#[test]
fn a_fresh_page_shows_the_left_half_of_the_timeline() {
    on_page(async |page| {
        let input = page.see(".timeline input", "").await?;
        let quarter = input.rect().await?.width as i64 / 4;
        page.driver.action_chain().move_to_element_with_offset(&input, -quarter, 0).click().perform().await?;
        page.see(".clock.past", "").await?;
        page.see(".inspector .summary", "doesn't exist yet at 00:").await?;
        page.press("back to now").await?;
        page.see(".inspector .kicker", "Service").await.map(drop)
    });
}

#[test]
fn home_and_the_left_arrow_lead_to_the_beginning_whatever_is_selected() {
    on_page(async |page| {
        page.keys(" ").await?;
        for select in
            [".service-chip", ".tile.running", ".card-head", ".strip button", ".strip .groups button", ".left .mono"]
        {
            page.click(select).await?;
            to_the_beginning(page).await?;
            // Instances were there from the beginning.
            let said = if select == ".card-head" { "booting" } else { NONE_YET };
            page.see(".inspector .summary", said).await?;
            page.press("back to now").await?;
        }
        page.click(".tile.running").await?;
        page.driver.execute("document.activeElement.blur()", []).await?;
        for _ in 0..200 {
            page.keys(Key::Left).await?;
        }
        page.see(".clock.past", "").await.map(drop)
    });
}

#[test]
fn what_is_selected_is_undone_and_done_again() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.run("aws ecs create-service --cluster demo --service-name new --task-definition web --desired-count 2")
            .await?;
        page.press("new").await?;
        page.see(".inspector .headline", "new").await?;
        page.press("Undo").await?;
        page.see(".inspector .summary", "service new doesn't exist: what led to it is undone. Redo brings it back.")
            .await?;
        page.see(".exchange.undone .remark", "# undone").await?;
        let marks = "return document.querySelectorAll('.marks .command').length";
        assert_eq!(page.ask(marks).await?, 0);
        page.press("Redo").await?;
        page.see(".inspector .kicker", "Service").await?;
        page.until("return !document.querySelector('.exchange.undone')").await?;
        assert_eq!(page.ask(marks).await?, 1);
        // Acting in the past leaves another future: the notice goes with it when that is undone.
        to_the_beginning(page).await?;
        page.run("aws ecs create-cluster --cluster-name early").await?;
        page.see(".notice", "The past was changed here").await?;
        page.see(".inspector .summary", "service new doesn't exist").await?;
        page.press("Undo").await?;
        page.until("return !!document.querySelector('.notice.hidden')").await?;
        page.see(".inspector .kicker", "Service").await.map(drop)
    });
}

#[test]
fn a_form_that_is_open_offers_what_there_is() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.run("aws ecs create-cluster --cluster-name other").await?;
        page.press("Run a task").await?;
        page.choose("dialog [name=cluster]", "other").await?;
        page.see("dialog .line", "--cluster other").await?;
        // A dialog keeps Ctrl Z to itself, so the undoing comes from without.
        page.ask("document.querySelector('[aria-label=Undo]').click(); return true").await?;
        page.see("dialog .line", "--cluster demo").await?;
        page.until("return document.querySelector('dialog [name=cluster]').value === 'demo'").await
    });
}
