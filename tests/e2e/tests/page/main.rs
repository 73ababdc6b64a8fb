//! The page in a real browser: the whole story by mouse, by keyboard and as typed lines, against the release build in
//! `dist/`. `make e2e` builds that and runs these.

mod accessibility;
mod arrival;
mod bad_input;
mod by_keyboard;
mod by_lines;
mod by_mouse;
mod controls;
mod crash;
mod keeping;
mod opening;
mod past;
mod placing;
mod time;
mod walk;
