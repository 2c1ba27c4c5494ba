//! Blocks and metadata → the Markdown of `text.md`.

use toml::{Table, Value};

use crate::import::blocks::{Block, Kind};
use crate::import::ledger::Text;
use crate::import::marks::NOTE_BASE;
use crate::import::metadata::Metadata;
use crate::import::notes::Note;

/// The whole file.
pub fn markdown(
    metadata: &Metadata,
    file: &str,
    hash: &str,
    blocks: &[Block],
    notes: &[&Note],
) -> String {
    let mut out = head(metadata, file, hash);
    let mut ids: Vec<String> = Vec::new();
    let mut in_list = false;
    for block in blocks {
        let is_item = matches!(block.kind, Kind::Item(_));
        if !(in_list && is_item) {
            out.push('\n');
        }
        in_list = is_item;
        let text = inline(&block.text);
        match &block.kind {
            Kind::Heading { level, number } => {
                let id = heading_id(number, &mut ids);
                let marks = "#".repeat(usize::from((*level).max(1)) + 1);
                let number = if number.is_empty() {
                    String::new()
                } else {
                    format!("{} ", number.trim_end_matches(')'))
                };
                out.push_str(&format!("{marks} {number}{text} {{#{id}}}\n"));
            }
            Kind::Paragraph => out.push_str(&format!("{}\n", guard(&text))),
            Kind::Item(Some(n)) => out.push_str(&format!("{n}. {text}\n")),
            Kind::Item(None) => out.push_str(&format!("- {text}\n")),
            Kind::Figure => out.push_str(&format!("شکل: {text}\n")),
            Kind::Table(rows) => out.push_str(&table(rows, &text)),
        }
    }
    for (n, note) in notes.iter().enumerate() {
        if n == 0 {
            out.push('\n');
        }
        out.push_str(&format!("[^{}]: {}\n", n + 1, inline(&note.text)));
    }
    out
}

/// The front matter: what was found, and where from.
fn head(metadata: &Metadata, file: &str, hash: &str) -> String {
    let mut table = metadata.table();
    let mut source = Table::new();
    source.insert("file".to_owned(), Value::String(file.to_owned()));
    source.insert("blake3".to_owned(), Value::String(hash.to_owned()));
    let rest = std::mem::take(&mut table);
    let mut out = String::from("+++\n");
    for (key, value) in rest {
        out.push_str(&format!("{key} = {}\n", inline_value(&value)));
    }
    out.push_str(&format!("source = {}\n+++\n", inline_value(&Value::Table(source))));
    out
}

/// A value on one line, long strings on several.
fn inline_value(value: &Value) -> String {
    match value {
        Value::String(s) if s.contains('\n') => {
            let escaped = s.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
            format!("\"\"\"\n{escaped}\\\n\"\"\"")
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline_value).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let fields: Vec<String> =
                table.iter().map(|(k, v)| format!("{k} = {}", inline_value(v))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

/// An id that is small Latin letters, digits and hyphens: the number, or the
/// heading's place.
fn heading_id(number: &str, ids: &mut Vec<String>) -> String {
    let digits: String = number.chars().map(|c| if c.is_ascii_digit() { c } else { '-' }).collect();
    let digits = digits.trim_matches('-');
    let base =
        if digits.is_empty() { format!("sec-h{}", ids.len() + 1) } else { format!("sec-{digits}") };
    let mut id = base.clone();
    let mut n = 2;
    while ids.contains(&id) {
        id = format!("{base}-{n}");
        n += 1;
    }
    ids.push(id.clone());
    id
}

/// Text with its note marks as `[^n]` and what Markdown would misread escaped.
/// Citations are in their Markdown form already.
fn inline(text: &Text) -> String {
    let mut out = String::new();
    let chars = &text.chars;
    for (i, c) in chars.iter().enumerate() {
        let next = chars.get(i + 1).copied().unwrap_or(' ');
        let code = u32::from(*c);
        match c {
            _ if (NOTE_BASE..NOTE_BASE + 0x1_0000).contains(&code) => {
                out.push_str(&format!("[^{}]", code - NOTE_BASE + 1));
            }
            '*' | '`' | '\\' | '|' => out.extend(['\\', *c]),
            '_' if i > 0 && !chars[i - 1].is_alphanumeric()
                || *c == '_' && !next.is_alphanumeric() =>
            {
                out.extend(['\\', '_']);
            }
            '<' => out.push_str("\\<"),
            '[' if next != '@' && next != '-' => out.push_str("\\["),
            '&' if next.is_ascii_alphabetic() || next == '#' => out.push_str("\\&"),
            '@' if (i == 0 || chars[i - 1] == ' ') && !in_citation(chars, i) => out.push_str("\\@"),
            '\n' | '\r' => out.push(' '),
            c => out.push(*c),
        }
    }
    out
}

/// Whether an `@` stands inside `[@…]` or `[-@…]`.
fn in_citation(chars: &[char], at: usize) -> bool {
    let before = chars[..at].iter().rev().take(200);
    for c in before {
        match c {
            '[' => return true,
            ']' => return false,
            _ => {}
        }
    }
    false
}

/// Keeps a paragraph from being read as a heading, list, quotation or rule.
fn guard(text: &str) -> String {
    let first = text.chars().next().unwrap_or(' ');
    let digits: usize = text.chars().take_while(char::is_ascii_digit).count();
    let ordered = digits > 0 && text[digits..].starts_with(['.', ')']);
    if ordered {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    let list =
        matches!(first, '-' | '+') && text.chars().nth(1).is_none_or(|c| c == ' ' || c == '-');
    let misread = list || matches!(first, '#' | '>' | ':' | '~' | '=');
    if misread { format!("\\{text}") } else { text.to_owned() }
}

/// A Markdown table with its caption line.
fn table(rows: &[Vec<Text>], caption: &str) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let mut out = String::new();
    for (n, row) in rows.iter().enumerate() {
        let mut cells: Vec<String> = row.iter().map(inline).collect();
        cells.resize(columns, String::new());
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
        if n == 0 {
            out.push_str(&format!("|{}\n", " --- |".repeat(columns)));
        }
    }
    if !caption.is_empty() {
        let rest = caption.strip_prefix("جدول").unwrap_or(caption).trim_start();
        out.push_str(&format!("\nجدول: {rest}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markdown_would_misread_is_escaped() {
        let text = Text::of(1, "باران* [در] <b> [@nikan-1999, p. 4]\u{F0002}");
        assert_eq!(inline(&text), "باران\\* \\[در] \\<b> [@nikan-1999, p. 4][^3]");
        assert_eq!(guard("1. باران"), "1\\. باران");
        assert_eq!(guard("- باران"), "\\- باران");
    }
}
