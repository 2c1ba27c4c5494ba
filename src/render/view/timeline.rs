//! The timeline: drawn, and listed by year.

use serde::Serialize;
use tera::Value;

use crate::model::event::{Event, EventKind};
use crate::render::address;
use crate::render::html::bidi;
use crate::render::leaf::{Leaf, safe};
use crate::render::metadata;
use crate::render::timeline;
use crate::render::view::frame::About;
use crate::render::view::parts::{self, EventLine};
use crate::render::view::{Link, View};

/// The timeline's page.
#[derive(Debug, Serialize)]
pub struct TimelineView {
    drawing: Value,
    count: String,
    calendar: String,
    kinds: Vec<Kind>,
    years: Vec<Year>,
}

/// A kind of event, with how many there are.
#[derive(Debug, Serialize)]
struct Kind {
    name: &'static str,
    label: String,
    count: String,
}

/// The events that began in one year.
#[derive(Debug, Serialize)]
struct Year {
    id: String,
    /// In the page's own calendar.
    own: String,
    /// In the other calendar.
    other: String,
    events: Vec<Listed>,
}

/// An event with who took part and where it is stated.
#[derive(Debug, Serialize)]
struct Listed {
    line: EventLine,
    anchor: String,
    participants: Vec<Link>,
    sources: Vec<Value>,
}

impl View for TimelineView {
    const TEMPLATE: &'static str = "timeline.html";
    const NAME: &'static str = "timeline";
}

/// The timeline's page.
pub fn timeline(leaf: &Leaf) -> (About, TimelineView) {
    let edition = leaf.press.edition;
    let events = &edition.records.events;
    let mut years: Vec<Year> = Vec::new();
    for &n in &edition.timeline {
        let (Some(event), Some(line)) = (events.get(n), parts::event_line(leaf, n)) else {
            continue;
        };
        let year = timeline::first_day(&event.date).year;
        let id = format!("y{year}");
        let listed = listed(leaf, event, line);
        match years.last_mut() {
            Some(last) if last.id == id => last.events.push(listed),
            _ => {
                let (own, other) = timeline::year_labels(year, leaf.words);
                years.push(Year { id, own, other, events: vec![listed] });
            }
        }
    }
    let title = leaf.words.say("nav.timeline");
    let about = About {
        description: leaf.words.say("timeline.lead").to_owned(),
        nodes: vec![metadata::jsonld::collection(leaf, title)],
        ..About::titled(title)
    };
    let view = TimelineView {
        drawing: safe(&timeline::drawing(leaf)),
        count: leaf.words.count("timeline.events", edition.timeline.len()),
        calendar: leaf.reach.file(address::calendar()),
        kinds: kinds(leaf),
        years,
    };
    (about, view)
}

fn listed(leaf: &Leaf, event: &Event, line: EventLine) -> Listed {
    let mut participants = parts::entity_links(leaf, &event.actors);
    participants.extend(parts::entity_links(leaf, &event.organizations));
    Listed {
        anchor: bidi::escaped(&address::event(&event.id)),
        participants,
        sources: parts::sources(leaf, &event.sources),
        line,
    }
}

fn kinds(leaf: &Leaf) -> Vec<Kind> {
    let events = &leaf.press.edition.records.events;
    let kind = |kind: &EventKind| {
        let count = events.iter().filter(|e| e.kind == *kind).count();
        (count > 0).then(|| Kind {
            name: kind.name(),
            label: leaf.words.say(&format!("event-kinds.{}", kind.name())).to_owned(),
            count: leaf.words.number(count),
        })
    };
    EventKind::ALL.iter().filter_map(kind).collect()
}
