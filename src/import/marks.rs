//! The marks in the body that point to notes: digits beside words that count up
//! from 1 on their page.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::import::blocks::{Block, Ready};
use crate::import::ledger::{Edit, Ledger, Text};
use crate::import::notes::{Page, UNMARKED};
use crate::text::persian;

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
    let spans: Vec<Span> = texts.iter().map(|t| Span::of(t)).collect();
    for page in pages {
        let wanted: Vec<u32> = page.notes.iter().map(|n| n.number).collect();
        let found = candidates(texts, &spans, page, &wanted);
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

/// Takes marks out of the body whose notes the source does not have: single
/// digits that came glued to the front of a word and count up from 1 on their page.
pub fn drop_marks(blocks: &mut [Block], lines: &[Ready], pages: &[Page], ledger: &mut Ledger) {
    let has = |r: &&Ready| has_glued_digit(&r.raw);
    let glued: BTreeSet<u32> = lines.iter().filter(has).map(|r| r.line.number).collect();
    let mut texts: Vec<&mut Text> = blocks.iter_mut().map(|b| &mut b.text).collect();
    let mut edits: Vec<Vec<Edit>> = vec![Vec::new(); texts.len()];
    let spans: Vec<Span> = texts.iter().map(|t| Span::of(t)).collect();
    for page in pages.iter().filter(|p| p.notes.is_empty()) {
        let numbers: Vec<u32> = (1..10).collect();
        let is_mark = |c: &Candidate| {
            glued.contains(&texts[c.block].lines[c.at]) && !counts(texts[c.block], c.at, c.len)
        };
        let mut found = candidates(&texts, &spans, page, &numbers);
        found.retain(is_mark);
        for pick in choose(&found, &numbers).into_iter().map_while(|p| p) {
            let c = found[pick];
            let text = &texts[c.block];
            let word = word_before(text, c.at);
            let start = c.at - usize::from(c.at > 0 && text.chars[c.at - 1] == ' ');
            let spaced = text.chars.get(c.at + c.len).is_some_and(|c| c.is_alphabetic());
            edits[c.block].push(Edit::new(start..c.at + c.len, if spaced { " " } else { "" }, 0.8));
            let reason = "the note of this mark is not in the source";
            ledger.doubt(text.lines[c.at], &word, reason, Vec::new());
        }
    }
    for (text, edits) in texts.iter_mut().zip(edits) {
        text.apply(edits, "note-marks", ledger);
    }
}

/// Whether a number behind the word is that of a figure or the like.
fn is_label(word: &str) -> bool {
    matches!(word, "نمودار" | "شکل" | "جدول" | "نقشه" | "نقشۀ" | "تصویر" | "پیوست" | "بند")
}

/// Whether a number counts something: it has a number or «تا» beside it, or is that of a figure.
fn counts(text: &Text, start: usize, len: usize) -> bool {
    let beside = |w: Option<&str>| {
        w.is_some_and(|w| {
            matches!(w, "تا" | "بین" | "از") || w.chars().all(|c| persian::digit_value(c).is_some())
        })
    };
    let before: String = text.chars[start.saturating_sub(20)..start].iter().collect();
    let after: String = text.chars[(start + len).min(text.len())..].iter().take(20).collect();
    before.split_whitespace().next_back().is_some_and(is_label)
        || beside(before.split_whitespace().next_back())
        || beside(after.split_whitespace().next())
}

/// Whether a single digit of a line as it came touches the front of a word.
fn has_glued_digit(raw: &str) -> bool {
    let chars: Vec<char> = raw.chars().collect();
    (0..chars.len()).any(|n| {
        let next = chars.get(n + 1).copied().unwrap_or(' ');
        let before = if n > 0 { chars[n - 1] } else { ' ' };
        let word = persian::is_letter(next) || matches!(next, '«' | '"');
        persian::digit_value(chars[n]).is_some_and(|d| d > 0)
            && word
            && matches!(before, ' ' | ')' | '(' | '،')
    })
}

/// Which lines a text is from. A page looks at its own part of the texts alone, or
/// a book of notes takes an hour.
struct Span {
    first: u32,
    last: u32,
    /// Whether its lines rise, so that a page's part can be looked up.
    rises: bool,
}

impl Span {
    fn of(text: &Text) -> Self {
        let [first, last] = text.span();
        Self { first, last, rises: text.lines.is_sorted() }
    }

    /// The characters of a text that can be of a page.
    fn part(&self, text: &Text, page: &Page) -> Range<usize> {
        if self.first > page.last || self.last < page.first {
            return 0..0;
        }
        if !self.rises {
            return 0..text.len();
        }
        let start = text.lines.partition_point(|l| *l < page.first);
        let end = text.lines.partition_point(|l| *l <= page.last);
        // A number that began on the page before is none of this one.
        let digit = |n: &usize| persian::digit_value(text.chars[*n]).is_some();
        let goes_on = start > 0 && digit(&(start - 1));
        start + (start..end).take_while(|n| goes_on && digit(n)).count()..end
    }
}

/// Digits of a page's body that could be marks.
fn candidates(texts: &[&mut Text], spans: &[Span], page: &Page, wanted: &[u32]) -> Vec<Candidate> {
    let mut out = Vec::new();
    if wanted.is_empty() {
        return out;
    }
    for (block, text) in texts.iter().enumerate() {
        let part = spans[block].part(text, page);
        let mut i = part.start;
        while i < part.end {
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
            if value != UNMARKED && wanted.contains(&value) {
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
    // `(1)` is the number of a table or of an item.
    if matches!(before, '(' | ')') && matches!(after, '(' | ')') {
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
    if spaced && is_label(&word_before(text, start)) {
        return 0.1;
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
    use crate::import::blocks::Kind;
    use crate::import::notes::Note;

    #[test]
    fn a_mark_without_a_note_goes_and_a_number_that_counts_stays() {
        let ready = crate::import::blocks::tests::ready(&["1باران1 آمد، 2تا 7 روز", "2برف"]);
        let block = |n: u32, text: &str| Block { kind: Kind::Paragraph, text: Text::of(n, text) };
        let mut blocks = [block(1, "باران1 آمد، 2 تا 7 روز"), block(2, "برف 2 رفت")];
        let pages = [Page { first: 1, last: 2, ..Page::default() }];
        drop_marks(&mut blocks, &ready, &pages, &mut Ledger::default());
        assert_eq!(blocks[0].text.to_string(), "باران آمد، 2 تا 7 روز");
        assert_eq!(blocks[1].text.to_string(), "برف رفت");
    }

    #[test]
    fn the_number_of_a_figure_is_no_mark() {
        let mut a = Text::of(4, "در نمودار 1 باران و در متن برف، 1 آمد");
        let notes = vec![Note { number: 1, text: Text::of(10, "Snow") }];
        let page = Page { first: 1, last: 9, notes, ..Page::default() };
        let words = place_marks(&mut [&mut a], &[page], &mut Ledger::default());
        assert_eq!(words, [Some("برف".to_owned())]);
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
            ..Page::default()
        };
        let mut ledger = Ledger::default();
        let words = place_marks(&mut [&mut a], &[page], &mut ledger);
        assert_eq!(words, [Some("باران".to_owned()), Some("برف".to_owned())]);
        assert_eq!(a.to_string(), "باران\u{F0000} در 2 روز آمد و برف\u{F0001} در 11 روز رفت");
    }
}
