//! Which damage a source shows, found by counting, with the figures as evidence.

use crate::import::lexicon::{Lexicon, is_word_char};
use crate::import::report::Damage;
use crate::import::source::Line;
use crate::text::persian;

/// What the lines of one source are like.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Most Persian lines have a blank line before them, so blank lines say nothing.
    pub spaced: bool,
    /// The same for Latin lines.
    pub spaced_latin: bool,
    /// A line is a whole paragraph.
    pub whole: bool,
    /// The usual width of a full Persian line, in characters; 0 for whole paragraphs.
    pub full: usize,
    /// The same for Latin lines.
    pub full_latin: usize,
    /// Most lines are pieces in disorder: joints inside lines show as wide gaps.
    pub fragments: bool,
    /// ئ stands for the kashida.
    pub hamza_kashida: bool,
    /// Brackets of Persian lines: share that is mirrored, 0 to 1.
    pub mirrored: f64,
    /// A wrapped line keeps its trailing space, so a line without one ends something.
    pub trailing: bool,
    /// All kinds of damage, for the report.
    pub damage: Vec<Damage>,
}

impl Survey {
    /// Counts.
    pub fn of(lines: &[Line], lexicon: &Lexicon) -> Self {
        let persian: Vec<&Line> = lines.iter().filter(|l| !l.is_latin()).collect();
        let latin: Vec<&Line> = lines.iter().filter(|l| l.is_latin()).collect();
        let mut survey = Self {
            spaced: share(&persian, |l| l.blanks > 0) > 0.6,
            spaced_latin: share(&latin, |l| l.blanks > 0) > 0.6,
            full: full_width(&persian),
            full_latin: full_width(&latin),
            ..Self::default()
        };
        let mut widths: Vec<usize> = persian.iter().map(|l| l.width()).collect();
        widths.sort_unstable();
        let quarter = widths.get(widths.len() * 3 / 4).copied().unwrap_or(0);
        survey.whole = quarter > 250;
        if survey.whole {
            survey.full = 0;
        }
        let wide: Vec<&Line> =
            persian.iter().copied().filter(|l| l.width() * 10 > survey.full * 6).collect();
        let gaps = share(&wide, |l| l.text.contains("  "));
        survey.fragments = !survey.whole && gaps > 0.45;
        survey.note(
            "fragments",
            gaps,
            "of the full lines have gaps of two or more spaces inside",
            0.1,
        );
        survey.letters(&persian, lexicon);
        survey.brackets(&persian);
        let trail = share(&wide, |l| l.trail);
        let stops = |l: &&Line| ends_sentence(&l.text);
        let (with, without): (Vec<&Line>, Vec<&Line>) = wide.iter().partition(|l| l.trail);
        let ends =
            |ls: &[&Line]| ls.iter().filter(|l| stops(l)).count() as f64 / ls.len().max(1) as f64;
        survey.trailing =
            trail > 0.6 && without.len() > 4 && ends(&without) > 3.0 * ends(&with).max(0.02);
        if survey.spaced {
            let share = share(&persian, |l| l.blanks > 0);
            survey.note("blank-lines", share, "of the Persian lines follow a blank line", 0.0);
        }
        survey
    }

    fn letters(&mut self, persian: &[&Line], lexicon: &Lexicon) {
        let (mut letters, mut hamza, mut kashida, mut zwnj) = (0_usize, 0_usize, 0_usize, 0_usize);
        let (mut words, mut unknown, mut glued, mut arabic) = (0_usize, 0_usize, 0_usize, 0_usize);
        for line in persian {
            let mut before = ' ';
            for c in line.text.chars() {
                letters += usize::from(persian::is_letter(c));
                let joined = persian::is_letter(before) && !persian::is_non_joiner(before);
                hamza += usize::from(c == 'ئ' && (joined || before == 'ئ'));
                kashida += usize::from(c == persian::KASHIDA);
                zwnj += usize::from(c == persian::ZWNJ);
                arabic += usize::from(matches!(c, '\u{64A}' | '\u{643}'));
                before = c;
            }
            for word in line.text.split(|c: char| !is_word_char(c)).filter(|w| !w.is_empty()) {
                words += 1;
                if !lexicon.has(word) {
                    unknown += 1;
                    glued += usize::from(is_glued(word, lexicon));
                }
            }
        }
        let per = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        // A medial ئ is about one letter in a thousand of Persian prose.
        self.hamza_kashida = per(hamza, letters) > 0.006;
        if self.hamza_kashida {
            let text = "of the letters are ئ where a letter joins on: it stands for the kashida";
            self.note("kashida-substituted", per(hamza, letters), text, 0.0);
        }
        self.note("kashida", per(kashida, letters), "of the letters are kashidas", 0.000_1);
        self.note(
            "zwnj-lost",
            per(glued, words),
            "of the words become known with a half-space inside",
            0.01,
        );
        self.note("words-unknown", per(unknown, words), "of the words are in no dictionary", 0.08);
        self.note(
            "arabic-letters",
            per(arabic, letters),
            "of the letters are Arabic yeh or kaf",
            0.000_1,
        );
        if zwnj == 0 && words > 200 {
            self.note("zwnj-absent", 1.0, "of the words have no half-space", 0.0);
        }
    }

    fn brackets(&mut self, persian: &[&Line]) {
        let (mut mirrored, mut right) = (0_usize, 0_usize);
        for line in persian {
            let chars: Vec<char> = line.text.chars().collect();
            for (i, c) in chars.iter().enumerate() {
                let before = i.checked_sub(1).map_or(' ', |n| chars[n]);
                let after = chars.get(i + 1).copied().unwrap_or(' ');
                let opens = before == ' ' && after.is_alphanumeric();
                let closes = before.is_alphanumeric() && (after == ' ' || is_mark(after));
                match c {
                    ')' | '»' if opens => mirrored += 1,
                    '(' | '«' if closes => mirrored += 1,
                    '(' | '«' if opens => right += 1,
                    ')' | '»' if closes => right += 1,
                    _ => {}
                }
            }
        }
        let seen = mirrored + right;
        self.mirrored = if seen == 0 { 0.0 } else { mirrored as f64 / seen as f64 };
        self.note(
            "brackets-mirrored",
            self.mirrored,
            "of the brackets stand the wrong way round",
            0.1,
        );
    }

    fn note(&mut self, kind: &str, share: f64, what: &str, least: f64) {
        if share > least {
            let evidence = format!("{:.1} % {what}", share * 100.0);
            let share = (share * 1000.0).round() as f32 / 1000.0;
            self.damage.push(Damage { kind: kind.to_owned(), evidence, share });
        }
    }
}

/// Whether a mark ends a clause or a sentence.
pub fn is_mark(c: char) -> bool {
    matches!(c, '.' | '،' | '؛' | ':' | '؟' | '!' | ',' | ';')
}

/// Whether a text ends as a sentence does, brackets and quotation marks put aside.
pub fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches([')', '(', '»', '«', '"', '”', ' ', ']']);
    end.ends_with(['.', '؟', '!', ':', '؛'])
}

fn share(lines: &[&Line], is: impl Fn(&Line) -> bool) -> f64 {
    lines.iter().filter(|l| is(l)).count() as f64 / lines.len().max(1) as f64
}

/// The width that lines have when they are full: the 70th percentile.
fn full_width(lines: &[&Line]) -> usize {
    let mut widths: Vec<usize> = lines.iter().map(|l| l.width()).filter(|w| *w > 20).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 7 / 10).copied().unwrap_or(0)
}

/// Whether one half-space makes a known word of an unknown one.
fn is_glued(word: &str, lexicon: &Lexicon) -> bool {
    let chars: Vec<char> = word.chars().collect();
    (2..chars.len().saturating_sub(1).min(20)).any(|i| {
        let (a, b): (String, String) = (chars[..i].iter().collect(), chars[i..].iter().collect());
        !persian::is_non_joiner(chars[i - 1]) && lexicon.has(&format!("{a}\u{200C}{b}"))
    })
}
