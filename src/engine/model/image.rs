//! What a container image does when it runs. ECS runs images; here an image is described.

use super::Name;
use crate::engine::sorted::SortedMap;
use crate::engine::time::Span;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Image {
    /// Whether the tag can be pulled at all.
    pub exists: bool,
    /// How long a pull takes where nothing of it is cached; `None`: the platform's usual time.
    pub pull: Option<Span>,
    /// From created to running; `None`: the platform's usual time.
    pub start: Option<Span>,
    /// From running until it answers requests well. Before that, it answers 503.
    pub healthy_after: Span,
    /// When it ends by itself, counted from running, and with which code.
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
}

impl Image {
    /// What an image that nothing is known of does: a healthy web server.
    pub fn web_server() -> Image {
        Image {
            exists: true,
            pull: None,
            start: None,
            healthy_after: Span::ZERO,
            exit_after: None,
            exit_code: 0,
            status: 200,
            says: "hello".into(),
            stops_in: Some(Span::ZERO),
            stop_code: 143,
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
