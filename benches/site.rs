//! Generates a site of N Chinese articles and builds it: `cargo bench --bench site -- 10000`.
//!
//! Prints the time of each stage, the whole, and the peak memory of the process (Linux). With
//! `--keep DIR` the generated site stays for other tools.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use fanzha::build::{self, Project};
use fanzha::config::Overrides;
use fanzha::site::{Include, When};

const SENTENCES: &[&str] = &[
    "骗子先用小额返利取得信任，再一步步诱导受害人加大投入。",
    "凡是要求先交钱再办事的，都要停下来核实。",
    "接到自称客服的电话，请挂断后拨打官方号码。",
    "不要在陌生人的指导下开启屏幕共享，更不要告诉任何人验证码。",
    "公安机关不会通过电话或网络办案，也没有所谓的“安全账户”。",
    "发现家人反常转账时，请马上拨打96110咨询。",
    "群里的“老板”催得越急，越要当面核实。",
    "网络贷款在放款之前收取任何费用，都是诈骗。",
    "骗子常常冒充物流客服，说快递丢失可以双倍理赔。",
    "租借银行卡、电话卡可能构成犯罪，还会影响个人信用。",
];
const TERMS: &[&str] = &["shuadan-fanli", "touzi-licai", "gouwu-fuwu", "maochong-kefu", "xujia-daikuan"];

/// A small generator of numbers, the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn article(number: usize, numbers: &mut Numbers) -> String {
    let (year, month, day) = (2015 + numbers.below(11), 1 + numbers.below(12), 1 + numbers.below(28));
    let term = TERMS[numbers.below(TERMS.len())];
    let tag = numbers.below(200);
    let mut text = format!(
        "+++\ntitle = \"反诈提醒第{number}篇：先核实再转账\"\ndescription = \"第{number}篇提醒：认清套路，守住钱袋子，遇到转账要求先停下来。\"\ndate = {year}-{month:02}-{day:02}\ngenre = \"guide\"\n[taxonomies]\nscam_types = [\"{term}\"]\ntags = [\"t{tag}\"]\n+++\n\n"
    );
    for heading in 0..4 {
        if heading > 0 {
            text.push_str(&format!("## 第{heading}步看什么\n\n"));
        }
        for _ in 0..3 {
            for _ in 0..4 {
                text.push_str(SENTENCES[numbers.below(SENTENCES.len())]);
            }
            text.push_str("\n\n");
        }
    }
    text.push_str("**记住：**不转账。详见[上一篇](@/articles/a0.md)。\n");
    text
}

fn generate(root: &Path, articles: usize) {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "site.toml",
        "base_url = \"https://bench.example\"\ntitle = \"反诈\"\ndescription = \"测试\"\ngenerate_feeds = true\ntaxonomies = [{ name = \"scam_types\", paginate_by = 20 }, { name = \"tags\", paginate_by = 20 }]\n",
    );
    write("data/hotlines.toml", include_str!("../data/hotlines.toml"));
    write("content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
    write(
        "content/help.md",
        "+++\ntitle = \"正在被骗怎么办\"\ndescription = \"停手、挂断、马上拨打110。\"\n+++\n先挂断。\n",
    );
    write(
        "content/articles/_index.md",
        "+++\ntitle = \"文章\"\nsort_by = \"date\"\npage_kind = \"article\"\npaginate_by = 20\ngenerate_feeds = true\n+++\n",
    );
    let mut numbers = Numbers(635);
    for number in 0..articles {
        write(&format!("content/articles/a{number}.md"), &article(number, &mut numbers));
    }
}

fn peak_mebibytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kibibytes| kibibytes / 1024.0)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let articles = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1000);
    let kept = arguments.iter().position(|argument| argument == "--keep").and_then(|at| arguments.get(at + 1));
    let root =
        kept.map_or_else(|| std::env::temp_dir().join(format!("fanzha-bench-{}", std::process::id())), PathBuf::from);
    generate(&root, articles);
    let project = Project {
        root: root.clone(),
        config: "site.toml".to_owned(),
        overrides: Overrides { base_url: None, output_dir: Some(root.join("public").display().to_string()) },
        when: When::At("2026-06-01T00:00:00Z".parse().unwrap()),
        include: Include::default(),
    };
    for run in ["cold", "again"] {
        let mut marks: Vec<(&str, Instant)> = Vec::new();
        let begun = Instant::now();
        let mut built = build::build(&project, &mut |stage| marks.push((stage, Instant::now())));
        let written = build::publish(&project, &mut built, &mut |stage| marks.push((stage, Instant::now())));
        let total = begun.elapsed();
        assert!(written.is_some(), "{:?}", built.report.sorted().first());
        println!("{run}: {articles} articles, {} pages, {:.2} s", built.pages, total.as_secs_f64());
        for (at, (stage, start)) in marks.iter().enumerate() {
            let end = marks.get(at + 1).map_or(begun + total, |(_, next)| *next);
            println!("  {stage:>8} {:>8.1} ms", end.duration_since(*start).as_secs_f64() * 1000.0);
        }
    }
    if let Some(peak) = peak_mebibytes() {
        println!("peak memory {peak:.0} MiB");
    }
    if kept.is_none() {
        fs::remove_dir_all(&root).unwrap();
    }
}
