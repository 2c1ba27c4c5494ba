//! The map undone by a table: what known words come out as, made once for an
//! article.
//!
//! The search for a line's order asks of thousands of joined pieces whether the
//! map can have made them of a word. To try all readings of each costs more than
//! the rest of the search, so the words of the dictionary are run through the map
//! the other way, and a question is a look in a table.

use std::collections::HashMap;

use crate::import::charmap::CharMap;
use crate::import::charmap::judge::Judge;
use crate::import::charmap::reading::damaged;

/// Known words by what the map makes of them; those that it leaves alone are not in it.
#[derive(Clone, Debug, Default)]
pub struct Undone {
    words: HashMap<String, (f64, String)>,
}

impl Undone {
    /// Runs the dictionary and the edition's names through the map.
    pub fn of(map: &CharMap, judge: &Judge<'_>) -> Self {
        let mut words: HashMap<String, (f64, String)> = HashMap::new();
        if map.rules.is_empty() {
            return Self::default();
        }
        for word in judge.lexicon().listed().iter().chain(judge.names()) {
            let out = damaged(map, word);
            if out == *word || out.chars().nth(1).is_none() {
                continue;
            }
            let common = judge.commonness(word);
            let better = words
                .get(&out)
                .is_none_or(|(best, other)| common > *best || (common >= *best && word < other));
            if better {
                words.insert(out, (common, word.clone()));
            }
        }
        Self { words }
    }

    /// The commonest word that comes out like this.
    pub fn word(&self, source: &str) -> Option<&str> {
        self.words.get(source).map(|(_, word)| word.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::charmap::Rule;
    use crate::import::charmap::glyph::{Form, Glyph};
    use crate::import::lexicon::Lexicon;

    #[test]
    fn a_word_is_found_by_what_comes_out_for_it() {
        let lexicon = Lexicon::new("SET UTF-8\n", "3\nسکه\nسلام\nکتاب\n").unwrap();
        let rules = [(Glyph { letter: 'ک', form: Form::Medial }, 'م')];
        let rule = |out| Rule { out: Some(out), mended: 5, sound: 0.01 };
        let map = CharMap {
            rules: rules.into_iter().map(|(glyph, out)| (glyph, rule(out))).collect(),
            ..CharMap::default()
        };
        let undone = Undone::of(&map, &Judge::new(&lexicon, &[]));
        assert_eq!(undone.word("سمه"), Some("سکه"));
        assert_eq!(undone.word("سلام"), None, "the map leaves it alone");
        assert_eq!(undone.word("کتاب"), None, "its kaf has another form");
    }
}
