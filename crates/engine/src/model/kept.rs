//! What AWS would act on and nothing here does: members of calls, kept as they were given and shown again.

use std::rc::Rc;

use super::Name;
use crate::sorted::SortedMap;

/// Members by their path in the call (`tags`, `deploymentConfiguration.alarms`), each a value as JSON. The engine carries
/// them and never reads a value.
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
pub struct Kept(Rc<SortedMap<Name, Name>>);

/// An empty list stands for nothing: given in an update, it takes away what there was.
const NOTHING: &str = "[]";

impl Kept {
    pub fn new(members: impl IntoIterator<Item = (Name, Name)>) -> Kept {
        Kept(Rc::new(members.into_iter().collect()))
    }

    pub fn get(&self, path: &str) -> Option<&Name> {
        self.0.get(path).filter(|value| ***value != *NOTHING)
    }

    /// What an update leaves: a member that is given takes the place of what there was, the others stay.
    pub fn updated(&self, given: &Kept) -> Kept {
        if given.0.is_empty() {
            return self.clone();
        }
        let mut members = (*self.0).clone();
        for (path, value) in given.0.iter() {
            members.insert(path.clone(), value.clone());
        }
        Kept(Rc::new(members))
    }

    /// With these members as they are in another.
    pub fn restored(&self, from: &Kept, paths: &[&str]) -> Kept {
        if self.agree(from, paths) {
            return self.clone();
        }
        let others = self.0.iter().filter(|(path, _)| !paths.contains(&&***path));
        let own = from.0.iter().filter(|(path, _)| paths.contains(&&***path));
        Kept::new(others.chain(own).map(|(path, value)| (path.clone(), value.clone())))
    }

    /// Whether these members are the same in both.
    pub fn agree(&self, other: &Kept, paths: &[&str]) -> bool {
        paths.iter().all(|path| self.get(path) == other.get(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(members: &[(&str, &str)]) -> Kept {
        Kept::new(members.iter().map(|&(path, value)| (path.into(), value.into())))
    }

    #[test]
    fn an_update_replaces_what_it_gives_and_an_empty_list_removes() {
        let before = kept(&[("tags", "[1]"), ("role", "\"r\""), ("alarms.names", "[2]")]);
        let after = before.updated(&kept(&[("tags", "[3]"), ("alarms.names", "[]")]));
        let shown = |path: &str| after.get(path).map(|value| value.to_string());
        assert_eq!(shown("tags").as_deref(), Some("[3]"));
        assert_eq!(shown("role").as_deref(), Some("\"r\""));
        assert_eq!(shown("alarms.names"), None);
        assert_eq!(before.updated(&Kept::default()), before);
        assert!(after.agree(&before, &["role"]) && !after.agree(&before, &["role", "tags"]));
        assert!(after.agree(&Kept::default(), &["alarms.names"]));
        let restored = after.restored(&before, &["tags"]);
        assert!(restored.agree(&before, &["tags"]) && restored.agree(&after, &["role", "alarms.names"]));
    }
}
