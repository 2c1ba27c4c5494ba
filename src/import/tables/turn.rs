//! Whether the cells of a table come from right to left, as it is read, or from
//! left to right, as an extractor goes that reads by place.

use crate::import::tables::figures::{is_figure, value};

/// Headers of the columns that a table begins with.
const FIRST: [&str; 9] = ["ردیف", "سال", "شماره", "نام", "عنوان", "کد", "شاخص", "متغیر", "گروه"];

/// Headers of the columns that a table ends with.
const LAST: [&str; 7] = ["جمع", "کل", "مجموع", "میانگین", "توضیحات", "ملاحظات", "منبع"];

/// Whether a word alone heads a column at the edge of many tables.
pub fn is_title(word: &str) -> bool {
    FIRST.contains(&word) || LAST.contains(&word)
}

/// What speaks for rows from left to right, against the opposite: above 0 they do.
/// `rows`: the cells of each in the order of the source, without the header.
pub fn of_rows(rows: &[Vec<String>]) -> f64 {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    if columns < 2 {
        return 0.0;
    }
    let column = |n: usize| -> Vec<&str> {
        rows.iter().filter_map(|r| r.get(n)).map(String::as_str).collect()
    };
    let (first, last) = (column(0), column(columns - 1));
    let mut votes = 0.0;
    // Years and running numbers say what a row is about.
    votes += f64::from(i8::from(counts(&last)) - i8::from(counts(&first))) * 3.0;
    let words = |cells: &[&str]| cells.iter().filter(|c| !is_figure(c)).count() * 2 > cells.len();
    match (words(&first), words(&last)) {
        (true, false) => votes - 2.0,
        (false, true) => votes + 2.0,
        (true, true) => {
            let width = |cells: &[&str]| cells.iter().map(|c| c.chars().count()).sum::<usize>();
            let (a, b) = (width(&first) as f64, width(&last) as f64);
            // A label is shorter than a remark.
            votes + (a - b) / (a + b).max(1.0)
        }
        (false, false) => votes,
    }
}

/// The same for the cells of a header.
pub fn of_head(head: &[String]) -> f64 {
    let word = |c: Option<&String>| {
        let first = c.and_then(|c| c.split_whitespace().next()).unwrap_or("");
        let at = |list: &[&str]| i8::from(list.contains(&first));
        at(&FIRST) - at(&LAST)
    };
    let mut votes = f64::from(word(head.last()) - word(head.first()));
    // Years go up as the header is read.
    let years: Vec<u32> = head
        .iter()
        .filter_map(|c| c.split_whitespace().rev().find_map(value))
        .filter(|v| (1000..2200).contains(v))
        .collect();
    if years.len() > 1 && years.is_sorted_by(|a, b| a < b) {
        votes -= 2.0;
    }
    if years.len() > 1 && years.is_sorted_by(|a, b| a > b) {
        votes += 2.0;
    }
    votes
}

/// Whether some cells are years or running numbers, one above the other.
fn counts(cells: &[&str]) -> bool {
    let values: Option<Vec<u32>> = cells.iter().map(|c| value(c)).collect();
    let Some(values) = values.filter(|v| v.len() > 1) else { return false };
    let year = values.iter().all(|v| (1000..2200).contains(v));
    let running = values.windows(2).all(|p| p[1] == p[0].saturating_add(1));
    year && values.is_sorted_by(|a, b| a < b) || running && values[0] < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&str]) -> Vec<Vec<String>> {
        rows.iter().map(|r| r.split('|').map(|c| c.trim().to_owned()).collect()).collect()
    }

    #[test]
    fn labels_say_where_a_row_begins() {
        assert!(of_rows(&rows(&["1390 | 12 | 9", "1391 | 14 | 8"])) < 0.0);
        assert!(of_rows(&rows(&["12 | 9 | 1390", "14 | 8 | 1391"])) > 0.0);
        assert!(of_rows(&rows(&["12 | 9 | باغ", "14 | 8 | کوه"])) > 0.0);
        assert!(of_rows(&rows(&["باغ | 9 | بار آن کم است", "کوه | 8 | سرد"])) < 0.0);
        assert!(of_rows(&rows(&["12", "14"])).abs() < 0.1);
    }

    #[test]
    fn years_of_a_header_go_up() {
        let head = |text: &str| of_head(&rows(&[text])[0]);
        assert!(head("میوه در 1395 | میوه در 1390 | باغ") > 0.0);
        assert!(head("باغ | 1390 | 1395") < 0.0);
        assert!(head("جمع | میوه | سال") > 0.0);
    }
}
