//! Bibliography entries: hayagriva sets each work by Chicago's author-date
//! style, a Persian one by the Persian locale and any other by the English.
//!
//! hayagriva knows one locale a list, so each work is a list of its own. It
//! writes ASCII digits and Latin commas in every locale; in a Persian entry
//! those of the style (never those of a title or an address) are turned here.

use std::collections::BTreeMap;

use citationberg::json::{DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate};
use citationberg::{IndependentStyle, LocaleCode};
use hayagriva::citationberg::FontStyle;
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild,
    ElemChildren, ElemMeta,
};

use crate::model::work::cited;
use crate::model::work::{Name, Work};
use crate::render::html::bidi;
use crate::render::style::Archive;
use crate::text::{Lang, persian};

/// The entry of a work as HTML, without the `<li>` around it.
pub fn entry(work: &Work) -> String {
    let item = csl(work);
    let archive = Archive::get();
    set(work, &item, &archive.style(csl_type(work), &item))
}

/// The entry of a work as a style sets it.
fn set(work: &Work, item: &Item, style: &IndependentStyle) -> String {
    let mut driver = BibliographyDriver::new();
    let locale = LocaleCode(match work.lang {
        Lang::Fa => "fa-IR".to_owned(),
        Lang::En => "en-US".to_owned(),
    });
    let cited = vec![CitationItem::with_entry(item)];
    let locales = Archive::get().locales();
    driver.citation(CitationRequest::new(cited, style, Some(locale.clone()), locales, None));
    let rendered = driver.finish(BibliographyRequest::new(style, Some(locale), locales));
    let list = rendered.bibliography.map(|list| list.items).unwrap_or_default();
    let mut pieces = Vec::new();
    for item in &list {
        flatten(&mut pieces, &item.content, Typed::Style);
    }
    for piece in &mut pieces {
        piece.text = turned(&piece.text, work, piece.typed);
    }
    if work.more_authors {
        add_others(&mut pieces, work.lang);
    }
    mend(&mut pieces);
    let mut out = String::new();
    for piece in &pieces {
        write(&mut out, piece, work.lang);
    }
    out
}

/// Where a piece of an entry comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Typed {
    /// Punctuation, terms and titles.
    Style,
    Date,
    Names,
    /// An address.
    Link,
}

/// A piece of an entry, as long as its form does not change.
struct Piece {
    text: String,
    typed: Typed,
    italic: bool,
    href: Option<String>,
}

/// The pieces of an entry in reading order.
fn flatten(pieces: &mut Vec<Piece>, list: &ElemChildren, typed: Typed) {
    for child in &list.0 {
        match child {
            ElemChild::Text(text) => pieces.push(Piece {
                text: text.text.clone(),
                typed,
                italic: text.formatting.font_style == FontStyle::Italic,
                href: None,
            }),
            ElemChild::Elem(elem) => {
                let typed = match elem.meta {
                    Some(ElemMeta::Date) => Typed::Date,
                    Some(ElemMeta::Names(_) | ElemMeta::Name(..)) => Typed::Names,
                    _ => typed,
                };
                flatten(pieces, &elem.children, typed);
            }
            ElemChild::Markup(text) => {
                pieces.push(Piece { text: text.clone(), typed, italic: false, href: None });
            }
            ElemChild::Link { text, url } => pieces.push(Piece {
                text: text.text.clone(),
                typed: Typed::Link,
                italic: false,
                href: Some(url.clone()),
            }),
            ElemChild::Transparent { .. } => {}
        }
    }
}

/// Says that there are more authors than are named (`and others` in BibLaTeX):
/// `Azad, Sara, et al.`, «آزاد، سارا و همکاران». The style can't, since it shortens
/// lists of names that it has whole; so the words go behind the last name that it
/// set, and no `and` stands before that any more.
fn add_others(pieces: &mut [Piece], lang: Lang) {
    let (and, comma, others) = match lang {
        Lang::Fa => ("و", "، ", " و همکاران"),
        Lang::En => ("and", ", ", ", et al."),
    };
    let names = pieces.iter().take_while(|piece| piece.typed == Typed::Names).count();
    let Some((last, before)) = pieces[..names].split_last_mut() else { return };
    if let Some(between) = before.last_mut()
        && between.text.trim_matches([' ', ',', '،']) == and
    {
        comma.clone_into(&mut between.text);
    }
    last.text.push_str(others);
}

/// Where a field is missing, the style leaves two marks side by side, and after
/// a closing quotation mark it sets a full stop that already stands inside.
fn mend(pieces: &mut [Piece]) {
    // What stands before, without closing quotation marks.
    let mut last = ' ';
    let mut comma_in: Option<usize> = None;
    for at in 0..pieces.len() {
        if pieces[at].typed == Typed::Link {
            last = ' ';
            continue;
        }
        let mut kept = String::with_capacity(pieces[at].text.len());
        let text = std::mem::take(&mut pieces[at].text);
        for c in text.chars() {
            if c == '.' && matches!(last, '?' | '!' | '؟' | '…' | '.') && !text.contains("..") {
                continue;
            }
            if c == '.' && matches!(last, ',' | '،') {
                match comma_in {
                    Some(piece) if piece < at => {
                        pieces[piece].text.pop();
                    }
                    _ => {
                        kept.pop();
                    }
                }
            }
            kept.push(c);
            if matches!(c, ',' | '،') {
                comma_in = Some(at);
            }
            if !matches!(c, '”' | '»' | '’') {
                last = c;
            }
        }
        pieces[at].text = kept;
    }
}

fn write(out: &mut String, piece: &Piece, lang: Lang) {
    if let Some(href) = &piece.href {
        out.push_str("<a dir=\"ltr\" href=\"");
        bidi::escape(out, href);
        out.push_str("\">");
        bidi::escape(out, &piece.text);
        out.push_str("</a>");
    } else if piece.italic {
        out.push_str("<cite>");
        bidi::text(out, &piece.text, lang);
        out.push_str("</cite>");
    } else {
        bidi::text(out, &piece.text, lang);
    }
}

/// One text of an entry as its language writes it.
fn turned(text: &str, work: &Work, typed: Typed) -> String {
    let text = if typed == Typed::Date { with_letter(text, work) } else { text.to_owned() };
    if typed == Typed::Link {
        return text;
    }
    if work.lang == Lang::En {
        // The comma belongs to a name that is turned round: `Doe, Ann, and Tom Roe`.
        let is_turned = work.authors.first().is_some_and(|name| name.given.is_some());
        let pair = typed == Typed::Names && work.authors.len() == 2 && !is_turned;
        return if pair { text.replace(", and ", " and ") } else { text };
    }
    if typed == Typed::Date {
        return text.split(' ').map(cited::persian_year).collect::<Vec<_>>().join(" ");
    }
    if text.chars().any(|c| c.is_ascii_alphabetic()) {
        return text;
    }
    let text = persian::to_persian_digits(&text.replace("بدون تاریخ", UNDATED))
        .replace(',', "،")
        .replace(';', "؛")
        .replace(['“', '"'], "«")
        .replace('”', "»");
    // Persian sets no comma before the last name.
    let text = text.replace("، و ", " و ");
    // The full stop stands outside the quotation marks in Persian.
    text.replace(".»", "».")
}

/// What a Persian entry says in place of a year, as citations do.
const UNDATED: &str = "بی‌تا";

/// hayagriva holds a year as a number; the letter of `2016a` comes back here.
fn with_letter(text: &str, work: &Work) -> String {
    let Some(year) = &work.year else { return text.to_owned() };
    let plain: String = year.chars().take_while(char::is_ascii_digit).collect();
    if plain.len() < year.len() { text.replacen(&plain, year, 1) } else { text.to_owned() }
}

/// A work as a CSL item.
fn csl(work: &Work) -> Item {
    let mut fields: BTreeMap<String, Value> = BTreeMap::new();
    let mut set = |name: &str, value: Option<&String>| {
        if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
            fields.insert(name.to_owned(), Value::String(value.clone()));
        }
    };
    set("id", Some(&work.key));
    set("type", Some(&csl_type(work).to_owned()));
    // Of no language that the style knows: it would recase an English title, which
    // stands in the bibliography as it is to be printed.
    set("language", Some(&"und".to_owned()));
    set("title", title(work).as_ref());
    set("container-title", work.container.as_ref());
    set("volume", work.volume.as_ref());
    set("issue", work.issue.as_ref());
    set("page", work.pages.as_ref());
    set("publisher", work.publisher.as_ref());
    set("publisher-place", work.location.as_ref());
    set("edition", work.edition.as_ref());
    set("DOI", work.doi.as_ref());
    set("URL", if work.doi.is_some() { None } else { work.url.as_ref() });
    for (role, people) in
        [("author", &work.authors), ("editor", &work.editors), ("translator", &work.translators)]
    {
        let named = people.iter().filter(|name| !name.family.trim().is_empty());
        let names: Vec<NameValue> = named.map(name).collect();
        if !names.is_empty() {
            fields.insert(role.to_owned(), Value::Names(names));
        }
    }
    if let Some(year) = work.year.as_ref().and_then(|y| number(y)) {
        let date_parts = citationberg::json::VecDateRange(vec![VecDate(vec![year])]);
        let date = DateValue::DateParts { date_parts, literal: None, season: None, circa: false };
        fields.insert("issued".to_owned(), Value::Date(date));
    }
    Item(fields)
}

/// A title that the style sets in quotation marks has single ones inside.
fn title(work: &Work) -> Option<String> {
    let title = work.title.as_ref()?;
    match csl_type(work) {
        "book" | "thesis" | "report" => Some(title.clone()),
        _ => Some(title.replace('“', "‘").replace('”', "’")),
    }
}

fn number(year: &str) -> Option<i16> {
    let digits: String = year.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn name(name: &Name) -> NameValue {
    if name.is_body || name.given.is_none() {
        return NameValue::Literal(LiteralName { literal: name.family.clone() });
    }
    NameValue::Item(NameItem {
        family: name.family.clone(),
        given: name.given.clone(),
        non_dropping_particle: None,
        dropping_particle: None,
        suffix: None,
        comma_suffix: None,
    })
}

/// CSL's name for a kind of BibLaTeX entry.
fn csl_type(work: &Work) -> &'static str {
    match work.kind.as_str() {
        "article" | "periodical" => "article-journal",
        "incollection" | "inbook" | "inreference" => "chapter",
        "inproceedings" | "conference" => "paper-conference",
        "thesis" | "phdthesis" | "mastersthesis" => "thesis",
        "report" | "techreport" => "report",
        "online" | "electronic" | "www" => "webpage",
        "book" | "mvbook" | "collection" | "proceedings" | "booklet" => "book",
        _ => "document",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Place;

    fn work(lang: Lang, kind: &str) -> Work {
        Work {
            key: "key".to_owned(),
            place: Place::start_of("x.bib"),
            kind: kind.to_owned(),
            lang,
            authors: Vec::new(),
            editors: Vec::new(),
            translators: Vec::new(),
            title: None,
            container: None,
            volume: None,
            issue: None,
            pages: None,
            publisher: None,
            location: None,
            edition: None,
            doi: None,
            url: None,
            year: None,
            more_authors: false,
            solar_hijri: lang == Lang::Fa,
            as_cited: false,
            found: false,
            sort: String::new(),
        }
    }

    fn people(names: &[(&str, Option<&str>)]) -> Vec<Name> {
        let name = |(family, given): &(&str, Option<&str>)| Name {
            family: (*family).to_owned(),
            given: given.map(str::to_owned),
            is_body: false,
        };
        names.iter().map(name).collect()
    }

    /// Tags are left out of what was made.
    #[track_caller]
    fn check(work: &Work, expected: &str) {
        let mut text = String::new();
        let mut inside = false;
        for c in entry(work).chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        assert_eq!(text, expected);
    }

    #[test]
    fn a_persian_work_has_persian_figures_and_marks() {
        let work = Work {
            authors: people(&[("کاظمی", Some("مینا")), ("نوری", Some("رضا"))]),
            title: Some("مرزهای آب".to_owned()),
            container: Some("پژوهش‌های مرزی".to_owned()),
            volume: Some("4".to_owned()),
            issue: Some("2".to_owned()),
            pages: Some("12-45".to_owned()),
            year: Some("1390a".to_owned()),
            ..work(Lang::Fa, "article")
        };
        check(&work, "کاظمی، مینا و رضا نوری. ۱۳۹۰الف. «مرزهای آب». پژوهش‌های مرزی ۴ (۲): ۱۲–۴۵.");
    }

    #[test]
    fn what_is_missing_leaves_no_mark_behind() {
        let work = Work {
            authors: people(&[("Doe", Some("Ann"))]),
            title: Some("Whose “Near” Abroad?".to_owned()),
            container: Some("The Daily".to_owned()),
            year: Some("2011".to_owned()),
            ..work(Lang::En, "article")
        };
        check(&work, "Doe, Ann. 2011. “Whose ‘Near’ Abroad?” The Daily.");
    }

    #[test]
    fn an_english_title_keeps_its_capitals() {
        let work = Work {
            authors: people(&[("Doe", Some("Ann"))]),
            title: Some("The CSTO (and the SCO)".to_owned()),
            publisher: Some("Press".to_owned()),
            year: Some("2016a".to_owned()),
            ..work(Lang::En, "book")
        };
        check(&work, "Doe, Ann. 2016a. The CSTO (and the SCO). Press.");
    }

    #[test]
    fn two_names_that_are_not_turned_round_need_no_comma() {
        let authors = people(&[("Doe", None), ("Roe", None)]);
        let work = Work { authors, year: Some("2018".to_owned()), ..work(Lang::En, "misc") };
        check(&work, "Doe and Roe. 2018.");
    }

    #[test]
    fn a_style_for_a_type_sets_what_the_whole_one_does() {
        let kinds =
            ["article", "inbook", "inproceedings", "thesis", "report", "online", "book", "x"];
        let some = |n: usize, text: &str| (n != 0).then(|| text.to_owned());
        for (kind, bits) in
            kinds.iter().flat_map(|kind| (0..256_usize).map(move |bits| (kind, bits)))
        {
            let names = people(&[("Doe", Some("Ann")), ("Roe", None), ("آزاد", Some("سارا"))]);
            let work = Work {
                authors: names[..bits % 4].to_vec(),
                editors: names[..bits / 4 % 2].to_vec(),
                translators: names[..bits.min(1) * (bits % 4).min(1) * (bits / 16 % 2)].to_vec(),
                title: some(bits / 4 % 4, "Of “Salt” and water?"),
                container: some(bits / 8 % 2, "The Daily"),
                volume: some(bits / 16 % 2, "4"),
                issue: some(bits / 16 % 4, "2"),
                pages: some(bits / 32 % 2, "12-45"),
                publisher: some(bits / 64 % 2, "Press"),
                location: some(bits / 64 % 4, "Bukhara"),
                edition: some(bits / 32 % 4, "2"),
                doi: some(bits / 128 % 2, "10.1/x"),
                url: some(bits / 8 % 4, "https://x.org/"),
                year: some(bits % 3, "2011"),
                ..work(if bits % 5 == 0 { Lang::Fa } else { Lang::En }, kind)
            };
            // What stands for an author the whole style sets in another form.
            if work.authors.is_empty() && !work.editors.is_empty() {
                continue;
            }
            let (item, archive) = (csl(&work), Archive::get());
            let own = archive.style(csl_type(&work), &item);
            assert_eq!(set(&work, &item, &own), set(&work, &item, archive.whole()));
        }
    }

    #[test]
    fn where_nobody_wrote_it_who_edited_or_translated_it_stands_first() {
        let book = |lang, editors: &[(&str, Option<&str>)], translators| Work {
            editors: people(editors),
            translators: people(translators),
            title: Some("نمک".to_owned()),
            year: Some("1390".to_owned()),
            ..work(lang, "book")
        };
        let doe = [("Doe", Some("Ann"))];
        check(&book(Lang::En, &doe, &[]), "Doe, Ann, ed. 1390. نمک.");
        check(&book(Lang::En, &[], &doe), "Doe, Ann, trans. 1390. نمک.");
        let azad = [("آزاد", Some("سارا"))];
        check(&book(Lang::Fa, &azad, &[]), "آزاد، سارا، ویراستار. ۱۳۹۰. نمک.");
        check(&book(Lang::Fa, &[], &azad), "آزاد، سارا، مترجم. ۱۳۹۰. نمک.");
    }

    #[test]
    fn an_entry_as_cited_says_what_is_known() {
        let work = Work { authors: people(&[("کاظمی", None)]), ..work(Lang::Fa, "misc") };
        check(&work, "کاظمی. بی‌تا.");
    }

    #[test]
    fn authors_that_are_not_named_stand_behind_those_that_are() {
        let others = |lang, names: &[(&str, Option<&str>)]| Work {
            authors: people(names),
            more_authors: true,
            year: Some("2010".to_owned()),
            ..work(lang, "misc")
        };
        check(&others(Lang::En, &[("Azad", Some("Sara"))]), "Azad, Sara, et al. 2010.");
        let two = [("Azad", Some("Sara")), ("Roe", Some("Tom"))];
        check(&others(Lang::En, &two), "Azad, Sara, Tom Roe, et al. 2010.");
        check(&others(Lang::Fa, &[("آزاد", Some("سارا"))]), "آزاد، سارا و همکاران. ۲۰۱۰.");
        let two = [("آزاد", Some("سارا")), ("نوری", None)];
        check(&others(Lang::Fa, &two), "آزاد، سارا، نوری و همکاران. ۲۰۱۰.");
        check(&others(Lang::Fa, &[("آزاد", None)]), "آزاد و همکاران. ۲۰۱۰.");
    }
}
