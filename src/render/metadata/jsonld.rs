//! JSON-LD: what a page is about, in schema.org's words.
//!
//! Ids are those of the thing, not of the page, so that both languages' pages
//! describe one thing. Dates are cut to the precision that is known.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::model::RecordId;
use crate::model::article::{Article, ArticleVersion};
use crate::model::date::{Date, End};
use crate::model::entity::{Entity, EntityKind, EntityVersion};
use crate::model::event::{Event, EventVersion};
use crate::render::address::Address;
use crate::render::dates;
use crate::render::leaf::{self, Leaf, Press};
use crate::render::view::frame::About;
use crate::text::Lang;

/// The page's graph in its `<script>`.
pub fn script(leaf: &Leaf, about: &About) -> String {
    let mut text = String::with_capacity(4096);
    let _ = write!(text, "{{\"@context\":\"https://schema.org\",\"@graph\":[{}", site(leaf));
    for node in breadcrumbs(leaf, about).iter().chain(&about.nodes) {
        let _ = write!(text, ",{node}");
    }
    text.push_str("]}");
    let mut out = String::with_capacity(text.len() + 64);
    out.push_str("<script type=\"application/ld+json\">");
    for (n, part) in text.split('<').enumerate() {
        // `</script>` inside a string would end the block.
        out.push_str(if n > 0 { "\\u003c" } else { "" });
        out.push_str(part);
    }
    out.push_str("</script>\n");
    out
}

fn site(leaf: &Leaf) -> Value {
    let config = leaf.press.config;
    let language = config.language(leaf.lang);
    json!({
        "@type": "WebSite",
        "@id": format!("{}#site", config.base_url),
        "url": config.base_url,
        "name": language.title,
        "description": language.description,
        "inLanguage": ["fa", "en"],
        "publisher": { "@type": "Organization", "name": language.publisher },
    })
}

fn breadcrumbs(leaf: &Leaf, about: &About) -> Option<Value> {
    if leaf.address == Address::home(leaf.lang) {
        return None;
    }
    let base = &leaf.press.config.base_url;
    let home = (Address::home(leaf.lang), leaf.words.say("nav.home").to_owned());
    let here = (leaf.address.clone(), about.title.clone());
    let trail = std::iter::once(&home).chain(&about.above).chain(std::iter::once(&here));
    let items: Vec<Value> = (1..)
        .zip(trail)
        .map(|(n, (address, name))| {
            json!({ "@type": "ListItem", "position": n, "name": name, "item": address.absolute(base) })
        })
        .collect();
    Some(json!({ "@type": "BreadcrumbList", "itemListElement": items }))
}

/// A page that lists things.
pub fn collection(leaf: &Leaf, name: &str) -> Value {
    let url = leaf.address.absolute(&leaf.press.config.base_url);
    json!({ "@type": "CollectionPage", "@id": url, "url": url, "name": name, "inLanguage": leaf.lang.code() })
}

/// The id of a record, the same in both languages.
pub fn thing_id(press: &Press, record: RecordId) -> String {
    let address = Address::of(&press.edition.records, record, Lang::Fa);
    format!("{}#it", address.absolute(&press.config.base_url))
}

fn id(leaf: &Leaf, record: RecordId) -> String {
    thing_id(leaf.press, record)
}

/// Names in the languages that there are.
fn names(leaf: &Leaf, record: RecordId) -> Value {
    let named = Lang::ALL.iter().filter_map(|lang| {
        let (found, title) = leaf::title(leaf.press.edition, record, *lang)?;
        (found == *lang).then(|| json!({ "@language": lang.code(), "@value": title }))
    });
    named.collect()
}

fn record(leaf: &Leaf, id: &str) -> Option<RecordId> {
    leaf.press.edition.ids.get(id).copied()
}

/// A date as schema.org takes it, or nothing.
fn put_date(node: &mut Map<String, Value>, key: &str, date: Option<&Date>) {
    if let Some(End::Point(point)) = date.map(|d| &d.start)
        && let Some(iso) = date.and_then(|d| dates::iso(point, d.calendar))
    {
        node.insert(key.to_owned(), iso.into());
    }
}

fn put(node: &mut Map<String, Value>, key: &str, text: Option<&str>) {
    if let Some(text) = text.filter(|t| !t.is_empty()) {
        node.insert(key.to_owned(), text.into());
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// The printed article, as this page describes it.
pub fn article(leaf: &Leaf, article: &Article, version: &ArticleVersion) -> Value {
    let record = record(leaf, &article.id).unwrap_or(RecordId::Home);
    let headline: String = version.title.chars().take(110).collect();
    let mut node = object(json!({
        "@type": "ScholarlyArticle",
        "@id": id(leaf, record),
        "url": leaf.address.absolute(&leaf.press.config.base_url),
        "headline": headline,
        "name": names(leaf, record),
        "inLanguage": article.language,
        "isPartOf": part_of(leaf, article),
    }));
    let authors: Vec<Value> = article.authors.iter().map(|a| person(leaf, a)).collect();
    let keywords: Vec<Value> = version.keywords.iter().map(|k| k.as_str().into()).collect();
    for (key, values) in [("author", authors), ("keywords", keywords)] {
        if !values.is_empty() {
            node.insert(key.to_owned(), values.into());
        }
    }
    put(&mut node, "abstract", version.summary.as_deref());
    put(&mut node, "pagination", article.pages.as_deref());
    put(&mut node, "license", article.licence.as_deref());
    put(&mut node, "sameAs", article.url.as_deref());
    put_date(&mut node, "datePublished", article.published.as_ref());
    if let Some(doi) = &article.doi {
        let property = if doi.starts_with("10.") { "DOI" } else { "DOR" };
        let identifier = json!({ "@type": "PropertyValue", "propertyID": property, "value": doi });
        node.insert("identifier".to_owned(), identifier);
    }
    let mentions: Vec<Value> = leaf
        .press
        .gathered
        .named(record, leaf.lang)
        .iter()
        .map(|named| json!({ "@id": id(leaf, RecordId::Entity(named.entity)) }))
        .collect();
    if !mentions.is_empty() {
        node.insert("mentions".to_owned(), mentions.into());
    }
    Value::Object(node)
}

fn person(leaf: &Leaf, author: &crate::model::article::Author) -> Value {
    let mut node = object(json!({ "@type": "Person", "name": author.name.get(leaf.lang) }));
    if let Some(affiliation) = author.affiliation.get(leaf.lang) {
        let body = json!({ "@type": "Organization", "name": affiliation });
        node.insert("affiliation".to_owned(), body);
    }
    if let Some(orcid) = &author.orcid {
        put(&mut node, "sameAs", Some(&format!("https://orcid.org/{orcid}")));
    }
    Value::Object(node)
}

fn part_of(leaf: &Leaf, article: &Article) -> Value {
    let Some(journal) = article.journal.get(leaf.lang) else {
        return json!({ "@id": format!("{}#site", leaf.press.config.base_url) });
    };
    let mut part = json!({ "@type": "Periodical", "name": journal });
    if let Some(volume) = &article.volume {
        part = json!({ "@type": "PublicationVolume", "volumeNumber": volume, "isPartOf": part });
    }
    if let Some(issue) = &article.issue {
        part = json!({ "@type": "PublicationIssue", "issueNumber": issue, "isPartOf": part });
    }
    part
}

/// A state, person, group or organization.
pub fn entity(leaf: &Leaf, entity: &Entity, version: &EntityVersion) -> Value {
    let record = record(leaf, &entity.id).unwrap_or(RecordId::Home);
    let kind = match entity.kind {
        EntityKind::State => "Country",
        EntityKind::Person => "Person",
        EntityKind::Group | EntityKind::Organization => "Organization",
    };
    let aliases: Vec<&str> = version.aliases.iter().map(|(name, _)| name.as_str()).collect();
    let mut node = object(json!({
        "@type": kind,
        "@id": id(leaf, record),
        "name": names(leaf, record),
        "subjectOf": { "@id": leaf.address.absolute(&leaf.press.config.base_url) },
    }));
    if !aliases.is_empty() {
        node.insert("alternateName".to_owned(), aliases.into());
    }
    if entity.kind == EntityKind::Person {
        put(&mut node, "jobTitle", version.role.as_deref());
        put_date(&mut node, "birthDate", entity.born.as_ref());
        put_date(&mut node, "deathDate", entity.died.as_ref());
    } else if entity.kind != EntityKind::State {
        put_date(&mut node, "foundingDate", entity.founded.as_ref());
        put_date(&mut node, "dissolutionDate", entity.dissolved.as_ref());
    }
    if let Some(id) = &entity.wikidata {
        put(&mut node, "sameAs", Some(&format!("http://www.wikidata.org/entity/{id}")));
    }
    Value::Object(node)
}

/// Something dated.
pub fn event(leaf: &Leaf, event: &Event, version: &EventVersion) -> Value {
    let record = record(leaf, &event.id).unwrap_or(RecordId::Home);
    let about: Vec<Value> = event
        .actors
        .iter()
        .chain(&event.organizations)
        .filter_map(|r| leaf.press.edition.ids.get(&r.id))
        .map(|entity| json!({ "@id": id(leaf, *entity) }))
        .collect();
    let mut node = object(json!({
        "@type": "Event",
        "@id": id(leaf, record),
        "name": names(leaf, record),
    }));
    if !about.is_empty() {
        node.insert("about".to_owned(), about.into());
    }
    put_date(&mut node, "startDate", Some(&event.date));
    if let Some(End::Point(point)) = &event.date.end {
        put(&mut node, "endDate", dates::iso(point, event.date.calendar).as_deref());
    }
    if let Some(place) = &version.place {
        let place = json!({ "@type": "Place", "name": place });
        node.insert("location".to_owned(), place);
    }
    Value::Object(node)
}
