//! Letters, digits and invisible characters of Persian.

use crate::text::letters;

/// ZERO WIDTH NON-JOINER, the half-space of Persian orthography.
pub const ZWNJ: char = '\u{200C}';

/// ARABIC TATWEEL, the kashida that stretches a word.
pub const KASHIDA: char = '\u{640}';

/// Whether a character belongs to a block of the Arabic script.
pub fn is_arabic_script(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

/// Whether a character is a letter of the Arabic script (no digit, mark or punctuation).
pub fn is_letter(c: char) -> bool {
    is_arabic_script(c) && letters::is_alphabetic(c)
}

/// Whether a letter never joins the one after it: no ZWNJ can be seen there.
pub fn is_non_joiner(c: char) -> bool {
    matches!(c, 'ا' | 'آ' | 'أ' | 'إ' | 'د' | 'ذ' | 'ر' | 'ز' | 'ژ' | 'و' | 'ؤ' | 'ء' | 'ة')
}

/// Whether a character steers the direction of text and should stand in no file:
/// the embeddings, overrides, isolates and marks of the bidirectional algorithm.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text with ASCII digits as Persian ones (۰-۹), everything else untouched.
pub fn to_persian_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '0'..='9' => char::from_u32(u32::from(c) - u32::from('0') + 0x6F0).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// The text with Persian (۰-۹) and Arabic-Indic (٠-٩) digits as ASCII ones.
pub fn to_ascii_digits(text: &str) -> String {
    text.chars().map(|c| digit_value(c).map_or(c, |d| char::from(b'0' + d))).collect()
}

/// The value of a decimal digit in ASCII, Persian or Arabic-Indic form.
pub fn digit_value(c: char) -> Option<u8> {
    let base = match c {
        '0'..='9' => 0x30,
        '\u{6F0}'..='\u{6F9}' => 0x6F0,
        '\u{660}'..='\u{669}' => 0x660,
        _ => return None,
    };
    u8::try_from(u32::from(c) - base).ok()
}

/// The text with ARABIC YEH and KAF as the Persian letters.
pub fn persian_letters(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{64A}' | '\u{649}' => '\u{6CC}', // ARABIC YEH, ALEF MAKSURA
            '\u{643}' => '\u{6A9}',             // ARABIC KAF
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_go_both_ways() {
        assert_eq!(to_persian_digits("ص 51"), "ص ۵۱");
        assert_eq!(to_ascii_digits("۱۳۹۹ و ١٤٠٠"), "1399 و 1400");
    }
}
