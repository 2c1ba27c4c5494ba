//! Citations in words, author and year: for plain text and for books, where no
//! citation style is at hand.

use crate::content::tree::{CitationForm, CitationItem};
use crate::model::work::{Name, Work};
use crate::render::html::citation;
use crate::text::{Lang, persian};

/// One work in a citation.
pub(super) struct Cited<'e> {
    pub(super) work: Option<&'e Work>,
    /// The language of its words. A Persian text leaves a Latin work in its own
    /// script; an English text writes every work in Latin letters.
    pub(super) lang: Lang,
    prefix: &'e str,
    names: String,
    year: String,
    /// Pages, and what else stands after them.
    rest: Vec<String>,
}

impl<'e> Cited<'e> {
    /// A work as it is cited in a text of the language `around`. A key that no
    /// work has stands for itself.
    pub(super) fn new(item: &'e CitationItem, work: Option<&'e Work>, around: Lang) -> Self {
        let lang = match around {
            Lang::En => Lang::En,
            Lang::Fa => work.map_or(Lang::Fa, |w| w.lang),
        };
        let pages = item.pages.as_deref().map(|p| pages(p, around, lang));
        let suffix = Some(item.suffix.trim().trim_start_matches([',', '،']).trim());
        let suffix = suffix.filter(|s| !s.is_empty()).map(str::to_owned);
        Self {
            work,
            lang,
            prefix: item.prefix.trim(),
            names: work.map_or_else(|| item.key.clone(), |w| names(w, lang)),
            year: work.map_or_else(String::new, |w| year(w, around, lang)),
            rest: pages.into_iter().chain(suffix).collect(),
        }
    }

    /// What stands before the work: `see`, «نک.».
    pub(super) fn prefix(&self) -> &'e str {
        self.prefix
    }

    /// The work with its year and pages, in a text of the language `around`:
    /// `Nader 1998, 4`, «نادر، ۱۳۷۷، ص ۴».
    pub(super) fn words(&self, form: CitationForm, around: Lang) -> String {
        let comma = comma(self.lang);
        let parts = std::iter::once(&self.year).chain(&self.rest).map(String::as_str);
        let after = parts.filter(|t| !t.is_empty()).collect::<Vec<_>>().join(comma);
        match form {
            _ if after.is_empty() => self.names.clone(),
            CitationForm::Narrative => format!("{} ({after})", self.names),
            CitationForm::YearOnly => after,
            // Chicago sets no comma between author and year.
            CitationForm::Parenthetical if around == Lang::En => format!("{} {after}", self.names),
            CitationForm::Parenthetical => format!("{}{comma}{after}", self.names),
        }
    }
}

fn comma(lang: Lang) -> &'static str {
    if lang == Lang::Fa { "، " } else { ", " }
}

/// What stands between two works of a citation.
pub(super) fn between(lang: Lang) -> &'static str {
    if lang == Lang::Fa { "؛ " } else { "; " }
}

/// Whether a citation stands in brackets as a whole.
pub(super) fn is_bracketed(form: CitationForm) -> bool {
    form != CitationForm::Narrative
}

/// A whole citation as plain text.
pub(super) fn in_words(form: CitationForm, items: &[Cited<'_>], lang: Lang) -> String {
    let words: Vec<String> = items
        .iter()
        .map(|item| format!("{} {}", item.prefix, item.words(form, lang)).trim_start().to_owned())
        .collect();
    let words = words.join(between(lang));
    if is_bracketed(form) { format!("({words})") } else { words }
}

/// Who wrote a work, in short, as the pages of the site name them; its title
/// where nobody is named.
fn names(work: &Work, lang: Lang) -> String {
    let people = if work.authors.is_empty() { &work.editors } else { &work.authors };
    let (and, more) = match lang {
        Lang::Fa => (" و ", " و همکاران"),
        Lang::En => (" and ", " et al."),
    };
    if lang != work.lang {
        // A Persian work in an English text: its sort name is in Latin letters,
        // and that of two stands for both.
        let family = work.sort.split(',').next().unwrap_or(&work.sort).trim();
        let named = 1 + usize::from(family.contains(and));
        let is_whole = people.len() <= named && !work.more_authors;
        return format!("{family}{}", if is_whole { "" } else { more });
    }
    let family = |name: &Name| name.family.clone();
    match people.as_slice() {
        [] => work.title.clone().unwrap_or_else(|| work.key.clone()),
        [one, ..] if work.more_authors => format!("{}{more}", family(one)),
        [one] => family(one),
        [one, two] => format!("{}{and}{}", family(one), family(two)),
        [one, two, three] if lang == Lang::En => {
            format!("{}, {},{and}{}", family(one), family(two), family(three))
        }
        [one, ..] => format!("{}{more}", family(one)),
    }
}

fn year(work: &Work, around: Lang, lang: Lang) -> String {
    match (&work.year, lang) {
        (Some(year), Lang::Fa) => citation::persian_year(year),
        (Some(year), Lang::En) if work.solar_hijri && around == Lang::En => format!("{year} SH"),
        (Some(year), Lang::En) => year.clone(),
        (None, Lang::Fa) => "بی‌تا".to_owned(),
        (None, Lang::En) => "n.d.".to_owned(),
    }
}

fn pages(pages: &str, around: Lang, lang: Lang) -> String {
    let shown = citation::page_range(pages, lang);
    let are_several = shown.contains(['–', ',', '،']);
    match (lang, around, are_several) {
        (Lang::Fa, _, false) => format!("ص {shown}"),
        (Lang::Fa, _, true) => format!("صص {shown}"),
        (Lang::En, Lang::En, _) => shown,
        (Lang::En, Lang::Fa, false) => format!("p. {shown}"),
        (Lang::En, Lang::Fa, true) => format!("pp. {shown}"),
    }
}

/// A work as one entry of a list, in its own language: who, when, what, where.
pub(super) fn entry(work: &Work) -> String {
    let list = if work.lang == Lang::Fa { "، " } else { ", " };
    let people = if work.authors.is_empty() { &work.editors } else { &work.authors };
    let mut who: Vec<String> = people.iter().map(|n| full_name(n, work.lang)).collect();
    if work.more_authors {
        who.push(if work.lang == Lang::Fa { "و همکاران" } else { "et al." }.to_owned());
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
        joined(&who),
        year(work, Lang::Fa, work.lang),
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

fn full_name(name: &Name, lang: Lang) -> String {
    let comma = if lang == Lang::Fa { "، " } else { ", " };
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
