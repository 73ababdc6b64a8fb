//! What a session begins with.

/// A beginning.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scenario {
    /// A running cluster with a load balancer and traffic.
    Opening,
    /// Nothing at all.
    Empty,
}

impl Scenario {
    pub const ALL: [Scenario; 2] = [Scenario::Opening, Scenario::Empty];

    pub fn name(self) -> &'static str {
        match self {
            Scenario::Opening => "opening",
            Scenario::Empty => "empty",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Scenario::Opening => "A running cluster",
            Scenario::Empty => "An empty account",
        }
    }

    pub fn find(name: &str) -> Option<Scenario> {
        Scenario::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    /// Its lines, as a script.
    pub fn script(self) -> &'static str {
        match self {
            Scenario::Opening => include_str!("opening.txt"),
            Scenario::Empty => "",
        }
    }
}
