//! The map undone in context, when the lines are in order.
//!
//! A word that can have been several known words is decided by its neighbours:
//! the likeliest row of words is searched for along the whole article. What stays
//! open is a doubt with its readings.

use std::collections::BTreeMap;

use crate::import::charmap::CharMap;
use crate::import::charmap::before::alone;
use crate::import::charmap::judge::Judge;
use crate::import::charmap::reading::{Reading, damaged, readings};
use crate::import::charmap::word_spans;
use crate::import::ledger::{Ledger, Open};
use crate::import::lexicon::{is_word_char, tokens};
use crate::import::model::{Model, START};
use crate::import::order::reference::{Known, Reference};
use crate::import::order::words::parts;
use crate::import::report::Candidate;
use crate::import::source::Line;

/// How often the text is read: the first reading teaches the second which words
/// follow which.
const ROUNDS: usize = 2;

/// A second reading at least so likely makes a doubt.
const OPEN: f32 = 0.1;

/// How much Persian at large weighs beside the article's own words.
const AT_LARGE: f64 = 0.5;

/// The probability of a word that Persian at large does not have.
const UNSEEN: f64 = 1e-7;

/// How many readings of a word are weighed.
const READINGS: usize = 6;

/// One reading of a place, with its likelihood by itself.
#[derive(Clone, Debug)]
struct Choice {
    word: String,
    score: f64,
}

/// A word of a line that can be several.
#[derive(Debug)]
struct Place {
    line: usize,
    start: usize,
    end: usize,
    choices: Vec<Choice>,
    /// Which is taken.
    taken: usize,
    /// Scores of the choices between their neighbours.
    scores: Vec<f64>,
}

/// Decides what a word by itself could not.
pub fn settle(
    map: &CharMap,
    lines: &mut [Line],
    judge: &Judge<'_>,
    names: &[String],
    ledger: &mut Ledger,
) {
    if map.rules.is_empty() {
        return;
    }
    let mut places = places(map, lines, judge);
    for _ in 0..ROUNDS {
        let model = model(lines, &places, judge, names);
        for n in 0..places.len() {
            let scores = weigh(lines, &places, n, &model);
            let place = &mut places[n];
            place.taken = best(&scores);
            place.scores = scores;
        }
    }
    write(map, lines, &places, ledger);
}

/// All words that can be several.
fn places(map: &CharMap, lines: &[Line], judge: &Judge<'_>) -> Vec<Place> {
    let mut memory: BTreeMap<String, Vec<Choice>> = BTreeMap::new();
    let mut out = Vec::new();
    for (line, text) in lines.iter().enumerate().filter(|(_, l)| !l.is_latin()) {
        let chars: Vec<char> = text.text.chars().collect();
        for (start, end) in word_spans(&chars) {
            let word: String = chars[start..end].iter().collect();
            let choices =
                memory.entry(word.clone()).or_insert_with(|| choices(map, &word, judge)).clone();
            if choices.len() > 1 || choices.first().is_some_and(|c| c.word != word) {
                out.push(Place { line, start, end, choices, taken: 0, scores: Vec::new() });
            }
        }
    }
    out
}

/// What a word of the text can be: what comes out of the font as it does.
fn choices(map: &CharMap, word: &str, judge: &Judge<'_>) -> Vec<Choice> {
    let source: Vec<char> = damaged(map, word).chars().collect();
    let all = readings(map, &source);
    // A letter was put back where a hole was; the hole can still have been a mere gap.
    let filled = all.iter().any(|r| r.hole && r.word == word);
    let known = judge.knows(word);
    let hole = |r: &Reading| match (r.hole, filled) {
        // It was filled because it was seen.
        (false, true) => -3.0,
        (true, false) if !known => (1.0 - map.gaps.left).max(1e-3).ln(),
        (true, false) => -30.0,
        _ => 0.0,
    };
    let score = |r: Reading| Choice { score: alone(&r, judge) + hole(&r), word: r.word };
    let mut choices: Vec<Choice> = all.into_iter().map(score).collect();
    choices.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.word.cmp(&b.word)));
    let top = choices.first().map_or(0.0, |c| c.score);
    choices.retain(|c| c.score > top - 9.0);
    choices.truncate(READINGS);
    choices
}

/// Counts of the text: what is open is counted with its first two readings.
fn model<'a>(lines: &[Line], places: &[Place], judge: &Judge<'a>, names: &[String]) -> Model<'a> {
    let mut model = Model::new(judge.lexicon(), names);
    let mut at = 0;
    for (n, line) in lines.iter().enumerate().filter(|(_, l)| !l.is_latin()) {
        let from = at;
        while at < places.len() && places[at].line <= n {
            at += 1;
        }
        let of_line = &places[from..at];
        let open = |p: &&Place| p.choices.len() > 1;
        let second: Vec<f64> = of_line.iter().filter(open).map(share).collect();
        let share = second.iter().sum::<f64>() / second.len().max(1) as f64;
        model.observe(&tokens(&read(line, of_line, false)), 1.0 - share);
        if share > 0.01 {
            model.observe(&tokens(&read(line, of_line, true)), share);
        }
    }
    model.settle();
    model
}

/// How likely it is that not the choice taken is right but the next.
fn share(place: &Place) -> f64 {
    let score = |n: usize| place.scores.get(n).copied().unwrap_or(place.choices[n].score);
    let next = second(place).map_or(f64::NEG_INFINITY, score);
    1.0 / (1.0 + (score(place.taken) - next).exp())
}

/// The likeliest choice that is not taken.
fn second(place: &Place) -> Option<usize> {
    let score = |n: usize| place.scores.get(n).copied().unwrap_or(place.choices[n].score);
    let others = (0..place.choices.len()).filter(|n| *n != place.taken);
    others.max_by(|a, b| score(*a).total_cmp(&score(*b)))
}

/// A line as its places are read.
fn read(line: &Line, places: &[Place], next: bool) -> String {
    let chars: Vec<char> = line.text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    for place in places {
        out.extend(&chars[at..place.start]);
        let which = if next { second(place) } else { None };
        out.push_str(&place.choices[which.unwrap_or(place.taken)].word);
        at = place.end;
    }
    out.extend(&chars[at..]);
    out
}

/// The choices of a place between the words that stand around it.
fn weigh(lines: &[Line], places: &[Place], n: usize, model: &Model<'_>) -> Vec<f64> {
    let place = &places[n];
    let from = places.partition_point(|p| p.line < place.line);
    let to = places.partition_point(|p| p.line <= place.line);
    let line = &lines[place.line];
    let chars: Vec<char> = line.text.chars().collect();
    let left = part(&chars, 0, place.start, &places[from..n]);
    let right = part(&chars, place.end, chars.len(), &places[n + 1..to]);
    // What a half-space joins to the place belongs to its word.
    let (before, head) = left.split_at(left.trim_end_matches(is_word_char).len());
    let (tail, after) = right.split_at(right.len() - right.trim_start_matches(is_word_char).len());
    let over = |at: Option<usize>| {
        let line = at.and_then(|n| lines.get(n)).filter(|l| !l.is_latin());
        line.map_or_else(Vec::new, |l| tokens(&l.text))
    };
    let mut row = tokens(before);
    if row.len() < 2 {
        let mut above = over(place.line.checked_sub(1));
        above.append(&mut row);
        row = above;
    }
    let before = row.last().cloned();
    let after = tokens(after).into_iter().next();
    let after = after.or_else(|| over(Some(place.line + 1)).into_iter().next());
    let behind: Vec<String> = after.iter().flat_map(|w| parts(w)).take(1).collect();
    let row: Vec<String> = row.iter().flat_map(|w| parts(w)).collect();
    let row = &row[row.len().saturating_sub(2)..];
    let before = before.map_or(START, |w| model.id(&w));
    let after = after.map(|w| model.id(&w));
    let score = |choice: &Choice| {
        let text = format!("{head}{}{tail}", choice.word);
        let word = model.id(&text);
        let next = after.map_or(0.0, |a| model.follows(word, a));
        let here = model.follows(before, word) + next;
        let at_large = row.iter().cloned().chain(parts(&text)).chain(behind.iter().cloned());
        let at_large = at_large_of(&at_large.collect::<Vec<_>>(), row.len());
        choice.score + (1.0 - AT_LARGE) * here + AT_LARGE * at_large
    };
    place.choices.iter().map(score).collect()
}

/// How likely the words from the one at `from` on are behind those before it, in
/// Persian at large: the logarithm of a probability.
fn at_large_of(row: &[String], from: usize) -> f64 {
    let reference = Reference::get();
    let known: Vec<Known> = row.iter().map(|w| reference.known(w)).collect();
    let start = reference.known("");
    let at = |n: Option<usize>| n.map_or(start, |n| known[n]);
    let one = |n: usize| {
        reference.likely(at(n.checked_sub(2)), at(n.checked_sub(1)), known[n], UNSEEN).ln()
    };
    (from..row.len()).map(one).sum()
}

/// A part of a line as its places are read.
fn part(chars: &[char], from: usize, to: usize, places: &[Place]) -> String {
    let mut out = String::new();
    let mut at = from;
    for place in places {
        out.extend(&chars[at..place.start]);
        out.push_str(&place.choices[place.taken].word);
        at = place.end;
    }
    out.extend(&chars[at..to]);
    out
}

fn best(scores: &[f64]) -> usize {
    let mut best = 0;
    for (n, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = n;
        }
    }
    best
}

/// Writes what was decided, and the doubts.
fn write(map: &CharMap, lines: &mut [Line], places: &[Place], ledger: &mut Ledger) {
    let mut at = 0;
    for (n, line) in lines.iter_mut().enumerate() {
        let from = at;
        while at < places.len() && places[at].line == n {
            at += 1;
        }
        if from == at {
            continue;
        }
        let chars: Vec<char> = line.text.chars().collect();
        for place in &places[from..at] {
            let word: String = chars[place.start..place.end].iter().collect();
            let chosen = &place.choices[place.taken].word;
            let scored = place.choices.iter().zip(&place.scores);
            let candidates =
                Candidate::of_scores(scored.map(|(c, s)| (c.word.clone(), *s)).collect());
            let open = candidates.get(1).is_some_and(|c| c.likelihood >= OPEN);
            if open {
                ledger.choose(Open {
                    line: line.number,
                    text: &damaged(map, &word),
                    reason: "the font's letter map allows several words here",
                    pass: "letter-map",
                    candidates,
                });
            } else {
                let sure = candidates.first().map_or(0.8, |c| c.likelihood.min(0.99));
                ledger.correct(line.number, &word, chosen, "letter-map", sure);
            }
        }
        line.text = read(line, &places[from..at], false);
    }
}
