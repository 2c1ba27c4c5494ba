//! What counts as the same: search keys and slugs.

use unicode_normalization::UnicodeNormalization;

use crate::text::persian;

/// A character as search and comparison see it; `None` where it counts for nothing.
///
/// Letter variants meet (ي ی, ك ک, أ ا), vowel marks, kashida, ZWNJ and bidi
/// controls vanish, digits are ASCII, Latin letters lower case.
pub fn fold_char(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    Some(match c {
        '\u{64A}' | '\u{649}' | '\u{6D0}' | '\u{6CD}' | '\u{6D2}' | 'ئ' | 'ی' => 'ی',
        '\u{643}' | '\u{6AA}' => 'ک',
        '\u{6AB}' => 'گ',
        'أ' | 'إ' | 'ٱ' | 'آ' => 'ا',
        'ؤ' => 'و',
        'ة' | 'ۀ' | '\u{6C1}' | '\u{6C2}' | '\u{6D5}' | '\u{6BE}' => 'ه',
        'ء' | persian::KASHIDA | '\u{64B}'..='\u{655}' | '\u{670}' | '\u{6D6}'..='\u{6ED}' => {
            return None;
        }
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{61C}'
        | '\u{AD}' => {
            return None;
        }
        _ => match persian::digit_value(c) {
            Some(d) => char::from(b'0' + d),
            // Nothing else of the script has capitals: the common case, without a search.
            None if persian::is_arabic_script(c) => c,
            None => c.to_lowercase().next().unwrap_or(c),
        },
    })
}

/// The text as search and comparison see it, spaces and punctuation kept.
pub fn fold(text: &str) -> String {
    text.nfc()
        .filter_map(fold_char)
        .flat_map(|c| if c.is_ascii() { [Some(c), None] } else { latin_base(c) })
        .flatten()
        .collect()
}

/// A Latin letter without its marks: é is e. Other characters stay.
fn latin_base(c: char) -> [Option<char>; 2] {
    if matches!(c, '\u{C0}'..='\u{24F}') {
        let base = std::iter::once(c).nfd().find(char::is_ascii_alphabetic);
        return [Some(base.unwrap_or(c)), None];
    }
    [Some(c), None]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_that_must_meet_meet() {
        for (a, b) in [
            ("سیاست", "سياست"),
            ("ترکیه", "تركيه"),
            ("روسیه", "روســیه"),
            ("می‌شود", "میشود"),
            ("خانهٔ", "خانۀ"),
            ("۱۳۷۱", "١٣٧١"),
            ("آسیا", "اسیا"),
            ("مُلّا", "ملا"),
            ("Koolaée", "koolaee"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} and {b}");
        }
        assert_ne!(fold("خانۀ"), fold("خانی"));
    }
}
