//! Captions of tables and pictures, and the lines below that say where these are from.

use crate::import::source::Line;
use crate::import::survey::Survey;
use crate::text::persian;

/// Words that begin the captions of tables.
const TABLE: [&str; 2] = ["جدول", "Table"];

/// Words between those of a caption and its number.
const NUMBER: [&str; 3] = ["شمارهٔ", "شمارۀ", "شماره"];

/// Words that begin the captions of pictures.
const FIGURE: [&str; 6] = ["شکل", "نمودار", "نقشه", "نقشۀ", "تصویر", "Figure"];

/// Words that begin the line below a table or figure that says where it is from.
const SOURCE: [&str; 4] = ["منبع", "مأخذ", "ماخذ", "Source"];

/// Whether a line is the caption of a table.
pub fn is_caption(line: &Line, survey: &Survey) -> bool {
    TABLE.iter().any(|w| is_with(&line.text, w, survey))
}

/// Whether a text begins with a word that captions begin with, or lines of sources.
pub fn begins(text: &str) -> bool {
    TABLE.iter().chain(&FIGURE).chain(&SOURCE).any(|w| text.starts_with(w))
}

/// Whether a line is the caption of a table or of a picture.
pub fn is_any(line: &Line, survey: &Survey) -> bool {
    TABLE.iter().chain(&FIGURE).any(|w| is_with(&line.text, w, survey))
}

/// Whether a line is the caption of a picture, or says where a table or picture is from.
pub fn stands_alone(line: &Line, survey: &Survey) -> bool {
    is_source(line, survey) || FIGURE.iter().any(|w| is_with(&line.text, w, survey))
}

/// Whether a line says where a table or picture is from.
pub fn is_source(line: &Line, survey: &Survey) -> bool {
    let short = line.width() * 100 < survey.full.max(40) * 75;
    let behind = |w: &str| {
        let rest = line.text.strip_prefix(w);
        rest.is_some_and(|r| r.trim_start().starts_with([':', '(', ')', '.']))
    };
    short && SOURCE.iter().any(|w| behind(w))
}

/// Whether a text is a caption that begins with a word and a number. In a text
/// of pieces these may stand at the other end of their line.
fn is_with(text: &str, word: &str, survey: &Survey) -> bool {
    let text = persian::persian_letters(text);
    let digit = |c: char| persian::digit_value(c).is_some();
    let edge = |c: char| matches!(c, ' ' | '(' | ')' | '.' | '-' | '–' | ':');
    if let Some(rest) = text.strip_prefix(word) {
        let rest = rest.trim_start_matches(edge);
        // `جدول شماره 3`
        let number = NUMBER.iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
        let number = number.trim_start_matches(edge);
        let behind = number.trim_start_matches(digit);
        return number.len() > behind.len()
            && behind.trim_start_matches(' ').starts_with(['.', ':', '-', '–', ')', '(']);
    }
    if !survey.fragments {
        return false;
    }
    let Some(rest) = text.strip_suffix(word) else { return false };
    let rest = rest.trim_end_matches(edge);
    let rest = NUMBER.iter().find_map(|w| rest.strip_suffix(w)).unwrap_or(rest);
    let rest = rest.trim_end_matches(edge);
    let before = rest.trim_end_matches(digit);
    let number = rest.chars().count() - before.chars().count();
    (1..=2).contains(&number) && before.ends_with(['.', ' ', '(', ')', '-', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_has_a_number_and_may_say_so() {
        let survey = Survey { full: 60, ..Survey::default() };
        let is =
            |text: &str| is_caption(&Line { text: text.to_owned(), ..Line::default() }, &survey);
        assert!(is("جدول 3: باران و برف"));
        assert!(is("جدول شماره 3: باران و برف"));
        assert!(is("جدول شمارهٔ (3): باران و برف"));
        assert!(!is("جدول شماره 3 باران و برف را نشان می‌دهد"));
    }
}
