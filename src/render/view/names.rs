//! The index of names, as at the back of a book: name → article, paragraph.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::Value;

use crate::model::{Part, RecordId};
use crate::render::gather;
use crate::render::leaf::{self, Leaf};
use crate::render::view::View;
use crate::render::view::frame::About;
use crate::text::collate;

/// The index of names.
#[derive(Debug, Serialize)]
pub struct NamesView {
    letters: Vec<Letter>,
}

/// The names that begin with one letter.
#[derive(Debug, Serialize)]
struct Letter {
    letter: String,
    id: String,
    names: Vec<Name>,
}

/// A name and where it stands.
#[derive(Debug, Serialize)]
struct Name {
    href: String,
    label: Value,
    articles: Vec<Article>,
}

/// The places of one article.
#[derive(Debug, Serialize)]
struct Article {
    href: String,
    label: Value,
    places: Vec<Place>,
}

/// One paragraph.
#[derive(Debug, Serialize)]
struct Place {
    href: String,
    number: String,
    /// Whether it is of the full text.
    in_text: bool,
}

impl View for NamesView {
    const TEMPLATE: &'static str = "names.html";
    const NAME: &'static str = "names";
}

/// The index of names.
pub fn names(leaf: &Leaf) -> (About, NamesView) {
    let edition = leaf.press.edition;
    let mut letters: Vec<Letter> = Vec::new();
    for &n in edition.entity_order.get(leaf.lang) {
        let record = RecordId::Entity(n);
        if !leaf::exists(edition, record, leaf.lang) {
            continue;
        }
        let (Some(link), Some((_, title))) = (leaf.link(record), leaf.title(record)) else {
            continue;
        };
        let articles = articles(leaf, n);
        if articles.is_empty() {
            continue;
        }
        let letter = collate::initial(title).unwrap_or_default();
        let name = Name { href: link.href, label: link.label, articles };
        match letters.last_mut() {
            Some(last) if last.letter == letter => last.names.push(name),
            _ => {
                let id = format!("letter-{}", letters.len() + 1);
                letters.push(Letter { letter, id, names: vec![name] });
            }
        }
    }
    let about = About {
        description: leaf.words.say("names.lead").to_owned(),
        ..About::titled(leaf.words.say("nav.names"))
    };
    (about, NamesView { letters })
}

fn articles(leaf: &Leaf, entity: usize) -> Vec<Article> {
    let edition = leaf.press.edition;
    let mut found: BTreeMap<RecordId, usize> = BTreeMap::new();
    let mut articles: Vec<Article> = Vec::new();
    let mut last = None;
    for mention in edition.mentions.get(entity).into_iter().flatten() {
        let Some((record @ RecordId::Article(_), lang)) = gather::owner(edition, mention.body)
        else {
            continue;
        };
        let here = (mention.body, mention.paragraph);
        if lang != leaf.lang || mention.paragraph == 0 || last == Some(here) {
            continue;
        }
        last = Some(here);
        let part = edition.records.bodies[mention.body.0 as usize].part;
        let place = Place {
            href: leaf.body_place(record, lang, part, mention.paragraph, None),
            number: leaf.words.number(mention.paragraph as usize),
            in_text: part == Part::FullText,
        };
        if let Some(article) = found.get(&record).and_then(|n| articles.get_mut(*n)) {
            article.places.push(place);
        } else if let Some(link) = leaf.short_link(record) {
            found.insert(record, articles.len());
            articles.push(Article { href: link.href, label: link.label, places: vec![place] });
        }
    }
    articles
}
