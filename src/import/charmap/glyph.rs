//! Glyphs: a letter in one of its joining forms, as a font has it.
//!
//! An extractor reads glyphs, not letters, so a font whose table is wrong gives a
//! wrong letter in one form and the right one in another.

use crate::text::persian;

/// How a letter joins its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Neither.
    Isolated,
    /// The one behind.
    Initial,
    /// Both.
    Medial,
    /// The one before.
    Final,
}

/// A letter in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Glyph {
    /// The letter; [`LAM_ALEF`] for a lam before an alef.
    pub letter: char,
    /// Its form.
    pub form: Form,
}

impl Glyph {
    /// The letter as it is written.
    pub fn letter(&self) -> char {
        if self.letter == LAM_ALEF { 'ل' } else { self.letter }
    }
}

/// ARABIC LIGATURE LAM WITH ALEF ISOLATED FORM: a lam before an alef is one glyph
/// with it, so it can be sound where other lams are not.
pub const LAM_ALEF: char = '\u{FEFB}';

/// The letters of Persian that a font has in forms.
pub const ALPHABET: &str = "ءآأؤئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیۀ";

/// Whether a letter joins the one behind it.
pub fn joins(c: char) -> bool {
    persian::is_letter(c) && !persian::is_non_joiner(c) && c != 'ۀ'
}

/// The glyph of the letter at a place of a word. Vowel marks do not part letters.
pub fn glyph(word: &[char], at: usize) -> Glyph {
    let letter = word[at];
    let before = word[..at].iter().rev().find(|c| persian::is_letter(**c));
    let after = word[at + 1..].iter().find(|c| persian::is_letter(**c));
    let joined = before.is_some_and(|c| joins(*c)) && letter != 'ء';
    let joining = joins(letter) && after.is_some_and(|c| *c != 'ء');
    let form = match (joined, joining) {
        (false, false) => Form::Isolated,
        (false, true) => Form::Initial,
        (true, true) => Form::Medial,
        (true, false) => Form::Final,
    };
    let ligature = letter == 'ل' && after.is_some_and(|c| matches!(c, 'ا' | 'أ' | 'آ'));
    Glyph { letter: if ligature { LAM_ALEF } else { letter }, form }
}

/// The glyphs of a word, vowel marks left out.
pub fn glyphs(word: &[char]) -> Vec<Glyph> {
    (0..word.len()).filter(|i| persian::is_letter(word[*i])).map(|i| glyph(word, i)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_has_the_form_that_its_neighbours_give_it() {
        let word: Vec<char> = "کلاس".chars().collect();
        let forms: Vec<(char, Form)> =
            glyphs(&word).into_iter().map(|g| (g.letter, g.form)).collect();
        assert_eq!(
            forms,
            [
                ('ک', Form::Initial),
                (LAM_ALEF, Form::Medial),
                ('ا', Form::Final),
                ('س', Form::Isolated)
            ]
        );
    }
}
