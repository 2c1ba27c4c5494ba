//! `search/facets.bin` and `search/names.json`: by which persons,
//! organizations, states and decades a reader can narrow down what is found.
//! The script reads them when that is asked for, not before.
//!
//! ```text
//! facets.bin   by document, in order: decades count name*
//! decades      a bit for each decade from 1890 on
//! name         how much its position is after that of the one before
//! names.json   by position: [id, kind, Persian title, English title], null where there is none
//! ```
//!
//! All numbers are unsigned LEB128.

use serde_json::{Value, json};

use crate::model::date::Day;
use crate::output::search::documents::{Card, Collection};
use crate::output::search::file;
use crate::output::search::shards::number;
use crate::render::Page;
use crate::text::{Lang, persian};

/// The first decade that counts, and how many do.
const FIRST: i32 = 1890;
const DECADES: i32 = 15;

/// From Solar Hijri years to those in which most of each falls.
const HIJRI: i32 = 621;

/// Both files.
pub(super) fn files(collection: &Collection) -> Vec<Page> {
    let mut bytes = Vec::new();
    for document in collection.documents() {
        number(u64::from(document.decades), &mut bytes);
        number(document.names.len() as u64, &mut bytes);
        let mut last = 0;
        for name in &document.names {
            number((name - last) as u64, &mut bytes);
            last = *name;
        }
    }
    let title =
        |card: &Card, lang: Lang| card.pages.get(lang).as_ref().map(|page| page.title.clone());
    let name =
        |card: &Card| json!([card.id, card.kind, title(card, Lang::Fa), title(card, Lang::En)]);
    let names: Vec<Value> = collection.cards.iter().map(name).collect();
    vec![file("facets.bin", bytes), file("names.json", Value::from(names).to_string().into_bytes())]
}

/// The decades of the years that a text names, a bit for each. A year has four
/// digits; one from 1270 to 1419 is Solar Hijri.
pub(super) fn decades(text: &str) -> u32 {
    if !has_digit(text) {
        return 0;
    }
    let mut found = 0;
    let is_digit = |c: char| persian::digit_value(c).is_some();
    for figures in
        text.split(|c: char| !is_digit(c) && c != ',' && c != '٬' && c != '.' && c != '٫')
    {
        if figures.len() < 4 {
            continue;
        }
        let figures = persian::to_ascii_digits(figures.trim_end_matches([',', '.']));
        if figures.len() != 4 {
            continue;
        }
        match figures.parse() {
            Ok(year @ 1270..=1419) => found |= of(year + HIJRI),
            Ok(year) => found |= of(year),
            Err(_) => {}
        }
    }
    found
}

/// Whether a text has a digit, seen by its bytes: most texts have none. All are asked,
/// since the processor then asks many at once.
fn has_digit(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((last, others)) = bytes.split_last() else { return false };
    let is_digit = |(one, next): (&u8, &u8)| {
        let is_persian = (*one == 0xDB) & (0xB0..=0xB9).contains(next);
        let is_arabic = (*one == 0xD9) & (0xA0..=0xA9).contains(next);
        u8::from(one.is_ascii_digit() | is_persian | is_arabic)
    };
    let has = others.iter().zip(&bytes[1..]).map(is_digit).fold(0, |all, one| all | one) != 0;
    has || last.is_ascii_digit()
}

/// The decades from one day to another.
pub(super) fn between(first: Option<Day>, last: Option<Day>) -> u32 {
    let (Some(first), Some(last)) = (first, last) else { return 0 };
    (first.year.div_euclid(10)..=last.year.div_euclid(10))
        .fold(0, |found, decade| found | of(decade * 10))
}

fn of(year: i32) -> u32 {
    let decade = (year - FIRST).div_euclid(10);
    if (0..DECADES).contains(&decade) { 1 << decade } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[i32]) {
        let found = decades(text);
        let years: Vec<i32> =
            (0..DECADES).filter(|n| found & (1 << n) > 0).map(|n| FIRST + n * 10).collect();
        assert_eq!(years, expected, "{text}");
    }

    #[test]
    fn years_of_both_calendars_have_their_decade() {
        check("از ۱۹۹۲ تا ۲۰۰۱", &[1990, 2000]);
        check("in 1992, and in 1999.", &[1990]);
        check("خرداد ۱۳۷۱", &[1990]);
        check("۱۴۰۰", &[2020]);
    }

    #[test]
    fn digits_are_seen_by_their_bytes() {
        for text in ["۰", "سال ۹", "٣ بار", "a1", "7"] {
            assert!(has_digit(text), "{text}");
        }
        for text in ["", "ذرت و زرشک", "ی", "a"] {
            assert!(!has_digit(text), "{text}");
        }
    }

    #[test]
    fn other_figures_have_none() {
        check("4,600 tonnes, 12345 and 1.2001", &[]);
        check("۱۱۱۲ نفر، سال ۹۲", &[]);
        check("", &[]);
    }
}
