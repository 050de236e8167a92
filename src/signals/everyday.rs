//! Ordinary messages. A telling flag that is found in one of them tells nothing.

/// Invented; of the sorts that everybody gets every week.
pub const EVERYDAY: &[&str] = &[
    "您的验证码是123456，请勿告诉他人。",
    "您尾号1234的账户支出100元，余额2000元。",
    "您的快递已到驿站，请凭取件码领取。",
    "您的退款已原路退回，预计三个工作日到账。",
    "我下班了，晚上一起吃饭吗？",
    "明天上午十点开会，请准时参加。",
    "各位家长，明天下午开家长会。",
    "我手机没电了，到家给你打电话。",
    "上次你垫的钱我转给你了，收一下。",
    "您的话费余额不足，请及时充值。",
    "本店周年庆全场八折，欢迎光临。",
    "加我微信吧，我把照片发给你。",
    "点击 app.example 查看您的订单。",
    "你好，请问房子还在出租吗？",
    "老师，孩子今天请一天假。",
    "银行提醒您按时还款，以免影响使用。",
    "工资已经发到卡上了，你查一下。",
    "群里发了一个红包，快去领。",
    "您预约的门诊是明天上午，请提前取号。",
    "周末有空吗？一起去看电影。",
    "Your verification code is 123456. Do not share it with anyone.",
    "Your parcel has arrived. Pick it up before eight.",
    "See you tomorrow at the station, I will call you.",
    "Your bill is ready. Please pay before the end of the month.",
];
