//! Beside the text: the persons, organizations, places, events and works that
//! it speaks of, and how they belong together.

use crate::link::{Edition, Source};
use crate::model::RecordId;
use crate::model::entity::{Entity, EntityKind};
use crate::model::event::Event;
use crate::output::exports::reference::{self, Reference};
use crate::output::exports::tei::{Subject, date_attributes, entity_id, name_element};
use crate::output::exports::text;
use crate::output::exports::xml::{self, Attribute, Xml};
use crate::render::address::Address;
use crate::text::Lang;

pub(super) fn write(x: &mut Xml, s: &Subject<'_>) {
    let of_kinds = |kinds: &[EntityKind]| -> Vec<&Entity> {
        let entities = s.entities.iter().filter_map(|n| s.edition.records.entities.get(*n));
        entities.filter(|e| kinds.contains(&e.kind)).collect()
    };
    let groups = [
        ("listPerson", "person", of_kinds(&[EntityKind::Person])),
        ("listOrg", "org", of_kinds(&[EntityKind::Group, EntityKind::Organization])),
        ("listPlace", "place", of_kinds(&[EntityKind::State])),
    ];
    let has_events = s.events().next().is_some();
    if s.entities.is_empty() && s.works.is_empty() && !has_events {
        return;
    }
    x.block("standOff", &[], |x| {
        for (list, element, entities) in groups.iter().filter(|(.., e)| !e.is_empty()) {
            x.block(list, &[], |x| entities.iter().for_each(|e| entity(x, element, e)));
        }
        if has_events {
            x.block("listEvent", &[], |x| s.events().for_each(|(_, e)| event(x, s, e)));
        }
        relations(x, s);
        if !s.works.is_empty() {
            x.block("listBibl", &[], |x| {
                for work in s.works.iter().filter_map(|n| s.edition.records.works.get(*n)) {
                    let id = xml::id("work", &work.key);
                    self::work(x, &id, &reference::of_work(work));
                }
            });
        }
    });
}

fn entity(x: &mut Xml, element: &str, entity: &Entity) {
    let id = entity_id(entity);
    let kind = match entity.kind {
        EntityKind::Person => "",
        other => other.name(),
    };
    x.block(element, &[("xml:id", &id), ("type", kind)], |x| {
        let name = name_element(entity.kind);
        for lang in Lang::ALL {
            let Some(version) = entity.versions.get(lang) else { continue };
            x.leaf(name, &[("xml:lang", lang.code())], &version.title);
            for (alias, _) in version.aliases.iter().filter(|(a, _)| *a != version.title) {
                x.leaf(name, &[("type", "alias"), ("xml:lang", lang.code())], alias);
            }
        }
        let abbreviation = entity.abbreviation.as_deref();
        x.leaf_of(name, &[("type", "abbreviation"), ("xml:lang", "en")], abbreviation);
        if entity.kind == EntityKind::Person {
            let life = [("birth", &entity.born), ("death", &entity.died)];
            for (element, date) in life.into_iter().filter_map(|(n, d)| Some((n, d.as_ref()?))) {
                let attributes = date_attributes(date);
                x.empty_block(element, &borrowed(&attributes));
            }
        }
        x.leaf_of("idno", &[("type", "Wikidata")], entity.wikidata.as_deref());
    });
}

fn borrowed<'a>(attributes: &'a [(&'static str, String)]) -> Vec<Attribute<'a>> {
    attributes.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

fn event_id(event: &Event) -> String {
    xml::id("event", &event.id)
}

fn event(x: &mut Xml, s: &Subject<'_>, event: &Event) {
    let id = event_id(event);
    let dates = date_attributes(&event.date);
    let mut attributes = vec![("xml:id", id.as_str()), ("type", event.kind.name())];
    attributes.extend(borrowed(&dates));
    x.block("event", &attributes, |x| {
        for lang in Lang::ALL {
            let Some(version) = event.versions.get(lang) else { continue };
            x.leaf("label", &[("xml:lang", lang.code())], &version.title);
        }
        for lang in Lang::ALL {
            let Some(version) = event.versions.get(lang) else { continue };
            let body = text::Text::new(s.edition, version.body);
            let words = body.map(|b| b.plain_paragraphs()).unwrap_or_default();
            x.leaf("desc", &[("xml:lang", lang.code())], &words);
        }
        for (target, written) in sources(s, event) {
            x.block("bibl", &[], |x| {
                x.run("ref", &[("target", &target)], |x| x.text(written));
            });
        }
    });
}

/// Where an event is stated: the address, and what the editor wrote.
fn sources<'e>(s: &Subject<'e>, event: &'e Event) -> Vec<(String, &'e str)> {
    let address = |written: &str| match s.edition.source(written)? {
        Source::Work(work) => {
            let work = s.edition.records.works.get(work)?;
            let page = Address::bibliography(s.lang).absolute(&s.config.base_url);
            Some(format!("{page}#{}", work.key))
        }
        Source::Page(target) => Some(text::address_of(s.edition, s.config, &target, s.lang)),
    };
    let disputed = event.disputed.iter().map(|other| &other.source);
    let written = event.sources.iter().chain(disputed).map(|r| r.id.as_str());
    written.filter_map(|w| Some((address(w)?, w))).collect()
}

/// The entities that took part in an event, by position.
pub(super) fn involved(edition: &Edition, event: &Event) -> Vec<usize> {
    let ids = event.actors.iter().chain(&event.organizations);
    let position = |id: &str| match edition.ids.get(id) {
        Some(RecordId::Entity(n)) => Some(*n),
        _ => None,
    };
    ids.filter_map(|r| position(&r.id)).collect()
}

/// How one of the listed stands to another.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Relation {
    active: String,
    name: &'static str,
    passive: String,
    dates: Vec<(&'static str, String)>,
}

/// Who belongs to whom and who took part in what, among those listed.
fn relations(x: &mut Xml, s: &Subject<'_>) {
    let entities = &s.edition.records.entities;
    let mut found = Vec::new();
    for (n, entity) in s.entities.iter().filter_map(|n| Some((*n, entities.get(*n)?))) {
        let memberships = s.edition.memberships.get(n);
        for (organization, dates) in memberships.into_iter().flat_map(|m| &m.member_of) {
            let listed = entities.get(*organization).filter(|_| s.entities.contains(organization));
            found.extend(listed.map(|whole| Relation {
                active: entity_id(entity),
                name: "member",
                passive: entity_id(whole),
                dates: dates.as_ref().map(date_attributes).unwrap_or_default(),
            }));
        }
    }
    for (_, event) in s.events() {
        let involved = involved(s.edition, event);
        found.extend(involved.iter().filter_map(|n| entities.get(*n)).map(|entity| Relation {
            active: entity_id(entity),
            name: "participant",
            passive: event_id(event),
            dates: Vec::new(),
        }));
    }
    found.sort();
    found.dedup();
    if found.is_empty() {
        return;
    }
    x.block("listRelation", &[], |x| {
        for relation in &found {
            let active = format!("#{}", relation.active);
            let passive = format!("#{}", relation.passive);
            let mut attributes =
                vec![("name", relation.name), ("active", &active), ("passive", &passive)];
            attributes.extend(borrowed(&relation.dates));
            x.empty_block("relation", &attributes);
        }
    });
}

/// A cited work.
fn work(x: &mut Xml, id: &str, r: &Reference) {
    let is_part = r.container.is_some();
    let attributes = [("xml:id", id), ("type", r.kind.as_str()), ("xml:lang", &r.language)];
    x.block("biblStruct", &attributes, |x| {
        if is_part {
            x.block("analytic", &[], |x| {
                people(x, "author", &r.authors);
                x.leaf_of("title", &[("level", "a")], r.title.as_deref());
                identifiers(x, r);
            });
        }
        x.block("monogr", &[], |x| {
            if !is_part {
                people(x, "author", &r.authors);
            }
            people(x, "editor", &r.editors);
            let own = if is_part { &r.container } else { &r.title };
            let level = if r.kind == "article" { "j" } else { "m" };
            match own {
                Some(title) => x.leaf("title", &[("level", level)], title),
                // The schema asks for a title; of this work none is known.
                None => x.empty_block("title", &[("level", level)]),
            }
            if !is_part {
                identifiers(x, r);
            }
            x.leaf_of("edition", &[], r.edition.as_deref());
            x.block("imprint", &[], |x| imprint(x, r));
        });
        if r.as_cited {
            x.leaf("note", &[("type", "as-cited")], "as cited");
        }
    });
}

fn identifiers(x: &mut Xml, r: &Reference) {
    x.leaf_of("idno", &[("type", "DOI")], r.doi.as_deref());
    x.leaf_of("idno", &[("type", "URL")], r.url.as_deref());
}

fn imprint(x: &mut Xml, r: &Reference) {
    x.leaf_of("pubPlace", &[], r.location.as_deref());
    x.leaf_of("publisher", &[], r.publisher.as_deref());
    let years: Vec<String> =
        r.date_parts.iter().filter_map(|p| p.first()).map(|y| format!("{y:04}")).collect();
    let letter = r.year_letter.as_deref().unwrap_or_default();
    match (&r.solar_hijri, years.as_slice()) {
        (Some(solar), [from, .., to]) => {
            let attributes = [
                ("notBefore", from.as_str()),
                ("notAfter", to),
                ("when-custom", solar),
                ("datingMethod", "#SolarHijri"),
                ("calendar", "#SolarHijri"),
            ];
            x.leaf("date", &attributes, &format!("{solar}{letter}"));
        }
        (_, [year, ..]) => x.leaf("date", &[("when", year)], &format!("{year}{letter}")),
        (_, []) => x.leaf("date", &[], "n.d."),
    }
    let scopes = [("volume", &r.volume), ("issue", &r.issue), ("page", &r.pages)];
    for (unit, value) in scopes {
        x.leaf_of("biblScope", &[("unit", unit)], value.as_deref());
    }
}

fn people(x: &mut Xml, role: &str, names: &[crate::model::work::Name]) {
    for name in names {
        x.block(role, &[], |x| {
            if name.is_body {
                x.leaf("orgName", &[], &name.family);
            } else {
                x.block("persName", &[], |x| {
                    x.leaf("surname", &[], &name.family);
                    x.leaf_of("forename", &[], name.given.as_deref());
                });
            }
        });
    }
}
