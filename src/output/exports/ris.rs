//! RIS: one tag a line, `TY  - ` first, `ER  - ` last, CRLF line ends.

use crate::model::work::Name;
use crate::output::exports::biblatex;
use crate::output::exports::reference::Reference;

/// References as one file.
pub(super) fn file(references: &[Reference]) -> String {
    references.iter().map(entry).collect::<Vec<_>>().join("\r\n")
}

struct Lines(String);

impl Lines {
    fn tag(&mut self, tag: &str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() {
            self.0.push_str(&format!("{tag}  - {value}\r\n"));
        }
    }

    fn tag_of(&mut self, tag: &str, value: Option<&str>) {
        self.tag(tag, value.unwrap_or_default());
    }

    fn names(&mut self, tag: &str, names: &[Name]) {
        for name in names {
            self.tag(tag, &person(name));
        }
    }
}

fn entry(r: &Reference) -> String {
    let kind = kind(&r.kind);
    let mut l = Lines(String::new());
    l.tag("TY", kind);
    l.tag("ID", &r.key);
    l.names("AU", &r.authors);
    l.names(if kind == "CHAP" { "A2" } else { "ED" }, &r.editors);
    l.names("A4", &r.translators);
    l.tag_of("TI", r.title.as_deref());
    l.tag_of("T2", r.container.as_deref());
    l.tag_of("VL", r.volume.as_deref());
    l.tag_of("IS", r.issue.as_deref());
    if let Some(pages) = &r.pages {
        let (first, last) = pages.split_once('-').unwrap_or((pages, ""));
        l.tag("SP", first);
        l.tag("EP", last);
    }
    l.tag_of("ET", r.edition.as_deref());
    l.tag_of("PB", r.publisher.as_deref());
    l.tag_of("CY", r.location.as_deref());
    date(&mut l, r);
    l.tag("LA", &r.language);
    l.tag_of("DO", r.doi.as_deref());
    l.tag_of("UR", r.url.as_deref());
    l.tag_of("AB", r.summary.as_deref());
    r.keywords.iter().for_each(|k| l.tag("KW", k));
    l.tag_of("N1", biblatex::note(r).as_deref());
    // `TT` would say so, but readers of RIS take it for the title itself.
    if let Some(title) = &r.title_translated {
        l.tag("N1", &format!("titletranslation: {title}"));
    }
    if let Some(dor) = &r.dor {
        l.tag("N1", &format!("DOR: {dor}"));
    }
    if r.more_authors {
        l.tag("N1", "and others");
    }
    if r.as_cited {
        l.tag("N1", "as cited");
    }
    // Readers look for the space after the hyphen even where nothing follows.
    l.0.push_str("ER  - \r\n");
    l.0
}

/// The year; and the date where it is one that is finer than a year.
fn date(l: &mut Lines, r: &Reference) {
    let Some(first) = r.date_parts.first() else { return };
    if let Some(year) = first.first() {
        l.tag("PY", &format!("{year:04}"));
    }
    if let ([_], [year, month, day @ ..]) = (r.date_parts.as_slice(), first.as_slice()) {
        let day = day.first().map(|d| format!("{d:02}")).unwrap_or_default();
        l.tag("DA", &format!("{year:04}/{month:02}/{day}/"));
    }
}

/// The type of reference, from BibLaTeX's.
fn kind(biblatex: &str) -> &'static str {
    match biblatex {
        "article" | "suppperiodical" | "periodical" => "JOUR",
        "book" | "mvbook" | "collection" | "mvcollection" | "proceedings" | "mvproceedings"
        | "reference" | "mvreference" | "manual" | "booklet" => "BOOK",
        "incollection" | "inbook" | "inreference" | "bookinbook" | "suppbook"
        | "suppcollection" => "CHAP",
        "inproceedings" | "conference" => "CONF",
        "thesis" | "phdthesis" | "mastersthesis" => "THES",
        "report" | "techreport" => "RPRT",
        "online" | "electronic" | "www" => "ELEC",
        "unpublished" => "UNPB",
        "legislation" => "STAT",
        "jurisdiction" => "CASE",
        _ => "GEN",
    }
}

fn person(name: &Name) -> String {
    match &name.given {
        Some(given) if !name.is_body => format!("{}, {given}", name.family),
        _ => name.family.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_begins_with_its_type_and_ends_with_crlf() {
        let r = Reference {
            key: "a-1".to_owned(),
            kind: "article".to_owned(),
            language: "fa".to_owned(),
            title: Some("مرز\nو تجارت".to_owned()),
            pages: Some("12-45".to_owned()),
            date_parts: vec![vec![2024, 2, 18]],
            ..Reference::default()
        };
        let expected = [
            "TY  - JOUR",
            "ID  - a-1",
            "TI  - مرز و تجارت",
            "SP  - 12",
            "EP  - 45",
            "PY  - 2024",
            "DA  - 2024/02/18/",
            "LA  - fa",
            "ER  - ",
            "",
        ];
        assert_eq!(file(&[r]), expected.join("\r\n"));
    }
}
