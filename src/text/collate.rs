//! The order of names: Persian collation (آ ا ب پ …) and Latin order.

use std::cmp::Ordering;

use icu_collator::options::{AlternateHandling, CollatorOptions};
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale::locale;

use crate::text::Lang;

/// Compares names in the order of one language, by CLDR's collation. Spaces,
/// ZWNJ and brackets do not count; hamza on alef counts as plain alef.
#[derive(Debug)]
pub struct Order {
    collator: CollatorBorrowed<'static>,
}

impl Order {
    /// The order of a language: in Persian, Persian before Latin.
    pub fn of(lang: Lang) -> Self {
        let mut options = CollatorOptions::default();
        options.alternate_handling = Some(AlternateHandling::Shifted);
        let locale = match lang {
            Lang::Fa => locale!("fa"),
            Lang::En => locale!("en"),
        };
        let collator = Collator::try_new(locale.into(), options)
            .expect("the collations of fa and en are compiled in");
        Self { collator }
    }

    /// Which name comes first. Names that collate alike are told apart by their
    /// characters, so that an order is always total.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.collator.compare(&sort_form(a), &sort_form(b)).then_with(|| a.cmp(b))
    }
}

/// CLDR sorts أ and إ after the whole of ا; in Persian they belong with it.
fn sort_form(name: &str) -> String {
    name.chars().map(|c| if matches!(c, 'أ' | 'إ' | 'ٱ') { 'ا' } else { c }).collect()
}

/// The heading under which a name stands in an index: آ is a letter of its own
/// in Persian; Latin names stand under their capital. `None` for a name without letters.
pub fn initial(name: &str) -> Option<String> {
    let first = name.chars().find(|c| c.is_alphanumeric())?;
    let folded = match first {
        'أ' | 'إ' | 'ٱ' => 'ا',
        '\u{64A}' | '\u{649}' | 'ئ' => 'ی', // ARABIC YEH, ALEF MAKSURA
        '\u{643}' => 'ک',                   // ARABIC KAF
        'ؤ' => 'و',
        other => other,
    };
    Some(folded.to_uppercase().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persian_order_is_that_of_the_alphabet() {
        let order = Order::of(Lang::Fa);
        let mut names = ["وردک", "پنجشیر", "NATO", "علی", "کابل", "آسیا", "ایران", "هند", "أفغان"];
        names.sort_by(|a, b| order.compare(a, b));
        assert_eq!(
            names,
            ["آسیا", "أفغان", "ایران", "پنجشیر", "علی", "کابل", "وردک", "هند", "NATO"]
        );
    }
}
