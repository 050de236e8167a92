//! Every code a finding can have, with what `fanzha explain` says of it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Text;

/// A finding's code, such as `content/broken-link`. Stable from version to version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub &'static str);

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <&str>::deserialize(deserializer)?;
        let found = ALL.iter().find(|(code, ..)| code.0 == name);
        found.map(|(code, ..)| *code).ok_or_else(|| serde::de::Error::custom("no such code"))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! codes {
    ($($name:ident = $code:literal: $zh:literal, $en:literal;)*) => {
        /// The codes by name.
        pub mod code {
            use super::Code;
            $(#[doc = $en] pub const $name: Code = Code($code);)*
        }

        /// All codes in the order in which the manual shows them, with an explanation each.
        pub const ALL: &[(Code, &str, &str)] = &[$((code::$name, $zh, $en),)*];
    };
}

codes! {
    CONFIG_MISSING = "config/missing": "找不到 site.toml：它是站点的根目录标志，所有命令都从它所在的目录开始。", "There is no site.toml: it marks the root of a site, and every command starts from its folder.";
    CONFIG_INVALID = "config/invalid": "site.toml 里有写错的设置。", "A setting in site.toml is wrong.";
    THEME_MISSING = "theme/missing": "site.toml 指定的主题不存在。", "The theme that site.toml names does not exist.";
    IO_UNREADABLE = "io/unreadable": "文件或目录读不出来（权限、损坏或磁盘错误）。", "A file or folder cannot be read (permissions, damage, disk).";
    IO_ENCODING = "io/encoding": "文本文件必须是 UTF-8 编码。旧版 Windows 记事本可能存成 GB18030（ANSI）。", "Text files must be UTF-8. Old Windows editors may save GB18030 (ANSI).";
    IO_OUTSIDE = "io/outside-root": "路径或符号链接指到了项目目录之外。内容不能读取项目以外的文件。", "A path or symbolic link leads out of the project. Content cannot read files outside it.";
    IO_LOOP = "io/link-loop": "符号链接绕成了一个圈。", "Symbolic links form a loop.";
    IO_LIMIT = "io/limit": "文件或目录超过了 site.toml [limits] 的上限。", "A file or tree is over a limit of [limits] in site.toml.";
    CACHE_DIFFERS = "cache/differs": "用缓存生成的网站和全部重新生成的不一样。这是程序的错误：清空缓存可以绕过，请报告。", "A build with the cache gave other bytes than one without. This is a mistake of the program: emptying the cache avoids it; please report it.";
    TOML_SYNTAX = "toml/syntax": "TOML 写法有误。", "The TOML is malformed.";
    YAML_SYNTAX = "yaml/syntax": "YAML 写法有误。", "The YAML is malformed.";
    FRONT_MATTER = "front-matter/fence": "文件开头的元数据块缺失或没有结束。", "The front matter block is missing or not closed.";
    UNKNOWN_KEY = "front-matter/unknown-key": "元数据里有不认识的键。拼错的键会被当作没写，所以必须报错；自由数据请放进 [extra]。", "A key is not known. A misspelt key would count as absent, hence an error; free data goes into [extra].";
    WRONG_TYPE = "front-matter/wrong-type": "元数据的值类型不对。", "A value has the wrong type.";
    BAD_DATE = "front-matter/bad-date": "日期写法有误或不存在。", "A date is malformed or does not exist.";
    MISSING_FIELD = "front-matter/missing-field": "缺少必填的元数据。", "A required field is missing.";
    BAD_VALUE = "front-matter/bad-value": "元数据的值不合规则。", "A value breaks a rule.";
    BAD_SLUG = "content/bad-slug": "网址必须用英文小写字母、数字和连字符，并且要写明，不做自动拼音。", "URLs need explicit ASCII slugs; pinyin is never guessed.";
    INDEX_CLASH = "content/index-clash": "同一目录下不能既有 index.md 又有 _index.md。", "A folder cannot hold both index.md and _index.md.";
    UNKNOWN_LANGUAGE = "content/unknown-language": "文件名里的语言代码没有在 site.toml 里声明。", "The language in a file name is not declared in site.toml.";
    DUPLICATE_URL = "content/duplicate-url": "两个来源要用同一个网址，其中一个会丢失。", "Two sources claim one URL; one of them would be lost.";
    FILE_TYPE = "content/file-type": "内容目录里不能放会运行的文件（网页、脚本），也不能用别的扩展名写页面。", "Content may not hold files that can run, nor pages under another extension.";
    ORPHAN = "content/orphan": "页面不属于任何栏目。", "A page belongs to no section.";
    MISSING_SORT_KEY = "content/missing-sort-key": "栏目按某个字段排序，但有页面没有这个字段。", "A section sorts by a field that one of its pages lacks.";
    UNKNOWN_TAXONOMY = "content/unknown-taxonomy": "页面用了没有声明的分类法。", "A page uses a taxonomy that is not declared.";
    UNKNOWN_TERM = "content/unknown-term": "词表里没有这个词。", "The vocabulary has no such term.";
    LEFT_OUT = "content/left-out": "页面没有发布及其原因（草稿、未到时间、已过期）。", "A page is not published, and why (draft, not yet due, expired).";
    FRESHNESS = "content/freshness": "栏目超过期限没有更新，或者是空的。政务网站检查会逐个栏目看更新日期。", "A column has not changed for longer than it may, or is empty. Inspections of government sites look at every column's last change.";
    REVIEW = "content/review": "页面没有写明审核人，或者审核以后又改过、审核已经过期。", "A page does not say who reviewed it, was changed after its review, or was reviewed too long ago.";
    BROKEN_LINK = "content/broken-link": "站内链接指向不存在的页面或文件。", "An internal link leads to nothing.";
    EVIDENCE = "content/evidence": "写明的出处不成立：没有那一期简报、没有那一段，或那一段里没有引的话。", "The evidence does not hold: there is no such bulletin, no such paragraph, or it does not say what is quoted.";
    UNKNOWN_PARTY = "content/unknown-party": "页面提到的人物或单位没有登记在 data/ 里。", "A page refers to a person or organisation that data/ does not register.";
    BROKEN_ANCHOR = "content/broken-anchor": "链接的锚点在目标页里不存在。", "The anchor of a link does not exist in its page.";
    MISSING_IMAGE = "content/missing-image": "图片不存在。", "An image does not exist.";
    PICTURE = "content/picture": "图片文件不完整、已损坏、扩展名不对，或是浏览器显示不了的格式。", "A picture's file is cut off, damaged, under another extension, or of a format that browsers do not show.";
    FONT = "share/font": "分享图的字体找不到、不能用，或者缺字。没有字体时不画分享图，页面用自己的封面或 [share] default_image。", "The font of share pictures is not there, cannot be used, or lacks characters. Without a font none are drawn, and pages show their cover or default_image under [share].";
    QR_CODE = "content/qr-code": "图片里的二维码会把读者带到没有核实过的地方；案例的图片里不能有任何二维码。", "A QR code in a picture takes readers to a place that nobody checked; pictures of cases may have none at all.";
    CAPTIONS = "content/captions": "字幕文件写法有误，或者在手机上读不了。", "A captions file is malformed, or cannot be read on a phone.";
    LIBRARY = "media/list": "media/media.toml（放在别处的大文件清单）里有写错的条目。", "The list of big files that are kept elsewhere, media/media.toml, has a wrong entry.";
    MEDIA_FILE = "media/file": "大文件已损坏、内容变了、认不出类型，或者不在应该在的地方。", "A big file is damaged or changed, is of no known type, or is not where it should be.";
    NETWORK = "media/network": "网络错误：连不上、超时，或对方拒绝了。", "An error of the network: no connection, a timeout, or a refusal.";
    REFUSED = "media/refused": "为安全而拒绝：网址通向内部网络或换了协议。", "Refused for safety: the address leads into a private network or to another scheme.";
    CLIP = "content/clip": "视频文件不完整、已损坏、旧手机播放不了，或者与页面里写的不一致。", "A clip's file is cut off, damaged, cannot be played by old phones, or is not what its page says.";
    SERIES_GAP = "content/series-gap": "视频系列的集数不连续。", "A series of films lacks an episode.";
    IMPORT_UNREADABLE = "import/unreadable": "要导入的文件读不出文字。", "No text can be read from a file that was to be imported.";
    IMPORT_PERIODICAL = "import/unknown-periodical": "不知道要导入的文件属于哪一种简报。", "It is not known which bulletin a file belongs to.";
    IMPORT_TWICE = "import/duplicate": "一次导入里有两个文件是同一期。", "Two files of one import are the same issue.";
    IMPORT_UNFAITHFUL = "import/unfaithful": "导入的结果与原文不一致，所以没有写。", "What was imported differs from the source, so it was not written.";
    IMPORT_UNKNOWN = "import/unrecognised": "导入时有一行没有识别，已经写在页面的注释里。", "A line was not recognised; it stands in a comment of the page.";
    IMPORT_KEPT = "import/kept": "页面导入以后有人改过，再次导入没有覆盖它。", "A page was edited after its import; importing again leaves it as it is.";
    ARCHIVE_DUPLICATE = "archive/duplicate": "同一刊物有两期用了同一个期号或总期号。", "Two issues of a periodical have the same number.";
    ARCHIVE_ORDER = "archive/order": "简报的总期号、期号和日期应当一起往后走；有一处倒退，说明其中一个写错了。", "Running number, number and date of issues rise together; where one falls back, something is wrong.";
    ARCHIVE_TOTAL = "archive/total": "两期之间总期号增加的数目与期数不符。", "The running number rises by other than the number of issues between.";
    ARCHIVE_GAP = "archive/gap": "刊物缺期。确实没有的期次，在刊物的 _index.md 里用 gaps 写明原因；只收录一部分的，写 complete = false。", "A periodical lacks issues. Those that do not exist are declared by `gaps` in its _index.md, with a reason; a selection says `complete = false`.";
    ARCHIVE_GAP_FILLED = "archive/gap-filled": "声明为缺期的期次其实有。", "An issue that is declared as missing is there.";
    ARCHIVE_PLACE = "archive/place": "简报放在了别的年份或别的刊物的栏目里，或者刊物、年份有两个栏目。", "An issue lies in the section of another year or periodical, or a periodical or year has two sections.";
    ARCHIVE_REFERENCE = "archive/reference": "提到的期次不存在，或者期号与总期号对不上。", "An issue that is named does not exist, or its two numbers disagree.";
    ARCHIVE_ARTICLES = "archive/articles": "一期有几篇文章时，正文的二级标题应当与 contents 的题目一一对应，每篇才能有自己的网页。", "If an issue has several articles, its headings of level 2 are the titles of `contents`, one for one, so that each article has a page.";
    SECRECY = "policy/secrecy": "页面里有密级标志或内部资料的字样。这样的文件不能上网（《保守国家秘密法》及其实施条例、《政府信息公开条例》第十四条），所以整个网站都不生成。密级标志（秘密★1年、密级：机密、单独成行的“绝密”）在任何页面、字幕和数据里都会被查出，谁也不能放行；简报里还查“内部资料”“不得外传”等字样，其他页面只查单独成行的。引文由审核人在元数据里写 allow 放行。", "A page carries a mark of secrecy or of internal use. It may not be published (Law on Guarding State Secrets; Regulations on Open Government Information, art. 14), so nothing is built. Marks of a grade (秘密★1年, 密级：机密, 绝密 on a line of its own) are found on every page, in captions and in data, and nobody can allow them; in bulletins words such as 内部资料 are looked for too, elsewhere only those on a line of their own. A reviewer allows a quotation by `allow` in the front matter.";
    ID_NUMBER = "policy/id-number": "页面里有居民身份证号码（18位按 GB 11643 的校验码核对，也查15位的旧号码）。公开身份证号码违反《个人信息保护法》第二十五条，是可以处罚的（第六十六条）；受骗人的号码公开以后，还会再次被骗子利用。校验码不对的18位号码和15位旧号码按“疑似”提示。全角数字、空格、连字符、零宽字符、换行、HTML 标签和实体都藏不住号码；写成“439***********0012”的不算。报告只显示最后4位。级别可以在 site.toml [policy] level 里降到 warning，不能关闭。", "A page holds an identity number (18 digits with the check digit of GB 11643, or the 15 digits of old ones). Publishing it violates the Personal Information Protection Law (art. 25) and can be fined (art. 66); fraudsters use numbers of victims again. A wrong check digit or 15 digits count as doubtful. Full-width digits, spaces, hyphens, zero-width characters, line breaks, HTML tags and entities hide nothing; 439***********0012 is fine. Reports show the last four digits only. Its level may be lowered to `warning` under [policy] in site.toml, not to `off`.";
    MOBILE = "policy/mobile": "页面里有手机号码。手机号码是个人信息，公开要取得本人单独同意（《个人信息保护法》第二十五条）；骗子的号码写全了，读者可能打过去，号码也可能是冒用别人的。写成“154****5678”。带+86、86、0的，分组写的，全角的、用汉字数字写的都会被查出；订单号、流水号、金额不算。值班手机等确要公开的，在 site.toml 写 [[policy.allow]]（text、reason、expires），到期以后重新变成错误。", "A page holds a mobile number. It is personal information, which needs separate consent to be published (Personal Information Protection Law, art. 25); and readers might call a fraudster's number, or one that was spoofed. Write 154****5678. Numbers with +86, 86 or 0, in groups, in full-width digits or in Chinese numerals are found; order numbers and amounts are not. An official one is allowed by [[policy.allow]] in site.toml with text, reason and expires, and is an error again when that has passed.";
    BANK_CARD = "policy/bank-card": "页面里有银行卡号或账号。金融账户是敏感个人信息（《个人信息保护法》第二十八条）。16—19位、以银联和国际组织的号段开头、通过 Luhn 校验的按错误报；“卡号”“账号”后面的其他长号码按“疑似”提示。只写尾号，如“尾号1234”。", "A page holds the number of a bank card or account. Financial accounts are sensitive personal information (Personal Information Protection Law, art. 28). Numbers of 16 to 19 digits with a prefix of a card scheme that pass Luhn's check are errors; other long numbers after 卡号 or 账号 are doubtful. Write the last four digits only.";
    PLATE = "policy/plate": "页面里有完整的车牌号（含新能源、挂、学、警、港、澳）。按最高人民法院公布裁判文书的办法，车牌应当隐去（《最高人民法院关于人民法院在互联网公布裁判文书的规定》第十条所列的信息）。写成“湘A·*****”。", "A page holds a whole number plate (new-energy and special plates too). Courts hide them when they publish judgments. Write 湘A·*****.";
    ADDRESS = "policy/address": "案例里写了县级以下的地址（路名加门牌、小区楼栋、乡镇村组）。案例只写到县（市、区），参照最高人民法院公布裁判文书的规定隐去家庭住址。案例（kind = \"case\"）全查；文章、预警、骗术、视频只查住处：前面写着“住”，或者写到楼栋、单元、室。", "A case names a place below the county: a street with a number, a building, a township or village. Cases end at the county, as courts do when they publish judgments. In cases all are looked at; in articles, alerts, scam types and videos homes only: after 住, or with a building, entrance or flat.";
    MINOR = "policy/minor": "一句话里既有未成年人（18岁以下的年龄、小学生、初中生、高中生、未成年人等），又有学校名称或者姓名。《未成年人保护法》第一百零三条：不得披露未成年人的姓名、影像、住所、就读学校以及其他可能识别出其身份的信息。不满14周岁的，信息属于敏感个人信息，还要有监护人同意（《个人信息保护法》第三十一条）。改成“某中学学生小林（化名）”。", "One sentence has both a minor (an age under 18, or words such as 小学生 and 未成年人) and the name of a school or of a person. The Law on the Protection of Minors (art. 103) forbids to disclose name, picture, home or school of a minor in a case; below 14 the data are sensitive (Personal Information Protection Law, art. 31). Write 某中学学生小林（化名）.";
    PERSON_NAME = "policy/person-name": "受害人、证人等的姓名没有隐去。参照最高人民法院公布裁判文书的规定第八条、第九条：保留姓氏，名字写“某”，如张某、王某甲、李女士、小王（化名）。查元数据 persons 里的 shown_as，也查正文里“受害人”“市民”等称呼后面的姓名、证号和电话旁边的姓名；别处看上去像姓名的，按用字和上下文推断，把握不大时只作警告。公务人员的姓名、data/persons.toml 里登记的人、注明化名的不在此列。", "The name of a victim or witness is not masked. After the Supreme People's Court's rules on publishing judgments (art. 8, 9) keep the surname and write 某: 张某, 王某甲, 李女士, 小王（化名）. Both `persons` in the front matter and names after words such as 受害人 or beside numbers in the text are looked at; what else looks like a name is told by its characters and what stands around it, as a warning where that leaves doubt. Officials in office, whoever is registered in data/persons.toml, and names said to be made up (化名) are not meant.";
    E_MAIL = "policy/e-mail": "页面里有邮箱地址。个人邮箱不能公开；骗子的邮箱不能写成可以复制、点击的样子。gov.cn 和 [links] allowed_hosts 里的域名下的邮箱视为公务邮箱；其他对外公布的邮箱用 [[policy.allow]] 放行；骗子的邮箱用 :::ioc 或写成 fake[@]bad[.]example。", "A page holds an e-mail address. Private ones may not be published, and those of fraudsters may not be ready to copy. Addresses at gov.cn and the hosts of [links] allowed_hosts count as official; allow others by [[policy.allow]]; show fraudsters' with :::ioc or as fake[@]bad[.]example.";
    IM_ACCOUNT = "policy/im-account": "页面里有 QQ 号、微信号或其他即时通信账号。受骗人的账号是个人信息，骗子的账号会让读者加上去，也可能是盗来的。写成“对方的QQ（号码略）”。", "A page holds an account of QQ, WeChat or another messenger. A victim's is personal information; a fraudster's invites readers to add it, and may have been stolen. Leave it out.";
    TRAVEL_DOCUMENT = "policy/travel-document": "页面里有护照、港澳通行证、回乡证、台胞证、驾驶证、社保卡、执业证等证件的号码。证件号码是个人信息，不能公开；只写证件名称。只在这些词附近查。", "A page holds the number of a passport, a travel permit, a licence or a card of one person. Name the document, not its number. Numbers are looked for near the words for such documents.";
    LANDLINE = "policy/landline": "页面里有固定电话号码。住宅电话是个人信息；办公电话要核实确属单位对外公布。data/hotlines.toml 里的号码自动放行，其他的在 site.toml 写 [[policy.allow]]，写明 reason 和 expires，每年核对一次。", "A page holds a landline number. A home's is personal information; an office's should be known to be published by its owner. Numbers of data/hotlines.toml pass; others are allowed by [[policy.allow]] in site.toml with a reason and an expiry, so that somebody checks them again.";
    OUTBOUND = "policy/outbound": "文字里有网址，它的网站不在 site.toml 的 [links] allowed_hosts 里（gov.cn 总在）。聊天软件会把它变成可以点的链接。正文、元数据、字幕、数据文件、SVG 文字里都查。在案例、预警、骗局里以及写进 HTML 属性的按错误报，其他页面按“疑似”提示。骗子的网址用 :::ioc，或在一句话里写成 `ioc:https://bad.example/` ：页面、摘要、订阅和搜索里只出现 hxxps[:]//bad[.]example/。", "A text holds an address whose host is not in [links] allowed_hosts of site.toml (gov.cn always is). Messengers turn it into a link. Bodies, front matter, captions, data and the text of SVGs are looked at. In cases, alerts and types of scams, and in attributes of HTML, it is an error, elsewhere doubtful. Show fraudsters' addresses with :::ioc, or within a sentence as `ioc:https://bad.example/`: pages, summaries, feeds and the search have hxxps[:]//bad[.]example/ only.";
    WORDING = "policy/wording": "用了错别字、已经更正的名称或不宜使用的称呼。程序自带一份小词表，网站自己的写在 data/words.toml：wrong、right、reason、except。政府网站检查把严重表述错误列为单项否决。[policy] default_words = false 关闭自带的词表。", "A misspelling, an outdated name or a word that should not be used. The program brings a short list; the site's own is data/words.toml with wrong, right, reason and except. `default_words = false` under [policy] drops the former.";
    MAP = "policy/map": "图片的文件名、替代文字或图题说它是地图，却没有审图号。《地图管理条例》第二十二条：公开的地图要在适当位置标明审图号（第五十三条有罚则）。在元数据写 map_approval = \"GS（2024）1234号\"，或写进图题。不是地图的（如导航软件截图），改一改替代文字。", "By its file name, alternative text or caption a picture is a map, but there is no approval number. Regulations on Map Management, art. 22 (penalty: art. 53): a published map shows it. Write map_approval = \"GS（2024）1234号\" in the front matter, or put it into the caption. If it is no map, say so in the alternative text.";
    EMBLEM = "policy/emblem": "图片的文件名或替代文字说它是国徽、党徽、警徽一类的标志。国徽只能由《国徽法》规定的机关、场所使用（第六条、第七条），警徽见《人民警察法》。程序只能看文字，认不出图。有权使用的，在 site.toml 写 [[policy.allow]] text = \"国徽\"，reason 写明依据。", "By its file name or alternative text a picture is a state emblem or a police badge. Only the bodies that the Law on the National Emblem names may use it (art. 6, 7). The program reads words, not pictures. Who is entitled writes [[policy.allow]] text = \"国徽\" in site.toml, with the legal basis as reason.";
    UNMASKED_PICTURE = "policy/unmasked-picture": "案例里的图片没有人确认已经打码。脸、号码、车牌、头像、二维码要由人看过、完全涂掉，再写 pictures = [{ src = \"chat.png\", masked_by = \"看过的人\" }]。矢量图（SVG）不用。", "Nobody has confirmed that a picture of a case is masked. Somebody has to look at it (faces, numbers, plates, portraits, codes) and paint over what shows, then write pictures = [{ src = \"chat.png\", masked_by = \"NAME\" }]. Drawings (SVG) need none.";
    EXPIRED_PERMIT = "policy/expired-permit": "放行的期限过了。被放行的内容重新变成错误；核对以后改 expires，或者删去这一条。", "What allows something has expired, and what it allowed is an error again. Check it and set a new `expires`, or remove it.";
    HEADING_LEVEL = "content/heading-level": "标题跳级，或者正文里用了一级标题。读屏软件的用户靠标题的级别找内容：网页的标题是一级，正文从 ## 开始，一级一级往下，不要为了字号跳级。例：## 后面直接写 ####，应改成 ###。", "Headings skip a level, or the body has one of level 1. Who listens to a page finds their way by levels: the page's title is level 1, the body begins with ##, and each level goes one deeper. Example: #### right after ## should be ###.";
    BARE_HEADING = "content/bare-heading": "标题下面没有内容，紧接着就是另一个标题或页面的末尾。读者会以为页面没有显示完整。fanzha new 起草时给了几个标题，用不上的删去。", "There is nothing below a heading but another one or the end of the page, and readers think that something did not load. Remove the headings that `fanzha new` proposed and nobody needs.";
    EMPTY_LINK = "content/empty-link": "链接没有文字，看不见、点不到，读屏软件只会念网址。例：[](@/help.md) 应写成 [正在被骗怎么办](@/help.md)。", "A link has no words: nobody sees it, and a screen reader spells its address. Example: [](@/help.md) should be [What to do now](@/help.md).";
    TITLE_LENGTH = "content/title-length": "标题太长，在搜索结果和聊天里会被截断。两个英文字母或数字算一个字；上限在 site.toml 的 [check] title_length（默认 30）。可以另写 short_title 给列表用。", "The title is so long that search results and messengers cut it off. Two letters or digits count as one character; the limit is title_length under [check] in site.toml (30).";
    DESCRIPTION_LENGTH = "content/description-length": "摘要太短或太长。它显示在搜索结果和分享卡片里：一两句话说清这一页讲什么、读者该怎么做。范围在 site.toml 的 [check] description_length（默认 [15, 120]，两个英文字母算一个字）。", "The description is too short or too long. Search results and share cards show it: one or two sentences on what the page is about. The range is description_length under [check] in site.toml ([15, 120]; two letters count as one).";
    DUPLICATE_TITLE = "content/duplicate-title": "同一语言的两页标题相同，在搜索结果和列表里分不清。例：两页都叫“警惕刷单”，可以写成“警惕刷单：大学生篇”。", "Two pages of a language have one title, and nobody can tell them apart in lists and search results. Say in the title what sets each apart.";
    EMPTY_SECTION = "content/empty-section": "栏目里没有页面，也没有自己的正文。读者点进去什么也看不到，政府网站检查把空白栏目列为扣分项。", "A section has neither pages nor words of its own: readers find nothing there, and inspections of government sites count empty columns.";
    UNLINKED = "content/unlinked": "没有任何一页链接到这一页，读者只有知道网址才能看到。加到某个栏目或某一页的正文里；不想让人找到的，写 robots = \"noindex\"。", "No page links to this one: readers must know its address. List it in a section or link to it; if it is not to be found, write robots = \"noindex\".";
    UNREACHABLE = "content/unreachable": "从首页一路点链接到不了这一页：链接到它的页面自己也没有人链接。", "Following links from the home page never leads to this page: the pages that link to it cannot be reached either.";
    MISSING_ALT = "content/missing-alt": "图片没有替代文字，看不见图的人得不到信息。", "An image has no alternative text.";
    PLACEHOLDER = "content/placeholder": "页面里还有没填的地方。fanzha new 在只有人能写的地方留下【待填：……】，草稿可以留着，发布之前要全部换成真正的内容。", "A page has places that nobody has filled in. `fanzha new` leaves 【待填：…】 where only a person can write; drafts may keep them, pages that are published may not.";
    CMS_SCRIPT = "cms/script": "没有找到内容管理（Sveltia CMS）的程序，或者不是试过的版本。程序不带它，也不在生成网站时联网去取；装好再运行 fanzha build --cms。", "The script of the content manager (Sveltia CMS) is not there, or is another version than the one that was tested. This program does not bring it along, and builds fetch nothing: install it, then run `fanzha build --cms`.";
    DANGEROUS_URL = "content/dangerous-url": "链接使用了不允许的协议（如 javascript:）。", "A link uses a scheme that is not allowed.";
    HOST_NOT_ALLOWED = "content/host-not-allowed": "链接指向不在白名单里的网站。公益反诈站点不能替陌生网站背书。", "A link leads to a host that is not on the allow-list.";
    UNKNOWN_COMPONENT = "content/unknown-component": "主题没有声明这个组件。", "The theme declares no such component.";
    COMPONENT_ARGUMENT = "content/component-argument": "组件的参数有误。", "An argument of a component is wrong.";
    COMPONENT_UNCLOSED = "content/component-unclosed": "组件没有用 ::: 结束，后面的正文会被吞掉。", "A component is not closed by `:::`.";
    RAW_HTML = "content/raw-html": "正文里的 HTML 不在允许范围内。不会悄悄删掉，所以报错。", "Raw HTML that is not allowed. It is not dropped silently, hence an error.";
    MORE_MARKER = "content/more-marker": "摘要分隔标记 <!-- more --> 的位置不对。", "The summary marker `<!-- more -->` is misplaced.";
    LITERAL_EMPHASIS = "content/literal-emphasis": "下划线强调在中文里不起作用，会原样显示。", "Underscore emphasis does not work beside Chinese and shows as typed.";
    FOOTNOTE = "content/footnote": "脚注的标记和内容没有成对。", "A footnote's mark and text do not both exist.";
    NESTING = "content/nesting": "嵌套太深或内容过于复杂。", "Nesting is too deep or the content too complex.";
    TEMPLATE_SYNTAX = "template/syntax": "模板语法错误。", "A template is malformed.";
    TEMPLATE_RENDER = "template/render": "渲染模板时出错。", "A template failed while rendering.";
    TEMPLATE_MISSING = "template/missing": "找不到模板。", "A template does not exist.";
    SCRIPT = "script/invalid": "脚本有误。", "A script is malformed.";
    STYLE = "style/invalid": "样式表有误。", "A style sheet is malformed.";
    DATA = "data/invalid": "数据文件有误。", "A data file is malformed.";
    OUTPUT_LINK = "output/broken-link": "生成的页面里有断链。", "The built site has a broken link.";
    OUTPUT_ID = "output/duplicate-id": "生成的页面里有重复的 id。", "A built page has a duplicate id.";
    OUTPUT_ALT = "output/missing-alt": "生成的页面里有图片没有 alt 属性。有内容的图写一句话，纯装饰的图写 alt=\"\"。正文里的图另有 content/missing-alt；这里多半是模板的问题。", "A picture of a built page has no alt attribute. Describe what it shows, or write alt=\"\" if it is decoration. Pictures in content have content/missing-alt; this one is mostly the template's.";
    OUTPUT_EMPTY_LINK = "output/empty-link": "生成的页面里有链接或按钮没有文字，也没有 aria-label、title 或图片的替代文字。", "A link or button of a built page has no words, no aria-label, no title and no picture with alternative text.";
    OUTPUT_REFERENCE = "output/broken-reference": "样式表、图标清单或 SVG 里引用的文件不存在。", "A style sheet, web manifest or drawing refers to a file that does not exist.";
    DEAD_LINK = "external/dead": "站外链接已经失效：对方明确说没有这一页（404、410），或者域名不存在。只有 fanzha check --external 会去问。失效的域名可能被人抢注，请尽快改掉。", "A link to another site is dead: the page is gone (404, 410) or its name does not exist. Only fanzha check --external asks. Somebody may register a lapsed name, so mend it soon.";
    UNKNOWN_LINK = "external/unknown": "站外链接不知道还在不在：对方拒绝程序访问（401、403、429）、出错（5xx）、超时，或者转到了别的网站。用浏览器看一眼。", "It is not known whether a link to another site works: the site turns programs away (401, 403, 429), fails (5xx), does not answer, or sends on to another site. Look with a browser.";
    OUTPUT_WRITE = "output/write": "写不进输出目录。", "The output folder cannot be written.";
    DEPLOY_LIMIT = "deploy/limit": "网站超过了托管平台的上限（文件个数、大小、路径长度、规则条数）。按 site.toml [deploy.名称] 的 kind 检查，fanzha build --target 名称 时报告。", "The site is over a limit of its host: files, sizes, paths or rules. Found by `fanzha build --target NAME`, by the kind of [deploy.NAME] in site.toml.";
    DEPLOY_NAMES = "deploy/names": "两个文件的名字只有大小写不同。不分大小写的服务器（Windows、macOS、Netlify）只会留下一个。", "Two files have names that differ in capitals only. Hosts that ignore case (Windows, macOS, Netlify) keep one of them.";
    DEPLOY_INDEX = "deploy/index": "对象存储默认不会用目录里的 index.html 回答 /目录/，有的（阿里云 OSS）还会一律显示首页。要在控制台设置；设好以后在目标里写 index = \"resolve\"。", "Object stores do not answer /folder/ with the index.html in it by default; some (OSS) show the home page instead. Set it at the provider, then write index = \"resolve\" in the target.";
    DEPLOY_STORE = "deploy/store": "发布时存储出错。提交之前出错，读者看到的仍是旧版本加上已传好的页面，每一页都是完整的；再运行一次就接着传。", "The store failed during a deploy. Before the commit readers have the old release and whatever pages are up, each of them whole; run it again and it goes on.";
    DEPLOY_LOCKED = "deploy/locked": "同一个目标同时只能有一个发布。锁不续期就会失效。", "One deploy at a time changes a target. A lock that is not renewed runs out.";
    DEPLOY_STATE = "deploy/state": "存储里的发布记录丢失、损坏，或者目标里有不是本工具放的文件。程序不猜，所以停下。", "The record of deploys in the store is missing or damaged, or the place holds files that this tool did not put there. Nothing is guessed, so it stops.";
    DEPLOY_DELETES = "deploy/deletes": "一次发布要删除的文件超过上限。往往是内容没有取全，或者地址规则变了。", "A deploy would delete more files than it may. Often content is missing from the checkout, or addresses have changed.";
    DEPLOY_VERIFY = "deploy/verify": "发布以后取回的网页与上传的不一样：CDN 还有旧的，或者网址不是这个存储的。", "Published pages differ from what was uploaded: a CDN still has old ones, or the address is not that of this store.";
    DEPLOY_AFTER = "deploy/after": "发布已经完成，但之后的事（刷新 CDN、通知搜索引擎、清理）没有做成。", "The deploy is done, but something after it was not: emptying a CDN's cache, telling a search engine, or cleaning up.";
    OUTPUT_FOREIGN = "output/foreign": "输出目录里有不是本工具写的文件。", "The output folder holds files that this tool did not write.";
}

impl Code {
    /// What the code means and why it exists.
    pub fn explain(self) -> Option<Text> {
        ALL.iter()
            .find(|(code, ..)| *code == self)
            .map(|(_, zh, en)| Text { zh: (*zh).to_owned(), en: (*en).to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_well_formed() {
        let names: BTreeSet<&str> = ALL.iter().map(|(code, ..)| code.0).collect();
        assert_eq!(names.len(), ALL.len());
        assert!(names.iter().all(|name| {
            name.matches('/').count() == 1 && name.chars().all(|c| c.is_ascii_lowercase() || c == '/' || c == '-')
        }));
    }
}
