//! Kashidas that came out as a letter: which letter it is, and the words without it.
//!
//! A kashida stands only behind a letter that joins on. So a letter that stands
//! there in many words that are none, and without which they are words, is no
//! letter. Elsewhere it is one.

use std::collections::BTreeSet;

use crate::import::charmap::glyph::joins;
use crate::import::charmap::judge::Judge;
use crate::import::lexicon::is_word_char;
use crate::import::source::Line;
use crate::text::persian;
use crate::text::persian::KASHIDA;

/// How many different words a letter must spoil to be a kashida: a letter that is
/// often left out or doubled by mistake spoils a few.
const WORDS: usize = 10;

/// The letter that stands for the kashida; `None` in most articles.
pub fn infer(lines: &[Line], judge: &Judge<'_>) -> Option<char> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for line in lines.iter().filter(|l| !l.is_latin()) {
        let letters = line.text.split(|c: char| !is_word_char(c)).filter(|w| !w.is_empty());
        words.extend(letters.map(persian::persian_letters));
    }
    let letters: BTreeSet<char> = words.iter().flat_map(|w| w.chars()).collect();
    let mut best: Option<(usize, char)> = None;
    for letter in letters.into_iter().filter(|c| persian::is_letter(*c) && *c != KASHIDA) {
        let (mut spoiled, mut sound) = (0, 0);
        for word in words.iter().filter(|w| stands_joined(w, letter)) {
            if judge.knows(word) {
                sound += 1;
            } else if judge.knows(&taken_out(word, letter, Lone::Keep)) {
                spoiled += 1;
            }
        }
        if spoiled >= WORDS && spoiled > 3 * sound && best.is_none_or(|b| spoiled > b.0) {
            best = Some((spoiled, letter));
        }
    }
    best.map(|b| b.1)
}

/// Whether the letter stands behind one that joins on.
fn stands_joined(word: &str, letter: char) -> bool {
    let mut before = ' ';
    word.chars().any(|c| {
        let found = c == letter && joins(before) && before != letter;
        before = c;
        found
    })
}

/// What becomes of a run behind a letter that does not join on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lone {
    /// One of it is the letter itself.
    Keep,
    /// It is all kashida: the letter before is a wrong one, and the true one joins.
    Drop,
}

/// A line's text without the kashidas that came out as a letter.
pub fn without(text: &str, kashida: char, judge: &Judge<'_>) -> String {
    let words = text.split(' ').map(|word| {
        let kept = taken_out(word, kashida, Lone::Keep);
        if !kept.contains(kashida) {
            return kept;
        }
        let bare = |w: &str| w.trim_matches(|c: char| !persian::is_letter(c)).to_owned();
        let dropped = taken_out(word, kashida, Lone::Drop);
        let likely = |w: &str| judge.lexicon().likeness(&bare(w));
        let worse = likely(&dropped) < likely(&kept);
        if judge.knows(&bare(&kept)) || worse { kept } else { dropped }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn taken_out(word: &str, kashida: char, lone: Lone) -> String {
    let mut out = String::with_capacity(word.len());
    let (mut before, mut in_run) = (' ', false);
    for c in word.chars() {
        if c != kashida {
            in_run = false;
            before = c;
            out.push(c);
            continue;
        }
        if lone == Lone::Keep && !in_run && !joins(before) && before != KASHIDA {
            out.push(c);
        }
        in_run = true;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lexicon::Lexicon;

    const WORDS: [&str; 12] = [
        "باران",
        "کتاب",
        "بهار",
        "گلبن",
        "سنگ",
        "جنگل",
        "پلنگ",
        "کلید",
        "تگرگ",
        "شبنم",
        "کمین",
        "رئیس",
    ];

    fn lexicon() -> Lexicon {
        let dic = format!("{}\n{}\n", WORDS.len(), WORDS.join("\n"));
        Lexicon::new("SET UTF-8\n", &dic).unwrap()
    }

    #[track_caller]
    fn check(stretched: char, expected: Option<char>) {
        let lexicon = lexicon();
        // A kashida behind the first letter that joins on.
        let stretch = |w: &&str| {
            let at = w.char_indices().find(|(_, c)| joins(*c)).map_or(0, |(i, c)| i + c.len_utf8());
            format!("{}{stretched}{stretched}{}", &w[..at], &w[at..])
        };
        let text = WORDS.iter().map(stretch).collect::<Vec<_>>().join(" ");
        let line = Line { number: 1, text, ..Line::default() };
        assert_eq!(infer(&[line], &Judge::new(&lexicon, &[])), expected);
    }

    #[test]
    fn the_letter_that_spoils_the_words_is_the_kashida() {
        check('ئ', Some('ئ'));
        check('ة', Some('ة'));
        check(KASHIDA, None);
    }

    #[test]
    fn behind_a_letter_that_does_not_join_on_one_is_the_letter() {
        let lexicon = lexicon();
        let judge = Judge::new(&lexicon, &[]);
        assert_eq!(without("بئئاران و رئئیس", 'ئ', &judge), "باران و رئیس");
    }
}
