//! Pinyin of words: sorting of Chinese titles, and proposals for slugs.
//!
//! Characters with several readings are read by the word they stand in (长沙 is Changsha,
//! 银行 yinhang); words come from [`PHRASES`], longest first. Slugs are only proposed, never
//! used without an author's consent, since no table is complete.

use std::collections::BTreeSet;

use ::pinyin::ToPinyin;

/// Words in which a character is not read as usual, with the reading of each character.
/// Sources: place names after GB/T 2260; the others after 现代汉语词典.
const PHRASES: &[(&str, &str)] = &[
    ("长沙", "chang sha"),
    ("长春", "chang chun"),
    ("长城", "chang cheng"),
    ("长期", "chang qi"),
    ("长途", "chang tu"),
    ("长效", "chang xiao"),
    ("长远", "chang yuan"),
    ("擅长", "shan chang"),
    ("特长", "te chang"),
    ("长江", "chang jiang"),
    ("长寿", "chang shou"),
    ("时长", "shi chang"),
    ("专长", "zhuan chang"),
    ("全长", "quan chang"),
    ("长短", "chang duan"),
    ("重庆", "chong qing"),
    ("重复", "chong fu"),
    ("重新", "chong xin"),
    ("重启", "chong qi"),
    ("重建", "chong jian"),
    ("重阳", "chong yang"),
    ("重叠", "chong die"),
    ("双重", "shuang chong"),
    ("多重", "duo chong"),
    ("重返", "chong fan"),
    ("重申", "chong shen"),
    ("重置", "chong zhi"),
    ("重温", "chong wen"),
    ("银行", "yin hang"),
    ("行业", "hang ye"),
    ("行长", "hang zhang"),
    ("行情", "hang qing"),
    ("行列", "hang lie"),
    ("同行", "tong hang"),
    ("央行", "yang hang"),
    ("商行", "shang hang"),
    ("内行", "nei hang"),
    ("外行", "wai hang"),
    ("分行", "fen hang"),
    ("支行", "zhi hang"),
    ("总行", "zong hang"),
    ("农商行", "nong shang hang"),
    ("排行", "pai hang"),
    ("冒充", "mao chong"),
    ("都市", "du shi"),
    ("首都", "shou du"),
    ("成都", "cheng du"),
    ("都匀", "du yun"),
    ("厦门", "xia men"),
    ("西藏", "xi zang"),
    ("藏族", "zang zu"),
    ("朝阳", "chao yang"),
    ("朝鲜", "chao xian"),
    ("乐清", "yue qing"),
    ("音乐", "yin yue"),
    ("乐器", "yue qi"),
    ("乐队", "yue dui"),
    ("调查", "diao cha"),
    ("调研", "diao yan"),
    ("调取", "diao qu"),
    ("调动", "diao dong"),
    ("强调", "qiang diao"),
    ("单县", "shan xian"),
    ("单于", "chan yu"),
    ("归还", "gui huan"),
    ("偿还", "chang huan"),
    ("还款", "huan kuan"),
    ("还贷", "huan dai"),
    ("返还", "fan huan"),
    ("还钱", "huan qian"),
    ("退还", "tui huan"),
    ("还清", "huan qing"),
    ("会计", "kuai ji"),
    ("财会", "cai kuai"),
    ("参差", "cen ci"),
    ("人参", "ren shen"),
    ("出差", "chu chai"),
    ("差事", "chai shi"),
    ("公差", "gong chai"),
    ("曾经", "ceng jing"),
    ("不曾", "bu ceng"),
    ("解县", "xie xian"),
    ("仇姓", "qiu xing"),
    ("区姓", "ou xing"),
    ("查姓", "zha xing"),
    ("尉迟", "yu chi"),
    ("给予", "ji yu"),
    ("供给", "gong ji"),
    ("给付", "ji fu"),
    ("补给", "bu ji"),
    ("自给", "zi ji"),
    ("得到", "de dao"),
    ("必得", "bi dei"),
    ("觉得", "jue de"),
    ("睡觉", "shui jiao"),
    ("薄弱", "bo ruo"),
    ("淡薄", "dan bo"),
    ("剥削", "bo xue"),
    ("暴露", "bao lu"),
    ("泄露", "xie lu"),
    ("露面", "lou mian"),
    ("处理", "chu li"),
    ("处罚", "chu fa"),
    ("处置", "chu zhi"),
    ("处分", "chu fen"),
    ("惩处", "cheng chu"),
    ("查处", "cha chu"),
    ("传销", "chuan xiao"),
    ("传播", "chuan bo"),
    ("传记", "zhuan ji"),
    ("自传", "zi zhuan"),
    ("当作", "dang zuo"),
    ("上当", "shang dang"),
    ("当真", "dang zhen"),
    ("当铺", "dang pu"),
    ("典当", "dian dang"),
    ("恰当", "qia dang"),
    ("得当", "de dang"),
    ("答应", "da ying"),
    ("应用", "ying yong"),
    ("应对", "ying dui"),
    ("应急", "ying ji"),
    ("回应", "hui ying"),
    ("响应", "xiang ying"),
    ("反应", "fan ying"),
    ("供应", "gong ying"),
    ("更新", "geng xin"),
    ("变更", "bian geng"),
    ("更改", "geng gai"),
    ("更正", "geng zheng"),
    ("更换", "geng huan"),
    ("假期", "jia qi"),
    ("放假", "fang jia"),
    ("请假", "qing jia"),
    ("暑假", "shu jia"),
    ("寒假", "han jia"),
    ("间接", "jian jie"),
    ("间谍", "jian die"),
    ("禁不住", "jin bu zhu"),
    ("空白", "kong bai"),
    ("填空", "tian kong"),
    ("空缺", "kong que"),
    ("量刑", "liang xing"),
    ("测量", "ce liang"),
    ("累计", "lei ji"),
    ("积累", "ji lei"),
    ("连累", "lian lei"),
    ("模样", "mu yang"),
    ("难民", "nan min"),
    ("灾难", "zai nan"),
    ("宁夏", "ning xia"),
    ("宁可", "ning ke"),
    ("便宜", "pian yi"),
    ("方便", "fang bian"),
    ("朴姓", "piao xing"),
    ("强迫", "qiang po"),
    ("勉强", "mian qiang"),
    ("切断", "qie duan"),
    ("一切", "yi qie"),
    ("曲折", "qu zhe"),
    ("歌曲", "ge qu"),
    ("散布", "san bu"),
    ("散户", "san hu"),
    ("少年", "shao nian"),
    ("青少年", "qing shao nian"),
    ("少数", "shao shu"),
    ("识别", "shi bie"),
    ("标识", "biao zhi"),
    ("似乎", "si hu"),
    ("率领", "shuai ling"),
    ("草率", "cao shuai"),
    ("概率", "gai lu"),
    ("利率", "li lu"),
    ("汇率", "hui lu"),
    ("说服", "shuo fu"),
    ("游说", "you shui"),
    ("提供", "ti gong"),
    ("提防", "di fang"),
    ("为了", "wei le"),
    ("行为", "xing wei"),
    ("相信", "xiang xin"),
    ("真相", "zhen xiang"),
    ("照相", "zhao xiang"),
    ("吓唬", "xia hu"),
    ("恐吓", "kong he"),
    ("兴奋", "xing fen"),
    ("高兴", "gao xing"),
    ("血汗", "xue han"),
    ("要求", "yao qiu"),
    ("要挟", "yao xie"),
    ("载体", "zai ti"),
    ("下载", "xia zai"),
    ("记载", "ji zai"),
    ("着急", "zhao ji"),
    ("着手", "zhuo shou"),
    ("正月", "zheng yue"),
    ("只有", "zhi you"),
    ("中奖", "zhong jiang"),
    ("中毒", "zhong du"),
    ("中招", "zhong zhao"),
    ("击中", "ji zhong"),
    ("种类", "zhong lei"),
    ("转账", "zhuan zhang"),
    ("转圈", "zhuan quan"),
    ("钻石", "zuan shi"),
    ("作为", "zuo wei"),
    ("没收", "mo shou"),
    ("没有", "mei you"),
    ("埋怨", "man yuan"),
    ("蚌埠", "beng bu"),
    ("六安", "lu an"),
    ("台州", "tai zhou"),
    ("丽水", "li shui"),
    ("铅山", "yan shan"),
    ("番禺", "pan yu"),
    ("东阿", "dong e"),
    ("亳州", "bo zhou"),
    ("浚县", "xun xian"),
    ("耒阳", "lei yang"),
    ("郴州", "chen zhou"),
    ("枞阳", "zong yang"),
    ("筠连", "jun lian"),
    ("犍为", "qian wei"),
    ("涪陵", "fu ling"),
    ("汨罗", "mi luo"),
    ("芷江", "zhi jiang"),
    ("大夫", "dai fu"),
    ("大家", "da jia"),
    ("女性", "nv xing"),
    ("弹窗", "tan chuang"),
    ("弹出", "tan chu"),
    ("子弹", "zi dan"),
    ("藏匿", "cang ni"),
    ("隐藏", "yin cang"),
    ("骑手", "qi shou"),
    ("刷单返利", "shua dan fan li"),
    ("校对", "jiao dui"),
    ("校园", "xiao yuan"),
    ("嚼舌", "jiao she"),
    ("角色", "jue se"),
    ("主角", "zhu jue"),
    ("盛情", "sheng qing"),
    ("什么", "shen me"),
    ("为什么", "wei shen me"),
    ("怎么", "zen me"),
    ("车站", "che zhan"),
    ("监狱", "jian yu"),
    ("奇数", "ji shu"),
    ("屏幕", "ping mu"),
    ("屏蔽", "ping bi"),
];

/// The reading of a text, one syllable a Han character, Latin runs as they are in lower case.
fn syllables(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut latin = String::new();
    let mut rest = text;
    let flush = |latin: &mut String, out: &mut Vec<String>| {
        if !latin.is_empty() {
            out.push(std::mem::take(latin));
        }
    };
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_alphanumeric() {
            latin.push(c.to_ascii_lowercase());
            rest = &rest[1..];
            continue;
        }
        flush(&mut latin, &mut out);
        let phrase =
            PHRASES.iter().filter(|(phrase, _)| rest.starts_with(phrase)).max_by_key(|(phrase, _)| phrase.len());
        if let Some((phrase, reading)) = phrase {
            out.extend(reading.split(' ').map(str::to_owned));
            rest = &rest[phrase.len()..];
            continue;
        }
        if let Some(reading) = c.to_pinyin() {
            out.push(reading.plain().replace('ü', "v"));
        }
        rest = &rest[c.len_utf8()..];
    }
    flush(&mut latin, &mut out);
    out
}

/// A key that sorts titles by the pinyin of their words, then by the characters themselves.
/// Latin and digits come before Han; numbers in them sort by value.
pub fn collation_key(text: &str) -> String {
    let mut key = String::new();
    for syllable in syllables(text) {
        match syllable.parse::<u64>() {
            Ok(number) => key.push_str(&format!("{number:020}")),
            Err(_) => key.push_str(&syllable),
        }
        key.push(' ');
    }
    key.push('\u{0}');
    key.push_str(text);
    key
}

/// A slug to propose for a Chinese title: pinyin joined by hyphens, at most `limit` bytes.
pub fn propose_slug(title: &str, limit: usize) -> String {
    let mut slug = String::new();
    for syllable in syllables(title) {
        if slug.len() + syllable.len() + 1 > limit {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&syllable);
    }
    slug
}

/// Words of this field and places of Hunan: what stands together in a slug.
const WORDS: &str = include_str!("pinyin/words.txt");

/// A slug to propose for a Chinese title: words as they are read, joined by hyphens (银行卡 is
/// `yinhangka`), at most `limit` bytes. Characters of no known word stand alone.
pub fn propose_words(title: &str, limit: usize) -> String {
    // What is longer is several words.
    let phrases = PHRASES.iter().map(|(phrase, _)| *phrase).filter(|phrase| phrase.chars().count() <= 3);
    let words: BTreeSet<&str> = WORDS.split_whitespace().chain(phrases).collect();
    let longest = words.iter().map(|word| word.chars().count()).max().unwrap_or(1);
    let mut slug = String::new();
    let mut rest = title;
    while let Some(word) = first_word(rest, &words, longest) {
        rest = &rest[word.len()..];
        let read = syllables(word).concat();
        if read.is_empty() {
            continue;
        }
        if slug.len() + read.len() + 1 > limit {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&read);
    }
    slug
}

/// The longest known word that a text begins with; a run of Latin letters and digits; else one
/// character.
fn first_word<'t>(text: &'t str, words: &BTreeSet<&str>, longest: usize) -> Option<&'t str> {
    let first = text.chars().next()?;
    if first.is_ascii_alphanumeric() {
        let end = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
        return Some(&text[..end]);
    }
    let ends = text.char_indices().skip(1).map(|(at, _)| at).chain([text.len()]).take(longest);
    let known = ends.filter(|end| words.contains(&text[..*end])).last();
    Some(&text[..known.unwrap_or(first.len_utf8())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_decide_the_reading() {
        assert_eq!(propose_slug("长沙重庆银行行长", 80), "chang-sha-chong-qing-yin-hang-hang-zhang");
        assert_eq!(propose_slug("冒充AI客服第12期", 80), "mao-chong-ai-ke-fu-di-12-qi");
    }

    #[test]
    fn titles_sort_by_pinyin_of_words() {
        let mut titles = ["重要", "长沙", "阿里", "预警", "案例", "银行", "重庆"];
        titles.sort_by_key(|title| collation_key(title));
        assert_eq!(titles, ["阿里", "案例", "长沙", "重庆", "银行", "预警", "重要"]);
        let mut issues = ["第10期", "第2期"];
        issues.sort_by_key(|title| collation_key(title));
        assert_eq!(issues, ["第2期", "第10期"]);
    }

    #[test]
    fn every_phrase_has_a_reading_for_each_character() {
        for (phrase, reading) in PHRASES {
            assert_eq!(phrase.chars().count(), reading.split(' ').count(), "{phrase}");
        }
    }
}
