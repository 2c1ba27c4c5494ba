//! The answer to a request, found in memory.

use axum::body::Body;
use axum::http::{Method, Response, StatusCode, header};
use axum::response::IntoResponse;

use crate::pipeline;
use crate::serve::Site;

/// Where a page listens for changes.
pub(super) const EVENTS: &str = "/_virast/events";
/// The script that listens and shows errors.
const SCRIPT: &str = "/_virast/live.js";
/// The problems of the newest content, as a JSON list of texts.
const PROBLEMS: &str = "/_virast/problems.json";
/// The style of the error panel; a file, since pages allow no inline style.
const STYLE: &str = "/_virast/live.css";

/// A status, a media type and bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    status: StatusCode,
    media: &'static str,
    body: Vec<u8>,
}

/// Finds the answer: only GET and HEAD, only for our own host, only from memory.
pub(super) fn answer(
    site: &Site,
    method: &Method,
    path: &str,
    host: Option<&str>,
    port: u16,
) -> Answer {
    if !is_own_host(host, port) {
        return Answer::refused();
    }
    if method != Method::GET && method != Method::HEAD {
        return Answer::text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD\n");
    }
    match path {
        SCRIPT => return Answer::ok("text/javascript; charset=utf-8", include_bytes!("live.js")),
        STYLE => return Answer::ok("text/css; charset=utf-8", include_bytes!("live.css")),
        PROBLEMS => {
            let list = serde_json::json!(site.problems).to_string();
            return Answer::ok("application/json", list.as_bytes());
        }
        _ => {}
    }
    let Some(path) = decoded(path) else {
        return Answer::text(StatusCode::BAD_REQUEST, "the address is not UTF-8\n");
    };
    let path = path.trim_start_matches('/');
    let wanted = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    if let Some(bytes) = site.files.get(&wanted) {
        return page(StatusCode::OK, &wanted, bytes);
    }
    if let Some(form) = site.loaded.as_ref().and_then(|l| pipeline::machine_form(l, &wanted)) {
        return page(StatusCode::OK, &wanted, &form.bytes);
    }
    if site.files.contains_key(&format!("{wanted}/index.html")) {
        // A folder without its slash: its relative links would lead astray.
        return Answer {
            status: StatusCode::PERMANENT_REDIRECT,
            media: "",
            body: format!("/{path}/").into_bytes(),
        };
    }
    if site.files.is_empty() {
        return page(StatusCode::SERVICE_UNAVAILABLE, "index.html", FIRST_ERROR.as_bytes());
    }
    let not_found = if wanted.starts_with("en/") { "en/404.html" } else { "404.html" };
    match site.files.get(not_found).or_else(|| site.files.get("404.html")) {
        Some(bytes) => page(StatusCode::NOT_FOUND, not_found, bytes),
        None => Answer::text(StatusCode::NOT_FOUND, "no such page\n"),
    }
}

/// Shown when there has been no good site yet; the script fills in what is wrong.
const FIRST_ERROR: &str = "<!doctype html><html lang=\"en\" dir=\"ltr\"><head><meta charset=\"utf-8\">\
     <title>Virast: errors in the content</title></head><body><h1>The site cannot be built yet</h1>\
     <p>This page reloads by itself when the errors are mended.</p></body></html>";

/// Whether a request was meant for this server: a page elsewhere that points a
/// name of its own at 127.0.0.1 gets nothing.
pub(super) fn is_own_host(host: Option<&str>, port: u16) -> bool {
    let own = ["127.0.0.1", "localhost", "[::1]"];
    host.is_some_and(|host| own.iter().any(|o| host == *o || host == format!("{o}:{port}")))
}

fn page(status: StatusCode, path: &str, bytes: &[u8]) -> Answer {
    let media = media_type(path);
    if !path.ends_with(".html") {
        return Answer { status, media, body: bytes.to_vec() };
    }
    Answer { status, media, body: with_script(bytes) }
}

/// The page with the preview's script; the site itself never has it.
fn with_script(html: &[u8]) -> Vec<u8> {
    let extra = format!(
        "<link rel=\"stylesheet\" href=\"{STYLE}\"><script src=\"{SCRIPT}\" defer></script>"
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
    fn ok(media: &'static str, body: &[u8]) -> Self {
        Self { status: StatusCode::OK, media, body: body.to_vec() }
    }

    fn text(status: StatusCode, body: &str) -> Self {
        Self { status, media: "text/plain; charset=utf-8", body: body.as_bytes().to_vec() }
    }

    /// For a request that was meant for another host.
    pub(super) fn refused() -> Self {
        Self::text(StatusCode::FORBIDDEN, "this server answers only for 127.0.0.1\n")
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response<Body> {
        let mut response =
            Response::builder().status(self.status).header(header::CACHE_CONTROL, "no-store");
        if self.status == StatusCode::PERMANENT_REDIRECT {
            response = response.header(header::LOCATION, self.body.as_slice());
            return response.body(Body::empty()).unwrap_or_default();
        }
        response = response
            .header(header::CONTENT_TYPE, self.media)
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        response.body(Body::from(self.body)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let mut site = Site::default();
        for (path, text) in [
            ("index.html", "<head></head>home"),
            ("en/actors/x/index.html", "<head></head>x"),
            ("404.html", "<head></head>none"),
            ("assets/a.css", "a{}"),
        ] {
            site.files.insert(path.to_owned(), text.as_bytes().to_vec());
        }
        site
    }

    #[track_caller]
    fn check(path: &str, host: &str, status: u16) {
        let answer = answer(&site(), &Method::GET, path, Some(host), 4000);
        assert_eq!(answer.status.as_u16(), status, "{path} at {host}");
    }

    #[test]
    fn pages_are_found_by_their_folder() {
        check("/", "127.0.0.1:4000", 200);
        check("/en/actors/x/", "localhost:4000", 200);
        check("/en/actors/x", "localhost:4000", 308);
        check("/assets/a.css", "localhost", 200);
        check("/nothing/", "localhost", 404);
    }

    #[test]
    fn no_path_leads_out_of_the_site() {
        for path in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "//etc/passwd",
            "/assets/../../x",
            "/%00",
        ] {
            check(path, "localhost:4000", 404);
        }
        check("/%ff", "localhost:4000", 400);
    }

    #[test]
    fn other_hosts_and_methods_are_refused() {
        check("/", "evil.example", 403);
        check("/", "127.0.0.1:4001", 403);
        check("/", "127.0.0.1.evil.example:4000", 403);
        let posted = answer(&site(), &Method::POST, "/", Some("localhost"), 4000);
        assert_eq!(posted.status.as_u16(), 405);
        assert_eq!(answer(&site(), &Method::GET, "/", None, 4000).status.as_u16(), 403);
    }

    #[test]
    fn only_pages_get_the_script() {
        let page = answer(&site(), &Method::GET, "/", Some("localhost"), 4000);
        assert!(String::from_utf8(page.body).unwrap().contains(SCRIPT));
        let css = answer(&site(), &Method::GET, "/assets/a.css", Some("localhost"), 4000);
        assert_eq!(css.body, b"a{}");
    }
}
