//! Words drawn as pixels: broken into lines that fit, each line in the order in
//! which it is read, its letters joined as their font has it.
//!
//! Three crates do what browsers do for pages: `unicode-bidi` the order, `rustybuzz`
//! the letters, `ab_glyph_rasterizer` the outlines.

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use rustybuzz::ttf_parser::{GlyphId, OutlineBuilder};
use rustybuzz::{Direction, Face, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};

use crate::render::html::bidi;
use crate::text::{Lang, persian};

/// What keeps a run of the other script together: LEFT-TO-RIGHT ISOLATE,
/// RIGHT-TO-LEFT ISOLATE, POP DIRECTIONAL ISOLATE.
const ISOLATES: [char; 3] = ['\u{2066}', '\u{2067}', '\u{2069}'];

/// Sizes of letters that are tried, the largest first, in pixels.
const SIZES: [f32; 4] = [62.0, 54.0, 46.0, 40.0];

/// From one line to the next, in sizes of letters: Persian has dots above and below.
const fn leading(lang: Lang) -> f32 {
    match lang {
        Lang::Fa => 1.55,
        Lang::En => 1.3,
    }
}

/// A font, as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lettering {
    font: Vec<u8>,
}

/// Where words are drawn, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub width: usize,
    pub height: usize,
}

impl Lettering {
    /// A font from the bytes of a TrueType file; `None` where they are none.
    pub fn new(font: Vec<u8>) -> Option<Self> {
        Face::from_slice(&font, 0)?;
        Some(Self { font })
    }

    /// How much of each pixel of a room the words cover, from 0 to `full`, row after row
    /// as far down as there are words: in the largest letters in which they fit, and
    /// where they fit in none with their end cut off.
    pub fn draw(&self, words: &str, lang: Lang, room: Room, full: u8) -> Vec<u8> {
        let Some(face) = Face::from_slice(&self.font, 0) else { return Vec::new() };
        let words = Words::of(words, &Pen { face: &face, lang, size: 1.0 });
        for size in SIZES {
            let pen = Pen { face: &face, lang, size };
            let mut lines = words.lines(width_of(room.width) / size);
            let most = lines_in(room.height, size * leading(lang));
            let is_last = size <= SIZES[SIZES.len() - 1];
            if lines.len() > most && !is_last {
                continue;
            }
            if lines.len() > most {
                lines.truncate(most);
                if let Some(last) = lines.last_mut() {
                    last.push('…');
                }
            }
            // What is below the last line costs time and shows nothing.
            let used = height_of(lines.len(), size * leading(lang)).min(room.height);
            let mut pixels = Rasterizer::new(room.width, used);
            for (n, line) in (0_u8..).zip(&lines) {
                pen.line(line, f32::from(n) * size * leading(lang) + size * 1.1, room, &mut pixels);
            }
            let mut out = vec![0; room.width * used];
            pixels.for_each_pixel(|at, covered| {
                // Most pixels are paper.
                if covered > 0.0 {
                    out[at] = part(covered, full);
                }
            });
            return out;
        }
        Vec::new()
    }
}

/// A part of the whole in steps, rounded.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
fn part(covered: f32, full: u8) -> u8 {
    (covered.min(1.0) * f32::from(full) + 0.5) as u8
}

#[expect(clippy::cast_precision_loss, reason = "pixels of an image")]
fn width_of(pixels: usize) -> f32 {
    pixels as f32
}

/// How high some lines are, with what hangs below the last.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
fn height_of(lines: usize, line: f32) -> usize {
    ((width_of(lines) + 0.3) * line).ceil() as usize
}

/// How many lines of a height a room has.
fn lines_in(height: usize, line: f32) -> usize {
    let fits = |n: &u8| f32::from(*n) * line <= width_of(height);
    (1..=9_u8).take_while(fits).count().max(1)
}

/// Letters of one size.
struct Pen<'f> {
    face: &'f Face<'f>,
    lang: Lang,
    size: f32,
}

/// A glyph of a shaped text: where its outline stands from where the text begins.
struct Glyph {
    id: GlyphId,
    at: Point,
}

/// Words with their widths, and the width of a space, in sizes of letters: to shape
/// takes longest, and is the same in every size.
struct Words<'w> {
    words: Vec<(&'w str, f32)>,
    space: f32,
}

impl<'w> Words<'w> {
    fn of(text: &'w str, pen: &Pen<'_>) -> Self {
        let words = text.split_whitespace().map(|word| (word, pen.width(word))).collect();
        Self { words, space: pen.width(" ") }
    }

    /// The words in lines that are no wider than the room.
    fn lines(&self, room: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut at = 0.0;
        for (word, width) in &self.words {
            match lines.last_mut() {
                Some(line) if at + self.space + width <= room => {
                    line.push(' ');
                    line.push_str(word);
                    at += self.space + width;
                }
                _ => {
                    lines.push((*word).to_owned());
                    at = *width;
                }
            }
        }
        lines
    }
}

impl Pen<'_> {
    fn width(&self, line: &str) -> f32 {
        self.shaped(line).1
    }

    /// A line, at the side where its language begins.
    fn line(&self, line: &str, baseline: f32, room: Room, pixels: &mut Rasterizer) {
        let (glyphs, width) = self.shaped(line);
        let start = match self.lang {
            Lang::Fa => (width_of(room.width) - width).max(0.0),
            Lang::En => 0.0,
        };
        for Glyph { id, at } in glyphs {
            let origin = point(start + at.x, baseline + at.y);
            let mut outline =
                Outline { pixels, origin, scale: self.scale(), first: origin, last: origin };
            self.face.outline_glyph(id, &mut outline);
        }
    }

    /// The glyphs of a line from left to right, and its width.
    fn shaped(&self, line: &str) -> (Vec<Glyph>, f32) {
        let line = isolated(line, self.lang);
        let level = if self.lang == Lang::Fa { Level::rtl() } else { Level::ltr() };
        let order = BidiInfo::new(&line, Some(level));
        let (mut glyphs, mut x) = (Vec::new(), 0.0);
        for paragraph in &order.paragraphs {
            let (levels, runs) = order.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let is_rtl = levels.get(run.start).is_some_and(Level::is_rtl);
                let text: String = line[run].chars().filter(|c| !ISOLATES.contains(c)).collect();
                self.run(&text, is_rtl, &mut x, &mut glyphs);
            }
        }
        (glyphs, x)
    }

    fn run(&self, text: &str, is_rtl: bool, x: &mut f32, glyphs: &mut Vec<Glyph>) {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(match is_rtl {
            true => Direction::RightToLeft,
            false => Direction::LeftToRight,
        });
        let shaped = rustybuzz::shape(self.face, &[], buffer);
        let pixels = |units: i32| units_as_pixels(units, self.scale());
        for (info, place) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let id = GlyphId(u16::try_from(info.glyph_id).unwrap_or(0));
            let at = point(*x + pixels(place.x_offset), -pixels(place.y_offset));
            glyphs.push(Glyph { id, at });
            *x += pixels(place.x_advance);
        }
    }

    fn scale(&self) -> f32 {
        self.size / units_as_pixels(self.face.units_per_em(), 1.0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "units of a font, at most some thousands")]
fn units_as_pixels(units: i32, scale: f32) -> f32 {
    units as f32 * scale
}

/// The line with its runs of the other script isolated, as pages have them, and
/// Persian figures outside of them.
fn isolated(line: &str, lang: Lang) -> String {
    let begin = ISOLATES[usize::from(lang == Lang::En)];
    let own = |text: &str| match lang {
        Lang::Fa => persian::to_persian_digits(text),
        Lang::En => text.to_owned(),
    };
    let (mut out, mut at) = (String::with_capacity(line.len() + 8), 0);
    for run in bidi::runs_of_other(line, lang) {
        out.push_str(&own(&line[at..run.start]));
        out.push(begin);
        out.push_str(&line[run.clone()]);
        out.push(ISOLATES[2]);
        at = run.end;
    }
    out.push_str(&own(&line[at..]));
    out
}

/// Hands the outline of a glyph on, in pixels.
struct Outline<'p> {
    pixels: &'p mut Rasterizer,
    origin: Point,
    scale: f32,
    first: Point,
    last: Point,
}

impl Outline<'_> {
    /// Fonts measure upwards, images downwards; what is outside is drawn at the edge.
    fn place(&self, x: f32, y: f32) -> Point {
        let (width, height) = self.pixels.dimensions();
        let at = |value: f32, most: usize| value.clamp(0.0, width_of(most) - 0.01);
        point(at(self.origin.x + x * self.scale, width), at(self.origin.y - y * self.scale, height))
    }
}

impl OutlineBuilder for Outline<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.first = self.place(x, y);
        self.last = self.first;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.pixels.draw_line(self.last, to);
        self.last = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (control, to) = (self.place(x1, y1), self.place(x, y));
        self.pixels.draw_quad(self.last, control, to);
        self.last = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (one, two, to) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.pixels.draw_cubic(self.last, one, two, to);
        self.last = to;
    }

    fn close(&mut self) {
        self.pixels.draw_line(self.last, self.first);
        self.last = self.first;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::Path;

    use super::*;

    const ROOM: Room = Room { width: 600, height: 300 };

    /// The theme's font; a line says that a test is skipped where its package is not installed.
    fn lettering() -> Option<Lettering> {
        let place = "node_modules/vazirmatn/fonts/ttf/Vazirmatn-SemiBold.ttf";
        match crate::disk::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(place)) {
            Ok(font) => Lettering::new(font),
            Err(why) => {
                let _ = writeln!(std::io::stderr(), "skipped: {why}");
                None
            }
        }
    }

    /// Where ink begins and ends, from the left.
    fn ink(font: &Lettering, words: &str, lang: Lang) -> (usize, usize) {
        let pixels = font.draw(words, lang, ROOM, 2);
        let inked = |x: &usize| pixels.iter().skip(*x).step_by(ROOM.width).any(|c| *c == 2);
        let mut columns = (0..ROOM.width).filter(inked);
        let first = columns.next().unwrap();
        (first, columns.next_back().unwrap_or(first))
    }

    #[test]
    fn a_line_begins_where_its_language_does() {
        let Some(font) = lettering() else { return };
        let (first, last) = ink(&font, "راه نمک", Lang::Fa);
        assert!(first > 300 && last > 580, "{first} to {last}");
        let (first, last) = ink(&font, "Salt Road", Lang::En);
        assert!(first < 20 && last < 400, "{first} to {last}");
    }

    #[test]
    fn letters_are_joined() {
        let Some(font) = lettering() else { return };
        let face = Face::from_slice(&font.font, 0).unwrap();
        let pen = Pen { face: &face, lang: Lang::Fa, size: 62.0 };
        let joined = pen.width("نمک");
        let apart: f32 = ["ن", "م", "ک"].into_iter().map(|letter| pen.width(letter)).sum();
        assert!(joined < apart * 0.9, "{joined} of {apart}");
    }

    #[test]
    fn latin_in_a_persian_line_reads_from_the_left() {
        let Some(font) = lettering() else { return };
        let face = Face::from_slice(&font.font, 0).unwrap();
        let pen = Pen { face: &face, lang: Lang::Fa, size: 62.0 };
        let ids = |line: &str| -> Vec<u16> {
            pen.shaped(line).0.iter().map(|glyph| glyph.id.0).collect()
        };
        let (line, latin) = (ids("نام (Salt Road) بود"), ids("Salt Road"));
        assert!(line.windows(latin.len()).any(|part| part == latin), "{latin:?} in {line:?}");
    }

    #[test]
    fn what_fits_in_no_size_is_cut() {
        let Some(font) = lettering() else { return };
        let face = Face::from_slice(&font.font, 0).unwrap();
        let pen = Pen { face: &face, lang: Lang::Fa, size: 1.0 };
        let long = "بازخوانی دفترهای گمرک ".repeat(20);
        let lines = Words::of(&long, &pen).lines(600.0 / 40.0);
        assert!(lines.len() > lines_in(ROOM.height, 40.0 * leading(Lang::Fa)));
        assert!(lines.iter().all(|line| pen.width(line) <= 600.0 / 40.0 + 0.01));
        assert!(font.draw(&long, Lang::Fa, ROOM, 1).len() > ROOM.width * 200);
        assert!(font.draw(&long, Lang::Fa, ROOM, 1).len() <= ROOM.width * ROOM.height);
    }
}
