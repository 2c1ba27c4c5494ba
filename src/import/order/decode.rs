//! The search for a line's reading order: which cut into pieces, read from the
//! line's end to its beginning, reads best as Persian.
//!
//! An extractor that keeps one buffer a line and puts each run in front of what
//! it has gives `piece_n … piece_2 piece_1`. So the search begins at the line's
//! end, with the words of the line before as context, and takes one piece after
//! the other; the words' pair counts and the widths of the gaps judge each
//! reading. It is a beam search: for every place in the line the best few
//! readings of what stands behind it are kept.

use crate::import::lexicon::{Lexicon, is_word_char, mark};
use crate::import::model::{Model, START, Word};
use crate::import::parts::{is_ending, is_phrase, is_prefix, is_stub};
use crate::text::numbers::NumberMap;
use crate::text::persian;
use crate::text::persian::ZWNJ;

/// How two pieces or lines meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Joint {
    /// With a space.
    #[default]
    Space,
    /// With a half-space: two parts of one word.
    Half,
    /// Directly: a word that was broken.
    None,
}

/// A place where a line may be cut.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// Index of the character that begins the piece behind the cut.
    pub at: usize,
    /// Logarithm of the probability that it is a cut.
    pub cut: f64,
    /// Logarithm of the probability that it is none.
    pub keep: f64,
}

/// The words of a line that the search has read so far.
#[derive(Clone, Debug)]
pub struct Context {
    /// The word before the last.
    pub before: Word,
    /// The last word.
    pub last: String,
}

impl Default for Context {
    fn default() -> Self {
        Self { before: START, last: String::new() }
    }
}

/// One piece of a line in reading order, and how it meets what was read before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// First character.
    pub start: usize,
    /// The character behind its last.
    pub end: usize,
    /// How it joins on.
    pub joint: Joint,
}

/// A reading of a line.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The pieces in reading order.
    pub pieces: Vec<Piece>,
    /// Logarithm of its probability.
    pub score: f64,
    /// Its last words.
    pub context: Context,
}

/// How many readings are kept for each place.
const BEAM: usize = 12;

/// How much less likely than the best of its place a reading may be.
const WIDTH: f64 = 14.0;

#[derive(Clone, Debug)]
struct Token {
    start: usize,
    end: usize,
    word: Word,
}

#[derive(Clone, Debug)]
struct State {
    score: f64,
    /// The score without the last word.
    base: f64,
    before: Word,
    last: Word,
    back: usize,
}

/// A piece as a row of words: its own pair scores, which do not depend on what
/// it is joined to, lie between the second and the last word.
struct Span {
    from: usize,
    to: usize,
    first: Word,
    second: Option<Word>,
    rest: f64,
    before: Word,
    last: Word,
    /// The last pair's score; 0 where the piece has at most two words.
    end: f64,
}

struct Step {
    parent: usize,
    piece: Piece,
}

/// The search in one line.
pub struct Decoder<'m, 'a> {
    model: &'m Model<'a>,
    lexicon: &'a Lexicon,
    /// Whether a preposition and its noun may be one word.
    pub phrases: bool,
    chars: Vec<char>,
    tokens: Vec<Token>,
    /// Sum of the pair scores of tokens `0..=i`.
    sums: Vec<f64>,
    parts: NumberMap<(usize, usize), Word>,
    texts: NumberMap<Word, String>,
    joins: NumberMap<(Word, Word), [Option<Word>; 2]>,
    pairs: NumberMap<(Word, Word), f64>,
}

impl<'m, 'a> Decoder<'m, 'a> {
    /// Prepares the search in a line.
    pub fn new(model: &'m Model<'a>, lexicon: &'a Lexicon, chars: Vec<char>) -> Self {
        let mut decoder = Self {
            model,
            lexicon,
            phrases: false,
            tokens: Vec::new(),
            sums: Vec::new(),
            parts: NumberMap::default(),
            texts: NumberMap::default(),
            joins: NumberMap::default(),
            pairs: NumberMap::default(),
            chars,
        };
        for (start, end) in spans(&decoder.chars) {
            let word = decoder.part(start, end);
            let before = decoder.tokens.last().map(|t| t.word);
            let pair = before.map_or(0.0, |b| model.follows(b, word));
            decoder.sums.push(decoder.sums.last().copied().unwrap_or(0.0) + pair);
            decoder.tokens.push(Token { start, end, word });
        }
        decoder
    }

    /// The word of some characters.
    fn part(&mut self, start: usize, end: usize) -> Word {
        if let Some(word) = self.parts.get(&(start, end)) {
            return *word;
        }
        let text = token_text(&self.chars[start..end]);
        let word = self.intern(text);
        self.parts.insert((start, end), word);
        word
    }

    fn intern(&mut self, text: String) -> Word {
        let word = self.model.id(&text);
        self.texts.entry(word).or_insert(text);
        word
    }

    /// The best reading, given where the line may be cut. `cuts` are in rising
    /// order; the line's beginning and end are none of them.
    pub fn best(&mut self, cuts: &[Cut], context: &Context) -> Option<Reading> {
        let mut places = vec![Cut { at: 0, cut: 0.0, keep: 0.0 }];
        places.extend(cuts);
        places.push(Cut { at: self.chars.len(), cut: 0.0, keep: 0.0 });
        let mut stacks: Vec<Vec<State>> = vec![Vec::new(); places.len()];
        let mut steps: Vec<Step> = Vec::new();
        let last = self.intern(context.last.clone());
        let none = usize::MAX;
        let start = State { score: 0.0, base: 0.0, before: context.before, last, back: none };
        stacks[places.len() - 1].push(start);
        for a in (1..places.len()).rev() {
            let states = prune(std::mem::take(&mut stacks[a]));
            let Some(top) = states.first().map(|s| s.score) else { continue };
            let mut kept = 0.0;
            for c in (0..a).rev() {
                if let Some(span) = self.span(places[c].at, places[a].at) {
                    for state in states.iter().take_while(|s| s.score > top - WIDTH) {
                        let cost = places[c].cut + kept;
                        self.extend(state, &span, cost, &mut stacks[c], &mut steps);
                    }
                }
                kept += places[c].keep;
                if kept < -10.0 {
                    break;
                }
            }
        }
        let state = prune(std::mem::take(&mut stacks[0])).into_iter().next()?;
        let mut pieces = Vec::new();
        let mut at = state.back;
        while at != none {
            pieces.push(steps[at].piece.clone());
            at = steps[at].parent;
        }
        pieces.reverse();
        let text = self.texts.get(&state.last).cloned().unwrap_or_default();
        Some(Reading {
            pieces,
            score: state.score,
            context: Context { before: state.before, last: text },
        })
    }

    /// What a piece adds by itself; `None` where it has no word.
    fn span(&mut self, from: usize, to: usize) -> Option<Span> {
        let (i, j) = self.tokens_in(from, to)?;
        let first = self.part(self.tokens[i].start.max(from), self.tokens[i].end.min(to));
        if i == j {
            return Some(Span {
                from,
                to,
                first,
                second: None,
                rest: 0.0,
                before: first,
                last: first,
                end: 0.0,
            });
        }
        let last = self.part(self.tokens[j].start, self.tokens[j].end.min(to));
        let second = if j == i + 1 { last } else { self.tokens[i + 1].word };
        let before = if j == i + 1 { first } else { self.tokens[j - 1].word };
        let end = if j == i + 1 { 0.0 } else { self.follows(before, last) };
        let rest = if j == i + 1 { 0.0 } else { self.sums[j - 1] - self.sums[i + 1] };
        Some(Span { from, to, first, second: Some(second), rest, before, last, end })
    }

    /// Reads one more piece, in every way in which it can join on.
    fn extend(
        &mut self,
        state: &State,
        span: &Span,
        cost: f64,
        out: &mut Vec<State>,
        steps: &mut Vec<Step>,
    ) {
        for joint in [Joint::Space, Joint::Half, Joint::None] {
            let (mut before, mut word, mut base) = (state.last, span.first, state.score);
            if joint != Joint::Space {
                let Some(joined) = self.join(state.last, span.first, joint) else { continue };
                (before, word, base) = (state.before, joined, state.base);
            }
            let mut score = base + self.follows(before, word);
            if joint == Joint::None {
                score -= 2.0;
            }
            if let Some(second) = span.second {
                let pair = self.follows(word, second);
                base = score + span.rest + if span.end == 0.0 { 0.0 } else { pair };
                score += pair + span.rest + span.end;
                before = if span.end == 0.0 { word } else { span.before };
                word = span.last;
            }
            let piece = Piece { start: span.from, end: span.to, joint };
            steps.push(Step { parent: state.back, piece });
            let back = steps.len() - 1;
            out.push(State { score: score + cost, base: base + cost, before, last: word, back });
        }
        if out.len() > BEAM * 12 {
            *out = prune(std::mem::take(out));
        }
    }

    fn follows(&mut self, before: Word, word: Word) -> f64 {
        if let Some(score) = self.pairs.get(&(before, word)) {
            return *score;
        }
        let score = self.model.follows(before, word);
        self.pairs.insert((before, word), score);
        score
    }

    /// First and last token that touch a range of characters.
    fn tokens_in(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let i = self.tokens.partition_point(|t| t.end <= from);
        let j = self.tokens.partition_point(|t| t.start < to);
        (i < j).then(|| (i, j - 1))
    }

    /// The word that two parts make; `None` where they do not join in this way.
    fn join(&mut self, a: Word, b: Word, joint: Joint) -> Option<Word> {
        let found = match self.joins.get(&(a, b)) {
            Some(found) => *found,
            None => {
                let (left, right) = (self.texts.get(&a)?.clone(), self.texts.get(&b)?.clone());
                let found = [Joint::Half, Joint::None].map(|j| {
                    let phrase = j == Joint::Half && is_phrase(&left, &right) && !self.phrases;
                    let word =
                        if phrase { None } else { join_words(self.lexicon, &left, &right, j) };
                    word.map(|w| self.intern(w))
                });
                self.joins.insert((a, b), found);
                found
            }
        };
        found[usize::from(joint == Joint::None)]
    }
}

/// The word that two parts make with a half-space or directly; `None` where
/// nothing speaks for it.
pub fn join_words(lexicon: &Lexicon, left: &str, right: &str, joint: Joint) -> Option<String> {
    let ends = left.chars().next_back().is_some_and(persian::is_letter);
    let starts = right.chars().next().is_some_and(persian::is_letter);
    if !ends || !starts {
        return None;
    }
    let half = format!("{left}{ZWNJ}{right}");
    let direct = format!("{left}{right}");
    match joint {
        Joint::Space => None,
        Joint::Half => {
            let verb = left.starts_with("می\u{200C}") || left.starts_with("نمی\u{200C}");
            let ending = is_ending(right) && !verb && !is_stub(left) && left.chars().count() > 1;
            let tail = is_stub(right)
                && right.chars().count() > 2
                && !is_prefix(right)
                && lexicon.has(left);
            let bound = ending || (tail && !verb && !is_stub(left));
            let known = lexicon.has(&half) && half.chars().count() > 4;
            let phrase = is_phrase(left, right) && lexicon.has(right);
            (bound || known || phrase).then_some(half)
        }
        Joint::None => {
            let broken = |w: &str| is_stub(w) || !lexicon.has(w);
            let whole = lexicon.has(&direct);
            let (a, b) = (left.chars().count(), right.chars().count());
            let stump = broken(left) && broken(right) && a.min(b) <= 3 && a + b <= 9;
            (stump || (whole && (broken(left) || broken(right)))).then_some(direct)
        }
    }
}

/// Keeps the best state of each pair of last words, and of those the best few.
fn prune(mut states: Vec<State>) -> Vec<State> {
    states.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.back.cmp(&b.back)));
    let mut seen: Vec<(Word, Word)> = Vec::new();
    states.retain(|s| {
        let key = (s.before, s.last);
        let new = !seen.contains(&key) && seen.len() < BEAM;
        if new {
            seen.push(key);
        }
        new
    });
    states
}

/// Where the words, numbers and marks of a line begin and end.
pub fn spans(chars: &[char]) -> Vec<(usize, usize)> {
    let kind = |c: char| {
        if is_word_char(c) {
            'p'
        } else if persian::digit_value(c).is_some() {
            '0'
        } else if c.is_alphabetic() {
            'a'
        } else if c.is_whitespace() {
            ' '
        } else {
            'm'
        }
    };
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let start = i;
        let k = kind(chars[i]);
        i += 1;
        let digit = |n: usize| chars.get(n).is_some_and(|c| persian::digit_value(*c).is_some());
        while i < chars.len()
            && k != 'm'
            && (kind(chars[i]) == k || (k == '0' && chars[i] == '/' && digit(i + 1)))
        {
            i += 1;
        }
        if k != ' ' {
            out.push((start, i));
        }
    }
    out
}

/// A token as the model counts it.
fn token_text(chars: &[char]) -> String {
    match chars.first() {
        Some(c) if is_word_char(*c) => chars.iter().filter(|c| **c != persian::KASHIDA).collect(),
        Some(c) if persian::digit_value(*c).is_some() => "0".to_owned(),
        Some(c) if c.is_alphabetic() => "a".to_owned(),
        Some(c) => mark(*c).to_string(),
        None => String::new(),
    }
}
