//! Where paragraphs end, as far as the lines themselves show it: a line is read
//! the better if its paragraph ends with a full stop, and the words of one
//! paragraph say nothing of the first of the next.

use crate::import::order::grams::{Grams, START};
use crate::import::order::read::Start;
use crate::import::source::Line;

/// Blank lines that stand behind more lines than this share do not show paragraphs.
const OFTEN: f64 = 0.6;

/// Nor do they where a smaller share of the lines before them is short, of at least
/// so many: the last line of a paragraph seldom is as wide as the column.
const LAST: f64 = 0.3;
const FEWEST: usize = 8;

/// A line that is shorter than this share of the column ends its paragraph.
const SHORT: f64 = 0.7;

/// The share of lines that are no longer than the column is taken to be.
const COLUMN: f64 = 0.7;

/// What it costs that a paragraph ends without a full stop.
const OPEN: f64 = 3.0;

/// Whether a paragraph ends with each line: a blank line follows where only some
/// lines have one, or the line is much shorter than the column is wide.
pub fn of_paragraphs(lines: &[Line]) -> Vec<bool> {
    let width = |l: &Line| l.text.chars().filter(|c| *c != ' ').count();
    let mut widths: Vec<usize> = lines.iter().map(width).collect();
    widths.sort_unstable();
    let column = widths.get((widths.len() as f64 * COLUMN) as usize).copied().unwrap_or(0);
    let is_parted = |n: usize| lines.get(n + 1).is_none_or(|next| next.blanks > 0);
    let parted = (0..lines.len()).filter(|n| is_parted(*n)).count();
    let is_short = |line: &Line| (width(line) as f64) < column as f64 * SHORT;
    let ended = (0..lines.len()).filter(|n| is_parted(*n) && is_short(&lines[*n])).count();
    let telling = (parted as f64) < lines.len() as f64 * OFTEN
        && (parted < FEWEST || ended as f64 >= parted as f64 * LAST);
    let closes = |n: usize| telling && is_parted(n) || is_short(&lines[n]);
    (0..lines.len()).map(closes).collect()
}

/// How a line can begin behind the end of a paragraph.
pub fn behind(end: &Start, grams: &Grams<'_>) -> Start {
    let is_open = !matches!(grams.text(end.words[2]), "." | "؟" | "!");
    let score = end.score - if is_open { OPEN } else { 0.0 };
    Start { score, base: score, words: [START; 3], ..*end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[(&str, usize)]) -> Vec<Line> {
        let line = |(text, blanks): &(&str, usize)| Line {
            text: (*text).to_owned(),
            blanks: *blanks,
            ..Line::default()
        };
        texts.iter().map(line).collect()
    }

    #[test]
    fn a_paragraph_ends_at_a_short_line_and_before_a_blank_one() {
        let long = "باران آرام بر شهر کوچک ما می بارید";
        let some = lines(&[(long, 0), (long, 0), ("باران", 0), (long, 0), (long, 1), (long, 0)]);
        assert_eq!(of_paragraphs(&some), [false, false, true, true, false, true]);
        let second: Vec<(&str, usize)> = (0..30).map(|n| (long, n % 2)).collect();
        let shown = of_paragraphs(&lines(&second));
        assert!(!shown.contains(&true), "a blank line behind every second line says nothing");
        let every = lines(&[(long, 0), (long, 1), ("باران", 1), (long, 1)]);
        assert_eq!(of_paragraphs(&every), [false, false, true, false]);
    }
}
