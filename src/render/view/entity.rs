//! An actor or an organization: facts, description, and every mention.

use serde::Serialize;
use tera::Value;

use crate::model::RecordId;
use crate::model::date::{Date, End};
use crate::model::entity::{Entity, EntityKind, EntityVersion};
use crate::render::address::Address;
use crate::render::html::{Setting, bidi};
use crate::render::leaf::{self, Leaf, safe};
use crate::render::view::frame::About;
use crate::render::view::mentions::{self, Group};
use crate::render::view::parts::{self, Download, EventLine, Fact, Prose};
use crate::render::view::{Link, View};
use crate::render::{metadata, network};
use crate::text::Lang;

/// How many of those it is mentioned with are shown.
const COMPANY: usize = 16;

/// An entity's page.
#[derive(Debug, Serialize)]
pub struct EntityView {
    title: Value,
    kind: String,
    role: Value,
    other_title: Value,
    facts: Vec<Fact>,
    aliases: Vec<Value>,
    prose: Prose,
    member_of: Vec<MemberLine>,
    members: Vec<MemberLine>,
    events: Vec<EventLine>,
    mentions: Vec<Group>,
    /// Pages that name it too, of which the page shows no sentence.
    mentions_also: Vec<Group>,
    mention_count: String,
    /// Mentions in the other language's texts, where it has more.
    elsewhere: Option<Link>,
    /// Those it is mentioned with, drawn; empty where they are few.
    network: Value,
    company: Vec<CompanyLine>,
    related: Vec<Link>,
    sources: Vec<Value>,
    downloads: Vec<Download>,
    /// Those before and after it in the order of names.
    before: Option<Link>,
    after: Option<Link>,
}

/// A membership.
#[derive(Debug, Serialize)]
struct MemberLine {
    href: String,
    label: Value,
    /// When it began and when it ended; empty where that is not known.
    from: Value,
    until: Value,
}

/// Somebody mentioned in the same paragraphs.
#[derive(Debug, Serialize)]
struct CompanyLine {
    href: String,
    label: Value,
    count: String,
}

impl View for EntityView {
    const TEMPLATE: &'static str = "entity.html";
    const NAME: &'static str = "entity";
}

/// An entity's page; `None` where it has no version in this language.
pub fn entity(leaf: &Leaf, position: usize) -> Option<(About, EntityView)> {
    let edition = leaf.press.edition;
    let entity = edition.records.entities.get(position)?;
    let version = entity.versions.get(leaf.lang).as_ref()?;
    let other = entity.versions.get(leaf.lang.other()).as_ref();
    let memberships = edition.memberships.get(position);
    let members = |list: &[(usize, Option<Date>)]| -> Vec<MemberLine> {
        list.iter().filter_map(|(n, dates)| member(leaf, *n, dates.as_ref())).collect()
    };
    let events = edition.entity_events.get(position).map_or(&[][..], Vec::as_slice);
    let (mentions, mentions_also) =
        mentions::groups(leaf, position, entity).into_iter().partition(Group::has_sentences);
    let (before, after) = neighbours(leaf, position, entity);
    let thing = parts::thing(leaf, RecordId::Entity(position));
    let view = EntityView {
        title: leaf.html(&version.title),
        kind: leaf.words.say(&format!("kind.{}", entity.kind.name())).to_owned(),
        role: leaf.html(version.role.as_deref().unwrap_or_default()),
        other_title: other.map_or_else(|| safe(""), |o| leaf.titled(&o.title, leaf.lang.other())),
        facts: facts(leaf, entity, version),
        aliases: version.aliases.iter().map(|(name, _)| leaf.html(name)).collect(),
        prose: parts::prose(leaf, version.body, Setting::default()),
        member_of: memberships.map(|m| members(&m.member_of)).unwrap_or_default(),
        members: memberships.map(|m| members(&m.members)).unwrap_or_default(),
        events: parts::events(leaf, events),
        mention_count: leaf.words.number(mentions::count(leaf, position)),
        mentions,
        mentions_also,
        elsewhere: elsewhere(leaf, entity, position),
        network: safe(&network::drawing(leaf, position)),
        company: company(leaf, position),
        related: parts::entity_links(leaf, &entity.related),
        sources: parts::sources(leaf, &entity.sources),
        downloads: thing.clone().into_iter().collect(),
        before,
        after,
    };
    let index = Address::entities(leaf.lang, entity.kind.is_actor());
    let index_key = if entity.kind.is_actor() { "nav.actors" } else { "nav.organizations" };
    let about = About {
        description: parts::first_words(leaf, version.body, 200),
        above: vec![(index, leaf.words.say(index_key).to_owned())],
        has_twin: other.is_some(),
        shared: other.map(|other| parts::shared_anchors(leaf, [version.body, other.body])),
        nodes: vec![metadata::jsonld::entity(leaf, entity, version)],
        head: parts::alternate(thing.as_ref()),
        ..About::titled(&version.title)
    };
    Some((about, view))
}

/// Who stands before and after an entity in its index, in the order of names.
fn neighbours(leaf: &Leaf, position: usize, entity: &Entity) -> (Option<Link>, Option<Link>) {
    let edition = leaf.press.edition;
    let is_beside = |n: &&usize| {
        edition.records.entities.get(**n).is_some_and(|other| {
            other.kind.is_actor() == entity.kind.is_actor()
                && other.versions.get(leaf.lang).is_some()
        })
    };
    let order = edition.entity_order.get(leaf.lang);
    let link = |n: &usize| leaf.link(RecordId::Entity(*n));
    let Some(at) = order.iter().position(|n| *n == position) else { return (None, None) };
    let before = order[..at].iter().rev().find(is_beside).and_then(link);
    (before, order[at + 1..].iter().find(is_beside).and_then(link))
}

fn facts(leaf: &Leaf, entity: &Entity, version: &EntityVersion) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(short) = &entity.abbreviation {
        facts.push(Fact::text(leaf, "entity.abbreviation", short));
    }
    let titles = Lang::ALL.map(|lang| entity.versions.get(lang).as_ref().map(|v| &v.title));
    if let Some(latin) = entity.latin.as_ref().filter(|latin| !titles.contains(&Some(*latin))) {
        facts.push(Fact::text(leaf, "entity.latin", latin));
    }
    if let Some(seat) = &version.seat {
        facts.push(Fact::text(leaf, "entity.seat", seat));
    }
    let dates = [
        ("entity.born", &entity.born),
        ("entity.died", &entity.died),
        ("entity.founded", &entity.founded),
        ("entity.dissolved", &entity.dissolved),
    ];
    for (key, date) in dates {
        if let Some(date) = date {
            facts.push(Fact::date(leaf, key, date));
        }
    }
    if let Some(id) = &entity.wikidata {
        let id = bidi::escaped(id);
        let link = format!("<a dir=\"ltr\" href=\"https://www.wikidata.org/wiki/{id}\">{id}</a>");
        facts.push(Fact::html(leaf, "entity.wikidata", &link));
    }
    facts
}

fn member(leaf: &Leaf, position: usize, dates: Option<&Date>) -> Option<MemberLine> {
    let link = leaf.link(RecordId::Entity(position))?;
    let end = |end: &End| match end {
        End::Point(_) => {
            leaf.date(&Date { start: end.clone(), end: None, ..dates?.clone() }).into()
        }
        // Neither says that the membership still lasts.
        End::Open => Some(leaf.html(leaf.words.say("entity.open"))),
        End::Unknown => Some(leaf.html(leaf.words.say("entity.unknown"))),
    };
    let from = dates.map(|date| &date.start).and_then(end);
    let until = dates.and_then(|date| date.end.as_ref()).and_then(end);
    let empty = || safe("");
    Some(MemberLine {
        href: link.href,
        label: link.label,
        from: from.unwrap_or_else(empty),
        until: until.unwrap_or_else(empty),
    })
}

/// The English page says how often the Persian full texts name it, and the
/// other way round.
fn elsewhere(leaf: &Leaf, entity: &Entity, position: usize) -> Option<Link> {
    let other = leaf.lang.other();
    let gathered = &leaf.press.gathered;
    let count = gathered.mentions(position, other);
    let record = RecordId::Entity(position);
    if count <= gathered.mentions(position, leaf.lang)
        || !leaf::exists(leaf.press.edition, record, other)
    {
        return None;
    }
    let address = Address::entity(other, entity.kind, &entity.id);
    let label = leaf.words.count("entity.elsewhere", count);
    Some(Link { href: leaf.place(&address, "part-mentions"), label: leaf.html(&label) })
}

fn company(leaf: &Leaf, position: usize) -> Vec<CompanyLine> {
    let company = leaf.press.gathered.company(leaf.press.edition, position, leaf.lang);
    let line = |(other, count): (usize, usize)| {
        let link = leaf.link(RecordId::Entity(other))?;
        Some(CompanyLine { href: link.href, label: link.label, count: leaf.words.number(count) })
    };
    company.into_iter().take(COMPANY).filter_map(line).collect()
}

/// The order in which kinds of actors are shown.
pub const ACTORS: [EntityKind; 3] = [EntityKind::State, EntityKind::Group, EntityKind::Person];
