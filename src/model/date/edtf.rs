//! EDTF of levels 0 and 1, through `edtf-core`.

use edtf_core::{Bound, BoundDate, Edtf, IntervalEndpoint};

use crate::model::date::{Day, End, Point, Precision};

/// Reads a date or an interval; the error is a clause on what was found.
pub(super) fn read(text: &str) -> Result<(End, Option<End>), String> {
    let parsed = Edtf::parse(text).map_err(|e| match why(e.message) {
        Some(why) => format!("`{text}` is no date: {why}"),
        None => format!("`{text}` is neither EDTF nor a Solar Hijri date with ` SH` after it"),
    })?;
    if parsed.level() > 1 {
        return Err(format!("`{text}` is EDTF of level 2, which the edition does not read"));
    }
    match parsed {
        Edtf::Date(date) => Ok((End::Point(point(text, &date)?), None)),
        Edtf::Interval(interval) => {
            Ok((end(text, &interval.start)?, Some(end(text, &interval.end)?)))
        }
        Edtf::DateTime(_) => Err(format!("`{text}` has a time of day")),
        Edtf::Set(_) => Err(format!("`{text}` is a set of dates")),
    }
}

/// The parser's words in those of an editor; `None` where they would help nobody.
fn why(said: &str) -> Option<&'static str> {
    Some(match said {
        "interval end precedes interval start" => "it ends before it begins",
        "month must be 01-12 or a sub-year code 21-41" => {
            "a month is 01 to 12, a season 21 (spring) to 24 (winter)"
        }
        "month must be two digits (or X)" => "the month must have two digits",
        "day must be two digits (or X)" => "the day must have two digits",
        "day is out of range for the month" => "the month has no such day",
        _ => return None,
    })
}

fn end(text: &str, endpoint: &IntervalEndpoint) -> Result<End, String> {
    Ok(match endpoint {
        IntervalEndpoint::Open => End::Open,
        IntervalEndpoint::Unknown => End::Unknown,
        IntervalEndpoint::Date(date)
        | IntervalEndpoint::OnOrBefore(date)
        | IntervalEndpoint::OnOrAfter(date) => End::Point(point(text, date)?),
    })
}

fn point(text: &str, date: &edtf_core::Date) -> Result<Point, String> {
    let bounds = Edtf::Date(*date).bounds();
    match (day(bounds.earliest), day(bounds.latest)) {
        (Some(earliest), Some(latest)) => Ok(Point {
            earliest,
            latest,
            precision: precision(date),
            uncertain: date.is_uncertain(),
            approximate: date.is_approximate(),
        }),
        _ => Err(format!("`{text}` lies beyond the years -9999 to 9999")),
    }
}

fn day(bound: Bound) -> Option<Day> {
    let Bound::Date(BoundDate { year, month, day }) = bound else { return None };
    Day::new(i32::try_from(year).ok()?, month, day)
}

/// Unspecified digits leave what stands before them: `1992-05-XX` is a month.
fn precision(date: &edtf_core::Date) -> Precision {
    let known = |field: Option<edtf_core::DateField>| field.and_then(|f| f.value());
    if date.year.has_unspecified() {
        let edtf_core::YearKind::Standard { digits, .. } = date.year.kind else {
            return Precision::Year;
        };
        return if digits[2].is_none() { Precision::Century } else { Precision::Decade };
    }
    match (known(date.month), known(date.day)) {
        (Some(_), Some(_)) => Precision::Day,
        (Some(month), None) if month > 12 => Precision::Season,
        (Some(_), None) => Precision::Month,
        (None, _) => Precision::Year,
    }
}

#[cfg(test)]
mod tests {
    use crate::model::date::{Date, End, Precision};

    /// `expected` is `earliest..latest precision flags`.
    #[track_caller]
    fn check(written: &str, expected: &str) {
        let date = Date::parse(written).unwrap();
        assert_eq!(date.described(), expected, "in {written}");
    }

    #[test]
    fn level_0_is_as_wide_as_it_is_written() {
        check("1992-05-15", "1992-05-15..1992-05-15 Day");
        check("1992-05", "1992-05-01..1992-05-31 Month");
        check("2020-02", "2020-02-01..2020-02-29 Month");
        check("1992", "1992-01-01..1992-12-31 Year");
        check(" 1992 ", "1992-01-01..1992-12-31 Year");
        check("1992/1996", "1992-01-01..1996-12-31");
        check("1992-04-28/1992-05-15", "1992-04-28..1992-05-15");
        check("1992-05/2001", "1992-05-01..2001-12-31");
    }

    #[test]
    fn qualifiers_are_kept_and_move_no_bound() {
        check("1994-10~", "1994-10-01..1994-10-31 Month ~");
        check("1994?", "1994-01-01..1994-12-31 Year ?");
        check("1994-10-12%", "1994-10-12..1994-10-12 Day ? ~");
        let date = Date::parse("1994~/1996?").unwrap();
        let End::Point(start) = &date.start else { panic!("a point") };
        let Some(End::Point(end)) = &date.end else { panic!("a point") };
        assert!(start.approximate && !start.uncertain);
        assert!(end.uncertain && !end.approximate);
    }

    #[test]
    fn unspecified_digits_widen_a_date() {
        check("199X", "1990-01-01..1999-12-31 Decade");
        check("19XX", "1900-01-01..1999-12-31 Century");
        check("1992-XX", "1992-01-01..1992-12-31 Year");
        check("1992-05-XX", "1992-05-01..1992-05-31 Month");
        check("1992-XX-XX", "1992-01-01..1992-12-31 Year");
    }

    #[test]
    fn open_and_unknown_ends_have_no_day() {
        check("2021-08-15/..", "2021-08-15..-");
        check("../1996", "-..1996-12-31");
        check("2021/", "2021-01-01..-");
        check("/1996", "-..1996-12-31");
        assert_eq!(Date::parse("2021/..").unwrap().end, Some(End::Open));
        assert_eq!(Date::parse("2021/").unwrap().end, Some(End::Unknown));
        assert_eq!(Date::parse("/1996").unwrap().start, End::Unknown);
    }

    #[test]
    fn seasons_are_three_months_and_winter_ends_in_the_next_year() {
        check("2023-21", "2023-03-01..2023-05-31 Season");
        check("2023-22", "2023-06-01..2023-08-31 Season");
        check("2023-23", "2023-09-01..2023-11-30 Season");
        check("2023-24", "2023-12-01..2024-02-29 Season");
    }

    #[test]
    fn years_before_ours_are_read() {
        check("-0044-03-15", "-0044-03-15..-0044-03-15 Day");
    }

    #[test]
    fn precision_grows_from_century_to_day() {
        assert!(Precision::Century < Precision::Decade && Precision::Month < Precision::Day);
    }
}
