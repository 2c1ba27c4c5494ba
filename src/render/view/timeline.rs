//! The timeline: drawn, and listed by year; whole, or for one choice of events.

use serde::Serialize;
use tera::Value;

use crate::model::RecordId;
use crate::model::event::Event;
use crate::render::address;
use crate::render::choice::Choice;
use crate::render::html::bidi;
use crate::render::leaf::{Leaf, safe};
use crate::render::metadata;
use crate::render::timeline;
use crate::render::view::frame::About;
use crate::render::view::parts::{self, Download, EventLine};
use crate::render::view::{Link, View};

/// Up to so many events are listed with who took part and where they are stated.
const IN_FULL: usize = 40;

/// A page of the timeline.
#[derive(Debug, Serialize)]
pub struct TimelineView {
    title: String,
    /// The actor, organization or article whose events these are.
    of: Option<Link>,
    drawing: Value,
    count: String,
    downloads: Vec<Download>,
    /// The whole timeline, on the page of a choice.
    whole: Option<Link>,
    groups: Vec<Group>,
    years: Vec<Year>,
}

/// Choices of one sort.
#[derive(Debug, Serialize)]
struct Group {
    title: String,
    /// Whether the list is long and stays closed until it is asked for.
    is_folded: bool,
    choices: Vec<ChoiceLink>,
}

/// A choice, with how many events it has.
#[derive(Debug, Serialize)]
struct ChoiceLink {
    href: String,
    label: Value,
    count: String,
    current: bool,
    #[serde(skip)]
    events: Vec<usize>,
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

/// An event; in a short list with who took part and where it is stated.
#[derive(Debug, Serialize)]
struct Listed {
    line: EventLine,
    anchor: String,
    /// The choices of this page that show it, for scripts, each by its place among
    /// them from 0 ("3 17"); empty on the page of a choice.
    within: String,
    participants: Vec<Link>,
    sources: Vec<Value>,
    /// Dates of other sources that disagree.
    disputed: Vec<Value>,
}

impl View for TimelineView {
    const TEMPLATE: &'static str = "timeline.html";
    const NAME: &'static str = "timeline";
}

/// A page of the timeline.
pub fn timeline(leaf: &Leaf, choice: Choice) -> Option<(About, TimelineView)> {
    let edition = leaf.press.edition;
    let events = choice.events(edition);
    let is_whole = choice == Choice::All;
    let whole = leaf.words.say("nav.timeline");
    let label = choice.label(leaf);
    let title = if is_whole {
        label.clone()
    } else {
        leaf.words.fill("timeline.chosen", &[("choice", &label)])
    };
    let mut about = About {
        description: leaf.words.say("timeline.lead").to_owned(),
        nodes: vec![metadata::jsonld::collection(leaf, &title)],
        ..About::titled(&title)
    };
    let of = match choice {
        Choice::Article(n) => leaf.short_link(RecordId::Article(n)),
        Choice::Entity(n) => leaf.link(RecordId::Entity(n)),
        Choice::All | Choice::Kind(_) | Choice::Decade(_) => None,
    };
    if !is_whole {
        about.short = label;
        about.above = vec![(address::Address::timeline(leaf.lang), whole.to_owned())];
        about.has_twin = choice.address(edition, leaf.lang.other()).is_some();
        about.description = leaf.words.count("timeline.events", events.len());
    }
    let groups = groups(leaf, choice);
    let view = TimelineView {
        title,
        of,
        drawing: safe(&timeline::drawing(leaf, choice, &events)),
        count: leaf.words.count("timeline.events", events.len()),
        downloads: if is_whole { downloads(leaf) } else { Vec::new() },
        whole: (!is_whole).then(|| Link {
            href: leaf.href(&address::Address::timeline(leaf.lang)),
            label: leaf.html(leaf.words.say("timeline.whole")),
        }),
        // Where there are very many, the decades list them.
        years: if is_whole && events.len() > timeline::EACH {
            Vec::new()
        } else {
            years(leaf, &events, is_whole, &groups)
        },
        groups,
    };
    Some((about, view))
}

fn years(leaf: &Leaf, events: &[usize], is_whole: bool, groups: &[Group]) -> Vec<Year> {
    let records = &leaf.press.edition.records;
    let mut years: Vec<Year> = Vec::new();
    let in_full = !is_whole && events.len() <= IN_FULL;
    for &n in events {
        let (Some(event), Some(line)) = (records.events.get(n), parts::event_line(leaf, n)) else {
            continue;
        };
        let year = timeline::first_day(&event.date).year;
        let id = format!("y{year}");
        let within = if is_whole { within(groups, n) } else { String::new() };
        let listed = listed(leaf, event, line, in_full, within);
        match years.last_mut() {
            Some(last) if last.id == id => last.events.push(listed),
            _ => {
                let (own, other) = timeline::year_labels(year, leaf.words);
                years.push(Year { id, own, other, events: vec![listed] });
            }
        }
    }
    years
}

/// Which choices show an event, by their places on the page.
fn within(groups: &[Group], event: usize) -> String {
    let choices = (0..).zip(groups.iter().flat_map(|group| &group.choices));
    let showing = choices.filter(|(_, choice)| choice.events.contains(&event));
    showing.map(|(n, _): (usize, _)| n.to_string()).collect::<Vec<_>>().join(" ")
}

fn listed(leaf: &Leaf, event: &Event, line: EventLine, in_full: bool, within: String) -> Listed {
    let mut listed = Listed {
        anchor: bidi::escaped(&address::event(&event.id)),
        within,
        participants: Vec::new(),
        sources: Vec::new(),
        disputed: parts::disputed(leaf, event),
        line,
    };
    if in_full {
        listed.participants = parts::entity_links(leaf, &event.actors);
        listed.participants.extend(parts::entity_links(leaf, &event.organizations));
        listed.sources = parts::sources(leaf, &event.sources);
    }
    listed
}

fn downloads(leaf: &Leaf) -> Vec<Download> {
    let forms = [
        ("ics", "iCalendar", "text/calendar"),
        ("csv", "CSV", "text/csv"),
        ("json", "JSON", "application/json"),
    ];
    let file = |(ending, label, media)| Download {
        href: leaf.reach.file(&address::events_download(ending)),
        label,
        media,
    };
    forms.into_iter().map(file).collect()
}

/// The choices by sort; on the page of one, those that are few.
fn groups(leaf: &Leaf, shown: Choice) -> Vec<Group> {
    let edition = leaf.press.edition;
    let mut groups: Vec<Group> = Vec::new();
    for choice in Choice::offered(edition, leaf.lang) {
        let (key, is_folded) = match choice {
            Choice::All => continue,
            Choice::Kind(_) => ("timeline.kinds", false),
            Choice::Decade(_) => ("timeline.decades", false),
            Choice::Article(_) => ("timeline.articles", false),
            Choice::Entity(n) => match edition.records.entities.get(n) {
                Some(entity) if entity.kind.is_actor() => ("nav.actors", true),
                _ => ("nav.organizations", true),
            },
        };
        if is_folded && shown != Choice::All {
            continue;
        }
        let Some(address) = choice.address(edition, leaf.lang) else { continue };
        let events = choice.events(edition);
        let link = ChoiceLink {
            href: leaf.href(&address),
            label: leaf.html(&choice.label(leaf)),
            count: leaf.words.number(events.len()),
            current: choice == shown,
            events,
        };
        let title = leaf.words.say(key).to_owned();
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.choices.push(link),
            None => groups.push(Group { title, is_folded, choices: vec![link] }),
        }
    }
    groups
}
