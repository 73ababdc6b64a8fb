//! What must be true of the source itself: who may use whom, and how long a file may be.

#![cfg(not(target_arch = "wasm32"))]

use std::path::{Path, PathBuf};

/// Each layer with the layers that it may use. Nobody points up.
const ARROWS: [(&str, &[&str]); 8] = [
    ("engine", &[]),
    ("api", &["engine"]),
    ("cli", &["api", "engine"]),
    ("app", &["cli", "api", "engine"]),
    ("view", &["app", "cli", "api", "engine"]),
    ("browser", &["app"]),
    ("ui", &["view", "app", "browser", "cli", "api", "engine"]),
    ("native", &["cli", "api", "engine"]),
];

/// Lines of a file, its tests included.
const LONGEST_FILE: usize = 300;
/// Characters of a line of code.
const LONGEST_LINE: usize = 200;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
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
    let forbidden =
        ["HashMap", "HashSet", "Instant", "SystemTime", "serde", "println!", "std::fs", "std::env", "f32", "f64"];
    for path in sources(Path::new("src/engine")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for name in forbidden {
            assert!(!code.iter().any(|line| line.contains(name)), "{} uses {name}", path.display());
        }
    }
}

#[test]
fn files_are_short_and_say_what_they_are() {
    for path in sources(Path::new("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines; {LONGEST_FILE} are enough", path.display());
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
    for path in sources(Path::new("src")) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            !["util", "utils", "helper", "helpers", "common", "manager", "misc"].contains(&name),
            "{}",
            path.display()
        );
    }
}
