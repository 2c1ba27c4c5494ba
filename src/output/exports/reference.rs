//! What a reference manager is told of a work or of an article of the edition,
//! before it is written in one of the forms ([`super::biblatex`],
//! [`super::ris`], [`super::csl`]).

use crate::model::article::Article;
use crate::model::date::{Calendar, Date};
use crate::model::work::{Name, Work};
use crate::output::exports::when;
use crate::text::{Lang, persian};

/// One reference. Nothing in it is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Reference {
    /// ASCII.
    pub(super) key: String,
    /// BibLaTeX's entry type.
    pub(super) kind: String,
    /// BCP 47.
    pub(super) language: String,
    pub(super) authors: Vec<Name>,
    /// Whether there are more authors than are named.
    pub(super) more_authors: bool,
    pub(super) editors: Vec<Name>,
    pub(super) translators: Vec<Name>,
    pub(super) title: Option<String>,
    /// In the edition's other language.
    pub(super) title_translated: Option<String>,
    /// Journal or book.
    pub(super) container: Option<String>,
    pub(super) volume: Option<String>,
    pub(super) issue: Option<String>,
    /// ASCII digits, a hyphen between first and last.
    pub(super) pages: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) location: Option<String>,
    pub(super) edition: Option<String>,
    /// Gregorian EDTF.
    pub(super) date: Option<String>,
    /// As CSL counts: one list for a point, two for an interval.
    pub(super) date_parts: Vec<Vec<i32>>,
    /// The letter after the year, as cited: `a` of 2016a.
    pub(super) year_letter: Option<String>,
    /// The Solar Hijri date as written, in ASCII digits: `1402`, `1399-09`.
    pub(super) solar_hijri: Option<String>,
    /// Begins with `10.`.
    pub(super) doi: Option<String>,
    /// An identifier that is no DOI, such as Iran's DOR.
    pub(super) dor: Option<String>,
    pub(super) url: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) keywords: Vec<String>,
    /// Only what a text says in citing it is known.
    pub(super) as_cited: bool,
}

/// A work of the bibliography.
pub(super) fn of_work(work: &Work) -> Reference {
    let year = work.year.as_deref().map(persian::to_ascii_digits);
    let (number, letter) = year.as_deref().map_or((None, ""), split_year);
    let (doi, dor) = identifiers(work.doi.as_deref());
    // A Solar Hijri year alone lies across two Gregorian ones.
    let years = number.map(|n| if work.solar_hijri { vec![n + 621, n + 622] } else { vec![n] });
    let years = years.unwrap_or_default();
    Reference {
        key: work.key.clone(),
        kind: work.kind.clone(),
        language: work.lang.code().to_owned(),
        authors: work.authors.clone(),
        more_authors: work.more_authors,
        editors: work.editors.clone(),
        translators: work.translators.clone(),
        title: filled(work.title.as_deref()),
        title_translated: None,
        container: filled(work.container.as_deref()),
        volume: filled(work.volume.as_deref()),
        issue: filled(work.issue.as_deref()),
        pages: work.pages.as_deref().and_then(ascii_pages),
        publisher: filled(work.publisher.as_deref()),
        location: filled(work.location.as_deref()),
        edition: filled(work.edition.as_deref()),
        date: (!years.is_empty())
            .then(|| years.iter().map(|y| format!("{y:04}")).collect::<Vec<_>>().join("/")),
        date_parts: years.iter().map(|y| vec![*y]).collect(),
        year_letter: filled(Some(letter)),
        solar_hijri: number.filter(|_| work.solar_hijri).map(|n| n.to_string()),
        doi,
        dor,
        url: filled(work.url.as_deref()),
        summary: None,
        keywords: Vec::new(),
        as_cited: work.as_cited,
    }
}

/// A printed article, in its own language.
pub(super) fn of_article(article: &Article) -> Reference {
    let lang = own_language(article);
    let version = article.versions.nearest(lang);
    let title = version.map(|(_, v)| match filled(v.subtitle.as_deref()) {
        Some(subtitle) => format!("{}: {subtitle}", v.title),
        None => v.title.clone(),
    });
    let other = article.versions.get(lang.other()).as_ref();
    let (doi, dor) = identifiers(article.doi.as_deref());
    let published = article.published.as_ref();
    let solar = |d: &&Date| d.calendar == Calendar::SolarHijri;
    Reference {
        key: article.id.clone(),
        kind: "article".to_owned(),
        language: article.language.clone(),
        authors: article.authors.iter().map(|a| person(a.name.get(lang))).collect(),
        title: filled(title.as_deref()),
        title_translated: other
            .filter(|_| version.is_some_and(|(found, _)| found == lang))
            .and_then(|v| filled(Some(&v.title))),
        container: article.journal.nearest(lang).and_then(|(_, j)| filled(Some(j))),
        volume: article.volume.as_deref().and_then(ascii),
        issue: article.issue.as_deref().and_then(ascii),
        pages: article.pages.as_deref().and_then(ascii_pages),
        date: published.map(when::edtf),
        date_parts: published.map(when::csl_parts).unwrap_or_default(),
        solar_hijri: published
            .filter(solar)
            .map(|d| d.written.trim_end_matches("SH").trim().to_owned()),
        doi,
        dor,
        url: filled(article.url.as_deref()),
        summary: version.and_then(|(_, v)| filled(v.summary.as_deref())),
        keywords: version.map(|(_, v)| v.keywords.clone()).unwrap_or_default(),
        ..Reference::default()
    }
}

/// The language an article is written in, as far as the edition has it.
pub(super) fn own_language(article: &Article) -> Lang {
    let code = article.language.split('-').next().unwrap_or_default();
    Lang::from_code(code).unwrap_or(Lang::Fa)
}

/// A person's name that was written given name first. Its last word is taken
/// for the family name, as reference managers do with such names; Persian
/// family names of two parts are held together by a half-space.
pub(super) fn person(name: &str) -> Name {
    let (given, family) = match name.trim().rsplit_once(char::is_whitespace) {
        Some((given, family)) => (Some(given.trim().to_owned()), family),
        None => (None, name.trim()),
    };
    Name { family: family.to_owned(), given, is_body: false }
}

/// A DOI, and an identifier that is none.
fn identifiers(written: Option<&str>) -> (Option<String>, Option<String>) {
    match filled(written) {
        Some(id) if id.starts_with("10.") => (Some(id), None),
        other => (None, other),
    }
}

/// The year as a number and the letter after it.
fn split_year(year: &str) -> (Option<i32>, &str) {
    let end = year.find(|c: char| !c.is_ascii_digit()).unwrap_or(year.len());
    let (number, rest) = year.split_at(end);
    let is_letter = rest.chars().count() <= 3 && rest.chars().all(char::is_alphabetic);
    (number.parse().ok(), if is_letter { rest } else { "" })
}

fn filled(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn ascii(text: &str) -> Option<String> {
    filled(Some(&persian::to_ascii_digits(text)))
}

/// Pages in ASCII digits with one hyphen, whatever dash was written.
fn ascii_pages(pages: &str) -> Option<String> {
    let plain = ascii(pages)?.replace(['–', '—', '−'], "-");
    let parts: Vec<&str> = plain.split('-').map(str::trim).filter(|p| !p.is_empty()).collect();
    filled(Some(&parts.join("-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_the_family_name() {
        let name = person("نادر رضایی‌نژاد");
        assert_eq!((name.family.as_str(), name.given.as_deref()), ("رضایی‌نژاد", Some("نادر")));
        assert_eq!(person("Avicenna").given, None);
    }

    #[test]
    fn years_lose_their_letter() {
        assert_eq!(split_year("2016a"), (Some(2016), "a"));
        assert_eq!(split_year("1398الف"), (Some(1398), "الف"));
        assert_eq!(split_year("n.d."), (None, ""));
    }

    #[test]
    fn pages_are_ascii_with_one_hyphen() {
        assert_eq!(ascii_pages("۳۰۰–۳۱۹").as_deref(), Some("300-319"));
        assert_eq!(ascii_pages("1--9").as_deref(), Some("1-9"));
        assert_eq!(ascii_pages(" "), None);
    }

    #[test]
    fn only_what_begins_as_a_doi_is_one() {
        assert_eq!(identifiers(Some("10.1/x")), (Some("10.1/x".to_owned()), None));
        assert_eq!(identifiers(Some("20.1001.1")), (None, Some("20.1001.1".to_owned())));
        assert_eq!(identifiers(Some("")), (None, None));
    }
}
