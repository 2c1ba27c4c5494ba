//! Integration tests: one binary, one module a subject.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads files as it likes and fails where it stands"
)]

mod support;

mod content;
mod desk;
mod diagnostics;
mod edits;
mod exports;
mod fuzz;
mod import;
mod link;
mod made;
mod model;
mod render;
mod review;
mod cli;
mod publish;
mod publish_git;
mod publish_guards;
mod search;
mod serve;
mod tidy;
mod trees;
