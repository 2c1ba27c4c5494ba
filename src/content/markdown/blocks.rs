//! Blocks: the parser's events as a tree, with slots and paragraph numbers.

use std::collections::BTreeSet;
use std::iter::Peekable;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Tag, TagEnd};

use crate::content::markdown::captions;
use crate::content::markdown::scan::Within;
use crate::content::problem;
use crate::content::problem::Problems;
use crate::content::tree::{Block, Body, Inline, Note, Table};
use crate::text::is_id;

/// How deep quotes, lists, notes and emphasis may stand in each other.
const DEEPEST: usize = 32;

/// The longest paragraph in characters: fifty pages.
const LONGEST_PARAGRAPH: usize = 100_000;

/// Whether a body's paragraphs are counted: not in notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counting {
    On,
    Off,
}

/// What is left to do when the whole body has been read.
#[derive(Debug, Default)]
pub struct Left {
    /// Notes in the order of the file.
    pub notes: Vec<Note>,
    /// Ids that were written, and where.
    pub anchors: Vec<(String, usize)>,
    /// Those of paragraphs, by number.
    pub paragraphs: Vec<(u32, String)>,
}

/// Builds a body out of events.
pub struct Builder<'e, 'p, 'a> {
    events: Peekable<OffsetIter<'e>>,
    /// The Markdown, and where it begins in the file.
    pub(super) source: &'e str,
    pub(super) start: usize,
    pub(super) problems: &'p mut Problems<'a>,
    /// The files that an image can be.
    pub(super) images: &'p BTreeSet<String>,
    /// The next slot.
    pub(super) slots: u32,
    paragraphs: u32,
    counting: Counting,
    depth: usize,
    is_too_deep: bool,
    has_html: bool,
    left: Left,
}

impl<'e, 'p, 'a: 'e> Builder<'e, 'p, 'a> {
    /// A builder for the events of the Markdown that begins at `start`.
    pub fn new(
        events: OffsetIter<'e>,
        problems: &'p mut Problems<'a>,
        start: usize,
        images: &'p BTreeSet<String>,
    ) -> Self {
        Self {
            source: problems.text().get(start..).unwrap_or_default(),
            events: events.peekable(),
            start,
            problems,
            images,
            slots: 0,
            paragraphs: 0,
            counting: Counting::On,
            depth: 0,
            is_too_deep: false,
            has_html: false,
            left: Left::default(),
        }
    }

    /// The body without notes and with empty ids, and what is left to do.
    pub fn build(mut self) -> (Body, Left) {
        let blocks = self.blocks();
        let (slots, paragraphs) = (self.slots, self.paragraphs);
        let body = Body { blocks, slots, paragraphs, ..Body::default() };
        (body, self.left)
    }
}

impl<'e> Builder<'e, '_, '_> {
    /// The blocks up to the end of the container that was begun. That event stays.
    fn blocks(&mut self) -> Vec<Block> {
        let mut found = Vec::new();
        while let Some((event, range)) = self.events.peek() {
            let at = self.start + range.start;
            match event {
                Event::End(_) => break,
                Event::Rule => {
                    self.next();
                    found.push(Block::Rule);
                }
                Event::Start(tag) if is_block(tag) => {
                    if let Some((Event::Start(tag), range)) = self.next() {
                        self.block(tag, range, &mut found);
                    }
                }
                // The words of a tight list stand in no paragraph.
                _ => {
                    let start = range.start;
                    let text = self.inlines(Within::Text);
                    let end = match self.events.peek() {
                        Some((Event::End(_), range)) => range.end,
                        Some((_, range)) => range.start,
                        None => self.source.len(),
                    };
                    self.paragraph(text, at, start..end.max(start), &mut found);
                }
            }
        }
        found
    }

    /// One block whose start was read; its end is read too.
    fn block(&mut self, tag: Tag<'e>, range: Range<usize>, found: &mut Vec<Block>) {
        let at = self.start + range.start;
        if !self.enter(at) {
            self.skip();
            return;
        }
        match tag {
            Tag::Paragraph => {
                let text = self.inlines(Within::Text);
                self.paragraph(text, at, range, found);
            }
            Tag::Heading { level, id, .. } => {
                let id = id.map(|id| self.anchor(&id, range.clone())).unwrap_or_default();
                let level = self.level(level as u8, &range);
                found.push(Block::Heading { level, id, text: self.inlines(Within::Text), at });
            }
            Tag::BlockQuote(_) => found.push(Block::Quote { blocks: self.blocks(), at }),
            Tag::CodeBlock(kind) => found.push(self.code(&kind, at)),
            Tag::HtmlBlock => {
                let html = self.source[range.clone()].to_owned();
                self.html(&html, range.start);
            }
            Tag::List(start) => {
                let items = self.items();
                found.push(Block::List { start, items, at });
            }
            Tag::FootnoteDefinition(label) => self.note(label.into_string(), at),
            Tag::DefinitionList => {
                let entries = self.definitions();
                found.push(Block::Definitions { entries, at });
            }
            Tag::Table(_) => {
                let table = self.table(at);
                found.push(Block::Table(table));
            }
            _ => found.extend(self.blocks()),
        }
        self.leave();
        self.skip();
    }

    /// A paragraph, or what one stands for: a figure, a caption.
    fn paragraph(
        &mut self,
        mut text: Vec<Inline>,
        at: usize,
        range: Range<usize>,
        found: &mut Vec<Block>,
    ) {
        if text.iter().all(|inline| matches!(inline, Inline::Break)) {
            return;
        }
        if range.len() > LONGEST_PARAGRAPH {
            let words = self.source.get(range.clone()).unwrap_or_default().trim();
            let characters = words.chars().count();
            if characters > LONGEST_PARAGRAPH {
                self.problems
                    .add(at, |p| problem::paragraph_too_long(characters, LONGEST_PARAGRAPH, p));
                return;
            }
        }
        if let [Inline::Image { src, alternative, at }] = text.as_slice() {
            let (image, alternative, at) = (src.clone(), alternative.clone(), *at);
            found.push(Block::Figure { image, alternative, caption: None, at });
            return;
        }
        if let Some(thing) = captions::take_word(&mut text) {
            self.caption(thing, text, range, found);
            return;
        }
        let number = match self.counting {
            Counting::On => {
                self.paragraphs += 1;
                if let Some(id) = captions::take_id(&mut text) {
                    let id = self.anchor(&id, range);
                    let named = (!id.is_empty()).then_some((self.paragraphs, id));
                    self.left.paragraphs.extend(named);
                }
                self.paragraphs
            }
            Counting::Off => 0,
        };
        found.push(Block::Paragraph { number, text, at });
    }

    fn level(&mut self, level: u8, range: &Range<usize>) -> u8 {
        if level == 1 {
            let line = &self.source[range.clone()];
            self.problems.add(self.start + range.start, |p| problem::heading_level(line, p));
        }
        level.max(2)
    }

    /// An id as it was written; one that can't be used is reported and dropped.
    pub(super) fn anchor(&mut self, id: &str, range: Range<usize>) -> String {
        let line = self.source.get(range.clone()).unwrap_or_default();
        let at = self.start + range.start + line.rfind("{").unwrap_or_default();
        if !is_id(id) || is_reserved(id) {
            self.problems.add(at, |place| problem::bad_anchor(id, place));
            return String::new();
        }
        self.left.anchors.push((id.to_owned(), at));
        id.to_owned()
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, at: usize) -> Block {
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split_whitespace().next().map(str::to_owned),
            CodeBlockKind::Indented => None,
        };
        let mut text = String::new();
        while let Some((event, _)) = self.next_inline() {
            if let Event::Text(piece) = event {
                text.push_str(&piece);
            }
        }
        Block::Code { language, text, at }
    }

    fn items(&mut self) -> Vec<Vec<Block>> {
        let mut items = Vec::new();
        while self.next_if_start().is_some() {
            items.push(self.blocks());
            self.skip();
        }
        items
    }

    fn note(&mut self, label: String, at: usize) {
        let before = std::mem::replace(&mut self.counting, Counting::Off);
        let blocks = self.blocks();
        self.counting = before;
        self.left.notes.push(Note { label, blocks, at });
    }

    fn definitions(&mut self) -> Vec<(Vec<Inline>, Vec<Vec<Block>>)> {
        let mut entries: Vec<(Vec<Inline>, Vec<Vec<Block>>)> = Vec::new();
        while let Some(tag) = self.next_if_start() {
            if tag == Tag::DefinitionListTitle {
                entries.push((self.inlines(Within::Text), Vec::new()));
            } else {
                let blocks = self.blocks();
                match entries.last_mut() {
                    Some((_, definitions)) => definitions.push(blocks),
                    None => entries.push((Vec::new(), vec![blocks])),
                }
            }
            self.skip();
        }
        entries
    }

    fn table(&mut self, at: usize) -> Table {
        let mut table = Table { caption: None, header: Vec::new(), rows: Vec::new(), at };
        while let Some(tag) = self.next_if_start() {
            let cells = self.cells();
            match tag {
                Tag::TableHead => table.header = cells,
                _ => table.rows.push(cells),
            }
            self.skip();
        }
        self.take_caption_row(&mut table);
        table
    }

    fn cells(&mut self) -> Vec<Vec<Inline>> {
        let mut cells = Vec::new();
        while self.next_if_start().is_some() {
            cells.push(self.inlines(Within::Text));
            self.skip();
        }
        cells
    }

    /// Reports HTML; remarks are passed over.
    pub(super) fn html(&mut self, html: &str, at: usize) {
        let rest = without_remarks(html);
        // Of `<b>word</b>` the first half is enough.
        let is_end = self.has_html && rest.trim_start().starts_with("</");
        if !rest.trim().is_empty() && !is_end {
            self.has_html = true;
            self.problems.add(self.start + at, |place| problem::raw_html(html, place));
        }
    }

    /// The number of the next slot.
    pub(super) fn slot(&mut self) -> u32 {
        let slot = self.slots;
        self.slots += 1;
        slot
    }

    /// The next event, whatever it is.
    pub(super) fn next(&mut self) -> Option<(Event<'e>, Range<usize>)> {
        self.events.next()
    }

    /// The next event if it belongs into a line.
    pub(super) fn next_inline(&mut self) -> Option<(Event<'e>, Range<usize>)> {
        self.events.next_if(|(event, _)| match event {
            Event::End(_) | Event::Rule => false,
            Event::Start(tag) => !is_block(tag),
            _ => true,
        })
    }

    fn next_if_start(&mut self) -> Option<Tag<'e>> {
        match self.events.next_if(|(event, _)| matches!(event, Event::Start(_))) {
            Some((Event::Start(tag), _)) => Some(tag),
            _ => None,
        }
    }

    /// Goes one deeper. When that is too deep, it says so, once a file.
    pub(super) fn enter(&mut self, at: usize) -> bool {
        if self.depth < DEEPEST {
            self.depth += 1;
            return true;
        }
        if !self.is_too_deep {
            self.is_too_deep = true;
            self.problems.add(at, |place| problem::nested_too_deep(DEEPEST, place));
        }
        false
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Passes over whatever is left of what was begun, and its end.
    pub(super) fn skip(&mut self) {
        let mut open = 1_usize;
        while open > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    let end = tag.to_end();
    !matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// Whether the program itself gives such ids to parts of a page.
fn is_reserved(id: &str) -> bool {
    let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let prefixes = ["part-", "text-", "note-", "mark-", "event-", "p-", "t-"];
    id.strip_prefix(['p', 't']).is_some_and(is_number)
        || prefixes.iter().any(|prefix| id.starts_with(prefix))
        || id.ends_with("-caption")
}

/// What is left of HTML without its `<!-- … -->`.
fn without_remarks(html: &str) -> String {
    let mut left = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<!--") {
        left.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    left + rest
}
