//! The page in a real browser: what a person does with it, and a host for `dist/`.

pub mod browser;
pub mod site;
