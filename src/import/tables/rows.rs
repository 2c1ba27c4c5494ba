//! Rows that came out as one line each: where a line of words falls into cells.
//!
//! The extractor set the cells of a row side by side, the left one first, with
//! no more than a space between them. Within a cell one word leads to the next,
//! between two cells it does not; so a row is cut where the words part best.

use std::collections::BTreeSet;

use crate::import::lexicon::tokens;
use crate::import::model::{Model, START};
use crate::import::parts::is_stub;
use crate::text::persian::ZWNJ;

/// What two cells with the same words gain: the cells of a row are often alike.
const ALIKE: f64 = 4.0;

/// What a cell gains that another row has in the same column.
const AGAIN: f64 = 3.0;

/// What a cut gains where the space is double: a cell ended in a space of its own.
const DOUBLE: f64 = 3.0;

/// Words that lead to another.
const LEADS: [&str; 6] = ["و", "به", "با", "در", "از", "که"];

/// The most words that a row is searched with; fewer for more than three cells.
const WORDS: usize = 40;

/// The cells of a line, and how well the cut reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The cells as they stand in the line, from left to right.
    pub cells: Vec<String>,
    /// How well they read, as a natural logarithm of a likelihood ratio.
    pub score: f64,
    /// The cells of the second best cut, and how much worse that reads.
    pub other: Option<(Vec<String>, f64)>,
}

/// Cuts the lines of a table into so many cells each. A line that has fewer
/// words gets `None`.
pub fn cut(lines: &[&str], cells: usize, model: &Model) -> Vec<Option<Row>> {
    let none = Vec::new();
    let starts: Vec<usize> = (0..lines.len()).map(|n| shared(lines, n)).collect();
    let read = |n: usize, others: &[Vec<String>]| best(lines[n], cells, model, others, starts[n]);
    let first: Vec<Option<Row>> = (0..lines.len()).map(|n| read(n, &none)).collect();
    let of = |n: usize| -> Vec<Vec<String>> {
        let others = first.iter().enumerate().filter(|(m, _)| *m != n);
        others.filter_map(|(_, r)| r.as_ref().map(|r| r.cells.clone())).collect()
    };
    (0..lines.len()).map(|n| read(n, &of(n))).collect()
}

/// With how many words, at least two, a line begins as another does: a cell that
/// comes again.
fn shared(lines: &[&str], n: usize) -> usize {
    let alike = |m: usize| {
        let pairs = lines[n].split_whitespace().zip(lines[m].split_whitespace());
        pairs.take_while(|(a, b)| a == b).count()
    };
    (0..lines.len()).filter(|m| *m != n).map(alike).max().filter(|k| *k > 1).unwrap_or(0)
}

/// The best cut of a line, given the cells of the other rows.
/// `shared`: how many of its words are the beginning of another row too.
fn best(
    line: &str,
    cells: usize,
    model: &Model,
    others: &[Vec<String>],
    shared: usize,
) -> Option<Row> {
    let words = words(line);
    if words.len() < cells
        || cells == 0
        || words.len() > WORDS
        || (cells > 3 && words.len() > WORDS / 2)
    {
        return None;
    }
    let mut found: Vec<(f64, Vec<usize>)> = Vec::new();
    let mut memo = Memo::new(&words, model);
    let mut cuts: Vec<usize> = (1..cells).collect();
    loop {
        // A wide gap stands inside a cell, in place of a half-space.
        if cuts.iter().all(|c| words[*c].0 < 3) {
            let again = if shared > 0 && cuts.contains(&shared) { AGAIN } else { 0.0 };
            found.push((score(&words, &cuts, &mut memo, others) + again, cuts.clone()));
        }
        if !advance(&mut cuts, words.len()) {
            break;
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let of = |cuts: &[usize]| -> Vec<String> {
        ranges(cuts, words.len()).map(|(a, b)| joined(&words[a..b])).collect()
    };
    let (score, cuts) = found.first()?;
    let other = found.get(1).map(|(second, cuts)| (of(cuts), score - second));
    Some(Row { cells: of(cuts), score: *score, other })
}

/// The next choice of places to cut, in order; whether there is one.
fn advance(cuts: &mut [usize], words: usize) -> bool {
    let k = cuts.len();
    for n in (0..k).rev() {
        if cuts[n] + 1 < words - (k - 1 - n) {
            cuts[n] += 1;
            for m in n + 1..k {
                cuts[m] = cuts[m - 1] + 1;
            }
            return true;
        }
    }
    false
}

fn ranges(cuts: &[usize], words: usize) -> impl Iterator<Item = (usize, usize)> {
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([words]);
    starts.zip(ends)
}

/// How well some cells read: by their words, by their likeness to each other and
/// to those of the same column.
fn score(words: &[(usize, &str)], cuts: &[usize], memo: &mut Memo, others: &[Vec<String>]) -> f64 {
    let ranges: Vec<(usize, usize)> = ranges(cuts, words.len()).collect();
    let mut total: f64 = ranges.iter().map(|r| memo.reading(*r)).sum();
    total += cuts.iter().filter(|c| words[**c].0 == 2).count() as f64 * DOUBLE;
    // A bracket belongs to the words before it.
    total -= cuts.iter().filter(|c| words[**c].1.starts_with(['(', ')'])).count() as f64 * 4.0;
    let sets: Vec<BTreeSet<&str>> = ranges
        .iter()
        .map(|(a, b)| words[*a..*b].iter().map(|w| bare_word(w.1)).collect())
        .collect();
    for pair in sets.windows(2) {
        total += ALIKE * likeness(&pair[0], &pair[1]);
    }
    let cell = |r: (usize, usize)| &words[r.0..r.1];
    let begin = ranges.windows(2).filter(|p| begin_alike(cell(p[0]), cell(p[1]))).count();
    total += begin as f64 * AGAIN;
    for (column, set) in sets.iter().enumerate() {
        let same = others.iter().filter_map(|row| row.get(column));
        let most = same.map(|c| likeness(set, &c.split_whitespace().map(bare_word).collect()));
        let most = most.fold(0.0, f64::max);
        total += if most > 0.3 { AGAIN * most } else { 0.0 };
    }
    total
}

/// Whether two cells begin with the same words: one says what the other does, and more.
fn begin_alike(a: &[(usize, &str)], b: &[(usize, &str)]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| bare_word(a.1) == bare_word(b.1)).count();
    same >= 2
}

/// A word without the marks at its edges.
fn bare_word(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Share of the words that two cells have in common, 0 to 1; all of them where
/// one is made of the other's letters, because its pieces changed places.
fn likeness(a: &BTreeSet<&str>, b: &BTreeSet<&str>) -> f64 {
    let letters = |set: &BTreeSet<&str>| {
        let mut all: Vec<char> = set.iter().flat_map(|w| w.chars()).collect();
        all.sort_unstable();
        all
    };
    if a.len() > 1 && letters(a) == letters(b) {
        return 1.0;
    }
    let long = |w: &&&str| w.chars().count() > 2;
    let common = a.intersection(b).filter(long).count();
    common as f64 / a.union(b).filter(long).count().max(1) as f64
}

/// How well stretches of a line read, each asked once.
struct Memo<'a> {
    words: &'a [(usize, &'a str)],
    model: &'a Model<'a>,
    known: std::collections::BTreeMap<(usize, usize), f64>,
}

impl<'a> Memo<'a> {
    fn new(words: &'a [(usize, &'a str)], model: &'a Model<'a>) -> Self {
        Self { words, model, known: std::collections::BTreeMap::new() }
    }

    fn reading(&mut self, range: (usize, usize)) -> f64 {
        let (words, model) = (self.words, self.model);
        let read = || reading(&words[range.0..range.1], model);
        *self.known.entry(range).or_insert_with(read)
    }
}

/// The words of a line, each with the width of the gap before it.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut gap = 0;
    for word in text.split(' ') {
        if word.is_empty() {
            gap += 1;
        } else {
            out.push((gap + 1, word));
            gap = 0;
        }
    }
    out
}

fn joined(words: &[(usize, &str)]) -> String {
    let mut out = String::new();
    for (n, (gap, word)) in words.iter().enumerate() {
        out.push_str(&" ".repeat(if n == 0 { 0 } else { *gap }));
        out.push_str(word);
    }
    out
}

/// How well some words read as the text of one cell: their pieces, parted by
/// wide gaps, in reverse order, or with one more place where they changed sides.
fn reading(words: &[(usize, &str)], model: &Model) -> f64 {
    let mut pieces: Vec<Vec<&str>> = vec![Vec::new()];
    let mut halves = Vec::new();
    for (n, (gap, word)) in words.iter().enumerate() {
        if n > 0 && *gap >= 2 {
            // A gap as wide as this stands for a half-space.
            halves.push(*gap >= 3);
            pieces.push(Vec::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(word);
        }
    }
    let mut joints = 0.0;
    for (pair, half) in pieces.windows(2).zip(halves) {
        let (left, right) = (pair[1].last().copied(), pair[0].first().copied());
        if let (true, Some(left), Some(right)) = (half, left, right) {
            let joined = model.knows(&format!("{left}{ZWNJ}{right}"));
            joints += match (joined, LEADS.contains(&right)) {
                (_, true) => -6.0,
                (true, _) => 2.0,
                _ => -2.0,
            };
        }
    }
    pieces.reverse();
    let whole = pieces.concat();
    let mut best = flow(&whole, model);
    if pieces.len() == 1 {
        for n in 1..whole.len() {
            let turned = [&whole[n..], &whole[..n]].concat();
            // A word that was broken where the pieces meet is whole again.
            let (left, right) = (whole[whole.len() - 1], whole[0]);
            let broken = !model.knows(left) || !model.knows(right) || left.chars().count() == 1;
            let mended = broken && model.knows(&format!("{left}{right}"));
            best = best.max(flow(&turned, model) + if mended { 3.0 } else { -2.0 });
        }
    }
    best + joints
}

/// How much likelier each word is behind the one before it than at a beginning.
/// What a cell does not begin or end with speaks against it.
fn flow(words: &[&str], model: &Model) -> f64 {
    let first = words.first().copied().unwrap_or("");
    let last = words.last().copied().unwrap_or("");
    let mut score = 0.0;
    if first == "و" || is_stub(first) || first.starts_with(['(', ')', '،', '.']) {
        score -= 4.0;
    }
    if LEADS[..4].contains(&last) || last.ends_with(['،', '/']) {
        score -= 4.0;
    }
    let brackets = words.iter().flat_map(|w| w.chars()).filter(|c| matches!(c, '(' | ')')).count();
    if brackets % 2 == 1 {
        score -= 5.0;
    }
    if words.len() == 1 && first.chars().count() <= 2 {
        score -= 4.0;
    }
    let mut before = None;
    for word in tokens(&words.join(" ")) {
        let word = model.id(&word);
        if let Some(before) = before
            && model.is_known(before)
            && model.is_known(word)
        {
            score += (model.follows(before, word) - model.follows(START, word)).clamp(-4.0, 6.0);
        }
        before = Some(word);
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lexicon::Lexicon;

    #[test]
    fn a_row_is_cut_where_its_words_part() {
        let lexicon =
            Lexicon::new("SET UTF-8\n", "6\nباران\nبهاری\nبرف\nزمستانی\nهوای\nشهر\n").unwrap();
        let mut model = Model::new(&lexicon, &[]);
        for text in ["باران بهاری", "برف زمستانی", "هوای شهر"] {
            model.observe(&tokens(text), 5.0);
        }
        model.settle();
        let lines = ["باران بهاری برف زمستانی هوای شهر", "باران"];
        let rows = cut(&lines, 3, &model);
        let cells = &rows[0].as_ref().unwrap().cells;
        assert_eq!(*cells, ["باران بهاری", "برف زمستانی", "هوای شهر"]);
        assert_eq!(rows[1], None);
    }

    #[test]
    fn cells_that_come_again_are_cells() {
        let lexicon = Lexicon::new("SET UTF-8\n", "1\nباران\n").unwrap();
        let mut model = Model::new(&lexicon, &[]);
        model.settle();
        let rows = cut(&["باد سرد باد سرد هوا", "برف نرم باد سرد کوه"], 3, &model);
        assert_eq!(rows[0].as_ref().unwrap().cells, ["باد سرد", "باد سرد", "هوا"]);
        assert_eq!(rows[1].as_ref().unwrap().cells, ["برف نرم", "باد سرد", "کوه"]);
        let rows = cut(&["باد سرد باد سرد نرم باد سرد کوه"], 3, &model);
        assert_eq!(rows[0].as_ref().unwrap().cells, ["باد سرد", "باد سرد نرم", "باد سرد کوه"]);
    }
}
