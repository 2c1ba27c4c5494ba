//! Parts that several views share: facts, notes, contents, events, sources.

use serde::Serialize;
use tera::Value;

use crate::content::tree::{Block, CitationForm, CitationItem};
use crate::link::Source;
use crate::model::BodyId;
use crate::model::RecordId;
use crate::model::date::Date;
use crate::model::entity::Reference;
use crate::model::event::{Event, OtherDate};
use crate::render::address;
use crate::render::dates;
use crate::render::html::{self, Heading, Note, Setting, Written, bidi, citation};
use crate::render::leaf::{Leaf, safe};
use crate::render::view::Link;

/// A fact: what it is and what it says.
#[derive(Debug, Serialize)]
pub struct Fact {
    pub label: String,
    pub value: Value,
}

impl Fact {
    /// A fact in words of the page's language.
    pub fn text(leaf: &Leaf, key: &str, text: &str) -> Self {
        Self { label: leaf.words.say(key).to_owned(), value: leaf.html(text) }
    }

    /// A fact whose value is HTML.
    pub fn html(leaf: &Leaf, key: &str, value: &str) -> Self {
        Self { label: leaf.words.say(key).to_owned(), value: safe(value) }
    }

    /// A date in both calendars.
    pub fn date(leaf: &Leaf, key: &str, date: &Date) -> Self {
        Self { label: leaf.words.say(key).to_owned(), value: leaf.date(date) }
    }
}

/// A note and the ways back to its marks.
#[derive(Debug, Serialize)]
pub struct NoteView {
    id: String,
    html: Value,
    backs: Vec<Back>,
}

/// A way back from a note to one of its marks.
#[derive(Debug, Serialize)]
struct Back {
    href: String,
    label: String,
}

/// A body and its notes.
#[derive(Debug, Serialize)]
pub struct Prose {
    pub html: Value,
    pub notes: Vec<NoteView>,
    pub contents: Vec<Entry>,
}

/// A line of the contents, with those below it.
#[derive(Debug, Serialize)]
pub struct Entry {
    pub href: String,
    pub label: Value,
    pub below: Vec<Entry>,
}

/// An event in a list.
#[derive(Debug, Serialize)]
pub struct EventLine {
    pub id: String,
    pub href: String,
    pub title: Value,
    pub date: Value,
    /// In the page's own calendar, for narrow places.
    pub date_short: String,
    pub kind: &'static str,
    pub kind_label: String,
    pub place: Value,
}

/// Writes a body for this page.
pub fn prose(leaf: &Leaf, body: BodyId, setting: Setting) -> Prose {
    let written = html::write(leaf, body, setting);
    Prose {
        html: safe(&written.html),
        contents: contents(&written.headings),
        notes: notes(leaf, &written),
    }
}

/// The notes of a body.
pub fn notes(leaf: &Leaf, written: &Written) -> Vec<NoteView> {
    let view = |(n, note): (usize, &Note)| NoteView {
        id: note.id.clone(),
        html: safe(&note.html),
        backs: note
            .marks
            .iter()
            .map(|mark| Back {
                href: format!("#{mark}"),
                label: leaf.words.fill("notes.back", &[("n", &leaf.words.number(n + 1))]),
            })
            .collect(),
    };
    written.notes.iter().enumerate().map(view).collect()
}

/// The contents: headings of level 2, and below each those of any deeper level.
pub fn contents(headings: &[Heading]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for heading in headings {
        let entry = Entry {
            href: format!("#{}", heading.anchor),
            label: safe(&heading.html),
            below: Vec::new(),
        };
        match entries.last_mut() {
            Some(last) if heading.level > 2 => last.below.push(entry),
            _ => entries.push(entry),
        }
    }
    entries
}

/// A file to take away: what it is called, and its media type.
#[derive(Clone, Debug, Serialize)]
pub struct Download {
    pub href: String,
    pub label: &'static str,
    pub media: &'static str,
}

/// Forms of a bibliography for machines: ending, name, media type.
pub const REFERENCES: [(&str, &str, &str); 3] = [
    ("bib", "BibTeX", "application/x-bibtex"),
    ("ris", "RIS", "application/x-research-info-systems"),
    ("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json"),
];

/// What the edition knows of a thing, as JSON-LD.
pub fn thing(leaf: &Leaf, record: RecordId) -> Option<Download> {
    let path = address::thing(&leaf.press.edition.records, record)?;
    let (href, media) = (leaf.reach.file(&path), "application/ld+json");
    Some(Download { href, label: "JSON-LD", media })
}

/// The same as a link of the page's head.
pub fn alternate(file: Option<&Download>) -> String {
    let link = |file: &Download| {
        let href = bidi::escaped(&file.href);
        format!("<link rel=\"alternate\" type=\"{}\" href=\"{href}\">\n", file.media)
    };
    file.map(link).unwrap_or_default()
}

/// An event as a line of a list.
pub fn event_line(leaf: &Leaf, position: usize) -> Option<EventLine> {
    let event = leaf.press.edition.records.events.get(position)?;
    let (lang, version) = event.versions.nearest(leaf.lang)?;
    let link = leaf.link(RecordId::Event(position))?;
    let place = version.place.as_deref().unwrap_or_default();
    Some(EventLine {
        id: event.id.clone(),
        href: link.href,
        title: link.label,
        date: leaf.date(&event.date),
        date_short: dates::short(&event.date, leaf.words),
        kind: event.kind.name(),
        kind_label: leaf.words.say(&format!("event-kind.{}", event.kind.name())).to_owned(),
        place: leaf.titled(place, lang),
    })
}

/// Events in order of time.
pub fn events(leaf: &Leaf, positions: &[usize]) -> Vec<EventLine> {
    positions.iter().filter_map(|n| event_line(leaf, *n)).collect()
}

/// Where facts come from: pages with their section, works of the bibliography.
pub fn sources(leaf: &Leaf, references: &[Reference]) -> Vec<Value> {
    let edition = leaf.press.edition;
    let source = |reference: &Reference| match edition.source(&reference.id)? {
        Source::Page(target) => {
            let (lang, title) = leaf.short_title(target.record)?;
            let mut label = bidi::titled(&title, lang, leaf.lang);
            let heading = target.section.as_deref().and_then(|id| {
                leaf.press.gathered.heading(leaf.press.edition, target.record, leaf.lang, id)
            });
            if let Some(heading) = heading {
                label.push_str(leaf.words.say("marks.section"));
                label.push_str(&bidi::html(heading, leaf.lang));
            }
            let href = bidi::escaped(&leaf.target(&target));
            Some(safe(&format!("<a href=\"{href}\">{label}</a>")))
        }
        Source::Work(work) => {
            let mut out = String::new();
            let item = CitationItem {
                key: reference.id.clone(),
                prefix: String::new(),
                pages: None,
                suffix: String::new(),
                at: 0,
            };
            citation::write(&mut out, leaf, CitationForm::Narrative, &[item], &[Some(work)]);
            Some(safe(&out))
        }
    };
    references.iter().filter_map(source).collect()
}

/// Dates that other sources give an event, each with its source.
pub fn disputed(leaf: &Leaf, event: &Event) -> Vec<Value> {
    let other = |other: &OtherDate| {
        let source = sources(leaf, std::slice::from_ref(&other.source)).pop()?;
        let (date, by) = (leaf.date(&other.date), leaf.words.say("event.according"));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Some(safe(&format!("{}{by}{}", text(&date), text(&source))))
    };
    event.disputed.iter().filter_map(other).collect()
}

/// Links to records that exist.
pub fn links(leaf: &Leaf, records: impl IntoIterator<Item = RecordId>) -> Vec<Link> {
    records.into_iter().filter_map(|record| leaf.link(record)).collect()
}

/// Links to the entities that references of front matter name.
pub fn entity_links(leaf: &Leaf, references: &[Reference]) -> Vec<Link> {
    let ids = &leaf.press.edition.ids;
    links(leaf, references.iter().filter_map(|r| ids.get(&r.id).copied()))
}

/// The first paragraph of a body as plain text, cut at a word.
pub fn first_words(leaf: &Leaf, body: BodyId, longest: usize) -> String {
    let Some(record) = leaf.press.edition.records.bodies.get(body.0 as usize) else {
        return String::new();
    };
    let mut text = String::new();
    for block in &record.body().blocks {
        if let Block::Paragraph { text: inlines, .. } = block {
            html::plain(inlines, &mut text);
            break;
        }
    }
    cut(text.trim(), longest)
}

/// The anchors that mean the same place in both texts: the page's own, of headings that both
/// have, and `p*` for all paragraphs where the texts go side by side, section
/// for section and paragraph for paragraph.
pub fn shared_anchors(leaf: &Leaf, bodies: [BodyId; 2]) -> String {
    let outline = |body: BodyId| {
        let record = leaf.press.edition.records.bodies.get(body.0 as usize);
        record.map_or_else(Vec::new, |record| outline(&record.body().blocks))
    };
    let [own, twin] = bodies.map(outline);
    let is_shared = |id: &&str| !id.is_empty() && twin.iter().any(|(other, _)| other == id);
    let headings = own.iter().map(|(id, _)| *id).filter(is_shared);
    let mut anchors: Vec<&str> = std::iter::once("part-main").chain(headings).collect();
    if own == twin {
        anchors.push("p*");
    }
    anchors.join(" ")
}

/// The sections of a text: the id of each heading, and how many paragraphs follow.
fn outline(blocks: &[Block]) -> Vec<(&str, usize)> {
    let mut sections = vec![("", 0)];
    for block in blocks {
        match (block, sections.last_mut()) {
            (Block::Heading { id, .. }, _) => sections.push((id, 0)),
            (Block::Paragraph { .. }, Some(last)) => last.1 += 1,
            _ => {}
        }
    }
    sections
}

/// A text of at most so many characters, cut at a word, with an ellipsis.
pub fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let end = text.char_indices().nth(longest).map_or(text.len(), |(at, _)| at);
    let short = text[..end].rsplit_once(' ').map_or(&text[..end], |(before, _)| before);
    format!("{}…", short.trim_end_matches([' ', '،', ',', ';', '؛', ':']))
}
