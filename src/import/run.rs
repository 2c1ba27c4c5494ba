//! `virast import`: sources found, articles imported, files written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::config::Config;
use crate::diag::{Diagnostic, Error, Place};
use crate::disk;
use crate::import::citations::{Cited, entry};
use crate::import::decisions;
use crate::import::decisions::Decision;
use crate::import::lexicon::Lexicon;
use crate::import::merge;
use crate::import::prose;
use crate::import::report::{Report, Tally};
use crate::import::review;
use crate::import::review::Question;
use crate::import::source::Source;
use crate::import::{Imported, Known, import_decided};
use crate::text::is_id;

/// What a run did, for the terminal.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// One for each source.
    pub articles: Vec<Outcome>,
    /// How many entries `found.bib` has.
    pub found: usize,
}

/// What became of one source.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The source's name, without its folder.
    pub file: String,
    /// The article's folder, from the project's root.
    pub folder: String,
    /// Why it was not imported.
    pub refused: Option<String>,
    /// Kinds of damage with their evidence.
    pub damage: Vec<(String, String)>,
    /// Damage that was met, by kind.
    pub tally: Vec<Tally>,
    /// What is left to the editor.
    pub open: Vec<Question>,
    /// How many decisions of an editor were honoured.
    pub decided: usize,
    /// Decisions that met no doubt.
    pub stale: Vec<Diagnostic>,
    /// How many paragraphs both the editor and this import changed.
    pub conflicts: usize,
    /// Whether any file changed.
    pub changed: bool,
}

impl Summary {
    /// What the articles leave open, most doubtful first.
    pub fn questions(&self) -> Vec<Question> {
        let mut all: Vec<Question> = self.articles.iter().flat_map(|a| a.open.clone()).collect();
        review::sort(&mut all);
        all
    }

    /// Decisions that met no doubt, and what else an editor can mend.
    pub fn problems(&self) -> Vec<Diagnostic> {
        self.articles.iter().flat_map(|a| a.stale.clone()).collect()
    }

    /// Lines for people.
    pub fn lines(&self) -> Vec<String> {
        self.articles.iter().flat_map(Outcome::lines).collect()
    }
}

impl Outcome {
    /// Lines for people.
    pub fn lines(&self) -> Vec<String> {
        if let Some(why) = &self.refused {
            return vec![format!("{}: not imported: {why}", self.file)];
        }
        let state = if self.changed { "imported" } else { "unchanged" };
        let mut out = vec![format!("{} → {}: {state}", self.file, self.folder)];
        for (kind, evidence) in &self.damage {
            out.push(format!("  damage: {kind} ({evidence})"));
        }
        for Tally { kind, met, mended, doubts } in &self.tally {
            let doubts = if *doubts > 0 { format!(", in doubt {doubts}") } else { String::new() };
            out.push(format!("  {kind}: met {met}, mended {mended}{doubts}"));
        }
        if self.decided > 0 {
            out.push(format!("  decisions honoured: {}", self.decided));
        }
        let review =
            if self.open.is_empty() { "" } else { "; see them with `virast import --review`" };
        out.push(format!("  doubts: {}{review}", self.open.len()));
        if self.conflicts > 0 {
            out.push(format!(
                "  conflicts: {}; look for `{}` in {}/text.md",
                self.conflicts,
                merge::OURS,
                self.folder
            ));
        }
        out
    }
}

/// The dictionary that the settings name; an error that says how to get it.
pub fn lexicon(root: &Path, config: &Config) -> Result<Lexicon, Error> {
    let folder = root.join(&config.import.dictionary);
    let absent = |message: String| Error::Refused {
        message,
        hint: Some("run `npm ci` in the project's folder, or `make`".to_owned()),
    };
    if !folder.join("index.dic").is_file() {
        let place = &config.import.dictionary;
        return Err(absent(format!(
            "the Persian dictionary is not there: `{place}` has no `index.dic`"
        )));
    }
    let aff = disk::read_text(&folder.join("index.aff"))?;
    let dic = disk::read_text(&folder.join("index.dic"))?;
    Lexicon::new(&aff, &dic)
        .map_err(|e| absent(format!("the Persian dictionary cannot be read: {e}")))
}

/// Imports the files, several at a time, in their order.
///
/// `known` is what the edition's content holds, without the works that an
/// earlier import found: those are found anew. `say` hears of every file when its restoration begins.
///
/// # Errors
///
/// When the dictionary is not there, a file cannot be read or written, or
/// `slug` is given for several files. A text that cannot be imported is no
/// error: its [`Outcome`] says why.
pub fn run(
    root: &Path,
    config: &Config,
    files: &[PathBuf],
    slug: Option<&str>,
    known: &Known,
    say: &(dyn Fn(&str) + Sync),
) -> Result<Summary, Error> {
    let mut summary = Summary::default();
    if files.is_empty() {
        return Ok(summary);
    }
    if slug.is_some() && files.len() > 1 {
        let message =
            "`--slug` names the folder of one article, but several files are given".to_owned();
        return Err(Error::Refused { message, hint: Some("import them one by one".to_owned()) });
    }
    if let Some(slug) = slug {
        refuse_bad_slug(slug)?;
    }
    let lexicon = lexicon(root, config)?;
    let homes = homes(root)?;
    let named = sources(root, config)?.0;
    let known = &prose::teach(root, files, &named, &lexicon, known)?;
    let restored: Vec<Restored> = files
        .par_iter()
        .map(|file| {
            let name = file_name(file);
            say(&name);
            let folder = slug.map_or_else(|| home(&homes, &name), str::to_owned);
            restore(root, file, name, folder, &lexicon, known)
        })
        .collect::<Result<_, Error>>()?;
    for restored in &restored {
        summary.articles.push(match &restored.imported {
            Ok(imported) => keep(root, restored, imported)?,
            Err(why) => refused(&restored.name, &restored.folder, why.clone()),
        });
    }
    summary.found = write_found(root, known)?;
    Ok(summary)
}

/// A source, and what became of it in memory.
struct Restored {
    name: String,
    /// In `content/articles`.
    folder: String,
    bytes: Vec<u8>,
    decisions: Vec<(Decision, Place)>,
    /// The article, or why there is none.
    imported: Result<Imported, String>,
}

fn restore(
    root: &Path,
    file: &Path,
    name: String,
    folder: String,
    lexicon: &Lexicon,
    known: &Known,
) -> Result<Restored, Error> {
    let bytes = disk::read(file)?;
    let place = format!("content/articles/{folder}/{}", decisions::FILE);
    let text = read_if_there(&root.join(&place))?.unwrap_or_default();
    let (decisions, imported) = match decisions::parse(&place, &text) {
        Ok(placed) => {
            let list: Vec<Decision> = placed.iter().map(|(d, _)| d.clone()).collect();
            let source = Source { file: &name, bytes: &bytes };
            let imported = import_decided(&source, lexicon, known, &list);
            (placed, imported.map_err(|refusal| refusal.to_string()))
        }
        // To go on would take back what was decided.
        Err(problem) => (Vec::new(), Err(problem.to_string())),
    };
    let imported = imported.map(|mut imported| {
        if !text.is_empty() {
            imported.report.decisions = blake3::hash(text.as_bytes()).to_hex().to_string();
        }
        imported
    });
    Ok(Restored { name, folder, bytes, decisions, imported })
}

/// Writes decisions to the file beside the text that they are about, behind
/// those that stand there; a new one takes the place of an old one about the
/// same words.
///
/// # Errors
///
/// When the disk refuses, or the file that is there can't be read or changes meanwhile.
pub fn decide(root: &Path, folder: &str, new: &[Decision]) -> Result<(), Error> {
    let place = format!("{folder}/{}", decisions::FILE);
    let path = root.join(&place);
    let there = read_if_there(&path)?;
    let old = there.clone().unwrap_or_else(|| decisions::HEAD.to_owned());
    let known = decisions::parse(&place, &old)
        .map_err(|problem| Error::Refused { message: problem.to_string(), hint: None })?;
    let is_same =
        |a: &Decision, b: &Decision| (&a.source, &a.words, a.nth) == (&b.source, &b.words, b.nth);
    let is_replaced = |d: &&Decision| !new.iter().any(|n| is_same(n, d));
    let kept: Vec<&Decision> = known.iter().map(|(d, _)| d).collect();
    let text = if kept.iter().all(is_replaced) {
        // Nothing goes, so the editor's own comments stay.
        let more: Vec<String> = new.iter().map(Decision::to_toml).collect();
        format!("{}\n{}", old.trim_end_matches('\n').to_owned() + "\n", more.join("\n"))
    } else {
        let all = kept.into_iter().filter(is_replaced).chain(new);
        format!(
            "{}\n{}",
            decisions::HEAD,
            all.map(Decision::to_toml).collect::<Vec<_>>().join("\n")
        )
    };
    let written = match there {
        Some(there) => disk::replace(&path, there.as_bytes(), text.as_bytes())?,
        None => disk::write(&path, text.as_bytes())?,
    };
    if written {
        return Ok(());
    }
    let hint = "nothing was written; decide again".to_owned();
    Err(Error::Refused { message: format!("{place} changed meanwhile"), hint: Some(hint) })
}

fn read_if_there(path: &Path) -> Result<Option<String>, Error> {
    if path.is_file() { disk::read_text(path).map(Some) } else { Ok(None) }
}

/// The folder of `content/articles` that a source is imported into.
fn home(homes: &BTreeMap<String, String>, name: &str) -> String {
    homes.get(name).cloned().unwrap_or_else(|| folder_name(name))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

/// A slug is a folder's name and an address, so it cannot lead elsewhere.
fn refuse_bad_slug(slug: &str) -> Result<(), Error> {
    if is_id(slug) {
        return Ok(());
    }
    Err(Error::Refused {
        message: format!("`{slug}` cannot be an address"),
        hint: Some(
            "use small Latin letters, digits and hyphens, such as `border-trade`".to_owned(),
        ),
    })
}

/// Those of the files that were not imported yet, or have changed since.
///
/// # Errors
///
/// When a file cannot be read.
pub fn new_ones(root: &Path, files: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let homes = homes(root)?;
    let mut new = Vec::new();
    for file in files {
        let folder = root.join("content/articles").join(home(&homes, &file_name(file)));
        let report = folder.join("import.json");
        let hash = blake3::hash(&disk::read(file)?).to_hex();
        let decided = read_if_there(&folder.join(decisions::FILE))?;
        let decided = decided.map(|text| blake3::hash(text.as_bytes()).to_hex());
        let said = read_if_there(&report)?.unwrap_or_default();
        let is_known = folder.join("text.md").is_file()
            && said.contains(hash.as_str())
            && decided.is_none_or(|hash| said.contains(hash.as_str()));
        if !is_known {
            new.push(file.clone());
        }
    }
    Ok(new)
}

/// The files that the settings name, in order, each once; and the patterns that
/// meet no file.
///
/// # Errors
///
/// When the disk refuses.
pub fn sources(root: &Path, config: &Config) -> Result<(Vec<PathBuf>, Vec<String>), Error> {
    let (mut files, mut absent) = (Vec::new(), Vec::new());
    for pattern in &config.import.sources {
        let found = disk::matching(root, pattern)?;
        if found.is_empty() {
            absent.push(pattern.clone());
        }
        for file in found {
            if file.is_file() && !files.contains(&file) {
                files.push(file);
            }
        }
    }
    Ok((files, absent))
}

/// For each source that an article names, the article's folder.
fn homes(root: &Path) -> Result<BTreeMap<String, String>, Error> {
    let mut out = BTreeMap::new();
    for entry in disk::walk(&root.join("content/articles"))? {
        let Some(folder) = entry.relative.strip_suffix("/index.md") else { continue };
        let Ok(text) = disk::read_text(&entry.path) else { continue };
        let head =
            text.strip_prefix("+++\n").and_then(|t| t.split_once("\n+++").map(|(head, _)| head));
        let table: Option<toml::Table> = head.and_then(|h| h.parse().ok());
        let source = table.as_ref().and_then(|t| t.get("source"));
        let name =
            source.and_then(|s| s.as_str().or_else(|| s.get("file").and_then(|f| f.as_str())));
        if let Some(name) = name {
            out.insert(name.to_owned(), folder.to_owned());
        }
    }
    Ok(out)
}

/// A folder's name made of a file's: small letters, digits and hyphens.
fn folder_name(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_lowercase();
    let name: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let name = name.split('-').filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-");
    if name.is_empty() { "article".to_owned() } else { name }
}

fn refused(file: &str, folder: &str, why: String) -> Outcome {
    Outcome {
        file: file.to_owned(),
        folder: format!("content/articles/{folder}"),
        refused: Some(why),
        damage: Vec::new(),
        tally: Vec::new(),
        open: Vec::new(),
        decided: 0,
        stale: Vec::new(),
        conflicts: 0,
        changed: false,
    }
}

/// Where the text that the last import wrote is kept, as the common ancestor of
/// hand edits and the next import. It is nobody's to edit, so not in `content/`.
const LAST: &str = ".virast/imported";

/// Writes the files of one article, its hand edits merged in.
fn keep(root: &Path, restored: &Restored, imported: &Imported) -> Result<Outcome, Error> {
    let Restored { name, folder, bytes, decisions, .. } = restored;
    let place = root.join("content/articles").join(folder);
    let (text, last) = (place.join("text.md"), root.join(LAST).join(folder).join("text.md"));
    let merged = match (read_if_there(&last)?, read_if_there(&text)?) {
        (_, None) => merge::Merged { text: imported.text_md.clone(), conflicts: 0 },
        (Some(last), Some(edited)) => merge::merge(&last, &edited, &imported.text_md),
        // What the editor started from is not known, so the editor's text stays.
        (None, Some(edited)) => merge::Merged { text: edited, conflicts: 0 },
    };
    let report = &imported.report;
    let mut json = serde_json::to_string_pretty(report).unwrap_or_default();
    json.push('\n');
    let mut changed = disk::write(&text, merged.text.as_bytes())?;
    changed |= disk::write(&place.join("import.json"), json.as_bytes())?;
    changed |= disk::write(&last, imported.text_md.as_bytes())?;
    let folder = format!("content/articles/{folder}");
    Ok(Outcome {
        open: review::questions(&folder, &String::from_utf8_lossy(bytes), report),
        file: name.clone(),
        folder,
        refused: None,
        damage: report.damage.iter().map(|d| (d.kind.clone(), d.evidence.clone())).collect(),
        tally: report.tally.clone(),
        decided: report.decided.len(),
        stale: decisions::stale(decisions, &report.decided),
        conflicts: merged.conflicts,
        changed,
    })
}

const FOUND: &str = "content/bibliography/found.bib";

/// Writes `found.bib` from the citations of all imported articles whose works
/// the bibliography does not have. Returns how many entries it has.
fn write_found(root: &Path, known: &Known) -> Result<usize, Error> {
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    for file in disk::walk(&root.join("content/articles"))? {
        if !file.relative.ends_with("/import.json") {
            continue;
        }
        let Ok(report) = serde_json::from_str::<Report>(&disk::read_text(&file.path)?) else {
            continue;
        };
        for c in report.citations {
            let cited = Cited { authors: c.authors, year: c.year, pages: String::new() };
            if !known.keys.contains(&c.key) {
                entries.entry(c.key.clone()).or_insert_with(|| entry(&c.key, &cited));
            }
        }
    }
    if entries.is_empty() && !root.join(FOUND).is_file() {
        return Ok(0);
    }
    let head = "% Works that the articles cite and no other file of this folder has, as their\n% citations name them. Written by `virast import`: move an entry to another file\n% to complete it.\n";
    let body: Vec<&str> = entries.values().map(String::as_str).collect();
    disk::write(&root.join(FOUND), format!("{head}\n{}", body.join("\n")).as_bytes())?;
    Ok(entries.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_after_its_file() {
        for (file, expected) in [("000_Aa.b.txt", "000-aa-b"), ("باران.txt", "article"), ("x", "x")]
        {
            assert_eq!(folder_name(file), expected);
        }
    }
}
