//! *Break something*: what can go wrong with what is there, as lines; and how to mend it.

use super::{lines, names};
use crate::session::{Selection, Session};
use aws::arn;
use engine::ids::{ClusterId, InstanceId, ServiceId, TaskId};
use engine::model::Name;
use engine::model::instance::Machine;
use engine::model::network::Zone;
use engine::model::provider::Fargate;
use engine::model::role::role_name;
use engine::model::service::{Service, ServiceStatus};
use engine::model::strategy::Function;
use engine::model::task::{Host, Task};
use engine::world::World;

/// A button that runs some lines.
#[derive(Clone, PartialEq, Debug)]
pub struct Fault {
    pub title: String,
    /// What it will be done to.
    pub about: String,
    pub lines: Vec<String>,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Faults {
    pub breaks: Vec<Fault>,
    pub mends: Vec<Fault>,
}

pub fn faults(session: &Session) -> Faults {
    let Some(cluster) = session.cluster() else { return Faults::default() };
    let world = session.world();
    let mut breaks = Vec::new();
    let mut add = |title: &str, about: String, lines: Vec<String>| {
        breaks.push(Fault { title: title.into(), about, lines });
    };
    if let Some(task) = victim_task(session, cluster) {
        add("Kill a task", names::task(world, task), vec![lines::kill_task(&arn::task_name(world, task)[..12])]);
    }
    if let Some(instance) = victim_instance(session, cluster) {
        let line = lines::lose_instance(&arn::ec2_instance(world, instance));
        add("Lose an instance", names::instance(world, instance), vec![line]);
        if world.instances[instance].agent_connected {
            let line = lines::disconnect_agent(&arn::ec2_instance(world, instance));
            add("Disconnect an agent", names::instance(world, instance), vec![line]);
        }
    }
    if let Some(zone) = victim_zone(session, cluster) {
        add("Lose a zone", zone.to_string(), vec![lines::lose_zone(zone)]);
    }
    if let Some(task) = victim_spot(session, cluster) {
        add(
            "Interrupt a Spot task",
            names::task(world, task),
            vec![lines::interrupt_spot(&arn::task_name(world, task)[..12])],
        );
    }
    if let Some(zone) = victim_fargate_zone(world, cluster) {
        add("No Fargate capacity", zone.to_string(), vec![lines::fargate_capacity(zone, false)]);
    }
    if let Some(id) = victim_service(session, cluster) {
        let service = &world.services[id];
        let about = service.name.to_string();
        let cluster = &world.clusters[cluster].name;
        for alarm in alarms_of(service).filter(|alarm| !world.rings(alarm)) {
            add("Alarm rings", alarm.to_string(), vec![lines::set_alarm(alarm, true)]);
        }
        for function in functions_of(service).filter(|name| world.function(name) == Function::default()) {
            add("Hook fails", function.into(), vec![lines::set_hook(function, "fails")]);
        }
        add("Bad image", about.clone(), deploy_image(world, cluster, service, "playground/web:missing"));
        add("Crashing release", about.clone(), deploy_image(world, cluster, service, "playground/web:crash"));
        add("Leaking release", about.clone(), deploy_image(world, cluster, service, "playground/web:leak"));
        add("Slow start", about.clone(), deploy_image(world, cluster, service, "playground/web:slow"));
        if let Some(image) = image_of(world, service).filter(|image| world.account.images.newest(image).status < 400) {
            add("Failing health check", about, behave(world, &image, "status=503"));
        }
        if let Some(role) = execution_role(world, service).filter(|role| may_all(world, role)) {
            add("Weak execution role", role.clone(), vec![lines::set_role(&role, "cannot=*")]);
        }
    }
    if !world.account.registry_down {
        add("Registry down", "no image can be pulled".into(), vec![lines::registry("down")]);
    }
    Faults { breaks, mends: mends(world, cluster) }
}

/// What undoes the faults that there are.
fn mends(world: &World, cluster: ClusterId) -> Vec<Fault> {
    let mut mends = Vec::new();
    for zone in world.account.lost_zones.ids() {
        let lines = vec![lines::restore(&zone.to_string())];
        mends.push(Fault { title: "Restore".into(), about: zone.to_string(), lines });
    }
    let stopped = |machine| matches!(machine, Machine::Stopped);
    for (id, instance) in world.instances_of(cluster) {
        if stopped(instance.machine) && !world.account.lost_zones.contains(&instance.zone) {
            let lines = vec![lines::restore(&arn::ec2_instance(world, id))];
            mends.push(Fault { title: "Start".into(), about: names::instance(world, id), lines });
        }
    }
    if world.account.registry_down {
        mends.push(Fault {
            title: "Registry up".into(),
            about: "all images".into(),
            lines: vec![lines::registry("up")],
        });
    }
    for (name, role) in world.account.roles.iter().filter(|(_, role)| !role.denied.is_empty() || !role.assumable) {
        let traits = if role.assumable { "can=*" } else { "can=* assumable=true" };
        let lines = vec![lines::set_role(name, traits)];
        mends.push(Fault { title: "Mend role".into(), about: name.to_string(), lines });
    }
    for (name, _) in world.alarms.iter().filter(|(name, _)| world.rings(name)) {
        let lines = vec![lines::set_alarm(name, false)];
        mends.push(Fault { title: "Alarm off".into(), about: name.to_string(), lines });
    }
    for (name, _) in world.functions.iter().filter(|(_, answer)| **answer != Function::default()) {
        let lines = vec![lines::set_hook(name, "succeeds")];
        mends.push(Fault { title: "Hook succeeds".into(), about: name.to_string(), lines });
    }
    let short = |zone: &Zone| world.account.fargate_short.iter().any(|(other, _)| other == zone);
    for zone in Zone::all().filter(short) {
        let lines = vec![lines::fargate_capacity(zone, true)];
        mends.push(Fault { title: "Fargate capacity".into(), about: zone.to_string(), lines });
    }
    for (id, _) in world.instances_of(cluster).filter(|(_, i)| i.registered() && i.powered() && !i.agent_connected) {
        let lines = vec![lines::connect_agent(&arn::ec2_instance(world, id))];
        mends.push(Fault { title: "Connect agent".into(), about: names::instance(world, id), lines });
    }
    let services = world.services_of(cluster).filter(|(_, service)| service.status == ServiceStatus::Active);
    for image in services.filter_map(|(_, service)| image_of(world, service)) {
        // The image that is meant to be sick stays so.
        if world.account.images.newest(&image).status >= 500 && image != "playground/web:sick" {
            let lines = behave(world, &image, "status=200");
            mends.push(Fault { title: "Heal".into(), about: image, lines });
        }
    }
    mends
}

/// For the containers to come of an image, and for those that run.
fn behave(world: &World, image: &str, traits: &str) -> Vec<String> {
    let runs = world.tasks.values().any(|task| {
        let images = world.definition(task.definition).containers.iter().map(|container| &*container.image);
        images.zip(&task.containers).any(|(own, container)| own == image && container.running_since().is_some())
    });
    let running = runs.then(|| lines::set_containers(image, traits));
    [lines::set_image(image, traits)].into_iter().chain(running).collect()
}

/// The selected task, else the oldest that runs.
fn victim_task(session: &Session, cluster: ClusterId) -> Option<TaskId> {
    let world = session.world();
    let runs = |id: &TaskId| world.tasks.get(*id).is_some_and(|task| task.wanted && task.is_running());
    let selected = match session.selection() {
        Some(Selection::Task(id)) => Some(id),
        Some(Selection::Service(id)) => world.service_tasks(id).map(|(id, _)| id).find(runs),
        _ => None,
    };
    selected.filter(runs).or_else(|| world.tasks_of(cluster).map(|(id, _)| id).find(runs))
}

/// The selected task, if it is on Fargate Spot, else the oldest that is.
fn victim_spot(session: &Session, cluster: ClusterId) -> Option<TaskId> {
    let world = session.world();
    let spot = |id: &TaskId| {
        let task = world.tasks.get(*id);
        task.is_some_and(|task| task.wanted && world.capacity_of(task).is_spot())
    };
    let selected = match session.selection() {
        Some(Selection::Task(id)) => Some(id),
        _ => None,
    };
    selected.filter(spot).or_else(|| world.tasks_of(cluster).map(|(id, _)| id).find(spot))
}

/// The zone with most Fargate tasks, where Fargate has capacity.
fn victim_fargate_zone(world: &World, cluster: ClusterId) -> Option<Zone> {
    let tasks = |zone: &Zone| {
        let there = |task: &Task| task.zone == *zone && task.wanted && task.host == Host::Fargate;
        world.tasks_of(cluster).filter(|(_, task)| there(task)).count()
    };
    let able = Zone::all().filter(|&zone| world.account.fargate_has(zone, Fargate::OnDemand) && tasks(&zone) > 0);
    able.max_by_key(tasks)
}

/// The selected instance, else the one with most tasks.
fn victim_instance(session: &Session, cluster: ClusterId) -> Option<InstanceId> {
    let world = session.world();
    let runs = |id: &InstanceId| world.instances.get(*id).is_some_and(|instance| instance.machine == Machine::Running);
    let selected = match session.selection() {
        Some(Selection::Instance(id)) => Some(id),
        _ => None,
    };
    let busiest = || world.instances_of(cluster).filter(|(id, _)| runs(id)).max_by_key(|(_, i)| i.tasks.len());
    selected.filter(runs).or_else(|| busiest().map(|(id, _)| id))
}

/// The zone of what is selected, else the one with most tasks.
fn victim_zone(session: &Session, cluster: ClusterId) -> Option<Zone> {
    let world = session.world();
    let powered = |zone: &Zone| !world.account.lost_zones.contains(zone);
    let selected = match session.selection() {
        Some(Selection::Instance(id)) => world.instances.get(id).map(|instance| instance.zone),
        Some(Selection::Task(id)) => world.tasks.get(id).map(|task| task.zone),
        _ => None,
    };
    let tasks = |zone: &Zone| world.tasks_of(cluster).filter(|(_, task)| task.zone == *zone && task.wanted).count();
    let busiest = || Zone::all().filter(powered).filter(|zone| tasks(zone) > 0).max_by_key(tasks);
    selected.filter(powered).or_else(busiest)
}

/// The selected service, else the first with a load balancer.
fn victim_service(session: &Session, cluster: ClusterId) -> Option<ServiceId> {
    let world = session.world();
    let active = |id: &ServiceId| world.services.get(*id).is_some_and(|s| s.status == ServiceStatus::Active);
    let selected = match session.selection() {
        Some(Selection::Service(id)) => Some(id),
        Some(Selection::Task(id)) => world.tasks.get(id).and_then(|task| task.service()),
        _ => None,
    };
    let served = || {
        let services = world.services_of(cluster).filter(|(id, _)| active(id));
        services.max_by_key(|(id, service)| (!service.config.balancers.is_empty(), std::cmp::Reverse(*id)))
    };
    selected.filter(active).or_else(|| served().map(|(id, _)| id))
}

/// The image of a service's first container.
fn image_of(world: &World, service: &Service) -> Option<String> {
    let definition = world.definition(service.primary().revision.definition);
    definition.containers.first().map(|container| container.image.to_string())
}

/// The functions that a service's deployments call.
fn functions_of(service: &Service) -> impl Iterator<Item = &str> {
    let mut functions: Vec<&str> =
        service.config.shifting.hooks.iter().filter_map(|hook| hook.target.function()).collect();
    functions.sort_unstable();
    functions.dedup();
    functions.into_iter()
}

/// The alarms that watch a service's deployments.
fn alarms_of(service: &Service) -> impl Iterator<Item = &Name> {
    let alarms = service.config.judgement.alarms.iter().filter(|alarms| alarms.enable);
    alarms.flat_map(|alarms| &alarms.names)
}

/// The short name of the role that the agent has for a service's tasks.
fn execution_role(world: &World, service: &Service) -> Option<String> {
    let role = world.definition(service.primary().revision.definition).execution_role.as_ref()?;
    Some(role_name(role).to_string())
}

fn may_all(world: &World, role: &str) -> bool {
    world.account.role(role).is_none_or(|role| role.denied.is_empty())
}

/// Registers a revision with another image and deploys it.
fn deploy_image(world: &World, cluster: &str, service: &Service, image: &str) -> Vec<String> {
    let definition = world.definition(service.primary().revision.definition);
    let (family, next) = (&definition.family, world.families[&definition.family].last + 1);
    vec![
        lines::register_revision(definition, image),
        lines::deploy(cluster, &service.name, &format!("{family}:{next}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Action;
    use crate::session::scenario::Scenario;
    use cli::{self, NoFiles};
    use engine::random::Seed;

    const SPOT: &str = "aws ecs create-service --cluster demo --service-name spot --task-definition worker:1 --desired-count 1 \
        --capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=1 --network-configuration \
        awsvpcConfiguration={subnets=[subnet-0a11c2e4d5f607182]}";

    /// Runs the lines of a fault; they must do what they say.
    fn run(session: &mut Session, faults: &[Fault], title: &str) {
        let fault = faults.iter().find(|fault| fault.title == title);
        let fault = fault.unwrap_or_else(|| panic!("{title} isn't offered"));
        for line in &fault.lines {
            let outcome = cli::run(&mut session.history().clone(), &NoFiles, line);
            assert_eq!(outcome.status, 0, "{line}: {}", outcome.stderr);
            session.update(Action::Line(line.as_str().into()));
        }
    }

    #[test]
    fn an_alarm_rings_and_is_quiet_again() {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        let alarms = "aws ecs update-service --cluster demo --service shop \
            --deployment-configuration alarms={alarmNames=[errors],enable=true,rollback=true}";
        session.update(Action::Line(alarms.into()));
        let breaks = faults(&session).breaks;
        run(&mut session, &breaks, "Alarm rings");
        let mends = faults(&session).mends;
        run(&mut session, &mends, "Alarm off");
        assert!(!session.world().rings("errors"));
    }

    #[test]
    fn a_hook_fails_and_succeeds_again() {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        let hooks = "aws ecs update-service --cluster demo --service shop --deployment-configuration \
            'lifecycleHooks=[{hookTargetArn=arn:aws:lambda:us-east-1:123456789012:function:check:1,roleArn=r,lifecycleStages=[PRE_SCALE_UP]}]'";
        session.update(Action::Line(hooks.into()));
        let breaks = faults(&session).breaks;
        run(&mut session, &breaks, "Hook fails");
        assert!(!session.world().function("check").succeeds);
        let mends = faults(&session).mends;
        run(&mut session, &mends, "Hook succeeds");
        assert!(session.world().function("check").succeeds);
    }

    #[test]
    fn what_breaks_capacity_is_offered_and_mended() {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        for line in [SPOT, "sim wait 1m"] {
            session.update(Action::Line(line.into()));
        }
        for title in ["Disconnect an agent", "Interrupt a Spot task", "No Fargate capacity"] {
            let breaks = faults(&session).breaks;
            run(&mut session, &breaks, title);
        }
        for title in ["Connect agent", "Fargate capacity"] {
            let mends = faults(&session).mends;
            run(&mut session, &mends, title);
        }
    }
}
