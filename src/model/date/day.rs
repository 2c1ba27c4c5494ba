//! Days and the two calendars they are counted in, by ICU4X.

use std::fmt;

use icu_calendar::Iso;
use icu_calendar::cal::Persian;

use crate::model::date::{Day, SolarDay};

impl Day {
    /// The first day that a date can have.
    pub const FIRST: Self = Self { year: -9999, month: 1, day: 1 };
    /// The last day that a date can have.
    pub const LAST: Self = Self { year: 9999, month: 12, day: 31 };

    /// A day by its astronomical year (-9999 to 9999), month (1 to 12) and day;
    /// `None` where there is no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        icu_calendar::Date::try_new_iso(year, month, day).ok()?;
        Some(Self { year, month, day })
    }

    /// The day of a Solar Hijri date (years 1 to 1599); `None` where there is no
    /// such day.
    pub fn from_solar_hijri(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1..=1599).contains(&year) {
            return None;
        }
        let solar = icu_calendar::Date::try_new_persian(year, month, day).ok()?;
        let day = solar.to_calendar(Iso);
        Self::new(day.year().extended_year(), day.month().ordinal, day.day_of_month().0)
    }

    /// The same day in the Solar Hijri calendar.
    pub fn solar_hijri(self) -> SolarDay {
        let solar = self.in_calendar().to_calendar(Persian);
        SolarDay {
            year: solar.year().extended_year(),
            month: solar.month().ordinal,
            day: solar.day_of_month().0,
        }
    }

    /// The number of the day; 0001-01-01 is 1. Differences are days.
    pub fn number(self) -> i64 {
        self.in_calendar().to_rata_die().to_i64_date()
    }

    /// The last day of a month (1 to 12); `None` where there is no such month.
    pub fn end_of_month(year: i32, month: u8) -> Option<Self> {
        (28..=31).rev().find_map(|day| Self::new(year, month, day))
    }

    /// The last day of a Solar Hijri month; `None` where there is no such month.
    pub fn end_of_solar_month(year: i32, month: u8) -> Option<Self> {
        (29..=31).rev().find_map(|day| Self::from_solar_hijri(year, month, day))
    }

    fn in_calendar(self) -> icu_calendar::Date<Iso> {
        icu_calendar::Date::try_new_iso(self.year, self.month, self.day)
            .unwrap_or_else(|_| icu_calendar::Date::from_rata_die(EPOCH, Iso))
    }
}

/// Stands for a day that a caller has put together wrongly, by its public fields.
const EPOCH: icu_calendar::types::RataDie = icu_calendar::types::RataDie::new(1);

/// As ISO 8601 writes it: `1992-05-15`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}-{:02}", self.year.abs(), self.month, self.day)
    }
}

/// As editors write it, without the ` SH`: `1371-02-25`.
impl fmt::Display for SolarDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(gregorian: (i32, u8, u8), solar: (i32, u8, u8)) {
        let day = Day::new(gregorian.0, gregorian.1, gregorian.2).unwrap();
        assert_eq!(Day::from_solar_hijri(solar.0, solar.1, solar.2), Some(day));
        let back = SolarDay { year: solar.0, month: solar.1, day: solar.2 };
        assert_eq!(day.solar_hijri(), back);
    }

    #[test]
    fn days_go_both_ways_between_the_calendars() {
        check((1979, 12, 27), (1358, 10, 6));
        check((1992, 5, 15), (1371, 2, 25));
        check((1999, 7, 19), (1378, 4, 28));
        check((2001, 9, 11), (1380, 6, 20));
        check((2020, 2, 29), (1398, 12, 10));
        check((2021, 8, 15), (1400, 5, 24));
        check((2024, 2, 18), (1402, 11, 29));
        check((2024, 3, 19), (1402, 12, 29));
        check((2024, 3, 20), (1403, 1, 1));
        check((2024, 6, 30), (1403, 4, 10));
        check((2024, 7, 1), (1403, 4, 11));
        check((2025, 3, 21), (1404, 1, 1));
    }

    // The rule of 2820 years has no such day.
    #[test]
    fn the_year_1403_is_a_leap_year() {
        check((2025, 3, 20), (1403, 12, 30));
        assert_eq!(Day::from_solar_hijri(1402, 12, 30), None);
        assert_eq!(Day::from_solar_hijri(1404, 12, 30), None);
    }

    #[test]
    fn days_that_do_not_exist_are_none() {
        assert_eq!(Day::new(1900, 2, 29), None);
        assert_eq!(Day::new(1992, 13, 1), None);
        assert_eq!(Day::from_solar_hijri(1399, 7, 31), None);
        assert_eq!(Day::from_solar_hijri(2021, 1, 1), None);
    }

    #[test]
    fn every_day_of_two_centuries_comes_back() {
        let first = Day::new(1900, 1, 1).unwrap().number();
        let mut last = None;
        for number in first..first + 73_000 {
            let date = icu_calendar::Date::from_rata_die(
                icu_calendar::types::RataDie::new(number),
                Persian,
            );
            let solar = (date.year().extended_year(), date.month().ordinal, date.day_of_month().0);
            let day = Day::from_solar_hijri(solar.0, solar.1, solar.2).unwrap();
            assert_eq!(day.number(), number);
            assert!(last < Some(day));
            last = Some(day);
        }
    }

    #[test]
    fn both_calendars_meet_on_days_that_are_known() {
        let known = [
            ("1979-12-27", "1358-10-06"),
            ("1992-05-15", "1371-02-25"),
            ("1999-07-19", "1378-04-28"),
            ("2001-09-11", "1380-06-20"),
            ("2020-02-29", "1398-12-10"),
            ("2021-08-15", "1400-05-24"),
            ("2024-02-18", "1402-11-29"),
            ("2024-03-19", "1402-12-29"),
            ("2024-03-20", "1403-01-01"),
            ("2024-06-30", "1403-04-10"),
            ("2024-07-01", "1403-04-11"),
            // A leap year that the rule of 2,820 years does not know.
            ("2025-03-20", "1403-12-30"),
            ("2025-03-21", "1404-01-01"),
        ];
        for (gregorian, solar) in known {
            let parts: Vec<i32> = solar.split('-').map(|part| part.parse().unwrap()).collect();
            let [month, day] = [parts[1], parts[2]].map(|part| u8::try_from(part).unwrap());
            let found = Day::from_solar_hijri(parts[0], month, day).unwrap();
            assert_eq!(found.to_string(), gregorian);
            assert_eq!(found.solar_hijri().to_string(), solar);
        }
    }

    #[test]
    fn days_print_as_iso_writes_them() {
        assert_eq!(Day::new(1992, 5, 15).unwrap().to_string(), "1992-05-15");
        assert_eq!(Day::new(-44, 3, 15).unwrap().to_string(), "-0044-03-15");
        assert_eq!(Day::new(1992, 5, 15).unwrap().solar_hijri().to_string(), "1371-02-25");
    }
}
