//! Where the site can be published: the tables `[publish.<target>]`.
//!
//! No field holds a password: a target's credentials come from the environment.

use serde::Deserialize;

/// Removals of one publish that need no word of permission.
const REMOVALS: usize = 100;

/// Where the site can be published.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Target {
    /// A folder of this machine, local or mounted.
    Folder(Folder),
    /// A branch of a git repository.
    Git(Git),
    /// A bucket of S3 or of what speaks like it.
    S3(Bucket),
    /// One ZIP file.
    Archive(Archive),
}

/// A folder of this machine, local or mounted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    /// From the project's root, or absolute.
    pub path: String,
    /// What serves the folder.
    #[serde(default)]
    pub host: Host,
    /// Where the site is read; without it, `base_url`.
    pub url: Option<String>,
    /// Files that one publish may remove without being told so.
    #[serde(default = "removals")]
    pub removals: usize,
}

/// A branch of a git repository.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Git {
    /// The name of a remote of the project's repository, an address without a
    /// password, or a path from the project's root.
    #[serde(default = "origin")]
    pub remote: String,
    /// The branch, which is Virast's alone.
    #[serde(default = "pages_branch")]
    pub branch: String,
    /// What serves the branch.
    #[serde(default)]
    pub host: Host,
    /// The name of the site's own that GitHub Pages is to answer to (`CNAME`).
    pub domain: Option<String>,
    /// Where the site is read; without it, `base_url`.
    pub url: Option<String>,
    /// Files that one publish may remove without being told so.
    #[serde(default = "removals")]
    pub removals: usize,
}

/// A bucket of S3 or of what speaks like it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// The bucket's name.
    pub bucket: String,
    /// A folder in the bucket; without it, its root.
    #[serde(default)]
    pub prefix: String,
    /// The server's address, for others than Amazon.
    pub endpoint: Option<String>,
    /// The region; without it, `AWS_REGION` or `us-east-1`.
    pub region: Option<String>,
    /// Where the site is read; without it, `base_url`.
    pub url: Option<String>,
    /// Files that one publish may remove without being told so.
    #[serde(default = "removals")]
    pub removals: usize,
}

/// One ZIP file with the whole site, to be kept or to be read without a server.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// The file, from the project's root, or absolute.
    pub path: String,
}

/// What serves a site, and so what must stand beside its pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Host {
    /// Any: whatever helps some host and harms none.
    #[default]
    Any,
    /// nginx: compressed copies, redirects to include.
    Nginx,
    /// Apache: `.htaccess`.
    Apache,
    /// GitHub Pages: `.nojekyll`, `CNAME`; neither headers nor redirects.
    Github,
    /// GitLab Pages: `_redirects`, compressed copies.
    Gitlab,
    /// Netlify: `_headers`, `_redirects`.
    Netlify,
    /// Cloudflare Pages: `_headers`, `_redirects`.
    Cloudflare,
}

impl Host {
    /// Whether it answers with a redirect where a list says so. An old address
    /// then has no page of its own, which would come first.
    pub fn redirects(self) -> bool {
        matches!(self, Self::Nginx | Self::Apache | Self::Gitlab | Self::Netlify | Self::Cloudflare)
    }

    /// Whether it reads `_redirects`.
    pub fn reads_redirects(self) -> bool {
        matches!(self, Self::Any | Self::Gitlab | Self::Netlify | Self::Cloudflare)
    }

    /// Whether it reads `_headers`.
    pub fn reads_headers(self) -> bool {
        matches!(self, Self::Any | Self::Netlify | Self::Cloudflare)
    }

    /// Whether it answers with a compressed copy that stands beside a file.
    pub fn takes_compressed(self) -> bool {
        matches!(self, Self::Nginx | Self::Gitlab)
    }
}

impl Target {
    /// What serves it.
    pub fn host(&self) -> Host {
        match self {
            Self::Folder(folder) => folder.host,
            Self::Git(git) => git.host,
            Self::S3(_) | Self::Archive(_) => Host::Any,
        }
    }

    /// Where the site is read, if that is not `base_url`.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Folder(folder) => folder.url.as_deref(),
            Self::Git(git) => git.url.as_deref(),
            Self::S3(bucket) => bucket.url.as_deref(),
            Self::Archive(_) => None,
        }
    }

    /// Files that one publish may remove without being told so.
    pub fn removals(&self) -> usize {
        match self {
            Self::Folder(folder) => folder.removals,
            Self::Git(git) => git.removals,
            Self::S3(bucket) => bucket.removals,
            Self::Archive(_) => usize::MAX,
        }
    }

    /// The name that GitHub Pages is to answer to.
    pub fn domain(&self) -> Option<&str> {
        match self {
            Self::Git(git) => git.domain.as_deref(),
            Self::Folder(_) | Self::S3(_) | Self::Archive(_) => None,
        }
    }

    /// An address of the target that holds a password, which it must not.
    pub fn told_password(&self) -> Option<&str> {
        let address = match self {
            Self::Git(git) => Some(git.remote.as_str()),
            Self::S3(bucket) => bucket.endpoint.as_deref(),
            Self::Folder(_) | Self::Archive(_) => None,
        };
        let user = |address: &str| {
            let (_, rest) = address.split_once("://")?;
            let (user, _) = rest.split('/').next()?.rsplit_once('@')?;
            // `ssh://git@host` names a user and tells nothing.
            (user.contains(':') || !address.starts_with("ssh://")).then_some(())
        };
        address.filter(|address| user(address).is_some())
    }
}

fn removals() -> usize {
    REMOVALS
}

fn origin() -> String {
    "origin".to_owned()
}

fn pages_branch() -> String {
    "gh-pages".to_owned()
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn a_password_in_an_address_is_seen() {
        let check = |remote: &str, expected: bool| {
            let text = format!("[publish.site]\nkind = \"git\"\nremote = {remote:?}\n");
            let told = Config::parse(&text).unwrap().publish["site"].told_password().is_some();
            assert_eq!(told, expected, "{remote}");
        };
        check("origin", false);
        check("../pages.git", false);
        check("git@github.example:edition/pages.git", false);
        check("ssh://git@github.example/edition/pages.git", false);
        check("https://github.example/edition/pages.git", false);
        check("https://me:secret@github.example/edition/pages.git", true);
        check("https://token@github.example/edition/pages.git", true);
    }

    #[test]
    fn a_target_has_the_fields_of_its_kind_and_no_keys() {
        for (fields, expected) in [
            ("kind = \"folder\"\npath = \"/srv/www\"", true),
            ("kind = \"folder\"\npath = \"/srv/www\"\nbucket = \"b\"", false),
            ("kind = \"s3\"\nbucket = \"b\"", true),
            ("kind = \"s3\"\nbucket = \"b\"\nsecret_key = \"s\"", false),
            ("kind = \"git\"", true),
            ("kind = \"archive\"\npath = \"edition.zip\"", true),
            ("kind = \"floppy\"", false),
        ] {
            let parsed = Config::parse(&format!("[publish.site]\n{fields}\n"));
            assert_eq!(parsed.is_ok(), expected, "{fields}");
        }
    }
}
