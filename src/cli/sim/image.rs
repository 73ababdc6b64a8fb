//! `sim image`: what a container image does when it runs.

use super::Context;
use super::args::{Args, span};
use crate::cli::Outcome;
use crate::engine::command::{ImageTrait, SimCommand};
use crate::engine::model::image::Image;
use crate::engine::time::Span;

/// A `key=value` of `sim image set`.
pub struct Key {
    pub name: &'static str,
    pub example: &'static str,
    pub about: &'static str,
    read: fn(&str) -> Result<ImageTrait, String>,
}

/// One table for reading and help.
pub const KEYS: [Key; 10] = [
    Key {
        name: "exists",
        example: "false",
        about: "whether there is such a tag to be pulled",
        read: |text| Ok(ImageTrait::Exists(boolean(text)?)),
    },
    Key {
        name: "pull",
        example: "4s",
        about: "how long a pull takes where nothing is cached",
        read: |text| Ok(ImageTrait::Pull(span(text)?)),
    },
    Key {
        name: "start",
        example: "2s",
        about: "from created to running",
        read: |text| Ok(ImageTrait::Start(span(text)?)),
    },
    Key {
        name: "healthy-after",
        example: "10s",
        about: "how long it answers 503 before it answers well",
        read: |text| Ok(ImageTrait::HealthyAfter(span(text)?)),
    },
    Key {
        name: "exit-after",
        example: "45s",
        about: "when it ends by itself, counted from running; never",
        read: |text| Ok(ImageTrait::ExitAfter(or_never(text)?)),
    },
    Key {
        name: "exit-code",
        example: "1",
        about: "with which code it ends by itself",
        read: |text| Ok(ImageTrait::ExitCode(code(text)?)),
    },
    Key {
        name: "status",
        example: "500",
        about: "the HTTP status that it answers",
        read: |text| {
            let status = text.parse().ok().filter(|status| (100..=599).contains(status));
            status.map(ImageTrait::Status).ok_or_else(|| "status is from 100 to 599".into())
        },
    },
    Key {
        name: "says",
        example: "'hello from version 2'",
        about: "what it answers",
        read: |text| match text.chars().count() {
            0..=200 => Ok(ImageTrait::Says(text.into())),
            _ => Err("says has at most 200 characters".into()),
        },
    },
    Key {
        name: "stops-in",
        example: "3s",
        about: "how long it takes to end after SIGTERM; never: it waits to be killed",
        read: |text| Ok(ImageTrait::StopsIn(or_never(text)?)),
    },
    Key {
        name: "stop-code",
        example: "0",
        about: "with which code it ends after SIGTERM; 143 is a process without a handler",
        read: |text| Ok(ImageTrait::StopCode(code(text)?)),
    },
];

fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("it is true or false".into()),
    }
}

fn or_never(text: &str) -> Result<Option<Span>, String> {
    if text == "never" { Ok(None) } else { span(text).map(Some) }
}

fn code(text: &str) -> Result<i32, String> {
    let code = text.parse().ok().filter(|code| (0..=255).contains(code));
    code.ok_or_else(|| "a code is from 0 to 255".into())
}

pub fn image(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let usage = "sim image set REF key=value… | sim image list";
    match args.required(usage)?.as_str() {
        "set" => set(context, args, usage),
        "list" => {
            args.end(usage)?;
            let images = &context.history.world().account.images;
            Ok(Outcome::printed(images.iter().map(|(name, image)| describe(name, image)).collect::<String>()))
        }
        other => Err(format!("{} is neither set nor list: {usage}", crate::api::cut(other, 40))),
    }
}

fn set(context: &mut Context, args: &mut Args, usage: &str) -> Result<Outcome, String> {
    let reference = args.required(usage)?;
    if reference.is_empty() || reference.len() > 255 || reference.contains(char::is_whitespace) {
        return Err("an image has a name such as web:8, with at most 255 characters".into());
    }
    let pairs = args.rest();
    if pairs.is_empty() {
        return Err(format!("what does it do? {usage}"));
    }
    let traits = pairs.iter().map(|pair| read(pair)).collect::<Result<Vec<_>, _>>()?;
    context.command(SimCommand::SetImage { reference: reference.as_str().into(), traits })?;
    Ok(Outcome::default())
}

fn read(pair: &str) -> Result<ImageTrait, String> {
    let names = || KEYS.iter().map(|key| key.name).collect::<Vec<_>>().join(", ");
    let shown = crate::api::cut(pair, 40);
    let (name, value) = pair.split_once('=').ok_or_else(|| format!("{shown} is no key=value; keys are {}", names()))?;
    let key = KEYS.iter().find(|key| key.name == name);
    let key = key.ok_or_else(|| format!("there is no key {}; keys are {}", crate::api::cut(name, 40), names()))?;
    (key.read)(value).map_err(|why| format!("{shown}: {why}"))
}

/// A line with what differs from a healthy web server.
fn describe(name: &str, image: &Image) -> String {
    let usual = Image::web_server();
    let mut says = Vec::new();
    let mut note = |differs: bool, text: String| {
        if differs {
            says.push(text);
        }
    };
    note(!image.exists, "exists=false".into());
    note(image.pull.is_some(), format!("pull={}", image.pull.unwrap_or_default()));
    note(image.start.is_some(), format!("start={}", image.start.unwrap_or_default()));
    note(image.healthy_after != usual.healthy_after, format!("healthy-after={}", image.healthy_after));
    note(image.exit_after.is_some(), format!("exit-after={}", image.exit_after.unwrap_or_default()));
    note(image.exit_code != usual.exit_code, format!("exit-code={}", image.exit_code));
    note(image.status != usual.status, format!("status={}", image.status));
    note(image.stops_in.is_none(), "stops-in=never".into());
    note(image.stop_code != usual.stop_code, format!("stop-code={}", image.stop_code));
    note(image.says != usual.says, format!("says='{}'", image.says));
    format!("{name:26} {}\n", says.join(" "))
}
