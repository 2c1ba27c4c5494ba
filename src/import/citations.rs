//! Author-year citations: `(نیکنام، 1390: 12)`, `(Nikan & Berg, 1999, p. 4)`,
//! `نیکنام (1390)`, several works in one bracket, `et al.`, `n.d.`, `پیشین`.

use std::collections::BTreeMap;

use crate::import::keys;
use crate::import::ledger::{Edit, Ledger, Text};
use crate::import::report;
use crate::text::fold::fold;
use crate::text::persian;

/// A cited work as its bracket names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// As printed.
    pub authors: String,
    /// As printed.
    pub year: String,
    /// Or empty.
    pub pages: String,
}

/// Works that the bibliography has: family name of the first author, as
/// [`folded`] gives it, and year → key.
pub type Works = BTreeMap<(String, String), String>;

/// All citations of an article.
#[derive(Debug, Default)]
pub struct Citations {
    /// In reading order, for the report.
    pub list: Vec<report::Citation>,
    /// Works not in the bibliography: key → what the text says of them.
    pub found: BTreeMap<String, Cited>,
}

impl Citations {
    /// Finds the citations of a paragraph and puts `[@key, p. 4]` in their place.
    pub fn take(&mut self, text: &mut Text, works: &Works, ledger: &mut Ledger) {
        let mut edits = Vec::new();
        let mut at = 0;
        while at < text.len() {
            if text.chars[at] != '(' {
                at += 1;
                continue;
            }
            let Some(length) = text.chars[at..].iter().take(400).position(|c| *c == ')') else {
                break;
            };
            let inner: String = text.chars[at + 1..at + length].iter().collect();
            let line = text.line_at(at);
            if let Some(new) = self.bracket(&inner, text, at, line, works) {
                let end = at + length + 1;
                edits.push(Edit::new(at..end, new, 0.9));
                at = end;
            } else {
                at += 1;
            }
        }
        // The ledger is for the extractor's words; a citation's new form is no change of them.
        let mut scratch = Ledger::default();
        text.apply(edits, "citations", &mut scratch);
        ledger.doubts.extend(scratch.doubts);
    }

    fn bracket(
        &mut self,
        inner: &str,
        text: &Text,
        at: usize,
        line: u32,
        works: &Works,
    ) -> Option<String> {
        if let Some(year) = year_alone(inner) {
            let authors = narrative_authors(text, at)?;
            let cited = Cited { authors, year: year.0, pages: year.1 };
            let key = self.add(&cited, "narrative", line, works);
            return Some(format!("[-@{key}{}]", locator(&cited)));
        }
        let list = parse(inner)?;
        let mut parts = Vec::new();
        for cited in &list {
            let key = self.add(cited, "paren", line, works);
            parts.push(format!("@{key}{}", locator(cited)));
        }
        Some(format!("[{}]", parts.join("; ")))
    }

    fn add(&mut self, cited: &Cited, kind: &str, line: u32, works: &Works) -> String {
        let surname = surname(&cited.authors);
        let folded = folded(&surname);
        let year = persian::to_ascii_digits(&cited.year).to_lowercase();
        let earlier = || {
            // `پیشین`: the work of this author that was cited last.
            let same = |c: &&report::Citation| self::folded(&self::surname(&c.authors)) == folded;
            self.list.iter().rev().find(same).map(|c| c.key.clone())
        };
        let before = if year.chars().any(|c| c.is_ascii_digit()) { None } else { earlier() };
        let known = works.get(&(folded.clone(), year.clone())).cloned();
        let key = before.or(known).unwrap_or_else(|| {
            let key = keys::key(&surname, &cited.year);
            self.found.entry(key.clone()).or_insert_with(|| cited.clone());
            key
        });
        self.list.push(report::Citation {
            kind: kind.to_owned(),
            authors: cited.authors.clone(),
            year: cited.year.clone(),
            pages: cited.pages.clone(),
            key: key.clone(),
            line,
        });
        key
    }

    /// The works that the bibliography does not have, as BibLaTeX entries by key.
    pub fn entries(&self) -> BTreeMap<String, String> {
        self.found.iter().map(|(key, cited)| (key.clone(), entry(key, cited))).collect()
    }
}

/// One BibLaTeX entry with all that the text says of the work, marked as found.
pub fn entry(key: &str, cited: &Cited) -> String {
    let persian = cited.authors.chars().any(persian::is_letter);
    let others = is_others(&cited.authors);
    let mut names: Vec<String> =
        authors(&cited.authors).into_iter().map(|n| format!("{{{n}}}")).collect();
    if others {
        names.push("others".to_owned());
    }
    let mut out = format!("@misc{{{key},\n  author = {{{}}},\n", names.join(" and "));
    let year: String =
        persian::to_ascii_digits(&cited.year).chars().take_while(char::is_ascii_digit).collect();
    if !year.is_empty() {
        out.push_str(&format!("  date = {{{year}}},\n"));
    }
    out.push_str(&format!(
        "  langid = {{{}}},\n  keywords = {{found}},\n}}\n",
        if persian { "persian" } else { "english" }
    ));
    out
}

/// Reads what stands between the brackets of a citation.
///
/// ```text
/// group = work { (";" | "؛") work }
/// work  = authors ("," | "،" | " ") year [ (":" | "،" | ",") pages ]
/// year  = four digits, the first 1 or 2, then at most one letter | "n.d." | "پیشین" | "بی‌تا"
/// ```
///
/// `None` when this is no citation. That is no error: most brackets in an
/// article, such as `(جدول ۲)`, are not.
pub fn parse(inner: &str) -> Option<Vec<Cited>> {
    if inner.chars().count() > 300 {
        return None;
    }
    let mut out: Vec<Cited> = Vec::new();
    for part in inner.split([';', '؛']).map(str::trim).filter(|p| !p.is_empty()) {
        let mut cited = work(part)?;
        if cited.authors.is_empty() {
            cited.authors = out.last()?.authors.clone();
        }
        out.push(cited);
    }
    (!out.is_empty()).then_some(out)
}

fn work(part: &str) -> Option<Cited> {
    let (start, end) = year_in(part)?;
    let authors = part[..start].trim().trim_end_matches([',', '،', ':', '.', ' ']).trim();
    // `ر.ک: …`, `برای آگاهی بیشتر نگاه کنید به: …`
    let address = authors.contains("://");
    let label = authors.rsplit(':').next().filter(|_| !address);
    let authors = label.unwrap_or(authors).trim();
    let authors = ["ر.ک.", "ر.ک", "نک.", "نک", "بنگرید به", "نگاه کنید به"]
        .iter()
        .fold(authors, |a, w| a.trim_start_matches(w).trim());
    let rest = part[end..].trim().trim_start_matches([':', ',', '،', '.', ' ']).trim();
    let pages = rest
        .trim_start_matches("pp.")
        .trim_start_matches("p.")
        .trim_start_matches("p ")
        .trim_start_matches('ص')
        .trim_start_matches(['.', ' ']);
    let page_like = pages.chars().all(|c| {
        persian::digit_value(c).is_some()
            || matches!(c, '-' | '–' | '_' | ' ' | ',' | '،' | 'i' | 'v' | 'x')
    });
    let words = authors.split_whitespace().count();
    let named = authors.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    // Another bracket or a quotation among the names: half of a line gone astray.
    let torn = authors.contains(['(', ')', '«', '»']);
    if torn
        || !page_like
        || words > 14
        || (!named && !authors.is_empty())
        || begins_as_prose(authors)
    {
        return None;
    }
    let year = part[start..end].trim().to_owned();
    Some(Cited { authors: authors.to_owned(), year, pages: range(pages) })
}

/// A page range with the smaller number first, which a reversed run swaps.
fn range(pages: &str) -> String {
    let pages = pages.trim();
    for sign in ['-', '–', '_'] {
        let Some((a, b)) = pages.split_once(sign) else { continue };
        let number = |s: &str| persian::to_ascii_digits(s.trim()).parse::<u32>().ok();
        if let (Some(x), Some(y)) = (number(a), number(b))
            && x > y
            && y > 9
        {
            return format!("{}{sign}{}", b.trim(), a.trim());
        }
    }
    pages.to_owned()
}

/// Words that begin a bracket which is no citation though it holds a year.
fn begins_as_prose(authors: &str) -> bool {
    let first = authors.split_whitespace().next().unwrap_or("");
    [
        "سال",
        "در",
        "از",
        "تا",
        "جدول",
        "شکل",
        "نمودار",
        "ماه",
        "تاریخ",
        "دهه",
        "دههٔ",
        "پس",
        "متولد",
        "نوامبر",
        "ژانویه",
        "فوریه",
        "مارس",
        "آوریل",
        "مه",
        "ژوئن",
        "ژوئیه",
        "اوت",
        "سپتامبر",
        "اکتبر",
        "دسامبر",
    ]
    .contains(&first)
        || authors
            .split_whitespace()
            .any(|w| w.chars().all(|c| persian::digit_value(c).is_some()) && !w.is_empty())
}

/// Byte range of the year in a work.
fn year_in(part: &str) -> Option<(usize, usize)> {
    for word in ["n.d.", "n.d", "بی‌تا", "بی تا", "پیشین", "همان", "forthcoming"]
    {
        if let Some(at) = part.rfind(word).filter(|at| *at > 0) {
            return Some((at, at + word.len()));
        }
    }
    let chars: Vec<(usize, char)> = part.char_indices().collect();
    let digit = |n: usize| chars.get(n).and_then(|c| persian::digit_value(c.1));
    let mut found = None;
    for n in 0..chars.len() {
        let free = n == 0 || digit(n - 1).is_none();
        let first = digit(n).is_some_and(|d| d == 1 || d == 2);
        if free && first && (1..4).all(|k| digit(n + k).is_some()) && digit(n + 4).is_none() {
            let letter = chars.get(n + 4).filter(|c| {
                c.1.is_ascii_lowercase() && !chars.get(n + 5).is_some_and(|d| d.1.is_alphabetic())
            });
            let end = chars.get(n + 4 + usize::from(letter.is_some())).map_or(part.len(), |c| c.0);
            // The first year: later numbers are pages.
            found = found.or(Some((chars[n].0, end)));
        }
    }
    found
}

/// Year and pages of a bracket that holds nothing else.
fn year_alone(inner: &str) -> Option<(String, String)> {
    let inner = inner.trim();
    let (start, end) = year_in(inner)?;
    let rest = inner[end..].trim().trim_start_matches([':', ',', '،', ' ']).trim();
    let pages = rest.chars().all(|c| persian::digit_value(c).is_some() || matches!(c, '-' | '–'));
    (start == 0 && pages).then(|| (inner[..end].to_owned(), rest.to_owned()))
}

/// Last words of surnames that are no surname alone.
const TAILS: [&str; 14] = [
    "فرد", "پور", "زاده", "نژاد", "نیا", "راد", "کیا", "منش", "دوست", "خواه", "وند", "فر", "تبار",
    "مهر",
];

/// The names right before a bracket with a year: one or two capitalized or
/// Persian surnames, joined by `و` or `and`.
fn narrative_authors(text: &Text, at: usize) -> Option<String> {
    let before: String = text.chars[at.saturating_sub(60)..at].iter().collect();
    let cut = before
        .rfind(['.', '،', '؛', ':', '(', ')', '«', '»'])
        .map_or(0, |n| n + before[n..].chars().next().map_or(1, char::len_utf8));
    let words: Vec<&str> = before[cut..].split_whitespace().collect();
    let last = words.last()?;
    let is_name = |w: &str| {
        w.chars().count() > 2 && w.chars().all(|c| c.is_alphabetic() || c == persian::ZWNJ)
    };
    let common = [
        "سال",
        "دهه",
        "قرن",
        "سند",
        "حضور",
        "جنگ",
        "ماه",
        "دوره",
        "جمهوری",
        "روسیه",
        "ملی",
        "قانون",
        "پیمان",
        "قرارداد",
        "تاریخ",
        "شماره",
    ];
    if !is_name(last) || common.contains(last) {
        return None;
    }
    // Where a surname begins whose last word is the one before `end`.
    let begins = |end: usize| {
        let is_tail = end >= 2 && TAILS.contains(&words[end - 1]) && is_name(words[end - 2]);
        end - if is_tail { 2 } else { 1 }
    };
    let n = words.len();
    let second = begins(n);
    if second >= 2 && matches!(words[second - 1], "و" | "and" | "&") && is_name(words[second - 2])
    {
        return Some(words[begins(second - 1)..].join(" "));
    }
    // A surname of two words behind «و».
    if n >= 4 && words[n - 3] == "و" && is_name(words[n - 4]) && is_name(words[n - 2]) {
        return Some(words[begins(n - 3)..].join(" "));
    }
    Some(words[second..].join(" "))
}

/// Whether more authors are meant than named.
fn is_others(authors: &str) -> bool {
    ["et al", "و دیگران", "و همکاران", "and others"].iter().any(|w| authors.contains(w))
}

/// The names of a work's authors.
fn authors(authors: &str) -> Vec<String> {
    let mut text = authors.to_owned();
    for others in ["& et al.", "et al.", "et al", "و دیگران", "و همکاران", "and others"]
    {
        text = text.replace(others, " ");
    }
    let text = text.replace('&', "،").replace(" and ", "،").replace(" و ", "،").replace(',', "،");
    text.split('،')
        .map(|n| n.trim().to_owned())
        .filter(|n| n.chars().any(char::is_alphabetic))
        .collect()
}

/// A surname as comparison sees it: «کریمی فرد» and «کریمی‌فرد» are one name.
pub fn folded(surname: &str) -> String {
    fold(surname).split_whitespace().collect()
}

/// The surname of the first author of a list as an article prints it.
pub fn surname(list: &str) -> String {
    authors(list).into_iter().next().unwrap_or_else(|| list.trim().to_owned())
}

/// The pages as a locator of a Markdown citation.
fn locator(cited: &Cited) -> String {
    if cited.pages.is_empty() {
        return String::new();
    }
    let sign = if cited.pages.contains(['-', '–', '_']) { "pp." } else { "p." };
    format!(", {sign} {}", cited.pages.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` is one `authors|year|pages` a work, or "" where there is none.
    #[track_caller]
    fn check(inner: &str, expected: &str) {
        let works = parse(inner).unwrap_or_default();
        let got: Vec<String> =
            works.iter().map(|w| format!("{}|{}|{}", w.authors, w.year, w.pages)).collect();
        assert_eq!(got.join("; "), expected);
    }

    #[test]
    fn brackets_with_author_and_year_are_citations() {
        check("نیکنام و بهاری، 1390: 12", "نیکنام و بهاری|1390|12");
        check("Nikan & Berg, 1999, p. 4", "Nikan & Berg|1999|4");
        check("Nikan et al., 2024b, p. 16-18", "Nikan et al|2024b|16-18");
        check("نیکنام، 1390؛ Berg, 1999: 7", "نیکنام|1390|; Berg|1999|7");
        check("Nikan, n.d.", "Nikan|n.d.|");
        check("واژه، پیشین: 119", "واژه|پیشین|119");
        check("http://example.org/rain,2014", "http://example.org/rain|2014|");
    }

    #[test]
    fn other_brackets_are_none() {
        check("جدول ۲", "");
        check("در سال 1390", "");
        check("1979 – 1989", "");
        check("16 نوامبر 2022", "");
    }

    #[test]
    fn names_before_a_year_are_whole_surnames() {
        let names = |text: &str| narrative_authors(&Text::of(1, text), text.chars().count());
        assert_eq!(names("به گفتهٔ بهار نیا").as_deref(), Some("بهار نیا"));
        assert_eq!(names("باران برف زاده و نیکنام").as_deref(), Some("برف زاده و نیکنام"));
        assert_eq!(names("باران نیکنام و برف زاده").as_deref(), Some("نیکنام و برف زاده"));
        assert_eq!(names("باد. نیکنام و بهاری").as_deref(), Some("نیکنام و بهاری"));
        assert_eq!(names("در سال").as_deref(), None);
    }

    #[test]
    fn a_citation_gets_its_key_and_its_pages() {
        let mut text = Text::of(7, "باران آمد (نیکنام، 1390: 116-113). بهاری (1391) نیز.");
        let mut citations = Citations::default();
        citations.take(&mut text, &Works::new(), &mut Ledger::default());
        assert_eq!(
            text.to_string(),
            "باران آمد [@niknam-1390, pp. 113-116]. بهاری [-@bhari-1391] نیز."
        );
        assert_eq!(citations.list.len(), 2);
    }
}
