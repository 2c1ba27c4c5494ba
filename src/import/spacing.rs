//! Spaces: one between words, none before a mark, one behind it.

use crate::import::ledger::{Edit, Ledger, Text};
use crate::text::persian;

/// Puts the spaces of a paragraph right. Half-spaces are another pass.
pub fn tidy(text: &mut Text, ledger: &mut Ledger) {
    quotes(text, ledger);
    decimal_marks(text, ledger);
    scripts(text, ledger);
    let mut edits = Vec::new();
    let get = |n: usize| text.chars.get(n).copied().unwrap_or('\n');
    let mut i = 0;
    while i < text.len() {
        let c = text.chars[i];
        let before = if i > 0 { get(i - 1) } else { '\n' };
        if c == ' ' {
            let run = (i..text.len()).take_while(|n| get(*n) == ' ').count();
            let next = get(i + run);
            let dots = next == '.' && get(i + run + 1) == '.';
            let new = if is_closing(next) && !dots || before == '\n' { "" } else { " " };
            if run > 1 || new.is_empty() {
                edits.push(Edit::new(i..i + run, new, 0.95));
            }
            i += run;
            continue;
        }
        let next = get(i + 1);
        let wants = matches!(c, '،' | '؛' | '؟') && (next.is_alphanumeric() || next == '«')
            || c == ':' && persian::is_letter(next)
            || c == ':'
                && persian::digit_value(next).is_some()
                && persian::digit_value(before).is_some()
                && is_page(text, i)
            || c == '.'
                && persian::is_letter(next)
                && persian::is_letter(before)
                && !is_abbreviation(text, i)
            || matches!(c, ',' | ';')
                && (next.is_alphabetic()
                    || next.is_numeric() && !persian::digit_value(before).is_some_and(|_| true));
        if wants {
            edits.push(Edit::new(i + 1..i + 1, " ", 0.9));
        }
        i += 1;
    }
    text.apply(edits, "spacing", ledger);
    text.trim();
}

fn is_closing(c: char) -> bool {
    matches!(c, '،' | '؛' | ':' | '؟' | '.' | '!')
}

/// Whether a colon parts a year from a page, not hours from minutes.
fn is_page(text: &Text, colon: usize) -> bool {
    let digits = text.chars[..colon]
        .iter()
        .rev()
        .take_while(|c| persian::digit_value(**c).is_some())
        .count();
    digits == 4
}

/// Whether a full stop belongs to an abbreviation: single letters with stops between them.
fn is_abbreviation(text: &Text, stop: usize) -> bool {
    let before = text.chars[..stop].iter().rev().take_while(|c| c.is_alphabetic()).count();
    let after = text.chars[stop + 1..].iter().take_while(|c| c.is_alphabetic()).count();
    before <= 1 || after == 1
}

/// A space where letters of two scripts, or a number and a letter, stand glued.
fn scripts(text: &mut Text, ledger: &mut Ledger) {
    let digit = |n: usize| text.chars.get(n).is_some_and(|c| persian::digit_value(*c).is_some());
    let mut edits = Vec::new();
    for i in 1..text.len() {
        let (a, b) = (text.chars[i - 1], text.chars[i]);
        let persian = (persian::is_letter(a), persian::is_letter(b));
        let scripts = persian.0 && b.is_ascii_alphabetic() || a.is_ascii_alphabetic() && persian.1;
        // A single digit may be a note's mark whose note is lost.
        let number = persian.0 && digit(i) && digit(i + 1)
            || i > 1 && digit(i - 1) && digit(i - 2) && persian.1;
        if scripts || number {
            edits.push(Edit::new(i..i, " ", 0.9));
        }
    }
    text.apply(edits, "spacing", ledger);
}

/// ARABIC DECIMAL SEPARATOR without a digit behind it was a full stop.
fn decimal_marks(text: &mut Text, ledger: &mut Ledger) {
    let edits = (0..text.len()).filter(|i| {
        let next = text.chars.get(i + 1).copied().unwrap_or(' ');
        text.chars[*i] == '\u{66B}' && persian::digit_value(next).is_none()
    });
    let edits = edits.map(|i| Edit::new(i..i + 1, ".", 0.9)).collect();
    text.apply(edits, "marks", ledger);
}

/// Curly quotation marks: a DOUBLE PRIME behind a digit was a closing one, and
/// opening and closing take turns, starting anew behind a comma.
fn quotes(text: &mut Text, ledger: &mut Ledger) {
    let is_quote = |c: char| matches!(c, '“' | '”' | '\u{2033}');
    let count = text.chars.iter().filter(|c| is_quote(**c)).count();
    if count == 0 {
        return;
    }
    let mut edits = Vec::new();
    let mut open = false;
    for i in 0..text.len() {
        let c = text.chars[i];
        if c == '،' && text.chars.get(i + 1) == Some(&' ') && open {
            let rest: String = text.chars[i..].iter().take(60).collect();
            // A quotation may hold a comma; one that opens again has lost its end.
            if rest.chars().find(|c| is_quote(*c)) == Some('“') {
                open = false;
            }
        }
        if !is_quote(c) {
            continue;
        }
        let before = if i > 0 { text.chars[i - 1] } else { ' ' };
        let after = text.chars.get(i + 1).copied().unwrap_or(' ');
        let starts = before == ' ' && after.is_alphanumeric();
        let closes =
            !starts && (before.is_alphanumeric() || before == '.') && !after.is_alphanumeric();
        let opens = if closes && !open { false } else { starts || !open };
        let right = if opens { '“' } else { '”' };
        if opens && after == ' ' {
            edits.push(Edit::new(i..i + 2, right, 0.85));
        } else if c != right {
            edits.push(Edit::new(i..i + 1, right, 0.9));
        }
        open = opens;
    }
    text.apply(edits, "quotes", ledger);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut text = Text::of(1, text);
        tidy(&mut text, &mut Ledger::default());
        assert_eq!(text.to_string(), expected);
    }

    #[test]
    fn spaces_stand_behind_marks_and_not_before_them() {
        check("باران ، برف  و باد .", "باران، برف و باد.");
        check("باران،برف؛باد آمد.شب رسید", "باران، برف؛ باد آمد. شب رسید");
        check("ر.ک. نیکنام، 1390:12 و 1/15", "ر.ک. نیکنام، 1390: 12 و 1/15");
    }

    #[test]
    fn a_decimal_separator_without_decimals_is_a_full_stop() {
        check("سال ۲۰۰۲٫ سپس ۴٫۹ درصد", "سال ۲۰۰۲. سپس ۴٫۹ درصد");
    }

    #[test]
    fn quotation_marks_take_turns() {
        check("در ” باران-۲۰۱۳″ بود", "در “باران-۲۰۱۳” بود");
    }
}
