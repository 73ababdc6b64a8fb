//! `aws logs tail GROUP`: what applications wrote, in the latest ten minutes unless `--since` says otherwise. As the
//! CLI does, it asks FilterLogEvents. It reaches back as far as tasks can be described.

use super::options::{self, Global};
use super::{USAGE, Usage, failed};
use crate::Outcome;
use crate::words::is_option;
use aws::cut;
use aws::logs::{group, groups, line, stream};
use aws::time::timestamp;
use engine::history::History;
use engine::model::bus::Collector;
use engine::output::lines_since;
use engine::query::parse_date;
use engine::time::{OPENED, Span, Time};

pub(super) const HELP: &str = "\
aws logs tail GROUP

  --since 10m|DATE                 from when on; s, m, h, d or w ago
  --format detailed|short
  --log-stream-names TEXT …
  --log-stream-name-prefix TEXT
";

struct Asked<'a> {
    group: &'a str,
    since: Time,
    format: Format,
    /// Of streams with one of these names.
    streams: Option<&'a [&'a str]>,
    prefix: &'a str,
    notes: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    /// `2026-01-05T09:00:01.500000+00:00 stream message`
    Detailed,
    /// `2026-01-05T09:00:01 message`
    Short,
}

pub(super) fn tail(history: &History, words: &[&str]) -> Outcome {
    let asked = match read(history.now(), words) {
        Ok(asked) => asked,
        Err(usage) => return failed(&usage),
    };
    let world = history.world();
    if !groups(world).iter().any(|name| ***name == *asked.group) {
        return Outcome::failed(
            254,
            "\nAn error occurred (ResourceNotFoundException) when calling the FilterLogEvents operation: The specified log group does not exist.",
        );
    }
    let mut text = String::new();
    let log = history.simulation().log();
    for (task, written) in lines_since(log, world, asked.since, |task| world.tasks.get(task).is_some()) {
        let container = &world.spec(&world.tasks[task]).containers[written.container];
        let stream = stream(world, task, written.container);
        let wanted = asked.streams.is_none_or(|names| names.contains(&stream.as_str()));
        if group(container) != Some(asked.group) || !wanted || !stream.starts_with(asked.prefix) {
            continue;
        }
        let (at, said) = (timestamp(written.at), line(world, task, &written));
        match asked.format {
            Format::Detailed => text.push_str(&format!("{at} {stream} {said}\n")),
            Format::Short => text.push_str(&format!("{} {said}\n", cut_to_seconds(&at))),
        }
    }
    // Events that rules sent here; each has a stream of its own.
    let collected = world.bus.collected.get(&Collector::LogGroup(asked.group.into())).into_iter().flatten();
    for passed in collected.filter(|passed| passed.event.at >= asked.since && asked.streams.is_none()) {
        let at = timestamp(passed.event.at);
        let stream = format!("events/{:08}", passed.event.fact.0);
        match asked.format {
            Format::Detailed if stream.starts_with(asked.prefix) => {
                text.push_str(&format!("{at} {stream} {}\n", passed.document));
            }
            Format::Short if stream.starts_with(asked.prefix) => {
                text.push_str(&format!("{} {}\n", cut_to_seconds(&at), passed.document));
            }
            Format::Detailed | Format::Short => {}
        }
    }
    Outcome::printed(text).with_notes(&asked.notes)
}

fn cut_to_seconds(timestamp: &str) -> &str {
    timestamp.split('.').next().unwrap_or_default()
}

fn read<'a>(now: Time, words: &'a [&'a str]) -> Result<Asked<'a>, Usage> {
    let usage = |why: String| Usage::new(format!("{USAGE}\naws: [ERROR]: {why}"));
    let mut asked = Asked {
        group: "",
        since: since(now, "10m")?,
        format: Format::Detailed,
        streams: None,
        prefix: "",
        notes: Vec::new(),
    };
    let mut rest = words;
    while let Some((&word, after)) = rest.split_first() {
        let values = after.iter().take_while(|word| !is_option(word)).count();
        let mut taken = 1;
        match (word, after[..values].first()) {
            ("--since", Some(given)) => asked.since = since(now, given)?,
            ("--format", Some(&"detailed")) => asked.format = Format::Detailed,
            ("--format", Some(&"short")) => asked.format = Format::Short,
            ("--format", Some(other)) => {
                let other = cut(other, 80);
                return Err(usage(format!("argument --format: the playground has detailed and short, not {other}")));
            }
            ("--log-stream-name-prefix", Some(given)) => asked.prefix = given,
            ("--log-stream-names", Some(_)) => {
                asked.streams = Some(&after[..values]);
                taken = values;
            }
            ("--follow", _) => {
                return Err(usage(
                    "argument --follow: time stands still while a line runs; sim wait, then tail again".into(),
                ));
            }
            ("--since" | "--format" | "--log-stream-name-prefix" | "--log-stream-names", None) => {
                return Err(usage(format!("argument {word}: expected one argument")));
            }
            (option, value) if option.starts_with("--") => match Global::find(&option[2..]) {
                Some(global) if global.takes_value => {
                    let value = value.ok_or_else(|| usage(format!("argument {option}: expected one argument")))?;
                    asked.notes.extend(options::note(global.name, value));
                }
                Some(_) => taken = 0,
                None => return Err(usage(format!("Unknown options: {}", cut(option, 80)))),
            },
            (name, _) if asked.group.is_empty() => {
                asked.group = name;
                taken = 0;
            }
            (other, _) => return Err(usage(format!("Unknown options: {}", cut(other, 80)))),
        }
        rest = &after[taken.min(after.len())..];
    }
    match asked.group {
        "" => Err(usage("the following arguments are required: group_name".into())),
        _ => Ok(asked),
    }
}

/// `5m` ago, with one unit of s, m, h, d, w; or a date.
fn since(now: Time, given: &str) -> Result<Time, Usage> {
    let invalid = || Usage { status: 255, message: format!("Invalid timestamp \"{}\"", cut(given, 80)) };
    let unit = given.chars().last().and_then(|unit| match unit {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(3_600),
        'd' => Some(86_400),
        'w' => Some(7 * 86_400),
        _ => None,
    });
    let amount = unit.and_then(|unit| Some((given[..given.len() - 1].parse::<u32>().ok()?, unit)));
    match amount {
        Some((amount, unit)) => Ok(Time(now.0.saturating_sub(Span::secs(amount as u64 * unit).0))),
        None => {
            // A part of a second is left out.
            let (whole, part) = given.split_once('.').unwrap_or((given, ""));
            let offset = part.trim_start_matches(|c: char| c.is_ascii_digit());
            let seconds = parse_date(&format!("{whole}{offset}")).ok_or_else(invalid)?;
            Ok(Time::ZERO + Span::secs(u64::try_from(seconds - OPENED).unwrap_or(0)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_taken_as_lengths_and_as_dates() {
        let now = Time::ZERO + Span::hours(1);
        let at = |given: &str| since(now, given).map(|time| time.0 / 1_000).map_err(|usage| usage.message);
        assert_eq!(at("30s"), Ok(3_570));
        assert_eq!(at("10m"), Ok(3_000));
        assert_eq!(at("2w"), Ok(0));
        assert_eq!(at("2026-01-05T09:00:10Z"), Ok(10));
        assert_eq!(at("2026-01-05T09:00:27.123000+00:00"), Ok(27));
        assert_eq!(at("1999-01-01T00:00:00Z"), Ok(0));
        assert_eq!(at("5h30m"), Err("Invalid timestamp \"5h30m\"".into()));
        assert!(["", "m", "-5m", "99999999999d", "ä"].into_iter().all(|given| at(given).is_err()));
    }
}
