//! Where a name begins and ends in running text: word boundaries, and the
//! suffixes and clitics that a name takes.

use crate::model::entity::EntityKind;
use crate::text::letters;
use crate::text::persian::{self, ZWNJ};

/// Whether a name may begin after this text: at its start, after a space or
/// after punctuation, never inside a word or an address.
pub(super) fn begins_word(before: &str) -> bool {
    let mut back = before.chars().rev();
    match back.next() {
        None => true,
        Some(c) if c.is_whitespace() => true,
        Some('@' | '_' | '#' | '\\' | '~') => false,
        // `www.nato.int`, `O’Brien`: the mark stands inside a word.
        Some('.') => back.next().is_none_or(|c| !c.is_ascii_alphanumeric()),
        Some('\'' | '’') => back.next().is_none_or(|c| !c.is_alphanumeric()),
        Some('/') => {
            let run = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            !run.contains("//") && !run.contains('.')
        }
        Some(c) => !is_of_word(c),
    }
}

/// Whether a name stands there whose «و» ("and") lost the space behind it, as in
/// «ایران وروسیه». A name of three letters would be the end of too many words.
pub(super) fn follows_and(before: &str, name: &str) -> bool {
    before.strip_suffix('و').is_some_and(begins_word)
        && name.starts_with(persian::is_letter)
        && name.chars().filter(|c| c.is_alphabetic()).count() > 3
}

/// How many bytes of `after` belong to the name before it: nothing, a suffix, a
/// clitic. `None` where the name goes on into another word.
pub(super) fn suffix(name: &str, after: &str, kind: EntityKind) -> Option<usize> {
    let last = name.chars().rev().find(|c| letters::is_alphanumeric(*c))?;
    if persian::is_letter(last) { persian(last, after, kind) } else { latin(name, after) }
}

/// Whether a character carries a word on: a letter, a digit, a mark over a
/// letter, a half-space, a kashida.
fn is_of_word(c: char) -> bool {
    letters::is_alphanumeric(c) || c == ZWNJ || c == persian::KASHIDA || is_mark(c)
}

/// Vowel marks, and the hamza of «خانهٔ».
fn is_mark(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{655}' | '\u{670}')
}

/// A name's last letter and what follows it → bytes of the suffix.
///
/// ```text
/// suffix = marks [ ZWNJ ] ( plural | clitic | ezafe | indefinite )
/// ```
///
/// The suffix must reach to the end of the word: «ایران‌شناسی» has none, nor has
/// «ایرانیان».
fn persian(last: char, after: &str, kind: EntityKind) -> Option<usize> {
    let is_passed = |c: char| is_mark(c) || c == persian::KASHIDA;
    let marked = after.trim_start_matches(is_passed);
    let word_end = marked.find(|c| !is_of_word(c)).unwrap_or(marked.len());
    let word = &marked[..word_end];
    let length = after.len() - marked.len() + word_end;
    if word.is_empty() {
        return ends_word(&after[length..]).then_some(length);
    }
    let rest = word.strip_prefix(ZWNJ);
    let is_joint = rest.is_some();
    let tail: String =
        persian::persian_letters(rest.unwrap_or(word)).chars().filter(|c| !is_passed(*c)).collect();
    let after_vowel = matches!(last, 'ا' | 'و');
    let fits = match tail.as_str() {
        "" | "ها" | "های" | "هایی" | "هایم" | "هایت" | "هایش" | "هایمان" | "هایتان" | "هایشان" => {
            true
        }
        "ام" | "ات" | "را" => is_joint,
        "اش" | "مان" | "تان" | "شان" => is_joint || persian::is_non_joiner(last),
        "یش" | "یمان" | "یتان" | "یشان" | "ست" => after_vowel,
        // «ناتوی», «اتحادیه‌ی»: the ezafe, where a vowel asks for a letter.
        "ی" if after_vowel => true,
        "ی" if last == 'ه' => is_joint,
        // «داعشی», «ناتویی», «اتحادیه‌ای». After a state's name this makes the
        // name of its people: «ایرانی» is no mention of Iran.
        "ی" | "یی" | "ای" => {
            let form = match tail.as_str() {
                "ی" => !is_joint,
                "یی" => after_vowel,
                _ => is_joint && (after_vowel || last == 'ه'),
            };
            form && (kind != EntityKind::State || is_relative(&after[length..], last))
        }
        _ => false,
    };
    fits.then_some(length)
}

/// «سوریه‌ای که …»: the state itself, as it was at some time.
fn is_relative(after: &str, last: char) -> bool {
    last == 'ه' && after.split_whitespace().next() == Some("که")
}

/// English: a plural of one-word names, a possessive.
fn latin(name: &str, after: &str) -> Option<usize> {
    let mut length = 0;
    let is_one_word = !name.contains(char::is_whitespace);
    let can_be_plural = is_one_word && !name.ends_with(['s', 'S', '.']);
    if can_be_plural && after.starts_with('s') && !continues(&after[1..]) {
        length = 1;
    }
    let rest = &after[length..];
    for possessive in ["'s", "’s"] {
        if rest.strip_prefix(possessive).is_some_and(|rest| !continues(rest)) {
            return Some(length + possessive.len());
        }
    }
    // A half-space and a Persian suffix: «CSTO‌ها».
    if rest.starts_with(ZWNJ) {
        return persian('\u{0}', rest, EntityKind::Organization);
    }
    ends_word(rest).then_some(length)
}

/// Whether a word goes on.
fn continues(after: &str) -> bool {
    after.starts_with(is_of_word)
}

/// Whether a word ends here, and not at a point or an underscore of an address.
fn ends_word(after: &str) -> bool {
    let mut next = after.chars();
    match next.next() {
        Some('.' | '@') => next.next().is_none_or(|c| !c.is_ascii_alphanumeric()),
        Some('_') => false,
        Some(c) => !is_of_word(c),
        None => true,
    }
}

/// Whether the words around a state's name make another place of it:
/// «آمریکای لاتین», «چین جنوبی», "South China".
pub(super) fn is_other_place(before: &str, after: &str) -> bool {
    let next = after.strip_prefix(char::is_whitespace).unwrap_or_default();
    let next = next.split(|c: char| !is_of_word(c)).next().unwrap_or_default();
    let last = before.strip_suffix(char::is_whitespace).unwrap_or_default();
    let last = last.rsplit(|c: char| !is_of_word(c)).next().unwrap_or_default();
    matches!(next, "لاتین" | "شمالی" | "جنوبی" | "مرکزی" | "شرقی" | "غربی")
        || matches!(last, "Latin" | "North" | "South" | "Central" | "East" | "West")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` is a word with `|` after the name; `expected` the suffix, or `-`
    /// where the name is not a name there.
    #[track_caller]
    fn check_kind(kind: EntityKind, text: &str, expected: &str) {
        let (name, after) = text.split_once('|').unwrap();
        let found = suffix(name, after, kind).map_or("-", |length| &after[..length]);
        assert_eq!(found, expected, "in {text}");
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        check_kind(EntityKind::Organization, text, expected);
    }

    #[test]
    fn a_name_ends_at_a_space_or_mark() {
        check("ناتو|", "");
        check("ناتو| و", "");
        check("ناتو|، سپس", "");
        check("ناتو|» گفت", "");
        check("ناتو|. پس", "");
        check("شبکه|ٔ او", "ٔ");
    }

    #[test]
    fn plurals_and_clitics_are_taken_along() {
        check("طالبان|‌ها", "‌ها");
        check("طالبان|ها", "ها");
        check("طالبان|‌های کوه", "‌های");
        check("طالبان|‌هایی که", "‌هایی");
        check("شورا|‌هایشان", "‌هایشان");
        check("سازمان|‌شان", "‌شان");
        check("سازمان|‌اش", "‌اش");
        check("شورا|شان", "شان");
        check("شورا|یشان", "یشان");
        check("ناتو|‌را", "‌را");
        check("ناتو|ست.", "ست");
    }

    #[test]
    fn ezafe_and_indefinite_are_taken_along() {
        check("ناتو|ی جنوب", "ی");
        check("ناتو|یی", "یی");
        check("اتحادیه|‌ی کوه", "‌ی");
        check("اتحادیه|‌ای", "‌ای");
        check("داعش|ی", "ی");
        check("داعش|ي", "ي"); // ARABIC LETTER YEH
    }

    #[test]
    fn other_words_that_begin_with_a_name_are_none() {
        check("ایران|یان", "-");
        check("ایران|شهر", "-");
        check("ایران|‌شناسی", "-");
        check("چین|ش", "-");
        check("چین|شان", "-");
        check("اتحادیه|ی", "-");
        check("اتحادیه|ای", "-");
        check("داعش|‌ی", "-");
        check("ناتو|م", "-");
        check("سازمان|ان", "-");
    }

    #[test]
    fn a_state_does_not_lend_its_name_to_its_people() {
        check_kind(EntityKind::State, "ایران|ی", "-");
        check_kind(EntityKind::State, "آمریکا|یی", "-");
        check_kind(EntityKind::State, "ترکیه|‌ای", "-");
        check_kind(EntityKind::State, "سوریه|‌ای که پیش از جنگ", "‌ای");
        check_kind(EntityKind::State, "آمریکا|ی امروز", "ی");
        check_kind(EntityKind::State, "روسیه|‌ی نو", "‌ی");
        check_kind(EntityKind::State, "روسیه|ٔ نو", "ٔ");
    }

    #[test]
    fn english_takes_possessives_and_plurals_of_one_word() {
        check("NATO|’s plan", "’s");
        check("NATO|'s plan", "'s");
        check("Taliban|s fled", "s");
        check("Taliban|s’ flight", "s");
        check("United Nations|’ plan", "");
        check("Moscow Format|s", "-");
        check("NATO|-led", "");
        check("NATO|.", "");
        check("NATO|.int", "-");
        check("Iran|ian", "-");
        check("Iran|s", "s");
        check("CSTO|‌ها", "‌ها");
        check("CSTO|ها", "-");
    }

    #[test]
    fn names_begin_after_spaces_and_punctuation() {
        for before in ["", "و ", "«", "(", "ایران–", "ایران،", "non-", "“", "\u{A0}"]
        {
            assert!(begins_word(before), "{before}");
        }
        for before in ["و", "ضد‌", "x", "www.", "https://a/", "@", "_", "۲", "خـ", "O’", "آن\u{64E}"]
        {
            assert!(!begins_word(before), "{before}");
        }
    }

    #[test]
    fn and_may_have_lost_the_space_behind_it() {
        assert!(follows_and("ایران و", "روسیه"));
        assert!(follows_and("و", "روسیه"));
        assert!(!follows_and("ایران و", "هند"));
        assert!(!follows_and("ناو", "روسیه"));
        assert!(!follows_and("و", "NATO"));
        assert!(!follows_and("ایران", "روسیه"));
    }

    #[test]
    fn parts_of_the_world_are_not_their_states() {
        assert!(is_other_place("", " لاتین"));
        assert!(is_other_place("دریای ", " جنوبی"));
        assert!(is_other_place("the South ", " Sea"));
        assert!(!is_other_place("the ", " Sea"));
        assert!(!is_other_place("", ". جنوبی"));
    }
}
