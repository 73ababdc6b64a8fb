//! What a container image does when it runs. ECS runs images; here an image is described.

use std::hash::Hasher;
use std::rc::Rc;

use super::Name;
use super::role::Denied;
use crate::hash::RunningHash;
use crate::sorted::SortedMap;
use crate::time::Span;

/// What was pushed under one name, oldest first. The last is what the tag means now; the others are still there for
/// whoever knows their digest.
#[derive(Clone, Debug)]
pub struct Pushed {
    versions: Rc<Vec<Rc<Image>>>,
}

/// How often a tag may be pushed.
pub const MOST_PUSHES: usize = 1_000;

/// An image as a container has it: which version of its tag, and what that did when it was pulled.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Pulled {
    pub version: u32,
    pub image: Rc<Image>,
}

/// The images of all registries, by the names under which they were described or pushed. Any other name is a healthy web
/// server, and has been pushed once.
#[derive(Clone, Debug)]
pub struct Registry {
    pushed: SortedMap<Name, Pushed>,
    usual: Rc<Image>,
}

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

impl Registry {
    /// The images that come with the playground.
    pub fn new() -> Registry {
        let usual = Rc::new(Image::web_server());
        let pushed = library()
            .into_iter()
            .map(|(name, image)| (name.into(), Pushed { versions: Rc::new(vec![Rc::new(image)]) }));
        Registry { pushed: pushed.collect(), usual }
    }

    /// What a reference means now: the version that has the tag, or that of the digest in it.
    pub fn version(&self, reference: &str) -> u32 {
        if let Some((_, digest)) = reference.split_once('@') {
            let found = self.of_digest(reference).map_or(0, |(name, pushed)| {
                pushed.numbers().find(|&version| self::digest(name, version) == *digest).unwrap_or(0)
            });
            return found;
        }
        self.find(reference).map_or(0, |pushed| pushed.versions.len() as u32 - 1)
    }

    /// What a version of an image does when it runs.
    pub fn image(&self, reference: &str, version: u32) -> &Rc<Image> {
        let found = match reference.contains('@') {
            true => self.of_digest(reference).map(|(_, pushed)| pushed),
            false => self.find(reference),
        };
        found.and_then(|pushed| pushed.versions.get(version as usize)).unwrap_or(&self.usual)
    }

    /// What the last version of an image does.
    pub fn newest(&self, reference: &str) -> &Rc<Image> {
        self.image(reference, self.version(reference))
    }

    /// How often something was pushed under a name.
    pub fn pushes(&self, reference: &str) -> usize {
        self.find(reference).map_or(1, |pushed| pushed.versions.len())
    }

    /// All names, and what each means now.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Image)> {
        self.pushed.iter().filter_map(|(name, pushed)| Some((name, &**pushed.versions.last()?)))
    }

    /// Describes what the tag means, without another version.
    pub fn describe(&mut self, reference: &Name, image: &Image) {
        let mut versions = self.versions(reference);
        versions.pop();
        self.add(reference, versions, image);
    }

    pub fn push(&mut self, reference: &Name, image: &Image) {
        let versions = self.versions(reference);
        self.add(reference, versions, image);
    }

    fn add(&mut self, reference: &Name, mut versions: Vec<Rc<Image>>, image: &Image) {
        versions.push(Rc::new(image.clone()));
        self.pushed.insert(reference.clone(), Pushed { versions: Rc::new(versions) });
    }

    /// What a name of its own begins with: what it has meant so far.
    fn versions(&self, reference: &str) -> Vec<Rc<Image>> {
        self.find(reference).map_or_else(|| vec![self.usual.clone()], |pushed| pushed.versions.to_vec())
    }

    /// By its whole name, else by what stands after the last slash, so that `web:8` describes
    /// `123456789012.dkr.ecr.us-east-1.amazonaws.com/web:8` too. A name without a tag means `:latest`.
    fn find(&self, reference: &str) -> Option<&Pushed> {
        let tagged = with_tag(reference);
        let images = &self.pushed;
        images.get(reference).or_else(|| images.get(tagged.as_str())).or_else(|| images.get(short(&tagged)))
    }

    /// The tag of a repository under which a digest was pushed.
    fn of_digest(&self, reference: &str) -> Option<(&Name, &Pushed)> {
        let (repository, wanted) = reference.split_once('@')?;
        let repository = short(repository).split(':').next()?;
        let there = |name: &str| short(name).split(':').next() == Some(repository);
        let has = |name: &str, pushed: &Pushed| pushed.numbers().any(|version| digest(name, version) == wanted);
        self.pushed.iter().find(|(name, pushed)| there(name) && has(name, pushed))
    }
}

impl Default for Registry {
    fn default() -> Registry {
        Registry::new()
    }
}

impl Pushed {
    fn numbers(&self) -> std::ops::Range<u32> {
        0..self.versions.len() as u32
    }
}

/// The digest of a version: `sha256:` and 64 hex digits. It goes by the name after the last slash, wherever that is kept;
/// one that stands in the reference is itself.
pub fn digest(reference: &str, version: u32) -> String {
    if let Some((_, digest)) = reference.split_once('@') {
        return digest.into();
    }
    let tagged = with_tag(reference);
    let part = |number: u64| {
        let mut hash = RunningHash::default();
        hash.write_u64(number);
        hash.write_u32(version);
        hash.write(short(&tagged).as_bytes());
        hash.write_u64(number);
        hash.value()
    };
    format!("sha256:{:016x}{:016x}{:016x}{:016x}", part(1), part(2), part(3), part(4))
}

fn short(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or_default()
}

fn library() -> [(&'static str, Image); 11] {
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
}

/// `nginx` is `nginx:latest`.
pub fn with_tag(reference: &str) -> String {
    if short(reference).contains([':', '@']) { reference.into() } else { format!("{reference}:latest") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_found_by_its_whole_or_short_name() {
        let mut images = Registry::new();
        images.describe(&"web:8".into(), &Image { status: 500, ..Image::web_server() });
        let status = |reference| images.newest(reference).status;
        assert_eq!(status("123456789012.dkr.ecr.us-east-1.amazonaws.com/web:8"), 500);
        assert_eq!(status("playground/web:sick"), 503);
        assert_eq!(status("nginx:1.27"), 200);
        assert_eq!(with_tag("docker.io:443/nginx"), "docker.io:443/nginx:latest");
    }

    #[test]
    fn a_push_moves_the_tag_and_leaves_what_was_there() {
        let mut images = Registry::new();
        let first = digest("web", images.version("web"));
        images.push(&"web:latest".into(), &Image { status: 500, ..Image::web_server() });
        assert_eq!((images.version("web"), images.version("x.amazonaws.com/web:latest")), (1, 1));
        assert_eq!((images.image("web", 0).status, images.image("web", 1).status), (200, 500));
        let (old, new) = (format!("web@{first}"), format!("y/web@{}", digest("web:latest", 1)));
        assert_eq!([&old, &new].map(|of| images.newest(of).status), [200, 500]);
        assert_eq!(digest(&old, images.version(&old)), first);
        assert_ne!(digest("web", 1), first);
        // A description is no push; and a whole name goes on from what the short one has meant.
        images.describe(&"web:latest".into(), &Image::web_server());
        assert_eq!((images.version("web"), images.newest("web").status), (1, 200));
        images.push(&"z/web:latest".into(), &Image::web_server());
        assert_eq!((images.version("z/web"), images.version("web")), (2, 1));
    }
}
