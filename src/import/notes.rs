//! Footnotes at the feet of pages: blocks of numbered lines lifted out of the
//! body, and the marks in the body that they belong to.

use crate::import::ledger::{Edit, Ledger, Text};
use crate::import::source::Line;
use crate::import::survey::Survey;
use crate::text::persian;

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
    // A wide space behind the stop is a heading's, `2-1` is a heading's number.
    let numbered = rest.trim_start().starts_with(|c: char| persian::digit_value(c).is_some());
    if rest.starts_with("  ") || numbered || rest.trim().is_empty() {
        return None;
    }
    Some((number, rest.trim()))
}

/// The same for a scrambled note whose number came out last: `… . متن  1`.
fn numbered_last(text: &str) -> Option<(u32, String)> {
    let (rest, last) = text.rsplit_once(' ')?;
    let number: u32 = persian::to_ascii_digits(last).parse().ok()?;
    let gaps = text.matches("  ").count();
    (number < 10 && gaps >= 3 && rest.contains(". ")).then(|| (number, rest.trim().to_owned()))
}

/// Lifts the note blocks out of the lines.
pub fn take(lines: Vec<Line>, survey: &Survey, ledger: &mut Ledger) -> (Vec<Line>, Vec<Page>) {
    if survey.whole {
        return (lines, Vec::new());
    }
    let starts = page_starts(&lines, survey);
    let mut is_note = vec![false; lines.len()];
    let mut pages = Vec::new();
    let mut first = 0;
    for end in starts.iter().copied().chain([lines.len()]) {
        if let Some(start) = block_start(&lines, first, end, survey) {
            let notes = read(&lines[start..end], ledger);
            is_note[start..end].fill(true);
            let last = if start > first { lines[start - 1].number } else { lines[start].number };
            pages.push(Page { first: lines[first].number, last, notes });
        } else if end > first {
            let (a, b) = (lines[first].number, lines[end - 1].number);
            pages.push(Page { first: a, last: b, notes: Vec::new() });
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

/// Where pages begin, as indexes of lines.
fn page_starts(lines: &[Line], survey: &Survey) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for (i, line) in lines.iter().enumerate().skip(1) {
        let spaced = if line.is_latin() { survey.spaced_latin } else { survey.spaced };
        let before = if lines[i - 1].is_latin() { survey.spaced_latin } else { survey.spaced };
        let tight = (spaced && (before || numbered(&lines[i - 1].text).is_some()))
            && line.blanks == 0
            && line.lead == 1;
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

/// A note number at the end of a line in disorder: `… متن یادداشت:6`.
fn tail_number(text: &str) -> Option<u32> {
    let last = text.chars().last().filter(|c| persian::digit_value(*c).is_some())?;
    let before = text.chars().rev().nth(1)?;
    matches!(before, ':' | '.' | ' ').then(|| u32::from(persian::digit_value(last).unwrap_or(0)))
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
    let several = lines[start..end].iter().filter(|l| numbered(&l.text).is_some()).count() >= 2;
    let plain = lines[start].width() * 10 < survey.full.max(40) * 9 || lines[start].rule;
    let plain = plain || several || end - start <= 6;
    (lowest == 1 && start > first && (ends_page || end - start >= 2) && plain).then_some(start)
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

/// Where a mark could stand in a paragraph.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    block: usize,
    at: usize,
    len: usize,
    value: u32,
    worth: f64,
}

/// A mark that was found: the note it points to, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Index into the notes of all pages, in order.
    pub note: usize,
    /// The word that carries it.
    pub word: String,
}

/// Character that stands for a note's mark in a text, followed by the note's
/// index in [`NOTE_BASE`]'s block: one private character a note.
pub const NOTE_BASE: u32 = 0xF_0000;

/// Finds the marks of each page's notes in the texts and puts a private
/// character in the place of each. Returns for each note the word that carries it.
pub fn place_marks(
    texts: &mut [&mut Text],
    pages: &[Page],
    ledger: &mut Ledger,
) -> Vec<Option<String>> {
    let mut words = Vec::new();
    let mut edits: Vec<Vec<Edit>> = vec![Vec::new(); texts.len()];
    let mut base = 0;
    for page in pages {
        let wanted: Vec<u32> = page.notes.iter().map(|n| n.number).collect();
        let found = candidates(texts, page, &wanted);
        let chosen = choose(&found, &wanted);
        for (k, pick) in chosen.iter().enumerate() {
            let Some(c) = pick.map(|i| found[i]) else {
                words.push(None);
                continue;
            };
            let text = &texts[c.block];
            words.push(Some(word_before(text, c.at)));
            let mark =
                char::from_u32(NOTE_BASE + u32::try_from(base + k).unwrap_or(0)).unwrap_or(' ');
            let (mut start, mut end) = (c.at, c.at + c.len);
            if start > 0 && text.chars[start - 1] == ' ' {
                start -= 1;
            } else if text.chars.get(end) == Some(&' ') && text.chars.get(end + 1) == Some(&' ') {
                end += 1;
            }
            edits[c.block].push(Edit::new(start..end, mark.to_string(), 0.9));
        }
        base += page.notes.len();
    }
    for (text, edits) in texts.iter_mut().zip(edits) {
        text.apply(edits, "note-marks", ledger);
    }
    for c in ledger.corrections.iter_mut().filter(|c| c.pass == "note-marks") {
        c.after =
            c.after.chars().map(|c| if u32::from(c) >= NOTE_BASE { '*' } else { c }).collect();
    }
    words
}

/// Digits of a page's body that could be marks.
fn candidates(texts: &[&mut Text], page: &Page, wanted: &[u32]) -> Vec<Candidate> {
    let mut out = Vec::new();
    if wanted.is_empty() {
        return out;
    }
    for (block, text) in texts.iter().enumerate() {
        let mut i = 0;
        while i < text.len() {
            let line = text.lines[i];
            let start = i;
            while i < text.len() && persian::digit_value(text.chars[i]).is_some() {
                i += 1;
            }
            if i == start {
                i += 1;
                continue;
            }
            if line < page.first || line > page.last || i - start > 2 {
                continue;
            }
            let digits: String = text.chars[start..i].iter().collect();
            let Ok(value) = persian::to_ascii_digits(&digits).parse::<u32>() else { continue };
            if wanted.contains(&value) {
                let worth = worth(text, start, i);
                if worth > 0.0 {
                    out.push(Candidate { block, at: start, len: i - start, value, worth });
                }
            }
        }
    }
    out
}

/// How much a number looks like a mark: glued to a word it does, among numbers it does not.
fn worth(text: &Text, start: usize, end: usize) -> f64 {
    let at = |n: usize| text.chars.get(n).copied().unwrap_or(' ');
    let before = if start > 0 { at(start - 1) } else { ' ' };
    let before2 = if start > 1 { at(start - 2) } else { ' ' };
    let after = at(end);
    let is_digit = |c: char| persian::digit_value(c).is_some();
    if matches!(after, '/' | ':' | '%' | '٪' | '-' | '–') || matches!(before, '/' | ':' | '-' | '–')
    {
        return 0.0;
    }
    if matches!(after, '.' | '٫') && is_digit(at(end + 1))
        || matches!(before, '.' | '٫') && is_digit(before2)
    {
        return 0.0;
    }
    let closes = |c: char| matches!(c, '»' | '«' | '"' | '”' | ')' | '(' | '\u{2019}');
    let glued = before.is_alphabetic() || closes(before);
    let spaced = before == ' ' && (before2.is_alphabetic() || closes(before2));
    let mut worth = match (glued, spaced) {
        (true, _) => 4.0,
        (_, true) => 1.0,
        _ => 0.3,
    };
    if is_digit(before2) && before == ' ' {
        worth = 0.3;
    }
    if after == ' ' && at(end + 1) == ' ' || after.is_alphabetic() && glued {
        worth += 0.7;
    }
    if after == ' ' && is_digit(at(end + 1)) && !glued {
        // The mark of a year comes out before it.
        worth += 0.4;
    }
    worth
}

/// The rising sequence of candidates that fits the numbers best. `None` where a note has no mark.
fn choose(found: &[Candidate], wanted: &[u32]) -> Vec<Option<usize>> {
    // best[k][j]: the most that notes 0..k are worth with candidates 0..j.
    let (n, m) = (wanted.len(), found.len());
    let mut best = vec![vec![0.0_f64; m + 1]; n + 1];
    for k in 1..=n {
        for j in 1..=m {
            let take = if found[j - 1].value == wanted[k - 1] {
                best[k - 1][j - 1] + found[j - 1].worth
            } else {
                f64::MIN
            };
            best[k][j] = best[k - 1][j].max(best[k][j - 1]).max(take);
        }
    }
    let mut out = vec![None; n];
    let (mut k, mut j) = (n, m);
    while k > 0 && j > 0 {
        if best[k][j] <= best[k][j - 1] {
            j -= 1;
        } else if best[k][j] <= best[k - 1][j] {
            k -= 1;
        } else {
            out[k - 1] = Some(j - 1);
            k -= 1;
            j -= 1;
        }
    }
    out
}

/// The word that ends where a mark stands, and the one before it.
fn word_before(text: &Text, at: usize) -> String {
    let before: String = text.chars[at.saturating_sub(60)..at].iter().collect();
    let words: Vec<&str> = before.split_whitespace().collect();
    let last = words.last().copied().unwrap_or("");
    last.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
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
        ] {
            assert_eq!(numbered(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_rise_and_real_numbers_stay() {
        let mut a = Text::of(4, "باران1 در 2 روز آمد و برف2 در 11 روز رفت");
        let page = Page {
            first: 1,
            last: 9,
            notes: vec![
                Note { number: 1, text: Text::of(10, "Rain") },
                Note { number: 2, text: Text::of(11, "Snow") },
            ],
        };
        let mut ledger = Ledger::default();
        let words = place_marks(&mut [&mut a], &[page], &mut ledger);
        assert_eq!(words, [Some("باران".to_owned()), Some("برف".to_owned())]);
        assert_eq!(a.to_string(), "باران\u{F0000} در 2 روز آمد و برف\u{F0001} در 11 روز رفت");
    }
}
