//! Tables: found by their captions, read from lines, from rows or from blocks of
//! cells, and made into Markdown tables.
//!
//! A PDF has no tables, only words at places. What comes out depends on the
//! extractor: a line a row (`rows`), a cell after the other (`cells`), the
//! header glued into one line (`header`). The lines of a table are taken out of
//! the body before anything is put in order, told their row and column, and go
//! through the passes as all other lines do; then they become a table again.

pub mod captions;
pub mod cells;
pub mod cycle;
pub mod figures;
pub mod grid;
pub mod header;
pub mod heads;
pub mod lines;
pub mod rows;
pub mod turn;

use crate::import::blocks::{Block, Kind, Ready, append};
use crate::import::charmap::judge;
use crate::import::charmap::kashida;
use crate::import::ledger::{Ledger, Text};
use crate::import::letters;
use crate::import::lexicon::{Lexicon, tokens};
use crate::import::model::Model;
use crate::import::report::{Candidate, Doubt};
use crate::import::shape::Role;
use crate::import::source::Line;
use crate::import::survey::Survey;
use crate::import::tables::grid::Grid;
use crate::import::tables::rows::Row;

/// Where a line of a table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which table, counted from 0.
    pub table: usize,
    /// Row, the header being 0; [`CAPTION`] for a line of the caption.
    pub row: usize,
    /// Column in the order of reading, counted from 0.
    pub column: usize,
}

/// The row of a caption's lines.
pub const CAPTION: usize = usize::MAX;

/// The most lines that a table may have.
const LONGEST: usize = 150;

/// The most tables that an article may have.
const MOST: usize = 200;

/// A table in the lines: where its caption begins, where its cells do, and where
/// they end.
struct Region {
    caption: usize,
    first: usize,
    end: usize,
}

/// Takes the tables out of the lines. Returns the other lines, and the lines of
/// tables with their places, cut where a line held several cells.
pub fn take(
    lines: Vec<Line>,
    survey: &Survey,
    lexicon: &Lexicon,
    names: &[String],
    ledger: &mut Ledger,
) -> (Vec<Line>, Vec<(Line, Place)>) {
    if survey.whole {
        return (lines, Vec::new());
    }
    let regions = regions(&lines, survey);
    if regions.is_empty() {
        return (lines, Vec::new());
    }
    let mut clean = lines.clone();
    let known = judge::Judge::new(lexicon, names);
    let stretched = kashida::infer(&clean, &known);
    letters::clean(&mut clean, stretched, &known, &mut Ledger::default());
    let mut words = header::Words::new();
    for word in clean.iter().flat_map(|l| tokens(&l.text)) {
        *words.entry(word).or_default() += 1;
    }
    let mut model = Model::new(lexicon, names);
    for line in clean.iter().filter(|l| !l.is_latin()) {
        for run in line.text.split("  ") {
            model.observe(&tokens(run), 1.0);
        }
    }
    model.settle();
    let trails = survey.trailing || trails(&clean, survey);
    let judge = Judge { survey, lexicon, words, model, trails };
    let mut taken = vec![false; lines.len()];
    let mut out = Vec::new();
    for (table, region) in regions.iter().enumerate() {
        let body = &lines[region.first..region.end];
        let clean = &clean[region.first..region.end];
        let Some((cells, used)) = judge.read(body, clean, ledger) else { continue };
        taken[region.caption..region.first + used].fill(true);
        let caption = lines[region.caption..region.first].iter().cloned();
        let place = |row, column| Place { table, row, column };
        out.extend(caption.map(|l| (l, place(CAPTION, 0))));
        out.extend(cells.into_iter().map(|(line, row, column)| (line, place(row, column))));
    }
    let kept = lines.into_iter().zip(taken).filter(|(_, taken)| !taken).map(|(line, _)| line);
    (kept.collect(), out)
}

/// The tables of the lines: from a caption to the line that says where the table
/// is from, or to running text.
fn regions(lines: &[Line], survey: &Survey) -> Vec<Region> {
    let mut out: Vec<Region> = Vec::new();
    let mut i = 0;
    while i < lines.len() && out.len() < MOST {
        if !captions::is_caption(&lines[i], survey) {
            i += 1;
            continue;
        }
        let full = |l: &Line| l.width() * 100 >= survey.full.max(40) * 90;
        // A caption that fills its line goes on in the next.
        let wraps =
            full(&lines[i]) && lines.get(i + 1).is_some_and(|n| n.width() * 3 < survey.full);
        let first = i + 1 + usize::from(wraps);
        let to = (first + LONGEST).min(lines.len());
        let other = |n: &usize| captions::is_any(&lines[*n], survey);
        let stop = (first..to).find(other).unwrap_or(to);
        let source = (first..stop).find(|n| captions::is_source(&lines[*n], survey));
        let prose = |n: &usize| full(&lines[*n]) && lines.get(n + 1).is_none_or(full);
        let end = source.or((first..stop).find(prose)).unwrap_or(stop);
        if end > first + 1 {
            out.push(Region { caption: i, first, end });
            i = end;
        } else {
            i = first;
        }
    }
    out
}

/// Whether full lines end in a space and short ones, which end something, do not.
fn trails(lines: &[Line], survey: &Survey) -> bool {
    let full = survey.full.max(40);
    let share = |of: &dyn Fn(usize) -> bool| {
        let all = lines.iter().filter(|l| of(l.width() * 10));
        let (count, trail) = all.fold((0, 0), |(n, t), l| (n + 1, t + usize::from(l.trail)));
        trail as f64 / f64::from(count.max(1))
    };
    share(&|w| w >= full * 9) > 0.8 && share(&|w| w < full * 6) < 0.4
}

/// What the lines of a table are judged by.
struct Judge<'a> {
    survey: &'a Survey,
    lexicon: &'a Lexicon,
    words: header::Words,
    model: Model<'a>,
    /// A line that goes on ends in a space.
    trails: bool,
}

/// A line of a table, its row and its column.
type Cell = (Line, usize, usize);

impl Judge<'_> {
    /// The cells of a table's lines, and how many of these it takes. `clean`: the
    /// same lines with clean letters.
    fn read(
        &self,
        lines: &[Line],
        clean: &[Line],
        ledger: &mut Ledger,
    ) -> Option<(Vec<Cell>, usize)> {
        let all = |cells: Vec<Cell>| (cells, lines.len());
        if let Some(cells) = self.gapped(lines) {
            return Some(all(cells));
        }
        if let Some(grid) = self.by_figures(lines, clean) {
            return Some((self.settle(&grid, lines, ledger), grid.used));
        }
        if self.survey.fragments
            && let Some(cells) = self.in_rows(lines, clean, ledger)
        {
            return Some(all(cells));
        }
        self.in_blocks(lines, clean, ledger).map(all)
    }

    /// Columns that numbers tell apart, or that come again cell by cell.
    fn by_figures(&self, lines: &[Line], clean: &[Line]) -> Option<Grid> {
        let text = lines::Text::new(lines, clean, self.survey, self.trails);
        let found = lines::read(&text, &self.model);
        let found = found.or_else(|| cycle::read(&text, self.lexicon, &self.words, &self.model));
        found.map(Grid::in_order)
    }

    /// The lines of a grid with their places; what is not certain of its header
    /// is noted.
    fn settle(&self, grid: &Grid, lines: &[Line], ledger: &mut Ledger) -> Vec<Cell> {
        if let (Some(other), Some(line)) = (&grid.other, lines.first()) {
            let shown = [grid.head_texts(), other.clone()].map(|h| h.join(" | "));
            let reason = "where this header of a table is to be cut is not certain";
            let candidates = shown.map(|s| Candidate::new(s, 0.5)).to_vec();
            doubt(ledger, line.number, &line.text, reason, candidates);
        }
        grid.cells(lines)
    }

    /// A line a row, with as many wide gaps in nearly every line.
    fn gapped(&self, lines: &[Line]) -> Option<Vec<Cell>> {
        if self.survey.fragments {
            return None;
        }
        let cells = |l: &Line| -> Vec<String> {
            let parts = l.text.split("  ").map(str::trim).filter(|p| !p.is_empty());
            parts.map(str::to_owned).collect()
        };
        let split: Vec<Vec<String>> = lines.iter().map(cells).collect();
        let columns = split.iter().map(Vec::len).max().filter(|c| (2..=8).contains(c))?;
        let even = split.iter().filter(|s| s.len() == columns).count();
        if even * 10 < split.len() * 7 || even < 2 {
            return None;
        }
        let mut out = Vec::new();
        let mut row = 0;
        for (line, parts) in lines.iter().zip(split) {
            let whole = parts.len() == columns;
            row += usize::from(whole && !out.is_empty());
            for (column, text) in parts.into_iter().enumerate() {
                // A shorter line goes on with the cells of the row before.
                let column = if whole { column } else { column.min(columns - 1) };
                out.push((Line { text, ..line.clone() }, row, column));
            }
        }
        Some(out)
    }

    /// A line a row, its cells side by side from left to right.
    fn in_rows(&self, lines: &[Line], clean: &[Line], ledger: &mut Ledger) -> Option<Vec<Cell>> {
        let full = self.survey.full.max(40);
        let ends = clean.iter().filter(|l| l.lead > 0).count();
        let widths: Vec<usize> = clean.iter().skip(1).map(Line::width).collect();
        let mean = widths.iter().sum::<usize>() / widths.len().max(1);
        let wide = widths.iter().any(|w| *w * 10 >= full * 6) && mean * 10 >= full * 4;
        if ends * 4 < clean.len() * 3 || !wide {
            return None;
        }
        // A line behind one that did not end goes on with one of its cells.
        let goes_on = |n: usize| n > 1 && clean[n - 1].lead == 0;
        let (on, starts): (Vec<usize>, Vec<usize>) = (1..clean.len()).partition(|n| goes_on(*n));
        let texts: Vec<&str> = starts.iter().map(|n| clean[*n].text.as_str()).collect();
        let head = clean[0].text.split_whitespace().count();
        let choices = [2, 3, 4].into_iter().filter(|k| *k <= head + 1);
        let read = |k: usize| (k, rows::cut(&texts, k, &self.model));
        let total = |rows: &[Option<Row>]| rows.iter().flatten().map(|r| r.score).sum::<f64>();
        let whole = |rows: &[Option<Row>]| rows.iter().flatten().count();
        // The column of the labels needs no header.
        let blank = |k: usize| if k == head + 1 { starts.len() as f64 } else { 0.0 };
        let (columns, rows) = choices.map(read).max_by_key(|(k, r)| {
            (whole(r) * 2 >= r.len(), (total(r) + blank(*k)).round() as i64)
        })?;
        let mut out = self.head_of(&lines[0], &clean[0], columns);
        for ((index, row), number) in starts.iter().zip(rows).zip(1..) {
            let line = &lines[*index];
            let Some(row) = row else {
                out.push((line.clone(), number, columns - 1));
                continue;
            };
            let cells = split_like(&line.text, &row.cells);
            if let Some((other, worse)) = row.other.filter(|o| o.1 < 1.5) {
                let shown = |cells: &[String]| {
                    cells.iter().rev().map(String::as_str).collect::<Vec<_>>().join(" | ")
                };
                let reason = "where this row of a table is to be cut is not certain";
                doubt(
                    ledger,
                    line.number,
                    &line.text,
                    reason,
                    Candidate::of_scores(vec![(shown(&row.cells), 0.0), (shown(&other), -worse)]),
                );
            }
            for (n, text) in cells.into_iter().enumerate() {
                out.push((Line { text, ..line.clone() }, number, columns - 1 - n));
            }
            // What goes on stands at the left, where the widest cell is.
            for next in on.iter().filter(|n| **n == index + 1) {
                out.push((lines[*next].clone(), number, columns - 1));
            }
        }
        Some(out)
    }

    /// The header of rows: as many cells as there are columns, or one less,
    /// because the column of the labels needs none.
    fn head_of(&self, line: &Line, clean: &Line, columns: usize) -> Vec<Cell> {
        let words = clean.text.split_whitespace().count();
        let cells = if words < columns { words } else { columns };
        let row =
            rows::cut(&[clean.text.as_str()], cells, &self.model).into_iter().flatten().next();
        let Some(row) = row else { return vec![(line.clone(), 0, 0)] };
        let cells = split_like(&line.text, &row.cells);
        let place = |(n, text)| (Line { text, ..line.clone() }, 0, columns - 1 - n);
        cells.into_iter().enumerate().map(place).collect()
    }

    /// A cell after the other, behind a header in one line or in cells of its own.
    fn in_blocks(&self, lines: &[Line], clean: &[Line], ledger: &mut Ledger) -> Option<Vec<Cell>> {
        let lay = |head: Option<Vec<String>>, read: f64| {
            let pieces = cells::pieces(&lines[usize::from(head.is_some())..], self.survey);
            let count = head.as_ref().map(Vec::len);
            let weak = count.is_none() || self.survey.fragments;
            if weak && !cells::shows_columns(&pieces) {
                return None;
            }
            let layout = cells::layout(&pieces, count, self.survey)?;
            Some((layout.cost - read, head, pieces, layout))
        };
        let found = self.headers(&lines[0], &clean[0]).into_iter().filter_map(|(h, s)| lay(h, s));
        let (_, head, pieces, layout) = found.min_by(|a, b| a.0.total_cmp(&b.0))?;
        let skip = usize::from(head.is_some());
        let mut out: Vec<Cell> = Vec::new();
        if let Some(head) = head {
            let blank = layout.columns - head.len().min(layout.columns);
            if blank > 0 {
                let shown = |h: &[String]| h.join(" | ");
                let turned: Vec<String> = head.iter().rev().cloned().collect();
                let reason = "which column each cell of this header belongs to is not certain";
                let candidates =
                    vec![Candidate::new(shown(&head), 0.5), Candidate::new(shown(&turned), 0.5)];
                doubt(ledger, lines[0].number, &lines[0].text, reason, candidates);
            }
            for (n, text) in head.into_iter().enumerate() {
                out.push((Line { text, ..lines[0].clone() }, 0, n + blank));
            }
        }
        for (piece, (row, column)) in pieces.iter().zip(&layout.places) {
            for line in &piece.lines {
                out.push((lines[skip + line].clone(), row + skip, *column));
            }
        }
        for (piece, other) in &layout.open {
            let line = &lines[skip + pieces[*piece].lines[0]];
            let columns = [layout.places[*piece].1, *other];
            let candidates =
                columns.map(|c| Candidate::new(format!("column {}", c + 1), 0.5)).to_vec();
            let reason = "which column of its table this stands in is not certain";
            doubt(ledger, line.number, &line.text, reason, candidates);
        }
        Some(out)
    }

    /// The headers that a line may hold, in the order of reading, with how well
    /// each reads; `None` where it holds a cell as all other lines do.
    fn headers(&self, line: &Line, clean: &Line) -> Vec<(Option<Vec<String>>, f64)> {
        if !self.survey.fragments {
            let glued = header::glued(&clean.text, self.lexicon, &self.words);
            return vec![(glued, 0.0)];
        }
        let cut = |k: usize| {
            let row =
                rows::cut(&[clean.text.as_str()], k, &self.model).into_iter().flatten().next();
            row.map(|r| {
                let cells = split_like(&line.text, &r.cells);
                (Some(cells.into_iter().rev().collect()), r.score * 0.3 - k as f64)
            })
        };
        (2..=3).filter_map(cut).chain([(None, -2.0)]).collect()
    }
}

/// Notes that the place of some words in a table is not certain. No reading of
/// the words themselves is in doubt, so none of them stands for another.
fn doubt(ledger: &mut Ledger, line: u32, text: &str, reason: &str, candidates: Vec<Candidate>) {
    ledger.doubts.push(Doubt {
        line,
        text: text.to_owned(),
        reason: reason.to_owned(),
        pass: "tables".to_owned(),
        candidates,
        ..Doubt::default()
    });
}

/// A line cut where its clean form is: both have the same words.
fn split_like(text: &str, cells: &[String]) -> Vec<String> {
    let mut words = text.split(' ').peekable();
    let mut out = Vec::new();
    for (n, cell) in cells.iter().enumerate() {
        let mut count = cell.split_whitespace().count();
        let mut part = String::new();
        while count > 0 || n + 1 == cells.len() {
            let Some(word) = words.next() else { break };
            if !part.is_empty() {
                part.push(' ');
            }
            part.push_str(word);
            count = count.saturating_sub(usize::from(!word.is_empty()));
        }
        out.push(part.trim().to_owned());
    }
    out
}

/// Makes tables of lines that have been put in order, with the first line of each.
pub fn assemble(lines: Vec<Ready>) -> Vec<Block> {
    let mut places: Vec<(Place, Ready)> = lines
        .into_iter()
        .filter_map(|r| match r.role {
            Role::Cell(place) => Some((place, r)),
            _ => None,
        })
        .collect();
    // Stable: the lines of a cell stay in their order.
    places.sort_by_key(|p| p.0);
    let tables = places.iter().map(|p| p.0.table).max().map_or(0, |n| n + 1);
    let mut out = Vec::new();
    for table in 0..tables {
        let here = || places.iter().filter(move |p| p.0.table == table);
        let of = |row: usize, column: usize| {
            let mut text = Text::default();
            let cell = here().filter(|p| (p.0.row, p.0.column) == (row, column));
            let mut before: Option<&Line> = None;
            for (_, ready) in cell {
                match before {
                    Some(line) => append(&mut text, ready, line),
                    None => text.push(ready.line.number, &ready.line.text),
                }
                before = Some(&ready.line);
            }
            text
        };
        let cells = || here().map(|p| p.0).filter(|p| p.row != CAPTION);
        let rows = cells().map(|p| p.row).max().map_or(0, |r| r + 1);
        let columns = cells().map(|p| p.column).max().map_or(0, |c| c + 1);
        if rows == 0 {
            continue;
        }
        let rows = (0..rows).map(|r| (0..columns).map(|c| of(r, c)).collect()).collect();
        out.push(Block { kind: Kind::Table(rows), text: of(CAPTION, 0) });
    }
    out
}
