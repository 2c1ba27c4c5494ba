//! The source file: bytes → numbered lines, or a refusal that says where and why.

use crate::import::ledger::Ledger;
use crate::text::persian;

/// The largest source that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// A file to import.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its name, without its folder.
    pub file: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// Why a source can't be imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Some bytes are no UTF-8.
    #[error(
        "the source is not UTF-8: line {line}, column {column}; save it as UTF-8 and import it again"
    )]
    NotUtf8 {
        /// Line, counted from 1.
        line: usize,
        /// Column in bytes, counted from 1.
        column: usize,
    },
    /// Nothing but white space.
    #[error("the source is empty")]
    Empty,
    /// A NUL byte: an image, a PDF, a word processor's file.
    #[error("the source is a binary file, not text: line {line} has a NUL byte")]
    Binary {
        /// Line, counted from 1.
        line: usize,
    },
    /// No letter of the Arabic script.
    #[error("the source has no Persian in it")]
    NoPersian,
    /// Larger than [`MAX_BYTES`].
    #[error("the source has {bytes} bytes; an article has at most {MAX_BYTES}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
}

/// One non-blank line of a source. Its text has no white space at its ends and
/// no invisible characters; the number is that of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// 1-based line of the source file, blank lines counted.
    pub number: u32,
    /// The characters between the outer spaces.
    pub text: String,
    /// How many spaces stand before the text.
    pub lead: usize,
    /// Whether a space stands after it.
    pub trail: bool,
    /// How many blank lines stand before it.
    pub blanks: usize,
    /// Whether one of these is a rule: a long row of spaces or underscores.
    pub rule: bool,
    /// Whether a form feed stands before it or at its head.
    pub feed: bool,
}

impl Line {
    /// How long the line is as printed: characters without kashida, runs of
    /// spaces counted once.
    pub fn width(&self) -> usize {
        let mut width = 0;
        let mut space = false;
        for c in self.text.chars().filter(|c| *c != persian::KASHIDA) {
            if c != ' ' || !space {
                width += 1;
            }
            space = c == ' ';
        }
        width
    }

    /// Whether most of its letters are Latin, by far: a Persian line may end in a
    /// long citation.
    pub fn is_latin(&self) -> bool {
        let (mut latin, mut arabic) = (0, 0);
        for c in self.text.chars() {
            if persian::is_letter(c) {
                arabic += 1;
            } else if c.is_alphabetic() {
                latin += 1;
            }
        }
        latin > arabic * 3
    }
}

/// The lines of a source; `Err` for what is no Persian text at all.
///
/// Bidi controls and other invisible characters are taken out and noted in the ledger.
pub fn lines(source: &Source, ledger: &mut Ledger) -> Result<(Vec<Line>, u32), Refusal> {
    let text = decode(source.bytes)?;
    let mut out = Vec::new();
    let (mut blanks, mut rule, mut feed) = (0, false, false);
    let mut total = 0;
    let mut empty = Blanks::default();
    for (n, raw) in text.split('\n').enumerate() {
        let number = u32::try_from(n + 1).unwrap_or(u32::MAX);
        let clean = clean(raw, number, ledger);
        feed |= raw.contains('\u{C}');
        let trimmed = clean.trim();
        if trimmed.is_empty() || is_rule(trimmed) {
            rule |= clean.chars().filter(|c| *c == ' ').count() >= 30 || is_rule(trimmed);
            if trimmed.is_empty() {
                empty.add(number, !raw.trim_end_matches('\r').is_empty());
            } else {
                ledger.junk(number, "rule", trimmed);
                empty.note(ledger);
            }
            blanks += 1;
            continue;
        }
        empty.note(ledger);
        total = number;
        let lead = clean.chars().take_while(|c| *c == ' ').count();
        let trail = clean.ends_with(' ');
        out.push(Line { number, text: trimmed.to_owned(), lead, trail, blanks, rule, feed });
        (blanks, rule, feed) = (0, false, false);
    }
    empty.note(ledger);
    let count = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    Ok((out, count.max(total)))
}

/// A run of blank lines.
#[derive(Default)]
struct Blanks {
    first: u32,
    last: u32,
    /// Whether there is a space in one of them: the extractor's trace of something empty.
    spaces: bool,
}

impl Blanks {
    fn add(&mut self, number: u32, spaces: bool) {
        if self.first == 0 {
            self.first = number;
        }
        self.last = number;
        self.spaces |= spaces;
    }

    /// Ends the run. One with spaces in it is furniture: what stood there had no text.
    fn note(&mut self, ledger: &mut Ledger) {
        if self.spaces {
            ledger.junk(self.first, "blank", "");
            if let Some(junk) = ledger.junk.last_mut() {
                junk.lines[1] = self.last;
            }
        }
        *self = Self::default();
    }
}

fn decode(bytes: &[u8]) -> Result<&str, Refusal> {
    if bytes.len() > MAX_BYTES {
        return Err(Refusal::TooLarge { bytes: bytes.len() });
    }
    let line_of = |at: usize| bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(Refusal::Binary { line: line_of(at) });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let at = e.valid_up_to();
        let start = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
        Refusal::NotUtf8 { line: line_of(at), column: at - start + 1 }
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    if !text.chars().any(persian::is_letter) {
        return Err(Refusal::NoPersian);
    }
    Ok(text)
}

/// A row of underscores, dashes or dots that draws a line on the page.
fn is_rule(text: &str) -> bool {
    text.chars().count() >= 5
        && text.chars().all(|c| matches!(c, '_' | '—' | '─' | '-' | '=' | '*' | '.' | ' '))
        && !text.contains("...")
}

/// The line with plain spaces and without what nobody sees.
fn clean(raw: &str, number: u32, ledger: &mut Ledger) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut controls = 0;
    for c in raw.chars() {
        match c {
            '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{3000}' | '\t' => out.push(' '),
            '\u{C}' | '\r' => {}
            // SOFT HYPHEN, ZERO WIDTH SPACE, WORD JOINER, BYTE ORDER MARK
            '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => {}
            c if persian::is_bidi_control(c) || c.is_control() => controls += 1,
            '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
                use unicode_normalization::UnicodeNormalization;
                out.extend(std::iter::once(c).nfkc());
            }
            c => out.push(c),
        }
    }
    if controls > 0 {
        let before = raw.trim().chars().take(60).collect::<String>();
        let after = out.trim().chars().take(60).collect::<String>();
        ledger.correct(number, &before, &after, "controls", 1.0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &Refusal) {
        let mut ledger = Ledger::default();
        let got = lines(&Source { file: "x.txt", bytes }, &mut ledger);
        assert_eq!(got.as_ref().err(), Some(expected));
    }

    #[test]
    fn what_is_no_persian_text_is_refused_with_its_place() {
        check(b"", &Refusal::Empty);
        check(b" \n \n", &Refusal::Empty);
        check(b"only English\n", &Refusal::NoPersian);
        check(b"a\n\0b", &Refusal::Binary { line: 2 });
        check(b"ab\nc\xFF", &Refusal::NotUtf8 { line: 2, column: 2 });
    }

    #[test]
    fn blank_lines_with_a_space_in_them_are_furniture() {
        let mut ledger = Ledger::default();
        let bytes = "باران\n\nبرف\n\n \n\nباد\n".as_bytes();
        lines(&Source { file: "x.txt", bytes }, &mut ledger).unwrap();
        let junk: Vec<_> = ledger.junk.iter().map(|j| (j.lines, j.kind.as_str())).collect();
        assert_eq!(junk, [([4, 6], "blank")]);
    }

    #[test]
    fn lines_keep_their_number_and_what_their_edges_say() {
        let mut ledger = Ledger::default();
        let text = " باران \n\nمی\u{202E}بارد\n";
        let source = Source { file: "x.txt", bytes: text.as_bytes() };
        let (lines, count) = lines(&source, &mut ledger).unwrap();
        assert_eq!(count, 3);
        assert_eq!((lines[0].number, lines[0].lead, lines[0].trail), (1, 1, true));
        assert_eq!((lines[1].number, lines[1].text.as_str(), lines[1].blanks), (3, "میبارد", 1));
        assert_eq!(ledger.corrections.len(), 1);
    }
}
