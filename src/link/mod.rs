//! Link: whatever needs two records. Every reference gets its answer here.
//!
//! In: [`Records`]. Out: [`Edition`], which holds them and, beside each body,
//! where its links lead, which works it cites and which entities it names; and
//! backlinks, orders and counts made from those. `link` reads no file, so it
//! can be tested with values and run again at any time.

mod problem;
mod ids;
mod passage;
mod sentences;
mod boundary;
mod form;
mod names;
mod mentions;
mod relations;
pub mod memory;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::diag::Diagnostic;
use crate::link::ids::Ids;
use crate::link::memory::Memory;
use crate::link::relations::Resolver;
use crate::model::article::Article;
use crate::model::date::Date;
use crate::model::{BodyId, Both, RecordId, Records};

/// The whole edition with every reference resolved.
#[derive(Clone, Debug, Default)]
pub struct Edition {
    pub records: Records,
    /// By id: what a `[[id]]` leads to. Articles, actors, organizations, events,
    /// pages; ids that pages had before too, where no page has them now.
    pub ids: BTreeMap<String, RecordId>,
    /// Beside each body of [`Records::bodies`], in the same order.
    pub links: Vec<Arc<BodyLinks>>,
    /// By position in `records.entities`: every mention, in the order of the
    /// bodies (articles first, then entities, events, pages) and of the text.
    pub mentions: Vec<Vec<Arc<Mention>>>,
    /// The body of each of these mentions: who only counts need not look at each.
    pub mention_bodies: Vec<Vec<BodyId>>,
    /// By position in `records.works`: every place that cites the work.
    pub cited: Vec<Vec<Arc<CitedAt>>>,
    /// By position in `records.entities`: both sides' memberships joined.
    pub memberships: Vec<Memberships>,
    /// By position in `records.entities`: positions of the events it took part
    /// in, in order of time.
    pub entity_events: Vec<Vec<usize>>,
    /// Positions in `records.events`, in order of time: earliest day, narrower
    /// span, latest day, id.
    pub timeline: Vec<usize>,
    /// By position in `records.articles`: positions of the events that name it as a source.
    pub article_events: Vec<Vec<usize>>,
    /// Positions in `records.entities` in the order of names of each language.
    pub entity_order: Both<Vec<usize>>,
    /// Positions in `records.works`: Persian works in Persian order, then the
    /// others in Latin order.
    pub work_order: Vec<usize>,
}

/// What stands beside a body: answers to its slots, by slot number, and the
/// sections its paragraphs stand in.
#[derive(Clone, Debug, Default)]
pub struct BodyLinks {
    /// Where each `[[id]]` leads; a slot that is missing here leads nowhere.
    pub pages: BTreeMap<u32, Target>,
    /// The works of each citation: positions in `records.works`, `None` for an unknown key.
    pub works: BTreeMap<u32, Vec<Option<usize>>>,
    /// Entities named in each text slot, sorted by slot and range, not overlapping.
    pub names: Vec<NameAt>,
}

/// A page of the edition, or a section of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub record: RecordId,
    /// A heading's, table's or figure's id on that page.
    pub section: Option<String>,
}

/// An entity's name in a run of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAt {
    /// Slot of the text.
    pub slot: u32,
    /// Bytes within that slot's text: the name with its suffixes and clitics.
    pub range: Range<usize>,
    /// Position in `records.entities`.
    pub entity: usize,
    /// Whether it is the first in its section and so becomes a link.
    pub linked: bool,
}

/// One mention of an entity, with its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub body: BodyId,
    /// The paragraph's number; 0 where it has none (headings, cells, notes, front matter).
    pub paragraph: u32,
    /// Id of the section's heading; `None` before the first heading.
    pub section: Option<String>,
    /// What stands since the entity's mention before this one, where that is in the
    /// same sentence; cut in its middle where it is long.
    pub since: Option<String>,
    /// The sentence before the name, plain text; cut at a word where it is long.
    pub before: String,
    /// The name as it stands in the text.
    pub name: String,
    /// The sentence after the name.
    pub after: String,
}

/// One place that cites a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CitedAt {
    pub body: BodyId,
    pub paragraph: u32,
    pub section: Option<String>,
    /// Pages as written, without their label.
    pub pages: Option<String>,
    /// The sentence, plain text.
    pub context: String,
}

/// Who an entity belongs to and who belongs to it, in order of time, then of names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memberships {
    /// Organizations: position in `records.entities`, dates.
    pub member_of: Vec<(usize, Option<Date>)>,
    /// Members: position in `records.entities`, dates.
    pub members: Vec<(usize, Option<Date>)>,
}

/// A source of a record that resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A page of the edition or a section of it.
    Page(Target),
    /// Position in `records.works`.
    Work(usize),
}

impl Edition {
    /// What a source in front matter leads to: `article-id#section`, an id, or a
    /// bibliography key. `None` for one that was reported as unknown.
    pub fn source(&self, written: &str) -> Option<Source> {
        let (id, section) = match written.split_once('#') {
            Some((id, section)) => (id, Some(section.to_owned())),
            None => (written, None),
        };
        if let Some(record) = self.ids.get(id) {
            return Some(Source::Page(Target { record: *record, section }));
        }
        let work = self.records.works.binary_search_by(|w| w.key.as_str().cmp(id)).ok()?;
        Some(Source::Work(work))
    }
}

/// Resolves every reference.
pub fn link(records: Records) -> (Edition, Vec<Diagnostic>) {
    link_again(records, &mut Memory::default())
}

/// As [`link`], and reads only the bodies whose answers may have changed since
/// the run that filled the memory. What it says is the same.
///
/// 1. ids and sections: what a reference may lead to;
/// 2. bodies, all at once: links, citations, mentions;
/// 3. front matter: sources, memberships, events;
/// 4. orders and backlinks, made from those.
pub fn link_again(records: Records, memory: &mut Memory) -> (Edition, Vec<Diagnostic>) {
    let ids = Ids::of(&records);
    let (answers, mut problems) = memory.answers(&records, &ids);
    problems.extend(answers.iter().flat_map(|answers| answers.problems.iter().cloned()));
    let mut resolver = Resolver { ids: &ids, problems, works: BTreeSet::new() };
    resolver.entities();
    let joined = resolver.memberships();
    let taking_part = resolver.events();
    let Resolver { mut problems, works: sources, .. } = resolver;
    let order = mentions::order(&records);
    let (entities, articles) = (records.entities.len(), records.articles.len());
    let mention_bodies = mentions::bodies(entities, &order, &answers);
    let mentions = order.iter().flat_map(|n| &answers[*n].mentions);
    let cited = order.iter().flat_map(|n| &answers[*n].cited);
    let cited = mentions::gather(records.works.len(), cited);
    problems.extend(uncited(&records, &cited, &sources));
    problems.extend(former_addresses(&records));
    let entity_order = relations::entity_order(&records);
    let timeline = relations::timeline(&records.events);
    let of_entity = |n: usize| taking_part[n].entities.as_slice();
    let of_article = |n: usize| taking_part[n].articles.as_slice();
    let edition = Edition {
        ids: ids.by_id.iter().map(|(id, record)| ((*id).to_owned(), *record)).collect(),
        links: answers.iter().map(|answers| Arc::clone(&answers.links)).collect(),
        mentions: mentions::gather(entities, mentions),
        mention_bodies,
        cited,
        memberships: relations::memberships(&joined, &entity_order.fa),
        entity_events: relations::events_of(entities, &timeline, of_entity),
        article_events: relations::events_of(articles, &timeline, of_article),
        work_order: relations::work_order(&records.works),
        timeline,
        entity_order,
        records,
    };
    (edition, problems)
}

/// Reports the entries that neither a text cites nor front matter names as a source.
///
/// A full text may cite what no digest does: while an article has a source whose
/// text has not been imported, nobody can say, and nothing is said.
fn uncited(
    records: &Records,
    cited: &[Vec<Arc<CitedAt>>],
    sources: &BTreeSet<usize>,
) -> Vec<Diagnostic> {
    let waiting = |a: &Article| a.source.is_some() && a.full_text.is_none();
    if records.articles.iter().any(waiting) {
        return Vec::new();
    }
    let works = records.works.iter().zip(cited).enumerate();
    works
        .filter(|(position, (_, cited))| cited.is_empty() && !sources.contains(position))
        .map(|(_, (work, _))| problem::uncited_work(&work.key, work.place.clone()))
        .collect()
}

/// Reports former addresses at which another page stands, or that two pages claim.
fn former_addresses(records: &Records) -> Vec<Diagnostic> {
    let mut taken: BTreeMap<(&str, &str), RecordId> = BTreeMap::new();
    for (n, article) in records.articles.iter().enumerate() {
        taken.insert(("articles", &article.id), RecordId::Article(n));
    }
    for (n, entity) in records.entities.iter().enumerate() {
        let folder = if entity.kind.is_actor() { "actors" } else { "organizations" };
        taken.insert((folder, &entity.id), RecordId::Entity(n));
    }
    for (n, event) in records.events.iter().enumerate() {
        taken.insert(("events", &event.id), RecordId::Event(n));
    }
    for (n, page) in records.pages.iter().enumerate() {
        taken.insert(("pages", &page.id), RecordId::Page(n));
    }
    let mut claimed: BTreeMap<(&str, &str), RecordId> = BTreeMap::new();
    let mut problems = Vec::new();
    for former in &records.former {
        let key = (former.folder.as_str(), former.id.as_str());
        let by = if taken.contains_key(&key) {
            "a page stands there".to_owned()
        } else {
            match claimed.insert(key, former.record) {
                Some(other) if other != former.record => {
                    format!("it leads to `{}` already", records.id(other).unwrap_or_default())
                }
                _ => continue,
            }
        };
        let address = format!("{}/{}", former.folder, former.id);
        problems.push(problem::former_address(&address, &by, former.place.clone()));
    }
    problems
}
