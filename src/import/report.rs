//! `import.json`: what import did to which line, and why.
//!
//! The same structs write and read the file, so the two can't drift. Lines are
//! 1-based lines of the source file, blank ones counted; a pair of lines is
//! first and last, both included.

use serde::{Deserialize, Serialize};

/// Everything import says of one article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub source: SourceFile,
    pub damage: Vec<Damage>,
    /// What was found of the article's metadata, as it stands in the head of `text.md`.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    pub headings: Vec<Heading>,
    pub citations: Vec<Citation>,
    pub footnotes: Vec<Footnote>,
    pub tables: Vec<Table>,
    pub junk: Vec<Junk>,
    pub corrections: Vec<Correction>,
    pub doubts: Vec<Doubt>,
}

/// The file that was imported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its name, without its folder.
    pub file: String,
    /// BLAKE3 of its bytes, in hex.
    pub blake3: String,
    /// How many lines it has.
    pub lines: u32,
}

/// One kind of damage that the text shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Damage {
    /// Its stable name: `zwnj-lost`, `fragments-reversed`, `letters-substituted`, …
    pub kind: String,
    /// What in the text shows it, with figures.
    pub evidence: String,
    /// Share of the non-blank lines that show it, 0 to 1.
    pub share: f32,
}

/// A heading of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 for a section, 2 for a part of it, …; 0 for abstracts and keywords.
    pub level: u8,
    /// As printed, or empty.
    pub number: String,
    pub text: String,
    pub lines: [u32; 2],
}

/// One cited work at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// `paren` or `narrative`.
    pub kind: String,
    /// As printed, in logical order.
    pub authors: String,
    /// As printed.
    pub year: String,
    /// Or empty.
    pub pages: String,
    /// Key in the bibliography.
    pub key: String,
    pub line: u32,
}

/// One footnote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footnote {
    /// As printed.
    pub number: String,
    /// The word that carries the mark; empty when none was found.
    pub mark: String,
    pub text: String,
    /// Line of the note's text.
    pub line: u32,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub caption: String,
    /// Without the header.
    pub rows: u32,
    pub columns: u32,
    pub lines: [u32; 2],
}

/// Lines that are no text of the article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Junk {
    pub lines: [u32; 2],
    /// `running-head`, `spine`, `stamp`, `page-number`, …
    pub kind: String,
    pub text: String,
}

/// One change of the extractor's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    pub line: u32,
    /// The words as the extractor gave them.
    pub before: String,
    /// The words as they stand in `text.md`.
    pub after: String,
    /// The pass that made it.
    pub pass: String,
    /// How sure the pass is, 0 to 1.
    pub confidence: f32,
}

/// Something that import left open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    pub line: u32,
    pub text: String,
    pub reason: String,
    /// What it might be, most likely first.
    pub candidates: Vec<String>,
}
