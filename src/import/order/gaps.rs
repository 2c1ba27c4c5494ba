//! Lines set so wide that the extractor took their gaps for ends.
//!
//! In such a line the buffer was written out at every gap inside a run, so the
//! parts of a run stand left to right, while at a run's edge nothing was written
//! out: the last part of the next run is glued in front of the first part of the
//! run before.
//!
//! ```text
//! runs     a1 a2 a3 │ b1 b2 │ c1 c2 c3        in reading order
//! line     a3  a2  b2a1  c3b1  c2  c1         wide gaps, and two glued places
//! ```
//!
//! So a reading is a chain of glued places, each with the part before it that
//! waits for the end of the next run.

use crate::import::order::decode::Cut;
use crate::import::order::read::{Search, State};
use crate::import::protect::Kept;
use crate::text::persian;

/// A glued place: between `d` and `f` stand the last part of a run (`d..e1`),
/// runs of one part, and the first part of the run before (`e2..f`).
#[derive(Clone, Copy, Debug)]
struct Knot {
    d: usize,
    e1: usize,
    e2: usize,
    f: usize,
    cost: f64,
}

/// What it costs that a run of Latin stands at the line's head by right.
const HEAD: f64 = -1.0;

/// Where the run of Latin at a line's head ends, if there is one with a number in
/// it, as citations have, and a sentence goes on or begins behind it.
pub fn leading(chars: &[char]) -> Option<usize> {
    let end = chars.iter().position(|c| persian::is_letter(*c))?;
    let head = &chars[..end];
    if Kept::begins(head) {
        return Some(end);
    }
    let latin = head.iter().filter(|c| c.is_alphabetic()).count();
    let digits = head.iter().filter(|c| persian::digit_value(**c).is_some()).count();
    (latin >= 2 && digits >= 4).then_some(end)
}

/// How many readings are kept at a glued place.
const BEAM: usize = 5;

/// What it costs to take a line for one of these.
const RARE: f64 = -2.0;

/// Whether a line has so many wide gaps that it can be one of these.
pub fn is_wide(chars: &[char]) -> bool {
    let wide = gaps(chars).iter().filter(|g| g.1 >= 2).count();
    wide >= 5 && super::cuts::looseness(chars) > 0.35
}

/// The places behind spaces, with the number of these.
fn gaps(chars: &[char]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut blanks = 0;
    for (i, c) in chars.iter().enumerate() {
        if *c == ' ' {
            blanks += 1;
        } else {
            if blanks > 0 && i > blanks {
                out.push((i, blanks));
            }
            blanks = 0;
        }
    }
    out
}

impl Search<'_, '_, '_> {
    /// A run of Latin at the line's head that stands where it was printed.
    pub(super) fn rotated(&mut self, places: &[Cut], at: usize, states: Vec<State>) -> Vec<State> {
        let Some(row) = self.row(0, at) else { return Vec::new() };
        let mut first = Vec::new();
        self.single = false;
        for state in &states {
            self.extend(state, &row, HEAD, &mut first);
        }
        let mut rest = vec![Cut { at, cut: 0.0, keep: 0.0 }];
        rest.extend(places.iter().filter(|p| p.at > at));
        let first = self.prune(first, self.reader.effort.beam);
        self.backwards(&rest, first)
    }

    /// The line read as interleaved runs.
    pub(super) fn interleaved(&mut self, cuts: &[Cut], starts: Vec<State>) -> Vec<State> {
        let gaps = gaps(self.chars);
        let end = self.chars.len();
        let knots = knots(&gaps, cuts, end);
        let places: Vec<Cut> = gaps
            .iter()
            .map(|(at, blanks)| {
                let p: f64 = if *blanks > 1 { 0.9 } else { 0.08 };
                Cut { at: *at, cut: p.ln(), keep: (1.0 - p).ln() }
            })
            .collect();
        let rare = if is_wide(self.chars) { RARE } else { RARE - 2.5 };
        let starts: Vec<State> =
            self.prune(starts, BEAM).into_iter().map(|s| s.shifted(rare)).collect();
        let mut at: Vec<Vec<State>> = vec![Vec::new(); knots.len()];
        let mut ends = Vec::new();
        for j in 0..knots.len() {
            let knot = knots[j];
            // The first run begins at the line's edge.
            let mut found = self.piece(&starts, knot.e2, knot.f, knot.cost);
            found = self.stretch(&places, 0, knot.d, found);
            found = self.piece(&found, knot.e1, knot.e2, 0.0);
            let mut all = found;
            for i in 0..j {
                if knots[i].f > knot.d || at[i].is_empty() {
                    continue;
                }
                let states = at[i].clone();
                let mut found = self.piece(&states, knot.e2, knot.f, knot.cost);
                found = self.stretch(&places, knots[i].f, knot.d, found);
                found = self.piece(&found, knots[i].d, knots[i].e1, 0.0);
                all.extend(self.piece(&found, knot.e1, knot.e2, 0.0));
            }
            at[j] = self.prune(all, BEAM);
            let states = at[j].clone();
            let found = self.stretch(&places, knot.f, end, states);
            ends.extend(self.piece(&found, knot.d, knot.e1, 0.0));
        }
        ends
    }

    /// Reads one piece; nothing where it is empty.
    fn piece(&mut self, states: &[State], start: usize, end: usize, cost: f64) -> Vec<State> {
        let Some(row) = (start < end).then(|| self.row(start, end)).flatten() else {
            return states.to_vec();
        };
        let mut out = Vec::new();
        self.single = false;
        for state in states {
            self.extend(state, &row, cost, &mut out);
        }
        self.prune(out, BEAM)
    }

    fn stretch(
        &mut self,
        gaps: &[Cut],
        start: usize,
        end: usize,
        states: Vec<State>,
    ) -> Vec<State> {
        if start >= end {
            return states;
        }
        let edge = |at| Cut { at, cut: 0.0, keep: 0.0 };
        let mut places = vec![edge(start)];
        places.extend(gaps.iter().filter(|g| g.at > start && g.at < end));
        places.push(edge(end));
        let states = self.backwards(&places, states);
        self.prune(states, BEAM)
    }
}

/// The places where two parts may stand glued, in the line's order.
fn knots(gaps: &[(usize, usize)], cuts: &[Cut], end: usize) -> Vec<Knot> {
    let mut out = Vec::new();
    let left = |e: usize| {
        let hard = gaps.iter().rev().find(|g| g.0 < e && g.1 > 1).map_or(0, |g| g.0);
        let any = gaps.iter().rev().find(|g| g.0 < e).map_or(0, |g| g.0);
        if any == hard { vec![(hard, 0.0)] } else { vec![(hard, 0.0), (any, -2.5)] }
    };
    let right = |e: usize| {
        let hard = gaps.iter().find(|g| g.0 > e && g.1 > 1).map_or(end, |g| g.0);
        let any = gaps.iter().find(|g| g.0 > e).map_or(end, |g| g.0);
        if any == hard { vec![(hard, 0.0)] } else { vec![(hard, 0.0), (any, -2.5)] }
    };
    for (n, cut) in cuts.iter().enumerate() {
        let blanks = gaps.iter().find(|g| g.0 == cut.at).map_or(0, |g| g.1);
        let cost = match blanks {
            0 => cut.cut,
            1 => continue,
            _ => -2.5,
        };
        for (d, c1) in left(cut.at) {
            for (f, c2) in right(cut.at) {
                out.push(Knot { d, e1: cut.at, e2: cut.at, f, cost: cost + c1 + c2 });
                // Runs of one part stand between the two.
                let inner = cuts[n + 1..].iter().take_while(|c| c.at < f && blanks == 0);
                for more in inner.take(6).filter(|c| !gaps.iter().any(|g| g.0 == c.at)) {
                    let cost = cost + more.cut + c1 + c2;
                    out.push(Knot { d, e1: cut.at, e2: more.at, f, cost });
                }
            }
        }
    }
    out.retain(|k| k.cost > -8.0);
    out.sort_by(|a, b| b.cost.total_cmp(&a.cost));
    out.truncate(40);
    out.sort_by_key(|k| (k.f, k.d, k.e1, k.e2));
    out
}
