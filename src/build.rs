//! The pipeline on one screen: read everything, decide everything, then write.

use std::path::{Path, PathBuf};

use crate::config::{Config, Overrides};
use crate::diag::{Diagnostic, Report, Span, code};
use crate::emit::Outputs;
use crate::query::World;
use crate::render::Renderer;
use crate::site::{Include, Site, When};
use crate::source::Sources;
use crate::theme::Theme;
use crate::view::{Materials, Views};
use crate::write::Written;
use crate::{check, document, emit, finish, links, media, render, site, source, style, t, theme, write};

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
}

/// The result of a build before it is written.
pub struct Built {
    /// The settings.
    pub config: Config,
    /// The files read.
    pub sources: Sources,
    /// The graph.
    pub site: Option<Site>,
    /// The finished site.
    pub outputs: Outputs,
    /// How many HTML pages it has.
    pub pages: usize,
    /// All findings.
    pub report: Report,
}

/// Told of each stage as it begins; for timings.
pub type Stages<'a> = &'a mut dyn FnMut(&'static str);

/// Builds the site in memory. Nothing is written.
pub fn build(project: &Project, stage: Stages<'_>) -> Built {
    let mut report = Report::new();
    stage("read");
    let first = source::read_one(&project.root, &project.config, &mut report);
    let Some(text) = first.as_ref().and_then(|file| file.text.clone()) else {
        return without_config(project, report);
    };
    let file = std::sync::Arc::from(project.config.as_str());
    let config = Config::read(&file, &text, &project.overrides, &mut report);
    let sources = source::scan(&project.root, first, &config, &mut report);
    stage("theme");
    let mut theme = Theme::load(&sources, &config, &mut report);
    let sheets = style::bundle(&sources, &config, &mut report);
    stage("parse");
    let documents = document::parse_all(&sources, &config, &theme.components, &mut report);
    stage("relate");
    let site = site::assemble(documents, &sources, &config, project.when, project.include, &mut report);
    let links = links::resolve(&site, &sources, &config, &mut report);
    let pictures = media::plan(&sources);
    let parts = theme::parts(&sources, &config, sheets, &mut report);
    if report.has_errors() {
        return Built { config, sources, site: Some(site), outputs: Outputs::default(), pages: 0, report };
    }
    stage("view");
    let materials =
        Materials { site: &site, links: &links, pictures: &pictures, config: &config, extra: &theme.extra.clone() };
    let views = Views::build(&materials);
    let world = std::sync::Arc::new(World::new(&site, &links, views.clone(), &config, pictures.clone(), parts));
    let tera = theme.tera(Some(world.clone()), &config, &mut report);
    stage("render");
    let mut jobs = render::jobs(&site, &views, &materials);
    jobs.extend(emit::jobs(&site, &views, &materials));
    let renderer = Renderer {
        tera: &tera,
        templates: theme.fingerprint,
        components: &theme.components,
        world: &world,
        materials: &materials,
    };
    let rendered = render::run(&jobs, &renderer, &mut report);
    stage("finish");
    let finished = finish::run(rendered, &config);
    stage("check");
    let outputs = emit::outputs(&site, &materials, &world, &sources, &finished);
    // After a template error pages are missing; links to them would be reported in vain.
    if !report.has_errors() {
        check::site(&finished, &outputs, &config, &mut report);
    }
    let pages = finished.iter().filter(|output| output.output.as_str().ends_with(".html")).count();
    drop((finished, jobs, tera, world, views));
    Built { config, sources, site: Some(site), outputs, pages, report }
}

/// Writes a built site, unless a finding is an error.
pub fn publish(project: &Project, built: &mut Built, stage: Stages<'_>) -> Option<Written> {
    if built.report.has_errors() {
        return None;
    }
    stage("write");
    let output = output_folder(project, &built.config);
    if let Some(refusal) = write::refuse_output(&project.root, &output) {
        built.report.push(refusal);
        return None;
    }
    let state = project.root.join(".fanzha");
    write::apply(&built.outputs, &built.sources, &output, &state, &mut built.report)
}

/// The output folder: the command line's, from where the command runs, or the
/// configuration's, from the root.
pub fn output_folder(project: &Project, config: &Config) -> PathBuf {
    match &project.overrides.output_dir {
        Some(dir) => PathBuf::from(dir),
        None => project.root.join(Path::new(&config.output_dir)),
    }
}

fn without_config(project: &Project, mut report: Report) -> Built {
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
    Built { config, sources: Sources::default(), site: None, outputs: Outputs::default(), pages: 0, report }
}
