//! The card of a page, as other sites show it beside a link (Open Graph): its
//! title, and below the events of the edition as blocks on its years, those of the
//! page's article set off from the others. PNG, since most readers of Open Graph
//! take no SVG.

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::link::Edition;
use crate::model::RecordId;
use crate::render::Page;
use crate::render::address;
use crate::render::leaf::Press;
use crate::render::lettering::{Lettering, Room};
use crate::render::timeline;
use crate::text::Lang;

/// Width and height in pixels, as Open Graph's readers want them.
pub const SIZE: (usize, usize) = (1200, 630);

/// Around everything.
const MARGIN: usize = 72;
/// Where the title begins, from above, and how high it may be.
const TITLE: (usize, usize) = (52, 290);
/// Between which heights the blocks stand.
const BLOCKS: (usize, usize) = (352, 556);
/// The most that a block is high.
const HIGHEST: usize = 26;

/// Colours of a card, `#rrggbb`: paper, ticks, other events, own events, title.
pub type Colours = [[u8; 3]; 5];

/// What a theme draws cards with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    pub colours: Colours,
    /// The letters of titles; `None` for a theme that leaves them to others.
    pub letters: Option<Lettering>,
}

const PAPER: u8 = 0;
const TICK: u8 = 1;
const OTHER: u8 = 2;
const OWN: u8 = 3;
/// From this on, shades of the title on paper, the last full ink.
const SHADES: u8 = 3;
const INK: u8 = 15;

/// The path of the card of a page: that of its article or, in others, of the
/// edition; `None` where there is nothing to draw.
pub fn path(press: &Press, lang: Lang, article: Option<usize>) -> Option<String> {
    let edition = press.edition;
    press.assets.card.as_ref()?;
    if edition.timeline.is_empty() {
        return None;
    }
    let has_own = |n: &usize| edition.article_events.get(*n).is_some_and(|own| !own.is_empty());
    let id =
        article.filter(has_own).and_then(|n| Some(edition.records.articles.get(n)?.id.as_str()));
    Some(address::card(lang, id))
}

/// All cards.
pub fn files(press: &Press) -> Vec<Page> {
    let articles = (0..press.edition.records.articles.len()).map(Some);
    let mut files: Vec<Page> = Vec::new();
    for article in std::iter::once(None).chain(articles) {
        for lang in Lang::ALL {
            let Some(path) = path(press, lang, article) else { return files };
            // An article without events shows the edition's card.
            if article.is_none() || path.contains('/') {
                files.extend(file(press, lang, article));
            }
        }
    }
    files
}

/// The card of an article, or of the edition.
pub fn file(press: &Press, lang: Lang, article: Option<usize>) -> Option<Page> {
    let path = path(press, lang, article)?;
    let own: Option<&[usize]> =
        article.and_then(|n| Some(press.edition.article_events.get(n)?.as_slice()));
    let style = press.assets.card.as_ref()?;
    let mut pixels = draw(press.edition, lang, own);
    if let Some(letters) = &style.letters {
        let title = article.and_then(|n| press.edition.records.title(RecordId::Article(n), lang));
        let site = press.config.language(lang);
        let (of, words) = title.unwrap_or((lang, &site.title));
        write(&mut pixels, letters, words, of);
    }
    Some(Page { path, bytes: png(&pixels, &style.colours) })
}

/// Writes the title over what is drawn.
fn write(pixels: &mut [u8], letters: &Lettering, words: &str, lang: Lang) {
    let (top, height) = TITLE;
    let room = Room { width: SIZE.0 - 2 * MARGIN, height };
    let covered = letters.draw(words, lang, room, INK - SHADES);
    for (row, covered) in covered.chunks(room.width).enumerate() {
        let from = (top + row) * SIZE.0 + MARGIN;
        for (pixel, shade) in pixels[from..].iter_mut().zip(covered) {
            *pixel = if *shade > 0 { SHADES + shade } else { *pixel };
        }
    }
}

/// The article (or, for the edition, none) and language of a card's path.
pub fn of_path(press: &Press, path: &str) -> Option<(Lang, Option<usize>)> {
    let articles = press.edition.records.articles.iter().enumerate();
    let article = path.strip_prefix("articles/").and_then(|rest| rest.split_once('/'));
    let found = match article {
        Some((id, _)) => Some(articles.into_iter().find(|(_, a)| a.id == id)?.0),
        None => None,
    };
    let is_own = |lang: &Lang| self::path(press, *lang, found).as_deref() == Some(path);
    Some((Lang::ALL.into_iter().find(is_own)?, found))
}

/// Colours by pixel, row after row.
fn draw(edition: &Edition, lang: Lang, own: Option<&[usize]>) -> Vec<u8> {
    let (width, height) = SIZE;
    let mut pixels = vec![PAPER; width * height];
    let year = |n: &usize| Some(timeline::first_day(&edition.records.events.get(*n)?.date).year);
    let years: Vec<(i32, bool)> = edition
        .timeline
        .iter()
        .filter_map(|n| Some((year(n)?, own.is_none_or(|own| own.contains(n)))))
        .filter(|(year, _)| (1..=9999).contains(year))
        .collect();
    let first = years.iter().map(|(year, _)| *year).min().unwrap_or(0);
    let last = years.iter().map(|(year, _)| *year).max().unwrap_or(0);
    let span = usize::try_from(last - first + 1).unwrap_or(1);
    let column = |year: i32| {
        let at = usize::try_from(year - first).unwrap_or(0);
        // Time runs as the language is read.
        let at = if lang == Lang::Fa { span - 1 - at } else { at };
        let room = width - 2 * MARGIN;
        (MARGIN + at * room / span, MARGIN + (at + 1) * room / span)
    };
    let mut fill = |x: (usize, usize), y: (usize, usize), colour: u8| {
        for row in y.0..y.1.min(height) {
            pixels[row * width + x.0..row * width + x.1.min(width)].fill(colour);
        }
    };
    fill((0, width), (0, 18), OWN);
    let (ceiling, floor) = BLOCKS;
    fill((MARGIN, width - MARGIN), (floor + 4, floor + 7), TICK);
    for year in (first..=last).filter(|year| year.rem_euclid(10) == 0) {
        let (from, to) = column(year);
        let middle = from.midpoint(to);
        fill((middle - 1, middle + 2), (floor + 4, floor + 28), TICK);
    }
    let most = (first..=last).map(|y| years.iter().filter(|(year, _)| *year == y).count()).max();
    let high = ((floor - ceiling) / most.unwrap_or(1).max(1)).clamp(2, HIGHEST);
    for year in first..=last {
        let (from, to) = column(year);
        let gap = ((to - from) / 6).max(1);
        let mut of_year: Vec<bool> =
            years.iter().filter(|(y, _)| *y == year).map(|e| e.1).collect();
        of_year.sort_by_key(|is_own| !is_own);
        for (n, is_own) in of_year.into_iter().enumerate() {
            let foot = floor.saturating_sub(n * high);
            let top = foot.saturating_sub(high - (high / 6).max(1));
            fill(
                (from + gap, (to - gap).max(from + gap + 1)),
                (top, foot),
                if is_own { OWN } else { OTHER },
            );
        }
    }
    pixels
}

/// The palette: the colours, and the shades between paper and title.
fn palette(colours: &Colours) -> Vec<u8> {
    let [paper, .., ink] = colours;
    let steps = u16::from(INK - SHADES);
    let shade = |n: u16| {
        let mixed = |from: u8, to: u8| (u16::from(from) * (steps - n) + u16::from(to) * n) / steps;
        std::array::from_fn(|c| u8::try_from(mixed(paper[c], ink[c])).unwrap_or(u8::MAX))
    };
    let shades = (1..=steps).map(shade);
    let all: Vec<[u8; 3]> = colours[..4].iter().copied().chain(shades).collect();
    all.into_flattened()
}

/// An image of the palette's colours as PNG.
fn png(pixels: &[u8], colours: &Colours) -> Vec<u8> {
    let (width, height) = SIZE;
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes();
    let mut header = Vec::new();
    header.extend(size(width));
    header.extend(size(height));
    // Four bits a pixel, by the palette; the only ways of packing and filtering.
    header.extend([4, 3, 0, 0, 0]);
    chunk(&mut out, *b"IHDR", &header);
    chunk(&mut out, *b"PLTE", &palette(colours));
    let mut packed = Vec::with_capacity(height * (width / 2 + 1));
    let mut above: &[u8] = &[];
    for row in pixels.chunks(width) {
        // Most rows are as the one above.
        if row == above {
            packed.extend_from_within(packed.len() - (width / 2 + 1)..);
            continue;
        }
        packed.push(0);
        packed.extend(row.as_chunks().0.iter().map(|[left, right]| (left << 4) | right));
        above = row;
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    // A Vec takes whatever is written to it.
    let packed = encoder.write_all(&packed).and_then(|()| encoder.finish()).unwrap_or_default();
    chunk(&mut out, *b"IDAT", &packed);
    chunk(&mut out, *b"IEND", &[]);
    out
}

fn chunk(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    out.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let mut sum = Crc::new();
    sum.update(&kind);
    sum.update(data);
    out.extend(kind);
    out.extend(data);
    out.extend(sum.sum().to_be_bytes());
}

/// A colour as themes write it: `#9b3d2e`.
pub fn colour(written: &str) -> Option<[u8; 3]> {
    let digits = written.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
    Some([red, green, blue])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_a_png_of_the_palette() {
        let mut pixels = vec![PAPER; SIZE.0 * SIZE.1];
        pixels[..4].copy_from_slice(&[OWN, OTHER, TICK, INK]);
        let colours = [[255; 3], [200; 3], [100; 3], [9, 8, 7], [15; 3]];
        assert_eq!(palette(&colours).len(), 16 * 3);
        assert_eq!(palette(&colours)[12..18], [235, 235, 235, 215, 215, 215]);
        assert_eq!(palette(&colours)[45..], [15, 15, 15]);
        let bytes = png(&pixels, &colours);
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        let at = bytes.windows(4).position(|w| w == b"IDAT").unwrap();
        let length = u32::from_be_bytes(bytes[at - 4..at].try_into().unwrap()) as usize;
        let mut packed = Vec::new();
        let mut decoder = flate2::write::ZlibDecoder::new(&mut packed);
        decoder.write_all(&bytes[at + 4..at + 4 + length]).unwrap();
        decoder.finish().unwrap();
        assert_eq!(packed.len(), SIZE.1 * (SIZE.0 / 2 + 1));
        assert_eq!(packed[..3], [0, 0x32, 0x1F]);
        // The sum of an empty IEND is in every PNG there is.
        assert_eq!(bytes[bytes.len() - 4..], [0xAE, 0x42, 0x60, 0x82]);
    }

    #[test]
    fn colours_are_six_digits() {
        assert_eq!(colour("#9b3d2e"), Some([0x9b, 0x3d, 0x2e]));
        assert_eq!(colour("9b3d2e"), None);
        assert_eq!(colour("#9b3"), None);
    }
}
