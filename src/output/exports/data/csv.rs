//! CSV by RFC 4180, with a byte order mark: without it spreadsheets take
//! Persian for another encoding.

use std::borrow::Cow;

use serde_json::Value;

use crate::output::exports::data::table::Column;

/// The byte order mark and the names of the columns.
pub(super) fn header(columns: &[Column]) -> String {
    let mut text = String::from('\u{FEFF}'); // BYTE ORDER MARK
    line(&mut text, columns.iter().map(|c| Cow::Borrowed(c.name)));
    text
}

/// Adds a row.
pub(super) fn push(text: &mut String, columns: &[Column], row: &Value) {
    line(text, columns.iter().map(|c| cell(at(row, c.path))));
}

fn line<'v>(text: &mut String, cells: impl Iterator<Item = Cow<'v, str>>) {
    for (n, cell) in cells.enumerate() {
        if n > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str("\r\n");
}

fn at<'v>(row: &'v Value, path: &[&str]) -> &'v Value {
    path.iter().fold(row, |value, name| value.get(name).unwrap_or(&Value::Null))
}

/// A value as one cell: of a list its members, of an object its first value
/// and, in brackets, the others: `csto (1992/1999)`.
fn cell(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join("; ").into(),
        Value::Object(map) => {
            // Of a date, EDTF says all.
            if let Some(edtf) = map.get("edtf") {
                return cell(edtf);
            }
            let mut values = map.values().map(cell);
            let first = values.next().unwrap_or_default();
            let rest = values.collect::<Vec<_>>().join(", ");
            if rest.is_empty() { first } else { format!("{first} ({rest})").into() }
        }
        Value::Bool(_) | Value::Number(_) => value.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::output::exports::data::table::{number, text};

    const COLUMNS: &[Column] =
        &[text("name_fa", &["name", "fa"]), number("n", &["n"]), text("of", &["of"])];

    #[test]
    fn a_table_begins_with_its_mark_and_quotes_what_must_be() {
        let mut table = header(COLUMNS);
        let row = json!({"name": {"fa": "الف، \"ب\""}, "n": 3, "of": [{"id": "a", "dates": {"edtf": "1992/.."}}, {"id": "b"}]});
        push(&mut table, COLUMNS, &row);
        push(&mut table, COLUMNS, &json!({}));
        let expected = "\u{FEFF}name_fa,n,of\r\n\"الف، \"\"ب\"\"\",3,a (1992/..); b\r\n,,\r\n";
        assert_eq!(table, expected);
    }
}
