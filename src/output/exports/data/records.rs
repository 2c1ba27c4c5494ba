//! The tables: actors, organizations, events, works, mentions.

use crate::config::Config;
use crate::link::{Edition, Mention};
use crate::model::date::Date;
use crate::model::entity::{Entity, Reference};
use crate::model::event::{Event, OtherDate};
use crate::model::work::{Name, Work};
use crate::model::{BodyId, BodyRecord, Part, RecordId};
use crate::output::exports::data::table::{Column, Object, Table, date_object, number, text};
use crate::output::exports::text::Text;
use crate::render::address::Address;
use crate::render::leaf;

/// All tables, in the order in which they are described.
pub(super) fn tables<'e>(edition: &'e Edition, config: &'e Config) -> [Table<'e>; 5] {
    let entities = |are_actors: bool| {
        let all = edition.records.entities.iter().enumerate();
        let kind = all.filter(move |(_, e)| e.kind.is_actor() == are_actors);
        Box::new(kind.map(|(n, e)| entity(edition, config, n, e)))
    };
    let works = edition.records.works.iter().enumerate();
    [
        Table {
            name: "actors",
            title: "States, persons and groups that the articles name",
            key: Some("id"),
            columns: ENTITY,
            rows: entities(true),
        },
        Table {
            name: "organizations",
            title: "Organizations that the articles name",
            key: Some("id"),
            columns: ENTITY,
            rows: entities(false),
        },
        Table {
            name: "events",
            title: "Dated events, each with the source that states it",
            key: Some("id"),
            columns: EVENT,
            rows: Box::new(events(edition, config)),
        },
        Table {
            name: "works",
            title: "Cited works",
            key: Some("key"),
            columns: WORK,
            rows: Box::new(works.map(|(n, w)| work(edition, n, w))),
        },
        Table {
            name: "mentions",
            title: "Every place where an actor or organization is named",
            key: None,
            columns: MENTION,
            rows: Box::new(mentions(edition, config)),
        },
    ]
}

const ENTITY: &[Column] = &[
    text("id", &["id"]),
    text("kind", &["kind"]),
    text("name_fa", &["name", "fa"]),
    text("name_en", &["name", "en"]),
    text("aliases_fa", &["aliases", "fa"]),
    text("aliases_en", &["aliases", "en"]),
    text("latin", &["latin"]),
    text("abbreviation", &["abbreviation"]),
    text("role_fa", &["role", "fa"]),
    text("role_en", &["role", "en"]),
    text("seat_fa", &["seat", "fa"]),
    text("seat_en", &["seat", "en"]),
    text("born", &["born"]),
    text("died", &["died"]),
    text("founded", &["founded"]),
    text("dissolved", &["dissolved"]),
    text("wikidata", &["wikidata"]),
    text("member_of", &["member_of"]),
    text("members", &["members"]),
    text("related", &["related"]),
    text("events", &["events"]),
    text("sources", &["sources"]),
    number("mentions", &["mentions"]),
    text("url_fa", &["url", "fa"]),
    text("url_en", &["url", "en"]),
];

fn entity<'e>(
    edition: &'e Edition,
    config: &Config,
    position: usize,
    entity: &'e Entity,
) -> Object<'e> {
    let mut o = Object::default();
    o.set("id", entity.id.as_str());
    o.set("kind", entity.kind.name());
    o.set_versions("name", &entity.versions, |v| v.title.as_str());
    o.set_versions("aliases", &entity.versions, |v| {
        v.aliases.iter().map(|(alias, _)| alias.as_str()).collect::<Vec<_>>()
    });
    o.set("latin", entity.latin.as_deref());
    o.set("abbreviation", entity.abbreviation.as_deref());
    o.set_versions("role", &entity.versions, |v| v.role.as_deref());
    o.set_versions("seat", &entity.versions, |v| v.seat.as_deref());
    o.set_versions("description", &entity.versions, |v| description(edition, v.body));
    o.set_date("born", entity.born.as_ref());
    o.set_date("died", entity.died.as_ref());
    o.set_date("founded", entity.founded.as_ref());
    o.set_date("dissolved", entity.dissolved.as_ref());
    o.set("wikidata", entity.wikidata.as_deref());
    if let Some(both) = edition.memberships.get(position) {
        o.set("member_of", memberships(edition, &both.member_of));
        o.set("members", memberships(edition, &both.members));
    }
    o.set("related", ids(&entity.related));
    let events = edition.entity_events.get(position).into_iter().flatten();
    let events = events.filter_map(|n| Some(edition.records.events.get(*n)?.id.as_str()));
    o.set("events", events.collect::<Vec<_>>());
    o.set("sources", ids(&entity.sources));
    o.set("mentions", edition.mentions.get(position).map_or(0, Vec::len));
    let has_page = |lang| entity.versions.get(lang).is_some();
    o.set_both("url", |lang| {
        let address = Address::entity(lang, entity.kind, &entity.id);
        has_page(lang).then(|| address.absolute(&config.base_url))
    });
    o
}

/// A body's paragraphs as plain text.
fn description(edition: &Edition, body: BodyId) -> String {
    Text::new(edition, body).map(|t| t.plain_paragraphs()).unwrap_or_default()
}

fn memberships<'e>(edition: &'e Edition, list: &'e [(usize, Option<Date>)]) -> Vec<Object<'e>> {
    let known = list.iter().filter_map(|(n, d)| Some((edition.records.entities.get(*n)?, d)));
    let objects = known.map(|(entity, dates)| {
        let mut o = Object::default();
        o.set("id", entity.id.as_str());
        o.set_date("dates", dates.as_ref());
        o
    });
    objects.collect()
}

fn ids(references: &[Reference]) -> Vec<&str> {
    references.iter().map(|r| r.id.as_str()).collect()
}

const EVENT: &[Column] = &[
    text("id", &["id"]),
    text("kind", &["kind"]),
    text("date", &["date", "edtf"]),
    Column { name: "earliest", path: &["date", "earliest"], kind: "date" },
    Column { name: "latest", path: &["date", "latest"], kind: "date" },
    text("written", &["date", "written"]),
    text("title_fa", &["title", "fa"]),
    text("title_en", &["title", "en"]),
    text("place_fa", &["place", "fa"]),
    text("place_en", &["place", "en"]),
    text("actors", &["actors"]),
    text("organizations", &["organizations"]),
    text("sources", &["sources"]),
    text("disputed", &["disputed"]),
    text("url_fa", &["url", "fa"]),
    text("url_en", &["url", "en"]),
];

/// Events in the order of their ids.
fn events<'e>(edition: &'e Edition, config: &'e Config) -> impl Iterator<Item = Object<'e>> {
    let object = |event: &'e Event| {
        let mut o = Object::default();
        o.set("id", event.id.as_str());
        o.set("kind", event.kind.name());
        o.set_date("date", Some(&event.date));
        o.set_versions("title", &event.versions, |v| v.title.as_str());
        o.set_versions("place", &event.versions, |v| v.place.as_deref());
        o.set_versions("description", &event.versions, |v| description(edition, v.body));
        o.set("actors", ids(&event.actors));
        o.set("organizations", ids(&event.organizations));
        o.set("sources", ids(&event.sources));
        o.set("disputed", event.disputed.iter().map(disputed).collect::<Vec<_>>());
        o.set_both("url", |lang| {
            let address = Address::event(lang, &event.id).absolute(&config.base_url);
            event.versions.get(lang).is_some().then_some(address)
        });
        o
    };
    edition.records.events.iter().map(object)
}

/// A date that another source gives.
fn disputed(other: &OtherDate) -> Object<'_> {
    let mut o = Object::default();
    o.set("date", date_object(&other.date));
    o.set("source", other.source.id.as_str());
    o
}

const WORK: &[Column] = &[
    text("key", &["key"]),
    text("kind", &["kind"]),
    text("language", &["language"]),
    text("authors", &["authors"]),
    text("editors", &["editors"]),
    text("translators", &["translators"]),
    text("title", &["title"]),
    text("container", &["container"]),
    text("volume", &["volume"]),
    text("issue", &["issue"]),
    text("pages", &["pages"]),
    text("publisher", &["publisher"]),
    text("location", &["location"]),
    text("edition", &["edition"]),
    text("year", &["year"]),
    text("calendar", &["calendar"]),
    text("doi", &["doi"]),
    text("url", &["url"]),
    number("citations", &["citations"]),
    text("cited_in", &["cited_in"]),
];

fn work<'e>(edition: &'e Edition, position: usize, work: &'e Work) -> Object<'e> {
    let names = |list: &[Name]| -> Vec<String> { list.iter().map(full_name).collect() };
    let mut o = Object::default();
    o.set("key", work.key.as_str());
    o.set("kind", work.kind.as_str());
    o.set("language", work.lang.code());
    o.set("authors", names(&work.authors));
    o.set("editors", names(&work.editors));
    o.set("translators", names(&work.translators));
    o.set("title", work.title.as_deref());
    o.set("container", work.container.as_deref());
    o.set("volume", work.volume.as_deref());
    o.set("issue", work.issue.as_deref());
    o.set("pages", work.pages.as_deref());
    o.set("publisher", work.publisher.as_deref());
    o.set("location", work.location.as_deref());
    o.set("edition", work.edition.as_deref());
    o.set("year", work.year.as_deref());
    let calendar = if work.solar_hijri { "solar-hijri" } else { "gregorian" };
    o.set("calendar", work.year.as_ref().map(|_| calendar));
    o.set("doi", work.doi.as_deref());
    o.set("url", work.url.as_deref());
    if work.as_cited {
        o.set("as_cited", true);
    }
    let places = edition.cited.get(position).map(Vec::as_slice).unwrap_or_default();
    o.set("citations", places.len());
    let mut cited_in: Vec<&str> = Vec::new();
    for id in places.iter().filter_map(|p| Some(owner(edition, p.body)?.1)) {
        if !cited_in.contains(&id) {
            cited_in.push(id);
        }
    }
    o.set("cited_in", cited_in);
    o
}

/// `Family, Given`; with a semicolon between names, the comma tells them apart.
fn full_name(name: &Name) -> String {
    match &name.given {
        Some(given) if !name.is_body => format!("{}, {given}", name.family),
        _ => name.family.clone(),
    }
}

const MENTION: &[Column] = &[
    text("entity", &["entity"]),
    text("record_kind", &["record_kind"]),
    text("record", &["record"]),
    text("language", &["language"]),
    text("part", &["part"]),
    number("paragraph", &["paragraph"]),
    text("section", &["section"]),
    text("before", &["before"]),
    text("name", &["name"]),
    text("after", &["after"]),
    text("url", &["url"]),
];

fn mentions<'e>(edition: &'e Edition, config: &'e Config) -> impl Iterator<Item = Object<'e>> {
    let entities = edition.records.entities.iter().zip(&edition.mentions);
    let all = entities.flat_map(|(entity, list)| list.iter().map(move |m| (entity, m)));
    // Mentions stand in the order of the bodies, so that an address is asked for once.
    let mut last: Option<(BodyId, String)> = None;
    all.map(move |(entity, mention)| {
        let body = edition.records.bodies.get(mention.body.0 as usize);
        if last.as_ref().is_none_or(|(id, _)| *id != mention.body) {
            let page = body.map(|b| Address::of(&edition.records, b.owner, b.lang));
            let page = page.map(|page| page.absolute(&config.base_url));
            last = Some((mention.body, page.unwrap_or_default()));
        }
        let page = last.as_ref().map_or("", |(_, page)| page);
        self::mention(edition, entity, mention, body.map(|body| (body, page)))
    })
}

/// A mention; `home` is the body that it stands in, with the whole address of its page.
fn mention<'e>(
    edition: &'e Edition,
    entity: &'e Entity,
    mention: &'e Mention,
    home: Option<(&BodyRecord, &str)>,
) -> Object<'e> {
    let mut o = Object::default();
    o.set("entity", entity.id.as_str());
    if let Some((kind, id)) = owner(edition, mention.body) {
        o.set("record_kind", kind);
        o.set("record", id);
    }
    if let Some((body, _)) = home {
        o.set("language", body.lang.code());
        o.set("part", if body.part == Part::FullText { "text" } else { "main" });
    }
    if mention.paragraph > 0 {
        o.set("paragraph", mention.paragraph);
    }
    o.set("section", mention.section.as_deref());
    o.set("before", mention.before.trim());
    o.set("name", mention.name.as_str());
    o.set("after", mention.after.trim());
    if let Some((body, page)) = home {
        let anchor = leaf::place_in(body, mention.paragraph, mention.section.as_deref());
        o.set("url", anchor.map_or_else(|| page.to_owned(), |a| format!("{page}#{a}")));
    }
    o
}

/// Kind and id of the record that a body is part of.
pub(super) fn owner(edition: &Edition, body: BodyId) -> Option<(&'static str, &str)> {
    let records = &edition.records;
    let owner = records.bodies.get(body.0 as usize)?.owner;
    let kind = match owner {
        RecordId::Home => "home",
        RecordId::Article(_) => "article",
        RecordId::Entity(n) => records.entities.get(n)?.kind.name(),
        RecordId::Event(_) => "event",
        RecordId::Page(_) => "page",
    };
    Some((kind, records.id(owner)?))
}
