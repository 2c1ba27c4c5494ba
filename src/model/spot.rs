//! Where on a page a link leads: what stands behind `#` in `[[page#treaty]]`.
//!
//! Headings, tables and figures have ids, and so have paragraphs whose id an
//! editor wrote; a paragraph can be named by its number or by what is made of its
//! words too (`content::markdown::anchors`), as its page shows them: `p3`, `p-kmx4a`.

use std::collections::BTreeSet;

use crate::content::tree::{self, Body};
use crate::model::{BodyId, BodyRecord, Both, Part, RecordId, Records};
use crate::text::Lang;

/// A place in a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot<'n> {
    /// A heading, table, figure or paragraph, by the id that is written there.
    Id(&'n str),
    /// A paragraph, by the anchor that it has without.
    Paragraph(&'n str),
}

impl Part {
    /// What the anchors of its paragraphs begin with.
    pub fn letter(self) -> char {
        match self {
            Self::Main => 'p',
            Self::FullText => 't',
        }
    }
}

impl BodyRecord {
    /// The place in it that a link names; `None` where there is none.
    pub fn spot<'n>(&self, name: &'n str) -> Option<Spot<'n>> {
        spot(self.part, self.body(), name)
    }
}

/// The place in a body that a link names.
pub fn spot<'n>(part: Part, body: &Body, name: &'n str) -> Option<Spot<'n>> {
    if is_paragraph(part, body, name) {
        return Some(Spot::Paragraph(name));
    }
    // As the address bar shows an id of a full text, and as the text has it.
    let id = match part {
        Part::Main => name,
        Part::FullText => name.strip_prefix("text-").unwrap_or(name),
    };
    let is_written = body.anchors.iter().any(|anchor| anchor.written.as_deref() == Some(id));
    // Few links ask for them, and to list those of all bodies at every edit takes long.
    let is_id = || {
        let mut ids = BTreeSet::new();
        tree::anchors(&body.blocks, &mut ids);
        ids.contains(id)
    };
    (is_written || is_id()).then_some(Spot::Id(id))
}

fn is_paragraph(part: Part, body: &Body, name: &str) -> bool {
    let Some(rest) = name.strip_prefix(part.letter()) else { return false };
    match rest.strip_prefix('-') {
        Some(words) => body.anchors.iter().any(|anchor| anchor.names().any(|own| own == words)),
        None => {
            let number = Some(rest).filter(|number| !number.starts_with(['0', '+']));
            let number = number.and_then(|number| number.parse::<u32>().ok());
            number.is_some_and(|n| (1..=body.paragraphs).contains(&n))
        }
    }
}

impl Records {
    /// Where a link by this name leads from a page in a language: to the record's
    /// page in it, to the full text, or to the other language.
    pub fn spot<'n>(
        &self,
        record: RecordId,
        name: &'n str,
        lang: Lang,
    ) -> Option<(&BodyRecord, Spot<'n>)> {
        let main = self.main_bodies(record);
        let full_text = match record {
            RecordId::Article(n) => self.articles.get(n).and_then(|article| article.full_text),
            _ => None,
        };
        let in_order = [*main.get(lang), full_text, *main.get(lang.other())];
        let bodies = in_order.into_iter().flatten().filter_map(|id| self.bodies.get(id.0 as usize));
        bodies.into_iter().find_map(|body| Some((body, body.spot(name)?)))
    }

    fn main_bodies(&self, record: RecordId) -> Both<Option<BodyId>> {
        fn of<T>(versions: &Both<Option<T>>, body: fn(&T) -> BodyId) -> Both<Option<BodyId>> {
            Both { fa: versions.fa.as_ref().map(body), en: versions.en.as_ref().map(body) }
        }
        let found = match record {
            RecordId::Home => self.home.as_ref().map(|p| of(&p.versions, |v| v.body)),
            RecordId::Article(n) => self.articles.get(n).map(|a| of(&a.versions, |v| v.body)),
            RecordId::Entity(n) => self.entities.get(n).map(|e| of(&e.versions, |v| v.body)),
            RecordId::Event(n) => self.events.get(n).map(|e| of(&e.versions, |v| v.body)),
            RecordId::Page(n) => self.pages.get(n).map(|p| of(&p.versions, |v| v.body)),
        };
        found.unwrap_or_default()
    }
}
