//! What stands between the brackets of a citation.
//!
//! ```text
//! citation = part { (";" | "؛") part }
//! part     = [ prefix ] [ "-" ] "@" key [ [ "," ] [ label ] pages ] [ [ "," ] suffix ]
//! key      = Latin letters, digits, hyphens, underscores; a letter or digit at both ends
//! label    = "p." | "pp." | "ص" | "صص" | …
//! pages    = number { ("-" | "–" | ",") number }
//! ```

use crate::content::tree::{CitationForm, CitationItem};
use crate::text::persian;

/// Why brackets with a key in them are no citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no closing bracket.
    Open,
    /// What follows the `@` is no key.
    Key,
    /// A part has no `@`.
    NoWork,
    /// A part has two.
    TwoWorks,
    /// Some parts have `-@` and others `@`.
    Form,
    /// A label without pages.
    Pages,
}

/// Page labels, longer ones before their beginnings.
const LABELS: [&str; 14] = [
    "pages",
    "page",
    "pp.",
    "pp",
    "p.",
    "p",
    "صفحه‌های",
    "صفحات",
    "صفحهٔ",
    "صفحه",
    "صص.",
    "صص",
    "ص.",
    "ص",
];

/// Reads the text between the brackets. `None` when no work is cited in it,
/// which is no fault: most brackets are not citations.
pub fn parse(inner: &str) -> Option<Result<(CitationForm, Vec<CitationItem>), Fault>> {
    find_at(inner, 0)?;
    Some(parse_parts(inner))
}

/// The key that begins here, without its `@`.
pub fn key(text: &str) -> Option<&str> {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let end = text.find(|c| !is_inner(c)).unwrap_or(text.len());
    let key = text[..end].trim_end_matches(['-', '_']);
    let begins = key.starts_with(|c: char| c.is_ascii_alphanumeric());
    (begins && key.len() >= 2).then_some(key)
}

/// Whether an `@` after this character begins a key. It doesn't in `info@host`.
pub fn may_precede(c: Option<char>) -> bool {
    c.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '@' | '/' | persian::ZWNJ))
}

/// Pages that follow a narrative citation: `p. 51` alone, with its label.
pub fn pages_alone(inner: &str) -> Option<String> {
    let rest = strip_label(inner.trim())?;
    let (pages, rest) = take_pages(rest)?;
    rest.is_empty().then_some(pages)
}

fn parse_parts(inner: &str) -> Result<(CitationForm, Vec<CitationItem>), Fault> {
    let mut items = Vec::new();
    let mut forms = Vec::new();
    let mut at = 0;
    for part in inner.split_inclusive([';', '؛']) {
        let (form, item) = parse_part(part.trim_end_matches([';', '؛']), at)?;
        forms.push(form);
        items.push(item);
        at += part.len();
    }
    if inner.trim_end().ends_with([';', '؛']) {
        return Err(Fault::NoWork);
    }
    let form = forms[0];
    if forms.iter().any(|f| *f != form) {
        return Err(Fault::Form);
    }
    Ok((form, items))
}

fn parse_part(part: &str, offset: usize) -> Result<(CitationForm, CitationItem), Fault> {
    let at = find_at(part, 0).ok_or(Fault::NoWork)?;
    let key = key(&part[at + 1..]).ok_or(Fault::Key)?;
    let rest = &part[at + 1 + key.len()..];
    if !rest.is_empty() && !rest.starts_with([',', '،', ':', ' ', '\t']) {
        return Err(Fault::Key);
    }
    if find_at(rest, 0).is_some() {
        return Err(Fault::TwoWorks);
    }
    let before = &part[..at];
    let (form, prefix) = match before.strip_suffix('-') {
        Some(prefix) => (CitationForm::YearOnly, prefix),
        None => (CitationForm::Parenthetical, before),
    };
    let (pages, suffix) = locator(rest)?;
    let item = CitationItem {
        key: key.to_owned(),
        prefix: prefix.trim().to_owned(),
        pages,
        suffix,
        at: offset + at,
    };
    Ok((form, item))
}

/// The first `@` that begins a key or something meant as one.
fn find_at(text: &str, from: usize) -> Option<usize> {
    text[from..].match_indices('@').map(|(at, _)| from + at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + 1..].chars().next();
        may_precede(before) && after.is_some_and(char::is_alphanumeric)
    })
}

/// Pages and what else follows a key.
fn locator(rest: &str) -> Result<(Option<String>, String), Fault> {
    let rest = rest.trim().trim_start_matches([',', '،', ':']).trim_start();
    let labelled = strip_label(rest);
    if labelled.is_some_and(str::is_empty) {
        return Err(Fault::Pages);
    }
    // Without a label, `i` or `c` is a word, not a Roman number.
    let begins = rest.starts_with(|c| persian::digit_value(c).is_some());
    let pages = labelled.or(begins.then_some(rest)).and_then(take_pages);
    Ok(match pages {
        Some((pages, suffix)) => (Some(pages), suffix.to_owned()),
        None => (None, rest.to_owned()),
    })
}

/// The text after a page label; `None` when there is none.
fn strip_label(text: &str) -> Option<&str> {
    LABELS.iter().find_map(|label| {
        let rest = text.strip_prefix(label)?;
        let ends = label.ends_with('.')
            || rest.is_empty()
            || rest.starts_with(|c: char| c.is_whitespace() || persian::digit_value(c).is_some());
        ends.then(|| rest.trim_start())
    })
}

/// Page numbers at the beginning, and the text after them.
fn take_pages(text: &str) -> Option<(String, &str)> {
    let mut end = number(text)?;
    loop {
        let rest = &text[end..];
        let after = rest.trim_start().trim_start_matches(['-', '–', ',', '،']);
        let next = after.trim_start();
        // No sign between, or no number after it: the pages end here.
        let Some(length) = number(next).filter(|_| after.len() < rest.trim_start().len()) else {
            break;
        };
        end = text.len() - next.len() + length;
    }
    let rest = &text[end..];
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let suffix = rest.trim_start().trim_start_matches([',', '،']).trim();
    Some((text[..end].to_owned(), suffix))
}

/// The length of the number at the beginning: digits of any script and a letter
/// after them (`12`, `۱۲`, `12a`), or small Roman digits.
fn number(text: &str) -> Option<usize> {
    let digits = text.find(|c| persian::digit_value(c).is_none()).unwrap_or(text.len());
    if digits > 0 {
        let letter = text[digits..].chars().next().filter(char::is_ascii_lowercase);
        return Some(digits + letter.map_or(0, char::len_utf8));
    }
    let roman = |c: char| matches!(c, 'i' | 'v' | 'x' | 'l' | 'c');
    let length = text.find(|c| !roman(c)).unwrap_or(text.len());
    (length > 0).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` is `form: prefix|key|pages|suffix; …`, a fault's name, or "" for no citation.
    #[track_caller]
    fn check(inner: &str, expected: &str) {
        let found = match parse(inner) {
            None => String::new(),
            Some(Err(fault)) => format!("{fault:?}"),
            Some(Ok((form, items))) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|i| {
                        let pages = i.pages.as_deref().unwrap_or("");
                        format!("{}|{}|{pages}|{}", i.prefix, i.key, i.suffix)
                    })
                    .collect();
                format!("{form:?}: {}", items.join("; "))
            }
        };
        assert_eq!(found, expected, "in [{inner}]");
    }

    #[test]
    fn reads_works_with_pages_and_words_around() {
        check("@waltz-1979", "Parenthetical: |waltz-1979||");
        check(
            "@waltz-1979, p. 51; see @walt-1987, pp. 3-5",
            "Parenthetical: |waltz-1979|51|; see|walt-1987|3-5|",
        );
        check("@a-1, 51, emphasis added", "Parenthetical: |a-1|51|emphasis added");
        check("@a-1, chapter 3", "Parenthetical: |a-1||chapter 3");
        check("@a-1, pp. 3–5, 9, 12a", "Parenthetical: |a-1|3–5, 9, 12a|");
        check("@a-1, i think", "Parenthetical: |a-1||i think");
        check("@a-1, p. xii", "Parenthetical: |a-1|xii|");
        check("-@waltz-1979", "YearOnly: |waltz-1979||");
    }

    #[test]
    fn reads_persian_pages_and_signs() {
        check("@koolaee-1389، ص ۵۱", "Parenthetical: |koolaee-1389|۵۱|");
        check("نک. @a-1، صص. ۳-۵؛ @b-2، صص ۷–۹", "Parenthetical: نک.|a-1|۳-۵|; |b-2|۷–۹|");
        check("@a-1، فصل سوم", "Parenthetical: |a-1||فصل سوم");
    }

    #[test]
    fn leaves_other_brackets_alone() {
        check("sic", "");
        check("write to info@example.org", "");
        check("see @ home", "");
        check("@", "");
    }

    #[test]
    fn says_what_is_wrong() {
        check("@والتز-1979", "Key");
        check("@a-1; ", "NoWork");
        check("@a-1; and more", "NoWork");
        check("@a-1 @b-2", "TwoWorks");
        check("-@a-1; @b-2", "Form");
        check("@a-1, p.", "Pages");
        check("@a", "Key");
    }
}
