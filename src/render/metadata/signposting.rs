//! FAIR Signposting: where an article's page says what it is, what it consists of
//! and what describes it, as links of its head and as a link set (RFC 9264), which
//! carries the ways back too.

use serde_json::{Map, Value, json};

use crate::link::Edition;
use crate::model::RecordId;
use crate::model::article::Article;
use crate::render::Page;
use crate::render::address::{self, Address};
use crate::render::html::bidi;
use crate::render::leaf::{self, Press};
use crate::render::view::parts;
use crate::text::Lang;

/// The media type of a link set.
const LINK_SET: &str = "application/linkset+json";

/// The ending of an article's link set.
const ENDING: &str = "linkset.json";

/// A typed link from a page.
struct Typed {
    rel: &'static str,
    href: String,
    media: Option<&'static str>,
}

/// The links of the page of an article in a language.
fn links(press: &Press, position: usize, article: &Article, lang: Lang) -> Vec<Typed> {
    let base = &press.config.base_url;
    let page = Address::article(lang, &article.id).absolute(base);
    let file = |ending: &str| format!("{base}{}", address::download(&article.id, ending));
    let typed = |rel, href: &str, media| Typed { rel, href: href.to_owned(), media };
    // What is cited is this page; the printed article's DOI leads elsewhere.
    let mut links = vec![
        typed("cite-as", &page, None),
        typed("type", "https://schema.org/AboutPage", None),
        typed("type", "https://schema.org/ScholarlyArticle", None),
    ];
    if let Some(doi) = article.doi.as_ref().filter(|doi| doi.starts_with("10.")) {
        links.push(typed("related", &format!("https://doi.org/{doi}"), None));
    }
    for orcid in article.authors.iter().filter_map(|author| author.orcid.as_ref()) {
        links.push(typed("author", &format!("https://orcid.org/{orcid}"), None));
    }
    let licence = article.licence.as_deref().filter(|licence| address::is_outward(licence));
    links.extend(licence.map(|licence| typed("license", licence, None)));
    links.push(typed("item", &page, Some("text/html")));
    links.push(typed("item", &file("tei.xml"), Some("application/tei+xml")));
    if leaf::exists(press.edition, RecordId::Article(position), lang) {
        let book = file(&format!("{}.epub", lang.code()));
        links.push(typed("item", &book, Some("application/epub+zip")));
    }
    for (ending, _, media) in parts::REFERENCES {
        links.push(typed("describedby", &file(ending), Some(media)));
    }
    links
}

/// Those links for the head of the article's page.
pub fn head(press: &Press, position: usize, article: &Article, lang: Lang) -> String {
    let own = format!("{}{}", press.config.base_url, address::download(&article.id, ENDING));
    let set = Typed { rel: "linkset", href: own, media: Some(LINK_SET) };
    let mut out = String::new();
    for link in links(press, position, article, lang).into_iter().chain([set]) {
        out.push_str(&format!("<link rel=\"{}\"", link.rel));
        if let Some(media) = link.media {
            out.push_str(&format!(" type=\"{media}\""));
        }
        out.push_str(&format!(" href=\"{}\">\n", bidi::escaped(&link.href)));
    }
    out
}

/// The article whose link set has a path.
pub fn article_of(edition: &Edition, path: &str) -> Option<usize> {
    let (_, name) = path.rsplit_once('/')?;
    let id = name.strip_suffix(ENDING)?.strip_suffix('.')?;
    let RecordId::Article(n) = *edition.ids.get(id)? else { return None };
    (address::download(id, ENDING) == path).then_some(n)
}

/// The link set of an article: its pages, and the ways back from what they lead to.
pub fn file(press: &Press, position: usize) -> Option<Page> {
    let article = press.edition.records.articles.get(position)?;
    let record = RecordId::Article(position);
    let langs = Lang::ALL.into_iter().filter(|lang| leaf::exists(press.edition, record, *lang));
    let mut sets: Vec<Value> = Vec::new();
    for lang in langs {
        let page = Address::article(lang, &article.id).absolute(&press.config.base_url);
        let links = links(press, position, article, lang);
        let mut set = Map::new();
        set.insert("anchor".to_owned(), page.clone().into());
        for link in &links {
            let mut target = json!({ "href": link.href });
            if let Some(media) = link.media {
                target["type"] = media.into();
            }
            let list = set.entry(link.rel).or_insert_with(|| json!([]));
            if let Value::Array(list) = list {
                list.push(target);
            }
        }
        sets.push(set.into());
        for link in links.iter().filter(|link| link.href != page) {
            let back = match link.rel {
                "item" => "collection",
                "describedby" => "describes",
                _ => continue,
            };
            let page = json!([{ "href": page, "type": "text/html" }]);
            sets.push(json!({ "anchor": link.href, back: page }));
        }
    }
    let mut text = json!({ "linkset": sets }).to_string();
    text.push('\n');
    Some(Page { path: address::download(&article.id, ENDING), bytes: text.into_bytes() })
}
