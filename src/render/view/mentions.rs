//! Every mention of an entity in its sentence, by the page it stands on.
//!
//! The entity's own page shows the first of each page that names it; where there
//! are more, a list on pages of its own has all, [`PART`] at a time over as many
//! articles as fit, so that nothing grows with the number of articles, there are
//! no more pages than the mentions fill, and everything is there without script.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use tera::Value;

use crate::link::Mention;
use crate::model::entity::Entity;
use crate::model::{Part, RecordId};
use crate::render::address::Address;
use crate::render::gather::{Place, mentions_in};
use crate::render::html::bidi;
use crate::render::leaf::{self, Leaf};
use crate::render::view::frame::About;
use crate::render::view::{Link, View};

/// Sentences on one page of the long list.
pub const PART: usize = 100;

/// Up to so many sentences of one page stand on the entity's page itself.
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

/// A sentence with its mentions.
#[derive(Debug, Serialize)]
struct Snippet {
    href: String,
    /// The paragraph's number; empty where it has none.
    number: String,
    /// The sentence with the name marked, as often as it stands there.
    sentence: Value,
    /// Whether it is in the full text.
    in_text: bool,
}

/// A page of the long list of an entity's mentions.
#[derive(Debug, Serialize)]
pub struct MentionsView {
    /// The entity.
    name: Link,
    /// How many mentions the whole list has.
    count: String,
    groups: Vec<ListGroup>,
    parts: Vec<PartLink>,
}

/// The mentions on one page of the edition, as the long list has them.
#[derive(Debug, Serialize)]
struct ListGroup {
    id: String,
    href: String,
    label: Value,
    /// How many there are, on this page of the list or another.
    count: String,
    snippets: Vec<Snippet>,
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
    leaf.press.gathered.places(position, leaf.lang).iter().map(|(_, all)| mentions_in(all)).sum()
}

/// How many sentences of each page that names an entity its own page shows.
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

/// How many of a page's sentences are shown where at most so many are.
fn first(found: &[Range<usize>], most: usize) -> usize {
    let wanted = if found.len() > ALL { FIRST } else { found.len() };
    wanted.min(most)
}

/// The long list of an entity's mentions: whatever its own page does not show,
/// but for pages that are as short as a list.
#[derive(Debug, Default)]
pub struct Listing {
    /// The pages of the list: which sentences of which place stand there.
    pub parts: Vec<Vec<(usize, Range<usize>)>>,
    /// By place: the page on which its mentions begin, counted from 1; 0 for none.
    begins: Vec<usize>,
}

/// The long list of the mentions in these places.
pub fn listing(places: &[Place]) -> Listing {
    let mut list = Listing { parts: Vec::new(), begins: vec![0; places.len()] };
    let mut room = 0;
    for (place, ((on, found), shown)) in places.iter().zip(shown(places)).enumerate() {
        let is_long = is_article(*on) || found.len() > ALL;
        if !is_long || found.len() <= shown {
            continue;
        }
        let mut from = 0;
        while from < found.len() {
            if room == 0 {
                list.parts.push(Vec::new());
                room = PART;
            }
            let to = found.len().min(from + room);
            if let Some(part) = list.parts.last_mut() {
                part.push((place, from..to));
            }
            if from == 0 {
                list.begins[place] = list.parts.len();
            }
            (room, from) = (room - (to - from), to);
        }
    }
    list
}

impl Listing {
    /// Where the mentions of a place begin; `None` where the list has none of them.
    pub fn href(&self, leaf: &Leaf, entity: &Entity, places: &[Place], n: usize) -> Option<String> {
        let part = *self.begins.get(n).filter(|part| **part > 0)?;
        let (on, _) = places.get(n)?;
        Some(leaf.place(&address(leaf, entity, part), &anchor(leaf, *on)))
    }
}

/// The place of a page's mentions in the list.
fn anchor(leaf: &Leaf, on: RecordId) -> String {
    format!("on-{}", leaf.press.edition.records.id(on).unwrap_or_default())
}

fn is_article(record: RecordId) -> bool {
    matches!(record, RecordId::Article(_))
}

/// The mentions of an entity, as its page shows them.
pub fn groups(leaf: &Leaf, position: usize, entity: &Entity) -> Vec<Group> {
    let places = leaf.press.gathered.places(position, leaf.lang);
    let listing = listing(places);
    let group = |(n, ((record, found), shown)): (usize, (&Place, usize))| {
        let link = leaf.link(*record)?;
        let all = listing.href(leaf, entity, places, n).map(|href| {
            let label = leaf.words.count("entity.all-mentions", mentions_in(found));
            Link { href, label: leaf.html(&label) }
        });
        Some(Group {
            href: link.href,
            label: link.label,
            count: leaf.words.number(mentions_in(found)),
            first: snippets(leaf, position, &found[..shown]),
            all,
        })
    };
    places.iter().zip(shown(places)).enumerate().filter_map(group).collect()
}

/// A page of the list of an entity's mentions; they count from 1.
fn address(leaf: &Leaf, entity: &Entity, part: usize) -> Address {
    Address::mentions(leaf.lang, entity.kind, &entity.id, part)
}

/// One page of the list of an entity's mentions: the entity's position, and the
/// page, counted from 1.
pub fn mentions(leaf: &Leaf, position: usize, part: usize) -> Option<(About, MentionsView)> {
    let entity = leaf.press.edition.records.entities.get(position)?;
    let places = leaf.press.gathered.places(position, leaf.lang);
    let Listing { parts, .. } = listing(places);
    let (_, name) = leaf.title(RecordId::Entity(position))?;
    let groups = parts.get(part - 1)?.iter().filter_map(|(place, range)| {
        let (on, found) = places.get(*place)?;
        let link = leaf.link(*on)?;
        Some(ListGroup {
            id: anchor(leaf, *on),
            href: link.href,
            label: link.label,
            count: leaf.words.number(mentions_in(found)),
            snippets: snippets(leaf, position, found.get(range.clone())?),
        })
    });
    let part_link = |n: usize| PartLink {
        href: leaf.href(&address(leaf, entity, n)),
        label: leaf.words.number(n),
        current: n == part,
    };
    let index = Address::entities(leaf.lang, entity.kind.is_actor());
    let index_key = if entity.kind.is_actor() { "nav.actors" } else { "nav.organizations" };
    let mut full = leaf.words.fill("mentions.title", &[("name", name)]);
    if part > 1 {
        full =
            leaf.words.fill("mentions.part", &[("title", &full), ("n", &leaf.words.number(part))]);
    }
    let in_range = |(place, range): &(usize, Range<usize>)| {
        Some(mentions_in(places.get(*place)?.1.get(range.clone())?))
    };
    let listed = parts.iter().flatten().filter_map(in_range).sum();
    let about = About {
        description: leaf.words.count("entity.all-mentions", listed),
        short: leaf.words.say("entity.mentions").to_owned(),
        above: vec![
            (index, leaf.words.say(index_key).to_owned()),
            (Address::entity(leaf.lang, entity.kind, &entity.id), name.to_owned()),
        ],
        has_twin: has_twin(leaf, position, part),
        ..About::titled(&full)
    };
    let view = MentionsView {
        name: leaf.link(RecordId::Entity(position))?,
        count: leaf.words.number(listed),
        groups: groups.collect(),
        parts: if parts.len() > 1 {
            (1..=parts.len()).map(part_link).collect()
        } else {
            Vec::new()
        },
    };
    Some((about, view))
}

/// Whether the other language's texts have as long a list.
fn has_twin(leaf: &Leaf, position: usize, part: usize) -> bool {
    let other = leaf.lang.other();
    part <= listing(leaf.press.gathered.places(position, other)).parts.len()
        && leaf::exists(leaf.press.edition, RecordId::Entity(position), other)
}

fn snippets(leaf: &Leaf, position: usize, found: &[Range<usize>]) -> Vec<Snippet> {
    let all = leaf.press.edition.mentions.get(position).map_or(&[][..], Vec::as_slice);
    found.iter().filter_map(|sentence| snippet(leaf, all.get(sentence.clone())?)).collect()
}

/// The mentions of one sentence.
fn snippet(leaf: &Leaf, mentions: &[Arc<Mention>]) -> Option<Snippet> {
    let (mention, last) = (mentions.first()?, mentions.last()?);
    let part = leaf.press.edition.records.bodies[mention.body.0 as usize].part;
    let section = mention.section.as_deref();
    let number = match mention.paragraph {
        0 => String::new(),
        number => leaf.words.number(number as usize),
    };
    let href = leaf.body_place(mention.body, mention.paragraph, section);
    // Without a number to lead there, the name itself does.
    let link = format!("<a class=\"hit\" href=\"{}\">", bidi::escaped(&href));
    let element = if number.is_empty() { [&link, "</a>"] } else { ["<mark>", "</mark>"] };
    let mut pieces = vec![&*mention.before, &*mention.name];
    for next in &mentions[1..] {
        pieces.extend([next.since.as_deref().unwrap_or_default(), &next.name]);
    }
    pieces.push(&last.after);
    Some(Snippet {
        sentence: leaf::safe(&bidi::around(&pieces, leaf.lang, element)),
        href,
        number,
        in_text: part == Part::FullText,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(counts: &[usize], expected: &[usize]) {
        let places: Vec<_> = counts.iter().map(|n| (RecordId::Home, vec![0..1; *n])).collect();
        assert_eq!(shown(&places), expected);
    }

    #[test]
    fn short_lists_are_whole_and_long_ones_begin() {
        check(&[1, 8, 9, 400], &[1, 8, 5, 5]);
    }

    #[test]
    fn the_page_of_a_name_that_all_pages_mention_stays_short() {
        let article = |n| (RecordId::Article(n), vec![0..1; 400]);
        let mut places: Vec<_> = (0..15).map(article).collect();
        places.extend((0..2000).map(|n| (RecordId::Event(n), vec![0..1; 3])));
        let shown = shown(&places);
        assert_eq!(shown[..15], [2; 15]);
        assert_eq!(shown[15..], [0; 2000]);
    }

    /// `place from..to` of each page of the list.
    #[track_caller]
    fn check_list(counts: &[usize], expected: &[&str]) {
        let article = |(n, count): (usize, &usize)| (RecordId::Article(n), vec![0..1; *count]);
        let places: Vec<_> = counts.iter().enumerate().map(article).collect();
        let list = listing(&places);
        let said = |part: &Vec<(usize, Range<usize>)>| {
            let runs = part.iter().map(|(place, r)| format!("{place} {}..{}", r.start, r.end));
            runs.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(list.parts.iter().map(said).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_long_list_fills_its_pages_over_several_articles() {
        check_list(&[3, 4], &[]);
        check_list(&[60, 60, 2, 90], &["0 0..60, 1 0..40", "1 40..60, 3 0..80", "3 80..90"]);
    }
}
