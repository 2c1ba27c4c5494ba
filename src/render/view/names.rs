//! The index of names, as at the back of a book: name → article, paragraph.

use std::ops::Range;

use serde::Serialize;
use tera::Value;

use crate::model::{BodyId, Part, RecordId};
use crate::render::address::Address;
use crate::render::gather;
use crate::render::leaf::{Leaf, Press};
use crate::render::view::frame::About;
use crate::render::view::mentions;
use crate::render::view::mentions::Listing;
use crate::render::view::{Link, View};
use crate::text::{Lang, collate};

/// A page of the index of names.
#[derive(Debug, Serialize)]
pub struct NamesView {
    /// The letters of the whole index, this page's among them.
    all: Vec<LetterLink>,
    letters: Vec<Letter>,
}

/// The way to a letter.
#[derive(Debug, Serialize)]
struct LetterLink {
    href: String,
    letter: String,
    /// Whether it is on this page.
    is_here: bool,
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
    /// The name's own page, where the articles are more than stand here.
    more: Option<Link>,
}

/// The places of one article.
#[derive(Debug, Serialize)]
struct Article {
    href: String,
    label: Value,
    places: Vec<Place>,
    /// The whole list of mentions, where the places are more than stand here.
    more: Option<Link>,
}

/// One paragraph, or several that follow on one another.
#[derive(Debug, Serialize)]
struct Place {
    href: String,
    number: String,
    /// Whether it is of the full text.
    in_text: bool,
}

/// So many places of an article stand in the index, as a reader may follow them.
const PLACES: usize = 12;

/// About so many names stand on a page.
const NAMES: usize = 75;

/// So many articles of a name stand there.
const ARTICLES: usize = 10;

impl View for NamesView {
    const TEMPLATE: &'static str = "names.html";
    const NAME: &'static str = "names";
}

/// Letters with the positions of their entities, in the order of names.
pub type Letters = Vec<(String, Vec<usize>)>;

/// The pages of the index: whole letters, about [`NAMES`] names on each. There
/// is one at least.
pub fn pages(press: &Press, lang: Lang) -> Vec<Letters> {
    let edition = press.edition;
    let mut pages: Vec<Letters> = vec![Vec::new()];
    let mut on_page = 0;
    for &n in edition.entity_order.get(lang) {
        let in_articles = |(record, _): &gather::Place| matches!(record, RecordId::Article(_));
        let title = edition.records.title(RecordId::Entity(n), lang);
        let Some((_, title)) = title.filter(|(found, _)| *found == lang) else { continue };
        if !press.gathered.places(n, lang).iter().any(in_articles) {
            continue;
        }
        let letter = collate::initial(title).unwrap_or_default();
        let page = pages.len() - 1;
        match pages[page].last_mut() {
            Some((last, names)) if *last == letter => names.push(n),
            Some(_) if on_page >= NAMES => {
                pages.push(vec![(letter, vec![n])]);
                on_page = 0;
            }
            _ => pages[page].push((letter, vec![n])),
        }
        on_page += 1;
    }
    pages
}

/// A page of the index of names, counted from 1.
pub fn names(leaf: &Leaf, part: usize) -> Option<(About, NamesView)> {
    let pages = pages(leaf.press, leaf.lang);
    let (mut all, mut letters) = (Vec::new(), Vec::new());
    for (n, page) in (1..).zip(&pages) {
        for (letter, names) in page {
            let id = format!("letter-{}", all.len() + 1);
            let address = Address::names(leaf.lang, n);
            let (href, is_here) = (leaf.place(&address, &id), n == part);
            all.push(LetterLink { href, letter: letter.clone(), is_here });
            if is_here {
                let names = names.iter().filter_map(|n| name(leaf, *n)).collect();
                letters.push(Letter { letter: letter.clone(), id, names });
            }
        }
    }
    let title = leaf.words.say("nav.names");
    let mut about =
        About { description: leaf.words.say("names.lead").to_owned(), ..About::titled(title) };
    if part > 1 {
        let n = leaf.words.number(part);
        about.title = leaf.words.fill("mentions.part", &[("title", title), ("n", &n)]);
        about.above = vec![(Address::names(leaf.lang, 1), title.to_owned())];
        about.has_twin = part <= self::pages(leaf.press, leaf.lang.other()).len();
    }
    pages.get(part - 1)?;
    Some((about, NamesView { all, letters }))
}

fn name(leaf: &Leaf, entity: usize) -> Option<Name> {
    let link = leaf.link(RecordId::Entity(entity))?;
    let mut articles = articles(leaf, entity);
    let left = articles.len().saturating_sub(ARTICLES);
    articles.truncate(ARTICLES);
    let more = (left > 0).then(|| Link {
        href: link.href.clone(),
        label: leaf.html(&leaf.words.count("names.more-articles", left)),
    });
    Some(Name { href: link.href, label: link.label, articles, more })
}

fn articles(leaf: &Leaf, entity: usize) -> Vec<Article> {
    let places = leaf.press.gathered.places(entity, leaf.lang);
    let listing = mentions::listing(places);
    let is_article =
        |(_, (record, _)): &(usize, &gather::Place)| matches!(record, RecordId::Article(_));
    let of_articles = places.iter().enumerate().filter(is_article);
    of_articles.filter_map(|(n, _)| article(leaf, entity, places, n, &listing)).collect()
}

fn article(
    leaf: &Leaf,
    entity: usize,
    places: &[gather::Place],
    n: usize,
    listing: &Listing,
) -> Option<Article> {
    let (record, found) = places.get(n)?;
    let record = *record;
    let link = leaf.short_link(record)?;
    let runs = runs(leaf, entity, found);
    if runs.is_empty() {
        return None;
    }
    let named = leaf.press.edition.records.entities.get(entity)?;
    let list = listing.href(leaf, named, places, n);
    let fit = if list.is_some() { PLACES } else { usize::MAX };
    let place = |(body, from, to): &(BodyId, u32, u32)| {
        let number = |n: u32| leaf.words.number(n as usize);
        Place {
            href: leaf.body_place(*body, *from, None),
            number: if from == to {
                number(*from)
            } else {
                let (from, to) = (number(*from), number(*to));
                leaf.words.fill("dates.dash", &[("from", &from), ("to", &to)])
            },
            in_text: part(leaf, *body) == Part::FullText,
        }
    };
    let more = list.filter(|_| runs.len() > fit).map(|href| Link {
        href,
        label: leaf.html(&leaf.words.count("names.more", runs.len() - fit)),
    });
    let places = runs.iter().take(fit).map(place).collect();
    Some(Article { href: link.href, label: link.label, places, more })
}

fn part(leaf: &Leaf, body: BodyId) -> Part {
    leaf.press.edition.records.bodies[body.0 as usize].part
}

/// The paragraphs of mentions, those that follow on one another as one: their
/// body, the first and the last number.
fn runs(leaf: &Leaf, entity: usize, found: &[Range<usize>]) -> Vec<(BodyId, u32, u32)> {
    let edition = leaf.press.edition;
    let all = edition.mentions.get(entity).map_or(&[][..], Vec::as_slice);
    let mut runs: Vec<(BodyId, u32, u32)> = Vec::new();
    let mentions = found.iter().filter_map(|sentence| all.get(sentence.clone())).flatten();
    for mention in mentions.filter(|m| m.paragraph > 0) {
        let (body, at) = (mention.body, mention.paragraph);
        match runs.last_mut() {
            Some((last, _, to)) if *last == body && (*to == at || *to + 1 == at) => *to = at,
            _ => runs.push((body, at, at)),
        }
    }
    runs
}
