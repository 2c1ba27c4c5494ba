//! Ids and the sections behind them: where a reference leads.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};

use crate::content::tree;
use crate::content::tree::Body;
use crate::diag::{Diagnostic, Place};
use crate::link::Target;
use crate::link::problem::{self, Wanted};
use crate::model::spot;
use crate::model::{Part, RecordId, Records};
use crate::text::{Lang, near};

/// How many sections a hint lists.
const LISTED: usize = 12;

/// The pages of the edition by id, and what each has.
#[derive(Debug)]
pub(super) struct Ids<'a> {
    pub(super) records: &'a Records,
    pub(super) by_id: BTreeMap<&'a str, RecordId>,
    /// The ids in it that pages had before.
    former: BTreeSet<&'a str>,
    /// The bodies of each page.
    pages: BTreeMap<RecordId, Vec<Anchors<'a>>>,
}

/// What of one body a link can lead to.
#[derive(Debug)]
struct Anchors<'a> {
    lang: Lang,
    part: Part,
    body: &'a Body,
}

impl<'a> Ids<'a> {
    /// All ids, those that pages had before too. Of two pages with one id (reported
    /// by `content`) the first has it.
    pub(super) fn of(records: &'a Records) -> Self {
        let mut by_id = BTreeMap::new();
        let articles = records.articles.iter().map(|a| a.id.as_str()).enumerate();
        let entities = records.entities.iter().map(|e| e.id.as_str()).enumerate();
        let events = records.events.iter().map(|e| e.id.as_str()).enumerate();
        let pages = records.pages.iter().map(|p| p.id.as_str()).enumerate();
        let all = articles
            .map(|(n, id)| (id, RecordId::Article(n)))
            .chain(entities.map(|(n, id)| (id, RecordId::Entity(n))))
            .chain(events.map(|(n, id)| (id, RecordId::Event(n))))
            .chain(pages.map(|(n, id)| (id, RecordId::Page(n))));
        for (id, record) in all {
            by_id.entry(id).or_insert(record);
        }
        let mut former = BTreeSet::new();
        for old in &records.former {
            if let Slot::Vacant(slot) = by_id.entry(&old.id) {
                slot.insert(old.record);
                former.insert(old.id.as_str());
            }
        }
        let mut pages: BTreeMap<RecordId, Vec<Anchors<'_>>> = BTreeMap::new();
        for record in &records.bodies {
            let (lang, part, body) = (record.lang, record.part, record.body());
            let anchors = Anchors { lang, part, body };
            pages.entry(record.owner).or_default().push(anchors);
        }
        Self { records, by_id, former, pages }
    }

    /// Whether it is an id that a page had before.
    pub(super) fn is_former(&self, id: &str) -> bool {
        self.former.contains(id)
    }

    /// What is to be said of a reference by an id that its page had before.
    pub(super) fn moved(&self, id: &str, place: impl FnOnce() -> Place) -> Option<Diagnostic> {
        let record = *self.by_id.get(id).filter(|_| self.is_former(id))?;
        Some(problem::moved_page(id, self.records.id(record).unwrap_or_default(), place()))
    }

    /// Where `id#section` leads from a text in `lang`, or from front matter.
    pub(super) fn resolve(
        &self,
        wanted: Wanted,
        id: &str,
        section: Option<&str>,
        lang: Option<Lang>,
        place: impl FnOnce() -> Place,
    ) -> Result<Target, Box<Diagnostic>> {
        let found = self.by_id.get(id).copied();
        let fits =
            |record: &RecordId| wanted != Wanted::Entity || matches!(record, RecordId::Entity(_));
        let Some(record) = found.filter(fits) else {
            let known = self.by_id.iter().filter(|(_, record)| fits(record)).map(|(id, _)| *id);
            let keys = self.records.works.iter().map(|work| work.key.as_str());
            let keys = keys.filter(|_| wanted == Wanted::Source);
            let nearest = near::nearest(id, known.chain(keys));
            return Err(Box::new(problem::unknown_page(wanted, id, place(), nearest)));
        };
        let target = Target { record, section: section.map(str::to_owned) };
        match section {
            Some(section) if !self.has_section(record, section, lang) => {
                Err(Box::new(self.unknown_section(id, record, section, lang, place())))
            }
            _ => Ok(target),
        }
    }

    /// The page that `id#section` leads to from a text, if it leads anywhere.
    pub(super) fn leads_to(&self, id: &str, section: Option<&str>, lang: Lang) -> Option<RecordId> {
        let record = *self.by_id.get(id)?;
        let is_there = section.is_none_or(|s| self.has_section(record, s, Some(lang)));
        is_there.then_some(record)
    }

    /// The title of a page as a text in a language prints it.
    pub(super) fn title(&self, record: RecordId, lang: Lang) -> Option<&str> {
        self.records.title(record, lang).map(|(_, title)| title)
    }

    /// The bodies that stand on the page of a record in a language: those in it
    /// and the full text, or all where the record has none in it.
    fn on_page(&self, record: RecordId, lang: Option<Lang>) -> impl Iterator<Item = &Anchors<'a>> {
        let bodies = self.pages.get(&record).map_or(&[][..], Vec::as_slice);
        let is_main = move |a: &Anchors<'_>| a.part == Part::Main && Some(a.lang) == lang;
        let has_lang = bodies.iter().any(is_main);
        bodies.iter().filter(move |a| !has_lang || is_main(a) || a.part == Part::FullText)
    }

    fn has_section(&self, record: RecordId, section: &str, lang: Option<Lang>) -> bool {
        self.on_page(record, lang).any(|body| body.has(section))
    }

    fn unknown_section(
        &self,
        id: &str,
        record: RecordId,
        section: &str,
        lang: Option<Lang>,
        place: Place,
    ) -> Diagnostic {
        // A name made of words is nothing that a slip of the hand comes near to.
        if is_paragraph(section) {
            return problem::unknown_paragraph(id, section, place);
        }
        let known: BTreeSet<&str> = self.on_page(record, lang).flat_map(Anchors::ids).collect();
        let nearest = near::nearest(section, known.iter().copied());
        let listed: Vec<&str> = known.into_iter().take(LISTED).collect();
        problem::unknown_section(id, section, place, nearest, &listed)
    }
}

/// Whether a name has the form of a paragraph's, which no section can have.
fn is_paragraph(name: &str) -> bool {
    let rest = name.strip_prefix(['p', 't']).unwrap_or_default();
    rest.starts_with('-') || (!rest.is_empty() && rest.bytes().all(|c| c.is_ascii_digit()))
}

impl<'a> Anchors<'a> {
    /// The ids that stand in the text: of headings, tables, figures and paragraphs.
    fn ids(&self) -> BTreeSet<&'a str> {
        let mut ids = BTreeSet::new();
        tree::anchors(&self.body.blocks, &mut ids);
        ids.extend(self.body.anchors.iter().filter_map(|anchor| anchor.written.as_deref()));
        ids
    }

    /// Whether the body has a section or paragraph of this name.
    fn has(&self, section: &str) -> bool {
        spot::spot(self.part, self.body, section).is_some()
    }
}
