//! `search/texts/N.json`: the documents as they are written, a few in a file.
//!
//! ```text
//! of pages  {"p": [[address, title], …], "d": [[page, anchor, section, text], …]}
//! of cards  {"c": [[kind, mentions, fa, en, [name, …]], …]}   mentions: [fa, en]; fa, en: [address, title] or null
//! ```
//!
//! `page` is a position in `p`. Addresses are from the site's root.

use serde::Serialize;
use serde_json::{Value, json};

use crate::output::search::documents::{Card, Collection, PageTexts};
use crate::output::search::file;
use crate::render::Page;
use crate::text::Lang;

/// Bytes of text in a file: at least, at most, and how many files there should be.
const SMALLEST: usize = 2_000;
const LARGEST: usize = 8_000;
const WANTED: usize = 500;

/// The files, and the number of the first document of each.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) files: Vec<Page>,
    pub(super) starts: Vec<usize>,
}

/// Cuts the documents into files, without regard to where a page ends.
pub(super) fn files(collection: &Collection) -> Texts {
    let all: usize = collection.documents().map(|document| document.text.len()).sum();
    let limit = (all / WANTED).clamp(SMALLEST, LARGEST);
    let mut texts = Texts::default();
    let mut number = 0;
    for cards in cut(&collection.cards, limit, |card| card.document.text.len() * 2) {
        let values: Vec<Value> = cards.iter().map(card).collect();
        texts.push(number, &json!({ "c": values }));
        number += cards.len();
    }
    let places =
        collection.pages.iter().flat_map(|page| (0..page.documents.len()).map(move |n| (page, n)));
    let places: Vec<(&PageTexts, usize)> = places.collect();
    for places in cut(&places, limit, |(page, n)| page.documents[*n].text.len()) {
        texts.push(number, &block(places));
        number += places.len();
    }
    texts
}

impl Texts {
    fn push(&mut self, first: usize, value: &impl Serialize) {
        let path = format!("texts/{}.json", self.files.len());
        // Texts and numbers alone: there is nothing in it that JSON cannot hold.
        self.files.push(file(&path, serde_json::to_vec(value).unwrap_or_default()));
        self.starts.push(first);
    }
}

/// Runs of items that are just over a limit together.
fn cut<T>(items: &[T], limit: usize, size: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let (mut runs, mut start, mut sum) = (Vec::new(), 0, 0);
    for (n, item) in items.iter().enumerate() {
        let size = size(item);
        if sum > 0 && sum + size > limit {
            runs.push(&items[start..n]);
            (start, sum) = (n, 0);
        }
        sum += size;
    }
    if start < items.len() {
        runs.push(&items[start..]);
    }
    runs
}

fn card(card: &Card) -> Value {
    let page =
        |lang: Lang| card.pages.get(lang).as_ref().map(|page| json!([page.address, page.title]));
    let mentions = [card.mentions.fa, card.mentions.en];
    json!([card.kind, mentions, page(Lang::Fa), page(Lang::En), card.names])
}

/// A file of documents, as it is written.
#[derive(Serialize)]
struct Block<'t> {
    p: Vec<(&'t str, &'t str)>,
    d: Vec<(usize, &'t str, &'t str, &'t str)>,
}

fn block<'t>(places: &[(&'t PageTexts, usize)]) -> Block<'t> {
    let mut pages: Vec<(&str, &str)> = Vec::new();
    let mut last: Option<&str> = None;
    let mut documents = Vec::new();
    for (page, n) in places {
        if last != Some(page.address.as_str()) {
            pages.push((&page.address, &page.title));
            last = Some(&page.address);
        }
        let document = &page.documents[*n];
        let position = pages.len() - 1;
        documents.push((position, &*document.anchor, &*document.section, &*document.text));
    }
    Block { p: pages, d: documents }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_cut_where_they_grow_over_the_limit() {
        let runs = cut(&[30, 30, 30, 200, 1], 80, |size| *size);
        assert_eq!(runs, [&[30, 30][..], &[30], &[200], &[1]]);
        assert!(cut(&[0_usize; 0], 80, |size| *size).is_empty());
    }
}
