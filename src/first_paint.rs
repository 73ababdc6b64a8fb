//! Draws the opening map into a built page: `first-paint dist/index.html`.
//!
//! So it is seen, and can be read, before the program is there. The page's build runs this, natively.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use tokio::runtime;

/// Where the page is to be.
const PLACE: &str = "<div id=\"playground\" aria-busy=\"true\">";
/// What shows how much of the program has come.
const BAR: &str = "<progress id=\"loading\"";

fn main() -> ExitCode {
    let Some(page) = std::env::args().nth(1) else {
        eprintln!("usage: first-paint INDEX.HTML");
        return ExitCode::from(2);
    };
    match paint(Path::new(&page)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("first-paint: {page}: {why}");
            ExitCode::FAILURE
        }
    }
}

fn paint(page: &Path) -> Result<(), String> {
    let page = page.canonicalize().map_err(said)?;
    let html = std::fs::read_to_string(&page).map_err(said)?;
    let runtime = runtime::Builder::new_current_thread().build().map_err(said)?;
    let opening = runtime.block_on(ecs_playground::ui::first_paint());
    let bytes = program_size(page.parent().unwrap_or(&page), &html).map_err(said)?;
    let html = after(&html, PLACE, &opening)?;
    let html = after(&html, BAR, &format!(" max=\"{bytes}\""))?;
    std::fs::write(page, html).map_err(said)
}

/// A text with something put in behind a mark.
fn after(text: &str, mark: &str, what: &str) -> Result<String, String> {
    let (before, rest) = text.split_once(mark).ok_or_else(|| format!("it has no {mark}"))?;
    Ok(format!("{before}{mark}{what}{rest}"))
}

/// Bytes of the program's first part, which is beside the page.
fn program_size(folder: &Path, html: &str) -> io::Result<u64> {
    let named = html.split_once("data-wasm=\"").and_then(|(_, rest)| rest.split_once('"'));
    let (name, _) = named.ok_or_else(|| io::Error::other("it names no program"))?;
    Ok(std::fs::metadata(folder.join(name))?.len())
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over comes by value")]
fn said(error: io::Error) -> String {
    error.to_string()
}
