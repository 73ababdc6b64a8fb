//! The files that `file://` finds in the page: the playground's examples, and what was pasted.

use cli::Files;
use engine::sorted::SortedMap;

/// A task definition to begin with.
pub const EXAMPLE: &str = include_str!("examples/web-taskdef.json");

#[derive(Clone, Debug)]
pub struct SessionFiles {
    files: SortedMap<String, String>,
}

impl SessionFiles {
    pub fn examples() -> SessionFiles {
        let examples = [("web-taskdef.json", EXAMPLE), ("service.yaml", include_str!("examples/service.yaml"))];
        SessionFiles { files: examples.into_iter().map(|(name, text)| (name.into(), text.into())).collect() }
    }
}

impl Files for SessionFiles {
    fn read(&self, path: &str) -> Result<String, String> {
        let name = path.trim_start_matches("./");
        self.files.get(name).cloned().ok_or_else(|| "No such file or directory".into())
    }

    fn names(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }
}
