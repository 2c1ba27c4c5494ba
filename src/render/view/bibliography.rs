//! The bibliography: Persian works in Persian order, then the others.

use std::sync::Arc;

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;

use crate::link::CitedAt;
use crate::model::RecordId;
use crate::model::work::Work;
use crate::render::address;
use crate::render::gather;
use crate::render::html::citation;
use crate::render::leaf::{Leaf, safe};
use crate::render::metadata;
use crate::render::view::View;
use crate::render::view::frame::About;
use crate::render::view::parts::{self, Download};
use crate::text::Lang;

/// The bibliography's page.
#[derive(Debug, Serialize)]
pub struct BibliographyView {
    count: String,
    downloads: Vec<Download>,
    sections: Vec<Section>,
}

/// The works of one script.
#[derive(Debug, Serialize)]
struct Section {
    id: &'static str,
    title: String,
    lang: &'static str,
    dir: &'static str,
    entries: Vec<Entry>,
}

/// One work.
#[derive(Debug, Serialize)]
struct Entry {
    id: String,
    html: Value,
    as_cited: bool,
    found: bool,
    cited: Vec<Cited>,
}

/// The places of one page that cite a work.
#[derive(Debug, Serialize)]
struct Cited {
    label: Value,
    href: String,
    places: Vec<Place>,
}

/// One place that cites a work.
#[derive(Debug, Serialize)]
struct Place {
    href: String,
    number: String,
}

impl View for BibliographyView {
    const TEMPLATE: &'static str = "bibliography.html";
    const NAME: &'static str = "bibliography";
}

/// The bibliography's page.
pub fn bibliography(leaf: &Leaf, entries: &[String]) -> (About, BibliographyView) {
    let edition = leaf.press.edition;
    let works = &edition.records.works;
    let mut sections = Vec::new();
    for lang in [leaf.lang, leaf.lang.other()] {
        let order = edition.work_order.iter().copied();
        let of_lang = order.filter(|n| works.get(*n).is_some_and(|w| w.lang == lang));
        let entries: Vec<Entry> =
            of_lang.filter_map(|n| entry(leaf, n, works.get(n)?, entries.get(n)?)).collect();
        if !entries.is_empty() {
            let (id, key) = match lang {
                Lang::Fa => ("works-fa", "bibliography.persian"),
                Lang::En => ("works-en", "bibliography.latin"),
            };
            sections.push(Section {
                id,
                title: leaf.words.say(key).to_owned(),
                lang: lang.code(),
                dir: lang.direction().attribute(),
                entries,
            });
        }
    }
    let title = leaf.words.say("nav.bibliography");
    let about = About {
        description: leaf.words.say("bibliography.lead").to_owned(),
        nodes: vec![metadata::jsonld::collection(leaf, title)],
        ..About::titled(title)
    };
    let file = |(ending, label, media): (&str, &'static str, &'static str)| Download {
        href: leaf.reach.file(&address::bibliography_download(ending)),
        label,
        media,
    };
    let downloads = parts::REFERENCES.into_iter().map(file).collect();
    let count = leaf.words.count("bibliography.works", works.len());
    (about, BibliographyView { count, downloads, sections })
}

fn entry(leaf: &Leaf, position: usize, work: &Work, html: &str) -> Option<Entry> {
    let cited = leaf.press.edition.cited.get(position).map_or(&[][..], Vec::as_slice);
    Some(Entry {
        id: work.key.clone(),
        html: safe(html),
        as_cited: work.as_cited,
        found: work.found,
        cited: places(leaf, cited),
    })
}

/// Where a work is cited in texts of this page's language, by page.
fn places(leaf: &Leaf, cited: &[Arc<CitedAt>]) -> Vec<Cited> {
    let edition = leaf.press.edition;
    let mut found: BTreeMap<RecordId, usize> = BTreeMap::new();
    let mut groups: Vec<Cited> = Vec::new();
    for at in cited {
        let Some((record, lang)) = gather::owner(edition, at.body) else { continue };
        if lang != leaf.lang {
            continue;
        }
        let part = edition.records.bodies[at.body.0 as usize].part;
        let href = leaf.body_place(record, lang, part, at.paragraph, at.section.as_deref());
        let place = Place { href, number: number(leaf, at) };
        if let Some(group) = found.get(&record).and_then(|n| groups.get_mut(*n)) {
            group.places.push(place);
        } else if let Some(link) = leaf.short_link(record) {
            found.insert(record, groups.len());
            groups.push(Cited { label: link.label, href: link.href, places: vec![place] });
        }
    }
    groups
}

fn number(leaf: &Leaf, at: &CitedAt) -> String {
    let paragraph = if at.paragraph > 0 {
        leaf.words.number(at.paragraph as usize)
    } else {
        leaf.words.say("bibliography.note").to_owned()
    };
    match &at.pages {
        None => paragraph,
        Some(pages) => {
            let pages = citation::page_range(pages, leaf.lang);
            let key = if pages.contains('–') { "citation.pages" } else { "citation.page" };
            format!("{paragraph} ({})", leaf.words.fill(key, &[("n", &pages)]))
        }
    }
}
