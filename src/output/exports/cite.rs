//! Citations as books, TEI and plain text have them: worded as pages word them
//! ([`crate::model::work::cited`]), in the words of this room.

use crate::content::tree::{CitationForm, CitationItem};
use crate::model::work::cited;
use crate::model::work::{Name, Work};
use crate::output::exports::labels;
use crate::text::{Lang, persian};

/// One work in a citation.
pub(super) struct Cited<'e> {
    pub(super) work: Option<&'e Work>,
    /// The language of its words. A Persian text leaves a Latin work in its own
    /// script; an English text writes every work in Latin letters.
    pub(super) lang: Lang,
    prefix: &'e str,
    /// What else stands after the pages.
    suffix: Option<&'e str>,
    /// `None` for a key that no work has: it stands for itself.
    cited: Option<cited::Cited<'static>>,
    key: &'e str,
}

impl<'e> Cited<'e> {
    /// A work as it is cited in a text of the language `around`.
    pub(super) fn new(item: &'e CitationItem, work: Option<&'e Work>, around: Lang) -> Self {
        let lang = work.map_or(around, |work| cited::script(work, around));
        let terms = labels::labels(lang).citations;
        let suffix = item.suffix.trim().trim_start_matches([',', '،']).trim();
        let as_cited = |work| cited::Cited::new(work, item.pages.as_deref(), around, terms);
        Self {
            work,
            lang,
            prefix: item.prefix.trim(),
            suffix: (!suffix.is_empty()).then_some(suffix),
            cited: work.map(as_cited),
            key: &item.key,
        }
    }

    /// What stands before the work: `see`, «نک.».
    pub(super) fn prefix(&self) -> &'e str {
        self.prefix
    }

    /// The work with its year and pages: `Nader 1998, 4`, «نادر، ۱۳۷۷، ص ۴».
    pub(super) fn words(&self, form: CitationForm) -> String {
        match &self.cited {
            Some(cited) => cited.words(form, self.suffix),
            None => self.key.to_owned(),
        }
    }
}

/// What stands between two works of a citation.
pub(super) fn between(lang: Lang) -> &'static str {
    labels::labels(lang).citations.semicolon
}

/// Whether a citation stands in brackets as a whole.
pub(super) fn is_bracketed(form: CitationForm) -> bool {
    form != CitationForm::Narrative
}

/// A whole citation as plain text.
pub(super) fn in_words(form: CitationForm, items: &[Cited<'_>], lang: Lang) -> String {
    let words: Vec<String> = items
        .iter()
        .map(|item| format!("{} {}", item.prefix, item.words(form)).trim_start().to_owned())
        .collect();
    let words = words.join(between(lang));
    if is_bracketed(form) { format!("({words})") } else { words }
}

/// A work as one entry of a list, in its own language: who, when, what, where.
pub(super) fn entry(work: &Work) -> String {
    let terms = labels::labels(work.lang).citations;
    let list = terms.comma;
    let people = if work.authors.is_empty() { &work.editors } else { &work.authors };
    let mut who = people.iter().map(|n| full_name(n, list)).collect::<Vec<_>>().join(list);
    if work.more_authors {
        who.push_str(terms.and_others);
    }
    let edition_of = |text: &str| match work.lang {
        Lang::Fa => persian::to_persian_digits(text),
        Lang::En => text.to_owned(),
    };
    let issue = work.issue.as_deref().map(|i| format!("({i})")).unwrap_or_default();
    let volume = format!("{}{issue}", work.volume.as_deref().unwrap_or_default());
    let pages = work.pages.as_deref().map(|p| p.replace('-', "–")).unwrap_or_default();
    let container = work.container.clone().unwrap_or_default();
    let place = [container, edition_of(&volume), edition_of(&pages)];
    let press = [work.location.clone(), work.publisher.clone()].map(Option::unwrap_or_default);
    let joined = |parts: &[String]| {
        let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
        parts.join(list)
    };
    let parts = [
        who,
        cited::year(work, Lang::Fa, work.lang, terms.undated),
        work.title.clone().unwrap_or_default(),
        joined(&place),
        joined(&press),
        work.doi.as_deref().map(doi_address).or_else(|| work.url.clone()).unwrap_or_default(),
    ];
    let mut text = String::new();
    for part in parts.iter().filter(|p| !p.is_empty()) {
        if !text.is_empty() {
            text.push_str(if text.ends_with(['.', '؟', '?', '!']) { " " } else { ". " });
        }
        text.push_str(part);
    }
    text
}

/// The address at which a DOI is resolved; anything else stays as it is.
pub(super) fn doi_address(doi: &str) -> String {
    if doi.starts_with("10.") { format!("https://doi.org/{doi}") } else { doi.to_owned() }
}

fn full_name(name: &Name, comma: &str) -> String {
    match &name.given {
        Some(given) if !name.is_body => format!("{}{comma}{given}", name.family),
        _ => name.family.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Place;

    fn work(lang: Lang, families: &[&str], year: Option<&str>) -> Work {
        let name =
            |family: &&str| Name { family: (*family).to_owned(), given: None, is_body: false };
        Work {
            key: "k".to_owned(),
            place: Place::start_of("content/bibliography/a.bib"),
            kind: "book".to_owned(),
            lang,
            authors: families.iter().map(name).collect(),
            more_authors: false,
            editors: Vec::new(),
            translators: Vec::new(),
            title: Some("راه‌ها".to_owned()),
            container: None,
            volume: None,
            issue: None,
            pages: None,
            publisher: None,
            location: None,
            edition: None,
            doi: None,
            url: None,
            year: year.map(str::to_owned),
            solar_hijri: lang == Lang::Fa,
            as_cited: false,
            found: false,
            sort: String::new(),
        }
    }

    #[track_caller]
    fn check(work: &Work, form: CitationForm, pages: Option<&str>, expected: &str) {
        let item = CitationItem {
            key: work.key.clone(),
            prefix: String::new(),
            pages: pages.map(str::to_owned),
            suffix: String::new(),
            at: 0,
        };
        let cited = [Cited::new(&item, Some(work), Lang::Fa)];
        assert_eq!(in_words(form, &cited, Lang::Fa), expected);
    }

    #[test]
    fn a_work_is_cited_in_the_words_of_its_language() {
        let persian = work(Lang::Fa, &["نادری", "مرادی"], Some("1398الف"));
        let form = CitationForm::Parenthetical;
        check(&persian, form, Some("12-14"), "(نادری و مرادی، ۱۳۹۸الف، صص ۱۲–۱۴)");
        check(&persian, CitationForm::Narrative, Some("۷"), "نادری و مرادی (۱۳۹۸الف، ص ۷)");
        let english = work(Lang::En, &["Moradi", "Nader", "Karim"], Some("2016a"));
        check(&english, form, Some("4"), "(Moradi, Nader, and Karim, 2016a, p. 4)");
        check(&english, CitationForm::YearOnly, None, "(2016a)");
    }

    #[test]
    fn a_work_without_author_or_year_is_cited_all_the_same() {
        check(&work(Lang::Fa, &[], None), CitationForm::Parenthetical, None, "(راه‌ها، بی‌تا)");
        assert_eq!(entry(&work(Lang::Fa, &["نادری"], None)), "نادری. بی‌تا. راه‌ها");
    }
}
