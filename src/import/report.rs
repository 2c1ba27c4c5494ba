//! `import.json`: what import did to which line, and why.
//!
//! The same structs write and read the file, so the two can't drift. Lines are
//! 1-based lines of the source file, blank ones counted; a pair of lines is
//! first and last, both included.

use serde::{Deserialize, Serialize};

/// Everything import says of one article.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub source: SourceFile,
    pub damage: Vec<Damage>,
    /// What was found of the article's metadata, as it stands in the head of `text.md`.
    pub metadata: serde_json::Map<String, serde_json::Value>,
    pub headings: Vec<Heading>,
    pub citations: Vec<Citation>,
    pub footnotes: Vec<Footnote>,
    pub tables: Vec<Table>,
    pub junk: Vec<Junk>,
    pub corrections: Vec<Correction>,
    pub doubts: Vec<Doubt>,
    /// Damage that was met, by kind, most first.
    #[serde(default)]
    pub tally: Vec<Tally>,
    /// Decisions of `decisions.toml` that were honoured.
    #[serde(default)]
    pub decided: Vec<Decided>,
    /// BLAKE3 of `decisions.toml`, in hex; empty where there is none.
    #[serde(default)]
    pub decisions: String,
}

/// The file that was imported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its name, without its folder.
    pub file: String,
    /// BLAKE3 of its bytes, in hex.
    pub blake3: String,
    /// How many lines it has.
    pub lines: u32,
}

/// One kind of damage that the text shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Damage {
    /// Its stable name: `zwnj-lost`, `fragments-reversed`, `letters-substituted`, …
    pub kind: String,
    /// What in the text shows it, with figures.
    pub evidence: String,
    /// Share of the non-blank lines that show it, 0 to 1.
    pub share: f32,
}

/// A heading of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 for a section, 2 for a part of it, …; 0 for abstracts and keywords.
    pub level: u8,
    /// As printed, or empty.
    pub number: String,
    pub text: String,
    pub lines: [u32; 2],
}

/// One cited work at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// `paren` or `narrative`.
    pub kind: String,
    /// As printed, in logical order.
    pub authors: String,
    /// As printed.
    pub year: String,
    /// Or empty.
    pub pages: String,
    /// Key in the bibliography.
    pub key: String,
    pub line: u32,
}

/// One footnote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footnote {
    /// As printed.
    pub number: String,
    /// The word that carries the mark; empty when none was found.
    pub mark: String,
    pub text: String,
    /// Line of the note's text.
    pub line: u32,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub caption: String,
    /// Without the header.
    pub rows: u32,
    pub columns: u32,
    pub lines: [u32; 2],
}

/// Lines that are no text of the article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Junk {
    pub lines: [u32; 2],
    /// `running-head`, `spine`, `stamp`, `page-number`, …
    pub kind: String,
    pub text: String,
}

/// One change of the extractor's words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    pub line: u32,
    /// The words as the extractor gave them.
    pub before: String,
    /// The words as they stand in `text.md`.
    pub after: String,
    /// The pass that made it.
    pub pass: String,
    /// How sure the pass is, 0 to 1.
    pub confidence: f32,
}

/// Something that import left open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    pub line: u32,
    /// The words as the extractor gave them.
    pub text: String,
    /// The words as they stand in `text.md` for now; empty where that is nowhere.
    #[serde(default)]
    pub stands: String,
    pub reason: String,
    /// The pass that could not decide.
    #[serde(default)]
    pub pass: String,
    /// What it might be, most likely first; none where import has no idea.
    #[serde(default)]
    pub candidates: Vec<Candidate>,
}

impl Doubt {
    /// How likely it is that what stands is wrong, 0 to 1; without candidates
    /// nothing is known of it, so it counts as even.
    pub fn weight(&self) -> f32 {
        if self.candidates.is_empty() {
            return 0.5;
        }
        let stands = self.candidates.iter().find(|c| c.reading == self.stands);
        1.0 - stands.map_or(0.0, |c| c.likelihood)
    }
}

/// One reading of words in doubt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The words as they would stand.
    pub reading: String,
    /// How likely it is, 0 to 1; all candidates of a doubt make at most 1.
    pub likelihood: f32,
}

impl Candidate {
    /// A reading with its likelihood, to three places.
    pub fn new(reading: impl Into<String>, likelihood: f64) -> Self {
        let likelihood = (likelihood.clamp(0.0, 1.0) * 1000.0).round() as f32 / 1000.0;
        Self { reading: reading.into(), likelihood }
    }

    /// Readings with scores that are logarithms, the most likely first: their
    /// likelihoods make 1. Of equal scores the one given first stays first.
    pub fn of_scores(scored: Vec<(String, f64)>) -> Vec<Self> {
        let best = scored.iter().map(|(_, s)| *s).fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = scored.iter().map(|(_, s)| (s - best).exp()).collect();
        let sum: f64 = weights.iter().sum();
        let made = scored.into_iter().zip(weights);
        let mut out: Vec<Self> = made.map(|((text, _), w)| Self::new(text, w / sum)).collect();
        out.sort_by(|a, b| b.likelihood.total_cmp(&a.likelihood));
        out
    }
}

/// How often damage of one kind was met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// `half-spaces`, `line-order`, `letters`, `furniture`, …
    pub kind: String,
    /// Places where it was met: those mended, and those left in doubt.
    pub met: u32,
    /// Places where import was sure.
    pub mended: u32,
    /// Places that wait for an editor, whatever stands there meanwhile.
    pub doubts: u32,
}

/// A decision of `decisions.toml` that an import honoured.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Line of the source when it was decided.
    pub line: u32,
    /// The hash by which the decision knows the source line.
    pub source: String,
    pub words: String,
    /// Which of several doubts about these words in the line, from 1.
    pub nth: u32,
    pub reading: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_become_likelihoods_that_make_one() {
        let scored = vec![("برف".to_owned(), -3.0), ("باد".to_owned(), -1.0)];
        let of = Candidate::of_scores(scored);
        assert_eq!((of[0].reading.as_str(), of[0].likelihood), ("باد", 0.881));
        assert_eq!((of[1].reading.as_str(), of[1].likelihood), ("برف", 0.119));
    }

    #[test]
    fn a_doubt_weighs_as_much_as_the_readings_that_do_not_stand() {
        let doubt = Doubt {
            stands: "باد".to_owned(),
            candidates: vec![Candidate::new("باد", 0.75), Candidate::new("بار", 0.25)],
            ..Doubt::default()
        };
        assert_eq!(doubt.weight(), 0.25);
        assert_eq!(Doubt::default().weight(), 0.5);
    }
}
