//! What a container image does when it runs. ECS runs images; here an image is described.

use super::Name;
use super::role::Denied;
use crate::sorted::SortedMap;
use crate::time::Span;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Image {
    /// Whether the tag can be pulled at all.
    pub exists: bool,
    /// Why it can't be pulled though it exists.
    pub pull_fault: Option<PullFault>,
    /// How long a pull takes where nothing of it is cached; `None`: the platform's usual time.
    pub pull: Option<Span>,
    /// From created to running; `None`: the platform's usual time.
    pub start: Option<Span>,
    /// From running until it answers requests well. Before that, it answers 503.
    pub healthy_after: Span,
    /// When it ends by itself, counted from its start, and with which code.
    pub exit_after: Option<Span>,
    pub exit_code: i32,
    /// The HTTP status that it answers once it is healthy.
    pub status: u16,
    /// What it says to whoever asks.
    pub says: Name,
    /// How long it takes to end after SIGTERM; `None`: it ignores SIGTERM and is killed when stopTimeout is over.
    pub stops_in: Option<Span>,
    /// The code with which it ends after SIGTERM. A process without a handler: 143.
    pub stop_code: i32,
    /// Whether `curl` is in it, which many health checks call.
    pub has_curl: bool,
    /// How the command of its health check ends.
    pub check: Check,
    pub memory: MemoryUse,
    /// What a request costs of one vCPU; nothing: too little to count.
    pub request_cpu: Span,
    /// What a request takes beside that.
    pub request_takes: Span,
    /// The AWS actions that the application calls when it starts, as IAM writes them: `s3:GetObject`.
    pub calls: Vec<Name>,
}

/// How a health check's command ends inside a container.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Check {
    /// It asks the application, and agrees with what that answers.
    AsServed,
    Passes,
    Fails,
    /// It doesn't end before its timeout.
    Hangs,
}

/// MiB from the start, and MiB more with every minute.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct MemoryUse {
    pub idle: u32,
    pub growth: u32,
}

/// Why an image can't be pulled (tasks.md#pulls).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum PullFault {
    NotFound,
    /// It is private, and nobody gave credentials.
    AccessDenied,
    RateLimit,
    /// It was built for another processor.
    Platform,
    /// The registry doesn't answer.
    Timeout,
    /// The execution role may not read from ECR.
    Forbidden,
    /// The execution role gets no token for ECR: how EC2 says it.
    NoToken(Denied),
}

impl Image {
    /// What an image does of which nothing is known: it is a healthy web server.
    pub fn web_server() -> Image {
        Image {
            exists: true,
            pull_fault: None,
            pull: None,
            start: None,
            healthy_after: Span::ZERO,
            exit_after: None,
            exit_code: 0,
            status: 200,
            says: "hello".into(),
            stops_in: Some(Span::ZERO),
            stop_code: 143,
            has_curl: true,
            check: Check::AsServed,
            memory: MemoryUse::default(),
            request_cpu: Span::ZERO,
            request_takes: Span::ZERO,
            calls: vec![],
        }
    }
}

/// The images that come with the playground. Any other name is a healthy web server until `sim image set` says else.
pub fn library() -> SortedMap<Name, Image> {
    let web = Image::web_server();
    [
        ("playground/web:1", Image { says: "hello from version 1".into(), ..web.clone() }),
        ("playground/web:2", Image { says: "hello from version 2".into(), ..web.clone() }),
        ("playground/web:slow", Image { healthy_after: Span::secs(75), says: "at last".into(), ..web.clone() }),
        ("playground/web:crash", Image { exit_after: Some(Span::secs(8)), exit_code: 1, ..web.clone() }),
        ("playground/web:sick", Image { status: 503, says: "no".into(), ..web.clone() }),
        ("playground/web:missing", Image { exists: false, ..web.clone() }),
        ("playground/web:nocurl", Image { has_curl: false, ..web.clone() }),
        ("playground/web:leak", Image { memory: MemoryUse { idle: 200, growth: 100 }, ..web.clone() }),
        ("playground/web:stubborn", Image { stops_in: None, ..web.clone() }),
        ("playground/init:1", Image { exit_after: Some(Span::secs(5)), ..web.clone() }),
        ("playground/job:1", Image { exit_after: Some(Span::secs(45)), says: "done".into(), ..web }),
    ]
    .into_iter()
    .map(|(name, image)| (name.into(), image))
    .collect()
}

/// The image behind a reference: by its whole name, else by what stands after the last slash, so that `web:8`
/// describes `123456789012.dkr.ecr.us-east-1.amazonaws.com/web:8` too. A name without a tag means `:latest`.
pub fn find<'a>(images: &'a SortedMap<Name, Image>, reference: &str) -> Option<&'a Image> {
    let tagged = with_tag(reference);
    let short = tagged.rsplit('/').next().unwrap_or_default();
    images.get(reference).or_else(|| images.get(tagged.as_str())).or_else(|| images.get(short))
}

/// `nginx` is `nginx:latest`.
pub fn with_tag(reference: &str) -> String {
    let short = reference.rsplit('/').next().unwrap_or_default();
    if short.contains([':', '@']) { reference.into() } else { format!("{reference}:latest") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_found_by_its_whole_or_short_name() {
        let mut images = library();
        images.insert("web:8".into(), Image { status: 500, ..Image::web_server() });
        let status = |reference| find(&images, reference).map(|image| image.status);
        assert_eq!(status("123456789012.dkr.ecr.us-east-1.amazonaws.com/web:8"), Some(500));
        assert_eq!(status("playground/web:sick"), Some(503));
        assert_eq!(status("nginx:1.27"), None);
        assert_eq!(with_tag("docker.io:443/nginx"), "docker.io:443/nginx:latest");
    }
}
