//! The one request that writes: a reading that an editor chose on the desk.
//!
//! Any page of the web can make a browser send a request to this machine, so it
//! must be meant for this server (`Host`), come from a page of this server
//! (`Origin`, `Sec-Fetch-Site`) and bring what only a page of this run has (the
//! token). It names an article and a doubt of it, never a path. Other machines,
//! where they are let in at all, may look and not write.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, StatusCode};

use crate::diag::Error;
use crate::pipeline::Loaded;
use crate::pipeline::desk::{self, Choice};
use crate::serve::answer::{Answer, Door};

/// Where a choice is sent.
pub(super) const DECIDE: &str = "/_virast/decide";

/// The largest request that is read, in bytes.
pub(super) const LARGEST: usize = 16 * 1024;

/// What only a page of this run of the server has.
#[derive(Debug)]
pub(super) struct Token(String);

impl Token {
    /// A new one, from the system's chance.
    pub(super) fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 24];
        getrandom::fill(&mut bytes)?;
        Ok(Self(blake3::hash(&bytes).to_hex()[..48].to_owned()))
    }

    /// As a page has it; none where nothing may be written.
    pub(super) fn shown(&self, door: &Door) -> &str {
        if door.is_open { "" } else { &self.0 }
    }

    fn is(&self, other: &str) -> bool {
        // Compared as hashes, which takes as long for a near miss as for any other.
        blake3::hash(self.0.as_bytes()) == blake3::hash(other.as_bytes())
    }
}

/// Two choices at once could each undo the other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Whether a request that writes comes from a page of this server.
pub(super) fn is_ours(door: &Door, headers: &HeaderMap) -> bool {
    let of = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = of("host");
    let site = of("sec-fetch-site");
    let (Some(origin), Some(host)) = (of("origin"), host.filter(|h| door.lets_in(Some(h)))) else {
        return false;
    };
    let is_form = of("content-type")
        .is_some_and(|t| t.split(';').next() == Some("application/x-www-form-urlencoded"));
    !door.is_open
        && is_form
        && site.is_none_or(|site| site == "same-origin")
        && origin.strip_prefix("http://").is_some_and(|o| o.eq_ignore_ascii_case(host))
}

/// Carries out a choice. `body` is a form of the desk; `as_json` for its script,
/// else the answer leads back to the desk.
pub(super) fn decide(
    root: &Path,
    loaded: Option<&Loaded>,
    token: &Token,
    body: &[u8],
    as_json: bool,
) -> Answer {
    let fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let field = |name: &str| {
        fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).unwrap_or_default()
    };
    if !token.is(field("token")) {
        return Answer::refused();
    }
    let articles = loaded.map(|l| l.edition.records.articles.as_slice()).unwrap_or_default();
    let known = articles.iter().find(|a| a.id == field("article"));
    let (Some(article), Ok(line), Ok(nth)) = (known, field("line").parse(), field("nth").parse())
    else {
        return failed(StatusCode::BAD_REQUEST, "no such article or doubt");
    };
    let own = field("own");
    let choice = Choice {
        folder: desk::folder(&article.id),
        line,
        words: field("words").to_owned(),
        nth,
        reading: if own.is_empty() { field("reading") } else { own }.to_owned(),
        seen: field("seen").to_owned(),
    };
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    match desk::accept(root, &choice) {
        Ok((seen, stands)) if as_json => {
            let done = serde_json::json!({"seen": seen, "stands": stands});
            Answer::ok("application/json", done.to_string().as_bytes())
        }
        Ok(_) => {
            let way = if field("lang") == "en" { "/en/_virast/desk/" } else { "/_virast/desk/" };
            Answer::see_other(&format!("{way}#part-doubts"))
        }
        Err(error @ Error::Refused { .. }) => failed(StatusCode::CONFLICT, &error.to_string()),
        Err(error) => failed(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

fn failed(status: StatusCode, why: &str) -> Answer {
    Answer::text(status, &format!("{why}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Door = Door { port: 4000, is_open: false };

    #[track_caller]
    fn check(door: Door, headers: &[(&'static str, &str)], expected: bool) {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.insert(*name, value.parse().unwrap());
        }
        assert_eq!(is_ours(&door, &all), expected, "{headers:?}");
    }

    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    const HOST: (&str, &str) = ("host", "127.0.0.1:4000");
    const ORIGIN: (&str, &str) = ("origin", "http://127.0.0.1:4000");

    #[test]
    fn only_a_page_of_this_server_may_write() {
        check(OWN, &[HOST, ORIGIN, FORM], true);
        check(OWN, &[HOST, ORIGIN, FORM, ("sec-fetch-site", "same-origin")], true);
        check(OWN, &[HOST, ORIGIN, FORM, ("sec-fetch-site", "cross-site")], false);
        check(OWN, &[HOST, FORM], false);
        check(OWN, &[HOST, ("origin", "null"), FORM], false);
        check(OWN, &[HOST, ("origin", "http://127.0.0.1:4001"), FORM], false);
        check(OWN, &[HOST, ("origin", "https://evil.example"), FORM], false);
        check(OWN, &[("host", "evil.example"), ("origin", "http://evil.example"), FORM], false);
        check(OWN, &[HOST, ORIGIN, ("content-type", "text/plain")], false);
        check(OWN, &[HOST, ORIGIN], false);
    }

    #[test]
    fn where_other_machines_are_let_in_nobody_writes() {
        check(Door { is_open: true, ..OWN }, &[HOST, ORIGIN, FORM], false);
    }

    #[test]
    fn two_runs_have_two_tokens() {
        let (a, b) = (Token::new().unwrap(), Token::new().unwrap());
        assert!(a.is(a.shown(&OWN)) && !a.is(b.shown(&OWN)) && !a.is(""));
        assert_eq!(a.shown(&Door { is_open: true, ..OWN }), "");
    }
}
