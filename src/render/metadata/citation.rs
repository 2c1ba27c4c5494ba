//! Highwire's `citation_*` tags, which Google Scholar and Zotero read.
//!
//! They describe the printed text, whatever the language of the page: its
//! record is Persian on both pages. Names are turned, family name first, with
//! an ASCII comma, which is the only one that Zotero sees.

use crate::model::article::{Article, ArticleVersion, Author};
use crate::model::date::{Calendar, Date, Precision};
use crate::render::html::bidi;
use crate::render::leaf::Leaf;
use crate::render::metadata::tag;
use crate::text::{Lang, persian};

/// The tags of an article.
pub fn tags(leaf: &Leaf, article: &Article, version: &ArticleVersion) -> String {
    let own = Lang::from_code(&article.language).unwrap_or(Lang::Fa);
    let original = article.versions.get(own).as_ref().unwrap_or(version);
    let mut out = String::new();
    tag(&mut out, "gs_meta_revision", "1.1");
    let title = match &original.subtitle {
        Some(subtitle) => format!("{}: {subtitle}", original.title),
        None => original.title.clone(),
    };
    tag(&mut out, "citation_title", &title);
    for author in &article.authors {
        authored(&mut out, author, own, article.authors.len() == 1);
    }
    if let Some(date) = article.published.as_ref().and_then(published) {
        tag(&mut out, "citation_publication_date", &date);
    }
    tag(
        &mut out,
        "citation_journal_title",
        article.journal.get(own).as_deref().unwrap_or_default(),
    );
    let ascii =
        |text: &Option<String>| persian::to_ascii_digits(text.as_deref().unwrap_or_default());
    tag(&mut out, "citation_volume", &ascii(&article.volume));
    tag(&mut out, "citation_issue", &ascii(&article.issue));
    let pages = ascii(&article.pages);
    let (first, last) = pages.split_once(['-', '–']).unwrap_or((&pages, ""));
    tag(&mut out, "citation_firstpage", first.trim());
    tag(&mut out, "citation_lastpage", last.trim());
    if let Some(doi) = article.doi.as_ref().filter(|doi| doi.starts_with("10.")) {
        tag(&mut out, "citation_doi", doi);
    }
    tag(&mut out, "citation_language", own.code());
    for keyword in &original.keywords {
        let keyword = bidi::escaped(keyword);
        let lang = own.code();
        out.push_str(&format!(
            "<meta name=\"citation_keywords\" lang=\"{lang}\" content=\"{keyword}\">\n"
        ));
    }
    // Without it Zotero takes the page's own description, in whatever language.
    if let Some(summary) = original.summary.as_deref().filter(|summary| !summary.is_empty()) {
        let (lang, summary) = (own.code(), bidi::escaped(summary));
        out.push_str(&format!(
            "<meta name=\"citation_abstract\" lang=\"{lang}\" content=\"{summary}\">\n"
        ));
    }
    let base = &leaf.press.config.base_url;
    tag(&mut out, "citation_abstract_html_url", &leaf.address.absolute(base));
    if article.full_text.is_some() && leaf.lang == own {
        tag(&mut out, "citation_fulltext_html_url", &leaf.address.absolute(base));
    }
    out
}

fn authored(out: &mut String, author: &Author, lang: Lang, is_only: bool) {
    tag(out, "citation_author", &turned(author.name.get(lang), is_only));
    let affiliation = author.affiliation.get(lang).as_deref().unwrap_or_default();
    tag(out, "citation_author_institution", affiliation);
    if let Some(orcid) = &author.orcid {
        tag(out, "citation_author_orcid", &format!("https://orcid.org/{orcid}"));
    }
}

/// Family name first: the last word, as Zotero itself would take it.
fn turned(name: &str, is_only: bool) -> String {
    let Some((given, family)) = name.trim().rsplit_once(' ') else { return name.to_owned() };
    // Zotero takes one lone author with spaces on both sides of the comma for two people.
    let family = if is_only { family.replace(' ', "\u{A0}") } else { family.to_owned() };
    format!("{family}, {given}")
}

/// `YYYY/MM/DD`, `YYYY/MM` or `YYYY`, Gregorian. Of a Solar Hijri year, the
/// Gregorian year in which most of it falls.
fn published(date: &Date) -> Option<String> {
    let point = date.start.point()?;
    let day = point.earliest;
    Some(match (point.precision, date.calendar, &date.end) {
        (Precision::Day, _, None) => format!("{:04}/{:02}/{:02}", day.year, day.month, day.day),
        (Precision::Month, Calendar::Gregorian, None) => {
            format!("{:04}/{:02}", day.year, day.month)
        }
        _ => format!("{:04}", day.year),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_name_comes_first() {
        assert_eq!(turned("مینا کاظمی", false), "کاظمی, مینا");
        assert_eq!(turned("Alternativa", true), "Alternativa");
    }

    #[test]
    fn a_solar_year_is_the_gregorian_year_of_most_of_it() {
        let date = Date::parse("1400 SH").unwrap();
        assert_eq!(published(&date).as_deref(), Some("2021"));
    }
}
