//! The options that every `aws` command takes.

use super::Usage;
use engine::model::network::REGION;

/// What is asked about lists that come in pages.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Paging {
    /// One call alone.
    pub off: bool,
    pub page_size: Option<u32>,
    pub max_items: Option<u32>,
    pub starting_token: Option<String>,
}

/// An option of every command: its name, whether a value follows, and what it does.
pub struct Global {
    pub name: &'static str,
    pub takes_value: bool,
    pub about: &'static str,
}

const fn flag(name: &'static str, about: &'static str) -> Global {
    Global { name, takes_value: false, about }
}

const fn valued(name: &'static str, about: &'static str) -> Global {
    Global { name, takes_value: true, about }
}

pub const GLOBAL: [Global; 19] = [
    valued("cli-input-json", "the whole input as JSON; other options go before it"),
    valued("cli-input-yaml", "the whole input as YAML"),
    valued("output", "json"),
    valued("region", "one region is simulated, us-east-1; any other is taken for that, with a note"),
    valued("profile", "there is one account; any name is taken, with a note"),
    valued("endpoint-url", "taken and not used, with a note"),
    valued("color", "taken and not used"),
    valued("ca-bundle", "taken and not used"),
    valued("cli-read-timeout", "taken and not used"),
    valued("cli-connect-timeout", "taken and not used"),
    valued("cli-binary-format", "taken and not used"),
    valued("page-size", "items of a list that one call asks for"),
    valued("max-items", "items of a list that are printed, with a token to go on"),
    valued("starting-token", "where to go on"),
    flag("no-paginate", "one call alone, and one page"),
    flag("no-cli-pager", "there is no pager"),
    flag("no-verify-ssl", "taken and not used"),
    flag("no-sign-request", "taken and not used"),
    flag("debug", "taken and not used"),
];

impl Global {
    pub fn find(name: &str) -> Option<&'static Global> {
        GLOBAL.iter().find(|global| global.name == name)
    }
}

impl Paging {
    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), Usage> {
        match (name, value) {
            ("output", other) if other != "json" => {
                return Err(Usage::new(format!(
                    "aws: [ERROR]: --output {other}: the playground prints json only so far"
                )));
            }
            ("page-size", given) => self.page_size = Some(whole_number(given)?),
            ("max-items", given) => self.max_items = Some(whole_number(given)?),
            ("starting-token", given) => self.starting_token = Some(given.into()),
            ("no-paginate", _) => self.off = true,
            _ => {}
        }
        Ok(())
    }
}

/// What is said where an option is taken that would ask another account, region or host.
pub(super) fn note(name: &str, value: &str) -> Option<String> {
    let value = aws::cut(value, 80);
    match name {
        "region" if value != REGION => {
            Some(format!("one region is simulated, {REGION}: --region {value} is taken for that"))
        }
        "profile" if value != "default" => Some(format!("there is one account: --profile {value} changes nothing")),
        "endpoint-url" => Some(format!("nothing leaves the playground: {value} isn't asked")),
        _ => None,
    }
}

fn whole_number(given: &str) -> Result<u32, Usage> {
    given.parse().map_err(|_| Usage {
        status: 255,
        message: format!("invalid literal for int() with base 10: '{}'", aws::cut(given, 80)),
    })
}
