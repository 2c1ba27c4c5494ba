//! The header: what the file is, what it was made from, and what was changed.

use crate::import::report::Correction;
use crate::model::date::Calendar;
use crate::output::exports::reference::{self, Reference};
use crate::output::exports::tei::{MAKER, Subject, calendar, date_attributes};
use crate::output::exports::xml::{Attribute, Xml};
use crate::render::address::Address;
use crate::text::Lang;

pub(super) fn write(x: &mut Xml, s: &Subject<'_>) {
    x.block("teiHeader", &[], |x| {
        x.block("fileDesc", &[], |x| {
            title(x, s);
            publication(x, s);
            x.block("sourceDesc", &[], |x| source(x, s));
        });
        encoding(x, s);
        profile(x, s);
        revision(x, s);
    });
}

/// The titles in both languages, the article's own first.
fn titles(x: &mut Xml, s: &Subject<'_>, level: &str) {
    for lang in [s.lang, s.lang.other()] {
        let Some(version) = s.article.versions.get(lang) else { continue };
        let is_own = lang == s.lang || s.article.versions.get(s.lang).is_none();
        let kind = if is_own { "main" } else { "translated" };
        let attributes = [("level", level), ("type", kind), ("xml:lang", lang.code())];
        x.leaf("title", &attributes, &version.title);
        let attributes = [("level", level), ("type", "sub"), ("xml:lang", lang.code())];
        x.leaf_of("title", &attributes, version.subtitle.as_deref());
    }
}

fn authors(x: &mut Xml, s: &Subject<'_>) {
    for author in &s.article.authors {
        x.block("author", &[], |x| {
            let (own, other) = (author.name.get(s.lang), author.name.get(s.lang.other()));
            x.leaf("persName", &[("xml:lang", s.lang.code())], own);
            if other != own {
                x.leaf("persName", &[("xml:lang", s.lang.other().code())], other);
            }
            let (own, other) =
                (author.affiliation.get(s.lang), author.affiliation.get(s.lang.other()));
            x.leaf_of("affiliation", &[("xml:lang", s.lang.code())], own.as_deref());
            if other != own {
                let lang = s.lang.other().code();
                x.leaf_of("affiliation", &[("xml:lang", lang)], other.as_deref());
            }
            let orcid = author.orcid.as_deref().map(|o| format!("https://orcid.org/{o}"));
            x.leaf_of("idno", &[("type", "ORCID")], orcid.as_deref());
        });
    }
}

fn title(x: &mut Xml, s: &Subject<'_>) {
    x.block("titleStmt", &[], |x| {
        titles(x, s, "a");
        authors(x, s);
        x.block("respStmt", &[], |x| {
            x.leaf("resp", &[], "digests, names, dates and, where there is one, the restored text");
            x.leaf("name", &[], publisher(s));
        });
    });
}

fn publisher<'s>(s: &'s Subject<'_>) -> &'s str {
    let languages = [s.lang, s.lang.other()];
    let named = languages.iter().filter_map(|l| s.config.languages.get(l.code()));
    let mut names = named.map(|l| l.publisher.as_str()).filter(|p| !p.is_empty());
    names.next().unwrap_or("Virast")
}

fn publication(x: &mut Xml, s: &Subject<'_>) {
    x.block("publicationStmt", &[], |x| {
        x.leaf("publisher", &[], publisher(s));
        let since = s.config.since.to_string();
        x.block("date", &[("when", &since)], |x| x.text(&since));
        let address = Address::article(s.lang, &s.article.id).absolute(&s.config.base_url);
        x.leaf("idno", &[("type", "URI")], &address);
        if let Some(licence) = s.article.licence.as_deref().filter(|l| !l.trim().is_empty()) {
            let target = if licence.starts_with("http") { licence } else { "" };
            x.block("availability", &[], |x| {
                x.leaf("licence", &[("target", target)], licence);
            });
        }
    });
}

/// The printed article.
fn source(x: &mut Xml, s: &Subject<'_>) {
    let printed = reference::of_article(s.article);
    x.block("biblStruct", &[("type", "journalArticle")], |x| {
        x.block("analytic", &[], |x| {
            titles(x, s, "a");
            authors(x, s);
            identifiers(x, s, &printed);
        });
        x.block("monogr", &[], |x| {
            let journal = s.article.journal.nearest(s.lang);
            match journal {
                Some((lang, journal)) => {
                    x.leaf("title", &[("level", "j"), ("xml:lang", lang.code())], journal);
                }
                // The schema asks for a title; this one says that none is known.
                None => x.empty_block("title", &[("level", "j")]),
            }
            x.block("imprint", &[], |x| {
                printed_date(x, s);
                let scopes = [("volume", &printed.volume), ("issue", &printed.issue)];
                for (unit, value) in scopes {
                    x.leaf_of("biblScope", &[("unit", unit)], value.as_deref());
                }
                if let Some(pages) = &printed.pages {
                    let (from, to) = pages.split_once('-').unwrap_or((pages, ""));
                    // The attributes hold one word each.
                    let is_plain = pages.chars().all(|c| c.is_ascii_digit() || c == '-');
                    let (from, to) = if is_plain { (from, to) } else { ("", "") };
                    let attributes = [("unit", "page"), ("from", from), ("to", to)];
                    x.leaf("biblScope", &attributes, pages);
                }
            });
        });
    });
}

/// By what the printed article, and the file that its text was read from, are known.
fn identifiers(x: &mut Xml, s: &Subject<'_>, printed: &Reference) {
    let report = s.article.report.as_deref();
    let hash = report.map(|r| r.source.blake3.as_str());
    let known = [
        ("DOI", printed.doi.as_deref()),
        ("DOR", printed.dor.as_deref()),
        ("URL", printed.url.as_deref()),
        ("BLAKE3", hash),
    ];
    for (kind, id) in known {
        x.leaf_of("idno", &[("type", kind)], id);
    }
}

/// The imprint needs one date; an article without one says so.
fn printed_date(x: &mut Xml, s: &Subject<'_>) {
    let dates = [
        ("published", &s.article.published),
        ("received", &s.article.received),
        ("accepted", &s.article.accepted),
    ];
    let mut has_date = false;
    for (kind, date) in dates {
        let Some(date) = date else { continue };
        has_date = true;
        let mut attributes: Vec<(&str, String)> = vec![("type", kind.to_owned())];
        attributes.extend(date_attributes(date));
        if date.calendar == Calendar::SolarHijri {
            attributes.push(("calendar", calendar(date).to_owned()));
        }
        let attributes: Vec<Attribute<'_>> =
            attributes.iter().map(|(n, v)| (*n, v.as_str())).collect();
        x.leaf("date", &attributes, date.written.trim_end_matches("SH").trim());
    }
    if !has_date {
        x.leaf("date", &[], "n.d.");
    }
}

fn encoding(x: &mut Xml, s: &Subject<'_>) {
    x.block("encodingDesc", &[], |x| {
        if s.full_text().is_some() {
            x.block("editorialDecl", &[], |x| {
                let correction = [("status", "medium"), ("method", "markup")];
                x.block("correction", &correction, |x| {
                    x.leaf("p", &[], "Damage done by the extraction of the text is repaired; the authors' own spelling stays. Each change stands as a choice in the text, or in the list of changes with its line of the source.");
                });
                x.block("normalization", &[("method", "silent")], |x| {
                    x.leaf("p", &[], "ARABIC LETTER YEH and KAF are the Persian letters, presentation forms their letters, kashida is gone.");
                });
            });
        }
        x.block("appInfo", &[], |x| {
            let application =
                [("xml:id", MAKER), ("ident", MAKER), ("version", env!("CARGO_PKG_VERSION"))];
            x.block("application", &application, |x| x.leaf("label", &[], "Virast"));
        });
    });
}

fn profile(x: &mut Xml, s: &Subject<'_>) {
    x.block("profileDesc", &[], |x| {
        x.block("langUsage", &[], |x| {
            x.leaf("language", &[("ident", "fa")], "Persian");
            x.leaf("language", &[("ident", "en")], "English");
        });
        x.block("calendarDesc", &[], |x| {
            let calendars = [
                ("SolarHijri", "Solar Hijri, as in Iran"),
                ("EDTF", "Gregorian, written as Extended Date/Time Format, level 1"),
            ];
            for (id, name) in calendars {
                x.block("calendar", &[("xml:id", id)], |x| x.leaf("p", &[], name));
            }
        });
        for (lang, summary) in versions(s).filter_map(|(l, v)| Some((l, v.summary.as_deref()?))) {
            x.block("abstract", &[("xml:lang", lang.code())], |x| x.leaf("p", &[], summary));
        }
        if versions(s).any(|(_, v)| !v.keywords.is_empty()) {
            x.block("textClass", &[], |x| {
                for (lang, version) in versions(s).filter(|(_, v)| !v.keywords.is_empty()) {
                    x.block("keywords", &[("xml:lang", lang.code())], |x| {
                        version.keywords.iter().for_each(|k| x.leaf("term", &[], k));
                    });
                }
            });
        }
    });
}

fn versions<'s>(
    s: &'s Subject<'_>,
) -> impl Iterator<Item = (Lang, &'s crate::model::article::ArticleVersion)> {
    let languages = [s.lang, s.lang.other()];
    languages.into_iter().filter_map(|l| Some((l, s.article.versions.get(l).as_ref()?)))
}

/// The import's changes that have no certain place in the text, by their line
/// of the source.
fn revision(x: &mut Xml, s: &Subject<'_>) {
    if s.findings.rest.is_empty() {
        return;
    }
    x.block("revisionDesc", &[], |x| {
        x.block("listChange", &[], |x| {
            for correction in &s.findings.rest {
                let line = correction.line.to_string();
                let maker = format!("#{MAKER}");
                x.block("change", &[("n", &line), ("who", &maker)], |x| choice(x, correction));
            }
        });
    });
}

/// What stood there and what stands there now.
pub(super) fn choice(x: &mut Xml, correction: &Correction) {
    let maker = format!("#{MAKER}");
    let kind = word(&correction.pass);
    let cert = match correction.confidence {
        c if c >= 0.9 => "high",
        c if c >= 0.6 => "medium",
        _ => "low",
    };
    x.run("choice", &[], |x| {
        x.run("sic", &[], |x| x.text(&correction.before));
        let attributes = [("resp", maker.as_str()), ("cert", cert), ("type", kind.as_str())];
        x.run("corr", &attributes, |x| x.text(&correction.after));
    });
}

/// A name as one word, as attributes that list words need it.
pub(super) fn word(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-")
}
