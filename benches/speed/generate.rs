//! The same Chinese site for fanzha and for Hugo: N articles in one section, two taxonomies,
//! pagination by 20, feeds, sitemap. The same number always gives the same text.

use std::fs;
use std::path::Path;

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
const SETTINGS: &str = include_str!("site.toml");
const HUGO: &str = include_str!("hugo.toml");

/// Which tool the site is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Fanzha,
    Hugo,
}

/// A small generator of numbers, the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// How many tags a site has. A larger site has more, so that as many of its pages are lists.
pub fn tags(articles: usize) -> usize {
    (articles / 40).max(2)
}

/// One article of a site with that many tags. `title` and `last` are what the edits of the cases change.
pub fn article(tool: Tool, number: usize, tags: usize, title: &str, last: &str) -> String {
    let mut numbers = Numbers(635 + number as u64 * 7919);
    for _ in 0..4 {
        numbers.below(2);
    }
    let (year, month, day) = (2015 + numbers.below(11), 1 + numbers.below(12), 1 + numbers.below(28));
    let (term, tag) = (TERMS[numbers.below(TERMS.len())], numbers.below(tags));
    let other = (tag + 1 + numbers.below(tags - 1)) % tags;
    let taxonomies = if tool == Tool::Fanzha { "[taxonomies]\n" } else { "" };
    let mut text = format!(
        "+++\ntitle = \"反诈提醒第{number}篇：{title}\"\n\
         description = \"第{number}篇提醒：认清套路，守住钱袋子，遇到转账要求先停下来。\"\n\
         date = {year}-{month:02}-{day:02}\n{taxonomies}scam_types = [\"{term}\"]\ntags = [\"t{tag}\", \"t{other}\"]\n+++\n\n"
    );
    for heading in 0..4 {
        if heading > 0 {
            text.push_str(&format!("## 第{heading}步看什么\n\n"));
        }
        for _ in 0..5 {
            for _ in 0..4 {
                text.push_str(SENTENCES[numbers.below(SENTENCES.len())]);
            }
            text.push_str("\n\n");
        }
    }
    let first = match tool {
        Tool::Fanzha => "@/articles/a0.md",
        Tool::Hugo => "{{< relref \"articles/a0.md\" >}}",
    };
    text.push_str(&format!("**记住：**{last}详见[第一篇]({first})。\n"));
    text
}

/// Where an article lies.
pub fn article_path(number: usize) -> String {
    format!("content/articles/a{number}.md")
}

/// Writes the whole site.
pub fn site(tool: Tool, root: &Path, articles: usize) {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/speed");
    let section = "+++\ntitle = \"文章\"\ndescription = \"各类骗术的识别和防范。\"\n";
    match tool {
        Tool::Fanzha => {
            write("site.toml", SETTINGS);
            write("content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
            write(
                "content/articles/_index.md",
                &format!("{section}sort_by = \"date\"\npaginate_by = 20\ngenerate_feeds = true\n+++\n"),
            );
            copy(&here.join("fanzha"), &root.join("themes/bench"));
        }
        Tool::Hugo => {
            write("hugo.toml", HUGO);
            write("content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
            write("content/articles/_index.md", &format!("{section}+++\n"));
            copy(&here.join("hugo"), root);
        }
    }
    for number in 0..articles {
        write(&article_path(number), &article(tool, number, tags(articles), "先核实再转账", "不转账。"));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            fs::copy(entry.path(), target).map(|_| ()).unwrap()
        }
    }
}
