//! Keys of cited works: `<surname in Latin letters>-<year>`.
//!
//! A Persian surname is transliterated by this table, letter for letter, because
//! short vowels are not written: a key is an address, not a pronunciation.
//!
//! ```text
//! ا a  آ a  ب b  پ p  ت t  ث s  ج j  چ ch  ح h  خ kh  د d  ذ z  ر r  ز z  ژ zh
//! س s  ش sh  ص s  ض z  ط t  ظ z  ع a  غ gh  ف f  ق gh  ک k  گ g  ل l  م m  ن n
//! و v (between consonants u)  ه h (at the end eh)  ی i (at the beginning y)
//! hamza, vowel marks and half-spaces: nothing
//! ```

use unicode_normalization::UnicodeNormalization;

use crate::text::persian;

/// The key of a work by its first author's surname and its year as printed;
/// `nd` for an undated one.
pub fn key(surname: &str, year: &str) -> String {
    let year: String = persian::to_ascii_digits(year)
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let year = if year.is_empty() { "nd".to_owned() } else { year };
    let name = slug(surname);
    if name.is_empty() { format!("anon-{year}") } else { format!("{name}-{year}") }
}

/// A surname as the first part of a key: small Latin letters and hyphens, at
/// most four words.
pub fn slug(surname: &str) -> String {
    // Of an address the host says who speaks.
    let surname = surname
        .split_once("://")
        .map_or(surname, |(_, rest)| rest.split('/').next().unwrap_or(rest));
    let words = surname
        .split(|c: char| c.is_whitespace() || c == '-' || c == '_')
        .filter(|w| !w.is_empty());
    let slugs: Vec<String> = words.take(4).map(word).filter(|w| !w.is_empty()).collect();
    slugs.join("-")
}

fn word(word: &str) -> String {
    if word.chars().any(persian::is_letter) {
        return transliterate(word);
    }
    let plain = word.nfd().filter(char::is_ascii_alphanumeric);
    plain.collect::<String>().to_lowercase()
}

/// A Persian word in Latin letters, by the table above.
pub fn transliterate(word: &str) -> String {
    let letters: Vec<char> =
        persian::persian_letters(word).chars().filter(|c| persian::is_letter(*c)).collect();
    let vowel = |c: Option<&char>| c.is_none_or(|c| matches!(c, 'ا' | 'آ' | 'و' | 'ی'));
    let mut out = String::new();
    for (i, c) in letters.iter().enumerate() {
        let first = i == 0;
        let last = i + 1 == letters.len();
        out.push_str(match c {
            'ا' | 'آ' | 'أ' | 'إ' | 'ع' => "a",
            'ب' => "b",
            'پ' => "p",
            'ت' | 'ط' => "t",
            'ث' | 'س' | 'ص' => "s",
            'ج' => "j",
            'چ' => "ch",
            'ح' => "h",
            'خ' => "kh",
            'د' => "d",
            'ذ' | 'ز' | 'ض' | 'ظ' => "z",
            'ر' => "r",
            'ژ' => "zh",
            'ش' => "sh",
            'غ' | 'ق' => "gh",
            'ف' => "f",
            'ک' => "k",
            'گ' => "g",
            'ل' => "l",
            'م' => "m",
            'ن' => "n",
            'و' | 'ؤ'
                if !first && !last && !vowel(letters.get(i - 1)) && !vowel(letters.get(i + 1)) =>
            {
                "u"
            }
            'و' | 'ؤ' => "v",
            'ه' | 'ۀ' | 'ة' if last && !first => "eh",
            'ه' | 'ۀ' | 'ة' => "h",
            'ی' if first => "y",
            'ی' => "i",
            _ => "",
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_surname_and_a_year() {
        for (name, year, expected) in [
            ("Nikan", "1999", "nikan-1999"),
            ("Biörnehed", "2004", "biornehed-2004"),
            ("نیکنام", "۱۳۹۰", "niknam-1390"),
            ("بهاره", "1390", "bhareh-1390"),
            ("Nikan", "2024b", "nikan-2024b"),
            ("Nikan", "n.d.", "nikan-nd"),
            ("http://example.org/rain", "2014", "exampleorg-2014"),
        ] {
            assert_eq!(key(name, year), expected);
        }
    }
}
