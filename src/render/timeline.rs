//! The timeline drawn: an axis with the years of both calendars and a lane for
//! each kind of event, right to left on a Persian page.
//!
//! The drawing shows no more than is known: a day or month is a dot, a year or
//! season a pale bar as long as that time, an interval a full bar. The list
//! beside it says the same in words, so the drawing is hidden from whoever
//! listens to the page, and its links cannot be reached with the keyboard.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::RecordId;
use crate::model::date::{Calendar, Date, Day, End, Precision};
use crate::model::event::{Event, EventKind};
use crate::render::address;
use crate::render::choice::Choice;
use crate::render::dates;
use crate::render::html::bidi;
use crate::render::leaf::Leaf;
use crate::render::words::Words;
use crate::text::Lang;

/// Width of the drawing, in its own units; a unit is a CSS pixel where it is
/// shown at its full width.
const WIDTH: f64 = 1040.0;
/// Where the names of the lanes stand.
const GUTTER: f64 = 132.0;
/// Half the height of a mark.
const RADIUS: f64 = 6.0;
/// Height of one row of marks.
const ROW: f64 = 16.0;
/// Height of the axis at the top and at the bottom.
const AXIS: f64 = 30.0;
/// At most so many years carry a label.
const LABELS: i32 = 12;

/// The first day that is known of a date.
pub fn first_day(date: &Date) -> Day {
    let end = date.end.as_ref().unwrap_or(&date.start);
    date.start.point().or(end.point()).map_or(Day::LAST, |p| p.earliest)
}

/// A Gregorian year in the page's calendar and in the other.
pub fn year_labels(year: i32, words: &Words) -> (String, String) {
    let shown = |year: i32| words.digits(&year.to_string());
    // A Gregorian year begins in one Solar Hijri year and ends in the next.
    let solar =
        words.fill("dates.dash", &[("from", &shown(year - 622)), ("to", &shown(year - 621))]);
    let solar = words.fill("dates.solar-hijri", &[("date", &solar)]);
    match dates::own_calendar(words.lang()) {
        Calendar::Gregorian => (shown(year), solar),
        Calendar::SolarHijri => (solar, shown(year)),
    }
}

/// A decade, by its first Gregorian year, in the page's calendar and the other.
pub fn decade_label(decade: i32, words: &Words) -> String {
    let shown = |year: i32| words.digits(&year.to_string());
    let span = |from: i32, to: i32| {
        words.fill("dates.dash", &[("from", &shown(from)), ("to", &shown(to))])
    };
    let gregorian = span(decade, decade + 9);
    match dates::own_calendar(words.lang()) {
        Calendar::Gregorian => gregorian,
        Calendar::SolarHijri => {
            let values = [("own", &*span(decade - 622, decade - 612)), ("other", &*gregorian)];
            words.fill("timeline.decade", &values)
        }
    }
}

/// Above so many events a drawing counts them by year instead of showing each.
pub const EACH: usize = 300;

/// The events of a choice, in a lane for each kind; a decade fills the width.
pub fn drawing(leaf: &Leaf, choice: Choice, events: &[usize]) -> String {
    let Some(mut scale) = Scale::of(leaf, GUTTER) else { return String::new() };
    if let Choice::Decade(decade) = choice {
        scale = scale.within(decade, decade + 9);
    }
    if events.len() > EACH {
        return density(leaf, &scale, events);
    }
    let mut body = String::new();
    let mut top = AXIS;
    for kind in EventKind::ALL {
        let marks: Vec<Mark> = marks(leaf, &scale, events, kind);
        if marks.is_empty() {
            continue;
        }
        let rows = marks.iter().map(|m| m.row).max().unwrap_or(0) + 1;
        let height = f64::from(rows) * ROW + ROW;
        lane(&mut body, leaf, &scale, kind, top, height);
        let _ = writeln!(body, "<g class=\"mark-{}\">", kind.name());
        for mark in &marks {
            // On the timeline itself the list below says what a mark is.
            let title = (choice != Choice::All).then_some(leaf);
            mark.draw(&mut body, &format!("#{}", anchor(mark)), title, top + height / 2.0, rows);
        }
        body.push_str("</g>\n");
        top += height;
    }
    let mut out = open("timeline", top + AXIS);
    grid(&mut out, leaf.words, &scale, AXIS, top, Axes::Both);
    out.push_str(&body);
    out.push_str("</svg>\n");
    out
}

fn anchor(mark: &Mark) -> String {
    bidi::escaped(&address::event(&mark.event.id))
}

/// How many events began in each year, as columns that lead to their decade.
fn density(leaf: &Leaf, scale: &Scale, events: &[usize]) -> String {
    let edition = leaf.press.edition;
    let mut counts: BTreeMap<i32, u32> = BTreeMap::new();
    for event in events.iter().filter_map(|n| edition.records.events.get(*n)) {
        *counts.entry(first_day(&event.date).year).or_default() += 1;
    }
    let most = f64::from(counts.values().copied().max().unwrap_or(1));
    let (height, bottom) = (10.0 * ROW, AXIS + 10.0 * ROW);
    let mut out = open("timeline", bottom + AXIS);
    grid(&mut out, leaf.words, scale, AXIS, bottom, Axes::Both);
    for (year, count) in counts {
        let middle = scale.x(Day { year, month: 7, day: 1 }.number());
        let tall = height * f64::from(count) / most;
        let address = Choice::Decade(year.div_euclid(10) * 10).address(edition, leaf.lang);
        let Some(href) = address.map(|to| leaf.href(&to)) else { continue };
        let _ = writeln!(
            out,
            "<a href=\"{}\" tabindex=\"-1\"><rect class=\"count\" x=\"{:.1}\" y=\"{:.1}\" width=\"{}\" height=\"{tall:.1}\"/></a>",
            bidi::escaped(&href),
            middle - RADIUS,
            bottom - tall,
            2.0 * RADIUS,
        );
    }
    out.push_str("</svg>\n");
    out
}

/// The strip of the home page: one dot an event, one column a Gregorian year.
pub fn strip(leaf: &Leaf) -> String {
    let edition = leaf.press.edition;
    let Some(scale) = Scale::of(leaf, 0.0) else { return String::new() };
    let mut heights: BTreeMap<i32, u32> = BTreeMap::new();
    let mut marks = Vec::new();
    for &position in &edition.timeline {
        let Some(event) = edition.records.events.get(position) else { continue };
        let year = first_day(&event.date).year;
        let row = heights.entry(year).or_default();
        let middle = scale.x(Day { year, month: 7, day: 1 }.number());
        let (from, to) = (middle - RADIUS, middle + RADIUS);
        marks.push(Mark { event, position, shape: Shape::Dot, from, to, row: *row });
        *row += 1;
    }
    let rows = heights.values().max().copied().unwrap_or(1);
    let height = f64::from(rows) * ROW + ROW;
    let mut out = open("strip", height + AXIS);
    grid(&mut out, leaf.words, &scale, 0.0, height, Axes::Own);
    for mark in &mut marks {
        // The first of a year stands on the axis.
        mark.row = rows - 1 - mark.row;
        let href = leaf.place(&address::Address::timeline(leaf.lang), &anchor(mark));
        let _ = write!(out, "<g class=\"mark-{}\">", mark.event.kind.name());
        mark.draw(&mut out, &href, Some(leaf), height / 2.0, rows);
        out.push_str("</g>");
    }
    out.push_str("</svg>\n");
    out
}

fn open(class: &str, height: f64) -> String {
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" aria-hidden=\"true\" focusable=\"false\">\n"
    )
}

/// How time lies on the page.
struct Scale {
    first: i64,
    last: i64,
    first_year: i32,
    last_year: i32,
    gutter: f64,
    lang: Lang,
}

impl Scale {
    /// From the first year of the events to the last; `None` without events.
    fn of(leaf: &Leaf, gutter: f64) -> Option<Self> {
        let events = &leaf.press.edition.records.events;
        let dated = || events.iter().map(|e| &e.date);
        let first_year = dated().map(|d| first_day(d).year).min()?;
        let last_year = dated().map(|d| d.latest().unwrap_or_else(|| first_day(d)).year).max()?;
        let first = Day { year: first_year, month: 1, day: 1 }.number();
        let last = Day { year: last_year, month: 12, day: 31 }.number();
        Some(Self { first, last, first_year, last_year, gutter, lang: leaf.lang })
    }

    /// The same width for some years of it.
    fn within(self, first_year: i32, last_year: i32) -> Self {
        let first = Day { year: first_year, month: 1, day: 1 }.number();
        let last = Day { year: last_year, month: 12, day: 31 }.number();
        Self { first, last, first_year, last_year, ..self }
    }

    /// Where a day stands; time runs with the script.
    #[expect(clippy::cast_precision_loss, reason = "days of a few centuries")]
    fn x(&self, day: i64) -> f64 {
        let margin = ROW;
        let share = (day - self.first) as f64 / (self.last - self.first).max(1) as f64;
        let room = WIDTH - self.gutter - 2.0 * margin;
        self.turned(self.gutter + margin + share.clamp(0.0, 1.0) * room)
    }

    /// A distance from the side where lines begin, as a distance from the left.
    fn turned(&self, x: f64) -> f64 {
        match self.lang {
            Lang::Fa => WIDTH - x,
            Lang::En => x,
        }
    }
}

/// What a mark can look like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A day or a month.
    Dot,
    /// Some time within a season, a year or longer.
    Within,
    /// An interval.
    Lasting,
}

/// One event on the drawing.
struct Mark<'a> {
    event: &'a Event,
    position: usize,
    shape: Shape,
    /// The nearer and the farther end from the left.
    from: f64,
    to: f64,
    /// Counted from 0; marks of one row do not touch.
    row: u32,
}

/// The marks of some events, in rows in which they do not touch.
fn marks<'a>(leaf: &Leaf<'a>, scale: &Scale, events: &[usize], kind: EventKind) -> Vec<Mark<'a>> {
    let all = &leaf.press.edition.records.events;
    let mut ends: Vec<f64> = Vec::new();
    let mut found = Vec::new();
    for &position in events {
        let Some(event) = all.get(position).filter(|event| event.kind == kind) else { continue };
        let (shape, from, to) = extent(&event.date, scale);
        // Rows are filled in the order of time, whichever way it runs.
        let (near, far) = match scale.lang {
            Lang::En => (from, to),
            Lang::Fa => (WIDTH - to, WIDTH - from),
        };
        let free = ends.iter().position(|end| *end + 2.0 <= near);
        let row = free.unwrap_or(ends.len());
        if row == ends.len() {
            ends.push(far);
        } else {
            ends[row] = far;
        }
        let row = u32::try_from(row).unwrap_or(0);
        found.push(Mark { event, position, shape, from, to, row });
    }
    found
}

/// The shape of a date and its ends from the left.
fn extent(date: &Date, scale: &Scale) -> (Shape, f64, f64) {
    let start = first_day(date).number();
    let end = match (&date.end, date.latest()) {
        (_, Some(day)) => day.number(),
        (Some(End::Open), None) => scale.last,
        _ => start,
    };
    let shape = match (&date.end, &date.start) {
        (Some(_), _) => Shape::Lasting,
        (None, End::Point(point)) if point.precision < Precision::Month => Shape::Within,
        (None, _) => Shape::Dot,
    };
    let (a, b) = (scale.x(start), scale.x(end));
    let (from, to) = if a <= b { (a, b) } else { (b, a) };
    if shape == Shape::Dot || to - from < 2.0 * RADIUS {
        let middle = f64::midpoint(from, to);
        return (shape, middle - RADIUS, middle + RADIUS);
    }
    (shape, from, to)
}

impl Mark<'_> {
    /// Draws it as a link; with its title where a leaf is given.
    fn draw(&self, out: &mut String, href: &str, leaf: Option<&Leaf>, middle: f64, rows: u32) {
        let offset = f64::from(self.row) - f64::from(rows - 1) / 2.0;
        let y = middle + offset * ROW;
        let _ = write!(out, "<a href=\"{href}\" tabindex=\"-1\">");
        if let Some(leaf) = leaf {
            let title = leaf.title(RecordId::Event(self.position)).map_or("", |(_, t)| t);
            let date = dates::short(&self.event.date, leaf.words);
            let label = leaf.words.fill("timeline.mark", &[("title", title), ("date", &date)]);
            let _ = write!(out, "<title>{}</title>", bidi::escaped(&label));
        }
        let class = match self.shape {
            Shape::Dot => {
                let x = f64::midpoint(self.from, self.to);
                let _ = writeln!(out, "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{RADIUS}\"/></a>");
                return;
            }
            Shape::Within => "within",
            Shape::Lasting => "lasting",
        };
        let (x, width) = (self.from, self.to - self.from);
        let (top, height) = (y - RADIUS + 1.0, 2.0 * RADIUS - 2.0);
        let _ = writeln!(
            out,
            "<rect class=\"{class}\" x=\"{x:.0}\" y=\"{top:.0}\" width=\"{width:.0}\" height=\"{height}\" rx=\"5\"/></a>"
        );
    }
}

/// The name of a lane and the line below it.
fn lane(out: &mut String, leaf: &Leaf, scale: &Scale, kind: EventKind, top: f64, height: f64) {
    let label = leaf.words.say(match kind {
        EventKind::Agreement => "event-kinds.agreement",
        EventKind::Meeting => "event-kinds.meeting",
        EventKind::Exercise => "event-kinds.exercise",
        EventKind::Attack => "event-kinds.attack",
        EventKind::Law => "event-kinds.law",
        EventKind::Conflict => "event-kinds.conflict",
        EventKind::Other => "event-kinds.other",
    });
    let (x, y) = (scale.turned(0.0), top + height / 2.0);
    let bottom = top + height;
    let _ = writeln!(
        out,
        "<text class=\"lane\" x=\"{x}\" y=\"{y:.1}\" dominant-baseline=\"central\">{}</text>\n<line class=\"rule\" x1=\"0\" x2=\"{WIDTH}\" y1=\"{bottom:.1}\" y2=\"{bottom:.1}\"/>",
        bidi::escaped(label)
    );
}

/// Which calendars the axis shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Axes {
    /// The page's own, below.
    Own,
    /// The page's own above, the other below.
    Both,
}

/// Lines and labels of the years.
fn grid(out: &mut String, words: &Words, scale: &Scale, top: f64, bottom: f64, axes: Axes) {
    let own = dates::own_calendar(words.lang());
    let (above, below) = (top - 12.0, bottom + 20.0);
    let y = if axes == Axes::Both { above } else { below };
    for (year, day) in years(scale, own) {
        let (x, label) = (scale.x(day), words.digits(&year.to_string()));
        let _ = writeln!(
            out,
            "<line class=\"year\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top}\" y2=\"{bottom:.1}\"/>\n<text class=\"own\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{label}</text>"
        );
    }
    if axes == Axes::Own {
        return;
    }
    let other = match own {
        Calendar::Gregorian => Calendar::SolarHijri,
        Calendar::SolarHijri => Calendar::Gregorian,
    };
    for (year, day) in years(scale, other) {
        let (x, label) = (scale.x(day), words.digits(&year.to_string()));
        let _ = writeln!(
            out,
            "<line class=\"tick\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{bottom:.1}\" y2=\"{:.1}\"/>\n<text class=\"other\" x=\"{x:.1}\" y=\"{below:.1}\" text-anchor=\"middle\">{label}</text>",
            bottom + 6.0
        );
    }
}

/// The years of a calendar that carry a label, with the number of their first day.
fn years(scale: &Scale, calendar: Calendar) -> Vec<(i32, i64)> {
    let span = scale.last_year - scale.first_year + 1;
    let step = [1, 2, 4, 5, 10, 20, 25, 50, 100]
        .into_iter()
        .find(|step| span / step <= LABELS)
        .unwrap_or(200);
    let (from, to) = match calendar {
        Calendar::Gregorian => (scale.first_year, scale.last_year),
        Calendar::SolarHijri => (scale.first_year - 621, scale.last_year - 621),
    };
    let first = from.div_euclid(step) * step;
    let all = std::iter::successors(Some(first), |year| Some(year + step));
    let dated = all.take_while(|year| *year <= to).filter(|year| *year >= from);
    dated.filter_map(|year| Some((year, first_of(year, calendar)?.number()))).collect()
}

fn first_of(year: i32, calendar: Calendar) -> Option<Day> {
    match calendar {
        Calendar::Gregorian => Day::new(year, 1, 1),
        Calendar::SolarHijri => Day::from_solar_hijri(year, 1, 1),
    }
}
