//! Lines that look like headings with a plain number: they count up, whatever
//! their digits came out as.

use std::collections::{BTreeMap, HashMap};

use crate::import::outline;
use crate::text::persian;

/// A line that is shorter than so many hundredths of most lines can be a heading.
const SHORT: usize = 60;

/// The fewest of them that count up.
const LEAST: usize = 3;

/// Which heading each of these lines is, counted from one, by their places.
pub fn counted(lines: &[String]) -> BTreeMap<usize, u32> {
    let width = |line: &String| line.split_whitespace().map(|w| w.chars().count() + 1).sum();
    let widths: Vec<usize> = lines.iter().map(width).collect();
    let mut sorted: Vec<usize> = widths.iter().copied().filter(|w| *w > 20).collect();
    sorted.sort_unstable();
    let full = sorted.get(sorted.len() * 7 / 10).copied().unwrap_or(0);
    let is_short = |at: usize| widths.get(at).is_none_or(|w| w * 100 <= full * SHORT);
    let title = |at: usize| {
        let line = &lines[at];
        let is_one = outline::loose(line).is_some_and(|(parts, _)| parts.len() == 1);
        let is_heading = is_short(at) && !is_short(at + 1) && is_one;
        is_heading.then(|| line.chars().filter(|c| persian::is_letter(*c)).collect::<String>())
    };
    let titles: Vec<(usize, String)> =
        (0..lines.len()).filter_map(|at| Some((at, title(at)?))).collect();
    // What comes again is a running head.
    let mut times: HashMap<&str, usize> = HashMap::new();
    titles.iter().for_each(|(_, title)| *times.entry(title).or_default() += 1);
    let once = titles.iter().filter(|(_, title)| times.get(title.as_str()) == Some(&1));
    let found: BTreeMap<usize, u32> = once.map(|(at, _)| *at).zip(1..).collect();
    if found.len() < LEAST { BTreeMap::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_with_a_number_are_counted() {
        let long = "باران آرام بر شهر کوچک ما می بارید و کسی در کوچه نبود";
        let texts = [
            long,
            "7) باران",
            long,
            "31 برف و باد",
            long,
            "3) برف",
            long,
            "31 برف و باد",
            long,
            "5) شب سرد",
            long,
        ];
        let lines: Vec<String> = texts.map(str::to_owned).to_vec();
        let expected = BTreeMap::from([(1, 1), (5, 2), (9, 3)]);
        assert_eq!(counted(&lines), expected);
        assert!(counted(&lines[..5]).is_empty(), "two may be anything");
    }
}
