//! How a name is written and what of a text counts when it is looked for: its
//! letters, folded, without spaces, half-spaces, vowel marks and kashida.

use crate::text::fold;
use crate::text::persian::{self, ZWNJ};

/// Latin names of so few letters are only meant when written exactly so.
const EXACT: usize = 4;

/// A name as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Its letters, each with what stands before it.
    pub(super) letters: Vec<(Gap, char)>,
    is_exact: bool,
}

/// What stands between two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    None,
    HalfSpace,
    Space,
}

impl Form {
    pub(super) fn of(name: &str) -> Self {
        let mut letters = Vec::new();
        let mut gap = Gap::None;
        for c in name.trim().chars() {
            match Gap::of(c) {
                Some(found) => gap = gap.and(found),
                None if folded(c).is_none() => {}
                None => {
                    letters.push((gap, c));
                    gap = Gap::None;
                }
            }
        }
        let is_latin = letters.iter().all(|(_, c)| !persian::is_arabic_script(*c));
        let count = letters.iter().filter(|(_, c)| c.is_alphanumeric()).count();
        Self { is_exact: is_latin && count <= EXACT, letters }
    }

    /// What the automaton looks for.
    pub(super) fn key(&self) -> String {
        self.letters.iter().filter_map(|(_, c)| folded(*c)).collect()
    }

    /// How many bytes of the text the name is, when the text begins with it.
    pub(super) fn length_in(&self, text: &str) -> Option<usize> {
        let mut letters = self.letters.iter();
        let mut next = letters.next();
        let mut gap = Gap::None;
        for (at, c) in text.char_indices() {
            let Some((expected_gap, letter)) = next else { break };
            match Gap::of(c) {
                Some(found) => gap = gap.and(found),
                None if folded(c).is_none() => {}
                None => {
                    let is_first = at == 0;
                    if !self.is_same(*letter, c) || !(is_first || gap.fits(*expected_gap)) {
                        return None;
                    }
                    gap = Gap::None;
                    next = letters.next();
                    if next.is_none() {
                        return Some(at + c.len_utf8());
                    }
                }
            }
        }
        None
    }

    /// Capitals of the name must be capitals in the text; in short names every
    /// letter must be as it is written.
    fn is_same(&self, letter: char, c: char) -> bool {
        folded(letter) == folded(c)
            && (!letter.is_uppercase() || c.is_uppercase())
            && (!self.is_exact || letter.is_uppercase() == c.is_uppercase())
    }
}

impl Gap {
    fn of(c: char) -> Option<Self> {
        match c {
            // Most are letters.
            '\u{600}'..='\u{6FF}' => None,
            ZWNJ => Some(Self::HalfSpace),
            c if c.is_whitespace() => Some(Self::Space),
            _ => None,
        }
    }

    /// The wider of two.
    fn and(self, other: Self) -> Self {
        if self == Self::Space || other == Self::Space { Self::Space } else { Self::HalfSpace }
    }

    /// Whether a text may have this where a name has `expected`. A half-space
    /// may be missing or be a space; a space may be a half-space.
    fn fits(self, expected: Self) -> bool {
        match expected {
            Self::None => self != Self::Space,
            Self::HalfSpace => true,
            Self::Space => self != Self::None,
        }
    }
}

/// The letters of a text, and where each stands in it.
pub(super) struct Letters {
    pub(super) folded: String,
    /// Where letters stand in the text that do not follow right on the one before:
    /// by their place in `folded`.
    jumps: Vec<(u32, u32)>,
}

impl Letters {
    pub(super) fn of(text: &str) -> Self {
        let mut letters =
            Self { folded: String::with_capacity(text.len()), jumps: Vec::with_capacity(64) };
        let mut expected = None;
        for (at, c) in text.char_indices() {
            if Gap::of(c).is_some() {
                continue;
            }
            if let Some(c) = folded(c) {
                if expected != Some(at) {
                    let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                    letters.jumps.push((place(letters.folded.len()), place(at)));
                }
                letters.folded.push(c);
                expected = Some(at + c.len_utf8());
            }
        }
        letters
    }

    /// Where the letter at a place of `folded` begins in the text.
    pub(super) fn start(&self, place: usize) -> Option<usize> {
        let jump = self.jumps.partition_point(|(folded, _)| *folded as usize <= place);
        let (folded, text) = self.jumps.get(jump.checked_sub(1)?)?;
        Some(*text as usize + (place - *folded as usize))
    }
}

/// As [`fold::fold_char`], with one hyphen and one apostrophe.
fn folded(c: char) -> Option<char> {
    match c {
        ..'\u{2BC}' => fold::fold_char(c),
        '\u{2010}' | '\u{2011}' => Some('-'), // HYPHEN, NON-BREAKING HYPHEN
        '\u{2019}' | '\u{2BC}' => Some('\''), // RIGHT SINGLE QUOTATION MARK, MODIFIER LETTER APOSTROPHE
        _ => fold::fold_char(c),
    }
}

/// The ways a name is spelt: as it stands, and with the ezafe after ه as «ه‌ی» or not.
pub(super) fn spellings(name: &str) -> Vec<String> {
    let bare = name.replace("\u{647}\u{654} ", "ه ").replace("\u{6C0} ", "ه ").replace("ه‌ی ", "ه ");
    let spelt = bare.replace("ه ", "ه‌ی ");
    let mut found = vec![name.to_owned()];
    for other in [bare, spelt] {
        if !found.contains(&other) {
            found.push(other);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much of the text is the name; `-` where it doesn't begin with it.
    #[track_caller]
    fn check(name: &str, text: &str, expected: &str) {
        let found = Form::of(name).length_in(text).map_or("-", |length| &text[..length]);
        assert_eq!(found, expected, "{name} in {text}");
    }

    #[test]
    fn a_name_is_its_letters() {
        check("Iran", "Iran and", "Iran");
        check("Iran", "Ira", "-");
        check("Iran", "Irak", "-");
        check("کره", "کُره‌ها", "کُره");
        check("کره", "كره", "كره"); // ARABIC LETTER KAF
    }

    #[test]
    fn spaces_of_a_name_may_be_half_spaces_and_half_spaces_nothing() {
        check("کوه سبز", "کوه‌سبز", "کوه‌سبز");
        check("کوه سبز", "کوه \n سبز", "کوه \n سبز");
        check("کوه سبز", "کوهسبز", "-");
        check("کوه‌سبز", "کوه سبز", "کوه سبز");
        check("کوه‌سبز", "کوهسبز", "کوهسبز");
        check("کوهسبز", "کوه‌سبز", "کوه‌سبز");
        check("کوهسبز", "کوه سبز", "-");
    }

    #[test]
    fn capitals_and_short_names_are_exact() {
        check("River Union", "RIVER UNION", "RIVER UNION");
        check("River Union", "River union", "-");
        check("the Union", "The Union", "The Union");
        check("Eco", "ECO", "-");
        check("People’s Party", "People's Party", "People's Party");
        check("al-Noor", "al\u{2011}Noor", "al\u{2011}Noor");
    }

    #[test]
    fn letters_keep_their_places() {
        let letters = Letters::of("آ‌ب ـج");
        assert_eq!(letters.folded, "ابج");
        let starts: Vec<usize> =
            letters.folded.char_indices().filter_map(|(at, _)| letters.start(at)).collect();
        assert_eq!(starts, [0, 5, 10]);
    }

    #[test]
    fn the_ezafe_is_spelt_with_and_without() {
        assert_eq!(spellings("خانهٔ کوه"), ["خانهٔ کوه", "خانه کوه", "خانه‌ی کوه"]);
        assert_eq!(spellings("خانه‌ی کوه"), ["خانه‌ی کوه", "خانه کوه"]);
        assert_eq!(spellings("کوه"), ["کوه"]);
    }
}
