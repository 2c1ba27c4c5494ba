//! Citations in running text: author and year, linked to the bibliography.
//!
//! A Persian page writes a Persian work «(کولایی، ۱۳۸۹، ص ۱۲)» and leaves a
//! Latin one in its own script, isolated, inside the sentence's brackets. An
//! English page writes `(Waltz 1979, 51)`, and a Persian work by its author's
//! name in Latin letters.

use crate::content::tree::{CitationForm, CitationItem};
use crate::model::work::{Name, Work};
use crate::render::address::Address;
use crate::render::html::bidi;
use crate::render::leaf::Leaf;
use crate::text::{Lang, persian};

/// Appends a citation with its brackets.
pub fn write(
    out: &mut String,
    leaf: &Leaf,
    form: CitationForm,
    items: &[CitationItem],
    works: &[Option<usize>],
) {
    let brackets = form != CitationForm::Narrative;
    if brackets {
        out.push('(');
    }
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push_str(leaf.words.say("citation.semicolon"));
        }
        let work = works.get(n).copied().flatten();
        write_item(out, leaf, form, item, work);
    }
    if brackets {
        out.push(')');
    }
}

fn write_item(
    out: &mut String,
    leaf: &Leaf,
    form: CitationForm,
    item: &CitationItem,
    work: Option<usize>,
) {
    if !item.prefix.is_empty() {
        bidi::text(out, item.prefix.trim(), leaf.lang);
        out.push(' ');
    }
    let found = work.and_then(|n| leaf.press.edition.records.works.get(n));
    match found {
        None => bidi::text(out, &item.key, leaf.lang),
        Some(work) => {
            let script = script(work, leaf.lang);
            let href = leaf.place(&Address::bibliography(leaf.lang), &work.key);
            out.push_str("<a class=\"cite\" href=\"");
            bidi::escape(out, &href);
            out.push('"');
            if script != leaf.lang {
                out.push_str(bidi::attributes(script));
            }
            out.push('>');
            let label = label(leaf, work, form, item.pages.as_deref());
            bidi::text(out, &label, script);
            out.push_str("</a>");
        }
    }
    if !item.suffix.is_empty() {
        out.push_str(leaf.words.say("citation.comma"));
        bidi::text(out, item.suffix.trim_start_matches([',', '،', ' ']), leaf.lang);
    }
}

/// The script in which a page of `lang` writes a work.
fn script(work: &Work, lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::En,
        Lang::Fa => work.lang,
    }
}

/// What a page calls a work: author and year, plain text.
pub fn name(leaf: &Leaf, work: &Work) -> String {
    label(leaf, work, CitationForm::Parenthetical, None)
}

fn label(leaf: &Leaf, work: &Work, form: CitationForm, pages: Option<&str>) -> String {
    let script = script(work, leaf.lang);
    // In the words of the script: a Latin work in a Persian page says `p.`, `and`.
    let words = leaf.press.theme.words(script);
    let comma = words.say("citation.comma");
    let author = author(work, script, |key| words.say(key).to_owned());
    let mut date = year(work, leaf.lang, script, words.say("citation.undated"));
    if let Some(pages) = pages.filter(|p| !p.is_empty()) {
        date.push_str(comma);
        let shown = page_range(pages, script);
        if leaf.lang == Lang::En || !pages.starts_with(|c| persian::digit_value(c).is_some()) {
            date.push_str(&shown);
        } else {
            let key = if shown.contains('–') { "citation.pages" } else { "citation.page" };
            date.push_str(&words.fill(key, &[("n", &shown)]));
        }
    }
    match form {
        CitationForm::YearOnly => date,
        CitationForm::Narrative => format!("{author} ({date})"),
        // Chicago sets no comma between author and year.
        CitationForm::Parenthetical if leaf.lang == Lang::En => format!("{author} {date}"),
        CitationForm::Parenthetical => format!("{author}{comma}{date}"),
    }
}

/// Who signs a work, as citations name them: up to three, else the first.
fn author(work: &Work, script: Lang, say: impl Fn(&str) -> String) -> String {
    let names = if work.authors.is_empty() { &work.editors } else { &work.authors };
    if script != work.lang {
        // A Persian work on an English page: its sort name is in Latin letters.
        let family = work.sort.split(',').next().unwrap_or(&work.sort).trim();
        // A sort name of two is whole; of more, or of one alone, the first stands for all.
        let named = 1 + usize::from(family.contains(" and "));
        return match names.len() {
            n if n <= named && !work.more_authors => family.to_owned(),
            _ => format!("{family}{}", say("citation.and-others")),
        };
    }
    let family = |n: &Name| n.family.clone();
    match names.as_slice() {
        [] => work.title.clone().unwrap_or_else(|| work.key.clone()),
        [one, ..] if work.more_authors => format!("{}{}", family(one), say("citation.and-others")),
        [one] => family(one),
        [one, two] => format!("{}{}{}", family(one), say("citation.and"), family(two)),
        [one, two, three] if script == Lang::En => {
            format!("{}, {},{}{}", family(one), family(two), say("citation.and"), family(three))
        }
        [one, ..] => format!("{}{}", family(one), say("citation.and-others")),
    }
}

/// The year as cited, in the digits of the script.
fn year(work: &Work, lang: Lang, script: Lang, undated: &str) -> String {
    let Some(year) = &work.year else { return undated.to_owned() };
    match script {
        Lang::Fa => persian_year(year),
        Lang::En if work.solar_hijri && lang == Lang::En => format!("{year} SH"),
        Lang::En => year.clone(),
    }
}

/// `1390a` as «۱۳۹۰الف».
pub fn persian_year(year: &str) -> String {
    let letter = match year.chars().next_back() {
        Some('a') => "الف",
        Some('b') => "ب",
        Some('c') => "ج",
        Some('d') => "د",
        Some('e') => "ه",
        Some('f') => "و",
        _ => return persian::to_persian_digits(year),
    };
    format!("{}{letter}", persian::to_persian_digits(&year[..year.len() - 1]))
}

/// Pages in the digits of a script, an en dash between first and last.
pub fn page_range(pages: &str, script: Lang) -> String {
    let plain = pages.replace("--", "–").replace('-', "–");
    match script {
        Lang::Fa => persian::to_persian_digits(&plain),
        Lang::En => persian::to_ascii_digits(&plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persian_year_takes_its_letter_in_persian() {
        assert_eq!(persian_year("1390a"), "۱۳۹۰الف");
        assert_eq!(persian_year("1389"), "۱۳۸۹");
    }

    #[test]
    fn a_range_of_pages_has_an_en_dash() {
        assert_eq!(page_range("12-14", Lang::Fa), "۱۲–۱۴");
        assert_eq!(page_range("۱۲-۱۴", Lang::En), "12–14");
    }
}
