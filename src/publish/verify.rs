//! The live files, read back: whether readers get what was sent.

use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use reqwest::{Client, StatusCode};

use crate::diag::Error;
use crate::output::hosting;
use crate::publish::shipment::{self, Shipment};
use crate::publish::{Step, refusal};

/// Requests under way at a time.
const AT_ONCE: usize = 16;

/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(30);

/// How long a server of files may need until it shows the new ones.
pub(super) const SERVED: Duration = Duration::from_secs(5);

/// How long a host may need that builds from a branch.
pub(super) const BUILT: Duration = Duration::from_secs(180);

/// Between two rounds.
const PAUSE: Duration = Duration::from_secs(2);

/// An address without a page, for the test of what is said there.
const NOWHERE: &str = "no-such-page-of-this-edition/";

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// The address of the site.
    pub address: String,
    /// Files that are the same.
    pub files: usize,
    /// Old addresses that lead on.
    pub redirects: usize,
    /// Whether an address without a page is answered with 404.
    pub says_not_found: bool,
    /// Whether pages carry the content policy as a header.
    pub sends_policy: bool,
}

/// Makes the cryptography known that all connections use. Doing it again changes nothing.
pub(super) fn with_cryptography() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Asks for every file that readers see, until all are the same or `patience` is over.
pub(super) fn verify(
    address: &str,
    base_path: &str,
    shipment: &Shipment,
    patience: Duration,
    progress: &(dyn Fn(Step<'_>) + Sync),
) -> Result<Proof, Error> {
    with_cryptography();
    let address = format!("{}/", address.trim_end_matches('/'));
    let failed = |e: &dyn std::error::Error| refusal::target_said(&address, &e.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| failed(&e))?;
    let client = Client::builder().timeout(ANSWER).build().map_err(|e| failed(&e))?;
    let site = Site { client, address: address.clone(), base_path };
    runtime.block_on(async {
        let wanted = shipment.files().iter().map(|(path, hash)| (path.as_str(), hash.as_str()));
        let mut left: Vec<(&str, &str)> = wanted
            .filter(|(path, _)| !hosting::is_for_hosts(path) && !shipment.is_copy(path))
            .collect();
        let all = left.len();
        let mut rounds = patience.as_secs() / PAUSE.as_secs();
        let mut failures = Vec::new();
        while !left.is_empty() {
            failures = site.compare(&left, all, progress).await;
            left.retain(|(path, _)| failures.iter().any(|(failed, _)| failed == path));
            if left.is_empty() || rounds == 0 {
                break;
            }
            rounds -= 1;
            tokio::time::sleep(PAUSE).await;
        }
        let mut wrong: Vec<String> =
            failures.into_iter().map(|(path, why)| format!("{path}: {why}")).collect();
        wrong.sort();
        for redirect in shipment.redirects() {
            wrong.extend(site.leads_on(&redirect.from, &redirect.to).await);
        }
        if !wrong.is_empty() {
            return Err(refusal::unlike(&address, &wrong));
        }
        let (says_not_found, sends_policy) = site.manners().await;
        let redirects = shipment.redirects().len();
        Ok(Proof { address: address.clone(), files: all, redirects, says_not_found, sends_policy })
    })
}

/// The live site.
struct Site<'a> {
    client: Client,
    address: String,
    base_path: &'a str,
}

impl Site<'_> {
    /// The files that differ, with what is wrong.
    async fn compare(
        &self,
        files: &[(&str, &str)],
        all: usize,
        progress: &(dyn Fn(Step<'_>) + Sync),
    ) -> Vec<(String, String)> {
        let ask = |(path, hash): &(&str, &str)| {
            let (path, hash) = ((*path).to_owned(), (*hash).to_owned());
            async move {
                let wrong = self.differs(&path, &hash).await;
                (path, wrong)
            }
        };
        let mut asking = stream::iter(files.iter().map(ask)).buffer_unordered(AT_ONCE);
        let mut done = all - files.len();
        let mut failures = Vec::new();
        while let Some((path, wrong)) = asking.next().await {
            match wrong {
                Some(why) => failures.push((path, why)),
                None => {
                    done += 1;
                    progress(Step { done, all, path: &path });
                }
            }
        }
        failures
    }

    async fn differs(&self, path: &str, hash: &str) -> Option<String> {
        let answer = match self.client.get(self.url(path)).send().await {
            Ok(answer) => answer,
            Err(e) => return Some(format!("no answer ({})", said(&e))),
        };
        if answer.status() != StatusCode::OK {
            return Some(format!("answered with {}", answer.status()));
        }
        match answer.bytes().await {
            Ok(bytes) if shipment::hash(&bytes) == hash => None,
            Ok(_) => Some("has other bytes".to_owned()),
            Err(e) => Some(format!("the answer broke off ({})", said(&e))),
        }
    }

    /// What is wrong with an address that is to lead on.
    async fn leads_on(&self, from: &str, to: &str) -> Option<String> {
        let wanted = if to.contains("://") { to.to_owned() } else { self.url(to) };
        let answer = match self.client.get(self.url(from)).send().await {
            Ok(answer) => answer,
            Err(e) => return Some(format!("{from}: no answer ({})", said(&e))),
        };
        let came_to = answer.url().to_string();
        if came_to.trim_end_matches("index.html") == wanted {
            return None;
        }
        // The page that leads on names the address where it leads.
        let text = answer.text().await.unwrap_or_default();
        let canonical = format!("{}{to}\">", self.base_path);
        let names_it = text.contains(&canonical) || text.contains(&format!("href=\"{wanted}\""));
        (!names_it).then(|| format!("{from}: does not lead to {to}"))
    }

    /// Whether a wrong address gets 404, and whether the home page has its policy.
    async fn manners(&self) -> (bool, bool) {
        let missing = self.client.get(self.url(NOWHERE)).send().await;
        let home = self.client.get(self.url("")).send().await;
        let policy =
            |answer: reqwest::Response| answer.headers().contains_key("content-security-policy");
        (
            missing.is_ok_and(|answer| answer.status() == StatusCode::NOT_FOUND),
            home.is_ok_and(policy),
        )
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

/// Why a request failed: the cause, which says more than "error sending request".
fn said(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
