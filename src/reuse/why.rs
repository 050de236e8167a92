//! Why a page was made again, or was not.

use super::{Done, Memory, Page};
use crate::diag::Text;
use crate::query::{Query, World};
use crate::render::Job;
use crate::t;

/// The reason for what was done for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nothing that it shows has changed.
    Unchanged,
    /// The cache does not know it.
    New,
    /// These parts of its key changed.
    Parts(Vec<&'static str>),
    /// This question was answered differently.
    Answer(Query),
}

/// Why a job's page was made again, or was not.
pub fn why(job: &Job, page: &Page, memory: &Memory, world: &World) -> Why {
    if page.done == Done::Nothing {
        return Why::Unchanged;
    }
    let Some(kept) = memory.pages.get(&job.output) else { return Why::New };
    let names = job.part_names();
    let changed: Vec<&'static str> = match names.len() == kept.trace.parts.len() {
        true => {
            let parts = page.kept.trace.parts.iter().zip(&kept.trace.parts).zip(&names);
            parts.filter(|((now, then), _)| now != then).map(|(_, name)| *name).collect()
        }
        false => vec!["template"],
    };
    if !changed.is_empty() {
        return Why::Parts(changed);
    }
    memory.changed(&kept.trace.asked, world).map_or(Why::New, |query| Why::Answer(query.clone()))
}

impl Why {
    /// The reason in words.
    pub fn text(&self) -> Text {
        match self {
            Why::Unchanged => t!("它显示的内容都没有变", "nothing that it shows has changed"),
            Why::New => t!("缓存里没有这一页", "the cache does not know it"),
            Why::Parts(parts) => {
                let (zh, en): (Vec<&str>, Vec<&str>) = parts.iter().map(|part| part_name(part)).unzip();
                let (zh, en) = (zh.join("、"), en.join(", "));
                t!("变了：{zh}", "changed: {en}")
            }
            Why::Answer(query) => {
                let asked = query.call();
                t!("{asked} 的结果变了", "the answer to {asked} changed")
            }
        }
    }
}

fn part_name(part: &str) -> (&str, &str) {
    match part {
        "templates" => ("模板文件", "the theme's templates"),
        "template" => ("页面所用的模板", "the page's template"),
        "config" => ("site.toml 的设置", "settings of site.toml"),
        "page" => {
            ("页面的元数据、目录、相邻页面或反向链接（page）", "front matter, contents, neighbours or backlinks (page)")
        }
        "content" => ("正文，或正文里链接和图片的地址", "the body, or where its links and pictures lead"),
        "section" => ("栏目（section）", "the section"),
        "paginator" => ("这一页列出的页面（paginator）", "the listed pages (paginator)"),
        "pages" => ("列出的页面（pages）", "the listed pages"),
        "term" => ("词（term）", "the term"),
        "terms" => ("词的列表（terms）", "the list of terms"),
        "taxonomy" => ("分类法（taxonomy）", "the taxonomy"),
        "entries" => ("网址列表（entries）", "the list of addresses (entries)"),
        other => (other, other),
    }
}
