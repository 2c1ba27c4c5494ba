//! Articles that are sound but for single lines.
//!
//! Four signs: three or more wide gaps in a line; a word that begins with a
//! kashida, because the line was cut inside it; a citation that was thrown to
//! the line's other end; words that read better from the last to the first
//! ([`tight`]).

use crate::import::ledger::{Ledger, Open};
use crate::import::lexicon::{Lexicon, is_word_char, tokens};
use crate::import::model::Model;
use crate::import::order::decode::{Context, Cut, Decoder, Joint, Piece, Reading};
use crate::import::order::{assemble, tight};
use crate::import::report::Candidate;
use crate::import::source::Line;
use crate::text::persian;
use crate::text::persian::KASHIDA;

/// Between these margins, below and above none, nobody but an editor can say which
/// of two orders a line has; natural logarithms of the odds.
const UNSURE: (f64, f64) = (1.5, 3.0);

/// Characters of the longest line that is put in order: no printed line has as many.
const LONGEST: usize = 1000;

/// Puts single lines in order. Kashidas are still in the lines.
pub fn restore(lines: &mut [Line], lexicon: &Lexicon, names: &[String], ledger: &mut Ledger) {
    let mut model = Model::new(lexicon, names);
    for line in lines.iter().filter(|l| !l.is_latin() && !is_suspect(&l.text)) {
        model.observe(&tokens(&line.text.replace(KASHIDA, "")), 1.0);
    }
    model.settle();
    let turned = tight::turned(lines, lexicon, names);
    let mut context = Context::default();
    for (i, turned) in turned.into_iter().enumerate() {
        let next: Vec<String> = lines.get(i + 1).map(|l| tokens(&l.text)).unwrap_or_default();
        let line = &mut lines[i];
        let chars: Vec<char> = line.text.chars().collect();
        let may_be_moved = !line.is_latin() && chars.len() < LONGEST;
        let is_suspect = line.text.contains("  ") || has_cut_word(&line.text);
        if may_be_moved
            && is_suspect
            && let Some((text, margin)) = read(&chars, &model, lexicon, &context, next.first())
        {
            settle(line, &text, margin, ledger);
        } else if let Some((text, margin)) = turned.filter(|_| may_be_moved) {
            settle(line, &text, margin, ledger);
        }
        let words = tokens(&line.text.replace(KASHIDA, ""));
        let before = words.len().checked_sub(2).map_or(0, |n| model.id(&words[n]));
        context = Context { before, last: words.last().cloned().unwrap_or_default() };
    }
}

/// Takes the better of a line's two readings: the other order, or its own where
/// the `margin` is negative. Where that is small the editor is asked.
fn settle(line: &mut Line, moved: &str, margin: f64, ledger: &mut Ledger) {
    if moved == line.text || margin <= -UNSURE.0 {
        return;
    }
    if margin >= UNSURE.1 {
        ledger.correct(line.number, &line.text, moved, "order", 0.85);
        line.text = moved.to_owned();
        return;
    }
    let likely = 1.0 / (1.0 + (-margin).exp());
    let candidates =
        vec![Candidate::new(moved, likely), Candidate::new(line.text.as_str(), 1.0 - likely)];
    line.text = ledger.choose(Open {
        line: line.number,
        text: &line.text,
        reason: "the pieces of this line may stand in either order",
        pass: "order",
        candidates,
    });
}

/// Whether a line's order is in doubt: it is no evidence for word pairs.
fn is_suspect(text: &str) -> bool {
    gaps(text) >= 2 || has_cut_word(text)
}

fn gaps(text: &str) -> usize {
    text.split("  ").filter(|p| !p.trim().is_empty()).count().saturating_sub(1)
}

/// Whether a word begins with a kashida: the rest of it stands elsewhere.
fn has_cut_word(text: &str) -> bool {
    text.split_whitespace().any(|w| w.starts_with(KASHIDA))
}

/// The line in another order than its own, and by how much that reads better.
fn read(
    chars: &[char],
    model: &Model,
    lexicon: &Lexicon,
    context: &Context,
    next: Option<&String>,
) -> Option<(String, f64)> {
    let text: String = chars.iter().collect();
    if has_cut_word(&text) {
        return Some((cut_words(chars, model, lexicon, context), f64::INFINITY));
    }
    let mut cuts = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        while i < chars.len() && chars[i] == ' ' {
            i += 1;
        }
        if i - start >= 2 && start > 0 {
            // Behind a note's mark two spaces are its own, not a joint.
            let after_mark = persian::digit_value(chars[start - 1]).is_some() && i - start == 2;
            let p: f64 = if after_mark { 0.4 } else { 0.98 };
            cuts.push(Cut { at: i, cut: p.ln(), keep: (1.0 - p).ln() });
        }
        i += 1;
    }
    let marks = cuts.iter().filter(|c| c.cut < -0.5).count();
    let mut decoder = Decoder::new(model, lexicon, chars.to_vec());
    let tail = |last: &str| next.map_or(0.0, |n| model.follows(model.id(last), model.id(n)));
    let plain = decoder.best(&[], context)?;
    // A line that is in disorder is so at all its gaps, though a reading that
    // leaves one alone may look better: it may end where the next line can't go on.
    let at_all = cuts.iter().map(|c| if c.cut < -0.5 { *c } else { Cut { keep: -30.0, ..*c } });
    let ways = [cuts.clone(), at_all.collect()];
    let readings = ways.iter().filter_map(|cuts| decoder.best(cuts, context));
    let end = |r: &Reading| r.score + tail(&r.context.last);
    let moved = readings.filter(|r| r.pieces.len() > 1).max_by(|a, b| end(a).total_cmp(&end(b)))?;
    // Of lines with three or more gaps nearly all are in disorder, of those with
    // one or two a tenth.
    let sure = cuts.len() - marks.min(cuts.len());
    let prior = if sure >= 3 || (cuts.len() >= 3 && marks < 2) {
        3.0 + 1.5 * sure.saturating_sub(3).min(3) as f64
    } else {
        -4.5
    };
    let gain = end(&moved) - end(&plain);
    Some((assemble(chars, &moved.pieces, false), gain + prior))
}

/// A line that was cut inside stretched words: the pieces begin at words with a
/// kashida at their head or behind words with one at their end, and at wide gaps.
fn cut_words(chars: &[char], model: &Model, lexicon: &Lexicon, context: &Context) -> String {
    let words = words(chars);
    let mut starts = vec![0];
    for pair in words.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let begins = chars[b.0] == KASHIDA;
        let ends = chars[a.1 - 1] == KASHIDA;
        if begins || ends || b.0 - a.1 >= 2 {
            starts.push(b.0);
        }
    }
    let last = starts.last().copied().unwrap_or(0);
    if chars[last] == KASHIDA {
        // The first piece in reading order cannot begin inside a word: one more
        // cut hides in it.
        let places: Vec<usize> = words.iter().map(|w| w.0).filter(|w| *w > last).collect();
        let best = places.into_iter().map(|p| {
            let mut with = starts.clone();
            with.push(p);
            (score(chars, &with, model, lexicon, context), p)
        });
        if let Some((_, p)) = best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))) {
            starts.push(p);
        }
    }
    joined(chars, &starts)
}

fn words(chars: &[char]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        while i < chars.len() && chars[i] != ' ' {
            i += 1;
        }
        if i > start {
            out.push((start, i));
        }
        i += 1;
    }
    out
}

/// The pieces that begin at `starts`, last first; one that begins with a kashida
/// goes on directly.
fn joined(chars: &[char], starts: &[usize]) -> String {
    let mut pieces = Vec::new();
    for (n, start) in starts.iter().enumerate().rev() {
        let end = starts.get(n + 1).copied().unwrap_or(chars.len());
        let joint = if chars[*start] == KASHIDA { Joint::None } else { Joint::Space };
        pieces.push(Piece { start: *start, end, joint });
    }
    let text = assemble(chars, &pieces, false);
    text.replace(&format!(" {KASHIDA} "), "")
}

fn score(
    chars: &[char],
    starts: &[usize],
    model: &Model,
    lexicon: &Lexicon,
    context: &Context,
) -> f64 {
    let text = joined(chars, starts).replace(KASHIDA, "");
    let mut before = model.id(&context.last);
    let mut sum = 0.0;
    for word in tokens(&text) {
        let id = model.id(&word);
        sum += model.follows(before, id);
        if word.chars().all(is_word_char) && !lexicon.has(&word) {
            sum -= 4.0;
        }
        before = id;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let dic = "8\nباران\nآرام\nبر\nشهر\nمی‌بارید\nو\nکسی\nنبود\n";
        let lexicon = Lexicon::new("SET UTF-8\n", dic).unwrap();
        let line = |n: u32, t: &str| Line { number: n, text: t.to_owned(), ..Line::default() };
        let mut lines = vec![line(1, "باران آرام بر شهر می‌بارید و کسی نبود"), line(3, text)];
        restore(&mut lines, &lexicon, &[], &mut Ledger::default());
        assert_eq!(lines[1].text, expected);
    }

    #[test]
    fn wide_gaps_part_pieces_in_reverse_order() {
        check("و کسی نبود  شهر می‌بارید  بر  باران آرام", "باران آرام بر شهر می‌بارید و کسی نبود");
        check("باران آرام  بر شهر", "باران آرام  بر شهر");
    }

    #[test]
    fn a_line_that_reads_as_well_either_way_is_a_doubt() {
        for (margin, stands, doubts) in [
            (5.0, "باد باران", 0),
            (0.5, "باد باران", 1),
            (-0.5, "باران باد", 1),
            (-5.0, "باران باد", 0),
        ] {
            let mut line =
                Line { number: 7, text: "باران باد".to_owned(), ..Line::default() };
            let mut ledger = Ledger::default();
            settle(&mut line, "باد باران", margin, &mut ledger);
            assert_eq!((line.text.as_str(), ledger.doubts.len()), (stands, doubts));
        }
    }

    #[test]
    fn a_word_cut_at_a_kashida_is_joined_again() {
        check("ــران آرام بر شهر  و کسی با", "و کسی باــران آرام بر شهر");
    }
}
