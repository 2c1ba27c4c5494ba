//! The package document and the contents of a book.

use crate::model::date::Date;
use crate::output::exports::epub::Book;
use crate::output::exports::epub::chapter::{self, Chapter, Entry};
use crate::output::exports::labels::labels;
use crate::output::exports::when;
use crate::output::exports::xml::{Attribute, Xml};

/// `package.opf`.
pub(super) fn package(book: &Book<'_>, chapters: &[Chapter], modified: &str) -> Vec<u8> {
    let mut xml = Xml::new();
    let direction = book.lang.direction().attribute();
    let attributes = [
        ("xmlns", "http://www.idpf.org/2007/opf"),
        ("version", "3.0"),
        ("unique-identifier", "id"),
        ("xml:lang", book.lang.code()),
        ("dir", direction),
    ];
    xml.block("package", &attributes, |x| {
        metadata(x, book, modified);
        x.block("manifest", &[], |x| {
            let xhtml = "application/xhtml+xml";
            item(x, "nav", "nav.xhtml", xhtml, "nav");
            item(x, "style", "style.css", "text/css", "");
            for chapter in chapters {
                item(x, chapter.id(), &chapter.file, xhtml, "");
            }
        });
        x.block("spine", &[("page-progression-direction", direction)], |x| {
            for (n, chapter) in chapters.iter().enumerate() {
                x.empty_block("itemref", &[("idref", chapter.id())]);
                // The contents come after the title page.
                if n == 0 {
                    x.empty_block("itemref", &[("idref", "nav")]);
                }
            }
        });
    });
    xml.finish()
}

fn item(x: &mut Xml, id: &str, href: &str, media: &str, properties: &str) {
    let attributes =
        [("id", id), ("href", href), ("media-type", media), ("properties", properties)];
    x.empty_block("item", &attributes);
}

fn metadata(x: &mut Xml, book: &Book<'_>, modified: &str) {
    x.block("metadata", &[("xmlns:dc", "http://purl.org/dc/elements/1.1/")], |x| {
        x.leaf("dc:identifier", &[("id", "id")], &book.address());
        x.leaf("dc:title", &[], &book.version.title);
        x.leaf("dc:language", &[], book.lang.code());
        for author in &book.article.authors {
            x.leaf("dc:creator", &[], author.name.get(book.lang));
        }
        x.leaf("dc:publisher", &[], &book.config.language(book.lang).publisher);
        let published = book.article.published.as_ref().and_then(Date::earliest);
        x.leaf_of("dc:date", &[], published.map(|d| format!("{:04}", d.year)).as_deref());
        x.leaf_of("dc:description", &[], book.version.summary.as_deref());
        book.version.keywords.iter().for_each(|k| x.leaf("dc:subject", &[], k));
        x.leaf_of("dc:source", &[], book.article.url.as_deref());
        x.leaf_of("dc:rights", &[], book.article.licence.as_deref());
        let meta = |x: &mut Xml, property: &str, text: &str| {
            x.leaf("meta", &[("property", property)], text);
        };
        meta(x, "dcterms:modified", modified);
        meta(x, "schema:accessMode", "textual");
        meta(x, "schema:accessModeSufficient", "textual");
        for feature in ["tableOfContents", "readingOrder", "structuralNavigation"] {
            meta(x, "schema:accessibilityFeature", feature);
        }
        meta(x, "schema:accessibilityHazard", "none");
        let summary = labels(book.lang).accessibility;
        let attributes: [Attribute<'_>; 2] =
            [("property", "schema:accessibilitySummary"), ("xml:lang", book.lang.code())];
        x.leaf("meta", &attributes, summary);
        // The date in full, where the year alone says too little.
        let edtf = book.article.published.as_ref().map(when::edtf);
        x.leaf_of("meta", &[("property", "dcterms:issued")], edtf.as_deref());
    });
}

/// `nav.xhtml`.
pub(super) fn navigation(book: &Book<'_>, chapters: &[Chapter]) -> Vec<u8> {
    let title = labels(book.lang).contents;
    chapter::document(book.lang, title, "", |x| {
        x.block("nav", &[("epub:type", "toc"), ("role", "doc-toc"), ("id", "toc")], |x| {
            x.leaf("h1", &[], title);
            x.block("ol", &[], |x| {
                for chapter in chapters {
                    x.block("li", &[], |x| {
                        x.block("a", &[("href", &chapter.file)], |x| x.text(&chapter.title));
                        entries(x, &chapter.file, &chapter.entries);
                    });
                }
            });
        });
    })
}

fn entries(x: &mut Xml, file: &str, list: &[Entry]) {
    if list.is_empty() {
        return;
    }
    x.block("ol", &[], |x| {
        for entry in list {
            x.block("li", &[], |x| {
                let href = format!("{file}#{}", entry.id);
                x.block("a", &[("href", &href)], |x| x.text(&entry.title));
                entries(x, file, &entry.parts);
            });
        }
    });
}
