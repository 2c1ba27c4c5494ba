//! Going through what import left open: one question a doubt, most doubtful first.
//!
//! Reads answers from any input and writes to any output, so it can be tried
//! without a terminal. What is decided goes to the caller, who writes it down.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write};

use crate::import::decisions::{Decision, LONGEST};
use crate::import::report::{Doubt, Report};

/// One doubt with what an editor needs to decide it.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The article's folder, from the project's root.
    pub folder: String,
    /// The source's line.
    pub source: String,
    /// Which of several doubts about the same words in the line, from 1.
    pub nth: u32,
    pub doubt: Doubt,
}

/// The questions that a report leaves open, in its order.
pub fn questions(folder: &str, source: &str, report: &Report) -> Vec<Question> {
    let lines: Vec<&str> = source.split('\n').collect();
    let mut seen: BTreeMap<(u32, &str), u32> = BTreeMap::new();
    // What is decided already has its number, too.
    let taken: BTreeSet<(u32, &str, u32)> =
        report.decided.iter().map(|d| (d.line, d.words.as_str(), d.nth)).collect();
    let question = |doubt: &'_ Doubt, nth: u32| Question {
        folder: folder.to_owned(),
        source: lines.get(doubt.line.max(1) as usize - 1).unwrap_or(&"").trim().to_owned(),
        nth,
        doubt: doubt.clone(),
    };
    let numbered = report.doubts.iter().map(|doubt| {
        let nth = seen.entry((doubt.line, &doubt.text)).or_insert(0);
        *nth += 1;
        while taken.contains(&(doubt.line, doubt.text.as_str(), *nth)) {
            *nth += 1;
        }
        question(doubt, *nth)
    });
    numbered.collect()
}

/// Brings the most doubtful to the front; of equal ones those stay first that were.
pub fn sort(questions: &mut [Question]) {
    questions.sort_by_key(|q| Reverse((q.doubt.weight() * 1000.0).round() as u32));
}

impl Question {
    /// The question in lines; `n` of `all`.
    pub fn lines(&self, n: usize, all: usize) -> Vec<String> {
        let d = &self.doubt;
        let pass = if d.pass.is_empty() { String::new() } else { format!(" ({})", d.pass) };
        let mut out = vec![
            format!("{n}/{all} {}, line {}", self.folder, d.line),
            format!("  why:    {}{pass}", d.reason),
            format!("  source: {}", isolated(&excerpt(&self.source, &d.text))),
        ];
        if d.text.trim() != self.source {
            out.push(format!("  words:  {}", isolated(&d.text)));
        }
        let stands = if d.stands.is_empty() { "nowhere".to_owned() } else { isolated(&d.stands) };
        out.push(format!("  stands: {stands}"));
        for (n, candidate) in d.candidates.iter().enumerate() {
            let mark = if candidate.reading == d.stands { "  ← stands" } else { "" };
            let (reading, share) = (isolated(&candidate.reading), candidate.likelihood * 100.0);
            out.push(format!("    {}  {reading}  {share:.0} %{mark}", n + 1));
        }
        out
    }

    /// The decision for a reading.
    pub fn decide(&self, reading: &str) -> Decision {
        Decision::new(&self.doubt, self.nth, &self.source, reading)
    }
}

/// Text that keeps its own direction on a terminal.
fn isolated(text: &str) -> String {
    // FIRST STRONG ISOLATE, POP DIRECTIONAL ISOLATE
    format!("\u{2068}{text}\u{2069}")
}

/// A long line's part around the words.
fn excerpt(line: &str, words: &str) -> String {
    const AROUND: usize = 80;
    let chars: Vec<char> = line.chars().collect();
    if chars.len() <= 3 * AROUND {
        return line.to_owned();
    }
    let at = line.find(words).map_or(0, |byte| line[..byte].chars().count());
    let end = (at + words.chars().count() + AROUND).min(chars.len());
    let start = at.saturating_sub(AROUND).min(end);
    let end = end.min(start + 4 * AROUND);
    let part: String = chars[start..end].iter().collect();
    let (before, after) =
        (if start > 0 { "… " } else { "" }, if end < chars.len() { " …" } else { "" });
    format!("{before}{part}{after}")
}

/// What an editor answered.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    Reading(String),
    Skip,
    Quit,
    /// Not understood, with what to say.
    Unclear(String),
}

fn answer(question: &Question, typed: &str) -> Answer {
    let candidates = &question.doubt.candidates;
    match typed.trim() {
        "" | "s" => Answer::Skip,
        "q" => Answer::Quit,
        "k" => Answer::Reading(question.doubt.stands.clone()),
        own if own.starts_with('=') => {
            let own = own[1..].trim();
            if own.is_empty() || own.chars().count() > LONGEST {
                let said = format!(
                    "a reading of your own has 1 to {LONGEST} characters; mend longer ones in text.md"
                );
                return Answer::Unclear(said);
            }
            Answer::Reading(own.to_owned())
        }
        typed => {
            match typed.parse::<usize>().ok().and_then(|n| candidates.get(n.checked_sub(1)?)) {
                Some(candidate) => Answer::Reading(candidate.reading.clone()),
                None => Answer::Unclear(format!("`{typed}` is no answer: {HELP}")),
            }
        }
    }
}

/// What can be answered.
const HELP: &str =
    "a number chooses that reading, `= words` another, `k` keeps what stands, `s` skips, `q` ends";

/// Asks until all is answered, the input ends or the editor does. Returns what
/// was decided, each with the folder of its article.
///
/// # Errors
///
/// When the terminal refuses.
pub fn go_through(
    questions: &[Question],
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<Vec<(String, Decision)>> {
    let mut decided = Vec::new();
    writeln!(output, "{HELP}\n")?;
    'questions: for (n, question) in questions.iter().enumerate() {
        for line in question.lines(n + 1, questions.len()) {
            writeln!(output, "{line}")?;
        }
        loop {
            write!(output, "> ")?;
            output.flush()?;
            let mut typed = String::new();
            if input.read_line(&mut typed)? == 0 {
                writeln!(output)?;
                break 'questions;
            }
            match answer(question, &typed) {
                Answer::Reading(reading) => {
                    decided.push((question.folder.clone(), question.decide(&reading)));
                    break;
                }
                Answer::Skip => break,
                Answer::Quit => break 'questions,
                Answer::Unclear(said) => writeln!(output, "{said}")?,
            }
        }
        writeln!(output)?;
    }
    Ok(decided)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::report::Candidate;

    fn question(line: u32, words: &str, readings: &[(&str, f64)]) -> Question {
        let doubt = Doubt {
            line,
            text: words.to_owned(),
            stands: words.to_owned(),
            reason: "two words are possible".to_owned(),
            pass: "letters".to_owned(),
            candidates: readings.iter().map(|(r, l)| Candidate::new(*r, *l)).collect(),
        };
        let source = format!("باد {words} می‌وزد");
        Question { folder: "content/articles/winds".to_owned(), source, nth: 1, doubt }
    }

    fn asked() -> Vec<Question> {
        let mut asked = vec![
            question(2, "نه", &[("نه", 0.9), ("چه", 0.1)]),
            question(4, "شر", &[("شرق", 0.8), ("شر", 0.2)]),
            question(7, "رو", &[]),
        ];
        sort(&mut asked);
        asked
    }

    /// What is decided, as `line reading`, when these lines are typed.
    #[track_caller]
    fn check(typed: &str, expected: &str) {
        let decided = go_through(&asked(), &mut typed.as_bytes(), &mut Vec::new()).unwrap();
        let said: Vec<String> =
            decided.iter().map(|(_, d)| format!("{} {}", d.line, d.reading)).collect();
        assert_eq!(said.join(", "), expected, "{typed:?}");
    }

    #[test]
    fn an_editor_answers_with_a_number_a_word_or_a_letter() {
        check("1\nk\n2\n", "4 شرق, 7 رو, 2 چه");
        check("s\n= روس\nq\n", "7 روس");
        check("9\nو\n2\n\n\n", "4 شر");
        check("1\n", "4 شرق");
        check("", "");
    }

    #[test]
    fn the_most_doubtful_comes_first_with_all_that_is_known() {
        let lines = asked()[0].lines(1, 3).join("\n");
        for part in
            ["1/3 content/articles/winds, line 4", "باد شر می‌وزد", "1  \u{2068}شرق\u{2069}  80 %"]
        {
            assert!(lines.contains(part), "{part}: {lines}");
        }
        assert!(lines.ends_with("20 %  ← stands"), "{lines}");
    }

    #[test]
    fn of_a_long_line_only_the_words_surroundings_are_shown() {
        let line = format!("{} شر {}", "باران ".repeat(100), "برف ".repeat(100));
        let part = excerpt(&line, "شر");
        assert!(part.contains("شر") && part.chars().count() < 200, "{part}");
    }
}
