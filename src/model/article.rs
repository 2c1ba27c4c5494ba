//! An article: its bibliographic facts, its digest in each language, its full text.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_spanned::Spanned;

use crate::content::File;
use crate::content::head::{ArticleHead, AuthorHead, Head, SourceHead};
use crate::content::tree::Body;
use crate::import::report::Report;
use crate::model::date::Date;
use crate::model::reading::{Pair, Reading, Values, bad_date, both};
use crate::model::{BodyId, Both, Part, RecordId};
use crate::text::Lang;

/// A printed article and what this edition says of it.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its folder's name; the address of its page.
    pub id: String,
    pub authors: Vec<Author>,
    /// As in the Persian file; the English one may set its own.
    pub journal: Both<Option<String>>,
    pub volume: Option<String>,
    pub issue: Option<String>,
    pub pages: Option<String>,
    pub received: Option<Date>,
    pub accepted: Option<Date>,
    pub published: Option<Date>,
    pub doi: Option<String>,
    pub url: Option<String>,
    pub licence: Option<String>,
    /// BCP 47 tag of the article's own language.
    pub language: String,
    /// Name of the source file that import reads.
    pub source: Option<String>,
    /// In the languages that it exists in.
    pub versions: Both<Option<ArticleVersion>>,
    /// The full text, where import has written it.
    pub full_text: Option<BodyId>,
    /// What import did.
    pub report: Option<Arc<Report>>,
}

/// The digest in one language.
#[derive(Clone, Debug)]
pub struct ArticleVersion {
    pub title: String,
    pub subtitle: Option<String>,
    /// One or two sentences, plain text.
    pub summary: Option<String>,
    pub keywords: Vec<String>,
    pub body: BodyId,
}

/// One author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// In each language; the Latin form in English where there is one.
    pub name: Both<String>,
    pub affiliation: Both<Option<String>>,
    /// Without address.
    pub orcid: Option<String>,
}

/// Before this year no journal was printed; an earlier one is a Solar Hijri year
/// that has lost its ` SH`.
const FIRST_JOURNAL: i32 = 1600;

/// Reads one article. One that import has just made has a full text alone: its
/// facts are those that import found.
pub(super) fn read(
    pair: &Pair<'_>,
    owner: RecordId,
    reports: &BTreeMap<&str, &Arc<Report>>,
    reading: &mut Reading,
) -> Article {
    let fa = pair.fa.cloned().or_else(|| pair.full_text.map(without_body));
    let pair = Pair { fa: fa.as_ref(), ..*pair };
    reading.translated(&pair);
    let heads = pair.heads(head);
    let versions = Both {
        fa: read_version(&pair, &heads, Lang::Fa, owner, reading),
        en: read_version(&pair, &heads, Lang::En, owner, reading),
    };
    let full_text = pair.full_text.map(|file| {
        let auto_link = head(file).and_then(|head| head.auto_link).unwrap_or(true);
        reading.body(owner, Part::FullText, file, auto_link)
    });
    let mut text = |field, of: fn(&ArticleHead) -> &Option<String>| {
        Some(reading.fact(field, &both(&heads, |h| of(h).as_ref()))?.1.clone())
    };
    let (volume, issue) = (text("volume", |h| &h.volume), text("issue", |h| &h.issue));
    let (pages, doi) = (text("pages", |h| &h.pages), text("doi", |h| &h.doi));
    let (url, licence) = (text("url", |h| &h.url), text("licence", |h| &h.licence));
    let language = text("language", |h| &h.language);
    let source = reading.fact("source", &both(&heads, |h| h.source.as_ref()));
    let source = source.map(|(_, source): (_, &SourceHead)| source.file().to_owned());
    let journal = |head: Option<(&File, &ArticleHead)>| head.and_then(|(_, h)| h.journal.clone());
    let journal = Both { fa: journal(heads.fa), en: journal(heads.en).or(journal(heads.fa)) };
    Article {
        id: pair.id.to_owned(),
        authors: read_authors(&heads, reading),
        journal,
        volume,
        issue,
        pages,
        received: read_date(reading, "received", &both(&heads, |h| h.received.as_ref())),
        accepted: read_date(reading, "accepted", &both(&heads, |h| h.accepted.as_ref())),
        published: read_date(reading, "published", &both(&heads, |h| h.published.as_ref())),
        doi,
        url,
        licence,
        language: language.unwrap_or_else(|| Lang::Fa.code().to_owned()),
        source,
        versions,
        full_text,
        report: reports.get(pair.id).map(|report| Arc::clone(report)),
    }
}

/// The digest's file of an article that has a full text alone: its head, no body.
fn without_body(full_text: &Arc<File>) -> Arc<File> {
    Arc::new(File { body: Body::default(), ..(**full_text).clone() })
}

fn read_version(
    pair: &Pair<'_>,
    heads: &Values<'_, ArticleHead>,
    lang: Lang,
    owner: RecordId,
    reading: &mut Reading,
) -> Option<ArticleVersion> {
    let (_, head) = (*heads.get(lang))?;
    let inherited = heads.fa.and_then(|(_, head)| head.auto_link);
    let auto_link = head.auto_link.or(inherited).unwrap_or(true);
    Some(ArticleVersion {
        title: head.title.as_ref().map_or(pair.id, |t| t.get_ref()).to_owned(),
        subtitle: head.subtitle.clone(),
        summary: head.summary.clone(),
        keywords: head.keywords.clone().unwrap_or_default(),
        body: reading.body(owner, Part::Main, pair.get(lang)?, auto_link),
    })
}

/// The authors of the Persian file; the translation may spell their names and
/// affiliations, in the same order.
fn read_authors(heads: &Values<'_, ArticleHead>, reading: &mut Reading) -> Vec<Author> {
    let authors = both(heads, |h| h.authors.as_ref());
    let of = |side: Option<(_, &Vec<AuthorHead>)>| side.map_or_else(Vec::new, |(_, a)| a.clone());
    let (fa, en) = (of(authors.fa), of(authors.en));
    if let (Some(_), Some((file, _))) = (authors.fa, authors.en)
        && !are_the_same(&fa, &en)
    {
        reading.contradiction("authors", file);
    }
    let count = if authors.fa.is_some() { fa.len() } else { en.len() };
    (0..count).filter_map(|position| author(fa.get(position), en.get(position))).collect()
}

/// Whether two lists can name the same people: as many, and no ORCID differs.
fn are_the_same(fa: &[AuthorHead], en: &[AuthorHead]) -> bool {
    fa.len() == en.len()
        && fa.iter().zip(en).all(|(fa, en)| match (&fa.orcid, &en.orcid) {
            (Some(fa), Some(en)) => fa == en,
            _ => true,
        })
}

/// One author of both files; of one file, where only that names them.
fn author(fa: Option<&AuthorHead>, en: Option<&AuthorHead>) -> Option<Author> {
    let default = fa.or(en)?;
    let latin = default.latin.as_ref().or(en.and_then(|en| en.latin.as_ref()));
    // A translation may repeat the name as printed, to say whose `latin` it gives.
    let spelt = en.map(|en| &en.name).filter(|name| Lang::of_text(name) == Some(Lang::En));
    let affiliation = en.and_then(|en| en.affiliation.as_ref());
    Some(Author {
        name: Both {
            fa: default.name.clone(),
            en: spelt.or(latin).unwrap_or(&default.name).clone(),
        },
        affiliation: Both {
            fa: default.affiliation.clone(),
            en: affiliation.or(default.affiliation.as_ref()).cloned(),
        },
        orcid: default.orcid.clone().or_else(|| en?.orcid.clone()),
    })
}

/// A date of the journal.
fn read_date(
    reading: &mut Reading,
    field: &'static str,
    values: &Values<'_, Spanned<String>>,
) -> Option<Date> {
    let (file, written) = reading.fact(field, values)?;
    let date = reading.read_date(field, file, written)?;
    let latest = date.latest().or(date.earliest());
    if latest.is_some_and(|day| day.year < FIRST_JOURNAL) {
        let text = &date.written;
        let found = format!("`{text}` is a year of the Gregorian calendar before all journals");
        let expected = format!("write `{text} SH` if the year is Solar Hijri");
        let place = file.place(written.span().start);
        reading.diagnostics.push(bad_date(field, &found, &expected, place));
        return None;
    }
    Some(date)
}

fn head(file: &File) -> Option<&ArticleHead> {
    match &file.head {
        Head::Article(head) => Some(head),
        Head::Entity(_) | Head::Event(_) | Head::Page(_) => None,
    }
}
