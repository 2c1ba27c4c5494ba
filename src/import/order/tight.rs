//! Lines set tight whose words stand one by one in reverse order.
//!
//! A line that is read word by word shows it by its wide gaps; set tight it has
//! none, and only the words say that they read better from the last to the
//! first. What the line itself says of them is no evidence, so each line is
//! judged by the half of the article's lines that it is not in.

use crate::import::lexicon::{Lexicon, is_word_char, tokens};
use crate::import::model::Model;
use crate::import::source::Line;
use crate::text::persian::KASHIDA;

/// How many lines that are read word by word an article has at least that has
/// tight ones, too.
const SIGNS: usize = 3;

/// The fewest words that say enough.
const WORDS: usize = 6;

/// The share of a line's gaps that are wide where it is read word by word.
const LOOSE: f64 = 0.8;

/// How much better a line must read: natural logarithm of the odds that such a
/// line is in order, in an article that has lines in disorder.
const PRIOR: f64 = 7.0;

/// For each line its words from the last to the first, with how much better that
/// reads than the line as it stands, where anything speaks for it. Numbers,
/// brackets and Latin say nothing: they stand in tables and dates either way.
pub fn turned(lines: &[Line], lexicon: &Lexicon, names: &[String]) -> Vec<Option<(String, f64)>> {
    let mut out = vec![None; lines.len()];
    let is_scattered = |l: &Line| is_word_by_word(&l.text);
    if lines.iter().filter(|l| is_scattered(l)).count() < SIGNS {
        return out;
    }
    let words = |line: &Line| tokens(&line.text.replace(KASHIDA, ""));
    let is_word = |w: &String| w.chars().all(is_word_char);
    let says = |w: &String| is_word(w) || matches!(w.as_str(), "." | "،" | "؛" | "؟" | ":");
    for half in 0..2 {
        let mut model = Model::new(lexicon, names);
        let others = lines.iter().enumerate().filter(|(n, _)| n % 2 != half).map(|(_, l)| l);
        for line in others.filter(|l| !l.is_latin() && !is_scattered(l)) {
            model.observe(&words(line), 1.0);
        }
        model.settle();
        let score = |row: &[String]| {
            let (mut sum, mut before) = (0.0, model.id(""));
            for word in row {
                let id = model.id(word);
                sum += if says(word) { model.follows(before, id) } else { 0.0 };
                before = id;
            }
            sum
        };
        for (n, line) in lines.iter().enumerate().filter(|(n, _)| n % 2 == half) {
            let words = words(line);
            let known = words.iter().filter(|w| is_word(w)).count();
            if line.is_latin() || line.text.contains("  ") || known < WORDS {
                continue;
            }
            let apart: Vec<&str> = line.text.split_whitespace().rev().collect();
            let text = apart.join(" ");
            let gain = score(&tokens(&text)) - score(&words);
            if gain > 0.0 {
                out[n] = Some((text, gain - PRIOR));
            }
        }
    }
    out
}

/// Whether nearly every word of a line is a piece of its own.
fn is_word_by_word(text: &str) -> bool {
    let gaps = text.split_whitespace().count().saturating_sub(1);
    let wide = text.split("  ").filter(|piece| !piece.trim().is_empty()).count().saturating_sub(1);
    gaps + 1 >= WORDS && wide as f64 >= gaps as f64 * LOOSE
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAIN: &str = "باران آرام بر شهر کوچک ما بارید و کسی در خیابان نبود";

    fn lines(last: &str, wide: usize) -> Vec<Line> {
        let line = |text: &str| Line { text: text.to_owned(), ..Line::default() };
        let mut lines = vec![line(RAIN); 8];
        lines.extend(vec![line("نبود  خیابان  در  کسی  و  بارید"); wide]);
        lines.push(line(last));
        lines
    }

    #[track_caller]
    fn check(last: &str, wide: usize, expected: Option<&str>) {
        let dic: Vec<&str> = RAIN.split(' ').collect();
        let dic = format!("{}\n{}\n", dic.len(), dic.join("\n"));
        let lexicon = Lexicon::new("SET UTF-8\n", &dic).unwrap();
        let lines = lines(last, wide);
        let found = turned(&lines, &lexicon, &[]).pop().unwrap();
        let found = found.filter(|(_, margin)| *margin > 0.0).map(|(text, _)| text);
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn a_tight_line_is_turned_round_where_others_are_in_disorder() {
        let reversed = "نبود خیابان در کسی و بارید ما کوچک شهر بر آرام باران";
        check(reversed, 3, Some(RAIN));
        check(reversed, 0, None);
        check(RAIN, 3, None);
        check("تاریخ دریافت: 1396/02/11 تاریخ پذیرش: 1396/07/19", 3, None);
    }
}
