//! The map inferred: which glyphs come out wrong, and as what.
//!
//! Two things show a wrong glyph. It is missing: among the words that are sound
//! it stands far more seldom than in Persian. And what came out for it makes
//! words of the article none: undoing it turns many of them into words again, and
//! more than any other substitution would. Found glyphs help to find others, so
//! it is done in rounds.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::charmap::gaps::Gaps;
use crate::import::charmap::glyph::{ALPHABET, Form, Glyph, LAM_ALEF, glyph, glyphs};
use crate::import::charmap::judge::Judge;
use crate::import::charmap::reading::{Reading, outs, readings};
use crate::import::charmap::{CharMap, Rule, word_spans};
use crate::import::source::Line;
use crate::text::persian::ZWNJ;

/// How many different words that are none are looked at: the rest of a very long
/// text says nothing new.
const WORDS: usize = 4000;

/// How many readings of a word are tried with one more rule.
const BASES: usize = 16;

/// How often rules are looked for with the help of those found.
const ROUNDS: usize = 6;

/// How a word stands in the article.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    times: usize,
    /// How often a gap stands behind it.
    gaps: usize,
}

/// The words of an article.
#[derive(Debug, Default)]
struct Census {
    /// Words that are sound.
    sound: BTreeMap<Vec<char>, Open>,
    open: Vec<(Vec<char>, Open)>,
}

impl Census {
    fn of(lines: &[Line], gaps: &Gaps, judge: &Judge<'_>) -> Self {
        let mut sound: BTreeMap<Vec<char>, Open> = BTreeMap::new();
        let mut open: BTreeMap<Vec<char>, Open> = BTreeMap::new();
        for line in lines.iter().filter(|l| !l.is_latin()) {
            let chars: Vec<char> = line.text.chars().collect();
            for (start, end) in word_spans(&chars) {
                let word = chars[start..end].to_vec();
                let gap = gaps.odds(&chars, end, line.trail) > 1.0;
                let known = judge.knows(&word.iter().collect::<String>());
                if known || (1..=14).contains(&word.len()) {
                    let list = if known { &mut sound } else { &mut open };
                    let seen = list.entry(word).or_default();
                    seen.times += 1;
                    seen.gaps += usize::from(gap);
                }
            }
        }
        let mut open: Vec<(Vec<char>, Open)> = open.into_iter().collect();
        open.sort_by(|a, b| b.1.times.cmp(&a.1.times).then_with(|| a.0.cmp(&b.0)));
        open.truncate(WORDS);
        Self { sound, open }
    }

    /// Of the words that are none for want of a letter at their end, the share
    /// that a gap follows.
    fn share_of_gaps(&self, map: &CharMap, judge: &Judge<'_>) -> f64 {
        let (mut with, mut all) = (0.9, 1.0);
        for (word, seen) in &self.open {
            let known = readings(map, word).into_iter().filter(|r| judge.knows(&r.word));
            if word.len() > 2 && known.map(|r| r.hole).reduce(|a, b| a && b) == Some(true) {
                with += seen.gaps as f64;
                all += seen.times as f64;
            }
        }
        with / all
    }

    /// How often each glyph stands in the sound words.
    fn glyphs(&self) -> BTreeMap<Glyph, f64> {
        count(self.sound.iter().map(|(w, n)| (w.as_slice(), n.times as f64)))
    }
}

fn count<'w>(words: impl Iterator<Item = (&'w [char], f64)>) -> BTreeMap<Glyph, f64> {
    let mut out = BTreeMap::new();
    for (word, times) in words {
        for glyph in glyphs(word) {
            *out.entry(glyph).or_insert(0.0) += times;
        }
    }
    out
}

/// How often each glyph is to be expected in so many words.
fn expected(judge: &Judge<'_>, words: f64) -> BTreeMap<Glyph, f64> {
    let sample: Vec<Vec<char>> = judge
        .lexicon()
        .sample()
        .iter()
        .flatten()
        .flat_map(|w| w.split(ZWNJ))
        .filter(|w| judge.knows(w))
        .map(|w| w.chars().collect())
        .collect();
    let scale = words / sample.len().max(1) as f64;
    count(sample.iter().map(|w| (w.as_slice(), scale)))
}

/// What speaks for one substitution.
#[derive(Clone, Copy, Debug, Default)]
struct Evidence {
    /// Different words that it mends; one that other substitutions mend as well
    /// counts for less.
    weight: f64,
    words: usize,
    tokens: usize,
}

impl Evidence {
    /// Different words say most, but one that comes often says more than one
    /// that comes once.
    fn strength(&self) -> f64 {
        self.weight * (2.0 + self.tokens as f64).ln()
    }
}

/// Infers the map of the lines.
pub fn infer(lines: &[Line], judge: &Judge<'_>) -> CharMap {
    let mut gaps = Gaps::of(lines, judge);
    let census = Census::of(lines, &gaps, judge);
    let sound = census.glyphs();
    let total: usize = census.sound.values().map(|s| s.times).sum();
    let expected = expected(judge, total as f64);
    let suspects = suspects(&sound, &expected);
    let mut map = CharMap::default();
    for _ in 0..ROUNDS {
        let evidence = evidence(&census, &map, &suspects, judge);
        let before = map.rules.len();
        for (glyph, out, found) in accepted(&evidence, &map, &sound, &expected) {
            let seen = sound.get(&glyph).copied().unwrap_or(0.0);
            let share = (seen + 0.5) / (seen + found.tokens as f64 + 1.0);
            map.rules.insert(glyph, Rule { out, mended: found.words, sound: share });
        }
        if map.rules.len() == before {
            break;
        }
    }
    gaps.left = census.share_of_gaps(&map, judge);
    CharMap { gaps, ..map }
}

/// Glyphs that are missing, or too rare in Persian to be missed.
fn suspects(sound: &BTreeMap<Glyph, f64>, expected: &BTreeMap<Glyph, f64>) -> BTreeSet<Glyph> {
    let forms = [Form::Isolated, Form::Initial, Form::Medial, Form::Final];
    let letters = ALPHABET.chars().chain([LAM_ALEF]);
    let all = letters.flat_map(|letter| forms.map(|form| Glyph { letter, form }));
    all.filter(|g| {
        let seen = sound.get(g).copied().unwrap_or(0.0);
        let due = expected.get(g).copied().unwrap_or(0.0);
        seen < 2.0 || seen < 0.35 * due
    })
    .collect()
}

type Found = BTreeMap<(Glyph, Option<char>), Evidence>;

fn evidence(
    census: &Census,
    map: &CharMap,
    suspects: &BTreeSet<Glyph>,
    judge: &Judge<'_>,
) -> Found {
    let mut found = Found::new();
    for (word, open) in &census.open {
        let bases = readings(map, word);
        let mut mended = Mended::new();
        let known = |r: &&Reading| judge.knows(&r.word);
        let rivals: Vec<f64> =
            bases.iter().filter(known).map(|r| judge.commonness(&r.word)).collect();
        for base in bases.iter().take(BASES) {
            let base: Vec<char> = base.word.chars().collect();
            if rivals.is_empty() {
                mending(word, &base, map, suspects, judge, &mut mended);
            } else if open.gaps > 0 {
                endings(&base, map, suspects, judge, &mut mended);
            }
        }
        weigh(word.len(), *open, mended, &rivals, 1.0, &mut found);
    }
    // A word that lost its last letter can be another word by chance; the gap tells.
    for (word, seen) in census.sound.iter().filter(|(_, s)| s.gaps > 0 && s.gaps * 2 >= s.times) {
        let own = judge.commonness(&word.iter().collect::<String>());
        let mut mended = Mended::new();
        for base in readings(map, word).iter().take(BASES) {
            let base: Vec<char> = base.word.chars().collect();
            endings(&base, map, suspects, judge, &mut mended);
        }
        mended.retain(|_, common| *common > own + 1.0);
        weigh(word.len() + 1, *seen, mended, &[], 0.7, &mut found);
    }
    found
}

/// Substitutions, with how common a word each makes.
type Mended = BTreeMap<(Glyph, Option<char>), f64>;

/// Adds what one word says. Substitutions that make commoner words of it get more
/// of its weight; `rivals` are what it can be already.
fn weigh(
    letters: usize,
    seen: Open,
    mended: Mended,
    rivals: &[f64],
    worth: f64,
    found: &mut Found,
) {
    let length = match letters {
        ..4 if seen.gaps > 2 => 0.6,
        1 | 2 => 0.3,
        3 => 0.6,
        _ => 1.0,
    };
    // A gap behind a word, time and again, is no chance: something dropped out.
    let often = 0.8 + 0.2 * seen.times.min(4) as f64;
    let gap = if seen.gaps > 0 { 0.5 + 0.25 * seen.gaps.min(8) as f64 } else { 0.3 };
    let even = 1.0 / (mended.len() + rivals.len()).max(1) as f64;
    let sum: f64 = mended.values().chain(rivals).map(|c| c.exp()).sum();
    for (rule, common) in mended {
        let entry = found.entry(rule).or_default();
        let worth = worth * length * if rule.1.is_some() { often } else { gap };
        entry.weight += worth * 0.5 * (even + common.exp() / sum);
        entry.words += 1;
        entry.tokens += seen.times;
    }
}

/// The letters that can have dropped out at a word's end.
fn endings(
    word: &[char],
    map: &CharMap,
    suspects: &BTreeSet<Glyph>,
    judge: &Judge<'_>,
    mended: &mut Mended,
) {
    for letter in suspects.iter().map(Glyph::letter) {
        let mut longer = word.to_vec();
        longer.push(letter);
        let (new, text) = (glyph(&longer, word.len()), longer.iter().collect::<String>());
        if suspects.contains(&new) && !map.rules.contains_key(&new) && judge.knows(&text) {
            mended.insert((new, None), judge.commonness(&text));
        }
    }
}

/// The substitutions of which one makes a known word of a reading of `source`.
fn mending(
    source: &[char],
    base: &[char],
    map: &CharMap,
    suspects: &BTreeSet<Glyph>,
    judge: &Judge<'_>,
    mended: &mut Mended,
) {
    let mut fits = |word: &[char], at: usize, out: Option<char>| {
        let new = glyph(word, at);
        if !suspects.contains(&new) || map.rules.contains_key(&new) {
            return;
        }
        let mut after = outs(map, word);
        after[at] = out;
        if !after.iter().flatten().eq(source) {
            return;
        }
        let text: String = word.iter().collect();
        if judge.knows(&text) {
            let common = mended.entry((new, out)).or_insert(f64::NEG_INFINITY);
            *common = common.max(judge.commonness(&text));
        }
    };
    let letters: BTreeSet<char> = suspects.iter().map(Glyph::letter).collect();
    for letter in letters {
        for at in 0..base.len() {
            if base[at] != letter {
                let mut word = base.to_vec();
                word[at] = letter;
                fits(&word, at, Some(base[at]));
            }
        }
        for at in 0..=base.len() {
            let mut word = base.to_vec();
            word.insert(at, letter);
            fits(&word, at, None);
        }
    }
}

/// The substitutions that are sure enough, at most one a glyph.
fn accepted(
    evidence: &Found,
    map: &CharMap,
    sound: &BTreeMap<Glyph, f64>,
    expected: &BTreeMap<Glyph, f64>,
) -> Vec<(Glyph, Option<char>, Evidence)> {
    let mut best: BTreeMap<Glyph, (Option<char>, Evidence, f64)> = BTreeMap::new();
    for ((glyph, out), found) in evidence {
        let entry = best.entry(*glyph).or_insert((*out, *found, 0.0));
        if found.strength() > entry.1.strength() {
            *entry = (*out, *found, entry.1.strength());
        } else if *out != entry.0 {
            entry.2 = entry.2.max(found.strength());
        }
    }
    let drops: Vec<Form> =
        map.rules.iter().filter(|(_, r)| r.out.is_none()).map(|(g, _)| g.form).collect();
    let sure = best.into_iter().filter(|(glyph, (out, found, second))| {
        let seen = sound.get(glyph).copied().unwrap_or(0.0);
        let due = expected.get(glyph).copied().unwrap_or(0.0);
        // A glyph that should be there and is not needs less evidence, and one
        // that drops out where others of its form do needs the least.
        let missing = due - seen;
        let least = match missing {
            3.0.. if out.is_none() && drops.contains(&glyph.form) => 0.35,
            8.0.. => 1.2,
            3.0.. => 1.8,
            _ => 2.6,
        };
        (found.words >= 2 || found.tokens >= 5)
            && found.weight >= least
            && found.strength() > 2.0 * second
            && found.tokens as f64 > 1.5 * seen
    });
    sure.map(|(glyph, (out, found, _))| (glyph, out, found)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lexicon::Lexicon;

    const WORDS: [&str; 12] =
        ["سلام", "کلاه", "گلبن", "فلات", "بلوط", "پلنگ", "کلید", "هلهله", "هلال", "جلد", "بلند", "تلخ"];

    /// The rules inferred from the words, each as `letter form → out`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let dic = format!("{}\n{}\n", WORDS.len(), WORDS.join("\n"));
        let lexicon = Lexicon::new("SET UTF-8\n", &dic).unwrap();
        let line = Line { number: 1, text: text.to_owned(), ..Line::default() };
        let map = infer(&[line], &Judge::new(&lexicon, &[]));
        let rule = |(g, r): (&Glyph, &Rule)| {
            format!("{} {:?} {}", g.letter(), g.form, r.out.map_or("-".to_owned(), String::from))
        };
        assert_eq!(map.rules.iter().map(rule).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_substitution_is_found_from_the_words_it_mends() {
        // Every medial lam came out as a heh, but for those before an alef.
        let damaged = "سلام کلاه گهبن فلات بهوط پهنگ کهید ههههه هلال جهد بهند تهخ";
        check(damaged, &["ل Medial ه"]);
    }

    #[test]
    fn sound_words_need_no_map() {
        check(&WORDS.join(" "), &[]);
    }
}
