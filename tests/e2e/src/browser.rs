//! A page in headless Chromium, and what a person does with it. What must show up is waited for, never slept for.

use std::io::{BufRead, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use crate::site::Site;

/// How long anything may take to show up. Long, for a busy machine; a test that passes doesn't wait for it.
const PATIENCE: Duration = Duration::from_secs(15);

pub struct Page {
    pub driver: WebDriver,
    pub site: Site,
    _chromedriver: Chromedriver,
}

/// The program that drives the browser; both end with it.
struct Chromedriver {
    child: Child,
    /// What it says goes on being listened to: it would end if nobody did.
    _said: BufReader<ChildStdout>,
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts it on a port of its own choice, and reads the port from what it says.
fn chromedriver() -> (Chromedriver, u16) {
    let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
    let mut child = Command::new(&program)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|why| panic!("{program} doesn't start ({why}): `scripts/setup checks` installs it"));
    let mut said = BufReader::new(child.stdout.take().expect("piped"));
    let port = said
        .by_ref()
        .lines()
        .map_while(Result::ok)
        .find_map(|line| line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse().ok())
        .expect("chromedriver says its port");
    (Chromedriver { child, _said: said }, port)
}

/// Runs a test on the opening page, and fails if the browser's console saw an error.
pub fn on_page(test: impl AsyncFnOnce(&Page) -> WebDriverResult<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let page = runtime.block_on(Page::open()).expect("the browser opens the page");
    let run = async || {
        test(&page).await.unwrap_or_else(|why| panic!("{}", why.to_string().lines().next().unwrap_or_default()));
        page.no_errors().await;
    };
    // The browser is to end whatever the test does, and before the runtime.
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(run())));
    if outcome.is_err() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tmp"));
        let _ = std::fs::create_dir_all(folder);
        let picture = folder.join(format!("{}.png", thread::current().name().unwrap_or("e2e").replace("::", "-")));
        if runtime.block_on(page.driver.screenshot(&picture)).is_ok() {
            eprintln!("what the page showed: {}", picture.display());
        }
    }
    runtime.block_on(page.driver.clone().quit()).expect("the browser ends");
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

fn is_stale(error: &WebDriverError) -> bool {
    matches!(error.as_inner(), WebDriverErrorInner::StaleElementReference(_))
}

impl Page {
    async fn open() -> WebDriverResult<Page> {
        let (chromedriver, port) = chromedriver();
        let site = Site::find();
        let mut wanted = DesiredCapabilities::chrome();
        for argument in ["headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "window-size=1440,900"] {
            wanted.add_arg(&format!("--{argument}"))?;
        }
        for quiet in ["disable-background-networking", "disable-component-update", "disable-sync", "no-first-run"] {
            wanted.add_arg(&format!("--{quiet}"))?;
        }
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await?;
        let page = Page { driver, site, _chromedriver: chromedriver };
        page.driver.goto(page.site.address()).await?;
        page.see(".card", "").await?;
        Ok(page)
    }

    /// Waits until the program runs: what is seen before was drawn when the page was built, and does nothing.
    pub async fn running(&self) -> WebDriverResult<()> {
        self.until("return !document.querySelector('#playground[aria-busy]')").await
    }

    /// Waits for a visible element of the running page that has the text in it.
    pub async fn see(&self, css: &str, text: &str) -> WebDriverResult<WebElement> {
        self.running().await?;
        let wanted = text.to_string();
        let has = move |element: WebElement| {
            let text = wanted.clone();
            async move { Ok(element.is_displayed().await? && element.text().await?.contains(&text)) }
        };
        let found = self.driver.query(By::Css(css)).with_filter(has).ignore_errors(true);
        let found = found.wait(PATIENCE, Duration::from_millis(50)).first_opt().await?;
        Ok(found.unwrap_or_else(|| panic!("nothing like {css} with the text {text:?} is to be seen")))
    }

    /// Waits until a script, the body of a function, returns true.
    pub async fn until(&self, script: &str) -> WebDriverResult<()> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !self.driver.execute(script, []).await?.convert::<bool>()? {
            assert!(tokio::time::Instant::now() < deadline, "never came true: {script}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// What a script, the body of a function, returns.
    pub async fn ask(&self, script: &str) -> WebDriverResult<Value> {
        self.driver.execute(script, []).await?.convert()
    }

    /// Clicks a button with the mouse, by what it is called or by how its text begins: one of the dialog if that is
    /// open, for nothing else can be clicked then.
    pub async fn press(&self, name: &str) -> WebDriverResult<()> {
        self.running().await?;
        let within = if self.ask("return document.querySelector('dialog')?.open ?? false").await? == true {
            "//dialog"
        } else {
            ""
        };
        let named = format!(
            "{within}//*[self::button or self::summary][@aria-label='{name}' or normalize-space(.)='{name}' \
             or starts-with(normalize-space(.), '{name} ')]"
        );
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let query = self.driver.query(By::XPath(&named)).wait(PATIENCE, Duration::from_millis(50)).and_displayed();
            let button = query.first_opt().await?.unwrap_or_else(|| panic!("no button is called {name}"));
            let pressed = async {
                button.scroll_into_view().await?;
                button.click().await
            };
            match pressed.await {
                // The page drew it anew meanwhile, for time goes on: a person would press what is there now.
                Err(why) if is_stale(&why) && tokio::time::Instant::now() < deadline => {}
                other => return other,
            }
        }
    }

    /// Clicks an element with the mouse; the one that is there now, if the page draws it anew meanwhile.
    pub async fn click(&self, css: &str) -> WebDriverResult<()> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let element = self.see(css, "").await?;
            let clicked = async {
                element.scroll_into_view().await?;
                element.click().await
            };
            match clicked.await {
                Err(why) if is_stale(&why) && tokio::time::Instant::now() < deadline => {}
                other => return other,
            }
        }
    }

    /// Writes into the field of an open form.
    pub async fn fill(&self, field: &str, value: &str) -> WebDriverResult<()> {
        let element = self.see(&format!("dialog [name={field}]"), "").await?;
        element.clear().await?;
        element.send_keys(value).await
    }

    /// Chooses an option by its title, in a `<select>`.
    pub async fn choose(&self, css: &str, title: &str) -> WebDriverResult<()> {
        let select = self.see(css, "").await?;
        select.find(By::XPath(format!("./option[normalize-space(.)='{title}']"))).await?.click().await
    }

    /// Pastes into the element with the focus, at once, as from a clipboard.
    pub async fn paste(&self, text: &str) -> WebDriverResult<()> {
        let script = "return document.execCommand('insertText', false, arguments[0])";
        self.driver.execute(script, [Value::from(text)]).await.map(drop)
    }

    /// Presses keys, wherever the focus is.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> WebDriverResult<()> {
        self.driver.active_element().await?.send_keys(keys).await
    }

    /// Runs a line in the terminal; gives its exit code and what it printed.
    pub async fn line(&self, line: &str) -> WebDriverResult<(i64, String)> {
        const LAST: &str = "[...document.querySelectorAll('.exchange')].at(-1)";
        let before = self.ask(&format!("return {LAST}?.dataset.number ?? ''")).await?;
        self.click("#prompt").await?;
        self.paste(line).await?;
        self.keys(Key::Enter).await?;
        self.until(&format!("return ({LAST}?.dataset.number ?? '') !== {before}")).await?;
        let printed = self.ask(&format!("return {LAST}.innerText")).await?;
        let status = self.ask(&format!("return Number({LAST}.dataset.status)")).await?;
        Ok((status.as_i64().expect("a number"), printed.as_str().unwrap_or_default().to_string()))
    }

    /// Runs a line that must succeed; gives what it printed.
    pub async fn run(&self, line: &str) -> WebDriverResult<String> {
        let (status, printed) = self.line(line).await?;
        assert_eq!(status, 0, "{line}: {printed}");
        Ok(printed)
    }

    /// Fails if the console saw an error since it was last asked.
    pub async fn no_errors(&self) {
        let log = self.driver.browser_log().await.expect("the console's log");
        let errors: Vec<&str> =
            log.iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message.as_str()).collect();
        assert!(errors.is_empty(), "errors in the console: {errors:#?}");
    }
}
