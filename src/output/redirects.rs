//! Addresses that pages had before, and where they lead now: a line of
//! `_redirects` for hosts that answer by it, a page that leads on for those that
//! don't, and copies of downloads, which cannot lead on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::config::Config;
use crate::diag::{Error, Place};
use crate::model::Records;
use crate::output::exports;
use crate::render::address::{Address, Reach};
use crate::render::html::bidi;
use crate::render::{self, Given, Page, Prepared};
use crate::text::Lang;

/// The list of redirects as Netlify, Cloudflare Pages and GitLab Pages read it.
pub const LIST: &str = "_redirects";

/// The words by which a page that only leads on is known.
const MARK: &str = "<meta name=\"virast\" content=\"redirect\">";

/// What `render` makes beside the page of a record; not every page has all.
const BESIDE: [&str; 4] = ["card.fa.png", "card.en.png", "{id}.jsonld", "{id}.linkset.json"];

/// An old address of a page and the new one, both from the site's root:
/// `actors/old/`, `actors/new/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Redirect {
    /// A folder of the site, with its `/`.
    pub from: String,
    /// A folder of the site with its `/`, empty for the home page; or a whole
    /// address elsewhere.
    pub to: String,
}

impl Redirect {
    /// Whether it leads to another site.
    pub fn leads_out(&self) -> bool {
        self.to.contains("://")
    }
}

/// All redirects of the site, sorted: what front matter says under `formerly`,
/// and the table `[redirects]` of `config.toml`.
///
/// # Errors
///
/// When `config.toml` redirects an address at which there is a page, or to one
/// at which there is none.
pub fn of(given: &Given<'_>, prepared: &Prepared) -> Result<Vec<Redirect>, Error> {
    let (edition, config) = (given.edition, given.config);
    let folders: BTreeSet<&str> =
        prepared.paths(given).filter_map(|path| path.strip_suffix("index.html")).collect();
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (old, new, _) in moves(&edition.records) {
        // Its own pages, and those of others that are named after it:
        // `articles/new/parallel/`, `timeline/articles/new/`.
        for folder in &folders {
            let is_step = |at: &usize| *at == 0 || folder.as_bytes()[*at - 1] == b'/';
            if let Some(at) = folder.find(&new).filter(is_step) {
                let (before, after) = (&folder[..at], &folder[at + new.len()..]);
                found.insert(format!("{before}{old}{after}"), (*folder).to_owned());
            }
        }
    }
    // A page and its translation that there is no longer lead to the one there is.
    for (old, new, _) in moves(&edition.records) {
        if folders.contains(new.as_str()) {
            found.entry(format!("en/{old}")).or_insert(new);
        }
    }
    for (from, to) in &config.redirects {
        let (from, to) = (folder(from), if to.contains("://") { to.clone() } else { folder(to) });
        if folders.contains(from.as_str()) {
            return Err(wrong(&from, "there is a page at this address"));
        }
        if !to.contains("://") && !folders.contains(to.as_str()) {
            return Err(wrong(&from, &format!("there is no page at `{to}`")));
        }
        found.insert(from, to);
    }
    found.retain(|from, _| !folders.contains(from.as_str()));
    Ok(found.into_iter().map(|(from, to)| Redirect { from, to }).collect())
}

/// The folder of an address that somebody wrote: `/actors/old` is `actors/old/`.
fn folder(written: &str) -> String {
    let inside = written.trim_matches('/');
    let inside = inside.strip_suffix("index.html").unwrap_or(inside).trim_end_matches('/');
    if inside.is_empty() { String::new() } else { format!("{inside}/") }
}

fn wrong(from: &str, what: &str) -> Error {
    Error::Config {
        message: format!("`[redirects]` cannot send `{from}` on: {what}"),
        place: Place::start_of(crate::config::FILE),
        hint: Some("a redirect leads from an address without a page to one with a page".to_owned()),
    }
}

/// The folders of pages that moved, Persian: old, new, the id now.
fn moves(records: &Records) -> Vec<(String, String, &str)> {
    let of = |former: &'_ crate::model::Former| {
        let new = Address::of(records, former.record, Lang::Fa).folder();
        (
            format!("{}/{}/", former.folder, former.id),
            new,
            records.id(former.record).unwrap_or_default(),
        )
    };
    records.former.iter().map(of).collect()
}

/// `_redirects`: one line each, from the root of the host. Empty where there is none.
pub fn list(redirects: &[Redirect], base_path: &str) -> Page {
    let mut text = String::new();
    for redirect in redirects {
        let to = to(redirect, base_path);
        let _ = writeln!(text, "{base_path}{} {to} 301", redirect.from);
    }
    Page { path: LIST.to_owned(), bytes: text.into_bytes() }
}

/// Reads what [`list`] wrote.
pub fn read(text: &str, base_path: &str) -> Vec<Redirect> {
    let inside = |address: &str| address.strip_prefix(base_path).map(str::to_owned);
    let line = |line: &str| {
        let mut words = line.split(' ');
        let (from, to) = (inside(words.next()?)?, words.next()?);
        Some(Redirect { from, to: inside(to).unwrap_or_else(|| to.to_owned()) })
    };
    text.lines().filter_map(line).collect()
}

/// Where a redirect leads, from the root of the host.
pub(crate) fn to(redirect: &Redirect, base_path: &str) -> String {
    if redirect.leads_out() { redirect.to.clone() } else { format!("{base_path}{}", redirect.to) }
}

/// Pages at the old addresses that lead on by themselves, with a link for those
/// whose browser doesn't and the canonical address for search engines. `target`
/// makes the page at a path.
pub fn pages(
    redirects: &[Redirect],
    config: &Config,
    target: &dyn Fn(&str) -> Option<Page>,
) -> Vec<Page> {
    redirects
        .iter()
        .map(|redirect| {
            let target = target(&format!("{}index.html", redirect.to));
            let path = format!("{}index.html", redirect.from);
            Page { path, bytes: page(redirect, config, target.as_ref()).into_bytes() }
        })
        .collect()
}

fn page(redirect: &Redirect, config: &Config, target: Option<&Page>) -> String {
    let lang = if redirect.to.starts_with("en/") { Lang::En } else { Lang::Fa };
    let dir = if lang == Lang::En { "ltr" } else { "rtl" };
    let reach = Reach::From(redirect.from.clone());
    let (canonical, href) = if redirect.leads_out() {
        (redirect.to.clone(), redirect.to.clone())
    } else {
        let file = reach.file(&format!("{}index.html", redirect.to));
        (format!("{}{}", config.base_url, redirect.to), file)
    };
    let (canonical, href) = (bidi::escaped(&canonical), bidi::escaped(&href));
    // The title of a page of ours is escaped already.
    let title = target.and_then(title).map_or_else(|| canonical.clone(), str::to_owned);
    let code = lang.code();
    format!(
        "<!doctype html>\n<html lang=\"{code}\" dir=\"{dir}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={href}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n{MARK}\n<title>{title}</title>\n\
         <link rel=\"canonical\" href=\"{canonical}\">\n</head>\n\
         <body>\n<main>\n<h1><a href=\"{href}\">{title}</a></h1>\n</main>\n</body>\n</html>\n"
    )
}

fn title(page: &Page) -> Option<&str> {
    let text = std::str::from_utf8(&page.bytes).ok()?;
    Some(text.split_once("<title>")?.1.split_once("</title>")?.0)
}

/// Whether a page of the site only leads on.
pub fn leads_on(bytes: &[u8]) -> bool {
    // It stands near the beginning, or not at all.
    let head = &bytes[..bytes.len().min(1024)];
    head.windows(MARK.len()).any(|window| window == MARK.as_bytes())
}

/// What stands beside a page for machines, at the addresses it had before: no page
/// can lead on from there, so the file itself stands there.
pub fn copies(given: &Given<'_>, prepared: &Prepared) -> Vec<Page> {
    let records = &given.edition.records;
    let mut found: BTreeMap<String, Page> = BTreeMap::new();
    for (old, new, id) in moves(records) {
        let Some(old_id) = old.trim_end_matches('/').rsplit('/').next() else { continue };
        // Somebody else has the address now.
        if prepared.has(given, &format!("{old}index.html")) {
            continue;
        }
        let article = records.articles.iter().position(|a| a.id == id);
        let exported = article
            .into_iter()
            .flat_map(|position| exports::of_article(given.edition, given.config, position));
        let rendered = BESIDE.iter().filter_map(|name| {
            let path = format!("{new}{}", name.replace("{id}", id));
            render::one(given, prepared, &path).ok().flatten()
        });
        for file in exported.chain(rendered) {
            let Some(name) = file.path.strip_prefix(&new) else { continue };
            let name = match name.strip_prefix(id).filter(|ending| ending.starts_with('.')) {
                Some(ending) => format!("{old_id}{ending}"),
                None => name.to_owned(),
            };
            let path = format!("{old}{name}");
            found.insert(path.clone(), Page { path, bytes: file.bytes });
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_write_it() {
        let check = |written, expected: &str| assert_eq!(folder(written), expected, "{written}");
        check("actors/old", "actors/old/");
        check("/actors/old/", "actors/old/");
        check("actors/old/index.html", "actors/old/");
        check("/", "");
    }

    #[test]
    fn a_page_that_leads_on_is_known_by_its_mark() {
        let redirect = Redirect { from: "actors/old/".into(), to: "actors/new/".into() };
        let config = Config::default();
        let target = Page {
            path: "actors/new/index.html".to_owned(),
            bytes: b"<title>New &amp; shining</title>".to_vec(),
        };
        let made = pages(std::slice::from_ref(&redirect), &config, &|_| Some(target.clone()));
        let text = String::from_utf8(made[0].bytes.clone()).unwrap();
        assert_eq!(made[0].path, "actors/old/index.html");
        assert!(leads_on(&made[0].bytes) && !leads_on(&target.bytes));
        assert!(text.contains("url=../new/index.html"), "{text}");
        assert!(text.contains("<a href=\"../new/index.html\">New &amp; shining</a>"), "{text}");
        let line = list(std::slice::from_ref(&redirect), "/editions/asia/");
        assert_eq!(line.bytes, b"/editions/asia/actors/old/ /editions/asia/actors/new/ 301\n");
        let text = String::from_utf8(line.bytes).unwrap();
        assert_eq!(read(&text, "/editions/asia/"), [redirect]);
    }
}
