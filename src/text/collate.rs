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

    #[test]
    fn every_letter_has_its_place_and_variants_stand_with_their_letter() {
        let order = Order::of(Lang::Fa);
        let alphabet = "آ ا ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ه ی";
        let letters: Vec<&str> = alphabet.split(' ').collect();
        for pair in letters.windows(2) {
            assert!(order.compare(pair[0], pair[1]).is_lt(), "{pair:?}");
        }
        // What stands between is decided by the letter after them.
        for (before, arabic, after) in [("کا", "كب", "کپ"), ("یا", "يب", "یپ"), ("ها", "ةب", "هپ")]
        {
            assert!(order.compare(before, arabic).is_lt(), "{arabic}");
            assert!(order.compare(arabic, after).is_lt(), "{arabic}");
        }
        // A half-space counts for nothing.
        assert!(order.compare("می\u{200C}رود", "میز").is_lt());
        assert!(order.compare("میدان", "می\u{200C}رود").is_lt());
    }
}
