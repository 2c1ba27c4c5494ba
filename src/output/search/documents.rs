//! The edition as search sees it: cards, and pages of numbered texts.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::link::Edition;
use crate::model::article::Article;
use crate::model::entity::{Entity, EntityKind, Reference};
use crate::model::event::Event;
use crate::model::{BodyId, Both, RecordId};
use crate::output::search::facets;
use crate::output::search::passages::Passages;
use crate::render::address::Address;
use crate::text::Lang;

/// Everything that can be found. Documents are numbered through: cards first,
/// then those of each page.
#[derive(Debug, Default)]
pub(super) struct Collection {
    pub(super) cards: Vec<Card>,
    /// By kind, then language, then in the order of their records.
    pub(super) pages: Vec<PageTexts>,
    /// How many articles there are.
    pub(super) articles: usize,
}

/// What a document is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Card,
    Article,
    Actor,
    Organization,
    Event,
    Page,
}

/// An actor or an organization, found by any of its names in either language.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) id: String,
    /// `state`, `person`, `group`, `organization`.
    pub(super) kind: &'static str,
    /// In texts of each language, its own page left out.
    pub(super) mentions: Both<usize>,
    pub(super) pages: Both<Option<CardPage>>,
    /// All names: titles first, each once.
    pub(super) names: Vec<String>,
    pub(super) document: Document,
}

/// An entity's page in one language.
#[derive(Debug)]
pub(super) struct CardPage {
    pub(super) address: String,
    pub(super) title: String,
}

/// The texts of a page.
#[derive(Debug)]
pub(super) struct PageTexts {
    pub(super) kind: Kind,
    pub(super) lang: Lang,
    /// From the site's root: `en/actors/russia/index.html`.
    pub(super) address: String,
    pub(super) title: String,
    /// Position in the articles.
    pub(super) article: Option<usize>,
    pub(super) documents: Vec<Document>,
}

/// A paragraph, a table, a note: what is found as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Document {
    /// Its place on the page; empty for the page itself.
    pub(super) anchor: String,
    /// The heading it stands under.
    pub(super) section: String,
    pub(super) text: String,
    /// The titles and headings that say what it is about.
    pub(super) about: String,
    /// What it is found by as well: authors, places, who took part.
    pub(super) beside: String,
    /// The number of its paragraph; 0 where it has none.
    pub(super) paragraph: u32,
    /// The decades that it names, as [`facets::decades`] counts them.
    pub(super) decades: u32,
    /// The entities that it names or is about: positions, sorted, each once.
    pub(super) names: Vec<usize>,
}

impl Collection {
    /// All documents, in the order of their numbers.
    pub(super) fn documents(&self) -> impl Iterator<Item = &Document> {
        let cards = self.cards.iter().map(|card| &card.document);
        cards.chain(self.pages.iter().flat_map(|page| &page.documents))
    }
}

/// Everything that an edition says.
pub(super) fn collect(edition: &Edition) -> Collection {
    let records = &edition.records;
    let collector = Collector { edition, mentioned: mentioned(edition) };
    let mut collection = Collection { articles: records.articles.len(), ..Collection::default() };
    for (n, entity) in records.entities.iter().enumerate() {
        collection.cards.push(collector.card(n, entity));
    }
    let pages = &mut collection.pages;
    for lang in Lang::ALL {
        let articles = records.articles.iter().enumerate();
        pages.extend(articles.filter_map(|(n, article)| collector.article(n, article, lang)));
    }
    for is_actor in [true, false] {
        for lang in Lang::ALL {
            let entities = records.entities.iter().enumerate();
            let wanted = entities.filter(|(_, entity)| entity.kind.is_actor() == is_actor);
            pages.extend(wanted.filter_map(|(n, entity)| collector.entity(n, entity, lang)));
        }
    }
    for lang in Lang::ALL {
        let events = records.events.iter().enumerate();
        pages.extend(events.filter_map(|(n, event)| collector.event(n, event, lang)));
    }
    for lang in Lang::ALL {
        let home = records.home.iter().map(|page| (RecordId::Home, page));
        let others = records.pages.iter().enumerate().map(|(n, page)| (RecordId::Page(n), page));
        for (record, page) in home.chain(others) {
            if let Some(version) = page.versions.get(lang) {
                let about = [Some(version.title.as_str()), version.subtitle.as_deref()];
                let texts = collector.body(version.body, &join(about), "");
                pages.push(collector.page(Kind::Page, record, lang, &version.title, texts));
            }
        }
    }
    collection
}

struct Collector<'a> {
    edition: &'a Edition,
    mentioned: BTreeMap<(BodyId, u32), Vec<usize>>,
}

/// By paragraph: the entities that it names, by position, each once.
fn mentioned(edition: &Edition) -> BTreeMap<(BodyId, u32), Vec<usize>> {
    let mut mentioned: BTreeMap<(BodyId, u32), Vec<usize>> = BTreeMap::new();
    for (entity, mentions) in edition.mentions.iter().enumerate() {
        for mention in mentions.iter().filter(|mention| mention.paragraph > 0) {
            let names = mentioned.entry((mention.body, mention.paragraph)).or_default();
            if names.last() != Some(&entity) {
                names.push(entity);
            }
        }
    }
    mentioned
}

impl Collector<'_> {
    fn card(&self, position: usize, entity: &Entity) -> Card {
        let mut names: Vec<String> = Vec::new();
        let versions = Lang::ALL.map(|lang| entity.versions.get(lang).as_ref());
        let titles = versions.iter().flatten().map(|version| version.title.as_str());
        let others = [entity.latin.as_deref(), entity.abbreviation.as_deref()];
        let aliases = versions.iter().flatten().flat_map(|version| &version.aliases);
        let aliases = aliases.map(|(alias, _)| alias.as_str());
        for name in titles.chain(others.into_iter().flatten()).chain(aliases) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        let page = |lang| {
            let version = entity.versions.get(lang).as_ref()?;
            let address = Address::entity(lang, entity.kind, &entity.id).file();
            Some(CardPage { address, title: version.title.clone() })
        };
        let document = Document { text: names.join(" / "), ..Document::default() };
        let mut mentions = Both::default();
        for mention in self.edition.mentions.get(position).into_iter().flatten() {
            let body = &self.edition.records.bodies[mention.body.0 as usize];
            if body.owner != RecordId::Entity(position) {
                *mentions.get_mut(body.lang) += 1;
            }
        }
        let pages = Both { fa: page(Lang::Fa), en: page(Lang::En) };
        Card { id: entity.id.clone(), kind: entity.kind.name(), mentions, pages, names, document }
    }

    fn article(&self, position: usize, article: &Article, lang: Lang) -> Option<PageTexts> {
        let version = article.versions.get(lang).as_ref()?;
        let authors: Vec<&str> =
            article.authors.iter().map(|a| a.name.get(lang).as_str()).collect();
        let comma = if lang == Lang::Fa { "، " } else { ", " };
        let keywords = version.keywords.join(comma);
        let about = join([Some(version.title.as_str()), version.subtitle.as_deref()]);
        let beside = article.journal.get(lang).clone().unwrap_or_default();
        let text =
            join([version.summary.as_deref(), Some(&*authors.join(comma)), Some(&*keywords)]);
        let mut documents = vec![Document { text, about, beside, ..Document::default() }];
        documents.extend(self.body(version.body, "", ""));
        // A full text stands on the page of its own language.
        let full_text = article.full_text.filter(|body| self.lang(*body) == Some(lang));
        documents.extend(full_text.into_iter().flat_map(|body| self.body(body, "", "")));
        let record = RecordId::Article(position);
        let page = self.page(Kind::Article, record, lang, &version.title, documents);
        Some(PageTexts { article: Some(position), ..page })
    }

    fn entity(&self, position: usize, entity: &Entity, lang: Lang) -> Option<PageTexts> {
        let version = entity.versions.get(lang).as_ref()?;
        let kind = match entity.kind {
            EntityKind::Organization => Kind::Organization,
            EntityKind::State | EntityKind::Person | EntityKind::Group => Kind::Actor,
        };
        let record = RecordId::Entity(position);
        let beside = version.role.as_deref().unwrap_or_default();
        let mut documents = self.body(version.body, &version.title, beside);
        documents.iter_mut().for_each(|document| add(&mut document.names, [position]));
        Some(self.page(kind, record, lang, &version.title, documents))
    }

    fn event(&self, position: usize, event: &Event, lang: Lang) -> Option<PageTexts> {
        let version = event.versions.get(lang).as_ref()?;
        let names = event.actors.iter().chain(&event.organizations);
        let names: Vec<&str> = names.filter_map(|entity| self.name(entity, lang)).collect();
        let (place, date) = (version.place.as_deref(), event.date.written.as_str());
        let beside = join([place, Some(date), Some(&*names.join("، "))]);
        let mut documents = self.body(version.body, &version.title, &beside);
        let references = event.actors.iter().chain(&event.organizations);
        let taking_part: Vec<usize> = references.filter_map(|r| self.entity_of(r)).collect();
        let decades = facets::between(event.date.earliest(), event.date.latest());
        for document in &mut documents {
            add(&mut document.names, taking_part.iter().copied());
            document.decades |= decades;
        }
        Some(self.page(Kind::Event, RecordId::Event(position), lang, &version.title, documents))
    }

    /// The title of what a reference names.
    fn name(&self, reference: &Reference, lang: Lang) -> Option<&str> {
        let record = self.edition.ids.get(&reference.id)?;
        self.edition.records.title(*record, lang).map(|(_, title)| title)
    }

    fn entity_of(&self, reference: &Reference) -> Option<usize> {
        match self.edition.ids.get(&reference.id)? {
            RecordId::Entity(position) => Some(*position),
            _ => None,
        }
    }

    fn lang(&self, body: BodyId) -> Option<Lang> {
        self.edition.records.bodies.get(body.0 as usize).map(|body| body.lang)
    }

    /// The texts of a body. All are found by the page's own words, too; a body
    /// without a text is found by those alone.
    fn body(&self, body: BodyId, about: &str, beside: &str) -> Vec<Document> {
        let Some(record) = self.edition.records.bodies.get(body.0 as usize) else {
            return Vec::new();
        };
        let mut documents = Passages::of(self.edition, record);
        if documents.is_empty() && !about.is_empty() {
            documents.push(Document::default());
        }
        for document in &mut documents {
            document.about = join([Some(about), Some(&*document.about)]);
            beside.clone_into(&mut document.beside);
            if let Some(names) = self.mentioned.get(&(body, document.paragraph)) {
                document.names.clone_from(names);
            }
        }
        documents
    }

    fn page(
        &self,
        kind: Kind,
        record: RecordId,
        lang: Lang,
        title: &str,
        documents: Vec<Document>,
    ) -> PageTexts {
        let address = Address::of(&self.edition.records, record, lang).file();
        PageTexts { kind, lang, address, title: title.to_owned(), article: None, documents }
    }
}

/// Adds positions to a sorted list that has each once.
fn add(names: &mut Vec<usize>, more: impl IntoIterator<Item = usize>) {
    names.extend(more);
    names.sort_unstable();
    names.dedup();
}

/// The texts that there are, as sentences.
fn join<const N: usize>(texts: [Option<&str>; N]) -> String {
    let texts = texts.into_iter().flatten().map(|text| text.trim_end_matches('.'));
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    texts.join(". ")
}
