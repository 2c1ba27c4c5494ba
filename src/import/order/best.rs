//! The best readings of a line, and those next to them.
//!
//! Of two states of the search that end in the same words the less likely one
//! gives way: what comes behind them is the same for both. Which one gave way to
//! which is kept, so that the readings next to the best can be told when a line
//! is in doubt, without a wider search.

use crate::import::order::read::{Reading, Run, Search, Start, State};

/// How many other readings of a line are kept to be told of.
const OTHERS: usize = 6;

/// What it costs that brackets of a line are crossed: `…) … (…`.
const CROSSED: f64 = -3.0;

impl Search<'_, '_, '_> {
    /// A finished state as a reading.
    pub(super) fn reading(&self, state: &State, top: f64, roots: usize) -> Reading {
        let (runs, from) = self.runs(state.back, roots);
        let (score, base) = (state.score - top, state.base - top);
        let mean = state.score / self.tokens.len().max(1) as f64;
        let others = self.others(state.back, roots);
        Reading {
            runs,
            from,
            end: Start { score, base, words: state.words, single: state.single },
            mean,
            others,
        }
    }

    /// The runs that lead to a step, and the start they go on from.
    fn runs(&self, mut at: usize, roots: usize) -> (Vec<Run>, usize) {
        let mut runs = Vec::new();
        while at >= roots {
            runs.push(self.steps[at].run);
            at = self.steps[at].parent;
        }
        runs.reverse();
        (runs, at)
    }

    /// Finished states, less likely where a bracket is closed before the first one is
    /// opened and the last one opened is left open: their runs changed places.
    pub(super) fn paired(&self, mut ends: Vec<State>, roots: usize) -> Vec<State> {
        if self.chars.contains(&'(') && self.chars.contains(&')') {
            for end in &mut ends {
                let runs = self.runs(end.back, roots).0;
                if is_crossed(runs.iter().flat_map(|r| &self.chars[r.start..r.end])) {
                    *end = end.shifted(CROSSED);
                }
            }
        }
        ends.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.back.cmp(&b.back)));
        ends
    }

    /// The likeliest readings beside that which ends at a step, which differ from
    /// it in one stretch, with how much less likely they are.
    fn others(&self, end: usize, roots: usize) -> Vec<(f64, Vec<Run>)> {
        let mut found: Vec<(f64, usize, usize)> = Vec::new();
        let (mut at, mut behind) = (end, 0);
        while at >= roots {
            if let Some((less, step)) = self.losers.get(&at) {
                found.push((*less, *step, behind));
            }
            at = self.steps[at].parent;
            behind += 1;
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let own = self.runs(end, roots).0;
        let other = |(less, step, behind): (f64, usize, usize)| {
            let mut runs = self.runs(step, roots).0;
            runs.extend(&own[own.len() - behind..]);
            (less, runs)
        };
        found.into_iter().take(OTHERS).map(other).collect()
    }

    /// Keeps the best state of each pair of last words, and of those the best few.
    pub(super) fn prune(&mut self, mut states: Vec<State>, beam: usize) -> Vec<State> {
        states.sort_by(|a, b| b.rank.total_cmp(&a.rank).then(a.back.cmp(&b.back)));
        let mut kept: Vec<State> = Vec::new();
        for state in states {
            let same = |k: &&State| k.words[1..] == state.words[1..] && k.single == state.single;
            if let Some(better) = kept.iter().find(same) {
                let less = better.score - state.score;
                let loser = self.losers.entry(better.back).or_insert((less, state.back));
                if less < loser.0 {
                    *loser = (less, state.back);
                }
            } else if kept.len() < beam {
                kept.push(state);
            }
        }
        kept
    }
}

/// Whether a bracket is closed that none opened, and another is left open.
fn is_crossed<'c>(chars: impl Iterator<Item = &'c char>) -> bool {
    let (mut open, mut closed) = (0, 0);
    for c in chars {
        match c {
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            ')' => closed += 1,
            _ => {}
        }
    }
    open > 0 && closed > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_crossed_where_neither_has_its_partner() {
        for (text, expected) in [
            ("باران (برف) و باد", false),
            ("باران) و برف (باد", true),
            ("باران) و برف (باد) و شب", false),
            ("باران و (برف", false),
        ] {
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(is_crossed(chars.iter()), expected, "{text}");
        }
    }
}
