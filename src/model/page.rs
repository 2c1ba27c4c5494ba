//! Reading the home page and the pages of `pages/`.

use crate::content::File;
use crate::content::head::{Head, PageHead};
use crate::model::reading::{Pair, Reading};
use crate::model::{Both, PageVersion, Part, RecordId, StaticPage};
use crate::text::Lang;

/// Reads one page.
pub(super) fn read(pair: &Pair<'_>, owner: RecordId, reading: &mut Reading) -> StaticPage {
    reading.translated(pair);
    let auto_link =
        Lang::ALL.into_iter().find_map(|lang| head(pair.get(lang)?)?.auto_link).unwrap_or(true);
    let mut version = |lang| {
        let file = pair.get(lang)?;
        let head = head(file)?;
        let auto_link = head.auto_link.unwrap_or(auto_link);
        Some(PageVersion {
            title: head.title.as_ref().map_or(pair.id, |t| t.get_ref()).to_owned(),
            subtitle: head.subtitle.clone(),
            body: reading.body(owner, Part::Main, file, auto_link),
        })
    };
    let versions = Both { fa: version(Lang::Fa), en: version(Lang::En) };
    StaticPage { id: pair.id.to_owned(), versions }
}

fn head(file: &File) -> Option<&PageHead> {
    match &file.head {
        Head::Page(head) => Some(head),
        Head::Article(_) | Head::Entity(_) | Head::Event(_) => None,
    }
}
