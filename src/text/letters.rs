//! What kind of character something is, looked up in a table: the standard
//! library searches for whatever is not ASCII, and a build asks some hundred
//! million times.

use std::sync::LazyLock;

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Characters whose kinds are kept at hand: Latin, Greek, Cyrillic, Hebrew, Arabic
/// and what else comes before U+2070, with the marks of punctuation.
const COMMON: usize = 0x2070;

const ALPHABETIC: u8 = 1;
const ALPHANUMERIC: u8 = 2;
const COMBINING: u8 = 4;
const COMPOSED: u8 = 8;

static KINDS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let kinds = |c: u32| char::from_u32(c).map_or(0, look_up);
    (0..COMMON as u32).map(kinds).collect()
});

fn look_up(c: char) -> u8 {
    let is_composed =
        canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
    let kinds = [
        (c.is_alphabetic(), ALPHABETIC),
        (c.is_alphanumeric(), ALPHANUMERIC),
        (is_combining_mark(c), COMBINING),
        (is_composed, COMPOSED),
    ];
    kinds.into_iter().filter(|(is, _)| *is).map(|(_, kind)| kind).sum()
}

#[inline]
fn is(c: char, kind: u8) -> bool {
    match KINDS.get(c as usize) {
        Some(kinds) => kinds & kind != 0,
        None => look_up(c) & kind != 0,
    }
}

/// As [`char::is_alphabetic`].
#[inline]
pub fn is_alphabetic(c: char) -> bool {
    is(c, ALPHABETIC)
}

/// As [`char::is_alphanumeric`].
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    is(c, ALPHANUMERIC)
}

/// Whether a character is a mark on the one before it.
#[inline]
pub fn is_mark(c: char) -> bool {
    is(c, COMBINING)
}

/// The place of the first byte that `wanted` takes. Most texts have none, so they are
/// asked in rows that the processor compares at once. It can where `wanted` joins plain
/// comparisons by `|`; a `||` or a `match` takes ten times as long.
pub fn first_byte(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let is_in = |row: &[u8; ROW]| row.iter().fold(0, |is, byte| is | u8::from(wanted(*byte))) != 0;
    let (rows, rest) = bytes.as_chunks::<ROW>();
    let clean = rows.iter().take_while(|row| !is_in(row)).count();
    let mut last = [0; ROW];
    if clean == rows.len() {
        // What is left makes a row with bytes that have been looked at, or with its
        // own first byte.
        match (bytes.last_chunk(), rest.first()) {
            (_, None) => return None,
            (Some(row), _) => last = *row,
            (None, Some(first)) => {
                last.fill(*first);
                last[..rest.len()].copy_from_slice(rest);
            }
        }
        if !is_in(&last) {
            return None;
        }
    }
    let clean = clean * ROW;
    bytes[clean..].iter().position(|byte| wanted(*byte)).map(|at| clean + at)
}

/// Bytes that are compared at once: what every processor has.
const ROW: usize = 16;

/// Whether a text is in NFC for sure, seen character by character; where it is
/// not, it may be all the same. No letter in its form for print is among them.
pub fn are_composed(text: &str) -> bool {
    let kinds = &**KINDS;
    text.is_ascii()
        || text.chars().all(|c| kinds.get(c as usize).is_some_and(|kinds| kinds & COMPOSED != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_library_says() {
        for c in (0..0x1_1000).filter_map(char::from_u32) {
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            assert_eq!(is_mark(c), is_combining_mark(c), "{c:?}");
        }
        assert_eq!(KINDS.len(), COMMON);
    }

    #[test]
    fn the_first_byte_is_found_wherever_it_stands() {
        let is_comma = |byte| byte == b',';
        assert_eq!(first_byte(&[], is_comma), None);
        for length in 1..100 {
            let mut bytes = vec![b'-'; length];
            assert_eq!(first_byte(&bytes, is_comma), None);
            bytes[length - 1] = b',';
            for at in (0..length).rev() {
                bytes[at] = b',';
                assert_eq!(first_byte(&bytes, is_comma), Some(at));
            }
        }
    }

    #[test]
    fn what_may_compose_is_looked_at_closely() {
        assert!(are_composed("می‌شود، Koolaée 1997"));
        assert!(!are_composed("خانهٔ"));
        assert!(!are_composed("e\u{301}"));
        assert!(!are_composed("ﺳ"));
    }
}
