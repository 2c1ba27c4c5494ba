//! Chapters of a book: a text as XHTML, its notes at the end.

use std::collections::BTreeSet;

use crate::content::tree::{Block, Caption, CitationForm, Inline, Table};
use crate::link::Target;
use crate::model::RecordId;
use crate::output::exports::cite::{self, Cited};
use crate::output::exports::epub::Book;
use crate::output::exports::labels::labels;
use crate::output::exports::text::{self, Run, Section, Text};
use crate::output::exports::xml::{Attribute, Xml};
use crate::render::address;
use crate::render::html::bidi;
use crate::render::html::line::{self, Part, Step};
use crate::text::{Lang, persian};

/// A chapter with what the contents say of it.
pub(super) struct Chapter {
    /// Its file beside the package document: `digest.xhtml`.
    pub(super) file: String,
    pub(super) title: String,
    /// Its headings.
    pub(super) entries: Vec<Entry>,
    pub(super) bytes: Vec<u8>,
}

/// A heading in the contents.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) parts: Vec<Entry>,
}

impl Chapter {
    /// Its id in the package document.
    pub(super) fn id(&self) -> &str {
        self.file.trim_end_matches(".xhtml")
    }
}

/// An XHTML document of a book, with what `body` writes in it.
pub(super) fn document(
    lang: Lang,
    title: &str,
    kind: &str,
    body: impl FnOnce(&mut Xml),
) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.doctype("html");
    let attributes = [
        ("xmlns", "http://www.w3.org/1999/xhtml"),
        ("xmlns:epub", "http://www.idpf.org/2007/ops"),
        ("xml:lang", lang.code()),
        ("lang", lang.code()),
        ("dir", lang.direction().attribute()),
    ];
    xml.block("html", &attributes, |x| {
        x.block("head", &[], |x| {
            x.leaf("title", &[], title);
            let attributes = [("rel", "stylesheet"), ("type", "text/css"), ("href", "style.css")];
            x.empty_block("link", &attributes);
        });
        x.block("body", &[("epub:type", kind)], body);
    });
    xml.finish()
}

/// The attributes of words of another language than what stands around them.
pub(super) fn other(lang: Lang, around: Lang) -> [Attribute<'static>; 2] {
    if lang == around {
        return [("lang", ""), ("dir", "")];
    }
    [("lang", lang.code()), ("dir", lang.direction().attribute())]
}

/// A text as a chapter.
pub(super) fn of_text(book: &Book<'_>, text: &Text<'_>, id: &str, title: &str) -> Chapter {
    let mut writer = Writer {
        book,
        text,
        lang: text.record.lang,
        ids: BTreeSet::new(),
        marked: BTreeSet::new(),
    };
    let root = text.sections();
    let mut entries = Vec::new();
    let bytes = document(book.lang, title, "bodymatter", |x| {
        x.block("section", &[("epub:type", "chapter")], |x| {
            x.leaf("h1", &[], title);
            entries = writer.contents(x, &root, 2);
            writer.notes(x);
        });
    });
    Chapter { file: format!("{id}.xhtml"), title: title.to_owned(), entries, bytes }
}

struct Writer<'w, 'e> {
    book: &'w Book<'e>,
    text: &'w Text<'e>,
    lang: Lang,
    /// Ids that the file has already.
    ids: BTreeSet<String>,
    /// Notes whose mark the file has already.
    marked: BTreeSet<usize>,
}

impl<'e> Writer<'_, 'e> {
    /// An id; empty, and so not written, where the file has it already.
    fn id(&mut self, id: &str) -> String {
        // An id of HTML has no spaces.
        let id = id.replace(char::is_whitespace, "_");
        if self.ids.insert(id.clone()) { id } else { String::new() }
    }

    /// A section's blocks and parts; returns what the contents say of its parts.
    fn contents(&mut self, x: &mut Xml, section: &Section<'e>, level: u8) -> Vec<Entry> {
        section.blocks.iter().for_each(|b| self.block(x, b));
        section.parts.iter().filter_map(|part| self.section(x, part, level)).collect()
    }

    fn section(&mut self, x: &mut Xml, section: &Section<'e>, level: u8) -> Option<Entry> {
        let (_, id, words) = section.heading?;
        let (id, title) = (self.id(id), self.text.plain(words));
        let mut parts = Vec::new();
        x.block("section", &[("id", &id)], |x| {
            x.block(&format!("h{level}"), &[], |x| self.inlines(x, words));
            parts = self.contents(x, section, (level + 1).min(6));
        });
        let can_be_listed = !id.is_empty() && !title.is_empty();
        can_be_listed.then_some(Entry { id, title, parts })
    }

    fn blocks(&mut self, x: &mut Xml, blocks: &'e [Block]) {
        blocks.iter().for_each(|b| self.block(x, b));
    }

    fn block(&mut self, x: &mut Xml, block: &'e Block) {
        match block {
            Block::Heading { text, .. } => x.block("p", &[], |x| {
                x.run("strong", &[], |x| self.inlines(x, text));
            }),
            Block::Paragraph { number, text, .. } => {
                let anchor = address::paragraph(self.text.record.part, *number);
                let id = anchor.map(|a| self.id(&a)).unwrap_or_default();
                x.block("p", &[("id", &id)], |x| self.inlines(x, text));
            }
            Block::List { start, items, .. } => {
                let (name, from) = match start {
                    Some(1) => ("ol", String::new()),
                    Some(start) => ("ol", start.to_string()),
                    None => ("ul", String::new()),
                };
                x.block(name, &[("start", &from)], |x| {
                    for item in items {
                        x.block("li", &[], |x| self.tight(x, item));
                    }
                });
            }
            Block::Quote { blocks, .. } => x.block("blockquote", &[], |x| self.blocks(x, blocks)),
            Block::Code { text, .. } => x.block("pre", &[("dir", "ltr")], |x| {
                x.run("code", &[], |x| x.text(text));
            }),
            Block::Table(table) => self.table(x, table),
            Block::Figure { alternative, caption, .. } => {
                let id = caption.as_ref().map(|c| self.id(&c.id)).unwrap_or_default();
                x.block("figure", &[("id", &id)], |x| {
                    x.leaf("p", &[], alternative);
                    self.caption(x, "figcaption", caption.as_ref());
                });
            }
            Block::Definitions { entries, .. } => x.block("dl", &[], |x| {
                for (term, meanings) in entries {
                    x.block("dt", &[], |x| self.inlines(x, term));
                    for meaning in meanings {
                        x.block("dd", &[], |x| self.tight(x, meaning));
                    }
                }
            }),
            Block::Rule => x.empty_block("hr", &[]),
        }
    }

    /// Blocks of an item or a note: a single paragraph needs no element of its own.
    fn tight(&mut self, x: &mut Xml, blocks: &'e [Block]) {
        match blocks {
            [Block::Paragraph { text, number: 0, .. }] => self.inlines(x, text),
            blocks => self.blocks(x, blocks),
        }
    }

    fn caption(&mut self, x: &mut Xml, element: &str, caption: Option<&'e Caption>) {
        if let Some(caption) = caption {
            x.block(element, &[], |x| self.inlines(x, &caption.text));
        }
    }

    fn table(&mut self, x: &mut Xml, table: &'e Table) {
        let id = table.caption.as_ref().map(|c| self.id(&c.id)).unwrap_or_default();
        x.block("table", &[("id", &id)], |x| {
            self.caption(x, "caption", table.caption.as_ref());
            if !table.header.is_empty() {
                x.block("thead", &[], |x| self.row(x, "th", &table.header));
            }
            let rows = table.rows.iter().filter(|row| !row.is_empty());
            let rows: Vec<_> = rows.collect();
            if !rows.is_empty() {
                x.block("tbody", &[], |x| rows.iter().for_each(|row| self.row(x, "td", row)));
            }
        });
    }

    fn row(&mut self, x: &mut Xml, cell: &str, cells: &'e [Vec<Inline>]) {
        let scope = if cell == "th" { "col" } else { "" };
        x.block("tr", &[], |x| {
            for words in cells {
                // The empty corner of a table heads nothing.
                let (cell, scope) = if words.is_empty() { ("td", "") } else { (cell, scope) };
                x.block(cell, &[("scope", scope)], |x| self.inlines(x, words));
            }
        });
    }

    fn inlines(&mut self, x: &mut Xml, inlines: &'e [Inline]) {
        let runs = self.text.runs(inlines);
        self.runs(x, &runs);
    }

    fn runs(&mut self, x: &mut Xml, runs: &[Run<'e>]) {
        let mut line = String::new();
        let part = |run: &Run<'e>| {
            let start = line.len();
            shown(run, &mut line);
            let is_text = matches!(run, Run::Text(_) | Run::Name(..));
            Part { place: start..line.len(), is_text }
        };
        let parts: Vec<Part> = runs.iter().map(part).collect();
        let cut = line::cut_runs(&line, &parts, &[], self.lang);
        let steps = line::steps(&parts, cut);
        let page = self.lang;
        // No run of the other script lies in another.
        for steps in steps.split_inclusive(|step| *step == Step::Close) {
            let open = steps.iter().position(|step| *step == Step::Open).unwrap_or(steps.len());
            let (before, run) = steps.split_at(open);
            self.steps(x, before, runs);
            if !run.is_empty() {
                self.lang = page.other();
                let attributes = other(self.lang, page);
                x.run("span", &attributes, |x| self.steps(x, run, runs));
                self.lang = page;
            }
        }
    }

    /// Writes parts of a line.
    fn steps(&mut self, x: &mut Xml, steps: &[Step], runs: &[Run<'e>]) {
        for step in steps {
            let Step::Part(n, range) = step else { continue };
            match &runs[*n] {
                Run::Text(piece) | Run::Name(_, piece) => {
                    x.markup(&bidi::html(&piece.text[range.clone()], self.lang));
                }
                run => self.run(x, run),
            }
        }
    }

    fn run(&mut self, x: &mut Xml, run: &Run<'e>) {
        match run {
            Run::Text(piece) | Run::Name(_, piece) => {
                x.markup(&bidi::html(piece.text, self.lang));
            }
            Run::Emphasis(inner) => x.run("em", &[], |x| self.runs(x, inner)),
            Run::Strong(inner) => x.run("strong", &[], |x| self.runs(x, inner)),
            Run::Code(text) => x.run("code", &[("dir", "ltr")], |x| x.text(text)),
            Run::Link(href, inner) if address::is_outward(href) => {
                let href = href.replace(' ', "%20");
                x.run("a", &[("href", &href)], |x| self.runs(x, inner));
            }
            Run::Page(Some(target), inner) => {
                let href = self.href(target);
                x.run("a", &[("href", &href)], |x| self.runs(x, inner));
            }
            Run::Link(_, inner) | Run::Page(None, inner) => self.runs(x, inner),
            Run::Image(alternative) => x.text(alternative),
            Run::Citation(form, items) => self.citation(x, *form, items),
            Run::Mark(number) => self.mark(x, *number),
            Run::Space => x.text("\n"),
            Run::LineBreak => x.empty("br", &[]),
        }
    }

    /// Where a link leads: a section of this book, or a page of the site.
    fn href(&self, target: &Target) -> String {
        let records = &self.book.edition.records;
        let is_here = match target.record {
            RecordId::Article(n) => {
                records.articles.get(n).is_some_and(|a| a.id == self.book.article.id)
            }
            _ => false,
        };
        let digest = self.book.digest.as_ref().filter(|_| is_here);
        let has = |id: &&String| digest.is_some_and(|d| has_section(&d.sections(), id));
        match target.section.as_ref().filter(has) {
            Some(id) => format!("digest.xhtml#{id}"),
            None => text::address_of(self.book.edition, self.book.config, target, self.lang),
        }
    }

    fn citation(&self, x: &mut Xml, form: CitationForm, items: &[Cited<'e>]) {
        if cite::is_bracketed(form) {
            x.text("(");
        }
        for (n, item) in items.iter().enumerate() {
            if n > 0 {
                x.text(cite::between(self.lang));
            }
            if !item.prefix().is_empty() {
                x.text(item.prefix());
                x.text(" ");
            }
            let words = item.words(form);
            let [lang, dir] = other(item.lang, self.lang);
            match item.work {
                Some(work) => {
                    let href = format!("works.xhtml#work-{}", work.key);
                    let attributes =
                        [("href", href.as_str()), ("role", "doc-biblioref"), lang, dir];
                    x.run("a", &attributes, |x| x.text(&words));
                }
                None => x.text(&words),
            }
        }
        if cite::is_bracketed(form) {
            x.text(")");
        }
    }

    fn number(&self, number: usize) -> String {
        match self.text.record.lang {
            Lang::Fa => persian::to_persian_digits(&number.to_string()),
            Lang::En => number.to_string(),
        }
    }

    fn mark(&mut self, x: &mut Xml, number: usize) {
        let (href, id) = (format!("#note-{number}"), format!("mark-{number}"));
        self.marked.insert(number);
        let (id, shown) = (self.id(&id), self.number(number));
        let attributes = [
            ("epub:type", "noteref"),
            ("role", "doc-noteref"),
            ("class", "mark"),
            ("id", id.as_str()),
            ("href", href.as_str()),
        ];
        x.run("a", &attributes, |x| x.text(&shown));
    }

    /// The notes whose marks the text has; a note can mark another.
    fn notes(&mut self, x: &mut Xml) {
        let notes = &self.text.body().notes;
        if notes.is_empty() || self.marked.is_empty() {
            return;
        }
        let words = labels(self.lang);
        x.block("section", &[("epub:type", "footnotes")], |x| {
            x.leaf("h2", &[], words.notes);
            for (number, note) in (1..).zip(notes) {
                let (id, back) = (format!("note-{number}"), format!("#mark-{number}"));
                let id = self.id(&id);
                let attributes =
                    [("epub:type", "footnote"), ("role", "doc-footnote"), ("id", id.as_str())];
                x.block("aside", &attributes, |x| {
                    let shown = self.number(number);
                    x.block("p", &[], |x| {
                        if self.marked.contains(&number) {
                            let attributes = [("href", back.as_str()), ("aria-label", words.back)];
                            x.run("a", &attributes, |x| x.text(&shown));
                        } else {
                            x.text(&shown);
                        }
                        if let [Block::Paragraph { text, .. }] = note.blocks.as_slice() {
                            x.text(" ");
                            self.inlines(x, text);
                        }
                    });
                    if !matches!(note.blocks.as_slice(), [Block::Paragraph { .. }]) {
                        self.blocks(x, &note.blocks);
                    }
                });
            }
        });
    }
}

fn has_section(section: &Section<'_>, id: &str) -> bool {
    section.heading.is_some_and(|(_, own, _)| own == id)
        || section.parts.iter().any(|part| has_section(part, id))
}

/// What a reader sees of a run, as text.
fn shown(run: &Run<'_>, line: &mut String) {
    match run {
        Run::Text(piece) | Run::Name(_, piece) => line.push_str(piece.text),
        Run::Code(text) => line.push_str(text),
        Run::Emphasis(inner) | Run::Strong(inner) | Run::Link(_, inner) | Run::Page(_, inner) => {
            inner.iter().for_each(|run| shown(run, line));
        }
        Run::Image(_) | Run::Citation(..) | Run::LineBreak => line.push(line::OBJECT),
        Run::Mark(_) => {}
        Run::Space => line.push(' '),
    }
}
