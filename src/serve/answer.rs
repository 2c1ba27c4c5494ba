//! The answer to a request, found in memory.

use std::net::IpAddr;
use std::path::PathBuf;

use axum::body::Body;
use axum::http::{Method, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use crate::pipeline::Preview;
use crate::serve::write::Token;
use crate::serve::{Problem, Site, guide};
use crate::text::Lang;

/// Where a page listens for changes.
pub(super) const EVENTS: &str = "/_virast/events";
/// The script that listens and shows errors.
const SCRIPT: &str = "/_virast/live.js";
/// What the script asks for after a change: the style sheet, and the problems of
/// the newest content as texts.
const STATE: &str = "/_virast/state.json";
/// The style of the error panel; a file, since pages allow no inline style.
const STYLE: &str = "/_virast/live.css";
/// The script and the style of the editor's desk.
const DESK_SCRIPT: &str = "/_virast/desk.js";
const DESK_STYLE: &str = "/_virast/desk.css";
/// The header by which the script knows whether a page is another now.
const PAGE: &str = "x-virast-page";

/// A status, a media type and bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    status: StatusCode,
    media: &'static str,
    body: Vec<u8>,
    /// What a page was made of.
    page: Option<String>,
}

/// What somebody asked for.
pub(super) struct Asked<'a> {
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    /// Whom the request was meant for.
    pub(super) host: Option<&'a str>,
}

/// Who gets an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Door {
    pub(super) port: u16,
    /// Whether other machines may ask, since somebody wanted that.
    pub(super) is_open: bool,
}

impl Door {
    /// Whether a request was meant for this server: a page elsewhere that points a
    /// name of its own at this machine gets nothing, for a name is never a number.
    pub(super) fn lets_in(&self, host: Option<&str>) -> bool {
        let Some(host) = host else { return false };
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
            _ => (host, None),
        };
        if port.is_some_and(|port| port != self.port.to_string()) {
            return false;
        }
        let number = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).unwrap_or(name);
        let is_ours = |ip: IpAddr| if self.is_open { true } else { ip.is_loopback() };
        name.eq_ignore_ascii_case("localhost") || number.parse().is_ok_and(is_ours)
    }
}

/// What belongs to this run of the server.
#[derive(Debug)]
pub(super) struct Own {
    pub(super) door: Door,
    pub(super) root: PathBuf,
    pub(super) token: Token,
}

/// Finds the answer: only GET and HEAD, only for our own host, only from memory.
pub(super) fn answer(site: &Site, own: &Own, asked: &Asked<'_>) -> Answer {
    if !own.door.lets_in(asked.host) {
        return Answer::refused();
    }
    if asked.method != Method::GET && asked.method != Method::HEAD {
        return Answer::text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
    }
    match asked.path {
        SCRIPT => return Answer::ok("text/javascript; charset=utf-8", include_bytes!("live.js")),
        STYLE => return Answer::ok("text/css; charset=utf-8", include_bytes!("live.css")),
        DESK_SCRIPT => {
            return Answer::ok("text/javascript; charset=utf-8", include_bytes!("desk.js"));
        }
        DESK_STYLE => return Answer::ok("text/css; charset=utf-8", include_bytes!("desk.css")),
        STATE => {
            let styles = site.preview.as_ref().map(|preview| preview.styles());
            let said = |problem: &Problem, lang: Lang| {
                problem.code.map_or("", |code| guide::section(code, lang))
            };
            let problem = |problem: &Problem| {
                let (fa, en) = (said(problem, Lang::Fa), said(problem, Lang::En));
                json!({"text": problem.text, "fa": fa, "en": en})
            };
            let problems: Vec<Value> = site.problems.iter().map(problem).collect();
            let state = json!({"styles": styles, "problems": problems});
            return Answer::ok("application/json", state.to_string().as_bytes());
        }
        _ => {}
    }
    let Some(path) = decoded(asked.path) else {
        return Answer::text(StatusCode::BAD_REQUEST, "the address is not UTF-8\n");
    };
    let path = path.strip_prefix('/').unwrap_or(&path);
    match &site.preview {
        Some(preview) if path.contains("_virast/desk/") => desk(site, preview, own, path),
        Some(preview) => file(preview, path),
        None => {
            let html = if path.starts_with("en/") { FIRST_ERROR_EN } else { FIRST_ERROR };
            page(StatusCode::SERVICE_UNAVAILABLE, "index.html", html.as_bytes(), "")
        }
    }
}

/// The editor's desk. It is never kept, and stands in no frame of another site.
fn desk(site: &Site, preview: &Preview, own: &Own, path: &str) -> Answer {
    let path = format!("{path}{}", if path.ends_with('/') { "index.html" } else { "" });
    match preview.desk(&own.root, &path, &site.diagnostics, own.token.shown(&own.door)) {
        Ok(Some(html)) => {
            let extra = format!(
                "<link rel=\"stylesheet\" href=\"{DESK_STYLE}\"><script src=\"{DESK_SCRIPT}\" defer></script></head>"
            );
            let html = String::from_utf8_lossy(&html).replacen("</head>", &extra, 1);
            page(StatusCode::OK, &path, html.as_bytes(), preview.styles())
        }
        Ok(None) => file(preview, &path),
        Err(error) => Answer::wrong_theme(&error.to_string()),
    }
}

fn file(preview: &Preview, path: &str) -> Answer {
    let wanted = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    let styles = preview.styles();
    match preview.file(&wanted) {
        Ok(Some(bytes)) => return page(StatusCode::OK, &wanted, &bytes, styles),
        Ok(None) => {}
        Err(error) => return Answer::wrong_theme(&error.to_string()),
    }
    if preview.has_page(&format!("{wanted}/index.html")) {
        // A folder without its slash: its relative links would lead astray.
        let body = format!("/{path}/").into_bytes();
        return Answer { body, ..Answer::text(StatusCode::PERMANENT_REDIRECT, "") };
    }
    let not_found = if wanted.starts_with("en/") { "en/404.html" } else { "404.html" };
    match preview.file(not_found) {
        Ok(Some(bytes)) => page(StatusCode::NOT_FOUND, not_found, &bytes, styles),
        _ => Answer::text(StatusCode::NOT_FOUND, "no such page\n"),
    }
}

/// Shown when there has been no good site yet; the script fills in what is wrong.
const FIRST_ERROR: &str = "<!doctype html><html lang=\"fa\" dir=\"rtl\"><head><meta charset=\"utf-8\">\
     <title>ویراست: محتوا خطا دارد</title></head><body><h1>سایت هنوز ساخته نمی‌شود</h1>\
     <p>خطاها که برطرف شوند، این صفحه خودبه‌خود تازه می‌شود.</p></body></html>";

/// The same on English addresses.
const FIRST_ERROR_EN: &str = "<!doctype html><html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\">\
     <title>Virast: errors in the content</title></head><body><h1>The site cannot be built yet</h1>\
     <p>This page reloads by itself when the errors are mended.</p></body></html>";

fn page(status: StatusCode, path: &str, bytes: &[u8], styles: &str) -> Answer {
    let media = media_type(path);
    if !path.ends_with(".html") {
        return Answer { status, media, body: bytes.to_vec(), page: None };
    }
    let made_of = made_of(bytes, styles);
    Answer { status, media, body: with_script(bytes, &made_of), page: Some(made_of) }
}

/// By which a page is known again: all that is in it but the name of its style
/// sheet, which is put in the old one's place without a reload.
fn made_of(html: &[u8], styles: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut rest = html;
    let styles = styles.as_bytes();
    while !styles.is_empty()
        && let Some(at) = rest.windows(styles.len()).position(|w| w == styles)
    {
        hasher.update(&rest[..at]);
        rest = &rest[at + styles.len()..];
    }
    hasher.update(rest).finalize().to_hex()[..16].to_owned()
}

/// The page with the preview's script; the site itself never has it.
fn with_script(html: &[u8], made_of: &str) -> Vec<u8> {
    let extra = format!(
        "<link rel=\"stylesheet\" href=\"{STYLE}\"><script src=\"{SCRIPT}\" data-page=\"{made_of}\" defer></script>"
    );
    let at = html.windows(7).position(|w| w == b"</head>").unwrap_or(html.len());
    [&html[..at], extra.as_bytes(), &html[at..]].concat()
}

/// Undoes `%xx`; `None` when what comes out is not UTF-8.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// The media type of a file of the site, by its ending.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "jsonld" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "woff2" => "font/woff2",
        "xml" => "application/xml; charset=utf-8",
        "bib" => "application/x-bibtex; charset=utf-8",
        "ris" => "application/x-research-info-systems; charset=utf-8",
        "epub" => "application/epub+zip",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "ico" => "image/x-icon",
        _ => "text/plain; charset=utf-8",
    }
}

impl Answer {
    pub(super) fn ok(media: &'static str, body: &[u8]) -> Self {
        Self { status: StatusCode::OK, media, body: body.to_vec(), page: None }
    }

    pub(super) fn text(status: StatusCode, body: &str) -> Self {
        let media = "text/plain; charset=utf-8";
        Self { status, media, body: body.as_bytes().to_vec(), page: None }
    }

    /// To be followed by a GET of another page.
    pub(super) fn see_other(to: &str) -> Self {
        Self::text(StatusCode::SEE_OTHER, to)
    }

    /// For a request that was meant for another host.
    pub(super) fn refused() -> Self {
        Self::text(StatusCode::FORBIDDEN, "this server answers only for its own address\n")
    }

    /// A page that the theme's template cannot make; it loads again when it can.
    fn wrong_theme(error: &str) -> Self {
        let shown = error.replace('&', "&amp;").replace('<', "&lt;");
        let html = format!(
            "<!doctype html><html lang=\"fa\" dir=\"rtl\"><head><meta charset=\"utf-8\">\
             <title>ویراست: پوسته خطا دارد</title></head><body><h1>پوسته نمی‌تواند این صفحه را بسازد</h1>\
             <pre lang=\"en\" dir=\"ltr\">{shown}</pre><p>خطا که برطرف شود، این صفحه خودبه‌خود تازه می‌شود.</p>\
             <p lang=\"en\" dir=\"ltr\">The theme cannot make this page. It reloads by itself when that is mended.</p></body></html>"
        );
        page(StatusCode::INTERNAL_SERVER_ERROR, "index.html", html.as_bytes(), "")
    }

    /// The page could not be made, and nobody knows why.
    pub(super) fn failed() -> Self {
        Self::text(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be made\n")
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response<Body> {
        let mut response =
            Response::builder().status(self.status).header(header::CACHE_CONTROL, "no-store");
        if self.status.is_redirection() {
            response = response.header(header::LOCATION, self.body.as_slice());
            return response.body(Body::empty()).unwrap_or_default();
        }
        if let Some(page) = &self.page {
            response = response.header(PAGE, page);
        }
        response = response
            .header(header::CONTENT_TYPE, self.media)
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(header::X_FRAME_OPTIONS, "SAMEORIGIN");
        response.body(Body::from(self.body)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Door = Door { port: 4000, is_open: false };

    #[track_caller]
    fn check_host(door: Door, host: &str, expected: bool) {
        assert_eq!(door.lets_in(Some(host)), expected, "{host} at {door:?}");
    }

    #[test]
    fn only_names_of_this_machine_get_an_answer() {
        for host in ["127.0.0.1:4000", "localhost", "LOCALHOST:4000", "[::1]:4000", "127.0.0.1"] {
            check_host(OWN, host, true);
        }
        for host in [
            "evil.example",
            "evil.example:4000",
            "127.0.0.1:4001",
            "127.0.0.1.evil.example:4000",
            "localhost.evil.example",
            "192.168.1.7:4000",
            "",
            ":4000",
            "[::1",
            "127.0.0.1:4000:4000",
        ] {
            check_host(OWN, host, false);
        }
        assert!(!OWN.lets_in(None));
    }

    #[test]
    fn an_open_door_still_knows_no_names() {
        let open = Door { is_open: true, ..OWN };
        check_host(open, "192.168.1.7:4000", true);
        check_host(open, "evil.example:4000", false);
    }

    #[track_caller]
    fn check_empty(method: Method, path: &str, status: u16) {
        let asked = Asked { method: &method, path, host: Some("localhost:4000") };
        let own = Own { door: OWN, root: PathBuf::new(), token: Token::new().unwrap() };
        let answer = answer(&Site::default(), &own, &asked);
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
    }

    #[test]
    fn before_the_first_good_site_there_is_a_page_that_waits() {
        check_empty(Method::GET, "/", 503);
        check_empty(Method::GET, SCRIPT, 200);
        check_empty(Method::GET, "/%ff", 400);
        check_empty(Method::POST, "/", 405);
    }

    #[test]
    fn a_page_is_the_same_with_another_style_sheet() {
        let with = |name: &str| format!("<head><link href=\"../{name}\"></head>x");
        let (a, b) = ("assets/a-1.css", "assets/a-2.css");
        assert_eq!(made_of(with(a).as_bytes(), a), made_of(with(b).as_bytes(), b));
        assert_ne!(made_of(b"<p>one", a), made_of(b"<p>two", a));
    }

    #[test]
    fn only_pages_get_the_script() {
        let html = page(StatusCode::OK, "index.html", b"<head></head>x", "");
        assert!(String::from_utf8(html.body).unwrap().contains(SCRIPT));
        assert_eq!(page(StatusCode::OK, "a.css", b"a{}", "").body, b"a{}");
    }
}
