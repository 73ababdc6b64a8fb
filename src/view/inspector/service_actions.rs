//! What can be done to a service.

use super::control::{Choice, Control};
use crate::session::Selection;
use crate::view::lines;
use aws::{arn, words};
use engine::chronicle::Chronicle;
use engine::ids::DefinitionId;
use engine::model::definition::RevisionStatus;
use engine::model::deployment::Status;
use engine::model::service::{LaunchType, Scheduling, Service, ServiceStatus};
use engine::model::strategy::HookStatus;
use engine::world::World;

pub(super) fn actions(world: &World, service: &Service, chronicle: &Chronicle) -> Vec<Control> {
    if service.status != ServiceStatus::Active {
        return Vec::new();
    }
    let (cluster, name, on) = (cluster(world, service), &*service.name, Selection::Service(service.id));
    let before = chronicle.ran_before(world, service.id).filter(|id| is_active(world, *id)).map(|id| {
        let before = world.definition(id).label();
        Control::button(on, "roll-back", format!("Roll back to {before}"), lines::deploy(cluster, name, &before))
    });
    let current = service.history.last().map(|id| &world.deployments[*id]);
    let open = current.filter(|record| matches!(record.status, Status::Pending | Status::InProgress));
    let stop = |purpose, title: &str, stop_type| {
        let arn = arn::service_deployment(world, service.id, open?.id);
        Some(Control::button(on, purpose, title, lines::stop_deployment(&arn, stop_type)))
    };
    let paused = open.and_then(|record| {
        let mut hooks = record.progress.as_ref()?.current_hooks();
        let (hook, _) = hooks.find(|(_, run)| run.status == HookStatus::AwaitingAction)?;
        let deployment = arn::service_deployment(world, service.id, record.id);
        let line = lines::continue_deployment(&deployment, &arn::hook(world, record.id, hook));
        Some(Control::button(on, "continue", "Continue", line))
    });
    let back = service.last_completed.and_then(|_| stop("stop-rollback", "Roll back", "ROLLBACK"));
    let replica = service.config.scheduling == Scheduling::Replica;
    let on_instances = replica && service.config.placement.launch == LaunchType::Ec2;
    let placeholder = "{}";
    let scale = lines::scale(cluster, name, placeholder).replace("'{}'", placeholder);
    let desired = ("Desired tasks", service.desired.to_string());
    let delete = lines::delete_service(cluster, name);
    [
        Some(deploy(world, service)),
        paused,
        back,
        stop("stop-abort", "Stop the deployment", "ABORT"),
        before,
        on_instances.then(|| strategy(world, service)),
        replica.then(|| Control::number(on, "scale", "Scale", desired, scale)),
        Some(Control::button(on, "redeploy", "Force new deployment", lines::redeploy(cluster, name))),
        Some(Control::button(on, "delete", "Delete", delete).taking()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn cluster<'a>(world: &'a World, service: &Service) -> &'a str {
    &world.clusters[service.cluster].name
}

fn is_active(world: &World, id: DefinitionId) -> bool {
    world.definitions.get(id).is_some_and(|revision| revision.status == RevisionStatus::Active)
}

/// Another revision of its family. The newest is offered; it stays where it is once it is deployed, so that a second
/// press deploys nothing else.
fn deploy(world: &World, service: &Service) -> Control {
    let (cluster, on) = (cluster(world, service), Selection::Service(service.id));
    let current = world.definition(service.primary().revision.definition);
    let revisions = world.families.get(&current.family).map(|family| &family.revisions);
    let option = |(revision, id): (&u32, &DefinitionId)| {
        let value = format!("{}:{revision}", current.family);
        let title =
            if *id == service.primary().revision.definition { format!("{value}, as now") } else { value.clone() };
        is_active(world, *id).then(|| Choice { line: lines::deploy(cluster, &service.name, &value), title, value })
    };
    let options: Vec<Choice> = revisions.into_iter().flat_map(|all| all.iter().rev()).filter_map(option).collect();
    match options.first().filter(|first| options.len() > 1 || first.value != current.label()) {
        Some(first) => {
            let label = (format!("In place of {}", current.label()), first.value.clone());
            Control::choice(on, "deploy", "Deploy revision", label, options).main()
        }
        None => {
            let next = format!("{}:{}", current.family, current.revision + 1);
            let line = lines::deploy(cluster, &service.name, &next);
            Control::button(on, "deploy", format!("Deploy {next}"), line).main()
        }
    }
}

/// How its new tasks are placed: the console's templates, and what it has if that is none of them.
fn strategy(world: &World, service: &Service) -> Control {
    let (cluster, on) = (cluster(world, service), Selection::Service(service.id));
    let rules = &service.config.placement.strategy;
    let template = |(name, title, _): &lines::Arguments| {
        let line = lines::set_template(cluster, &service.name, name);
        Choice { value: name.to_string(), title: title.to_string(), line }
    };
    let templates = lines::TEMPLATES.iter().filter(|(_, _, arguments)| !arguments.contains("constraints"));
    let mut options: Vec<Choice> = templates.map(template).collect();
    let now = lines::template_of(rules).unwrap_or_else(|| {
        let title = rules.iter().map(words::strategy).collect::<Vec<_>>().join(", then ");
        let line = lines::set_strategy(cluster, &service.name, rules);
        options.insert(0, Choice { value: OWN.into(), title, line });
        OWN
    });
    let now = now.to_string();
    Control::choice(on, "strategy", "Set strategy", ("Placement of new tasks".into(), now), options)
}

/// The value of a strategy that is none of the templates.
const OWN: &str = "own";
