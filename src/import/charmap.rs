//! The letter map of a font that the extraction read wrongly, inferred from the
//! text: which substitutions turn words that are none into words, all over the
//! article.
//!
//! A font has a glyph for each form of a letter, so a map works on a letter in a
//! form: at a word's beginning, in its middle, at its end, or by itself. It can
//! be many to one (a wrong `ه` may be a `ل` or a right `ه`), so it is undone word
//! by word, and only where a word comes of it. A glyph without any letter drops
//! out: such a letter is put back behind one that does not join on.

use std::collections::{BTreeMap, BTreeSet};

use crate::import::ledger::Ledger;
use crate::import::lexicon::{Lexicon, is_word_char};
use crate::import::parts::is_stub;
use crate::import::source::Line;
use crate::text::persian;

/// The letters that a wrong one can stand for.
const ALPHABET: &str = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئ";

/// The form of a letter: whether it joins the one before and the one behind.
type Form = (bool, bool);

/// One substitution: what stands in the source, in which form, and the letter it
/// was. Without a source letter: the letter dropped out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    /// What the source has; `None` where it has nothing.
    pub source: Option<char>,
    /// In which form.
    pub form: Form,
    /// The letter of the print.
    pub letter: char,
}

/// An inferred letter map.
#[derive(Clone, Debug, Default)]
pub struct CharMap {
    /// The substitutions, each with the number of different words that it mends.
    pub rules: BTreeMap<Rule, usize>,
}

impl CharMap {
    /// Infers the map from the lines' unknown words. Empty for a text whose
    /// letters are sound.
    pub fn infer(lines: &[Line], lexicon: &Lexicon) -> Self {
        let mut known = 0_usize;
        let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
        let mut holes: BTreeMap<String, usize> = BTreeMap::new();
        for line in lines.iter().filter(|l| !l.is_latin()) {
            for word in words(&line.text) {
                if is_known(&word, lexicon) {
                    known += 1;
                } else if (2..=14).contains(&word.chars().count()) {
                    *unknown.entry(word).or_insert(0) += 1;
                }
            }
            for word in before_holes(&line.text) {
                if word.chars().count() > 2 && !is_known(&word, lexicon) {
                    *holes.entry(word).or_insert(0) += 1;
                }
            }
        }
        let total: usize = unknown.values().sum();
        // Sound articles have a few names and misprints that are no words.
        if total * 25 < known {
            return Self::default();
        }
        let mut map = Self::default();
        for _ in 0..3 {
            let open: Vec<&String> =
                unknown.keys().filter(|w| map.mend(w, lexicon).is_none()).collect();
            let found = hypotheses(&open, &unknown, &map, lexicon);
            let before = map.rules.len();
            for (rule, count) in found {
                map.rules.entry(rule).or_insert(count);
            }
            if map.rules.len() == before {
                break;
            }
        }
        let mended: usize =
            unknown.iter().filter(|(w, _)| map.mend(w, lexicon).is_some()).map(|(_, n)| *n).sum();
        if mended * 12 < total {
            // Chance mends a few words of any text.
            return Self::default();
        }
        if !map.rules.is_empty() {
            let found = dropped(&holes, &map, lexicon);
            map.rules.extend(found);
        }
        map
    }

    /// The known word that an unknown one becomes under the map; the likeliest
    /// first if there are several.
    pub fn mend(&self, word: &str, lexicon: &Lexicon) -> Option<String> {
        self.candidates(word, lexicon).into_iter().next()
    }

    /// All known words that a word can stand for, the commonest first.
    pub fn candidates(&self, word: &str, lexicon: &Lexicon) -> Vec<String> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let mut readings: BTreeSet<Vec<char>> = BTreeSet::new();
        let chars: Vec<char> = word.chars().collect();
        self.read(&chars, 0, &mut Vec::new(), &mut readings);
        let mut found: Vec<(f64, usize, String)> = Vec::new();
        for reading in readings {
            let text: String = reading.iter().collect();
            if text != word && is_known(&text, lexicon) {
                let changes = distance(&chars, &reading);
                found.push((commonness(&text, lexicon), changes, text));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        found.into_iter().map(|f| f.2).collect()
    }

    /// All readings of a word, at most a few hundred.
    fn read(
        &self,
        chars: &[char],
        at: usize,
        so_far: &mut Vec<char>,
        out: &mut BTreeSet<Vec<char>>,
    ) {
        if out.len() > 400 {
            return;
        }
        if at == chars.len() {
            out.insert(so_far.clone());
            for rule in self.rules.keys().filter(|r| r.source.is_none()) {
                if so_far.last().is_none_or(|c| persian::is_non_joiner(*c)) {
                    let mut with = so_far.clone();
                    with.push(rule.letter);
                    out.insert(with);
                }
            }
            return;
        }
        let form = form(chars, at);
        so_far.push(chars[at]);
        self.read(chars, at + 1, so_far, out);
        so_far.pop();
        for rule in self
            .rules
            .keys()
            .filter(|r| r.source == Some(chars[at]) && fits(r.form, form, chars, at))
        {
            so_far.push(rule.letter);
            self.read(chars, at + 1, so_far, out);
            so_far.pop();
        }
    }

    /// Mends the words of the lines.
    pub fn apply(&self, lines: &mut [Line], lexicon: &Lexicon, ledger: &mut Ledger) {
        if self.rules.is_empty() {
            return;
        }
        let mut cache: BTreeMap<(String, bool), Option<String>> = BTreeMap::new();
        for line in lines.iter_mut().filter(|l| !l.is_latin()) {
            let chars: Vec<char> = line.text.chars().collect();
            let mut out = String::with_capacity(line.text.len());
            let mut i = 0;
            while i < chars.len() {
                let start = i;
                while i < chars.len() && is_word_char(chars[i]) {
                    i += 1;
                }
                if i == start {
                    out.push(chars[i]);
                    i += 1;
                    continue;
                }
                let word: String = chars[start..i].iter().collect();
                let gap = is_gap(&chars, i);
                let new = cache
                    .entry((word.clone(), gap))
                    .or_insert_with(|| self.decide(&word, gap, lexicon))
                    .clone();
                if let Some(new) = new {
                    ledger.correct(line.number, &word, &new, "letter-map", 0.85);
                    out.push_str(&new);
                } else {
                    out.push_str(&word);
                }
            }
            line.text = out;
        }
    }

    /// What a word becomes. A known word gives way only to a much commoner one.
    fn decide(&self, word: &str, gap: bool, lexicon: &Lexicon) -> Option<String> {
        let letters = word.chars().count();
        let mut candidates = self.candidates(word, lexicon);
        // A dropped letter leaves a hole.
        let known = is_known(word, lexicon);
        let sure = |c: &str| letters > 2 && !known && lexicon.ending(c) > -1.0;
        candidates.retain(|c| c.chars().count() == letters || gap || sure(c));
        let best = candidates.first().filter(|_| letters > 1)?;
        if !known {
            return Some(best.clone());
        }
        let (own, other) = (lexicon.count(word), lexicon.count(best));
        let dropped = best.chars().count() > word.chars().count();
        let likelier = commonness(best, lexicon) > commonness(word, lexicon) + 1.0;
        let rare = own == 0 && (other >= 2 || likelier) && (!dropped || gap);
        let hole = gap && dropped && other > own;
        (!is_stub(word) && (rare || hole)).then(|| best.clone())
    }
}

/// Whether a dropped letter left its hole behind a word: two spaces, or one
/// before a mark or the line's end.
fn is_gap(chars: &[char], end: usize) -> bool {
    let get = |n: usize| chars.get(n).copied();
    match (get(end), get(end + 1)) {
        (Some(' '), Some(' ')) => get(end + 2) != Some(' '),
        (Some(' '), Some(c)) => matches!(c, '.' | '،' | ')' | '؛'),
        _ => false,
    }
}

/// Substitutions that mend enough different words, and many more than another
/// letter in the same place would mend by chance. A word that many substitutions
/// would mend says as much less for each.
fn hypotheses(
    words: &[&String],
    times: &BTreeMap<String, usize>,
    map: &CharMap,
    lexicon: &Lexicon,
) -> BTreeMap<Rule, usize> {
    let mut mended: BTreeMap<Rule, f64> = BTreeMap::new();
    for word in words {
        let chars: Vec<char> = word.chars().collect();
        let mut rules: BTreeSet<Rule> = BTreeSet::new();
        for at in 0..chars.len() {
            let form = form(&chars, at);
            for letter in ALPHABET.chars().filter(|l| *l != chars[at]) {
                let mut with = chars.clone();
                with[at] = letter;
                if mends(&with, map, lexicon) {
                    rules.insert(Rule { source: Some(chars[at]), form, letter });
                }
            }
        }
        let often = times.get(*word).copied().unwrap_or(1).min(4) as f64;
        let share = (0.8 + 0.2 * often) / rules.len().max(1) as f64;
        for rule in rules {
            *mended.entry(rule).or_insert(0.0) += share;
        }
    }
    let accepted = mended.iter().filter(|(rule, weight)| {
        let rival =
            |r: &Rule| r.source == rule.source && r.form == rule.form && r.letter != rule.letter;
        let rivals = mended.iter().filter(|(r, _)| rival(r)).map(|(_, w)| *w);
        let best = rivals.fold(0.0, f64::max);
        **weight >= 2.2 && **weight > 2.5 * best
    });
    accepted.map(|(r, w)| (*r, w.round() as usize)).collect()
}

/// How common a word is: its count in the sample, and where there is none how
/// much it looks like Persian.
fn commonness(word: &str, lexicon: &Lexicon) -> f64 {
    let letters = word.chars().count() as f64;
    f64::from(lexicon.count(word) + 1).ln() + 0.5 * lexicon.likeness(word) * letters
}

/// Letters that drop out at the end of words: what the words before a hole in
/// the line want most. `holes` are unknown words with how often a hole follows.
fn dropped(
    holes: &BTreeMap<String, usize>,
    map: &CharMap,
    lexicon: &Lexicon,
) -> BTreeMap<Rule, usize> {
    let mut wanted: BTreeMap<char, f64> = BTreeMap::new();
    for (word, times) in holes {
        let mut best: Option<(f64, char)> = None;
        for letter in ALPHABET.chars() {
            let with = format!("{word}{letter}");
            let reading =
                if is_known(&with, lexicon) { Some(with) } else { map.mend(&with, lexicon) };
            let worth = reading.map(|r| commonness(&r, lexicon));
            if let Some(worth) = worth.filter(|w| best.is_none_or(|b| *w > b.0)) {
                best = Some((worth, letter));
            }
        }
        if let Some((_, letter)) = best {
            *wanted.entry(letter).or_insert(0.0) += 0.5 + 0.25 * (*times).min(6) as f64;
        }
    }
    let rule = |letter: char| Rule { source: None, form: (false, false), letter };
    let enough = wanted.into_iter().filter(|(_, w)| *w >= 1.75);
    enough.map(|(c, w)| (rule(c), w.round() as usize)).collect()
}

/// Whether a changed word is known, perhaps after the rules found so far.
fn mends(chars: &[char], map: &CharMap, lexicon: &Lexicon) -> bool {
    let text: String = chars.iter().collect();
    is_known(&text, lexicon) || (chars.len() > 4 && map.mend(&text, lexicon).is_some())
}

fn is_known(word: &str, lexicon: &Lexicon) -> bool {
    lexicon.has(word) && word.chars().count() > 1
        || word == "و"
        || is_stub(word) && word.chars().count() > 1
}

/// The form in which a letter of the source stands.
fn form(chars: &[char], at: usize) -> Form {
    let before = at > 0 && !persian::is_non_joiner(chars[at - 1]);
    let after = at + 1 < chars.len();
    (before, after)
}

/// Whether a rule's form is that of a letter here, or could be: behind a letter
/// that is itself wrong the join is not seen.
fn fits(rule: Form, here: Form, _chars: &[char], _at: usize) -> bool {
    rule == here
}

fn distance(a: &[char], b: &[char]) -> usize {
    a.iter().zip(b).filter(|(x, y)| x != y).count() + a.len().abs_diff(b.len())
}

/// The words of a line that end in a letter that does not join on, with a hole behind.
fn before_holes(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let ends =
        (0..chars.len()).filter(|i| persian::is_non_joiner(chars[*i]) && is_gap(&chars, i + 1));
    let word = |end: usize| {
        let letters = chars[..=end].iter().rev().take_while(|c| is_word_char(**c)).count();
        chars[end + 1 - letters..=end].iter().collect()
    };
    ends.map(word).collect()
}

/// The words of a line.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !is_word_char(c)).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_found_from_the_words_it_mends() {
        let words = [
            "سلام", "کلاه", "گلاب", "فلات", "بلوط", "پلنگ", "کلید", "قلم", "هلال", "جلال", "بلند", "تلخ",
        ];
        let dic = format!("{}\n{}\n", words.len(), words.join("\n"));
        let lexicon = Lexicon::new("SET UTF-8\n", &dic).unwrap();
        // Every medial lam became a heh.
        let damaged: Vec<String> = words.iter().map(|w| w.replace('ل', "ه")).collect();
        let line = |t: &str| Line { number: 1, text: t.to_owned(), ..Line::default() };
        let mut lines = vec![line(&damaged.join(" "))];
        let map = CharMap::infer(&lines, &lexicon);
        assert!(map.rules.keys().any(|r| r.source == Some('ه') && r.letter == 'ل'), "{map:?}");
        map.apply(&mut lines, &lexicon, &mut Ledger::default());
        assert!(
            lines[0].text.contains("کلید") && lines[0].text.contains("پلنگ"),
            "{}",
            lines[0].text
        );
    }
}
