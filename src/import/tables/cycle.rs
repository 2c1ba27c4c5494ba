//! Tables that came out a cell after the other, row by row: the columns show in
//! what comes again, a number here and words there, and in the header's cells.

use crate::import::lexicon::Lexicon;
use crate::import::model::Model;
use crate::import::source::Line;
use crate::import::tables::figures::{COLUMNS, Kind, is_figure, value};
use crate::import::tables::grid::{Grid, Piece};
use crate::import::tables::header::{self, Words};
use crate::import::tables::heads;
use crate::import::tables::lines::Text;

/// How wide a line of a narrow cell may be, in hundredths of a full line.
const NARROW: usize = 60;

/// How many borders of which nothing is known are tried the other way.
const OPEN: usize = 8;

/// Whether a cell ends between two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Border {
    Yes,
    No,
    /// It does or it does not: what is likelier.
    Open(bool),
}

/// Reads the table that stands at the beginning of the lines, its header in one line.
pub fn read(text: &Text, lexicon: &Lexicon, seen: &Words, model: &Model) -> Option<Grid> {
    if text.survey.fragments {
        return None;
    }
    let end = (1..text.words.len())
        .find(|n| text.is_wide(*n, NARROW) || is_numbered(&text.words[*n]))
        .unwrap_or(text.words.len());
    let borders: Vec<Border> = (1..end).map(|n| border(text, n)).collect();
    let open: Vec<usize> =
        (0..borders.len()).filter(|n| matches!(borders[*n], Border::Open(_))).collect();
    let known = borders.iter().skip(1).filter(|b| !matches!(b, Border::Open(_))).count();
    // Too little is known of where cells end.
    if known * 3 < borders.len() * 2 {
        return None;
    }
    let turns = std::iter::once(None).chain(open.into_iter().take(OPEN).map(Some));
    let found = turns.filter_map(|turn| {
        let cells = cells(&borders, turn);
        let (columns, rows, head) = columns(text, &cells, lexicon, seen, model)?;
        Some((turn, cells, columns, rows, head))
    });
    let (_, cells, columns, rows, head) = found.min_by(|a, b| {
        let left = |c: &[(usize, usize)], k: usize, rows: usize| c.len() - k * rows;
        let (x, y) = (left(&a.1, a.2, a.3), left(&b.1, b.2, b.3));
        x.cmp(&y).then(a.0.is_some().cmp(&b.0.is_some()))
    })?;
    let used = cells.get(columns * rows - 1)?.1;
    let piece = |line: usize| text.piece(line, &(0..text.words[line].len()));
    let cell = |(a, b): &(usize, usize)| (*a..*b).map(piece).collect::<Vec<Piece>>();
    let rows = cells[..columns * rows].chunks(columns);
    Some(Grid {
        head: head
            .cells
            .iter()
            .map(|c| vec![Piece { line: 0, text: c.clone(), clean: c.clone() }])
            .collect(),
        rows: rows.map(|r| r.iter().map(cell).collect()).collect(),
        other: head.other,
        used,
        head_turned: if head.glued { 2.5 } else { 0.5 },
        rows_turned: -0.5,
        alike: false,
    })
}

/// Whether a line begins with a number and goes on in words, as headings do.
fn is_numbered(words: &[&str]) -> bool {
    words.len() > 1 && is_figure(words[0]) && words[0].ends_with(['-', '.', ')', '('])
}

/// Whether a cell ends before a line.
fn border(text: &Text, n: usize) -> Border {
    let (a, b) = (&text.clean[n - 1], &text.clean[n]);
    let figures = |n: usize| text.words[n].iter().all(|w| is_figure(w));
    if n == 1 || figures(n - 1) || figures(n) || text.parts(n) {
        return Border::Yes;
    }
    if text.trails {
        return if a.trail { Border::No } else { Border::Yes };
    }
    // Nothing parts the last line of a page from the first of the next.
    let page = b.lead > 0 || b.feed || b.number as usize > a.number as usize + 1 + b.blanks;
    if text.survey.spaced || page {
        return Border::Open(!page || ended(a, b, text));
    }
    Border::No
}

/// Whether the next line's first word would have found room in a line.
fn ended(a: &Line, b: &Line, text: &Text) -> bool {
    let word = b.text.split(' ').next().map_or(0, |w| w.chars().count());
    let widest = text
        .clean
        .iter()
        .skip(1)
        .map(Line::width)
        .filter(|w| w * 100 < text.survey.full.max(40) * NARROW);
    a.width() + 1 + word <= widest.max().unwrap_or(0)
}

/// First line and end of each cell, one of the open borders the other way.
fn cells(borders: &[Border], turn: Option<usize>) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (n, border) in borders.iter().enumerate() {
        let ends = match border {
            Border::Yes => true,
            Border::No => false,
            Border::Open(likely) => *likely != (turn == Some(n)),
        };
        match out.last_mut() {
            Some(last) if !ends => last.1 = n + 2,
            _ => out.push((n + 1, n + 2)),
        }
    }
    out
}

/// The header of a table.
struct Head {
    cells: Vec<String>,
    other: Option<Vec<String>>,
    /// Its cells came out with nothing between them.
    glued: bool,
    cost: f64,
}

/// How many columns and rows the cells have, with the header that goes with them.
fn columns(
    text: &Text,
    cells: &[(usize, usize)],
    lexicon: &Lexicon,
    seen: &Words,
    model: &Model,
) -> Option<(usize, usize, Head)> {
    let kind = |(a, b): &(usize, usize)| {
        let one = b - a == 1 && text.words[*a].len() == 1 && is_figure(text.words[*a][0]);
        if one { Kind::Figure } else { Kind::Words }
    };
    let kinds: Vec<Kind> = cells.iter().map(kind).collect();
    let mixed = kinds.contains(&Kind::Figure) && kinds.contains(&Kind::Words);
    let rows = |k: usize| {
        let like = kinds.iter().enumerate().take_while(|(n, kind)| kinds[n % k] == **kind).count();
        like / k
    };
    let fits = |k: &usize| {
        let left = &kinds[k * rows(*k)..];
        let varied = kinds[..*k].contains(&Kind::Figure) && kinds[..*k].contains(&Kind::Words);
        // Words behind the last row may be a heading; numbers belong to the table.
        rows(*k) > 1 && left.len() <= 1 && !left.contains(&Kind::Figure) && (varied || !mixed)
    };
    let choices: Vec<usize> = (2..=COLUMNS.min(kinds.len() / 2)).filter(fits).collect();
    if mixed {
        // The shortest of what comes again; its multiples are the same rows.
        let k = *choices.first()?;
        return Some((k, rows(k), head(text, k, lexicon, seen, model)?));
    }
    // Wide cells of several lines show their columns in other ways, and lines with
    // several numbers are rows.
    let row = |n: usize| text.words[n].iter().filter(|w| is_figure(w)).count() > 1;
    if cells.iter().any(|(a, b)| b - a > 2 || (*a..*b).any(row)) {
        return None;
    }
    // Only the header says how many columns there are.
    let heads = choices.into_iter().filter_map(|k| {
        let head = header::of_glued(&text.clean[0].text, k, lexicon, seen)?;
        let year = |c: &(usize, usize)| text.words[c.0].first().and_then(|w| value(w));
        let first: Vec<Option<u32>> = cells.chunks_exact(k).map(|r| year(&r[0])).collect();
        let label = first.iter().all(Option::is_some) && first.is_sorted();
        let cost = head.1 - if label { 2.0 } else { 0.0 };
        Some((k, Head { cells: head.0, other: None, glued: true, cost }))
    });
    let (k, head) = heads.min_by(|a, b| a.1.cost.total_cmp(&b.1.cost))?;
    Some((k, rows(k), head))
}

/// The header of so many columns: glued, or words with a space between them.
fn head(
    text: &Text,
    columns: usize,
    lexicon: &Lexicon,
    seen: &Words,
    model: &Model,
) -> Option<Head> {
    if let Some((cells, cost)) = header::of_glued(&text.clean[0].text, columns, lexicon, seen) {
        return Some(Head { cells, other: None, glued: true, cost });
    }
    let words = &text.words[0];
    let found = heads::cut(words, &[], columns, model)?;
    let shown = |cells: &[[std::ops::Range<usize>; 2]]| -> Vec<String> {
        cells.iter().map(|c| words[c[0].clone()].join(" ")).collect()
    };
    let other = found.other.filter(|o| o.1 < 1.5).map(|(cells, _)| shown(&cells));
    Some(Head { cells: shown(&found.cells), other, glued: false, cost: 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::tables::lines::tests::shown;

    fn table(lines: &[&str]) -> Option<(Vec<String>, usize)> {
        let dictionary = "5\nباغ\nبار\nچرایی\nسال\nجمع\n";
        shown(lines, dictionary, |text, lexicon, model| read(text, lexicon, &Words::new(), model))
    }

    #[test]
    fn columns_come_again_in_every_row() {
        let lines = [
            "چراییباربارباغ",
            "بالا",
            "12",
            "9",
            "خشک شدن",
            "+چشمه",
            "پایین",
            "8",
            "7",
            "برف",
            "2. راه",
        ];
        let (found, used) = table(&lines).unwrap();
        assert_eq!(found, ["باغ|بار|بار|چرایی", "بالا|12|9|خشک شدن چشمه", "پایین|8|7|برف"]);
        assert_eq!(used, 10);
    }

    #[test]
    fn the_header_says_how_many_columns_of_numbers_there_are() {
        let lines = ["جمعبارسال", "1390", "2", "3", "1391", "4", "5"];
        assert_eq!(table(&lines).unwrap().0, ["سال|بار|جمع", "1390|2|3", "1391|4|5"]);
        assert_eq!(table(&["باغ", "1390", "2", "3", "1391", "4"]), None);
        assert_eq!(table(&[]), None);
    }
}
