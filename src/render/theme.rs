//! The theme: templates, and what the interface says in each language.
//!
//! There is one Tera instance a language, so that `t(key="…")` in a template
//! closes over that language's strings and cannot ask for the other's. A
//! template that names a string the theme lacks, or a string that one language
//! lacks, is an error when the theme is loaded, not when a page is made.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use memchr::{memchr, memmem};
use tera::{Context, Kwargs, State, Tera};

use crate::diag::Error;
use crate::disk;
use crate::model::Both;
use crate::render::html::bidi;
use crate::render::words::{self, Words};
use crate::text::Lang;

/// Bytes that most pages fill.
const ROOM: usize = 64 * 1024;

/// A theme, ready to make pages.
#[derive(Debug)]
pub struct Theme {
    folder: PathBuf,
    words: Both<Words>,
    templates: Both<Tera>,
}

impl Theme {
    /// Reads a theme from its folder: `i18n/`, `templates/`.
    ///
    /// # Errors
    ///
    /// When the disk refuses, a file is not valid, a string is missing in one
    /// of the languages, or a template asks for a string that there is not.
    pub fn load(folder: &Path) -> Result<Self, Error> {
        let words = Both { fa: read_words(folder, Lang::Fa)?, en: read_words(folder, Lang::En)? };
        same_keys(&words)?;
        let sources = read_templates(folder)?;
        check_keys(&sources, &words.fa)?;
        let templates = Both {
            fa: compile(&sources, words.fa.clone())?,
            en: compile(&sources, words.en.clone())?,
        };
        Ok(Self { folder: folder.to_owned(), words, templates })
    }

    /// The folder it was read from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the interface says in a language.
    pub fn words(&self, lang: Lang) -> &Words {
        self.words.get(lang)
    }

    /// A page: a template with what it is given.
    pub fn fill(&self, lang: Lang, template: &str, given: &Context) -> Result<Vec<u8>, Error> {
        let mut html = Vec::with_capacity(ROOM);
        self.templates
            .get(lang)
            .render_to(template, given, &mut html)
            .map_err(|e| wrong(format!("{template}: {e}"), None))?;
        take_out_gaps(&mut html);
        Ok(html)
    }
}

/// Takes out the indentation and the empty lines that templates leave: a sixth of a
/// page with a long list. What stands in `<pre>` stays.
fn take_out_gaps(html: &mut Vec<u8>) {
    let (mut at, mut kept) = (0, 0);
    while let Some(length) = memmem::find(&html[at..], b"<pre") {
        let pre = at + length;
        let end = memmem::find(&html[pre..], b"</pre>").map_or(html.len(), |end| pre + end);
        kept = lean(html, at..pre, kept);
        html.copy_within(pre..end, kept);
        kept += end - pre;
        at = end;
    }
    let end = html.len();
    kept = lean(html, at..end, kept);
    html.truncate(kept);
}

/// Moves what stands in a range behind the first `kept` bytes, without its gaps; how
/// many bytes are kept then.
fn lean(html: &mut [u8], range: Range<usize>, mut kept: usize) -> usize {
    let gap = |html: &[u8], at: usize| {
        html[at..range.end].len() - html[at..range.end].trim_ascii_start().len()
    };
    // Spaces at a line's beginning mean nothing after a line's end.
    let is_begin = html[..kept].last().is_none_or(|last| *last == b'\n');
    let mut at = range.start + if is_begin { gap(html, range.start) } else { 0 };
    let mut from = at;
    while let Some(length) = memchr(b'\n', &html[at..range.end]) {
        at += length + 1;
        let gap = gap(html, at);
        if gap > 0 {
            html.copy_within(from..at, kept);
            kept += at - from;
            at += gap;
            from = at;
        }
    }
    html.copy_within(from..range.end, kept);
    kept + range.end - from
}

/// A template as it is compiled for one language: what the interface says stands in
/// it as text, and most of the gaps that [`take_out_gaps`] would find are not there.
/// Lines stay lines, so that errors name the right one.
fn prepared(source: &str, words: &Words) -> String {
    let mut out = String::with_capacity(source.len());
    for line in source.split_inclusive('\n') {
        let (text, end) = match line.strip_suffix('\n') {
            Some(text) => (text.trim_start(), "\n"),
            None => (line.trim_start(), ""),
        };
        match text.strip_suffix("%}").filter(|_| is_control(text)) {
            // The line itself is no line of the page.
            Some(tag) => out.push_str(&format!("{tag}-%}}{end}")),
            None => {
                say(text, words, &mut out);
                out.push_str(end);
            }
        }
    }
    out
}

/// Whether a line is a condition or a loop and nothing else.
fn is_control(line: &str) -> bool {
    let Some(tag) = line.strip_prefix("{% ").and_then(|line| line.strip_suffix(" %}")) else {
        return false;
    };
    let word = tag.split(' ').next().unwrap_or_default();
    !tag.contains("%}") && matches!(word, "if" | "elif" | "else" | "endif" | "for" | "endfor")
}

/// Puts what the interface says in the place of `{{ t(key="…") }}`.
fn say(line: &str, words: &Words, out: &mut String) {
    const BEGIN: &str = "{{ t(key=\"";
    const END: &str = "\") }}";
    let mut rest = line;
    while let Some(at) = rest.find(BEGIN) {
        let (before, call) = rest.split_at(at);
        let key = call[BEGIN.len()..].split('"').next().unwrap_or_default();
        let after = call[BEGIN.len() + key.len()..].strip_prefix(END);
        out.push_str(before);
        match after.zip(words.find(key).filter(|text| !is_template(text))) {
            Some((after, text)) => {
                bidi::escape(out, text);
                rest = after;
            }
            None => {
                out.push_str(BEGIN);
                rest = &call[BEGIN.len()..];
            }
        }
    }
    out.push_str(rest);
}

/// Whether a template would read more than text in it.
fn is_template(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark)) || text.ends_with('{')
}

/// The one place that makes a theme's errors.
fn wrong(message: String, hint: Option<&str>) -> Error {
    Error::Theme { message, hint: hint.map(str::to_owned) }
}

fn table(path: &Path) -> Result<toml::Table, Error> {
    let text = disk::read_text(path)?;
    text.parse().map_err(|e: toml::de::Error| wrong(format!("{}: {e}", path.display()), None))
}

fn read_words(folder: &Path, lang: Lang) -> Result<Words, Error> {
    let path = folder.join("i18n").join(format!("{}.toml", lang.code()));
    let mut strings = BTreeMap::new();
    flatten("", &table(&path)?, &mut strings);
    Ok(Words::new(lang, strings))
}

/// Joins the keys of nested tables with a full stop. Lists count from 1.
fn flatten(prefix: &str, table: &toml::Table, into: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&key, inner, into),
            toml::Value::Array(items) => {
                for (n, item) in (1..).zip(items) {
                    into.insert(format!("{key}.{n}"), plain(item));
                }
            }
            other => {
                into.insert(key, plain(other));
            }
        }
    }
}

fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn same_keys(words: &Both<Words>) -> Result<(), Error> {
    for (has, lacks) in [(&words.fa, &words.en), (&words.en, &words.fa)] {
        if let Some(key) = has.keys().find(|key| lacks.find(key).is_none()) {
            let lang = lacks.lang().code();
            return Err(wrong(
                format!("i18n/{lang}.toml lacks `{key}`"),
                Some("both languages have the same keys"),
            ));
        }
    }
    Ok(())
}

/// Name and text of each template; parts are named with their folder.
fn read_templates(folder: &Path) -> Result<Vec<(String, String)>, Error> {
    let mut sources = Vec::new();
    for entry in disk::walk(&folder.join("templates"))? {
        if entry.relative.ends_with(".html") {
            sources.push((entry.relative, disk::read_text(&entry.path)?));
        }
    }
    Ok(sources)
}

/// Every `t(key="…")` names a string that there is.
fn check_keys(sources: &[(String, String)], words: &Words) -> Result<(), Error> {
    let keys: BTreeSet<&str> = words.keys().collect();
    for (name, text) in sources {
        for after in text.split("t(key=\"").skip(1) {
            let key = after.split('"').next().unwrap_or_default();
            if !keys.contains(key) {
                let hint = "add it to i18n/fa.toml and i18n/en.toml";
                return Err(wrong(format!("{name} asks for the string `{key}`"), Some(hint)));
            }
        }
    }
    Ok(())
}

fn compile(sources: &[(String, String)], words: Words) -> Result<Tera, Error> {
    let prepared: Vec<(&str, String)> =
        sources.iter().map(|(name, source)| (name.as_str(), prepared(source, &words))).collect();
    let mut tera = Tera::new();
    tera.register_function("t", move |given: Kwargs, _: &State| -> tera::TeraResult<String> {
        let key = given.must_get::<&str>("key")?;
        let text = words
            .find(key)
            .ok_or_else(|| tera::Error::message(format!("there is no string `{key}`")))?;
        let mut values = Vec::new();
        for name in ["n", "name"] {
            if let Some(value) = given.get::<&str>(name)? {
                values.push((name, value));
            }
        }
        Ok(words::fill(text, &values))
    });
    tera.add_raw_templates(prepared).map_err(|e| wrong(e.to_string(), None))?;
    Ok(tera)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lang: Lang, toml: &str) -> Words {
        let mut strings = BTreeMap::new();
        flatten("", &toml.parse().unwrap(), &mut strings);
        Words::new(lang, strings)
    }

    #[test]
    fn keys_of_tables_and_lists_are_joined() {
        let words = words(Lang::Fa, "[months]\nsh = ['فروردین', 'اردیبهشت']\n[a.b]\nc = 'ج'");
        assert_eq!(words.say("months.sh.2"), "اردیبهشت");
        assert_eq!(words.say("a.b.c"), "ج");
    }

    #[test]
    fn gaps_go_but_not_those_of_code() {
        let html = "<ul>\n\n  <li>one</li>\n\t\n  <li><pre>a\n\n  b</pre> two</li>\n</ul>\n";
        let lean = "<ul>\n<li>one</li>\n<li><pre>a\n\n  b</pre> two</li>\n</ul>\n";
        for html in [html, lean] {
            let mut html = html.as_bytes().to_vec();
            take_out_gaps(&mut html);
            assert_eq!(String::from_utf8(html).unwrap(), lean);
        }
    }

    #[test]
    fn what_the_interface_says_stands_in_the_template() {
        let words = words(Lang::En, "a = 'One & {n}'\nb = '{{ x }}'");
        let source = "<ul>\n  {% if x %}\n  <li>{{ t(key=\"a\") }}{{ t(key=\"b\") }}{{ t(key=\"a\", n=x) }}\n";
        let said =
            "<ul>\n{% if x -%}\n<li>One &amp; {n}{{ t(key=\"b\") }}{{ t(key=\"a\", n=x) }}\n";
        assert_eq!(prepared(source, &words), said);
    }

    #[test]
    fn a_string_that_one_language_lacks_is_an_error() {
        let both =
            Both { fa: words(Lang::Fa, "a = '۱'\nb = '۲'"), en: words(Lang::En, "a = '1'") };
        let error = same_keys(&both).unwrap_err().to_string();
        assert!(error.contains("i18n/en.toml lacks `b`"), "{error}");
    }

    #[test]
    fn a_template_that_asks_for_no_string_is_an_error() {
        let sources = [("x.html".to_owned(), "{{ t(key=\"nothing\") }}".to_owned())];
        let error = check_keys(&sources, &words(Lang::En, "")).unwrap_err().to_string();
        assert!(error.contains("x.html asks for the string `nothing`"), "{error}");
    }
}
