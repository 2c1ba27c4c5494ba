//! Citations thrown to the other end of their line.
//!
//! A line that ends in a Latin citation came out citation first: the citation
//! is a run of its own direction. `.)Nikan, 1999(آمد` is `آمد (Nikan, 1999).`

use crate::import::ledger::Ledger;
use crate::import::source::Line;
use crate::import::survey::Survey;
use crate::text::persian;

/// Puts thrown citations back. Returns for each line whether it ends its
/// paragraph, because only a paragraph's last line is treated so.
pub fn put_back(lines: &mut [Line], survey: &Survey, ledger: &mut Ledger) -> Vec<bool> {
    let mut thrown = vec![false; lines.len()];
    for i in 0..lines.len() {
        let line = &lines[i];
        if line.text.chars().count() > 400 {
            continue;
        }
        let spaced = survey.trailing && line.lead > 0 && line.blanks > 0 && !line.trail;
        if let Some((text, next)) = rotate_split(lines, i) {
            for (line, text) in lines[i..=i + 1].iter_mut().zip([text, next]) {
                ledger.correct(line.number, &line.text, &text, "citations", 0.85);
                line.text = text;
                line.trail = true;
            }
            continue;
        }
        if let Some((text, ends)) = rotate(&line.text, spaced) {
            ledger.correct(line.number, &line.text, &text, "citations", 0.9);
            thrown[i] = ends;
            lines[i].text = text;
            lines[i].trail = !ends;
        }
        let rest = unscramble(&lines[i].text);
        if let Some(text) = rest {
            ledger.correct(lines[i].number, &lines[i].text, &text, "citations", 0.85);
            lines[i].text = text;
        }
    }
    thrown
}

/// The line with its citation at the end, and whether the paragraph ends there.
/// `spaced`: the line's edges were swapped, which shows in its leading space.
fn rotate(text: &str, spaced: bool) -> Option<(String, bool)> {
    let rest = text.strip_prefix('.').map(str::trim_start);
    let stop_first = rest.is_some();
    let rest = rest.unwrap_or(text);
    let rest = rest.strip_prefix([')', '('])?;
    let close = rest.find([')', '('])?;
    let (inner, tail) = (rest[..close].trim(), &rest[close + 1..]);
    if !is_latin_citation(inner) || inner.chars().count() > 120 {
        return None;
    }
    let glued_stop =
        tail.trim_start().strip_prefix('.').filter(|t| t.starts_with(persian::is_letter));
    if stop_first {
        let words = tail.trim().trim_end_matches('.');
        return Some((format!("{words} ({inner}).").trim().to_owned(), true));
    }
    if let Some(words) = glued_stop {
        return Some((format!("{}. ({inner})", words.trim()), true));
    }
    // Two stops behind the citation: the first is the line's, the second the sentence's.
    if let Some(words) = tail.trim_start().strip_prefix("..") {
        return Some((format!("{} ({inner}).", words.trim()), true));
    }
    let words = tail.trim();
    (spaced && words.starts_with(persian::is_letter)).then(|| (format!("{words} ({inner})"), false))
}

/// A citation that goes on in the next line: `Nikan,(متن` + `.)1999`. Returns the
/// line and the one after it.
fn rotate_split(lines: &[Line], i: usize) -> Option<(String, String)> {
    let text = &lines[i].text;
    let at = text.find([')', '('])?;
    let (author, rest) = (text[..at].trim(), text[at + 1..].trim());
    let letters = author.chars().filter(|c| c.is_alphabetic()).count();
    let latin = letters >= 3 && !author.chars().any(persian::is_letter);
    let next = &lines.get(i + 1)?.text;
    let year = next.trim_start_matches(['.', ')', '(', ' ']);
    let goes_on = year.starts_with(|c: char| c.is_ascii_digit())
        || year.starts_with("p. ")
        || year.starts_with("pp.");
    let persian = rest.starts_with(persian::is_letter);
    if !latin || !goes_on || !persian || !author.ends_with(|c: char| c == ',' || c.is_ascii_digit())
    {
        return None;
    }
    let head = &next[..next.len() - year.len()];
    let stop = if head.contains('.') { "." } else { "" };
    let second =
        if head.contains([')', '(']) { format!("{}){stop}", year.trim()) } else { next.clone() };
    Some((format!("{rest} ({author}"), second))
}

/// Whether the inside of a bracket is a Latin citation: letters, a year, no Persian.
fn is_latin_citation(inner: &str) -> bool {
    let letters = inner.chars().filter(|c| c.is_alphabetic()).count();
    let digits = inner.chars().filter(char::is_ascii_digit).count();
    letters >= 2 && digits >= 4 && !inner.chars().any(persian::is_letter)
}

/// `(p ,2023 ,Nikan. 165(` and `(2024 ,Nikan(`: the parts of a bracket in reverse order.
fn unscramble(text: &str) -> Option<String> {
    let mut from = 0;
    while let Some(at) = text[from..].find(['(', ')']) {
        let start = from + at + 1;
        let length = text[start..].find(['(', ')'])?;
        let inner = &text[start..start + length];
        if let Some(new) = scrambled(inner) {
            return Some(format!("{}{new}{}", &text[..start], &text[start + length..]));
        }
        from = start;
    }
    None
}

fn scrambled(inner: &str) -> Option<String> {
    let parts: Vec<&str> = inner.split(" ,").map(str::trim).collect();
    let year =
        |p: &str| p.len() >= 4 && p.len() <= 5 && p.chars().take(4).all(|c| c.is_ascii_digit());
    let latin = inner.chars().filter(char::is_ascii_alphabetic).count() > 2;
    match parts.as_slice() {
        ["p", y, rest] if year(y) && latin => {
            let (authors, pages) = rest.rsplit_once(". ")?;
            Some(format!("{authors}, {y}, p. {pages}"))
        }
        [y, authors] if year(y) && latin && !authors.is_empty() => Some(format!("{authors}, {y}")),
        _ => swapped(inner),
    }
}

/// `2017,Nikan`: year and author changed places.
fn swapped(inner: &str) -> Option<String> {
    let (year, author) = inner.split_once(',')?;
    let is_year = year.len() == 4 && year.chars().all(|c| c.is_ascii_digit());
    let name = author.trim();
    let word =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic() || c == ' ' || c == '&');
    (is_year && word).then(|| format!("{name}, {year}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, spaced: bool, expected: Option<(&str, bool)>) {
        let got = rotate(text, spaced);
        assert_eq!(got.as_ref().map(|(t, e)| (t.as_str(), *e)), expected);
    }

    #[test]
    fn a_citation_goes_back_to_the_line_s_end() {
        check(".)Nikan, 1999: 12(باران آمد", false, Some(("باران آمد (Nikan, 1999: 12).", true)));
        check(")Nikan, 1999( .باران آمد", false, Some(("باران آمد. (Nikan, 1999)", true)));
        check(")Nikan, 1999( باران آمد", true, Some(("باران آمد (Nikan, 1999)", false)));
        check(")Nikan, 1999( باران آمد", false, None);
        check(")نیکان، 1390(. باران", false, None);
    }

    #[test]
    fn the_parts_of_a_citation_go_back_into_their_order() {
        assert_eq!(
            unscramble("است (p ,2023 ,Nikan. 16(").as_deref(),
            Some("است (Nikan, 2023, p. 16(")
        );
        assert_eq!(unscramble("است )2017,Nikan(").as_deref(), Some("است )Nikan, 2017("));
        assert_eq!(unscramble("است )Nikan, 2017(").as_deref(), None);
    }
}
