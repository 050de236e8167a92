//! Pictures that need somebody's consent: maps, emblems, and whatever a case shows. Programs do not
//! see what is on a picture; they read what it is called.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Mark;
use crate::diag::code;
use crate::t;
use crate::text::compile;

/// A picture as a page uses it.
#[derive(Debug)]
pub struct Picture<'p> {
    /// As written.
    pub src: &'p str,
    /// What it is said to show.
    pub words: String,
    /// Where it is named.
    pub place: Range<usize>,
}

static MAP: LazyLock<Regex> =
    LazyLock::new(|| compile(r"地图|行政区划图|政区图|区划图|版图|疆域图|(?i:\bmap of\b|\bmaps?\b)"));
/// What has the word in its name and is none.
static NO_MAP: LazyLock<Regex> =
    LazyLock::new(|| compile(r"地图(?:软件|App|APP|应用|导航|类)|网站地图|(?i:site ?map)"));
static MAP_FILE: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)(?:^|[-_./0-9])(?:map|maps|ditu)(?:[-_.0-9]|$)|地图"));
static EMBLEM: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(国徽|党徽|警徽|检徽|军徽)|(?i:(national emblem|party emblem|police badge|guohui|danghui|jinghui))")
});
static APPROVAL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:GS|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]S)\s*[(（〔\[]\s*(?:19|20)[0-9]{2}\s*[)）〕\]]\s*第?\s*[0-9]{1,6}\s*号",
    )
});

/// Whether a text has the approval number of a map (审图号).
pub fn has_approval(text: &str) -> bool {
    APPROVAL.is_match(text)
}

/// What somebody should look at among a page's pictures. `text` is the page's file; `approved` says
/// that the page shows the approval number of its maps; `masked` lists the pictures of a case that
/// somebody has masked, if the page is one.
pub fn check(text: &str, pictures: &[Picture<'_>], approved: bool, masked: Option<&[&str]>) -> Vec<Mark> {
    let mut marks = Vec::new();
    for picture in pictures {
        let file = picture.src.rsplit('/').next().unwrap_or_default();
        let is_map = MAP.is_match(&NO_MAP.replace_all(&picture.words, "")) || MAP_FILE.is_match(file);
        let mut mark = |rule, value: &str, message, help| {
            let mut mark = Mark::new(text, picture.place.clone(), rule, true, value);
            mark.said = Some(Box::new((message, help)));
            marks.push(mark);
        };
        if is_map && !approved && !has_approval(&picture.words) {
            mark(
                code::MAP,
                file,
                t!("地图没有审图号", "the map has no approval number"),
                t!(
                    "在元数据里写 map_approval = \"GS（2024）1234号\"，或写进图题；不是地图就改替代文字。依据：《地图管理条例》第二十二条",
                    "write map_approval = \"GS（2024）1234号\" in the front matter, or put it into the caption; if it is no map, change the alternative text (Regulations on Map Management, art. 22)"
                ),
            );
        }
        if let Some(emblem) = EMBLEM.find(&picture.words).or_else(|| EMBLEM.find(file)) {
            let emblem = emblem.as_str();
            mark(
                code::EMBLEM,
                emblem,
                t!(
                    "图片上有“{emblem}”，只有法律规定的机关才能使用",
                    "a picture shows `{emblem}`, which only the bodies named by law may use"
                ),
                t!(
                    "换一张图；有权使用的，在 site.toml 写 [[policy.allow]] text = \"{emblem}\"，reason 写明依据。依据：《国徽法》第六条、第七条，《人民警察法》",
                    "use another picture; who is entitled writes [[policy.allow]] text = \"{emblem}\" in site.toml with the legal basis (Law on the National Emblem, art. 6, 7; People's Police Law)"
                ),
            );
        }
        let is_drawing = file.to_ascii_lowercase().ends_with(".svg");
        if let Some(masked) = masked
            && !is_drawing
            && !masked.contains(&picture.src)
        {
            let src = picture.src;
            mark(
                code::UNMASKED_PICTURE,
                src,
                t!(
                    "案例里的图片没有人确认已经打码：{src}",
                    "nobody has confirmed that this picture of a case is masked: {src}"
                ),
                t!(
                    "看过原图、把脸和号码完全涂掉以后，在元数据里写 pictures = [{{ src = \"{src}\", masked_by = \"【待填：谁看过】\" }}]，再填上看过的人。依据：《个人信息保护法》第二十五条",
                    "look at it, paint over faces and numbers, then write pictures = [{{ src = \"{src}\", masked_by = \"NAME\" }}] in the front matter (Personal Information Protection Law, art. 25)"
                ),
            );
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(src: &str, words: &str, approved: bool, masked: Option<&[&str]>) -> String {
        let picture = Picture { src, words: words.to_owned(), place: 0..0 };
        check("", &[picture], approved, masked).iter().map(|mark| format!("{} ", mark.rule)).collect()
    }

    #[test]
    fn pictures_are_known_by_their_names() {
        assert_eq!(rules("a.png", "湖南省地图", false, None), "policy/map ");
        assert_eq!(rules("x/map-2024.png", "各市州", false, None), "policy/map ");
        assert_eq!(rules("a.png", "湖南省地图", true, None), "");
        assert_eq!(rules("a.png", "湖南省地图。审图号：GS（2024）1234号", false, None), "");
        assert_eq!(rules("a.png", "湖南省地图。审图号：湘S〔2021〕012号", false, None), "");
        assert_eq!(rules("roadmap.png", "地图软件的截图", false, None), "");
        assert_eq!(rules("jinghui.png", "徽章", false, None), "policy/emblem ");
        assert_eq!(rules("chat.png", "聊天记录", false, Some(&[])), "policy/unmasked-picture ");
        assert_eq!(rules("chat.png", "聊天记录", false, Some(&["chat.png"])), "");
        assert_eq!(rules("chat.svg", "聊天记录", false, Some(&[])), "");
    }
}
