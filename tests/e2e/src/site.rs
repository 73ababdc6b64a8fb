//! Where the page is: in `dist/`, served on a free port as any static host would, or where `$PAGE` says.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

/// Serves until the tests end.
pub struct Site {
    address: String,
}

impl Site {
    pub fn find() -> Site {
        match std::env::var("PAGE") {
            Ok(address) => Site { address },
            Err(_) => Site::serve(),
        }
    }

    fn serve() -> Site {
        let dist = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../dist"));
        assert!(dist.join("index.html").exists(), "no page in dist/: `make e2e` builds it first");
        let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}/", server.local_addr().expect("it has one"));
        thread::spawn(move || {
            for connection in server.incoming().map_while(Result::ok) {
                // Each by itself: one that isn't read yet keeps no other waiting. Nobody hears of it if the browser has
                // gone meanwhile.
                thread::spawn(move || answer(dist, &connection).ok());
            }
        });
        Site { address }
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

/// Answers one request, then no more.
fn answer(dist: &Path, mut connection: &TcpStream) -> io::Result<()> {
    let lines: Vec<String> =
        BufReader::new(connection).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let asked = lines.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
    let path = asked.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    let name = if path.is_empty() { "index.html" } else { path };
    let accepted =
        lines.iter().find_map(|line| line.to_ascii_lowercase().strip_prefix("accept-encoding:").map(str::to_string));
    // Its `.br`, if the browser takes that.
    let packed =
        accepted.filter(|them| them.contains("br")).and_then(|_| std::fs::read(dist.join(format!("{name}.br"))).ok());
    let encoding = if packed.is_some() { "Content-Encoding: br\r\n" } else { "" };
    let (status, kind, bytes) = match packed.map_or_else(|| std::fs::read(dist.join(name)), Ok) {
        Ok(bytes) => ("200 OK", content_type(name), bytes),
        // The browser asks for it by itself where it hasn't seen the page's icon yet.
        Err(_) if name == "favicon.ico" => ("204 No Content", "image/x-icon", Vec::new()),
        Err(_) => ("404 Not Found", "text/plain", b"There is nothing here.".to_vec()),
    };
    let length = bytes.len();
    write!(
        connection,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{encoding}Connection: close\r\n\r\n"
    )?;
    connection.write_all(&bytes)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
