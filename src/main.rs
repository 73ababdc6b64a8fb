//! One program, two targets: the page in wasm, the command line natively.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    ecs_playground::native::main(&arguments)
}

#[cfg(target_arch = "wasm32")]
fn main() {
    ecs_playground::ui::mount();
}
