//! Where a link may lead: into the web, to a mail box, to a part of its own page.

use std::collections::BTreeSet;

use crate::content::problem;
use crate::content::problem::Problems;

/// Reports an address that a link must not have.
pub fn check_link(address: &str, at: usize, problems: &mut Problems<'_>) {
    let why = match scheme(address) {
        Some("http" | "https" | "mailto") => return,
        Some("javascript" | "vbscript" | "data") => "it would run in the reader's browser",
        Some(_) => "only `https:`, `http:` and `mailto:` are known",
        None if address.starts_with('#') && address.len() > 1 => return,
        None => return check_path(address, at, problems),
    };
    let hint = "link to the web with its whole address: `https://…`";
    problems.add(at, |place| problem::bad_link(address, why, hint, place));
}

/// Reports the address of an image that isn't one of the edition's files.
pub fn check_image(
    address: &str,
    at: usize,
    images: &BTreeSet<String>,
    problems: &mut Problems<'_>,
) {
    if images.contains(address) {
        return;
    }
    let why = if scheme(address).is_some() || address.starts_with("//") {
        "a page of the edition loads nothing from elsewhere"
    } else if address.is_empty() {
        "there is no address"
    } else if is_climbing(address) {
        "a path with `..` leads out of the folder"
    } else {
        "no image of the edition has that name"
    };
    problems.add(at, |place| {
        let names: Vec<&str> = images.iter().map(String::as_str).collect();
        let hint = match problem::nearest(address, &names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "put the image into `content/images/` and write its name: \
                     `![what it shows](map.svg)`"
                .to_owned(),
        };
        problem::bad_link(address, why, &hint, place)
    });
}

/// No path is right on every page: pages of one file have several addresses.
fn check_path(address: &str, at: usize, problems: &mut Problems<'_>) {
    let why = if address.trim_matches('#').is_empty() {
        "there is no address"
    } else if address.starts_with(['/', '\\']) {
        "an absolute path breaks when the site moves"
    } else if is_climbing(address) {
        "a path with `..` leads out of the page's folder"
    } else {
        "a path depends on the page's own address"
    };
    let hint = "link to a page of the edition by its id: `[[csto]]`, `[[csto|the pact]]`; \
                to the web with the whole address: `https://…`";
    problems.add(at, |place| problem::bad_link(address, why, hint, place));
}

fn is_climbing(address: &str) -> bool {
    address.split(['/', '\\']).any(|part| part == ".." || part.eq_ignore_ascii_case("%2e%2e"))
}

/// The scheme of an address, if it is one of those in use. Compared without
/// case and the control characters that browsers pass over.
fn scheme(address: &str) -> Option<&'static str> {
    const KNOWN: [&str; 9] =
        ["https", "http", "mailto", "javascript", "vbscript", "data", "file", "ftp", "tel"];
    let (before, _) = address.split_once(':')?;
    let before: String = before.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    if let Some(known) = KNOWN.into_iter().find(|known| before.eq_ignore_ascii_case(known)) {
        return Some(known);
    }
    let is_scheme = before.starts_with(|c: char| c.is_ascii_alphabetic())
        && before.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then_some("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, is_good: bool) {
        let mut problems = Problems::new("f.md", "");
        check_link(address, 0, &mut problems);
        assert_eq!(problems.found().is_empty(), is_good, "{address}");
    }

    #[test]
    fn the_web_mail_and_the_own_page_are_good() {
        check("https://example.org/a?b=c#d", true);
        check("HTTP://example.org", true);
        check("mailto:info@example.org", true);
        check("#aims", true);
    }

    #[test]
    fn scripts_and_paths_are_not() {
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "ftp://example.org",
            "gopher:x",
            "/about/",
            "//example.org/x",
            "../about",
            "a/../b",
            "about/",
            "\\\\host",
            "#",
            "",
        ] {
            check(bad, false);
        }
    }
}
