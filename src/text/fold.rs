//! What counts as the same when texts are compared or searched.
//!
//! The rules are two tables, [`LETTERS`] and [`DROPPED`]. The script of the
//! search page gets them with the index, so that there is one source of them.

use std::borrow::Cow;
use std::sync::LazyLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::text::{letters, persian};

/// What a character counts as, and the characters that count as it.
pub const LETTERS: [(char, &str); 17] = [
    // YEH, ALEF MAKSURA, E, YEH WITH TAIL, YEH BARREE, YEH WITH HAMZA
    ('ی', "\u{64A}\u{649}\u{6D0}\u{6CD}\u{6D2}\u{626}"),
    // KAF, SWASH KAF
    ('ک', "\u{643}\u{6AA}"),
    // KAF WITH RING, the gaf of Pashto
    ('گ', "\u{6AB}"),
    // ALEF WITH HAMZA ABOVE, BELOW, WASLA, MADDA
    ('ا', "\u{623}\u{625}\u{671}\u{622}"),
    // WAW WITH HAMZA
    ('و', "\u{624}"),
    // TEH MARBUTA, HEH WITH YEH, HEH GOAL, WITH HAMZA, TEH MARBUTA GOAL, AE, HEH DOACHASHMEE
    ('ه', "\u{629}\u{6C0}\u{6C1}\u{6C2}\u{6C3}\u{6D5}\u{6BE}"),
    // ARABIC DECIMAL SEPARATOR
    ('.', "\u{66B}"),
    // EXTENDED ARABIC-INDIC and ARABIC-INDIC digits
    ('0', "\u{6F0}\u{660}"),
    ('1', "\u{6F1}\u{661}"),
    ('2', "\u{6F2}\u{662}"),
    ('3', "\u{6F3}\u{663}"),
    ('4', "\u{6F4}\u{664}"),
    ('5', "\u{6F5}\u{665}"),
    ('6', "\u{6F6}\u{666}"),
    ('7', "\u{6F7}\u{667}"),
    ('8', "\u{6F8}\u{668}"),
    ('9', "\u{6F9}\u{669}"),
];

/// Characters that count for nothing: first and last of each run.
pub const DROPPED: [(char, char); 15] = [
    ('\u{AD}', '\u{AD}'),     // SOFT HYPHEN
    ('\u{2B9}', '\u{2BF}'),   // MODIFIER LETTERS of transliteration: prime, apostrophe, half rings
    ('\u{300}', '\u{36F}'),   // combining marks of Latin
    ('\u{61C}', '\u{61C}'),   // ARABIC LETTER MARK
    ('\u{621}', '\u{621}'),   // HAMZA
    ('\u{640}', '\u{640}'),   // TATWEEL
    ('\u{64B}', '\u{65F}'),   // vowel marks
    ('\u{66C}', '\u{66C}'),   // ARABIC THOUSANDS SEPARATOR
    ('\u{670}', '\u{670}'),   // SUPERSCRIPT ALEF
    ('\u{6D6}', '\u{6DC}'),   // marks of recitation
    ('\u{6DF}', '\u{6ED}'),   // marks of recitation
    ('\u{200B}', '\u{200F}'), // ZERO WIDTH SPACE, NON-JOINER, JOINER, directional marks
    ('\u{202A}', '\u{202E}'), // embeddings and overrides
    ('\u{2060}', '\u{2069}'), // WORD JOINER, isolates
    ('\u{FEFF}', '\u{FEFF}'), // ZERO WIDTH NO-BREAK SPACE
];

/// Characters whose fold is kept at hand.
const COMMON: u32 = 0x2070;

static FOLDS: LazyLock<Vec<Option<char>>> =
    LazyLock::new(|| (0..COMMON).map(|c| look_up(char::from_u32(c)?)).collect());

/// A character as search and comparison see it; `None` where it counts for nothing.
///
/// Letter variants meet (ي ی, ك ک, أ ا), vowel marks, kashida, ZWNJ and bidi
/// controls vanish, digits are ASCII, Latin letters lower case without marks.
#[inline]
pub fn fold_char(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    match FOLDS.get(c as usize) {
        Some(folded) => *folded,
        None => look_up(c),
    }
}

fn look_up(c: char) -> Option<char> {
    if DROPPED.iter().any(|(first, last)| (*first..=*last).contains(&c)) {
        return None;
    }
    if let Some((folded, _)) = LETTERS.iter().find(|(_, sources)| sources.contains(c)) {
        return Some(*folded);
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    Some(match lower {
        // Latin letters with marks: the letter alone.
        '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => {
            std::iter::once(lower).nfd().next().unwrap_or(lower)
        }
        _ => lower,
    })
}

/// The text as search and comparison see it, spaces and punctuation kept.
pub fn fold(text: &str) -> String {
    composed(text).chars().filter_map(fold_char).collect()
}

/// The text in NFC, with the forms that letters take in print (U+FB50-FDFF,
/// U+FE70-FEFF) as the letters themselves, where they are letters and no more.
pub fn composed(text: &str) -> Cow<'_, str> {
    if letters::are_composed(text) {
        return Cow::Borrowed(text);
    }
    let text = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    };
    if !text.chars().any(is_presentation_form) {
        return text;
    }
    let mut letters = String::with_capacity(text.len());
    for c in text.chars() {
        let plain = std::iter::once(c).nfkc();
        if is_presentation_form(c) && plain.clone().all(persian::is_letter) {
            letters.extend(plain);
        } else {
            letters.push(c);
        }
    }
    Cow::Owned(letters)
}

/// Whether a character is a letter as it stands in print: ﺳ ﯿ ﻻ.
fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
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
            ("Ḥāfiẓ ʿAlī", "hafiz ali"),
            ("ﺳﯿﺎﺳﺖ", "سیاست"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} and {b}");
        }
        assert_ne!(fold("خانۀ"), fold("خانی"));
    }

    #[test]
    fn a_form_that_is_more_than_letters_stays() {
        // ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM is four words.
        assert_eq!(fold("\u{FDFA}"), "\u{FDFA}");
    }

    #[test]
    fn no_character_is_folded_twice() {
        for (folded, sources) in LETTERS {
            assert_eq!(fold_char(folded), Some(folded));
            for source in sources.chars() {
                assert_eq!(fold_char(source), Some(folded));
                assert!(!DROPPED.iter().any(|(first, last)| (*first..=*last).contains(&source)));
            }
        }
    }
}
