// 站内搜索：取几片索引，求交集，列出结果；看得见的结果再取原页，摘出含有查找词的句子。
// 索引的写法见 fanzha 的 src/search。微信里还有Chromium 78：不用?.、??和新的内建方法。
(function () {
  "use strict";

  const form = document.querySelector("form[data-index]");
  if (!form) { return; }
  const base = form.getAttribute("data-index");
  const box = form.elements.namedItem("q");
  const part = (name) => document.querySelector("[data-part=" + name + "]");
  const [status, list, more, lists, narrow, sample] = ["status", "list", "more", "lists", "narrow", "result"].map(part);
  const PAGE = 10;
  const WORTH = [0, 400, 200, 80, 0];
  const LONGEST = 32;

  // —— 文字：全角半角、大小写不分，标点隔开 ——

  const LETTER = /[\p{Alphabetic}\p{N}]/u;
  const WIDE = /[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u1100-\u11ff\uac00-\ud7a3]/u;
  const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/;

  /** 折叠后的文字，隔断处是换行；places记每个码元在原文的起止。 */
  function fold(text) {
    let folded = "";
    const places = [];
    let at = 0;
    for (const c of text) {
      const end = at + c.length;
      if (!UNSEEN.test(c)) {
        for (const d of c.normalize("NFKC").toLowerCase()) {
          const letter = LETTER.test(d) ? d : "\n";
          folded += letter;
          for (let unit = 0; unit < letter.length; unit += 1) { places.push([at, end]); }
        }
      }
      at = end;
    }
    return { folded, places };
  }

  function half(letter) {
    const code = letter.codePointAt(0);
    return (code ^ Math.imul(code >>> 16, 0x1f35)) & 0xffff;
  }

  function spread(number) {
    number ^= number >>> 16;
    number = Math.imul(number, 0x85ebca6b);
    number ^= number >>> 13;
    number = Math.imul(number, 0xc2b2ae35);
    return (number ^ number >>> 16) >>> 0;
  }

  const pair = (first, second) => spread(half(first) << 16 | (second ? half(second) : 0));

  /** 查找词分成连写的段；每段要有的字对和词。 */
  function understand(query) {
    return fold(query).folded.split("\n").filter(Boolean).map((text) => {
      const letters = Array.from(text);
      const wide = letters.map((letter) => WIDE.test(letter));
      const terms = [];
      for (let at = 1; at < letters.length; at += 1) {
        if (wide[at] || wide[at - 1]) { terms.push({ number: pair(letters[at - 1], letters[at]) }); }
      }
      for (let start = 0; start < letters.length; start += 1) {
        if (wide[start] || (start > 0 && !wide[start - 1])) { continue; }
        let end = start;
        while (end < letters.length && !wide[end]) { end += 1; }
        const word = letters.slice(start, end).slice(0, LONGEST);
        // 汉字后面打了半截的词，字对已经管住了它的头一个字母。
        if (word.length > 1 || start === 0) {
          terms.push({ number: pair(word[0], word[1]), word: word.join(""), whole: end < letters.length || word.length === 1 });
        }
      }
      if (letters.length === 1 && wide[0]) { terms.push({ number: pair(letters[0]) }); }
      return { text, wide: wide[0], terms };
    });
  }

  // —— 索引 ——

  const asked = new Map();

  function ask(path, read) {
    if (!asked.has(path)) {
      asked.set(path, fetch(path).then((answer) => {
        if (!answer.ok) { throw new Error(path); }
        return answer[read]();
      }).catch((error) => {
        asked.delete(path);
        throw error;
      }));
    }
    return asked.get(path);
  }

  const table = () => ask(base + "index.json", "json");
  /** 一部分索引的网址：目录记着每一部分内容的记号，新旧两版的部分碰不到一起。 */
  const file = (sizes, kind, name, ending) => {
    const mark = kind === "f" ? sizes.f[name] : sizes[kind].substr(name * 4, 4);
    return base + sizes.slots + "-" + sizes.shards + "/" + kind + "/" + name.toString(16) + "." + mark + ending;
  };

  /** 网站更新后，旧目录说的部分可能没有了：目录换了新的，就再来一次。 */
  async function withTable(work) {
    const known = table();
    const old = await known;
    return work(old).catch(async (error) => {
      // 另一次查询也许已经换过了。
      if (table() === known) { asked.delete(base + "index.json"); }
      const now = await table();
      if (now.w + now.p === old.w + old.p) { throw error; }
      return work(now);
    });
  }

  function reader(bytes) {
    let at = 0;
    const bit = () => {
      at += 1;
      return bytes[at - 1 >> 3] >> (8 - at & 7) & 1;
    };
    const bits = (count) => {
      let number = 0;
      for (; count > 0; count -= 1) { number = number * 2 + bit(); }
      return number;
    };
    const ones = () => {
      let count = 0;
      while (bit()) { count += 1; }
      return count;
    };
    const gamma = () => {
      const length = ones();
      return 2 ** length + bits(length) - 1;
    };
    const rising = (count, limit, tell) => {
      let rice = 0;
      while (count * 2 ** (rice + 1) <= limit && rice < 31) { rice += 1; }
      for (let next = 0; count > 0; count -= 1, next += 1) {
        next += ones() * 2 ** rice + bits(rice);
        tell(next);
      }
    };
    return { bits, gamma, rising };
  }

  /** 一片索引里含有某个字对或词的页：classes[号]是位置，1最好，0是没有。 */
  function look(bytes, sizes, term, classes) {
    const { bits, gamma, rising } = reader(bytes);
    const postings = (wanted) => {
      for (let place = 1; place <= 4; place += 1) {
        rising(gamma(), 2 ** sizes.slots, (slot) => {
          if (wanted && (!classes[slot] || place < classes[slot])) { classes[slot] = place; }
        });
      }
    };
    const keys = [];
    const limit = 2 ** (32 - sizes.shards);
    rising(gamma(), limit, (key) => keys.push(key));
    for (const key of keys) { postings(term.word === undefined && key === term.number % limit); }
    if (term.word === undefined) { return; }
    let word = [];
    for (let count = gamma(); count > 0; count -= 1) {
      word = word.slice(0, gamma());
      for (let letters = gamma(); letters > 0; letters -= 1) {
        word.push(String.fromCodePoint(bits(bits(1) ? 21 : 7)));
      }
      const text = word.join("");
      postings(term.whole ? text === term.word : text.startsWith(term.word));
    }
  }

  async function pagesWith(term, sizes, name) {
    const path = name ? file(sizes, "f", name, ".bin") : file(sizes, "w", Math.floor(term.number / 2 ** (32 - sizes.shards)), ".bin");
    const classes = new Uint8Array(2 ** sizes.slots);
    look(new Uint8Array(await ask(path, "arrayBuffer")), sizes, term, classes);
    return classes;
  }

  /** 每页的等级：同样相关时谁在前。 */
  function rank(sizes, slot) {
    const letter = sizes.ranks.charCodeAt(slot);
    return letter - (letter > 92 ? 36 : 35);
  }

  /** 含有全部字对和词的页，好的在前；一页也没有时，给含有大半的。 */
  async function find(sizes, runs, filters) {
    const terms = [].concat(...runs.map((run) => run.terms));
    const [found, allowed] = await Promise.all([
      Promise.all(terms.map((term) => pagesWith(term, sizes))),
      Promise.all(filters.map(([name, value]) => pagesWith({ word: value, whole: true }, sizes, name))),
    ]);
    // 少见的字对更说明问题；全都有的页，这一项都一样。
    const tells = found.map((classes) => {
      const count = classes.reduce((sum, place) => sum + (place ? 1 : 0), 0);
      return count ? 200 * Math.log2(classes.length / count) : 0;
    });
    const gather = (least) => {
      const hits = [];
      for (let slot = 0; slot < 2 ** sizes.slots; slot += 1) {
        if (!allowed.every((classes) => classes[slot])) { continue; }
        let [has, worth, at] = [0, 0, 0];
        for (const run of runs) {
          let worst = 0;
          for (let count = run.terms.length; count > 0; count -= 1, at += 1) {
            const place = found[at][slot];
            has += place ? 1 : 0;
            worth += place ? tells[at] : 0;
            worst = place ? Math.max(worst, place) : 4;
          }
          worth += WORTH[worst];
        }
        if (has >= least) { hits.push({ slot, worth: worth + rank(sizes, slot) }); }
      }
      return hits.sort((one, other) => other.worth - one.worth || one.slot - other.slot).map((hit) => hit.slot);
    };
    const exact = gather(terms.length);
    const near = !exact.length && terms.length > 2;
    return { sizes, near, slots: near ? gather(Math.ceil(terms.length / 2)) : exact };
  }

  // —— 标出查找词 ——

  /** 一段查找词在文字里的起止。字母和数字从词头配起。 */
  function occurrences(text, run) {
    const { folded, places } = fold(text);
    const found = [];
    for (let at = folded.indexOf(run.text); at >= 0; at = folded.indexOf(run.text, at + 1)) {
      const before = at > 0 ? folded[at - 1] : "\n";
      if (run.wide || before === "\n" || WIDE.test(before)) {
        found.push([places[at][0], places[at + run.text.length - 1][1]]);
      }
    }
    return found;
  }

  /** 整段没有时，它的字对在文字里的起止。 */
  function fragments(text, run) {
    const letters = Array.from(run.text);
    const pairs = letters.slice(1).map((letter, at) => ({ text: letters[at] + letter, wide: WIDE.test(letters[at]) }));
    return [].concat(...pairs.filter((one) => WIDE.test(one.text)).map((one) => occurrences(text, one)));
  }

  const marks = (text, runs) => [].concat(...runs.map((run) => {
    const whole = occurrences(text, run);
    return whole.length ? whole : fragments(text, run);
  })).sort((one, other) => one[0] - other[0]);

  function write(element, text, ranges) {
    element.textContent = "";
    let at = 0;
    for (let [start, end] of ranges) {
      start = Math.max(start, at);
      if (end <= start) { continue; }
      if (start > at) { element.append(text.slice(at, start)); }
      const last = element.lastChild;
      // 挨着的并成一处。
      const mark = start === at && last && last.nodeName === "MARK" ? last : element.appendChild(document.createElement("mark"));
      mark.append(text.slice(start, end));
      at = end;
    }
    element.append(text.slice(at));
  }

  // —— 原页里的句子 ——

  const INLINE = new Set("A ABBR B BDI BDO CITE CODE DATA DEL DFN EM I INS KBD MARK Q S SAMP SMALL SPAN STRONG SUB SUP TIME U VAR WBR".split(" "));
  const RAW = /^(?:SCRIPT|STYLE|TITLE|TEXTAREA)$/;
  const OFF = "nav,aside,footer,form,template,noscript,iframe,svg,button,select,object,[hidden],[data-search=off],sup.footnote-ref";

  /** 一页里可查的文字，一块一条。 */
  function blocks(page) {
    const found = [];
    let text = "";
    const flush = (element) => {
      if (text.trim()) { found.push({ element, text: text.replace(/\s+/g, " ").trim() }); }
      text = "";
    };
    const region = page.querySelector("[data-search='']") ? "[data-search='']" : "main";
    const walk = (element, block, isRead) => {
      for (const node of Array.from(element.childNodes)) {
        if (node.nodeType === 3 && isRead) { text += node.data; }
        if (node.nodeType !== 1 || RAW.test(node.nodeName)) { continue; }
        const inner = INLINE.has(node.nodeName) ? block : node;
        if (inner !== block) { flush(block); }
        walk(node, inner, node.matches(region) || (isRead && !node.matches(OFF)));
        if (inner !== block) { flush(inner); }
      }
    };
    walk(page.body, page.body, false);
    return found;
  }

  const isHeading = (element) => /^H[1-6]$/.test(element.nodeName);

  /** 最合适的一块：含查找词最多的，正文先于小标题。 */
  function best(page, runs) {
    let chosen;
    for (const block of blocks(page)) {
      if (block.element.nodeName === "H1") { continue; }
      const worth = runs.reduce((sum, run) => {
        return sum + (occurrences(block.text, run).length ? 100 : Math.min(fragments(block.text, run).length, 50));
      }, 0) - (isHeading(block.element) ? .5 : 0);
      if (worth > 0 && (!chosen || worth > chosen.worth)) { chosen = { block, worth }; }
    }
    return chosen && chosen.block;
  }

  async function quote(item, runs) {
    const link = item.querySelector("a");
    const quotation = item.querySelector("[data-part=quote]");
    const page = new DOMParser().parseFromString(await ask(link.pathname, "text"), "text/html");
    const block = best(page, runs);
    if (!block) {
      const description = page.querySelector("meta[name=description]");
      quotation.textContent = description ? description.content : "";
      return;
    }
    if (block.element.id && !isHeading(block.element)) { link.hash = block.element.id; }
    const first = marks(block.text, runs)[0];
    const before = block.text.slice(0, first ? first[0] : 0);
    let start = Math.max(before.search(/[^。！？；.!?;]*$/), before.length - 30);
    while (start > 0 && start < before.length && /\w/.test(before[start - 1])) { start += 1; }
    const end = Math.min(block.text.length, start + 100);
    const text = (start > 0 ? "…" : "") + block.text.slice(start, end) + (end < block.text.length ? "…" : "");
    write(quotation, text, marks(text, runs));
  }

  // —— 页面 ——

  const options = (name) => form.elements.namedItem(name);
  const label = (kind) => {
    const option = kind && Array.from(options("kind").options).find((option) => option.value === kind);
    return option ? option.text : "";
  };
  let latest = 0;

  function say(key, count) {
    status.textContent = key ? status.getAttribute("data-" + key).replace("{n}", count).replace("{q}", box.value.trim()) : "";
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((entry) => entry.isIntersecting)) {
      watcher.unobserve(entry.target);
      // 摘不出句子的结果，题目和链接还在。
      quote(entry.target, entry.target.runs).catch(() => {});
    }
  });

  async function show(result, runs, from) {
    const slots = result.slots.slice(from, from + PAGE);
    const { group } = result.sizes;
    const groups = await Promise.all(slots.map((slot) => {
      return ask(file(result.sizes, "p", Math.floor(slot / group), ".json"), "json");
    }));
    return slots.map((slot, at) => groups[at][slot % group]).filter(Boolean).map(([href, title, kind, day]) => {
      const item = sample.content.firstElementChild.cloneNode(true);
      const link = item.querySelector("a");
      link.href = href;
      write(link, title, marks(title, runs));
      item.querySelector("[data-part=kind]").textContent = label(kind);
      const time = item.querySelector("time");
      if (day) {
        time.dateTime = day;
        const [year, month, date] = day.split("-").map(Number);
        time.textContent = time.getAttribute("data-form").replace("{y}", year).replace("{m}", month).replace("{d}", date);
      } else {
        time.remove();
      }
      item.runs = runs;
      return item;
    });
  }

  function add(items) {
    for (const item of items) {
      list.append(item);
      watcher.observe(item);
    }
  }

  function address(filters) {
    const query = new URLSearchParams([["q", box.value.trim()]].concat(filters).filter((one) => one[1]));
    const text = query.toString();
    if (location.search.replace(/^\?/, "") !== text) {
      history.replaceState(null, "", location.pathname + (text ? "?" + text : ""));
    }
  }

  async function search() {
    latest += 1;
    const turn = latest;
    const runs = understand(box.value);
    const filters = Array.from(narrow.querySelectorAll("select")).map((select) => [select.name, select.value]).filter((one) => one[1]);
    address(filters);
    lists.hidden = runs.length > 0;
    narrow.hidden = !runs.length;
    if (!runs.length) {
      list.textContent = "";
      more.hidden = true;
      say("");
      return;
    }
    try {
      const [result, items] = await withTable(async (sizes) => {
        const result = await find(sizes, runs, filters);
        return [result, await show(result, runs, 0)];
      });
      if (turn !== latest) { return; }
      list.textContent = "";
      add(items);
      say(!items.length ? "none" : result.near ? "near" : "found", result.slots.length);
      lists.hidden = items.length > 0;
      more.hidden = result.slots.length <= PAGE;
      more.onclick = async () => {
        const from = list.children.length;
        const items = await show(result, runs, from).catch(() => []);
        // 连按两下，或者这时又换了查找词。
        if (turn !== latest || list.children.length !== from) { return; }
        if (!items.length) { say("failed"); }
        add(items);
        more.hidden = list.children.length >= result.slots.length;
      };
    } catch (error) {
      if (turn === latest) { say("failed"); }
    }
  }

  /** 筛选只列索引里有的种类和年份。 */
  function prepare(sizes) {
    Array.from(options("kind").options).filter((option) => option.value && !sizes.kinds.includes(option.value)).forEach((option) => option.remove());
    for (const year of sizes.years.slice().reverse()) { options("year").add(new Option(year)); }
    const asked = new URLSearchParams(location.search);
    for (const name of ["q"].concat(Array.from(narrow.querySelectorAll("select")).map((select) => select.name))) {
      // 脚本到之前读者可能已经打了字。
      if (asked.has(name) && !options(name).value) { options(name).value = asked.get(name); }
    }
    narrow.open = Array.from(narrow.querySelectorAll("select")).some((select) => select.value);
  }

  let waiting;
  function soon(event) {
    clearTimeout(waiting);
    // 拼音还没选成字。
    if (!event.isComposing) { waiting = setTimeout(search, 200); }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    search();
  });
  box.addEventListener("input", soon);
  box.addEventListener("compositionend", soon);
  narrow.addEventListener("change", search);
  table().then((sizes) => {
    prepare(sizes);
    if (box.value.trim()) { search(); }
  }, () => say("failed"));
})();
