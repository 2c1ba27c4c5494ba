//! Import: a broken article text becomes `text.md` and `import.json`.
//!
//! In: the text of a printed article as an extractor gave it: half-spaces gone,
//! fragments of a line in the wrong order, letters of another font map, running
//! heads inside sentences, footnotes at page feet.
//! Out: `text.md`, which an editor goes on to correct by hand, and
//! `import.json`, which says what was done to which line, and why.
//!
//! The article itself shows which damage it has ([`survey`]); the passes then
//! run in the order of the modules below, each a function over lines or over
//! texts whose characters carry their source line ([`ledger`]).
//!
//! Four things always hold:
//!
//! - Nothing is lost: every non-blank source line is in the text, in a note, in
//!   a table or in the junk list.
//! - Nothing is keyed to an article: no file name, title or line number of any.
//! - Import never fails on text. What it can't read stays as it was and is
//!   listed as a doubt.
//! - Running it twice on one source gives the same bytes.

pub mod report;
pub mod decisions;
pub mod ledger;
pub mod tally;
pub mod account;
pub mod source;
pub mod lexicon;
pub mod prose;
pub mod parts;
pub mod model;
pub mod survey;
pub mod imprint;
pub mod folios;
pub mod junk;
pub mod notes;
pub mod scattered;
pub mod marks;
pub mod thrown;
pub mod corpus;
pub mod order;
pub mod letters;
pub mod charmap;
pub mod outline;
pub mod shape;
pub mod protect;
pub mod digits;
pub mod blocks;
pub mod tables;
pub mod habits;
pub mod headings;
pub mod brackets;
pub mod spacing;
pub mod halfspace;
pub mod metadata;
pub mod keys;
pub mod citations;
pub mod write;
pub mod merge;
pub mod review;
pub mod run;
pub mod accept;

use std::collections::{BTreeMap, BTreeSet};

use crate::import::account::Placed;
use crate::import::blocks::{Block, Kind, Ready};
use crate::import::charmap::CharMap;
use crate::import::charmap::judge::Judge;
use crate::import::charmap::kashida;
use crate::import::citations::{Citations, Works};
use crate::import::decisions::{Decision, Desk};
use crate::import::digits::infer::Digits;
use crate::import::halfspace::HalfSpaces;
use crate::import::ledger::{Ledger, Text};
use crate::import::lexicon::{Lexicon, tokens};
use crate::import::marks::NOTE_BASE;
use crate::import::metadata::Metadata;
use crate::import::model::Model;
use crate::import::notes::{Note, Page, UNMARKED};
use crate::import::order::decode::Joint;
use crate::import::protect::Kept;
use crate::import::report::Report;
use crate::import::shape::Role;
use crate::import::source::{Line, Refusal, Source};
use crate::import::survey::Survey;
use crate::import::tally::tally;

/// What the edition knows already.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Titles and aliases of the edition's pages: they count as words.
    pub names: Vec<String>,
    /// Passages of sound Persian on the same matter: they show which words follow which.
    pub prose: Vec<String>,
    /// Works of the bibliography: folded family name of the first author and
    /// year in ASCII digits → key.
    pub works: Works,
    /// All keys of the bibliography.
    pub keys: BTreeSet<String>,
}

/// An imported article.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The whole of `text.md`.
    pub text_md: String,
    /// What `import.json` says.
    pub report: Report,
    /// Cited works that the bibliography does not have: key → BibLaTeX entry.
    pub found: BTreeMap<String, String>,
    /// Where every line of the source went that is not blank, by its number.
    pub placed: BTreeMap<u32, Placed>,
}

/// Whether an article's lines are in order by and large, so that its text can
/// teach how others read.
pub fn is_sound(source: &Source, lexicon: &Lexicon) -> bool {
    let lines = source::lines(source, &mut Ledger::default());
    lines.is_ok_and(|(lines, _)| !Survey::of(&lines, lexicon).fragments)
}

/// Imports one article.
pub fn import(source: &Source, lexicon: &Lexicon, known: &Known) -> Result<Imported, Refusal> {
    import_decided(source, lexicon, known, &[])
}

/// As [`import`], with what an editor decided of its doubts.
pub fn import_decided(
    source: &Source,
    lexicon: &Lexicon,
    known: &Known,
    decisions: &[Decision],
) -> Result<Imported, Refusal> {
    let mut ledger = Ledger::default();
    let (mut lines, total) = source::lines(source, &mut ledger)?;
    let all: Vec<(u32, String)> = lines.iter().map(|l| (l.number, l.text.clone())).collect();
    ledger.desk = Desk::new(decisions, &all);
    let survey = Survey::of(&lines, lexicon);
    let judge = Judge::new(lexicon, &known.names);
    order::numbers::close_dates(&mut lines, &survey, &mut ledger);
    let font = Misread::find(&mut lines, &judge, &mut ledger);
    let (lines, stamps) = junk::take(lines, &survey, &mut ledger);
    let (ready, tables, mut pages, map, halves) =
        read_lines(lines, &survey, &font, &judge, known, &mut ledger);
    let model = counted(&ready, lexicon, known);
    let mut blocks = blocks::join(&ready, tables, &survey);
    notes::take_origin(&mut blocks, &mut pages);
    let mut notes: Vec<Note> = pages.iter().flat_map(|p| p.notes.clone()).collect();
    if survey.fragments {
        marks::drop_marks(&mut blocks, &ready, &pages, &mut ledger);
    }
    let marks = mark_notes(&mut blocks, &pages, &mut ledger);
    let words = HalfSpaces::new(&model, lexicon, halves);
    let texts =
        blocks.iter_mut().flat_map(Block::texts_mut).chain(notes.iter_mut().map(|n| &mut n.text));
    for text in texts {
        brackets::turn(text, &survey, &mut ledger);
        spacing::tidy(text, &mut ledger);
        words.restore(text, &mut ledger);
    }
    honour(&mut blocks, &mut notes, &mut ledger);
    let (body, of_notes) = (blocks.iter().flat_map(Block::texts), notes.iter().map(|n| &n.text));
    let placed = account::settle(&all, body, of_notes, &mut ledger);
    let metadata = Metadata::take(&mut blocks, &stamps, lexicon, &mut ledger);
    let mut citations = Citations::default();
    for block in &mut blocks {
        if !matches!(block.kind, Kind::Heading { .. }) {
            for text in block.texts_mut() {
                citations.take(text, &known.works, &mut ledger);
            }
        }
    }
    honour(&mut blocks, &mut notes, &mut ledger);
    let hash = blake3::hash(source.bytes).to_hex().to_string();
    let list: Vec<&Note> = notes.iter().collect();
    let text_md = write::markdown(&metadata, source.file, &hash, &blocks, &list);
    let found = citations.entries();
    let report = Report {
        source: report::SourceFile { file: source.file.to_owned(), blake3: hash, lines: total },
        damage: survey.damage.iter().cloned().chain(map.damage(&all)).collect(),
        metadata: fields(&metadata),
        headings: headings(&blocks),
        citations: citations.list,
        footnotes: footnotes(&notes, &marks),
        tables: table_list(&blocks),
        tally: tally(&ledger),
        decided: ledger.desk.honoured,
        decisions: String::new(),
        junk: sorted(ledger.junk, |j| j.lines[0]),
        corrections: sorted(ledger.corrections, |c| c.line),
        doubts: sorted(ledger.doubts, |d| d.line),
    };
    Ok(Imported { text_md, report, found, placed })
}

/// Tells notes and tables from the body and puts the lines of all of them in
/// order: the body's lines, the tables, the pages with their notes, and the letter map.
fn read_lines(
    lines: Vec<Line>,
    survey: &Survey,
    font: &Misread,
    judge: &Judge<'_>,
    known: &Known,
    ledger: &mut Ledger,
) -> (Vec<Ready>, Vec<Block>, Vec<Page>, CharMap, bool) {
    let clean = |lines: &mut [Line], ledger: &mut Ledger| {
        letters::clean(lines, font.stretched, judge, ledger);
    };
    let (lines, mut pages) = notes::take(lines, survey, &clean, ledger);
    let (lines, cells) = tables::take(lines, survey, judge.lexicon(), &known.names, ledger);
    let (mut lines, mut roles) = shape::find(lines, survey);
    shape::add(&mut lines, &mut roles, &pages, cells);
    let (mut ready, map, halves) = order_lines(lines, &roles, survey, font, judge, known, ledger);
    shape::settle(&mut ready, roles);
    let of_notes = shape::part(&mut ready, |role| *role == Role::Note);
    notes::read_ordered(&mut pages, &of_notes, ledger);
    let of_tables = shape::part(&mut ready, |role| matches!(role, Role::Cell(_)));
    (ready, tables::assemble(of_tables), pages, map, halves)
}

/// Puts what an editor decided where the words stand that are in doubt.
fn honour(blocks: &mut [Block], notes: &mut [Note], ledger: &mut Ledger) {
    let mut texts: Vec<&mut Text> = Vec::new();
    for block in blocks {
        texts.push(&mut block.text);
        if let Kind::Table(rows) = &mut block.kind {
            texts.extend(rows.iter_mut().flatten());
        }
    }
    texts.extend(notes.iter_mut().map(|n| &mut n.text));
    decisions::settle(&mut texts, ledger);
}

/// What was found of a misread font before the lines are in order.
struct Misread {
    /// The letter that stands for the kashida.
    stretched: Option<char>,
    digits: Option<Digits>,
}

impl Misread {
    /// Looks for both, and puts the digits right.
    fn find(lines: &mut [Line], judge: &Judge<'_>, ledger: &mut Ledger) -> Self {
        let stretched = kashida::infer(lines, judge);
        let digits = digits::restore(lines, stretched, judge, ledger);
        Self { stretched, digits }
    }
}

/// The words of the ordered lines, counted.
fn counted<'a>(ready: &[Ready], lexicon: &'a Lexicon, known: &Known) -> Model<'a> {
    let mut model = Model::new(lexicon, &known.names);
    for ready in ready {
        model.observe(&tokens(&ready.line.text), 1.0);
    }
    model.settle();
    model
}

/// Lines in reading order, with clean letters; the letter map that was undone; and
/// whether all half-spaces between words are there.
fn order_lines(
    mut lines: Vec<Line>,
    roles: &[Role],
    survey: &Survey,
    font: &Misread,
    judge: &Judge<'_>,
    known: &Known,
    ledger: &mut Ledger,
) -> (Vec<Ready>, CharMap, bool) {
    let lexicon = judge.lexicon();
    let before: Vec<String> = lines.iter().map(|l| l.text.clone()).collect();
    let mut thrown = vec![false; lines.len()];
    let mut kept = Kept::default();
    if survey.fragments {
        kept = Kept::take(&mut lines);
    } else if !survey.whole {
        thrown = thrown::put_back(&mut lines, survey, ledger);
    }
    let (mut joints, mut halves) = (vec![Joint::Space; lines.len()], false);
    if !survey.fragments && !survey.whole {
        order::coarse::restore(&mut lines, lexicon, &known.names, ledger);
    }
    letters::clean(&mut lines, font.stretched, judge, ledger);
    let map = CharMap::infer(&lines, judge);
    charmap::before::apply(&map, &mut lines, judge, ledger);
    if survey.fragments {
        let plain = |text: &str| kept.put_back(text);
        let about = order::fine::About {
            alone: &roles.iter().map(Role::is_alone).collect::<Vec<_>>(),
            judge,
            known,
            map: &map,
            mirrored: survey.mirrored > 0.5,
            plain: &plain,
        };
        (joints, halves) = order::fine::restore(&mut lines, &about, ledger);
        for line in &mut lines {
            line.text = kept.put_back(&line.text);
        }
    }
    charmap::after::settle(&map, &mut lines, judge, &known.names, ledger);
    if let Some(digits) = &font.digits {
        digits::settle(&mut lines, digits, ledger);
    }
    let moved = |line: &Line, before: &str| {
        let (a, b) = (letters::forms(before), letters::forms(&line.text));
        a.split_whitespace().next() != b.split_whitespace().next()
    };
    let ready = lines.into_iter().zip(before).zip(joints).zip(thrown);
    let ready = ready.map(|(((line, before), joint), thrown)| Ready {
        moved: moved(&line, &before),
        line,
        raw: before,
        role: Role::default(),
        joint,
        thrown,
    });
    (ready.collect(), map, halves)
}

/// Puts the notes' marks into the blocks. A note without a mark is pointed to
/// from the end of its page.
fn mark_notes(blocks: &mut [Block], pages: &[Page], ledger: &mut Ledger) -> Vec<String> {
    let mut texts: Vec<&mut Text> = blocks.iter_mut().flat_map(Block::texts_mut).collect();
    let words = marks::place_marks(&mut texts, pages, ledger);
    // First, last and final line of each text, asked once: a book has thousands of notes.
    let span = |t: &&mut Text| {
        let [first, last] = t.span();
        [first, last, t.lines.last().copied().unwrap_or(0)]
    };
    let spans: Vec<[u32; 3]> = texts.iter().map(span).collect();
    let notes = pages.iter().flat_map(|p| p.notes.iter().map(move |n| (p, n)));
    for (index, (page, note)) in notes.enumerate() {
        if words[index].is_some() {
            continue;
        }
        let line = note.text.line_at(0);
        ledger.doubt(line, &note.text.to_string(), "no mark was found for this note", Vec::new());
        let inside =
            |[first, last, end]: &[u32; 3]| *last > 0 && *end >= page.first && *first <= page.last;
        if let Some(at) = spans.iter().rposition(inside) {
            let text = &mut texts[at];
            let mark = char::from_u32(NOTE_BASE + u32::try_from(index).unwrap_or(0)).unwrap_or(' ');
            let at = text.span()[1];
            text.push(at, &mark.to_string());
        }
    }
    words.into_iter().map(Option::unwrap_or_default).collect()
}

/// The metadata as JSON, in the order of the front matter.
fn fields(metadata: &Metadata) -> serde_json::Map<String, serde_json::Value> {
    match serde_json::to_value(metadata.table()) {
        Ok(serde_json::Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    }
}

fn headings(blocks: &[Block]) -> Vec<report::Heading> {
    let heading = |block: &Block| match &block.kind {
        Kind::Heading { level, number } => Some(report::Heading {
            level: *level,
            number: number.clone(),
            text: block.text.to_string(),
            lines: block.text.span(),
        }),
        _ => None,
    };
    blocks.iter().filter_map(heading).collect()
}

fn table_list(blocks: &[Block]) -> Vec<report::Table> {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let table = |block: &Block| {
        let Kind::Table(rows) = &block.kind else { return None };
        let spans = block.texts().into_iter().filter(|t| !t.is_empty()).map(Text::span);
        let first = spans.clone().map(|s| s[0]).min().unwrap_or(0);
        Some(report::Table {
            caption: block.text.to_string(),
            rows: count(rows.len().saturating_sub(1)),
            columns: count(rows.first().map_or(0, Vec::len)),
            lines: [first, spans.map(|s| s[1]).max().unwrap_or(first)],
        })
    };
    blocks.iter().filter_map(table).collect()
}

fn footnotes(notes: &[Note], marks: &[String]) -> Vec<report::Footnote> {
    let footnote = |(note, mark): (&Note, &String)| report::Footnote {
        number: if note.number == UNMARKED { String::new() } else { note.number.to_string() },
        mark: mark.clone(),
        text: note.text.to_string(),
        line: note.text.line_at(0),
    };
    notes.iter().zip(marks).map(footnote).collect()
}

fn sorted<T>(mut list: Vec<T>, line: impl Fn(&T) -> u32) -> Vec<T> {
    list.sort_by_key(line);
    list
}
