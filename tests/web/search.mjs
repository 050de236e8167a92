// The site's own search in a real browser: it finds what a plain scan of the pages finds, works with
// the keyboard and for screen readers, and fetches little.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync, constants } from "node:zlib";
import { parse as parseScript } from "acorn";
import { contrastFaults, lowTargets, sideways } from "./lib/measure.mjs";
import { none } from "./lib/none.mjs";
import { fileOf, files, site } from "./lib/site.mjs";
import { stage } from "./lib/stage.mjs";
import { attribute, read } from "./lib/tree.mjs";

const POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'";

const here = stage({ headers: { "content-security-policy": POLICY } });

/** Opens a search page and hands it to `work`; nothing may be said on the console. */
async function visit(work, { path = "/search/", ...options } = {}) {
  const context = await here.browser.newContext({ viewport: { width: 360, height: 740 }, ...options });
  const tab = await context.newPage();
  const [said, asked] = [[], []];
  tab.on("console", (message) => said.push(message.text()));
  tab.on("pageerror", (error) => said.push(String(error)));
  tab.on("request", (request) => asked.push(new URL(request.url()).pathname));
  try {
    await tab.goto(here.address + path, { waitUntil: "load" });
    const result = await work(tab, asked);
    none(said);
    return result;
  } finally {
    await context.close();
  }
}

async function status(tab) {
  await tab.waitForFunction(() => document.querySelector("[data-part=status]").textContent !== "");
  return tab.textContent("[data-part=status]");
}

async function query(tab, text) {
  await tab.evaluate(() => { document.querySelector("[data-part=status]").textContent = ""; });
  await tab.fill("#s-query", "");
  await tab.fill("#s-query", text);
  await tab.press("#s-query", "Enter");
  return status(tab);
}

/** The addresses of all results. */
async function all(tab) {
  const more = tab.locator("[data-part=more]");
  while (await more.isVisible()) {
    const before = await tab.locator(".found-item").count();
    await more.evaluate((button) => button.click());
    await tab.waitForFunction((before) => document.querySelectorAll(".found-item").length > before, before);
  }
  return tab.$$eval(".found-item a", (links) => links.map((link) => link.pathname));
}

// A plain scan, written after the documentation and not after the program.

const inline = new Set(["a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd",
  "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"]);
const off = new Set(["nav", "aside", "footer", "form", "script", "style", "title", "template", "noscript", "iframe",
  "svg", "button", "select", "object", "textarea"]);

function* elementsOf(node) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) yield child;
    yield* elementsOf(child);
  }
}

/** What can be found of a page, blocks parted by line breaks. */
function textOf(html) {
  const tree = read(html);
  const every = [...elementsOf(tree)];
  const regions = every.some((element) => attribute(element, "data-search") === "");
  let out = "";
  const walk = (node, isRead) => {
    for (const child of node.childNodes ?? []) {
      if (child.nodeName === "#text" && isRead) out += child.value;
      if (!child.tagName || ["script", "style", "title", "template"].includes(child.tagName)) continue;
      const wanted = attribute(child, "data-search");
      const isRegion = regions ? wanted === "" : child.tagName === "main";
      const isOff = off.has(child.tagName) || attribute(child, "hidden") !== undefined || wanted === "off";
      if (!inline.has(child.tagName)) out += "\n";
      walk(child, isRegion || (isRead && !isOff));
      if (!inline.has(child.tagName)) out += "\n";
    }
  };
  walk(tree, false);
  for (const meta of every.filter((element) => element.tagName === "meta")) {
    if (/^(?:description|keywords)$/i.test(attribute(meta, "name") ?? "")) out += `\n${attribute(meta, "content")}\n`;
  }
  return out.normalize("NFKC").toLowerCase();
}

function indexed(lang) {
  const groups = files(site()).filter((file) => file.startsWith(`search-index/${lang}/`) && file.includes("/p/"));
  return groups.flatMap((file) => JSON.parse(readFileSync(join(site(), file), "utf8"))).filter(Boolean).map(([href]) => href);
}

function scan(lang) {
  const texts = indexed(lang).map((href) => [href, textOf(readFileSync(fileOf(site(), href), "utf8"))]);
  const begins = /^[a-z0-9]/;
  return (words) => texts.filter(([, text]) => words.normalize("NFKC").toLowerCase().split(" ").every((word) => {
    // Letters and digits are found from the beginning of a word.
    return begins.test(word) ? new RegExp(`(?<![a-z0-9])${word}`).test(text) : text.includes(word);
  })).map(([href]) => href);
}

const queries = ["刷单", "公检法", "养老", "周农", "第635期", "屏幕共享", "验证码", "电信网络诈骗", "安全账户", "人大代表",
  "96110", "app", "ＡＰＰ", "银行卡", "五道防线", "2021年", "解冻费", "老人", "学生 兼职", "长沙", "党", "总第", "12期"];

test("every page that holds the words is found, and hardly any other", async () => {
  const truth = scan("zh");
  await visit(async (tab) => {
    const [missed, extra] = [[], []];
    let right = 0;
    for (const words of queries.filter((words) => words.length > 1)) {
      await query(tab, words);
      const [found, wanted] = [await all(tab), truth(words)];
      assert.ok(wanted.length > 0 || words === "解冻费", `no page holds ${words}`);
      missed.push(...wanted.filter((href) => !found.includes(href)).map((href) => `${words}: ${href}`));
      extra.push(...found.filter((href) => !wanted.includes(href)).map((href) => `${words}: ${href}`));
      right += wanted.length;
    }
    none(missed);
    assert.ok(extra.length * 50 <= right, `${extra.length} of ${right}: ${extra.join(", ")}`);
  });
});

test("titles come first, and the words are marked in title and sentence", async () => {
  await visit(async (tab) => {
    assert.equal(await query(tab, "屏幕共享"), `找到${scan("zh")("屏幕共享").length}条`);
    const first = tab.locator(".found-item").first();
    assert.match(await first.locator("h2 a").textContent(), /屏幕共享/);
    assert.equal(await first.locator("h2 mark").first().textContent(), "屏幕共享");
    await first.locator("[data-part=quote] mark").first().waitFor();
    assert.equal(await first.locator("[data-part=quote] mark").first().textContent(), "屏幕共享");
  });
});

test("other names of a scam lead to its page", async () => {
  await visit(async (tab) => {
    await query(tab, "杀猪盘");
    const hrefs = await all(tab);
    assert.ok(hrefs.slice(0, 2).includes("/scams/hunlian-jiaoyou/"), hrefs.join(" "));
    // Known to the vocabulary alone.
    await query(tab, "虚假投资理财");
    assert.ok((await all(tab)).includes("/scams/touzi-licai/"));
  });
});

test("persons, organisations and terms are found by name and alias, and named in the filter", async () => {
  await visit(async (tab) => {
    await query(tab, "许显辉");
    assert.equal((await all(tab))[0], "/people/xu-xianhui/");
    assert.match(await tab.locator(".found-item").first().locator("[data-part=kind]").textContent(), /人物/);
    await query(tab, "省公安厅");
    assert.ok((await all(tab)).slice(0, 2).includes("/organisations/hn-gongan-ting/"));
    await query(tab, "常委会联工委");
    assert.ok((await all(tab)).includes("/organisations/hn-rd-liangongwei/"));
    await query(tab, "长沙市");
    assert.ok((await all(tab)).includes("/regions/changsha/"));
    const kinds = await tab.locator("select[name=kind] option").allTextContents();
    for (const kind of ["人物", "单位", "专题"]) assert.ok(kinds.includes(kind), kind);
    // The page about a scam comes before the list of what else there is on it.
    await query(tab, "刷单返利");
    assert.equal((await all(tab))[0], "/scams/shuadan-fanli/");
  });
});

test("what the large print repeats is neither found nor news", async () => {
  none(indexed("zh").filter((href) => href.startsWith("/elder/help")));
  for (const feed of ["atom.xml", "feed.json", "en/atom.xml", "en/feed.json"]) {
    assert.ok(!readFileSync(join(site(), feed), "utf8").includes("/elder/"), feed);
  }
});

test("a result in a bulletin leads to its paragraph", async () => {
  await visit(async (tab) => {
    await query(tab, "省公安厅主办");
    const link = tab.locator('.found-item a[href*="/2021/12/#p"]');
    await link.waitFor();
    await link.click();
    await tab.waitForURL(/#p\d+$/);
    assert.match(await tab.evaluate(() => document.querySelector(location.hash).textContent), /省公安厅主办/);
  });
});

test("readers narrow what they find", async () => {
  await visit(async (tab) => {
    await query(tab, "对方");
    const before = await all(tab);
    await tab.click(".find-narrow summary");
    await tab.selectOption("select[name=kind]", "case");
    await tab.waitForFunction(() => location.search.includes("kind=case"));
    await tab.waitForFunction((before) => document.querySelectorAll(".found-item").length < before, before.length);
    const cases = await all(tab);
    assert.deepEqual(cases.filter((href) => !href.startsWith("/cases/")), []);
    assert.ok(cases.length > 2 && cases.length < before.length);
    await tab.selectOption("select[name=scam_types]", { index: 1 });
    await tab.waitForFunction(() => location.search.includes("scam_types="));
    await tab.waitForFunction((before) => document.querySelectorAll(".found-item").length < before, cases.length);
    assert.deepEqual((await all(tab)).filter((href) => !cases.includes(href)), []);
  });
});

test("an address with a question answers it, filters included", async () => {
  await visit(async (tab) => {
    assert.match(await status(tab), /^找到\d+条$/);
    assert.equal(await tab.inputValue("#s-query"), "转账");
    assert.equal(await tab.inputValue("select[name=kind]"), "video");
    assert.deepEqual((await all(tab)).filter((href) => !href.startsWith("/videos/")), []);
  }, { path: `/search/?q=${encodeURIComponent("转账")}&kind=video` });
});

test("nothing found and nearly found are said in words", async () => {
  await visit(async (tab) => {
    assert.match(await query(tab, "鳄鱼皮"), /没有找到“鳄鱼皮”/);
    assert.ok(await tab.locator("[data-part=lists]").isVisible(), "the lists should be there again");
    assert.match(await query(tab, "骗子让我共享屏幕怎么办呢"), /没有完全一样的，下面\d+条最接近/);
    assert.ok((await all(tab)).length > 0);
  });
});

test("the keyboard is enough, and nothing steals it", async () => {
  await visit(async (tab) => {
    await tab.focus("#s-query");
    await tab.keyboard.type("公检法");
    assert.match(await status(tab), /^找到\d+条$/);
    assert.equal(await tab.evaluate(() => document.activeElement.id), "s-query");
    let steps = 0;
    while (!(await tab.evaluate(() => document.activeElement.closest(".found-item")))) {
      await tab.keyboard.press("Tab");
      assert.ok((steps += 1) < 8, "results come late in the order of stops");
    }
    await tab.keyboard.press("Enter");
    await tab.waitForURL(/\/scams\/maochong-gongjianfa\//);
  });
});

test("screen readers have a landmark, a label, a status and a list", async () => {
  await visit(async (tab) => {
    await query(tab, "公检法");
    const form = tab.getByRole("search", { name: "站内搜索" });
    assert.ok(await form.first().isVisible());
    assert.ok(await tab.getByRole("searchbox", { name: "想查什么？" }).isVisible());
    assert.match(await tab.getByRole("status").filter({ hasText: "找到" }).textContent(), /^找到\d+条$/);
    const results = tab.getByRole("list", { name: "搜索结果" });
    assert.ok((await results.getByRole("listitem").count()) > 1);
    assert.ok((await results.getByRole("heading", { level: 2 }).count()) > 1);
  });
});

for (const width of [320, 360, 1280]) {
  test(`at ${width} px results stick out nowhere and are neither too low nor too faint`, async () => {
    await visit(async (tab) => {
      await query(tab, "刷单");
      await tab.click(".find-narrow summary");
      const found = (await tab.evaluate(lowTargets)).map((line) => `lower than 44 px: ${line}`);
      for (const colorScheme of ["light", "dark"]) {
        await tab.emulateMedia({ colorScheme });
        found.push(...(await tab.evaluate(contrastFaults)).map((line) => `${colorScheme}, contrast ${line}`));
      }
      found.push(...(await tab.evaluate(sideways)));
      none(found);
    }, { viewport: { width, height: 740 } });
  });
}

test("sentences that arrive move nothing", async () => {
  await visit(async (tab) => {
    await tab.route(/\/(?:articles|scams|cases|videos)\//, async (route) => {
      await new Promise((done) => setTimeout(done, 600));
      await route.continue();
    });
    await query(tab, "屏幕共享");
    const places = () => tab.$$eval(".found-item", (items) => items.map((item) => item.getBoundingClientRect().top));
    const before = await places();
    await tab.locator(".found-item [data-part=quote] mark").first().waitFor();
    assert.deepEqual(await places(), before);
  });
});

test("the English site has a search of its own", async () => {
  const truth = scan("en");
  await visit(async (tab) => {
    for (const words of ["police", "screen sharing", "SCAM", "96110", "verif"]) {
      assert.match(await query(tab, words), /\d+ found/, words);
      assert.deepEqual((await all(tab)).sort(), truth(words).sort(), words);
    }
  }, { path: "/en/search/" });
});

test("without a script there are lists, and the form asks for an address", async () => {
  const context = await here.browser.newContext({ javaScriptEnabled: false });
  const tab = await context.newPage();
  await tab.goto(`${here.address}/search/`);
  assert.ok((await tab.locator("[data-part=lists] a").count()) > 15);
  await tab.fill("#s-query", "刷单");
  await tab.press("#s-query", "Enter");
  await tab.waitForURL(/\/search\/\?q=/);
  assert.equal(await tab.locator("noscript").isVisible(), true);
  await context.close();
});

test("a first query fetches less than 40 KB", async () => {
  const weight = (path) => {
    const file = readFileSync(fileOf(site(), path));
    return path.endsWith(".bin") ? file.length
      : brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
  };
  for (const words of ["屏幕共享", "电信网络诈骗", "公检法"]) {
    await visit(async (tab, asked) => {
      asked.length = 0;
      await query(tab, words);
      await tab.waitForLoadState("networkidle");
      const paths = [...new Set(asked)].filter((path) => !path.includes("favicon"));
      const bytes = paths.reduce((sum, path) => sum + weight(path), 0);
      assert.ok(bytes < 40_000, `${words}: ${bytes} bytes: ${paths.join(" ")}`);
    });
  }
});

test("when the network fails the page says so, and then goes on", async () => {
  const context = await here.browser.newContext();
  const tab = await context.newPage();
  await tab.goto(`${here.address}/search/`);
  await tab.route("**/search-index/**/w/*", (route) => route.abort());
  assert.match(await query(tab, "刷单"), /没有取到搜索数据/);
  await tab.unroute("**/search-index/**/w/*");
  assert.match(await query(tab, "刷单"), /^找到\d+条$/);
  await context.close();
});

// A reader may have the table of the last version when its parts are gone, or parts fall away between two queries.
test("an old table leads to a new one, and never to parts of another version", async () => {
  const context = await here.browser.newContext();
  const tab = await context.newPage();
  const turned = (marks) => marks.replace(/[^.]/g, (letter) => (letter === "A" ? "B" : "A"));
  let tables = 0;
  await tab.route("**/search-index/**/index.json", async (route) => {
    const answer = await route.fetch();
    const old = await answer.json();
    tables += 1;
    if (tables === 1) [old.w, old.p] = [turned(old.w), turned(old.p)];
    await route.fulfill({ response: answer, json: old });
  });
  const parts = [];
  tab.on("response", (answer) => { if (/\/search-index\/.*\/[wp]\//.test(answer.url())) parts.push(answer.status()); });
  await tab.goto(`${here.address}/search/`);
  assert.equal(await query(tab, "屏幕共享"), `找到${scan("zh")("屏幕共享").length}条`);
  assert.equal(tables, 2);
  assert.ok(parts.includes(404) && parts.includes(200), parts.join(" "));
  assert.equal(await query(tab, "公检法"), `找到${scan("zh")("公检法").length}条`);
  assert.equal(tables, 2, "the new table is kept");
  await context.close();
});

test("scripts are of the year of Chrome 78, and small", () => {
  const scripts = files(site()).filter((file) => file.endsWith(".js"));
  assert.ok(scripts.some((file) => file.includes("search.")));
  for (const file of scripts) {
    const text = readFileSync(join(site(), file), "utf8");
    parseScript(text, { ecmaVersion: 2019 });
    none([".replaceAll(", ".at(", "Object.hasOwn", "structuredClone", ".matchAll(", "Promise.any", "Promise.allSettled", ".flat(-1"].filter((name) => text.includes(name)));
    const bytes = brotliCompressSync(text).length;
    assert.ok(bytes < 6_000, `${file}: ${bytes} bytes`);
  }
  assert.ok(existsSync(join(site(), "search/index.html")));
});
