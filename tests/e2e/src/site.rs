//! Where the page is: in `dist/`, served on a free port as any static host would, or where `$PAGE` says.

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use tiny_http::{Header, Request, Response, Server};

/// Serves until it is dropped.
pub struct Site {
    address: String,
    /// `None`: somebody else serves it.
    server: Option<Arc<Server>>,
}

impl Site {
    pub fn find() -> Site {
        match std::env::var("PAGE") {
            Ok(address) => Site { address, server: None },
            Err(_) => Site::serve(),
        }
    }

    fn serve() -> Site {
        let dist = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../dist"));
        assert!(dist.join("index.html").exists(), "no page in dist/: `make e2e` builds it first");
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a free port"));
        let requests = Arc::clone(&server);
        std::thread::spawn(move || {
            for request in requests.incoming_requests() {
                // Each by itself: one that isn't read yet keeps no other waiting.
                std::thread::spawn(move || {
                    // Nobody hears of it if the browser has gone meanwhile.
                    let _ = match found(dist, &request) {
                        Some(response) => request.respond(response),
                        None => request.respond(Response::from_string("There is nothing here.").with_status_code(404)),
                    };
                });
            }
        });
        Site { address: format!("http://{}/", server.server_addr()), server: Some(server) }
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.unblock();
        }
    }
}

/// What is asked for, as its `.br` if the browser takes that.
fn found(dist: &Path, request: &Request) -> Option<Response<Cursor<Vec<u8>>>> {
    let path = request.url().split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    let accepts = request.headers().iter().find(|header| header.field.equiv("Accept-Encoding"));
    let packed = accepts.filter(|header| header.value.as_str().contains("br"));
    if let Some(bytes) = packed.and_then(|_| std::fs::read(dist.join(format!("{name}.br"))).ok()) {
        return Some(
            Response::from_data(bytes).with_header(content_type(name)).with_header(header("Content-Encoding", "br")),
        );
    }
    Some(Response::from_data(std::fs::read(dist.join(name)).ok()?).with_header(content_type(name)))
}

fn content_type(name: &str) -> Header {
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    header("Content-Type", kind)
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("a header")
}
