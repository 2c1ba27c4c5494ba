//! `COinS`: a reference inside a page that lists many, for reference managers
//! (`OpenURL`, Z39.88-2004).

use crate::model::work::{Name, Work};

/// The `title` of a `<span class="Z3988">`; `None` for a work of which no title is known.
pub fn of(work: &Work) -> Option<String> {
    let title = work.title.as_deref()?;
    let in_journal = matches!(work.kind.as_str(), "article" | "periodical");
    let is_chapter = matches!(work.kind.as_str(), "incollection" | "inbook" | "inproceedings");
    let mut out = String::from("ctx_ver=Z39.88-2004");
    let mut put = |key: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.push('&');
            out.push_str(key);
            out.push('=');
            percent(&mut out, value);
        }
    };
    put("rft_val_fmt", Some(if in_journal { JOURNAL } else { BOOK }));
    let genre = match (in_journal, is_chapter) {
        (true, _) => "article",
        (_, true) => "bookitem",
        _ if work.kind == "book" => "book",
        _ => "document",
    };
    put("rft.genre", Some(genre));
    put(if in_journal || is_chapter { "rft.atitle" } else { "rft.btitle" }, Some(title));
    let container = if in_journal { "rft.jtitle" } else { "rft.btitle" };
    put(container, work.container.as_deref().filter(|_| in_journal || is_chapter));
    put("rft.volume", work.volume.as_deref());
    put("rft.issue", work.issue.as_deref());
    put("rft.pages", work.pages.as_deref());
    put("rft.pub", work.publisher.as_deref());
    put("rft.place", work.location.as_deref());
    let year = work.year.as_deref().map(|y| y.trim_end_matches(|c: char| !c.is_ascii_digit()));
    let year = year.and_then(|y| y.parse::<i32>().ok());
    // Gregorian; of a Solar Hijri year the one in which most of it falls.
    let year = year.map(|y| if work.solar_hijri { y + 621 } else { y }.to_string());
    put("rft.date", year.as_deref());
    put("rft.language", Some(work.lang.code()));
    if let Some(first) = work.authors.first() {
        match &first.given {
            Some(given) if !first.is_body => {
                put("rft.aulast", Some(&first.family));
                put("rft.aufirst", Some(given));
            }
            _ => put("rft.aucorp", Some(&first.family)),
        }
        for other in work.authors.iter().skip(1) {
            put("rft.au", Some(&whole(other)));
        }
    }
    let doi = work.doi.as_ref().map(|doi| format!("info:doi/{doi}"));
    put("rft_id", doi.as_deref().or(work.url.as_deref()));
    Some(out)
}

const JOURNAL: &str = "info:ofi/fmt:kev:mtx:journal";
const BOOK: &str = "info:ofi/fmt:kev:mtx:book";

fn whole(name: &Name) -> String {
    match &name.given {
        Some(given) => format!("{given} {}", name.family),
        None => name.family.clone(),
    }
}

/// Percent-encoded UTF-8, as a query has it.
fn percent(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}
