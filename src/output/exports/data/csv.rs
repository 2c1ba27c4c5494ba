//! CSV by RFC 4180, with a byte order mark: without it spreadsheets take
//! Persian for another encoding.

use std::borrow::Cow;

use crate::output::exports::data::table::{Column, Field, Object};

/// The byte order mark and the names of the columns.
pub(super) fn header(columns: &[Column]) -> String {
    let mut text = String::from('\u{FEFF}'); // BYTE ORDER MARK
    line(&mut text, columns.iter().map(|c| Cow::Borrowed(c.name)));
    text
}

/// Adds a row.
pub(super) fn push(text: &mut String, columns: &[Column], row: &Object<'_>) {
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

fn at<'o, 'e>(row: &'o Object<'e>, path: &[&str]) -> &'o Field<'e> {
    let Some((first, rest)) = path.split_first() else { return &Field::Nothing };
    match row.get(first) {
        Some(Field::Object(inner)) if !rest.is_empty() => at(inner, rest),
        Some(value) if rest.is_empty() => value,
        _ => &Field::Nothing,
    }
}

/// A value as one cell: of a list its members, of an object its first value
/// and, in brackets, the others: `csto (1992/1999)`.
fn cell<'o>(value: &'o Field<'_>) -> Cow<'o, str> {
    match value {
        Field::Nothing => Cow::Borrowed(""),
        Field::Text(text) => Cow::Borrowed(text),
        Field::List(list) => list.iter().map(cell).collect::<Vec<_>>().join("; ").into(),
        Field::Object(object) => {
            // Of a date, EDTF says all.
            if let Some(edtf) = object.get("edtf") {
                return cell(edtf);
            }
            let mut values = object.values().map(cell);
            let first = values.next().unwrap_or_default();
            let rest = values.collect::<Vec<_>>().join(", ");
            if rest.is_empty() { first } else { format!("{first} ({rest})").into() }
        }
        Field::Flag(flag) => flag.to_string().into(),
        Field::Number(number) => number.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::date::Date;
    use crate::output::exports::data::table::{date_object, number, text};

    const COLUMNS: &[Column] =
        &[text("name_fa", &["name", "fa"]), number("n", &["n"]), text("of", &["of"])];

    #[test]
    fn a_table_begins_with_its_mark_and_quotes_what_must_be() {
        let mut table = header(COLUMNS);
        let mut name = Object::default();
        name.set("fa", "الف، \"ب\"");
        let since = Date::parse("1992/..").unwrap();
        let of = [("a", Some(&since)), ("b", None)].map(|(id, dates)| {
            let mut member = Object::default();
            member.set("id", id);
            member.set("dates", dates.map(date_object));
            member
        });
        let mut row = Object::default();
        row.set("name", name);
        row.set("n", 3_usize);
        row.set("of", Vec::from(of));
        push(&mut table, COLUMNS, &row);
        push(&mut table, COLUMNS, &Object::default());
        let expected = "\u{FEFF}name_fa,n,of\r\n\"الف، \"\"ب\"\"\",3,a (1992/..); b\r\n,,\r\n";
        assert_eq!(table, expected);
    }
}
