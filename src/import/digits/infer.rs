//! The map of the digits, as the one under which the article's numbers are likeliest.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::import::digits::number::{Number, Times, value};

/// What each true digit comes out as.
type Map = [u8; 10];

const SOUND: Map = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/// What a map pays for each of the first digits that it changes, as a logarithm;
/// then the font is known to be wrong, and the others cost less.
const CHANGE: f64 = 4.0;

/// How many digits cost so much.
const FIRST: usize = 3;

/// What each digit that comes out as another one does costs besides.
const SHARED: f64 = 2.0;

/// How much likelier a map must make all numbers together.
const GAIN: f64 = 8.0;

/// A number less likely than this cannot be what stands there.
const IMPOSSIBLE: f64 = 1e-5;

/// How many impossible numbers an article must have before a map is looked for.
const LEAST: usize = 3;

/// No article has more numbers.
const MOST: usize = 2000;

/// So many numbers from everywhere say what there is to say of a text that has more
/// than any article.
const ENOUGH: usize = 500;

/// The inferred map: how likely each true digit comes out as each digit.
#[derive(Clone, Debug, PartialEq)]
pub struct Digits {
    /// `came[true][out]`, 0 to 1.
    came: [[f64; 10]; 10],
    map: Map,
    /// The numbers of each line of the source that stand in Persian runs, as read so far.
    pub read: BTreeSet<(u32, String)>,
}

/// The map of the numbers; `None` where they are sound.
pub fn infer(numbers: &[Number], times: &Times) -> Option<Digits> {
    let impossible = |n: &&Number| n.likelihood(&n.digits, times) < IMPOSSIBLE;
    let bound: Vec<&Number> = numbers.iter().filter(|n| n.is_bound()).collect();
    let wrong = bound.iter().copied().filter(impossible).count();
    // A font that has its digits wrong has them wrong everywhere.
    if wrong < LEAST || wrong * 2 < bound.len() {
        return None;
    }
    let asked = asked(numbers);
    // The ways from one start and another meet, so most maps are asked for again.
    let known: RefCell<HashMap<Map, f64>> = RefCell::default();
    let score = |map: &Map| {
        let found = known.borrow().get(map).copied();
        found.unwrap_or_else(|| {
            let all: f64 = asked.iter().map(|n| likelihood(n, map, times)).sum();
            let score = all - cost(map);
            known.borrow_mut().insert(*map, score);
            score
        })
    };
    let sound = score(&SOUND);
    let mut best = (sound, SOUND);
    // Years begin with 13, 19 and 20: each way in which these can come out is a start.
    for one in 0..10_u8 {
        for nine in 0..10_u8 {
            let mut map = SOUND;
            (map[1], map[9]) = (one, nine);
            let found = climb(map, &score);
            if found.0 > best.0 {
                best = found;
            }
        }
    }
    if best.0 < sound + GAIN || best.1 == SOUND {
        return None;
    }
    Some(spread(&best.1, &score))
}

/// The numbers that judge a map: all of them, or of too many some from everywhere,
/// for each is asked about thousands of maps.
fn asked(numbers: &[Number]) -> Vec<&Number> {
    let count = if numbers.len() > MOST { ENOUGH } else { numbers.len() };
    (0..count).map(|n| &numbers[n * numbers.len() / count]).collect()
}

/// What a map pays for being no sound one.
fn cost(map: &Map) -> f64 {
    let changed = (0..10).filter(|d| usize::from(map[*d]) != *d).count();
    let shared = (0..10).filter(|d| map[..*d].contains(&map[*d])).count();
    let (first, more) = (changed.min(FIRST), changed.saturating_sub(FIRST));
    CHANGE * (first as f64 + more as f64 / 2.0) + SHARED * shared as f64
}

/// Changes one digit or swaps two as long as that makes it better.
fn climb(mut map: Map, score: &dyn Fn(&Map) -> f64) -> (f64, Map) {
    let mut top = score(&map);
    loop {
        let mut next = (top, map);
        let mut keep = |tried: Map| {
            let found = score(&tried);
            if found > next.0 + 1e-9 {
                next = (found, tried);
            }
        };
        for digit in 0..10 {
            for out in (0..10_u8).filter(|o| *o != map[digit]) {
                let mut tried = map;
                tried[digit] = out;
                keep(tried);
            }
            for other in digit + 1..10 {
                let mut tried = map;
                tried.swap(digit, other);
                keep(tried);
            }
        }
        if next.0 <= top {
            return (top, map);
        }
        (top, map) = next;
    }
}

/// How sure each digit of the map is: that of which the article says nothing can
/// have come out as anything.
fn spread(map: &Map, score: &dyn Fn(&Map) -> f64) -> Digits {
    let mut came = [[0.0; 10]; 10];
    for (digit, row) in came.iter_mut().enumerate() {
        let score_of = |out: u8| {
            let mut tried = *map;
            tried[digit] = out;
            score(&tried)
        };
        let scores: Vec<f64> = (0..10).map(score_of).collect();
        let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = scores.iter().map(|s| (s - top).exp()).sum();
        for (out, s) in scores.iter().enumerate() {
            row[out] = (s - top).exp() / sum;
        }
    }
    Digits { came, map: *map, read: BTreeSet::new() }
}

/// How likely a number is under a map, as a logarithm: its likeliest reading. (The
/// sum of all would reward a map for leaving much open.)
fn likelihood(number: &Number, map: &Map, times: &Times) -> f64 {
    let came = |d: usize, out: u8| if map[d] == out { 1.0 } else { 0.0 };
    let mut best = 1e-12_f64;
    each(&number.digits, &came, &mut |value, _| {
        best = best.max(weighed(number, value, times, &came));
    });
    best.ln()
}

/// How likely a value is where a number stands, its range counted in.
fn weighed(number: &Number, digits: &[u8], times: &Times, came: &dyn Fn(usize, u8) -> f64) -> f64 {
    let own = number.likelihood(digits, times);
    // Of a range the share of the other end's readings that lie on the right side.
    let rises = |other: &Option<Vec<u8>>, fits: &dyn Fn(u32) -> bool| {
        let Some(other) = other else { return 1.0 };
        let (mut right, mut all) = (1e-6, 2e-6);
        each(other, came, &mut |end, share| {
            let worth = share * if value(end) == 0 { 0.002 } else { 1.0 };
            all += worth;
            right += if fits(value(end)) { worth } else { 0.0 };
        });
        right / all
    };
    let n = value(digits);
    own * rises(&number.to, &|end| end > n) * rises(&number.from, &|start| start < n)
}

/// All true digits that can have come out as these, with how likely the map makes it.
fn each(out: &[u8], came: &dyn Fn(usize, u8) -> f64, visit: &mut dyn FnMut(&[u8], f64)) {
    fn step(
        out: &[u8],
        came: &dyn Fn(usize, u8) -> f64,
        so_far: &mut Vec<u8>,
        share: f64,
        visit: &mut dyn FnMut(&[u8], f64),
    ) {
        let Some(next) = out.get(so_far.len()) else {
            visit(so_far, share);
            return;
        };
        for digit in 0..10_u8 {
            let worth = came(usize::from(digit), *next);
            if worth > 0.01 {
                so_far.push(digit);
                step(out, came, so_far, share * worth, visit);
                so_far.pop();
            }
        }
    }
    step(out, came, &mut Vec::with_capacity(out.len()), 1.0, visit);
}

impl Digits {
    /// What the source has for true digits.
    pub fn damaged(&self, digits: &[u8]) -> Vec<u8> {
        digits.iter().map(|d| self.map[usize::from(*d)]).collect()
    }

    /// The readings of a number with the logarithms of their likelihoods, the
    /// likeliest first.
    pub fn readings(&self, number: &Number, times: &Times) -> Vec<(Vec<u8>, f64)> {
        let came = |digit: usize, out: u8| self.came[digit][usize::from(out)];
        let mut found: Vec<(Vec<u8>, f64)> = Vec::new();
        each(&number.digits, &came, &mut |value, share| {
            let worth = share * weighed(number, value, times, &came);
            found.push((value.to_vec(), worth.max(1e-30).ln()));
        });
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::digits::number::{Order, numbers};

    /// What the numbers of a text become under the map that is inferred of it.
    #[track_caller]
    fn check(text: &[&str], map: &str, expected: Option<&[&str]>) {
        let misread = |line: &&str| -> String {
            let out =
                |c: char| c.to_digit(10).and_then(|d| map.chars().nth(d as usize)).unwrap_or(c);
            let fence = line.find('(').unwrap_or(line.len());
            line[..fence].chars().map(out).chain(line[fence..].chars()).collect()
        };
        let lines: Vec<String> = text.iter().map(misread).collect();
        let (found, times) = numbers(&lines, Order::Settled);
        let digits = infer(&found, &times);
        let read = digits.map(|digits| -> Vec<String> {
            let best = |n: &Number| digits.readings(n, &times)[0].0.clone();
            let text = |d: Vec<u8>| d.iter().map(|d| char::from(b'0' + d)).collect();
            found.iter().map(|n| text(best(n))).collect()
        });
        let expected: Option<Vec<String>> =
            expected.map(|e| e.iter().map(|n| (*n).to_owned()).collect());
        assert_eq!(read, expected, "{lines:?}");
    }

    const TEXT: [&str; 6] = [
        "در سال 1991 باران بارید (Berg, 2019: 12)",
        "از سال 1993 تا 2001 نبارید",
        "در دهۀ 1990 و دهۀ 2000 هم",
        "برف سال 1993 سنگین بود",
        "دریافت: 12/03/1399 پذیرش: 11/09/1399",
        "سیل سال 2010 و سال 1992",
    ];

    #[test]
    fn the_map_under_which_years_are_years_is_found() {
        let numbers = [
            "1991", "1993", "2001", "1990", "2000", "1993", "12", "03", "1399", "11", "09", "1399",
            "2010", "1992",
        ];
        check(&TEXT, "7283941605", Some(&numbers));
    }

    #[test]
    fn of_too_many_numbers_some_from_everywhere_are_asked() {
        let text = TEXT.map(str::to_owned);
        let (few, _) = numbers(&text, Order::Settled);
        assert_eq!(asked(&few).len(), few.len());
        let (many, _) = numbers(&vec!["سال 1393 و 1394 بود".to_owned(); MOST], Order::Settled);
        let asked = asked(&many);
        assert_eq!((many.len(), asked.len()), (2 * MOST, ENOUGH));
        assert!(asked[0].line == 0 && asked[ENOUGH - 1].line + 2 * MOST / ENOUGH >= MOST);
        assert!(super::asked(&[]).is_empty());
    }

    #[test]
    fn sound_digits_are_left_alone() {
        check(&TEXT, "0123456789", None);
    }
}
