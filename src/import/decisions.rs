//! `decisions.toml`: the readings that an editor chose, beside an article's text.
//!
//! A decision knows its place by what stood there, not by a line number alone:
//! by a hash of the source line and the words in doubt; failing that, by line
//! and words; failing that, by the words, where only one doubt is about them. So
//! it outlives a source with a line more and a program that reads better. One
//! that meets nothing is stale, and `check` says so.
//!
//! The file is kept with the project, whose articles' sentences are not: of
//! words longer than [`LONGEST`] it has the first and the last and a hash.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Deserialize;
use serde_spanned::Spanned;

use crate::diag::{Code, Diagnostic, Place};
use crate::import::ledger::{Edit, Ledger, Text};
use crate::import::report::{Candidate, Decided, Doubt};
use crate::text::persian::ZWNJ;

/// The file's name, in the article's folder.
pub const FILE: &str = "decisions.toml";

/// How many characters of words or a reading are written out.
pub const LONGEST: usize = 60;

/// One decision of an editor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Line of the source when it was decided.
    pub line: u32,
    /// First 12 hex digits of the BLAKE3 hash of that line's text.
    pub source: String,
    /// The words in doubt as the source has them, shortened by [`shown`].
    pub words: String,
    /// Which of several doubts about these words in this line, from 1.
    #[serde(default = "first")]
    pub nth: u32,
    /// The words as they are to stand, shortened by [`shown`].
    pub reading: String,
    /// The hash of the reading where that is shortened, else empty.
    #[serde(default)]
    pub pick: String,
}

fn first() -> u32 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default)]
    decision: Vec<Spanned<Decision>>,
}

/// The decisions of a file, each with its place; `path` is from the project's root.
///
/// # Errors
///
/// What is wrong with the file, at the first place where something is.
pub fn parse(path: &str, text: &str) -> Result<Vec<(Decision, Place)>, Box<Diagnostic>> {
    let form: Form = toml::from_str(text).map_err(|error| Box::new(bad(path, text, &error)))?;
    let placed = |d: Spanned<Decision>| {
        let place = Place::at(path, text, d.span().start);
        (d.into_inner(), place)
    };
    Ok(form.decision.into_iter().map(placed).collect())
}

/// A `decisions.toml` that can't be read.
fn bad(path: &str, text: &str, error: &toml::de::Error) -> Diagnostic {
    let at = error.span().map_or(0, |span| span.start);
    Diagnostic {
        code: Code::BadDecision,
        message: format!("these decisions cannot be read: {}", error.message().trim()),
        place: Place::at(path, text, at),
        text: None,
        hint: Some(
            "each `[[decision]]` has `line`, `source`, `words` and `reading`; \
             `virast import --review` writes them"
                .to_owned(),
        ),
    }
}

/// Those of the decisions that the last import met no doubt for.
pub fn stale(decisions: &[(Decision, Place)], honoured: &[Decided]) -> Vec<Diagnostic> {
    let known: BTreeSet<(&str, &str, u32)> =
        honoured.iter().map(|d| (d.source.as_str(), d.words.as_str(), d.nth)).collect();
    let is_stale = |d: &Decision| !known.contains(&(d.source.as_str(), d.words.as_str(), d.nth));
    decisions
        .iter()
        .filter(|(d, _)| is_stale(d))
        .map(|(d, place)| stale_decision(d, place))
        .collect()
}

/// A decision about words that the source no longer leaves in doubt.
fn stale_decision(decision: &Decision, place: &Place) -> Diagnostic {
    Diagnostic {
        code: Code::StaleDecision,
        message: format!(
            "the last import had no doubt about these words of line {}",
            decision.line
        ),
        place: place.clone(),
        text: Some(decision.words.clone()),
        hint: Some("run `virast import`; if it stays so, remove the entry".to_owned()),
    }
}

/// Words as the file has them: all of them, or the first two and the last two.
pub fn shown(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>();
    let whole = words.join(" ");
    if whole.chars().count() <= LONGEST {
        return whole;
    }
    let cut = |word: &str| word.chars().take(LONGEST / 6).collect::<String>();
    let ends = |part: &[&str]| part.iter().map(|w| cut(w)).collect::<Vec<_>>().join(" ");
    let two = words.len().min(2);
    format!("{} … {}", ends(&words[..two]), ends(&words[words.len() - two..]))
}

/// What a line or a reading is known by: white space in it does not count.
pub fn hash(text: &str) -> String {
    let bare: String = text.split_whitespace().collect();
    blake3::hash(bare.as_bytes()).to_hex()[..12].to_owned()
}

impl Decision {
    /// The decision for a reading of words in doubt. `source` is the line's text.
    pub fn new(doubt: &Doubt, nth: u32, source: &str, reading: &str) -> Self {
        let (shown_reading, words) = (shown(reading), shown(&doubt.text));
        let is_short = reading.chars().count() <= LONGEST;
        let pick = if is_short { String::new() } else { hash(reading) };
        Self { line: doubt.line, source: hash(source), words, nth, reading: shown_reading, pick }
    }

    /// As the file has it.
    pub fn to_toml(&self) -> String {
        let text = |s: &str| toml::Value::String(s.to_owned()).to_string();
        let mut out =
            format!("[[decision]]\nline = {}\nsource = {}\n", self.line, text(&self.source));
        out.push_str(&format!("words = {}\n", text(&self.words)));
        if self.nth > 1 {
            out.push_str(&format!("nth = {}\n", self.nth));
        }
        out.push_str(&format!("reading = {}\n", text(&self.reading)));
        if !self.pick.is_empty() {
            out.push_str(&format!("pick = {}\n", text(&self.pick)));
        }
        out
    }

    /// The reading in full, where it can be known.
    fn resolve(&self, words: &str, candidates: &[Candidate]) -> Option<String> {
        if self.pick.is_empty() {
            return Some(self.reading.clone());
        }
        let readings = candidates.iter().map(|c| c.reading.as_str()).chain([words]);
        readings.into_iter().find(|r| hash(r) == self.pick).map(str::to_owned)
    }
}

/// What stands at the head of a new file.
pub const HEAD: &str = "\
# Readings that an editor chose of words that import could not decide.
# `virast import --review` writes this file, every import honours it. To take a
# decision back, remove its entry.
";

/// The decisions of one article while it is imported.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    list: Vec<Decision>,
    used: Vec<bool>,
    hashes: BTreeMap<u32, String>,
    /// How often words of a line were asked about.
    asked: BTreeMap<(u32, String), u32>,
    /// Those that were met, in the order in which they were.
    pub honoured: Vec<Decided>,
}

impl Desk {
    /// The decisions, and the source's lines with their numbers.
    pub fn new(decisions: &[Decision], lines: &[(u32, String)]) -> Self {
        if decisions.is_empty() {
            return Self::default();
        }
        Self {
            list: decisions.to_vec(),
            used: vec![false; decisions.len()],
            hashes: lines.iter().map(|(n, text)| (*n, hash(text))).collect(),
            ..Self::default()
        }
    }

    /// The decided reading of words in doubt; `None` where nobody decided.
    pub fn reading(&mut self, line: u32, words: &str, candidates: &[Candidate]) -> Option<String> {
        let found = self.find(line, words)?;
        let reading = self.list[found].resolve(words, candidates)?;
        self.take(found, &reading);
        Some(reading)
    }

    /// The first decision that is about these words, by the line's text or by its number.
    fn find(&mut self, line: u32, words: &str) -> Option<usize> {
        if self.list.is_empty() {
            return None;
        }
        let key = shown(words);
        let nth = self.asked.entry((line, key.clone())).or_insert(0);
        *nth += 1;
        let source = self.hashes.get(&line);
        let fits =
            |i: &usize| !self.used[*i] && self.list[*i].words == key && self.list[*i].nth == *nth;
        let by_text =
            (0..self.list.len()).filter(fits).find(|i| Some(&self.list[*i].source) == source);
        by_text.or_else(|| (0..self.list.len()).filter(fits).find(|i| self.list[*i].line == line))
    }

    fn take(&mut self, at: usize, reading: &str) {
        self.used[at] = true;
        let Decision { line, source, words, nth, .. } = self.list[at].clone();
        let reading = shown(reading);
        self.honoured.push(Decided { line, source, words, nth, reading });
    }

    /// A decision whose words one doubt alone is about, wherever it stands now.
    fn elsewhere(&self, doubt: &Doubt, open: &[Doubt]) -> Option<(usize, String)> {
        let key = shown(&doubt.text);
        if open.iter().filter(|d| shown(&d.text) == key).count() != 1 {
            return None;
        }
        let mut fits =
            (0..self.list.len()).filter(|i| !self.used[*i] && self.list[*i].words == key);
        let found = fits.next().filter(|_| fits.next().is_none())?;
        let reading = self.list[found].resolve(&doubt.text, &doubt.candidates)?;
        let is_known = doubt.candidates.iter().any(|c| c.reading == reading);
        (is_known || reading == doubt.stands).then_some((found, reading))
    }
}

/// Honours the decisions about doubts that a pass noted and went on: puts the
/// reading where the words stand, and takes the doubt off the list.
pub fn settle(texts: &mut [&mut Text], ledger: &mut Ledger) {
    if ledger.desk.list.is_empty() {
        return;
    }
    let doubts = std::mem::take(&mut ledger.doubts);
    let mut seen: BTreeMap<(u32, String), u32> = BTreeMap::new();
    let mut open = Vec::new();
    for doubt in &doubts {
        let key = (doubt.line, shown(&doubt.text));
        let times = seen.entry(key.clone()).or_insert(0);
        *times += 1;
        // Words that the pass asked about itself are not asked about again.
        let is_asked = *times <= ledger.desk.asked.get(&key).copied().unwrap_or(0);
        let mut found = None;
        if !is_asked {
            found = ledger.desk.find(doubt.line, &doubt.text);
        }
        let decided = found
            .and_then(|i| Some((i, ledger.desk.list[i].resolve(&doubt.text, &doubt.candidates)?)))
            .or_else(|| ledger.desk.elsewhere(doubt, &doubts));
        match decided {
            Some((at, reading)) if put(texts, doubt, &reading, ledger) => {
                ledger.desk.take(at, &reading);
            }
            _ => open.push(doubt.clone()),
        }
    }
    ledger.doubts = open;
}

/// Puts a reading where the words of a doubt stand. Whether it stands now.
fn put(texts: &mut [&mut Text], doubt: &Doubt, reading: &str, ledger: &mut Ledger) -> bool {
    if reading == doubt.stands {
        return true;
    }
    for text in texts {
        if let Some(range) = place(text, doubt.line, &doubt.stands) {
            text.apply(vec![Edit::new(range, reading, 1.0)], "decision", ledger);
            return true;
        }
    }
    false
}

/// Where words stand in a text, on a line, spaces and half-spaces aside.
fn place(text: &Text, line: u32, words: &str) -> Option<Range<usize>> {
    let is_gap = |c: &char| c.is_whitespace() || *c == ZWNJ;
    let wanted: Vec<char> = words.chars().filter(|c| !is_gap(c)).collect();
    if wanted.is_empty() || !text.lines.contains(&line) {
        return None;
    }
    let there: Vec<usize> = (0..text.len()).filter(|i| !is_gap(&text.chars[*i])).collect();
    let found = there.windows(wanted.len()).find(|places| {
        places.iter().zip(&wanted).all(|(i, c)| text.chars[*i] == *c)
            && places.iter().any(|i| text.lines[*i] == line)
    })?;
    Some(found[0]..found[found.len() - 1] + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(line: u32, words: &str, readings: &[&str]) -> Doubt {
        let share = 1.0 / readings.len() as f64;
        Doubt {
            line,
            text: words.to_owned(),
            stands: words.to_owned(),
            candidates: readings.iter().map(|r| Candidate::new(*r, share)).collect(),
            ..Doubt::default()
        }
    }

    /// What stands after a decision, made on line 3 of another source, met a
    /// doubt on line 5 of this one, and whether it was honoured.
    #[track_caller]
    fn check(decided_on: &str, now: &str, expected: &str, honoured: bool) {
        let made = Decision::new(&doubt(3, "نه", &["نه", "چه"]), 1, decided_on, "چه");
        let lines = [(5, now.to_owned())];
        let mut ledger = Ledger { desk: Desk::new(&[made], &lines), ..Ledger::default() };
        ledger.doubts.push(doubt(5, "نه", &["نه", "چه"]));
        let mut text = Text::of(5, now);
        settle(&mut [&mut text], &mut ledger);
        assert_eq!(text.to_string(), expected);
        assert_eq!(ledger.desk.honoured.len(), usize::from(honoured));
        assert_eq!(ledger.doubts.len(), usize::from(!honoured));
    }

    #[test]
    fn a_decision_finds_its_words_though_the_line_has_moved() {
        check("باد نه می‌وزد", "باد نه می‌وزد", "باد چه می‌وزد", true);
        check("باد نه می‌وزد", "باد  نه می‌وزد.", "باد  چه می‌وزد.", true);
        check("باد نه می‌وزد", "باد هم می‌وزد", "باد هم می‌وزد", false);
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let long = "واژه‌ای از آنچه در یک خط بلند آمده است و باز هم ادامه دارد تا پایان آن خط بلند";
        let one = Decision::new(&doubt(7, "نه \"سکه\"", &["ده"]), 2, "خط", "ده \"سکه\"");
        let other = Decision::new(&doubt(9, long, &[]), 1, long, long);
        assert!(!other.to_toml().contains("آنچه") && !other.pick.is_empty());
        let text = format!("{HEAD}\n{}\n{}", one.to_toml(), other.to_toml());
        let read = parse("content/x.toml", &text).unwrap();
        assert_eq!(read[0].0, one);
        assert_eq!(read[1].0, other);
        assert_eq!(read[0].1.line, 5);
        let wrong = parse("content/x.toml", "[[decision]]\nlien = 1\n").unwrap_err();
        assert_eq!((wrong.code, wrong.place.line), (Code::BadDecision, 2));
    }

    #[test]
    fn a_shortened_reading_is_known_by_its_hash() {
        let (a, b) = ("باران ".repeat(20), "برف ".repeat(20));
        let made = Decision::new(&doubt(1, &a, &[&a, &b]), 1, &a, &b);
        let candidates = [Candidate::new(a.as_str(), 0.5), Candidate::new(b.as_str(), 0.5)];
        assert_eq!(made.resolve(&a, &candidates), Some(b));
        assert_eq!(made.resolve(&a, &candidates[..1]), None);
    }

    #[test]
    fn what_was_decided_and_met_nothing_is_stale() {
        let made = Decision::new(&doubt(3, "نه", &["نه", "چه"]), 1, "خط", "چه");
        let text = made.to_toml();
        let read = parse("content/x.toml", &text).unwrap();
        let problems = stale(&read, &[]);
        assert_eq!((problems[0].code, problems[0].place.line), (Code::StaleDecision, 1));
        let mut desk = Desk::new(&[made], &[(3, "خط".to_owned())]);
        assert_eq!(desk.reading(3, "نه", &[]), Some("چه".to_owned()));
        assert!(stale(&read, &desk.honoured).is_empty());
    }
}
