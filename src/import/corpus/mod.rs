//! The reference corpus: running Persian prose on many matters, from which an
//! import learns which words follow which.
//!
//! It was written for this project, in the registers of scholarly journals, and
//! belongs to it. It is a sample of the language and nothing else: what it says of
//! the world is no source for anything. Each file is about one field; a line is a
//! paragraph.

/// The paragraphs of the corpus.
pub fn paragraphs() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().flat_map(|text| text.lines()).filter(|line| !line.is_empty())
}

static TEXTS: [&str; 13] = [
    include_str!("culture.txt"),
    include_str!("economy.txt"),
    include_str!("history.txt"),
    include_str!("law.txt"),
    include_str!("nature.txt"),
    include_str!("politics.txt"),
    include_str!("relations.txt"),
    include_str!("religion.txt"),
    include_str!("reports.txt"),
    include_str!("science.txt"),
    include_str!("security.txt"),
    include_str!("society.txt"),
    include_str!("theory.txt"),
];
