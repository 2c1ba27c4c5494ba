//! Dates in words, in both calendars, never more exact than they were written.
//!
//! A Persian page gives the Solar Hijri date first and the Gregorian one in
//! brackets, an English page the other way round. A month, season or year of
//! one calendar lies across two of the other's; it is then given as that span.

use crate::model::date::{Calendar, Date, Day, End, Point, Precision};
use crate::render::words::Words;
use crate::text::Lang;

/// A date of one calendar, as wide as what is known: without day or month where
/// those are not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    year: i32,
    month: Option<u8>,
    day: Option<u8>,
}

/// The calendar that a language gives first.
pub fn own_calendar(lang: Lang) -> Calendar {
    match lang {
        Lang::Fa => Calendar::SolarHijri,
        Lang::En => Calendar::Gregorian,
    }
}

/// The date in both calendars, the page's own first.
fn both(date: &Date, words: &Words) -> (String, String) {
    let own = own_calendar(words.lang());
    let other = match own {
        Calendar::Gregorian => Calendar::SolarHijri,
        Calendar::SolarHijri => Calendar::Gregorian,
    };
    let first = qualified(date, in_calendar(date, own, words), words);
    (first, in_calendar(date, other, words))
}

/// The date in both calendars as HTML: the first in `<time>` where HTML can
/// hold it, with its EDTF form.
pub fn html(date: &Date, words: &Words) -> String {
    if let Some((end, key)) = one_ended(date) {
        // `since 1992 (1371 SH)`: the word stands once, around both calendars.
        let end = Date { start: end.clone(), end: None, ..date.clone() };
        let inner = tagged(&end, &edtf(date), words);
        return words.fill(key, &[("date", &inner)]);
    }
    tagged(date, &edtf(date), words)
}

/// A date with EDTF that may say more; none where `datetime` says the same.
fn tagged(date: &Date, edtf: &str, words: &Words) -> String {
    let (own, other) = both(date, words);
    let own = match machine(date) {
        Some(value) if value == edtf => format!("<time datetime=\"{value}\">{own}</time>"),
        Some(value) => format!("<time datetime=\"{value}\" data-edtf=\"{edtf}\">{own}</time>"),
        None => format!("<span class=\"date\" data-edtf=\"{edtf}\">{own}</span>"),
    };
    join(&own, &format!("<span class=\"other-calendar\">{other}</span>"), words)
}

/// The date as the page's own calendar gives it, as plain text.
pub fn short(date: &Date, words: &Words) -> String {
    let own = both(date, words).0;
    match one_ended(date) {
        Some((_, key)) => words.fill(key, &[("date", &own)]),
        None => own,
    }
}

fn join(own: &str, other: &str, words: &Words) -> String {
    words.fill("dates.both", &[("own", own), ("other", other)])
}

/// What HTML's `datetime` can hold: a Gregorian day, month or year without doubt.
pub fn machine(date: &Date) -> Option<String> {
    let End::Point(point) = &date.start else { return None };
    if date.end.is_some() || point.uncertain || point.approximate {
        return None;
    }
    iso(point, date.calendar)
}

/// The ISO form of a point, cut to its precision; `None` where ISO has none.
pub fn iso(point: &Point, calendar: Calendar) -> Option<String> {
    let Day { year, month, day } = point.earliest;
    if !(1000..=9999).contains(&year) {
        return None;
    }
    match (point.precision, calendar) {
        (Precision::Day, _) => Some(format!("{year:04}-{month:02}-{day:02}")),
        (Precision::Month, Calendar::Gregorian) => Some(format!("{year:04}-{month:02}")),
        (Precision::Year, Calendar::Gregorian) => Some(format!("{year:04}")),
        _ => None,
    }
}

/// The date as EDTF: as written, or for a Solar Hijri one the days it covers.
pub fn edtf(date: &Date) -> String {
    if date.calendar == Calendar::Gregorian {
        return date.written.chars().filter(|c| c.is_ascii_graphic() && *c != '"').collect();
    }
    let first = days(&date.start, |p| p.earliest);
    let last = days(date.end.as_ref().unwrap_or(&date.start), |p| p.latest);
    if first == last { first } else { format!("{first}/{last}") }
}

fn days(end: &End, which: fn(&Point) -> Day) -> String {
    match end {
        End::Open => "..".to_owned(),
        End::Unknown => String::new(),
        End::Point(point) => {
            let Day { year, month, day } = which(point);
            format!("{year:04}-{month:02}-{day:02}")
        }
    }
}

/// Adds what the writer says of a date's certainty.
fn qualified(date: &Date, text: String, words: &Words) -> String {
    let points = [Some(&date.start), date.end.as_ref()];
    let any = |test: fn(&Point) -> bool| {
        points.iter().flatten().any(|end| matches!(end, End::Point(p) if test(p)))
    };
    let text =
        if any(|p| p.approximate) { words.fill("dates.about", &[("date", &text)]) } else { text };
    if any(|p| p.uncertain) { words.fill("dates.unsure", &[("date", &text)]) } else { text }
}

fn in_calendar(date: &Date, calendar: Calendar, words: &Words) -> String {
    let said = |end: &End| -> Option<(Part, Part, String)> {
        let End::Point(point) = end else { return None };
        let (from, to) = span(point, date.calendar, calendar);
        let named = named_point(point, date.calendar == calendar, from, words);
        Some((from, to, named.unwrap_or_else(|| words_of_span(from, to, calendar, words))))
    };
    let text = match (&date.start, &date.end) {
        (start, None) => said(start).map_or_else(String::new, |(_, _, text)| text),
        (start, Some(end)) => match (said(start), said(end)) {
            (Some((from, same, one)), Some((other, to, two))) => {
                // What is not said in this calendar is said as the span it covers.
                if (from == same && other == to) || date.calendar != calendar {
                    words_of_span(from, to, calendar, words)
                } else {
                    words.fill("dates.from-to", &[("from", &one), ("to", &two)])
                }
            }
            (Some((_, _, one)), None) | (None, Some((_, _, one))) => one,
            (None, None) => String::new(),
        },
    };
    let era = match calendar {
        Calendar::SolarHijri => "dates.solar-hijri",
        Calendar::Gregorian => "dates.gregorian",
    };
    words.fill(era, &[("date", &text)])
}

/// The dated end of an interval that has only one, and the string to put it in.
fn one_ended(date: &Date) -> Option<(&End, &'static str)> {
    match (&date.start, date.end.as_ref()?) {
        (start @ End::Point(_), End::Open) => Some((start, "dates.since")),
        (start @ End::Point(_), End::Unknown) => Some((start, "dates.from")),
        (End::Open, end @ End::Point(_)) => Some((end, "dates.until")),
        (End::Unknown, end @ End::Point(_)) => Some((end, "dates.to")),
        _ => None,
    }
}

/// The first and last part that a point covers in a calendar.
fn span(point: &Point, written: Calendar, calendar: Calendar) -> (Part, Part) {
    let exact = match (point.precision, written == calendar) {
        (Precision::Day, _) => Precision::Day,
        (Precision::Month | Precision::Season, _) => Precision::Month,
        _ => Precision::Year,
    };
    (part(point.earliest, calendar, exact), part(point.latest, calendar, exact))
}

fn part(day: Day, calendar: Calendar, precision: Precision) -> Part {
    let (year, month, day) = match calendar {
        Calendar::Gregorian => (day.year, day.month, day.day),
        Calendar::SolarHijri => {
            let solar = day.solar_hijri();
            (solar.year, solar.month, solar.day)
        }
    };
    Part {
        year,
        month: (precision >= Precision::Month).then_some(month),
        day: (precision == Precision::Day).then_some(day),
    }
}

/// Seasons, decades and centuries have names in the calendar they were written in.
fn named_point(point: &Point, own: bool, from: Part, words: &Words) -> Option<String> {
    if !own {
        return None;
    }
    let year = |n: i32| words.digits(&n.to_string());
    match point.precision {
        Precision::Season => {
            // The middle month: seasons of the two calendars begin three weeks apart.
            let season = match (from.month?, words.lang()) {
                (month @ 1..=10, _) if month % 3 == 1 => month / 3 + 1,
                (month, _) => (month / 3).clamp(1, 4),
            };
            let name = words.say(match season {
                1 => "dates.seasons.1",
                2 => "dates.seasons.2",
                3 => "dates.seasons.3",
                _ => "dates.seasons.4",
            });
            Some(words.fill("dates.month-year", &[("month", name), ("year", &year(from.year))]))
        }
        Precision::Decade => {
            Some(words.fill("dates.decade", &[("year", &year(from.year.div_euclid(10) * 10))]))
        }
        Precision::Century => {
            Some(words.fill("dates.century", &[("n", &year(from.year.div_euclid(100) + 1))]))
        }
        Precision::Year | Precision::Month | Precision::Day => None,
    }
}

/// One date, or two with what they share said once: `12–14 May 1992`.
fn words_of_span(from: Part, to: Part, calendar: Calendar, words: &Words) -> String {
    let year = |p: Part| words.digits(&p.year.to_string());
    if from == to {
        return words_of(from, calendar, words);
    }
    let dash = |a: &str, b: &str| words.fill("dates.dash", &[("from", a), ("to", b)]);
    match (from.month, to.month) {
        (Some(a), Some(b)) if from.year == to.year => match (from.day, to.day) {
            (Some(first), Some(last)) if a == b => {
                let first = words.digits(&first.to_string());
                let last = words.digits(&last.to_string());
                let days = dash(&first, &last);
                let month = month_before_year(calendar, a, words);
                words.fill(
                    "dates.day-month-year",
                    &[("day", &days), ("month", &month), ("year", &year(to))],
                )
            }
            (Some(_), Some(_)) => {
                let first = day_month(from, calendar, words);
                words.fill(
                    "dates.from-to",
                    &[("from", &first), ("to", &words_of(to, calendar, words))],
                )
            }
            _ => {
                let months =
                    dash(month_name(calendar, a, words), &month_before_year(calendar, b, words));
                words.fill("dates.month-year", &[("month", &months), ("year", &year(to))])
            }
        },
        (None, None) => dash(&year(from), &year(to)),
        _ => words.fill(
            "dates.from-to",
            &[("from", &words_of(from, calendar, words)), ("to", &words_of(to, calendar, words))],
        ),
    }
}

fn words_of(part: Part, calendar: Calendar, words: &Words) -> String {
    let year = words.digits(&part.year.to_string());
    let Some(month) = part.month else { return year };
    let month = month_before_year(calendar, month, words);
    match part.day {
        None => words.fill("dates.month-year", &[("month", &month), ("year", &year)]),
        Some(day) => {
            let day = words.digits(&day.to_string());
            words.fill("dates.day-month-year", &[("day", &day), ("month", &month), ("year", &year)])
        }
    }
}

fn day_month(part: Part, calendar: Calendar, words: &Words) -> String {
    let day = words.digits(&part.day.unwrap_or(1).to_string());
    let month = month_name(calendar, part.month.unwrap_or(1), words);
    words.fill("dates.day-month", &[("day", &day), ("month", month)])
}

/// The name of a month, 1 to 12.
pub fn month_name(calendar: Calendar, month: u8, words: &Words) -> &str {
    let key = match calendar {
        Calendar::Gregorian => format!("dates.gregorian-months.{month}"),
        Calendar::SolarHijri => format!("dates.solar-hijri-months.{month}"),
    };
    words.find(&key).unwrap_or_default()
}

/// A Persian month name that ends in ه takes the mark of the ezafe before a year.
fn month_before_year(calendar: Calendar, month: u8, words: &Words) -> String {
    let name = month_name(calendar, month, words);
    match (words.lang(), name.ends_with('ه')) {
        (Lang::Fa, true) => format!("{name}\u{654}"), // ARABIC HAMZA ABOVE
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::render::theme::Theme;

    /// The text of the HTML, without its tags.
    #[track_caller]
    fn check(lang: Lang, written: &str, expected: &str) {
        let theme = Theme::load(Path::new("themes/matn")).unwrap();
        let html = html(&Date::parse(written).unwrap(), theme.words(lang));
        let mut text = String::new();
        for piece in html.split('<') {
            text.push_str(piece.split_once('>').map_or(piece, |(_, after)| after));
        }
        assert_eq!(text, expected);
    }

    #[test]
    fn a_day_is_a_day_in_both_calendars() {
        check(Lang::Fa, "1992-05-15", "۲۵ اردیبهشت ۱۳۷۱ (۱۵ مهٔ ۱۹۹۲)");
        check(Lang::En, "1992-05-15", "15 May 1992 (25 Ordibehesht 1371\u{A0}SH)");
        check(Lang::Fa, "1399-09-13 SH", "۱۳ آذر ۱۳۹۹ (۳ دسامبر ۲۰۲۰)");
    }

    #[test]
    fn what_lies_across_two_months_or_years_is_given_as_both() {
        check(Lang::Fa, "1994-10", "مهر–آبان ۱۳۷۳ (اکتبر ۱۹۹۴)");
        check(Lang::En, "1398-10 SH", "December 2019 – January 2020 (Dey 1398\u{A0}SH)");
        check(Lang::Fa, "2001", "۱۳۷۹–۱۳۸۰ (۲۰۰۱)");
        check(Lang::En, "199X", "1990s (1368–1378\u{A0}SH)");
        check(Lang::Fa, "1995-22", "خرداد–شهریور ۱۳۷۴ (تابستان ۱۹۹۵)");
    }

    #[test]
    fn intervals_say_once_what_both_ends_share() {
        check(Lang::En, "1992-05-12/1992-05-14", "12–14 May 1992 (22–24 Ordibehesht 1371\u{A0}SH)");
        check(Lang::En, "1992/1996", "1992–1996 (1370–1375\u{A0}SH)");
        check(Lang::Fa, "1992-04-28/1992-05-15", "۸–۲۵ اردیبهشت ۱۳۷۱ (۲۸ آوریل تا ۱۵ مهٔ ۱۹۹۲)");
    }

    #[test]
    fn an_interval_of_one_end_says_what_is_known_of_the_other() {
        check(Lang::Fa, "1992-05-15/..", "از ۲۵ اردیبهشت ۱۳۷۱ (۱۵ مهٔ ۱۹۹۲) به بعد");
        check(Lang::En, "2004/..", "from 2004 (1382–1383\u{A0}SH) on");
        check(Lang::Fa, "2004/", "از ۱۳۸۲–۱۳۸۳ (۲۰۰۴)، پایان نامعلوم");
        check(Lang::En, "2004/", "from 2004 (1382–1383\u{A0}SH), end unknown");
        check(Lang::Fa, "../1996", "تا ۱۳۷۴–۱۳۷۵ (۱۹۹۶)");
        check(Lang::En, "../1996", "until 1996 (1374–1375\u{A0}SH)");
        check(Lang::Fa, "/1996", "تا ۱۳۷۴–۱۳۷۵ (۱۹۹۶)، آغاز نامعلوم");
        check(Lang::En, "/1996", "until 1996 (1374–1375\u{A0}SH), beginning unknown");
    }

    #[test]
    fn doubt_is_said_once() {
        check(Lang::En, "1994-10~", "c. October 1994 (Mehr–Aban 1373\u{A0}SH)");
        check(Lang::Fa, "1994?", "۱۳۷۲–۱۳۷۳ (احتمالاً) (۱۹۹۴)");
    }

    #[test]
    fn only_what_html_can_hold_is_a_time() {
        let written = |w: &str| machine(&Date::parse(w).unwrap());
        assert_eq!(written("1992-05").as_deref(), Some("1992-05"));
        assert_eq!(written("1399-09-13 SH").as_deref(), Some("2020-12-03"));
        assert_eq!(written("1400 SH"), None);
        assert_eq!(written("1992~"), None);
        assert_eq!(edtf(&Date::parse("1400 SH").unwrap()), "2021-03-21/2022-03-20");
    }
}
