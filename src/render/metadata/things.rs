//! What the edition knows of an actor, an organization or an event, as JSON-LD at
//! an address of its own: `actors/russia/russia.jsonld`. It is of the thing, not of
//! a page, so it has both languages.

use serde_json::{Map, Value, json};

use crate::link::Edition;
use crate::model::date::{Date, End};
use crate::model::entity::Entity;
use crate::model::event::Event;
use crate::model::{BodyId, RecordId};
use crate::render::address::{self, Address};
use crate::render::leaf::{self, Leaf, Press};
use crate::render::metadata::jsonld;
use crate::render::view::parts;
use crate::render::{Page, dates};
use crate::text::Lang;

/// How many characters of a page describe the thing.
const DESCRIPTION: usize = 300;

/// All of them.
pub fn files(press: &Press) -> Vec<Page> {
    let entities = (0..press.edition.records.entities.len()).map(RecordId::Entity);
    let events = (0..press.edition.records.events.len()).map(RecordId::Event);
    entities.chain(events).filter_map(|record| file(press, record)).collect()
}

/// That of one record; `None` for what is no thing.
pub fn file(press: &Press, record: RecordId) -> Option<Page> {
    let records = &press.edition.records;
    let node = match record {
        RecordId::Entity(n) => entity(press, n, records.entities.get(n)?)?,
        RecordId::Event(n) => event(press, n, records.events.get(n)?)?,
        RecordId::Home | RecordId::Article(_) | RecordId::Page(_) => return None,
    };
    let mut text = Value::Object(node).to_string();
    text.push('\n');
    Some(Page { path: address::thing(records, record)?, bytes: text.into_bytes() })
}

/// The record whose file has a path.
pub fn record_of(edition: &Edition, path: &str) -> Option<RecordId> {
    let (_, name) = path.strip_suffix(".jsonld")?.rsplit_once('/')?;
    let record = *edition.ids.get(name)?;
    (address::thing(&edition.records, record)? == path).then_some(record)
}

fn with_context(node: Value) -> Map<String, Value> {
    let mut whole = Map::new();
    whole.insert("@context".to_owned(), "https://schema.org".into());
    if let Value::Object(node) = node {
        whole.extend(node);
    }
    whole
}

fn entity(press: &Press, position: usize, entity: &Entity) -> Option<Map<String, Value>> {
    let record = RecordId::Entity(position);
    let (lang, version) = entity.versions.nearest(Lang::Fa)?;
    let leaf = Leaf::new(press, Address::entity(lang, entity.kind, &entity.id));
    let mut node = with_context(jsonld::entity(&leaf, entity, version));
    let mut aliases = Vec::new();
    for lang in Lang::ALL {
        let version = entity.versions.get(lang).as_ref();
        aliases.extend(
            version.into_iter().flat_map(|v| &v.aliases).map(|(name, _)| tagged(name, lang)),
        );
    }
    put(&mut node, "alternateName", aliases);
    if node.contains_key("jobTitle") {
        let role = |lang| entity.versions.get(lang).as_ref()?.role.clone();
        put(&mut node, "jobTitle", both(role));
    }
    let body = |lang| Some(entity.versions.get(lang).as_ref()?.body);
    put(&mut node, "description", both(|lang| described(press, record, lang, body(lang)?)));
    put(&mut node, "url", pages(press, record));
    if let Some(memberships) = press.edition.memberships.get(position) {
        put(&mut node, "memberOf", members(press, "memberOf", &memberships.member_of));
        put(&mut node, "member", members(press, "member", &memberships.members));
    }
    let mut named_in: Vec<usize> = Vec::new();
    for lang in Lang::ALL {
        for (on, _) in press.gathered.places(position, lang) {
            if let RecordId::Article(n) = on
                && !named_in.contains(n)
            {
                named_in.push(*n);
            }
        }
    }
    named_in.sort_unstable();
    let articles = named_in.into_iter().map(|n| thing(press, RecordId::Article(n)));
    put(&mut node, "subjectOf", articles.collect());
    Some(node)
}

fn event(press: &Press, position: usize, event: &Event) -> Option<Map<String, Value>> {
    let record = RecordId::Event(position);
    let (lang, version) = event.versions.nearest(Lang::Fa)?;
    let leaf = Leaf::new(press, Address::event(lang, &event.id));
    let mut node = with_context(jsonld::event(&leaf, event, version));
    let body = |lang| Some(event.versions.get(lang).as_ref()?.body);
    put(&mut node, "description", both(|lang| described(press, record, lang, body(lang)?)));
    put(&mut node, "url", pages(press, record));
    let places = both(|lang| event.versions.get(lang).as_ref()?.place.clone());
    if !places.is_empty() {
        node.insert("location".to_owned(), json!({ "@type": "Place", "name": places }));
    }
    Some(node)
}

/// Sets a property; one without values is left out, a lone one stands by itself.
fn put(node: &mut Map<String, Value>, key: &str, mut values: Vec<Value>) {
    match values.len() {
        0 => drop(node.remove(key)),
        1 => drop(node.insert(key.to_owned(), values.remove(0))),
        _ => drop(node.insert(key.to_owned(), values.into())),
    }
}

fn tagged(text: &str, lang: Lang) -> Value {
    json!({ "@language": lang.code(), "@value": text })
}

/// A text in the languages that it is in.
fn both(text: impl Fn(Lang) -> Option<String>) -> Vec<Value> {
    let filled = |lang| text(lang).filter(|text| !text.is_empty());
    Lang::ALL.into_iter().filter_map(|lang| Some(tagged(&filled(lang)?, lang))).collect()
}

/// How a record's page begins.
fn described(press: &Press, record: RecordId, lang: Lang, body: BodyId) -> Option<String> {
    let leaf = Leaf::new(press, Address::of(&press.edition.records, record, lang));
    Some(parts::first_words(&leaf, body, DESCRIPTION))
}

/// The record's pages.
fn pages(press: &Press, record: RecordId) -> Vec<Value> {
    let langs = Lang::ALL.into_iter().filter(|lang| leaf::exists(press.edition, record, *lang));
    let address = |lang| Address::of(&press.edition.records, record, lang);
    langs.map(|lang| address(lang).absolute(&press.config.base_url).into()).collect()
}

fn thing(press: &Press, record: RecordId) -> Value {
    json!({ "@id": jsonld::thing_id(press, record) })
}

/// Memberships; one of which more is known than that it was is a role, with its dates.
fn members(press: &Press, key: &str, list: &[(usize, Option<Date>)]) -> Vec<Value> {
    let member = |(n, dates): &(usize, Option<Date>)| {
        let other = thing(press, RecordId::Entity(*n));
        let mut role = Map::new();
        if let Some(date) = dates {
            let end = date.end.as_ref();
            for (name, end) in [("startDate", Some(&date.start)), ("endDate", end)] {
                if let Some(End::Point(point)) = end
                    && let Some(iso) = dates::iso(point, date.calendar)
                {
                    role.insert(name.to_owned(), iso.into());
                }
            }
        }
        if role.is_empty() {
            return other;
        }
        role.insert("@type".to_owned(), "OrganizationRole".into());
        role.insert(key.to_owned(), other);
        Value::Object(role)
    };
    list.iter().map(member).collect()
}
