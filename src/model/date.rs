//! Dates that are no more exact than whoever wrote them.

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
/// once, on the way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Astronomical year, -9999 to 9999.
    pub year: i32,
    /// 1 (January) to 12.
    pub month: u8,
    /// 1 to the length of the month.
    pub day: u8,
}
