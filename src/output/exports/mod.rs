//! The same edition for machines: reference managers, scholars' tools, readers
//! of books, calendars.
//!
//! | form | for each article | for the whole edition |
//! | --- | --- | --- |
//! | `bib`, `ris`, `csl` | `articles/<id>/<id>.bib`, `.ris`, `.csl.json` | `bibliography.bib`, `.ris`, `.csl.json`, and for each work `bibliography/<key>/<key>.bib`, … |
//! | `tei` | `articles/<id>/<id>.tei.xml` | |
//! | `epub` | `articles/<id>/<id>.<lang>.epub` | |
//! | `data` | | `data/*.json`, `data/*.csv`, `data/graph.json`, `data/datapackage.json` |
//! | `calendar` | | `data/timeline.ics` |
//!
//! Nothing empty is written in any of them, and nothing that depends on when or
//! where they are made: the same content gives the same bytes.

mod biblatex;
mod calendar;
mod cite;
mod csl;
mod data;
mod epub;
mod labels;
mod reference;
mod ris;
mod tei;
mod text;
mod when;
mod xml;

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::config::Config;
use crate::diag::Error;
use crate::link::Edition;
use crate::model::article::Article;
use crate::output::exports::reference::Reference;
use crate::output::feeds;
use crate::render::address::{self, Address};
use crate::render::{Page, Take};
use crate::text::Lang;

/// A form in which machines read the edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// BibLaTeX.
    Bib,
    /// RIS.
    Ris,
    /// CSL-JSON.
    Csl,
    /// TEI P5.
    Tei,
    /// EPUB 3.3, a book for each article and language.
    Epub,
    /// Tables as JSON and CSV, and the graph.
    Data,
    /// iCalendar.
    Calendar,
}

impl Form {
    /// All forms, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::Bib, Self::Ris, Self::Csl, Self::Tei, Self::Epub, Self::Data, Self::Calendar];

    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bib => "bib",
            Self::Ris => "ris",
            Self::Csl => "csl",
            Self::Tei => "tei",
            Self::Epub => "epub",
            Self::Data => "data",
            Self::Calendar => "calendar",
        }
    }

    /// How the names of its files end; of several endings the one that most have.
    fn ending(self) -> &'static str {
        match self {
            Self::Bib => ".bib",
            Self::Ris => ".ris",
            Self::Csl => ".csl.json",
            Self::Tei => ".tei.xml",
            Self::Epub => ".epub",
            Self::Data => ".csv",
            Self::Calendar => ".ics",
        }
    }

    /// The media type of the files with its ending, as a server should send it.
    fn media_type(self) -> &'static str {
        match self {
            Self::Bib => "application/x-bibtex; charset=utf-8",
            Self::Ris => "application/x-research-info-systems; charset=utf-8",
            Self::Csl => "application/vnd.citationstyles.csl+json",
            Self::Tei => "application/tei+xml",
            Self::Epub => "application/epub+zip",
            Self::Data => "text/csv; charset=utf-8",
            Self::Calendar => "text/calendar; charset=utf-8",
        }
    }

    /// The form whose files are named as this path is.
    fn of_path(path: &str) -> Option<Self> {
        let named = Self::ALL.into_iter().find(|form| path.ends_with(form.ending()));
        named.or_else(|| path.starts_with("data/").then_some(Self::Data))
    }

    /// The form of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// Endings of file names that servers rarely know, with their media types.
pub fn media_types() -> impl Iterator<Item = (&'static str, &'static str)> {
    let beside =
        [(".linkset.json", "application/linkset+json"), (".jsonld", "application/ld+json")];
    Form::ALL.into_iter().map(|form| (form.ending(), form.media_type())).chain(beside)
}

/// The edition in all forms, sorted by path.
pub fn files(edition: &Edition, config: &Config) -> Vec<Page> {
    files_of(edition, config, &Form::ALL)
}

/// The edition in some forms, sorted by path.
pub fn files_of(edition: &Edition, config: &Config, forms: &[Form]) -> Vec<Page> {
    let files = Mutex::new(Vec::new());
    let keep = |file| {
        files.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        Ok(())
    };
    // To keep a file in memory cannot fail.
    let _ = each(edition, config, forms, &keep);
    let mut files = files.into_inner().unwrap_or_else(PoisonError::into_inner);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// As [`files_of`], and hands every file on as soon as it is made, in any order.
///
/// # Errors
///
/// Those of `take`.
pub fn each(
    edition: &Edition,
    config: &Config,
    forms: &[Form],
    take: &Take<'_>,
) -> Result<(), Error> {
    let whole = || {
        forms
            .par_iter()
            .try_for_each(|form| whole_files(edition, config, *form).into_iter().try_for_each(take))
    };
    let articles = || {
        (0..edition.records.articles.len()).into_par_iter().try_for_each(|n| {
            let mut files = forms.iter().flat_map(|form| article_files(edition, config, n, *form));
            files.try_for_each(take)
        })
    };
    let (whole, articles) = rayon::join(whole, articles);
    whole.and(articles)
}

/// One file of [`files`], by its path, without the others: for a preview, which
/// makes a file only when somebody asks for it.
pub fn one(edition: &Edition, config: &Config, path: &str) -> Option<Page> {
    let form = Form::of_path(path)?;
    let records = &edition.records;
    let steps: Vec<&str> = path.split('/').collect();
    let files = match steps.as_slice() {
        ["articles", id, file] => {
            let position = records.articles.binary_search_by(|a| a.id.as_str().cmp(id)).ok()?;
            if form == Form::Epub {
                let code = file.strip_suffix(form.ending())?.rsplit('.').next()?;
                let lang = Lang::from_code(code)?;
                book(edition, config, records.articles.get(position)?, lang).into_iter().collect()
            } else {
                article_files(edition, config, position, form)
            }
        }
        ["bibliography", key, _] => {
            let position = records.works.binary_search_by(|w| w.key.as_str().cmp(key)).ok()?;
            let reference = reference::of_work(records.works.get(position)?);
            vec![references(form, address::work_download(key, ending_of(form))?, &[reference])]
        }
        _ => whole_files(edition, config, form),
    };
    files.into_iter().find(|file| file.path == path)
}

/// An article as a book in a language, if it has a digest in it.
fn book(edition: &Edition, config: &Config, article: &Article, lang: Lang) -> Option<Page> {
    let modified = feeds::updated(article, config);
    let bytes = epub::file(edition, config, article, &modified, lang)?;
    let path = address::download(&article.id, &format!("{}.epub", lang.code()));
    Some(Page { path, bytes })
}

/// An article in all forms, by its position.
pub fn of_article(edition: &Edition, config: &Config, position: usize) -> Vec<Page> {
    Form::ALL.iter().flat_map(|form| article_files(edition, config, position, *form)).collect()
}

/// What one form makes of an article, by its position.
fn article_files(edition: &Edition, config: &Config, position: usize, form: Form) -> Vec<Page> {
    let Some(article) = edition.records.articles.get(position) else { return Vec::new() };
    let stem = format!("articles/{0}/{0}", article.id);
    match form {
        Form::Bib | Form::Ris | Form::Csl => {
            let path = address::download(&article.id, ending_of(form));
            let mut reference = reference::of_article(article);
            // One that the journal has at no address of its own can be read here.
            let page = || Address::article(reference::own_language(article), &article.id);
            reference.url.get_or_insert_with(|| page().absolute(&config.base_url));
            vec![references(form, path, &[reference])]
        }
        Form::Tei => {
            let bytes = tei::file(edition, config, position, article);
            vec![Page { path: format!("{stem}.tei.xml"), bytes }]
        }
        Form::Epub => {
            Lang::ALL.into_iter().filter_map(|l| book(edition, config, article, l)).collect()
        }
        Form::Data | Form::Calendar => Vec::new(),
    }
}

/// What one form makes of the edition as a whole.
fn whole_files(edition: &Edition, config: &Config, form: Form) -> Vec<Page> {
    match form {
        Form::Bib | Form::Ris | Form::Csl => {
            let works: Vec<_> = edition.records.works.iter().map(reference::of_work).collect();
            let each = edition.records.works.iter().zip(&works).filter_map(|(work, reference)| {
                let path = address::work_download(&work.key, ending_of(form))?;
                Some(references(form, path, std::slice::from_ref(reference)))
            });
            let whole = address::bibliography_download(ending_of(form));
            each.chain([references(form, whole, &works)]).collect()
        }
        Form::Tei | Form::Epub => Vec::new(),
        Form::Data => data::files(edition, config),
        Form::Calendar => {
            let bytes = calendar::file(edition, config).into_bytes();
            vec![Page { path: "data/timeline.ics".to_owned(), bytes }]
        }
    }
}

/// The ending of a file of references, without the stop.
fn ending_of(form: Form) -> &'static str {
    form.ending().trim_start_matches('.')
}

fn references(form: Form, path: String, references: &[Reference]) -> Page {
    let text = match form {
        Form::Ris => ris::file(references),
        Form::Csl => csl::file(references),
        _ => biblatex::file(references),
    };
    Page { path, bytes: text.into_bytes() }
}
