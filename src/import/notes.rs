//! Footnotes at the feet of pages: blocks of numbered lines lifted out of the
//! body, and the marks in the body that they belong to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::import::blocks::{Block, Kind, Ready};
use crate::import::ledger::{Ledger, Text};
use crate::import::scattered::{mark, numbered_last, scattered, tail_number};
use crate::import::source::Line;
use crate::import::survey::{Survey, ends_sentence};
use crate::text::persian;

/// The number of a note that is printed without one.
pub const UNMARKED: u32 = 0;

/// One footnote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// As printed, in ASCII digits.
    pub number: u32,
    /// Its words.
    pub text: Text,
}

/// The notes of one page, and the lines of the body that they belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// First source line of the page's body.
    pub first: u32,
    /// Last source line of the page's body; marks stand between these two.
    pub last: u32,
    /// The notes in the order of the print.
    pub notes: Vec<Note>,
    /// The lines of notes that are still to be put in order and read.
    pub lines: Vec<Line>,
}

/// What a note's first line begins with: a number, a stop or bracket, text.
/// `None` for anything else. The rest is what stands behind the number.
pub fn numbered(text: &str) -> Option<(u32, &str)> {
    let digits = text.chars().take_while(|c| persian::digit_value(*c).is_some()).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let at: usize = text.chars().take(digits).map(char::len_utf8).sum();
    let number = persian::to_ascii_digits(&text[..at]).parse().ok()?;
    let rest = text[at..].trim_start_matches(' ');
    let rest = rest.strip_prefix(['.', ')', '-', '–', '٫', '('])?;
    // A wide space behind the stop is a heading's, `2-1` is a heading's number. But
    // a note can begin with a year or a count.
    let figures = rest.trim_start().chars().take_while(|c| persian::digit_value(*c).is_some());
    let figures = figures.count();
    let numbered = figures > 0 && (figures < 3 || !rest.starts_with(' '));
    if rest.starts_with("  ") || numbered || rest.trim().is_empty() {
        return None;
    }
    Some((number, rest.trim()))
}

/// Lifts the note blocks out of the lines. `clean`: puts letters into their forms.
pub fn take(
    lines: Vec<Line>,
    survey: &Survey,
    clean: &dyn Fn(&mut [Line], &mut Ledger),
    ledger: &mut Ledger,
) -> (Vec<Line>, Vec<Page>) {
    if survey.whole {
        return (lines, Vec::new());
    }
    // By where they end: where they begin.
    let feet: BTreeMap<usize, usize> =
        feet(&lines, survey).into_iter().map(|foot| (foot.end, foot.start)).collect();
    let mut starts = page_starts(&lines, survey);
    starts.extend(feet.keys().filter(|end| **end < lines.len()));
    starts.sort_unstable();
    starts.dedup();
    let mut is_note = vec![false; lines.len()];
    let mut pages = Vec::new();
    let mut first = 0;
    for end in starts.iter().copied().chain([lines.len()]) {
        let foot = feet.get(&end).copied().filter(|start| *start > first);
        if let Some(start) = foot.or_else(|| block_start(&lines, first, end, survey)) {
            let mut page = Page { first: lines[first].number, ..Page::default() };
            if survey.fragments {
                page.lines = lines[start..end].to_vec();
            } else {
                let mut lines = lines[start..end].to_vec();
                clean(&mut lines, ledger);
                page.notes = read(&lines, ledger);
            }
            is_note[start..end].fill(true);
            page.last = if start > first { lines[start - 1].number } else { lines[start].number };
            pages.push(page);
        } else if end > first {
            let (a, b) = (lines[first].number, lines[end - 1].number);
            pages.push(Page { first: a, last: b, ..Page::default() });
        }
        first = end;
    }
    let mut kept = Vec::new();
    let mut feed = false;
    for (i, mut line) in lines.into_iter().enumerate() {
        if is_note[i] {
            feed = true;
        } else {
            line.feed |= feed || starts.binary_search(&i).is_ok();
            feed = false;
            kept.push(line);
        }
    }
    (kept, pages)
}

/// Reads the notes whose lines had to be put in order first.
pub fn read_ordered(pages: &mut [Page], ordered: &[Ready], ledger: &mut Ledger) {
    let mut by_number: BTreeMap<u32, Vec<&Line>> = BTreeMap::new();
    for ready in ordered {
        by_number.entry(ready.line.number).or_default().push(&ready.line);
    }
    for page in pages.iter_mut().filter(|p| !p.lines.is_empty()) {
        let numbers: BTreeSet<u32> = page.lines.iter().map(|l| l.number).collect();
        let lines = numbers.iter().filter_map(|n| by_number.get(n)).flatten();
        let lines: Vec<Line> = lines.map(|l| (*l).clone()).collect();
        page.notes = read(&lines, ledger);
    }
}

/// Takes the paragraph out of the head of an article that says what it comes
/// from and who paid for it: journals print it at the foot of the first page,
/// without a mark. It becomes a note of the first paragraph.
pub fn take_origin(blocks: &mut Vec<Block>, pages: &mut Vec<Page>) {
    let headed = |b: &Block| matches!(b.kind, Kind::Heading { level, .. } if level > 0);
    let Some(front) = blocks.iter().position(headed) else { return };
    let Some(at) = blocks[..front].iter().position(|b| says_origin(&b.text.to_string())) else {
        return;
    };
    let note = blocks.remove(at);
    let body = blocks[front - 1..].iter().find(|b| b.kind == Kind::Paragraph);
    let Some(line) = body.map(|b| b.text.line_at(0)) else {
        blocks.insert(at, note);
        return;
    };
    let notes = vec![Note { number: UNMARKED, text: note.text }];
    pages.insert(0, Page { first: line, last: line, notes, lines: Vec::new() });
}

fn says_origin(text: &str) -> bool {
    let any = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let origin =
        ["برگرفته", "مستخرج", "با حمایت", "حمایت مالی", "پایان‌نامه", "پایان نامه", "رسالهٔ"];
    let itself = ["مقاله", "پژوهش", "نوشتار"];
    (40..350).contains(&text.chars().count()) && any(&origin) && any(&itself)
}

/// The most lines of a page: a mark stands no farther from its note.
const PAGE: usize = 140;

/// The notes that stand at the foot of a page for sure: numbered from 1, and the text
/// since the notes before has a mark for each, in their order. A list in the text has
/// no marks. Ranges of indexes of lines.
fn feet(lines: &[Line], survey: &Survey) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if survey.fragments {
        return found;
    }
    // Where headings are numbered as notes are, one by itself says nothing.
    let is_second = |at: &usize| is_number(&lines[*at], 2) && is_apart(lines, *at, survey);
    let has_headings = (0..lines.len()).any(|at| is_second(&at));
    let mut at = 1;
    while at < lines.len() {
        let first = found.last().map_or(0, |f| f.end);
        if at == first || !is_number(&lines[at], 1) {
            at += 1;
            continue;
        }
        let (end, count) = foot(lines, at, survey);
        let next = lines.get(end);
        let is_top = next.is_none_or(|l| l.feed || l.blanks == 0 && l.lead >= 1);
        let is_inside = is_top && next.is_some() && !ends_sentence(&lines[at - 1].text);
        let may_be_heading = has_headings && !is_top && count == 1 && is_apart(lines, at, survey);
        let page = first.max(at.saturating_sub(PAGE));
        if !may_be_heading && are_marked(&lines[page..at], count, is_inside) {
            found.push(at..end);
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// Whether a short line stands by itself, as headings do, or before the full line that
/// begins their text.
fn is_apart(lines: &[Line], at: usize, survey: &Survey) -> bool {
    let full = survey.full.max(40);
    let is_short = lines[at].width() * 10 < full * 6;
    let has_blank = |at: usize| lines.get(at).is_none_or(|l| l.blanks > 0);
    let begins = |l: &Line| l.lead == 0 && !l.feed && l.width() * 100 >= full * 85;
    let begins = survey.spaced && lines.get(at + 1).is_some_and(begins);
    is_short && has_blank(at) && (has_blank(at + 1) || begins)
}

fn is_number(line: &Line, number: u32) -> bool {
    let found = numbered(&line.text).map(|(n, _)| n);
    found.or_else(|| scattered(&line.text).map(|(n, _)| n)) == Some(number)
}

/// Where notes that begin with a line end, and how many they are. A note goes on in
/// the next line where its own is full.
fn foot(lines: &[Line], start: usize, survey: &Survey) -> (usize, u32) {
    let is_full = |l: &Line| l.width() * 100 >= survey.full.max(40) * 85;
    let (mut end, mut count) = (start + 1, 1);
    while let Some(line) = lines.get(end) {
        let goes_on = is_full(&lines[end - 1]) && line.lead == 0 && !line.feed && end - start < 40;
        // Of another form it is the heading on the next page.
        let alike = mark(line).is_none_or(|c| mark(&lines[start]).is_none_or(|first| c == first));
        if is_number(line, count + 1) && alike && !line.feed {
            count += 1;
        } else if !goes_on || (!survey.spaced && line.blanks > 0) {
            break;
        }
        end += 1;
    }
    (end, count)
}

/// Whether lines have the marks from 1 to `count` in their order, most of them glued to
/// a word as no other number is. `loose`: what stands around the notes says as much.
fn are_marked(lines: &[Line], count: u32, loose: bool) -> bool {
    let all: Vec<(u32, bool)> = lines.iter().flat_map(|line| digits(&line.text)).collect();
    let (mut at, mut glued) = (0, 0);
    for number in 1..=count {
        let rest = all.get(at..).unwrap_or_default();
        let find = |is_glued| rest.iter().position(|mark| *mark == (number, is_glued));
        let Some(found) = find(true).or_else(|| find(false)) else { return false };
        glued += u32::from(rest[found].1);
        at += found + 1;
    }
    loose || glued * 2 > count
}

/// The digits of a line that can be marks, and whether each is glued to a word.
fn digits(text: &str) -> Vec<(u32, bool)> {
    let chars: Vec<char> = text.chars().collect();
    let is_word = |c: Option<&char>| {
        c.is_some_and(|c| persian::is_letter(*c) || matches!(c, '»' | ')' | '،' | '.'))
    };
    let mut found = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let Some(value) = persian::digit_value(*c) else { continue };
        let goes_on = chars.get(at + 1).is_some_and(|c| persian::digit_value(*c).is_some());
        let before = |n: usize| at.checked_sub(n).and_then(|n| chars.get(n));
        let is_glued = is_word(before(1));
        if !goes_on && (is_glued || before(1) == Some(&' ') && is_word(before(2))) {
            found.push((u32::from(value), is_glued));
        }
    }
    found
}

/// Where pages begin, as indexes of lines.
fn page_starts(lines: &[Line], survey: &Survey) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for (i, line) in lines.iter().enumerate().skip(1) {
        let spaced = if line.is_latin() { survey.spaced_latin } else { survey.spaced };
        let before = if lines[i - 1].is_latin() { survey.spaced_latin } else { survey.spaced };
        let tight = (spaced && (before || numbered(&lines[i - 1].text).is_some()))
            && line.blanks == 0
            && line.lead >= 1;
        // After notes under a rule the next page follows on directly.
        let after_notes = line.blanks == 0 && line.lead == 1 && numbered(&line.text).is_none() && {
            let back = (0..i).rev().take(12).take_while(|n| !lines[n + 1].rule || *n + 1 == i);
            let rule = back.filter(|n| lines[*n].rule).max();
            rule.is_some_and(|n| {
                lines[n..i]
                    .iter()
                    .any(|l| numbered(&l.text).is_some() || tail_number(&l.text).is_some())
            })
        };
        if line.feed || tight || after_notes {
            out.push(i);
        }
    }
    out
}

/// Where the notes of a page begin: going up from its end to the line numbered 1
/// or to the rule that stands above them.
fn block_start(lines: &[Line], first: usize, end: usize, survey: &Survey) -> Option<usize> {
    let mut loose = 0;
    let mut lowest = u32::MAX;
    let mut found = None;
    for i in (first..end).rev().take(40) {
        let line = &lines[i];
        let number =
            numbered(&line.text).map(|(n, _)| n).or(numbered_last(&line.text).map(|(n, _)| n));
        let wide = line.width() >= survey.full.max(40) * 3 / 4;
        match number {
            Some(n) if n < lowest => {
                lowest = n;
                loose = 0;
                found = Some(i);
                if n == 1 || line.rule {
                    break;
                }
            }
            _ if line.rule && (found.is_some() || end - i <= 4) => {
                found = Some(i);
                lowest = 1;
                break;
            }
            _ => loose += 1 + usize::from(wide && number.is_none()),
        }
        if loose > 3 {
            break;
        }
    }
    let start = found?;
    let ends_page = end < lines.len() || lines[start].rule;
    // A list of one is none, and no heading ends an article.
    let last = end == lines.len() && end - start == 1;
    let several = lines[start..end].iter().filter(|l| numbered(&l.text).is_some()).count() >= 2;
    let plain = lines[start].width() * 10 < survey.full.max(40) * 9 || lines[start].rule;
    let plain = plain || several || end - start <= 6;
    (lowest == 1 && start > first && (ends_page || last || end - start >= 2) && plain)
        .then_some(start)
}

/// Reads a block: each numbered line begins a note, the others go on with it.
fn read(lines: &[Line], ledger: &mut Ledger) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    for line in lines {
        let next = notes.last().map_or(1, |n| n.number + 1);
        let direct =
            numbered(&line.text).filter(|(n, _)| *n == next || notes.is_empty() || *n == next + 1);
        if let Some((number, rest)) = direct {
            notes.push(Note { number, text: Text::of(line.number, rest) });
        } else if let Some((number, text)) = scattered(&line.text).filter(|(n, _)| *n == next) {
            ledger.correct(line.number, &line.text, &text, "order", 0.8);
            notes.push(Note { number, text: Text::of(line.number, &text) });
        } else if let Some((number, rest)) = numbered_last(&line.text).filter(|(n, _)| *n == next) {
            let mut pieces: Vec<&str> =
                rest.split("  ").map(str::trim).filter(|p| !p.is_empty()).collect();
            pieces.reverse();
            let text = pieces.join(" ").trim_start_matches(['.', ' ']).to_owned();
            ledger.correct(line.number, &line.text, &text, "order", 0.8);
            notes.push(Note { number, text: Text::of(line.number, &text) });
        } else if let Some(note) = notes.last_mut() {
            note.text.push(line.number, " ");
            note.text.push(line.number, &line.text);
        } else {
            let number = tail_number(&line.text).map_or(1, |_| 1);
            let text = line.text.trim_end_matches(|c| persian::digit_value(c).is_some());
            notes.push(Note { number, text: Text::of(line.number, text) });
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_begins_with_a_number_and_a_stop() {
        for (text, expected) in [
            ("1. Rain", Some((1, "Rain"))),
            ("2 . Snow", Some((2, "Snow"))),
            ("۳) باران", Some((3, "باران"))),
            ("1.  مقدمه", None),
            ("2-1. مقدمه", None),
            ("2021 بود.", None),
            ("1. 2117 برگ", Some((1, "2117 برگ"))),
            ("1. 12 برگ", None),
        ] {
            assert_eq!(numbered(text), expected, "{text}");
        }
    }

    #[test]
    fn a_heading_before_the_full_line_of_its_text_stands_apart() {
        let line =
            |text: &str, blanks: usize| Line { text: text.to_owned(), blanks, ..Line::default() };
        let long = "باران آرام بر شهر کوچک ما می‌بارید و کسی نبود";
        let lines = [line(long, 1), line("2. باران و برف", 1), line(long, 0)];
        let survey = Survey { full: 46, spaced: true, ..Survey::default() };
        assert!(is_apart(&lines, 1, &survey));
        assert!(!is_apart(&lines, 1, &Survey { spaced: false, ..survey }));
    }

    /// First line and end of the notes that are found.
    fn feet_of(text: &str) -> Vec<(usize, usize)> {
        let line = |(n, text): (usize, &str)| Line {
            number: u32::try_from(n).unwrap(),
            text: text.trim().to_owned(),
            lead: text.len() - text.trim_start().len(),
            ..Line::default()
        };
        let mut lines: Vec<Line> = Vec::new();
        let mut blanks = 0;
        for (n, text) in text.lines().enumerate() {
            if text.is_empty() {
                blanks += 1;
            } else {
                lines.push(Line { blanks: std::mem::take(&mut blanks), ..line((n, text)) });
            }
        }
        let survey = Survey { full: 24, ..Survey::default() };
        feet(&lines, &survey).into_iter().map(|foot| (foot.start, foot.end)).collect()
    }

    #[test]
    fn notes_stand_at_a_foot_where_the_text_has_their_marks() {
        let text = "باران آرام1 در شهر می‌بارید و\n1. در پاییز\n باد2 در دشت بود.\n2. برف\n3. باد";
        assert_eq!(feet_of(text), [(1, 2)], "the others have no mark 1");
        let text = "باران1 در شهر و برف2 در دشت\n1. در پاییز\n2. در زمستان\n ماند.";
        assert_eq!(feet_of(text), [(1, 3)]);
    }

    #[test]
    fn the_heading_on_the_next_page_is_no_note() {
        let text = "باران1 در شهر و باد2 در دشت\n1. در پاییز\n 2) برف\nباران آمد.";
        assert_eq!(feet_of(text), [(1, 2)]);
    }

    #[test]
    fn a_mark_stands_on_the_page_of_its_note() {
        let page = |lines: usize| "باد و برف\n".repeat(lines);
        let text = |lines: usize| format!("باران1 در شهر و\n{}1. در پاییز\n ماند.", page(lines));
        assert_eq!(feet_of(&text(100)), [(101, 102)]);
        assert!(feet_of(&text(200)).is_empty());
    }

    #[test]
    fn a_list_and_a_numbered_heading_are_no_notes() {
        assert!(feet_of("در سال 1390 باران آمد:\n1. در شهر\n2. در دشت\nو برف هم.").is_empty());
        let text = "باران1 در شهر\n\n1. مقدمه\n\nبرف در دشت ماند\n1. در پاییز\n و باد.\n\n2. نتیجه\n\nپایان.";
        assert_eq!(feet_of(text), [(3, 4)]);
    }

    #[test]
    fn what_an_article_comes_from_is_a_note() {
        let block = |kind: Kind, text: &str| Block { kind, text: Text::of(1, text) };
        let heading = Kind::Heading { level: 1, number: String::new() };
        let mut blocks = vec![
            block(Kind::Paragraph, "این مقاله برگرفته از طرحی است که با حمایت رصدخانه اجرا شد."),
            block(heading, "مقدمه"),
            block(Kind::Paragraph, "باران آمد."),
        ];
        let mut pages = Vec::new();
        take_origin(&mut blocks, &mut pages);
        assert_eq!(blocks.len(), 2);
        assert_eq!(pages[0].notes[0].number, UNMARKED);
    }
}
