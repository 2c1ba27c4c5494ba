//! Import of what nobody would write: damaged sources, cut and broken at random.
//!
//! Of every input: no panic; the same text and report from the same bytes; every
//! line accounted for; a front matter that can be read; nothing of the program's
//! own marks in the text. `make fuzz` tries 100,000 inputs, the suite fewer;
//! `VIRAST_FUZZ=5000` says how many, `VIRAST_SEED=7` where to begin. A failure
//! names its seed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rayon::prelude::*;
use virast::config::Config;
use virast::import::lexicon::Lexicon;
use virast::import::merge::merge;
use virast::import::source::Source;
use virast::import::{Known, import, run};

use crate::made::dice::Dice;
use crate::made::{made_source, recipes};
use crate::support::{ROOT, skipped};

/// How many inputs the suite tries.
const USUAL: u64 = 1000;

/// What is put into a text: characters that mean something to a pass, to
/// Markdown, to TOML or to a terminal, and some that mean nothing anywhere.
const SPLINTERS: [&str; 40] = [
    "(",
    ")",
    "«",
    "»",
    "[",
    "]",
    "\"",
    "”",
    "(((",
    "1",
    "23",
    "1399",
    "4.",
    "1. ",
    "2) ",
    "3-2-",
    "\u{200C}",
    "\u{200C}\u{200C}",
    "\u{640}",
    "\u{640}\u{640}\u{640}",
    "\u{202E}",
    "\u{2067}",
    "\u{AC}",
    "\u{FEFF}",
    "\u{F0000}",
    "\u{10FFFD}",
    "\u{301}",
    "\u{1F331}",
    "  ",
    "      ",
    "\t",
    "\r",
    "|",
    "<b>",
    "[^1]",
    "+++\n",
    "\n\n",
    "(Berg, 1999: 41)",
    "جدول 1: ",
    "```\n",
];

/// A part of a damaged source, broken at some places.
fn input(seed: u64, sources: &[Vec<String>]) -> String {
    let mut dice = Dice::new(seed, &["fuzz"]);
    let lines = &sources[dice.below(sources.len())];
    let count = 1 + dice.below(14);
    let start = dice.below(lines.len());
    let part: Vec<&str> = lines[start..].iter().take(count).map(String::as_str).collect();
    let mut chars: Vec<char> = part.join("\n").chars().collect();
    for _ in 0..dice.below(12) {
        if chars.is_empty() {
            break;
        }
        let at = dice.below(chars.len());
        match dice.below(7) {
            0 => {
                chars.remove(at);
            }
            1 => {
                chars[at] =
                    char::from_u32(u32::try_from(dice.below(0xFFFF)).unwrap()).unwrap_or('x');
            }
            2 => chars.insert(at, '\n'),
            3 => {
                let end = (at + dice.below(30)).min(chars.len());
                chars.drain(at..end);
            }
            4 => {
                let end = (at + dice.below(12)).min(chars.len());
                chars[at..end].reverse();
            }
            _ => {
                chars.splice(at..at, SPLINTERS[dice.below(SPLINTERS.len())].chars());
            }
        }
    }
    chars.into_iter().collect()
}

/// What is wrong with the import of a text, or nothing.
fn fault(text: &str, seed: u64, lexicon: &Lexicon) -> Option<String> {
    let (source, known) = (Source { file: "x.txt", bytes: text.as_bytes() }, Known::default());
    let Ok(made) = import(&source, lexicon, &known) else {
        // A refusal is an answer, but not to Persian text.
        let is_text = text.chars().any(|c| ('ا'..='ی').contains(&c)) && !text.contains('\0');
        return is_text.then(|| "Persian text is refused".to_owned());
    };
    let lines = (1..).zip(text.strip_prefix('\u{FEFF}').unwrap_or(text).split('\n'));
    let is_seen = |line: &str| line.chars().any(|c| c.is_alphanumeric());
    for (number, line) in lines {
        if is_seen(line) && !made.placed.contains_key(&number) {
            return Some(format!("line {number} is lost: {line}"));
        }
    }
    let head = made.text_md.strip_prefix("+++\n").and_then(|t| t.split_once("\n+++\n"));
    let Some((head, body)) = head else { return Some("there is no front matter".to_owned()) };
    if let Err(e) = head.parse::<toml::Table>() {
        return Some(format!("the front matter is no TOML: {e}"));
    }
    if let Some(c) = body.chars().find(|c| ('\u{F0000}'..='\u{FFFFF}').contains(c)) {
        return Some(format!("{c:?} is left in the text"));
    }
    if seed.is_multiple_of(8) {
        let again = import(&source, lexicon, &known).unwrap();
        if again.text_md != made.text_md || again.report != made.report {
            return Some("a second import says something else".to_owned());
        }
        let merged = merge(&made.text_md, &made.text_md, &again.text_md);
        if merged.text != made.text_md || merged.conflicts > 0 {
            return Some("importing again changes the text".to_owned());
        }
    }
    None
}

#[test]
fn whatever_comes_in_import_neither_fails_nor_forgets() {
    let lexicon = match run::lexicon(Path::new(ROOT), &Config::default()) {
        // The inputs are short, and what they are read as does not matter here.
        Ok(lexicon) => lexicon.with_sample(40),
        Err(e) => return skipped(&e.to_string()),
    };
    let asked = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let (first, count) = (asked("VIRAST_SEED").unwrap_or(0), asked("VIRAST_FUZZ").unwrap_or(USUAL));
    let sources: Vec<Vec<String>> = recipes()
        .enumerate()
        .map(|(n, recipe)| made_source(n, recipe, 3).lines().map(str::to_owned).collect())
        .collect();
    let faults: Vec<String> = (first..first + count)
        .into_par_iter()
        .filter_map(|seed| {
            let text = input(seed, &sources);
            let found = catch_unwind(AssertUnwindSafe(|| fault(&text, seed, &lexicon)));
            let said = found.unwrap_or_else(|_| Some("a panic".to_owned()))?;
            Some(format!("seed {seed}: {said}\n{text:?}"))
        })
        .collect();
    let shown = faults.iter().take(5).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(faults.is_empty(), "{} of {count} inputs:\n{shown}", faults.len());
}
