//! The pipeline on one screen: read everything, decide everything, then write.

mod made;
mod target;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cache::{Cache, Outcome, Request};
use crate::config::{Config, Overrides};
use crate::diag::{Diagnostic, Report, Span, Text, code};
use crate::emit::{Outputs, Supply};
use crate::finish::{Finisher, Minifier};
use crate::hash::Fingerprinter;
use crate::media::{Bench, Progress, Variants};
use crate::query::World;
use crate::render::{self, Plan, Renderer};
use crate::reuse::{Done, Page, why};
use crate::site::{Include, Site, When};
use crate::source::Sources;
use crate::store::Pack;
use crate::theme::Theme;
use crate::view::{Materials, Views};
use crate::write::{Survey, Written};
use crate::{check, document, emit, links, media, policy, reuse, share, site, source, store, style, t, theme, write};
pub use target::{Handed, hand_over, manifest_of};

/// Where a site lies and how it is to be built.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder with `site.toml`.
    pub root: PathBuf,
    /// The configuration file's name in it.
    pub config: String,
    /// What the command line changes.
    pub overrides: Overrides,
    /// The moment.
    pub when: When,
    /// What to include besides published pages.
    pub include: Include,
    /// The clock when reading began, in nanoseconds since 1970. Decides only which files must
    /// be read again next time.
    pub read_at: i64,
    /// Whether the site is to be published. Then the output folder is looked at meanwhile.
    pub publish: bool,
    /// Whether the graph of pages is wanted too, even if nothing has changed.
    pub graph: bool,
    /// The output or content file whose making is to be explained.
    pub explain: Option<String>,
    /// Told how far work on pictures is.
    pub progress: Progress,
    /// Told how far compression is.
    pub packing: Progress,
}

impl Project {
    fn request(&self) -> Request {
        let base_url = self.overrides.base_url.as_deref();
        let Include { drafts, future, expired } = self.include;
        let mut hash = Fingerprinter::new();
        hash.text(&self.config).number(u64::from(base_url.is_some())).text(base_url.unwrap_or_default());
        [drafts, future, expired, self.overrides.preview].into_iter().for_each(|flag| {
            hash.number(u64::from(flag));
        });
        hash.text(self.overrides.target.as_deref().unwrap_or_default());
        Request { key: hash.finish(), when: self.when, outcome_is_enough: !self.graph && self.explain.is_none() }
    }
}

/// The result of a build before it is written.
pub struct Built {
    /// The settings.
    pub config: Arc<Config>,
    /// The files read.
    pub sources: Sources,
    /// The graph; nothing if an unchanged site was recalled.
    pub site: Option<Arc<Site>>,
    /// The finished site.
    pub outputs: Arc<Outputs>,
    /// Where its bytes are.
    pub pack: Arc<Pack>,
    /// Where those of pictures are.
    pub variants: Arc<Variants>,
    /// How many HTML pages it has.
    pub pages: usize,
    /// The next instant at which something appears or expires, RFC 3339.
    pub next_change: Option<String>,
    /// All findings.
    pub report: Report,
    /// What had to be done.
    pub work: Work,
    /// What was to be explained.
    pub explanation: Option<Text>,
    /// What lies in the output folder, if the site is to be published.
    pub survey: Option<Survey>,
    /// What the build no longer needs. Taking it apart takes time, which whoever has the result
    /// may spend later or not at all.
    pub rest: Option<Arc<World>>,
}

impl Built {
    /// Where the bytes of its outputs come from.
    pub fn supply(&self) -> Supply<'_> {
        Supply { sources: &self.sources, pack: &self.pack, variants: &self.variants }
    }

    /// The result of a build that did nothing but read.
    fn bare(config: Arc<Config>, sources: Sources, cache: &Cache, report: Report) -> Self {
        Built {
            config,
            sources,
            site: None,
            outputs: Arc::default(),
            pack: cache.pack(),
            variants: cache.variants.clone(),
            pages: 0,
            next_change: None,
            report,
            work: Work::default(),
            explanation: None,
            survey: None,
            rest: None,
        }
    }
}

/// How much had to be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Content files parsed.
    pub parsed: usize,
    /// Outputs rendered.
    pub rendered: usize,
    /// Outputs minified and read, since their text was new.
    pub finished: usize,
}

/// Told of each stage as it begins; for timings.
pub type Stages<'a> = &'a mut dyn FnMut(&'static str);

/// The cache of a project.
pub fn cache(project: &Project) -> Cache {
    Cache::open(&project.root.join(STATE).join("cache"), &variants(project))
}

/// Where variants of pictures lie. Builds and previews share them.
pub fn variants(project: &Project) -> PathBuf {
    project.root.join(STATE).join("cache").join("media")
}

/// An empty cache that lasts no longer than the process.
pub fn no_cache(project: &Project) -> Cache {
    Cache::temporary(&project.root.join(STATE))
}

/// The clock, for [`Project::read_at`].
#[allow(clippy::disallowed_methods)]
pub fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}

/// Begins to look at the output folder, which takes a while where it is large.
fn look_ahead(project: &Project, config: &Config) -> Option<Survey> {
    let output = output_folder(project, config);
    // A folder that is refused in the end may be as large as the whole disk.
    let wanted = project.publish && output.is_dir() && write::refuse_output(&project.root, &output).is_none();
    wanted.then(|| Survey::begin(&output, &project.root.join(STATE), project.read_at))
}

/// Builds the site, taking from the cache what still holds. Nothing is published.
pub fn build(project: &Project, cache: &mut Cache, stage: Stages<'_>) -> Built {
    let built = attempt(project, cache, stage);
    if !built.pack.is_damaged() {
        return built;
    }
    // Something of the cache was lost while it was used: without it everything is made anew.
    cache.clear();
    attempt(project, cache, stage)
}

fn attempt(project: &Project, cache: &mut Cache, stage: Stages<'_>) -> Built {
    let mut built = of_sources(project, cache, stage);
    if project.overrides.target.is_some() {
        stage("target");
        target::make_ready(project, &mut built);
    }
    built
}

fn of_sources(project: &Project, cache: &mut Cache, stage: Stages<'_>) -> Built {
    let mut report = Report::new();
    stage("read");
    let first = source::read_one(&project.root, &project.config, &mut report);
    let Some(text) = first.as_ref().and_then(|file| file.text.clone()) else {
        return without_config(project, cache, report);
    };
    let file = Arc::from(project.config.as_str());
    let config = Arc::new(Config::read(&file, &text, &project.overrides, &mut report));
    let survey = look_ahead(project, &config);
    let sources = source::scan(&project.root, first, &config, &cache.index, &mut report);
    if let Some(outcome) = cache.outcome(&project.request(), &sources, &report) {
        return recalled(project, config, sources, outcome, survey, cache);
    }
    stage("load");
    cache.load();
    let pack = cache.pack();
    stage("theme");
    let theme = Theme::load(&sources, &config, &mut report);
    stage("parse");
    let rules = policy::Rules::read(&config, &sources, &mut report);
    let parsing = document::Materials {
        config: &config.parsing(),
        components: &theme.components,
        pack: &pack,
        rules: &rules,
        memory: &cache.documents,
    };
    let mut documents = document::parse_all(&sources, &parsing, &mut report);
    let mut work = Work { parsed: documents.parsed, ..Work::default() };
    cache.documents = std::mem::take(&mut documents.memory);
    cache.marks = policy::examine(&sources, &rules, &cache.marks);
    let moment = (project.when.instant(), project.include.drafts);
    let until = document::judge(&documents, &cache.marks, &sources, &config, moment, &mut report);
    cache.index = sources.index(project.read_at);
    stage("style");
    let has_code = documents.all().any(|document| document.body.has_code);
    let sheets = style::bundle(&sources, &config, has_code, &cache.sheets, &mut report);
    cache.sheets = sheets.clone();
    stage("relate");
    let site = site::assemble(documents, &sources, &config, project.when, project.include, &mut report);
    let (mut of_links, mut of_site) = (Report::new(), Report::new());
    let (links, ()) = rayon::join(
        || links::resolve(&site, &sources, &config, &mut of_links),
        || site::check(&site, &sources, &config, &mut of_site),
    );
    report.extend(of_site.into_findings().into_iter().chain(of_links.into_findings()));
    let parts = theme::parts(&sources, &config, sheets.sheets, &mut report);
    stage("pictures");
    let (pictures, remembered) = media::plan(&sources, &config, &cache.pictures, &mut report);
    cache.pictures = remembered;
    share::check(&pictures, &config, &mut report);
    emit::search::check(&site, &config, &mut report);
    let (known, variants) = (std::mem::take(&mut cache.ledger), cache.variants.clone());
    let bench = Bench { known: &known, variants: &variants, progress: &project.progress };
    let (renditions, ledger) = made::renditions(&site, &links, &pictures, &sources, &config, bench, &mut report);
    cache.ledger = ledger;
    let films = made::films(&site, &links, &sources, &config, &pictures, (cache, bench), &mut report);
    let site = Arc::new(site);
    let next_change = site.next_change.map(|next| next.rfc3339());
    if report.has_errors() {
        cache.touch();
        return Built { site: Some(site), next_change, work, survey, ..Built::bare(config, sources, cache, report) };
    }
    stage("view");
    let shape = reuse::shape(&site, &links, &sources, &cache.sheets.sheets, &project.request().key);
    let materials = Materials {
        site: site.clone(),
        links: Arc::new(links),
        pictures: Arc::new(pictures),
        renditions: Arc::new(renditions),
        films: Arc::new(films),
        config: config.clone(),
        extra: Arc::new(theme.extra.clone()),
    };
    let settings = Finisher::settings(&config);
    let memory = cache.take_pages().under(&settings);
    let world = Arc::new(World::new(Views::new(materials), parts, memory.questions()));
    let tera = theme.tera(world.clone());
    let mut plans = render::plans(&world.views);
    plans.extend(emit::plans(&world.views));
    stage("render");
    let (templates, components) = (theme.fingerprint, &theme.components);
    let shows_data = theme.shows_data;
    let renderer = Renderer { tera, templates, components, shows_data, world: &world, pack: &pack };
    let names = memory.names();
    let finisher = Finisher { config: &config, names: &names, pack: &pack, minifier: Minifier::default() };
    let pages = reuse::run(&plans, &shape, &renderer, &finisher, &memory, &mut report);
    let explanation = explain(project, &plans, &pages, &memory, &world);
    work.rendered = pages.iter().filter(|page| page.done != Done::Nothing).count();
    work.finished = pages.iter().filter(|page| page.done == Done::Finished).count();
    stage("check");
    let asked = reuse::asked(&pages);
    let mut resized = made::resized(&world, &asked, &sources, (cache, bench), &mut report);
    let (cards, of_cards) = emit::share_pictures(&world, (&pages, &asked), bench, &mut report);
    cache.ledger.append(of_cards);
    resized.extend(cards);
    stage("search");
    let shelf = emit::search::Shelf { pages: &pages, pack: &pack, last: &cache.outputs, memory: &cache.indexes };
    let searched = emit::search::files(&site, &config, &shelf);
    stage("gather");
    let (outputs, indexes) = searched
        .and_then(|(found, indexes)| {
            let more = (resized, found);
            Ok((emit::outputs(&world, &sources, (&pages, &asked), more, (&pack, &cache.outputs))?, indexes))
        })
        .unwrap_or_else(|error| {
            report.push(store::unwritable(&error));
            Default::default()
        });
    let outputs = Arc::new(outputs);
    // After a template error pages are missing; links to them would be reported in vain.
    if !report.has_errors() {
        let (outputs, last) = (&outputs, &cache.outputs);
        let whole = check::Whole { pages: &pages, outputs, finisher: &finisher, site: &site, memory: &memory, last };
        check::site(&whole, &mut report);
    }
    let count = pages.iter().filter(|page| page.output.as_str().ends_with(".html")).count();
    if report.has_errors() {
        cache.put_pages(memory);
        cache.touch();
    } else {
        stage("keep");
        cache.put_pages(reuse::Memory::of(pages, shape, &memory, &names, &world));
        cache.outputs = outputs.clone();
        cache.indexes = indexes;
        sources.fonts.remember(&mut cache.index, project.read_at);
        cache.keep_outcome(&project.request(), &sources, (&site, until), count, &report);
    }
    Built {
        site: Some(site),
        outputs,
        pages: count,
        next_change,
        work,
        explanation,
        survey,
        rest: Some(world),
        ..Built::bare(config, sources, cache, report)
    }
}

/// Publishes a built site, unless a finding is an error.
pub fn publish(project: &Project, built: &mut Built, cache: &mut Cache, stage: Stages<'_>) -> Option<Written> {
    if built.report.has_errors() {
        return None;
    }
    stage("write");
    let output = output_folder(project, &built.config);
    if let Some(refusal) = write::refuse_output(&project.root, &output) {
        built.report.push(refusal);
        return None;
    }
    let state = project.root.join(STATE);
    let mut findings = Report::new();
    let limit = built.config.limits.cache_bytes;
    let survey = built.survey.take();
    // Both mostly wait for the system. Publishing waits for the survey's thread, so it must not
    // run on a thread that the survey may need.
    let mut written = std::thread::scope(|scope| {
        scope.spawn(|| cache.prepare(limit));
        apply(built, &output, &state, survey, &mut findings)
    });
    if written.is_none() && (built.pack.is_damaged() || built.variants.is_lost()) {
        cache.clear();
        *built = build(project, cache, stage);
        findings = Report::new();
        let survey = built.survey.take();
        written = apply(built, &output, &state, survey, &mut findings);
    }
    built.report.extend(findings.into_findings());
    written
}

/// The folder for the cache and this tool's own records, below the root.
pub const STATE: &str = ".fanzha";

fn apply(built: &Built, output: &Path, state: &Path, survey: Option<Survey>, findings: &mut Report) -> Option<Written> {
    write::apply(&built.outputs, &built.supply(), output, state, survey, findings)
}

/// The output folder: the command line's, from where the command runs, or the
/// configuration's, from the root.
pub fn output_folder(project: &Project, config: &Config) -> PathBuf {
    match &project.overrides.output_dir {
        Some(dir) => PathBuf::from(dir),
        None => project.root.join(Path::new(&config.output_dir)),
    }
}

/// The result when nothing has changed since the last build.
fn recalled(
    project: &Project,
    config: Arc<Config>,
    sources: Sources,
    outcome: Outcome,
    survey: Option<Survey>,
    cache: &mut Cache,
) -> Built {
    cache.see(sources.index(project.read_at));
    let mut report = Report::new();
    report.extend(outcome.findings);
    Built {
        outputs: cache.outputs.clone(),
        pages: outcome.pages,
        next_change: outcome.next_change,
        survey,
        ..Built::bare(config, sources, cache, report)
    }
}

/// Why the wanted output was made again, or was not.
fn explain(project: &Project, plans: &[Plan], pages: &[Page], memory: &reuse::Memory, world: &World) -> Option<Text> {
    let wanted = project.explain.as_ref()?;
    let site = &world.views.materials.site;
    let of_content =
        |plan: &Plan| plan.subject().and_then(|item| site.document(item)).is_some_and(|it| *it.file == **wanted);
    let plan = plans.iter().find(|plan| names_output(wanted, plan.output(site).as_str()) || of_content(plan));
    let job = plan.map(|plan| plan.job(&world.views));
    let page = job.as_ref().and_then(|job| pages.iter().find(|page| page.output == job.output));
    let (Some(job), Some(page)) = (job, page) else { return Some(no_such_output(wanted)) };
    let reason = why(&job, page, memory, world).text();
    let (output, zh, en) = (&job.output, reason.zh, reason.en);
    Some(match page.done {
        Done::Nothing => t!("/{output} 没有重新生成：{zh}", "/{output} was not made again: {en}"),
        Done::Rendered => {
            t!("/{output} 重新渲染了，结果和上次一样：{zh}", "/{output} was rendered again and came out the same: {en}")
        }
        Done::Finished => t!("/{output} 重新生成了：{zh}", "/{output} was made again: {en}"),
    })
}

/// Whether somebody means this output: by its path, with or without the output folder, or by
/// its address.
fn names_output(wanted: &str, output: &str) -> bool {
    let plain = crate::path::decode(wanted.trim_start_matches('/'));
    let page = output.strip_suffix("index.html").unwrap_or(output);
    let same = |wanted: &str| wanted == output || wanted.trim_end_matches('/') == page.trim_end_matches('/');
    same(&plain) || plain.split_once('/').is_some_and(|(folder, below)| folder == "public" && same(below))
}

fn no_such_output(wanted: &str) -> Text {
    t!("网站里没有“{wanted}”", "the site has no `{wanted}`")
}

fn without_config(project: &Project, cache: &Cache, mut report: Report) -> Built {
    let name = &project.config;
    if !report.has_errors() {
        report.push(
            Diagnostic::error(code::CONFIG_MISSING, t!("读不出 {name}", "cannot read {name}"))
                .at(Span::file(name.as_str())),
        );
    }
    let config = Config::read(
        &name.as_str().into(),
        "base_url = \"https://example.invalid\"",
        &Overrides::default(),
        &mut Report::new(),
    );
    Built::bare(Arc::new(config), Sources::default(), cache, report)
}
