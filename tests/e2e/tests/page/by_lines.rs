//! The story as typed lines.

use e2e::browser::on_page;

const COMMANDS: &str = include_str!("../../../inputs/commands.txt");

#[test]
fn pasted_commands_work_as_they_stand() {
    on_page(async |page| {
        page.run("sim wait 1s").await?;
        page.click("#prompt").await?;
        page.paste(COMMANDS).await?;
        page.keys(thirtyfour::Key::Enter).await?;
        page.until("return !document.querySelector('#prompt').value").await?;
        page.until("return document.querySelectorAll('.exchange').length > 5").await?;
        let failed = page
            .ask("return [...document.querySelectorAll('.exchange:not([data-status=\"0\"])')].map(e => e.innerText)")
            .await?;
        assert_eq!(failed.as_array().map(Vec::len), Some(0), "{failed:#}");
        Ok(())
    });
}

#[test]
fn the_story() {
    on_page(async |page| {
        let register = "aws ecs register-task-definition --family web --container-definitions";
        let container = |image: &str| {
            format!(
                r#"[{{"name":"web","image":"{image}","cpu":128,"memory":256,"portMappings":[{{"containerPort":80}}]}}]"#
            )
        };
        page.run(&format!("{register} '{}'", container("playground/web:1"))).await?;
        page.run(&format!("{register} '{}'", container("playground/web:2"))).await?;
        page.run("aws ecs create-cluster --cluster-name prod").await?;
        page.run("sim add-instances --cluster prod --type m5.large --count 6").await?;
        page.run("sim wait 3m").await?;
        page.run("aws ecs create-service --cluster prod --service-name web --task-definition web:1 --desired-count 3 --load-balancers targetGroupArn=web-tg,containerName=web,containerPort=80").await?;
        page.run("sim wait-steady").await?;
        assert!(page.run("sim traffic web-alb").await?.contains("answered"));
        page.run("sim kill-task service:web").await?;
        page.run("sim wait-steady").await?;
        page.run("sim lose-instance us-east-1a/1").await?;
        page.run("sim wait-steady").await?;
        assert!(page.run("sim explain service:web").await?.contains("us-east-1"));
        page.run("aws ecs update-service --cluster prod --service web --task-definition web:2").await?;
        page.run("sim wait-steady").await?;
        page.run("aws ecs update-service --cluster prod --service web --task-definition web:1").await?;
        page.run("sim wait-steady").await?;
        assert!(
            page.run("aws ecs describe-services --cluster prod --services web").await?.contains("\"desiredCount\": 3")
        );
        page.run("aws ecs run-task --cluster demo --task-definition job").await?;
        page.run("sim wait 5m").await?;
        // What isn't there is made, and that is said; strictly it is an error, in ECS's words.
        let create = "aws ecs create-service --service-name web --task-definition web --desired-count 1 --cluster";
        assert!(page.run(&format!("{create} other")).await?.contains("note: "));
        page.run("sim strict on").await?;
        let (status, said) = page.line(&format!("{create} third")).await?;
        assert_eq!(status, 254);
        let words = "(ClusterNotFoundException) when calling the CreateService operation: Cluster not found.";
        assert!(said.contains(words), "{said}");
        Ok(())
    });
}
