//! The clock on the wall.

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    super::window().performance().map_or(0.0, |performance| performance.now())
}

/// Notes in the browser's own timing record that the page shows something, for the benchmarks.
pub fn mark(name: &str) {
    if let Some(performance) = super::window().performance() {
        let _ = performance.mark(name);
    }
}
