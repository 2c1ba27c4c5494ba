//! An article: its bibliographic facts, its digest in each language, its full text.

use std::sync::Arc;

use crate::import::report::Report;
use crate::model::date::Date;
use crate::model::{BodyId, Both};

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
