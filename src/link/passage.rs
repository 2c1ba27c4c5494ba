//! A body as passages: the plain text of a paragraph, a cell, a heading, with
//! what stands where in it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::content::tree::{Block, Body, CitationItem, Inline, Table};

/// A run of plain text that is read as one.
#[derive(Debug, Default)]
pub(super) struct Passage<'a> {
    /// The paragraph's number; 0 where it has none.
    pub(super) paragraph: u32,
    /// Id of the heading that it stands under.
    pub(super) section: Option<&'a str>,
    /// Counts the sections and notes of a body: in each, a name links once.
    pub(super) stretch: u32,
    /// Names neither link nor count in headings.
    pub(super) is_heading: bool,
    pub(super) text: String,
    /// Where names may link, in the order of the text.
    pub(super) open: Vec<Open>,
    /// Links to pages and citations, in the order of the text.
    pub(super) references: Vec<Reference<'a>>,
}

/// A part of a passage's text in which names may link.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) range: Range<usize>,
    /// Slot of the text; `None` for a line end, which a name may span.
    pub(super) slot: Option<u32>,
}

/// A link to a page or a citation in a passage.
#[derive(Debug)]
pub(super) struct Reference<'a> {
    /// What it reads as.
    pub(super) range: Range<usize>,
    pub(super) slot: u32,
    /// Byte offset in the file.
    pub(super) at: usize,
    pub(super) to: To<'a>,
}

/// What a reference names.
#[derive(Debug)]
pub(super) enum To<'a> {
    Page { id: &'a str, section: Option<&'a str> },
    Works(&'a [CitationItem]),
}

/// How what is not written reads: the title of a page that a link names, a citation.
pub(super) trait Reads {
    /// Adds the words of `[[id]]`.
    fn page(&self, id: &str, text: &mut String);
    /// Adds the words of a citation.
    fn citation(&self, inline: &Inline, text: &mut String);
}

/// Calls `see` for every passage of a body, notes last.
pub(super) fn each<'a>(body: &'a Body, reads: &dyn Reads, see: &mut dyn FnMut(Passage<'a>)) {
    let mut walk = Walk { reads, see, section: None, stretch: 0, marks: BTreeMap::new() };
    walk.blocks(&body.blocks);
    for note in &body.notes {
        walk.stretch += 1;
        walk.section = walk.marks.get(note.label.as_str()).copied().flatten();
        walk.blocks(&note.blocks);
    }
}

struct Walk<'a, 'w> {
    reads: &'w dyn Reads,
    see: &'w mut dyn FnMut(Passage<'a>),
    section: Option<&'a str>,
    stretch: u32,
    /// The section of each note's first mark.
    marks: BTreeMap<&'a str, Option<&'a str>>,
}

impl<'a> Walk<'a, '_> {
    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            match block {
                Block::Heading { id, text, .. } => {
                    self.section = Some(id);
                    self.stretch += 1;
                    self.line(text, 0, true);
                }
                Block::Paragraph { number, text, .. } => self.line(text, *number, false),
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item)),
                Block::Quote { blocks, .. } => self.blocks(blocks),
                Block::Table(table) => self.table(table),
                Block::Figure { caption, .. } => {
                    caption.iter().for_each(|caption| self.line(&caption.text, 0, false));
                }
                Block::Definitions { entries, .. } => {
                    for (term, definitions) in entries {
                        self.line(term, 0, false);
                        definitions.iter().for_each(|blocks| self.blocks(blocks));
                    }
                }
                Block::Code { .. } | Block::Rule => {}
            }
        }
    }

    fn table(&mut self, table: &'a Table) {
        let cells = table.header.iter().chain(table.rows.iter().flatten());
        cells.for_each(|cell| self.line(cell, 0, false));
        table.caption.iter().for_each(|caption| self.line(&caption.text, 0, false));
    }

    fn line(&mut self, inlines: &'a [Inline], paragraph: u32, is_heading: bool) {
        let (section, stretch) = (self.section, self.stretch);
        let mut passage = Passage { paragraph, section, stretch, is_heading, ..Passage::default() };
        self.inlines(inlines, !is_heading, &mut passage);
        (self.see)(passage);
    }

    /// Adds inlines to a passage; names link in them where they are `open`.
    fn inlines(&mut self, inlines: &'a [Inline], open: bool, passage: &mut Passage<'a>) {
        for inline in inlines {
            let start = passage.text.len();
            match inline {
                Inline::Text { slot, text, .. } => {
                    passage.text.push_str(text);
                    passage.open(start, Some(*slot), open);
                }
                Inline::Break | Inline::HardBreak => {
                    passage.text.push(' ');
                    passage.open(start, None, open);
                }
                Inline::Emphasis(inner) | Inline::Strong(inner) => {
                    self.inlines(inner, open, passage);
                }
                Inline::Plain(inner) => self.inlines(inner, false, passage),
                Inline::Link { text, .. } => self.inlines(text, false, passage),
                Inline::Code(code) => passage.text.push_str(code),
                Inline::Image { .. } => {}
                Inline::Mark { label, .. } => {
                    self.marks.entry(label).or_insert(self.section);
                }
                Inline::Page { slot, id, section, label, at } => {
                    match label {
                        Some(label) => self.inlines(label, false, passage),
                        None => self.reads.page(id, &mut passage.text),
                    }
                    let to = To::Page { id, section: section.as_deref() };
                    passage.refer(start, *slot, *at, to);
                }
                Inline::Citation { slot, items, at, .. } => {
                    self.reads.citation(inline, &mut passage.text);
                    passage.refer(start, *slot, *at, To::Works(items));
                }
            }
        }
    }
}

impl<'a> Passage<'a> {
    fn open(&mut self, start: usize, slot: Option<u32>, open: bool) {
        if open && start < self.text.len() {
            self.open.push(Open { range: start..self.text.len(), slot });
        }
    }

    fn refer(&mut self, start: usize, slot: u32, at: usize, to: To<'a>) {
        self.references.push(Reference { range: start..self.text.len(), slot, at, to });
    }

    /// The slot and the bytes within it of a range of the text that lies in one
    /// slot.
    pub(super) fn in_slot(&self, range: &Range<usize>) -> Option<(u32, Range<usize>)> {
        let open = self.open_at(range.start)?;
        let is_inside = range.end <= open.range.end;
        let start = open.range.start;
        is_inside.then_some((open.slot?, range.start - start..range.end - start))
    }

    /// Whether names may link in the whole of a range.
    pub(super) fn is_open(&self, range: &Range<usize>) -> bool {
        let mut at = range.start;
        while at < range.end {
            match self.open_at(at) {
                Some(open) => at = open.range.end,
                None => return false,
            }
        }
        true
    }

    fn open_at(&self, at: usize) -> Option<&Open> {
        let after = self.open.partition_point(|open| open.range.start <= at);
        self.open[..after].last().filter(|open| at < open.range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::tree::Note;

    struct Words;

    impl Reads for Words {
        fn page(&self, id: &str, text: &mut String) {
            text.push_str(&id.to_uppercase());
        }

        fn citation(&self, _: &Inline, text: &mut String) {
            text.push_str("(cited)");
        }
    }

    fn text(slot: u32, text: &str) -> Inline {
        Inline::Text { slot, text: text.to_owned(), at: 0 }
    }

    fn paragraph(number: u32, text: Vec<Inline>) -> Block {
        Block::Paragraph { number, text, at: 0 }
    }

    fn heading(id: &str) -> Block {
        Block::Heading { level: 2, id: id.to_owned(), text: vec![text(9, "Title")], at: 0 }
    }

    #[test]
    fn a_passage_reads_as_its_page_will() {
        let page =
            Inline::Page { slot: 1, id: "csto".to_owned(), section: None, label: None, at: 7 };
        let line =
            vec![text(0, "The "), page, Inline::Break, Inline::Emphasis(vec![text(2, "met")])];
        let body = Body { blocks: vec![paragraph(1, line)], ..Body::default() };
        let mut found = Vec::new();
        each(&body, &Words, &mut |passage| found.push(passage));
        let [passage] = found.as_slice() else { panic!("one passage") };
        assert_eq!(passage.text, "The CSTO met");
        assert_eq!(passage.references[0].range, 4..8);
        assert_eq!(passage.in_slot(&(9..12)), Some((2, 0..3)));
        assert_eq!(passage.in_slot(&(8..12)), None);
        assert!(passage.is_open(&(8..12)));
        assert!(!passage.is_open(&(4..8)));
        assert!(!passage.is_open(&(0..5)));
    }

    #[test]
    fn notes_stand_in_the_section_of_their_mark() {
        let mark = Inline::Mark { label: "a".to_owned(), at: 0 };
        let note =
            Note { label: "a".to_owned(), blocks: vec![paragraph(0, vec![text(5, "n")])], at: 0 };
        let blocks = vec![heading("one"), paragraph(1, vec![mark]), heading("two")];
        let body = Body { blocks, notes: vec![note], ..Body::default() };
        let mut found = Vec::new();
        each(&body, &Words, &mut |p| found.push((p.section, p.stretch, p.is_heading)));
        let expected = [
            (Some("one"), 1, true),
            (Some("one"), 1, false),
            (Some("two"), 2, true),
            (Some("one"), 3, false),
        ];
        assert_eq!(found, expected);
    }
}
