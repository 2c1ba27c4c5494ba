//! Brackets and quotation marks that the extraction turned round.
//!
//! A mark's shape says little in such a text, so the marks of a paragraph are
//! read together: the cheapest way to open and close them, where the spaces and
//! letters around a mark, and the share of marks that the survey found mirrored,
//! speak for the one or the other.

use crate::import::ledger::{Edit, Ledger, Text};
use crate::import::survey::{Survey, is_mark};
use crate::text::persian;

/// The pairs: opening and closing.
const PAIRS: [(char, char); 2] = [('(', ')'), ('«', '»')];

/// Turns the brackets and guillemets of a paragraph, and puts the spaces
/// around them right: one outside, none inside.
pub fn turn(text: &mut Text, survey: &Survey, ledger: &mut Ledger) {
    for pair in PAIRS {
        let places: Vec<usize> = (0..text.len())
            .filter(|i| text.chars[*i] == pair.0 || text.chars[*i] == pair.1)
            .collect();
        if places.is_empty() {
            continue;
        }
        let opens = decide(text, &places, pair, survey);
        let edits = places.iter().zip(&opens).filter_map(|(at, open)| {
            let right = if *open { pair.0 } else { pair.1 };
            (text.chars[*at] != right).then(|| Edit::new(*at..*at + 1, right, 0.95))
        });
        let edits: Vec<Edit> = edits.collect();
        text.apply(edits, "brackets", ledger);
        let balanced = opens.iter().filter(|o| **o).count() * 2 == opens.len();
        if !balanced {
            let at = places[0];
            let around: String =
                text.chars[at.saturating_sub(20)..(at + 20).min(text.len())].iter().collect();
            ledger.doubt(
                text.line_at(at),
                around.trim(),
                "a bracket or quotation mark has no partner",
                Vec::new(),
            );
        }
    }
    space(text, ledger);
}

/// For each mark whether it opens: the cheapest sequence, found step by step
/// over the depth of brackets.
fn decide(text: &Text, places: &[usize], pair: (char, char), survey: &Survey) -> Vec<bool> {
    const DEPTH: usize = 3;
    let mut cost = vec![[f64::MAX; DEPTH + 1]; places.len() + 1];
    let mut from = vec![[false; DEPTH + 1]; places.len() + 1];
    cost[0][0] = 0.0;
    for (n, at) in places.iter().enumerate() {
        let open = opening_cost(text, *at, pair, survey);
        let far = n > 0 && *at - places[n - 1] > 400;
        for depth in 0..=DEPTH {
            if cost[n][depth] == f64::MAX {
                continue;
            }
            let here = cost[n][depth] + if far && depth > 0 { 2.0 } else { 0.0 };
            if depth < DEPTH {
                let deeper = here + open.max(0.0) + if depth > 0 { 5.0 } else { 0.0 };
                if deeper < cost[n + 1][depth + 1] {
                    cost[n + 1][depth + 1] = deeper;
                    from[n + 1][depth + 1] = true;
                }
            }
            let less = depth.saturating_sub(1);
            let closed = here + (-open).max(0.0) + if depth == 0 { 9.0 } else { 0.0 };
            if closed < cost[n + 1][less] {
                cost[n + 1][less] = closed;
                from[n + 1][less] = false;
            }
        }
    }
    let end = places.len();
    let total = |d: &usize| cost[end][*d] + 7.0 * *d as f64;
    let mut depth = (0..=DEPTH)
        .filter(|d| cost[end][*d] < f64::MAX)
        .min_by(|a, b| total(a).total_cmp(&total(b)))
        .unwrap_or(0);
    let mut out = vec![false; end];
    for n in (1..=end).rev() {
        out[n - 1] = from[n][depth];
        if from[n][depth] {
            depth = depth.saturating_sub(1);
        } else if depth < DEPTH
            && cost[n - 1][depth + 1] < f64::MAX
            && !(depth == 0 && is_cheaper_flat(&cost, n, text, places, pair, survey))
        {
            depth += 1;
        }
    }
    out
}

/// Whether a closing mark at depth 0 came from depth 0: it has no partner.
fn is_cheaper_flat(
    cost: &[[f64; 4]],
    n: usize,
    text: &Text,
    places: &[usize],
    pair: (char, char),
    survey: &Survey,
) -> bool {
    let close = (-opening_cost(text, places[n - 1], pair, survey)).max(0.0);
    cost[n - 1][0] < f64::MAX && cost[n - 1][0] + close + 9.0 <= cost[n][0] + 1e-9
}

/// How much speaks against a mark's opening (positive) or closing (negative).
fn opening_cost(text: &Text, at: usize, pair: (char, char), survey: &Survey) -> f64 {
    let get = |n: usize| text.chars.get(n).copied().unwrap_or(' ');
    let before = if at > 0 { get(at - 1) } else { ' ' };
    let after = get(at + 1);
    let word = |c: char| c.is_alphanumeric() || u32::from(c) >= crate::import::marks::NOTE_BASE;
    let mut cost = 0.0;
    cost += match (before == ' ', after == ' ') {
        (true, false) if word(after) || after == '«' || after == '"' => -3.0,
        (false, true) => 2.5,
        _ => 0.0,
    };
    if is_mark(after) || at + 1 >= text.len() {
        cost += 4.0;
    }
    if at == 0 {
        cost -= 4.0;
    }
    if persian::is_letter(before) && after.is_ascii_alphabetic() {
        cost -= 2.5;
    }
    if persian::digit_value(before).is_some() && persian::is_letter(after) {
        cost += 2.0;
    }
    let shape = if text.chars[at] == pair.0 { -1.0 } else { 1.0 };
    let latin = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
    let turned = if survey.fragments && latin { 0.3 } else { survey.mirrored };
    cost + shape * 3.0 * (1.0 - 2.0 * turned)
}

/// One space outside a bracket, none inside.
fn space(text: &mut Text, ledger: &mut Ledger) {
    let mut edits = Vec::new();
    for (i, c) in text.chars.iter().enumerate() {
        let get = |n: usize| text.chars.get(n).copied().unwrap_or('\n');
        let before = if i > 0 { get(i - 1) } else { '\n' };
        if matches!(c, '(' | '«') {
            if before.is_alphanumeric() || is_mark(before) || matches!(before, '»' | ')') {
                edits.push(Edit::new(i..i, " ", 0.95));
            }
            let blanks = (i + 1..text.len()).take_while(|n| get(*n) == ' ').count();
            if blanks > 0 {
                edits.push(Edit::new(i + 1..i + 1 + blanks, "", 0.95));
            }
        } else if matches!(c, ')' | '»') {
            let blanks = (0..i).rev().take_while(|n| get(*n) == ' ').count();
            if blanks > 0 {
                edits.push(Edit::new(i - blanks..i, "", 0.95));
            }
            let next = get(i + 1);
            if next.is_alphanumeric() || matches!(next, '«' | '(') {
                edits.push(Edit::new(i + 1..i + 1, " ", 0.95));
            }
        }
    }
    text.apply(edits, "spacing", ledger);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, mirrored: f64, expected: &str) {
        let mut text = Text::of(1, text);
        let survey = Survey { mirrored, ..Survey::default() };
        turn(&mut text, &survey, &mut Ledger::default());
        assert_eq!(text.to_string(), expected);
    }

    #[test]
    fn mirrored_brackets_are_turned_and_right_ones_stay() {
        check("باران )در بهار( آمد.", 0.97, "باران (در بهار) آمد.");
        check("باران (در بهار) آمد.", 0.0, "باران (در بهار) آمد.");
        check("شهر »سپید« است)نیکنام، 1390(.", 0.97, "شهر «سپید» است (نیکنام، 1390).");
    }

    #[test]
    fn brackets_of_any_shape_open_and_close_in_turn() {
        check(
            "باران (1390( و برف )1391) و باد )1392( آمد.",
            0.6,
            "باران (1390) و برف (1391) و باد (1392) آمد.",
        );
    }
}
