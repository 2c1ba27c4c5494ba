//! The head of a page, for machines: canonical address, alternates, Open Graph,
//! `citation_*` tags, JSON-LD.

pub mod citation;
pub mod coins;
pub mod jsonld;
pub mod signposting;
pub mod things;

use crate::render::address::{self, Address};
use crate::render::drawn;
use crate::render::html::bidi;
use crate::render::leaf::Leaf;
use crate::render::view::frame::About;
use crate::text::Lang;

/// Links, metadata and JSON-LD of a page, as HTML.
pub fn head(leaf: &Leaf, about: &About, description: &str) -> String {
    let base = &leaf.press.config.base_url;
    let mut out = String::new();
    if leaf.address == Address::not_found(leaf.lang) {
        // It is served under any address, so it has none of its own.
        tag(&mut out, "robots", "noindex");
        return out;
    }
    let own = leaf.address.absolute(base);
    link(&mut out, "canonical", &own, None);
    if about.has_twin {
        let twin = leaf.address.twin();
        let (fa, en) = match leaf.lang {
            Lang::Fa => (&leaf.address, &twin),
            Lang::En => (&twin, &leaf.address),
        };
        link(&mut out, "alternate", &fa.absolute(base), Some("fa"));
        link(&mut out, "alternate", &en.absolute(base), Some("en"));
        // The default is the language of the originals.
        link(&mut out, "alternate", &fa.absolute(base), Some("x-default"));
    }
    property(&mut out, "og:type", if about.article.is_some() { "article" } else { "website" });
    property(&mut out, "og:title", &about.title);
    property(&mut out, "og:description", description);
    property(&mut out, "og:url", &own);
    property(&mut out, "og:site_name", &leaf.press.config.language(leaf.lang).title);
    let locale = |lang: Lang| if lang == Lang::Fa { "fa_IR" } else { "en_GB" };
    property(&mut out, "og:locale", locale(leaf.lang));
    if about.has_twin {
        property(&mut out, "og:locale:alternate", locale(leaf.lang.other()));
    }
    out.push_str(&format!(
        "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"{}\">\n",
        bidi::escaped(&leaf.reach.file(address::feed(leaf.lang)))
    ));
    let search = &leaf.press.config.language(leaf.lang).title;
    out.push_str(&format!(
        "<link rel=\"search\" type=\"application/opensearchdescription+xml\" href=\"{}\" title=\"{}\">\n",
        bidi::escaped(&leaf.reach.file(address::opensearch(leaf.lang))),
        bidi::escaped(search),
    ));
    card(&mut out, leaf, about);
    out.push_str(&about.head);
    out.push_str(&jsonld::script(leaf, about));
    out
}

/// The drawn card, as other sites show it.
fn card(out: &mut String, leaf: &Leaf, about: &About) {
    let Some(path) = drawn::path(leaf.press, leaf.lang, about.article) else { return };
    property(out, "og:image", &format!("{}{path}", leaf.press.config.base_url));
    property(out, "og:image:type", "image/png");
    property(out, "og:image:width", &drawn::SIZE.0.to_string());
    property(out, "og:image:height", &drawn::SIZE.1.to_string());
    let site = &leaf.press.config.language(leaf.lang).title;
    let is_own = path.contains("articles/");
    let (key, title) = if is_own { ("card.article", &about.title) } else { ("card.edition", site) };
    property(out, "og:image:alt", &leaf.words.fill(key, &[("title", title)]));
    tag(out, "twitter:card", "summary_large_image");
}

fn link(out: &mut String, rel: &str, href: &str, hreflang: Option<&str>) {
    out.push_str(&format!("<link rel=\"{rel}\""));
    if let Some(lang) = hreflang {
        out.push_str(&format!(" hreflang=\"{lang}\""));
    }
    out.push_str(&format!(" href=\"{}\">\n", bidi::escaped(href)));
}

/// A `<meta name>`; nothing for an empty value.
pub fn tag(out: &mut String, name: &str, content: &str) {
    if !content.is_empty() {
        out.push_str(&format!("<meta name=\"{name}\" content=\"{}\">\n", bidi::escaped(content)));
    }
}

fn property(out: &mut String, name: &str, content: &str) {
    if !content.is_empty() {
        let content = bidi::escaped(content);
        out.push_str(&format!("<meta property=\"{name}\" content=\"{content}\">\n"));
    }
}
