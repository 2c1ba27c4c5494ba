//! A body with the answers to its slots: the one place where the tree of a text
//! and the tables beside it are read together. Each form then writes the
//! [`Run`]s and [`Section`]s in its own words.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::content::tree::{Block, Body, CitationForm, Inline};
use crate::link::{BodyLinks, Edition, NameAt, Target};
use crate::model::{BodyId, BodyRecord, RecordId};
use crate::output::exports::cite::{self, Cited};
use crate::render::address::{self, Address};
use crate::text::Lang;

/// A body, its links, and the numbers of its notes.
pub(super) struct Text<'e> {
    pub(super) edition: &'e Edition,
    pub(super) record: &'e BodyRecord,
    links: Option<&'e BodyLinks>,
    /// Label → number, from 1.
    notes: BTreeMap<&'e str, usize>,
}

/// A stretch of text as it stands in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'e> {
    pub(super) text: &'e str,
    /// The slot it is part of, and the byte at which it begins there; `None`
    /// for words that stand in no slot, such as the title of a linked page.
    pub(super) at: Option<(u32, usize)>,
}

/// A run of text with every question answered.
pub(super) enum Run<'e> {
    Text(Piece<'e>),
    /// A name of an entity: position in `records.entities`.
    Name(usize, Piece<'e>),
    Emphasis(Vec<Run<'e>>),
    Strong(Vec<Run<'e>>),
    Code(&'e str),
    Link(&'e str, Vec<Run<'e>>),
    /// An image, by what is said in its place.
    Image(&'e str),
    /// A link to a page of the edition; `None` where it leads nowhere.
    Page(Option<&'e Target>, Vec<Run<'e>>),
    Citation(CitationForm, Vec<Cited<'e>>),
    /// The mark of a note, by the note's number.
    Mark(usize),
    Space,
    LineBreak,
}

/// A heading with what stands under it, or what stands before the first heading.
pub(super) struct Section<'e> {
    /// Level, id, words.
    pub(super) heading: Option<(u8, &'e str, &'e [Inline])>,
    pub(super) blocks: Vec<&'e Block>,
    pub(super) parts: Vec<Section<'e>>,
}

impl<'e> Text<'e> {
    /// A body of the edition; `None` for a position that is none.
    pub(super) fn new(edition: &'e Edition, body: BodyId) -> Option<Self> {
        let position = usize::try_from(body.0).ok()?;
        let record = edition.records.bodies.get(position)?;
        let labels = record.body().notes.iter().zip(1..);
        let notes = labels.map(|(note, number)| (note.label.as_str(), number)).collect();
        Some(Self { edition, record, links: edition.links.get(position).map(|l| &**l), notes })
    }

    /// The tree.
    pub(super) fn body(&self) -> &'e Body {
        self.record.body()
    }

    /// Whether there is anything in it.
    pub(super) fn is_empty(&self) -> bool {
        self.body().blocks.is_empty()
    }

    /// The text in its sections, nested by the levels of their headings.
    pub(super) fn sections(&self) -> Section<'e> {
        let mut open = vec![Section { heading: None, blocks: Vec::new(), parts: Vec::new() }];
        for block in &self.body().blocks {
            if let Block::Heading { level, id, text, .. } = block {
                close(&mut open, *level);
                let heading = Some((*level, id.as_str(), text.as_slice()));
                open.push(Section { heading, blocks: Vec::new(), parts: Vec::new() });
            } else if let Some(last) = open.last_mut() {
                last.blocks.push(block);
            }
        }
        close(&mut open, 0);
        open.remove(0)
    }

    /// Inlines with their questions answered.
    pub(super) fn runs(&self, inlines: &'e [Inline]) -> Vec<Run<'e>> {
        let mut runs = Vec::new();
        for inline in inlines {
            self.push(inline, &mut runs);
        }
        runs
    }

    fn push(&self, inline: &'e Inline, runs: &mut Vec<Run<'e>>) {
        runs.push(match inline {
            Inline::Text { slot, text, .. } => return self.push_text(*slot, text, runs),
            Inline::Plain(inner) => return runs.extend(self.runs(inner)),
            Inline::Emphasis(inner) => Run::Emphasis(self.runs(inner)),
            Inline::Strong(inner) => Run::Strong(self.runs(inner)),
            Inline::Code(text) => Run::Code(text),
            Inline::Link { href, text, .. } => Run::Link(href, self.runs(text)),
            Inline::Image { alternative, .. } => Run::Image(alternative),
            Inline::Page { slot, id, label, .. } => {
                let target = self.links.and_then(|l| l.pages.get(slot));
                let title = || {
                    let title = title(self.edition, target?.record, self.record.lang);
                    title.map(|(_, title)| title)
                };
                let text = match label {
                    Some(label) => self.runs(label),
                    None => vec![Run::Text(Piece { text: title().unwrap_or(id), at: None })],
                };
                Run::Page(target, text)
            }
            Inline::Citation { slot, form, items, .. } => {
                let works = self.links.and_then(|l| l.works.get(slot));
                let cited = items.iter().enumerate().map(|(n, item)| {
                    let work = works.and_then(|w| w.get(n).copied().flatten());
                    let work = work.and_then(|w| self.edition.records.works.get(w));
                    Cited::new(item, work, self.record.lang)
                });
                Run::Citation(*form, cited.collect())
            }
            Inline::Mark { label, .. } => match self.notes.get(label.as_str()) {
                Some(number) => Run::Mark(*number),
                None => return,
            },
            Inline::Break => Run::Space,
            Inline::HardBreak => Run::LineBreak,
        });
    }

    /// A slot's text, taken apart at the names in it.
    fn push_text(&self, slot: u32, text: &'e str, runs: &mut Vec<Run<'e>>) {
        let piece = |from: usize, to: usize| {
            let text = text.get(from..to).filter(|t| !t.is_empty())?;
            Some(Piece { text, at: Some((slot, from)) })
        };
        let mut done = 0;
        for name in self.names(slot) {
            let Some(found) = piece(name.range.start, name.range.end) else { continue };
            if name.range.start < done {
                continue;
            }
            runs.extend(piece(done, name.range.start).map(Run::Text));
            runs.push(Run::Name(name.entity, found));
            done = name.range.end;
        }
        runs.extend(piece(done, text.len()).map(Run::Text));
    }

    fn names(&self, slot: u32) -> &'e [NameAt] {
        let names = self.links.map(|l| l.names.as_slice()).unwrap_or_default();
        let start = names.partition_point(|n| n.slot < slot);
        let end = names.partition_point(|n| n.slot <= slot);
        &names[start..end]
    }

    /// Inlines as plain text: citations in words, note marks left out.
    pub(super) fn plain(&self, inlines: &'e [Inline]) -> String {
        let mut text = String::new();
        plain(&self.runs(inlines), self.record.lang, &mut text);
        text.trim().to_owned()
    }

    /// The paragraphs as plain text, a blank line between two; without headings,
    /// tables, figures and notes.
    pub(super) fn plain_paragraphs(&self) -> String {
        let mut found = Vec::new();
        self.collect_paragraphs(&self.body().blocks, &mut found);
        found.join("\n\n")
    }

    fn collect_paragraphs(&self, blocks: &'e [Block], found: &mut Vec<String>) {
        for block in blocks {
            match block {
                Block::Paragraph { text, .. } => found.push(self.plain(text)),
                Block::Quote { blocks, .. } => self.collect_paragraphs(blocks, found),
                Block::List { items, .. } => {
                    items.iter().for_each(|item| self.collect_paragraphs(item, found));
                }
                _ => {}
            }
        }
    }
}

/// Puts every open section of this level or a deeper one into the one above it.
fn close(open: &mut Vec<Section<'_>>, level: u8) {
    while open.len() > 1 && open.last().is_some_and(|s| s.heading.is_some_and(|h| h.0 >= level)) {
        let Some(done) = open.pop() else { return };
        if let Some(above) = open.last_mut() {
            above.parts.push(done);
        }
    }
}

fn plain(runs: &[Run<'_>], lang: Lang, text: &mut String) {
    for run in runs {
        match run {
            Run::Text(piece) | Run::Name(_, piece) => text.push_str(piece.text),
            Run::Emphasis(inner)
            | Run::Strong(inner)
            | Run::Link(_, inner)
            | Run::Page(_, inner) => plain(inner, lang, text),
            Run::Code(words) | Run::Image(words) => text.push_str(words),
            Run::Citation(form, items) => {
                text.push_str(&cite::in_words(*form, items, lang));
            }
            Run::Mark(_) => {}
            Run::Space | Run::LineBreak => text.push(' '),
        }
    }
}

/// The whole address of a page or a section of it, as a page of `lang` links to it.
pub(super) fn address_of(
    edition: &Edition,
    config: &Config,
    target: &Target,
    lang: Lang,
) -> String {
    let records = &edition.records;
    let spot = target.section.as_deref().and_then(|name| {
        let (page, anchor) = address::spot(records, target.record, name, lang)?;
        Some(format!("{}#{anchor}", page.absolute(&config.base_url)))
    });
    spot.unwrap_or_else(|| Address::of(records, target.record, lang).absolute(&config.base_url))
}

/// What a record is called in a language or, where it has no page in that, in
/// the other.
pub(super) fn title(edition: &Edition, record: RecordId, lang: Lang) -> Option<(Lang, &str)> {
    edition.records.title(record, lang)
}
