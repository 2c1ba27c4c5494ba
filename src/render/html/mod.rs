//! A body's tree → HTML: headings with ids, numbered paragraphs, marks and
//! notes, tables, citations, links and names.
//!
//! A body is written once, in its own language ([`open`]), and then put on each page
//! that it stands on, with links relative to that page ([`opened`]).

pub mod bidi;
pub mod citation;
pub mod code;
pub mod opened;
pub mod line;
mod inline;

use std::collections::BTreeMap;

use crate::content::tree::{Block, Caption, Inline, Table};
use crate::link::BodyLinks;
use crate::model::{BodyId, BodyRecord};
use crate::render::address;
use crate::render::html::opened::{LEVEL, Opened, PREFIX};
use crate::render::leaf::Leaf;
use crate::text::Lang;

/// A body as HTML.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Everything but the notes.
    pub html: String,
    /// In the order of their first mark.
    pub notes: Vec<Note>,
    /// In reading order.
    pub headings: Vec<Heading>,
}

/// A note as HTML.
#[derive(Clone, Debug)]
pub struct Note {
    /// The anchor that its marks lead to.
    pub id: String,
    pub html: String,
    /// Anchors of its marks.
    pub marks: Vec<String>,
}

/// A heading, for the contents.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 2 to 6, as in the file.
    pub level: u8,
    pub anchor: String,
    /// Its text without marks and links.
    pub html: String,
}

/// How a body is set on its page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting {
    /// How many levels its headings are lowered, so that they stand below the page's own.
    pub lowered: u8,
    /// What stands before its anchors where two bodies share a page: `fa-`.
    pub prefix: &'static str,
}

/// A whole body on a page. The leaf's language is the body's.
pub fn write(leaf: &Leaf, body: BodyId, setting: Setting) -> Written {
    leaf.press.opened(body).map(|opened| opened.on(leaf, setting)).unwrap_or_default()
}

/// A body on a page, section by section: what stands before the first heading of
/// level 2 has no id.
pub fn write_sections(
    leaf: &Leaf,
    body: BodyId,
    setting: Setting,
) -> (Vec<(Option<String>, String)>, Written) {
    leaf.press.opened(body).map(|opened| opened.sections_on(leaf, setting)).unwrap_or_default()
}

/// Writes a body for whichever page it will stand on. The leaf is that of no page.
pub fn open(leaf: &Leaf, body: BodyId) -> Opened {
    let Some(mut writer) = Writer::new(leaf, body) else { return Opened::default() };
    let tree = writer.record.body();
    let mut sections = Vec::new();
    let mut id = None;
    for block in &tree.blocks {
        if let Block::Heading { level: 2, id: next, .. } = block {
            push_section(&mut sections, id.replace(next.clone()), &mut writer.out);
        }
        writer.block(block);
    }
    push_section(&mut sections, id, &mut writer.out);
    let (notes, headings) = writer.finish();
    Opened { sections, notes, headings }
}

fn push_section(
    sections: &mut Vec<(Option<String>, String)>,
    id: Option<String>,
    out: &mut String,
) {
    if id.is_some() || !out.is_empty() {
        sections.push((id, taken(out)));
    }
}

/// What was written; the room for what comes next stays.
fn taken(out: &mut String) -> String {
    let html = out.as_str().to_owned();
    out.clear();
    html
}

/// The plain text of a run of inlines, without marks and citations.
pub fn plain(inlines: &[Inline], into: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text { text, .. } => into.push_str(text),
            Inline::Code(text) => into.push_str(text),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Plain(inner) => {
                plain(inner, into);
            }
            Inline::Link { text, .. } => plain(text, into),
            Inline::Page { label: Some(label), .. } => plain(label, into),
            Inline::Page { id, .. } => into.push_str(id),
            Inline::Image { alternative, .. } => into.push_str(alternative),
            Inline::Break | Inline::HardBreak => into.push(' '),
            Inline::Citation { .. } | Inline::Mark { .. } => {}
        }
    }
}

/// Writes one body.
struct Writer<'a> {
    leaf: &'a Leaf<'a>,
    lang: Lang,
    record: &'a BodyRecord,
    links: &'a BodyLinks,
    out: String,
    headings: Vec<Heading>,
    /// Position of each note by its label.
    numbers: BTreeMap<&'a str, usize>,
    /// By note: anchors of the marks written so far.
    marks: Vec<Vec<String>>,
}

impl<'a> Writer<'a> {
    fn new(leaf: &'a Leaf<'a>, body: BodyId) -> Option<Self> {
        let edition = leaf.press.edition;
        let record = edition.records.bodies.get(body.0 as usize)?;
        let links = edition.links.get(body.0 as usize).map_or(&leaf.press.no_links, |l| &**l);
        let notes = &record.body().notes;
        Some(Self {
            leaf,
            lang: record.lang,
            record,
            links,
            out: String::with_capacity(record.file.text.len() * 2),
            headings: Vec::new(),
            numbers: notes.iter().enumerate().map(|(n, note)| (note.label.as_str(), n)).collect(),
            marks: vec![Vec::new(); notes.len()],
        })
    }

    fn finish(mut self) -> (Vec<Note>, Vec<Heading>) {
        let mut notes = Vec::new();
        let record = self.record;
        for (n, note) in record.body().notes.iter().enumerate() {
            match note.blocks.as_slice() {
                [Block::Paragraph { text, .. }] => self.inlines(text),
                blocks => self.blocks(blocks),
            }
            let id = self.anchor(&address::note(self.record.part, n + 1));
            let html = taken(&mut self.out);
            notes.push(Note { id, html, marks: std::mem::take(&mut self.marks[n]) });
        }
        (notes, self.headings)
    }

    /// An anchor as it stands on this page.
    fn anchor(&self, anchor: &str) -> String {
        format!("{PREFIX}{anchor}")
    }

    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn push_all(&mut self, pieces: &[&str]) {
        pieces.iter().for_each(|piece| self.push(piece));
    }

    fn escaped(&mut self, text: &str) {
        bidi::escape(&mut self.out, text);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, id, text, .. } => self.heading(*level, id, text),
            Block::Paragraph { number, text, .. } => self.paragraph(*number, text),
            Block::List { start, items, .. } => self.list(*start, items),
            Block::Quote { blocks, .. } => {
                self.push("<blockquote>\n");
                self.blocks(blocks);
                self.push("</blockquote>\n");
            }
            Block::Code { language, text, .. } => {
                code::block(&mut self.out, language.as_deref(), text);
            }
            Block::Table(table) => self.table(table),
            Block::Figure { image, alternative, caption, .. } => {
                self.figure(image, alternative, caption.as_ref());
            }
            Block::Definitions { entries, .. } => self.definitions(entries),
            Block::Rule => self.push("<hr>\n"),
        }
    }

    fn heading(&mut self, level: u8, id: &str, text: &[Inline]) {
        let anchor = self.anchor(&address::section(self.record.part, id));
        self.push(&format!("<h{LEVEL}{level} id=\""));
        self.escaped(&anchor);
        self.push("\">");
        self.inlines(text);
        self.push(&format!("</h{LEVEL}{level}>\n"));
        let mut words = String::new();
        plain(text, &mut words);
        self.headings.push(Heading { level, anchor, html: bidi::html(words.trim(), self.lang) });
    }

    fn paragraph(&mut self, number: u32, text: &[Inline]) {
        let (part, body) = (self.record.part, self.record.body());
        let anchors = address::lasting(part, body, number).zip(address::paragraph(part, number));
        match anchors {
            None => self.push("<p>"),
            Some((lasting, counted)) => {
                let (lasting, counted) = (self.anchor(&lasting), self.anchor(&counted));
                let shown = self.leaf.words.number(number as usize);
                let label = self.leaf.words.fill("text.paragraph", &[("n", &shown)]);
                // So many paragraphs are written that a format would be felt.
                self.push_all(&["<p id=\"", &lasting, "\">"]);
                for earlier in address::earlier(part, body, number) {
                    let earlier = self.anchor(&earlier);
                    self.push_all(&["<span class=\"earlier\" id=\"", &earlier, "\"></span>"]);
                }
                self.push_all(&["<a class=\"number\" id=\"", &counted, "\" href=\"#", &lasting]);
                self.push_all(&["\" aria-label=\"", &label, "\">", &shown, "</a> "]);
            }
        }
        self.inlines(text);
        self.push("</p>\n");
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) {
        match start {
            None => self.push("<ul>\n"),
            Some(1) => self.push("<ol>\n"),
            Some(n) => self.push(&format!("<ol start=\"{n}\">\n")),
        }
        for item in items {
            self.push("<li>");
            self.item(item);
            self.push("</li>\n");
        }
        self.push(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    /// An item that is one unnumbered paragraph needs no `<p>`.
    fn item(&mut self, blocks: &[Block]) {
        match blocks {
            [Block::Paragraph { number: 0, text, .. }, rest @ ..] => {
                self.inlines(text);
                self.blocks(rest);
            }
            blocks => self.blocks(blocks),
        }
    }

    fn table(&mut self, table: &Table) {
        self.push("<figure class=\"table\"");
        let name = self.caption_id(table.caption.as_ref());
        self.push(">\n");
        if let Some(caption) = &table.caption {
            self.caption(caption);
        }
        // The frame scrolls on a narrow screen, so the keyboard must reach it.
        self.push("<div class=\"frame\" role=\"group\" tabindex=\"0\" ");
        match name {
            Some(id) => self.push(&format!("aria-labelledby=\"{id}-caption\">\n")),
            None => {
                self.push("aria-label=\"");
                self.escaped(self.leaf.words.say("text.table"));
                self.push("\">\n");
            }
        }
        self.push("<table>\n");
        if !table.header.is_empty() {
            self.push("<thead><tr>");
            self.cells(&table.header, "th scope=\"col\"", "th");
            self.push("</tr></thead>\n");
        }
        self.push("<tbody>\n");
        for row in &table.rows {
            self.push("<tr>");
            self.cells(row, "td", "td");
            self.push("</tr>\n");
        }
        self.push("</tbody>\n</table>\n</div>\n</figure>\n");
    }

    fn cells(&mut self, cells: &[Vec<Inline>], open: &str, close: &str) {
        for cell in cells {
            self.push(&format!("<{open}>"));
            self.inlines(cell);
            self.push(&format!("</{close}>"));
        }
    }

    /// Writes the id of a figure with a caption, and gives it back.
    fn caption_id(&mut self, caption: Option<&Caption>) -> Option<String> {
        let id = self.anchor(&address::section(self.record.part, &caption?.id));
        let id = bidi::escaped(&id);
        self.push(&format!(" id=\"{id}\""));
        Some(id)
    }

    fn caption(&mut self, caption: &Caption) {
        let id = self.anchor(&address::section(self.record.part, &caption.id));
        self.push(&format!("<figcaption id=\"{}-caption\">", bidi::escaped(&id)));
        self.inlines(&caption.text);
        self.push("</figcaption>\n");
    }

    fn figure(&mut self, image: &str, alternative: &str, caption: Option<&Caption>) {
        self.push("<figure");
        self.caption_id(caption);
        self.push(">\n");
        self.image(image, alternative);
        self.push("\n");
        if let Some(caption) = caption {
            self.caption(caption);
        }
        self.push("</figure>\n");
    }

    fn definitions(&mut self, entries: &[(Vec<Inline>, Vec<Vec<Block>>)]) {
        self.push("<dl>\n");
        for (term, meanings) in entries {
            self.push("<dt>");
            self.inlines(term);
            self.push("</dt>\n");
            for meaning in meanings {
                self.push("<dd>");
                self.item(meaning);
                self.push("</dd>\n");
            }
        }
        self.push("</dl>\n");
    }
}
