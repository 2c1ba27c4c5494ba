//! Tables that came out a line a row, with no more than a space between their
//! cells: figures tell the columns apart, and the header follows.
//!
//! Where a cell was too wide, its words go on in the lines below its row, beside
//! those of the row's other wide cells.

use std::ops::Range;

use crate::import::model::Model;
use crate::import::source::Line;
use crate::import::survey::Survey;
use crate::import::tables::figures::{Kind, fit, is_figure, kinds};
use crate::import::tables::grid::{Grid, Piece};
use crate::import::tables::heads::{self, Open};

/// The most lines of a header.
const HEAD: usize = 3;

/// The lines of a table, their clean forms, and the words of these.
pub struct Text<'a> {
    /// As the source has them.
    pub lines: &'a [Line],
    /// With clean letters.
    pub clean: &'a [Line],
    /// The words of the clean lines.
    pub words: Vec<Vec<&'a str>>,
    /// The article's lines.
    pub survey: &'a Survey,
    /// A line that goes on ends in a space.
    pub trails: bool,
}

impl<'a> Text<'a> {
    /// Splits the clean lines into words.
    pub fn new(lines: &'a [Line], clean: &'a [Line], survey: &'a Survey, trails: bool) -> Self {
        let words = clean.iter().map(|l| l.text.split_whitespace().collect()).collect();
        Self { lines, clean, words, survey, trails }
    }

    /// Some words of a line.
    pub fn piece(&self, line: usize, range: &Range<usize>) -> Piece {
        let clean = self.words[line][range.clone()].join(" ");
        let raw: Vec<&str> = self.lines[line].text.split_whitespace().collect();
        let same = raw.len() == self.words[line].len();
        let text = if same { raw[range.clone()].join(" ") } else { clean.clone() };
        Piece { line, text, clean }
    }

    /// Whether a line is at least this wide, in hundredths of a full one.
    pub fn is_wide(&self, line: usize, share: usize) -> bool {
        self.clean[line].width() * 100 >= self.survey.full.max(40) * share
    }

    /// Whether a blank line before a line parts it from the one before.
    pub fn parts(&self, line: usize) -> bool {
        !self.survey.spaced && self.clean[line].blanks > 0
    }
}

/// A row: its line, the words of its cells, and the lines that go on with it.
struct Row {
    line: usize,
    cells: Vec<Range<usize>>,
    on: Vec<usize>,
}

/// Reads the table that stands at the beginning of the lines.
pub fn read(text: &Text, model: &Model) -> Option<Grid> {
    let from = |first: usize| rows(text, first, model);
    let choices = (1..=HEAD.min(text.words.len().saturating_sub(2))).filter_map(from);
    // Of several with as many rows the one that begins first.
    let found = choices.reduce(|a, b| if b.rows.len() > a.rows.len() { b } else { a })?;
    let mut grid = Grid { alike: true, used: found.end, ..Grid::default() };
    grid.rows_turned = if text.survey.fragments { 0.4 } else { -0.4 };
    head(text, &found, model, &mut grid)?;
    for row in &found.rows {
        let one = |range: &Range<usize>| {
            if range.is_empty() { Vec::new() } else { vec![text.piece(row.line, range)] }
        };
        let mut cells: Vec<Vec<Piece>> = row.cells.iter().map(one).collect();
        for line in &row.on {
            add(text, *line, &mut cells, &found.widest, model)?;
        }
        grid.rows.push(cells);
    }
    Some(grid)
}

/// Rows that have their figures at the same places.
struct Found {
    columns: Vec<Kind>,
    /// The width of the widest cell of each column.
    widest: Vec<usize>,
    rows: Vec<Row>,
    end: usize,
}

/// The rows from a line on that are like this line.
fn rows(text: &Text, first: usize, model: &Model) -> Option<Found> {
    let columns = kinds(text.words.get(first)?);
    let figures = columns.iter().filter(|k| **k == Kind::Figure).count();
    if columns.len() < 2 || figures == 0 {
        return None;
    }
    let wide = if figures == 1 { 75 } else { 95 };
    let mut found = Found { widest: vec![0; columns.len()], columns, rows: Vec::new(), end: first };
    let mut at = first;
    while at < text.words.len() {
        if text.is_wide(at, wide) {
            break;
        }
        if let Some(cells) = fit(&text.words[at], &found.columns) {
            for (widest, range) in found.widest.iter_mut().zip(&cells) {
                *widest = (*widest).max(width(&text.words[at][range.clone()]));
            }
            found.rows.push(Row { line: at, cells, on: Vec::new() });
        } else if goes_on(text, at, &found, model) {
            found.rows.last_mut()?.on.push(at);
        } else {
            break;
        }
        at += 1;
    }
    found.end = at;
    let least = if figures == 1 { 3 } else { 2 };
    // Rows behind a line that is none would be torn off.
    let torn = (at..text.words.len().min(at + 3))
        .any(|n| !text.is_wide(n, wide) && figures > 1 && kinds(&text.words[n]) == found.columns);
    (found.rows.len() >= least && !torn).then_some(found)
}

/// Whether a line goes on with the cells of the row above it.
fn goes_on(text: &Text, at: usize, found: &Found, model: &Model) -> bool {
    let words = &text.words[at];
    let Some(row) = found.rows.last() else { return false };
    if text.parts(at) || words.iter().any(|w| is_figure(w)) || row.on.len() > 5 {
        return false;
    }
    let open = found.columns.iter().zip(&found.widest).filter(|(k, _)| **k == Kind::Words);
    let room: usize = open.map(|(_, widest)| widest + 1).sum();
    if text.clean[at].width() > room {
        return false;
    }
    if !text.survey.spaced && text.clean.iter().skip(1).any(|l| l.blanks > 0) {
        return true;
    }
    // Blank lines say nothing, so the words must.
    let cells = row.cells.iter().zip(&found.widest).map(|(range, widest)| {
        let words = &text.words[row.line][range.clone()];
        let last = words.last().copied().filter(|w| !is_figure(w));
        Open { last, width: width(words), widest: *widest }
    });
    row.on.len() > 1
        || heads::spread(words, &cells.collect::<Vec<_>>(), model).is_some_and(|s| s.1 > -1.0)
}

fn width(words: &[&str]) -> usize {
    words.iter().map(|w| w.chars().count() + 1).sum::<usize>().saturating_sub(1)
}

fn open(cell: &[Piece], widest: usize) -> Open<'_> {
    let piece = cell.last();
    let last = piece.and_then(|p| p.clean.split(' ').next_back()).filter(|w| !is_figure(w));
    Open { last, width: piece.map_or(0, |p| p.clean.chars().count()), widest }
}

/// Gives the words of a line that goes on to the cells of its row.
fn add(
    text: &Text,
    line: usize,
    cells: &mut [Vec<Piece>],
    widest: &[usize],
    model: &Model,
) -> Option<()> {
    let open: Vec<Open> = cells.iter().zip(widest).map(|(c, widest)| open(c, *widest)).collect();
    let (ranges, _) = heads::spread(&text.words[line], &open, model)?;
    let pieces: Vec<Option<Piece>> =
        ranges.iter().map(|range| (!range.is_empty()).then(|| text.piece(line, range))).collect();
    for (cell, piece) in cells.iter_mut().zip(pieces) {
        cell.extend(piece);
    }
    Some(())
}

/// Reads the header above the rows.
fn head(text: &Text, found: &Found, model: &Model, grid: &mut Grid) -> Option<()> {
    let first = found.rows.first()?.line;
    let count = found.columns.len();
    let words = &text.words[0];
    // Running text before the rows is no header.
    if first > 1 && (0..first).any(|n| text.is_wide(n, 97)) {
        return None;
    }
    if first == 1 && (kinds(words) == found.columns || words.len() + 1 == count) {
        let cells = fit(words, &found.columns)
            .unwrap_or_else(|| (0..words.len()).map(|n| n..n + 1).collect());
        grid.head = cells.iter().map(|range| vec![text.piece(0, range)]).collect();
        return Some(());
    }
    let second: &[&str] = if first > 1 { &text.words[1] } else { &[] };
    let head = heads::cut(words, second, count, model)?;
    let shown =
        |[a, b]: &[Range<usize>; 2]| [&words[a.clone()], &second[b.clone()]].concat().join(" ");
    grid.other = head
        .other
        .filter(|(_, worse)| *worse < 1.5)
        .map(|(cells, _)| cells.iter().map(shown).collect());
    let pieces = |cell: &[Range<usize>; 2]| -> Vec<Piece> {
        let of = cell.iter().enumerate().filter(|(_, range)| !range.is_empty());
        of.map(|(line, range)| text.piece(line, range)).collect()
    };
    grid.head = head.cells.iter().map(pieces).collect();
    for line in 2..first {
        let widths: Vec<usize> = grid
            .head
            .iter()
            .map(|c| c.iter().map(|p| p.clean.chars().count()).max().unwrap_or(0))
            .collect();
        add(text, line, &mut grid.head, &widths, model)?;
    }
    Some(())
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::import::lexicon::Lexicon;

    /// The rows of the table that a reader finds, `|` between cells, and how many
    /// lines it takes. A line with `+` has no blank line before it.
    pub fn shown(
        lines: &[&str],
        dictionary: &str,
        read: impl Fn(&Text, &Lexicon, &Model) -> Option<Grid>,
    ) -> Option<(Vec<String>, usize)> {
        let line = |(n, text): (usize, &&str)| Line {
            number: u32::try_from(n + 1).unwrap(),
            blanks: usize::from(!text.starts_with('+')),
            text: text.trim_start_matches('+').to_owned(),
            ..Line::default()
        };
        let lines: Vec<Line> = lines.iter().enumerate().map(line).collect();
        let survey = Survey { full: 60, ..Survey::default() };
        let lexicon = Lexicon::new("SET UTF-8\n", dictionary).unwrap();
        let mut model = Model::new(&lexicon, &[]);
        model.settle();
        let text = Text::new(&lines, &lines, &survey, false);
        let grid = read(&text, &lexicon, &model)?.in_order();
        let text = |c: &Vec<Piece>| c.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join(" ");
        let show = |r: &Vec<Vec<Piece>>| r.iter().map(text).collect::<Vec<_>>().join("|");
        Some((std::iter::once(&grid.head).chain(&grid.rows).map(show).collect(), grid.used))
    }

    fn table(lines: &[&str]) -> Option<(Vec<String>, usize)> {
        shown(lines, "2\nباغ\nبار\n", |text, _, model| read(text, model))
    }

    #[test]
    fn rows_from_left_to_right_with_wide_cells_are_read() {
        let lines = [
            "چرایی بار 1390 بار 1385 باغ",
            "خشک شدن چشمه‌های 12 40 باغ بالا",
            "+کوه",
            "برف دیر 9 31 دشت",
            "راه دور",
        ];
        let expected = [
            "باغ|بار 1385|بار 1390|چرایی",
            "باغ بالا|40|12|خشک شدن چشمه‌های کوه",
            "دشت|31|9|برف دیر",
        ];
        let (found, used) = table(&lines).unwrap();
        assert_eq!(found, expected);
        assert_eq!(used, 4);
    }

    #[test]
    fn rows_that_are_not_alike_are_no_table() {
        assert_eq!(table(&["باغ بار سال", "بالا 12 40", "پایین 12 13 14", "میان 11 9"]), None);
        assert_eq!(table(&["باغ", "بالا و پایین"]), None);
        assert_eq!(table(&[]), None);
    }
}
