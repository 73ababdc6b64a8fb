//! The forms, as data: their fields, and the line that they build. A form is drawn again with each change of a value,
//! so that a field may depend on another.

use std::num::IntErrorKind;

use super::lines::{self, ServiceForm};
use crate::session::Session;
use crate::session::terminal::Ahead;
use engine::ids::DefinitionId;
use engine::model::definition::{NetworkMode, RevisionStatus, TaskDefinition};
use engine::model::instance_types::INSTANCE_TYPES;
use engine::model::network::Zone;
use engine::sorted::SortedMap;

/// Which form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FormKind {
    Cluster,
    Instances,
    Service,
    RunTask,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Form {
    pub about: &'static str,
    /// What must be there first, if it isn't: the form can't be sent.
    pub missing: Option<&'static str>,
    pub fields: Vec<Field>,
    /// What the button says.
    pub button: &'static str,
    pub line: String,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub value: String,
    pub kind: FieldKind,
    pub remark: String,
    /// Why the form can't be sent with this value.
    pub fault: Option<String>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum FieldKind {
    Text,
    /// What something new is called.
    Name,
    /// A whole number, and the least that makes sense.
    Number(u32),
    /// Value and title.
    Choice(Vec<(String, String)>),
}

impl Form {
    /// Whether its line can be run as it stands.
    pub fn can_be_sent(&self) -> bool {
        self.missing.is_none() && self.fields.iter().all(|field| field.fault.is_none())
    }
}

/// What was entered so far, by the name of the field.
pub type Values = SortedMap<&'static str, String>;

/// What exists that forms offer, and what came of the last line.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Facts {
    pub clusters: Vec<String>,
    /// The one that the map shows.
    pub cluster: String,
    pub definitions: Vec<DefinitionFacts>,
    /// The names of all services, wherever they are.
    pub services: Vec<String>,
    /// How many lines were run, and what the last one said if it failed.
    pub lines: u32,
    pub failure: Option<String>,
    /// Whether pasted texts can be read yet.
    pub reads: bool,
    /// What is said if something that was asked for waits.
    pub waits: &'static str,
}

/// What a form must know of a task definition.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct DefinitionFacts {
    pub label: String,
    pub family: String,
    pub fargate: bool,
    pub awsvpc: bool,
    /// The first container with a port, and that port.
    pub container: Option<(String, u16)>,
}

/// Revisions of a family that are offered.
const MOST_REVISIONS: usize = 20;

pub fn facts(session: &Session) -> Facts {
    let world = session.world();
    let last = session.terminal().exchanges().next_back();
    // The latest revisions first; older ones may be wanted, too.
    let is_active = |id: &DefinitionId| world.definitions[*id].status == RevisionStatus::Active;
    let revisions = world
        .families
        .values()
        .flat_map(|family| family.revisions.values().rev().copied().filter(is_active).take(MOST_REVISIONS));
    Facts {
        clusters: world.clusters.values().filter(|cluster| cluster.active).map(|c| c.name.to_string()).collect(),
        cluster: session.cluster().map_or_else(|| "default".into(), |id| world.clusters[id].name.to_string()),
        definitions: revisions.map(|id| definition_facts(world.definition(id))).collect(),
        services: world.services.values().map(|service| service.name.to_string()).collect(),
        lines: session.terminal().count(),
        reads: session.command_line().is_some(),
        waits: match &session.terminal().ahead {
            Ahead { missing: true, .. } => "The command line couldn't be fetched. Press again to try again.",
            Ahead { lines, .. } if lines.is_empty() => "",
            Ahead { .. } => "This waits for the command line, which is still on its way.",
        },
        failure: last.filter(|last| last.outcome.status != 0).map(|last| last.outcome.stderr.trim().to_string()),
    }
}

fn definition_facts(definition: &TaskDefinition) -> DefinitionFacts {
    let with_port = definition.containers.iter().find(|container| !container.ports.is_empty());
    DefinitionFacts {
        label: definition.label(),
        family: definition.family.to_string(),
        fargate: definition.fargate,
        awsvpc: definition.network_mode == NetworkMode::Awsvpc,
        container: with_port.map(|container| (container.name.to_string(), container.ports[0].container)),
    }
}

pub fn form(kind: FormKind, facts: &Facts, values: &Values) -> Form {
    let filling = Filling { facts, values };
    match kind {
        FormKind::Cluster => filling.cluster(),
        FormKind::Instances => filling.instances(),
        FormKind::Service => filling.service(),
        FormKind::RunTask => filling.run_task(),
    }
}

struct Filling<'a> {
    facts: &'a Facts,
    values: &'a Values,
}

impl Filling<'_> {
    /// A field with what was entered, or else with what it begins with.
    fn field(&self, name: &'static str, label: &'static str, first: &str, kind: FieldKind) -> Field {
        // What was chosen may not be offered any more: the past is looked at, or what made it is undone.
        let offered = |value: &&String| match &kind {
            FieldKind::Choice(options) => options.iter().any(|(option, _)| option == *value),
            FieldKind::Text | FieldKind::Name | FieldKind::Number(_) => true,
        };
        let value = self.values.get(name).filter(offered).cloned().unwrap_or_else(|| first.into());
        let fault = fault(&kind, &value);
        Field { name, label, value, kind, remark: String::new(), fault }
    }

    fn cluster_field(&self) -> Field {
        let (clusters, shown) = (&self.facts.clusters, &self.facts.cluster);
        // The one that the map shows is made where it is first named.
        let offered = if clusters.is_empty() { std::slice::from_ref(shown) } else { clusters };
        self.field("cluster", "Cluster", shown, FieldKind::Choice(same(offered.iter().map(String::as_str))))
    }

    fn definition_field(&self) -> Field {
        let labels = || self.facts.definitions.iter().map(|definition| definition.label.as_str());
        let first = labels().next().unwrap_or_default();
        self.field("definition", "Task definition", first, FieldKind::Choice(same(labels())))
    }

    /// What is to be done before there is anything to run.
    fn without_definition(&self) -> Option<&'static str> {
        let none = self.facts.definitions.is_empty();
        none.then_some("There is no task definition yet. Register one first: Create, Task definition.")
    }

    fn definition(&self, label: &str) -> DefinitionFacts {
        self.facts.definitions.iter().find(|known| known.label == label).cloned().unwrap_or_default()
    }

    fn cluster(&self) -> Form {
        let name = self.field("name", "Cluster name", "prod", FieldKind::Name);
        let line = lines::create_cluster(&name.value);
        Form { about: "", missing: None, fields: vec![name], button: "Create", line }
    }

    fn instances(&self) -> Form {
        let zones: Vec<String> = Zone::all().map(|zone| zone.to_string()).collect();
        let mut in_turn = vec![(String::new(), "the zones in turn".to_string())];
        in_turn.extend(same(zones.iter().map(String::as_str)));
        let types = FieldKind::Choice(same(INSTANCE_TYPES.iter().map(|t| t.name)));
        let count = self.field("count", "Number of instances", "3", FieldKind::Number(1));
        let fields = vec![
            self.cluster_field(),
            self.field("type", "Instance type", "m5.large", types),
            self.field("zone", "Availability Zone", "", FieldKind::Choice(in_turn)),
            count.remark("They boot for a minute or two, then register."),
        ];
        let line = lines::add_instances(&fields[0].value, &fields[1].value, &fields[2].value, &fields[3].value);
        Form { about: "", missing: None, fields, button: "Launch", line }
    }

    fn service(&self) -> Form {
        let definition_field = self.definition_field();
        let definition = self.definition(&definition_field.value);
        let first = self.free_name(&definition.family);
        let name = self.field("name", "Service name", &first, FieldKind::Name);
        let launches = lines::LAUNCHES.iter().filter(|(launch, ..)| *launch == "EC2" || definition.fargate);
        let first = if definition.fargate { "FARGATE" } else { "EC2" };
        let launch = self.field("launch", "Runs on", first, FieldKind::Choice(choices(launches)));
        let on_ec2 = launch.value == "EC2" || !definition.fargate;
        let kinds = [("REPLICA", "so many as are desired", ""), ("DAEMON", "one on each instance", "")];
        let kind = self.field("kind", "Tasks", "REPLICA", FieldKind::Choice(choices(kinds.iter())));
        let daemon = on_ec2 && kind.value == "DAEMON";
        let template = self.field("placement", "Placement", "", FieldKind::Choice(choices(lines::TEMPLATES.iter())));
        let constraint = self.field("constraint", "Only on instances where", "", FieldKind::Text);
        let constraint = constraint.remark("An expression such as attribute:ecs.instance-type =~ m5.*; empty for any.");
        let group = self.field("group", "Target group", &format!("{}-tg", name.value), FieldKind::Text);
        let group = match &definition.container {
            Some((container, port)) => group
                .remark(&format!("Empty for none. A new name makes a load balancer too. Targets: {container}:{port}")),
            None => Field { value: String::new(), ..group }.remark("This definition has no port, so no load balancer."),
        };
        let breaker = FieldKind::Choice(choices(lines::BREAKERS.iter()));
        let breaker = self.field("breaker", "A release that fails", "", breaker);
        let desired = self.field("desired", "Desired tasks", "3", FieldKind::Number(0));
        let cluster = self.cluster_field();
        let (container, port) = definition.container.clone().unwrap_or_default();
        let line = lines::create_service(&ServiceForm {
            cluster: cluster.value.clone(),
            name: name.value.clone(),
            definition: definition_field.value.clone(),
            desired: desired.value.clone(),
            daemon,
            launch: if on_ec2 { String::new() } else { launch.value.clone() },
            template: if on_ec2 && !daemon { template.value.clone() } else { String::new() },
            breaker: breaker.value.clone(),
            constraint: if on_ec2 { constraint.value.clone() } else { String::new() },
            awsvpc: definition.awsvpc,
            target_group: group.value.clone(),
            container,
            port: port.to_string(),
        });
        let mut fields = vec![cluster, definition_field, name, launch];
        fields.extend(on_ec2.then_some(kind));
        fields.extend((!daemon).then_some(desired));
        fields.extend((on_ec2 && !daemon).then_some(template));
        fields.extend(on_ec2.then_some(constraint));
        fields.push(group);
        fields.push(breaker);
        Form { about: "", missing: self.without_definition(), fields, button: "Create", line }
    }

    /// What a service of a family could be called.
    fn free_name(&self, family: &str) -> String {
        if family.is_empty() {
            return String::new();
        }
        let free = |name: &String| !self.facts.services.contains(name);
        (2..).map(|number| format!("{family}-{number}")).find(free).unwrap_or_default()
    }

    fn run_task(&self) -> Form {
        let count = self.field("count", "Number of tasks", "1", FieldKind::Number(1));
        let fields = vec![self.cluster_field(), self.definition_field(), count.remark("1 to 10")];
        let definition = self.definition(&fields[1].value);
        let (fargate, awsvpc) = (definition.fargate, definition.awsvpc);
        let line = lines::run_task(&fields[0].value, &fields[1].value, &fields[2].value, fargate, awsvpc);
        let about = "A standalone task runs, ends, and is not replaced: no service keeps it.";
        Form { about, missing: self.without_definition(), fields, button: "Run", line }
    }
}

/// What is wrong with a value, before the command line is asked.
fn fault(kind: &FieldKind, value: &str) -> Option<String> {
    match kind {
        FieldKind::Text | FieldKind::Choice(_) => None,
        FieldKind::Name if value.trim().is_empty() => Some("It needs a name.".into()),
        FieldKind::Name if value.starts_with('-') => {
            Some("Where a name begins with a hyphen, the command line takes it for an option.".into())
        }
        FieldKind::Name => None,
        FieldKind::Number(least) => match value.parse::<u32>() {
            Ok(number) if number >= *least => None,
            Err(why) if *why.kind() == IntErrorKind::PosOverflow => Some("That is more than there can be.".into()),
            Ok(_) | Err(_) => Some(format!("It needs a whole number, {least} or more, in digits.")),
        },
    }
}

impl Field {
    fn remark(self, remark: &str) -> Field {
        Field { remark: remark.into(), ..self }
    }
}

fn choices<'a>(choices: impl Iterator<Item = &'a lines::Arguments>) -> Vec<(String, String)> {
    choices.map(|(name, title, _)| (name.to_string(), title.to_string())).collect()
}

/// Values that are their own titles.
fn same<'a>(values: impl Iterator<Item = &'a str>) -> Vec<(String, String)> {
    values.map(|value| (value.to_string(), value.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Action;
    use crate::session::scenario::Scenario;
    use engine::random::Seed;

    fn check(kind: FormKind, values: &[(&'static str, &str)], line: &str) {
        let facts = facts(&Session::new(Scenario::Opening, Seed(1)));
        let values = values.iter().map(|(name, value)| (*name, value.to_string())).collect();
        assert_eq!(form(kind, &facts, &values).line, line);
    }

    #[test]
    fn forms_build_the_lines_that_one_would_type() {
        check(FormKind::Cluster, &[("name", "prod")], "aws ecs create-cluster --cluster-name prod");
        check(
            FormKind::Instances,
            &[("zone", "us-east-1b")],
            "sim add-instances --cluster demo --type m5.large --zone us-east-1b --count 3",
        );
        check(
            FormKind::RunTask,
            &[("definition", "api:1")],
            "aws ecs run-task --cluster demo --task-definition api:1 --count 1",
        );
        check(
            FormKind::Service,
            &[("definition", "shop:2"), ("name", "store")],
            "aws ecs create-service --cluster demo --service-name store --task-definition shop:2 --desired-count 3 \
             --load-balancers targetGroupArn=store-tg,containerName=shop,containerPort=8080",
        );
        check(
            FormKind::Service,
            &[
                ("definition", "api:1"),
                ("group", ""),
                ("placement", "az-binpack"),
                ("constraint", "agentConnected == true"),
            ],
            "aws ecs create-service --cluster demo --service-name api-2 --task-definition api:1 --desired-count 3 \
             --placement-strategy type=spread,field=attribute:ecs.availability-zone type=binpack,field=memory \
             --placement-constraints 'type=memberOf,expression=\"agentConnected == true\"'",
        );
        check(
            FormKind::Service,
            &[("definition", "api:1"), ("name", "safe"), ("group", ""), ("breaker", "rollback")],
            "aws ecs create-service --cluster demo --service-name safe --task-definition api:1 --desired-count 3 \
             --deployment-configuration deploymentCircuitBreaker={enable=true,rollback=true}",
        );
        check(
            FormKind::Service,
            &[("definition", "api:1"), ("name", "agent"), ("kind", "DAEMON"), ("group", "")],
            "aws ecs create-service --cluster demo --service-name agent --task-definition api:1 --scheduling-strategy DAEMON",
        );
        check(
            FormKind::Service,
            &[("definition", "worker:1"), ("launch", "SPOT"), ("group", "")],
            "aws ecs create-service --cluster demo --service-name worker-2 --task-definition worker:1 --desired-count 3 \
             --capacity-provider-strategy capacityProvider=FARGATE,weight=1 capacityProvider=FARGATE_SPOT,weight=1 \
             --network-configuration 'awsvpcConfiguration={subnets=[subnet-0a11c2e4d5f607182,subnet-0b22d3f5e6071829a,subnet-0c33e4061728394ab],securityGroups=[sg-0a1e2b3c4d5f60718]}'",
        );
    }

    #[test]
    fn what_cannot_be_sent_says_why_at_its_field() {
        let opening = facts(&Session::new(Scenario::Opening, Seed(1)));
        let faults = |kind, name: &'static str, value: &str| {
            let form = form(kind, &opening, &[(name, value.to_string())].into_iter().collect());
            let faults: Vec<_> = form.fields.iter().filter_map(|field| field.fault.clone()).collect();
            assert_eq!(form.can_be_sent(), faults.is_empty(), "{value}");
            faults.concat()
        };
        for (kind, name, value, part) in [
            (FormKind::Cluster, "name", "prod-2", ""),
            (FormKind::Cluster, "name", "--help", "begins with a hyphen"),
            (FormKind::Service, "name", "-2", "begins with a hyphen"),
            (FormKind::Service, "name", " ", "needs a name"),
            (FormKind::Service, "desired", "", "a whole number, 0 or more"),
            (FormKind::Service, "desired", "0", ""),
            (FormKind::Instances, "count", "0", "a whole number, 1 or more"),
            (FormKind::RunTask, "count", "1.5", "a whole number, 1 or more"),
            (FormKind::RunTask, "count", "1e1", "in digits"),
            (FormKind::Instances, "count", "999999999999", "more than there can be"),
        ] {
            let said = faults(kind, name, value);
            assert!(said.contains(part) && said.is_empty() == part.is_empty(), "{value}: {said}");
        }
    }

    #[test]
    fn a_second_service_begins_with_another_name_and_older_revisions_can_be_chosen() {
        let mut session = Session::new(Scenario::Opening, Seed(1));
        let values: Values = [("definition", "shop:1".to_string())].into_iter().collect();
        let first = form(FormKind::Service, &facts(&session), &values).line;
        assert!(first.contains("--service-name shop-2 --task-definition shop:1"), "{first}");
        session.update(Action::Line(first.into()));
        let second = form(FormKind::Service, &facts(&session), &values).line;
        assert!(second.contains("--service-name shop-3"), "{second}");
    }

    #[test]
    fn a_form_without_anything_to_run_says_what_to_do_first() {
        let empty = facts(&Session::new(Scenario::Empty, Seed(1)));
        for kind in [FormKind::Service, FormKind::RunTask] {
            let form = form(kind, &empty, &Values::default());
            assert!(form.missing.is_some_and(|first| first.contains("Register one first")) && !form.can_be_sent());
            assert!(form.fields.iter().all(|field| !field.value.starts_with('-')), "{:?}", form.fields);
            assert_eq!(form.fields[0].kind, FieldKind::Choice(same(["default"].into_iter())));
        }
        assert!(form(FormKind::Cluster, &empty, &Values::default()).can_be_sent());
    }
}
