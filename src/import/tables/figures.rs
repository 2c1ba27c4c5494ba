//! Figures in tables: which words are numbers, and how the words of a line fall
//! into columns that the numbers tell apart.
//!
//! A cell of figures is one word, and no words of another cell run into it. So
//! where every row has its figures at the same places, the words between two of
//! them are a cell too, and the columns are certain though a space is all that
//! parts them.

use std::ops::Range;

use crate::text::persian;

/// The most words that a line of a table is read with.
pub const WORDS: usize = 60;

/// The most columns of a table that figures tell apart.
pub const COLUMNS: usize = 12;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One number.
    Figure,
    /// Anything else.
    Words,
}

/// Whether a word is a number, with the marks that numbers have.
pub fn is_figure(word: &str) -> bool {
    let mark = |c: char| {
        matches!(c, '.' | ',' | '/' | '٫' | '٬' | '٪' | '%' | '-' | '–' | '+' | '(' | ')' | '*')
    };
    let digit = |c: char| persian::digit_value(c).is_some();
    word.chars().any(digit) && word.chars().all(|c| digit(c) || mark(c))
}

/// The value of a whole number; `None` for all other words.
pub fn value(word: &str) -> Option<u32> {
    let mut value: u32 = 0;
    let bare = word.trim_matches(['(', ')', '.']);
    for c in bare.chars() {
        let digit = u32::from(persian::digit_value(c)?);
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    (!bare.is_empty()).then_some(value)
}

/// The columns that a line shows by itself: each number one, the words between
/// two numbers one.
pub fn kinds(words: &[&str]) -> Vec<Kind> {
    let mut out: Vec<Kind> = Vec::new();
    for word in words {
        match (is_figure(word), out.last()) {
            (true, _) => out.push(Kind::Figure),
            (false, Some(Kind::Words)) => {}
            (false, _) => out.push(Kind::Words),
        }
    }
    out
}

/// The words of each column in a line, `None` unless there is just one way to
/// tell them. A column without words gets an empty range.
pub fn fit(words: &[&str], columns: &[Kind]) -> Option<Vec<Range<usize>>> {
    if words.is_empty() || words.len() > WORDS || columns.len() > COLUMNS {
        return None;
    }
    let own = kinds(words);
    if own == columns {
        return Some(runs(words));
    }
    whole(words, columns).or_else(|| with_blanks(words, &own, columns))
}

/// The cells of a line as [`kinds`] sees them.
fn runs(words: &[&str]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (n, word) in words.iter().enumerate() {
        let figure = is_figure(word);
        match out.last_mut() {
            Some(last) if open && !figure => last.end = n + 1,
            _ => out.push(n..n + 1),
        }
        open = !figure;
    }
    out
}

/// Every column has words, and a cell of words may have numbers in it.
fn whole(words: &[&str], columns: &[Kind]) -> Option<Vec<Range<usize>>> {
    let n = words.len();
    // ways[i]: in how many ways, up to two, the columns so far take the first i words.
    let mut ways = vec![0_u8; n + 1];
    ways[0] = 1;
    let mut from = vec![vec![0_usize; n + 1]; columns.len()];
    for (kind, from) in columns.iter().zip(&mut from) {
        let mut next = vec![0_u8; n + 1];
        for start in 0..n {
            if ways[start] == 0 {
                continue;
            }
            let ends = match kind {
                Kind::Figure if is_figure(words[start]) => start + 1..=start + 1,
                Kind::Words if !is_figure(words[start]) => start + 1..=n,
                _ => continue,
            };
            // A number before a column is that column's, or nobody knows whose.
            for end in ends.filter(|e| *kind == Kind::Figure || *e == n || !is_figure(words[e - 1]))
            {
                next[end] = (next[end] + ways[start]).min(2);
                from[end] = start;
            }
        }
        ways = next;
    }
    if ways[n] != 1 {
        return None;
    }
    let mut end = n;
    let mut out: Vec<Range<usize>> = Vec::new();
    for from in from.iter().rev() {
        out.push(from[end]..end);
        end = from[end];
    }
    out.reverse();
    Some(out)
}

/// Some columns are empty.
fn with_blanks(words: &[&str], own: &[Kind], columns: &[Kind]) -> Option<Vec<Range<usize>>> {
    if own.len() >= columns.len() || !own.contains(&Kind::Figure) {
        return None;
    }
    // From the left and from the right: one way only where both agree.
    let first = places(own.iter(), columns.iter().enumerate())?;
    let mut last = places(own.iter().rev(), columns.iter().enumerate().rev())?;
    last.reverse();
    if first != last {
        return None;
    }
    let mut out = vec![0..0; columns.len()];
    for (column, run) in first.into_iter().zip(runs(words)) {
        out[column] = run;
    }
    Some(out)
}

fn places<'a>(
    own: impl Iterator<Item = &'a Kind>,
    mut columns: impl Iterator<Item = (usize, &'a Kind)>,
) -> Option<Vec<usize>> {
    own.map(|kind| columns.find(|(_, k)| *k == kind).map(|(n, _)| n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(line: &str, columns: &str) -> Option<Vec<String>> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let kind = |c| if c == '1' { Kind::Figure } else { Kind::Words };
        let columns: Vec<Kind> = columns.chars().map(kind).collect();
        let found = fit(&words, &columns)?;
        Some(found.into_iter().map(|r| words[r].join(" ")).collect())
    }

    #[test]
    fn numbers_tell_columns_apart() {
        let found = cells("باغ بالا ۱۲ 3/5 انار و به", "ب11ب").unwrap();
        assert_eq!(found, ["باغ بالا", "۱۲", "3/5", "انار و به"]);
        // A number among words, where the others leave no choice.
        let found = cells("باغ 12 13 از سال 1340", "ب11ب").unwrap();
        assert_eq!(found, ["باغ", "12", "13", "از سال 1340"]);
    }

    #[test]
    fn a_cell_may_be_empty_where_its_place_is_certain() {
        assert_eq!(cells("همه 25 31", "ب11ب").unwrap(), ["همه", "25", "31", ""]);
        assert_eq!(cells("همه 25", "ب11ب"), None);
        assert_eq!(cells("", "ب1"), None);
    }

    #[test]
    fn numbers_have_values() {
        assert_eq!(
            (value("۱۳۷۵"), value("3."), value("3.5"), value("")),
            (Some(1375), Some(3), None, None)
        );
        assert!(is_figure("(12/5)") && !is_figure("-") && !is_figure("2باغ"));
    }
}
