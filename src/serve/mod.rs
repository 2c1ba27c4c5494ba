//! The preview: a server on 127.0.0.1 that follows every edit.
//!
//! 1. [`watch`] tells when something in the project changed.
//! 2. The same road as `build` is gone again as far as something has changed:
//!    content, model and link, from memory.
//! 3. [`answer`] finds the answer to a request there. A page is made when it is
//!    asked for, by the functions that a build runs; it touches no disk, so no
//!    path can lead out of the site.
//!
//! Errors never end it: the last good site stays, and the page shows what is
//! wrong and where, until it is mended. Nothing is written anywhere but what an
//! editor chooses on the desk ([`write`]).

pub mod watch;
mod answer;
mod guide;
mod write;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::sync::broadcast;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::BroadcastStream;

use crate::diag::{self, Code, Diagnostic, Error};
use crate::pipeline::{self, Drafts, Loaded, Memory, Preview};
use crate::serve::answer::{Answer, Asked, Door, Own};
use crate::serve::watch::Change;
use crate::serve::write::Token;

/// How often a project is read again that changes while it is read.
const TRIES: usize = 5;

/// What the preview has to say; the caller prints it.
#[derive(Debug)]
pub enum Event<'a> {
    /// The server answers at this address.
    Started { address: &'a str },
    /// The site follows a change; `time` is how long that took.
    Built { loaded: &'a Loaded, missing_fonts: &'a [String], time: Duration },
    /// The content has errors; the last good site stays.
    Broken { loaded: &'a Loaded },
    /// The project could not be read; the last good site stays.
    Failed { error: &'a Error },
}

/// The site as it stands, and what is wrong with it.
#[derive(Debug, Default)]
struct Site {
    /// The last good site; `None` before the first.
    preview: Option<Arc<Preview>>,
    /// The problems of the newest content; empty when it is good.
    problems: Vec<Problem>,
    /// All that is wrong with the newest content, warnings too.
    diagnostics: Vec<Diagnostic>,
    /// Counts the changes that a browser should see.
    version: u64,
}

/// What keeps a site from being made.
#[derive(Debug)]
struct Problem {
    /// As it is printed.
    text: String,
    /// What it is, where it is one of the content.
    code: Option<Code>,
}

/// What the server's tasks share.
#[derive(Clone)]
struct Shared {
    site: Arc<RwLock<Arc<Site>>>,
    changes: broadcast::Sender<u64>,
    own: Arc<Own>,
}

impl Shared {
    fn site(&self) -> Arc<Site> {
        // A thread that panicked while it held the lock left a whole site behind.
        Arc::clone(&self.site.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Serves the project until the process is stopped. Without an address only
/// this machine gets an answer.
///
/// # Errors
///
/// When the port is taken or the system refuses to watch the project.
pub fn serve(
    root: &Path,
    address: Option<IpAddr>,
    port: u16,
    say: &dyn Fn(Event<'_>),
) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| refused(format!("cannot start the server: {e}"), None))?;
    let at = SocketAddr::from((address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), port));
    let listener = runtime.block_on(tokio::net::TcpListener::bind(at)).map_err(|e| {
        let hint = format!("another program has the port; try `--port {}`", port.wrapping_add(1));
        refused(format!("cannot listen on {at}: {e}"), Some(hint))
    })?;
    let at = listener.local_addr().unwrap_or(at);
    let base_url = format!("http://{at}/");
    let (changes, _) = broadcast::channel(16);
    let door = Door { port: at.port(), is_open: address.is_some_and(|a| !a.is_loopback()) };
    let token = Token::new().map_err(|e| refused(format!("cannot draw a token: {e}"), None))?;
    let own = Arc::new(Own { door, root: PathBuf::from(root), token });
    let shared = Shared { site: Arc::default(), changes, own };
    let mut watcher = watch::Watcher::of(root)?;
    let mut reader = Reader {
        root,
        base_url: &base_url,
        memory: Memory::default(),
        last: None,
        has_failed: false,
    };
    reader.follow(&shared, &Change::Anything, say);
    let app = Router::new()
        .route(answer::EVENTS, get(events))
        .route(write::DECIDE, post(decide))
        .fallback(answer_request)
        .with_state(shared.clone());
    runtime.spawn(async move { axum::serve(listener, app).await });
    say(Event::Started { address: &base_url });
    while let Some(change) = watcher.next_change() {
        reader.follow(&shared, &change, say);
    }
    Ok(())
}

/// Reads the project again and again.
struct Reader<'a> {
    root: &'a Path,
    base_url: &'a str,
    memory: Memory,
    /// What was read last, good or not.
    last: Option<Arc<Loaded>>,
    /// Whether the last run could not read the project.
    has_failed: bool,
}

impl Reader<'_> {
    /// Makes the site anew, if anything changed, and tells the browsers. Whatever
    /// is wrong is kept for the page to show.
    fn follow(&mut self, shared: &Shared, change: &Change, say: &dyn Fn(Event<'_>)) {
        let (start, before) = (Instant::now(), shared.site());
        let (preview, problems) = match self.read(change, before.preview.as_deref()) {
            Ok(None) => return,
            Ok(Some(Read::Good(preview))) => {
                say(Event::Built {
                    loaded: &preview.loaded,
                    missing_fonts: &preview.look.missing_fonts,
                    time: start.elapsed(),
                });
                (Some(preview), Vec::new())
            }
            Ok(Some(Read::Broken(loaded))) => {
                say(Event::Broken { loaded: &loaded });
                let errors = loaded
                    .diagnostics
                    .iter()
                    .filter(|d| d.code.severity() == diag::Severity::Error);
                let problem = |d: &Diagnostic| Problem { text: d.to_string(), code: Some(d.code) };
                (None, errors.map(problem).collect())
            }
            Err(error) => {
                self.has_failed = true;
                say(Event::Failed { error: &error });
                (None, vec![Problem { text: format!("error: {error}"), code: None }])
            }
        };
        let diagnostics = self.last.as_ref().map(|l| l.diagnostics.clone()).unwrap_or_default();
        let version = before.version + 1;
        let preview = preview.or_else(|| before.preview.clone());
        *shared.site.write().unwrap_or_else(PoisonError::into_inner) =
            Arc::new(Site { preview, problems, diagnostics, version });
        // Nobody listening is no error.
        let _ = shared.changes.send(version);
    }

    /// `None` when nothing changed.
    fn read(&mut self, change: &Change, before: Option<&Preview>) -> Result<Option<Read>, Error> {
        let changed = self.load(change)?;
        let is_new = changed.is_some() || self.has_failed;
        let Some(loaded) = changed.or_else(|| self.last.clone()) else { return Ok(None) };
        self.last = Some(Arc::clone(&loaded));
        if diag::errors(&loaded.diagnostics) > 0 {
            self.has_failed = false;
            return Ok(is_new.then_some(Read::Broken(loaded)));
        }
        if let Some(before) = before.filter(|_| !is_new)
            && before.looks_the_same(self.root, &loaded)?
        {
            return Ok(None);
        }
        let preview = Preview::of(self.root, loaded, before)?;
        self.has_failed = false;
        Ok(Some(Read::Good(Arc::new(preview))))
    }

    /// Loads what has changed. A file that goes away between its folder's list
    /// and its turn is no error: the list is made again.
    fn load(&mut self, change: &Change) -> Result<Option<Arc<Loaded>>, Error> {
        let mut files = change.files();
        for _ in 1..TRIES {
            match pipeline::load_again(self.root, Drafts::Shown, files, &mut self.memory) {
                Err(Error::Disk { .. }) => std::thread::sleep(Duration::from_millis(10)),
                done => return Ok(done?.map(|loaded| Arc::new(self.at_our_address(loaded)))),
            }
            files = None;
        }
        let loaded = pipeline::load_again(self.root, Drafts::Shown, None, &mut self.memory)?;
        Ok(loaded.map(|loaded| Arc::new(self.at_our_address(loaded))))
    }

    fn at_our_address(&self, mut loaded: Loaded) -> Loaded {
        self.base_url.clone_into(&mut loaded.config.base_url);
        loaded
    }
}

/// What came of reading.
enum Read {
    Good(Arc<Preview>),
    Broken(Arc<Loaded>),
}

async fn answer_request(State(shared): State<Shared>, request: Request) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let host = request.headers().get("host").and_then(|h| h.to_str().ok()).map(str::to_owned);
    let (site, own) = (shared.site(), Arc::clone(&shared.own));
    // To make a page can take a while: others are answered meanwhile.
    let answered = tokio::task::spawn_blocking(move || {
        answer::answer(&site, &own, &Asked { method: &method, path: &path, host: host.as_deref() })
    });
    answered.await.unwrap_or_else(|_| Answer::failed()).into_response()
}

/// Carries out what an editor chose on the desk.
async fn decide(State(shared): State<Shared>, request: Request) -> Response {
    if !write::is_ours(&shared.own.door, request.headers()) {
        return Answer::refused().into_response();
    }
    let accept = request.headers().get("accept").and_then(|a| a.to_str().ok());
    let as_json = accept.is_some_and(|a| a.starts_with("application/json"));
    let Ok(body) = axum::body::to_bytes(request.into_body(), write::LARGEST).await else {
        return Answer::refused().into_response();
    };
    let (site, own) = (shared.site(), Arc::clone(&shared.own));
    let answered = tokio::task::spawn_blocking(move || {
        let loaded = site.preview.as_ref().map(|preview| &*preview.loaded);
        write::decide(&own.root, loaded, &own.token, &body, as_json)
    });
    answered.await.unwrap_or_else(|_| Answer::failed()).into_response()
}

/// Tells a browser at every change: the version, then what to do is the page's own affair.
async fn events(State(shared): State<Shared>, request: Request) -> Response {
    let host = request.headers().get("host").and_then(|h| h.to_str().ok());
    if !shared.own.door.lets_in(host) {
        return Answer::refused().into_response();
    }
    let later = BroadcastStream::new(shared.changes.subscribe());
    // One that is behind has missed versions, but the next tells it all.
    let later = later.map(Result::unwrap_or_default);
    let stream = tokio_stream::once(shared.site().version).chain(later).map(|version| {
        Ok::<_, std::convert::Infallible>(sse::Event::default().data(version.to_string()))
    });
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}

fn refused(message: String, hint: Option<String>) -> Error {
    Error::Refused { message, hint }
}
