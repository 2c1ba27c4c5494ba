//! The indexes of actors and of organizations.

use serde::Serialize;
use tera::Value;

use crate::model::RecordId;
use crate::model::entity::EntityKind;
use crate::render::leaf::{self, Leaf};
use crate::render::metadata;
use crate::render::view::View;
use crate::render::view::entity;
use crate::render::view::frame::About;
use crate::text::collate;

/// An index of entities, grouped by kind.
#[derive(Debug, Serialize)]
pub struct EntitiesView {
    title: String,
    lead: String,
    groups: Vec<Group>,
}

/// The entities of one kind.
#[derive(Debug, Serialize)]
struct Group {
    id: &'static str,
    title: String,
    count: String,
    initials: Vec<Initial>,
}

/// The entities that begin with one letter.
#[derive(Debug, Serialize)]
struct Initial {
    letter: String,
    entries: Vec<Line>,
}

/// One entity.
#[derive(Debug, Serialize)]
struct Line {
    href: String,
    label: Value,
    abbreviation: Value,
    role: Value,
    count: String,
}

impl View for EntitiesView {
    const TEMPLATE: &'static str = "entities.html";
    const NAME: &'static str = "index";
}

/// The index of actors, or that of organizations.
pub fn entities(leaf: &Leaf, actors: bool) -> (About, EntitiesView) {
    let title = leaf.words.say(if actors { "nav.actors" } else { "nav.organizations" });
    let kinds: &[EntityKind] = if actors { &entity::ACTORS } else { &[EntityKind::Organization] };
    let groups: Vec<Group> = kinds.iter().filter_map(|kind| group(leaf, *kind)).collect();
    let lead = leaf.words.say(if actors { "entities.actors" } else { "entities.organizations" });
    let about = About {
        description: lead.to_owned(),
        nodes: vec![metadata::jsonld::collection(leaf, title)],
        ..About::titled(title)
    };
    (about, EntitiesView { title: title.to_owned(), lead: lead.to_owned(), groups })
}

fn group(leaf: &Leaf, kind: EntityKind) -> Option<Group> {
    let edition = leaf.press.edition;
    let mut initials: Vec<Initial> = Vec::new();
    let mut count = 0;
    for &n in edition.entity_order.get(leaf.lang) {
        if edition.records.entities.get(n).is_none_or(|e| e.kind != kind)
            || !leaf::exists(edition, RecordId::Entity(n), leaf.lang)
        {
            continue;
        }
        let Some((letter, line)) = line(leaf, n) else { continue };
        count += 1;
        match initials.last_mut() {
            Some(last) if last.letter == letter => last.entries.push(line),
            _ => initials.push(Initial { letter, entries: vec![line] }),
        }
    }
    let title = leaf.words.say(&format!("kinds.{}", kind.name())).to_owned();
    let count_shown = leaf.words.number(count);
    (count > 0).then(|| Group { id: kind.name(), title, count: count_shown, initials })
}

fn line(leaf: &Leaf, position: usize) -> Option<(String, Line)> {
    let entity = leaf.press.edition.records.entities.get(position)?;
    let version = entity.versions.get(leaf.lang).as_ref()?;
    let link = leaf.link(RecordId::Entity(position))?;
    let letter = collate::initial(&version.title).unwrap_or_default();
    let mentions = leaf.press.gathered.mentions(position, leaf.lang);
    let line = Line {
        href: link.href,
        label: link.label,
        abbreviation: leaf.html(entity.abbreviation.as_deref().unwrap_or_default()),
        role: leaf.html(version.role.as_deref().unwrap_or_default()),
        count: if mentions > 0 {
            leaf.words.count("entities.mentions", mentions)
        } else {
            String::new()
        },
    };
    Some((letter, line))
}
