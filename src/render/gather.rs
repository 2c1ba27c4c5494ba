//! What several pages ask for, counted once before the first is made.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::content::tree::{Block, Inline, Table};
use crate::link::Edition;
use crate::model::{BodyId, Both, Part, RecordId};
use crate::render::html;
use crate::text::Lang;

/// A page that names an entity: sentence by sentence the positions in
/// [`Edition::mentions`].
pub type Place = (RecordId, Vec<Range<usize>>);

/// How many mentions some sentences have.
pub fn mentions_in(sentences: &[Range<usize>]) -> usize {
    sentences.iter().map(Range::len).sum()
}

/// Counts and tables over the whole edition.
#[derive(Debug, Default)]
pub struct Gathered {
    /// By record and language: the number of its texts in [`Gathered::named`].
    parts: BTreeMap<(RecordId, Lang), usize>,
    /// The entities that they name, with how often.
    named: Vec<Vec<Named>>,
    /// By language and entity: how many paragraphs it shares with each other;
    /// counted when the first page asks.
    pairs: OnceLock<Both<Pairs>>,
    /// By position in the entities: mentions by language.
    counts: Vec<Both<usize>>,
    /// By position in the entities: the pages of others that name each, in the
    /// order of the mentions.
    places: Vec<Both<Vec<Place>>>,
    /// By position in the entities: place in the order of names.
    ranks: Both<Vec<usize>>,
    /// Ids of headings, tables and figures of main bodies, with their text; read
    /// when the first page asks.
    sections: OnceLock<BTreeMap<RecordId, Both<BTreeMap<String, String>>>>,
}

/// By entity: how many paragraphs it shares with each other.
type Pairs = BTreeMap<usize, BTreeMap<usize, usize>>;

/// An entity that a record names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Position in the entities.
    pub entity: usize,
    /// How often.
    pub count: usize,
    /// Position of the first in the entity's mentions.
    pub first: usize,
}

impl Gathered {
    /// Counts once over all mentions and bodies.
    pub fn new(edition: &Edition) -> Self {
        let mut gathered = Self::default();
        // A page's texts of one language are one part; parts are numbered.
        let mut owners: Vec<(RecordId, Lang)> = Vec::new();
        let bodies = edition.records.bodies.iter();
        let parts: Vec<usize> = bodies
            .map(|body| {
                let owner = (body.owner, body.lang);
                *gathered.parts.entry(owner).or_insert_with(|| {
                    owners.push(owner);
                    owners.len() - 1
                })
            })
            .collect();
        gathered.named = vec![Vec::new(); owners.len()];
        // By part: the last entity that was seen to be named there, and its place.
        let mut seen: Vec<(usize, usize)> = vec![(usize::MAX, 0); owners.len()];
        for (entity, bodies) in edition.mention_bodies.iter().enumerate() {
            let mut counts = Both::default();
            let mut places: Both<Vec<Place>> = Both::default();
            for (n, body) in bodies.iter().enumerate() {
                let Some(&part) = parts.get(body.0 as usize) else { continue };
                let (record, lang) = owners[part];
                *counts.get_mut(lang) += 1;
                gathered.count(part, entity, n);
                if record == RecordId::Entity(entity) {
                    continue;
                }
                let places = places.get_mut(lang);
                if seen[part].0 != entity {
                    seen[part] = (entity, places.len());
                    places.push((record, Vec::new()));
                }
                let sentences = &mut places[seen[part].1].1;
                // A mention is looked at only where one before it may share its sentence.
                let shares = || edition.mentions[entity].get(n).is_some_and(|m| m.since.is_some());
                match sentences.last_mut() {
                    Some(last) if last.end == n && shares() => last.end += 1,
                    _ => sentences.push(n..n + 1),
                }
            }
            gathered.counts.push(counts);
            gathered.places.push(places);
        }
        for lang in Lang::ALL {
            let ranks = gathered.ranks.get_mut(lang);
            *ranks = vec![usize::MAX; edition.records.entities.len()];
            for (rank, &entity) in edition.entity_order.get(lang).iter().enumerate() {
                if let Some(place) = ranks.get_mut(entity) {
                    *place = rank;
                }
            }
        }
        gathered
    }

    fn count(&mut self, part: usize, entity: usize, n: usize) {
        let named = &mut self.named[part];
        match named.last_mut() {
            // Entities come one after the other, so theirs is the last entry or none.
            Some(last) if last.entity == entity => last.count += 1,
            _ => named.push(Named { entity, count: 1, first: n }),
        }
    }

    /// The entities that a record's bodies of a language name, by position.
    pub fn named(&self, record: RecordId, lang: Lang) -> &[Named] {
        let part = self.parts.get(&(record, lang));
        part.and_then(|part| self.named.get(*part)).map_or(&[], Vec::as_slice)
    }

    /// By position in the entities: place in the order of names of a language.
    pub fn rank(&self, lang: Lang) -> &[usize] {
        self.ranks.get(lang)
    }

    /// How often an entity is named in texts of a language.
    pub fn mentions(&self, entity: usize, lang: Lang) -> usize {
        self.counts.get(entity).map_or(0, |both| *both.get(lang))
    }

    /// The pages that name an entity in texts of a language; the entity's own is
    /// not among them.
    pub fn places(&self, entity: usize, lang: Lang) -> &[Place] {
        self.places.get(entity).map_or(&[], |both| both.get(lang))
    }

    /// Whom an entity shares paragraphs with in texts of a language, and how
    /// many; most first, then by position.
    pub fn company(&self, edition: &Edition, entity: usize, lang: Lang) -> Vec<(usize, usize)> {
        let mut company: Vec<(usize, usize)> = self
            .pairs(edition)
            .get(lang)
            .get(&entity)
            .into_iter()
            .flatten()
            .map(|(o, n)| (*o, *n))
            .collect();
        company.sort_by_key(|(other, count)| (usize::MAX - count, *other));
        company
    }

    fn pairs(&self, edition: &Edition) -> &Both<Pairs> {
        self.pairs.get_or_init(|| pairs(edition))
    }

    /// How many paragraphs of a language name both.
    pub fn shared(&self, edition: &Edition, one: usize, other: usize, lang: Lang) -> usize {
        let company = self.pairs(edition).get(lang).get(&one);
        company.and_then(|company| company.get(&other)).copied().unwrap_or(0)
    }

    /// The text of a heading or caption of a record's main body.
    pub fn heading(
        &self,
        edition: &Edition,
        record: RecordId,
        lang: Lang,
        id: &str,
    ) -> Option<&str> {
        self.sections
            .get_or_init(|| sections(edition))
            .get(&record)?
            .get(lang)
            .get(id)
            .map(String::as_str)
    }
}

/// The record a body belongs to, and the body's language.
pub fn owner(edition: &Edition, body: BodyId) -> Option<(RecordId, Lang)> {
    let body = edition.records.bodies.get(body.0 as usize)?;
    Some((body.owner, body.lang))
}

fn pairs(edition: &Edition) -> Both<Pairs> {
    // Which entities one paragraph names.
    let mut together: BTreeMap<(BodyId, u32), Vec<usize>> = BTreeMap::new();
    for (entity, mentions) in edition.mentions.iter().enumerate() {
        for mention in mentions.iter().filter(|mention| mention.paragraph > 0) {
            let named = together.entry((mention.body, mention.paragraph)).or_default();
            if named.last() != Some(&entity) {
                named.push(entity);
            }
        }
    }
    let mut both: Both<Pairs> = Both::default();
    for ((body, _), named) in &together {
        let Some((_, lang)) = owner(edition, *body) else { continue };
        let pairs = both.get_mut(lang);
        for one in named {
            let company = pairs.entry(*one).or_default();
            for other in named.iter().filter(|other| *other != one) {
                *company.entry(*other).or_default() += 1;
            }
        }
    }
    both
}

fn sections(edition: &Edition) -> BTreeMap<RecordId, Both<BTreeMap<String, String>>> {
    let mut sections: BTreeMap<RecordId, Both<BTreeMap<String, String>>> = BTreeMap::new();
    for body in edition.records.bodies.iter().filter(|body| body.part == Part::Main) {
        let both = sections.entry(body.owner).or_default();
        anchors(&body.body().blocks, both.get_mut(body.lang));
    }
    sections
}

fn anchors(blocks: &[Block], into: &mut BTreeMap<String, String>) {
    for block in blocks {
        match block {
            Block::Heading { id, text, .. } => anchor(id, text, into),
            Block::Table(Table { caption: Some(caption), .. })
            | Block::Figure { caption: Some(caption), .. } => {
                anchor(&caption.id, &caption.text, into);
            }
            Block::Quote { blocks, .. } => anchors(blocks, into),
            Block::Paragraph { .. }
            | Block::List { .. }
            | Block::Table(_)
            | Block::Figure { .. }
            | Block::Code { .. }
            | Block::Definitions { .. }
            | Block::Rule => {}
        }
    }
}

fn anchor(id: &str, text: &[Inline], into: &mut BTreeMap<String, String>) {
    let mut words = String::new();
    html::plain(text, &mut words);
    into.insert(id.to_owned(), words.trim().to_owned());
}
