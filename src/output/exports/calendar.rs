//! The timeline as iCalendar (RFC 5545): events whose day is known.

use crate::config::Config;
use crate::link::Edition;
use crate::model::date::{Date, Day, Precision};
use crate::model::event::Event;
use crate::output::exports::when;
use crate::output::feeds;
use crate::render::address::Address;
use crate::text::Lang;

/// Octets of a line, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// Events in the order of time.
pub(super) fn file(edition: &Edition, config: &Config) -> String {
    let mut lines = Lines(String::new());
    lines.put("BEGIN:VCALENDAR");
    lines.put("VERSION:2.0");
    lines.put("PRODID:-//Virast//Timeline//FA");
    lines.put("CALSCALE:GREGORIAN");
    let title = &config.language(Lang::Fa).title;
    if !title.is_empty() {
        lines.put(&format!("X-WR-CALNAME:{}", escape(title)));
    }
    let events = edition.timeline.iter().filter_map(|n| edition.records.events.get(*n));
    for (event, (first, last)) in events.filter_map(|e| Some((e, days(&e.date)?))) {
        put(&mut lines, config, event, first, last);
    }
    lines.put("END:VCALENDAR");
    lines.0
}

fn put(lines: &mut Lines, config: &Config, event: &Event, first: Day, last: Day) {
    let Some((lang, version)) = event.versions.nearest(Lang::Fa) else { return };
    lines.put("BEGIN:VEVENT");
    lines.put(&format!("UID:{}@{}", event.id, feeds::authority(config)));
    // When an entry was made is no fact of the edition; its own day stands for it.
    lines.put(&format!("DTSTAMP:{}T000000Z", basic(first)));
    lines.put(&format!("DTSTART;VALUE=DATE:{}", basic(first)));
    lines.put(&format!("DTEND;VALUE=DATE:{}", basic(when::day_after(last))));
    lines.put(&format!("SUMMARY;LANGUAGE={}:{}", lang.code(), escape(&version.title)));
    if let Some(other) = event.versions.get(lang.other()) {
        let code = lang.other().code();
        lines.put(&format!("DESCRIPTION;LANGUAGE={code}:{}", escape(&other.title)));
    }
    if let Some(place) = version.place.as_deref().filter(|p| !p.trim().is_empty()) {
        lines.put(&format!("LOCATION;LANGUAGE={}:{}", lang.code(), escape(place)));
    }
    lines.put(&format!("CATEGORIES:{}", event.kind.name().to_uppercase()));
    let address = Address::event(lang, &event.id).absolute(&config.base_url);
    lines.put(&format!("URL:{address}"));
    lines.put("TRANSP:TRANSPARENT");
    lines.put("END:VEVENT");
}

/// First and last day of a date that is exact to the day.
fn days(date: &Date) -> Option<(Day, Day)> {
    let start = date.start.point()?;
    let end = match &date.end {
        Some(end) => end.point()?,
        None => start,
    };
    let is_exact = [start, end].iter().all(|p| p.precision == Precision::Day && !p.approximate);
    // The basic form has four digits for the year.
    let fits = |day: Day| (1..=9999).contains(&day.year);
    (is_exact && fits(start.earliest) && fits(end.latest)).then_some((start.earliest, end.latest))
}

fn basic(day: Day) -> String {
    when::iso(day).replace('-', "")
}

fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.replace("\r\n", "\\n").replace(['\n', '\r'], "\\n")
}

/// Lines that end in CRLF and are folded where they are long.
struct Lines(String);

impl Lines {
    fn put(&mut self, line: &str) {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<(&str, &str)>) {
        let found = days(&Date::parse(written).unwrap()).map(|(a, b)| (when::iso(a), when::iso(b)));
        let expected = expected.map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(found, expected, "in {written}");
    }

    #[test]
    fn only_dates_exact_to_the_day_have_days() {
        check("1992-05-15", Some(("1992-05-15", "1992-05-15")));
        check("1371-02-25 SH", Some(("1992-05-15", "1992-05-15")));
        check("1992-05-15/1992-05-17", Some(("1992-05-15", "1992-05-17")));
        check("1992-05", None);
        check("1992-05-15~", None);
        check("1992-05-15/..", None);
    }

    #[test]
    fn long_lines_fold_between_characters() {
        let mut lines = Lines(String::new());
        lines.put(&format!("SUMMARY:{}", "نشست ".repeat(30)));
        let text = lines.0;
        assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text}");
        let unfolded = text.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:{}\r\n", "نشست ".repeat(30)));
    }

    #[test]
    fn commas_and_line_ends_are_escaped() {
        assert_eq!(escape("a, b; c\nd\\"), "a\\, b\\; c\\nd\\\\");
    }
}
