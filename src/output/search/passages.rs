//! A body as documents: its paragraphs, tables, figures and notes, each as
//! plain text with its anchor and the heading it stands under.

use crate::content::tree::{Block, Body, CitationForm, CitationItem, Inline, Table};
use crate::link::Edition;
use crate::model::work::Work;
use crate::model::{BodyRecord, Part};
use crate::output::search::documents::Document;
use crate::output::search::facets;
use crate::render::{address, html};
use crate::text::{Lang, persian};

/// Reads a body.
pub(super) struct Passages<'a> {
    edition: &'a Edition,
    lang: Lang,
    part: Part,
    /// The heading that the next text stands under: its anchor and its words.
    section: (String, String),
    /// Whether a text under that heading has been read.
    is_begun: bool,
    body: &'a Body,
    /// The last anchor, for what has none.
    anchor: String,
    /// The number of the paragraph that is being read; 0 where it has none.
    paragraph: u32,
    /// The decades that it names.
    decades: u32,
    documents: Vec<Document>,
}

impl<'a> Passages<'a> {
    /// The documents of a body, notes last.
    pub(super) fn of(edition: &'a Edition, record: &'a BodyRecord) -> Vec<Document> {
        let mut passages = Self {
            edition,
            lang: record.lang,
            part: record.part,
            section: (String::new(), String::new()),
            is_begun: true,
            body: record.body(),
            anchor: String::new(),
            paragraph: 0,
            decades: 0,
            documents: Vec::new(),
        };
        passages.blocks(&record.body().blocks);
        passages.end_section();
        for (note, number) in record.body().notes.iter().zip(1..) {
            passages.anchor = address::note(record.part, number);
            passages.section = (String::new(), String::new());
            passages.blocks(&note.blocks);
        }
        passages.documents
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading { id, text, .. } => {
                    self.end_section();
                    let words = self.plain(text);
                    self.anchor = address::section(self.part, id);
                    self.section = (self.anchor.clone(), words);
                    self.is_begun = false;
                }
                Block::Paragraph { number, text, .. } => {
                    if let Some(anchor) = address::lasting(self.part, self.body, *number) {
                        self.anchor = anchor;
                    }
                    let words = self.plain(text);
                    // The year of a cited work is no year that the text speaks of.
                    let mut own = String::new();
                    html::plain(text, &mut own);
                    (self.paragraph, self.decades) = (*number, facets::decades(&own));
                    self.add(words);
                    (self.paragraph, self.decades) = (0, 0);
                }
                Block::List { items, .. } => items.iter().for_each(|item| self.blocks(item)),
                Block::Quote { blocks, .. } => self.blocks(blocks),
                Block::Table(table) => self.table(table),
                Block::Figure { caption: Some(caption), .. } => {
                    let words = self.plain(&caption.text);
                    self.at(&caption.id, words);
                }
                Block::Code { text, .. } => self.add(text.clone()),
                Block::Definitions { entries, .. } => {
                    for (term, definitions) in entries {
                        let words = self.plain(term);
                        self.add(words);
                        definitions.iter().for_each(|blocks| self.blocks(blocks));
                    }
                }
                Block::Figure { caption: None, .. } | Block::Rule => {}
            }
        }
    }

    /// A heading without a text below it is a document by itself.
    fn end_section(&mut self) {
        if !self.is_begun {
            self.add(String::new());
        }
    }

    fn add(&mut self, text: String) {
        if self.is_begun && text.trim().is_empty() {
            return;
        }
        // The first text of a section is found by its heading as well.
        let about = if self.is_begun { String::new() } else { self.section.1.clone() };
        self.is_begun = true;
        let (anchor, section) = (self.anchor.clone(), self.section.1.clone());
        let (paragraph, decades) = (self.paragraph, self.decades);
        let document =
            Document { anchor, section, text, about, paragraph, decades, ..Document::default() };
        self.documents.push(document);
    }

    /// A text with an anchor of its own.
    fn at(&mut self, id: &str, text: String) {
        let around = std::mem::replace(&mut self.anchor, address::section(self.part, id));
        self.add(text);
        self.anchor = around;
    }

    fn table(&mut self, table: &Table) {
        let mut text = String::new();
        for row in std::iter::once(&table.header).chain(&table.rows) {
            for cell in row {
                if !text.is_empty() {
                    text.push_str(" | ");
                }
                self.write(cell, &mut text);
            }
        }
        self.decades = facets::decades(&text);
        match &table.caption {
            Some(caption) => {
                let words = self.plain(&caption.text);
                self.at(&caption.id, format!("{words}: {text}"));
            }
            None => self.add(text),
        }
        self.decades = 0;
    }

    fn plain(&self, inlines: &[Inline]) -> String {
        let mut text = String::new();
        self.write(inlines, &mut text);
        text
    }

    fn write(&self, inlines: &[Inline], text: &mut String) {
        for inline in inlines {
            match inline {
                Inline::Text { text: words, .. } | Inline::Code(words) => text.push_str(words),
                Inline::Break | Inline::HardBreak => text.push(' '),
                Inline::Emphasis(inner)
                | Inline::Strong(inner)
                | Inline::Plain(inner)
                | Inline::Link { text: inner, .. } => self.write(inner, text),
                Inline::Page { label: Some(label), .. } => self.write(label, text),
                Inline::Page { id, label: None, .. } => text.push_str(self.title(id)),
                Inline::Citation { form, items, .. } => self.citation(*form, items, text),
                Inline::Image { .. } | Inline::Mark { .. } => {}
            }
        }
    }

    fn title<'t>(&'t self, id: &'t str) -> &'t str {
        let record = self.edition.ids.get(id);
        let title = record.and_then(|record| self.edition.records.title(*record, self.lang));
        title.map_or(id, |(_, title)| title)
    }

    fn citation(&self, form: CitationForm, items: &[CitationItem], text: &mut String) {
        let cited: Vec<String> = items.iter().map(|item| self.cited(form, item)).collect();
        let separator = if self.lang == Lang::Fa { "؛ " } else { "; " };
        let cited = cited.join(separator);
        match form {
            CitationForm::Narrative => text.push_str(&cited),
            CitationForm::Parenthetical | CitationForm::YearOnly => {
                text.push('(');
                text.push_str(&cited);
                text.push(')');
            }
        }
    }

    /// Author, year and pages of a cited work, the figures in the work's own script.
    fn cited(&self, form: CitationForm, item: &CitationItem) -> String {
        let works = &self.edition.records.works;
        let Ok(place) = works.binary_search_by(|work| work.key.as_str().cmp(&item.key)) else {
            return item.key.clone();
        };
        let work = &works[place];
        let mut year = work.year.clone().unwrap_or_default();
        if let Some(pages) = &item.pages {
            year = format!("{year}: {pages}");
        }
        if work.lang == Lang::Fa {
            year = persian::to_persian_digits(&year);
        }
        match form {
            CitationForm::YearOnly => year,
            _ if year.is_empty() => authors(work),
            CitationForm::Narrative => format!("{} ({year})", authors(work)),
            CitationForm::Parenthetical => format!("{} {year}", authors(work)),
        }
    }
}

fn authors(work: &Work) -> String {
    let people = if work.authors.is_empty() { &work.editors } else { &work.authors };
    let names: Vec<&str> = people.iter().map(|name| name.family.as_str()).collect();
    let and = if work.lang == Lang::Fa { " و " } else { " and " };
    names.join(and)
}
