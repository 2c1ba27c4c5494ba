//! Cells of words with no more than a space between them: where a line falls
//! into a known number of cells, and to which cells the words of a next line belong.

use std::ops::Range;

use crate::import::lexicon::tokens;
use crate::import::model::{Model, START};
use crate::import::parts::is_stub;
use crate::import::tables::figures::is_figure;
use crate::import::tables::turn;

/// Words that a cell neither begins nor ends with.
const INNER: [&str; 11] = ["و", "یا", "به", "با", "در", "از", "که", "را", "هر", "برای", "بر"];

/// The most words of a header's first line and of its second.
const MOST: [usize; 2] = [40, 10];

/// The most words of a first line that is cut together with a second.
const BOTH: usize = 20;

/// What two cells gain that begin with the same word, and with each further word.
const ALIKE: [f64; 2] = [4.0, 1.0];

/// What a cell loses that begins or ends with a word that none does.
const TORN: f64 = 6.0;

/// What a cell at the edge gains that is a word that columns there are headed by.
const TITLE: f64 = 1.5;

/// The cells of a header: the words of each in the first line and in the second.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// From left to right, as the lines have them.
    pub cells: Vec<[Range<usize>; 2]>,
    /// The second best cut and how much worse it reads.
    pub other: Option<(Vec<[Range<usize>; 2]>, f64)>,
}

/// How well one word leads to another inside a cell, against two cells meeting there.
pub fn bond(a: &str, b: &str, model: &Model) -> f64 {
    match (is_figure(a), is_figure(b)) {
        (true, true) => return -2.0,
        // A number ends what it counts.
        (true, false) if !b.starts_with(['(', ')']) => return -4.0,
        (false, true) => return 1.0,
        _ => {}
    }
    if begins_none(b) || ends_none(a) {
        return 4.0;
    }
    if b.starts_with(['(', ')']) {
        return 3.0;
    }
    let (a, b) = (tokens(a), tokens(b));
    let (Some(a), Some(b)) = (a.last(), b.first()) else { return 0.0 };
    let (a, b) = (model.id(a), model.id(b));
    if !model.is_known(a) || !model.is_known(b) {
        return 0.0;
    }
    (model.follows(a, b) - model.follows(START, b)).clamp(-3.0, 3.0)
}

/// Whether no cell begins with a word.
fn begins_none(word: &str) -> bool {
    INNER.contains(&word) || is_stub(word)
}

/// Whether no cell ends with a word: more has to follow.
fn ends_none(word: &str) -> bool {
    INNER.contains(&word) || word.ends_with(['ٔ', 'ۀ', '،', '/', ':']) || word.ends_with("های")
}

/// Two lines of words with the sums of their bonds.
struct Words<'a> {
    first: &'a [&'a str],
    second: &'a [&'a str],
    /// Sums of the bonds up to each word of the first line, and of the second.
    sums: [Vec<f64>; 2],
    model: &'a Model<'a>,
}

impl<'a> Words<'a> {
    fn new(first: &'a [&'a str], second: &'a [&'a str], model: &'a Model<'a>) -> Self {
        let sums = [first, second].map(|words| sums(words, model));
        Self { first, second, sums, model }
    }

    /// How well words of the first line read as one cell with words of the second.
    fn cell(&self, first: &Range<usize>, second: &Range<usize>) -> f64 {
        let inside = |n: usize, r: &Range<usize>| {
            if r.is_empty() { 0.0 } else { self.sums[n][r.end - 1] - self.sums[n][r.start] }
        };
        let mut score = inside(0, first) + inside(1, second);
        let (a, last) = (self.first[first.start], self.first[first.end - 1]);
        if second.is_empty() {
            score -= if ends_none(last) { TORN } else { 0.0 };
        } else {
            score += bond(last, self.second[second.start], self.model) - 0.5;
            score -= if ends_none(self.second[second.end - 1]) { TORN } else { 0.0 };
        }
        score -= if begins_none(a) { TORN } else { 0.0 };
        let edge = first.start == 0 || first.end == self.first.len();
        score + if edge && first.len() == 1 && turn::is_title(a) { TITLE } else { 0.0 }
    }

    /// How much two neighbouring cells are alike at their beginnings and ends.
    fn alike(&self, [a, on]: &[Range<usize>; 2], [b, next]: &[Range<usize>; 2]) -> f64 {
        let (a, b) = (&self.first[a.clone()], &self.first[b.clone()]);
        // What tells them apart stands in the second line.
        if a == b && !self.second.is_empty() && (on.is_empty() || next.is_empty()) {
            return 0.0;
        }
        let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
        if same > 0 && (same < a.len().min(b.len()) || a == b) {
            return ALIKE[0] + ALIKE[1] * (same - 1) as f64;
        }
        match (a.last(), b.last()) {
            (Some(_), Some(_)) if a.len() > 1 && b.len() > 1 && a.last() == b.last() => 1.0,
            (Some(a), Some(b)) if is_figure(a) && is_figure(b) => 1.5,
            _ => 0.0,
        }
    }
}

fn sums(words: &[&str], model: &Model) -> Vec<f64> {
    let mut out = vec![0.0];
    for (n, pair) in words.windows(2).enumerate() {
        // A word that stands before several numbers belongs to them.
        let again =
            |(m, other): (usize, &[&str])| m != n && other[0] == pair[0] && is_figure(other[1]);
        let counted = is_figure(pair[1]) && !is_figure(pair[0]);
        let bond = match counted && words.windows(2).enumerate().any(again) {
            true => 4.0,
            false => bond(pair[0], pair[1], model),
        };
        out.push(out.last().copied().unwrap_or(0.0) + bond);
    }
    out
}

/// Cuts the lines of a header into so many cells; the second line may be empty,
/// and is where cells of the first go on. `None` where there are too few words,
/// or too many to search.
pub fn cut(first: &[&str], second: &[&str], cells: usize, model: &Model) -> Option<Head> {
    let most = if second.is_empty() { MOST[0] } else { BOTH };
    if cells == 0 || first.len() < cells || first.len() > most || second.len() > MOST[1] {
        return None;
    }
    let words = Words::new(first, second, model);
    let (score, best) = search(&words, cells, None)?;
    // The best of those that lack one of the cuts.
    let mut other: Option<(Vec<[Range<usize>; 2]>, f64)> = None;
    for banned in best.iter().skip(1).map(|c| c[0].start) {
        let Some((second, cells)) = search(&words, cells, Some(banned)) else { continue };
        if other.as_ref().is_none_or(|o| score - second < o.1) {
            other = Some((cells, score - second));
        }
    }
    Some(Head { cells: best, other })
}

/// A way to read some cells: their score, the one before, the last cell.
type Step = (f64, usize, [Range<usize>; 2]);

/// The best cut that has no cell beginning at the `banned` word of the first line.
fn search(
    words: &Words,
    cells: usize,
    banned: Option<usize>,
) -> Option<(f64, Vec<[Range<usize>; 2]>)> {
    let (n, m) = (words.first.len(), words.second.len());
    let mut layers: Vec<Vec<Step>> = vec![vec![(0.0, 0, [0..0, 0..0])]];
    for count in 0..cells {
        let left = cells - count - 1;
        let mut best: Vec<Option<Step>> = vec![None; (n + 1) * (n + 1) * (m + 1)];
        for (index, (before, _, last)) in layers.last()?.iter().enumerate() {
            let (i, j) = (last[0].end, last[1].end);
            if count > 0 && banned == Some(i) {
                continue;
            }
            let ends = if left == 0 { n..=n } else { i + 1..=n.saturating_sub(left) };
            for end in ends {
                for to in if left == 0 { m..=m } else { j..=m } {
                    let cell = [i..end, j..to];
                    let alike = if count > 0 { words.alike(last, &cell) } else { 0.0 };
                    let score = before + words.cell(&cell[0], &cell[1]) + alike;
                    let slot = &mut best[(i * (n + 1) + end) * (m + 1) + to];
                    if slot.as_ref().is_none_or(|s| score > s.0) {
                        *slot = Some((score, index, cell));
                    }
                }
            }
        }
        layers.push(best.into_iter().flatten().collect());
    }
    let last = layers.last()?;
    let (mut at, step) =
        last.iter().enumerate().max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.0.cmp(&a.0)))?;
    let score = step.0;
    let mut out = Vec::new();
    for layer in layers.iter().skip(1).rev() {
        let (_, before, cell) = layer.get(at)?;
        out.push(cell.clone());
        at = *before;
    }
    out.reverse();
    Some((score, out))
}

/// A cell that may go on: its last word, its width and how wide its column gets.
#[derive(Clone, Copy, Debug)]
pub struct Open<'a> {
    /// `None` where the cell takes no more words.
    pub last: Option<&'a str>,
    /// The width of its last line, in characters.
    pub width: usize,
    /// The width of the widest line in its column.
    pub widest: usize,
}

/// Gives the words of a line to the cells of the line before, in their order:
/// the words of each cell, and how well that reads.
pub fn spread(words: &[&str], cells: &[Open], model: &Model) -> Option<(Vec<Range<usize>>, f64)> {
    if words.is_empty() || words.len() > MOST[0] {
        return None;
    }
    let n = words.len();
    let sums = sums(words, model);
    let wide = |w: &str| w.chars().count();
    let gain = |cell: &Open, from: usize, to: usize| -> Option<f64> {
        if from == to {
            return Some(0.0);
        }
        let last = cell.last?;
        // A word goes to the next line because it found no room.
        let room = cell.width + 1 + wide(words[from]) <= cell.widest;
        let full = cell.width as f64 / cell.widest.max(1) as f64;
        let fits = if room { -4.0 } else { full };
        Some(bond(last, words[from], model) + sums[to - 1] - sums[from] + fits - 1.0)
    };
    let mut best: Vec<Option<f64>> = vec![None; n + 1];
    best[0] = Some(0.0);
    let mut from = Vec::new();
    for cell in cells {
        let mut next: Vec<Option<f64>> = vec![None; n + 1];
        let mut came = vec![0; n + 1];
        for (start, before) in best.iter().enumerate() {
            let Some(before) = *before else { continue };
            for end in start..=n {
                let Some(gain) = gain(cell, start, end) else { continue };
                if next[end].is_none_or(|s| before + gain > s) {
                    next[end] = Some(before + gain);
                    came[end] = start;
                }
            }
        }
        best = next;
        from.push(came);
    }
    let score = best[n]?;
    let mut end = n;
    let mut out = Vec::new();
    for came in from.iter().rev() {
        out.push(came[end]..end);
        end = came[end];
    }
    out.reverse();
    Some((out, score))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lexicon::Lexicon;

    #[track_caller]
    fn check(first: &str, second: &str, expected: &[&str]) {
        let lexicon = Lexicon::new("SET UTF-8\n", "4\nباغ\nمیوه\nانار\nبار\n").unwrap();
        let mut model = Model::new(&lexicon, &[]);
        model.observe(&tokens("بار انار"), 5.0);
        model.settle();
        let (a, b): (Vec<&str>, Vec<&str>) =
            (first.split_whitespace().collect(), second.split_whitespace().collect());
        let head = cut(&a, &b, expected.len(), &model).unwrap();
        let text = |c: &[Range<usize>; 2]| [&a[c[0].clone()], &b[c[1].clone()]].concat().join(" ");
        assert_eq!(head.cells.iter().map(text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn cells_that_begin_alike_are_told_apart() {
        check(
            "باغ میوه سال 1390 میوه سال 1395 کارگر",
            "",
            &["باغ", "میوه سال 1390", "میوه سال 1395", "کارگر"],
        );
        check(
            "کارگر میوه در میوه در باغ",
            "1395 1390",
            &["کارگر", "میوه در 1395", "میوه در 1390", "باغ"],
        );
        check("باغ بار انار", "", &["باغ", "بار انار"]);
    }

    #[test]
    fn a_next_line_goes_to_the_cell_that_had_no_room() {
        let lexicon = Lexicon::new("SET UTF-8\n", "1\nباغ\n").unwrap();
        let mut model = Model::new(&lexicon, &[]);
        model.settle();
        let open = |last, width, widest| Open { last, width, widest };
        let cells = [open(Some("پهن"), 11, 12), open(None, 2, 2), open(Some("سرخ"), 4, 12)];
        let (found, _) = spread(&["گرد", "تلخ"], &cells, &model).unwrap();
        assert_eq!(found, [0..2, 2..2, 2..2]);
    }
}
