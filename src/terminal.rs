//! What the program says: colour on a terminal, plain text in a pipe.
//!
//! Results go to standard output; progress and errors to standard error.

use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use virast::diag::{self, Diagnostic, Error, Severity};
use virast::import::decisions::Decision;
use virast::import::review::{self, Question};
use virast::output::Written;
use virast::pipeline::{Loaded, Sources};
use virast::publish::verify::Proof;
use virast::publish::{self, Plan};
use virast::serve::Event;

const BAD: Style = AnsiColor::Red.on_default().bold();
const WARN: Style = AnsiColor::Yellow.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// So many files of each kind are named before a publish that is no dry run.
const LISTED: usize = 30;

/// From so many files on, a publish says on the way how far it is.
const LONG: usize = 200;

/// What an edition holds and how it stands, in figures.
#[derive(Debug)]
pub(crate) struct Summary {
    articles: usize,
    entities: usize,
    events: usize,
    works: usize,
    mentions: usize,
    errors: usize,
    warnings: usize,
    drafts: usize,
}

impl Summary {
    pub(crate) fn of(loaded: &Loaded) -> Self {
        let records = &loaded.edition.records;
        let errors = diag::errors(&loaded.diagnostics);
        Self {
            articles: records.articles.len(),
            entities: records.entities.len(),
            events: records.events.len(),
            works: records.works.len(),
            mentions: loaded.edition.mentions.iter().map(Vec::len).sum(),
            errors,
            warnings: loaded.diagnostics.len() - errors,
            drafts: loaded.drafts.len(),
        }
    }

    fn contents(&self) -> String {
        format!(
            "{}, {}, {}, {}, {}",
            count(self.articles, "article"),
            count(self.entities, "actors and organizations"),
            count(self.events, "event"),
            count(self.works, "work"),
            count(self.mentions, "mention"),
        )
    }
}

/// `1 event`, `3 events`; a word that is a plural already stays.
fn count(n: usize, noun: &str) -> String {
    if n == 1 || noun.ends_with('s') { format!("{n} {noun}") } else { format!("{n} {noun}s") }
}

/// Prints one line of a result as it is.
pub(crate) fn line(text: &str) {
    anstream::println!("{text}");
}

/// Prints diagnostics, a blank line after each.
pub(crate) fn diagnostics(list: &[Diagnostic]) {
    for d in list {
        let style = match d.code.severity() {
            Severity::Error => BAD,
            Severity::Warning => WARN,
        };
        let text = d.to_string();
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let (head, message) = first.split_once(": ").unwrap_or((first, ""));
        anstream::eprintln!("{style}{head}{style:#}: {message}\n{rest}\n");
    }
}

/// Says that a font of the theme is not there.
pub(crate) fn missing_fonts(fonts: &[String]) {
    if !fonts.is_empty() {
        anstream::eprintln!(
            "{WARN}note{WARN:#}: {} of the theme not found ({}); the site uses the reader's own fonts\n  \
             hint: `npm ci` fetches them\n",
            count(fonts.len(), "font"),
            fonts.join(", ")
        );
    }
}

/// Says what a build did.
pub(crate) fn built(summary: &Summary, written: &Written, out: &Path, time: Duration) {
    anstream::println!(
        "{GOOD}built{GOOD:#} {} files ({:.1} MB) in {} {QUIET}· {} · {:.2} s{QUIET:#}",
        written.files,
        written.bytes as f64 / 1e6,
        out.display(),
        summary.contents(),
        time.as_secs_f64()
    );
    if summary.warnings > 0 {
        anstream::println!("{}", count(summary.warnings, "warning"));
    }
    left_out(summary);
}

/// Says how many files readers don't get yet.
fn left_out(summary: &Summary) {
    if summary.drafts > 0 {
        let files = count(summary.drafts, "draft file");
        anstream::println!("{QUIET}{files} (`draft = true`){QUIET:#}");
    }
}

/// Says how the content stands.
pub(crate) fn checked(summary: &Summary) {
    let style = if summary.errors > 0 { BAD } else { GOOD };
    anstream::println!(
        "{style}{}, {}{style:#} in {}",
        count(summary.errors, "error"),
        count(summary.warnings, "warning"),
        summary.contents()
    );
    left_out(summary);
}

/// Says why a command could not run.
pub(crate) fn failure(error: &Error) {
    anstream::eprintln!("{BAD}error{BAD:#}: {error}");
}

/// Says which file was made.
pub(crate) fn made(path: &str) {
    anstream::println!("{GOOD}made{GOOD:#} {path}");
}

/// Says what a publish will do.
pub(crate) fn plan(plan: &Plan, dry_run: bool) {
    for (sign, list) in [("+", &plan.added), ("~", &plan.changed), ("-", &plan.removed)] {
        // A dry run is there to be read; otherwise the figures say enough.
        let shown = if dry_run { list.len() } else { LISTED.min(list.len()) };
        for path in &list[..shown] {
            anstream::println!("  {sign} {path}");
        }
        if shown < list.len() {
            anstream::println!("  {sign} … and {} more", list.len() - shown);
        }
    }
    for redirect in &plan.redirected {
        anstream::println!("  > {} → {}", redirect.from, redirect.to);
    }
    for address in &plan.lost {
        anstream::println!("  {WARN}!{WARN:#} {address} was live and leads nowhere");
    }
    let word = if dry_run { "would publish" } else { "publishing" };
    anstream::println!(
        "{GOOD}{word}{GOOD:#} to {}: {} added, {} changed, {} removed, {} redirected, {:.1} MB",
        plan.place,
        plan.added.len(),
        plan.changed.len(),
        plan.removed.len(),
        plan.redirected.len(),
        plan.bytes as f64 / 1e6
    );
}

/// Shows how far a publish is: every file on a terminal, every tenth part of a
/// long one elsewhere.
pub(crate) fn progress(step: publish::Step<'_>) {
    let publish::Step { done, all, path } = step;
    self::step(&format!("{done}/{all} {path}"));
    let tenth = (all / 10).max(1);
    if !std::io::stderr().is_terminal() && all >= LONG && done % tenth == 0 {
        anstream::eprintln!("  {done} of {all} files");
    }
}

/// Says that readers get what was sent, and what they do not get.
pub(crate) fn verified(proof: &Proof) {
    anstream::println!(
        "{GOOD}verified{GOOD:#} {}: {} files as they were sent, {} redirects",
        proof.address,
        proof.files,
        proof.redirects
    );
    if !proof.says_not_found {
        anstream::println!(
            "{WARN}note{WARN:#}: a wrong address is not answered with 404; tell the host of 404.html"
        );
    }
    if !proof.sends_policy {
        anstream::println!(
            "{QUIET}the host sends no headers of ours; pages keep the content policy that stands in them{QUIET:#}"
        );
    }
}

/// Shows progress, on a terminal only.
pub(crate) fn step(path: &str) {
    if std::io::stderr().is_terminal() {
        anstream::eprint!("\r\x1b[K{QUIET}{path}{QUIET:#}");
    }
}

/// Takes the last step of a progress off the terminal.
pub(crate) fn step_done() {
    if std::io::stderr().is_terminal() {
        anstream::eprint!("\r\x1b[K");
    }
}

/// Says what became of the sources.
pub(crate) fn imported(sources: &Sources) {
    for line in sources.summary.lines() {
        anstream::println!("{line}");
    }
    diagnostics(&sources.summary.problems());
    let done = sources.summary.articles.iter().filter(|a| a.refused.is_none()).count();
    if done > 0 {
        anstream::println!(
            "{GOOD}imported{GOOD:#} {}, {} found in them",
            count(done, "article"),
            count(sources.summary.found, "new work")
        );
    }
    for pattern in &sources.absent {
        anstream::println!("{QUIET}no source of an article at `{pattern}` (config.toml){QUIET:#}");
    }
    if let Some(why) = &sources.left {
        anstream::eprintln!("{WARN}note{WARN:#}: new sources were not imported: {why}\n");
    }
}

/// Says which sources were not imported, and which are not there.
pub(crate) fn not_imported(sources: &Sources) {
    for article in sources.summary.articles.iter().filter(|a| a.refused.is_some()) {
        article.lines().iter().for_each(|line| anstream::eprintln!("{line}"));
    }
    for pattern in &sources.absent {
        anstream::eprintln!("{QUIET}no source of an article at `{pattern}` (config.toml){QUIET:#}");
    }
}

/// Asks an editor on a terminal, and lists the questions elsewhere. Returns what
/// was decided, each with the folder of its article.
pub(crate) fn review(questions: &[Question]) -> Result<Vec<(String, Decision)>, Error> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout());
    let refused = |source| Error::Disk { action: "use", path: "the terminal".into(), source };
    if questions.is_empty() {
        anstream::println!("{GOOD}nothing{GOOD:#} is left in doubt");
        return Ok(Vec::new());
    }
    if io::stdin().is_terminal() && output.is_terminal() {
        return review::go_through(questions, &mut input, &mut output).map_err(refused);
    }
    for (n, question) in questions.iter().enumerate() {
        for line in question.lines(n + 1, questions.len()) {
            anstream::println!("{line}");
        }
        anstream::println!();
    }
    Ok(Vec::new())
}

/// Says that a publish is complete.
pub(crate) fn published(plan: &Plan) {
    let word = if plan.is_empty() { "nothing to do:" } else { "published" };
    let all = if plan.is_empty() { "has all of this site" } else { "has this site now" };
    anstream::println!("{GOOD}{word}{GOOD:#} {} {all}", plan.place);
}

/// Says what the preview does.
pub(crate) fn preview(event: Event<'_>) {
    match event {
        Event::Started { address } => {
            anstream::println!(
                "{GOOD}preview{GOOD:#} at {address} {QUIET}(Ctrl-C stops it){QUIET:#}"
            );
        }
        Event::Built { loaded, missing_fonts: missing, time } => {
            diagnostics(&loaded.diagnostics);
            missing_fonts(missing);
            let summary = Summary::of(loaded);
            anstream::println!(
                "{GOOD}ready{GOOD:#} {QUIET}· {} · {}, {} · {} ms{QUIET:#}",
                summary.contents(),
                count(summary.errors, "error"),
                count(summary.warnings, "warning"),
                time.as_millis()
            );
        }
        Event::Broken { loaded } => {
            diagnostics(&loaded.diagnostics);
            let errors = count(diag::errors(&loaded.diagnostics), "error");
            anstream::eprintln!("{BAD}{errors}{BAD:#}: the last good site stays in the browser");
        }
        Event::Failed { error } => failure(error),
    }
}
