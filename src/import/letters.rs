//! Letters: kashidas out, Arabic letters as Persian ones, vowel marks where they belong.
//!
//! (The inferred character map stands in [`crate::import::charmap`].)

use crate::import::charmap::judge::Judge;
use crate::import::charmap::kashida;
use crate::import::ledger::Ledger;
use crate::import::source::Line;
use crate::text::persian;
use crate::text::persian::KASHIDA;

/// Takes kashidas out of the lines, also where a letter stands for them, and puts
/// letters into the forms of Persian.
pub fn clean(lines: &mut [Line], stretched: Option<char>, judge: &Judge<'_>, ledger: &mut Ledger) {
    for line in lines {
        let text = cleaned(&line.text, stretched, judge);
        for (before, after) in changed(&line.text, &text) {
            ledger.correct(line.number, before, after, "letters", 0.95);
        }
        line.text = text;
    }
}

/// A line's text without kashidas, in the forms of Persian.
pub fn cleaned(text: &str, stretched: Option<char>, judge: &Judge<'_>) -> String {
    match stretched {
        Some(letter) => forms(&kashida::without(text, letter, judge)),
        None => forms(text),
    }
}

/// The words that differ, where both lines have as many.
fn changed<'t>(before: &'t str, after: &'t str) -> Vec<(&'t str, &'t str)> {
    let (a, b): (Vec<&str>, Vec<&str>) =
        (before.split_whitespace().collect(), after.split_whitespace().collect());
    if a.len() != b.len() {
        return vec![(before, after)];
    }
    a.into_iter().zip(b).filter(|(a, b)| a != b).collect()
}

/// No kashida, Persian yeh and kaf, a damma before its letter, tanwin behind its alef.
pub fn forms(text: &str) -> String {
    let chars: Vec<char> =
        persian::persian_letters(text).chars().filter(|c| *c != KASHIDA).collect();
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    let mut i = 0;
    while i < chars.len() {
        let next = chars.get(i + 1).copied().unwrap_or(' ');
        match chars[i] {
            // FATHATAN between lam and alef.
            '\u{64B}' if next == 'ا' => {
                out.extend(['ا', '\u{64B}']);
                i += 1;
            }
            // DAMMA one letter late: بعُد for بُعد.
            '\u{64F}' if out.len() >= 2 && next == 'د' && out.ends_with(&['ب', 'ع']) => {
                out.insert(out.len() - 1, '\u{64F}');
            }
            // A letter, a space and a free-standing DIAERESIS.
            ' ' if next == '\u{A8}' && out.last().is_some_and(char::is_ascii_alphabetic) => {
                out.push('\u{308}');
                i += 1;
            }
            c => out.push(c),
        }
        i += 1;
    }
    use unicode_normalization::UnicodeNormalization;
    if out.contains(&'\u{308}') {
        return out.into_iter().nfc().collect();
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kashidas_go_and_the_letters_stay() {
        assert_eq!(forms("بــاران"), "باران");
        assert_eq!(forms("كتابي"), "کتابی");
        assert_eq!(forms("Bio \u{A8}rn"), "Biörn");
        assert_eq!(forms("معمولًا"), "معمولاً");
    }
}
