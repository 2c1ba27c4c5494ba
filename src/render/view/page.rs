//! Pages of `pages/`, and the page for an address that leads nowhere.

use serde::Serialize;
use tera::Value;

use crate::model::RecordId;
use crate::render::address::Address;
use crate::render::html::Setting;
use crate::render::leaf::{self, Leaf};
use crate::render::view::frame::About;
use crate::render::view::parts::{self, Prose};
use crate::render::view::{Link, View};
use crate::text::Lang;

/// A page of `pages/`.
#[derive(Debug, Serialize)]
pub struct PageView {
    title: Value,
    subtitle: Value,
    prose: Prose,
}

impl View for PageView {
    const TEMPLATE: &'static str = "page.html";
    const NAME: &'static str = "static";
}

/// A page of `pages/`; `None` where it has no text in this language.
pub fn page(leaf: &Leaf, position: usize) -> Option<(About, PageView)> {
    let version =
        leaf.press.edition.records.pages.get(position)?.versions.get(leaf.lang).as_ref()?;
    let has_twin = leaf::exists(leaf.press.edition, RecordId::Page(position), leaf.lang.other());
    let description = parts::first_words(leaf, version.body, 200);
    let about = About { description, has_twin, ..About::titled(&version.title) };
    let view = PageView {
        title: leaf.html(&version.title),
        subtitle: leaf.html(version.subtitle.as_deref().unwrap_or_default()),
        prose: parts::prose(leaf, version.body, Setting::default()),
    };
    Some((about, view))
}

/// What a server answers where there is no page: both languages at once, since
/// nobody knows which was meant.
#[derive(Debug, Serialize)]
pub struct NotFoundView {
    other_lang: &'static str,
    other_dir: &'static str,
    other_title: String,
    other_text: String,
    other_home: Link,
}

impl View for NotFoundView {
    const TEMPLATE: &'static str = "404.html";
    const NAME: &'static str = "lost";
}

/// The page for an address that leads nowhere.
pub fn not_found(leaf: &Leaf) -> (About, NotFoundView) {
    let other: Lang = leaf.lang.other();
    let words = leaf.press.theme.words(other);
    let about = About::titled(leaf.words.say("lost.title"));
    let view = NotFoundView {
        other_lang: other.code(),
        other_dir: other.direction().attribute(),
        other_title: words.say("lost.title").to_owned(),
        other_text: words.say("lost.text").to_owned(),
        other_home: Link {
            href: leaf.href(&Address::home(other)),
            label: leaf::safe(words.say("lost.home")),
        },
    };
    (about, view)
}
