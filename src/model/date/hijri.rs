//! Solar Hijri dates: `1399-09-13`, `1399-09`, `1399`, with EDTF's qualifiers,
//! unspecified digits and intervals.

use crate::model::date::{Day, End, Point, Precision};

/// Reads a date or an interval without its last ` SH`; the error is a clause on what
/// was found.
///
/// ```text
/// date     = point | interval
/// interval = end "/" end            at least one of them a point
/// end      = [ point [ " SH" ] | ".." ]
/// point    = year [ "-" month [ "-" day ] ] [ "?" | "~" | "%" ]
/// year     = four digits, the last or the last two of them perhaps "X"
/// month    = "01" to "12" | "XX"
/// day      = "01" to "31" | "XX"
/// ```
pub(super) fn read(text: &str) -> Result<(End, Option<End>), String> {
    let Some((start, end)) = text.split_once('/') else {
        return Ok((End::Point(read_point(text)?), None));
    };
    let (start, end) = (read_end(start)?, read_end(end)?);
    match (&start, &end) {
        (End::Point(first), End::Point(last)) if first.earliest > last.latest => {
            Err(format!("`{text} SH` ends before it begins"))
        }
        (End::Point(_), _) | (_, End::Point(_)) => Ok((start, Some(end))),
        _ => Err(format!("`{text} SH` has no date at either end")),
    }
}

fn read_end(text: &str) -> Result<End, String> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        _ => Ok(End::Point(read_point(text.strip_suffix(" SH").unwrap_or(text))?)),
    }
}

fn read_point(text: &str) -> Result<Point, String> {
    let bare = text.strip_suffix(['?', '~', '%']).unwrap_or(text);
    let mark = &text[bare.len()..];
    let mut parts = bare.split('-');
    let year = parts.next().unwrap_or_default();
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() {
        return Err(format!("`{text} SH` has more parts than year, month and day"));
    }
    let (earliest, latest, precision) = match (month, day) {
        (None, _) => span_of_years(year)?,
        (Some(month), None | Some("XX")) => span_of_month(year, month)?,
        (Some(month), Some(day)) => single_day(year, month, day)?,
    };
    Ok(Point {
        earliest,
        latest,
        precision,
        uncertain: matches!(mark, "?" | "%"),
        approximate: matches!(mark, "~" | "%"),
    })
}

/// First day, last day and how exact that is.
type Span = (Day, Day, Precision);

fn span_of_years(year: &str) -> Result<Span, String> {
    let digits = year.trim_end_matches('X');
    let precision = match year.len() - digits.len() {
        0 => Precision::Year,
        1 => Precision::Decade,
        2 => Precision::Century,
        _ => return Err(no_year(year)),
    };
    let first = read_year(&year.replace('X', "0"))?;
    let last = read_year(&year.replace('X', "9"))?;
    match (Day::from_solar_hijri(first, 1, 1), Day::end_of_solar_month(last, 12)) {
        (Some(earliest), Some(latest)) => Ok((earliest, latest, precision)),
        _ => Err(no_year(year)),
    }
}

fn span_of_month(year: &str, month: &str) -> Result<Span, String> {
    if month == "XX" {
        read_year(year)?;
        return span_of_years(year);
    }
    let (year, month) = (read_year(year)?, read_month(month)?);
    match (Day::from_solar_hijri(year, month, 1), Day::end_of_solar_month(year, month)) {
        (Some(earliest), Some(latest)) => Ok((earliest, latest, Precision::Month)),
        _ => Err(no_year(&year.to_string())),
    }
}

fn single_day(year: &str, month: &str, day: &str) -> Result<Span, String> {
    let (year, month) = (read_year(year)?, read_month(month)?);
    let number =
        two_digits(day).ok_or_else(|| format!("`{day}` is no day: two digits are expected"))?;
    let Some(found) = Day::from_solar_hijri(year, month, number) else {
        let last = Day::end_of_solar_month(year, month).map_or(0, |d| d.solar_hijri().day);
        return Err(format!(
            "there is no day {number} in month {month} of the year {year} SH, which has {last} days"
        ));
    };
    Ok((found, found, Precision::Day))
}

fn read_year(year: &str) -> Result<i32, String> {
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return Err(no_year(year));
    }
    match year.parse() {
        Ok(number @ 1..=1599) => Ok(number),
        _ => Err(no_year(year)),
    }
}

fn no_year(year: &str) -> String {
    format!("`{year}` is no Solar Hijri year: four digits up to 1599 are expected")
}

fn read_month(month: &str) -> Result<u8, String> {
    two_digits(month)
        .filter(|number| (1..=12).contains(number))
        .ok_or_else(|| format!("`{month}` is no Solar Hijri month: 01 to 12 are expected"))
}

fn two_digits(text: &str) -> Option<u8> {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::model::date::{Calendar, Date};

    #[track_caller]
    fn check(written: &str, expected: &str) {
        let date = Date::parse(written).unwrap();
        assert_eq!(date.calendar, Calendar::SolarHijri);
        assert_eq!(date.described(), expected, "in {written}");
    }

    #[test]
    fn days_months_and_years_are_converted() {
        check("1399-09-13 SH", "2020-12-03..2020-12-03 Day");
        check("1403-12-30 SH", "2025-03-20..2025-03-20 Day");
        check("1399-09 SH", "2020-11-21..2020-12-20 Month");
        check("1399-12 SH", "2021-02-19..2021-03-20 Month");
        check("1399 SH", "2020-03-20..2021-03-20 Year");
        check("1400 SH", "2021-03-21..2022-03-20 Year");
    }

    #[test]
    fn qualifiers_and_unspecified_digits_are_as_in_edtf() {
        check("1399-09~ SH", "2020-11-21..2020-12-20 Month ~");
        check("1399? SH", "2020-03-20..2021-03-20 Year ?");
        check("139X SH", "2011-03-21..2021-03-20 Decade");
        check("13XX SH", "1921-03-21..2021-03-20 Century");
        check("1399-XX SH", "2020-03-20..2021-03-20 Year");
        check("1399-09-XX SH", "2020-11-21..2020-12-20 Month");
    }

    #[test]
    fn intervals_may_be_open_or_unknown() {
        check("1399-09/1400-02 SH", "2020-11-21..2021-05-21");
        check("1371-02-25 SH/1400 SH", "1992-05-15..2022-03-20");
        check("1399/.. SH", "2020-03-20..-");
        check("/1399 SH", "-..2021-03-20");
        check("1399 SH/..", "2020-03-20..-");
        check("1399 SH/", "2020-03-20..-");
    }
}
