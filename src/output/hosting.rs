//! What a host must be told of the site, as one description, and the forms that
//! hosts read: `_headers`, nginx, Apache's `.htaccess`, headers of single files.

use std::fmt::Write as _;

use crate::output::exports;
use crate::output::redirects::{self, Redirect};

/// The content policy of every page: nothing from elsewhere, no inline code.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
     style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; \
     manifest-src 'self'; form-action 'self'; base-uri 'none'";

/// What is named by its hash never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Everything else is asked for anew, and is quickly answered when it is the same.
const ASK_AGAIN: &str = "public, max-age=0, must-revalidate";

/// Media types by the endings of file names, the longest first; those of the
/// forms for machines stand in [`exports::media_types`].
const MEDIA_TYPES: [(&str, &str); 16] = [
    (".html", "text/html; charset=utf-8"),
    (".css", "text/css; charset=utf-8"),
    (".js", "text/javascript; charset=utf-8"),
    (".json", "application/json"),
    (".xml", "application/xml"),
    (".svg", "image/svg+xml"),
    (".txt", "text/plain; charset=utf-8"),
    (".woff2", "font/woff2"),
    (".woff", "font/woff"),
    (".png", "image/png"),
    (".jpg", "image/jpeg"),
    (".jpeg", "image/jpeg"),
    (".webp", "image/webp"),
    (".avif", "image/avif"),
    (".gif", "image/gif"),
    (".ico", "image/x-icon"),
];

/// Media types of files that have one by their name.
const NAMED: [(&str, &str); 2] = [
    ("atom.xml", "application/atom+xml"),
    ("opensearch.xml", "application/opensearchdescription+xml"),
];

/// The headers of every answer.
fn everywhere() -> [(&'static str, String); 5] {
    [
        ("Content-Security-Policy", format!("{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'")),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()".to_owned()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
    ]
}

/// The media type of a file of the site, by its name.
pub fn media_type(path: &str) -> &'static str {
    let of_forms = exports::media_types().find(|(ending, _)| path.ends_with(ending));
    let of_all = || MEDIA_TYPES.into_iter().find(|(ending, _)| path.ends_with(ending));
    let stored = || {
        let named = NAMED.into_iter().find(|(name, _)| path.rsplit('/').next() == Some(*name));
        named.or_else(of_all)
    };
    of_forms.or_else(stored).map_or("application/octet-stream", |(_, media)| media)
}

/// How long a browser may keep a file of the site without asking.
pub fn cache_control(path: &str) -> &'static str {
    if path.starts_with("assets/") { FOREVER } else { ASK_AGAIN }
}

/// Whether a file is text of a size that is worth compressing.
pub fn is_worth_compressing(path: &str, bytes: usize) -> bool {
    let media = media_type(path);
    let is_text = media.starts_with("text/")
        || ["json", "xml"].iter().any(|kind| media.ends_with(kind))
        || media.starts_with("application/x-");
    is_text && bytes >= 1024
}

/// Whether a file speaks to a host and is no part of the site that readers see.
pub fn is_for_hosts(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with('.') || matches!(path, "_headers" | redirects::LIST | "CNAME")
}

/// `_headers`, as Netlify and Cloudflare Pages read it. Both ask again for what
/// no rule names, and Cloudflare joins what two rules say of one header.
pub fn headers_file() -> String {
    let mut text = String::from("/*\n");
    for (name, value) in everywhere() {
        let _ = writeln!(text, "  {name}: {value}");
    }
    let _ = writeln!(text, "/assets/*\n  Cache-Control: {FOREVER}");
    // What is for machines may be read from any other site.
    for (ending, media) in exports::media_types() {
        let _ =
            writeln!(text, "/*{ending}\n  Content-Type: {media}\n  Access-Control-Allow-Origin: *");
    }
    text
}

/// A server of nginx for a site: `folder` on the disk, `base_path` in addresses
/// (`/` or `/editions/asia/`).
pub fn nginx(folder: &str, base_path: &str) -> String {
    let folder = folder.trim_end_matches('/');
    let endings: Vec<String> =
        exports::media_types().map(|(ending, _)| ending.replace('.', "\\.")).collect();
    let mut text = format!(
        "# The site as nginx serves it. Put this file into /etc/nginx/conf.d/, write your\n\
         # name after `server_name`, and add what your certificate needs.\n\
         map $uri $virast_cache {{\n    default \"{ASK_AGAIN}\";\n    ~^{base_path}assets/ \"{FOREVER}\";\n}}\n\
         # What is for machines may be read from any other site.\n\
         map $uri $virast_origin {{\n    default \"\";\n    ~({})$ \"*\";\n}}\n\
         server {{\n    listen 80;\n    server_name edition.example;\n    charset utf-8;\n    \
         absolute_redirect off;\n    gzip_static on;\n    \
         # With the package libnginx-mod-http-brotli-static:\n    # brotli_static on;\n",
        endings.join("|"),
    );
    for (name, value) in everywhere() {
        let _ = writeln!(text, "    add_header {name} \"{value}\" always;");
    }
    text.push_str(
        "    add_header Cache-Control $virast_cache always;\n    \
         add_header Access-Control-Allow-Origin $virast_origin always;\n",
    );
    nginx_types(&mut text);
    nginx_places(&mut text, folder, base_path);
    let _ = write!(
        text,
        "    # Files that speak to hosts.\n    \
         location ~ ^{base_path}(.*/)?\\.(?!well-known/) {{ return 404; }}\n    \
         # Pages that moved; `nginx -s reload` after a publish that says so.\n    \
         include {folder}/.redirects*.conf;\n}}\n"
    );
    text
}

/// Media types by the last ending of a name.
fn nginx_types(text: &mut String) {
    text.push_str("    include /etc/nginx/mime.types;\n    types {\n        text/javascript js;\n");
    let mut texts = vec!["text/css", "text/javascript", "text/plain"];
    for (ending, media) in exports::media_types().filter(|(ending, _)| !is_compound(ending)) {
        let plain = media.split(';').next().unwrap_or(media);
        let _ = writeln!(text, "        {plain} {};", &ending[1..]);
        if media.contains("charset") {
            texts.push(plain);
        }
    }
    let _ = writeln!(text, "    }}\n    charset_types {};", texts.join(" "));
}

/// The places of the site: pages in each language with what is said where there
/// is none, and files whose type stands in two endings.
fn nginx_places(text: &mut String, folder: &str, base_path: &str) {
    // At the root of a host the folder is that of the server; elsewhere each place names it.
    let at_root = base_path == "/";
    let alias = |inside: &str| {
        if at_root { String::new() } else { format!("        alias {folder}/{inside};\n") }
    };
    if at_root {
        let _ = writeln!(text, "    root {folder};");
    }
    for lang in ["", "en/"] {
        let _ = write!(
            text,
            "    location {base_path}{lang} {{\n{}        index index.html;\n        \
             error_page 404 {base_path}{lang}404.html;\n    }}\n",
            alias(lang)
        );
    }
    for (ending, media) in exports::media_types().filter(|(ending, _)| is_compound(ending)) {
        let _ = write!(
            text,
            "    location ~ ^{base_path}(.+{})$ {{\n{}        types {{ }}\n        \
             default_type \"{media}\";\n    }}\n",
            ending.replace('.', "\\."),
            alias("$1")
        );
    }
}

/// Whether an ending is two: `.csl.json`.
fn is_compound(ending: &str) -> bool {
    ending.matches('.').count() > 1
}

/// The redirects as nginx reads them.
pub fn nginx_redirects(list: &[Redirect], base_path: &str) -> String {
    let mut text = String::new();
    for redirect in list {
        let to = redirects::to(redirect, base_path);
        for file in ["", "index.html"] {
            let from = format!("{base_path}{}{file}", redirect.from);
            let _ = writeln!(text, "location = {from} {{ return 301 {to}; }}");
        }
    }
    text
}

/// `.htaccess`, as Apache reads it where `AllowOverride` lets it.
pub fn htaccess(list: &[Redirect], base_path: &str) -> String {
    let mut text = format!(
        "DirectoryIndex index.html\nOptions -Indexes\nErrorDocument 404 {base_path}404.html\n\
         AddDefaultCharset utf-8\n"
    );
    for (ending, media) in exports::media_types() {
        // Apache takes the type from the last ending; compound ones stand below.
        if !is_compound(ending) {
            let _ = writeln!(text, "AddType \"{media}\" {ending}");
        } else {
            let form = ending.replace('.', "\\.");
            let _ =
                writeln!(text, "<FilesMatch \"{form}$\">\nForceType \"{media}\"\n</FilesMatch>");
        }
    }
    text.push_str("<IfModule mod_headers.c>\n");
    for (name, value) in everywhere() {
        let _ = writeln!(text, "Header always set {name} \"{value}\"");
    }
    let forms: Vec<String> =
        exports::media_types().map(|(ending, _)| ending.replace('.', "\\.")).collect();
    let _ = write!(
        text,
        "Header set Cache-Control \"{ASK_AGAIN}\"\n\
         Header set Cache-Control \"{FOREVER}\" \"expr=%{{REQUEST_URI}} =~ m#^{base_path}assets/#\"\n\
         <FilesMatch \"({})$\">\nHeader set Access-Control-Allow-Origin \"*\"\n</FilesMatch>\n\
         </IfModule>\n<IfModule mod_deflate.c>\n\
         AddOutputFilterByType DEFLATE text/html text/css text/javascript text/plain text/csv application/json application/xml image/svg+xml\n\
         </IfModule>\n<IfModule mod_alias.c>\n",
        forms.join("|")
    );
    for redirect in list {
        let to = redirects::to(redirect, base_path);
        let from = format!("{base_path}{}", redirect.from).replace('.', "\\.");
        let _ = writeln!(text, "RedirectMatch 301 \"^{from}(index\\.html)?$\" \"{to}\"");
    }
    // Files that speak to hosts.
    let _ = writeln!(text, "RedirectMatch 404 \"^{base_path}(.*/)?\\.(?!well-known/)\"");
    text.push_str("</IfModule>\n");
    text
}

/// A host of Apache for a site in `folder`, which carries its own [`htaccess`].
pub fn apache(folder: &str) -> String {
    let folder = folder.trim_end_matches('/');
    format!(
        "# The site as Apache serves it: put this file into /etc/apache2/sites-available/, write\n\
         # your name after `ServerName`, `a2enmod headers deflate alias`, `a2ensite` it. The rest\n\
         # stands in the site's own .htaccess, which `virast publish` writes (host = \"apache\").\n\
         <VirtualHost *:80>\n    ServerName edition.example\n    DocumentRoot {folder}\n    \
         <Directory {folder}>\n        AllowOverride All\n        Require all granted\n    \
         </Directory>\n</VirtualHost>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_media_type_of_its_longest_ending() {
        let check = |path, expected| assert_eq!(media_type(path), expected, "{path}");
        check("index.html", "text/html; charset=utf-8");
        check("articles/a/a.csl.json", "application/vnd.citationstyles.csl+json");
        check("articles/a/a.tei.xml", "application/tei+xml");
        check("data/works.json", "application/json");
        check("en/atom.xml", "application/atom+xml");
        check("search/terms/1.bin", "application/octet-stream");
    }

    #[test]
    fn what_is_named_by_its_hash_is_kept_for_good_and_nothing_else() {
        assert_eq!(cache_control("assets/main.1a2b.css"), FOREVER);
        assert_eq!(cache_control("index.html"), ASK_AGAIN);
    }

    #[test]
    fn files_for_hosts_are_no_part_of_what_readers_see() {
        for path in ["_headers", "_redirects", "CNAME", ".nojekyll", ".virast-manifest"] {
            assert!(is_for_hosts(path), "{path}");
        }
        assert!(!is_for_hosts("index.html"));
    }

    #[test]
    fn no_header_holds_what_would_end_it_in_a_configuration() {
        for (name, value) in everywhere() {
            assert!(!value.contains(['"', '\n', '\\', '$']), "{name}");
        }
    }
}
