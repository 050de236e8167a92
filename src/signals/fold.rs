//! Traditional characters and their simplified forms.
//!
//! Not a dictionary: the characters that messages about money, accounts, work and love are
//! written with, and variants that fool a filter. Each has one simplified form.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Pairs: the written character, then what it counts as.
pub const PAIRS: &str = "\
帳账帐账轉转錢钱賬账戶户戸户墊垫賺赚單单銀银驗验證证碼码號号領领導导貸贷費费稅税資资產产賠赔償偿賣卖買买購购貨货價价貴贵\
賀贺額额擔担徵征點点擊击鏈链鍵键連连遠远視视頻频電电話话機机網网絡络線线聯联繫系係系訊讯訂订閱阅設设備备開开關关閉闭啟启\
動动載载裝装軟软體体螢萤見见現现親亲愛爱寶宝貝贝媽妈爺爷婦妇孫孙兒儿員员團团隊队長长處处廳厅廠厂場场業业務务職职專专門门\
間间時时後后來来個个們们這这過过還还進进達达運运遊游戲戏獎奖勵励積积幣币圖图書书學学師师課课級级題题復复複复雜杂難难應应\
該该當当選选擇择據据規规則则險险護护衛卫監监檢检審审調调獄狱罰罚騙骗詐诈偽伪異异凍冻結结鎖锁匯汇儲储滿满補补減减優优傭佣\
賜赐贈赠禮礼紅红綠绿藍蓝黃黄顏颜聲声聽听說说讀读寫写語语請请謝谢對对錯错誤误認认識识記记憶忆讓让議议論论謂谓試试誰谁變变\
協协條条東东車车輛辆軍军農农飛飞馬马鳥鸟魚鱼麗丽齊齐龍龙龜龟麥麦歲岁歷历曆历歸归殺杀氣气漢汉灣湾無无為为爲为燈灯爐炉營营\
獲获獨独環环療疗眾众矚瞩確确種种稱称穩稳窩窝競竞筆笔節节範范簡简籤签紙纸細细終终組组統统經经維维緊紧緒绪總总績绩續续習习\
聖圣腦脑臺台舉举舊旧莊庄華华萬万葉叶蘇苏藝艺藥药虧亏術术衝冲製制覺觉觀观計计訴诉註注評评詢询誠诚誘诱諒谅諮咨講讲譯译負负\
財财責责賊贼賓宾質质贏赢趕赶跡迹軌轨輸输辦办遞递適适遲迟郵邮鄉乡醫医釋释針针鈔钞錄录鐘钟鐵铁閒闲陣阵陰阴陳陈陸陆隨随隱隐\
雙双雲云靈灵靜静響响頁页順顺須须預预頭头願愿類类顧顾風风飯饭館馆駕驾騎骑驚惊髮发發发鬆松鬧闹黨党佔占倉仓倫伦傳传債债傷伤\
億亿儘尽兌兑內内兩两冊册凈净別别刪删劃划劇剧劉刘劑剂勝胜勞劳勢势勻匀區区卻却參参吳吴問问啞哑喚唤嘗尝嚴严國国園园圍围圓圆\
執执堅坚報报壓压壞坏壯壮夢梦奪夺奮奋姦奸娛娱實实寧宁將将尋寻屆届層层屬属岡冈島岛帥帅幫帮幹干庫库廣广張张強强彈弹從从恆恒\
惡恶惱恼慶庆憂忧憑凭戰战拋抛挾挟捨舍掃扫掛挂採采換换揮挥損损搖摇搶抢撥拨撿捡擁拥擬拟擴扩攜携攝摄數数斷断於于暫暂曉晓會会\
朧胧梟枭極极樓楼標标樣样檔档權权欄栏歐欧殘残殼壳毀毁氫氢決决沒没況况淚泪淨净測测準准溫温滅灭漁渔漲涨潔洁潛潜瀏浏煉炼煩烦\
熱热牆墙狀状猶犹獻献瑪玛畢毕畫画癡痴盜盗盡尽盤盘睏困礙碍禍祸離离筍笋籌筹紀纪約约納纳純纯絕绝給给絲丝綁绑薇微嶶微溦微徽微\
裙群峮群羣群沖冲丟丢贖赎黴霉";

static FOLDS: LazyLock<BTreeMap<char, char>> = LazyLock::new(|| {
    let chars: Vec<char> = PAIRS.chars().collect();
    chars.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
});

/// The simplified form of a character.
pub fn fold(c: char) -> char {
    if c.is_ascii() { c } else { FOLDS.get(&c).copied().unwrap_or(c) }
}

/// The pairs whose simplified form is among these characters: all that a browser needs.
pub fn pairs(wanted: impl Fn(char) -> bool) -> String {
    FOLDS.iter().filter(|(_, plain)| wanted(**plain)).flat_map(|(from, to)| [*from, *to]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ends() {
        assert_eq!(PAIRS.chars().count() % 2, 0);
        for (from, to) in FOLDS.iter() {
            assert_eq!(fold(*to), *to, "{from} becomes {to}, which becomes something else");
        }
    }
}
