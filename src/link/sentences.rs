//! Sentences of Persian and English prose, and excerpts of them.

use std::ops::Range;

use crate::text::persian;

/// About how many characters an excerpt has on each side of what it shows.
const SIDE: usize = 120;

/// The sentences of a passage.
#[derive(Debug)]
pub(super) struct Sentences {
    /// Byte offsets at which sentences end, with the space after them.
    ends: Vec<usize>,
}

impl Sentences {
    /// Divides a passage.
    ///
    /// A sentence ends at `.`, `؟`, `?`, `!` or `…` with the quotes and brackets
    /// that close there, before a space. It doesn't end at the point of an
    /// initial, an abbreviation or a number that begins it, nor before a small
    /// Latin letter.
    pub(super) fn of(text: &str) -> Self {
        let mut ends = Vec::new();
        let mut start = 0;
        let mut marks = text.char_indices().filter(|(_, c)| is_terminator(*c)).peekable();
        while let Some((at, mark)) = marks.next() {
            let after = &text[at + mark.len_utf8()..];
            let rest = after.trim_start_matches(|c| is_terminator(c) || is_closing(c));
            if !rest.starts_with(char::is_whitespace) {
                continue;
            }
            let next = rest.trim_start();
            if next.starts_with(char::is_lowercase) {
                continue;
            }
            if mark == '.' && !ends_sentence(&text[start..at], next) {
                continue;
            }
            start = text.len() - next.len();
            ends.push(start);
            while marks.next_if(|(at, _)| *at < start).is_some() {}
        }
        Self { ends }
    }

    /// The sentence in which a range begins, to the end of that in which it ends.
    pub(super) fn around(&self, range: &Range<usize>, text: &str) -> Range<usize> {
        let first = self.ends.partition_point(|end| *end <= range.start);
        let last = self.ends.partition_point(|end| *end < range.end);
        let start = first.checked_sub(1).map_or(0, |n| self.ends[n]);
        start..self.ends.get(last).copied().unwrap_or(text.len())
    }
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '؟' | '?' | '!' | '…')
}

fn is_closing(c: char) -> bool {
    matches!(c, '»' | ')' | ']' | '"' | '\'' | '”' | '’')
}

/// Whether a point between these words of a sentence and the next ends it.
fn ends_sentence(before: &str, next: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if word.is_empty() {
        return true;
    }
    let is_digit = |c: char| persian::digit_value(c).is_some();
    let is_first = !before.trim_start().contains(char::is_whitespace);
    if is_first && word.chars().all(is_digit) {
        return false;
    }
    let last = word.rsplit('.').next().unwrap_or_default();
    if last.chars().count() == 1 && last.chars().all(char::is_alphabetic) {
        return false;
    }
    let counts = COUNTING.contains(&word.as_str()) && next.starts_with(is_digit);
    !counts && !ABBREVIATIONS.contains(&word.as_str())
}

/// Words that keep their point inside a sentence.
const ABBREVIATIONS: [&str; 24] = [
    "al", "ca", "cf", "dr", "ed", "eds", "esp", "gen", "ibid", "jr", "lt", "mr", "mrs", "ms",
    "prof", "rev", "sen", "sr", "st", "trans", "vs", "نک", "رک", "بنگ",
];

/// Words that keep it before a number.
const COUNTING: [&str; 14] =
    ["art", "ch", "col", "fig", "no", "nos", "par", "pp", "sec", "vol", "vols", "صص", "ج", "ش"];

/// The sentence before a range: whole where it is short, else its last words.
pub(super) fn before(sentence: &str) -> String {
    let sentence = sentence.trim_start();
    let Some((cut, _)) = sentence.char_indices().rev().nth(SIDE) else {
        return sentence.to_owned();
    };
    let word = sentence[cut..].find(char::is_whitespace).map_or(cut, |n| cut + n);
    format!("…{}", &sentence[word..])
}

/// The sentence after a range: whole where it is short, else its first words.
pub(super) fn after(sentence: &str) -> String {
    let sentence = sentence.trim_end();
    let Some((cut, _)) = sentence.char_indices().nth(SIDE) else {
        return sentence.to_owned();
    };
    let word = sentence[..cut].rfind(char::is_whitespace).unwrap_or(cut);
    format!("{} …", &sentence[..word])
}

/// What stands between two ranges of a sentence: whole where it is short, else its
/// first and last words.
pub(super) fn between(words: &str) -> String {
    if words.chars().nth(2 * SIDE).is_none() {
        return words.to_owned();
    }
    format!("{}{}", after(words), before(words).trim_start_matches('…'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` are the sentences, divided by `|`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut found = Vec::new();
        let mut start = 0;
        for end in Sentences::of(text).ends.into_iter().chain([text.len()]) {
            found.push(text[start..end].trim());
            start = end;
        }
        assert_eq!(found.join("|"), expected);
    }

    #[test]
    fn sentences_end_at_points_and_marks() {
        check("One came. Two went! Who stayed? Three.", "One came.|Two went!|Who stayed?|Three.");
        check("یکی آمد. دو تن رفتند! که ماند؟ هیچ‌کس.", "یکی آمد.|دو تن رفتند!|که ماند؟|هیچ‌کس.");
        check("He waited … Then he left.", "He waited …|Then he left.");
        check("بی‌پایان", "بی‌پایان");
        check("", "");
    }

    #[test]
    fn closing_quotes_and_brackets_belong_to_their_sentence() {
        check("He said “no.” She left.", "He said “no.”|She left.");
        check("It is no. 3 of ten. All left.", "It is no. 3 of ten.|All left.");
        check("گفت: «نمی‌آیم.» سپس رفت.", "گفت: «نمی‌آیم.»|سپس رفت.");
        check("It rained (a lot.) We stayed.", "It rained (a lot.)|We stayed.");
    }

    #[test]
    fn initials_abbreviations_and_numbers_do_not_end_a_sentence() {
        check("J. R. Smith met Dr. Khan in St. Gallen.", "J. R. Smith met Dr. Khan in St. Gallen.");
        check(
            "The U.S. Army left, cf. vol. 3 and pp. 4-5.",
            "The U.S. Army left, cf. vol. 3 and pp. 4-5.",
        );
        check("سال ۱۳۹۹ ه.ش. پایان یافت.", "سال ۱۳۹۹ ه.ش. پایان یافت.");
        check("It grew by 3.5 per cent. Then it fell.", "It grew by 3.5 per cent.|Then it fell.");
        check("۱. مقدمه کوتاه است. ادامه دارد.", "۱. مقدمه کوتاه است.|ادامه دارد.");
        check("در سال ۱۹۹۲. سپس جنگ شد.", "در سال ۱۹۹۲.|سپس جنگ شد.");
        check("Rockets etc. and more. End.", "Rockets etc. and more.|End.");
    }

    #[test]
    fn a_range_is_shown_in_its_sentence() {
        let text = "Rain fell. The river rose at night. Boats came.";
        let at = text.find("river").unwrap();
        let sentence = Sentences::of(text).around(&(at..at + 5), text);
        assert_eq!(&text[sentence], "The river rose at night. ");
        let sentence = Sentences::of(text).around(&(0..4), text);
        assert_eq!(&text[sentence], "Rain fell. ");
        let sentence = Sentences::of(text).around(&(text.len() - 5..text.len()), text);
        assert_eq!(&text[sentence], "Boats came.");
    }

    #[test]
    fn long_sides_are_cut_at_a_word() {
        let long = "کوهستان ".repeat(40);
        let cut = before(&long);
        assert!(cut.starts_with("… کوهستان") && cut.ends_with("کوهستان "), "{cut}");
        assert!(cut.chars().count() <= SIDE + 3);
        let cut = after(&format!(" {}", long.trim()));
        assert!(cut.starts_with(" کوهستان") && cut.ends_with("کوهستان …"), "{cut}");
        assert!(cut.chars().count() <= SIDE + 3);
        assert_eq!(before(" short "), "short ");
        assert_eq!(after(" short. "), " short.");
    }

    #[test]
    fn a_word_without_end_is_cut_where_it_must() {
        let long = "x".repeat(500);
        assert_eq!(before(&long).chars().count(), SIDE + 2);
        assert_eq!(after(&long).chars().count(), SIDE + 2);
    }

    proptest::proptest! {
        #[test]
        fn sentences_together_are_the_text(text in "(x|ب| |\\.|؟|…|»|[۱2]|\\PC){0,60}") {
            let sentences = Sentences::of(&text);
            assert!(sentences.ends.is_sorted());
            for end in &sentences.ends {
                assert!(text.is_char_boundary(*end));
            }
            for (at, c) in text.char_indices() {
                let range = at..at + c.len_utf8();
                let sentence = sentences.around(&range, &text);
                assert!(sentence.start <= range.start && range.end <= sentence.end);
                before(&text[sentence.start..at]);
                after(&text[range.end..sentence.end]);
            }
        }
    }

    #[test]
    fn what_stands_between_two_names_is_cut_in_its_middle() {
        assert_eq!(between(" and then "), " and then ");
        let long = format!(" begins{} ends ", " words".repeat(60));
        let cut = between(&long);
        assert!(cut.starts_with(" begins words"), "{cut}");
        assert!(cut.contains("words … words"), "{cut}");
        assert!(cut.ends_with("words ends "), "{cut}");
    }
}
