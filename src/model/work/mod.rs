//! A cited work.

pub mod cited;
mod name;
mod year;

use std::collections::BTreeMap;

use crate::content::bibliography::Entry;
use crate::diag::Place;
use crate::text::{Lang, persian};

/// An entry of the bibliography, read from BibLaTeX and made plain.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The citation key: `waltz-1979`.
    pub key: String,
    /// Place of its entry.
    pub place: Place,
    /// BibLaTeX's entry type in lower case: `article`, `book`, …
    pub kind: String,
    /// The language whose rules it is set in: by `langid`, else by the script of its title and authors.
    pub lang: Lang,
    pub authors: Vec<Name>,
    /// Whether there are more authors than are named: `and others`.
    pub more_authors: bool,
    pub editors: Vec<Name>,
    pub translators: Vec<Name>,
    pub title: Option<String>,
    /// Journal or book that it stands in.
    pub container: Option<String>,
    pub volume: Option<String>,
    pub issue: Option<String>,
    /// ASCII digits, a hyphen between first and last.
    pub pages: Option<String>,
    pub publisher: Option<String>,
    pub location: Option<String>,
    pub edition: Option<String>,
    pub doi: Option<String>,
    pub url: Option<String>,
    /// The year as cited: ASCII digits and its letter (`2016a`); `None` for undated works.
    pub year: Option<String>,
    /// Whether `year` is Solar Hijri.
    pub solar_hijri: bool,
    /// The entry rests on citations alone.
    pub as_cited: bool,
    /// The entry was made by import and waits for an editor.
    pub found: bool,
    /// What the list is sorted by: Latin `sortname` or the first author's family name.
    pub sort: String,
}

/// A person, or a body that signs a work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Family name, or the whole name of a body.
    pub family: String,
    pub given: Option<String>,
    /// A body (in double braces in BibLaTeX) is never turned round or cut.
    pub is_body: bool,
}

/// The works of all entries, sorted by key. Of entries with one key (reported by
/// `content`) the first stays.
pub(super) fn read(entries: &[Entry]) -> Vec<Work> {
    let mut by_key = BTreeMap::new();
    for entry in entries {
        by_key.entry(entry.key.as_str()).or_insert(entry);
    }
    let mut works: Vec<Work> = by_key.into_values().map(read_entry).collect();
    tell_apart(&mut works);
    works
}

/// Works of one year by the same authors get a letter after the year, in the
/// order of their titles, as citations by author and year need it. A letter that
/// an entry has of its own stays, and so do works that share nothing else.
fn tell_apart(works: &mut [Work]) {
    let mut alike: BTreeMap<(Vec<String>, bool, String), Vec<usize>> = BTreeMap::new();
    for (n, work) in works.iter().enumerate() {
        let names = if work.authors.is_empty() { &work.editors } else { &work.authors };
        let families: Vec<String> = names.iter().map(|name| name.family.clone()).collect();
        if let Some(year) = work.year.clone().filter(|_| !families.is_empty()) {
            alike.entry((families, work.more_authors, year)).or_default().push(n);
        }
    }
    for (_, mut of_one_year) in alike {
        let has_letter = |n: &usize| {
            works[*n]
                .year
                .as_deref()
                .is_some_and(|y| y.ends_with(|c: char| c.is_ascii_alphabetic()))
        };
        if of_one_year.len() < 2 || of_one_year.len() > 26 || of_one_year.iter().any(has_letter) {
            continue;
        }
        of_one_year.sort_by(|a, b| {
            (&works[*a].title, &works[*a].key).cmp(&(&works[*b].title, &works[*b].key))
        });
        for (n, letter) in of_one_year.into_iter().zip('a'..='z') {
            if let Some(year) = &mut works[n].year {
                year.push(letter);
            }
        }
    }
}

fn read_entry(entry: &Entry) -> Work {
    let first = |names: &[&str]| {
        let mut values = names.iter().filter_map(|name| entry.field(name));
        values.find(|value| !value.trim().is_empty()).map(|value| value.trim().to_owned())
    };
    let names = |field: &str| name::split(entry.field(field).unwrap_or_default());
    let (authors, more_authors) = names("author");
    let (editors, _) = names("editor");
    let (translators, _) = names("translator");
    let title = match (first(&["title"]), first(&["subtitle"])) {
        (Some(title), Some(subtitle)) => Some(format!("{title}: {subtitle}")),
        (title, subtitle) => title.or(subtitle),
    };
    let lang = language(entry);
    let year = first(&["date", "year", "origdate"]).and_then(|written| year::read(&written));
    let keyword = |word: &str| {
        let mut words = entry.field("keywords").unwrap_or_default().split([',', ';', '،']);
        words.any(|written| written.trim() == word)
    };
    let family = authors.first().or(editors.first()).map(|name| name.family.clone());
    let sort = first(&["sortname", "sortkey"]).or(family).or_else(|| title.clone());
    Work {
        key: entry.key.clone(),
        place: entry.place.clone(),
        kind: entry.kind.clone(),
        lang,
        title,
        container: first(&["journaltitle", "journal", "booktitle", "maintitle", "eventtitle"]),
        volume: first(&["volume"]).map(|v| persian::to_ascii_digits(&v)),
        issue: first(&["number", "issue"]).map(|v| persian::to_ascii_digits(&v)),
        pages: first(&["pages"]).map(|pages| year::pages(&pages)),
        publisher: first(&["publisher", "institution", "school", "organization"]),
        location: first(&["location", "address"]),
        edition: first(&["edition"]),
        doi: first(&["doi"]).map(|doi| bare_doi(&doi)),
        url: first(&["url"]),
        solar_hijri: year.as_deref().is_some_and(|year| is_solar_hijri(entry, lang, year)),
        year,
        as_cited: keyword("as-cited"),
        found: keyword("found"),
        sort: sort.unwrap_or_else(|| entry.key.clone()),
        authors,
        more_authors,
        editors,
        translators,
    }
}

/// The language of an entry: as `langid` says, else by the script of its words.
fn language(entry: &Entry) -> Lang {
    let named = ["langid", "language", "hyphenation"].iter().find_map(|name| entry.field(name));
    let named = named.map(|name| name.trim().to_lowercase()).unwrap_or_default();
    let tag = named.split(['-', '_']).next().unwrap_or_default();
    match tag {
        "persian" | "farsi" | "fa" | "fas" | "per" | "dari" | "prs" | "فارسی" => {
            return Lang::Fa;
        }
        "english" | "en" | "eng" | "american" | "british" | "usenglish" | "ukenglish" => {
            return Lang::En;
        }
        _ => {}
    }
    let words = ["title", "author", "editor", "journaltitle"].map(|name| entry.field(name));
    let words: Vec<&str> = words.into_iter().flatten().collect();
    Lang::of_text(&words.join(" ")).unwrap_or(Lang::En)
}

/// Whether the year is Solar Hijri: `calendar = {sh}`, or a year before 1500 in a
/// Persian entry, when no book was printed in Persian.
fn is_solar_hijri(entry: &Entry, lang: Lang, year: &str) -> bool {
    if let Some(calendar) = entry.field("calendar") {
        let calendar = calendar.trim().to_lowercase();
        return matches!(calendar.as_str(), "sh" | "ap" | "jalali" | "persian" | "solar hijri");
    }
    let number = year.trim_end_matches(|c: char| !c.is_ascii_digit());
    lang == Lang::Fa && number.parse().is_ok_and(|year: i32| year < 1500)
}

/// A DOI without the address of its resolver.
fn bare_doi(written: &str) -> String {
    let prefixes = ["https://", "http://", "dx.", "doi.org/", "doi:", "DOI:"];
    prefixes.iter().fold(written, |rest, p| rest.strip_prefix(p).unwrap_or(rest)).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, fields: &[(&str, &str)]) -> Entry {
        Entry {
            path: "content/bibliography/test.bib".to_owned(),
            place: Place::start_of("content/bibliography/test.bib"),
            key: key.to_owned(),
            kind: "book".to_owned(),
            fields: fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        }
    }

    fn work(fields: &[(&str, &str)]) -> Work {
        read_entry(&entry("test-1389", fields))
    }

    #[test]
    fn langid_decides_the_language_before_the_script() {
        let check = |fields: &[(&str, &str)], lang| assert_eq!(language(&entry("x", fields)), lang);
        check(&[("langid", "persian"), ("title", "Borders")], Lang::Fa);
        check(&[("langid", "farsi")], Lang::Fa);
        check(&[("langid", "fa-IR")], Lang::Fa);
        check(&[("langid", "english"), ("title", "مرزها")], Lang::En);
        check(&[("language", "en-US"), ("title", "مرزها")], Lang::En);
        check(&[("langid", "russian"), ("title", "Borders")], Lang::En);
        check(&[("title", "مرزها")], Lang::Fa);
        check(&[("author", "{نادری}")], Lang::Fa);
        check(&[], Lang::En);
    }

    #[test]
    fn a_year_is_solar_hijri_by_its_calendar_or_by_its_age() {
        let check = |fields: &[(&str, &str)], expected: (&str, bool)| {
            let work = work(fields);
            assert_eq!((work.year.as_deref().unwrap_or(""), work.solar_hijri), expected);
        };
        check(&[("langid", "persian"), ("date", "1389")], ("1389", true));
        check(&[("langid", "persian"), ("year", "۱۳۹۸الف")], ("1398الف", true));
        check(&[("langid", "persian"), ("date", "2019")], ("2019", false));
        check(&[("langid", "english"), ("date", "1389")], ("1389", false));
        check(&[("langid", "english"), ("date", "1389"), ("calendar", "sh")], ("1389", true));
        check(
            &[("langid", "persian"), ("date", "1389"), ("calendar", "gregorian")],
            ("1389", false),
        );
        check(&[("langid", "persian"), ("date", "")], ("", false));
    }

    #[test]
    fn fields_are_made_plain() {
        let work = work(&[
            ("author", "Moradi, Sara and {Border Institute} and others"),
            ("title", "Passes"),
            ("subtitle", "A Handbook"),
            ("journal", "Mountain Studies"),
            ("volume", "۱۲"),
            ("pages", "۱۰۱--۱۲۰"),
            ("doi", "https://doi.org/10.1234/abc"),
            ("keywords", "as-cited, mountains"),
            ("school", "Pamir College"),
        ]);
        assert_eq!(work.title.as_deref(), Some("Passes: A Handbook"));
        assert_eq!(work.container.as_deref(), Some("Mountain Studies"));
        assert_eq!(work.volume.as_deref(), Some("12"));
        assert_eq!(work.pages.as_deref(), Some("101-120"));
        assert_eq!(work.doi.as_deref(), Some("10.1234/abc"));
        assert_eq!(work.publisher.as_deref(), Some("Pamir College"));
        assert_eq!(work.sort, "Moradi");
        assert!(work.as_cited && !work.found && work.more_authors);
        assert!(work.authors[1].is_body);
    }

    #[test]
    fn works_are_sorted_by_key_and_the_first_of_two_stays() {
        let works = read(&[
            entry("b-2001", &[]),
            entry("a-1999", &[("title", "First")]),
            entry("a-1999", &[("title", "Second")]),
        ]);
        let keys: Vec<&str> = works.iter().map(|w| w.key.as_str()).collect();
        assert_eq!(keys, ["a-1999", "b-2001"]);
        assert_eq!(works[0].title.as_deref(), Some("First"));
    }

    #[test]
    fn works_of_one_year_by_one_author_are_told_apart() {
        let years = |entries: &[Entry]| -> Vec<String> {
            read(entries).iter().map(|w| w.year.clone().unwrap_or_default()).collect()
        };
        let by = |key: &str, title: &str, year: &str| {
            entry(key, &[("author", "Azad, Sara"), ("title", title), ("date", year)])
        };
        let three =
            [by("a", "Rivers", "2001"), by("b", "Passes", "2001"), by("c", "Roads", "2002")];
        assert_eq!(years(&three), ["2001b", "2001a", "2002"]);
        // Somebody has told them apart already.
        assert_eq!(
            years(&[by("a", "Rivers", "2001a"), by("b", "Passes", "2001")]),
            ["2001a", "2001"]
        );
        let nobody = [entry("a", &[("date", "2001")]), entry("b", &[("date", "2001")])];
        assert_eq!(years(&nobody), ["2001", "2001"]);
    }
}
