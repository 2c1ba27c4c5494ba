//! Lines whose form alone says that they are a journal's and not the article's:
//! its name with volume and number, an address, a stamp, a licence.

use crate::text::persian;

/// Words that name a periodical.
const NAMES: [&str; 14] = [
    "فصلنامه",
    "فصل‌نامه",
    "پژوهشنامه",
    "پژوهش‌نامه",
    "مجله",
    "مجلۀ",
    "مجلهٔ",
    "نشریه",
    "نشریۀ",
    "ماهنامه",
    "سالنامه",
    "Journal",
    "Quarterly",
    "Annals",
];

/// Words before the number of a volume or an issue.
const VOLUMES: [&str; 13] = [
    "دوره",
    "دورۀ",
    "دورهٔ",
    "سال",
    "جلد",
    "دفتر",
    "پیاپی",
    "Vol",
    "vol",
    "Volume",
    "Year",
    "Vol.",
    "vol.",
];

/// The same for an issue alone.
const ISSUES: [&str; 8] = ["شماره", "شمارۀ", "شمارهٔ", "No", "No.", "no.", "Issue", "Number"];

/// Seasons and months that date an issue.
const SEASONS: [&str; 20] = [
    "بهار",
    "تابستان",
    "پاییز",
    "پائیز",
    "زمستان",
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
    "Spring",
    "Summer",
    "Winter",
];

/// Ordinals that count volumes.
const ORDINALS: [&str; 20] = [
    "اول",
    "یکم",
    "نخست",
    "دوم",
    "سوم",
    "چهارم",
    "پنجم",
    "ششم",
    "هفتم",
    "هشتم",
    "نهم",
    "دهم",
    "یازدهم",
    "دوازدهم",
    "سیزدهم",
    "چهاردهم",
    "پانزدهم",
    "شانزدهم",
    "هفدهم",
    "هجدهم",
];

/// Whether a line says which periodical and which issue: at least two of name,
/// volume, issue and date, and no sentence about them.
pub fn is_periodical(text: &str) -> bool {
    let edge = |c: char| !c.is_alphanumeric() && c != '.' && c != persian::ZWNJ;
    let words: Vec<&str> = text.split_whitespace().map(|w| w.trim_matches(edge)).collect();
    let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    if words.len() > 24 || text.contains(['«', '»']) || words.iter().any(|w| is_pages(w)) {
        return false;
    }
    let after = |labels: &[&str], is: &dyn Fn(&str) -> bool| {
        words.windows(2).any(|w| labels.contains(&w[0]) && is(w[1]))
    };
    let small = |w: &str| number(w).is_some_and(|n| n < 200) || ORDINALS.contains(&w);
    let year = |w: &str| number(w).is_some_and(|n| (1300..=2100).contains(&n));
    let name = words.iter().any(|w| NAMES.iter().any(|n| w.trim_start_matches("دو") == *n));
    let signs = [name, after(&VOLUMES, &small), after(&ISSUES, &small), after(&SEASONS, &year)];
    let signs = signs.iter().filter(|s| **s).count() + 2 * usize::from(words.contains(&"ISSN"));
    signs >= 2
}

/// Whether a word stands before the number of a volume or an issue.
pub fn counts_issues(word: &str) -> bool {
    VOLUMES.contains(&word) || ISSUES.contains(&word)
}

/// The abbreviation before the pages of a cited work.
fn is_pages(word: &str) -> bool {
    matches!(word, "صص" | "صص." | "ص." | "pp" | "pp." | "p.")
}

fn number(word: &str) -> Option<u32> {
    persian::to_ascii_digits(word.trim_matches('.')).parse().ok()
}

/// Whether a line is nothing but addresses, with their labels: of the web, of
/// mail, a DOI.
pub fn is_address(text: &str) -> bool {
    let labels = [
        "doi",
        "dor",
        "url",
        "e-mail",
        "email",
        "mail",
        "website",
        "web",
        "site",
        "ایمیل",
        "رایانامه",
        "پست",
        "الکترونیک",
        "الکترونیکی",
        "نشانی",
        "وبگاه",
        "وب‌سایت",
        "سایت",
        "نویسنده",
        "مسئول",
        "مسؤول",
        "corresponding",
        "author",
    ];
    let edge =
        |c: char| matches!(c, '[' | ']' | '(' | ')' | ':' | '*' | '،' | ',' | ';' | '؛' | '.');
    let mut found = 0;
    for word in text.split_whitespace().map(|w| w.trim_matches(edge)).filter(|w| !w.is_empty()) {
        let bare = word.to_lowercase();
        let place = bare.strip_prefix("doi:").or(bare.strip_prefix("dor:")).unwrap_or(&bare);
        if is_place(place) {
            found += 1;
        } else if !labels.contains(&bare.as_str()) && bare.chars().any(char::is_alphanumeric) {
            return false;
        }
    }
    found > 0
}

/// `https://…`, `www.…`, `10.1234/…`, `20.1001…/`, `name@place.ir`.
fn is_place(word: &str) -> bool {
    let ascii = word.is_ascii();
    let number = |prefix: &str| {
        word.strip_prefix(prefix).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mail = word.split_once('@').is_some_and(|(n, p)| !n.is_empty() && p.contains('.'));
    ascii
        && (word.starts_with("http://")
            || word.starts_with("https://")
            || word.starts_with("www.")
            || (number("10.") && word.contains('/'))
            || number("20.1001")
            || mail)
}

/// Whether a line is a stamp that a journal's site sets on what is taken from it.
pub fn is_stamp(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bracketed = text.starts_with('[') && text.ends_with(']');
    let taken = ["downloaded from", "downloaded on", "دانلود شده از", "دریافت شده از"];
    let place = lower.split_whitespace().any(|w| is_place(w.trim_matches(['[', ']', '(', ')'])))
        || lower.contains(".ir")
        || lower.contains(".com")
        || lower.contains(".org");
    let named = lower.contains("doi") || lower.contains("dor");
    let short = text.chars().count() < 140;
    short
        && (taken.iter().any(|w| lower.contains(w)) && place
            || bracketed && named && is_address(text))
}

/// Whether a line says under which licence the article is printed, or who holds
/// the rights.
pub fn is_licence(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    let licence =
        has(&["creative commons", "cc by", "cc-by", "open access article", "کریتیو کامنز"]);
    let under = has(&["licen", "under the", "distributed", "مجوز", "لیسانس"]);
    let year = |w: &str| number(w).is_some_and(|n| (1300..=2100).contains(&n));
    let words = || lower.split(|c: char| !c.is_alphanumeric());
    let holder = text.starts_with(['©', 'C', '(']) && has(&["©", "copyright"]) && words().any(year);
    licence && under || holder || has(&["all rights reserved", "کلیه حقوق برای", "تمامی حقوق برای"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_periodical_s_line_has_two_of_name_volume_issue_and_date() {
        for (text, expected) in [
            ("فصلنامه باران و برف، سال نهم، شماره 3", true),
            ("دفتر باران، دفتر ۱۴، بهار و تابستان ۱۳۹۰", true),
            ("Rain and Snow, Vol. 4, No. 2", true),
            ("در فصلنامه باران نوشته‌اند که برف کم شده", false),
            ("احمدی، «باران»، فصلنامه برف، سال نهم، شماره 3", false),
            ("فصلنامه برف، سال نهم، شماره 3، صص 4-12", false),
            ("باران در سال 1391 و بهار 1392", false),
        ] {
            assert_eq!(is_periodical(text), expected, "{text}");
        }
    }

    #[test]
    fn an_address_is_nothing_but_addresses() {
        for (text, expected) in [
            ("https://rain.example.ir/issue/7", true),
            ("DOI: 10.22059/rain.2020.12", true),
            ("* رایانامه نویسنده مسئول: baran@example.ac.ir", true),
            ("نشانی ما www.example.ir است", false),
            ("نویسنده مسئول", false),
        ] {
            assert_eq!(is_address(text), expected, "{text}");
        }
    }

    #[test]
    fn stamps_and_licences_are_known_by_their_words() {
        assert!(is_stamp("[ Downloaded from rain.example.ir on 2024-11-03 ]"));
        assert!(is_stamp("[ DOI: 10.22059/rain.2020.12 ]"));
        assert!(!is_stamp("The files were downloaded from the library"));
        assert!(is_licence("This is an open access article under the CC BY license."));
        assert!(is_licence("© 2021 The Author(s)"));
        assert!(!is_licence("دسترسی آزاد به متن‌های باران"));
    }
}
