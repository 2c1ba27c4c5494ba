//! The header of a table that came out as one line: its cells side by side, the
//! left one first, often with nothing between them.

use std::collections::BTreeMap;

use crate::import::lexicon::{Lexicon, is_word_char};

/// How often the article has each of its words.
pub type Words = BTreeMap<String, usize>;

/// The cells of a line in which words are glued that are none together, in the
/// order of reading; `None` where there is no such place.
pub fn glued(text: &str, lexicon: &Lexicon, words: &Words) -> Option<Vec<String>> {
    let mut cells = vec![String::new()];
    for token in text.split(' ').filter(|t| !t.is_empty()) {
        let (left, right) = unglue(token, lexicon, words).unwrap_or((token.to_owned(), None));
        if let Some(cell) = cells.last_mut() {
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(&left);
        }
        cells.extend(right);
    }
    cells.reverse();
    (cells.len() > 1).then_some(cells)
}

/// Two words that stand glued in one that is none.
fn unglue(token: &str, lexicon: &Lexicon, words: &Words) -> Option<(String, Option<String>)> {
    let chars: Vec<char> = token.chars().collect();
    let seen = |w: &[char], least: usize| {
        let word: String = w.iter().collect();
        w.len() > 1 && (lexicon.has(&word) || words.get(&word).is_some_and(|n| *n >= least))
    };
    let known = |w: &[char]| seen(w, 1);
    // The header itself has the word once.
    if chars.len() < 5 || seen(&chars, 2) || !chars.iter().all(|c| is_word_char(*c)) {
        return None;
    }
    let both = (2..chars.len() - 1).filter(|n| known(&chars[..*n]) && known(&chars[*n..]));
    // Of several cuts the one whose shorter word is longest.
    let at = both.max_by_key(|n| (n.min(&(chars.len() - n)).to_owned(), *n))?;
    Some((chars[..at].iter().collect(), Some(chars[at..].iter().collect())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_cut_where_two_words_are_glued() {
        let lexicon = Lexicon::new("SET UTF-8\n", "4\nباران\nبهاری\nشهر\nروز\n").unwrap();
        let words: Words = [("مکان".to_owned(), 1)].into();
        let cells = glued("باران بهاریروز و مکانشهر", &lexicon, &words).unwrap();
        assert_eq!(cells, ["شهر", "روز و مکان", "باران بهاری"]);
        assert_eq!(glued("باران بهاری", &lexicon, &words), None);
    }
}
