//! Years and pages of bibliography entries.

use crate::text::persian;

/// The year of a date as it is cited: ASCII digits with the letter after them.
/// `None` where no year is written (`n.d.`, «بی‌تا»).
pub(super) fn read(written: &str) -> Option<String> {
    let text = persian::to_ascii_digits(written);
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let digits =
        text[start..].len() - text[start..].trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits != 4 {
        return None;
    }
    let (year, rest) = text[start..].split_at(digits);
    let letters: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    // One Latin letter, or «الف» and the letters after it.
    let is_mark = letters.chars().count() == 1 || letters == "الف";
    Some(if is_mark { format!("{year}{letters}") } else { year.to_owned() })
}

/// Pages in ASCII digits with one hyphen between first and last.
pub(super) fn pages(written: &str) -> String {
    let text = persian::to_ascii_digits(written);
    let mut plain = String::new();
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        match c {
            '-' | '\u{2010}'..='\u{2015}' => {
                if !plain.ends_with('-') {
                    plain.push('-');
                }
            }
            ',' | '،' => plain.push_str(", "),
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_keep_their_letter() {
        let check = |written: &str, year: &str| {
            assert_eq!(read(written).unwrap_or_default(), year, "in {written}");
        };
        check("1979", "1979");
        check("2016a", "2016a");
        check("۱۳۹۸", "1398");
        check("۱۳۹۸الف", "1398الف");
        check("۱۳۹۸ب", "1398ب");
        check("2016-05", "2016");
        check("2016/2018", "2016");
        check("1994~", "1994");
        check("c. 1994", "1994");
        check("بی‌تا", "");
        check("n.d.", "");
        check("20", "");
    }

    #[test]
    fn pages_have_one_hyphen() {
        let check = |written: &str, expected: &str| assert_eq!(pages(written), expected);
        check("102--104", "102-104");
        check("۱۰۲–۱۰۴", "102-104");
        check("12", "12");
        check("12-14, 20", "12-14, 20");
    }
}
