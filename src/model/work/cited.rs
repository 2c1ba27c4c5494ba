//! A work as running text cites it: who, when, which pages. Worded once, for
//! pages, books, TEI and excerpts; each hands in the words of its own.
//!
//! A Persian text leaves a Latin work in its own script and says `p.` beside
//! it; an English text writes every work in Latin letters.

use crate::content::tree::CitationForm;
use crate::model::work::{Name, Work};
use crate::text::{Lang, persian};

/// What citations say in one language.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'w> {
    /// Between the parts of a citation.
    pub comma: &'w str,
    /// Between two works.
    pub semicolon: &'w str,
    /// Before the last of several names.
    pub and: &'w str,
    /// In place of the names that are not given.
    pub and_others: &'w str,
    /// In place of a year.
    pub undated: &'w str,
    /// One page, which stands for `{n}`.
    pub page: &'w str,
    /// Several pages.
    pub pages: &'w str,
}

/// A work as it is cited in a text.
#[derive(Clone, Debug)]
pub struct Cited<'w> {
    /// The language of the text.
    around: Lang,
    comma: &'w str,
    names: String,
    year: String,
    pages: Option<String>,
}

impl<'w> Cited<'w> {
    /// A work as a text of the language `around` cites it. `terms` are those of
    /// the script in which such a text writes the work ([`script`]).
    pub fn new(work: &Work, pages: Option<&str>, around: Lang, terms: Terms<'w>) -> Self {
        let script = script(work, around);
        let pages = pages.map(str::trim).filter(|p| !p.is_empty());
        Self {
            around,
            comma: terms.comma,
            names: names(work, script, terms),
            year: year(work, around, script, terms.undated),
            pages: pages.map(|p| numbered(p, around, script, terms)),
        }
    }

    /// The work in one of the forms, with what stands after its pages:
    /// `Nader 1998, 4`, «نادر، ۱۳۷۷، ص ۴».
    pub fn words(&self, form: CitationForm, suffix: Option<&str>) -> String {
        let Self { around, comma, names, year, pages } = self;
        let parts = std::iter::once(year.as_str()).chain(pages.as_deref()).chain(suffix);
        let after = parts.filter(|t| !t.is_empty()).collect::<Vec<_>>().join(comma);
        match form {
            _ if after.is_empty() => names.clone(),
            CitationForm::Narrative => format!("{names} ({after})"),
            CitationForm::YearOnly => after,
            // Chicago sets no comma between author and year.
            CitationForm::Parenthetical if *around == Lang::En => format!("{names} {after}"),
            CitationForm::Parenthetical => format!("{names}{comma}{after}"),
        }
    }
}

/// The script in which a text of the language `around` writes a work.
pub fn script(work: &Work, around: Lang) -> Lang {
    match around {
        Lang::En => Lang::En,
        Lang::Fa => work.lang,
    }
}

/// Who signs a work: up to three, else the first; its title where nobody is named.
fn names(work: &Work, script: Lang, terms: Terms) -> String {
    let people = if work.authors.is_empty() { &work.editors } else { &work.authors };
    let Terms { and, and_others, .. } = terms;
    if script != work.lang {
        // A Persian work in an English text: its sort name is in Latin letters.
        let family = work.sort.split(',').next().unwrap_or(&work.sort).trim();
        // A sort name of two is whole; of more, or of one alone, the first stands for all.
        let named = 1 + usize::from(family.contains(" and "));
        let is_whole = people.len() <= named && !work.more_authors;
        return format!("{family}{}", if is_whole { "" } else { and_others });
    }
    let family = |name: &Name| name.family.clone();
    match people.as_slice() {
        [] => work.title.clone().unwrap_or_else(|| work.key.clone()),
        [one, ..] if work.more_authors => format!("{}{and_others}", family(one)),
        [one] => family(one),
        [one, two] => format!("{}{and}{}", family(one), family(two)),
        [one, two, three] if script == Lang::En => {
            // Three of them have a comma before the `and` too.
            let last = if and.starts_with(' ') { format!(",{and}") } else { and.to_owned() };
            format!("{}, {}{last}{}", family(one), family(two), family(three))
        }
        [one, ..] => format!("{}{and_others}", family(one)),
    }
}

/// The year as cited, in the digits of the script.
pub fn year(work: &Work, around: Lang, script: Lang, undated: &str) -> String {
    let Some(year) = &work.year else { return undated.to_owned() };
    match script {
        Lang::Fa => persian_year(year),
        Lang::En if work.solar_hijri && around == Lang::En => format!("{year} SH"),
        Lang::En => year.clone(),
    }
}

/// Pages with their label: an English text gives them bare, as Chicago does, and
/// what is no number (`ch. 2`) stands as it was written.
fn numbered(pages: &str, around: Lang, script: Lang, terms: Terms) -> String {
    let shown = page_range(pages, script);
    if around == Lang::En || !pages.starts_with(|c| persian::digit_value(c).is_some()) {
        return shown;
    }
    let are_several = shown.contains(['–', ',', '،']);
    let label = if are_several { terms.pages } else { terms.page };
    label.replace("{n}", &shown)
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
