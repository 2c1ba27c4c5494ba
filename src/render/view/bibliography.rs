//! The bibliography: Persian works in Persian order, then the others.

use serde::Serialize;
use tera::Value;

use crate::model::work::Work;
use crate::render::address::{self, Address};
use crate::render::leaf::{Leaf, safe};
use crate::render::metadata::{self, coins};
use crate::render::view::frame::About;
use crate::render::view::parts::{self, Download};
use crate::render::view::work;
use crate::render::view::{Link, View};
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
    /// For reference managers; empty where no title is known.
    coins: String,
    /// Its own page, which says where it is cited.
    page: Option<Link>,
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
            of_lang.filter_map(|n| Some(entry(leaf, n, works.get(n)?, entries.get(n)?))).collect();
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

fn entry(leaf: &Leaf, position: usize, work: &Work, html: &str) -> Entry {
    let page = Address::work(leaf.lang, &work.key).map(|page| Link {
        href: leaf.href(&page),
        label: leaf.html(&leaf.words.count("work.cited", work::count(leaf, position))),
    });
    Entry {
        id: work.key.clone(),
        html: safe(html),
        as_cited: work.as_cited,
        found: work.found,
        coins: coins::of(work).unwrap_or_default(),
        page,
    }
}
