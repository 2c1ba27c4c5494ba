//! The account of a source's lines: where each of them went. Nothing is lost silently.

use std::collections::BTreeMap;

use crate::import::ledger::{Ledger, Text};

/// Where a line of the source stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Placed {
    /// In the body or the head of `text.md`.
    Text,
    /// In a footnote.
    Note,
    /// In the junk list of `import.json`.
    Junk,
}

/// Accounts for every line of the source that is not blank, by its number.
///
/// A line of which no pass kept a character goes to the junk list as
/// `unplaced`, with a doubt, so that an editor sees it.
pub fn settle<'t>(
    source: &[(u32, String)],
    body: impl Iterator<Item = &'t Text>,
    notes: impl Iterator<Item = &'t Text>,
    ledger: &mut Ledger,
) -> BTreeMap<u32, Placed> {
    let mut placed = BTreeMap::new();
    for junk in &ledger.junk {
        for line in junk.lines[0]..=junk.lines[1] {
            placed.insert(line, Placed::Junk);
        }
    }
    let lines = |text: &'t Text| {
        let told = text.chars.iter().zip(&text.lines);
        told.filter(|(c, _)| !c.is_whitespace()).map(|(_, line)| *line)
    };
    placed.extend(notes.flat_map(lines).map(|line| (line, Placed::Note)));
    placed.extend(body.flat_map(lines).map(|line| (line, Placed::Text)));
    for (line, text) in source {
        if !placed.contains_key(line) {
            ledger.junk(*line, "unplaced", text);
            ledger.doubt(*line, text, "no pass kept anything of this line", Vec::new());
            placed.insert(*line, Placed::Junk);
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_no_pass_kept_is_listed_and_doubted() {
        let source = [(1, "باران".to_owned()), (3, "گم".to_owned()), (5, "یاد".to_owned())];
        let (body, note) = (Text::of(1, "باران"), Text::of(5, "یاد"));
        let mut ledger = Ledger::default();
        let placed = settle(&source, [&body].into_iter(), [&note].into_iter(), &mut ledger);
        let expected = [(1, Placed::Text), (3, Placed::Junk), (5, Placed::Note)];
        assert_eq!(placed, BTreeMap::from(expected));
        assert_eq!((ledger.junk[0].lines, ledger.junk[0].kind.as_str()), ([3, 3], "unplaced"));
        assert_eq!(ledger.doubts[0].line, 3);
    }
}
