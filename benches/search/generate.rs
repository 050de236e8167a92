//! A site of N pages whose sentences are those of this repository's own pages, so that letters
//! follow each other as they do in such texts. Names and figures are invented. The same number
//! always gives the same site.

use std::fs;
use std::path::Path;

const SETTINGS: &str = "base_url = \"https://bench.example\"\ntitle = \"反诈宣传\"\ndescription = \"认清套路，守住钱袋子。\"\nbuild_search_index = true\ntaxonomies = [{ name = \"scam_types\", paginate_by = 20 }, { name = \"regions\", paginate_by = 20 }]\n\n[share]\nfont = \"\"\n";
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华慧建国红梅鹏辉宇浩凯健俊帆雪婷玉兰凤洁琳素云莲真环爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉锦黛青倩婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇菁梦岚苑筠柔竹霭凝晓欢枫芸菲寒欣滢亦翰朗伯宏言若鸣斌栋维启克伦翔旭泽晨辰士";
const TERMS: &[&str] = &["刷单返利", "虚假投资", "冒充客服", "冒充公检法", "虚假贷款"];
const PLACES: &[&str] =
    &["长沙", "株洲", "湘潭", "衡阳", "邵阳", "岳阳", "常德", "张家界", "益阳", "郴州", "永州", "怀化", "娄底", "湘西"];

/// A small generator of numbers, the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn letter(&mut self, letters: &str) -> char {
        letters.chars().nth(self.below(letters.chars().count())).unwrap()
    }
}

/// Sentences of a folder's pages, without marks of Markdown.
fn sentences(folder: &Path, all: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sentences(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let text = fs::read_to_string(&path).unwrap();
            let body = text.splitn(3, "+++").nth(2).unwrap_or_default().to_owned();
            let parts = body.split_inclusive(['。', '！', '？', '\n']).map(str::trim);
            let plain = parts.filter(|part| {
                part.ends_with(['。', '！', '？']) && !part.contains(['*', '[', '#', '|', ':', '`', '<', '>', '-'])
            });
            all.extend(plain.filter(|part| part.chars().count() > 10).map(str::to_owned));
        }
    }
}

/// The text of one page; `last` is what an edit changes.
pub fn page(number: usize, sentences: &[String], last: &str) -> String {
    let mut numbers = Numbers(635 + number as u64 * 7919);
    let (year, month, day) = (2015 + numbers.below(11), 1 + numbers.below(12), 1 + numbers.below(28));
    let (term, place) = (TERMS[numbers.below(TERMS.len())], PLACES[numbers.below(PLACES.len())]);
    let name: String = [numbers.letter(SURNAMES), numbers.letter(GIVEN), numbers.letter(GIVEN)].iter().collect();
    let sum = 1_000 + numbers.below(900_000);
    let mut text = format!(
        "+++\ntitle = \"{place}{name}的提醒第{number}号\"\ndescription = \"{place}提醒第{number}号：{term}换了新说法，先核实再转账。\"\n\
         date = {year}-{month:02}-{day:02}\n[taxonomies]\nscam_types = [\"{term}\"]\nregions = [\"{place}\"]\n+++\n\n"
    );
    for heading in 0..4 {
        if heading > 0 {
            text.push_str(&format!("## {term}第{heading}步看什么\n\n"));
        }
        for _ in 0..5 {
            for _ in 0..3 {
                text.push_str(&sentences[numbers.below(sentences.len())]);
            }
            text.push_str("\n\n");
        }
    }
    text.push_str(&format!("{name}差一点转出{sum}元。{last}\n"));
    text
}

/// Where a page lies.
pub fn path(number: usize) -> String {
    format!("content/articles/a{number}.md")
}

/// All sentences.
pub fn material() -> Vec<String> {
    let mut all = Vec::new();
    sentences(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &mut all);
    all
}

/// Writes a site of that many pages.
pub fn site(root: &Path, pages: usize) {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let copied = |path: &str| write(path, &fs::read_to_string(repository.join(path)).unwrap());
    write("site.toml", SETTINGS);
    write("content/_index.md", "+++\ntitle = \"首页\"\n+++\n");
    write(
        "content/articles/_index.md",
        "+++\ntitle = \"文章\"\ndescription = \"各类骗术的识别和防范。\"\nsort_by = \"date\"\npaginate_by = 20\npage_kind = \"article\"\n+++\n",
    );
    write(
        "content/help.md",
        "+++\ntitle = \"正在被骗怎么办\"\ndescription = \"先停手，再报警，然后保留证据。\"\n+++\n\n马上打110。\n",
    );
    copied("content/search.md");
    copied("data/hotlines.toml");
    let material = material();
    for number in 0..pages {
        write(&path(number), &page(number, &material, "她挂断了电话。"));
    }
}
