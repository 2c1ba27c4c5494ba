//! Lists of names, split as BibLaTeX does.

use crate::model::work::Name;

/// The names of a field and whether `and others` ends it.
///
/// ```text
/// names = name { " and " name }
/// name  = "{" body "}"              never divided
///       | family "," given          also with ARABIC COMMA
///       | family "," suffix "," given
///       | given [ particles ] family      particles are words in small letters
/// ```
///
/// Words in braces stay together; the braces themselves go.
pub(super) fn split(field: &str) -> (Vec<Name>, bool) {
    let mut names: Vec<Name> = divide(field, Divider::And).iter().filter_map(|n| name(n)).collect();
    let more = names.last().is_some_and(|last| last.family == "others" && last.given.is_none());
    if more {
        names.pop();
    }
    (names, more)
}

/// What divides a text outside braces.
#[derive(Clone, Copy, PartialEq)]
enum Divider {
    /// The word `and` between spaces.
    And,
    /// A comma.
    Comma,
    /// White space.
    Space,
}

/// The parts of a text between dividers that stand in no braces.
fn divide(text: &str, divider: Divider) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 || at < start => {}
            _ => {
                if let Some(length) = divides(&text[at..], divider) {
                    parts.push(text[start..at].trim());
                    start = at + length;
                }
            }
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// How many bytes of a divider the text begins with.
fn divides(text: &str, divider: Divider) -> Option<usize> {
    let first = text.chars().next()?;
    match divider {
        Divider::Comma => matches!(first, ',' | '،').then(|| first.len_utf8()),
        Divider::Space => first.is_whitespace().then(|| first.len_utf8()),
        Divider::And => {
            let word = text.trim_start();
            let rest =
                word.get(..3).filter(|w| w.eq_ignore_ascii_case("and")).map(|_| &word[3..])?;
            let follows = rest.is_empty() || rest.starts_with(char::is_whitespace);
            (first.is_whitespace() && follows).then(|| text.len() - rest.len())
        }
    }
}

fn name(text: &str) -> Option<Name> {
    if let Some(body) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
        && !body.contains(['{', '}'])
    {
        return Some(Name { family: body.trim().to_owned(), given: None, is_body: true });
    }
    let person = |family: String, given: String| {
        let given = Some(given).filter(|given| !given.is_empty());
        (!family.is_empty()).then_some(Name { family, given, is_body: false })
    };
    match divide(text, Divider::Comma).as_slice() {
        [] => None,
        [family, given] => person(plain(family), plain(given)),
        [family, suffix, given, ..] => {
            person(plain(family), format!("{}, {}", plain(given), plain(suffix)))
        }
        [whole] => {
            let words = divide(whole, Divider::Space);
            let last = words.len().saturating_sub(1);
            let is_particle = |word: &&str| word.starts_with(char::is_lowercase);
            let family = words.iter().position(is_particle).unwrap_or(last).min(last);
            person(plain(&words[family..].join(" ")), plain(&words[..family].join(" ")))
        }
    }
}

/// The text without braces.
fn plain(text: &str) -> String {
    text.replace(['{', '}'], "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` is one `family|given` a name, a body as `[body]`, `…` for others.
    #[track_caller]
    fn check(field: &str, expected: &str) {
        let (names, more) = split(field);
        let mut found: Vec<String> = names
            .iter()
            .map(|name| match &name.given {
                _ if name.is_body => format!("[{}]", name.family),
                Some(given) => format!("{}|{given}", name.family),
                None => format!("{}|", name.family),
            })
            .collect();
        found.extend(more.then(|| "…".to_owned()));
        assert_eq!(found.join("; "), expected, "in {field}");
    }

    #[test]
    fn family_names_stand_before_the_comma() {
        check("Moradi, Sara", "Moradi|Sara");
        check("مرادی، سارا", "مرادی|سارا");
        check("مرادی, سارا and نادری, کاوه", "مرادی|سارا; نادری|کاوه");
        check("King, Jr., Martin", "King|Martin, Jr.");
        check("کولایی", "کولایی|");
    }

    #[test]
    fn the_last_word_is_the_family_name_with_its_particles() {
        check("Sara Moradi", "Moradi|Sara");
        check("Maria de la Cruz", "de la Cruz|Maria");
        check("سارا مرادی", "مرادی|سارا");
        check("Sara {Moradi Pour}", "Moradi Pour|Sara");
    }

    #[test]
    fn bodies_in_braces_are_never_divided() {
        check("{United Nations}", "[United Nations]");
        check("{Bread and Roses, Inc.} and Moradi, Sara", "[Bread and Roses, Inc.]; Moradi|Sara");
        check("{وزارت امور خارجه}", "[وزارت امور خارجه]");
    }

    #[test]
    fn others_are_counted_and_not_named() {
        check("Moradi, Sara and others", "Moradi|Sara; …");
    }

    #[test]
    fn names_with_and_inside_a_word_stay_whole() {
        check("Anderson, Sandy", "Anderson|Sandy");
        check("Moradi, Sara  and\n Naderi, Kaveh", "Moradi|Sara; Naderi|Kaveh");
        check("", "");
        check(" and ", "");
    }
}
