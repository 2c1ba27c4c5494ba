//! The head of an article: title, authors, dates, abstracts, keywords, addresses.

use toml::{Table, Value};

use crate::import::blocks::{Block, Kind};
use crate::import::junk::Stamps;
use crate::import::ledger::{Ledger, Text};
use crate::import::lexicon::Lexicon;
use crate::import::parts::unglued;
use crate::import::report::Junk;
use crate::import::survey::ends_sentence;
use crate::text::persian;

/// What was found of the article's metadata; empty where nothing was.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    pub title: String,
    pub title_en: String,
    /// Names with their affiliations.
    pub authors: Vec<(String, String)>,
    pub journal: String,
    pub doi: String,
    pub url: String,
    /// `1399-09-13 SH`.
    pub received: String,
    pub accepted: String,
    pub keywords: Vec<String>,
    pub keywords_en: Vec<String>,
    /// Paragraphs.
    pub summary: Vec<Text>,
    pub summary_en: Vec<Text>,
}

impl Metadata {
    /// The fields of the front matter, in its order.
    pub fn table(&self) -> Table {
        let mut out = Table::new();
        let mut put = |key: &str, text: &str| {
            if !text.is_empty() {
                out.insert(key.to_owned(), Value::String(text.to_owned()));
            }
        };
        put("title", &self.title);
        put("title_en", &self.title_en);
        put("journal", &self.journal);
        put("doi", &self.doi);
        put("url", &self.url);
        put("received", &self.received);
        put("accepted", &self.accepted);
        put("abstract", &paragraphs(&self.summary));
        put("abstract_en", &paragraphs(&self.summary_en));
        let mut list = |key: &str, items: Vec<Value>| {
            if !items.is_empty() {
                out.insert(key.to_owned(), Value::Array(items));
            }
        };
        let words = |words: &[String]| words.iter().map(|w| Value::String(w.clone())).collect();
        list("keywords", words(&self.keywords));
        list("keywords_en", words(&self.keywords_en));
        let authors = self.authors.iter().map(|(name, place)| {
            let mut author = Table::new();
            author.insert("name".to_owned(), Value::String(name.clone()));
            if !place.is_empty() {
                author.insert("affiliation".to_owned(), Value::String(place.clone()));
            }
            Value::Table(author)
        });
        list("authors", authors.collect());
        out
    }

    /// Takes abstracts, keywords and the title page out of the blocks.
    ///
    /// Labels and headings that became fields go to the junk list; what could
    /// not be read stays a block.
    pub fn take(
        blocks: &mut Vec<Block>,
        stamps: &Stamps,
        lexicon: &Lexicon,
        ledger: &mut Ledger,
    ) -> Self {
        let mut found = Self::default();
        let mut kept: Vec<Block> = Vec::new();
        let mut part = Part::Front;
        for block in std::mem::take(blocks) {
            let text = block.text.to_string();
            if let Some(next) = part_of_heading(&block, &text) {
                part = next;
                ledger.junk(block.text.span()[0], "label", &text);
                continue;
            }
            if let Some((latin, list)) = keywords(&text) {
                kept.extend(found.keep_keywords(latin, list, block));
                part = if latin && part == Part::AbstractEn { Part::Front } else { Part::Keywords };
                continue;
            }
            match part {
                Part::Front if is_body(&block, &text) => {
                    part = if is_latin(&text) { Part::AbstractEn } else { Part::Body };
                    match part {
                        Part::AbstractEn => found.summary_en.push(block.text),
                        _ => kept.push(block),
                    }
                }
                Part::Front => found.front(block, &text, &mut kept, ledger),
                Part::AbstractEn if is_latin(&text) => found.summary_en.push(block.text),
                Part::AbstractEn if heads(&block, &found) => {
                    part = Part::Body;
                    kept.push(block);
                }
                Part::AbstractEn => {
                    found.front(block, &text, &mut kept, ledger);
                    part = Part::Front;
                }
                Part::Abstract if matches!(block.kind, Kind::Heading { .. }) => {
                    part = Part::Body;
                    kept.push(block);
                }
                Part::Abstract | Part::Keywords
                    if found.title_en.is_empty() && is_english_title(&text) =>
                {
                    found.title_en = text;
                }
                Part::Abstract => found.summary.push(block.text),
                Part::KeywordsNext if !matches!(block.kind, Kind::Heading { .. }) => {
                    found.keywords = split_words(&text);
                    part = Part::Keywords;
                }
                Part::Keywords | Part::KeywordsNext | Part::Body => {
                    part = Part::Body;
                    kept.push(block);
                }
            }
        }
        *blocks = kept;
        for text in &stamps.how_to_cite {
            found.how_to_cite(text, lexicon);
        }
        found.stamps(stamps);
        found
    }

    /// Keeps keywords, unless there are some already: then the block is given back.
    fn keep_keywords(&mut self, latin: bool, list: Vec<String>, block: Block) -> Option<Block> {
        let words = if latin { &mut self.keywords_en } else { &mut self.keywords };
        if words.is_empty() {
            *words = list;
            return None;
        }
        Some(block)
    }

    /// One line or paragraph of the title page.
    fn front(&mut self, block: Block, text: &str, kept: &mut Vec<Block>, ledger: &mut Ledger) {
        if text.split_whitespace().count() <= 16 && dates(text, self) {
            let [first, last] = block.text.span();
            ledger.junk.push(Junk {
                lines: [first, last],
                kind: "dates".to_owned(),
                text: text.to_owned(),
            });
            return;
        }
        if is_affiliation(text) {
            let is_name = |n: &str| n.split_whitespace().count() <= 4 && !is_affiliation(n);
            if let Some((name, place)) =
                text.split_once(['،', ',']).filter(|(n, _)| self.authors.is_empty() && is_name(n))
            {
                self.authors.push((name.trim().to_owned(), place.trim().to_owned()));
            } else if let Some(author) = self.authors.iter_mut().rev().find(|a| a.1.is_empty()) {
                author.1 = text.trim().to_owned();
            } else {
                kept.push(block);
            }
            return;
        }
        let words = text.split_whitespace().count();
        let name = text.trim_matches(|c: char| !c.is_alphabetic());
        if !self.title.is_empty() && self.authors.is_empty() && names(text).len() > 1 {
            self.authors = names(text).into_iter().map(|n| (n, String::new())).collect();
        } else if words <= 4 && !self.title.is_empty() && !is_latin(text) {
            self.authors.push((name.to_owned(), String::new()));
        } else if is_latin(text) {
            self.title_en = join(&self.title_en, text);
        } else if self.authors.is_empty() {
            self.title = join(&self.title, text);
        } else {
            kept.push(block);
        }
    }

    /// `Surname, Given; Surname, Given (year). Title. Journal …`, whatever the
    /// order of these parts: each is known by itself.
    fn how_to_cite(&mut self, text: &str, lexicon: &Lexicon) {
        let breaks = |c: char| {
            persian::digit_value(c).is_some() || matches!(c, '(' | ')' | '[' | ']' | '.' | '\n')
        };
        let parts = text.replace("  ", "\n");
        let mut titles: Vec<String> = Vec::new();
        for part in parts.split(breaks).map(str::trim).filter(|p| !p.is_empty()) {
            if part.contains('؛') {
                if self.authors.is_empty() {
                    self.authors = part.split('؛').filter_map(author).collect();
                }
                continue;
            }
            let Some(at) = PERIODICALS.iter().filter_map(|w| part.find(w)).min() else {
                titles.push(part.to_owned());
                continue;
            };
            let (before, named) = part.split_at(at);
            let (journal, behind) = unglued(named, lexicon);
            titles.extend([before.trim().to_owned(), behind]);
            if self.journal.is_empty() {
                self.journal = journal;
            }
        }
        let longest = titles.into_iter().rev().max_by_key(|t| t.chars().count());
        if self.title.is_empty() {
            self.title = longest.filter(|t| t.split_whitespace().count() > 2).unwrap_or_default();
        }
    }

    /// What stamps and running heads say.
    fn stamps(&mut self, stamps: &Stamps) {
        for (_, text) in &stamps.texts {
            let glued: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            if let Some(at) =
                glued.find("DOR:").or(glued.find("DOI:")).filter(|_| self.doi.is_empty())
            {
                let id: String = glued[at + 4..]
                    .chars()
                    .take_while(|c| {
                        c.is_ascii_digit()
                            || matches!(c, '.' | '/' | '-' | '_')
                            || c.is_ascii_lowercase()
                    })
                    .collect();
                self.doi = id.trim_end_matches('.').to_owned();
            }
            for url in text.split_whitespace().filter(|w| w.starts_with("http")) {
                if !url.contains("doi.org") && !url.contains("dor.") {
                    self.url = url.to_owned();
                }
            }
            let bare =
                text.trim_matches(|c: char| persian::digit_value(c).is_some() || c.is_whitespace());
            if text.contains("فصلنامه")
                || text.contains("مجله")
                || text.contains("ournal")
                || text.contains("etter")
            {
                if self.journal.is_empty() && bare.chars().count() < 120 && !text.contains('؛') {
                    self.journal = bare.split_whitespace().collect::<Vec<_>>().join(" ");
                }
            } else if self.title.is_empty()
                && text.starts_with(|c| persian::digit_value(c).is_some())
                && bare.split_whitespace().count() > 5
                && bare.chars().any(persian::is_letter)
            {
                self.title = text
                    .trim_start_matches(|c: char| persian::digit_value(c).is_some())
                    .trim()
                    .to_owned();
            }
        }
    }
}

/// Persian names in a line, parted by commas or semicolons, two to four words each;
/// none where any part is no name.
fn names(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(['؛', '،']).map(str::trim).collect();
    let is_name = |part: &&str| {
        (2..=4).contains(&part.split_whitespace().count())
            && part.chars().all(|c| persian::is_letter(c) || matches!(c, ' ' | persian::ZWNJ))
    };
    let are_names = parts.iter().all(is_name);
    if are_names { parts.into_iter().map(str::to_owned).collect() } else { Vec::new() }
}

/// Whether a paragraph between the Persian abstract and the English one is the
/// English title: a few Latin words that make no sentence.
fn is_english_title(text: &str) -> bool {
    let words = text.split_whitespace().count();
    is_latin(text) && (2..=40).contains(&words) && !ends_sentence(text)
}

/// `Surname, Given` as a name, with no affiliation.
fn author(text: &str) -> Option<(String, String)> {
    let text = text.trim_matches(|c: char| !c.is_alphabetic());
    let name = text
        .split_once('،')
        .map_or(text.to_owned(), |(surname, given)| format!("{} {}", given.trim(), surname.trim()));
    (!name.is_empty()).then_some((name, String::new()))
}

/// Words that begin the names of periodicals.
const PERIODICALS: [&str; 6] = ["فصلنامه", "دوفصلنامه", "پژوهشنامه", "مجله", "نشریه", "ماهنامه"];

/// Where in the article a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Front,
    Abstract,
    AbstractEn,
    Keywords,
    KeywordsNext,
    Body,
}

fn part_of_heading(block: &Block, text: &str) -> Option<Part> {
    if !matches!(block.kind, Kind::Heading { level: 0, .. }) {
        return None;
    }
    Some(match text {
        t if t.starts_with("چک") => Part::Abstract,
        t if t.to_lowercase().contains("abstract") => Part::AbstractEn,
        _ => Part::KeywordsNext,
    })
}

/// Whether a block behind the English abstract begins the article: a heading,
/// where the title stood before.
fn heads(block: &Block, found: &Metadata) -> bool {
    matches!(block.kind, Kind::Heading { .. }) && !found.title.is_empty()
}

/// Whether a block of the front is running text: the article has no abstract.
fn is_body(block: &Block, text: &str) -> bool {
    matches!(block.kind, Kind::Heading { .. }) || text.chars().count() > 250
}

fn is_latin(text: &str) -> bool {
    let arabic = text.chars().filter(|c| persian::is_letter(*c)).count();
    text.chars().filter(|c| c.is_ascii_alphabetic()).count() > arabic
}

/// Whether a line begins with the label of keywords.
pub fn has_keywords(text: &str) -> bool {
    keywords(text).is_some()
}

/// Keywords in a line with their label, and whether they are English.
fn keywords(text: &str) -> Option<(bool, Vec<String>)> {
    let labels = [
        "واژگان کلیدی",
        "کلیدواژه‌ها",
        "کلیدواژهها",
        "کلیدواژه",
        "کلید واژه‌ها",
        "واژگان اصلی",
        "کلمات کلیدی",
        "واژه‌های کلیدی",
        "Keywords",
        "Key words",
        "Key Words",
        "Key-words",
    ];
    let label = labels.iter().find(|l| text.starts_with(**l))?;
    let rest = text[label.len()..].trim_start_matches([' ', '\u{200C}']).strip_prefix(':')?;
    Some((label.is_ascii(), split_words(rest)))
}

fn split_words(text: &str) -> Vec<String> {
    let words = text.split([',', '،', ';', '؛']).map(|w| w.trim().trim_end_matches('.').to_owned());
    words.filter(|w| !w.is_empty()).collect()
}

fn is_affiliation(text: &str) -> bool {
    [
        "دانشگاه",
        "استادیار",
        "دانشیار",
        "دانشجو",
        "دانشکده",
        "پژوهشگر",
        "هیئت علمی",
        "هیأت علمی",
        "مدیر",
        "پژوهشگاه",
        "کارشناس",
        "@",
        "University",
    ]
    .iter()
    .any(|w| text.contains(w))
}

/// Dates of receipt and acceptance; whether the text is a date line.
fn dates(text: &str, found: &mut Metadata) -> bool {
    let at = |words: &[&str]| words.iter().find_map(|w| text.find(w));
    let (received, accepted) = (at(&["دریافت"]), at(&["پذیرش", "تصویب"]));
    if !text.contains("تاریخ") || (received.is_none() && accepted.is_none()) {
        return false;
    }
    let mut all: Vec<(usize, String)> = Vec::new();
    for (at, word) in words_at(text) {
        if let Some(date) = jalali(word) {
            all.push((at, date));
        }
    }
    let after = |label: usize| all.iter().find(|d| d.0 > label).or(all.last()).map(|d| d.1.clone());
    if let Some(date) = received.and_then(after) {
        found.received = date;
    }
    if let Some(date) = accepted.and_then(after) {
        found.accepted = date;
    }
    true
}

fn words_at(text: &str) -> Vec<(usize, &str)> {
    let is_date = |c: char| persian::digit_value(c).is_some() || c == '/';
    let mut out = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_date(c), start) {
            (true, None) => start = Some(i),
            (false, Some(s)) => {
                out.push((s, &text[s..i]));
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// `1399/09/13` or `13/09/1399` as `1399-09-13 SH`; `None` for what is no such date.
fn jalali(word: &str) -> Option<String> {
    let ascii = persian::to_ascii_digits(word);
    let parts: Vec<u32> = ascii.split('/').filter_map(|p| p.parse().ok()).collect();
    let [a, m, b] = parts.as_slice() else { return None };
    let (y, d) = if *a > 31 { (*a, *b) } else { (*b, *a) };
    ((1300..1500).contains(&y) && (1..=12).contains(m) && (1..=31).contains(&d))
        .then(|| format!("{y}-{m:02}-{d:02} SH"))
}

fn paragraphs(texts: &[Text]) -> String {
    let texts: Vec<String> = texts.iter().map(Text::to_string).collect();
    let text = texts.join("\n\n");
    text.chars().filter(|c| u32::from(*c) < crate::import::marks::NOTE_BASE).collect()
}

fn join(a: &str, b: &str) -> String {
    if a.is_empty() { b.trim().to_owned() } else { format!("{a} {}", b.trim()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_in_either_order() {
        assert_eq!(jalali("1399/09/13").as_deref(), Some("1399-09-13 SH"));
        assert_eq!(jalali("۱۳/۹/۱۳۹۹").as_deref(), Some("1399-09-13 SH"));
        assert_eq!(jalali("61/61/6931"), None);
    }

    #[test]
    fn the_line_that_says_how_to_cite_names_authors_title_and_journal() {
        let lexicon = Lexicon::new("SET UTF-8\n", "3\nهوا\nبرف\nکوه\n").unwrap();
        for text in [
            "نیکنام، بهار؛ برفی، باران (1390). برف در کوه. فصلنامه هوا. شماره",
            ". شماره  فصلنامه هوابرف در کوه. (.1390نیکنام، بهار؛ برفی، باران )",
        ] {
            let mut found = Metadata::default();
            found.how_to_cite(text, &lexicon);
            assert_eq!(found.title, "برف در کوه");
            assert_eq!(found.journal, "فصلنامه هوا");
            let names: Vec<&str> = found.authors.iter().map(|a| a.0.as_str()).collect();
            assert_eq!(names, ["بهار نیکنام", "باران برفی"]);
        }
    }

    #[test]
    fn names_in_a_line_are_parted_by_commas() {
        assert_eq!(names("باران برفی؛ بهار نیکنام"), ["باران برفی", "بهار نیکنام"]);
        assert!(names("باران، برف و باد در کوه").is_empty(), "a title");
        assert!(names("برف در کوه: نگاهی به 1390، باد").is_empty());
    }

    #[test]
    fn a_few_latin_words_without_a_stop_are_the_english_title() {
        assert!(is_english_title("Snow on the Hills and the Rain of Spring"));
        assert!(!is_english_title("This paper is about snow on the hills."));
        assert!(!is_english_title("برف در کوه"));
    }

    #[test]
    fn keywords_follow_their_label() {
        let (latin, words) = keywords("واژگان کلیدی: باران، برف، باد.").unwrap();
        assert!(!latin);
        assert_eq!(words, ["باران", "برف", "باد"]);
    }
}
