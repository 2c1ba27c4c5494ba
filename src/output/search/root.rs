//! `search/index.json`: what the script reads first. Where the terms and the
//! texts are, of which kind and language each document is, and the rules of
//! `text`, so that the script folds as the index does.

use serde::Serialize;

use crate::output::search::documents::{Collection, Kind};
use crate::output::search::file;
use crate::output::search::shards::Shards;
use crate::output::search::texts::Texts;
use crate::render::Page;
use crate::text::{Lang, fold, words};

#[derive(Serialize)]
struct Root {
    /// Of all the other files: an address that holds it is never out of date.
    version: String,
    rules: Rules,
    /// From which term on each shard holds them.
    terms: Vec<String>,
    /// How many documents each file of texts holds.
    texts: Vec<usize>,
    /// Runs of documents of one kind and language, in order.
    groups: Vec<Group>,
    /// By language, how many documents each article has; the articles of both
    /// languages are the same, in one order.
    articles: [Vec<usize>; 2],
}

/// The tables of `text::fold` and `text::words`.
#[derive(Serialize)]
struct Rules {
    letters: Vec<(char, &'static str)>,
    dropped: Vec<(char, char)>,
    prefixes: [&'static str; words::PREFIXES.len()],
    suffixes: [&'static str; words::SUFFIXES.len()],
    aliases: Vec<(&'static str, &'static str)>,
    apart: [&'static str; words::APART.len()],
    stop: &'static str,
    longest: usize,
}

/// Documents of one kind: how many, and their language (none for cards).
#[derive(Serialize)]
struct Group(Kind, Option<&'static str>, usize);

/// The root of an index; `others` are all of its other files.
pub(super) fn file_of(
    collection: &Collection,
    others: [&[Page]; 3],
    shards: &Shards,
    texts: &Texts,
) -> Page {
    let mut hasher = blake3::Hasher::new();
    for page in others.into_iter().flatten() {
        hasher.update(&page.bytes);
    }
    let root = Root {
        version: hasher.finalize().to_hex()[..10].to_owned(),
        rules: Rules {
            letters: fold::LETTERS.to_vec(),
            dropped: fold::DROPPED.to_vec(),
            prefixes: words::PREFIXES,
            suffixes: words::SUFFIXES,
            aliases: words::ALIASES.to_vec(),
            apart: words::APART,
            stop: words::STOP_WORDS,
            longest: words::LONGEST,
        },
        terms: shards.starts.clone(),
        texts: lengths(&texts.starts, collection.documents().count()),
        groups: groups(collection),
        articles: Lang::ALL.map(|lang| articles(collection, lang)),
    };
    // Strings and numbers: there is nothing in it that JSON cannot hold.
    file("index.json", serde_json::to_vec(&root).unwrap_or_default())
}

fn lengths(starts: &[usize], end: usize) -> Vec<usize> {
    let ends = starts.iter().skip(1).copied().chain([end]);
    starts.iter().zip(ends).map(|(start, end)| end - start).collect()
}

fn groups(collection: &Collection) -> Vec<Group> {
    let mut groups = vec![Group(Kind::Card, None, collection.cards.len())];
    for page in &collection.pages {
        let (kind, lang) = (page.kind, Some(page.lang.code()));
        match groups.last_mut() {
            Some(last) if last.0 == kind && last.1 == lang => last.2 += page.documents.len(),
            _ => groups.push(Group(kind, lang, page.documents.len())),
        }
    }
    groups
}

fn articles(collection: &Collection, lang: Lang) -> Vec<usize> {
    let mut counts = vec![0; collection.articles];
    for page in collection.pages.iter().filter(|page| page.lang == lang) {
        if let Some(article) = page.article {
            counts[article] = page.documents.len();
        }
    }
    counts
}
