//! The map undone word by word, while the lines are still in pieces.
//!
//! Here the holes that dropped letters leave are still to be seen, and words that
//! are none hinder the search for the lines' order. So what a word by itself
//! decides is done now; what its neighbours must decide waits for
//! [`crate::import::charmap::after`].

use std::collections::BTreeMap;

use crate::import::charmap::judge::Judge;
use crate::import::charmap::reading::{Reading, bridges, readings};
use crate::import::charmap::{CharMap, word_spans};
use crate::import::ledger::Ledger;
use crate::import::source::Line;

/// How much likelier, as a logarithm, another word must be than the source, where
/// that is a word as well.
const MUCH: f64 = 4.0;

/// The same, where the source is none.
const ENOUGH: f64 = 2.0;

/// The same, where the spaces behind it show that it lost a letter.
const HOLE: f64 = 1.0;

/// A word of fewer letters may be the beginning of a broken one.
const SHORT: usize = 3;

/// What it costs that a word is in no dictionary.
const UNKNOWN: f64 = -5.0;

/// A word, and whether the spaces behind it show that it lost a letter.
type Decided = BTreeMap<(Vec<char>, bool), Option<(Reading, f64)>>;

/// Mends the words of the lines that decide themselves.
pub fn apply(map: &CharMap, lines: &mut [Line], judge: &Judge<'_>, ledger: &mut Ledger) {
    if map.rules.is_empty() {
        return;
    }
    let mut decided = Decided::new();
    for line in lines.iter_mut().filter(|l| !l.is_latin()) {
        let chars: Vec<char> = line.text.chars().collect();
        let spans = word_spans(&chars);
        let mut out: Vec<char> = Vec::with_capacity(chars.len() + 8);
        let (mut at, mut skip) = (0, false);
        for (n, &(start, end)) in spans.iter().enumerate() {
            if std::mem::take(&mut skip) {
                continue;
            }
            out.extend(&chars[at..start]);
            at = start;
            let word = &chars[start..end];
            if let Some(&(next, stop)) = spans.get(n + 1) {
                let apart = chars[end..next].iter().all(|c| *c == ' ') && next - end <= 3;
                let whole = apart.then(|| bridge(map, word, &chars[next..stop], judge)).flatten();
                if let Some(whole) = whole {
                    let before: String = chars[start..stop].iter().collect();
                    ledger.correct(line.number, &before, &whole, "letter-map", 0.85);
                    out.extend(whole.chars());
                    (at, skip) = (stop, true);
                    continue;
                }
            }
            let odds = map.gaps.odds(&chars, end, line.trail);
            let gap = odds > 1.0;
            let key = (word.to_vec(), gap);
            let found = decided.entry(key).or_insert_with(|| decide(map, word, odds, judge));
            let Some((reading, sure)) = found else { continue };
            if reading.hole && is_broken(n, &chars, &spans, judge) {
                continue;
            }
            let before: String = word.iter().collect();
            ledger.correct(line.number, &before, &reading.word, "letter-map", *sure as f32);
            out.extend(reading.word.chars());
            at = end;
            // The hole was the letter.
            if reading.hole && gap && chars.get(end) == Some(&' ') {
                at = end + 1;
            }
        }
        out.extend(&chars[at..]);
        line.text = out.into_iter().collect();
    }
}

/// How many words of a line on either side the rest of a broken one may stand away.
const NEAR: usize = 60;

/// Whether a short word goes on in another of its line, which is none by itself: it
/// was broken and lost nothing.
fn is_broken(n: usize, chars: &[char], spans: &[(usize, usize)], judge: &Judge<'_>) -> bool {
    let text = |span: &(usize, usize)| chars[span.0..span.1].iter().collect::<String>();
    let start = text(&spans[n]);
    let is_rest = |rest: &&(usize, usize)| {
        let rest = text(rest);
        rest.chars().nth(1).is_some()
            && !judge.knows(&rest)
            && judge.knows(&format!("{start}{rest}"))
    };
    let near = &spans[n.saturating_sub(NEAR)..spans.len().min(n + NEAR)];
    start.chars().count() < SHORT && near.iter().any(|s| is_rest(&s))
}

/// The word that the map makes out of one that is none, if it is sure of one.
pub fn mend(map: &CharMap, word: &str, judge: &Judge<'_>) -> Option<String> {
    if map.rules.is_empty() {
        return None;
    }
    let word: Vec<char> = word.chars().collect();
    decide(map, &word, 0.0, judge).map(|(reading, _)| reading.word)
}

/// What a word becomes, and how sure that is; `None` where it stays for now.
fn decide(map: &CharMap, word: &[char], odds: f64, judge: &Judge<'_>) -> Option<(Reading, f64)> {
    let source: String = word.iter().collect();
    let known = judge.knows(&source);
    let scored = scored(map, word, odds, judge);
    let (best, top) = scored.first()?.clone();
    if best.word == source {
        return None;
    }
    let own = scored.iter().find(|(r, _)| r.word == source);
    let margin = top - own.map_or(top - 9.0, |o| o.1);
    let enough = match (known, best.hole) {
        (_, true) => HOLE,
        (true, false) => MUCH,
        (false, false) => ENOUGH,
    };
    if margin < enough || !judge.knows(&best.word) {
        return None;
    }
    // A piece of a broken word becomes a short word by chance, but seldom a common one.
    let rare = match best.word.chars().count() {
        0..=3 => -10.5,
        4 => -15.0,
        _ => f64::NEG_INFINITY,
    };
    if !known && judge.commonness(&best.word) < rare {
        return None;
    }
    let second = scored.get(1).map_or(top - 9.0, |s| s.1);
    let sure = 1.0 / (1.0 + (second - top).exp());
    Some((best, sure.clamp(0.5, 0.99)))
}

/// The readings of a word by themselves, the likeliest first. `odds`: of a dropped
/// letter behind it.
fn scored(map: &CharMap, word: &[char], odds: f64, judge: &Judge<'_>) -> Vec<(Reading, f64)> {
    let score = |reading: Reading| {
        let score = alone(&reading, judge) + if reading.hole { odds } else { 0.0 };
        (reading, score)
    };
    let mut scored: Vec<(Reading, f64)> = readings(map, word).into_iter().map(score).collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.word.cmp(&b.0.word)));
    scored
}

/// How likely a reading is without its neighbours and without regard to holes.
pub fn alone(reading: &Reading, judge: &Judge<'_>) -> f64 {
    let known = if judge.knows(&reading.word) {
        0.0
    } else if judge.knows_parts(&reading.word) {
        UNKNOWN / 3.0
    } else {
        UNKNOWN
    };
    judge.commonness(&reading.word) + reading.channel + known
}

/// The word that two words are with a dropped letter between them, where one of
/// them is none.
fn bridge(map: &CharMap, left: &[char], right: &[char], judge: &Judge<'_>) -> Option<String> {
    let letters = bridges(map, left);
    let text = |w: &[char]| w.iter().collect::<String>();
    if letters.is_empty() || (judge.knows(&text(left)) && judge.knows(&text(right))) {
        return None;
    }
    let mut found: Vec<(f64, String)> = Vec::new();
    for letter in letters {
        let mut source = left.to_vec();
        source.push(letter);
        source.extend(right);
        let whole: Vec<Reading> = readings(map, &source);
        let known = whole.into_iter().filter(|r| !r.hole && judge.knows(&r.word));
        found.extend(known.map(|r| (judge.commonness(&r.word), r.word)));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.into_iter().next().map(|f| f.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lexicon::Lexicon;

    #[test]
    fn a_short_word_that_goes_on_elsewhere_was_broken() {
        let lexicon = Lexicon::new("SET UTF-8\n", "3\nبرف\nروشنی\nرخ\n").unwrap();
        let judge = Judge::new(&lexicon, &[]);
        let broken = |line: &str| {
            let chars: Vec<char> = line.chars().collect();
            let spans = word_spans(&chars);
            is_broken(spans.len() - 1, &chars, &spans, &judge)
        };
        assert!(broken("وشنی برف   ر"));
        assert!(!broken("برف برف   ر"), "nothing goes on with it");
    }
}
