//! Every subject with every operator, by symbol and by word.

use super::{EXAMPLE, Example, check, query};

#[test]
fn documented_examples() {
    check(&[
        ("attribute:ecs.instance-type == t2.small", false),
        ("attribute:ecs.instance-type =~ t2.*", false),
        ("attribute:ecs.instance-type in [t2.small, t2.medium]", false),
        ("attribute:ecs.availability-zone in [us-east-1a, us-east-1b]", true),
        ("attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d", false),
        ("attribute:ecs.instance-type == g2.2xlarge and attribute:ecs.availability-zone != us-east-1d", false),
        ("task:group == service:production", true),
        ("not(task:group == database)", true),
        ("runningTasksCount == 1", false),
        ("agentVersion < 1.14.5", false),
        ("registeredAt < 2018-02-13", false),
        ("ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']", true),
        (
            "(attribute:ecs.instance-type =~ t2.* and attribute:ecs.availability-zone in [us-east-1a, us-east-1b]) or agentVersion < 1.4.0",
            false,
        ),
    ]);
}

#[test]
fn attributes() {
    check(&[
        ("attribute:stack == prod", true),
        ("attribute:stack equals test", false),
        ("attribute:stack != prod", false),
        ("attribute:stack not_equals test", true),
        ("attribute:stack == PROD", false),
        ("attribute:cores > 10", false),
        ("attribute:cores greater_than 7", true),
        ("attribute:cores >= 8", true),
        ("attribute:cores greater_than_equal 9", false),
        ("attribute:cores < 10", true),
        ("attribute:cores less_than 8", false),
        ("attribute:cores <= 8", true),
        ("attribute:cores less_than_equal 7", false),
        ("attribute:cores == 08", false),
        ("attribute:cores >= 08", true),
        ("attribute:cores < ten", true),
        ("attribute:stack < test", true),
        ("attribute:stack exists", true),
        ("attribute:spare exists", true),
        ("attribute:spare == ''", true),
        ("attribute:stack !exists", false),
        ("attribute:stack not_exists", false),
        ("attribute:stack in [test, prod]", true),
        ("attribute:stack in [test]", false),
        ("attribute:stack !in [test, prod]", false),
        ("attribute:stack not_in [test]", true),
        ("attribute:stack =~ pr.*", true),
        ("attribute:stack matches ro", false),
        ("attribute:stack !~ pr.*", false),
        ("attribute:stack not_matches ro", true),
        ("attribute:foundry.signoz.io/storage == persistent", true),
    ]);
}

#[test]
fn absent_attributes() {
    check(&[
        ("attribute:none == prod", false),
        ("attribute:none == ''", false),
        ("attribute:none in [prod]", false),
        ("attribute:none =~ .*", false),
        ("attribute:none < 1", false),
        ("attribute:none >= 1", false),
        ("attribute:none exists", false),
        ("attribute:none != prod", true),
        ("attribute:none !in [prod]", true),
        ("attribute:none !~ .*", true),
        ("attribute:none !exists", true),
        ("attribute:none not_exists", true),
    ]);
}

#[test]
fn agents() {
    check(&[
        ("agentConnected == true", true),
        ("agentConnected equals false", false),
        ("agentConnected != true", false),
        ("agentConnected in [true, false]", true),
        ("agentConnected not_in [false]", true),
        ("agentConnected =~ t.*", true),
        ("agentConnected !~ t.*", false),
        ("agentVersion == 1.98.0", true),
        ("agentVersion == 1.98.0+build", true),
        ("agentVersion not_equals 1.98.0", false),
        ("agentVersion > 1.98.0-rc.1", true),
        ("agentVersion > 1.100.0", false),
        ("agentVersion >= 1.98.0", true),
        ("agentVersion < 1.100.0", true),
        ("agentVersion less_than_equal 1.97.99", false),
        ("agentVersion < '2.0.0'", true),
    ]);
}

#[test]
fn machines_and_counts() {
    check(&[
        ("ec2InstanceId == i-abcd1234", true),
        ("ec2InstanceId != 'i-abcd1234'", false),
        ("ec2InstanceId !in [i-1, i-2]", true),
        ("ec2InstanceId =~ i-[a-d]+1234", true),
        ("ec2InstanceId not_matches i-.*", false),
        ("runningTasksCount == 3", true),
        ("runningTasksCount == 03", true),
        ("runningTasksCount != 3", false),
        ("runningTasksCount > 3", false),
        ("runningTasksCount >= 3", true),
        ("runningTasksCount < 10", true),
        ("runningTasksCount <= 2", false),
        ("runningTasksCount less_than 18446744073709551615", true),
    ]);
}

#[test]
fn dates() {
    check(&[
        ("registeredAt < 2018-02-14", true),
        ("registeredAt > 2018-02", true),
        ("registeredAt == 2018-02-13", false),
        ("registeredAt == 2018-02-13T12:00", true),
        ("registeredAt == 2018-02-13T12:00:00", true),
        ("registeredAt != 2018-02-13T12:00:00Z", false),
        ("registeredAt == 2018-02-13T12:00:00+00:00", true),
        ("registeredAt == 2018-02-13T14:00:00+02:00", true),
        ("registeredAt == 2018-02-13T08:30:00-0330", true),
        ("registeredAt >= '2018-02-13T12:00:01'", false),
        ("registeredAt less_than_equal \"2018-02-13T12:00:00\"", true),
    ]);
}

#[test]
fn task_groups() {
    check(&[
        ("task:group == family:job", true),
        ("task:group == job", false),
        ("task:group == production", false),
        ("task:group != family:job", false),
        ("task:group != service:web", true),
        ("task:group in [service:web, family:job]", true),
        ("task:group not_in [service:web, family:job]", false),
        ("task:group =~ service:.*", true),
        ("task:group !~ .*:web", true),
        ("task:group exists", true),
        ("task:group !exists", false),
    ]);
}

#[test]
fn what_is_not_there_yet() {
    let booting = Example { version: "", registered: None, groups: &[], connected: false, ..EXAMPLE };
    for (text, expected) in [
        ("registeredAt >= 2000-01", false),
        ("registeredAt < 2100-01", false),
        ("registeredAt != 2018-01", true),
        ("agentVersion < 9.0.0", false),
        ("agentVersion != 1.0.0", true),
        ("agentConnected == false", true),
        ("task:group exists", false),
        ("task:group != a", true),
        ("runningTasksCount == 0", true),
    ] {
        assert_eq!(query(text).holds(&booting), expected, "{text}");
    }
}
