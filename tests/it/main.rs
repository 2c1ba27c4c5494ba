//! Integration tests: one binary, one module a subject.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads files as it likes and fails where it stands"
)]

#[allow(dead_code, reason = "the tests of the command line come with the pages")]
mod support;

mod diagnostics;
mod exports;
mod link;
mod model;
mod tidy;
mod trees;
