//! Texts as people have them, and what becomes of them.

use serde_json::json;

use super::*;

#[test]
fn a_definition_inside_a_service_is_taken_and_the_wrong_field_is_explained() {
    let text = "taskDefinition:\n  family: my-task\n  startupTimeout: 60\n  containerDefinitions:\n    - name: c\n      image: i\n      memory: 512\n";
    let imported = task_definition(text, &[]).unwrap();
    let definition = json!({"family": "my-task", "containerDefinitions": [{"name": "c", "image": "i", "memory": 512}]});
    assert_eq!(imported.input, definition);
    assert_eq!(
        imported.notes,
        [
            "taken from taskDefinition",
            "left out startupTimeout: ECS has no such field. The nearest is startTimeout, which belongs in containerDefinitions[] (each container has its own)",
        ]
    );
}

#[test]
fn what_describe_printed_can_be_registered_again() {
    let text = json!({"taskDefinition": {
        "taskDefinitionArn": "arn:…", "family": "web", "revision": 3, "status": "ACTIVE",
        "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}], "cpu": 256
    }, "tags": []});
    let imported = task_definition(&text.to_string(), &[]).unwrap();
    assert_eq!(imported.input["cpu"], json!("256"));
    assert_eq!(imported.input.get("revision"), None);
    assert_eq!(imported.notes[1], "left out what ECS adds itself: taskDefinitionArn, revision, status");
}

#[test]
fn mistakes_are_said_with_their_place() {
    let error = |text: &str| task_definition(text, &[]).unwrap_err().in_words(|values| values.into());
    assert_eq!(error("{\"family\": \"web\",\n  oops}"), "key must be a string, in line 2, column 3");
    assert_eq!(error("family: [web\nimage: x"), "illegal placement of ':' indicator, in line 2, column 6");
    assert_eq!(error("a: 1"), "this is no task definition: it has neither family nor containerDefinitions");
    assert_eq!(error("\0\0"), "it is not text: it has a NUL byte in it");
    assert_eq!(error(&"x".repeat(LARGEST + 1)), "it has 1048577 bytes, and at most 1048576 are read");
    assert_eq!(error(&"[".repeat(10_000)), "recursion limit exceeded, in line 1, column 128");
    assert_eq!(error(&format!("a: {}", "[".repeat(100))), "it is nested too deeply, in line 1, column 67");
    assert_eq!(error("a: &x 1\nb: *x"), "anchors and aliases aren't read here, in line 2, column 4");
}

#[test]
fn lists_of_containers_and_what_lacks_a_family() {
    let containers = r#"[{"name": "web", "image": "nginx", "cpu": null, "environment": [null]}]"#;
    let imported = task_definition(containers, &[]).unwrap();
    let container = json!({"name": "web", "image": "nginx", "environment": []});
    assert_eq!(imported.input, json!({"containerDefinitions": [container], "family": "web"}));
    assert_eq!(imported.notes, ["taken for containerDefinitions", "it has no family: web, after its first container"]);
    let inside = format!(r#"[{{"family": "app", "containerDefinitions": {containers}}}]"#);
    assert_eq!(task_definition(&inside, &[]).unwrap().input["family"], "app");
}

#[test]
fn what_describe_prints_keeps_its_tags_and_flags() {
    let text = r#"{"taskDefinition": {"family": "web", "enableFaultInjection": true, "ipcMode": null, "containerDefinitions": [
        {"name": "web", "image": "nginx", "essential": "true", "links": null, "portMappings": [{"containerPort": "80"}], "dockerLabels": {"a": null}}
    ]}, "tags": [{"key": "team", "value": "x"}]}"#;
    let container = json!({"name": "web", "image": "nginx", "essential": true, "portMappings": [{"containerPort": 80}], "dockerLabels": {}});
    let tags = json!([{"key": "team", "value": "x"}]);
    assert_eq!(
        task_definition(text, &[]).unwrap().input,
        json!({"family": "web", "enableFaultInjection": true, "containerDefinitions": [container], "tags": tags})
    );
}

/// A definition with an image, another member of its container, and one of the task.
fn template(image: &str, container: &str, task: &str) -> String {
    format!(
        r#"{{"family": "web", {task} "containerDefinitions": [{{"name": "web", {container} "image": "{image}"}}]}}"#
    )
}

fn named(text: &str) -> Vec<String> {
    placeholders(text).into_iter().map(|placeholder| placeholder.name).collect()
}

#[test]
fn signs_of_placeholders() {
    for (image, names) in [
        ("<IMAGE>", "IMAGE"),
        ("<IMAGE1_NAME>", "IMAGE1_NAME"),
        ("<your image name>:1", "your_image_name"),
        ("<<IMAGE>>", "IMAGE"),
        ("${IMAGE}", "IMAGE"),
        ("${var.image}:${tag}", "var.image tag"),
        ("$IMAGE", "IMAGE"),
        ("$REGISTRY/$REPO:$TAG", "REGISTRY REPO TAG"),
        ("${{ env.IMAGE }}", "env.IMAGE"),
        ("{{image}}", "image"),
        ("{{ .Values.image }}", "Values.image"),
        ("web:{{ must_env `TAG` }}", "TAG"),
        (r#"web:{{ must_env "TAG" }}"#, "TAG"),
        ("{{ tfstate `aws_ecr.x.url` }}", "aws_ecr.x.url"),
        ("{{- image -}}", "image"),
        ("{{{image}}}", "image"),
        ("%REPOSITORY_URI%:v%BUILD_NUMBER%", "REPOSITORY_URI BUILD_NUMBER"),
        ("%%IMAGE%%", "IMAGE"),
        ("__IMAGE__", "IMAGE"),
        ("__ECR_IMAGE_TAG__", "ECR_IMAGE_TAG"),
        ("[IMAGE]", "IMAGE"),
        ("[[IMAGE NAME]]", "IMAGE_NAME"),
        ("{IMAGE}", "IMAGE"),
        ("#{IMAGE}#", "IMAGE"),
        ("<%= image %>", "image"),
        ("<IMAGE>/<IMAGE>", "IMAGE"),
        // No placeholders, though most of them are no images either.
        ("public.ecr.aws/x/y:1@sha256:0f", ""),
        ("$1", ""),
        ("a<b", ""),
        ("[a-z]", ""),
        ("[A-Z]", ""),
        ("50%", ""),
        ("__init__", ""),
        ("${}", ""),
        ("{{}}", ""),
    ] {
        assert_eq!(named(&template(image, "", "")).join(" "), names, "{image}");
    }
}

fn fill(text: &str, given: &[(&str, &str)]) -> Result<Imported, String> {
    let given: Vec<_> = given.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    task_definition(text, &given).map_err(|why| why.in_words(|values| format!("sim import F {values}")))
}

#[test]
fn templates_are_filled() {
    let input = |text: &str, given: &[(&str, &str)]| fill(text, given).unwrap().input;
    let one = |text: &str, given: &[(&str, &str)]| input(text, given)["containerDefinitions"][0].clone();
    assert_eq!(one(&template("<REPO>:${TAG}", "", ""), &[("REPO", "a/b"), ("TAG", "1")])["image"], "a/b:1");
    // What stands without quotes can be of any kind.
    let bare = template(
        "i",
        r#""cpu": ${CPU}, "essential": {{ essential }}, "environment": <ENV>, "secrets": $SECRETS,"#,
        r#""memory": {{ memory }},"#,
    );
    let given = [
        ("CPU", "256"),
        ("essential", "true"),
        ("ENV", r#"[{"name": "A", "value": "<B>"}]"#),
        ("SECRETS", ""),
        ("memory", "512"),
    ];
    let filled = input(&bare, &given);
    let container = json!({"name": "web", "cpu": 256, "essential": true, "environment": [{"name": "A", "value": "<B>"}], "image": "i"});
    assert_eq!(filled, json!({"family": "web", "memory": "512", "containerDefinitions": [container]}));
    // A value is no text of JSON.
    assert_eq!(one(&template("<X>", "", ""), &[("X", "a\"},{$Y}")])["image"], "a\"},{$Y}");
    // Names are names, too.
    let label = template("i", r#""dockerLabels": {"{{ key }}": "x"},"#, "");
    assert_eq!(one(&label, &[("key", "team")])["dockerLabels"], json!({"team": "x"}));
    for (image, expected) in [
        ("web:${TAG:-latest}", "web:latest"),
        ("web:{{ env `TAG` `v1` }}", "web:v1"),
        ("web:{{ tag | default('v2') }}", "web:v2"),
    ] {
        let imported = fill(&template(image, "", ""), &[]).unwrap();
        assert_eq!(imported.input["containerDefinitions"][0]["image"], expected);
        assert!(imported.notes[0].ends_with("its default"), "{:?}", imported.notes);
    }
    assert_eq!(one(&template("web:${TAG:-latest}", "", ""), &[("TAG", "7")])["image"], "web:7");
    // YAML.
    let yaml = "family: web\ncontainerDefinitions:\n  - name: web\n    image: {{ image }}\n    cpu: ${CPU}\n    command: [A]\n";
    assert_eq!(named(yaml), ["image", "CPU"]);
    assert_eq!(
        one(yaml, &[("image", "web:1"), ("CPU", "64")]),
        json!({"name": "web", "image": "web:1", "cpu": 64, "command": ["A"]})
    );
    // Template logic is left out, comments silently.
    let logic = "{% if x %}\n{\"family\": \"web\", {# why #} \"containerDefinitions\": [{\"name\": \"web\", \"image\": \"i\"}]}\n{% endif %}\n{{- end }}";
    assert_eq!(
        fill(logic, &[]).unwrap().notes,
        [
            "left out {% if x %}; what it is about stays",
            "left out {% endif %}; what it is about stays",
            "left out {{- end }}; what it is about stays",
        ]
    );
}

#[test]
fn what_is_missing_for_a_template_is_named() {
    assert_eq!(
        fill(&template("<IMAGE>", "", r#""taskRoleArn": "{{taskRoleArn}}","#), &[("IMAGE", "x")]).unwrap_err(),
        "it is a template with a placeholder: {{taskRoleArn}}. To fill it: sim import F taskRoleArn=my-role"
    );
    assert_eq!(
        fill(&template("<IMAGE>", r#""memory": ${MEM},"#, ""), &[]).unwrap_err(),
        "it is a template with placeholders: ${MEM}, <IMAGE>. To fill them: sim import F MEM=512 IMAGE=nginx:1"
    );
    assert_eq!(
        fill(&template("<IMAGE>", "", ""), &[("TAG", "1")]).unwrap_err(),
        "it has no placeholder TAG; it has IMAGE"
    );
    assert_eq!(fill(&template("i", "", ""), &[("TAG", "1")]).unwrap_err(), "it has no placeholder TAG; it has none");
    assert_eq!(
        fill("{\"family\": \"<X>\",\n oops}", &[]).unwrap_err(),
        "key must be a string, in line 2, column 2 (placeholders aside)"
    );
}

#[test]
fn what_a_shell_or_docker_means_stays() {
    let stays = |container: &str, note: &[&str]| {
        let text = template("i", container, "");
        let imported = task_definition(&text, &[]).unwrap();
        let plain = parse(&text).unwrap();
        assert_eq!(imported.input, plain, "{container}");
        assert_eq!(imported.notes, note, "{container}");
    };
    stays(r#""command": ["sh", "-c", "echo $HOME ${PORT}"],"#, &[]);
    stays(r#""command": ["echo '<html><body><h1>Hi</h1><br></body></html>'"],"#, &[]);
    stays(r#""healthCheck": {"command": ["CMD-SHELL", "curl http://localhost:$PORT"]},"#, &[]);
    stays(r#""logConfiguration": {"logDriver": "syslog", "options": {"tag": "{{.Name}}/{{.ID}}"}},"#, &[]);
    stays(
        r#""logConfiguration": {"logDriver": "x", "options": {"awslogs-datetime-format": "%Y-%m-%dT%H:%M:%S%z"}},"#,
        &[],
    );
    stays(r#""environment": [{"name": "A", "value": "$B ${C}"}],"#, &[]);
    stays(r#""environment": [{"name": "A", "value": "{{ b }}"}],"#, &["{{ b }} stays as it is"]);
    stays(r#""entryPoint": ["<APP>", "<APP>"],"#, &["<APP> stays as it is"]);
    // Who has a value for it means it.
    let given = [("B".to_string(), "1".to_string())];
    let text = template("i", r#""environment": [{"name": "A", "value": "$B"}],"#, "");
    let filled = task_definition(&text, &given).unwrap().input["containerDefinitions"][0]["environment"][0].clone();
    assert_eq!(filled["value"], "1");
    // A reference to a schema is a name.
    let schema = format!("{{\"$schema\": \"x\", {}", &template("i", "", "")[1..]);
    assert_eq!(named(&schema), [""; 0]);
}

#[test]
fn no_template_takes_long() {
    for part in
        ["<a ", "<a>", "{{ a }}", "{{", "${", "$", "%A", "__A", "[A", "{% if ", "\u{e000}", "<<<<", "${A}${B}", "\"\\"]
    {
        let text = part.repeat(LARGEST / part.len() / 16);
        let _ = task_definition(&text, &[]);
        let _ = task_definition(&template(&text, "", ""), &[]);
    }
    // What stands beside signs need not be letters of ASCII.
    for image in ["<é>", "${é}", "%é%", "é{{é}}é", "{{ é", "__é__", "日本<X>"] {
        let _ = task_definition(&template(image, "", ""), &[]);
    }
    let many: String = (0..60).map(|n| format!("<X{n}>")).collect();
    let why = task_definition(&template(&many, "", ""), &[]).unwrap_err().in_words(|values| values.into());
    assert!(why.contains("<X11> and 48 more") && why.len() < 600, "{why}");
}
