//! Dates as machines write them: EDTF, ISO 8601, and the parts of CSL.
//!
//! No form says more than was written: a Solar Hijri month, which lies across
//! two Gregorian ones, becomes an interval of these two.

use crate::model::date::{Calendar, Date, Day, End, Point, Precision};

/// A Gregorian day: `1992-05-15`, `-0044-03-15`.
pub(super) fn iso(day: Day) -> String {
    cut(day, Precision::Day)
}

/// A Gregorian day without what the precision leaves open: `1992-05`, `1992`.
pub(super) fn cut(day: Day, precision: Precision) -> String {
    let sign = if day.year < 0 { "-" } else { "" };
    let (year, month) = (day.year.unsigned_abs(), day.month);
    match precision {
        Precision::Day => format!("{sign}{year:04}-{month:02}-{:02}", day.day),
        Precision::Month | Precision::Season => format!("{sign}{year:04}-{month:02}"),
        Precision::Year | Precision::Decade | Precision::Century => format!("{sign}{year:04}"),
    }
}

/// The date as Gregorian EDTF of level 1.
pub(super) fn edtf(date: &Date) -> String {
    if date.calendar == Calendar::Gregorian {
        return date.written.clone();
    }
    match &date.end {
        None => match date.start.point() {
            Some(point) => span(point),
            None => date.written.clone(),
        },
        Some(end) => format!("{}/{}", outer(&date.start, true), outer(end, false)),
    }
}

/// A point of another calendar: a day is a day, anything wider an interval.
fn span(point: &Point) -> String {
    let mark = qualifier(point);
    let first = cut(point.earliest, point.precision);
    let last = cut(point.latest, point.precision);
    if first == last { format!("{first}{mark}") } else { format!("{first}{mark}/{last}{mark}") }
}

/// The outer bound of one end of an interval.
fn outer(end: &End, is_start: bool) -> String {
    match end {
        End::Open => "..".to_owned(),
        End::Unknown => String::new(),
        End::Point(point) => {
            let day = if is_start { point.earliest } else { point.latest };
            format!("{}{}", cut(day, point.precision), qualifier(point))
        }
    }
}

fn qualifier(point: &Point) -> &'static str {
    match (point.uncertain, point.approximate) {
        (true, true) => "%",
        (true, false) => "?",
        (false, true) => "~",
        (false, false) => "",
    }
}

/// First and last day of the date as CSL counts them: year, month, day, as many
/// as are known. One part for a point, two for an interval.
pub(super) fn csl_parts(date: &Date) -> Vec<Vec<i32>> {
    if let Some(point) = date.point() {
        let (first, last) = (parts(point.earliest, point), parts(point.latest, point));
        return if first == last { vec![first] } else { vec![first, last] };
    }
    let ends = [Some(&date.start), date.end.as_ref()];
    let mut found = Vec::new();
    for (end, is_start) in ends.into_iter().flatten().zip([true, false]) {
        if let Some(point) = end.point() {
            found.push(parts(if is_start { point.earliest } else { point.latest }, point));
        }
    }
    found
}

fn parts(day: Day, point: &Point) -> Vec<i32> {
    let all = [day.year, i32::from(day.month), i32::from(day.day)];
    let known = match point.precision {
        Precision::Day => 3,
        Precision::Month | Precision::Season => 2,
        Precision::Year | Precision::Decade | Precision::Century => 1,
    };
    all[..known].to_vec()
}

/// The day after; for ends that are exclusive.
pub(super) fn day_after(day: Day) -> Day {
    Day::new(day.year, day.month, day.day + 1)
        .or_else(|| Day::new(day.year, day.month + 1, 1))
        .unwrap_or(Day { year: day.year + 1, month: 1, day: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u8, day: u8) -> Day {
        Day { year, month, day }
    }

    fn solar(precision: Precision, earliest: Day, latest: Day) -> Date {
        let point = Point { earliest, latest, precision, uncertain: false, approximate: true };
        let written = "1399 SH".to_owned();
        Date { written, calendar: Calendar::SolarHijri, start: End::Point(point), end: None }
    }

    #[test]
    fn a_solar_hijri_month_is_an_interval_of_two_months() {
        let date = solar(Precision::Month, day(2020, 11, 21), day(2020, 12, 20));
        assert_eq!(edtf(&date), "2020-11~/2020-12~");
        assert_eq!(csl_parts(&date), [[2020, 11], [2020, 12]]);
    }

    #[test]
    fn a_solar_hijri_day_is_a_day() {
        let date = solar(Precision::Day, day(2020, 12, 3), day(2020, 12, 3));
        assert_eq!(edtf(&date), "2020-12-03~");
        assert_eq!(csl_parts(&date), [[2020, 12, 3]]);
    }

    #[test]
    fn the_day_after_knows_leap_years() {
        assert_eq!(day_after(day(2024, 2, 28)), day(2024, 2, 29));
        assert_eq!(day_after(day(2023, 2, 28)), day(2023, 3, 1));
        assert_eq!(day_after(day(2021, 12, 31)), day(2022, 1, 1));
    }

    #[test]
    fn years_before_our_era_keep_their_sign() {
        assert_eq!(iso(day(-44, 3, 15)), "-0044-03-15");
    }
}
