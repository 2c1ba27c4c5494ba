//! An event's page.

use serde::Serialize;
use tera::Value;

use crate::model::RecordId;
use crate::render::address::{self, Address};
use crate::render::html::Setting;
use crate::render::leaf::{Leaf, safe};
use crate::render::metadata;
use crate::render::view::frame::About;
use crate::render::view::parts::{self, Fact, Prose};
use crate::render::view::{Link, View};

/// An event's page.
#[derive(Debug, Serialize)]
pub struct EventView {
    title: Value,
    other_title: Value,
    kind: &'static str,
    kind_label: String,
    facts: Vec<Fact>,
    prose: Prose,
    participants: Vec<Link>,
    sources: Vec<Value>,
    /// Dates of other sources that disagree.
    disputed: Vec<Value>,
    /// The event in the timeline.
    timeline: String,
    before: Option<Link>,
    after: Option<Link>,
}

impl View for EventView {
    const TEMPLATE: &'static str = "event.html";
    const NAME: &'static str = "event";
}

/// An event's page; `None` where it has no version in this language. `rank` is
/// its position in the timeline.
pub fn event(leaf: &Leaf, position: usize, rank: Option<usize>) -> Option<(About, EventView)> {
    let edition = leaf.press.edition;
    let event = edition.records.events.get(position)?;
    let version = event.versions.get(leaf.lang).as_ref()?;
    let other = event.versions.get(leaf.lang.other()).as_ref();
    let mut facts = vec![Fact::date(leaf, "event.date", &event.date)];
    if let Some(place) = &version.place {
        facts.push(Fact::text(leaf, "event.place", place));
    }
    let mut participants = parts::entity_links(leaf, &event.actors);
    participants.extend(parts::entity_links(leaf, &event.organizations));
    let neighbour = |at: Option<usize>| leaf.link(RecordId::Event(*edition.timeline.get(at?)?));
    let timeline = Address::timeline(leaf.lang);
    let view = EventView {
        title: leaf.html(&version.title),
        other_title: other.map_or_else(|| safe(""), |o| leaf.titled(&o.title, leaf.lang.other())),
        kind: event.kind.name(),
        kind_label: leaf.words.say(&format!("event-kind.{}", event.kind.name())).to_owned(),
        facts,
        prose: parts::prose(leaf, version.body, Setting::default()),
        participants,
        sources: parts::sources(leaf, &event.sources),
        disputed: parts::disputed(leaf, event),
        timeline: leaf.place(&timeline, &address::event(&event.id)),
        before: neighbour(rank.and_then(|n| n.checked_sub(1))),
        after: neighbour(rank.map(|n| n + 1)),
    };
    let about = About {
        description: parts::first_words(leaf, version.body, 200),
        above: vec![(timeline, leaf.words.say("nav.timeline").to_owned())],
        has_twin: other.is_some(),
        nodes: vec![metadata::jsonld::event(leaf, event, version)],
        head: parts::alternate(parts::thing(leaf, RecordId::Event(position)).as_ref()),
        ..About::titled(&version.title)
    };
    Some((about, view))
}
