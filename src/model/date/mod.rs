//! Dates that are no more exact than whoever wrote them.
//!
//! [`Date::parse`] reads EDTF of levels 0 and 1 and Solar Hijri dates with
//! ` SH` after them. Putting a date into words is `render`'s.

mod day;
mod edtf;
mod hijri;
mod hint;

use crate::text::persian;

/// When something happened, as narrowly as it was written and no narrower.
///
/// Written as EDTF level 1 (Library of Congress, 2019-02-04), or as a Solar
/// Hijri date with ` SH` after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    /// As the editor wrote it.
    pub written: String,
    /// The calendar it was written in.
    pub calendar: Calendar,
    /// The first part, or the whole of a date that is no interval.
    pub start: End,
    /// The second part of an interval.
    pub end: Option<End>,
}

/// The calendar of a written date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calendar {
    /// Proleptic Gregorian.
    Gregorian,
    /// Solar Hijri, as in Iran.
    SolarHijri,
}

/// One end of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// `..`: it goes on (or has always gone on).
    Open,
    /// An empty end: it is not known.
    Unknown,
    /// A point as wide as its precision.
    Point(Point),
}

/// A day, a month, a season, a year or a decade, with its bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The first day it can have been, Gregorian. Never after `latest`.
    pub earliest: Day,
    /// The last day it can have been, inclusive.
    pub latest: Day,
    pub precision: Precision,
    /// `?`: the source is not sure.
    pub uncertain: bool,
    /// `~`: about then.
    pub approximate: bool,
}

/// How exact a point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    Century,
    Decade,
    Year,
    Season,
    Month,
    Day,
}

/// A day of the proleptic Gregorian calendar. Solar Hijri dates are converted
/// once, on the way in, and back where a reader sees both calendars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Astronomical year, -9999 to 9999.
    pub year: i32,
    /// 1 (January) to 12.
    pub month: u8,
    /// 1 to the length of the month.
    pub day: u8,
}

/// A day of the Solar Hijri calendar, as in Iran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SolarDay {
    /// The year; 1403 began on 2024-03-20.
    pub year: i32,
    /// 1 (Farvardin, Hamal) to 12 (Esfand, Hut).
    pub month: u8,
    /// 1 to 31, 30 or 29.
    pub day: u8,
}

/// The place of a date in time: earliest day, narrower span first, latest day.
///
/// An interval without a start stands where its end begins, for that is all that
/// is known of it; one without an end is the widest of those that begin with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey {
    earliest: Day,
    /// Days from the first to the last.
    span: i64,
    latest: Day,
}

/// Why a written date cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found}; {expected}")]
pub struct Unreadable {
    /// What stands there and why it is no date, as a clause.
    pub found: String,
    /// What to write instead, as a clause.
    pub expected: String,
}

impl Date {
    /// Reads a date as editors write it.
    ///
    /// # Errors
    ///
    /// Whatever is neither EDTF of level 0 or 1 nor a Solar Hijri date: other
    /// forms, days that do not exist, intervals that end before they begin.
    pub fn parse(written: &str) -> Result<Self, Unreadable> {
        let text = written.trim();
        read(text).map_err(|found| Unreadable { found, expected: hint::expected(text) })
    }

    /// The first day it can have begun; `None` for an interval that is open or
    /// unknown at its start.
    pub fn earliest(&self) -> Option<Day> {
        Some(self.start.point()?.earliest)
    }

    /// The last day it can have ended, inclusive; `None` for an interval that is
    /// open or unknown at its end.
    pub fn latest(&self) -> Option<Day> {
        Some(self.end.as_ref().unwrap_or(&self.start).point()?.latest)
    }

    /// The date as one point; `None` for an interval.
    pub fn point(&self) -> Option<&Point> {
        if self.end.is_some() { None } else { self.start.point() }
    }

    /// The place of the date in time.
    pub fn sort_key(&self) -> SortKey {
        let end = self.end.as_ref().unwrap_or(&self.start).point();
        let first = self.start.point().or(end);
        let earliest = first.map_or(Day::LAST, |p| p.earliest);
        let latest = end.map_or(Day::LAST, |p| p.latest);
        SortKey { earliest, span: latest.number() - earliest.number(), latest }
    }
}

impl End {
    /// The point of a dated end.
    pub fn point(&self) -> Option<&Point> {
        match self {
            Self::Point(point) => Some(point),
            Self::Open | Self::Unknown => None,
        }
    }
}

/// Reads trimmed text; the error is a clause on what was found.
fn read(text: &str) -> Result<Date, String> {
    if text.is_empty() {
        return Err("the date is empty".to_owned());
    }
    if text.chars().any(|c| !c.is_ascii() && persian::digit_value(c).is_some()) {
        return Err(format!("`{text}` is written in Persian digits"));
    }
    let is_solar = text.ends_with(" SH") || text.contains(" SH/");
    let calendar = if is_solar { Calendar::SolarHijri } else { Calendar::Gregorian };
    let (start, end) = match calendar {
        Calendar::SolarHijri => hijri::read(text.strip_suffix(" SH").unwrap_or(text))?,
        Calendar::Gregorian => edtf::read(text)?,
    };
    Ok(Date { written: text.to_owned(), calendar, start, end })
}

#[cfg(test)]
impl Date {
    /// `earliest..latest precision flags`, as the tests of both calendars compare it.
    fn described(&self) -> String {
        let side = |day: Option<Day>| day.map_or_else(|| "-".to_owned(), |d| d.to_string());
        let mut text = format!("{}..{}", side(self.earliest()), side(self.latest()));
        if let Some(point) = self.point() {
            text.push_str(&format!(" {:?}", point.precision));
            text.push_str(if point.uncertain { " ?" } else { "" });
            text.push_str(if point.approximate { " ~" } else { "" });
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dates written in the order of time.
    #[track_caller]
    fn check(in_order: &[&str]) {
        let mut dates: Vec<Date> = in_order.iter().map(|w| Date::parse(w).unwrap()).collect();
        dates.reverse();
        dates.sort_by_key(Date::sort_key);
        let found: Vec<&str> = dates.iter().map(|d| d.written.as_str()).collect();
        assert_eq!(found, in_order);
    }

    #[test]
    fn the_narrower_of_two_dates_that_begin_together_comes_first() {
        check(&["1992-01-01", "1992-01", "1992", "1992/1996"]);
        check(&["1992-05-15", "1371-02-25/1371-02-26 SH", "1992-05-15/..", "1992-05-16"]);
    }

    #[test]
    fn an_interval_without_a_start_stands_at_its_end() {
        check(&["1995", "1996", "1997", "2001"]);
        check(&["1995", "../1996", "1997"]);
    }

    #[test]
    fn dates_keep_what_was_written() {
        let date = Date::parse(" 1399-09 SH").unwrap();
        assert_eq!(date.written, "1399-09 SH");
        assert_eq!(date.calendar, Calendar::SolarHijri);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange_to_be_refused(text in "[0-9۰-۹X/.~?% SH\\-–]{0,24}|\\PC{0,24}") {
            if let Ok(date) = Date::parse(&text) {
                let (earliest, latest) = (date.earliest(), date.latest());
                assert!(earliest.zip(latest).is_none_or(|(first, last)| first <= last));
                date.sort_key();
            }
        }
    }
}
