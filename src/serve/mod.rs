//! `serve`: the same engine, watched. The last good site stays up while a mistake is mended,
//! and the mistake shows in the page.
#![allow(clippy::disallowed_methods)]

mod answer;
mod desk;
mod network;
mod phone;
mod watch;

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tokio::sync::broadcast;

use crate::build::{self, Built, Project};
use crate::cache::Cache;
use crate::check::{self, Audit};
use crate::config::host_of;
use crate::diag::{Lang, Report};
use crate::emit::{Outputs, Supply};
use crate::media::Variants;
use crate::path::OutputPath;
use crate::site::{Site, When};
use crate::source::Sources;
use crate::store::Pack;

pub use phone::code;
use watch::Watch;

/// How often files are looked at where the system does not tell of changes.
pub const USUAL_POLL: Duration = Duration::from_millis(1000);

/// Where to listen.
pub struct Options {
    /// Address.
    pub interface: String,
    /// Port.
    pub port: u16,
    /// What pages are told their address is; by default the one listened on.
    pub base_url: Option<String>,
    /// Language of the bar.
    pub lang: Lang,
    /// How often files are looked at, instead of waiting for the system to tell.
    pub poll: Option<Duration>,
}

/// What happened, for whoever talks to the user.
pub enum Event<'a> {
    /// The site is at an address, for others in the network at these.
    Listening {
        /// For this machine.
        url: &'a str,
        /// For others.
        others: &'a [String],
    },
    /// A build ended.
    Built(&'a Built, Duration),
    /// The system does not tell of changes, so files are looked at.
    Polling,
}

/// The last good site, and what is wrong with the newest.
#[derive(Default)]
struct Served {
    outputs: Arc<Outputs>,
    pack: Option<Arc<Pack>>,
    variants: Option<Arc<Variants>>,
    sources: Arc<Sources>,
    site: Option<Arc<Site>>,
    /// The moment of the preview, if it is not the present.
    moment: Option<String>,
    overlay: String,
    base_path: String,
    feeds: Vec<String>,
    style: Option<String>,
    findings: desk::ByFile,
    /// Whether the findings are those of the site as it is shown.
    audited: bool,
}

#[derive(Clone)]
struct Shared {
    served: Arc<RwLock<Served>>,
    news: broadcast::Sender<String>,
    lang: Lang,
    /// The host of the preview's address.
    host: String,
}

/// Serves until the process ends.
pub fn run(mut project: Project, options: &Options, listener: &mut dyn FnMut(Event<'_>)) -> io::Result<()> {
    let address: IpAddr = options.interface.parse().map_err(io::Error::other)?;
    let socket = SocketAddr::new(address, options.port);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let tcp = runtime.block_on(tokio::net::TcpListener::bind(socket))?;
    let port = tcp.local_addr()?.port();
    let at = |address: IpAddr| format!("http://{}", SocketAddr::new(address, port));
    let others: Vec<String> = if address.is_unspecified() {
        phone::addresses().into_iter().filter(|other| other.is_ipv4() || address.is_ipv6()).map(at).collect()
    } else {
        Vec::new()
    };
    let shown = others.first().cloned().unwrap_or_else(|| at(address));
    let url = options.base_url.clone().unwrap_or(shown);
    project.overrides.base_url = Some(url.clone());
    project.graph = true;
    let (news, _) = broadcast::channel(16);
    let host = host_of(&url).unwrap_or_default();
    let shared = Shared { served: Arc::default(), news, lang: options.lang, host };
    // Watching begins before the first build, so that no edit falls in between.
    let (mut watch, fell_back) = Watch::begin(&project.root, options.poll, USUAL_POLL)?;
    if fell_back {
        listener(Event::Polling);
    }
    // A preview has an address of its own, so nearly every page differs from the published one.
    let mut cache = Cache::open(&project.root.join(build::STATE).join("serve"), &build::variants(&project));
    rebuild(&mut project, &shared, &mut cache, &BTreeSet::new(), listener);
    listener(Event::Listening { url: &url, others: &others });
    let app = Router::new()
        .route(desk::EVENTS, get(answer::events))
        .route(desk::PAGE, get(answer::of_page))
        .route(desk::SCRIPT, get(answer::own))
        .route(desk::STYLE, get(answer::own))
        .fallback(get(answer::page))
        .layer(from_fn_with_state(shared.clone(), answer::guard))
        .with_state(shared.clone());
    runtime.spawn(async move { axum::serve(tcp, app).await });
    while let Some(paths) = watch.next() {
        rebuild(&mut project, &shared, &mut cache, &paths, listener);
    }
    Ok(())
}

fn rebuild(
    project: &mut Project,
    shared: &Shared,
    cache: &mut Cache,
    changed: &BTreeSet<PathBuf>,
    listener: &mut dyn FnMut(Event<'_>),
) {
    let begun = Instant::now();
    project.read_at = build::now();
    let mut built = build::build(project, cache, &mut |_| {});
    listener(Event::Built(&built, begun.elapsed()));
    let overlay = desk::overlay(&built, shared.lang);
    let failed = built.report.has_errors();
    let only_styles = !failed
        && !changed.is_empty()
        && changed.iter().all(|path| path.extension().is_some_and(|extension| extension == "css"));
    let style = style_of(&built.outputs);
    let findings = desk::by_file(&[&built.report], &built.sources, shared.lang);
    let sources = Arc::new(std::mem::take(&mut built.sources));
    let message = {
        let Ok(mut served) = shared.served.write() else { return };
        let had_overlay = !served.overlay.is_empty();
        served.overlay = overlay;
        served.findings = findings;
        served.audited = false;
        if !failed {
            served.outputs = built.outputs.clone();
            served.pack = Some(built.pack.clone());
            served.variants = Some(built.variants.clone());
            served.sources = sources.clone();
            served.site = built.site.clone();
            served.moment = moment(project, &built);
            served.base_path = built.config.base_path.clone();
            served.feeds = built.config.feed_filenames.clone();
            served.style = style.clone();
        }
        match style {
            Some(style) if only_styles && !had_overlay => format!("css {}{style}", built.config.base_path),
            _ => "reload".to_owned(),
        }
    };
    let _nobody_listens = shared.news.send(message).is_err();
    audit(&built, &sources, shared);
    let _optional = cache.save(built.config.limits.cache_bytes).is_ok();
}

/// Looks for what only `fanzha check` tells, when the page is on the screen already.
fn audit(built: &Built, sources: &Sources, shared: &Shared) {
    let mut report = Report::new();
    if let Some(site) = &built.site {
        let supply = Supply { sources, pack: &built.pack, variants: &built.variants };
        check::audit(&Audit { site, config: &built.config, outputs: &built.outputs, supply }, &mut report);
    }
    let findings = desk::by_file(&[&built.report, &report], sources, shared.lang);
    if let Ok(mut served) = shared.served.write() {
        served.findings = findings;
        served.audited = true;
    }
    let _nobody_listens = shared.news.send("findings".to_owned()).is_err();
}

/// The moment that somebody asked to see the site at.
fn moment(project: &Project, built: &Built) -> Option<String> {
    let When::At(instant) = project.when else { return None };
    let moment = crate::date::at_instant(instant, &built.config.zone);
    crate::date::format(&moment.rfc3339(), "%Y-%m-%d %H:%M")
}

fn style_of(outputs: &Outputs) -> Option<String> {
    outputs
        .files
        .keys()
        .map(OutputPath::as_str)
        .find(|path| path.starts_with("assets/main.") && path.ends_with(".css"))
        .map(|path| format!("/{path}"))
}
