//! "Cite this": an article in the words of the page's language, and where its
//! other forms are. A script adds the paragraph that a reader has come to.

use serde::Serialize;
use tera::Value;

use crate::diag::Place;
use crate::model::article::{Article, ArticleVersion, Author};
use crate::model::date::{Date, End};
use crate::model::work::{Name, Work};
use crate::render::address;
use crate::render::leaf::{Leaf, safe};
use crate::render::references;
use crate::text::Lang;

/// How an article is cited.
#[derive(Debug, Serialize)]
pub struct CiteView {
    /// The entry, as the bibliography would set it.
    entry: Value,
    /// The whole address of the page.
    address: String,
    bibtex: String,
    ris: String,
}

/// How a page's article is cited, in the page's language.
pub fn cite(leaf: &Leaf, article: &Article, version: &ArticleVersion) -> CiteView {
    let file = |ending| leaf.reach.file(&address::download(&article.id, ending));
    CiteView {
        entry: safe(&references::entry(&work(leaf, article, version))),
        address: leaf.address.absolute(&leaf.press.config.base_url),
        bibtex: file("bib"),
        ris: file("ris"),
    }
}

/// The printed article as a work.
fn work(leaf: &Leaf, article: &Article, version: &ArticleVersion) -> Work {
    let lang = leaf.lang;
    let title = match &version.subtitle {
        Some(subtitle) => format!("{}: {subtitle}", version.title),
        None => version.title.clone(),
    };
    let year = article.published.as_ref().and_then(|date| year(date, lang));
    Work {
        key: article.id.clone(),
        place: Place::start_of("content/articles"),
        kind: "article".to_owned(),
        lang,
        authors: article.authors.iter().map(|author| name(author, lang)).collect(),
        more_authors: false,
        editors: Vec::new(),
        translators: Vec::new(),
        title: Some(title),
        container: article.journal.get(lang).clone(),
        volume: article.volume.clone(),
        issue: article.issue.clone(),
        pages: article.pages.clone(),
        publisher: None,
        location: None,
        edition: None,
        doi: article.doi.clone().filter(|doi| doi.starts_with("10.")),
        url: None,
        year,
        solar_hijri: lang == Lang::Fa,
        as_cited: false,
        found: false,
        sort: String::new(),
    }
}

fn name(author: &Author, lang: Lang) -> Name {
    let name = author.name.get(lang);
    match name.trim().rsplit_once(char::is_whitespace) {
        Some((given, family)) => {
            Name { family: family.to_owned(), given: Some(given.trim().to_owned()), is_body: false }
        }
        None => Name { family: name.clone(), given: None, is_body: false },
    }
}

/// The year in the calendar of a language: in Persian the Solar Hijri one where
/// the whole date lies in it, else the Gregorian.
fn year(date: &Date, lang: Lang) -> Option<String> {
    let first = date.start.point()?;
    let last = date.end.as_ref().and_then(End::point).unwrap_or(first);
    let solar = [first.earliest, last.latest].map(|day| day.solar_hijri().year);
    let year = match lang {
        Lang::Fa if solar[0] == solar[1] => solar[0],
        _ => first.earliest.year,
    };
    Some(year.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persian_citation_has_the_persian_year_where_it_is_known() {
        let year = |written, lang| year(&Date::parse(written).unwrap(), lang);
        assert_eq!(year("1399 SH", Lang::Fa).as_deref(), Some("1399"));
        assert_eq!(year("1399 SH", Lang::En).as_deref(), Some("2020"));
        assert_eq!(year("2020-09", Lang::Fa).as_deref(), Some("1399"));
        assert_eq!(year("2020", Lang::Fa).as_deref(), Some("2020"));
    }
}
