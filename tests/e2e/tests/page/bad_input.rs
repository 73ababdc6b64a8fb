//! Whatever is thrown at it, the page stands, says what was wrong, and nothing is changed or lost.

use thirtyfour::prelude::*;

use e2e::browser::{Page, on_page};

/// Puts a text into the dialog for task definitions, presses Register, and gives what it says.
async fn refused(page: &Page, text: &str) -> WebDriverResult<String> {
    page.press("Task definition").await?;
    page.click("dialog textarea").await?;
    let set = "const it = document.querySelector('dialog textarea'); it.value = arguments[0]; it.dispatchEvent(new InputEvent('input', {bubbles: true}))";
    page.driver.execute(set, [text.into()]).await?;
    page.press("Register").await?;
    page.until("return document.querySelector('dialog .error').innerText !== ''").await?;
    let said = page.ask("return document.querySelector('dialog .error').innerText").await?;
    page.keys(Key::Escape).await?;
    page.until("return !document.querySelector('dialog').open").await?;
    Ok(said.as_str().unwrap_or_default().into())
}

#[test]
fn pasted_junk_is_refused_in_words() {
    on_page(async |page| {
        page.keys(" ").await?;
        let before = page.run("sim hash").await?;
        for (text, expected) in [
            ("{\"family\": \"web\",\n \"containerDefinitions\": [}", "line 2"),
            ("family: web\ncontainerDefinitions:\n\t- name: x", "line 3"),
            ("\u{0}\u{1}\u{fffd}PK\u{3}\u{4}", ""),
            ("{\"family\": \"web\", \"containerDefinitons\": []}", "containerDefinitions"),
        ] {
            let said = refused(page, text).await?;
            assert!(said.contains(expected) && !said.is_empty(), "{text:?}: {said}");
        }
        let huge = format!("{{\"family\": \"{}\"}}", "x".repeat(10_000_000));
        let said = refused(page, &huge).await?;
        assert!(said.len() < 2_000, "a refusal that can be read: {} characters", said.len());
        assert_eq!(page.run("sim hash").await?, before);
        Ok(())
    });
}

#[test]
fn a_pasted_template_is_filled_in_its_fields() {
    on_page(async |page| {
        page.keys(" ").await?;
        page.press("Task definition").await?;
        page.click("dialog textarea").await?;
        let template = r#"{"family": "filled", "cpu": ${CPU}, "containerDefinitions": [{"name": "web", "image": "<IMAGE>", "memory": 64}]}"#;
        page.paste(template).await?;
        page.see("dialog .blanks", "What do its placeholders stand for?").await?;
        // Without values it is refused, and stays as it is.
        page.press("Register").await?;
        page.see("dialog .error", "${CPU}, <IMAGE>").await?;
        page.fill("CPU", "256").await?;
        page.fill("IMAGE", "web:1").await?;
        page.press("Register").await?;
        page.until("return !document.querySelector('dialog').open").await?;
        let said = page.run("aws ecs describe-task-definition --task-definition filled").await?;
        assert!(said.contains(r#""image": "web:1""#) && said.contains(r#""cpu": "256""#), "{said}");
        // What a text no longer has, has no field.
        page.press("Task definition").await?;
        page.click("dialog textarea").await?;
        page.paste("family: web").await?;
        page.until("return document.querySelector('dialog .blanks').innerText === ''").await?;
        page.keys(Key::Escape).await?;
        Ok(())
    });
}

#[test]
fn a_line_of_any_length_gets_an_answer() {
    on_page(async |page| {
        page.keys(" ").await?;
        for (line, expected) in [
            (format!("aws ecs describe-services --services {}", "x".repeat(100_000)), ""),
            (format!("sim {}", "y".repeat(100_000)), "sim"),
            ("z".repeat(100_000), ""),
            ("aws ecs update-service --cluster demo --service shop --desired-count minus".into(), "--desired-count"),
            (
                "aws ecs update-service --cluster demo --service nope --desired-count 1".into(),
                "ServiceNotFoundException",
            ),
            ("<img src=x onerror=alert(1)>".into(), ""),
        ] {
            let (status, said) = page.line(&line).await?;
            let start: String = line.chars().take(60).collect();
            assert!(status != 0 && said.contains(expected), "{start}: {status} {}", &said[..said.len().min(500)]);
        }
        page.see(".tile.running", "").await?;
        page.driver.refresh().await?;
        page.see(".tile.running", "").await.map(drop)
    });
}

#[test]
fn a_saved_session_that_is_broken_is_said_and_left_behind() {
    on_page(async |page| {
        page.keys(" ").await?;
        for junk in ["'{'", "'\\u0000'", "JSON.stringify({version: 99})", "'[]'.repeat(1e5)"] {
            // From where there is no page of ours, for ours saves when it is left.
            page.driver.goto(format!("{}static.html", page.site.address())).await?;
            page.ask(&format!("localStorage.setItem('ecs-playground.session', {junk}); return true")).await?;
            page.driver.browser_log().await?;
            page.driver.goto(page.site.address()).await?;
            page.see(".notice", "").await?;
            page.see(".card", "").await?;
        }
        Ok(())
    });
}
