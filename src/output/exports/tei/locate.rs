//! Where the import's corrections and doubts stand in the full text.
//!
//! The report knows lines of the source, the text has none. A correction is
//! found again only where nothing is left to guess: its corrected words occur
//! in the text as often as the report corrects something into them, and always
//! from the same damaged words. The others stay in a list. A doubt is found in
//! the same way, or left to the report.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::AhoCorasick;

use crate::content::tree::{Block, Inline};
use crate::import::report::{Correction, Doubt, Report};
use crate::output::exports::text::Text;
use crate::text::persian;

/// What the import says of a stretch of text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Finding<'e> {
    Correction(&'e Correction),
    Doubt(&'e Doubt),
}

/// What the import did to an article.
#[derive(Default)]
pub(super) struct Findings<'e> {
    /// By slot of the full text, in order, not overlapping.
    inline: BTreeMap<u32, Vec<(Range<usize>, Finding<'e>)>>,
    /// Corrections that have no certain place, in the order of the report.
    pub(super) rest: Vec<&'e Correction>,
}

impl<'e> Findings<'e> {
    /// Looks for what a report says of a text.
    pub(super) fn new(text: Option<&Text<'e>>, report: Option<&'e Report>) -> Self {
        let Some(report) = report else { return Self::default() };
        let mut slots = Vec::new();
        if let Some(text) = text {
            let notes = text.body().notes.iter().flat_map(|n| &n.blocks);
            text.body().blocks.iter().chain(notes).for_each(|b| block_slots(b, &mut slots));
        }
        Self::locate(&report.corrections, &report.doubts, &slots)
    }

    /// `slots` are pieces of the text in reading order.
    fn locate(corrections: &'e [Correction], doubts: &'e [Doubt], slots: &[(u32, &str)]) -> Self {
        let mut found = Self::default();
        let mut wanted: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, correction) in corrections.iter().enumerate() {
            wanted.entry(correction.after.trim()).or_default().push(n);
        }
        wanted.retain(|after, group| {
            let mut origins = group.iter().map(|n| corrections[*n].before.trim());
            let first = origins.next().unwrap_or_default();
            !after.is_empty() && first != *after && origins.all(|origin| origin == first)
        });
        let is_found = found.place(&wanted, slots, |n| Finding::Correction(&corrections[n]));
        let rest = corrections.iter().enumerate().filter(|(n, _)| !is_found.contains(n));
        found.rest = rest.map(|(_, correction)| correction).collect();
        let mut wanted: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, doubt) in doubts.iter().enumerate().filter(|(_, d)| !d.stands.trim().is_empty()) {
            wanted.entry(doubt.stands.trim()).or_default().push(n);
        }
        found.place(&wanted, slots, |n| Finding::Doubt(&doubts[n]));
        found.inline.values_mut().for_each(|list| list.sort_by_key(|(range, _)| range.start));
        found
    }

    /// Puts findings, given by the words they are about, where these words
    /// stand; returns those that have a place.
    fn place(
        &mut self,
        wanted: &BTreeMap<&str, Vec<usize>>,
        slots: &[(u32, &str)],
        finding: impl Fn(usize) -> Finding<'e>,
    ) -> BTreeSet<usize> {
        let mut placed = BTreeSet::new();
        let words: Vec<&str> = wanted.keys().copied().collect();
        for (places, group) in occurrences(&words, slots).into_iter().zip(wanted.values()) {
            if places.len() != group.len() {
                continue;
            }
            for ((slot, range), n) in places.into_iter().zip(group) {
                let list = self.inline.entry(slot).or_default();
                if list.iter().all(|(r, _)| r.end <= range.start || range.end <= r.start) {
                    list.push((range, finding(*n)));
                    placed.insert(*n);
                }
            }
        }
        placed
    }

    /// What is said of words that lie wholly within a stretch of a slot.
    pub(super) fn within(
        &self,
        slot: u32,
        stretch: Range<usize>,
    ) -> impl Iterator<Item = (Range<usize>, Finding<'e>)> {
        let list = self.inline.get(&slot).map(Vec::as_slice).unwrap_or_default();
        let is_inside =
            move |range: &Range<usize>| stretch.start <= range.start && range.end <= stretch.end;
        list.iter().filter(move |(range, _)| is_inside(range)).cloned()
    }
}

/// Where each of the words stands as whole words, by position in `words`.
fn occurrences(words: &[&str], slots: &[(u32, &str)]) -> Vec<Vec<(u32, Range<usize>)>> {
    let mut found = vec![Vec::new(); words.len()];
    // It fails only on more patterns than memory holds.
    let Ok(finder) = AhoCorasick::new(words) else { return found };
    for (slot, text) in slots {
        for hit in finder.find_overlapping_iter(text) {
            if is_whole(text, &hit.range()) {
                found[hit.pattern().as_usize()].push((*slot, hit.range()));
            }
        }
    }
    found
}

fn is_whole(text: &str, range: &Range<usize>) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == persian::ZWNJ);
    !joins(text[..range.start].chars().next_back()) && !joins(text[range.end..].chars().next())
}

fn block_slots<'e>(block: &'e Block, slots: &mut Vec<(u32, &'e str)>) {
    match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => inline_slots(text, slots),
        Block::Quote { blocks, .. } => blocks.iter().for_each(|b| block_slots(b, slots)),
        Block::List { items, .. } => items.iter().flatten().for_each(|b| block_slots(b, slots)),
        Block::Table(table) => {
            let caption = table.caption.iter().map(|c| &c.text);
            let cells = table.header.iter().chain(table.rows.iter().flatten());
            caption.chain(cells).for_each(|text| inline_slots(text, slots));
        }
        Block::Figure { caption, .. } => {
            caption.iter().for_each(|c| inline_slots(&c.text, slots));
        }
        Block::Definitions { entries, .. } => {
            for (term, meanings) in entries {
                inline_slots(term, slots);
                meanings.iter().flatten().for_each(|b| block_slots(b, slots));
            }
        }
        Block::Code { .. } | Block::Rule => {}
    }
}

fn inline_slots<'e>(inlines: &'e [Inline], slots: &mut Vec<(u32, &'e str)>) {
    for inline in inlines {
        match inline {
            Inline::Text { slot, text, .. } => slots.push((*slot, text)),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Plain(inner)
            | Inline::Link { text: inner, .. }
            | Inline::Page { label: Some(inner), .. } => inline_slots(inner, slots),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correction(line: u32, before: &str, after: &str) -> Correction {
        let (before, after) = (before.to_owned(), after.to_owned());
        Correction { line, before, after, pass: "join".to_owned(), confidence: 0.9 }
    }

    /// What is found, as the words of the text; and how many are left over.
    #[track_caller]
    fn check(corrections: &[Correction], text: &str, found: &[&str], rest: usize) {
        check_both(corrections, &[], text, found, rest);
    }

    #[track_caller]
    fn check_both(
        corrections: &[Correction],
        doubts: &[Doubt],
        text: &str,
        found: &[&str],
        rest: usize,
    ) {
        let slots = [(7, text)];
        let located = Findings::locate(corrections, doubts, &slots);
        let words: Vec<&str> =
            located.within(7, 0..text.len()).map(|(range, _)| &text[range]).collect();
        assert_eq!((words.as_slice(), located.rest.len()), (found, rest));
    }

    #[test]
    fn a_doubt_that_stands_there_once_is_found() {
        let doubt = |text: &str| Doubt {
            line: 2,
            text: text.to_owned(),
            reason: "unknown word".to_owned(),
            stands: text.to_owned(),
            ..Doubt::default()
        };
        check_both(&[], &[doubt("سگبان")], "نامهٔ سگبان رسید", &["سگبان"], 0);
        check_both(&[], &[doubt("نامه")], "نامه به نامه", &[], 0);
        let correction = [correction(3, "راه اهن", "راه‌آهن")];
        check_both(&correction, &[doubt("خط راه‌آهن")], "خط راه‌آهن", &["راه‌آهن"], 0);
    }

    #[test]
    fn words_that_occur_as_often_as_they_were_corrected_are_found() {
        let once = [correction(3, "می رود", "می‌رود")];
        check(&once, "کاروان می‌رود و باز نمی‌رود.", &["می‌رود"], 0);
        let twice = [correction(3, "می رود", "می‌رود"), correction(9, "می رود", "می‌رود")];
        check(&twice, "می‌رود و می‌رود", &["می‌رود", "می‌رود"], 0);
    }

    #[test]
    fn what_leaves_a_choice_stays_in_the_list() {
        check(&[correction(3, "می رود", "می‌رود")], "می‌رود و می‌رود", &[], 1);
        let two_origins = [correction(3, "می رود", "می‌رود"), correction(4, "مي‌رود", "می‌رود")];
        check(&two_origins, "می‌رود و می‌رود", &[], 2);
        check(&[correction(1, "x", "")], "متن", &[], 1);
    }

    #[test]
    fn corrections_never_overlap() {
        let both = [correction(1, "راه اهن", "راه‌آهن"), correction(1, "خط راه اهن", "خط راه‌آهن")];
        check(&both, "خط راه‌آهن", &["خط راه‌آهن"], 1);
    }
}
