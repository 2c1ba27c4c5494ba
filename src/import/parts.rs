//! Prefixes, endings and phrases: parts of words that cannot stand alone, and
//! what a word's neighbours meet of it.

use crate::text::persian::ZWNJ;

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
}
