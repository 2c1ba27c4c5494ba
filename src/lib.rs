//! Virast: from broken article text to a bilingual digital edition.
//!
//! Read the modules in this order: it is the order in which data flows. A room
//! may use those above it in its list, never those below;
//! `docs/ARCHITECTURE.md` has the exact table.
//!
//! ```text
//! sources ─import─▶ content/ ─content─▶ files ─model─▶ records ─link─▶ edition
//!                                                                        │
//!                          public/ ◀─output─ pages ◀───────render────────┘
//! ```

// The way through.
pub mod import;
pub mod content;
pub mod model;
pub mod link;
pub mod render;
pub mod output;

// The way through, run: once, at every edit, and out of the house.
pub mod pipeline;
pub mod serve;
pub mod publish;

// What any stage may use.
pub mod config;
pub mod diag;
pub mod disk;
pub mod text;
