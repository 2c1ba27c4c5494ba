//! A work of the bibliography, with every place that cites it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tera::Value;

use crate::link::CitedAt;
use crate::model::RecordId;
use crate::model::work::cited;
use crate::render::address::{self, Address};
use crate::render::gather;
use crate::render::html::citation;
use crate::render::leaf::{Leaf, safe};
use crate::render::metadata::coins;
use crate::render::view::View;
use crate::render::view::frame::About;
use crate::render::view::parts::{self, Download};
use crate::text::Lang;

/// The page of a work.
#[derive(Debug, Serialize)]
pub struct WorkView {
    /// Author and year, as citations have them.
    title: Value,
    lang: &'static str,
    dir: &'static str,
    html: Value,
    coins: String,
    as_cited: bool,
    found: bool,
    downloads: Vec<Download>,
    count: String,
    cited: Vec<Group>,
}

/// The places of one page that cite it.
#[derive(Debug, Serialize)]
struct Group {
    href: String,
    label: Value,
    places: Vec<Place>,
}

/// One place, with its sentence.
#[derive(Debug, Serialize)]
struct Place {
    href: String,
    /// The paragraph; empty in a note.
    number: String,
    /// Of the work, as cited.
    pages: String,
    sentence: Value,
}

impl View for WorkView {
    const TEMPLATE: &'static str = "work.html";
    const NAME: &'static str = "work";
}

/// How many places of texts of this page's language cite a work.
pub fn count(leaf: &Leaf, position: usize) -> usize {
    let edition = leaf.press.edition;
    let cited = edition.cited.get(position).map_or(&[][..], Vec::as_slice);
    let here = |at: &&Arc<CitedAt>| {
        gather::owner(edition, at.body).is_some_and(|(_, lang)| lang == leaf.lang)
    };
    cited.iter().filter(here).count()
}

/// The page of a work, by its position, with its entry of the bibliography.
pub fn work(leaf: &Leaf, position: usize, entry: &str) -> Option<(About, WorkView)> {
    let edition = leaf.press.edition;
    let work = edition.records.works.get(position)?;
    let title = citation::name(leaf, work);
    let download = |(ending, label, media): (&str, &'static str, &'static str)| {
        let href = leaf.reach.file(&address::work_download(&work.key, ending)?);
        Some(Download { href, label, media })
    };
    let count = leaf.words.count("work.cited", count(leaf, position));
    let index = (Address::bibliography(leaf.lang), leaf.words.say("nav.bibliography").to_owned());
    let about = About {
        description: format!("{title}. {count}"),
        above: vec![index],
        ..About::titled(&title)
    };
    let view = WorkView {
        // A Latin work is called by its own script on a Persian page too.
        title: leaf.titled(&title, Lang::of_text(&title).unwrap_or(leaf.lang)),
        lang: work.lang.code(),
        dir: work.lang.direction().attribute(),
        html: safe(entry),
        coins: coins::of(work).unwrap_or_default(),
        as_cited: work.as_cited,
        found: work.found,
        downloads: parts::REFERENCES.into_iter().filter_map(download).collect(),
        count,
        cited: groups(leaf, position),
    };
    Some((about, view))
}

fn groups(leaf: &Leaf, position: usize) -> Vec<Group> {
    let edition = leaf.press.edition;
    let mut known: BTreeMap<RecordId, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for at in edition.cited.get(position).into_iter().flatten() {
        let Some((record, lang)) = gather::owner(edition, at.body) else { continue };
        if lang != leaf.lang {
            continue;
        }
        let place = place(leaf, at);
        if let Some(group) = known.get(&record).and_then(|n| groups.get_mut(*n)) {
            group.places.push(place);
        } else if let Some(link) = leaf.link(record) {
            known.insert(record, groups.len());
            groups.push(Group { href: link.href, label: link.label, places: vec![place] });
        }
    }
    groups
}

fn place(leaf: &Leaf, at: &CitedAt) -> Place {
    let number = match at.paragraph {
        0 => String::new(),
        number => leaf.words.number(number as usize),
    };
    Place {
        href: leaf.body_place(at.body, at.paragraph, at.section.as_deref()),
        number,
        pages: at.pages.as_deref().map_or_else(String::new, |pages| pages_of(leaf, pages)),
        sentence: leaf.html(&at.context),
    }
}

/// Pages as cited, with their label.
fn pages_of(leaf: &Leaf, pages: &str) -> String {
    let pages = cited::page_range(pages, leaf.lang);
    let key = if pages.contains('–') { "citation.pages" } else { "citation.page" };
    leaf.words.fill(key, &[("n", &pages)])
}
