//! EPUB 3.3: an article as a book in one language.
//!
//! A title page, the edition's digest, the full text where it is in this
//! language, and the works cited. The direction of pages and text is said by
//! attributes, never by the style sheet, as EPUB asks.

mod archive;
mod chapter;
mod package;

use std::collections::BTreeSet;

use crate::config::Config;
use crate::link::Edition;
use crate::model::article::{Article, ArticleVersion};
use crate::model::work::Work;
use crate::output::exports::cite;
use crate::output::exports::epub::archive::Archive;
use crate::output::exports::epub::chapter::{Chapter, Entry};
use crate::output::exports::labels::labels;
use crate::output::exports::text::Text;
use crate::output::exports::xml::Xml;
use crate::render::address::Address;
use crate::render::html::bidi;
use crate::text::Lang;

/// The style sheet of every book. Fonts are the reader's own.
const STYLES: &str = "\
body { line-height: 1.7; }
h1, h2, h3 { line-height: 1.4; text-align: start; }
:lang(fa) em, :lang(fa) cite { font-style: normal; font-weight: bold; }
blockquote { margin-inline: 2em 0; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: 0.2em 0.5em; text-align: start; }
.mark { font-size: 0.75em; vertical-align: super; line-height: 0; }
.works { list-style: none; padding: 0; }
";

/// A book that is being made.
struct Book<'e> {
    edition: &'e Edition,
    config: &'e Config,
    article: &'e Article,
    version: &'e ArticleVersion,
    lang: Lang,
    /// The digest and, where it is in this language, the full text.
    digest: Option<Text<'e>>,
    full_text: Option<Text<'e>>,
    /// The works that these cite, in the order of the bibliography.
    works: Vec<&'e Work>,
}

/// The article as a book in a language; `None` where it has no digest in it.
pub(super) fn file(
    edition: &Edition,
    config: &Config,
    article: &Article,
    modified: &str,
    lang: Lang,
) -> Option<Vec<u8>> {
    let book = Book::new(edition, config, article, lang)?;
    let chapters = book.chapters();
    let mut files = vec![
        ("META-INF/container.xml", container()),
        ("EPUB/package.opf", package::package(&book, &chapters, modified)),
        ("EPUB/nav.xhtml", package::navigation(&book, &chapters)),
        ("EPUB/style.css", STYLES.as_bytes().to_vec()),
    ];
    let paths: Vec<String> = chapters.iter().map(|c| format!("EPUB/{}", c.file)).collect();
    files.extend(paths.iter().map(String::as_str).zip(chapters.into_iter().map(|c| c.bytes)));
    zipped(&files)
}

impl<'e> Book<'e> {
    fn new(
        edition: &'e Edition,
        config: &'e Config,
        article: &'e Article,
        lang: Lang,
    ) -> Option<Self> {
        let version = article.versions.get(lang).as_ref()?;
        let digest = Text::new(edition, version.body).filter(|t| !t.is_empty());
        let full_text = article.full_text.and_then(|body| Text::new(edition, body));
        let full_text = full_text.filter(|t| !t.is_empty() && t.record.lang == lang);
        let bodies =
            [full_text.is_some().then_some(article.full_text).flatten(), Some(version.body)];
        let links = bodies.iter().flatten().filter_map(|b| edition.links.get(b.0 as usize));
        let cited: BTreeSet<usize> =
            links.flat_map(|l| l.works.values().flatten().flatten().copied()).collect();
        let order = edition.work_order.iter().filter(|n| cited.contains(n));
        let works = order.filter_map(|n| edition.records.works.get(*n)).collect();
        Some(Self { edition, config, article, version, lang, digest, full_text, works })
    }

    /// The address of the article's page: what the book is known by.
    fn address(&self) -> String {
        Address::article(self.lang, &self.article.id).absolute(&self.config.base_url)
    }

    fn chapters(&self) -> Vec<Chapter> {
        let words = labels(self.lang);
        let mut chapters = vec![self.title_page()];
        if let Some(text) = &self.digest {
            chapters.push(chapter::of_text(self, text, "digest", words.digest));
        }
        if let Some(text) = &self.full_text {
            chapters.push(chapter::of_text(self, text, "text", words.full_text));
        }
        if !self.works.is_empty() {
            chapters.push(self.bibliography());
        }
        chapters
    }

    fn title_page(&self) -> Chapter {
        let words = labels(self.lang);
        let bytes = chapter::document(self.lang, &self.version.title, "titlepage", |x| {
            x.leaf("h1", &[], &self.version.title);
            x.leaf_of("p", &[("role", "doc-subtitle")], self.version.subtitle.as_deref());
            for author in &self.article.authors {
                x.block("p", &[], |x| {
                    x.text(author.name.get(self.lang));
                    let affiliation = author.affiliation.get(self.lang).as_deref();
                    if let Some(affiliation) = affiliation.filter(|a| !a.trim().is_empty()) {
                        x.empty("br", &[]);
                        x.run("small", &[], |x| x.text(affiliation));
                    }
                });
            }
            x.leaf("p", &[], &self.printed_in());
            if let Some(doi) = self.article.doi.as_deref().filter(|d| !d.trim().is_empty()) {
                let address = cite::doi_address(doi);
                x.block("p", &[("dir", "ltr")], |x| x.text(&address));
            }
            if let Some(summary) = self.version.summary.as_deref().filter(|s| !s.trim().is_empty())
            {
                x.leaf("h2", &[], words.summary);
                x.leaf("p", &[], summary);
            }
            if !self.version.keywords.is_empty() {
                x.leaf("h2", &[], words.keywords);
                let comma = if self.lang == Lang::Fa { "، " } else { ", " };
                x.leaf("p", &[], &self.version.keywords.join(comma));
            }
            let address = self.address();
            x.block("p", &[], |x| {
                x.text(words.page);
                x.text(": ");
                x.run("a", &[("href", &address), ("dir", "ltr")], |x| x.text(&address));
            });
        });
        Chapter {
            file: "title.xhtml".to_owned(),
            title: words.title_page.to_owned(),
            entries: Vec::new(),
            bytes,
        }
    }

    /// Journal, volume, issue and pages, as printed.
    fn printed_in(&self) -> String {
        let article = self.article;
        let digits = |text: &str| match self.lang {
            Lang::Fa => crate::text::persian::to_persian_digits(text),
            Lang::En => crate::text::persian::to_ascii_digits(text),
        };
        let issue = article.issue.as_deref().map(|i| format!("({i})")).unwrap_or_default();
        let volume = format!("{}{issue}", article.volume.as_deref().unwrap_or_default());
        let journal = article.journal.nearest(self.lang).map(|(_, j)| j.clone());
        let parts = [
            journal.unwrap_or_default(),
            digits(&volume),
            digits(article.pages.as_deref().unwrap_or_default()),
        ];
        let parts: Vec<&str> = parts.iter().map(|p| p.trim()).filter(|p| !p.is_empty()).collect();
        parts.join(if self.lang == Lang::Fa { "، " } else { ", " })
    }

    fn bibliography(&self) -> Chapter {
        let title = labels(self.lang).works;
        let bytes = chapter::document(self.lang, title, "bibliography", |x: &mut Xml| {
            x.leaf("h1", &[], title);
            x.block("ul", &[("class", "works")], |x| {
                for work in &self.works {
                    let id = format!("work-{}", work.key);
                    let [lang, dir] = chapter::other(work.lang, self.lang);
                    x.block("li", &[("id", &id), lang, dir], |x| {
                        x.markup(&bidi::html(&cite::entry(work), work.lang));
                    });
                }
            });
        });
        let entries: Vec<Entry> = Vec::new();
        Chapter { file: "works.xhtml".to_owned(), title: title.to_owned(), entries, bytes }
    }
}

fn container() -> Vec<u8> {
    let mut xml = Xml::new();
    let namespace = "urn:oasis:names:tc:opendocument:xmlns:container";
    xml.block("container", &[("version", "1.0"), ("xmlns", namespace)], |x| {
        x.block("rootfiles", &[], |x| {
            let media = "application/oebps-package+xml";
            x.empty_block("rootfile", &[("full-path", "EPUB/package.opf"), ("media-type", media)]);
        });
    });
    xml.finish()
}

/// The files as an archive: the kind of archive first and as it is. `None` cannot
/// happen: it would be an archive too large for memory.
fn zipped(files: &[(&str, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut archive = Archive::default();
    archive.store("mimetype", b"application/epub+zip")?;
    files.iter().try_for_each(|(path, bytes)| archive.add(path, bytes))?;
    archive.finish()
}
