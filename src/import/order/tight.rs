//! Lines set tight whose words stand one by one in reverse order.
//!
//! A line that is read word by word shows it by its wide gaps; set tight it has
//! none, and only the words say that they read better from the last to the
//! first. What the line itself says of them is no evidence, so each line is
//! judged by what every other line of the article says.

use crate::import::lexicon::{Lexicon, tokens};
use crate::import::model::Model;
use crate::import::source::Line;
use crate::text::persian::KASHIDA;

/// How many lines with wide gaps an article has at least that has tight ones, too.
const SIGNS: usize = 3;

/// The fewest words that say enough.
const WORDS: usize = 6;

/// How much better a line must read: natural logarithm of the odds that such a
/// line is in order, in an article that has lines in disorder.
const PRIOR: f64 = 8.0;

/// For each line its words from the last to the first, with how much better that
/// reads than the line as it stands, where anything speaks for it.
/// `is_scattered`: whether a line shows wide gaps.
pub fn turned(
    lines: &[Line],
    is_scattered: impl Fn(&Line) -> bool,
    lexicon: &Lexicon,
    names: &[String],
) -> Vec<Option<(String, f64)>> {
    let mut out = vec![None; lines.len()];
    if lines.iter().filter(|l| is_scattered(l)).count() < SIGNS {
        return out;
    }
    let words = |line: &Line| tokens(&line.text.replace(KASHIDA, ""));
    for half in 0..2 {
        let mut model = Model::new(lexicon, names);
        let others = lines.iter().enumerate().filter(|(n, _)| n % 2 != half).map(|(_, l)| l);
        for line in others.filter(|l| !l.is_latin() && !is_scattered(l)) {
            model.observe(&words(line), 1.0);
        }
        model.settle();
        let score = |row: &[String]| {
            let ids: Vec<_> = row.iter().map(|w| model.id(w)).collect();
            ids.windows(2).map(|w| model.follows(w[0], w[1])).sum::<f64>()
        };
        for (n, line) in lines.iter().enumerate().filter(|(n, _)| n % 2 == half) {
            let apart: Vec<&str> = line.text.split_whitespace().rev().collect();
            if line.is_latin() || line.text.contains("  ") || apart.len() < WORDS {
                continue;
            }
            let text = apart.join(" ");
            let gain = score(&tokens(&text)) - score(&words(line));
            if gain > 0.0 {
                out[n] = Some((text, gain - PRIOR));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAIN: &str = "باران آرام بر شهر کوچک ما بارید و کسی در خیابان نبود";

    fn lines(last: &str, wide: usize) -> Vec<Line> {
        let line = |text: &str| Line { text: text.to_owned(), ..Line::default() };
        let mut lines = vec![line(RAIN); 8];
        lines.extend(vec![line("نبود  خیابان  در  کسی"); wide]);
        lines.push(line(last));
        lines
    }

    #[track_caller]
    fn check(last: &str, wide: usize, expected: Option<&str>) {
        let dic: Vec<&str> = RAIN.split(' ').collect();
        let dic = format!("{}\n{}\n", dic.len(), dic.join("\n"));
        let lexicon = Lexicon::new("SET UTF-8\n", &dic).unwrap();
        let lines = lines(last, wide);
        let found = turned(&lines, |l| l.text.contains("  "), &lexicon, &[]).pop().unwrap();
        let found = found.filter(|(_, margin)| *margin > 0.0).map(|(text, _)| text);
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn a_tight_line_is_turned_round_where_others_are_in_disorder() {
        let reversed = "نبود خیابان در کسی و بارید ما کوچک شهر بر آرام باران";
        check(reversed, 3, Some(RAIN));
        check(reversed, 0, None);
        check(RAIN, 3, None);
    }
}
