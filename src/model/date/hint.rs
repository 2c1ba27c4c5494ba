//! The right spelling of a date that could not be read.

use crate::model::date;
use crate::text::persian;

/// What to write instead of `text`: the nearest spelling that can be read, or
/// the forms there are.
pub(super) fn expected(text: &str) -> String {
    let plain = persian::to_ascii_digits(text);
    let spelling = candidates(&plain)
        .into_iter()
        .find(|candidate| candidate != text && date::read(candidate).is_ok());
    match spelling {
        Some(spelling) => format!("write `{spelling}`"),
        None => "write `1992-05-15`, `1992-05`, `1992`, `1992~` for about then, `1992/1996` for \
                 an interval, or a Solar Hijri date such as `1371-02-25 SH`"
            .to_owned(),
    }
}

/// Spellings that an editor may have meant, likelier ones first.
fn candidates(text: &str) -> Vec<String> {
    let (text, solar) = without_calendar(text);
    let solar = solar || is_solar_year(&text);
    let mut found = vec![with_calendar(&text, solar)];
    let dashes = text.replace(['\u{2013}', '\u{2014}', '\u{2212}'], "-");
    for form in [dashes.clone(), dashes.replace(['/', '.'], "-"), dashes.replace('-', "/")] {
        found.extend(padded(&form, solar));
    }
    found.extend(swapped(&dashes, solar));
    found.extend(decade(&dashes, solar));
    found.extend(about(&dashes, solar));
    found.push(with_calendar(&dashes.replace("open", "..").replace("present", ".."), solar));
    found.push(with_calendar(&dashes.replace('x', "X").replace("-XX", ""), solar));
    found
}

/// The text without a mark of the Solar Hijri calendar, and whether it had one.
fn without_calendar(text: &str) -> (String, bool) {
    let mut rest = text.trim().to_owned();
    let mut solar = false;
    let marks = ["SH", "sh", "Sh", "AP", "\u{634}", "\u{647}.\u{634}", "\u{647}.\u{634}."];
    for mark in marks.iter().rev() {
        if let Some(before) = rest.strip_suffix(mark) {
            rest = before.trim_end().to_owned();
            solar = true;
        }
    }
    (rest.replace(" SH/", "/"), solar)
}

fn with_calendar(text: &str, solar: bool) -> String {
    if solar { format!("{text} SH") } else { text.to_owned() }
}

/// Whether a text begins with a year that is more likely Solar Hijri than Gregorian.
fn is_solar_year(text: &str) -> bool {
    let digits = text.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()));
    let goes_on = text.as_bytes().get(4).is_some_and(u8::is_ascii_digit);
    let year = digits.filter(|_| !goes_on).and_then(|year| year.parse().ok());
    year.is_some_and(|year: i32| (1200..=1499).contains(&year))
}

/// Year, month and day filled up to four and two digits.
fn padded(text: &str, solar: bool) -> Option<String> {
    let ends: Vec<String> = text.split('/').map(padded_point).collect::<Option<_>>()?;
    Some(with_calendar(&ends.join("/"), solar))
}

fn padded_point(text: &str) -> Option<String> {
    if matches!(text, "" | "..") {
        return Some(text.to_owned());
    }
    let mut parts = Vec::new();
    for (position, part) in text.split('-').enumerate() {
        let bare = part.trim().trim_end_matches(['?', '~', '%']);
        let number: u32 = bare.parse().ok()?;
        let mark = &part.trim()[bare.len()..];
        parts.push(match position {
            0 => format!("{number:04}{mark}"),
            _ => format!("{number:02}{mark}"),
        });
    }
    Some(parts.join("-"))
}

/// The interval the other way round.
fn swapped(text: &str, solar: bool) -> Option<String> {
    let (start, end) = text.split_once('/')?;
    Some(with_calendar(&format!("{end}/{start}"), solar))
}

/// `1990s` is `199X`.
fn decade(text: &str, solar: bool) -> Option<String> {
    let stem = text.trim_end_matches('s').trim_end_matches(['\'', '\u{2019}']).strip_suffix('0')?;
    text.ends_with('s').then(|| with_calendar(&format!("{stem}X"), solar))
}

/// `c. 1994` is `1994~`.
fn about(text: &str, solar: bool) -> Option<String> {
    let year = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let word = text[..text.len() - year.len()].trim();
    let known = ["c.", "ca.", "circa", "about", "ca", "c", "~", "\u{62D}\u{62F}\u{648}\u{62F}"];
    known.contains(&word).then(|| with_calendar(&format!("{year}~"), solar))
}

#[cfg(test)]
mod tests {
    use crate::model::date::Date;

    #[track_caller]
    fn check(written: &str, found: &str, expected: &str) {
        let error = Date::parse(written).unwrap_err();
        assert_eq!((error.found.as_str(), error.expected.as_str()), (found, expected));
    }

    #[test]
    fn persian_digits_are_refused_with_the_ascii_spelling() {
        check("۱۹۹۲", "`۱۹۹۲` is written in Persian digits", "write `1992`");
        check("۱۳۹۹/۰۹/۱۳", "`۱۳۹۹/۰۹/۱۳` is written in Persian digits", "write `1399-09-13 SH`");
        check("۱۳۳۰", "`۱۳۳۰` is written in Persian digits", "write `1330 SH`");
        check("۱۳۹۹ SH", "`۱۳۹۹ SH` is written in Persian digits", "write `1399 SH`");
    }

    #[test]
    fn other_spellings_get_the_right_one() {
        check(
            "1992/5/15",
            "`1992/5/15` is neither EDTF nor a Solar Hijri date with ` SH` after it",
            "write `1992-05-15`",
        );
        check("1992-5", "`1992-5` is no date: the month must have two digits", "write `1992-05`");
        check(
            "1990s",
            "`1990s` is neither EDTF nor a Solar Hijri date with ` SH` after it",
            "write `199X`",
        );
        check(
            "c. 1994",
            "`c. 1994` is neither EDTF nor a Solar Hijri date with ` SH` after it",
            "write `1994~`",
        );
        check(
            "1992–1996",
            "`1992–1996` is neither EDTF nor a Solar Hijri date with ` SH` after it",
            "write `1992/1996`",
        );
        check(
            "1399-09-13SH",
            "`1399-09-13SH` is neither EDTF nor a Solar Hijri date with ` SH` after it",
            "write `1399-09-13 SH`",
        );
        check(
            "1992/open",
            "`1992/open` is neither EDTF nor a Solar Hijri date with ` SH` after it",
            "write `1992/..`",
        );
    }

    #[test]
    fn reversed_intervals_are_refused_with_their_ends_changed() {
        check("1996/1992", "`1996/1992` is no date: it ends before it begins", "write `1992/1996`");
        check("1400/1399 SH", "`1400/1399 SH` ends before it begins", "write `1399/1400 SH`");
    }

    #[track_caller]
    fn no_spelling(written: &str, found: &str) {
        let error = Date::parse(written).unwrap_err();
        assert_eq!(error.found, found);
        assert!(error.expected.starts_with("write `1992-05-15`, "), "{}", error.expected);
    }

    #[test]
    fn days_that_do_not_exist_have_no_right_spelling() {
        no_spelling("1992-02-30", "`1992-02-30` is no date: the month has no such day");
        no_spelling(
            "1400-12-30 SH",
            "there is no day 30 in month 12 of the year 1400 SH, which has 29 days",
        );
        no_spelling("1399-13 SH", "`13` is no Solar Hijri month: 01 to 12 are expected");
        no_spelling(
            "2021-08 SH",
            "`2021` is no Solar Hijri year: four digits up to 1599 are expected",
        );
        no_spelling("", "the date is empty");
        no_spelling("uuuu", "`uuuu` is neither EDTF nor a Solar Hijri date with ` SH` after it");
        no_spelling("Y17000", "`Y17000` lies beyond the years -9999 to 9999");
    }

    #[test]
    fn level_2_is_refused() {
        no_spelling(
            "{1992,1994}",
            "`{1992,1994}` is EDTF of level 2, which the edition does not read",
        );
        check(
            "1992-05-XX/1996",
            "`1992-05-XX/1996` is EDTF of level 2, which the edition does not read",
            "write `1992-05/1996`",
        );
    }
}
