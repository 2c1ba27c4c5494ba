//! A table whose cells are known by what is in them, before it is settled on
//! which side it begins.

use crate::import::source::Line;
use crate::import::tables::turn;

/// Words of one line that stand in one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Index of the line.
    pub line: usize,
    /// The words as the line has them.
    pub text: String,
    /// The same with clean letters.
    pub clean: String,
}

/// Cells in the order of the source.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// The cells of the header, in the order of its line; one less than there are
    /// columns where the labels need none.
    pub head: Vec<Vec<Piece>>,
    /// The rows below it: the pieces of each cell.
    pub rows: Vec<Vec<Vec<Piece>>>,
    /// The header cut otherwise, which reads about as well.
    pub other: Option<Vec<String>>,
    /// How many lines the table takes.
    pub used: usize,
    /// What speaks for a header from left to right by the way it came out.
    pub head_turned: f64,
    /// The same for the rows.
    pub rows_turned: f64,
    /// Whether header and rows came out in the same order for certain.
    pub alike: bool,
}

/// The text of a cell.
fn text(cell: &[Piece]) -> String {
    cell.iter().map(|p| p.clean.as_str()).collect::<Vec<_>>().join(" ")
}

impl Grid {
    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The texts of the header's cells.
    pub fn head_texts(&self) -> Vec<String> {
        self.head.iter().map(|c| text(c)).collect()
    }

    /// Header and rows, each the label first.
    pub fn in_order(mut self) -> Self {
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|r| r.iter().map(|c| text(c)).collect()).collect();
        let mut head = turn::of_head(&self.head_texts()) + self.head_turned;
        let mut body = turn::of_rows(&rows) + self.rows_turned;
        if self.alike {
            head += body;
            body = head;
        }
        if head > 0.0 {
            self.head.reverse();
            if let Some(other) = &mut self.other {
                other.reverse();
            }
        }
        if body > 0.0 {
            for row in &mut self.rows {
                row.reverse();
            }
        }
        self
    }

    /// The lines of the table cut into cells, with row and column of each.
    pub fn cells(&self, lines: &[Line]) -> Vec<(Line, usize, usize)> {
        let blank = self.columns().saturating_sub(self.head.len());
        let head = self.head.iter().enumerate().map(|(n, cell)| (0, n + blank, cell));
        let rows = self.rows.iter().zip(1..).flat_map(|(row, number)| {
            row.iter().enumerate().map(move |(n, cell)| (number, n, cell))
        });
        let mut out = Vec::new();
        for (row, column, cell) in head.chain(rows) {
            for piece in cell {
                let Some(line) = lines.get(piece.line) else { continue };
                out.push((Line { text: piece.text.clone(), ..line.clone() }, row, column));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_begins_with_its_labels_whichever_way_its_rows_came() {
        let cell = |line: usize, text: &str| {
            vec![Piece { line, text: text.to_owned(), clean: text.to_owned() }]
        };
        let row = |line, cells: [&str; 3]| cells.map(|c| cell(line, c)).to_vec();
        let grid = Grid {
            head: vec![cell(0, "1395"), cell(0, "1390")],
            rows: vec![row(1, ["7", "5", "باغ"]), row(2, ["9", "8", "دشت"])],
            alike: true,
            used: 3,
            ..Grid::default()
        };
        let lines = vec![Line::default(); 3];
        let cells = grid.in_order().cells(&lines);
        let texts: Vec<(&str, usize, usize)> =
            cells.iter().map(|(l, r, c)| (l.text.as_str(), *r, *c)).collect();
        assert_eq!(texts[..4], [("1390", 0, 1), ("1395", 0, 2), ("باغ", 1, 0), ("5", 1, 1)]);
    }
}
