//! Service revisions, as DescribeServiceRevisions prints them.

use serde_json::Value;

use super::service_deployments::arns;
use super::service_output::{describe_balancer, describe_network, launch_type, platform_in_use, strategy};
use super::{container_images, missing};
use crate::errors::ServiceError;
use crate::json::{Input, Object};
use crate::time::timestamp;
use crate::{arn, kept};
use engine::model::deployment::ServiceDeployment;
use engine::model::service::LaunchType;
use engine::world::World;

pub(super) fn describe(world: &World, input: Input) -> Result<Value, ServiceError> {
    let (mut described, mut failures) = (Vec::new(), Vec::new());
    for named in arns(input, "serviceRevisionArns")? {
        let is_it = |record: &&ServiceDeployment| arn::service_revision(world, record.service, record.id) == named;
        match world.deployments.values().find(is_it) {
            Some(record) => described.push(describe_one(world, record)),
            None => failures.push(missing(named.into())),
        }
    }
    Ok(Object::new().with("serviceRevisions", described).with("failures", failures).value())
}

fn describe_one(world: &World, record: &ServiceDeployment) -> Value {
    let revision = &record.target;
    let (placement, own) = (&revision.placement, &revision.kept);
    let fargate = placement.launch == LaunchType::Fargate;
    let balancers: Vec<Value> = revision.balancers.iter().map(|one| describe_balancer(world, one)).collect();
    let groups = revision.groups().map(|(group, one)| {
        let advanced = one.advanced.as_ref().map(|advanced| advanced.production);
        let rule = advanced.filter(|&rule| world.rule(rule).is_some()).map(|rule| arn::rule(world, rule));
        let group = Object::new().with("targetGroupArn", arn::target_group(world, group));
        group.with("productionListenerRule", rule).value()
    });
    let resolved = Object::new().with("loadBalancers", groups.collect::<Vec<_>>());
    Object::new()
        .with("serviceRevisionArn", arn::service_revision(world, record.service, record.id))
        .with("serviceArn", arn::service(world, record.service))
        .with("clusterArn", arn::cluster(world, world.services[record.service].cluster))
        .with("taskDefinition", arn::definition(world, revision.definition))
        .with("capacityProviderStrategy", strategy(world, placement))
        .with("launchType", launch_type(placement))
        .with("platformVersion", fargate.then(|| platform_in_use(own)))
        .with("platformFamily", fargate.then_some("Linux"))
        .with("loadBalancers", balancers)
        .with("serviceRegistries", kept::list(own, "serviceRegistries"))
        .with("networkConfiguration", placement.network.as_ref().map(describe_network))
        .with("containerImages", container_images(world, record))
        .with("guardDutyEnabled", false)
        .with("serviceConnectConfiguration", kept::value(own, "serviceConnectConfiguration"))
        .with("volumeConfigurations", kept::value(own, "volumeConfigurations"))
        .with("createdAt", timestamp(record.created_at))
        .with("vpcLatticeConfigurations", kept::value(own, "vpcLatticeConfigurations"))
        .with("resolvedConfiguration", (!revision.balancers.is_empty()).then_some(resolved))
        .value()
}
