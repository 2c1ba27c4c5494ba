//! Text that knows which source line each character comes from, and the ledger
//! of what was changed, dropped or left open.

use std::ops::Range;

use crate::import::decisions::Desk;
use crate::import::report::{Candidate, Correction, Doubt, Junk};

/// What import did and could not decide, in the order in which it did it.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Changed words.
    pub corrections: Vec<Correction>,
    /// What an editor must decide.
    pub doubts: Vec<Doubt>,
    /// Lines that are no text of the article.
    pub junk: Vec<Junk>,
    /// What an editor decided already.
    pub desk: Desk,
}

impl Ledger {
    /// Notes a change of words.
    pub fn correct(&mut self, line: u32, before: &str, after: &str, pass: &str, confidence: f32) {
        if before == after {
            return;
        }
        self.corrections.push(Correction {
            line,
            before: before.to_owned(),
            after: after.to_owned(),
            pass: pass.to_owned(),
            confidence,
        });
    }

    /// Words that can be read in several ways: the reading to go on with. That
    /// is what an editor decided, else the likeliest; the latter is noted as a doubt with all readings, and as a
    /// correction where it changes the words.
    ///
    /// A pass that is sure enough (its own threshold) uses [`Ledger::correct`].
    pub fn choose(&mut self, open: Open<'_>) -> String {
        let Open { line, text, reason, pass, mut candidates } = open;
        candidates.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood));
        if let Some(decided) = self.desk.reading(line, text, &candidates) {
            self.correct(line, text, &decided, "decision", 1.0);
            return decided;
        }
        let Some(best) = candidates.first().cloned() else { return text.to_owned() };
        self.correct(line, text, &best.reading, pass, best.likelihood);
        self.doubts.push(Doubt {
            line,
            text: text.to_owned(),
            stands: best.reading.clone(),
            reason: reason.to_owned(),
            pass: pass.to_owned(),
            candidates,
        });
        best.reading
    }

    /// Notes something left open that stands as the extractor gave it.
    pub fn doubt(&mut self, line: u32, text: &str, reason: &str, candidates: Vec<Candidate>) {
        let doubt = Doubt {
            line,
            text: text.to_owned(),
            stands: text.to_owned(),
            reason: reason.to_owned(),
            pass: String::new(),
            candidates,
        };
        self.doubts.push(doubt);
    }

    /// Notes a line that is no text of the article.
    pub fn junk(&mut self, line: u32, kind: &str, text: &str) {
        self.junk.push(Junk { lines: [line, line], kind: kind.to_owned(), text: text.to_owned() });
    }
}

/// Words of one line that can be read in several ways.
#[derive(Clone, Debug)]
pub struct Open<'a> {
    /// Line of the source.
    pub line: u32,
    /// The words as the extractor gave them.
    pub text: &'a str,
    /// Why nobody but an editor can decide.
    pub reason: &'a str,
    /// The pass that asks.
    pub pass: &'a str,
    /// The readings, what the source has among them where it is possible.
    pub candidates: Vec<Candidate>,
}

/// Characters, each with the source line it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// The characters.
    pub chars: Vec<char>,
    /// For each character its 1-based source line.
    pub lines: Vec<u32>,
}

/// One change of a [`Text`].
#[derive(Clone, Debug)]
pub struct Edit {
    /// Which characters go.
    pub at: Range<usize>,
    /// What stands there afterwards.
    pub new: String,
    /// How sure the change is, 0 to 1.
    pub confidence: f32,
}

impl Edit {
    /// A change that is as sure as the rule behind it.
    pub fn new(at: Range<usize>, new: impl Into<String>, confidence: f32) -> Self {
        Self { at, new: new.into(), confidence }
    }
}

impl Text {
    /// Text of one line.
    pub fn of(line: u32, text: &str) -> Self {
        let mut out = Self::default();
        out.push(line, text);
        out
    }

    /// Appends characters of a line.
    pub fn push(&mut self, line: u32, text: &str) {
        self.chars.extend(text.chars());
        self.lines.resize(self.chars.len(), line);
    }

    /// Appends another text.
    pub fn append(&mut self, other: &Self) {
        self.chars.extend(&other.chars);
        self.lines.extend(&other.lines);
    }

    /// The part of a text.
    pub fn slice(&self, at: Range<usize>) -> Self {
        Self { chars: self.chars[at.clone()].to_vec(), lines: self.lines[at].to_vec() }
    }

    /// Whether there is no character.
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// How many characters there are.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// The source line of a character; that of the last for a place behind the end, 0 for no text.
    pub fn line_at(&self, at: usize) -> u32 {
        self.lines.get(at).or(self.lines.last()).copied().unwrap_or(0)
    }

    /// First and last source line.
    pub fn span(&self) -> [u32; 2] {
        let first = self.lines.iter().min().copied().unwrap_or(0);
        [first, self.lines.iter().max().copied().unwrap_or(0)]
    }

    /// Takes white space from both ends.
    pub fn trim(&mut self) {
        let start = self.chars.iter().take_while(|c| c.is_whitespace()).count();
        let end = self.chars.iter().rev().take_while(|c| c.is_whitespace()).count();
        let keep = start..(self.chars.len() - end).max(start);
        *self = self.slice(keep);
    }

    /// Makes changes that do not overlap, in any order, and notes each with the
    /// words around it. Of two that overlap the first wins.
    pub fn apply(&mut self, mut edits: Vec<Edit>, pass: &str, ledger: &mut Ledger) {
        if edits.is_empty() {
            return;
        }
        edits.sort_by_key(|e| (e.at.start, e.at.end));
        let mut out = Self::default();
        let mut at = 0;
        for edit in edits {
            if edit.at.start < at || edit.at.end > self.chars.len() {
                continue;
            }
            let line = self.line_at(edit.at.start.min(self.chars.len().saturating_sub(1)));
            let (left, right) = self.word_around(&edit.at);
            let around = |middle: &str| {
                let before: String = self.chars[left..edit.at.start].iter().collect();
                let after: String = self.chars[edit.at.end..right].iter().collect();
                format!("{before}{middle}{after}")
            };
            let old: String = self.chars[edit.at.clone()].iter().collect();
            ledger.correct(
                line,
                around(&old).trim(),
                around(&edit.new).trim(),
                pass,
                edit.confidence,
            );
            out.append(&self.slice(at..edit.at.start));
            out.push(line, &edit.new);
            at = edit.at.end;
        }
        out.append(&self.slice(at..self.chars.len()));
        *self = out;
    }

    /// Where the words begin and end that a range touches, at most 40 characters away.
    fn word_around(&self, at: &Range<usize>) -> (usize, usize) {
        let mut left = at.start;
        while left > 0 && at.start - left < 40 && !self.chars[left - 1].is_whitespace() {
            left -= 1;
        }
        let mut right = at.end;
        while right < self.chars.len() && right - at.end < 40 && !self.chars[right].is_whitespace()
        {
            right += 1;
        }
        (left, right)
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.chars.iter().collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_noted_with_its_words_and_its_line() {
        let mut text = Text::of(3, "باران می ");
        text.push(5, "بارد");
        let mut ledger = Ledger::default();
        text.apply(vec![Edit::new(8..9, "\u{200C}", 0.9)], "spacing", &mut ledger);
        assert_eq!(text.to_string(), "باران می\u{200C}بارد");
        let c = &ledger.corrections[0];
        assert_eq!((c.line, c.before.as_str(), c.after.as_str()), (3, "می بارد", "می\u{200C}بارد"));
    }
}
