//! Virast.
fn main() {}
