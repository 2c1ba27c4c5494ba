//! What a line is, as far as it shows before its pieces are put in order.
//!
//! In a text of pieces a heading's number and the label of the keywords stand at
//! the other end of their line, where they mislead whoever looks for the order
//! that reads best. So they are taken off first and set before the line again.

use std::collections::BTreeMap;

use crate::import::blocks::Ready;
use crate::import::headings::APART;
use crate::import::notes::Page;
use crate::import::outline;
use crate::import::source::Line;
use crate::import::survey::Survey;
use crate::import::tables::{Place, captions};
use crate::text::persian;

/// What a line is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Running text, or nothing that could be told.
    #[default]
    Text,
    /// A heading, with its number as printed.
    Heading(String),
    /// A label and nothing else, as here.
    Label(String),
    /// A line of a page's notes.
    Note,
    /// A line of a table, or a cell of one.
    Cell(Place),
    /// A paragraph by itself: the caption of a picture, where a table is from.
    Alone,
}

impl Role {
    /// Whether what the line says ends with it, and began with it.
    pub fn is_alone(&self) -> bool {
        matches!(self, Self::Heading(_) | Self::Label(_) | Self::Alone)
    }
}

/// Labels that run into their line, as they are printed.
const LABELS: [&str; 9] = [
    "واژگان کلیدی",
    "واژگان اصلی",
    "کلیدواژه‌ها",
    "کلیدواژه ها",
    "کلیدواژهها",
    "کلیدواژه",
    "کلمات کلیدی",
    "واژه‌های کلیدی",
    "واژه های کلیدی",
];

/// Tells headings and labels of a text of pieces. The lines that come out are
/// as many as the roles; a line with a label inside becomes two.
pub fn find(lines: Vec<Line>, survey: &Survey) -> (Vec<Line>, Vec<Role>) {
    let alone = |l: &Line| !survey.whole && captions::stands_alone(l, survey);
    if !survey.fragments {
        let role = |l: &Line| if alone(l) { Role::Alone } else { Role::Text };
        let roles = lines.iter().map(role).collect();
        return (lines, roles);
    }
    let mut told = BTreeMap::new();
    let mut section = 0;
    let mut counted = counted(&lines, survey);
    for (at, line) in lines.iter().enumerate() {
        if alone(line) || label(&line.text).is_some() {
            continue;
        }
        if let Some(found) = heading(line, survey, section).or_else(|| counted.remove(&at)) {
            section = begun(&found.0, section);
            told.insert(at, found);
        }
    }
    for (at, found) in outline::between(&lines, &told, survey) {
        told.entry(at).or_insert(found);
    }
    let (mut out, mut roles) = (Vec::new(), Vec::new());
    for (at, line) in lines.into_iter().enumerate() {
        if alone(&line) {
            out.push(line);
            roles.push(Role::Alone);
        } else if let Some((label, rest)) = label(&line.text) {
            out.push(Line { text: label.clone(), ..line.clone() });
            roles.push(Role::Label(label));
            out.push(Line { text: rest, blanks: 0, ..line });
            roles.push(Role::Text);
        } else if let Some((number, rest)) = told.remove(&at) {
            out.push(Line { text: rest, ..line });
            roles.push(Role::Heading(number));
        } else {
            out.push(line);
            roles.push(Role::Text);
        }
    }
    (out, roles)
}

/// Adds the lines of notes and tables, which are read apart but go through the
/// passes as all others do.
pub fn add(
    lines: &mut Vec<Line>,
    roles: &mut Vec<Role>,
    pages: &[Page],
    cells: Vec<(Line, Place)>,
) {
    let notes = pages.iter().flat_map(|p| p.lines.iter().cloned());
    lines.extend(notes);
    roles.resize(lines.len(), Role::Note);
    for (line, place) in cells {
        lines.push(line);
        roles.push(Role::Cell(place));
    }
}

/// Takes the lines out whose role is the one looked for.
pub fn part(lines: &mut Vec<Ready>, is: impl Fn(&Role) -> bool) -> Vec<Ready> {
    let (taken, kept) = std::mem::take(lines).into_iter().partition(|r: &Ready| is(&r.role));
    *lines = kept;
    taken
}

/// Gives the lines their roles back when they are in order.
pub fn settle(lines: &mut [Ready], roles: Vec<Role>) {
    for (ready, role) in lines.iter_mut().zip(roles) {
        if let Role::Label(label) = &role {
            ready.line.text.clone_from(label);
        }
        ready.role = role;
    }
}

/// A label at the end of a line as it came, and the line without it.
fn label(text: &str) -> Option<(String, String)> {
    let letters = persian::persian_letters(text);
    let head = letters.trim_end().strip_suffix(':')?.trim_end();
    let label = LABELS.iter().find(|l| head.ends_with(*l))?;
    let rest = text.trim_end().trim_end_matches(':').trim_end();
    let keep = rest.chars().count().checked_sub(label.chars().count())?;
    let rest: String = rest.chars().take(keep).collect();
    (!rest.trim().is_empty()).then(|| ((*label).to_owned(), rest.trim().to_owned()))
}

/// The section that a heading stands in, given the one before it.
fn begun(number: &str, section: u32) -> u32 {
    let parts: Vec<u32> =
        number.split('-').filter_map(|p| persian::to_ascii_digits(p).parse().ok()).collect();
    match parts[..] {
        [section] => section,
        _ if parts.contains(&(section + 1)) && !parts.contains(&section) => section + 1,
        _ => section,
    }
}

/// Headings with a plain number at either end, `1 متن` or `متن 1)`, by the places of
/// their lines. One could be anything; several that count up, each a short line before
/// a long one, are the article's sections.
fn counted(lines: &[Line], survey: &Survey) -> BTreeMap<usize, (String, String)> {
    let mut found = BTreeMap::new();
    let mut last = 0;
    for (at, line) in lines.iter().enumerate() {
        let is_short = !line.is_latin() && line.width() * 100 < survey.full * SHORT;
        let is_far = found.is_empty() || at >= last + APART;
        let begins = lines.get(at + 1).is_some_and(|l| l.width() * 100 > survey.full * SHORT);
        let number = (found.len() + 1).to_string();
        if is_short
            && is_far
            && begins
            && let Some(rest) = without_number(&line.text, &number)
        {
            found.insert(at, (number, rest));
            last = at;
        }
    }
    if found.len() < 2 {
        found.clear();
    }
    found
}

/// A line that is shorter than so many hundredths of the column can be a heading.
const SHORT: usize = 60;

/// What is left of a line that has the number at an end, with or without a bracket.
fn without_number(text: &str, number: &str) -> Option<String> {
    let is_bracket = |c: char| matches!(c, ')' | '(' | ' ');
    let ascii = persian::to_ascii_digits(text.trim());
    let bare = ascii.trim_matches(is_bracket);
    let before = bare.strip_prefix(number).filter(|rest| rest.starts_with(is_bracket));
    let rest = before.or_else(|| bare.strip_suffix(number).filter(|r| r.ends_with(is_bracket)))?;
    let rest = rest.trim_matches(is_bracket);
    let letters = rest.chars().filter(|c| persian::is_letter(*c)).count();
    let is_title = letters >= 4 && !rest.contains(['.', '،', '؛', ':', '؟']);
    is_title.then(|| rest.to_owned())
}

/// Number and text of a heading whose number stands at either end of its line,
/// in the text behind this section.
fn heading(line: &Line, survey: &Survey, section: u32) -> Option<(String, String)> {
    let width = line.width() * 100;
    if line.is_latin() || width > survey.full * 92 || (width > survey.full * 75 && line.lead == 0) {
        return None;
    }
    let found = lettered(&line.text).or_else(|| numbered(&line.text));
    let found = found.or_else(|| torn(&line.text).filter(|(n, _)| *n == (section + 1).to_string()));
    let (number, rest) = found.or_else(|| last_piece(&line.text))?;
    let letters = rest.chars().filter(|c| persian::is_letter(*c)).count();
    let stops = rest.ends_with(['.', '،', '؛']) || rest.contains(". ");
    (letters >= 4 && !stops).then_some((number, rest))
}

/// A number before the last piece of a line, which is the first in reading.
fn last_piece(text: &str) -> Option<(String, String)> {
    let (before, piece) = text.rsplit_once("  ")?;
    let (number, rest) = lettered(piece).or_else(|| numbered(piece))?;
    let first = piece.split(' ').next()?;
    // Behind the piece's words it would stand in the middle of the line.
    (!rest.starts_with(first)).then(|| (number, format!("{before}  {rest}")))
}

/// `ب( متن` or `متن ب(`: a letter with a bracket of either shape.
fn lettered(text: &str) -> Option<(String, String)> {
    let is = |w: &str| {
        let letter = w.trim_end_matches([')', '(']).trim_start_matches([')', '(']);
        let bracketed = w.chars().count() == letter.chars().count() + 1;
        let known = matches!(letter, "الف" | "ب" | "پ" | "ت" | "ث" | "ج" | "چ" | "د" | "ه");
        (bracketed && known).then(|| format!("{letter})"))
    };
    let (first, rest) = text.split_once(' ')?;
    if let Some(number) = is(first) {
        return Some((number, rest.trim().to_owned()));
    }
    let (rest, last) = text.rsplit_once(' ')?;
    is(last).map(|number| (number, rest.trim().to_owned()))
}

/// `1- متن`, `متن -1`, `متن  - 2-1`.
fn numbered(text: &str) -> Option<(String, String)> {
    let part = |c: char| persian::digit_value(c).is_some() || matches!(c, '-' | '–' | '.' | ' ');
    let tail: String = text.chars().rev().take_while(|c| part(*c)).collect();
    let tail: String = tail.chars().rev().collect();
    let head: String = text.chars().take_while(|c| part(*c)).collect();
    let (raw, rest) = if is_number(&tail) && !tail.starts_with('.') {
        (tail.clone(), &text[..text.len() - tail.len()])
    } else if is_number(&head) {
        (head.clone(), &text[head.len()..])
    } else {
        return None;
    };
    // A plain number beside a word is none of a heading.
    if !raw.contains(['-', '–', '.']) {
        return None;
    }
    // Nor is a part of a date.
    let beside = if raw == tail { rest.chars().next_back() } else { rest.chars().next() };
    if !beside.is_some_and(|c| c.is_alphabetic() || matches!(c, '«' | '»' | ' ' | ')' | '(')) {
        return None;
    }
    let digits = raw.split(['-', '–', '.', ' ']).filter(|p| !p.is_empty());
    Some((digits.collect::<Vec<_>>().join("-"), rest.trim().to_owned()))
}

/// `. متن1`, `متن)  1`, `تن- م 1`: the number at the line's end, its mark a piece of
/// its own or at the head of the piece behind it.
fn torn(text: &str) -> Option<(String, String)> {
    let rest = text.trim_end_matches(|c: char| persian::digit_value(c).is_some());
    let number = persian::to_ascii_digits(&text[rest.len()..]);
    let rest = rest.trim_end();
    let is_mark = |c: char| matches!(c, '.' | '-' | '–' | ')' | '(');
    if number.is_empty() || number.len() > 2 || rest.matches(is_mark).count() != 1 {
        return None;
    }
    let (head, tail) = rest.split_once(is_mark)?;
    let tail = tail.trim_start_matches(|c: char| !c.is_alphabetic() && c != ' ');
    let title = match (head.trim().is_empty(), tail.trim().is_empty()) {
        (true, false) => tail.trim().to_owned(),
        (false, true) => head.trim().to_owned(),
        // What stands before the mark is read behind the rest.
        (false, false) if tail.starts_with(' ') => format!("{}  {}", head.trim(), tail.trim()),
        _ => return None,
    };
    Some((number, title))
}

/// One to four numbers of at most two digits.
fn is_number(text: &str) -> bool {
    let parts: Vec<&str> =
        text.split(['-', '–', '.', ' ']).filter(|p| !p.trim().is_empty()).collect();
    (1..=4).contains(&parts.len()) && parts.iter().all(|p| p.chars().count() <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str)>) {
        let line = Line { text: text.to_owned(), lead: 1, ..Line::default() };
        let survey = Survey { full: 60, ..Survey::default() };
        let got = heading(&line, &survey, 0);
        assert_eq!(got.as_ref().map(|(n, t)| (n.as_str(), t.as_str())), expected);
    }

    #[test]
    fn a_heading_s_number_stands_at_either_end() {
        check("باران بهاری  -1", Some(("1", "باران بهاری")));
        check("باران در شهر  - 2-1", Some(("2-1", "باران در شهر")));
        check("3- باران بهاری", Some(("3", "باران بهاری")));
        check("ب( باران بهاری", Some(("ب)", "باران بهاری")));
        check("های شهر    الف( باران", Some(("الف)", "های شهر    باران")));
        check("باران بهاری در سال 21", None);
        check("باران    -21/12/1390) بهاری", None);
        check("باران بهاری آمد.  -2", None);
    }

    #[test]
    fn a_heading_s_mark_can_stand_far_from_its_number() {
        check(". باران بهاری1", Some(("1", "باران بهاری")));
        check("- باران بهاری 1", Some(("1", "باران بهاری")));
        check("– باران بهاری 1", Some(("1", "باران بهاری")));
        check("باران بهاری)   1", Some(("1", "باران بهاری")));
        check("ها- باران 1", Some(("1", "ها  باران")));
        // No section follows that begins so.
        check(". باران بهاری 7", None);
        check("باران بهاری 1", None);
        assert_eq!([begun("3", 2), begun("3-1", 2), begun("2-1", 2)], [3, 3, 2]);
    }

    #[test]
    fn plain_numbers_that_count_up_are_those_of_headings() {
        let long = "باران آرام    بر شهر کوچک ما    می بارید و کسی در کوچه نبود";
        let lines = |texts: &[&str]| -> Vec<Line> {
            let line = |t: &&str| Line { text: (*t).to_owned(), ..Line::default() };
            texts.iter().map(line).collect()
        };
        let survey = Survey { full: 60, fragments: true, ..Survey::default() };
        let of = |second: &str| {
            let rest = [long; 5];
            let all = lines(&[&["1) باران بهاری", long][..], &rest, &[second, long]].concat());
            counted(&all, &survey).into_values().collect::<Vec<_>>()
        };
        let pair = |n: &str, t: &str| (n.to_owned(), t.to_owned());
        assert_eq!(of("برف و باد 2"), [pair("1", "باران بهاری"), pair("2", "برف و باد")]);
        assert!(of("برف و باد 7").is_empty(), "one by itself says nothing");
    }

    #[test]
    fn a_label_at_the_end_of_its_line_comes_first() {
        let line = Line {
            text: "برف. باران، باد، کلیدواژه‌ها:".to_owned(), ..Line::default()
        };
        let survey = Survey { full: 60, fragments: true, ..Survey::default() };
        let (lines, roles) = find(vec![line], &survey);
        assert_eq!(roles, [Role::Label("کلیدواژه‌ها".to_owned()), Role::Text]);
        assert_eq!(lines[1].text, "برف. باران، باد،");
    }
}
