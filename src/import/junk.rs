//! What is on the page but not in the article: spine text one syllable a line,
//! stamps, page numbers, running heads.
//!
//! Nothing here knows a journal. A run of syllables is known by its shape, a
//! running head by coming again or by a page number at its edge on a line that
//! stands alone, a page number by counting up from page to page.

use std::collections::BTreeMap;

use crate::import::folios::{self, is_number, shape};
use crate::import::ledger::Ledger;
use crate::import::notes::numbered;
use crate::import::source::Line;
use crate::import::survey::{Survey, ends_sentence};
use crate::import::tables::captions;
use crate::text::persian;

/// How many lines of a few characters make a run of syllables.
const RUN: usize = 8;

/// In how many lines behind a table's caption numbers are its cells.
const TABLE: usize = 150;

/// How many numbers, each in a line of its own, are cells wherever they stand.
const NUMBERS: usize = 6;

/// What junk lines say of the article's place: looked at by the metadata.
#[derive(Clone, Debug, Default)]
pub struct Stamps {
    /// Texts of stamps and running heads, with their first line.
    pub texts: Vec<(u32, String)>,
    /// Lines that say how to cite the article.
    pub how_to_cite: Vec<String>,
}

/// Takes junk out of the lines. Where lines went, the next line starts a page.
pub fn take(lines: Vec<Line>, survey: &Survey, ledger: &mut Ledger) -> (Vec<Line>, Stamps) {
    let mut kinds: Vec<Option<&'static str>> = vec![None; lines.len()];
    if !survey.whole {
        let cells = table_numbers(&lines, survey);
        mark_syllables(&lines, &cells, &mut kinds);
        folios::mark(&lines, survey, &mut kinds);
        mark_repeated(&lines, survey, &mut kinds);
        mark_numbers(&lines, &cells, &mut kinds);
        mark_numbered_heads(&lines, survey, &mut kinds);
        mark_foreign_heads(&lines, &mut kinds);
    }
    mark_labels(&lines, &mut kinds);
    let mut stamps = Stamps::default();
    let mut kept = Vec::new();
    let mut feed = false;
    for (i, mut line) in lines.into_iter().enumerate() {
        let Some(kind) = kinds[i] else {
            line.feed |= feed;
            feed = false;
            kept.push(line);
            continue;
        };
        feed |= kind != "label" && kind != "how-to-cite";
        if kind == "how-to-cite" {
            stamps.how_to_cite.push(line.text.clone());
        }
        match (ledger.junk.last_mut(), stamps.texts.last_mut()) {
            (Some(last), Some((_, text)))
                if last.kind == kind && i > 0 && kinds[i - 1] == Some(kind) =>
            {
                last.lines[1] = line.number;
                last.text.push(' ');
                last.text.push_str(&line.text);
                // Syllables are one text, heads one below the other are not.
                if is_short(&line) {
                    text.push(' ');
                    text.push_str(&line.text);
                } else {
                    stamps.texts.push((line.number, line.text.clone()));
                }
            }
            _ => {
                ledger.junk(line.number, kind, &line.text);
                stamps.texts.push((line.number, line.text.clone()));
            }
        }
    }
    ledger.junk.sort_by_key(|j| j.lines);
    (kept, stamps)
}

/// Whether a line is no longer than a syllable.
fn is_short(line: &Line) -> bool {
    line.text.chars().count() <= 5
}

/// Which lines are numbers of a table, and neither syllables nor pages: those
/// below its caption, before running text, and several one after the other.
fn table_numbers(lines: &[Line], survey: &Survey) -> Vec<bool> {
    let digit = |c: char| persian::digit_value(c).is_some();
    let number = |l: &Line| {
        l.text.starts_with(digit)
            && l.text.ends_with(digit)
            && l.text.chars().all(|c| digit(c) || matches!(c, '.' | ',' | '/' | '٫' | '٬'))
    };
    let mut cells = vec![false; lines.len()];
    let (mut left, mut run) = (0_usize, 0_usize);
    for (i, line) in lines.iter().enumerate() {
        left = if captions::is_caption(line, survey) {
            TABLE
        } else if line.width() * 10 >= survey.full.max(40) * 6 {
            0
        } else {
            left.saturating_sub(1)
        };
        run = if number(line) { run + 1 } else { 0 };
        cells[i] = run > 0 && left > 0 || run > NUMBERS;
        if run == NUMBERS {
            cells[i + 1 - NUMBERS..=i].fill(true);
        }
    }
    cells
}

/// Runs of lines of at most five characters, and the furniture between two such
/// runs. A run of numbers in a table is none.
fn mark_syllables(lines: &[Line], cells: &[bool], kinds: &mut [Option<&'static str>]) {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        let start = i;
        while i < lines.len() && is_short(&lines[i]) {
            i += 1;
        }
        let numbers = cells[start..i].iter().filter(|c| **c).count();
        if i - start >= RUN && numbers * 2 < i - start {
            runs.push((start, i));
        }
        i += 1;
    }
    for (a, b) in &runs {
        let joined: String = lines[*a..*b].iter().map(|l| l.text.replace(' ', "")).collect();
        let stamp = joined.contains("://") || joined.contains("ownload") || joined.contains("DO");
        // The cells of a table, a number each.
        let numbers = lines[*a..*b].iter().filter(|l| is_number(&l.text)).count();
        if !stamp && numbers * 2 > b - a {
            continue;
        }
        kinds[*a..*b].fill(Some(if stamp { "stamp" } else { "spine" }));
    }
    for pair in runs.windows(2) {
        let between = pair[0].1..pair[1].0;
        if between.len() <= 8
            && lines[between.clone()]
                .iter()
                .all(|l| !ends_sentence(&l.text) && l.text.chars().count() < 70)
        {
            for i in between {
                kinds[i] = Some(furniture(&lines[i].text));
            }
        }
    }
    for (a, b) in runs {
        let before = (0..a).rev().take(3);
        let after = b..(b + 3).min(lines.len());
        for way in [before.collect::<Vec<_>>(), after.collect()] {
            for i in way {
                let is = is_number(&lines[i].text) || lines[i].text.starts_with("http");
                if !is || kinds[i].is_some() {
                    break;
                }
                kinds[i] = Some(furniture(&lines[i].text));
            }
        }
    }
}

fn furniture(text: &str) -> &'static str {
    if text.starts_with("http") || text.starts_with("www.") {
        "stamp"
    } else if is_number(text) {
        "page-number"
    } else {
        "running-head"
    }
}

/// Lines that come again three times, or twice far apart, and are no sentence.
fn mark_repeated(lines: &[Line], survey: &Survey, kinds: &mut [Option<&'static str>]) {
    let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate() {
        let shape = shape(&line.text);
        let long = shape.chars().count();
        let other = ["منبع", "مأخذ", "Source", "جدول", "شکل", "نمودار"];
        let note = numbered(&line.text).is_some() || other.iter().any(|w| line.text.starts_with(w));
        if !note
            && long >= 8
            && line.width() < survey.full.max(60) * 2
            && !ends_sentence(&line.text)
        {
            seen.entry(shape).or_default().push(i);
        }
    }
    for places in seen.values() {
        let numbered = places.iter().filter(|i| edge_number(&lines[**i].text).is_some()).count();
        let at_heads = places.iter().all(|i| lines[*i].feed);
        let apart = at_heads || places.windows(2).all(|w| w[1] - w[0] >= 10);
        let alone =
            places.iter().all(|i| lines[*i].width() < survey.full.max(40) * 4 / 5 || numbered > 0);
        if apart && alone && (places.len() >= 3 || (places.len() == 2 && numbered == 2)) {
            for i in places {
                kinds[*i] = Some("running-head");
            }
        }
    }
}

/// The page number at an edge of a running head: its first or last word, or
/// digits glued to a letter of the first.
fn edge_number(text: &str) -> Option<u32> {
    let ascii = persian::to_ascii_digits(text);
    let start: String = ascii.chars().take_while(char::is_ascii_digit).collect();
    let end: String = ascii.chars().rev().take_while(char::is_ascii_digit).collect();
    let end: String = end.chars().rev().collect();
    [start, end].into_iter().find(|d| (1..=4).contains(&d.len())).and_then(|d| d.parse().ok())
}

/// Page numbers that stand alone: at least three of them that count up, or one
/// beside other furniture.
fn mark_numbers(lines: &[Line], cells: &[bool], kinds: &mut [Option<&'static str>]) {
    let found: Vec<(usize, u32)> = (0..lines.len())
        .filter(|i| kinds[*i].is_none() && !cells[*i] && is_number(&lines[*i].text))
        .filter_map(|i| {
            Some((i, edge_number(lines[i].text.trim_matches(['-', ' ', '–', '[', ']']))?))
        })
        .collect();
    let year = |n: u32| (1300..=1450).contains(&n) || (1900..=2100).contains(&n);
    let steps = found.windows(2).filter(|w| w[1].1 > w[0].1 && w[1].1 - w[0].1 <= 3).count();
    let years = found.iter().filter(|f| year(f.1)).count();
    if found.len() >= 3 && steps + 1 >= found.len() * 4 / 5 && years * 2 < found.len() {
        for (i, _) in &found {
            kinds[*i] = Some("page-number");
        }
    }
    for (i, _) in found {
        let beside = [i.wrapping_sub(1), i + 1];
        if beside.iter().any(|n| kinds.get(*n).is_some_and(Option::is_some)) {
            kinds[i] = Some("page-number");
        }
    }
}

/// Single running heads that carry a page number: a line without a full stop
/// that stands alone between blank lines at a page's edge.
fn mark_numbered_heads(lines: &[Line], survey: &Survey, kinds: &mut [Option<&'static str>]) {
    for (i, line) in lines.iter().enumerate() {
        let text = line.text.as_str();
        if kinds[i].is_some()
            || edge_number(text).is_none()
            || ends_sentence(text)
            || is_number(text)
        {
            continue;
        }
        let next_blanks = lines.get(i + 1).map_or(9, |l| l.blanks);
        let spread = text.matches("   ").count() >= 3;
        let periodical = [
            "Vol.",
            "No.",
            "Journal",
            "دوره",
            "شماره",
            "فصلنامه",
            "پژوهشنامه",
            "مجله",
            "دوفصلنامه",
        ];
        let named = periodical.iter().filter(|w| text.contains(**w)).count();
        let isolated = line.blanks >= 2 && next_blanks >= 1 || i == 0;
        let latin_edge = line.is_latin() && text.ends_with(|c: char| c.is_ascii_digit());
        let glued = is_glued_number(text) && text.chars().count() > 20 && next_blanks >= 1;
        let breaks =
            i > 0 && (lines[i - 1].trail || ends_sentence(&lines[i - 1].text)) && line.lead <= 1;
        let is_head = (isolated && (named > 1 || (latin_edge && (spread || named > 0))))
            || (glued && (isolated || survey.spaced) && breaks && !line.trail && !survey.fragments);
        if is_head {
            kinds[i] = Some("running-head");
        }
    }
}

/// Latin lines between a page number and Persian lines: the head of the next page
/// or the foot of this one. Notes, sources of tables and citations that go on are none.
fn mark_foreign_heads(lines: &[Line], kinds: &mut [Option<&'static str>]) {
    let numbers: Vec<usize> =
        (0..lines.len()).filter(|i| kinds[*i] == Some("page-number")).collect();
    for at in numbers {
        for (i, beyond) in [(at + 1, at + 2), (at.wrapping_sub(1), at.wrapping_sub(2))] {
            let (Some(line), Some(beyond)) = (lines.get(i), lines.get(beyond)) else { continue };
            let text = line.text.as_str();
            let running = line.is_latin()
                && !beyond.is_latin()
                && numbered(text).is_none()
                && !ends_sentence(text)
                && !text.contains(['(', ')', ':'])
                && text.split_whitespace().count() > 2;
            if running && kinds[i].is_none() {
                kinds[i] = Some("running-head");
            }
        }
    }
}

/// Digits directly against a Persian letter at the line's start.
fn is_glued_number(text: &str) -> bool {
    let digits = text.chars().take_while(|c| persian::digit_value(*c).is_some()).count();
    (2..=4).contains(&digits) && text.chars().nth(digits).is_some_and(persian::is_letter)
}

/// Labels of the title page: the kind of article, and how to cite it.
fn mark_labels(lines: &[Line], kinds: &mut [Option<&'static str>]) {
    for (i, line) in lines.iter().enumerate().take(120) {
        let text = shape(&line.text);
        let text = text.trim_start_matches("نوع");
        let label = [
            "مقالهپژوهشی",
            "پژوهشیمقاله",
            "مقالهعلمیپژوهشی",
            "علمیپژوهشی",
            "مقالهمروری",
            "نوعمقالهپژوهشی",
        ];
        if kinds[i].is_none() && label.contains(&text) {
            kinds[i] = Some("label");
        }
        if kinds[i].is_none() && is_how_to_cite(line) {
            kinds[i] = Some("how-to-cite");
        }
    }
}

/// `Surname, Given; Surname, Given (year). Title. Journal …`: two or more
/// authors parted by semicolons, a year in brackets, and the periodical's name.
fn is_how_to_cite(line: &Line) -> bool {
    let text = &line.text;
    let parts = text.matches('؛').count();
    let periodical = ["فصلنامه", "مجله", "پژوهشنامه", "دوفصلنامه", "نشریه", "مطالعات"];
    let ascii = persian::to_ascii_digits(text);
    let year = ascii
        .match_indices("1")
        .any(|(i, _)| ascii[i..].chars().take(4).filter(char::is_ascii_digit).count() == 4);
    parts >= 1
        && year
        && periodical.iter().any(|w| text.contains(w))
        && text.contains(['(', ')'])
        && !ends_sentence(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[&str]) -> Vec<Line> {
        let line = |(i, t): (usize, &&str)| Line {
            number: u32::try_from(i + 1).unwrap_or(0),
            text: (*t).to_owned(),
            blanks: 1,
            ..Line::default()
        };
        texts.iter().enumerate().map(line).collect()
    }

    #[track_caller]
    fn check(texts: &[&str], junk: &[(u32, u32, &str)]) {
        let mut ledger = Ledger::default();
        let survey = Survey { full: 60, ..Survey::default() };
        take(lines(texts), &survey, &mut ledger);
        let got: Vec<_> =
            ledger.junk.iter().map(|j| (j.lines[0], j.lines[1], j.kind.as_str())).collect();
        assert_eq!(got, junk);
    }

    #[test]
    fn a_run_of_syllables_goes_and_a_short_line_stays() {
        let body = "باران آرام بر شهر می‌بارید و کسی در کوچه نبود";
        check(
            &[body, "[", "Do", "wnl", "oad", "ed", "fr", "om", "x]", "است.", body],
            &[(2, 10, "stamp")],
        );
        check(&[body, "است.", body], &[]);
    }

    #[test]
    fn page_numbers_are_known_by_counting_up() {
        let body = "باران آرام بر شهر می‌بارید و کسی در کوچه نبود";
        check(
            &[body, "12", body, "13", body, "14"],
            &[(2, 2, "page-number"), (4, 4, "page-number"), (6, 6, "page-number")],
        );
        check(&[body, "2021", body], &[]);
        let head = "Rain and Snow, Vol. 4, No. 2";
        check(
            &[body, "12", head, body, "13", "1. Rain in the north", body, "14", body],
            &[
                (2, 2, "page-number"),
                (3, 3, "running-head"),
                (5, 5, "page-number"),
                (8, 8, "page-number"),
            ],
        );
    }

    #[test]
    fn numbers_of_a_table_are_no_syllables() {
        let body = "باران آرام بر شهر می‌بارید و کسی در کوچه نبود";
        let table = ["جدول 1: بارش", "سالباران", "1390", "12", "1391", "13", "1392", "14"];
        check(&[&[body][..], &table, &["1393", "15", body]].concat(), &[]);
    }

    #[test]
    fn cells_that_are_numbers_are_no_syllables() {
        let body = "باران آرام بر شهر می‌بارید و کسی در کوچه نبود";
        check(&[body, "4", "17", "8", "33", "12", "9", "41", "3", "باد", body], &[]);
    }
}
