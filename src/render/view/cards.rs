//! Cards: what a name, a work or an event is, in a few words, for readers who
//! rest on a link. `themes/matn/scripts/cards.js` reads them when they are
//! asked for; nothing on a page depends on them.
//!
//! ```text
//! cards/fa/N.json   {"actors/russia": [kind, title, other title, gloss, count], …}
//! ```
//!
//! All five are HTML, empty where there is nothing to say. A record is found by
//! the folder of its page in its language; a work by its place in the
//! bibliography (`bibliography#waltz-1979`).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::link::Edition;
use crate::model::RecordId;
use crate::render::Page;
use crate::render::address::Address;
use crate::render::html::bidi;
use crate::render::leaf::{Leaf, Press};
use crate::render::view::parts;
use crate::text::Lang;

/// The folder of the cards in the site.
pub const FOLDER: &str = "cards/";

/// About so many cards stand in a file.
const IN_A_FILE: usize = 40;

/// So many characters of a description stand on a card.
const GLOSS: usize = 160;

/// How many files the cards of a language fill.
pub fn count(edition: &Edition) -> usize {
    let records = &edition.records;
    let all = records.entities.len() + records.events.len() + records.works.len();
    all.div_ceil(IN_A_FILE).max(1)
}

/// The files of both languages. `entries` are the works as the bibliography sets them.
pub fn files(press: &Press, entries: &[String]) -> Vec<Page> {
    let count = count(press.edition);
    let mut files = Vec::with_capacity(count * 2);
    for lang in Lang::ALL {
        let mut cards = vec![BTreeMap::new(); count];
        for (key, card) in of_language(&Leaf::new(press, Address::home(lang)), entries) {
            cards[place(&key, count)].insert(key, card);
        }
        for (n, cards) in cards.iter().enumerate() {
            let path = format!("{FOLDER}{}/{n}.json", lang.code());
            // Strings alone: there is nothing in it that JSON cannot hold.
            files.push(Page { path, bytes: serde_json::to_vec(cards).unwrap_or_default() });
        }
    }
    files
}

/// In which of so many files a card stands. The script counts in the same way.
fn place(key: &str, files: usize) -> usize {
    key.bytes().fold(0, |sum, byte| (sum * 31 + usize::from(byte)) % 65_521) % files
}

fn of_language(leaf: &Leaf, entries: &[String]) -> Vec<(String, Value)> {
    let records = &leaf.press.edition.records;
    let entities = (0..records.entities.len()).filter_map(|n| entity(leaf, n));
    let events = (0..records.events.len()).filter_map(|n| event(leaf, n));
    let works = records.works.iter().zip(entries).map(|(work, entry)| {
        let attributes = bidi::attributes(work.lang);
        let html = format!("<span{attributes}>{entry}</span>");
        let kind = leaf.words.say("cards.work");
        (format!("bibliography#{}", work.key), json!([kind, "", "", html, ""]))
    });
    entities.chain(events).chain(works).collect()
}

/// The folder of a record's page without its language: `actors/russia`.
fn key(leaf: &Leaf, record: RecordId) -> String {
    let folder = Address::of(&leaf.press.edition.records, record, Lang::Fa).folder();
    folder.trim_end_matches('/').to_owned()
}

fn entity(leaf: &Leaf, position: usize) -> Option<(String, Value)> {
    let entity = leaf.press.edition.records.entities.get(position)?;
    let version = entity.versions.get(leaf.lang).as_ref()?;
    let other = leaf.lang.other();
    let twin = entity.versions.get(other).as_ref();
    let gloss = match version.role.as_deref() {
        Some(role) if !role.is_empty() => role.to_owned(),
        _ => parts::first_words(leaf, version.body, GLOSS),
    };
    let mentions = leaf.press.gathered.mentions(position, leaf.lang);
    let said =
        if mentions > 0 { leaf.words.count("entities.mentions", mentions) } else { String::new() };
    let card = json!([
        leaf.words.say(&format!("kind.{}", entity.kind.name())),
        bidi::html(&version.title, leaf.lang),
        twin.map_or_else(String::new, |twin| bidi::titled(&twin.title, other, leaf.lang)),
        bidi::html(&gloss, leaf.lang),
        said,
    ]);
    Some((key(leaf, RecordId::Entity(position)), card))
}

fn event(leaf: &Leaf, position: usize) -> Option<(String, Value)> {
    let event = leaf.press.edition.records.events.get(position)?;
    let version = event.versions.get(leaf.lang).as_ref()?;
    let gloss = parts::first_words(leaf, version.body, GLOSS);
    let card = json!([
        leaf.words.say(&format!("event-kind.{}", event.kind.name())),
        bidi::html(&version.title, leaf.lang),
        leaf.date(&event.date).as_str().unwrap_or_default(),
        bidi::html(&gloss, leaf.lang),
        "",
    ]);
    Some((key(leaf, RecordId::Event(position)), card))
}

#[cfg(test)]
mod tests {
    use super::*;

    // tests/browser/cards.test.mjs finds cards by the script's way of counting.
    #[test]
    fn a_card_has_its_file() {
        assert_eq!(place("actors/russia", 1), 0);
        assert_eq!(place("a", 100), 97);
        assert_eq!(place("ab", 100), (97 * 31 + 98) % 100);
    }
}
