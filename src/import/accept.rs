//! An editor's choice of a reading, put where the words stand.
//!
//! 1. The text must be the one that the editor saw: its hash says so.
//! 2. Where the words stand is found in `text.md` itself: they stand there once,
//!    or the words around them are those of the source line at one place alone.
//! 3. `decisions.toml`, `text.md` and `import.json` are written, in this order: a
//!    next import would do the same. Each only if it still is what was read.
//!
//! Where nobody can tell which words are meant, the decision alone is written, and
//! the next import puts the reading in its place.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use crate::diag::Error;
use crate::disk;
use crate::import::decisions::{self, Decision, LONGEST};
use crate::import::report::{Decided, Report};
use crate::import::review::{self, Question};
use crate::import::run;
use crate::text::persian::ZWNJ;

/// At least so many words around a place must be those of the source line.
const KNOWN: usize = 3;

/// So many words on either side of a place are looked at.
const AROUND: usize = 12;

/// What an editor chose of the readings of a doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The article's folder, from the project's root.
    pub folder: String,
    /// The doubt: line of the source, hash of its words, which of several.
    pub line: u32,
    pub words: String,
    pub nth: u32,
    /// The words as they are to stand.
    pub reading: String,
    /// [`state`] of the text when the editor saw it.
    pub seen: String,
}

/// What came of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// The reading stands.
    Stands,
    /// The decision is written; the next import puts the reading where it belongs.
    AtNextImport,
}

/// By which the state of a text is known again.
pub fn state(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
}

/// By which the words of a doubt are known again.
pub fn words(question: &Question) -> String {
    decisions::hash(&question.doubt.text)
}

/// The doubts of an article that are open: `source` is the text of its source.
///
/// # Errors
///
/// When the disk refuses or `import.json` cannot be read.
pub fn open(root: &Path, folder: &str, source: &str) -> Result<Vec<Question>, Error> {
    let (report, _) = report(root, folder)?;
    Ok(review::questions(folder, source, &report))
}

/// Puts a reading where the words stand. `source` is the text of the source;
/// without it the words are found by themselves alone.
///
/// # Errors
///
/// When a file has changed since the editor saw it, when there is no such doubt,
/// when the reading is none, or when the disk refuses. Nothing is overwritten.
pub fn accept(root: &Path, choice: &Choice, source: &str) -> Result<Accepted, Error> {
    let Choice { folder, reading, .. } = choice;
    let place = root.join(folder).join("text.md");
    let text = disk::read_text(&place)?;
    if state(&text) != choice.seen {
        return Err(changed(&format!("{folder}/text.md")));
    }
    let (mut report, json) = report(root, folder)?;
    let questions = review::questions(folder, source, &report);
    let is_meant = |q: &&Question| {
        q.doubt.line == choice.line && q.nth == choice.nth && words(q) == choice.words
    };
    let meant = questions.iter().enumerate().find(|(_, q)| is_meant(q));
    let Some((at, question)) = meant else {
        return Err(refused("there is no such doubt any more", "load the desk again"));
    };
    refuse_bad_reading(question, reading)?;
    let stands = &question.doubt.stands;
    let new = if reading == stands {
        Some(text.clone())
    } else {
        find(&text, stands, &question.source, &question.doubt.text)
            .map(|at| format!("{}{reading}{}", &text[..at.start], &text[at.end..]))
    };
    let decision = question.decide(reading);
    run::decide(root, folder, std::slice::from_ref(&decision))?;
    let Some(new) = new else { return Ok(Accepted::AtNextImport) };
    if new != text && !disk::replace(&place, text.as_bytes(), new.as_bytes())? {
        return Err(changed(&format!("{folder}/text.md")));
    }
    // The questions are the report's doubts, in its order.
    report.doubts.remove(at);
    let Decision { line, source, words, nth, reading, .. } = decision;
    report.decided.push(Decided { line, source, words, nth, reading });
    let decided = disk::read_text(&root.join(folder).join(decisions::FILE))?;
    report.decisions = blake3::hash(decided.as_bytes()).to_hex().to_string();
    let mut settled = serde_json::to_string_pretty(&report).unwrap_or_default();
    settled.push('\n');
    // An import that ran meanwhile knows better.
    disk::replace(&root.join(folder).join("import.json"), json.as_bytes(), settled.as_bytes())?;
    Ok(Accepted::Stands)
}

fn report(root: &Path, folder: &str) -> Result<(Report, String), Error> {
    let path = root.join(folder).join("import.json");
    let json = disk::read_text(&path)?;
    let report = serde_json::from_str(&json).map_err(|e| {
        refused(&format!("{folder}/import.json cannot be read: {e}"), "run `virast import`")
    })?;
    Ok((report, json))
}

fn refuse_bad_reading(question: &Question, reading: &str) -> Result<(), Error> {
    let doubt = &question.doubt;
    let is_offered =
        reading == doubt.stands || doubt.candidates.iter().any(|c| c.reading == reading);
    let is_short = (1..=LONGEST).contains(&reading.trim().chars().count());
    if is_offered || (is_short && !reading.chars().any(char::is_control)) {
        return Ok(());
    }
    Err(refused(
        &format!("a reading of your own has 1 to {LONGEST} characters on one line"),
        "mend longer ones in text.md",
    ))
}

fn changed(file: &str) -> Error {
    refused(
        &format!("{file} has changed since the desk showed it, so nothing was written"),
        "look at it again: the desk shows it as it is now",
    )
}

fn refused(message: &str, hint: &str) -> Error {
    Error::Refused { message: message.to_owned(), hint: Some(hint.to_owned()) }
}

/// Where words stand in a text, spaces and half-spaces aside: as whole words where
/// they do anywhere. Of several places that one whose surroundings are those of
/// the source line; `None` where that is none or not one alone.
pub fn find(text: &str, stands: &str, source: &str, words: &str) -> Option<Range<usize>> {
    let is_gap = |c: char| c.is_whitespace() || c == ZWNJ;
    let wanted: Vec<char> = stands.chars().filter(|c| !is_gap(*c)).collect();
    let body = body_at(text);
    let there: Vec<(usize, char)> = text[body..]
        .char_indices()
        .map(|(at, c)| (at + body, c))
        .filter(|c| !is_gap(c.1))
        .collect();
    if wanted.is_empty() || there.len() < wanted.len() {
        return None;
    }
    let same = |w: &&[(usize, char)]| w.iter().map(|c| c.1).eq(wanted.iter().copied());
    let place = |w: &[(usize, char)]| w[0].0..w[w.len() - 1].0 + w[w.len() - 1].1.len_utf8();
    let all: Vec<Range<usize>> = there.windows(wanted.len()).filter(same).map(place).collect();
    let is_whole = |at: &&Range<usize>| {
        let before = text[..at.start].chars().next_back();
        let after = text[at.end..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    let whole: Vec<Range<usize>> = all.iter().filter(is_whole).cloned().collect();
    let places = if whole.is_empty() { all } else { whole };
    match places.as_slice() {
        [only] => Some(only.clone()),
        _ => nearest(text, &places, source, words),
    }
}

/// The place whose surroundings have most words of the source line, near ones
/// counting more; `None` where no place is clearly before the others.
fn nearest(text: &str, places: &[Range<usize>], source: &str, words: &str) -> Option<Range<usize>> {
    let around = source.replacen(words, " ", 1);
    let known: BTreeSet<&str> = around.split_whitespace().collect();
    let score = |at: &Range<usize>| {
        let before = text[..at.start].split_whitespace().rev().take(AROUND).enumerate();
        let after = text[at.end..].split_whitespace().take(AROUND).enumerate();
        let met: Vec<usize> = before
            .chain(after)
            .filter(|(_, word)| known.contains(word))
            .map(|(distance, _)| AROUND - distance)
            .collect();
        if met.len() < KNOWN { 0 } else { met.iter().sum() }
    };
    let mut scored: Vec<(usize, &Range<usize>)> = places.iter().map(|at| (score(at), at)).collect();
    scored.sort_by_key(|(score, _)| Reverse(*score));
    match scored.as_slice() {
        [(best, at), (second, _), ..] if *best > second + second / 4 => Some((*at).clone()),
        _ => None,
    }
}

/// Where the text begins behind the front matter.
fn body_at(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("+++\n") else { return 0 };
    rest.find("\n+++\n").map_or(0, |at| text.len() - rest.len() + at + "\n+++\n".len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "+++\ntitle = \"شر\"\n+++\n\nباد شر وزید و ابرها رفتند.\n\nشب در شر آرام گذشت و همه خفتند.\n";

    #[track_caller]
    fn check(text: &str, stands: &str, source: &str, expected: Option<&str>) {
        let found = find(text, stands, source, stands);
        // With three characters on each side.
        let said = found.map(|at| {
            let from = text[..at.start].char_indices().nth_back(2).map_or(0, |(n, _)| n);
            let after: String = text[at.end..].chars().take(3).collect();
            format!("{}[{}]{after}", &text[from..at.start], &text[at])
        });
        assert_eq!(said.as_deref(), expected, "{stands} of {source}");
    }

    #[test]
    fn words_that_stand_once_are_found_whatever_their_gaps() {
        check(TEXT, "ابر ها", "", Some(" و [ابرها] رف"));
        check(TEXT, "نه", "", None);
    }

    #[test]
    fn of_several_places_the_source_line_tells_which() {
        check(TEXT, "شر", "شب در شر آرام گذشت", Some("در [شر] آر"));
        check(TEXT, "شر", "چیزی دیگر", None);
    }

    #[test]
    fn a_part_of_a_word_is_meant_only_where_no_word_is() {
        check("\n\nدو شرق و شر بود.\n\n", "شر", "", Some(" و [شر] بو"));
    }
}
