//! The edition as a graph: who belongs to what, who took part in what, who is
//! named where, what is stated where, which article cites which work.
//!
//! A node's id is the folder of its page: `actors/russia`, `bibliography/key`.
//! Every edge names the sources that it rests on, as an editor writes them.

use std::collections::{BTreeMap, BTreeSet};

use crate::link::{Edition, Source};
use crate::model::date::Date;
use crate::model::entity::{Entity, Membership, Reference};
use crate::model::{BodyId, RecordId};
use crate::output::exports::data::table::Object;
use crate::output::exports::text;
use crate::text::Lang;

/// `{"nodes": […], "edges": […]}`, one a line.
pub(super) fn file(edition: &Edition) -> String {
    // To write a value into memory cannot fail.
    let text = |object: &Object<'_>| serde_json::to_string(object).unwrap_or_default();
    let lines = |list: Vec<Object<'_>>| {
        list.iter().map(|object| format!("\n{}", text(object))).collect::<Vec<_>>().join(",")
    };
    let edges = edges(edition);
    let nodes = nodes(edition);
    format!("{{\"nodes\": [{}\n],\n\"edges\": [{}\n]}}\n", lines(nodes), lines(edges))
}

/// The id of a record's node.
fn node_id(edition: &Edition, record: RecordId) -> Option<String> {
    let records = &edition.records;
    Some(match record {
        RecordId::Home => "home".to_owned(),
        RecordId::Article(n) => format!("articles/{}", records.articles.get(n)?.id),
        RecordId::Entity(n) => {
            let entity = records.entities.get(n)?;
            let folder = if entity.kind.is_actor() { "actors" } else { "organizations" };
            format!("{folder}/{}", entity.id)
        }
        RecordId::Event(n) => format!("events/{}", records.events.get(n)?.id),
        RecordId::Page(n) => format!("pages/{}", records.pages.get(n)?.id),
    })
}

fn work_id(edition: &Edition, work: usize) -> Option<String> {
    Some(format!("bibliography/{}", edition.records.works.get(work)?.key))
}

fn nodes(edition: &Edition) -> Vec<Object<'_>> {
    let records = &edition.records;
    let articles = (0..records.articles.len()).map(RecordId::Article);
    let entities = (0..records.entities.len()).map(RecordId::Entity);
    let events = (0..records.events.len()).map(RecordId::Event);
    let pages = (0..records.pages.len()).map(RecordId::Page);
    let home = records.home.as_ref().map(|_| RecordId::Home);
    let all = articles.chain(entities).chain(events).chain(pages).chain(home);
    let mut nodes: Vec<Object<'_>> = all.filter_map(|record| node(edition, record)).collect();
    for (n, work) in records.works.iter().enumerate() {
        let mut o = Object::default();
        o.set("id", work_id(edition, n));
        o.set("kind", "work");
        let mut label = Object::default();
        let title = work.title.as_deref().unwrap_or(&work.key);
        label.set(work.lang.code(), title);
        o.set("label", label);
        o.set("citations", edition.cited.get(n).map_or(0, Vec::len));
        nodes.push(o);
    }
    nodes
}

fn node(edition: &Edition, record: RecordId) -> Option<Object<'_>> {
    let mut o = Object::default();
    o.set("id", node_id(edition, record)?);
    let kind = match record {
        RecordId::Home => "home",
        RecordId::Article(_) => "article",
        RecordId::Entity(n) => edition.records.entities.get(n)?.kind.name(),
        RecordId::Event(_) => "event",
        RecordId::Page(_) => "page",
    };
    o.set("kind", kind);
    let title = |lang: Lang| {
        text::title(edition, record, lang).filter(|(found, _)| *found == lang).map(|(_, t)| t)
    };
    o.set_both("label", title);
    if let RecordId::Event(n) = record {
        o.set_date("date", edition.records.events.get(n).map(|e| &e.date));
    }
    if let RecordId::Entity(n) = record {
        o.set("mentions", edition.mentions.get(n).map_or(0, Vec::len));
    }
    Some(o)
}

/// What ties two nodes, before it is written.
#[derive(Default)]
struct Edge<'e> {
    count: usize,
    dates: Option<&'e Date>,
    sources: BTreeSet<String>,
}

/// All edges, in the order of their kinds and ends.
fn edges(edition: &Edition) -> Vec<Object<'_>> {
    let mut all = memberships(edition);
    let mut found = Found::new();
    participants(edition, &mut found);
    mentions(edition, &mut found);
    statements(edition, &mut found);
    citations(edition, &mut found);
    all.extend(found.into_iter().map(|((kind, from, to), edge)| write(kind, from, to, edge)));
    all
}

fn write<'e>(kind: &'static str, from: String, to: String, edge: Edge<'e>) -> Object<'e> {
    let mut o = Object::default();
    o.set("kind", kind);
    o.set("from", from);
    o.set("to", to);
    if edge.count > 0 {
        o.set("count", edge.count);
    }
    o.set_date("dates", edge.dates);
    o.set("sources", edge.sources.into_iter().collect::<Vec<_>>());
    o
}

/// Who belongs to what. One state can have been a member twice, so these are
/// never joined into one.
fn memberships(edition: &Edition) -> Vec<Object<'_>> {
    let entities = &edition.records.entities;
    let mut edges = Vec::new();
    for (n, (member, both)) in entities.iter().zip(&edition.memberships).enumerate() {
        for (whole, dates) in &both.member_of {
            let ends =
                (node_id(edition, RecordId::Entity(n)), node_id(edition, RecordId::Entity(*whole)));
            let (Some(from), Some(to)) = ends else { continue };
            let sources = entities.get(*whole).map(|w| stated_by(member, w)).unwrap_or_default();
            let dates = dates.as_ref();
            edges.push(write("member", from, to, Edge { count: 0, dates, sources }));
        }
    }
    edges
}

/// The sources of the page, or pages, that say so.
fn stated_by(member: &Entity, whole: &Entity) -> BTreeSet<String> {
    let names = |list: &[Membership], id: &str| list.iter().any(|m| m.other.id == id);
    let mut sources = BTreeSet::new();
    if names(&member.member_of, &whole.id) {
        sources.extend(written(&member.sources));
    }
    if names(&whole.members, &member.id) {
        sources.extend(written(&whole.sources));
    }
    sources
}

fn written(references: &[Reference]) -> impl Iterator<Item = String> {
    references.iter().map(|r| r.id.clone())
}

type Found<'e> = BTreeMap<(&'static str, String, String), Edge<'e>>;

fn participants(edition: &Edition, found: &mut Found<'_>) {
    for (n, event) in edition.records.events.iter().enumerate() {
        let Some(to) = node_id(edition, RecordId::Event(n)) else { continue };
        for reference in event.actors.iter().chain(&event.organizations) {
            let record = edition.ids.get(&reference.id);
            let Some(from) = record.and_then(|r| node_id(edition, *r)) else { continue };
            let edge = found.entry(("participant", from, to.clone())).or_default();
            edge.sources.extend(written(&event.sources));
        }
    }
}

/// Who is named on which page, and how often: the edition's own count.
fn mentions(edition: &Edition, found: &mut Found<'_>) {
    for (n, list) in edition.mention_bodies.iter().enumerate() {
        let Some(to) = node_id(edition, RecordId::Entity(n)) else { continue };
        for alike in list.chunk_by(|a, b| a == b) {
            count(edition, found, ("mentions", &to), alike[0], alike.len());
        }
    }
}

fn citations(edition: &Edition, found: &mut Found<'_>) {
    for (n, places) in edition.cited.iter().enumerate() {
        let Some(to) = work_id(edition, n) else { continue };
        for alike in places.chunk_by(|a, b| a.body == b.body) {
            count(edition, found, ("cites", &to), alike[0].body, alike.len());
        }
    }
}

/// So many more edges from the page that a body stands on; that page is their source.
fn count(
    edition: &Edition,
    found: &mut Found<'_>,
    (kind, to): (&'static str, &str),
    body: BodyId,
    times: usize,
) {
    let Some(body) = edition.records.bodies.get(body.0 as usize) else { return };
    let Some(from) = node_id(edition, body.owner) else { return };
    let source = from.rsplit('/').next().unwrap_or(&from).to_owned();
    let edge = found.entry((kind, from, to.to_owned())).or_default();
    edge.count += times;
    edge.sources.insert(source);
}

/// What states an event, or the facts of an actor or organization.
fn statements(edition: &Edition, found: &mut Found<'_>) {
    let events = edition.records.events.iter().enumerate();
    let events = events.map(|(n, e)| (RecordId::Event(n), &e.sources));
    let entities = edition.records.entities.iter().enumerate();
    let entities = entities.map(|(n, e)| (RecordId::Entity(n), &e.sources));
    for (record, sources) in events.chain(entities) {
        let Some(from) = node_id(edition, record) else { continue };
        for source in sources {
            let to = match edition.source(&source.id) {
                Some(Source::Page(target)) => node_id(edition, target.record),
                Some(Source::Work(work)) => work_id(edition, work),
                None => None,
            };
            let Some(to) = to else { continue };
            let edge = found.entry(("source", from.clone(), to)).or_default();
            edge.sources.insert(source.id.clone());
        }
    }
}
