//! A bucket of S3, or of what speaks like it.
//!
//! A bucket has no step that swaps sites, so the list of what is there (the
//! manifest) goes ahead: first it says what may be unsure, then it is written
//! again and again while files arrive, and last it is the new site's. Whoever
//! publishes next, from whatever machine, goes on from it. Assets come before
//! the pages that load them, removals last.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, ObjectStore as _, ObjectStoreExt as _, PutOptions, PutPayload,
    RetryConfig,
};
use tokio::runtime::Runtime;

use crate::config::target;
use crate::diag::Error;
use crate::output::{MANIFEST, hosting};
use crate::publish::manifest::Manifest;
use crate::publish::{Plan, Step, There, refusal, verify};

/// Requests under way at a time.
const AT_ONCE: usize = 16;

/// How often a file is tried.
const TRIES: u32 = 6;

/// How often the client repeats a request by itself within one try.
const REPEATS: usize = 1;

/// How long is waited after the first failure; then twice as long, and so on.
const PAUSE: Duration = Duration::from_millis(100);

/// The list is written again when so many files have arrived.
const CHECKPOINT: usize = 25;

/// What in the environment says who publishes.
const KEYS: [&str; 4] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/// A bucket that can be asked.
#[derive(Debug)]
pub(super) struct Store {
    client: Arc<AmazonS3>,
    runtime: Runtime,
    prefix: String,
    place: String,
}

impl Store {
    /// Prepares the client; asks nothing yet.
    pub(super) fn open(settings: &target::Bucket) -> Result<Self, Error> {
        if KEYS.iter().all(|key| std::env::var_os(key).is_none()) {
            return Err(refusal::no_keys());
        }
        verify::with_cryptography();
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(&settings.bucket)
            .with_retry(RetryConfig { max_retries: REPEATS, ..RetryConfig::default() })
            // One removal a request: not every server has the other way.
            .with_disable_bulk_delete(true);
        if let Some(region) = &settings.region {
            builder = builder.with_region(region);
        }
        if let Some(endpoint) = &settings.endpoint {
            builder = builder
                .with_endpoint(endpoint.trim_end_matches('/'))
                .with_virtual_hosted_style_request(false)
                .with_allow_http(endpoint.starts_with("http://"));
        }
        let prefix = settings.prefix.trim_matches('/').to_owned();
        let place = format!("s3://{}/{prefix}", settings.bucket);
        let client = builder.build().map_err(|e| failed(&place, &e))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|e| refusal::target_said(&place, &e.to_string()))?;
        Ok(Self { client: Arc::new(client), runtime, prefix, place })
    }

    /// As people call it.
    pub(super) fn place(&self) -> String {
        self.place.clone()
    }

    /// The key of a file. (`Path::from` would escape what is not ASCII.)
    fn key(&self, path: &str) -> Result<Path, String> {
        let key = if self.prefix.is_empty() {
            path.to_owned()
        } else {
            format!("{}/{path}", self.prefix)
        };
        Path::parse(key).map_err(|e| e.to_string())
    }

    /// What stands in the bucket.
    pub(super) fn there(&self) -> Result<There, Error> {
        self.runtime.block_on(async {
            let said = |e: String| refusal::target_said(&self.place, &e);
            let folder = (!self.prefix.is_empty()).then(|| Path::parse(&self.prefix));
            let folder = folder.transpose().map_err(|e| said(e.to_string()))?;
            let listed = again(|| async {
                let list = self.client.list(folder.as_ref()).map_ok(|object| object.location);
                list.try_collect::<Vec<Path>>().await
            });
            let listed = listed.await.map_err(|e| failed(&self.place, &e))?;
            let start =
                if self.prefix.is_empty() { String::new() } else { format!("{}/", self.prefix) };
            let inside = |key: &Path| key.as_ref().strip_prefix(&start).map(str::to_owned);
            let held: BTreeSet<String> = listed.iter().filter_map(inside).collect();
            if !held.contains(MANIFEST) {
                return Ok(There { held, ..There::default() });
            }
            let key = self.key(MANIFEST).map_err(said)?;
            let read = again(|| async { self.client.get(&key).await?.bytes().await });
            let bytes = read.await.map_err(|e| failed(&self.place, &e))?;
            let manifest = Manifest::parse(&String::from_utf8_lossy(&bytes));
            Ok(There { manifest, held })
        })
    }

    pub(super) fn carry_out(
        &self,
        plan: &Plan,
        progress: &(dyn Fn(Step<'_>) + Sync),
    ) -> Result<(), Error> {
        self.runtime.block_on(async {
            let mut list = plan.claim();
            self.write_list(&list).await?;
            let mut count =
                Count { done: 0, all: plan.added.len() + plan.changed.len() + plan.removed.len() };
            for paths in plan.writes() {
                self.upload(plan, &paths, &mut list, &mut count, progress).await?;
            }
            self.remove(plan, &mut list, &mut count, progress).await?;
            self.write_list(&plan.shipment.manifest()).await
        })
    }

    async fn write_list(&self, list: &Manifest) -> Result<(), Error> {
        let sent = self.put(MANIFEST, list.text().into_bytes()).await;
        sent.map_err(|e| refusal::incomplete(&self.place, &[format!("{MANIFEST}: {e}")]))
    }

    async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), String> {
        let key = self.key(path)?;
        let attributes = Attributes::from_iter([
            (Attribute::ContentType, hosting::media_type(path)),
            (Attribute::CacheControl, hosting::cache_control(path)),
        ]);
        let payload = PutPayload::from(bytes);
        let send = || async {
            let options = PutOptions { attributes: attributes.clone(), ..PutOptions::default() };
            self.client.put_opts(&key, payload.clone(), options).await
        };
        again(send).await.map(|_| ()).map_err(|e| said(&e))
    }

    /// Sends files, and marks in the list what has arrived.
    async fn upload(
        &self,
        plan: &Plan,
        paths: &[&str],
        list: &mut Manifest,
        count: &mut Count,
        progress: &(dyn Fn(Step<'_>) + Sync),
    ) -> Result<(), Error> {
        let send = |path: &str| {
            let path = path.to_owned();
            async move {
                let sent = match plan.shipment.bytes(&path) {
                    Ok(bytes) => self.put(&path, bytes).await,
                    Err(e) => Err(e.to_string()),
                };
                (path, sent)
            }
        };
        let mut sending =
            stream::iter(paths.iter().map(|path| send(path))).buffer_unordered(AT_ONCE);
        let mut failures = Vec::new();
        let mut fresh = 0;
        while let Some((path, sent)) = sending.next().await {
            match sent {
                Ok(()) => {
                    progress(count.step(&path));
                    fresh += 1;
                    let hash = plan.shipment.files().get(&path).cloned().unwrap_or_default();
                    list.0.insert(path, hash);
                }
                Err(why) => failures.push(format!("{path}: {why}")),
            }
            if fresh == CHECKPOINT {
                self.write_list(list).await?;
                fresh = 0;
            }
        }
        self.end(list, failures).await
    }

    async fn remove(
        &self,
        plan: &Plan,
        list: &mut Manifest,
        count: &mut Count,
        progress: &(dyn Fn(Step<'_>) + Sync),
    ) -> Result<(), Error> {
        let remove = |path: &String| {
            let path = path.clone();
            async move {
                let removed = match self.key(&path) {
                    Ok(key) => again(|| self.client.delete(&key)).await.map_err(|e| said(&e)),
                    Err(e) => Err(e),
                };
                (path, removed)
            }
        };
        let mut removing = stream::iter(plan.removed.iter().map(remove)).buffer_unordered(AT_ONCE);
        let mut failures = Vec::new();
        while let Some((path, removed)) = removing.next().await {
            match removed {
                Ok(()) => {
                    progress(count.step(&path));
                    list.0.remove(&path);
                }
                Err(why) => failures.push(format!("{path}: {why}")),
            }
        }
        self.end(list, failures).await
    }

    /// Where something failed, writes down what has arrived and says what has not.
    async fn end(&self, list: &Manifest, mut failures: Vec<String>) -> Result<(), Error> {
        if failures.is_empty() {
            return Ok(());
        }
        failures.sort();
        // If even that fails, the next publish sends some files twice.
        let _ = self.write_list(list).await;
        Err(refusal::incomplete(&self.place, &failures))
    }
}

/// How many files are done.
struct Count {
    done: usize,
    all: usize,
}

impl Count {
    fn step<'p>(&mut self, path: &'p str) -> Step<'p> {
        self.done += 1;
        Step { done: self.done, all: self.all, path }
    }
}

/// Tries until it succeeds, with longer and longer pauses; not where the server
/// has said who may not.
async fn again<T, F>(mut work: impl FnMut() -> F) -> object_store::Result<T>
where
    F: Future<Output = object_store::Result<T>>,
{
    use object_store::Error as Refusal;
    let mut pause = PAUSE;
    let mut tries = 1;
    loop {
        let done = work().await;
        let is_final = match &done {
            Ok(_)
            | Err(
                Refusal::PermissionDenied { .. }
                | Refusal::Unauthenticated { .. }
                | Refusal::NotFound { .. },
            ) => true,
            Err(_) => tries == TRIES,
        };
        if is_final {
            return done;
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
        tries += 1;
    }
}

fn failed(place: &str, error: &object_store::Error) -> Error {
    refusal::target_said(place, &said(error))
}

/// What the client says, on one line.
fn said(error: &object_store::Error) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
