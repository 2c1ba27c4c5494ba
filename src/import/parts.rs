//! Prefixes, endings and phrases: parts of words that cannot stand alone, and
//! what a word's neighbours meet of it.

use crate::import::lexicon::Lexicon;
use crate::text::persian;
use crate::text::persian::ZWNJ;

/// Plural endings, which join every noun.
pub const PLURALS: [&str; 12] = [
    "ها",
    "های",
    "هایی",
    "هایم",
    "هایت",
    "هایش",
    "هایمان",
    "هایتان",
    "هایشان",
    "هاست",
    "هایند",
    "هاي",
];

/// Second parts of compounds that never stand alone.
pub const TAILS: [&str; 44] = [
    "گرایی",
    "گرایانه",
    "گرا",
    "گرایان",
    "گذاری",
    "گذاران",
    "گذار",
    "گیری",
    "گیر",
    "سازی",
    "ساز",
    "پذیر",
    "پذیری",
    "کننده",
    "کنندگان",
    "دهنده",
    "دهندگان",
    "آمیز",
    "جانبه",
    "قطبی",
    "بینی",
    "ریزی",
    "طلبی",
    "طلبان",
    "طلب",
    "گری",
    "گر",
    "شناسی",
    "محور",
    "یافته",
    "یافتگی",
    "مدار",
    "مداران",
    "نامه",
    "پایه",
    "ناپذیر",
    "ناپذیری",
    "الملل",
    "المللی",
    "ورزی",
    "گران",
    "گرانه",
    "گونه",
    "بخشی",
];

/// Of these, those that join directly where the first part ends in a letter that
/// does not join on.
pub const BOUND: [&str; 14] = [
    "گذار",
    "گذاری",
    "گذاران",
    "کننده",
    "کنندگان",
    "پذیر",
    "پذیری",
    "ناپذیر",
    "ناپذیری",
    "آمیز",
    "گرا",
    "گرایی",
    "گرایان",
    "گرایانه",
];

/// Words that never begin a compound written with a half-space.
pub const PARTICLES: [&str; 20] = [
    "به", "در", "از", "بر", "با", "تا", "را", "و", "هر", "این", "آن", "که", "بی", "می", "نمی",
    "چه", "همه", "نه", "یا", "هم",
];

/// Verbs' parts and other second words that keep their space.
pub const LIGHT: [&str; 26] = [
    "شده",
    "نشده",
    "شدن",
    "نشدن",
    "شد",
    "شود",
    "کرد",
    "کردن",
    "کرده",
    "نکرده",
    "گرفته",
    "گرفتن",
    "داده",
    "دادن",
    "بوده",
    "بودن",
    "داشتن",
    "داشته",
    "آمده",
    "آمدن",
    "یافتن",
    "رفته",
    "رفتن",
    "جهت",
    "بار",
    "است",
];

/// First parts of compounds that no dictionary has whole.
pub const FIRSTS: [&str; 10] = ["بین", "غیر", "پیش", "هم", "بی", "یک", "چند", "پنج", "شش", "هفت"];

/// Words that make an adverb of «گونه».
pub const DEMONSTRATIVES: [&str; 6] = ["این", "آن", "همین", "همان", "بدین", "چه"];

/// How often a sample of prose may keep two words apart that the dictionary has as one.
pub const APART: u32 = 5;

/// Second parts that no word is, so that they join even what no dictionary has.
pub const SUFFIXES: [&str; 9] =
    ["گرایی", "گرایانه", "گرایان", "گری", "گرانه", "پذیری", "ناپذیر", "ناپذیری", "المللی"];

/// Prefixes that join a known word to a word that no dictionary has.
pub const PREFIXES: [&str; 8] = ["هم", "پیش", "بین", "تک", "چند", "یک", "نیم", "شبه"];

/// The joint of an ending that cannot stand alone, behind a word's last letter.
pub fn ending_joint(last: char, length: usize, right: &str) -> Option<(&'static str, f32)> {
    let long = length > 2;
    match right {
        "ای" | "ایی" if matches!(last, 'ه' | 'ی') && long => Some(("\u{200C}", 0.9)),
        "ی" if last == 'ه' && long => Some(("\u{200C}", 0.9)),
        "ی" if matches!(last, 'ا' | 'و') && long => Some(("", 0.9)),
        "اش" | "شان" | "مان" if last == 'ه' && length > 3 => Some(("\u{200C}", 0.85)),
        "اند" | "ام" | "ایم" | "اید" if last == 'ه' && long => Some(("\u{200C}", 0.95)),
        _ => None,
    }
}

/// Whether a word ends as a verb in the present or the past does.
pub fn is_verb_like(word: &str) -> bool {
    let endings = ["ند", "یم", "ید", "د", "م", "ت"];
    word.chars().count() > 3 && endings.iter().any(|e| word.ends_with(e))
}

/// Whether a word is a form of «to be», which makes a verb of the participle before it.
pub fn is_auxiliary(word: &[char]) -> bool {
    let word: String = word.iter().collect();
    matches!(word.as_str(), "است" | "اند" | "بود" | "بودند" | "باشد" | "باشند" | "شده")
}

/// Whether a word becomes another by one letter: a wrong one, or two that changed places.
pub fn one_letter_off(chars: &[char], is_word: impl Fn(&str) -> bool) -> bool {
    let is_word = |c: &[char]| is_word(&c.iter().collect::<String>());
    let letters = || ('آ'..='ی').filter(|c| persian::is_letter(*c));
    let mut other = chars.to_vec();
    for i in 0..chars.len() {
        for c in letters().filter(|c| *c != chars[i]) {
            other[i] = c;
            if is_word(&other) {
                return true;
            }
        }
        other[i] = chars[i];
    }
    (1..chars.len()).any(|i| {
        let mut other = chars.to_vec();
        other.swap(i - 1, i);
        other != chars && is_word(&other)
    })
}

/// Whether a word is made of parts that never stand alone: one, or two with a
/// half-space between them, and an ending of the plural.
pub fn is_tail(word: &str, parts: usize) -> bool {
    TAILS.iter().filter_map(|t| word.strip_prefix(t)).any(|rest| {
        let rest = rest.trim_start_matches(ZWNJ);
        rest.is_empty() || PLURALS.contains(&rest) || parts > 1 && is_tail(rest, parts - 1)
    })
}

/// Whether a preposition and a noun are written as one adverb, with a half-space,
/// where a writer joins such phrases at all.
pub fn is_phrase(left: &str, right: &str) -> bool {
    let heads = [
        "عنوان",
        "طور",
        "ویژه",
        "نظر",
        "دست",
        "سوی",
        "خاطر",
        "دلیل",
        "کار",
        "شدت",
        "تدریج",
        "خوبی",
        "راحتی",
        "صورت",
        "جای",
        "منظور",
        "وجود",
        "شمار",
        "رغم",
        "خصوص",
        "واسطه",
        "وسیله",
        "لحاظ",
        "هم",
        "روز",
        "کارگیری",
        "دنبال",
        "گونه",
        "تنهایی",
        "هنگام",
        "ندرت",
        "موقع",
        "اضافه",
        "همراه",
        "سادگی",
        "سختی",
        "سرعت",
        "صراحت",
        "ظاهر",
        "علاوه",
        "دور",
        "تازگی",
        "طورکلی",
        "گفته",
        "حساب",
        "راه",
        "ثمر",
        "رسمیت",
    ];
    match left {
        "به" => heads.contains(&right),
        "قابل" | "غیر" | "پیش" | "نیمه" | "بین" | "هم" | "چند" => true,
        _ => false,
    }
}

/// The form of a word that the word before it meets: of one with a half-space the
/// first part. `None` for an ending: what stands before it is its own word.
pub fn incoming(word: &str) -> Option<String> {
    if is_ending(word) {
        return None;
    }
    match word.rsplit_once(ZWNJ) {
        Some((head @ ("می" | "نمی"), _)) => Some(format!("{head}{ZWNJ}")),
        Some((head, _)) if !head.is_empty() => Some(head.to_owned()),
        _ if matches!(word, "می" | "نمی") => Some(format!("{word}{ZWNJ}")),
        _ => Some(word.to_owned()),
    }
}

/// The form of a word that the word behind it meets: of one with a half-space the
/// last part. `None` for a prefix.
pub fn outgoing(word: &str) -> Option<String> {
    if matches!(word, "می" | "نمی") {
        return None;
    }
    let tail = word.rsplit_once(ZWNJ).map_or(word, |(_, tail)| tail);
    if is_ending(tail) { Some(format!("{ZWNJ}{tail}")) } else { Some(tail.to_owned()) }
}

/// Prefixes that make of a word another that dictionaries seldom list.
const DERIVING: [&str; 8] = ["باز", "پیش", "غیر", "پسا", "فرا", "ضد", "چند", "شبه"];

/// Whether a word is one of these prefixes and a known word, written as one.
pub fn is_derived(word: &str, is_stem: impl Fn(&str) -> bool) -> bool {
    let stems = DERIVING.iter().filter_map(|p| word.strip_prefix(p));
    stems.filter(|stem| stem.chars().count() > 2).any(is_stem)
}

/// A verb's prefix, which joins the word behind it with a half-space.
pub fn is_prefix(word: &str) -> bool {
    matches!(word, "می" | "نمی" | "بی")
}

/// An ending that joins the word before it with a half-space.
pub fn is_ending(word: &str) -> bool {
    matches!(
        word,
        "ها" | "های"
            | "هایی"
            | "هایش"
            | "هایشان"
            | "ای"
            | "اند"
            | "ام"
            | "ایم"
            | "تر"
            | "ترین"
            | "شان"
            | "هاست"
    )
}

/// What is a word of the dictionary but stands alone only where a word was broken.
pub fn is_stub(word: &str) -> bool {
    matches!(
        word,
        "می" | "نمی"
            | "ها"
            | "های"
            | "هایی"
            | "ای"
            | "اند"
            | "تر"
            | "ترین"
            | "هایش"
            | "هایشان"
            | "ام"
            | "ایم"
            | "بی"
            | "شان"
            | "هاست"
            | "المللی"
            | "الملل"
            | "گیری"
            | "گرایی"
            | "گذاری"
            | "گذاران"
            | "سازی"
            | "ریزی"
            | "گرا"
            | "گرایان"
            | "گرایانه"
            | "پذیر"
            | "پذیری"
            | "کننده"
            | "کنندگان"
            | "دهنده"
    ) || (word.chars().count() == 1 && word != "و")
}

/// A text cut where two words are glued that are none together: what stood in
/// two runs of the print.
pub fn unglued(text: &str, lexicon: &Lexicon) -> (String, String) {
    let mut at = 0;
    for word in text.split(' ') {
        let chars: Vec<char> = word.chars().collect();
        let known = |w: &[char]| {
            let word: String = w.iter().collect();
            w.len() > 1 && (lexicon.has(&word) || is_stub(&word))
        };
        let cut = (2..chars.len().saturating_sub(1)).find(|n| {
            !known(&chars) && known(&chars[..*n]) && known(&chars[*n..]) && chars.len() > 5
        });
        if let Some(cut) = cut {
            let bytes: usize = chars[..cut].iter().map(|c| c.len_utf8()).sum();
            let (left, right) = text.split_at(at + bytes);
            return (left.trim().to_owned(), right.trim().to_owned());
        }
        at += word.len() + 1;
    }
    (text.trim().to_owned(), String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_a_half_space_is_met_at_its_outer_parts() {
        assert_eq!(incoming("می\u{200C}بارد").as_deref(), Some("می\u{200C}"));
        assert_eq!(outgoing("باران\u{200C}های").as_deref(), Some("\u{200C}های"));
        assert_eq!(incoming("های"), None);
        assert!(is_phrase("به", "ویژه") && !is_phrase("به", "باران"));
    }

    #[test]
    fn a_prefix_makes_a_word_of_a_known_one() {
        let is_stem = |stem: &str| stem == "طراحی";
        assert!(is_derived("بازطراحی", is_stem));
        assert!(!is_derived("بازباران", is_stem) && !is_derived("طراحی", is_stem));
    }
}
