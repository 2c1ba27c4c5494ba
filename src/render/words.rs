//! What the interface says in one language: the strings of `i18n/<lang>.toml`,
//! and numbers as that language writes them.

use std::collections::{BTreeMap, HashMap};

use ahash::RandomState;

use crate::text::{Lang, persian};

/// The strings of one language, by key: `article.notes`.
#[derive(Clone, Debug)]
pub struct Words {
    lang: Lang,
    strings: HashMap<String, String, RandomState>,
}

impl Words {
    /// The strings of a language, keys joined with a full stop.
    pub fn new(lang: Lang, strings: BTreeMap<String, String>) -> Self {
        let mut by_key = HashMap::with_hasher(RandomState::with_seeds(1, 2, 3, 4));
        by_key.extend(strings);
        Self { lang, strings: by_key }
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// All keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let mut keys: Vec<&str> = self.strings.keys().map(String::as_str).collect();
        keys.sort_unstable();
        keys.into_iter()
    }

    /// The string of a key, if there is one.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.strings.get(key).map(String::as_str)
    }

    /// The string of a key. A key that the theme lacks is printed itself: a
    /// test holds the keys of this room against the theme's.
    pub fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The string of a key, with `{name}` in it filled in.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.say(key), values)
    }

    /// A number that the program made, in the language's digits: `۱٬۲۳۴`, `1,234`.
    pub fn number(&self, number: usize) -> String {
        let plain = number.to_string();
        let mut grouped = String::new();
        for (i, digit) in plain.chars().enumerate() {
            if i > 0 && (plain.len() - i).is_multiple_of(3) && plain.len() > 4 {
                grouped.push(match self.lang {
                    Lang::Fa => '٬', // ARABIC THOUSANDS SEPARATOR
                    Lang::En => ',',
                });
            }
            grouped.push(digit);
        }
        self.digits(&grouped)
    }

    /// The text with its ASCII digits in the language's form.
    pub fn digits(&self, text: &str) -> String {
        match self.lang {
            Lang::Fa => persian::to_persian_digits(text),
            Lang::En => text.to_owned(),
        }
    }

    /// `key.one` or `key.many`, by the number, which stands for `{n}`.
    pub fn count(&self, key: &str, number: usize) -> String {
        let form = if number == 1 { "one" } else { "many" };
        self.fill(&format!("{key}.{form}"), &[("n", &self.number(number))])
    }
}

/// The text with each `{name}` replaced by its value.
pub fn fill<'v>(text: &str, values: &[(&'v str, &'v str)]) -> String {
    let room: usize = values.iter().map(|(_, value)| value.len()).sum();
    let mut filled = String::with_capacity(text.len() + room);
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let inside = &rest[at + 1..];
        filled.push_str(&rest[..at]);
        let named = |(name, value): &(&'v str, &'v str)| {
            Some((*value, inside.strip_prefix(name)?.strip_prefix('}')?))
        };
        match values.iter().find_map(named) {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = inside;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lang: Lang, number: usize, expected: &str) {
        assert_eq!(Words::new(lang, BTreeMap::new()).number(number), expected);
    }

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        check(Lang::Fa, 1400, "۱۴۰۰");
        check(Lang::Fa, 12345, "۱۲٬۳۴۵");
        check(Lang::En, 1_234_567, "1,234,567");
    }

    #[test]
    fn names_in_braces_are_filled_in() {
        assert_eq!(fill("{n} of {all}", &[("n", "2"), ("all", "5")]), "2 of 5");
        assert_eq!(fill("{n} {nn} {", &[("n", "{n}")]), "{n} {nn} {");
    }
}
