//! The preview: a server on 127.0.0.1 that rebuilds on an edit and reloads the page.
//!
//! 1. [`watch`] tells when something in the project changed.
//! 2. The same road as `build` makes every file of the site, in memory.
//! 3. [`answer`] finds the answer to a request there; it touches no disk, so
//!    no path can lead out of the site.
//!
//! Errors never end it: the last good site stays, and the page shows what is
//! wrong and where, until it is mended. Nothing is written anywhere.

mod answer;
mod watch;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::sync::broadcast;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::BroadcastStream;

use crate::diag::{self, Error};
use crate::pipeline::{self, Drafts, Loaded, Memory};

/// What the preview has to say; the caller prints it.
#[derive(Debug)]
pub enum Event<'a> {
    /// The server answers at this address.
    Started { address: &'a str },
    /// The site was made anew.
    Built { loaded: &'a Loaded, files: usize, time: Duration },
    /// The content has errors; the last good site stays.
    Broken { loaded: &'a Loaded },
    /// The project could not be read; the last good site stays.
    Failed { error: &'a Error },
}

/// The site as it stands, and what is wrong with it.
#[derive(Debug, Default)]
struct Site {
    /// The last good site: path → bytes.
    files: BTreeMap<String, Vec<u8>>,
    /// What it was made of: the forms of machines are made when they are asked for.
    loaded: Option<Loaded>,
    /// The problems of the newest content, as printed; empty when it is good.
    problems: Vec<String>,
    /// Counts the changes that a browser should see.
    version: u64,
}

/// What the server's tasks share.
#[derive(Clone)]
struct Shared {
    site: Arc<RwLock<Site>>,
    changes: broadcast::Sender<u64>,
    port: u16,
}

/// Serves the project until the process is stopped.
///
/// # Errors
///
/// When the port is taken or the system refuses to watch the project.
pub fn serve(root: &Path, port: u16, say: &dyn Fn(Event<'_>)) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|e| refused(format!("cannot start the server: {e}"), None))?;
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))))
        .map_err(|e| {
            let hint =
                format!("another program has the port; try `--port {}`", port.wrapping_add(1));
            refused(format!("cannot listen on 127.0.0.1:{port}: {e}"), Some(hint))
        })?;
    let port = listener.local_addr().map_or(port, |a| a.port());
    let base_url = format!("http://127.0.0.1:{port}/");
    let (changes, _) = broadcast::channel(16);
    let shared = Shared { site: Arc::default(), changes, port };
    let watcher = watch::Watcher::of(root)?;
    let mut memory = Memory::default();
    rebuild(root, &base_url, &shared, &mut memory, say);
    let app = Router::new()
        .route(answer::EVENTS, get(events))
        .fallback(answer_request)
        .with_state(shared.clone());
    runtime.spawn(async move { axum::serve(listener, app).await });
    say(Event::Started { address: &base_url });
    while watcher.next_change() {
        rebuild(root, &base_url, &shared, &mut memory, say);
    }
    Ok(())
}

/// Makes the site anew and tells the browsers. Whatever is wrong is kept for the page to show.
fn rebuild(
    root: &Path,
    base_url: &str,
    shared: &Shared,
    memory: &mut Memory,
    say: &dyn Fn(Event<'_>),
) {
    let start = Instant::now();
    let made = pipeline::load_again(root, Drafts::Shown, memory).and_then(|mut loaded| {
        base_url.clone_into(&mut loaded.config.base_url);
        if diag::errors(&loaded.diagnostics) > 0 {
            return Ok((loaded, None));
        }
        let site = pipeline::preview(root, &loaded)?;
        Ok((loaded, Some(site.files)))
    });
    let (made, problems) = match made {
        Ok((loaded, Some(files))) => {
            say(Event::Built { loaded: &loaded, files: files.len(), time: start.elapsed() });
            (Some((loaded, files)), Vec::new())
        }
        Ok((loaded, None)) => {
            say(Event::Broken { loaded: &loaded });
            let errors =
                loaded.diagnostics.iter().filter(|d| d.code.severity() == diag::Severity::Error);
            (None, errors.map(ToString::to_string).collect())
        }
        Err(error) => {
            say(Event::Failed { error: &error });
            (None, vec![format!("error: {error}")])
        }
    };
    let version = {
        // A thread that panicked while it held the lock left a whole site behind.
        let mut site = shared.site.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((loaded, files)) = made {
            site.files = files.into_iter().map(|f| (f.path, f.bytes)).collect();
            site.loaded = Some(loaded);
        }
        site.problems = problems;
        site.version += 1;
        site.version
    };
    // Nobody listening is no error.
    let _ = shared.changes.send(version);
}

async fn answer_request(State(shared): State<Shared>, request: Request) -> Response {
    let host = request.headers().get("host").and_then(|h| h.to_str().ok());
    let site = shared.site.read().unwrap_or_else(std::sync::PoisonError::into_inner);
    answer::answer(&site, request.method(), request.uri().path(), host, shared.port).into_response()
}

/// Tells a browser at every change: the version, then `reload` is the page's own affair.
async fn events(State(shared): State<Shared>, request: Request) -> Response {
    let host = request.headers().get("host").and_then(|h| h.to_str().ok());
    if !answer::is_own_host(host, shared.port) {
        return answer::Answer::refused().into_response();
    }
    let first = {
        let site = shared.site.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        site.version
    };
    let later = BroadcastStream::new(shared.changes.subscribe()).filter_map(Result::ok);
    let stream = tokio_stream::once(first).chain(later).map(|version| {
        Ok::<_, std::convert::Infallible>(sse::Event::default().data(version.to_string()))
    });
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}

fn refused(message: String, hint: Option<String>) -> Error {
    Error::Refused { message, hint }
}
