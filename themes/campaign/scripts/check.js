// 是不是骗局：在读者自己的设备上比对。破绽表取来以后，什么也不再向外要，什么也不发出去。
// 规则与 src/signals/ 一一对应，tests/web/check.mjs 拿同一批消息核对两边。
// 微信里还有Chromium 78：不用?.、??、顶层await和更新的内建方法。
(function () {
  "use strict";

  const LINK = "\ue000", PHONE = "\ue001", NUMBER = "\ue002";
  const NEAR = 24, FAR = 80;
  const POINTS = [0, 1, 2, 4, 7, 12], TOPIC = 2, DOUBT = 4, SCAM = 12, NAMED = 2;
  const UNSEEN = /[\p{Cf}\p{Mn}\p{Me}]/u, KEPT = /[\p{Alphabetic}\p{N}%]/u;
  const DIGIT = /[0-9]/, LATIN = /[a-z0-9]/, NUMERAL = /[0-9零一二三四五六七八九十百千万亿两几数]/;
  const ENDS = "com|cn|net|org|top|xyz|vip|cc|info|shop|club|site|online|app|apk|link|icu|me|io|tv|gov|edu|example|invalid|ink|live|work|fun|pro|co|ltd|wang|tech|store|cyou|buzz|win|bid|hk|tw|us|ru|la|pw|ws|biz|mobi|asia";
  const ADDRESS = new RegExp("(?:h(?:tt|xx)ps?://[a-z0-9.\\[\\]-]+|(?:[a-z0-9][a-z0-9-]*(?:\\.|\\[\\.\\]))+(?:" + ENDS + ")\\b)(?::[0-9]+)?(?:/[!-~]*)?", "g");
  const CALL = /(?:\+[0-9]{1,3}|00[1-9][0-9]{0,2})[ -]?[0-9]{3,4}[ -]?[0-9]{4}[0-9]{0,4}|1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|[48]00[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}|0[1-9][0-9]{1,2}[ -]?[0-9]{7,8}/g;

  // 逐字化简：全角、花体、繁体、大写都变成平常的字，记住每个字在原文哪里。
  function plain(message, folds) {
    const flat = [];
    let at = 0;
    for (const one of message) {
      const start = at;
      at += one.length;
      if (UNSEEN.test(one)) { continue; }
      for (const c of one.normalize("NFKC").toLowerCase()) {
        const zero = c === "o" && flat.length && DIGIT.test(flat[flat.length - 1].c);
        flat.push({ c: zero ? "0" : folds[c] || c, start: start, end: at });
      }
    }
    return flat;
  }

  function hits(pattern, text) {
    const found = [];
    pattern.lastIndex = 0;
    for (let hit = pattern.exec(text); hit; hit = pattern.exec(text)) {
      found.push({ start: hit.index, end: hit.index + hit[0].length });
    }
    return found;
  }

  // 网址和电话号码。
  function marks(flat) {
    const c = (at) => (flat[at] ? flat[at].c : "");
    const text = flat.map((one) => (one.c < "\x80" ? one.c : "\x01")).join("");
    const found = hits(ADDRESS, text).filter((hit) => !/[a-z0-9@._-]/.test(c(hit.start - 1)))
      .map((hit) => Object.assign(hit, { c: LINK }));
    const links = found.slice();
    hits(CALL, text).forEach((hit) => {
      if (!links.some((link) => overlaps(link, hit)) && !DIGIT.test(c(hit.start - 1)) && !DIGIT.test(c(hit.end))) {
        found.push(Object.assign(hit, { c: PHONE }));
      }
    });
    return found.sort((a, b) => a.start - b.start);
  }

  function overlaps(a, b) { return a.start < b.end && b.start < a.end; }

  // 只留下要比对的字；starts 是各句的第一个字。
  function normal(flat, marked) {
    const chars = [], places = [], starts = [];
    let apart = false, next = 0;
    const push = (c, start, end) => { chars.push(c); places.push({ start: start, end: end }); };
    for (let at = 0; at < flat.length; at += 1) {
      const one = flat[at], mark = marked[next];
      if (mark && mark.start === at) {
        push(mark.c, one.start, flat[mark.end - 1].end);
        at = mark.end - 1;
        next += 1;
        apart = false;
      } else if (one.c.length === 1 && KEPT.test(one.c)) {
        if (apart && LATIN.test(one.c) && LATIN.test(chars[chars.length - 1] || "")) { push(" ", one.start, one.start); }
        push(one.c, one.start, one.end);
        apart = false;
      } else {
        apart = true;
        const end = "。!?;\n".includes(one.c) || one.c === "." && (!flat[at + 1] || /\s/.test(flat[at + 1].c));
        if (end && starts[starts.length - 1] !== chars.length) { starts.push(chars.length); }
      }
    }
    const widths = [0];
    chars.forEach((c, at) => widths.push(widths[at] + (c < "\x80" ? 1 : 2)));
    return { text: chars.join(""), places: places, starts: starts, width: (from, to) => widths[to] - widths[from] };
  }

  function sentence(text, at) {
    const before = text.starts.filter((start) => start <= at), after = text.starts.filter((start) => start > at);
    return { start: before.length ? before[before.length - 1] : 0, end: after.length ? after[0] : text.text.length };
  }

  // 词在这里结束；拉丁字母的词要整个对上。
  function endsAt(text, start, word) {
    let at = start;
    for (let n = 0; n < word.length; n += 1) {
      if (word[n] === NUMBER) {
        if (n === 0 && NUMERAL.test(text[start - 1] || "")) { return 0; }
        const from = at;
        while (NUMERAL.test(text[at] || "") || at > from && text[at] === " " && NUMERAL.test(text[at + 1] || "")) { at += 1; }
        if (at === from) { return 0; }
      } else if (text[at] === word[n]) {
        at += 1;
      } else {
        return 0;
      }
    }
    const cut = (edge, beyond) => LATIN.test(edge) && LATIN.test(beyond || "");
    return cut(word[0], text[start - 1]) || cut(word[word.length - 1], text[at]) ? 0 : at;
  }

  function findGroup(words, text) {
    const ends = {};
    words.forEach((word) => {
      const first = word[0];
      for (let at = 0; at < text.length; at += 1) {
        if (first !== NUMBER) {
          at = text.indexOf(first, at);
          if (at < 0) { break; }
        }
        const end = endsAt(text, at, word);
        if (end > (ends[at] || 0)) { ends[at] = end; }
      }
    });
    return Object.keys(ends).map((start) => ({ start: Number(start), end: ends[start] }));
  }

  function follow(extent, lists, reaches, n, text) {
    if (n === lists.length) { return extent; }
    for (const one of lists[n]) {
      if (one.start >= extent.end && text.width(extent.end, one.start) <= reaches[n]) {
        const found = follow({ start: extent.start, end: one.end }, lists, reaches, n + 1, text);
        if (found) { return found; }
      }
    }
    return null;
  }

  function gather(extent, lists, n, text) {
    if (n === lists.length) { return extent; }
    const wider = lists[n].map((one) => ({ start: Math.min(extent.start, one.start), end: Math.max(extent.end, one.end) }))
      .filter((both) => text.width(both.start, both.end) <= FAR)
      .sort((a, b) => a.end - a.start - b.end + b.start || a.start - b.start);
    for (const both of wider) {
      const found = gather(both, lists, n + 1, text);
      if (found) { return found; }
    }
    return null;
  }

  // 写法：a|b 任一；~ 相距不远，^ 同在一句的远近；+ 同在；首尾的 ^ 连同整句。
  function find(pattern, text) {
    const chains = pattern.replace(/^\^|\^$/g, "").split("+").map((chain) => {
      const parts = chain.split(/([~^])/);
      const lists = parts.filter((_, n) => n % 2 === 0).map((words) => findGroup(words.split("|"), text.text));
      const reaches = parts.filter((_, n) => n % 2).map((sign) => (sign === "^" ? FAR : NEAR));
      return lists[0].map((one) => follow(one, lists.slice(1), reaches, 0, text)).filter(Boolean);
    });
    return chains[0].map((one) => gather(one, chains.slice(1), 0, text)).filter(Boolean).map((one) => ({
      start: pattern[0] === "^" ? sentence(text, one.start).start : one.start,
      end: pattern.endsWith("^") ? sentence(text, one.end - 1).end : one.end,
    }));
  }

  function findAll(patterns, text) {
    return patterns.reduce((all, pattern) => all.concat(find(pattern, text)), []);
  }

  function first(patterns, out, text) {
    return findAll(patterns, text).filter((one) => !out.some((other) => overlaps(other, one)))
      .sort((a, b) => a.start - b.start || a.end - b.end)[0];
  }

  function judge(book, message) {
    const folds = {};
    for (let n = 0; n < book.fold.length; n += 2) { folds[book.fold[n]] = book.fold[n + 1]; }
    const flat = plain(message, folds), marked = marks(flat), text = normal(flat, marked);
    const cut = (start, end) => message.slice(text.places[start].start, text.places[end - 1].end);
    const out = findAll(book.not, text);
    const found = [];
    book.signals.forEach((signal) => {
      const extent = first(signal.match, out.concat(findAll(signal.not || [], text)), text);
      if (extent) { found.push({ signal: signal, extent: extent }); }
    });
    found.sort((a, b) => b.signal.weight - a.signal.weight);
    const counted = [];
    found.forEach((one) => {
      if (!counted.some((other) => overlaps(other.extent, one.extent))) { counted.push(one); }
    });
    const points = counted.reduce((sum, one) => sum + POINTS[one.signal.weight], 0);
    const level = points >= SCAM ? "scam" : points >= DOUBT ? "doubt" : "unknown";
    const scored = level === "unknown" ? [] : book.topics.map((topic, number) => {
      const own = found.filter((one) => one.signal.topic === number).reduce((sum, one) => sum + POINTS[one.signal.weight], 0);
      return { topic: topic, score: own + TOPIC * topic.match.filter((pattern) => first([pattern], out, text)).length };
    }).filter((one) => one.score >= DOUBT).sort((a, b) => b.score - a.score);
    const written = (c) => Array.from(new Set(marked.filter((mark) => mark.c === c)
      .map((mark) => message.slice(flat[mark.start].start, flat[mark.end - 1].end))));
    const digits = flat.map((one, at) => (DIGIT.test(one.c) && !marked.some((mark) => mark.start <= at && at < mark.end) ? one.c : " ")).join("").split(" ");
    return {
      level: level,
      points: points,
      flags: counted.map((one) => ({ quote: cut(one.extent.start, one.extent.end), signal: one.signal })),
      topics: scored.filter((one) => one.score * 2 > scored[0].score).slice(0, NAMED).map((one) => one.topic),
      links: written(LINK),
      phones: written(PHONE),
      hotlines: book.hotlines.filter((line) => digits.includes(line.number)),
    };
  }

  // 网页这一头。文字都在网页里，这里只往里填。
  const form = document.querySelector("form[data-signals]");
  const [run, clear] = form.querySelectorAll("button");
  const input = form.querySelector("textarea"), status = form.querySelector("[role=status]");
  const result = document.getElementById("s-result");
  const slot = (name) => result.querySelector("[data-slot=" + name + "]");
  const said = (name) => result.getAttribute("data-" + name);
  let book;

  function add(parent, tag, text, href) {
    const element = document.createElement(tag);
    if (text) { element.textContent = text; }
    if (href) { element.href = href; }
    return parent.appendChild(element);
  }

  function fill(name, items, draw) {
    const place = slot(name);
    place.textContent = "";
    items.forEach((item) => draw(place, item));
    place.parentNode.hidden = !items.length;
  }

  function pair(list, term, text) {
    const item = add(list, "li");
    add(item, "b", term);
    add(item, "span", text);
  }

  function show(verdict) {
    const topic = verdict.topics[0];
    result.setAttribute("data-level", verdict.level);
    result.setAttribute("data-points", verdict.points);
    slot("title").textContent = said(verdict.level);
    slot("text").textContent = said(verdict.level + "-text");
    fill("types", verdict.topics, (list, one) => {
      const item = add(list, "li");
      add(item, "a", one.name, one.href);
      add(item, "span", one.rule);
    });
    fill("flags", verdict.flags, (list, flag) => {
      const item = add(list, "li");
      add(item, "q", flag.quote);
      add(item, "b", flag.signal.phrase);
      add(item, "span", flag.signal.meaning);
    });
    fill("do", topic && topic.do.length ? topic.do : said("do").split("|"), (list, text) => add(list, "li", text));
    const facts = verdict.links.map((link) => [link, said("link")])
      .concat(verdict.phones.map((phone) => [phone, said("phone")]))
      .concat(verdict.hotlines.map((line) => [line.number + " " + line.name, line.what + said("hotline")]));
    fill("facts", facts, (list, fact) => pair(list, fact[0], fact[1]));
    result.hidden = false;
    slot("title").focus();
  }

  function check() {
    status.textContent = "";
    if (!input.value.trim()) {
      status.textContent = said("empty");
      input.focus();
    } else if (book) {
      show(judge(book, input.value));
    } else {
      status.textContent = said("waiting");
      load().then(() => { status.textContent = ""; show(judge(book, input.value)); }, () => { status.textContent = said("failed"); });
    }
  }

  function load() {
    return fetch(form.getAttribute("data-signals")).then((response) => {
      if (!response.ok) { throw new Error(response.statusText); }
      return response.json();
    }).then((json) => { book = json; });
  }

  run.addEventListener("click", check);
  clear.addEventListener("click", () => { input.value = ""; result.hidden = true; status.textContent = ""; input.focus(); });
  load().catch(() => {}).then(() => {
    // 脚本还没到，读者已经按了。
    if (document.activeElement === run && input.value.trim()) { check(); }
  });
})();
