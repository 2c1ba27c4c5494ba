//! What needs the whole body: the order of notes, and ids for the headings and
//! captions that have none.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::markdown::anchors;
use crate::content::markdown::blocks::Left;
use crate::content::problem;
use crate::content::problem::Problems;
use crate::content::tree::{self, Block, Body, Inline, Note, visit, visit_mut};

/// The body with notes in the order of their marks and with all ids.
pub fn finish(mut body: Body, left: Left, problems: &mut Problems<'_>) -> Body {
    let taken = check_anchors(&left.anchors, problems);
    body.notes = order_notes(&mut body.blocks, left.notes, problems);
    name_parts(&mut body, &taken);
    check_own_links(&body, problems);
    body.anchors = anchors::of(&body.blocks, &left.paragraphs);
    body
}

/// The ids that were written; those that were written twice are reported.
fn check_anchors(anchors: &[(String, usize)], problems: &mut Problems<'_>) -> BTreeSet<String> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, at) in anchors {
        match first.get(id.as_str()) {
            Some(before) => report_twice(id, *before, *at, problems),
            None => {
                first.insert(id, *at);
            }
        }
    }
    first.into_keys().map(str::to_owned).collect()
}

fn report_twice(id: &str, first: usize, at: usize, problems: &mut Problems<'_>) {
    // Places cost time; nobody reads the thousandth.
    if !problems.is_full() {
        let first = problems.place(first);
        problems.add(at, |place| problem::duplicate_anchor(id, &first, place));
    }
}

/// Notes in the order of their first marks; notes' own marks come after the
/// text's. Marks take the spelling of their note's label.
fn order_notes(blocks: &mut [Block], notes: Vec<Note>, problems: &mut Problems<'_>) -> Vec<Note> {
    let mut waiting: BTreeMap<String, Note> = BTreeMap::new();
    for note in notes {
        let key = note.label.to_lowercase();
        match waiting.get(&key) {
            Some(first) => {
                report_twice(&format!("[^{}]", note.label), first.at, note.at, problems);
            }
            None => {
                waiting.insert(key, note);
            }
        }
    }
    let mut spelling: BTreeMap<String, String> = BTreeMap::new();
    let mut ordered: Vec<Note> = Vec::new();
    let mut read = 0;
    take_marked(blocks, &mut waiting, &mut spelling, &mut ordered);
    while read < ordered.len() {
        let mut inner = std::mem::take(&mut ordered[read].blocks);
        take_marked(&mut inner, &mut waiting, &mut spelling, &mut ordered);
        ordered[read].blocks = inner;
        read += 1;
    }
    let mut unused: Vec<Note> = waiting.into_values().collect();
    unused.sort_by_key(|note| note.at);
    for note in unused {
        problems.add(note.at, |place| problem::unused_note(&note.label, place));
    }
    ordered
}

fn take_marked(
    blocks: &mut [Block],
    waiting: &mut BTreeMap<String, Note>,
    spelling: &mut BTreeMap<String, String>,
    ordered: &mut Vec<Note>,
) {
    visit_mut(blocks, &mut |inline| {
        let Inline::Mark { label, .. } = inline else {
            return;
        };
        let key = label.to_lowercase();
        if let Some(note) = waiting.remove(&key) {
            spelling.insert(key.clone(), note.label.clone());
            ordered.push(note);
        }
        if let Some(spelt) = spelling.get(&key) {
            label.clone_from(spelt);
        }
    });
}

/// Counts the parts of a page, and names those without an id.
struct Namer<'t> {
    taken: &'t BTreeSet<String>,
    headings: u32,
    tables: u32,
    figures: u32,
}

fn name_parts(body: &mut Body, taken: &BTreeSet<String>) {
    let mut namer = Namer { taken, headings: 0, tables: 0, figures: 0 };
    namer.name(&mut body.blocks);
    for note in &mut body.notes {
        namer.name(&mut note.blocks);
    }
}

impl Namer<'_> {
    fn name(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Heading { id, .. } => {
                    self.headings += 1;
                    fill(id, "s", self.headings, self.taken);
                }
                Block::Table(table) => {
                    if let Some(caption) = &mut table.caption {
                        self.tables += 1;
                        fill(&mut caption.id, "table-", self.tables, self.taken);
                    }
                }
                Block::Figure { caption: Some(caption), .. } => {
                    self.figures += 1;
                    fill(&mut caption.id, "figure-", self.figures, self.taken);
                }
                Block::List { items, .. } => items.iter_mut().for_each(|item| self.name(item)),
                Block::Quote { blocks, .. } => self.name(blocks),
                Block::Definitions { entries, .. } => {
                    for (_, definitions) in entries {
                        definitions.iter_mut().for_each(|blocks| self.name(blocks));
                    }
                }
                Block::Paragraph { .. }
                | Block::Code { .. }
                | Block::Figure { .. }
                | Block::Rule => {}
            }
        }
    }
}

/// `s3`, or `s3-2` when an editor has given that id to another part.
fn fill(id: &mut String, prefix: &str, number: u32, taken: &BTreeSet<String>) {
    if id.is_empty() {
        let name = format!("{prefix}{number}");
        let again = (2..).map(|n| format!("{name}-{n}"));
        let mut names = std::iter::once(name.clone()).chain(again);
        *id = names.find(|name| !taken.contains(name)).unwrap_or(name);
    }
}

/// A link to a part of its own page must find it.
fn check_own_links(body: &Body, problems: &mut Problems<'_>) {
    let mut ids = BTreeSet::new();
    let mut links = Vec::new();
    let notes = body.notes.iter().map(|note| note.blocks.as_slice());
    for blocks in std::iter::once(body.blocks.as_slice()).chain(notes) {
        tree::anchors(blocks, &mut ids);
        visit(blocks, &mut |inline| {
            if let Inline::Link { href, at, .. } = inline
                && let Some(id) = href.strip_prefix('#')
            {
                links.push((id.to_owned(), *at));
            }
        });
    }
    for (id, at) in links {
        if !ids.contains(id.as_str()) {
            problems.add(at, |place| {
                let hint = match problem::nearest(&id, &ids.iter().copied().collect::<Vec<_>>()) {
                    Some(near) => format!("did you mean `#{near}`?"),
                    None => format!("give the part that you mean this id: `{{#{id}}}`"),
                };
                let why = "no part of this page has that id";
                problem::bad_link(&format!("#{id}"), why, &hint, place)
            });
        }
    }
}
