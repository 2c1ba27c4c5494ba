//! The command line: reads it, runs one command, prints, sets the exit status.
//!
//! Exit status: 0 when all is well (warnings do not count), 1 when the content
//! has errors, 2 when the command could not run.

mod ask;
mod terminal;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum};
use virast::config;
use virast::content::blank::{self, BlankKind};
use virast::diag::{self, Diagnostic, Error};
use virast::disk;
use virast::output::exports::Form;
use virast::pipeline::{self, Built, Drafts, Loaded};
use virast::publish::{self, Allowed};
use virast::serve;
use virast::serve::watch::Watcher;
use virast::text::Lang;

use crate::ask::Wanted;
use crate::terminal::Summary;

/// A build makes and drops some ten million texts on all processors at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
  virast import             restore the article texts that config.toml names
  virast serve              preview the site, rebuilt at every save
  virast check              what is there to mend, with file, line and column
  virast build              write the site to public/";

#[derive(Debug, Subcommand)]
enum Command {
    /// Restore article texts into content/articles/
    ///
    /// Reads what a PDF extractor left of an article, undoes the damage it finds, and
    /// writes text.md, which you go on to correct by hand, and import.json, which says
    /// what was done to which line. What you corrected stays when you import again.
    #[command(
        after_help = "Examples:\n  virast import\n  virast import ~/texts/border-trade.txt --slug border-trade"
    )]
    Import {
        /// The texts; without any, those that config.toml names under [import]
        files: Vec<PathBuf>,
        /// The article's folder in content/articles/; without it, that of the article
        /// whose `source` names the file, or one named after the file
        #[arg(long)]
        slug: Option<String>,
        /// Go through what import could not decide
        #[arg(long)]
        review: bool,
    },
    /// Write the site to public/
    ///
    /// Imports the sources of config.toml that are new, then writes the site. The old
    /// one stays whole until the new one is complete. With errors in the content the
    /// site is not written and the exit status is 1.
    #[command(after_help = "Examples:\n  virast build\n  virast build --out /srv/www/edition")]
    Build {
        /// The folder to write, from the project's root
        #[arg(long, value_name = "FOLDER", default_value = "public")]
        out: PathBuf,
        /// With the pages that are marked `draft = true`; such a site cannot be published
        #[arg(long)]
        drafts: bool,
    },
    /// Preview the site on this machine, rebuilt at every save
    ///
    /// Imports the sources of config.toml that are new, then builds in memory, reloads
    /// the browser at every change, and shows errors in the page.
    #[command(after_help = "Examples:\n  virast serve\n  virast serve --port 8080")]
    Serve {
        /// The port
        #[arg(long, default_value_t = 4000)]
        port: u16,
        /// Another address of this machine to listen on, such as 0.0.0.0 for all, so
        /// that other machines see the preview; without it, only this one does
        #[arg(long)]
        address: Option<IpAddr>,
    },
    /// Make a content file with its front matter filled in as far as it can be
    ///
    /// Never overwrites a file. On a terminal it asks for what is not told. Without a
    /// title, the name stands for it until you write one.
    #[command(
        after_help = "Examples:\n  virast new person shavkat-mirziyoyev --title \"شوکت میرضیایف\"\n  \
                            virast new event 2024-06-30-doha-meeting\n  virast new translation uzbekistan --title Uzbekistan"
    )]
    New {
        /// What to make
        #[arg(value_enum)]
        kind: Option<NewKind>,
        /// Its id and address: small Latin letters, digits, hyphens; an event's begins with
        /// its date; for a translation, the id of the page
        name: Option<String>,
        /// The title, in the file's language
        #[arg(long)]
        title: Option<String>,
        /// The file's language; `en` makes the translation of a Persian file
        #[arg(long, value_enum, default_value_t = NewLang::Fa)]
        lang: NewLang,
    },
    /// Bring public/ to a target of config.toml
    ///
    /// Prints the plan first: what is added, changed, removed and redirected. Only files
    /// that Virast put there are ever replaced or removed. Refuses a site that is not
    /// what the content says now, one with drafts, more removals than the target lets
    /// pass, and addresses that were live and would lead nowhere.
    #[command(
        after_help = "Examples:\n  virast build\n  virast publish site --dry-run\n  virast publish site --verify\n\n\
                            Credentials come from the environment alone: git's own for branches,\n\
                            AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for buckets."
    )]
    Publish {
        /// The target's name: `[publish.<target>]` in config.toml
        target: String,
        /// Print the plan and stop
        #[arg(long)]
        dry_run: bool,
        /// Build the site first
        #[arg(long)]
        build: bool,
        /// Read the live files back and compare them with what was sent
        #[arg(long)]
        verify: bool,
        /// Remove more files than the target's settings let pass
        #[arg(long)]
        allow_removals: bool,
        /// Let addresses end that were live
        #[arg(long)]
        allow_lost_addresses: bool,
        /// Print the configuration of nginx or Apache that fits the target, and stop
        #[arg(long)]
        server_config: bool,
    },
    /// Write the machine-readable forms of the edition, without the site
    ///
    /// With errors in the content nothing is written and the exit status is 1.
    #[command(
        after_help = "Examples:\n  virast export\n  virast export --format tei,epub --out /tmp/edition"
    )]
    Export {
        /// The folder to write, from the project's root
        #[arg(long, value_name = "FOLDER", default_value = "export")]
        out: PathBuf,
        /// Which forms; without it, all
        #[arg(long, value_name = "FORM", value_delimiter = ',', value_parser = form_names())]
        format: Vec<String>,
    },
    /// List every problem in the content, with file, line and column
    ///
    /// Exit status 1 when there are errors; warnings do not count.
    #[command(
        after_help = "Examples:\n  virast check\n  virast check --watch\n  virast check --format json | jq .message"
    )]
    Check {
        /// How to print: for people, one JSON object a line, or GitHub annotations
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Stay, and check again at every save
        #[arg(long)]
        watch: bool,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
    Github,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NewKind {
    Article,
    State,
    Person,
    Group,
    Organization,
    Event,
    Page,
    Translation,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NewLang {
    Fa,
    En,
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
        Command::Import { files, slug, review: false } => import(&root, files, slug.as_deref()),
        Command::Import { files, slug, review: true } => review(&root, files, slug.as_deref()),
        Command::Build { out, drafts } => build(&root, out, *drafts),
        Command::Export { out, format } => export(&root, out, format),
        Command::Serve { port, address } => preview(&root, *address, *port),
        Command::Check { format, watch: false } => check(&root, *format),
        Command::Check { format, watch: true } => check_again(&root, *format),
        Command::New { kind, name, title, lang } => {
            let kind = kind.map(NewKind::blank);
            new(&root, ask::complete(kind, name.clone(), title.clone())?, *lang)
        }
        Command::Publish { target, server_config: true, .. } => {
            let config = config::Config::load(&root)?;
            terminal::line(publish::server_config(&root, &config, target)?.trim_end());
            Ok(ExitCode::SUCCESS)
        }
        Command::Publish { target, dry_run, build, verify, .. } => {
            let steps = Steps { build: *build, dry_run: *dry_run, verify: *verify };
            publish(&root, target, steps, allowed(&arguments.command))
        }
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

fn import(root: &Path, files: &[PathBuf], slug: Option<&str>) -> Result<ExitCode, Error> {
    let sources = pipeline::import(root, files, slug, &terminal::step)?;
    terminal::step_done();
    terminal::imported(&sources);
    let refused = sources.summary.articles.iter().any(|a| a.refused.is_some());
    Ok(ExitCode::from(u8::from(refused)))
}

/// Imports, and asks what import could not decide.
fn review(root: &Path, files: &[PathBuf], slug: Option<&str>) -> Result<ExitCode, Error> {
    let sources = pipeline::import(root, files, slug, &terminal::step)?;
    terminal::step_done();
    terminal::diagnostics(&sources.summary.problems());
    let decided = terminal::review(&sources.summary.questions())?;
    if !decided.is_empty() {
        pipeline::decide(root, &decided)?;
        return import(root, files, slug);
    }
    terminal::not_imported(&sources);
    let refused = sources.summary.articles.iter().any(|a| a.refused.is_some());
    Ok(ExitCode::from(u8::from(refused)))
}

/// Imports what is new, as `build` and `serve` do first.
fn import_new(root: &Path) -> Result<(), Error> {
    let sources = pipeline::import_new(root, &terminal::step)?;
    terminal::step_done();
    terminal::imported(&sources);
    Ok(())
}

fn build(root: &Path, out: &Path, drafts: bool) -> Result<ExitCode, Error> {
    let start = Instant::now();
    import_new(root)?;
    let drafts = if drafts { Drafts::Shown } else { Drafts::LeftOut };
    let built = pipeline::build(root, &root.join(out), drafts)?;
    written(built, out, start)
}

fn export(root: &Path, out: &Path, names: &[String]) -> Result<ExitCode, Error> {
    let start = Instant::now();
    let named: Vec<Form> = names.iter().filter_map(|name| Form::from_name(name)).collect();
    let forms = if named.is_empty() { Form::ALL.to_vec() } else { named };
    let built = pipeline::export(root, &root.join(out), &forms)?;
    written(built, out, start)
}

/// The names of the forms, as `--format` takes them.
fn form_names() -> PossibleValuesParser {
    Form::ALL.map(Form::name).into()
}

/// Says what was written, or why nothing was.
fn written(built: Built, out: &Path, start: Instant) -> Result<ExitCode, Error> {
    terminal::diagnostics(&built.loaded.diagnostics);
    terminal::missing_fonts(&built.missing_fonts);
    let summary = Summary::of(&built.loaded);
    let done = match built.written {
        Some(written) => {
            terminal::built(&summary, &written, out, start.elapsed());
            Ok(ExitCode::SUCCESS)
        }
        None => Err(Error::Content { errors: diag::errors(&built.loaded.diagnostics) }),
    };
    // The program ends here: the system takes an edition back at once, which text
    // by text takes longer than many a page.
    std::mem::forget(built.loaded);
    done
}

fn check(root: &Path, format: Format) -> Result<ExitCode, Error> {
    let loaded = pipeline::load(root)?;
    report(&loaded, format);
    Ok(ExitCode::from(u8::from(diag::errors(&loaded.diagnostics) > 0)))
}

/// Checks at every save, until it is stopped.
fn check_again(root: &Path, format: Format) -> Result<ExitCode, Error> {
    let mut watcher = Watcher::of(root)?;
    let mut memory = pipeline::Memory::default();
    loop {
        match pipeline::load_again(root, Drafts::LeftOut, None, &mut memory) {
            Ok(Some(loaded)) => report(&loaded, format),
            Ok(None) => {}
            Err(error) => terminal::failure(&error),
        }
        if watcher.next_change().is_none() {
            return Ok(ExitCode::SUCCESS);
        }
    }
}

fn report(loaded: &Loaded, format: Format) {
    match format {
        Format::Text => {
            terminal::diagnostics(&loaded.diagnostics);
            terminal::checked(&Summary::of(loaded));
        }
        Format::Json => loaded.diagnostics.iter().for_each(|d| terminal::line(&d.to_json())),
        Format::Github => loaded.diagnostics.iter().for_each(|d| terminal::line(&annotation(d))),
    }
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

impl NewKind {
    fn blank(self) -> BlankKind {
        match self {
            Self::Article => BlankKind::Article,
            Self::State => BlankKind::State,
            Self::Person => BlankKind::Person,
            Self::Group => BlankKind::Group,
            Self::Organization => BlankKind::Organization,
            Self::Event => BlankKind::Event,
            Self::Page => BlankKind::Page,
            Self::Translation => BlankKind::Translation,
        }
    }
}

fn new(root: &Path, wanted: Wanted, lang: NewLang) -> Result<ExitCode, Error> {
    let Wanted { kind, name, title } = wanted;
    let lang = match lang {
        NewLang::Fa => Lang::Fa,
        NewLang::En => Lang::En,
    };
    let is_there = |path: &&String| root.join(path).is_file();
    let blank = match blank::originals(&name).iter().find(is_there) {
        Some(original) if kind == BlankKind::Translation => {
            blank::translation(original, &name, title.as_deref())?
        }
        _ => blank::blank(kind, &name, title.as_deref(), lang)?,
    };
    disk::write_fresh(&root.join(&blank.path), blank.text.as_bytes())?;
    terminal::made(&blank.path);
    Ok(ExitCode::SUCCESS)
}

/// How far a publish goes.
#[derive(Clone, Copy, Debug)]
struct Steps {
    build: bool,
    dry_run: bool,
    verify: bool,
}

/// What the flags of a publish allow.
fn allowed(command: &Command) -> Allowed {
    match command {
        Command::Publish { allow_removals, allow_lost_addresses, .. } => {
            Allowed { removals: *allow_removals, lost_addresses: *allow_lost_addresses }
        }
        _ => Allowed::default(),
    }
}

fn publish(root: &Path, target: &str, steps: Steps, allowed: Allowed) -> Result<ExitCode, Error> {
    let public = root.join("public");
    if steps.build {
        build(root, Path::new("public"), false)?;
    }
    let loaded = pipeline::load(root)?;
    let errors = diag::errors(&loaded.diagnostics);
    if errors > 0 {
        terminal::diagnostics(&loaded.diagnostics);
        return Err(Error::Content { errors });
    }
    let fresh = pipeline::site(root, &loaded)?;
    let list = fresh.files.last().map_or(&[][..], |list| list.bytes.as_slice());
    publish::refusal::check_site(&public, list)?;
    let plan = publish::plan(root, &loaded.config, target, &public)?;
    terminal::plan(&plan, steps.dry_run);
    plan.guard(allowed)?;
    if steps.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    let done = publish::carry_out(root, &plan, &terminal::progress);
    terminal::step_done();
    done?;
    terminal::published(&plan);
    if steps.verify {
        let proof = publish::verify(&loaded.config, &plan, &terminal::progress);
        terminal::step_done();
        terminal::verified(&proof?);
    }
    Ok(ExitCode::SUCCESS)
}

fn preview(root: &Path, address: Option<IpAddr>, port: u16) -> Result<ExitCode, Error> {
    import_new(root)?;
    serve::serve(root, address, port, &terminal::preview)?;
    Ok(ExitCode::SUCCESS)
}
