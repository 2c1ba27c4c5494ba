//! Page numbers that count up through the article, and the running heads that
//! carry them.
//!
//! A single line with a number at its edge says nothing: sentences, headings and
//! notes have such. But a number that comes again a page later as one more, and
//! another page later as one more still, is a page's. What stands beside it must
//! come again too, or be on the title page: a running head repeats the title,
//! the authors or the periodical.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::import::imprint::{counts_issues, is_address, is_licence, is_periodical, is_stamp};
use crate::import::notes::numbered;
use crate::import::source::Line;
use crate::import::survey::Survey;
use crate::import::tables::captions;
use crate::text::fold::fold;
use crate::text::persian;

/// The fewest and the most lines of a page.
const PAGE: (usize, usize) = (10, 140);

/// How many lines may belong to the title page.
const FRONT: usize = 40;

/// How many letters a text must have, so that it comes again by no chance.
const LONG: usize = 8;

/// Words before a page's number.
const LABELS: [&str; 7] = ["صفحهٔ", "صفحۀ", "صفحه", "ص.", "Page", "page", "p."];

/// What a line is, when it is none of the article's.
pub type Kinds = [Option<&'static str>];

/// The text without digits, as search sees it: running heads differ in their number alone.
pub fn shape(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphabetic()).collect()
}

/// A page number and nothing else: `157`, `- 12 -`, `2 / 32`, `صفحه ۱۲`.
pub fn is_number(text: &str) -> bool {
    let rest = unlabelled(text);
    // `صفحه ۱ از ۹`, `Page 1 of 9`
    let rest = if rest == text { rest.to_owned() } else { rest.replace(" از ", "/") };
    let rest = rest.replace(" of ", "/");
    let digit = |c: char| persian::digit_value(c).is_some();
    let digits = rest.chars().filter(|c| digit(*c)).count();
    // Three numbers are a date.
    let numbers = rest.split(|c| !digit(c)).filter(|n| !n.is_empty()).count();
    (1..=8).contains(&digits)
        && numbers <= 2
        && rest.chars().all(|c| {
            digit(c) || matches!(c, ' ' | '-' | '–' | '—' | '/' | '|' | '[' | ']' | '~' | '•')
        })
}

fn unlabelled(text: &str) -> &str {
    let text = text.trim_matches(|c| matches!(c, ' ' | '|' | '•' | '·'));
    let rest = LABELS.iter().find_map(|l| text.strip_prefix(l)).map(str::trim_start);
    rest.filter(|r| r.starts_with(|c| persian::digit_value(c).is_some())).unwrap_or(text)
}

/// The numbers at the edges of a line that may be its page's: first and last
/// word, with marks around them.
fn edges(text: &str) -> Vec<u32> {
    let mark = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | '،' | '؛');
    let bare = unlabelled(text).trim_matches(mark);
    let digit = |c: char| persian::digit_value(c).is_some();
    // `1390/02/11`, `2-1`: a part of something longer.
    let longer = |rest: &mut dyn Iterator<Item = char>| {
        let beside = rest.next().is_some_and(|c| matches!(c, '/' | '.' | '-' | '–' | ':' | '٫'));
        beside && rest.next().is_some_and(digit)
    };
    let chars: Vec<char> = bare.chars().collect();
    let head = chars.iter().take_while(|c| digit(**c)).count();
    let tail = chars.iter().rev().take_while(|c| digit(**c)).count();
    let number = |chars: &[char]| -> Option<u32> {
        let digits: String = chars.iter().collect();
        persian::to_ascii_digits(&digits).parse().ok().filter(|n| *n > 0)
    };
    let alone = is_number(text);
    let mut out = Vec::new();
    if (1..=4).contains(&head) && (alone || !longer(&mut chars[head..].iter().copied())) {
        out.extend(number(&chars[..head]));
    }
    let rest = &chars[..chars.len() - tail];
    // One digit behind a letter is a note's mark.
    let mark = tail == 1 && rest.last().is_some_and(|c| c.is_alphabetic());
    let before: String = rest.iter().collect();
    let issue = before.split_whitespace().next_back().is_some_and(counts_issues);
    if !alone
        && !mark
        && !issue
        && (1..=4).contains(&tail)
        && !longer(&mut rest.iter().rev().copied())
    {
        out.extend(number(&chars[chars.len() - tail..]));
    }
    out.dedup();
    out
}

/// Whether a text ends as a sentence does. A head may be cut behind a colon.
fn stops(text: &str) -> bool {
    let end = text.trim_end_matches([')', '(', '»', '«', '"', '”', ' ', ']']);
    end.ends_with(['.', '؟', '!']) && !end.ends_with("..")
}

/// Which texts come again in the article.
struct Texts {
    shapes: Vec<String>,
    /// How often each shape is there.
    times: HashMap<String, usize>,
    /// The shapes of the title page as one, and its words.
    front: String,
    words: BTreeSet<String>,
    /// The words of every one, two and three lines of the title page.
    wholes: BTreeSet<String>,
}

impl Texts {
    fn of(lines: &[Line]) -> Self {
        let shapes: Vec<String> = lines.iter().map(|l| shape(&l.text)).collect();
        let mut times = HashMap::new();
        for shape in &shapes {
            *times.entry(shape.clone()).or_default() += 1;
        }
        let front = shapes.iter().take(FRONT).flat_map(|s| s.chars()).take(6000).collect();
        let title = lines.iter().take(FRONT / 3).filter(|l| l.text.chars().count() < 200);
        let title: Vec<String> = title.map(|l| words(&l.text).join(" ")).collect();
        let wholes = (1..=3).flat_map(|n| title.windows(n).map(|w| w.join(" "))).collect();
        let words = title.iter().flat_map(|t| t.split(' ')).map(str::to_owned).collect();
        Self { shapes, times, front, words, wholes }
    }

    /// Whether a line behind the title page is a title or the authors' names: all
    /// words of some lines of it and no others.
    fn whole(&self, i: usize, text: &str) -> bool {
        let words = words(text);
        i >= FRONT / 2
            && words.len() >= 2
            && self.shapes[i].chars().count() >= LONG
            && self.wholes.contains(&words.join(" "))
    }

    /// Whether a line's text is a part of the title page and stands on another.
    fn titled(&self, i: usize) -> bool {
        let shape = &self.shapes[i];
        i >= FRONT && shape.chars().count() >= 2 * LONG && self.front.contains(shape.as_str())
    }

    /// Whether a line's text is elsewhere too: the same line, or a part of the title page.
    fn again(&self, i: usize, text: &str) -> bool {
        let shape = &self.shapes[i];
        let long = shape.chars().count() >= LONG;
        if long && self.times.get(shape).is_some_and(|n| *n > 1) {
            return true;
        }
        if i < FRONT {
            return long && self.front.matches(shape.as_str()).count() > 1;
        }
        let of_line = words(text);
        let named = of_line.len() >= 2 && of_line.iter().all(|w| self.words.contains(w));
        named || (long && self.front.contains(shape.as_str()))
    }
}

/// The words of three letters and more.
fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let split = folded.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() >= 3);
    split.map(str::to_owned).collect()
}

/// A line whose edge may be a page's number.
struct Folio {
    line: usize,
    number: u32,
    alone: bool,
    again: bool,
}

/// Marks page numbers that count up, and the running heads that carry them.
pub fn mark(lines: &[Line], survey: &Survey, kinds: &mut Kinds) {
    let texts = Texts::of(lines);
    // Syllables of the spine are no lines of the page.
    let mut at = Vec::with_capacity(lines.len());
    let mut body = 0;
    for kind in kinds.iter() {
        at.push(body);
        body += usize::from(kind.is_none());
    }
    let mut found = folios(lines, survey, &texts, kinds);
    let mut heads = Vec::new();
    for _ in 0..3 {
        let chain = longest(&found, &at);
        if chain.len() < 2 {
            break;
        }
        if counts_up(&chain, &found, lines, &at, survey) {
            for folio in chain.iter().map(|n| &found[*n]) {
                kinds[folio.line] = Some(if folio.alone { "page-number" } else { "running-head" });
                heads.push(folio.line);
            }
        }
        let gone: BTreeSet<usize> = chain.iter().map(|n| found[*n].line).collect();
        found.retain(|f| !gone.contains(&f.line));
    }
    // What stands beside the head that stands beside the number is a head as well.
    for _ in 0..2 {
        heads = beside(lines, survey, &texts, &heads, kinds);
    }
    titles(lines, &texts, kinds);
    imprints(lines, kinds);
}

/// Marks the title, and the names of the authors where they come again: behind
/// the title page, and above the title itself.
fn titles(lines: &[Line], texts: &Texts, kinds: &mut Kinds) {
    let names = |i: usize| texts.times.get(&texts.shapes[i]).is_some_and(|n| *n > 2);
    for i in 0..lines.len() {
        let long = texts.shapes[i].chars().count() >= 2 * LONG;
        let again = i < 4 && long && texts.shapes.get(i + 1) == Some(&texts.shapes[i]);
        let text = lines[i].text.as_str();
        let whole = text.len() < 600 && texts.whole(i, text) && !stops(text) && (long || names(i));
        if kinds[i].is_none() && (again || whole) {
            kinds[i] = Some("running-head");
        }
    }
}

/// Marks stamps wherever they stand; addresses and licences on the first page,
/// because a list of works has addresses too.
fn imprints(lines: &[Line], kinds: &mut Kinds) {
    for (i, line) in lines.iter().enumerate().filter(|(_, l)| l.text.len() < 400) {
        let text = line.text.as_str();
        let first = i < 2 * FRONT && (is_address(text) || is_licence(text));
        if kinds[i].is_none() && (first || is_stamp(text)) {
            kinds[i] = Some("stamp");
        }
    }
}

fn folios(lines: &[Line], survey: &Survey, texts: &Texts, kinds: &Kinds) -> Vec<Folio> {
    let mut out = Vec::new();
    for (i, line) in lines.iter().enumerate().filter(|(i, _)| kinds[*i].is_none()) {
        let text = line.text.as_str();
        let alone = is_number(text);
        let room = line.width() * 100 < survey.full.max(40) * 95 || text.contains("   ");
        if line.text.len() > 600 || !(alone || room && !stops(text)) || captions::begins(text) {
            continue;
        }
        let numbers = edges(text);
        let again = !alone && !numbers.is_empty() && texts.again(i, text);
        // Two notes may say the same, `همان`; but no note is the title.
        if !alone && numbered(text).is_some() && !texts.titled(i) {
            continue;
        }
        out.extend(numbers.into_iter().map(|number| Folio { line: i, number, alone, again }));
    }
    out
}

/// The longest row of numbers that count up from page to page.
fn longest(found: &[Folio], at: &[usize]) -> Vec<usize> {
    let mut best: Vec<(f64, Option<usize>)> = Vec::with_capacity(found.len());
    let mut last: HashMap<u32, Vec<usize>> = HashMap::new();
    for (n, folio) in found.iter().enumerate() {
        let mut top = (0.0, None);
        for pages in 1..=3_u32 {
            let before = folio.number.checked_sub(pages).and_then(|n| last.get(&n));
            for b in before.into_iter().flatten().rev().take(6) {
                let far = at[folio.line].saturating_sub(at[found[*b].line]);
                let pages = pages as usize;
                if !(PAGE.0 * pages..=PAGE.1 * pages).contains(&far) {
                    continue;
                }
                let sum = best[*b].0 - 0.3 * (pages - 1) as f64;
                if sum > top.0 {
                    top = (sum, Some(*b));
                }
            }
        }
        let weight = if folio.again || folio.alone { 1.5 } else { 1.0 };
        best.push((top.0 + weight, top.1));
        last.entry(folio.number).or_default().push(n);
    }
    let mut end = (0..best.len()).max_by(|a, b| best[*a].0.total_cmp(&best[*b].0));
    let mut out = Vec::new();
    while let Some(n) = end {
        out.push(n);
        end = best[n].1;
    }
    out.reverse();
    out
}

/// Whether a row of numbers is the pages': no headings, no list, no table.
fn counts_up(
    chain: &[usize],
    found: &[Folio],
    lines: &[Line],
    at: &[usize],
    survey: &Survey,
) -> bool {
    let folios: Vec<&Folio> = chain.iter().map(|n| &found[*n]).collect();
    let all = folios.len();
    let count = |is: &dyn Fn(&Folio) -> bool| folios.iter().filter(|f| is(f)).count();
    let (alone, again) = (count(&|f| f.alone), count(&|f| f.again));
    let year = |f: &Folio| (1300..=1450).contains(&f.number) || (1900..=2100).contains(&f.number);
    let years = count(&year) == all;
    let even = is_even(&folios, at);
    // The headings of an article count up to a dozen.
    let high = folios[0].number > 12;
    let known = count(&|f| f.again || is_periodical(&lines[f.line].text));
    let framed = count(&|f| f.alone && between_text(lines, f.line, survey));
    if all >= 3 {
        let repeated = again * 2 >= all || known * 3 >= all * 2;
        return repeated && again > 1
            || (!years && even && alone * 5 >= all * 4 && framed * 2 >= all)
            || (!years && even && (alone + again) * 5 >= all * 4)
            || (!years && high && even && all >= 4 && (alone + known) * 2 >= all);
    }
    !years && (high && known == 2 && again > 0 || framed == 2)
}

/// Whether the pages have about as many lines, as far as the numbers say.
fn is_even(folios: &[&Folio], at: &[usize]) -> bool {
    let page = |w: &[&Folio]| {
        (at[w[1].line] - at[w[0].line]) / (w[1].number - w[0].number).max(1) as usize
    };
    let mut pages: Vec<usize> = folios.windows(2).map(page).collect();
    pages.sort_unstable();
    let middle = pages.get(pages.len() / 2).copied().unwrap_or(0);
    let near = pages.iter().filter(|p| **p * 5 >= middle * 2 && **p * 2 <= middle * 5).count();
    near * 5 >= pages.len() * 4
}

/// Whether a full line stands before or behind a line, or a page's other furniture.
fn between_text(lines: &[Line], i: usize, survey: &Survey) -> bool {
    let full = |n: usize| lines.get(n).is_some_and(|l| l.width() * 100 >= survey.full.max(40) * 60);
    (1..=2).any(|n| full(i + n) || i >= n && full(i - n))
}

/// Marks what stands directly beside a page's number: the rest of a running head,
/// the periodical, an address.
fn beside(
    lines: &[Line],
    survey: &Survey,
    texts: &Texts,
    heads: &[usize],
    kinds: &mut Kinds,
) -> Vec<usize> {
    let mut out = heads.to_vec();
    let next = |i: usize, down: bool| if down { i.checked_add(1) } else { i.checked_sub(1) };
    let mut edge: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for i in heads {
        for n in
            [next(*i, true), next(*i, false)].into_iter().flatten().filter(|n| *n < lines.len())
        {
            let shape = texts.shapes[n].as_str();
            if kinds[n].is_none() && shape.chars().count() >= LONG && !stops(&lines[n].text) {
                edge.entry(shape).or_default().push(n);
            }
        }
    }
    let narrow = |i: usize| lines[i].width() * 100 < survey.full.max(40) * 105;
    for (shape, places) in edge.into_iter().filter(|(_, p)| p.len() > 1) {
        let apart = places.windows(2).all(|w| w[1] >= w[0] + PAGE.0);
        // What is in the middle of pages too is none of their edge.
        let here = texts.times.get(shape) == Some(&places.len());
        if apart && here && places.iter().all(|i| narrow(*i)) {
            places.iter().for_each(|i| kinds[*i] = Some("running-head"));
            out.extend(places);
        }
    }
    for i in heads {
        for down in [true, false] {
            let mut from = *i;
            for _ in 0..3 {
                let Some(n) = next(from, down).filter(|n| *n < lines.len()) else { break };
                if kinds[n].is_none() {
                    let Some(kind) = companion(lines, texts, from, n, survey) else { break };
                    kinds[n] = Some(kind);
                    out.push(n);
                }
                from = n;
            }
        }
    }
    out
}

/// What a line is beside one that is a page's number or head.
fn companion(
    lines: &[Line],
    texts: &Texts,
    from: usize,
    n: usize,
    survey: &Survey,
) -> Option<&'static str> {
    let text = lines[n].text.as_str();
    if is_address(text) || is_stamp(text) || is_licence(text) {
        return Some("stamp");
    }
    if stops(text) || numbered(text).is_some() {
        return None;
    }
    if texts.whole(n, text) {
        return Some("running-head");
    }
    let latin = lines[n].is_latin() && lines.get(n + 1).is_some_and(|l| !l.is_latin());
    let room = latin || lines[n].width() * 100 < survey.full.max(40) * 95;
    // Above the number the last line of a list of works could look so.
    if n > from && room && is_periodical(text) {
        return Some("running-head");
    }
    // A head that is broken over two lines is one in the title.
    let (a, b) = (&texts.shapes[from.min(n)], &texts.shapes[from.max(n)]);
    let broken = n >= FRONT
        && !a.is_empty()
        && !b.is_empty()
        && a.chars().count() + b.chars().count() >= 2 * LONG
        && texts.front.contains(&format!("{a}{b}"));
    broken.then_some("running-head")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[String]) -> Vec<Line> {
        let line = |(i, t): (usize, &String)| Line {
            number: u32::try_from(i + 1).unwrap_or(0),
            text: t.clone(),
            ..Line::default()
        };
        texts.iter().enumerate().map(line).collect()
    }

    /// An article of four pages, on which a line of furniture stands as told.
    #[track_caller]
    fn check(head: impl Fn(usize) -> String, expected: &[usize]) {
        let body = ["باران آرام بر شهر می‌بارید و کسی در کوچه نبود که", "برف هم نبود."];
        let mut texts = vec!["باران در شهر کوچک".to_owned(), "سیما نیکان".to_owned()];
        for page in 0..4 {
            texts.push(head(page));
            let word =
                |n: usize| ["باد", "موج", "کوه", "ابر", "شب"][n % 5].repeat(1 + page * 4 + n / 5);
            texts.extend((0..20).map(|n| format!("{} {}", word(n), body[usize::from(n == 17)])));
        }
        let lines = lines(&texts);
        let mut kinds = vec![None; lines.len()];
        mark(&lines, &Survey { full: 48, ..Survey::default() }, &mut kinds);
        let got: Vec<usize> = (0..lines.len()).filter(|i| kinds[*i].is_some()).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn numbers_that_count_up_from_page_to_page_are_the_pages() {
        let all = [2, 23, 44, 65];
        check(|n| format!("- {} -", n + 7), &all);
        check(|n| format!("صفحه {}", n + 1), &all);
        check(|n| format!("{} باران در شهر کوچک", n + 211), &all);
        check(|n| format!("{} | سیما نیکان", n + 3), &all);
        let odd = |n: usize| ["باران در شهر کوچک", "فصلنامه برف، سال نهم، شماره 3"][n % 2];
        check(|n| format!("{} {}", n + 45, odd(n)), &all);
        check(|n| format!("{} / {}", odd(n), n + 45), &all);
    }

    #[test]
    fn headings_and_sentences_that_begin_with_numbers_stay() {
        let words = ["باد در کوه بلند", "دریا و ساحل", "ابر و آسمان", "یافته‌ها"];
        check(|n| format!("{} {}", n + 1, words[n]), &[]);
        check(|n| format!("{}- {}", n + 1, words[n]), &[]);
        check(|n| format!("{} {}", 1390 + n * 7, words[n]), &[]);
    }

    #[test]
    fn the_edge_s_number_stands_alone() {
        assert_eq!(edges("۱۲ / نام نشریه"), [12]);
        assert_eq!(edges("317باران"), [317]);
        assert!(edges("1390/02/11").is_empty());
        assert!(edges("2-1 باران").is_empty());
        assert_eq!(edges("- 12 -"), [12]);
    }
}
