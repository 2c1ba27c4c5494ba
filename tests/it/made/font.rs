//! Fonts whose character maps are wrong.
//!
//! An embedded font has glyphs, and a table that says which character each glyph
//! is. Where that table is wrong, the extractor writes another letter, always
//! the same for the same glyph; and since a Persian letter has up to four glyphs
//! (isolated, initial, medial, final), it is one shape of a letter that goes
//! wrong, not the letter. Several glyphs can come out as one letter, and that
//! letter's own glyph is right, so the damage can't be turned round letter by
//! letter. A glyph that the table lacks is dropped and leaves a gap. The glyph
//! of the kashida may come out as a letter. Digits come out as other digits, in
//! Persian runs only: Latin words are set in another font.

use virast::text::persian;

/// The shape of a letter by its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Isolated,
    Initial,
    Medial,
    Final,
}

/// What a font's glyphs come out as.
#[derive(Debug)]
pub(crate) struct Font {
    /// Letter and shape → letter, or nothing.
    pub(crate) glyphs: &'static [(char, Shape, Option<char>)],
    /// What the kashida comes out as.
    pub(crate) kashida: char,
    /// What the digits 0 to 9 come out as.
    pub(crate) digits: &'static str,
}

/// The fonts of the made-up sources. None is that of an article.
pub(crate) const FONTS: [Font; 3] = [
    Font {
        glyphs: &[
            ('ف', Shape::Initial, Some('ق')),
            ('غ', Shape::Initial, Some('م')),
            ('گ', Shape::Medial, Some('ی')),
            ('ط', Shape::Medial, Some('ن')),
            ('ص', Shape::Initial, Some('س')),
            ('ج', Shape::Isolated, None),
            ('ع', Shape::Isolated, None),
            ('ب', Shape::Final, None),
        ],
        kashida: 'ئ',
        digits: "0735916824",
    },
    Font {
        glyphs: &[
            ('ج', Shape::Initial, Some('ش')),
            ('ج', Shape::Medial, Some('ه')),
            ('پ', Shape::Initial, Some('ا')),
            ('ق', Shape::Medial, Some('ت')),
            ('خ', Shape::Initial, Some('د')),
            ('ش', Shape::Isolated, None),
            ('ل', Shape::Isolated, None),
            ('ظ', Shape::Medial, Some('م')),
        ],
        kashida: 'ة',
        digits: "1234567890",
    },
    Font {
        glyphs: &[
            ('چ', Shape::Initial, Some('ب')),
            ('ث', Shape::Medial, Some('ل')),
            ('ح', Shape::Initial, Some('ر')),
            ('ع', Shape::Medial, Some('و')),
            ('ذ', Shape::Final, Some('د')),
            ('ف', Shape::Isolated, None),
            ('ص', Shape::Isolated, None),
            ('ک', Shape::Final, None),
        ],
        kashida: '\u{640}', // ARABIC TATWEEL, as it should be
        digits: "9012345669",
    },
];

/// What an extractor writes of a line set in the font. A dropped glyph leaves
/// the spaces around it.
pub(crate) fn misread(line: &str, font: &Font) -> String {
    let chars: Vec<char> = line.chars().collect();
    let latin = latin_runs(&chars);
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        if *c == persian::KASHIDA {
            out.push(font.kashida);
        } else if let Some(digit) = c.to_digit(10).filter(|_| c.is_ascii_digit() && !latin[i]) {
            out.extend(font.digits.chars().nth(digit as usize));
        } else {
            let shape = shape(&chars, i);
            match font.glyphs.iter().find(|(letter, s, _)| letter == c && *s == shape) {
                Some((_, _, Some(other))) => out.push(*other),
                Some((_, _, None)) => out.push(' '),
                None => out.push(*c),
            }
        }
    }
    out
}

/// The shape of the letter at a place.
fn shape(chars: &[char], at: usize) -> Shape {
    let joins_on = |c: &char| {
        *c == persian::KASHIDA || (persian::is_letter(*c) && !persian::is_non_joiner(*c))
    };
    let before = at.checked_sub(1).and_then(|n| chars.get(n)).is_some_and(joins_on);
    let is_letter = |c: &char| persian::is_letter(*c) || *c == persian::KASHIDA;
    let after = joins_on(&chars[at]) && chars.get(at + 1).is_some_and(is_letter);
    match (before, after) {
        (false, false) => Shape::Isolated,
        (false, true) => Shape::Initial,
        (true, true) => Shape::Medial,
        (true, false) => Shape::Final,
    }
}

/// For each character whether it stands in a bracket that has Latin letters.
fn latin_runs(chars: &[char]) -> Vec<bool> {
    let mut out = vec![false; chars.len()];
    let mut at = 0;
    while let Some(open) = chars[at..].iter().position(|c| *c == '(').map(|n| n + at) {
        let close = chars[open..].iter().position(|c| *c == ')').map_or(chars.len(), |n| n + open);
        let has_latin = chars[open..close].iter().any(char::is_ascii_alphabetic);
        out[open..close].fill(has_latin);
        at = close;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_shape_of_a_letter_goes_wrong_not_the_letter() {
        assert_eq!(misread("فرش صاف غرق تاج", &FONTS[0]), "قرش ساف مرق تا ");
        assert_eq!(misread("سال 1391 (Berg, 1999)", &FONTS[0]), "سال 7547 (Berg, 1999)");
    }
}
