//! Cells that came out one after the other, each wrapped at the width of its
//! column: which lines make a cell, and which column a cell belongs to.
//!
//! A column shows in the widths of its lines: a line that goes on is about as
//! wide as its column, none is wider. The rows repeat the columns in one order,
//! from right to left or, where the extractor went by place, from left to right.
//! So the widths of the columns, the order and the cut into cells are searched
//! together, for the least that has to be explained away.

use crate::import::source::Line;
use crate::import::survey::{Survey, ends_sentence};

/// The most columns that a table of blocks is searched for.
const COLUMNS: usize = 4;

/// What one more row costs.
const ROW: f64 = 0.9;

/// The most pieces that a cell may have.
const LONGEST: usize = 16;

/// Lines of a cell that the print parted by the end of a paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Indexes of its lines.
    pub lines: Vec<usize>,
    /// Their widths, in characters.
    widths: Vec<usize>,
    /// Blank lines around it break the rhythm of those before: a cell ends here.
    ends: bool,
}

/// Which piece stands in which row and column; rows and columns count from 0,
/// the column of the labels first.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// How many columns there are.
    pub columns: usize,
    /// Row and column of each piece.
    pub places: Vec<(usize, usize)>,
    /// Pieces that could as well stand in another column, with that column.
    pub open: Vec<(usize, usize)>,
    /// What had to be explained away; less is better.
    pub cost: f64,
}

/// Cuts the lines of a table into pieces.
pub fn pieces(lines: &[Line], survey: &Survey) -> Vec<Piece> {
    let widest = lines.iter().map(Line::width).max().unwrap_or(0);
    let led = lines.iter().filter(|l| l.lead > 0).count();
    let led = survey.fragments && led * 5 > lines.len();
    let ends = |a: &Line, b: &Line| {
        if led {
            return a.lead > 0;
        }
        if survey.trailing {
            let narrow = b.width() * 2 < widest && !ends_sentence(&b.text);
            return !a.trail || (ends_sentence(&a.text) && narrow);
        }
        let word = b.text.split(' ').next().map_or(0, |w| w.chars().count());
        b.blanks > usize::from(survey.spaced) || (a.width() + 1 + word) * 10 < widest * 7
    };
    let mut out: Vec<Piece> = Vec::new();
    let mut open = false;
    for (i, line) in lines.iter().enumerate() {
        if !open {
            out.push(Piece { lines: Vec::new(), widths: Vec::new(), ends: false });
        }
        if let Some(piece) = out.last_mut() {
            piece.lines.push(i);
            piece.widths.push(line.width());
            let next = lines.get(i + 1);
            piece.ends = !survey.spaced && line.blanks > 0 && next.is_some_and(|n| n.blanks > 0);
            open = next.is_some_and(|n| !ends(line, n));
        }
    }
    out
}

/// Finds the columns of the pieces. `header`: how many cells the header has, if
/// that is known; the column of the labels may have none.
pub fn layout(pieces: &[Piece], header: Option<usize>, survey: &Survey) -> Option<Layout> {
    let columns: Vec<usize> = match header {
        Some(cells) => vec![cells.max(2), cells + 1],
        None => (2..=COLUMNS).collect(),
    };
    let mut best: Option<Layout> = None;
    for columns in columns.into_iter().filter(|c| *c <= COLUMNS && *c <= pieces.len()) {
        // A column that the header does not name needs more to speak for it; less
        // where the header is what was printed above the columns, place by place.
        let more = match header {
            Some(cells) if columns > cells && survey.fragments => 1.0,
            Some(cells) if columns > cells => 4.0,
            Some(_) => 0.0,
            None => columns as f64,
        };
        for widths in widths(pieces, columns) {
            for backwards in [false, true] {
                let turned = if backwards == survey.fragments { 0.0 } else { 3.0 };
                let label =
                    if widths[0] * 5 > widths.iter().max().unwrap_or(&0) * 4 { 2.0 } else { 0.0 };
                let start = more + turned + label;
                if best.as_ref().is_some_and(|b| b.cost <= start - 40.0) {
                    continue;
                }
                let Some((cost, places)) = assign(pieces, &widths, backwards) else { continue };
                if best.as_ref().is_none_or(|b| cost + start < b.cost - 1e-9) {
                    let open = open(pieces, &widths, &places);
                    best = Some(Layout { columns, places, open, cost: cost + start });
                }
            }
        }
    }
    best
}

/// All choices of widths for the columns, out of the widths that pieces have.
fn widths(pieces: &[Piece], columns: usize) -> Vec<Vec<usize>> {
    let mut seen: Vec<usize> =
        pieces.iter().map(|p| p.widths.iter().copied().max().unwrap_or(0)).collect();
    seen.sort_unstable();
    seen.dedup();
    let most = if columns > 3 { 7 } else { 12 };
    let step = seen.len().div_ceil(most).max(1);
    let picked: Vec<usize> = seen.iter().rev().step_by(step).copied().collect();
    let mut out = vec![Vec::new()];
    for _ in 0..columns {
        out = out
            .into_iter()
            .flat_map(|w: Vec<usize>| picked.iter().map(move |p| [w.as_slice(), &[*p]].concat()))
            .collect();
    }
    out
}

/// Whether pieces show columns by themselves: lines that go on at widths of
/// which one is half as wide again as another.
pub fn shows_columns(pieces: &[Piece]) -> bool {
    let on = pieces.iter().filter(|p| p.widths.len() > 1);
    let widths: Vec<usize> = on.filter_map(|p| p.widths.iter().max().copied()).collect();
    let (low, high) = (widths.iter().min().copied(), widths.iter().max().copied());
    let apart = low.zip(high).is_some_and(|(low, high)| high * 2 >= low * 3);
    widths.len() * 10 >= pieces.len() * 3 && apart
}

/// What speaks against a piece's standing in a column of this width.
/// A short line says the less the narrower the column is beside the `widest`.
fn misfit(piece: &Piece, width: usize, widest: usize) -> f64 {
    let (wide, widest) = (width.max(1) as f64, widest.max(1) as f64);
    let last = piece.widths.len() - 1;
    let one = |(n, w): (usize, &usize)| {
        if *w > width + 1 {
            1.0 + 6.0 * (*w - width) as f64 / wide
        } else if n < last {
            3.0 * width.saturating_sub(*w + 7) as f64 / wide
        } else if last == 0 {
            0.8 * (width - (*w).min(width)) as f64 / widest
        } else {
            0.0
        }
    };
    piece.widths.iter().enumerate().map(one).sum()
}

/// The cheapest cut into cells, row by row, with its cost.
fn assign(
    pieces: &[Piece],
    widths: &[usize],
    backwards: bool,
) -> Option<(f64, Vec<(usize, usize)>)> {
    let (n, k) = (pieces.len(), widths.len());
    let widest = widths.iter().copied().max().unwrap_or(0);
    let rhythm = pieces.iter().any(|p| p.ends);
    let column = |c: usize| if backwards { k - 1 - c } else { c };
    // cost[i][c]: pieces 0..i, of which the last stands in the c-th cell of its row.
    let mut cost = vec![vec![f64::MAX; k]; n + 1];
    let mut from = vec![vec![0_usize; k]; n + 1];
    for i in 1..=n {
        for c in 0..k {
            let mut here = 0.0;
            let edge = if rhythm && !pieces[i - 1].ends { 0.4 } else { 0.0 };
            for j in (i.saturating_sub(LONGEST)..i).rev() {
                here += misfit(&pieces[j], widths[column(c)], widest);
                if j + 1 < i {
                    here += if column(c) == 0 { 0.25 } else { 0.1 };
                    here += if pieces[j].ends { 0.8 } else { 0.0 };
                }
                let before = match (c, j) {
                    (0, 0) => 0.0,
                    (0, _) => cost[j][k - 1] + ROW,
                    (_, 0) => f64::MAX,
                    _ => cost[j][c - 1],
                };
                if before < f64::MAX && before + here + edge < cost[i][c] {
                    cost[i][c] = before + here + edge;
                    from[i][c] = j;
                }
            }
        }
    }
    let total = cost[n][k - 1];
    if total == f64::MAX {
        return None;
    }
    let mut places = vec![(0, 0); n];
    let (mut i, mut c, mut row) = (n, k - 1, 0);
    while i > 0 {
        let j = from[i][c];
        places[j..i].fill((row, column(c)));
        i = j;
        if c == 0 {
            row += 1;
            c = k - 1;
        } else {
            c -= 1;
        }
    }
    for place in &mut places {
        place.0 = row - 1 - place.0;
    }
    Some((total, places))
}

/// Pieces at a cell's edge that fit the cell beside theirs about as well.
fn open(pieces: &[Piece], widths: &[usize], places: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let widest = widths.iter().copied().max().unwrap_or(0);
    let fit = |n: usize, column: usize| misfit(&pieces[n], widths[column], widest);
    let mut out = Vec::new();
    for n in 0..pieces.len() {
        let here = fit(n, places[n].1);
        let beside = [n.checked_sub(1), Some(n + 1)].into_iter().flatten();
        let others = beside.filter_map(|m| places.get(m)).filter(|p| **p != places[n]);
        let alone = places.iter().filter(|p| **p == places[n]).count() == 1;
        let fits = |p: &&(usize, usize)| fit(n, p.1) < here + 0.1;
        if let Some(other) = others.filter(fits).min().filter(|_| !alone && !pieces[n].ends) {
            out.push((n, other.1));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of the given widths; a negative one goes on.
    fn lines(widths: &[i32]) -> Vec<Line> {
        let line = |(n, w): (usize, &i32)| Line {
            number: u32::try_from(n + 1).unwrap(),
            text: "ب".repeat(usize::try_from(w.abs()).unwrap()),
            trail: *w < 0,
            blanks: 1,
            ..Line::default()
        };
        widths.iter().enumerate().map(line).collect()
    }

    #[track_caller]
    fn check(widths: &[i32], header: Option<usize>, expected: &[(usize, usize)]) {
        let survey = Survey { trailing: true, spaced: true, ..Survey::default() };
        let pieces = pieces(&lines(widths), &survey);
        assert_eq!(layout(&pieces, header, &survey).unwrap().places, expected);
    }

    #[test]
    fn narrow_cells_come_before_wide_ones_in_every_row() {
        let row = [-11, 8, 13, -50, -48, 20];
        check(&[row, row].concat(), Some(3), &[(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]);
    }

    #[test]
    fn two_pieces_of_a_narrow_column_are_one_cell() {
        let row = [6, 14, -70, -71, 40];
        check(
            &[row, row, row].concat(),
            Some(2),
            &[(0, 0), (0, 0), (0, 1), (1, 0), (1, 0), (1, 1), (2, 0), (2, 0), (2, 1)],
        );
    }

    #[test]
    fn rows_from_left_to_right_end_with_their_label() {
        let survey = Survey { trailing: true, spaced: true, fragments: true, ..Survey::default() };
        let row = [-47, -46, 20, -30, -31, 9, -11, 5];
        let pieces = pieces(&lines(&[row, row].concat()), &survey);
        let layout = layout(&pieces, Some(2), &survey).unwrap();
        assert_eq!(layout.columns, 3);
        assert_eq!(layout.places, [(0, 2), (0, 1), (0, 0), (1, 2), (1, 1), (1, 0)]);
    }
}
