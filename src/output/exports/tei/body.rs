//! The text: sections as divisions, names, citations and notes where they stand.

use std::collections::BTreeSet;

use crate::content::tree::{Block, Caption, CitationForm, Inline, Table};
use crate::model::Part;
use crate::output::exports::cite::{self, Cited};
use crate::output::exports::tei::locate::Finding;
use crate::output::exports::tei::{Subject, entity_id, header, name_element};
use crate::output::exports::text::{self, Piece, Run, Section, Text};
use crate::output::exports::xml::{self, Xml};
use crate::render::address;
use crate::text::Lang;

pub(super) fn write(x: &mut Xml, s: &Subject<'_>) {
    let mut ids = BTreeSet::new();
    x.block("text", &[("xml:lang", s.lang.code())], |x| {
        let digests: Vec<&Text<'_>> = s.digests().filter(|t| !t.is_empty()).collect();
        x.block("body", &[], |x| match s.full_text() {
            Some(text) => Writer::new(s, text, &mut ids).whole(x),
            None if digests.is_empty() => x.block("p", &[], |_| {}),
            None => digests.iter().for_each(|t| Writer::new(s, t, &mut ids).whole(x)),
        });
        if s.full_text().is_some() && !digests.is_empty() {
            x.block("back", &[], |x| {
                digests.iter().for_each(|t| Writer::new(s, t, &mut ids).whole(x));
            });
        }
    });
}

/// Writes one body.
struct Writer<'w, 'e> {
    s: &'w Subject<'e>,
    text: &'w Text<'e>,
    /// What stands before its ids: `fa`, `en`, `text`.
    prefix: &'static str,
    /// Ids that the file has already.
    ids: &'w mut BTreeSet<String>,
    /// Notes that stand in the text already, by number.
    noted: BTreeSet<usize>,
}

impl<'w, 'e> Writer<'w, 'e> {
    fn new(s: &'w Subject<'e>, text: &'w Text<'e>, ids: &'w mut BTreeSet<String>) -> Self {
        let prefix = match text.record.part {
            Part::FullText => "text",
            Part::Main => text.record.lang.code(),
        };
        Self { s, text, prefix, ids, noted: BTreeSet::new() }
    }

    fn lang(&self) -> Lang {
        self.text.record.lang
    }

    /// An id of this body; empty, and so not written, where the file has it already.
    fn id(&mut self, anchor: &str) -> String {
        let id = xml::id(self.prefix, anchor);
        if self.ids.insert(id.clone()) { id } else { String::new() }
    }

    fn whole(&mut self, x: &mut Xml) {
        let kind = match self.text.record.part {
            Part::FullText => "text",
            Part::Main => "digest",
        };
        let root = self.text.sections();
        x.block("div", &[("type", kind), ("xml:lang", self.lang().code())], |x| {
            self.contents(x, &root);
        });
    }

    fn contents(&mut self, x: &mut Xml, section: &Section<'e>) {
        section.blocks.iter().for_each(|b| self.block(x, b));
        section.parts.iter().for_each(|p| self.section(x, p));
        if section.blocks.is_empty() && section.parts.is_empty() {
            // A division with a head alone is none.
            x.empty_block("p", &[]);
        }
    }

    fn section(&mut self, x: &mut Xml, section: &Section<'e>) {
        let Some((_, id, words)) = section.heading else { return };
        let id = self.id(id);
        x.block("div", &[("type", "section"), ("xml:id", &id)], |x| {
            x.block("head", &[], |x| self.inlines(x, words));
            self.contents(x, section);
        });
    }

    fn blocks(&mut self, x: &mut Xml, blocks: &'e [Block]) {
        blocks.iter().for_each(|b| self.block(x, b));
    }

    fn block(&mut self, x: &mut Xml, block: &'e Block) {
        match block {
            // Headings outside sections stand in quotes and lists: no division there.
            Block::Heading { text, .. } => x.block("p", &[], |x| {
                x.run("hi", &[("rend", "head")], |x| self.inlines(x, text));
            }),
            Block::Paragraph { number, text, .. } => {
                let anchor = address::lasting(self.text.record.part, self.text.body(), *number);
                let id = anchor.map(|a| self.id(&a)).unwrap_or_default();
                x.block("p", &[("xml:id", &id)], |x| self.inlines(x, text));
            }
            Block::List { start, items, .. } => {
                let rend = if start.is_some() { "numbered" } else { "bulleted" };
                x.block("list", &[("rend", rend)], |x| {
                    for item in items {
                        x.block("item", &[], |x| self.tight(x, item));
                    }
                });
            }
            Block::Quote { blocks, .. } => {
                x.block("quote", &[], |x| self.blocks(x, blocks));
            }
            Block::Code { language, text, .. } => x.block("p", &[], |x| {
                let lang = header::word(language.as_deref().unwrap_or_default());
                x.run("code", &[("lang", &lang)], |x| x.text(text));
            }),
            Block::Table(table) => self.table(x, table),
            Block::Figure { image, alternative, caption, .. } => {
                let id = caption.as_ref().map(|c| self.id(&c.id)).unwrap_or_default();
                x.block("figure", &[("xml:id", &id)], |x| {
                    self.caption(x, caption.as_ref());
                    x.leaf("figDesc", &[], alternative);
                    x.empty_block("graphic", &[("url", &image.replace(' ', "%20"))]);
                });
            }
            Block::Definitions { entries, .. } => {
                x.block("list", &[("type", "gloss")], |x| {
                    for (term, meanings) in entries {
                        x.block("label", &[], |x| self.inlines(x, term));
                        x.block("item", &[], |x| {
                            meanings.iter().for_each(|m| self.tight(x, m));
                        });
                    }
                });
            }
            Block::Rule => x.empty_block("milestone", &[("unit", "section"), ("rend", "rule")]),
        }
    }

    /// Blocks of an item or a note: a single paragraph needs no element of its own.
    fn tight(&mut self, x: &mut Xml, blocks: &'e [Block]) {
        match blocks {
            [Block::Paragraph { text, number: 0, .. }] => self.inlines(x, text),
            blocks => self.blocks(x, blocks),
        }
    }

    fn caption(&mut self, x: &mut Xml, caption: Option<&'e Caption>) {
        if let Some(caption) = caption {
            x.block("head", &[], |x| self.inlines(x, &caption.text));
        }
    }

    fn table(&mut self, x: &mut Xml, table: &'e Table) {
        let id = table.caption.as_ref().map(|c| self.id(&c.id)).unwrap_or_default();
        x.block("table", &[("xml:id", &id)], |x| {
            self.caption(x, table.caption.as_ref());
            self.row(x, "label", &table.header);
            table.rows.iter().for_each(|row| self.row(x, "data", row));
        });
    }

    fn row(&mut self, x: &mut Xml, role: &str, cells: &'e [Vec<Inline>]) {
        if cells.is_empty() {
            return;
        }
        x.block("row", &[("role", role)], |x| {
            for cell in cells {
                x.block("cell", &[], |x| self.inlines(x, cell));
            }
        });
    }

    fn inlines(&mut self, x: &mut Xml, inlines: &'e [Inline]) {
        let runs = self.text.runs(inlines);
        self.runs(x, &runs);
    }

    fn runs(&mut self, x: &mut Xml, runs: &[Run<'e>]) {
        for run in runs {
            self.run(x, run);
        }
    }

    fn run(&mut self, x: &mut Xml, run: &Run<'e>) {
        match run {
            Run::Text(piece) => self.piece(x, *piece),
            Run::Name(entity, piece) => match self.s.edition.records.entities.get(*entity) {
                Some(entity) => {
                    let target = format!("#{}", entity_id(entity));
                    x.run(name_element(entity.kind), &[("ref", &target)], |x| {
                        self.piece(x, *piece);
                    });
                }
                None => self.piece(x, *piece),
            },
            Run::Emphasis(inner) => x.run("emph", &[], |x| self.runs(x, inner)),
            Run::Strong(inner) => {
                x.run("hi", &[("rend", "bold")], |x| self.runs(x, inner));
            }
            Run::Code(text) => x.run("code", &[], |x| x.text(text)),
            Run::Link(href, inner) => {
                let target = href.replace(' ', "%20");
                x.run("ref", &[("target", &target)], |x| self.runs(x, inner));
            }
            Run::Image(alternative) => x.run("figure", &[], |x| {
                x.run("figDesc", &[], |x| x.text(alternative));
            }),
            Run::Page(None, inner) => self.runs(x, inner),
            Run::Page(Some(target), inner) => {
                let (edition, config) = (self.s.edition, self.s.config);
                let target = text::address_of(edition, config, target, self.lang());
                x.run("ref", &[("target", &target)], |x| self.runs(x, inner));
            }
            Run::Citation(form, items) => self.citation(x, *form, items),
            Run::Mark(number) => self.note(x, *number),
            Run::Space => x.text("\n"),
            Run::LineBreak => x.empty("lb", &[]),
        }
    }

    /// Words of the text, with what the import changed in them or left open.
    fn piece(&self, x: &mut Xml, piece: Piece<'e>) {
        let Some((slot, start)) = piece.at.filter(|_| self.text.record.part == Part::FullText)
        else {
            return x.text(piece.text);
        };
        let mut done = 0;
        let stretch = start..start + piece.text.len();
        for (range, finding) in self.s.findings.within(slot, stretch) {
            let (from, to) = (range.start - start, range.end - start);
            x.text(piece.text.get(done..from).unwrap_or_default());
            match finding {
                Finding::Correction(correction) => header::choice(x, correction),
                Finding::Doubt(doubt) => {
                    let attributes =
                        [("reason", header::word(&doubt.reason)), ("cert", "low".to_owned())];
                    let attributes = attributes.each_ref().map(|(n, v)| (*n, v.as_str()));
                    let words = piece.text.get(from..to).unwrap_or_default();
                    x.run("unclear", &attributes, |x| x.text(words));
                }
            }
            done = to;
        }
        x.text(piece.text.get(done..).unwrap_or_default());
    }

    fn citation(&self, x: &mut Xml, form: CitationForm, items: &[Cited<'e>]) {
        let lang = self.lang();
        if cite::is_bracketed(form) {
            x.text("(");
        }
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                x.text(cite::between(lang));
            }
            if !item.prefix().is_empty() {
                x.text(item.prefix());
                x.text(" ");
            }
            let other = if item.lang == lang { "" } else { item.lang.code() };
            x.run("bibl", &[("xml:lang", other)], |x| {
                let words = item.words(form);
                match item.work {
                    Some(work) => {
                        let target = format!("#{}", xml::id("work", &work.key));
                        x.run("ref", &[("target", &target)], |x| x.text(&words));
                    }
                    None => x.text(&words),
                }
            });
        }
        if cite::is_bracketed(form) {
            x.text(")");
        }
    }

    /// A note stands where its first mark is; further marks lead to it.
    fn note(&mut self, x: &mut Xml, number: usize) {
        let Some(note) = self.text.body().notes.get(number.wrapping_sub(1)) else { return };
        let (n, anchor) = (number.to_string(), format!("note-{number}"));
        if !self.noted.insert(number) {
            let target = format!("#{}", xml::id(self.prefix, &anchor));
            return x.run("ref", &[("type", "note"), ("target", &target)], |x| x.text(&n));
        }
        let id = self.id(&anchor);
        let attributes = [("place", "foot"), ("n", n.as_str()), ("xml:id", id.as_str())];
        x.run("note", &attributes, |x| self.tight(x, &note.blocks));
    }
}
