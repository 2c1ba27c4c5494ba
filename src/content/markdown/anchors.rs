//! Names of paragraphs that outlive an edit.
//!
//! A paragraph's number changes whenever another is put in before it, so no link
//! should hang on it. Its name comes from its own words instead: of all pairs of
//! neighbouring words that stand in no other paragraph of the body, the one whose
//! hash is smallest names it. Whatever happens elsewhere leaves that name alone,
//! and so does an edit of the paragraph that does not touch these two words. The
//! second smallest is its second name: when a pair comes in that is smaller still,
//! the old name stands second, and links to it arrive all the same.
//!
//! What an editor writes at a paragraph's end (`{#treaty}`) comes before both.

use crate::content::tree::{Anchor, Block, Inline};
use crate::text::numbers::NumberMap;
use crate::text::{fold, letters};

/// Letters and digits of names: none that look alike.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// So many of them make a name: one in 33 million.
const LENGTH: usize = 5;

/// The names of all numbered paragraphs, in the order of their numbers.
pub fn of(blocks: &[Block], written: &[(u32, String)]) -> Vec<Anchor> {
    let mut paragraphs = Vec::new();
    collect(blocks, &mut paragraphs);
    paragraphs.sort_by_key(|(number, _)| *number);
    let mut pairs: Vec<(u64, usize)> = Vec::new();
    for (at, (_, text)) in paragraphs.iter().enumerate() {
        let mut reader = Reader::default();
        reader.inlines(text);
        pairs.extend(reader.done().into_iter().map(|pair| (pair, at)));
    }
    // By pair: the paragraph that it stands in, if that is one alone.
    let mut homes: NumberMap<u64, Option<usize>> = NumberMap::default();
    homes.reserve(pairs.len());
    for (pair, at) in &pairs {
        let home = homes.entry(*pair).or_insert(Some(*at));
        *home = home.filter(|home| home == at);
    }
    let mut own: Vec<Smallest> = vec![Smallest::default(); paragraphs.len()];
    let mut shared: Vec<Option<u64>> = vec![None; paragraphs.len()];
    for (pair, at) in pairs {
        if homes.get(&pair) == Some(&Some(at)) {
            own[at].see(pair);
        } else {
            shared[at] = Some(shared[at].map_or(pair, |smallest| smallest.min(pair)));
        }
    }
    let mut taken = Vec::new();
    let mut name = |pair: u64| {
        let name = letters(pair);
        let before = taken.iter().filter(|other| **other == name).count();
        taken.push(name.clone());
        if before == 0 { name } else { format!("{name}-{}", before + 1) }
    };
    let named = paragraphs.iter().zip(own).zip(shared).map(|(((number, _), own), shared)| {
        let mut names = own.0.into_iter().flatten().chain(shared).take(2).map(&mut name);
        // A paragraph of citations alone has no words; nothing but its place is left.
        let first = names.next().unwrap_or_else(|| format!("x{number}"));
        let written = written.iter().find(|(n, _)| n == number).map(|(_, id)| id.clone());
        Anchor { written, first, second: names.next() }
    });
    named.collect()
}

/// The two smallest of the pairs that were seen, smallest first.
#[derive(Clone, Debug, Default)]
struct Smallest([Option<u64>; 2]);

impl Smallest {
    fn see(&mut self, pair: u64) {
        match self.0 {
            [None, _] => self.0[0] = Some(pair),
            [Some(first), _] if pair < first => self.0 = [Some(pair), Some(first)],
            [Some(first), None] if pair > first => self.0[1] = Some(pair),
            [Some(first), Some(second)] if pair > first && pair < second => {
                self.0[1] = Some(pair);
            }
            _ => {}
        }
    }
}

fn collect<'b>(blocks: &'b [Block], found: &mut Vec<(u32, &'b [Inline])>) {
    for block in blocks {
        match block {
            Block::Paragraph { number, text, .. } if *number > 0 => found.push((*number, text)),
            Block::List { items, .. } => items.iter().for_each(|item| collect(item, found)),
            Block::Quote { blocks, .. } => collect(blocks, found),
            Block::Definitions { entries, .. } => {
                entries.iter().flat_map(|(_, d)| d).for_each(|blocks| collect(blocks, found));
            }
            _ => {}
        }
    }
}

/// A hash as a name.
fn letters(hash: u64) -> String {
    let letter = |n: usize| char::from(ALPHABET[(hash >> (59 - 5 * n)) as usize % 32]);
    (0..LENGTH).map(letter).collect()
}

/// Reads words off a line and hashes each with the one before it. The hashes are
/// part of the addresses that people keep, so they are defined here and by
/// nothing that a new version of a library may change: FNV-1a of the folded
/// letters, then the last step of `SplitMix64`.
#[derive(Default)]
struct Reader {
    pairs: Vec<u64>,
    last: Option<u64>,
    word: Option<u64>,
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

impl Reader {
    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text { text, .. } | Inline::Code(text) => self.text(text),
                Inline::Emphasis(inner)
                | Inline::Strong(inner)
                | Inline::Plain(inner)
                | Inline::Link { text: inner, .. }
                | Inline::Page { label: Some(inner), .. } => self.inlines(inner),
                Inline::Page { id, .. } => self.text(id),
                Inline::Break | Inline::HardBreak => self.end_word(),
                Inline::Image { .. } | Inline::Citation { .. } | Inline::Mark { .. } => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        for c in fold::composed(text).chars() {
            // What folding drops (a half-space, a vowel mark) ends no word.
            let Some(c) = fold::fold_char(c) else { continue };
            if !letters::is_alphanumeric(c) {
                self.end_word();
                continue;
            }
            let hash = self.word.unwrap_or(FNV_START);
            self.word = Some((hash ^ u64::from(u32::from(c))).wrapping_mul(FNV_PRIME));
        }
    }

    fn end_word(&mut self) {
        let Some(word) = self.word.take() else { return };
        if let Some(last) = self.last {
            self.pairs.push(mixed(last.rotate_left(17) ^ word));
        }
        self.last = Some(word);
    }

    /// All pairs; of a paragraph of one word, that word.
    fn done(mut self) -> Vec<u64> {
        self.end_word();
        match self.last {
            Some(word) if self.pairs.is_empty() => vec![mixed(word)],
            _ => self.pairs,
        }
    }
}

fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::content::markdown::parse;
    use crate::content::problem::Problems;
    use crate::content::tree::Anchor;

    fn anchors(text: &str) -> Vec<Anchor> {
        let mut problems = Problems::new("content/x.md", text);
        parse(&mut problems, 0, &BTreeSet::new()).anchors
    }

    /// Twenty paragraphs of forty words of an invented language.
    fn text() -> Vec<String> {
        let mut seed = 7_u64;
        let mut next = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        let mut word = || format!("w{}", next(400).min(next(400)));
        (0..20).map(|_| (0..40).map(|_| word()).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn a_paragraph_put_in_or_taken_out_renames_no_other() {
        let text = text();
        let before = anchors(&text.join("\n\n"));
        let mut longer = text.clone();
        longer.insert(0, "a new first paragraph of its own words".to_owned());
        longer.remove(10);
        let after = anchors(&longer.join("\n\n"));
        for (n, anchor) in before.iter().enumerate().filter(|(n, _)| *n != 9) {
            let now = &after[if n < 9 { n + 1 } else { n }];
            assert!(now.names().any(|name| name == anchor.first), "paragraph {n}");
        }
    }

    #[test]
    fn most_edits_of_a_word_leave_the_name() {
        let text = text();
        let before = anchors(&text.join("\n\n"));
        let mut kept = 0;
        for word in 0..40 {
            for (n, anchor) in before.iter().enumerate() {
                let mut edited = text.clone();
                let mut words: Vec<&str> = text[n].split(' ').collect();
                words[word] = "mended";
                edited[n] = words.join(" ");
                let after = anchors(&edited.join("\n\n"));
                kept += usize::from(after[n].names().any(|name| name == anchor.first));
            }
        }
        // Two of forty words carry the name.
        assert!(kept >= 740, "{kept} of 800");
    }

    #[test]
    fn the_two_smallest_pairs_are_found_in_any_order() {
        for seen in [[3, 1, 2, 1], [1, 1, 2, 3], [2, 3, 1, 2], [1, 3, 2, 2]] {
            let mut smallest = super::Smallest::default();
            seen.into_iter().for_each(|pair| smallest.see(pair));
            assert_eq!(smallest.0, [Some(1), Some(2)], "{seen:?}");
        }
    }

    #[test]
    fn spelling_and_marks_are_not_part_of_a_name() {
        let one = anchors("می‌گوید کتاب‌های كهن، در خانه.");
        assert_eq!(one, anchors("میگوید **کتابهای** کهن در [خانه](https://x.org/)!"));
    }

    #[test]
    fn paragraphs_of_the_same_words_have_names_of_their_own() {
        let alike = anchors("so it is\n\nso it is\n\n[@a-2001]");
        let names: BTreeSet<&str> = alike.iter().map(|a| a.first.as_str()).collect();
        assert_eq!(names.len(), 3);
        assert_eq!(alike[2].first, "x3");
    }

    #[test]
    fn an_id_that_an_editor_wrote_comes_first() {
        let [plain, named] =
            [anchors("It was signed in May."), anchors("It was signed in May. {#signed}")];
        assert_eq!(named[0].written.as_deref(), Some("signed"));
        assert_eq!(named[0].first, plain[0].first);
    }
}
