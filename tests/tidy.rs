//! What must be true of the source itself: who may use whom, how long a function may be, and that references lead
//! somewhere.

#![cfg(not(target_arch = "wasm32"))]

use std::path::{Path, PathBuf};

/// The layers of the page and the program, each with those that it may use. Nobody points up. What lies below them, the
/// engine, the APIs and the command lines, are packages: there the compiler sees to it.
const ARROWS: [(&str, &[&str]); 5] = [
    ("session", &[]),
    ("view", &["session"]),
    ("browser", &["session"]),
    ("ui", &["view", "session", "browser"]),
    ("native", &[]),
];

/// The modules of the engine, from the ground up: each may use those before it, and `facts`, `rules` and the like as far
/// as they stand before it.
const ENGINE: [&str; 30] = [
    // What everything is made of.
    "time",
    "timings",
    "calendar",
    "random",
    "hash",
    "ids",
    "counts",
    "sorted",
    "table",
    // What exists.
    "query",
    "model",
    "world",
    "resources",
    "agenda",
    "runtime",
    // What happens.
    "facts",
    "log",
    "ledger",
    // How ECS behaves.
    "rules::placement",
    "rules::providers",
    "rules::definitions",
    "rules::assume",
    "rules::launch",
    "rules::balancer",
    "rules::services",
    "rules::lifecycle",
    "rules::capacity",
    // What is asked.
    "commands",
    // Time, and the past.
    "sim",
    "history",
];

/// Modules that only read what happened; nothing in the engine uses them.
const READERS: [&str; 3] = ["explain", "chronicle", "output"];

/// The modules of the APIs, from the ground up.
const AWS: [&str; 18] = [
    // What everything is made of.
    "text",
    "time",
    "python",
    "json",
    "model",
    "kept",
    "arn",
    // What is said.
    "reasons",
    "errors",
    "words",
    "logs",
    "notes",
    // What is read.
    "validate",
    "pages",
    "tags",
    "placement",
    "definition",
    "import",
];

/// What each operation does; nothing in the APIs uses it.
const OPERATIONS: [&str; 1] = ["operations"];

/// The modules of the command lines, from the ground up.
const CLI: [&str; 6] = ["words", "outcome", "refer", "offered", "aws", "sim"];

/// What Tab offers; nothing in the command lines uses it.
const COMPLETION: [&str; 1] = ["complete"];

/// Lines of a function, its signature included.
const LONGEST_FUNCTION: usize = 70;
/// Characters of a line of code.
const LONGEST_LINE: usize = 200;

fn sources(folder: &Path) -> Vec<PathBuf> {
    files(folder, "rs")
}

/// The files below a folder whose names end so.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// All that is ours and in Rust, tests of the page excepted.
fn all_sources() -> Vec<PathBuf> {
    let crates = ["engine", "aws", "cli"].map(|name| Path::new("crates").join(name).join("src"));
    crates.iter().map(PathBuf::as_path).chain([Path::new("src")]).flat_map(sources).collect()
}

/// The layer that a file is in; `None` for `main.rs` and `lib.rs`.
fn layer(path: &Path) -> Option<&'static str> {
    let folder = path.strip_prefix("src").unwrap().components().next().unwrap().as_os_str().to_str().unwrap();
    ARROWS.iter().map(|(name, _)| *name).find(|name| *name == folder)
}

/// The layers that a text names, in a `use` or in a path.
fn named(text: &str) -> Vec<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap())
        .collect()
}

#[test]
fn nobody_points_up() {
    for path in sources(Path::new("src")) {
        let Some(own) = layer(&path) else { continue };
        let (_, allowed) = ARROWS.iter().find(|(name, _)| *name == own).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("use crate::{"), "{}: one use a layer, so that arrows can be read", path.display());
        for other in named(&text) {
            let fine = other == own || allowed.contains(&other);
            assert!(fine, "{} uses {other}, and {own} may use {allowed:?}", path.display());
        }
    }
}

/// The module that a path names: `rules::placement`, `model`.
fn module<'a>(mut parts: impl Iterator<Item = &'a str>) -> String {
    match (parts.next(), parts.next()) {
        (Some("rules"), Some(rule)) if rule != "mod" => format!("rules::{rule}"),
        (Some(first), _) => first.into(),
        (None, _) => String::new(),
    }
}

/// The modules that a text names, behind `crate::` or in a list behind it. `steps` of `super::` lead to the root, too.
fn modules(text: &str, steps: usize) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let code = code.replace("use super::*;", "").replace(&"super::".repeat(steps), "crate::");
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let paths = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap().split(',').collect(),
            None => vec![rest],
        };
        for path in paths {
            let words = path.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
            found.extend(Some(module(words)).filter(|name| !name.is_empty()));
        }
    }
    found
}

/// The module that has what a package shows under a name of its own.
fn home(root: &str, name: &str) -> Option<String> {
    let shown = root.lines().filter_map(|line| line.strip_prefix("pub use ")?.strip_suffix(';')?.split_once("::"));
    let has = |list: &str| list.trim_matches(['{', '}']).split(", ").any(|shown| shown == name);
    shown.into_iter().find(|(_, list)| has(list)).map(|(module, _)| module.into())
}

/// Each module uses only those before it in `order`. Those that stand `on_top` are used by none.
fn is_built_from_the_ground_up(package: &str, order: &[&str], on_top: &[&str]) {
    let src = Path::new("crates").join(package).join("src");
    let root = std::fs::read_to_string(src.join("lib.rs")).unwrap();
    for path in sources(&src) {
        let text = std::fs::read_to_string(&path).unwrap();
        let inside = path.strip_prefix(&src).unwrap().with_extension("");
        let parts: Vec<&str> = inside.iter().map(|part| part.to_str().unwrap()).filter(|part| *part != "mod").collect();
        let own = module(parts.iter().copied());
        if own == "lib" || own == "rules" || parts.contains(&"tests") {
            continue;
        }
        let place = |name: &str| order.iter().position(|module| *module == name);
        let below = place(&own).unwrap_or(order.len());
        assert!(below < order.len() || on_top.contains(&own.as_str()), "{own} has no place in {package}");
        assert!(!text.contains("crate::rules::{"), "{}: one use a rule, so that arrows can be read", path.display());
        for name in modules(&text, parts.len()) {
            let other = if place(&name).is_some() { name } else { home(&root, &name).unwrap_or(name) };
            let fine = other == own || place(&other).is_some_and(|place| place < below);
            assert!(fine, "{} uses {other}, which isn't below {own}", path.display());
        }
    }
}

#[test]
fn each_package_is_built_from_the_ground_up() {
    is_built_from_the_ground_up("engine", &ENGINE, &READERS);
    is_built_from_the_ground_up("aws", &AWS, &OPERATIONS);
    is_built_from_the_ground_up("cli", &CLI, &COMPLETION);
    assert_eq!(modules("use super::{arn, kept::of};\n// crate::no\nuse super::*;", 1), ["arn", "kept"]);
    assert_eq!(
        modules("use crate::rules::launch;\nuse super::near;\nsuper::super::far()", 2),
        ["rules::launch", "far"]
    );
    assert_eq!(home("pub use text::{cut, join};", "cut"), Some("text".into()));
}

#[test]
fn the_browser_is_known_in_two_places() {
    for path in sources(Path::new("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let may = matches!(layer(&path), Some("ui" | "browser"));
        for name in ["yew::", "web_sys::", "gloo_timers::", "wasm_bindgen::"] {
            assert!(may || !text.contains(name), "{} uses {name}", path.display());
        }
    }
}

#[test]
fn the_engine_is_deterministic_and_pure() {
    let forbidden = ["HashMap", "HashSet", "Instant", "SystemTime", "println!", "std::fs", "std::env", "f32", "f64"];
    for path in sources(Path::new("crates/engine/src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for name in forbidden {
            assert!(!code.iter().any(|line| line.contains(name)), "{} uses {name}", path.display());
        }
    }
}

/// The functions that a text has, by their first line, with how many lines each has. Its text is as rustfmt writes it:
/// a function ends at the brace that stands below its first letter.
fn functions(text: &str) -> Vec<(&str, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let begins = |line: &str| {
        let mut words = line.split_whitespace().skip_while(|word| {
            word.starts_with("pub") || ["const", "async", "unsafe", "crate)", "super)"].contains(word)
        });
        words.next() == Some("fn")
    };
    let begun = lines.iter().enumerate().filter(|(_, line)| begins(line));
    let measured = begun.filter_map(|(first, line)| {
        let end = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
        let on_one_line = line.ends_with('}') || line.ends_with(';');
        let length = lines[first..].iter().position(|line| **line == end)?;
        (!on_one_line).then_some((line.trim(), length + 1))
    });
    measured.collect()
}

#[test]
fn functions_are_short() {
    let mut long = Vec::new();
    for path in all_sources() {
        let text = std::fs::read_to_string(&path).unwrap();
        let found = functions(&text).into_iter().filter(|(_, length)| *length > LONGEST_FUNCTION);
        long.extend(found.map(|(name, length)| format!("{}: {name} has {length} lines", path.display())));
    }
    assert!(long.is_empty(), "{LONGEST_FUNCTION} lines are enough:\n{}", long.join("\n"));
    let example = "impl A {\n    pub fn a() {\n        b();\n    }\n}\n\nfn c() {}\n";
    assert_eq!(functions(example), [("pub fn a() {", 3)]);
}

#[test]
fn files_say_what_they_are() {
    for path in all_sources() {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} doesn't say what it is", path.display());
        for (number, line) in text.lines().enumerate() {
            let long = line.chars().count() > LONGEST_LINE;
            let prose = line.contains("\"") || line.trim_start().starts_with("//");
            assert!(!long || prose, "{}:{} is too long", path.display(), number + 1);
        }
    }
}

#[test]
fn scripts_can_be_run() {
    let listed = std::process::Command::new("git").args(["ls-files", "-s"]).output().expect("git");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let listed = String::from_utf8(listed.stdout).unwrap();
    let mut scripts = Vec::new();
    for line in listed.lines() {
        // `100755 <hash> 0<tab><path>`
        let (staged, path) = line.split_once('\t').unwrap();
        if std::fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"#!")) {
            assert!(staged.starts_with("100755"), "git update-index --chmod=+x {path}");
            assert!(runs(Path::new(path)), "chmod +x {path}");
            scripts.push(path);
        }
    }
    assert!(scripts.contains(&"scripts/play") && scripts.contains(&".ci/run"), "{scripts:?}");
}

#[cfg(unix)]
fn runs(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o111 == 0o111
}

/// Where files have no such bit, git alone has it.
#[cfg(not(unix))]
fn runs(_: &Path) -> bool {
    true
}

#[test]
fn names_say_what_they_are_for() {
    for path in all_sources() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            !["util", "utils", "helper", "helpers", "common", "manager", "misc"].contains(&name),
            "{}",
            path.display()
        );
    }
}

/// What a link may lead to in a page: its headings, as GitHub makes names of them.
fn anchors(page: &str) -> Vec<String> {
    let mut in_code = false;
    let mut found = Vec::new();
    for line in page.lines() {
        in_code ^= line.starts_with("```");
        if let Some(heading) = line.strip_prefix('#').filter(|_| !in_code) {
            let heading = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            found.push(heading.chars().filter(|c| c.is_alphanumeric() || *c == '-').collect());
        }
    }
    found
}

/// The references of a comment, such as *placement* and *strategies*: a page of `docs/fidelity`, and a heading.
fn references(text: &str) -> Vec<(&str, &str)> {
    let in_a_name = |c: char| c.is_ascii_lowercase() || c == '-';
    let found = text.match_indices(".md#").map(|(at, between)| {
        let (before, after) = (&text[..at], &text[at + between.len()..]);
        let page = &before[before.trim_end_matches(in_a_name).len()..];
        (page, &after[..after.len() - after.trim_start_matches(in_a_name).len()])
    });
    found.filter(|(page, _)| !page.is_empty()).collect()
}

/// Where the links and pictures of a page lead, as far as it isn't the web.
fn links(page: &str) -> Vec<&str> {
    let found = [("](", ')'), ("src=\"", '"'), ("srcset=\"", '"')]
        .into_iter()
        .flat_map(|(begin, end)| page.split(begin).skip(1).map(move |rest| rest.split(end).next().unwrap()));
    found.filter(|link| !link.contains("://")).collect()
}

/// The files and folders that a page names in code: those that begin with one of our own folders.
fn paths(page: &str) -> Vec<&str> {
    let ours = ["crates/", "src/", "tests/", "benches/", "docs/", "scripts/", "static/"];
    let code = page.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    code.filter(|code| ours.iter().any(|folder| code.starts_with(folder)) && !code.contains(['*', ' ', '<'])).collect()
}

#[test]
fn references_lead_somewhere() {
    let mut astray = Vec::new();
    let fidelity = Path::new("docs/fidelity");
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    let has = |path: &Path, anchor: &str| read(path).is_some_and(|page| anchors(&page).iter().any(|a| a == anchor));
    let folders = ["crates", "src", "tests", "benches"].map(Path::new);
    let texts = folders.iter().flat_map(|folder| [files(folder, "rs"), files(folder, "txt")]).flatten();
    for path in texts {
        let text = read(&path).unwrap();
        for (page, heading) in references(&text) {
            if !has(&fidelity.join(format!("{page}.md")), heading) {
                astray.push(format!("{}: {page}.md, {heading}", path.display()));
            }
        }
        if text.contains('\u{a7}') {
            astray.push(format!("{}: a section of what?", path.display()));
        }
    }
    let pages = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"].map(PathBuf::from);
    for path in pages.into_iter().chain(files(Path::new("docs"), "md")) {
        let page = read(&path).unwrap();
        for link in links(&page) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { path.with_file_name("").join(file) };
            if !target.exists() || !(anchor.is_empty() || has(&target, anchor)) {
                astray.push(format!("{}: {link}", path.display()));
            }
        }
        // ARCHITECTURE.md names files by what stands around them: its map has the folders.
        let spelt_out = path != Path::new("ARCHITECTURE.md");
        let gone = paths(&page).into_iter().filter(|named| spelt_out && !Path::new(named).exists());
        astray.extend(gone.map(|named| format!("{}: {named}", path.display())));
    }
    assert!(astray.is_empty(), "these lead nowhere:\n{}", astray.join("\n"));
}

#[test]
fn every_delay_has_a_source() {
    let code = std::fs::read_to_string("crates/engine/src/timings.rs").unwrap();
    let rows = std::fs::read_to_string("docs/fidelity/timings.md").unwrap();
    let delays = code.lines().filter(|line| line.contains("Span")).filter_map(|line| line.strip_prefix("pub const "));
    let names: Vec<&str> = delays.map(|line| line.split(':').next().unwrap()).collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        assert!(rows.contains(&format!("`{name}`")), "{name} has no row in docs/fidelity/timings.md");
    }
}
