//! A container instance: what it has, what is taken, its tasks.

use super::service::row;
use super::{Control, Inspector, Memo, Table, description, stopped};
use crate::session::{Selection, Session};
use crate::view::{lines, names};
use aws::{arn, operations, words};
use engine::ids::InstanceId;
use engine::model::instance::{Instance, InstanceStatus, Machine};
use engine::model::task::Host;
use engine::world::World;

pub(super) fn inspect(session: &Session, id: InstanceId, memo: &Memo) -> Inspector {
    let world = session.world();
    let instance = &world.instances[id];
    let cluster = &world.clusters[instance.cluster].name;
    let name = arn::instance_name(world, id);
    let rows = instance.tasks.ids().map(|task| row(world, task)).collect();
    Inspector {
        kind: "Container instance",
        title: names::instance(world, id),
        summary: format!("{} · {} · {}", instance.instance_type.name, instance.zone, status(instance)),
        facts: facts(world, id, instance),
        table: Some(Table { title: "Tasks", head: vec!["task", "status", "revision", "on"], rows }),
        stopped: stopped::table(world, &memo.chronicle, |stopped| stopped.host == Host::Instance(id)),
        actions: actions(world, id, instance),
        describe: instance.registered_at.and_then(|_| {
            description(
                format!("aws ecs describe-container-instances --cluster {cluster} --container-instances {name}"),
                &operations::describe_instance(world, id),
            )
        }),
        ..Inspector::default()
    }
}

fn status(instance: &Instance) -> String {
    match instance.machine {
        Machine::Booting { until } => format!("booting until {until}"),
        Machine::Running => words::instance_status(instance.status).into(),
        Machine::Stopped => "stopped".into(),
        Machine::Terminated => "terminated".into(),
    }
}

fn facts(world: &World, id: InstanceId, instance: &Instance) -> Vec<(String, String)> {
    let (whole, free) = (instance.instance_type.room(), instance.free());
    let mut facts = vec![
        ("EC2 instance".into(), arn::ec2_instance(world, id)),
        ("CPU units".into(), format!("{} of {} free", free.cpu, whole.cpu)),
        ("Memory".into(), format!("{} of {} MiB free", free.memory, whole.memory)),
    ];
    if instance.enis > 0 {
        facts.push((
            "Network interfaces".into(),
            format!("{} of {} for tasks taken", instance.enis, instance.eni_limit()),
        ));
    }
    if !instance.ports.is_empty() {
        let ports: Vec<String> = instance.ports.iter().map(|(_, port)| port.to_string()).collect();
        facts.push(("Ports taken".into(), ports.join(", ")));
    }
    if instance.held != instance.reserved {
        facts.push((
            "Really held".into(),
            format!("{} cpu · {} MiB, stopping tasks included", instance.held.cpu, instance.held.memory),
        ));
    }
    if instance.registered() && !instance.agent_connected {
        facts.push(("Agent".into(), "disconnected: what ECS knows of its tasks is frozen".into()));
    }
    facts
}

fn actions(world: &World, id: InstanceId, instance: &Instance) -> Vec<Control> {
    let (name, on) = (arn::ec2_instance(world, id), Selection::Instance(id));
    let button = |purpose: &str, title: &str, line: String| Control::button(on, purpose, title, line);
    let mut actions = vec![match instance.machine {
        Machine::Running | Machine::Booting { .. } => {
            button("lose", "Lose instance", lines::lose_instance(&name)).main().taking()
        }
        Machine::Stopped => button("start", "Start", lines::restore(&name)).main(),
        Machine::Terminated => button("another", "Launch another", lines::restore(&name)).main(),
    }];
    let (cluster, own) = (&*world.clusters[instance.cluster].name, arn::instance_name(world, id));
    match instance.status {
        InstanceStatus::Active => {
            actions.push(button("drain", "Drain", lines::set_instance_state(cluster, &own, "DRAINING")));
        }
        InstanceStatus::Draining => {
            actions.push(button("activate", "Activate", lines::set_instance_state(cluster, &own, "ACTIVE")));
        }
        InstanceStatus::Unregistered | InstanceStatus::Inactive => return actions,
    }
    if instance.agent_connected {
        actions.push(button("disconnect", "Disconnect agent", lines::disconnect_agent(&name)));
    } else if instance.powered() {
        actions.push(button("connect", "Connect agent", lines::connect_agent(&name)));
    }
    let force = !instance.tasks.is_empty();
    let title = if force { "Deregister by force" } else { "Deregister" };
    actions.push(button("deregister", title, lines::deregister_instance(cluster, &own, force)).taking());
    actions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Action;
    use crate::session::scenario::Scenario;
    use engine::random::Seed;

    /// Presses a button of the first instance, and says which are there then.
    fn press(session: &mut Session, title: &str) -> Vec<String> {
        let id = session.world().instances.keys().next().unwrap();
        let controls = |session: &Session| inspect(session, id, &Memo::default()).actions.into_iter();
        let line = controls(session).find(|control| control.title == title).map(|control| control.line(""));
        let before = session.world().facts;
        session.update(Action::Line(line.unwrap_or_else(|| panic!("there is no button {title}")).into()));
        assert!(session.world().facts > before, "{title} does something");
        controls(session).map(|control| control.title).collect()
    }

    #[test]
    fn an_instance_is_steered_by_buttons() {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        let mut check = |title, then: &[&str]| assert_eq!(press(&mut session, title), then, "{title}");
        check("Drain", &["Lose instance", "Activate", "Disconnect agent", "Deregister by force"]);
        check("Activate", &["Lose instance", "Drain", "Disconnect agent", "Deregister by force"]);
        check("Disconnect agent", &["Lose instance", "Drain", "Connect agent", "Deregister by force"]);
        check("Connect agent", &["Lose instance", "Drain", "Disconnect agent", "Deregister by force"]);
        check("Deregister by force", &["Lose instance"]);
    }
}
