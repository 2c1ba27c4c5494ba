//! The tree of a Markdown body: what is written, parsed once.
//!
//! Whatever a later stage must find an answer for (a link to a page, a
//! citation, a run of text in which names may stand) carries a *slot*: a number
//! that is unique in its body. `link` keeps the answers in tables beside the
//! tree, so there is no second, half-linked tree.

use std::collections::BTreeSet;

/// A body: blocks, and the notes that its marks point to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// In reading order; without notes.
    pub blocks: Vec<Block>,
    /// Footnotes, in the order of their first mark.
    pub notes: Vec<Note>,
    /// How many slots there are: they count from 0.
    pub slots: u32,
    /// How many paragraphs are numbered: they count from 1.
    pub paragraphs: u32,
    /// What links to them hang on, in the order of their numbers.
    pub anchors: Vec<Anchor>,
}

/// The names of a numbered paragraph, which it keeps when its number changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// What an editor wrote at its end: `{#treaty}`.
    pub written: Option<String>,
    /// Made of its words.
    pub first: String,
    /// What it may have been called before an edit.
    pub second: Option<String>,
}

impl Anchor {
    /// The names made of its words.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.first.as_str()).chain(self.second.as_deref())
    }
}

impl Body {
    /// The names of a paragraph by its number; `None` for one without a number.
    pub fn anchor(&self, number: u32) -> Option<&Anchor> {
        self.anchors.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }
}

/// A block. `at` is a byte offset into the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// `## Title {#id}`.
    Heading {
        /// 2 to 6; the page's title is the only 1.
        level: u8,
        /// As written, or `s1`, `s2`, … by position.
        id: String,
        text: Vec<Inline>,
        at: usize,
    },
    Paragraph {
        /// Counted from 1 through the body; 0 in notes and cells, which have no number.
        number: u32,
        text: Vec<Inline>,
        at: usize,
    },
    List {
        /// The first number of an ordered list.
        start: Option<u64>,
        items: Vec<Vec<Block>>,
        at: usize,
    },
    Quote {
        blocks: Vec<Block>,
        at: usize,
    },
    Code {
        language: Option<String>,
        text: String,
        at: usize,
    },
    Table(Table),
    Figure {
        image: String,
        alternative: String,
        caption: Option<Caption>,
        at: usize,
    },
    Definitions {
        entries: Vec<(Vec<Inline>, Vec<Vec<Block>>)>,
        at: usize,
    },
    Rule,
}

/// A table with the caption line that follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub caption: Option<Caption>,
    pub header: Vec<Vec<Inline>>,
    pub rows: Vec<Vec<Vec<Inline>>>,
    pub at: usize,
}

/// `Table: … {#id}` after a table, `Figure: …` after an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// As written, or `table-1`, `figure-1`, … by position.
    pub id: String,
    pub text: Vec<Inline>,
}

/// A footnote's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// As written between `[^` and `]`. Its number is its position in [`Body::notes`], from 1.
    pub label: String,
    pub blocks: Vec<Block>,
    pub at: usize,
}

/// A run inside a block. `at` is a byte offset into the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text, merged over the parser's events; names may link by themselves in it.
    Text {
        slot: u32,
        text: String,
        at: usize,
    },
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Code(String),
    /// `[text](address)`.
    Link {
        href: String,
        text: Vec<Inline>,
        at: usize,
    },
    /// An image in the midst of a line.
    Image {
        src: String,
        alternative: String,
        at: usize,
    },
    /// `[[id]]`, `[[id#section]]`, `[[id|text]]`.
    Page {
        slot: u32,
        id: String,
        section: Option<String>,
        label: Option<Vec<Inline>>,
        at: usize,
    },
    /// `[@key, p. 3; @other]`, `@key`, `[-@key]`.
    Citation {
        slot: u32,
        form: CitationForm,
        items: Vec<CitationItem>,
        at: usize,
    },
    /// `[^label]`: a note's mark.
    Mark {
        label: String,
        at: usize,
    },
    /// `[name]{.nolink}`: text in which no name links.
    Plain(Vec<Inline>),
    /// A line end in the source: a space.
    Break,
    /// A line end that is meant.
    HardBreak,
}

/// How a citation stands in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CitationForm {
    /// `[@waltz-1979]`: (Waltz, 1979).
    Parenthetical,
    /// `@waltz-1979`: Waltz (1979).
    Narrative,
    /// `[-@waltz-1979]`: (1979).
    YearOnly,
}

/// One work in a citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitationItem {
    /// The bibliography key.
    pub key: String,
    /// `see`, `cf.`, `نک.`: what stands before the key.
    pub prefix: String,
    /// Pages without their label: `51`, `102-104`. ASCII or Persian digits as written.
    pub pages: Option<String>,
    /// What else stands after it.
    pub suffix: String,
    /// Byte offset of the `@`.
    pub at: usize,
}

/// Calls `see` for every inline in the blocks, in reading order, those that hold
/// others before what they hold.
pub fn visit(blocks: &[Block], see: &mut dyn FnMut(&Inline)) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } => visit_line(text, see),
            Block::List { items, .. } => items.iter().for_each(|item| visit(item, see)),
            Block::Quote { blocks, .. } => visit(blocks, see),
            Block::Table(table) => {
                let cells = table.header.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| visit_line(cell, see));
                table.caption.iter().for_each(|caption| visit_line(&caption.text, see));
            }
            Block::Figure { caption, .. } => {
                caption.iter().for_each(|caption| visit_line(&caption.text, see));
            }
            Block::Definitions { entries, .. } => {
                for (term, definitions) in entries {
                    visit_line(term, see);
                    definitions.iter().for_each(|blocks| visit(blocks, see));
                }
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
}

/// As [`visit`], for what stands in one line.
pub fn visit_line(inlines: &[Inline], see: &mut dyn FnMut(&Inline)) {
    for inline in inlines {
        see(inline);
        match inline {
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Plain(inner) => {
                visit_line(inner, see);
            }
            Inline::Link { text, .. } => visit_line(text, see),
            Inline::Page { label, .. } => label.iter().for_each(|label| visit_line(label, see)),
            Inline::Text { .. }
            | Inline::Code(_)
            | Inline::Image { .. }
            | Inline::Citation { .. }
            | Inline::Mark { .. }
            | Inline::Break
            | Inline::HardBreak => {}
        }
    }
}

/// As [`visit`], and the inlines can be changed.
pub fn visit_mut(blocks: &mut [Block], see: &mut dyn FnMut(&mut Inline)) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } => {
                visit_line_mut(text, see);
            }
            Block::List { items, .. } => items.iter_mut().for_each(|item| visit_mut(item, see)),
            Block::Quote { blocks, .. } => visit_mut(blocks, see),
            Block::Table(table) => {
                let cells = table.header.iter_mut().chain(table.rows.iter_mut().flatten());
                cells.for_each(|cell| visit_line_mut(cell, see));
                table.caption.iter_mut().for_each(|caption| visit_line_mut(&mut caption.text, see));
            }
            Block::Figure { caption, .. } => {
                caption.iter_mut().for_each(|caption| visit_line_mut(&mut caption.text, see));
            }
            Block::Definitions { entries, .. } => {
                for (term, definitions) in entries {
                    visit_line_mut(term, see);
                    definitions.iter_mut().for_each(|blocks| visit_mut(blocks, see));
                }
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
}

fn visit_line_mut(inlines: &mut [Inline], see: &mut dyn FnMut(&mut Inline)) {
    for inline in inlines {
        see(inline);
        match inline {
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Plain(inner) => {
                visit_line_mut(inner, see);
            }
            Inline::Link { text, .. } => visit_line_mut(text, see),
            Inline::Page { label, .. } => {
                label.iter_mut().for_each(|label| visit_line_mut(label, see));
            }
            Inline::Text { .. }
            | Inline::Code(_)
            | Inline::Image { .. }
            | Inline::Citation { .. }
            | Inline::Mark { .. }
            | Inline::Break
            | Inline::HardBreak => {}
        }
    }
}

/// Adds the ids of all headings, tables and figures in the blocks.
pub fn anchors<'b>(blocks: &'b [Block], ids: &mut BTreeSet<&'b str>) {
    for block in blocks {
        match block {
            Block::Heading { id, .. } => {
                ids.insert(id);
            }
            Block::Table(table) => ids.extend(table.caption.iter().map(|c| c.id.as_str())),
            Block::Figure { caption, .. } => ids.extend(caption.iter().map(|c| c.id.as_str())),
            Block::List { items, .. } => items.iter().for_each(|item| anchors(item, ids)),
            Block::Quote { blocks, .. } => anchors(blocks, ids),
            Block::Definitions { entries, .. } => {
                entries.iter().flat_map(|(_, d)| d).for_each(|blocks| anchors(blocks, ids));
            }
            Block::Paragraph { .. } | Block::Code { .. } | Block::Rule => {}
        }
    }
}
