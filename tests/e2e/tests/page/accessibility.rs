//! axe-core finds nothing, light and dark, wide and narrow; nothing moves for those who asked for no motion.

use serde_json::Value;
use thirtyfour::prelude::*;

use e2e::browser::{Page, on_page};

/// Runs axe-core on the page as it is.
pub async fn check(page: &Page, what: &str) -> WebDriverResult<()> {
    let axe = concat!(env!("CARGO_MANIFEST_DIR"), "/../../node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).expect("axe-core: `scripts/setup` installs it");
    page.driver.execute(axe, []).await?;
    let run = "const done = arguments[0]; axe.run(document).then(found => done(found.violations.map(\
        one => one.id + ': ' + one.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | '))))";
    let found: Value = page.driver.execute_async(run, []).await?.convert()?;
    assert_eq!(found, serde_json::json!([]), "{what}: {found:#}");
    Ok(())
}

async fn theme(page: &Page, wanted: &str) -> WebDriverResult<()> {
    for _ in 0..3 {
        if page.ask("return document.documentElement.dataset.theme").await? == wanted {
            return Ok(());
        }
        page.click("[aria-label^=Theme]").await?;
    }
    panic!("no theme {wanted}");
}

#[test]
fn no_violations_light_and_dark_wide_and_narrow() {
    on_page(async |page| {
        page.keys(" ").await?;
        for wanted in ["light", "dark"] {
            theme(page, wanted).await?;
            page.driver.set_window_rect(0, 0, 1440, 900).await?;
            check(page, wanted).await?;
            page.click(".tile.running").await?;
            page.see(".inspector .placing", "").await?;
            check(page, &format!("{wanted}, a task")).await?;
            page.press("Service").await?;
            page.see("dialog form", "").await?;
            check(page, &format!("{wanted}, a form")).await?;
            page.keys(Key::Escape).await?;
            page.until("return !document.querySelector('dialog').open").await?;
            page.driver.set_window_rect(0, 0, 500, 900).await?;
            check(page, &format!("{wanted}, narrow")).await?;
        }
        Ok(())
    });
}

#[test]
fn it_is_as_wide_as_a_phone_and_no_wider() {
    on_page(async |page| {
        page.driver.set_window_rect(0, 0, 500, 800).await?;
        let wider = "return [...document.querySelectorAll('body *')].filter(it => !it.closest('.scroll, pre, svg, .panes > *')\
                     && it.getBoundingClientRect().right > innerWidth + 1).map(it => it.outerHTML.slice(0, 80))";
        assert_eq!(page.ask(wider).await?, serde_json::json!([]));
        Ok(())
    });
}
