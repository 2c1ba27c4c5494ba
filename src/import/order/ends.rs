//! Where paragraphs end, as far as the lines themselves show it: a line is read
//! the better if its paragraph ends with a full stop, and the words of one
//! paragraph say nothing of the first of the next.

use crate::import::order::grams::{Grams, START};
use crate::import::order::read::{Reading, Start};
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

/// What it costs that a heading ends with a colon, which mostly parts it in two.
const COLON: f64 = 2.0;

/// What it costs that a heading ends with a word that leads on to another.
const DANGLES: f64 = 6.0;

/// Words that lead on to another.
const DANGLING: [&str; 19] = [
    "و", "در", "به", "از", "با", "بر", "تا", "که", "یا", "برای", "این", "هر", "می", "نمی", "اگر",
    "زیرا", "اما", "ولی", "،",
];

/// Words that go on from another.
const GOING_ON: [&str; 5] = ["و", "را", "یا", "ها", "های"];

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

/// What stands at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The paragraph goes on.
    None,
    /// A paragraph ends.
    Paragraph,
    /// The line is a heading, or stands by itself as one.
    Heading,
}

/// How a line can begin behind the end of a paragraph or a heading.
pub fn behind(end: &Start, kind: End, grams: &Grams<'_>) -> Start {
    let [_, before, last] = end.words.map(|w| grams.text(w));
    // A number at a heading's end is a note's mark.
    let of_heading = if last == "0" { before } else { last };
    let cost = match kind {
        End::None => return *end,
        End::Heading if DANGLING.contains(&of_heading) => DANGLES,
        End::Heading if of_heading == ":" => COLON,
        End::Paragraph if !matches!(last, "." | "؟" | "!") => OPEN,
        _ => 0.0,
    };
    let score = end.score - cost;
    Start { score, base: score, words: [START; 3], ..*end }
}

/// Makes the reading of a heading less likely that begins with a word that goes on
/// from another.
pub fn judge_head(reading: &mut Reading, chars: &[char]) {
    let first = reading.runs.iter().flat_map(|r| &chars[r.start..r.end]);
    let first: String = first.skip_while(|c| **c == ' ').take_while(|c| **c != ' ').collect();
    if GOING_ON.contains(&first.as_str()) {
        reading.end.score -= DANGLES;
        reading.end.base -= DANGLES;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lexicon::Lexicon;
    use crate::import::order::read::Run;

    fn lines(texts: &[(&str, usize)]) -> Vec<Line> {
        let line = |(text, blanks): &(&str, usize)| Line {
            text: (*text).to_owned(),
            blanks: *blanks,
            ..Line::default()
        };
        texts.iter().map(line).collect()
    }

    #[test]
    fn no_heading_ends_with_a_word_that_leads_on() {
        let lexicon = Lexicon::new("SET UTF-8\n", "2\nباران\nو\n").unwrap();
        let mut grams = Grams::new(&lexicon, &[]);
        let mut score = |word: &str, kind| {
            let words = [START, START, grams.id(word)];
            behind(&Start { words, ..Start::default() }, kind, &grams).score
        };
        assert!(score("و", End::Heading) < score("باران", End::Heading));
        assert!(score(":", End::Heading) < score("باران", End::Heading));
        assert_eq!(score("و", End::None), 0.0);
    }

    #[test]
    fn no_heading_begins_with_a_word_that_goes_on() {
        let chars: Vec<char> = "و برف باران".chars().collect();
        let score = |runs: &[(usize, usize)]| {
            let run = |(start, end): &(usize, usize)| Run {
                start: *start,
                end: *end,
                glued: false,
                single: false,
            };
            let (runs, end) = (runs.iter().map(run).collect(), Start::default());
            let mut reading = Reading { runs, from: 0, end, mean: 0.0, others: Vec::new() };
            judge_head(&mut reading, &chars);
            reading.end.score
        };
        assert!(score(&[(0, 11)]) < score(&[(6, 11), (0, 6)]));
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
