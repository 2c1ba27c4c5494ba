//! The numbers of headings in a text of pieces, as a row that counts up.
//!
//! A heading's number comes out at the end of its line, its parts in reverse order,
//! its stop or bracket anywhere in between: `ها. متن1 -2` is what came of `2-1. متن‌ها`.
//! One such line could be anything. But the headings that are beyond doubt leave
//! places free in their row, and whoever fills one is a heading, too.

use std::collections::BTreeMap;

use crate::import::source::Line;
use crate::import::survey::Survey;
use crate::text::persian;

/// A heading: its number, and its line without it.
pub type Found = (String, String);

/// A line that is shorter than so many hundredths of the column can be a heading.
const SHORT: usize = 60;

/// The most numbers that a heading's number consists of.
const DEPTH: usize = 3;

/// The headings between those that are known, by the places of their lines.
pub fn between(
    lines: &[Line],
    known: &BTreeMap<usize, Found>,
    survey: &Survey,
) -> BTreeMap<usize, Found> {
    let can_be = |at: usize| {
        let line = &lines[at];
        let is_short = |l: &Line| l.width() * 100 <= survey.full * SHORT;
        let is_heading = |at| known.contains_key(&at) || loose(&lines[at].text).is_some();
        let leads = at + 1 < lines.len() && (!is_short(&lines[at + 1]) || is_heading(at + 1));
        !line.is_latin() && is_short(line) && leads
    };
    let mut row: Vec<Step> = Vec::new();
    // Lines with another number than the next, since the last of the row.
    let mut strangers: Vec<(usize, String)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let last = row.last().map_or(&[][..], |s| &s.number);
        if let Some((number, _)) = known.get(&at) {
            let parts: Vec<u32> = number.split('-').filter_map(value).collect();
            if !parts.is_empty() {
                let number = in_row(last, &parts).unwrap_or(parts);
                fill(&mut row, &mut strangers, &number);
                row.push(Step { at, number, rest: None });
            }
        } else if let Some((parts, rest)) = loose(&line.text).filter(|_| can_be(at)) {
            let leaps = !strangers.is_empty() && leaps(last, &parts);
            if let Some(number) = in_row(last, &parts).or_else(|| leaps.then(|| parts.clone())) {
                fill(&mut row, &mut strangers, &number);
                row.push(Step { at, number, rest: Some(rest) });
            } else if parts.len() == 1 {
                strangers.push((at, rest));
            }
        }
    }
    let mut found = BTreeMap::new();
    for (n, step) in row.iter().enumerate() {
        let Some(rest) = &step.rest else { continue };
        let next = row.get(n + 1);
        let fits = next.map(|s| in_row(&step.number, &s.number).is_some());
        // The last one is a heading where others were before it.
        if fits.unwrap_or(n > 0) {
            let number: Vec<String> = step.number.iter().map(u32::to_string).collect();
            found.insert(step.at, (number.join("-"), rest.clone()));
        }
    }
    found
}

/// Whether one number is missing between two sections.
fn leaps(last: &[u32], number: &[u32]) -> bool {
    matches!((last, number), ([a, ..], [b]) if a + 2 == *b)
}

/// Puts the only line that can have the number that is missing before the next into
/// the row: a font can have its digit wrong.
fn fill(row: &mut Vec<Step>, strangers: &mut Vec<(usize, String)>, next: &[u32]) {
    let last = row.last().map_or(&[][..], |s| &s.number);
    if leaps(last, next) && strangers.len() == 1 {
        let number = vec![last[0] + 1];
        row.extend(strangers.pop().map(|(at, rest)| Step { at, number, rest: Some(rest) }));
    }
    strangers.clear();
}

/// A line that is a heading, or may be one.
struct Step {
    at: usize,
    number: Vec<u32>,
    /// Its text, if it may be one.
    rest: Option<String>,
}

fn value(text: &str) -> Option<u32> {
    persian::to_ascii_digits(text.trim()).parse().ok()
}

/// The number that can follow the last one, of these parts in either order.
fn in_row(last: &[u32], parts: &[u32]) -> Option<Vec<u32>> {
    let follows = |number: &[u32]| {
        let same = last.iter().zip(number).take_while(|(a, b)| a == b).count();
        let next = last.get(same).copied().unwrap_or(0) + 1;
        // A part of a section whose own heading has no number, or was not found.
        let rest = &number[same.min(number.len())..];
        rest.first() == Some(&next) && rest[1..].iter().all(|n| *n == 1)
    };
    let mut turned = parts.to_vec();
    turned.reverse();
    [parts.to_vec(), turned].into_iter().find(|number| follows(number))
}

/// The parts of the number at the end of a line, or at its head, and the text, if
/// that is all the line has. Where a stop stands in the text, its pieces meet.
pub fn loose(text: &str) -> Option<(Vec<u32>, String)> {
    let text = text.trim();
    let is_digit = |c: char| persian::digit_value(c).is_some();
    let is_mark = |c: char| matches!(c, '.' | '-' | '–' | ')' | '(');
    let is_edge = |c: char| is_digit(c) || is_mark(c) || c == ' ';
    let title = text.trim_end_matches(is_edge);
    let (edge, title) = if text[title.len()..].contains(is_digit) {
        (&text[title.len()..], title)
    } else {
        let title = text.trim_start_matches(is_edge);
        (&text[..text.len() - title.len()], title)
    };
    let parts: Vec<&str> = edge.split(|c| !is_digit(c)).filter(|p| !p.is_empty()).collect();
    let marks = edge.chars().chain(title.chars()).filter(|c| is_mark(*c)).count();
    let letters = title.chars().filter(|c| persian::is_letter(*c)).count();
    let others = |c: char| is_digit(c) || matches!(c, '،' | '؛' | '؟' | '/' | '«' | '»');
    let is_number = (1..=DEPTH).contains(&parts.len())
        && parts.iter().all(|p| p.chars().count() <= 2)
        && marks <= parts.len()
        && title.matches(is_mark).count() <= 1;
    if !is_number || letters < 3 || title.contains(others) {
        return None;
    }
    let parts: Option<Vec<u32>> = parts.into_iter().map(value).collect();
    let pieces = title.split(is_mark).map(str::trim).filter(|p| !p.is_empty());
    Some((parts?, pieces.collect::<Vec<_>>().join("  ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&[u32], &str)>) {
        let got = loose(text);
        assert_eq!(got.as_ref().map(|(n, t)| (n.as_slice(), t.as_str())), expected, "{text}");
    }

    #[test]
    fn a_number_is_found_at_either_end_with_its_mark_anywhere() {
        check("ها. باران1 -2", Some((&[1, 2], "ها  باران")));
        check("ها باران.  1-2", Some((&[1, 2], "ها باران")));
        check("باران و برف3", Some((&[3], "باران و برف")));
        check("- باد2", Some((&[2], "باد")));
        check("2( باد و برف", Some((&[2], "باد و برف")));
        check("باران آمد. برف آمد. 2", None);
        check("باران در سال 1391", None);
        check("باران، برف 2", None);
    }

    #[test]
    fn numbers_follow_each_other() {
        for (last, parts, expected) in [
            (&[][..], &[1][..], Some(vec![1])),
            (&[2], &[1, 2], Some(vec![2, 1])),
            (&[2, 1], &[2, 2], Some(vec![2, 2])),
            (&[2, 2], &[3], Some(vec![3])),
            (&[], &[1, 1], Some(vec![1, 1])),
            (&[2, 2], &[2], None),
            (&[2], &[4], None),
        ] {
            assert_eq!(in_row(last, parts), expected, "{last:?} {parts:?}");
        }
    }

    #[test]
    fn a_free_place_between_headings_is_filled() {
        let long = "باران آرام    بر شهر کوچک ما    می بارید و کسی در کوچه نبود";
        let texts =
            [long, "باران1", long, "باد و برف2", long, "- شهر3", long, "کوچه 7", long, "برف", long];
        let lines: Vec<Line> =
            texts.iter().map(|t| Line { text: (*t).to_owned(), ..Line::default() }).collect();
        let survey = Survey { full: 60, fragments: true, ..Survey::default() };
        let found = |known: &[(usize, &str)]| -> Vec<usize> {
            let known = known.iter().map(|(at, n)| (*at, ((*n).to_owned(), String::new())));
            between(&lines, &known.collect(), &survey).into_keys().collect()
        };
        assert_eq!(found(&[(1, "1"), (5, "3")]), [3]);
        assert_eq!(found(&[]), [1, 3, 5]);
        assert_eq!(found(&[(1, "1"), (3, "2"), (5, "9"), (9, "10")]), [0_usize; 0]);
        assert_eq!(found(&[(5, "2"), (9, "4")]), [1, 7], "one has its digit wrong");
        assert_eq!(found(&[(3, "9")]), [0_usize; 0], "others count on from it");
    }
}
