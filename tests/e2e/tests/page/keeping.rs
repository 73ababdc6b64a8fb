//! The session outlives a reload; where it can't, that is said, and nothing is lost.

use thirtyfour::prelude::*;

use e2e::browser::{Page, on_page};

const SESSION: &str = "ecs-playground.session";

async fn kept(page: &Page, part: &str) -> WebDriverResult<()> {
    page.until(&format!("return (localStorage.getItem('{SESSION}') ?? '').includes('{part}')")).await
}

/// From where there is no page of ours, for ours saves when it is left.
async fn with_storage(page: &Page, script: &str) -> WebDriverResult<()> {
    page.driver.goto(format!("{}static.html", page.site.address())).await?;
    page.ask(&format!("{script}; return true")).await?;
    page.driver.browser_log().await?;
    page.driver.goto(page.site.address()).await?;
    page.see(".card", "").await.map(drop)
}

#[test]
fn undo_redo_the_selection_the_moment_and_a_hidden_guide_outlive_a_reload() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.run("aws ecs create-cluster --cluster-name first").await?;
        page.run("aws ecs create-cluster --cluster-name second").await?;
        page.press("Undo").await?;
        page.press("api").await?;
        page.press("Hide").await?;
        page.click(".timeline input").await?;
        page.see(".clock.past", "").await?;
        let clock = page.ask("return document.querySelector('.clock output').innerText").await?;
        page.driver.refresh().await?;
        page.see(".clock.past", "").await?;
        assert_eq!(page.ask("return document.querySelector('.clock output').innerText").await?, clock);
        page.until("return !!document.querySelector('.guide ol.hidden')").await?;
        page.see(".inspector .headline", "api").await?;
        page.press("Redo").await?;
        page.see(".cluster option", "second").await?;
        page.press("Undo").await?;
        page.press("Undo").await?;
        page.until("return document.querySelectorAll('.cluster option').length === 1").await?;
        page.until("return document.querySelector('[aria-label=Undo]').ariaDisabled === 'true'").await
    });
}

#[test]
fn full_storage_is_said_and_the_session_can_be_taken_out_and_put_in_again() {
    on_page(async |page| {
        page.keys(" ").await?;
        let fill = "let size = 1 << 20; while (size > 0) { try { localStorage.setItem('filling-' + size + Math.random(), 'x'.repeat(size)) } catch { size >>= 1 } } return true";
        page.ask(fill).await?;
        page.run("aws ecs create-cluster --cluster-name unkept").await?;
        page.see(".keeping", "no more room").await?;
        page.press("Save it as a file").await?;
        page.see("dialog h2", "Save or open a session").await?;
        let text = page.ask("return document.querySelector('dialog [name=session]').value").await?;
        assert!(text.as_str().is_some_and(|text| text.contains("unkept")));
        let file = page.ask("return decodeURIComponent(document.querySelector('dialog a[download]').href)").await?;
        assert!(file.as_str().is_some_and(|file| file.contains("unkept")));
        page.keys(Key::Escape).await?;
        // Once there is room again it is kept, and nothing more is said.
        page.ask("Object.keys(localStorage).filter(it => it.startsWith('filling-')).forEach(it => localStorage.removeItem(it)); return true").await?;
        page.run("aws ecs create-cluster --cluster-name kept").await?;
        page.until("return !!document.querySelector('.keeping.hidden')").await?;
        // And what was taken out can be put in.
        page.press("Scenario").await?;
        page.press("An empty account").await?;
        page.press("Scenario").await?;
        page.press("Save or open").await?;
        page.click("dialog [name=open]").await?;
        page.paste("{").await?;
        page.press("Open").await?;
        page.see("dialog .error", "can't be read").await?;
        let put = "const it = document.querySelector('dialog [name=open]'); it.value = arguments[0]; it.dispatchEvent(new InputEvent('input', {bubbles: true}))";
        page.driver.execute(put, [text]).await?;
        page.press("Open").await?;
        page.see(".cluster option", "unkept").await.map(drop)
    });
}

#[test]
fn a_session_that_another_takes_the_place_of_is_set_aside() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.run("aws ecs create-cluster --cluster-name mine").await?;
        page.press("Scenario").await?;
        page.press("Save or open").await?;
        let put = "const it = document.querySelector('dialog [name=open]'); it.value = arguments[0]; it.dispatchEvent(new InputEvent('input', {bubbles: true}))";
        page.driver.execute(put, [r#"{"version":2}"#.into()]).await?;
        page.press("Open").await?;
        page.see("dialog .error", "this is no saved session: it has no seed").await?;
        let other = r#"{"version":2,"seed":7,"now":0,"lines":[],"scenario":"empty"}"#;
        page.driver.execute(put, [other.into()]).await?;
        page.press("Open").await?;
        page.see(".notice", "The session that was here is set aside").await?;
        page.press("Scenario").await?;
        page.press("Save or open").await?;
        page.until("return document.querySelector('dialog [name=set-aside-1]')?.value.includes('--cluster-name mine')")
            .await
    });
}

#[test]
fn forbidden_storage_is_said() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.ask("Storage.prototype.setItem = () => { throw new DOMException('no', 'SecurityError') }; return true")
            .await?;
        page.run("aws ecs create-cluster --cluster-name unkept").await?;
        page.see(".keeping", "keep nothing").await?;
        page.press("Save it as a file").await?;
        page.see("dialog [name=session]", "").await.map(drop)
    });
}

#[test]
fn a_second_tab_takes_over_and_the_first_may_keep_its_own() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.run("aws ecs create-cluster --cluster-name shared").await?;
        kept(page, "shared").await?;
        let first = page.driver.window().await?;
        let second = page.driver.new_tab().await?;
        page.driver.switch_to_window(second.clone()).await?;
        page.driver.goto(page.site.address()).await?;
        page.see(".cluster option", "shared").await?;
        page.run("aws ecs create-cluster --cluster-name second").await?;
        kept(page, "second").await?;

        page.driver.switch_to_window(first.clone()).await?;
        page.see(".keeping", "another tab").await?;
        page.run("aws ecs create-cluster --cluster-name own").await?;
        page.press("Keep what is here in this tab").await?;
        page.see(".keeping", "session of its own").await?;
        page.driver.refresh().await?;
        page.see(".cluster option", "own").await?;
        page.until("return ![...document.querySelectorAll('.cluster option')].some(it => it.innerText === 'second')")
            .await?;
        kept(page, "second").await?;

        // The other is untouched, and goes on here if that is wanted.
        page.press("Go on with the other here").await?;
        page.see(".cluster option", "second").await?;
        page.until("return !!document.querySelector('.keeping.hidden')").await?;
        page.driver.switch_to_window(second).await?;
        page.see(".keeping", "another tab").await.map(drop)
    });
}

#[test]
fn what_cannot_be_read_is_set_aside_and_can_be_taken_out() {
    on_page(async |page| {
        page.keys(" ").await?;
        with_storage(page, &format!("localStorage.setItem('{SESSION}', 'precious {{')")).await?;
        page.see(".notice", "can't be read").await?;
        page.see(".notice", "set aside").await?;
        page.run("aws ecs create-cluster --cluster-name new").await?;
        kept(page, "name new").await?;
        page.driver.refresh().await?;
        page.press("Scenario").await?;
        page.press("Save or open").await?;
        page.until("return document.querySelector('dialog [name=set-aside-1]')?.value === 'precious {'").await?;
        page.press("Throw it away").await?;
        page.until("return !document.querySelector('dialog [name=set-aside-1]')").await
    });
}
