//! BibLaTeX, as Zotero and JabRef read it.

use crate::model::work::Name;
use crate::output::exports::reference::Reference;
use crate::text::persian;

/// References as one file.
pub(super) fn file(references: &[Reference]) -> String {
    references.iter().map(entry).collect::<Vec<_>>().join("\n")
}

/// The fields of an entry, in the order in which they are written.
struct Fields(String);

impl Fields {
    /// A field whose value may be read as TeX, so that what TeX would read
    /// otherwise is escaped.
    fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.raw(name, &escape(value));
        }
    }

    /// A title: braces within the braces keep its capitals.
    fn title(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.raw(name, &format!("{{{}}}", escape(value)));
        }
    }

    /// A field that BibLaTeX takes as it stands: an address, an identifier.
    fn verbatim(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            let safe = value.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C");
            self.raw(name, &safe);
        }
    }

    fn names(&mut self, name: &str, names: &[Name], has_more: bool) {
        let mut names: Vec<String> = names.iter().map(person).collect();
        if has_more && !names.is_empty() {
            names.push("others".to_owned());
        }
        if !names.is_empty() {
            self.raw(name, &names.join(" and "));
        }
    }

    fn raw(&mut self, name: &str, value: &str) {
        self.0.push_str(&format!("  {name} = {{{value}}},\n"));
    }
}

fn entry(r: &Reference) -> String {
    let mut f = Fields(String::new());
    f.names("author", &r.authors, r.more_authors);
    f.names("editor", &r.editors, false);
    f.names("translator", &r.translators, false);
    f.title("title", r.title.as_deref());
    f.text("titleaddon", r.title_translated.as_deref());
    f.text(container_field(&r.kind), r.container.as_deref());
    f.text("volume", r.volume.as_deref());
    f.text("number", r.issue.as_deref());
    f.text("pages", r.pages.as_deref().map(|p| p.replace('-', "--")).as_deref());
    f.text("edition", r.edition.as_deref());
    f.text(publisher_field(&r.kind), r.publisher.as_deref());
    f.text("location", r.location.as_deref());
    f.verbatim("date", r.date.as_deref());
    f.text("language", Some(&r.language));
    f.text("langid", babel_name(&r.language));
    f.verbatim("doi", r.doi.as_deref());
    if r.dor.is_some() {
        f.verbatim("eprint", r.dor.as_deref());
        f.raw("eprinttype", "dor");
    }
    f.verbatim("url", r.url.as_deref());
    f.text("abstract", r.summary.as_deref());
    let mut keywords: Vec<String> = r.keywords.iter().map(|k| keyword(k)).collect();
    if r.as_cited {
        keywords.push("as-cited".to_owned());
    }
    if !keywords.is_empty() {
        f.raw("keywords", &keywords.join(", "));
    }
    f.text("note", note(r).as_deref());
    format!("@{}{{{},\n{}}}\n", r.kind, r.key, f.0)
}

/// What the year as cited says beyond the date: its calendar, its letter.
pub(super) fn note(r: &Reference) -> Option<String> {
    let letter = r.year_letter.as_deref().unwrap_or_default();
    if let Some(solar) = &r.solar_hijri {
        let year = persian::to_persian_digits(&solar.replace('-', "/"));
        return Some(format!("{year}{letter} ش."));
    }
    let year = r.date_parts.first()?.first()?;
    (!letter.is_empty()).then(|| format!("cited as {year}{letter}"))
}

fn container_field(kind: &str) -> &'static str {
    match kind {
        "incollection" | "inproceedings" | "inbook" | "inreference" | "bookinbook" | "suppbook"
        | "suppcollection" | "conference" => "booktitle",
        _ => "journaltitle",
    }
}

fn publisher_field(kind: &str) -> &'static str {
    match kind {
        "thesis" | "phdthesis" | "mastersthesis" | "report" | "techreport" => "institution",
        "online" | "electronic" | "www" => "organization",
        _ => "publisher",
    }
}

fn babel_name(language: &str) -> Option<&'static str> {
    match language.split('-').next()? {
        "fa" => Some("persian"),
        "en" => Some("english"),
        "ru" => Some("russian"),
        "ar" => Some("arabic"),
        "tr" => Some("turkish"),
        "de" => Some("german"),
        "fr" => Some("french"),
        _ => None,
    }
}

/// `Family, Given`; what BibLaTeX would take apart stands in braces.
fn person(name: &Name) -> String {
    let family = escape(&name.family);
    if name.is_body {
        return format!("{{{family}}}");
    }
    match &name.given {
        Some(given) => format!("{}, {}", whole(&name.family), whole_given(given)),
        None => whole(&name.family),
    }
}

/// A family name of several words, or with a comma, is one all the same.
fn whole(family: &str) -> String {
    let text = escape(family);
    if family.contains([' ', ',']) { format!("{{{text}}}") } else { text }
}

/// A given name with a comma, or with the word that stands between names.
fn whole_given(given: &str) -> String {
    let text = escape(given);
    if given.contains(',') || given.split(' ').any(|w| w.eq_ignore_ascii_case("and")) {
        format!("{{{text}}}")
    } else {
        text
    }
}

fn keyword(word: &str) -> String {
    let text = escape(word);
    if word.contains(',') { format!("{{{text}}}") } else { text }
}

/// The text with what TeX would read otherwise escaped.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '{' | '}' | '%' | '#' | '&' | '_' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push(' '),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use biblatex::{Bibliography, ChunksExt, DateValue, PermissiveType};

    use super::*;

    fn reference(key: &str) -> Reference {
        Reference {
            key: key.to_owned(),
            kind: "article".to_owned(),
            language: "fa".to_owned(),
            ..Reference::default()
        }
    }

    fn parse(r: Reference) -> biblatex::Entry {
        let text = file(&[r]);
        Bibliography::parse(&text).unwrap().iter().next().unwrap().clone()
    }

    #[track_caller]
    fn check(text: &str) {
        let title = Some(text.to_owned());
        let read = parse(Reference { title, ..reference("a-1") });
        assert_eq!(read.title().unwrap().format_verbatim(), text);
    }

    #[test]
    fn titles_come_back_as_they_were() {
        check("امنیت و توسعه: نگاهی به «راه‌گذر»");
        check("Profit & Loss: 50% of #1, a_b and $3");
        check("NATO {and} others");
    }

    #[test]
    fn names_of_several_words_stay_together() {
        let family = "حسینی زاده".to_owned();
        let authors = vec![
            Name { family, given: Some("لاله".to_owned()), is_body: false },
            Name { family: "Peace and Law Group".to_owned(), given: None, is_body: true },
        ];
        let read = parse(Reference { authors, ..reference("b") });
        let names = read.author().unwrap();
        assert_eq!(names.len(), 2);
        assert_eq!((names[0].name.as_str(), names[0].given_name.as_str()), ("حسینی زاده", "لاله"));
        assert_eq!(names[1].name, "Peace and Law Group");
    }

    #[test]
    fn a_solar_hijri_year_is_two_years_and_a_note() {
        let read = parse(Reference {
            date: Some("2023/2024".to_owned()),
            date_parts: vec![vec![2023], vec![2024]],
            solar_hijri: Some("1402".to_owned()),
            year_letter: Some("الف".to_owned()),
            ..reference("c")
        });
        let PermissiveType::Typed(date) = read.date().unwrap() else { panic!("no date") };
        assert!(matches!(date.value, DateValue::Between(a, b) if a.year == 2023 && b.year == 2024));
        assert_eq!(read.note().unwrap().format_verbatim(), "۱۴۰۲الف ش.");
    }

    #[test]
    fn nothing_empty_is_written() {
        assert_eq!(
            file(&[reference("d")]),
            "@article{d,\n  language = {fa},\n  langid = {persian},\n}\n"
        );
    }
}
