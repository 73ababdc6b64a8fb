//! `sim image`, `sim push` and `sim container`: what container images do when they run, and what containers of them do.

use super::args::{Args, number, span};
use super::{Context, table};
use crate::Outcome;
use crate::refer;
use aws::arn;
use engine::commands::{PushImage, SetBehaviour, SetImage};
use engine::ids::TaskId;
use engine::model::Name;
use engine::model::image::{Check, Image, MemoryUse, PullFault, digest, with_tag};
use engine::model::task::Task;
use engine::time::Span;
use engine::world::World;

/// A `key=value` of `sim image set`.
pub struct Key {
    pub name: &'static str,
    pub example: &'static str,
    pub about: &'static str,
    set: fn(&mut Image, &str) -> Result<(), String>,
}

/// A row for each key: what it is for, and how it is set.
pub(super) const KEYS: [Key; 17] = [
    Key {
        name: "exists",
        example: "false",
        about: "whether there is such a tag to be pulled",
        set: |image, text| {
            image.exists = boolean(text)?;
            Ok(())
        },
    },
    Key {
        name: "pull",
        example: "4s",
        about: "how long a pull takes where nothing is cached",
        set: |image, text| {
            image.pull = Some(span(text)?);
            Ok(())
        },
    },
    Key {
        name: "start",
        example: "2s",
        about: "from created to running",
        set: |image, text| {
            image.start = Some(span(text)?);
            Ok(())
        },
    },
    Key {
        name: "healthy-after",
        example: "10s",
        about: "how long it answers 503 before it answers well",
        set: |image, text| {
            image.healthy_after = span(text)?;
            Ok(())
        },
    },
    Key {
        name: "exit-after",
        example: "45s",
        about: "when it ends by itself, counted from running; never",
        set: |image, text| {
            image.exit_after = or_never(text)?;
            Ok(())
        },
    },
    Key {
        name: "exit-code",
        example: "1",
        about: "with which code it ends by itself",
        set: |image, text| {
            image.exit_code = code(text)?;
            Ok(())
        },
    },
    Key {
        name: "status",
        example: "500",
        about: "the HTTP status that it answers",
        set: |image, text| {
            let status = text.parse().ok().filter(|status| (100..=599).contains(status));
            image.status = status.ok_or("status is from 100 to 599")?;
            Ok(())
        },
    },
    Key {
        name: "says",
        example: "'hello from version 2'",
        about: "what it answers",
        set: |image, text| {
            if text.chars().count() > 200 {
                return Err("says has at most 200 characters".into());
            }
            image.says = text.into();
            Ok(())
        },
    },
    Key {
        name: "stops-in",
        example: "3s",
        about: "how long it takes to end after SIGTERM; never: it waits to be killed",
        set: |image, text| {
            image.stops_in = or_never(text)?;
            Ok(())
        },
    },
    Key {
        name: "stop-code",
        example: "0",
        about: "with which code it ends after SIGTERM; 143 is a process without a handler",
        set: |image, text| {
            image.stop_code = code(text)?;
            Ok(())
        },
    },
    Key {
        name: "pull-error",
        example: "denied",
        about: "why it can't be pulled though it exists: denied, rate-limit, platform; none",
        set: |image, text| {
            image.pull_fault = pull_fault(text)?;
            Ok(())
        },
    },
    Key {
        name: "curl",
        example: "false",
        about: "whether curl is in it: health checks that call it fail without",
        set: |image, text| {
            image.has_curl = boolean(text)?;
            Ok(())
        },
    },
    Key {
        name: "health-check",
        example: "fails",
        about: "how its container health check ends: as-served (it asks the application), passes, fails, hangs",
        set: |image, text| {
            image.check = check(text)?;
            Ok(())
        },
    },
    Key {
        name: "memory",
        example: "200+64/m",
        about: "MiB that it uses from the start, and how many more with every minute",
        set: |image, text| {
            image.memory = memory(text)?;
            Ok(())
        },
    },
    Key {
        name: "request-cpu",
        example: "20ms",
        about: "what a request costs of one vCPU, so that a container's CPU bounds how many it can answer; 0s: nothing",
        set: |image, text| {
            image.request_cpu = span(text)?;
            Ok(())
        },
    },
    Key {
        name: "request-takes",
        example: "500ms",
        about: "how long a request is under way beside that; those that are when it ends are lost",
        set: |image, text| {
            image.request_takes = span(text)?;
            Ok(())
        },
    },
    Key {
        name: "calls",
        example: "s3:GetObject,sqs:ReceiveMessage",
        about: "AWS actions that it calls when it starts, with its task role; none",
        set: |image, text| {
            image.calls = actions(text)?;
            Ok(())
        },
    },
];

const CHECKS: [(&str, Check); 4] =
    [("as-served", Check::AsServed), ("passes", Check::Passes), ("fails", Check::Fails), ("hangs", Check::Hangs)];

fn check(text: &str) -> Result<Check, String> {
    let found = CHECKS.iter().find(|(name, _)| *name == text).map(|(_, check)| *check);
    found.ok_or_else(|| "it is as-served, passes, fails or hangs".into())
}

fn pull_fault(text: &str) -> Result<Option<PullFault>, String> {
    match text {
        "none" => Ok(None),
        "denied" => Ok(Some(PullFault::AccessDenied)),
        "rate-limit" => Ok(Some(PullFault::RateLimit)),
        "platform" => Ok(Some(PullFault::Platform)),
        _ => Err("it is denied, rate-limit, platform or none".into()),
    }
}

/// MiB that anything may use: a TiB.
const MOST_MEMORY: u64 = 1 << 20;

/// `200`, or `200+64/m`.
fn memory(text: &str) -> Result<MemoryUse, String> {
    let (idle, growth) = text.split_once('+').unwrap_or((text, "0/m"));
    let growth = growth.strip_suffix("/m").ok_or("what is added is added every minute: 200+64/m")?;
    let mib = |text| number("memory", text, 0, MOST_MEMORY).map(|mib| mib as u32);
    Ok(MemoryUse { idle: mib(idle)?, growth: mib(growth)? })
}

/// Actions in one key or option.
const MOST_ACTIONS: usize = 20;

/// IAM actions, separated by commas.
pub(super) fn actions(text: &str) -> Result<Vec<Name>, String> {
    if text == "none" {
        return Ok(vec![]);
    }
    let actions: Vec<&str> = text.split(',').collect();
    let plain = |action: &&str| {
        let letter = |c: char| c.is_ascii_alphanumeric() || "-:*".contains(c);
        *action == "*" || (action.contains(':') && action.len() <= 128 && action.chars().all(letter))
    };
    match actions.iter().find(|action| !plain(action)) {
        Some(wrong) => Err(format!("{} is no IAM action such as s3:GetObject", aws::cut(wrong, 40))),
        None if actions.len() > MOST_ACTIONS => Err(format!("at most {MOST_ACTIONS} actions at once")),
        None => Ok(actions.into_iter().map(Name::from).collect()),
    }
}

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

pub(super) fn image(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    match args.required()?.as_str() {
        "set" => set(context, args),
        "list" => {
            args.end()?;
            let images = &context.history.world().account.images;
            Ok(Outcome::printed(images.iter().map(|(name, image)| describe(name, image)).collect::<String>()))
        }
        "running" => {
            args.end()?;
            Ok(Outcome::printed(running_images(context.history.world())))
        }
        other => Err(format!("{} is neither set, list nor running: {}", aws::cut(other, 40), args.usage)),
    }
}

/// What each container that runs has of its image, and whether the tag means the same now.
fn running_images(world: &World) -> String {
    let mut rows = Vec::new();
    for (id, task) in world.tasks.iter().filter(|(_, task)| !task.is_stopped()) {
        for (container, definition) in task.containers.iter().zip(&world.definition(task.definition).containers) {
            let Some(pulled) = container.pulled.as_ref().filter(|_| !container.is_stopped()) else { continue };
            let newest = world.account.images.version(&definition.image);
            rows.push([
                arn::task_name(world, id)[..6].to_string(),
                world.groups[task.group].name.to_string(),
                definition.image.to_string(),
                digest(&definition.image, pulled.version)[..19].to_string(),
                if pulled.version == newest { "" } else { "the tag means another now" }.to_string(),
            ]);
        }
    }
    table(&rows)
}

fn set(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let reference = reference(args)?;
    let pairs = args.rest();
    if pairs.is_empty() {
        return Err(format!("what does it do? {}", args.usage));
    }
    let image = described(context.history.world().account.images.newest(&reference), &pairs)?;
    context.command(SetImage { reference: reference.as_str().into(), image })?;
    Ok(Outcome::default())
}

fn reference(args: &mut Args) -> Result<String, String> {
    let reference = args.required()?;
    if reference.is_empty() || reference.len() > 255 || reference.contains(char::is_whitespace) {
        return Err("an image has a name such as web:8, with at most 255 characters".into());
    }
    Ok(reference)
}

fn described(before: &Image, pairs: &[String]) -> Result<Image, String> {
    let mut image = before.clone();
    pairs.iter().try_for_each(|pair| set_key(&mut image, pair))?;
    Ok(image)
}

/// Another image under the tag; what isn't said of it is as it was.
pub(super) fn push(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let reference = reference(args)?;
    if reference.contains('@') {
        return Err(
            "a digest can't be pushed to: it always means the same; push to a tag, as in sim push web:latest".into()
        );
    }
    let image = described(context.history.world().account.images.newest(&reference), &args.rest())?;
    context.command(PushImage { reference: reference.as_str().into(), image })?;
    let version = context.history.world().account.images.version(&reference);
    Ok(Outcome::printed(format!("{}: digest: {}\n", with_tag(&reference), digest(&reference, version))))
}

/// Keys that matter before a container runs only.
const OF_PULLS: [&str; 3] = ["exists", "pull", "pull-error"];

/// How containers that run behave from now on.
pub(super) fn container(context: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let what = args.required()?;
    if what != "set" {
        return Err(format!("{} is not set: {}", aws::cut(&what, 40), args.usage));
    }
    let which = args.required()?;
    let pairs = args.rest();
    if pairs.is_empty() {
        return Err(format!("what does it do? {}", args.usage));
    }
    let of_pulls = |pair: &&String| OF_PULLS.iter().any(|key| pair.split('=').next() == Some(key));
    if let Some(pair) = pairs.iter().find(of_pulls) {
        let shown = aws::cut(pair, 40);
        return Err(format!(
            "{shown}: a container that runs isn't pulled again; sim image set is for those that start later"
        ));
    }
    let world = context.history.world();
    let mut containers = Vec::new();
    for (task, position, image) in running(world, &which)? {
        containers.push((task, position, described(image, &pairs)?));
    }
    if containers.is_empty() {
        return Err(format!("no container runs {}", aws::cut(&which, 80)));
    }
    context.command(SetBehaviour { containers })?;
    Ok(Outcome::default())
}

/// The containers of a task, or all of an image, that run.
fn running<'a>(world: &'a World, which: &str) -> Result<Vec<(TaskId, usize, &'a Image)>, String> {
    let of_task = |id: TaskId, task: &'a Task| {
        let containers = task.containers.iter().enumerate();
        let alive = containers.filter(|(_, container)| container.has_started() && !container.is_stopped());
        alive.filter_map(move |(position, container)| Some((id, position, &*container.pulled.as_ref()?.image)))
    };
    let is_task = which.starts_with("service:") || which.starts_with("family:");
    match refer::task(world, which) {
        Ok(id) => Ok(of_task(id, &world.tasks[id]).collect()),
        Err(why) if is_task => Err(why),
        Err(_) => {
            let all = world.tasks.iter().flat_map(|(id, task)| of_task(id, task));
            let of_image = |&(id, position, _): &(TaskId, usize, &Image)| {
                means(which, &world.definition(world.tasks[id].definition).containers[position].image)
            };
            Ok(all.filter(of_image).collect())
        }
    }
}

/// Whether `which` is a name of an image: the whole, or what stands after its last slash; without a tag, `:latest`.
fn means(which: &str, image: &str) -> bool {
    let (which, image) = (with_tag(which), with_tag(image));
    which == image || image.rsplit('/').next() == Some(&which)
}

fn set_key(image: &mut Image, pair: &str) -> Result<(), String> {
    let names = || KEYS.iter().map(|key| key.name).collect::<Vec<_>>().join(", ");
    let shown = aws::cut(pair, 40);
    let (name, value) = pair.split_once('=').ok_or_else(|| format!("{shown} is no key=value; keys are {}", names()))?;
    let key = KEYS.iter().find(|key| key.name == name);
    let key = key.ok_or_else(|| format!("there is no key {}; keys are {}", aws::cut(name, 40), names()))?;
    (key.set)(image, value).map_err(|why| format!("{shown}: {why}"))
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
    let fault = match image.pull_fault {
        None => "none",
        Some(PullFault::AccessDenied) => "denied",
        Some(PullFault::RateLimit) => "rate-limit",
        Some(PullFault::Platform) => "platform",
        Some(PullFault::NotFound | PullFault::Timeout | PullFault::Forbidden | PullFault::NoToken(_)) => "other",
    };
    note(image.pull_fault.is_some(), format!("pull-error={fault}"));
    note(!image.has_curl, "curl=false".into());
    let check = CHECKS.iter().find(|(_, check)| *check == image.check).map_or("", |(name, _)| name);
    note(image.check != usual.check, format!("health-check={check}"));
    let MemoryUse { idle, growth } = image.memory;
    note(image.memory != usual.memory, format!("memory={idle}+{growth}/m"));
    note(image.calls != usual.calls, format!("calls={}", image.calls.join(",")));
    note(image.says != usual.says, format!("says='{}'", image.says));
    format!("{name:26} {}\n", says.join(" "))
}
