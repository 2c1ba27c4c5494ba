//! What static hosting and other sites read: sitemap, Atom, `robots.txt`,
//! `_headers`, BEACON. Forms: sitemaps.org, RFC 4287, RFC 4151, gbv's BEACON.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::config::Config;
use crate::link::Edition;
use crate::model::article::Article;
use crate::model::date::End;
use crate::output::hosting;
use crate::render::Page;
use crate::render::address::{self, Address};
use crate::render::view::parts;
use crate::text::Lang;

/// How many characters OpenSearch allows.
const SHORT_NAME: usize = 16;
const LONG_NAME: usize = 48;
const DESCRIPTION: usize = 1024;

/// Newest entries of a feed.
const FEED_LENGTH: usize = 20;

/// All of these files. `paths` are those of the site's pages.
pub fn files(edition: &Edition, config: &Config, paths: &BTreeSet<&str>) -> Vec<Page> {
    let file = |path: &str, text: String| Page { path: path.to_owned(), bytes: text.into_bytes() };
    let mut files = vec![
        file("sitemap.xml", sitemap(config, paths)),
        file(
            "robots.txt",
            format!("User-agent: *\nDisallow:\nSitemap: {}sitemap.xml\n", config.base_url),
        ),
        file("_headers", hosting::headers_file()),
        // Without it GitHub Pages passes over files that begin with `_`.
        file(".nojekyll", String::new()),
        file("beacon/wikidata.txt", beacon(edition, config)),
    ];
    for lang in Lang::ALL {
        files.push(file(feed_path(lang), feed(edition, config, lang)));
        files.push(file(address::opensearch(lang), opensearch(config, lang)));
    }
    files
}

/// The path of a language's feed in the site.
pub fn feed_path(lang: Lang) -> &'static str {
    match lang {
        Lang::Fa => "atom.xml",
        Lang::En => "en/atom.xml",
    }
}

/// How a browser searches the site (OpenSearch 1.1): its own search page.
fn opensearch(config: &Config, lang: Lang) -> String {
    let language = config.language(lang);
    let search = Address::search(lang).absolute(&config.base_url);
    let own = format!("{}{}", config.base_url, address::opensearch(lang));
    xml(|w| {
        let root = w
            .create_element("OpenSearchDescription")
            .with_attribute(("xmlns", "http://a9.com/-/spec/opensearch/1.1/"));
        root.write_inner_content(|w| {
            text(w, "ShortName", &parts::cut(&language.title, SHORT_NAME - 1))?;
            text(w, "LongName", &parts::cut(&language.title, LONG_NAME - 1))?;
            text(w, "Description", &parts::cut(&language.description, DESCRIPTION - 1))?;
            let results = [
                ("type", "text/html"),
                ("rel", "results"),
                ("template", &format!("{search}?q={{searchTerms}}")),
            ];
            w.create_element("Url").with_attributes(results).write_empty()?;
            let own = [
                ("type", "application/opensearchdescription+xml"),
                ("rel", "self"),
                ("template", own.as_str()),
            ];
            w.create_element("Url").with_attributes(own).write_empty()?;
            text(w, "Language", lang.code())?;
            text(w, "OutputEncoding", "UTF-8")?;
            text(w, "InputEncoding", "UTF-8")
        })?;
        Ok(())
    })
}

/// The absolute address of a page by its path: a folder's `index.html` is the folder.
fn absolute(config: &Config, path: &str) -> String {
    format!("{}{}", config.base_url, path.strip_suffix("index.html").unwrap_or(path))
}

/// Runs a writer over an XML document that lives in memory.
fn xml(write: impl FnOnce(&mut Writer<Vec<u8>>) -> io::Result<()>) -> String {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    let declared = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    // A Vec takes whatever is written to it, so there is no error to hand on.
    let _ = declared.and_then(|()| write(&mut writer));
    let mut text = String::from_utf8(writer.into_inner()).unwrap_or_default();
    text.push('\n');
    text
}

fn sitemap(config: &Config, paths: &BTreeSet<&str>) -> String {
    xml(|w| {
        let root = w
            .create_element("urlset")
            .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
            .with_attribute(("xmlns:xhtml", "http://www.w3.org/1999/xhtml"));
        root.write_inner_content(|w| {
            for path in paths.iter().filter(|path| path.ends_with("index.html")) {
                w.create_element("url").write_inner_content(|w| {
                    let address = absolute(config, path);
                    w.create_element("loc").write_text_content(BytesText::new(&address))?;
                    alternates(w, config, paths, path)
                })?;
            }
            Ok(())
        })?;
        Ok(())
    })
}

/// The same page in both languages, where both exist.
fn alternates(
    w: &mut Writer<Vec<u8>>,
    config: &Config,
    paths: &BTreeSet<&str>,
    path: &str,
) -> io::Result<()> {
    let fa = path.strip_prefix("en/").unwrap_or(path);
    let en = format!("en/{fa}");
    if !paths.contains(fa) || !paths.contains(en.as_str()) {
        return Ok(());
    }
    for (lang, path) in [("fa", fa), ("en", &en), ("x-default", fa)] {
        w.create_element("xhtml:link")
            .with_attribute(("rel", "alternate"))
            .with_attribute(("hreflang", lang))
            .with_attribute(("href", absolute(config, path).as_str()))
            .write_empty()?;
    }
    Ok(())
}

/// The authority of permanent ids (RFC 4151): the host, without its port.
pub fn authority(config: &Config) -> &str {
    let after = config.base_url.split_once("://").map_or(config.base_url.as_str(), |(_, a)| a);
    after.split(['/', ':']).next().unwrap_or(after)
}

/// When an article was last known to change: its own dates, never the build's.
pub fn updated(article: &Article, config: &Config) -> String {
    let date = article.published.iter().chain(&article.accepted).chain(&article.received).next();
    let day = date.and_then(|d| match d.end.as_ref().unwrap_or(&d.start) {
        End::Point(point) => Some(point.latest),
        End::Open | End::Unknown => None,
    });
    day.map_or_else(
        || format!("{}-01-01T00:00:00Z", config.since),
        |d| format!("{:04}-{:02}-{:02}T00:00:00Z", d.year, d.month, d.day),
    )
}

fn feed(edition: &Edition, config: &Config, lang: Lang) -> String {
    let mut articles: Vec<_> = edition
        .records
        .articles
        .iter()
        .filter(|a| a.versions.get(lang).is_some())
        .map(|a| (updated(a, config), a))
        .collect();
    articles.sort_by(|a, b| (&b.0, &a.1.id).cmp(&(&a.0, &b.1.id)));
    articles.truncate(FEED_LENGTH);
    let newest = articles
        .first()
        .map_or_else(|| format!("{}-01-01T00:00:00Z", config.since), |(when, _)| when.clone());
    let home = match lang {
        Lang::Fa => config.base_url.clone(),
        Lang::En => format!("{}en/", config.base_url),
    };
    xml(|w| {
        w.create_element("feed")
            .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
            .with_attribute(("xml:lang", lang.code()))
            .write_inner_content(|w| {
                let id = format!("tag:{},{}:{}", authority(config), config.since, lang.code());
                text(w, "id", &id)?;
                text(w, "title", &config.language(lang).title)?;
                text(w, "updated", &newest)?;
                let own = format!("{}{}", config.base_url, feed_path(lang));
                link(w, "self", "application/atom+xml", &own, lang)?;
                link(w, "alternate", "text/html", &home, lang)?;
                for (when, article) in &articles {
                    entry(w, config, article, when, lang)?;
                }
                Ok(())
            })?;
        Ok(())
    })
}

fn entry(
    w: &mut Writer<Vec<u8>>,
    config: &Config,
    article: &Article,
    when: &str,
    lang: Lang,
) -> io::Result<()> {
    let Some(version) = article.versions.get(lang) else { return Ok(()) };
    w.create_element("entry").with_attribute(("xml:lang", lang.code())).write_inner_content(
        |w| {
            let (host, since) = (authority(config), config.since);
            text(w, "id", &format!("tag:{host},{since}:article/{}/{}", article.id, lang.code()))?;
            text(w, "title", &version.title)?;
            text(w, "updated", when)?;
            for author in &article.authors {
                w.create_element("author")
                    .write_inner_content(|w| text(w, "name", author.name.get(lang)))?;
            }
            if article.authors.is_empty() {
                let publisher = config.language(lang).publisher;
                w.create_element("author").write_inner_content(|w| text(w, "name", &publisher))?;
            }
            let folder = if lang == Lang::Fa { "" } else { "en/" };
            let address = format!("{}{folder}articles/{}/", config.base_url, article.id);
            link(w, "alternate", "text/html", &address, lang)?;
            version.summary.as_ref().map_or(Ok(()), |summary| text(w, "summary", summary))
        },
    )?;
    Ok(())
}

fn text(w: &mut Writer<Vec<u8>>, name: &str, content: &str) -> io::Result<()> {
    w.create_element(name).write_text_content(BytesText::new(content)).map(|_| ())
}

fn link(w: &mut Writer<Vec<u8>>, rel: &str, kind: &str, href: &str, lang: Lang) -> io::Result<()> {
    w.create_element("link")
        .with_attribute(("rel", rel))
        .with_attribute(("type", kind))
        .with_attribute(("hreflang", lang.code()))
        .with_attribute(("href", href))
        .write_empty()
        .map(|_| ())
}

/// Which Wikidata items the edition has a page on, with the number of mentions.
fn beacon(edition: &Edition, config: &Config) -> String {
    let title = config.language(Lang::En).title;
    let mut out = format!(
        "#FORMAT: BEACON\n#PREFIX: http://www.wikidata.org/entity/\n#TARGET: {base}{{ID}}/\n\
         #RELATION: http://www.w3.org/2000/01/rdf-schema#seeAlso\n#MESSAGE: {title}\n\
         #NAME: {title}\n#INSTITUTION: {publisher}\n#HOMEPAGE: {base}\n\
         #FEED: {base}beacon/wikidata.txt\n\n",
        base = config.base_url,
        publisher = config.language(Lang::En).publisher,
    );
    let mut lines: Vec<(&str, String)> = Vec::new();
    for (place, entity) in edition.records.entities.iter().enumerate() {
        if let Some(item) = &entity.wikidata {
            let folder = if entity.kind.is_actor() { "actors" } else { "organizations" };
            let count = edition.mentions.get(place).map_or(0, Vec::len);
            lines.push((item, format!("{item}|{count}|{folder}/{}", entity.id)));
        }
    }
    lines.sort_unstable();
    for (_, line) in lines {
        let _ = writeln!(out, "{line}");
    }
    out
}
