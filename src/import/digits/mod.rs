//! Digits that a font gave as other digits.
//!
//! No dictionary knows numbers, but many of them are bound: years lie in a few
//! centuries, a decade ends in zero, a month has at most 31 days, a range rises.
//! The map of the digits is inferred as the one under which the article's numbers
//! are likeliest ([`infer`]); it can be many to one. Then each number is read with
//! what stands around it ([`number`]), and what stays open is a doubt with its
//! readings. Numbers in Latin runs are set in another font and are never touched.

pub mod number;
pub mod headings;
pub mod infer;

use std::collections::BTreeSet;

use crate::import::charmap;
use crate::import::charmap::judge::Judge;
use crate::import::digits::infer::{Digits, infer};
use crate::import::digits::number::{Kind, Number, Order, Times, numbers};
use crate::import::ledger::{Ledger, Open};
use crate::import::letters::cleaned;
use crate::import::report::Candidate;
use crate::import::source::Line;
use crate::text::persian;

/// A reading that is less likely than this leaves a doubt.
const SURE: f32 = 0.85;

/// How many readings of a number a doubt lists.
const READINGS: usize = 6;

/// Puts the digits of the lines right, where they are wrong, before the lines are in
/// order: what the marks of notes and the dates of the head need. `None` where they
/// are sound.
pub fn restore(
    lines: &mut [Line],
    stretched: Option<char>,
    judge: &Judge<'_>,
    ledger: &mut Ledger,
) -> Option<Digits> {
    // Only words without kashidas say what a number is.
    let clean: Vec<String> = lines.iter().map(|l| cleaned(&l.text, stretched, judge)).collect();
    let (found, times) = numbers(&clean, Order::Open);
    let mut digits = infer(&found, &times)?;
    let mut seen = BTreeSet::new();
    each_number(lines, &found, |number, line, before| {
        let best = candidates(number, &digits, &times, before).into_iter().next()?;
        let sure = best.likelihood.min(0.99);
        ledger.correct(line, before, &best.reading, "digits", sure);
        seen.insert((line, best.reading.clone()));
        Some(best.reading)
    });
    digits.read = seen;
    Some(digits)
}

/// Reads the numbers once more, when the lines are in order and show what stands
/// before what. What is still open is a doubt.
pub fn settle(lines: &mut [Line], digits: &Digits, ledger: &mut Ledger) {
    let texts: Vec<String> = lines.iter().map(|l| l.text.clone()).collect();
    let (mut found, times) = numbers(&texts, Order::Settled);
    // A citation that was torn apart no longer fences its pages.
    found.retain(|n| digits.read.contains(&(lines[n.line].number, n.written.clone())));
    for number in &mut found {
        number.digits = digits.damaged(&number.digits);
        number.from = number.from.as_deref().map(|d| digits.damaged(d));
        number.to = number.to.as_deref().map(|d| digits.damaged(d));
    }
    let digits = infer(&found, &times).unwrap_or_else(|| digits.clone());
    each_number(lines, &found, |number, line, before| {
        let candidates = candidates(number, &digits, &times, before);
        let best = candidates.first()?.clone();
        // A note's mark is settled by the note that it points to.
        if best.likelihood >= SURE || number.kind == Kind::Mark {
            ledger.correct(line, before, &best.reading, "digits", best.likelihood.min(0.99));
            return Some(best.reading);
        }
        let source = written(&number.digits, before);
        let reason = "the font gives several digits as this one";
        let open = Open { line, text: &source, reason, pass: "digits", candidates };
        Some(ledger.choose(open))
    });
}

/// Puts what `read` makes of each number in its place.
fn each_number(
    lines: &mut [Line],
    found: &[Number],
    mut read: impl FnMut(&Number, u32, &str) -> Option<String>,
) {
    for (n, line) in lines.iter_mut().enumerate() {
        let from = found.partition_point(|f| f.line < n);
        let to = found.partition_point(|f| f.line <= n);
        if from == to {
            continue;
        }
        let chars: Vec<char> = line.text.chars().collect();
        let spans = spans(&chars);
        let mut out = chars.clone();
        for number in &found[from..to] {
            let Some(&(start, end)) = spans.get(number.index) else { continue };
            let before: String = chars[start..end].iter().collect();
            let after = read(number, line.number, &before);
            let after = after.filter(|a| a.chars().count() == end - start);
            if let Some(after) = after {
                out.splice(start..end, after.chars());
            }
        }
        line.text = out.into_iter().collect();
    }
}

/// The readings of a number, the likeliest first, in the script in which it stands.
fn candidates(number: &Number, digits: &Digits, times: &Times, before: &str) -> Vec<Candidate> {
    let scored = digits.readings(number, times).into_iter();
    let scored = scored.map(|(value, score)| (written(&value, before), score));
    let mut candidates = Candidate::of_scores(scored.collect());
    candidates.retain(|c| c.likelihood >= 0.01);
    candidates.truncate(READINGS);
    candidates
}

/// Digits in the script of others.
fn written(digits: &[u8], as_in: &str) -> String {
    digits.iter().zip(as_in.chars()).map(|(d, c)| like(c, *d)).collect()
}

/// A digit in the script of another.
fn like(c: char, digit: u8) -> char {
    let value = persian::digit_value(c).unwrap_or(0);
    let zero = u32::from(c) - u32::from(value);
    char::from_u32(zero + u32::from(digit)).unwrap_or(c)
}

/// Where the digits of a line begin and end.
fn spans(chars: &[char]) -> Vec<(usize, usize)> {
    charmap::spans(chars, |c| persian::digit_value(c).is_some())
}
