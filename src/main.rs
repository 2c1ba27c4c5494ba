//! The command line: reads it, runs one command, prints, sets the exit status.
//!
//! Exit status: 0 when all is well (warnings do not count), 1 when the content
//! has errors, 2 when the command could not run.

mod terminal;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::{Parser, Subcommand, ValueEnum};
use virast::config;
use virast::diag::{self, Diagnostic, Error};
use virast::{pipeline, serve};

use crate::terminal::Summary;

/// Makes a bilingual (Persian and English) digital edition out of broken article text.
///
/// A project is a folder with `config.toml`, `content/` and `themes/`. Every
/// command works from any folder inside it.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Arguments {
    /// The project's folder; without it, this folder or the nearest above it
    /// that has a config.toml
    #[arg(long, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  virast serve              preview the site, rebuilt at every save
  virast check              what is there to mend, with file, line and column
  virast build              write the site to public/";

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the site to public/
    ///
    /// The old site stays whole until the new one is complete. With errors in
    /// the content nothing is written and the exit status is 1.
    #[command(after_help = "Examples:\n  virast build\n  virast build --out /srv/www/edition")]
    Build {
        /// The folder to write, from the project's root
        #[arg(long, value_name = "FOLDER", default_value = "public")]
        out: PathBuf,
    },
    /// Preview the site on this machine, rebuilt at every save
    ///
    /// Builds in memory, writes nothing, reloads the browser, and shows errors in the page.
    #[command(after_help = "Examples:\n  virast serve\n  virast serve --port 8080")]
    Serve {
        /// The port on 127.0.0.1
        #[arg(long, default_value_t = 4000)]
        port: u16,
    },
    /// List every problem in the content, with file, line and column
    ///
    /// Exit status 1 when there are errors; warnings do not count.
    #[command(after_help = "Examples:\n  virast check\n  virast check --format json | jq .message")]
    Check {
        /// How to print: for people, one JSON object a line, or GitHub annotations
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            terminal::failure(&error);
            ExitCode::from(match error {
                Error::Content { .. } => 1,
                _ => 2,
            })
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let root = root(arguments.root.as_deref())?;
    match &arguments.command {
        Command::Build { out } => build(&root, out),
        Command::Serve { port } => preview(&root, *port),
        Command::Check { format } => check(&root, *format),
    }
}

/// The project's folder: as told, or the nearest with a `config.toml`.
fn root(told: Option<&Path>) -> Result<PathBuf, Error> {
    let here = told.map_or_else(|| Path::new(".").canonicalize(), Path::canonicalize);
    let here = here.map_err(|source| Error::Disk {
        action: "open",
        path: told.unwrap_or(Path::new(".")).to_owned(),
        source,
    })?;
    let found = match told {
        Some(_) => here.join(config::FILE).is_file().then(|| here.clone()),
        None => config::find_root(&here),
    };
    found.ok_or_else(|| Error::Refused {
        message: format!("no project at {}: there is no {}", here.display(), config::FILE),
        hint: Some("go into the project's folder, or name it with `--root FOLDER`".to_owned()),
    })
}

fn build(root: &Path, out: &Path) -> Result<ExitCode, Error> {
    let start = Instant::now();
    let built = pipeline::build(root, &root.join(out))?;
    terminal::diagnostics(&built.loaded.diagnostics);
    terminal::missing_fonts(&built.missing_fonts);
    let summary = Summary::of(&built.loaded);
    match built.written {
        Some(written) => {
            terminal::built(&summary, &written, out, start.elapsed());
            Ok(ExitCode::SUCCESS)
        }
        None => Err(Error::Content { errors: diag::errors(&built.loaded.diagnostics) }),
    }
}

fn check(root: &Path, format: Format) -> Result<ExitCode, Error> {
    let loaded = pipeline::load(root)?;
    match format {
        Format::Text => {
            terminal::diagnostics(&loaded.diagnostics);
            terminal::checked(&Summary::of(&loaded));
        }
        Format::Json => loaded.diagnostics.iter().for_each(|d| terminal::line(&d.to_json())),
        Format::Github => loaded.diagnostics.iter().for_each(|d| terminal::line(&annotation(d))),
    }
    Ok(ExitCode::from(u8::from(diag::errors(&loaded.diagnostics) > 0)))
}

/// A diagnostic as a workflow command of GitHub Actions.
fn annotation(d: &Diagnostic) -> String {
    let level = d.code.severity().name();
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let hint = d.hint.as_ref().map(|h| format!(" ({h})")).unwrap_or_default();
    format!(
        "::{level} file={},line={},col={},title={}::{}",
        d.place.file,
        d.place.line,
        d.place.column,
        d.code.id(),
        escape(&format!("{}{hint}", d.message))
    )
}

fn preview(root: &Path, port: u16) -> Result<ExitCode, Error> {
    serve::serve(root, port, &terminal::preview)?;
    Ok(ExitCode::SUCCESS)
}
