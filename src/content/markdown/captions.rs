//! Caption lines: `Table: … {#id}` after a table, `Figure: …` after an image.

use std::ops::Range;

use crate::content::markdown::blocks::Builder;
use crate::content::problem;
use crate::content::tree::{Block, Caption, Inline, Table};

/// Words that begin a caption line, and what they are a caption of.
const WORDS: [(&str, Thing); 5] = [
    ("Table:", Thing::Table),
    ("جدول:", Thing::Table),
    ("Figure:", Thing::Figure),
    ("شکل:", Thing::Figure),
    ("نمودار:", Thing::Figure),
];

/// What has a caption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thing {
    Table,
    Figure,
}

/// Takes the word that begins a caption line, and says of what it is one.
pub(super) fn take_word(text: &mut [Inline]) -> Option<Thing> {
    let Some(Inline::Text { text, at, .. }) = text.first_mut() else {
        return None;
    };
    let (word, thing) = WORDS.into_iter().find(|(word, _)| text.starts_with(word))?;
    let rest = text[word.len()..].trim_start();
    *at += text.len() - rest.len();
    *text = rest.to_owned();
    Some(thing)
}

/// Takes `{#id}` from the end of a caption or a paragraph.
pub(super) fn take_id(text: &mut Vec<Inline>) -> Option<String> {
    let Some(Inline::Text { text: last, .. }) = text.last_mut() else {
        return None;
    };
    let (before, id) = last.trim_end().strip_suffix('}')?.rsplit_once("{#")?;
    let id = id.to_owned();
    *last = before.trim_end().to_owned();
    if last.is_empty() {
        text.pop();
    }
    Some(id)
}

impl Builder<'_, '_, '_> {
    /// A caption line without its first word goes to the table or figure before it.
    pub(super) fn caption(
        &mut self,
        thing: Thing,
        text: Vec<Inline>,
        range: Range<usize>,
        found: &mut [Block],
    ) {
        match (thing, found.last_mut()) {
            (Thing::Table, Some(Block::Table(table))) if table.caption.is_none() => {
                table.caption = Some(self.captioned(text, range));
            }
            (Thing::Figure, Some(Block::Figure { caption: caption @ None, .. })) => {
                *caption = Some(self.captioned(text, range));
            }
            _ => {
                let line = self.source.get(range.clone()).unwrap_or_default();
                let at = self.start + range.start;
                let thing = match thing {
                    Thing::Table => "table",
                    Thing::Figure => "figure",
                };
                self.problems.add(at, |place| problem::loose_caption(line, thing, place));
            }
        }
    }

    /// Without a blank line between, the parser takes a table's caption for its
    /// last row.
    pub(super) fn take_caption_row(&mut self, table: &mut Table) {
        let Some([first, rest @ ..]) = table.rows.last_mut().map(Vec::as_mut_slice) else {
            return;
        };
        let Some(Inline::Text { at, .. }) = first.first() else {
            return;
        };
        let start = at.saturating_sub(self.start);
        if rest.iter().all(Vec::is_empty) && take_word(first) == Some(Thing::Table) {
            let text = std::mem::take(first);
            table.rows.pop();
            let rest = self.source.get(start..).unwrap_or_default();
            let range = start..start + rest.find('\n').unwrap_or(rest.len());
            table.caption = Some(self.captioned(text, range));
        }
    }

    fn captioned(&mut self, mut text: Vec<Inline>, range: Range<usize>) -> Caption {
        let id = take_id(&mut text);
        let id = id.map(|id| self.anchor(&id, range)).unwrap_or_default();
        Caption { id, text }
    }
}
