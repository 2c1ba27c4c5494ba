//! Every mention of an entity in its sentence, by the page it stands on.
//!
//! The entity's own page shows the first of each page that names it; where there
//! are more, pages of their own show all, [`PART`] at a time, so that nothing
//! grows with the number of articles and everything is there without script.

use serde::Serialize;
use tera::Value;

use crate::link::Mention;
use crate::model::entity::Entity;
use crate::model::{Part, RecordId};
use crate::render::address::Address;
use crate::render::gather::Place;
use crate::render::html::bidi;
use crate::render::leaf::{self, Leaf};
use crate::render::view::frame::About;
use crate::render::view::{Link, View};

/// Mentions on one page of the long list.
pub const PART: usize = 100;

/// Up to so many mentions on one page stand on the entity's page itself.
const ALL: usize = 8;

/// So many of a longer list stand there.
const FIRST: usize = 5;

/// So many of articles stand there in all, and so many of other pages.
const OF_ARTICLES: usize = 40;
const OF_OTHERS: usize = 30;

/// The mentions on one page of the edition.
#[derive(Debug, Serialize)]
pub struct Group {
    href: String,
    label: Value,
    count: String,
    /// In the digest or description, then in the full text.
    first: Vec<Snippet>,
    /// All of them, where these are not all.
    all: Option<Link>,
}

impl Group {
    /// Whether the entity's page shows any of them.
    pub fn has_sentences(&self) -> bool {
        !self.first.is_empty()
    }
}

/// One mention in its sentence.
#[derive(Debug, Serialize)]
struct Snippet {
    href: String,
    /// The paragraph's number; empty where it has none.
    number: String,
    /// The sentence with the name marked.
    sentence: Value,
    /// Whether it is in the full text.
    in_text: bool,
}

/// The page of all mentions of an entity on one page of the edition.
#[derive(Debug, Serialize)]
pub struct MentionsView {
    /// The entity.
    name: Link,
    /// The page that names it.
    on: Link,
    count: String,
    snippets: Vec<Snippet>,
    parts: Vec<PartLink>,
}

/// A part of a long list.
#[derive(Debug, Serialize)]
struct PartLink {
    href: String,
    label: String,
    current: bool,
}

impl View for MentionsView {
    const TEMPLATE: &'static str = "mentions.html";
    const NAME: &'static str = "mentions";
}

/// How many mentions in texts of this page's language there are; what the
/// entity's own page says of it is left out.
pub fn count(leaf: &Leaf, position: usize) -> usize {
    leaf.press.gathered.places(position, leaf.lang).iter().map(|(_, all)| all.len()).sum()
}

/// How many mentions of each page that names an entity its own page shows.
pub fn shown(places: &[Place]) -> Vec<usize> {
    let most = |articles: bool, room: usize| {
        let of_kind = places.iter().filter(move |(record, _)| is_article(*record) == articles);
        let sum = |most: usize| of_kind.clone().map(|(_, found)| first(found, most)).sum::<usize>();
        (0..=ALL).rev().find(|most| sum(*most) <= room).unwrap_or(0)
    };
    let (of_article, of_other) = (most(true, OF_ARTICLES), most(false, OF_OTHERS));
    let most_of = |record: &RecordId| if is_article(*record) { of_article } else { of_other };
    places.iter().map(|(record, found)| first(found, most_of(record))).collect()
}

/// How many of a page's mentions are shown where at most so many are.
fn first(found: &[usize], most: usize) -> usize {
    let wanted = if found.len() > ALL { FIRST } else { found.len() };
    wanted.min(most)
}

/// How many pages the list of all mentions on a page takes; 0 where the entity's
/// page shows them, or where they stand on a page that is as short as a list.
pub fn parts(on: RecordId, found: &[usize], shown: usize) -> usize {
    let is_long = is_article(on) || found.len() > ALL;
    if is_long && found.len() > shown { found.len().div_ceil(PART) } else { 0 }
}

fn is_article(record: RecordId) -> bool {
    matches!(record, RecordId::Article(_))
}

/// The mentions of an entity, as its page shows them.
pub fn groups(leaf: &Leaf, position: usize, entity: &Entity) -> Vec<Group> {
    let places = leaf.press.gathered.places(position, leaf.lang);
    let group = |((record, found), shown): (&Place, usize)| {
        let link = leaf.link(*record)?;
        let all = (parts(*record, found, shown) > 0).then(|| {
            let label = leaf.words.count("entity.all-mentions", found.len());
            let to = address(leaf, entity, *record, 1);
            Link { href: leaf.href(&to), label: leaf.html(&label) }
        });
        Some(Group {
            href: link.href,
            label: link.label,
            count: leaf.words.number(found.len()),
            first: snippets(leaf, position, *record, &found[..shown]),
            all,
        })
    };
    places.iter().zip(shown(places)).filter_map(group).collect()
}

/// Where all mentions of an entity on a page are listed.
pub fn address(leaf: &Leaf, entity: &Entity, on: RecordId, part: usize) -> Address {
    let on = leaf.press.edition.records.id(on).unwrap_or_default();
    Address::mentions(leaf.lang, entity.kind, &entity.id, on, part)
}

/// One page of all mentions of an entity on a page: the entity's position, the
/// place of the page among [`Gathered::places`](crate::render::gather::Gathered::places),
/// and the part, counted from 1.
pub fn mentions(
    leaf: &Leaf,
    position: usize,
    place: usize,
    part: usize,
) -> Option<(About, MentionsView)> {
    let edition = leaf.press.edition;
    let entity = edition.records.entities.get(position)?;
    let (on, found) = leaf.press.gathered.places(position, leaf.lang).get(place)?;
    let (_, name) = leaf.title(RecordId::Entity(position))?;
    let (_, title) = leaf.title(*on)?;
    let listed = found.chunks(PART).nth(part - 1)?;
    let all = found.len().div_ceil(PART);
    let part_link = |n: usize| PartLink {
        href: leaf.href(&address(leaf, entity, *on, n)),
        label: leaf.words.number(n),
        current: n == part,
    };
    let index = Address::entities(leaf.lang, entity.kind.is_actor());
    let index_key = if entity.kind.is_actor() { "nav.actors" } else { "nav.organizations" };
    let mut full = leaf.words.fill("mentions.title", &[("name", name), ("page", title)]);
    if part > 1 {
        full =
            leaf.words.fill("mentions.part", &[("title", &full), ("n", &leaf.words.number(part))]);
    }
    let about = About {
        description: leaf.words.count("entity.all-mentions", found.len()),
        short: leaf.words.say("entity.mentions").to_owned(),
        above: vec![
            (index, leaf.words.say(index_key).to_owned()),
            (Address::entity(leaf.lang, entity.kind, &entity.id), name.to_owned()),
        ],
        has_twin: has_twin(leaf, position, *on, part),
        ..About::titled(&full)
    };
    let view = MentionsView {
        name: leaf.link(RecordId::Entity(position))?,
        on: leaf.link(*on)?,
        count: leaf.words.number(found.len()),
        snippets: snippets(leaf, position, *on, listed),
        parts: if all > 1 { (1..=all).map(part_link).collect() } else { Vec::new() },
    };
    Some((about, view))
}

/// Whether the other language's texts have as long a list.
fn has_twin(leaf: &Leaf, position: usize, on: RecordId, part: usize) -> bool {
    let other = leaf.lang.other();
    let places = leaf.press.gathered.places(position, other);
    let long = places.iter().zip(shown(places)).find(|((record, _), _)| *record == on);
    part <= long.map_or(0, |((_, found), shown)| parts(on, found, shown))
        && leaf::exists(leaf.press.edition, RecordId::Entity(position), other)
}

fn snippets(leaf: &Leaf, position: usize, record: RecordId, found: &[usize]) -> Vec<Snippet> {
    let all = leaf.press.edition.mentions.get(position).map_or(&[][..], Vec::as_slice);
    found.iter().filter_map(|n| Some(snippet(leaf, record, all.get(*n)?))).collect()
}

fn snippet(leaf: &Leaf, record: RecordId, mention: &Mention) -> Snippet {
    let part = leaf.press.edition.records.bodies[mention.body.0 as usize].part;
    let section = mention.section.as_deref();
    let number = match mention.paragraph {
        0 => String::new(),
        number => leaf.words.number(number as usize),
    };
    let href = leaf.body_place(record, leaf.lang, part, mention.paragraph, section);
    // Without a number to lead there, the name itself does.
    let link = format!("<a class=\"hit\" href=\"{}\">", bidi::escaped(&href));
    let element = if number.is_empty() { [&link, "</a>"] } else { ["<mark>", "</mark>"] };
    let pieces = [&*mention.before, &*mention.name, &*mention.after];
    Snippet {
        sentence: leaf::safe(&bidi::around(pieces, leaf.lang, element)),
        href,
        number,
        in_text: part == Part::FullText,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(counts: &[usize], expected: &[usize]) {
        let places: Vec<_> = counts.iter().map(|n| (RecordId::Home, vec![0; *n])).collect();
        assert_eq!(shown(&places), expected);
    }

    #[test]
    fn short_lists_are_whole_and_long_ones_begin() {
        check(&[1, 8, 9, 400], &[1, 8, 5, 5]);
    }

    #[test]
    fn the_page_of_a_name_that_all_pages_mention_stays_short() {
        let article = |n| (RecordId::Article(n), vec![0; 400]);
        let mut places: Vec<_> = (0..15).map(article).collect();
        places.extend((0..2000).map(|n| (RecordId::Event(n), vec![0; 3])));
        let shown = shown(&places);
        assert_eq!(shown[..15], [2; 15]);
        assert_eq!(shown[15..], [0; 2000]);
    }
}
