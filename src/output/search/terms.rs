//! The terms of all documents: which term stands in which, and how much it weighs.

use std::collections::HashMap;

use ahash::RandomState;
use rayon::prelude::*;

use crate::output::search::documents::{Collection, Document};
use crate::text::words::{self, Take, Words};

/// A term with its postings, in the order of the documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: Box<str>,
    pub(super) postings: Vec<Posting>,
}

/// A document that has a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Posting {
    pub(super) document: u32,
    /// 0 to 7: how much the document is about the term.
    pub(super) weight: u8,
}

/// Parts of the collection that are read side by side: more than a machine has
/// processors, and the same number on each, so that the index is the same.
const PARTS: usize = 16;

/// Documents that a stop word leads to at most: it is looked for alone or not at all.
const STOP_LIMIT: usize = 300;

/// How often a word counts as standing there, in hundredths.
const WHOLE: u32 = 100;
const PAIR: u32 = 80;
const PART: u32 = 60;
/// A word that stands above or beside the text, in hundredths of one in it.
const ABOUT: u32 = 150;
const BESIDE: u32 = 60;

/// All terms, sorted.
pub(super) fn read(collection: &Collection) -> Vec<Term> {
    let documents: Vec<&Document> = collection.documents().collect();
    let size = documents.len().div_ceil(PARTS).max(1);
    let parts: Vec<_> = documents.chunks(size).enumerate().collect();
    let read = |(n, documents): (usize, &[&Document])| part(n * size, documents);
    let mut terms = parts.into_par_iter().map(read).reduce(Vec::new, merge);
    terms.par_iter_mut().for_each(limit);
    terms
}

/// The terms of some documents, the first of which has a number.
fn part(first: usize, documents: &[&Document]) -> Vec<Term> {
    let hasher = RandomState::with_seeds(1, 2, 3, 4);
    let mut places: HashMap<Box<str>, usize, RandomState> = HashMap::with_hasher(hasher);
    let mut counts: Vec<Vec<(u32, u32)>> = Vec::new();
    let mut lengths = Vec::with_capacity(documents.len());
    for (document, number) in documents.iter().zip(0_u32..) {
        let mut length = 0;
        let Document { text, about, beside, .. } = document;
        for (text, share) in [(text, 100), (about, ABOUT), (beside, BESIDE)] {
            let words = Words::of(text);
            length += words.len();
            words.each_term(|term, take| {
                let count = share * of(take) / 100;
                let place = places.get(term).copied().unwrap_or_else(|| {
                    places.insert(term.into(), counts.len());
                    counts.push(Vec::new());
                    counts.len() - 1
                });
                match counts[place].last_mut() {
                    Some((last, sum)) if *last == number => *sum += count,
                    _ => counts[place].push((number, count)),
                }
            });
        }
        lengths.push(length);
    }
    let mut terms: Vec<_> = places.into_iter().collect();
    terms.sort_unstable();
    let term = |(text, place): (Box<str>, usize)| {
        let postings = counts[place].iter().map(|(number, count)| Posting {
            document: u32::try_from(first).unwrap_or(u32::MAX) + number,
            weight: weight(*count, lengths[*number as usize]),
        });
        Term { text, postings: postings.collect() }
    };
    terms.into_iter().map(term).collect()
}

fn of(take: Take) -> u32 {
    match take {
        Take::Whole => WHOLE,
        Take::Pair => PAIR,
        Take::Part => PART,
    }
}

/// BM25's share of a term in a document (k = 1.2, b = 0.5, against a paragraph
/// of 80 words), in eighths of the most it can be. `count` is in hundredths.
fn weight(count: u32, length: usize) -> u8 {
    let count = f64::from(count) / 100.0;
    let length = f64::from(u32::try_from(length).unwrap_or(u32::MAX));
    let norm = 1.2 * (0.5 + 0.5 * length / 80.0);
    let eighths = 8.0 * count / (count + norm);
    // Between 0 and 8, so that nothing is cut off but the fraction.
    (eighths as u8).min(7)
}

/// Two sorted lists as one; the documents of the second come after those of the first.
fn merge(first: Vec<Term>, second: Vec<Term>) -> Vec<Term> {
    let mut merged: Vec<Term> = Vec::with_capacity(first.len().max(second.len()));
    let (mut first, mut second) = (first.into_iter().peekable(), second.into_iter().peekable());
    loop {
        let next = match (first.peek(), second.peek()) {
            (Some(a), Some(b)) if a.text == b.text => {
                let more = second.next();
                first.next().map(|mut term| {
                    term.postings.extend(more.into_iter().flat_map(|more| more.postings));
                    term
                })
            }
            (Some(a), Some(b)) if a.text > b.text => second.next(),
            (None, _) => second.next(),
            (Some(_), _) => first.next(),
        };
        match next {
            Some(term) => merged.push(term),
            None => return merged,
        }
    }
}

/// Leaves a stop word the documents it weighs most in.
fn limit(term: &mut Term) {
    let is_stop = || words::STOP_WORDS.split_whitespace().any(|word| word == &*term.text);
    if term.postings.len() > STOP_LIMIT && is_stop() {
        term.postings.sort_by_key(|posting| (u8::MAX - posting.weight, posting.document));
        term.postings.truncate(STOP_LIMIT);
        term.postings.sort_by_key(|posting| posting.document);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(text: &str, documents: &[u32]) -> Term {
        let posting = |document: &u32| Posting { document: *document, weight: 3 };
        Term { text: text.into(), postings: documents.iter().map(posting).collect() }
    }

    #[test]
    fn lists_of_one_term_are_joined_in_order() {
        let first = vec![term("باد", &[0, 2]), term("دریا", &[1])];
        let second = vec![term("باران", &[4]), term("دریا", &[3]), term("نمک", &[5])];
        let merged = merge(first, second);
        let expected =
            [term("باد", &[0, 2]), term("باران", &[4]), term("دریا", &[1, 3]), term("نمک", &[5])];
        assert_eq!(merged, expected);
    }

    #[test]
    fn a_term_weighs_more_where_it_stands_often_and_the_text_is_short() {
        assert!(weight(200, 80) > weight(100, 80));
        assert!(weight(100, 10) > weight(100, 300));
        assert_eq!(weight(100_000, 1), 7);
    }

    #[test]
    fn a_stop_word_keeps_the_documents_it_weighs_most_in() {
        let mut and = term("and", &(0..1000).collect::<Vec<_>>());
        and.postings[999].weight = 7;
        limit(&mut and);
        assert_eq!(and.postings.len(), STOP_LIMIT);
        assert_eq!(and.postings.last().unwrap().document, 999);
        let mut salt = term("salt", &(0..1000).collect::<Vec<_>>());
        limit(&mut salt);
        assert_eq!(salt.postings.len(), 1000);
    }
}
