//! The search for an article's reading order: which cut of each line into
//! pieces, read from the line's end to its beginning, reads best as Persian.
//!
//! An extractor that keeps one buffer a line and puts each run in front of what
//! it has gives `piece_n … piece_2 piece_1`. So the search begins at the line's
//! end, with the words of the line before as context, and takes one piece after
//! the other. It is a beam search: for every place in the line the best few
//! readings of what stands behind it are kept, and the best few of a line go on
//! into the next one, so that a line's last words are also judged by what follows.

use crate::import::charmap::undone::Undone;
use crate::import::order::cuts;
use crate::import::order::decode::{Cut, spans};
use crate::import::order::effort::Effort;
use crate::import::order::gaps;
use crate::import::order::grams::{Grams, Own, Part, START};
use crate::import::order::words::part_text;
use crate::text::numbers::NumberMap;

/// One piece of a line in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// First character.
    pub start: usize,
    /// The character behind its last.
    pub end: usize,
    /// Whether it goes on inside a word that the piece before it began.
    pub glued: bool,
    /// Whether the line is read word by word here.
    pub single: bool,
}

/// How a line can begin: the end of a reading of the lines before it.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// Logarithm of its probability, that of the best reading taken as 0.
    pub score: f64,
    /// The score without the last word.
    pub(super) base: f64,
    pub(super) words: [Part; 3],
    /// Whether the line before is read word by word.
    pub(super) single: bool,
}

impl Default for Start {
    fn default() -> Self {
        Self { score: 0.0, base: 0.0, words: [START; 3], single: false }
    }
}

/// A reading of a line.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The pieces in reading order.
    pub runs: Vec<Run>,
    /// Which of the starts handed in it goes on from.
    pub from: usize,
    /// How the next line can begin.
    pub end: Start,
    /// The mean logarithm of a word's probability in the line.
    pub mean: f64,
    /// Readings that end in the same words, with how much less likely they are.
    pub others: Vec<(f64, Vec<Run>)>,
}

/// How much the words weigh beside the gaps: their counts are few, and more
/// certain of themselves than they should be.
const WORDS: f64 = 0.8;

/// What it costs to take the rest of a line for one that is read word by word.
const WORDWISE: f64 = -5.0;

/// The same, where the line before is, and what it costs that it ends at a wide gap.
const CARRIED: f64 = -1.5;
const LEFT: f64 = -1.0;

/// What it costs that a piece begins a new word, and that it goes on inside one.
const APART: f64 = -0.25;
const GLUED: f64 = -2.0;

#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) score: f64,
    pub(super) base: f64,
    /// What pruning goes by: the score, or what it may become when a word that
    /// was only begun is finished.
    pub(super) rank: f64,
    pub(super) words: [Part; 3],
    /// Whether the line is being read word by word here.
    pub(super) single: bool,
    pub(super) back: usize,
}

pub(super) struct Step {
    pub(super) parent: usize,
    pub(super) run: Run,
}

pub(super) struct Token {
    start: usize,
    end: usize,
    part: Part,
}

/// A piece as a row of words.
pub(super) struct Row {
    start: usize,
    end: usize,
    /// Its words' numbers: the first three, and the last three.
    head: [Part; 3],
    tail: [Part; 3],
    length: usize,
    /// Scores of the words behind the third, without the last.
    inner: f64,
    /// Score of the last word, where it is behind the third.
    last: f64,
}

/// The search, with what it has learnt of words so far.
#[derive(Debug)]
pub struct Reader<'g, 'a> {
    /// The counts.
    pub grams: &'g mut Grams<'a>,
    pub(super) effort: Effort,
    pub(super) undone: &'g Undone,
    pub(super) joins: NumberMap<(Part, Part), Option<Part>>,
    pub(super) hopes: NumberMap<Part, Option<f64>>,
}

/// The search in one line.
pub(super) struct Search<'r, 'g, 'a> {
    pub(super) reader: &'r mut Reader<'g, 'a>,
    pub(super) chars: &'r [char],
    own: &'r Own,
    pub(super) tokens: Vec<Token>,
    sums: Vec<f64>,
    parts: NumberMap<(usize, usize), Part>,
    memo: NumberMap<(Part, Part, Part), f64>,
    pub(super) steps: Vec<Step>,
    /// Whether the next piece is read as one of a row of words.
    pub(super) single: bool,
    /// For a step that was kept, the best step that gave way to it because both
    /// end in the same words, and how much less likely that was.
    pub(super) losers: NumberMap<usize, (f64, usize)>,
}

impl<'g, 'a> Reader<'g, 'a> {
    /// A reader that goes by these counts.
    pub fn new(grams: &'g mut Grams<'a>, undone: &'g Undone, effort: Effort) -> Self {
        Self { grams, undone, effort, joins: NumberMap::default(), hopes: NumberMap::default() }
    }

    /// The words of a stretch of a line.
    pub fn part(&mut self, chars: &[char]) -> Part {
        let text = part_text(chars);
        self.grams.late_id(&text)
    }

    /// The best readings of a line, best first, given where it may be cut, in
    /// rising order, and how it can begin.
    pub fn read(
        &mut self,
        chars: &[char],
        cuts: &[Cut],
        wide: bool,
        own: &Own,
        starts: &[Start],
    ) -> Vec<Reading> {
        let mut search = Search {
            reader: self,
            chars,
            own,
            tokens: Vec::new(),
            sums: Vec::new(),
            parts: NumberMap::default(),
            memo: NumberMap::default(),
            steps: Vec::new(),
            single: false,
            losers: NumberMap::default(),
        };
        search.prepare();
        search.run(cuts, wide, starts)
    }
}

impl Search<'_, '_, '_> {
    fn prepare(&mut self) {
        for (start, end) in spans(self.chars) {
            let part = self.part(start, end);
            self.tokens.push(Token { start, end, part });
        }
        let mut sum = 0.0;
        for i in 0..self.tokens.len() {
            if i >= 2 {
                let w = [i - 2, i - 1, i].map(|n| self.tokens[n].part);
                sum += self.follows(w[0], w[1], w[2]);
            }
            self.sums.push(sum);
        }
    }

    fn part(&mut self, start: usize, end: usize) -> Part {
        if let Some(part) = self.parts.get(&(start, end)) {
            return *part;
        }
        let part = self.reader.part(&self.chars[start..end]);
        self.parts.insert((start, end), part);
        part
    }

    fn follows(&mut self, a: Part, b: Part, c: Part) -> f64 {
        if let Some(score) = self.memo.get(&(a, b, c)) {
            return *score;
        }
        let score = WORDS * self.reader.grams.follows(a, b, c, self.own);
        self.memo.insert((a, b, c), score);
        score
    }

    fn run(&mut self, cuts: &[Cut], wide: bool, starts: &[Start]) -> Vec<Reading> {
        let effort = self.reader.effort;
        let mut states = Vec::new();
        for (n, start) in starts.iter().enumerate() {
            let Start { score, base, words, single } = *start;
            // A step that stands for the start itself.
            let run = Run { start: 0, end: 0, glued: false, single: false };
            self.steps.push(Step { parent: n, run });
            let state = State { score, base, rank: score, words, single: false, back: n };
            states.push(state);
            if single {
                states.push(State { single, ..state.shifted(CARRIED) });
            }
        }
        let roots = starts.len();
        let mut places = vec![Cut { at: 0, cut: 0.0, keep: 0.0 }];
        places.extend(cuts);
        places.push(Cut { at: self.chars.len(), cut: 0.0, keep: 0.0 });
        let mut ends = self.backwards(&places, states.clone());
        if let Some(at) = gaps::leading(self.chars) {
            ends.extend(self.rotated(&places, at, states.clone()));
        }
        if wide {
            ends.extend(self.interleaved(cuts, states));
        }
        let ends = self.paired(ends, roots);
        let ends = self.prune(ends, effort.ends);
        let top = ends.iter().map(|s| s.score).fold(f64::NEG_INFINITY, f64::max);
        let mut out: Vec<Reading> =
            ends.iter().map(|state| self.reading(state, top, roots)).collect();
        out.sort_by(|a, b| b.end.score.total_cmp(&a.end.score));
        out
    }

    /// Reads a stretch from its end to its beginning. The first and the last of
    /// `places` are its edges.
    pub(super) fn backwards(&mut self, places: &[Cut], states: Vec<State>) -> Vec<State> {
        let effort = self.reader.effort;
        let mut stacks: Vec<Vec<State>> = vec![Vec::new(); places.len()];
        let Some(edge) = places.len().checked_sub(1) else { return states };
        stacks[edge] = states;
        let singles = cuts::wordwise(self.chars, places);
        for a in (1..places.len()).rev() {
            let states = self.prune(std::mem::take(&mut stacks[a]), effort.beam);
            let Some(top) = states.first().map(|s| s.rank) else { continue };
            // What the places cost that are left uncut, and what they do word by word.
            let (mut kept, mut left) = (0.0, 0.0);
            for c in (0..a).rev() {
                if let Some(row) = self.row(places[c].at, places[a].at) {
                    let costs = (places[c].cut + kept, singles[c].cut + left);
                    let begins = cuts::is_space(self.chars, places[c].at)
                        && self.is_word(row.start, row.end);
                    for state in states.iter().take_while(|s| s.rank > top - effort.width) {
                        self.single = state.single;
                        let cost = if state.single { costs.1 } else { costs.0 };
                        self.extend(state, &row, cost, &mut stacks[c]);
                        if begins && !state.single {
                            self.single = true;
                            self.extend(state, &row, costs.1 + WORDWISE, &mut stacks[c]);
                        } else if state.single && cuts::gap(self.chars, row.end) > 1 {
                            self.single = false;
                            self.extend(state, &row, costs.0 + LEFT, &mut stacks[c]);
                        }
                    }
                    if stacks[c].len() > effort.beam * 16 {
                        stacks[c] = self.prune(std::mem::take(&mut stacks[c]), effort.beam);
                    }
                }
                kept += places[c].keep;
                left += singles[c].keep;
                if kept < -10.0 && left < -10.0 {
                    break;
                }
            }
        }
        self.prune(std::mem::take(&mut stacks[0]), effort.beam)
    }

    /// Whether there is no space inside a stretch.
    fn is_word(&self, start: usize, end: usize) -> bool {
        let chars = &self.chars[start..end];
        !chars.iter().skip_while(|c| **c == ' ').skip_while(|c| **c != ' ').any(|c| *c != ' ')
    }

    /// A piece as words; `None` where it has none.
    pub(super) fn row(&mut self, start: usize, end: usize) -> Option<Row> {
        let i = self.tokens.partition_point(|t| t.end <= start);
        let j = self.tokens.partition_point(|t| t.start < end);
        if i >= j {
            return None;
        }
        let length = j - i;
        let word = |n: usize| {
            let (s, e) = (self.tokens[n].start.max(start), self.tokens[n].end.min(end));
            if s == self.tokens[n].start && e == self.tokens[n].end { None } else { Some((s, e)) }
        };
        let cut = [word(i), word(j - 1)];
        let first = cut[0].map_or(self.tokens[i].part, |(s, e)| self.part(s, e));
        let last = cut[1].map_or(self.tokens[j - 1].part, |(s, e)| self.part(s, e));
        let at = |n: usize| {
            if n == i {
                first
            } else if n + 1 == j {
                last
            } else {
                self.tokens[n].part
            }
        };
        let pick = |n: usize| if n < length { at(i + n) } else { START };
        let head = [pick(0), pick(1), pick(2)];
        let back = |n: usize| if n < length { at(j - 1 - n) } else { START };
        let tail = [back(2), back(1), back(0)];
        let (mut inner, mut end_score) = (0.0, 0.0);
        if length > 3 {
            end_score = self.follows(tail[0], tail[1], tail[2]);
            if length > 4 {
                // The fourth word meets the first three, of which only the first can be cut.
                inner = self.sums[j - 2] - self.sums[i + 2];
            }
        }
        Some(Row { start, end, head, tail, length, inner, last: end_score })
    }

    /// Reads one more piece, as a new word or as one that goes on.
    pub(super) fn extend(&mut self, state: &State, row: &Row, cost: f64, out: &mut Vec<State>) {
        for glued in [false, true] {
            let (mut words, mut score, mut base);
            if glued {
                let Some(joined) = self.reader.join(state.words[2], row.head[0]) else { continue };
                let single = |p| self.reader.grams.text(p).chars().count() == 1;
                let single = single(state.words[2]) || single(row.head[0]);
                base = state.base + cost + if single { -0.5 } else { GLUED };
                words = [state.words[0], state.words[1], joined];
                score = base + self.follows(words[0], words[1], joined);
            } else {
                base = state.score + cost + APART;
                words = [state.words[1], state.words[2], row.head[0]];
                score = base + self.follows(words[0], words[1], words[2]);
            }
            for n in 1..row.length.min(3) {
                base = score;
                words = [words[1], words[2], row.head[n]];
                score = base + self.follows(words[0], words[1], words[2]);
            }
            if row.length > 3 {
                base = score + row.inner;
                score = base + row.last;
                words = row.tail;
            }
            let mut rank = score;
            if let Some(hope) = self.reader.hope(words[2]) {
                rank = rank.max(base + hope);
            }
            let run = Run { start: row.start, end: row.end, glued, single: self.single };
            self.steps.push(Step { parent: state.back, run });
            out.push(State {
                score,
                base,
                rank,
                words,
                single: self.single,
                back: self.steps.len() - 1,
            });
        }
    }
}

impl State {
    /// The state, less or more likely.
    pub(super) fn shifted(self, by: f64) -> Self {
        Self { score: self.score + by, base: self.base + by, rank: self.rank + by, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lexicon::Lexicon;
    use crate::import::order::cuts::{Alone, Places};
    use crate::import::order::words::parts;

    /// Reads `line` after an article has said `prose`; pieces are parted by `|`,
    /// and by `+` where a word goes on.
    #[track_caller]
    fn check(prose: &[&str], line: &str, wide: bool, expected: &str) {
        let words: std::collections::BTreeSet<String> =
            prose.iter().flat_map(|p| parts(p)).filter(|w| w.chars().count() > 1).collect();
        let dic: Vec<String> = words.into_iter().collect();
        let lexicon =
            Lexicon::new("SET UTF-8\n", &format!("{}\n{}\n", dic.len(), dic.join("\n"))).unwrap();
        let mut grams = Grams::new(&lexicon, &[]);
        for passage in prose {
            let row: Vec<Part> = parts(passage).iter().map(|p| grams.id(p)).collect();
            grams.observe(&row, 2.0);
        }
        grams.settle();
        let (undone, own) = (Undone::default(), Own::default());
        let mut reader = Reader::new(&mut grams, &undone, Effort::of(1));
        let chars: Vec<char> = line.chars().collect();
        let places = Places { loose: 0.0, alone: &Alone::default(), dropped: &[], inside: true };
        let cuts = places.cuts(&chars, &mut reader, &own);
        let readings = reader.read(&chars, &cuts, wide, &own, &[Start::default()]);
        let mut out = String::new();
        for run in &readings[0].runs {
            if !out.is_empty() {
                out.push(if run.glued { '+' } else { '|' });
            }
            let text: String = chars[run.start..run.end].iter().collect();
            out.push_str(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        assert_eq!(out, expected);
    }

    #[test]
    fn a_line_set_tight_is_read_word_by_word_to_its_end() {
        let prose = [RAIN; 4];
        let expected = "باران|آرام|بر|شهر|کوچک|ما|می|بارید|و|کسی|در|خیابان";
        check(&prose, "خیابان در کسی و بارید می ما کوچک شهر بر آرام باران", false, expected);
    }

    const RAIN: &str = "باران آرام بر شهر کوچک ما می\u{200C}بارید و کسی در خیابان‌های خیس نبود";

    #[test]
    fn pieces_are_read_from_the_end_of_the_line() {
        let expected = "باران آرام|بر شهر کوچک ما|می|بارید و کسی در خیابان";
        check(&[RAIN], "بارید و کسی در خیابان  می  بر شهر کوچک ما  باران آرام", false, expected);
    }

    #[test]
    fn pieces_that_met_in_one_word_come_apart() {
        let expected = "باران آرام بر شهر|کوچک ما";
        check(&[RAIN], "کوچک ماباران آرام بر شهر", false, expected);
    }

    #[test]
    fn a_word_that_was_broken_is_whole_again() {
        let expected = "باران آرام بر شهر کو+چک ما";
        check(&[RAIN], "چک ما  باران آرام بر شهر کو", false, expected);
    }

    #[test]
    fn runs_of_a_line_set_wide_are_taken_apart() {
        // Runs: باران آرام بر شهر ‖ کوچک ما می‌بارید; each left to right, the last
        // part of the second glued to the first of the first.
        let expected = "باران|آرام|بر|شهر|کوچک|ما|می|بارید و";
        check(&[RAIN], "شهر  بر  آرام  بارید وباران  می  ما  کوچک", true, expected);
    }
}
