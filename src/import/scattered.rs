//! The numbers of notes whose lines are in disorder.

use crate::import::notes::numbered;
use crate::import::source::Line;
use crate::text::persian;

/// Number and text of a scrambled note whose number came out last: `… . متن  1`.
pub fn numbered_last(text: &str) -> Option<(u32, String)> {
    let (rest, last) = text.rsplit_once(' ')?;
    let number: u32 = persian::to_ascii_digits(last).parse().ok()?;
    let gaps = text.matches("  ").count();
    (number < 10 && gaps >= 3 && rest.contains(". ")).then(|| (number, rest.trim().to_owned()))
}

/// The same for a note of pieces, whose number is in the last of them, which is the
/// first in reading: `متن  متن  1. متن`.
pub fn scattered(text: &str) -> Option<(u32, String)> {
    let (rest, first) = text.rsplit_once("  ")?;
    let first = first.trim();
    let (number, begun) = numbered(first).or_else(|| {
        let bare = first.strip_suffix(['.', ')', '-', '–'])?.trim_end();
        let number: u32 = persian::to_ascii_digits(bare).parse().ok()?;
        (bare.chars().count() <= 2).then_some((number, ""))
    })?;
    let pieces = rest.rsplit("  ").map(str::trim);
    let pieces = std::iter::once(begun).chain(pieces).filter(|p| !p.is_empty());
    Some((number, pieces.collect::<Vec<_>>().join(" ")))
}

/// A note number at the end of a line in disorder: `… متن یادداشت:6`.
pub fn tail_number(text: &str) -> Option<u32> {
    let last = text.chars().last().filter(|c| persian::digit_value(*c).is_some())?;
    let before = text.chars().rev().nth(1)?;
    matches!(before, ':' | '.' | ' ').then(|| u32::from(persian::digit_value(last).unwrap_or(0)))
}

/// The stop or bracket behind the number at a line's head.
pub fn mark(line: &Line) -> Option<char> {
    let (_, rest) = numbered(&line.text)?;
    let head = &line.text[..line.text.len() - rest.len()];
    head.chars().find(|c| persian::digit_value(*c).is_none() && *c != ' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_of_pieces_has_its_number_in_the_last() {
        for (text, expected) in [
            ("در شهر  باران آرام  1.", Some((1, "باران آرام در شهر"))),
            ("در شهر  2 . باران آرام", Some((2, "باران آرام در شهر"))),
            ("باران آرام در شهر 1.", None),
            ("باران آرام  1390.", None),
        ] {
            let got = scattered(text);
            assert_eq!(got.as_ref().map(|(n, t)| (*n, t.as_str())), expected, "{text}");
        }
    }
}
