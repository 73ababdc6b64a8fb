//! The `sim` command: time, faults, traffic, images; what AWS has no command for.

mod alarm;
mod args;
mod bus;
mod capacity;
pub mod explain;
mod help;
mod hook;
mod image;
mod offers;
mod role;
mod schedules;
mod show;
mod subnet;
mod task;
mod time;
mod why;
mod world;

use crate::{Files, Outcome};
use args::Args;
use engine::commands::Command;
use engine::history::History;
pub use offers::Offering;

/// A line that begins with `sim VERB`.
pub struct Verb {
    pub name: &'static str,
    pub usage: &'static str,
    pub about: &'static str,
    /// What Tab offers after the words that stand there.
    pub offers: fn(&Offering, &[&str]) -> Vec<String>,
    run: fn(&mut Context, &mut Args) -> Result<Outcome, String>,
}

/// What a verb works with.
pub struct Context<'a> {
    pub history: &'a mut History,
    pub files: &'a dyn Files,
    /// The line as it was typed, for the journal.
    pub line: &'a str,
}

/// The keys of `sim image set`.
pub fn image_keys() -> &'static [image::Key] {
    &image::KEYS
}

/// A row for each verb: how it is written, what it is for, what Tab offers, what it does.
pub const VERBS: [Verb; 36] = [
    Verb {
        name: "wait",
        usage: "sim wait 30s",
        about: "lets simulated time go on: 500ms, 30s, 5m, 1h30m, 2d",
        offers: offers::nothing,
        run: time::wait,
    },
    Verb {
        name: "wait-steady",
        usage: "sim wait-steady [--timeout 30m]",
        about: "lets time go on until every service is steady; if the time is over first, says what each waits on",
        offers: offers::timeout,
        run: time::wait_steady,
    },
    Verb {
        name: "waiting",
        usage: "sim waiting",
        about: "says what each service waits on now",
        offers: offers::nothing,
        run: time::waiting,
    },
    Verb {
        name: "why",
        usage: "sim why SERVICE",
        about: "says of a service what state it is in, what it waits on, what failed and why, and what would let it go on",
        offers: offers::service,
        run: why::why,
    },
    Verb {
        name: "add-instances",
        usage: "sim add-instances --cluster C --type m5.large [--zone us-east-1a] --count 2",
        about: "launches EC2 instances that register with a cluster in a minute or two; without --zone, in the zones in turn",
        offers: offers::new_instances,
        run: world::add_instances,
    },
    Verb {
        name: "kill-task",
        usage: "sim kill-task ID",
        about: "kills the containers of a task, as by kill -9; ID may be its first digits, or service:web for the oldest of a service",
        offers: offers::task,
        run: world::kill_task,
    },
    Verb {
        name: "lose-instance",
        usage: "sim lose-instance ID",
        about: "terminates an EC2 instance; ID may be its first digits, or us-east-1a/1 for the first of a zone",
        offers: offers::instance,
        run: world::lose_instance,
    },
    Verb {
        name: "disconnect-agent",
        usage: "sim disconnect-agent INSTANCE",
        about: "cuts a container agent off: its tasks go on, what ECS knows of them stands still, none is placed there",
        offers: offers::instance,
        run: capacity::disconnect_agent,
    },
    Verb {
        name: "connect-agent",
        usage: "sim connect-agent INSTANCE",
        about: "lets a container agent report again",
        offers: offers::instance,
        run: capacity::connect_agent,
    },
    Verb {
        name: "interrupt-spot",
        usage: "sim interrupt-spot TASK",
        about: "Fargate takes the capacity of a Spot task back: a warning with SIGTERM, and the end within two minutes",
        offers: offers::spot_task,
        run: capacity::interrupt_spot,
    },
    Verb {
        name: "fargate-capacity",
        usage: "sim fargate-capacity us-east-1a off|on [--provider FARGATE_SPOT]",
        about: "whether Fargate has capacity for new tasks in a zone; without --provider, on-demand and Spot",
        offers: offers::fargate_capacity,
        run: capacity::fargate_capacity,
    },
    Verb {
        name: "lose-zone",
        usage: "sim lose-zone us-east-1a",
        about: "cuts the power of an Availability Zone",
        offers: offers::zone,
        run: world::lose_zone,
    },
    Verb {
        name: "restore",
        usage: "sim restore us-east-1a | sim restore INSTANCE",
        about: "gives a zone its power back; starts a stopped instance, or another in place of a terminated one",
        offers: offers::zone_or_instance,
        run: world::restore,
    },
    Verb {
        name: "quota",
        usage: "sim quota [NAME VALUE]",
        about: "lists the account's quotas, or sets one",
        offers: offers::quota,
        run: capacity::quota,
    },
    Verb {
        name: "image",
        usage: "sim image set REF key=value… | sim image list | sim image running",
        about: "says what a container image does when it runs; sim help image lists the keys",
        offers: offers::image,
        run: image::image,
    },
    Verb {
        name: "bus",
        usage: "sim bus [RULE|TOPIC|LOG-GROUP]",
        about: "lists the last events on the event bus and the rules that wanted them; with a name, prints in full what that got",
        offers: offers::bus,
        run: bus::bus,
    },
    Verb {
        name: "push",
        usage: "sim push REF [key=value…]",
        about: "pushes another image under a tag, with a digest of its own; the keys are those of sim image set",
        offers: offers::push,
        run: image::push,
    },
    Verb {
        name: "container",
        usage: "sim container set TASK|IMAGE key=value…",
        about: "how containers that run behave from now on, those of a task or all of an image; sim image set is about later ones",
        offers: offers::container,
        run: image::container,
    },
    Verb {
        name: "role",
        usage: "sim role set NAME cannot=secretsmanager:GetSecretValue can=ecr:* assumable=true | sim role list",
        about: "takes actions from a role of tasks or gives them back; assumable=false: ECS tasks can't be it",
        offers: offers::role,
        run: role::role,
    },
    Verb {
        name: "subnet",
        usage: "sim subnet set NAME public|private|isolated | sim subnet list",
        about: "says how Fargate tasks get out of a subnet: public ones with a public address, private ones by NAT, isolated ones not at all",
        offers: offers::subnet,
        run: subnet::subnet,
    },
    Verb {
        name: "registry",
        usage: "sim registry down|up",
        about: "down: no image registry answers, and pulls time out",
        offers: offers::down_up,
        run: role::registry,
    },
    Verb {
        name: "traffic",
        usage: "sim traffic LB-OR-TARGET-GROUP [120/s] [--port 8080] [--host api.example.com] [--path '/api/x?a=b'] [--method POST] [--header 'X-Canary: yes'] [--source 203.0.113.9]",
        about: "sets how many requests come to a load balancer: GET / to its first listener, or another kind, which comes beside those; 0/s ends a kind, or all; without a rate, says how they ended so far",
        offers: offers::traffic,
        run: world::traffic,
    },
    Verb {
        name: "alarm",
        usage: "sim alarm NAME on|off | sim alarm list",
        about: "on: a CloudWatch alarm goes into ALARM, and deployments that it watches fail; off: it is OK again",
        offers: offers::alarm,
        run: alarm::alarm,
    },
    Verb {
        name: "hook",
        usage: "sim hook NAME succeeds|fails|waits [30s] | sim hook list",
        about: "how a function answers lifecycle hooks, and after how long; waits: never, or with success after that time",
        offers: offers::hook,
        run: hook::hook,
    },
    Verb {
        name: "explain",
        usage: "sim explain TASK|next:SERVICE [--output json]",
        about: "says why a task is where it is, or where a service's next would go: every candidate with its reasons or scores; and of a task that its service had too many of, why it was the one",
        offers: offers::explained,
        run: explain::explain,
    },
    Verb {
        name: "show",
        usage: "sim show [--cluster C]",
        about: "draws a cluster as text: zones, instances, tasks, services",
        offers: offers::nothing,
        run: show::show,
    },
    Verb {
        name: "task",
        usage: "sim task TASK",
        about: "says how a task and its containers are, and why it stopped",
        offers: offers::task,
        run: task::task,
    },
    Verb {
        name: "schedules",
        usage: "sim schedules",
        about: "lists schedules and scheduled rules: when each fires next, and what came of the last time",
        offers: offers::nothing,
        run: schedules::schedules,
    },
    Verb {
        name: "events",
        usage: "sim events SERVICE [--cluster C]",
        about: "prints a service's events, oldest first",
        offers: offers::nothing,
        run: show::events,
    },
    Verb {
        name: "logs",
        usage: "sim logs TASK [CONTAINER]",
        about: "prints what a task's applications wrote, and where CloudWatch Logs would have it",
        offers: offers::task,
        run: task::logs,
    },
    Verb {
        name: "import",
        usage: "sim import FILE [PLACEHOLDER=value …]",
        about: "registers a task definition from JSON or YAML as people have it, and says what had to be left out; a template's placeholders, such as <IMAGE>, are filled by IMAGE=web:1",
        offers: offers::import,
        run: world::import,
    },
    Verb {
        name: "seed",
        usage: "sim seed N",
        about: "sets the seed of all names and chances; the first line of a script",
        offers: offers::nothing,
        run: world::seed,
    },
    Verb {
        name: "strict",
        usage: "sim strict on|off",
        about: "on: names that don't exist give AWS's errors; off: they are created on first use",
        offers: offers::on_off,
        run: world::strict,
    },
    Verb { name: "now", usage: "sim now", about: "prints the simulated time", offers: offers::nothing, run: time::now },
    Verb {
        name: "hash",
        usage: "sim hash",
        about: "prints a hash over all that happened so far: the same for the same seed and lines",
        offers: offers::nothing,
        run: time::hash,
    },
    Verb {
        name: "help",
        usage: "sim help [VERB]",
        about: "lists these lines, or says more of one",
        offers: offers::verbs,
        run: help_verb,
    },
];

pub fn run(history: &mut History, files: &dyn Files, words: &[String], line: &str) -> Outcome {
    let Some((name, rest)) = words.split_first() else { return Outcome::printed(help::sim()) };
    let Some(verb) = VERBS.iter().find(|verb| verb.name == name.as_str()) else {
        let near = VERBS.iter().min_by_key(|verb| strsim::damerau_levenshtein(verb.name, name));
        let near = near.map_or("", |verb| verb.name);
        let name = aws::cut(name, 80);
        return Outcome::failed(
            2,
            format!("sim {name}: there is no such line; sim help lists all. Did you mean sim {near}?"),
        );
    };
    let mut context = Context { history, files, line: line.trim() };
    let mut args = Args::new(rest, verb.usage);
    let outcome = (verb.run)(&mut context, &mut args);
    outcome.unwrap_or_else(|why| Outcome::failed(1, format!("sim {}: {why}", verb.name)))
}

fn help_verb(_: &mut Context, args: &mut Args) -> Result<Outcome, String> {
    let name = args.optional();
    args.end()?;
    match name {
        None => Ok(Outcome::printed(help::sim())),
        Some(name) => {
            let verb = VERBS.iter().find(|verb| verb.name == name);
            verb.map(|verb| Outcome::printed(help::verb(verb))).ok_or_else(|| format!("there is no line sim {name}"))
        }
    }
}

impl Context<'_> {
    /// Gives a command, and says why if it is refused.
    fn command(&mut self, command: impl Into<Command>) -> Result<engine::commands::Reply, String> {
        self.history
            .command(self.line, command.into())
            .map_err(|refusal| aws::errors::ServiceError::from_refusal(self.history.world(), &refusal).message)
    }
}

/// Columns as wide as their widest cell.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let line = |row: &[String; N]| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
