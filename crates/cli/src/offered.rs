//! What is offered where the name of something that exists is wanted.

use aws::arn;
use engine::model::instance_types::INSTANCE_TYPES;
use engine::model::listener::RuleId;
use engine::model::network::Zone;
use engine::model::resource::ResourceKind;
use engine::model::service::ServiceStatus;
use engine::world::World;

/// Ids that are offered at once.
pub(crate) const MOST_IDS: usize = 200;

/// Names of things that exist.
pub(crate) fn option_values(world: &World, option: &str) -> Vec<String> {
    let open = |status: ServiceStatus| status != ServiceStatus::Inactive;
    match option {
        "--cluster" | "--clusters" => {
            world.clusters.values().filter(|c| c.active).map(|c| c.name.to_string()).collect()
        }
        "--service" | "--services" | "--service-name" => {
            world.services.values().filter(|s| open(s.status)).map(|s| s.name.to_string()).collect()
        }
        "--task-definition" | "--task-definitions" | "--family-prefix" | "--family" => {
            let label = |family: &str| {
                let revisions = world.families[family].revisions.keys();
                revisions.map(|revision| format!("{family}:{revision}")).collect::<Vec<_>>()
            };
            world.families.keys().flat_map(|family| label(family)).collect()
        }
        "--task" | "--tasks" => {
            let wanted = world.tasks.iter().filter(|(_, task)| !task.is_stopped());
            wanted.take(MOST_IDS).map(|(id, _)| arn::task_name(world, id)).collect()
        }
        "--container-instance" | "--container-instances" => {
            let registered = world.instances.iter().filter(|(_, instance)| instance.registered());
            registered.take(MOST_IDS).map(|(id, _)| arn::instance_name(world, id)).collect()
        }
        "--target-group-arn" | "--target-group-arns" => {
            world.target_groups.keys().map(|id| arn::target_group(world, id)).collect()
        }
        "--load-balancer-arn" | "--load-balancer-arns" => {
            world.balancers.keys().map(|id| arn::load_balancer(world, id)).collect()
        }
        "--listener-arn" | "--listener-arns" => world
            .balancers
            .iter()
            .flat_map(|(id, balancer)| balancer.listeners.iter().map(move |one| arn::listener(world, id, one.number)))
            .collect(),
        "--rule-arn" | "--rule-arns" => {
            let rules = world.balancers.iter().flat_map(|(balancer, row)| {
                let rules = row.listeners.iter().flat_map(|listener| &listener.rules);
                rules.map(move |rule| RuleId { balancer, number: rule.number })
            });
            rules.map(|id| arn::rule(world, id)).collect()
        }
        "--capacity-providers" => world.providers.values().map(|provider| provider.name.to_string()).collect(),
        "--launch-type" => vec!["EC2".into(), "FARGATE".into()],
        "--type" => INSTANCE_TYPES.iter().map(|t| t.name.to_string()).collect(),
        "--zone" => zones(),
        "--secret-id" => resources(world, ResourceKind::Secret),
        "--log-group-name" => resources(world, ResourceKind::LogGroup),
        _ => vec![],
    }
}

pub(crate) fn resources(world: &World, kind: ResourceKind) -> Vec<String> {
    let all = world.account.resources.iter().filter(|((of, _), one)| *of == kind && one.is_known(world.now));
    all.map(|((_, name), _)| name.to_string()).collect()
}

pub(crate) fn zones() -> Vec<String> {
    Zone::all().map(|zone| zone.to_string()).collect()
}
