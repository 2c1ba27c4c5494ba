//! Which events a page of the timeline shows: all of them, or those of one kind,
//! decade, article, actor or organization.
//!
//! Every choice that has events is a page of its own, so that choosing works as
//! plain links; a script can make the same choice in place.

use std::collections::BTreeSet;

use crate::link::Edition;
use crate::model::RecordId;
use crate::model::event::{Event, EventKind};
use crate::render::address::Address;
use crate::render::leaf::Leaf;
use crate::render::timeline;
use crate::text::Lang;

/// Which events are shown. Numbers are positions in the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    All,
    Kind(EventKind),
    /// Its first Gregorian year: 1990. An event that lasted belongs to every
    /// decade it touched.
    Decade(i32),
    Article(usize),
    Entity(usize),
}

impl Choice {
    /// Every choice that has events but [`Choice::All`]: kinds, decades, articles,
    /// then entities in the order of names of a language.
    pub fn offered(edition: &Edition, lang: Lang) -> Vec<Self> {
        let kinds = EventKind::ALL.into_iter().map(Self::Kind);
        let events = &edition.records.events;
        let decades: BTreeSet<i32> = events.iter().flat_map(decades).collect();
        let decades = decades.into_iter().map(Self::Decade);
        let articles = (0..edition.records.articles.len()).map(Self::Article);
        let entities = edition.entity_order.get(lang).iter().map(|n| Self::Entity(*n));
        let all = kinds.chain(decades).chain(articles).chain(entities);
        all.filter(|choice| !choice.events(edition).is_empty()).collect()
    }

    /// The positions of its events, in order of time.
    pub fn events(self, edition: &Edition) -> Vec<usize> {
        let events = &edition.records.events;
        let of = |wanted: &dyn Fn(&Event) -> bool| {
            let all = edition.timeline.iter().copied();
            all.filter(|n| events.get(*n).is_some_and(wanted)).collect()
        };
        match self {
            Self::All => edition.timeline.clone(),
            Self::Kind(kind) => of(&|event| event.kind == kind),
            Self::Decade(decade) => of(&|event| decades(event).any(|d| d == decade)),
            Self::Article(n) => edition.article_events.get(n).cloned().unwrap_or_default(),
            Self::Entity(n) => edition.entity_events.get(n).cloned().unwrap_or_default(),
        }
    }

    /// Its page; `None` for an entity or article without one in the language.
    pub fn address(self, edition: &Edition, lang: Lang) -> Option<Address> {
        let records = &edition.records;
        Some(match self {
            Self::All => Address::timeline(lang),
            Self::Kind(kind) => Address::chosen(lang, "kinds", kind.name()),
            Self::Decade(decade) => Address::chosen(lang, "decades", &decade.to_string()),
            Self::Article(n) => Address::chosen(lang, "articles", &records.articles.get(n)?.id),
            Self::Entity(n) => {
                let entity = records.entities.get(n)?;
                entity.versions.get(lang).as_ref()?;
                let group = if entity.kind.is_actor() { "actors" } else { "organizations" };
                Address::chosen(lang, group, &entity.id)
            }
        })
    }

    /// What readers call it, plain text.
    pub fn label(self, leaf: &Leaf) -> String {
        match self {
            Self::All => leaf.words.say("nav.timeline").to_owned(),
            Self::Kind(kind) => leaf.words.say(&format!("event-kinds.{}", kind.name())).to_owned(),
            Self::Decade(decade) => timeline::decade_label(decade, leaf.words),
            Self::Article(n) => {
                leaf.short_title(RecordId::Article(n)).map(|(_, t)| t).unwrap_or_default()
            }
            Self::Entity(n) => leaf.title(RecordId::Entity(n)).map_or("", |(_, t)| t).to_owned(),
        }
    }
}

/// The decades that an event touches, by their first years.
fn decades(event: &Event) -> impl Iterator<Item = i32> + use<> {
    let first = timeline::first_day(&event.date).year.div_euclid(10);
    let last = event.date.latest().map_or(first, |day| day.year.div_euclid(10));
    (first..=last.max(first)).map(|decade| decade * 10)
}
