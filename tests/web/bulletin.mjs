// Issues of a bulletin: what they show, the citation to copy, and how they print. GB/T 9704-2012
// wants A4 with a type area of 156 mm × 225 mm (37 mm from the top, 28 mm from the left), 22 lines
// of 28 characters, and page numbers 7 mm below it on the outer side.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { launch, open } from "./lib/browser.mjs";
import { contrastFaults, lowTargets, sideways } from "./lib/measure.mjs";
import { none } from "./lib/none.mjs";
import { ink, pagesOf, print } from "./lib/pdf.mjs";
import { serve } from "./lib/server.mjs";
import { fileOf, repository, siteWith } from "./lib/site.mjs";
import { attribute, elements, read, text } from "./lib/tree.mjs";

const real = "/bulletins/lianluodongtai/2021/12/";
const joint = "/bulletins/joint-issue/";
const plain = "/bulletins/plain/";

/** A supplement of nothing but Han characters, so that each of them fills one square of the grid. */
const squares = () => {
  const characters = [..."督办打击治理电信网络诈骗犯罪类重点处理建议人民群众切身利益社会大局稳定国家经济安全"];
  const paragraph = (number) => Array.from({ length: 26 + 28 * 5 + 9 }, (_, index) => characters[(index * 7 + number) % characters.length]).join("");
  return `+++
title = "《反电信网络诈骗工作简报》2026年增刊第2期"
description = "检验版面用的虚构简报：全篇都是汉字，没有标点，数得清每行几个字。"
date = 2026-05-06
periodical = "sample"
year = 2026
supplement = 2
publisher = "青溪市反诈办"
classification = "公开"
contents = [{ title = "一格一字" }]
distribution = [{ verb = "发", to = ["各乡镇（街道）"] }]
+++

${Array.from({ length: 12 }, (_, number) => paragraph(number)).join("\n\n")}
`;
};

let folder, server, browser;
before(async () => {
  folder = siteWith((settings) => `${settings}\n[periodicals.sample]\nname = "反电信网络诈骗工作简报"\n`, {
    "content/bulletins/joint-issue.md": readFileSync(join(repository, "tests", "web", "samples", "joint-issue.md"), "utf8"),
    "content/bulletins/plain.md": squares(),
  });
  server = await serve(folder);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const visit = (path, options, work) => open(browser, server.address + path, options, work);
const tree = (path) => [...elements(read(readFileSync(fileOf(folder, path), "utf8")))];
const classed = (all, name) => all.filter((element) => (attribute(element, "class") ?? "").split(" ").includes(name));

// What a page shows.

test("a joint issue shows all that it knows of itself", () => {
  const all = tree(joint);
  const sheet = text(classed(all, "sheet")[0]);
  for (const words of [
    "反电信网络诈骗工作简报", "第3、4期（总第五十七期）", "青溪市打击治理电信网络诈骗工作联席会议办公室编", "2026年4月8日",
    "责任编辑：林知远 方小满", "审核：秦守一", "签发：沈开来", "校对：方小满", "联系方式：0799-5550123 jianbao@example.cn",
    "传真：0799-5550124", "地址：青溪市东门街18号", "批准文号：青党简准字〔2020〕第9号", "共印260份",
    "各银行业金融机构青溪分支机构、各非银行支付机构青溪办事处、各基础电信企业青溪分公司",
  ]) assert.ok(sheet.includes(words), words);
  const imprint = classed(all, "bul-dist")[0];
  assert.deepEqual([...elements(imprint)].filter((element) => element.tagName === "dt").map(text), ["报", "送", "发"]);
});

test("every article has its kicker, title, subtitle and authors over its text", () => {
  const body = classed(tree(joint), "bul-body")[0];
  const blocks = [...elements(body)].filter((element) => element.parentNode === body);
  const tops = blocks.slice(0, 5).map((element) => text(element).trim());
  assert.deepEqual(tops.slice(0, 4), [
    "把话说到人心里", "云岭县“三敲门”工作法让劝阻跑在转账前面", "——从一次没有劝住的劝阻说起", "云岭县联席会议办公室",
  ]);
  assert.equal(attribute(blocks[4], "class"), "bul-note");
  assert.ok(tops[4].startsWith("编者按："));
  const second = blocks.findIndex((element) => text(element).startsWith("白石区银行网点"));
  assert.equal(blocks[second].tagName, "h2");
  assert.equal(text(blocks[second + 1]), "杨柳青　何望");
});

test("a slip is marked where it stands and leads to its erratum", () => {
  for (const [path, printed, where] of [[joint, "去年全县共劝阻四百一十二次", "bul-body"], [real, "市人大常委会组成人员", "bul-dist"]]) {
    const marks = classed(tree(path), "misprint").filter((mark) => {
      for (let at = mark; at.tagName; at = at.parentNode) if (attribute(at, "hidden") !== undefined) return false;
      return true;
    });
    assert.equal(marks.length, 1);
    assert.ok(text(marks[0]).startsWith(printed));
    let holder = marks[0];
    while (!(attribute(holder, "class") ?? "").split(" ").includes(where)) holder = holder.parentNode;
    const link = [...elements(marks[0])].find((element) => element.tagName === "a");
    const target = tree(path).find((element) => `#${attribute(element, "id")}` === attribute(link, "href"));
    assert.ok(text(target).includes(printed));
  }
});

for (const path of [joint, plain]) {
  for (const width of [320, 360, 1280]) {
    test(`${path} at ${width} px: nothing sticks out, is too low or too faint`, async () => {
      none(await visit(path, { viewport: { width, height: 740 } }, async (tab) => {
        const found = await tab.evaluate(lowTargets);
        for (const colorScheme of ["light", "dark"]) {
          await tab.emulateMedia({ colorScheme });
          found.push(...(await tab.evaluate(contrastFaults)).map((line) => `${colorScheme}, contrast ${line}`));
        }
        for (const percent of [100, 200]) {
          await tab.evaluate((size) => { document.documentElement.style.fontSize = `${size}%`; }, percent);
          found.push(...(await tab.evaluate(sideways)).map((line) => `text at ${percent} %: ${line}`));
        }
        return found;
      }));
    });
  }
}

test("a bulletin with its script is three requests and 14 KiB", async () => {
  const asked = await visit(real, { javaScriptEnabled: true }, (_, asked) => asked.filter((url) => !/\/favicon\.[^/]*$/.test(url)));
  const kinds = asked.map((url) => /\.(css|js)$/.exec(new URL(url).pathname)?.[1] ?? "html");
  assert.deepEqual(kinds, ["html", "css", "js"]);
  const bytes = asked.reduce((sum, url) => sum + brotliCompressSync(readFileSync(fileOf(folder, new URL(url).pathname))).length, 0);
  assert.ok(bytes <= 14 * 1024, `${bytes} bytes`);
});

// The citation.

const citations = {
  [real]: "《联络动态》2021年第12期（总第635期）",
  [joint]: "《反电信网络诈骗工作简报》2026年第3、4期（总第57期）",
  [plain]: "《反电信网络诈骗工作简报》2026年增刊第2期",
};

for (const [path, citation] of Object.entries(citations)) {
  test(`${path} without script: one tap selects the citation, and no button is there`, async () => {
    await visit(path, {}, async (tab) => {
      assert.equal(await tab.isVisible("[data-copy=cite]"), false);
      await tab.click("#cite");
      assert.equal(await tab.evaluate(() => getSelection().toString()), citation);
    });
  });
}

/** Opens the bulletin with script and a policy that forbids it inside the page. */
const strictly = (start, work) => visit("/404.html", { javaScriptEnabled: true, permissions: ["clipboard-read", "clipboard-write"] }, async (tab) => {
  const complaints = [];
  tab.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
  tab.on("pageerror", (error) => complaints.push(`${error}`));
  await tab.route(server.address + real, async (route) => {
    const response = await route.fetch();
    route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": "default-src 'self'" } });
  });
  await tab.addInitScript(start);
  await tab.goto(server.address + real);
  await work(tab);
  none(complaints);
});

const pressed = async (tab) => {
  await tab.click("[data-copy=cite]");
  await tab.waitForFunction(() => document.querySelector("[data-copy=cite] + [role=status]").textContent !== "");
  return tab.textContent("[data-copy=cite] + [role=status]");
};

/** What another page gets when the reader pastes. */
const pasted = async (tab) => {
  const other = await tab.context().newPage();
  await other.setContent("<textarea></textarea>");
  await other.focus("textarea");
  await other.keyboard.press("ControlOrMeta+V");
  return other.inputValue("textarea");
};

test("the button copies exactly the citation and says so", () => strictly(() => {}, async (tab) => {
  assert.equal(await pressed(tab), "已复制");
  assert.equal(await pasted(tab), citations[real]);
}));

test("without the clipboard interface, as on plain http, the button copies all the same", () => strictly(() => {
  Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined });
}, async (tab) => {
  assert.equal(await pressed(tab), "已复制");
  assert.equal(await pasted(tab), citations[real]);
}));

test("where the clipboard is refused, the other way is tried", () => strictly(() => {
  Clipboard.prototype.writeText = () => Promise.reject(new Error("refused"));
}, async (tab) => {
  assert.equal(await pressed(tab), "已复制");
  assert.equal(await pasted(tab), citations[real]);
}));

test("where nothing copies, the citation is selected and the button says what to do", () => strictly(() => {
  Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined });
  Document.prototype.execCommand = () => false;
}, async (tab) => {
  assert.match(await pressed(tab), /没能自动复制.*已选中/);
  assert.equal(await tab.evaluate(() => getSelection().toString()), citations[real]);
}));

// Printing.

const area = { left: 28, top: 37, right: 184, bottom: 262 };
/** The line grid: 28.95 pt, a little less than 225 mm / 22 so that rounding never costs a line. */
const pitch = 28.95 * 25.4 / 72;

const near = (value, wanted, tolerance, what) => assert.ok(Math.abs(value - wanted) <= tolerance, `${what}: ${value.toFixed(2)} mm instead of ${wanted.toFixed(2)} mm ± ${tolerance} mm`);

/** The rows of the type area; the number of the page stands below it. */
const rowsOf = (page) => page.rows.filter((row) => row.middle < area.bottom);

const printed = {};
const printOf = (path) => printed[path] ??= visit(path, { viewport: { width: 1280, height: 740 } }, print).then((file) => ({ file, pages: pagesOf(file) }));

// Issue 635 fills four sheets to within two lines of the end, and its imprint of eleven lines
// comes whole. Fonts differ in digits and quotation marks only: less than those two lines.
for (const [path, sheets] of [[real, 5], [joint, 5], [plain, 5]]) {
  test(`${path} prints on ${sheets} sheets of A4, inside the type area`, async () => {
    const { file, pages } = await printOf(path);
    assert.equal(pages.length, sheets);
    pages.forEach((page, index) => {
      // Chromium writes A4 in whole 1/96 inches.
      near(page.width, 210, 0.3, "width of the sheet");
      near(page.height, 297, 0.3, "height of the sheet");
      const box = ink(file, index + 1, { left: 0, top: 0, right: 210, bottom: area.bottom + 2 });
      // Glyphs may lean out of their squares by a hair, and a dot of the raster is 0.17 mm.
      assert.ok(box.left >= area.left - 0.4 && box.right <= area.right + 0.4, `page ${index + 1}: ${box.left.toFixed(2)}–${box.right.toFixed(2)} mm across`);
      assert.ok(box.top >= area.top - 0.4 && box.bottom <= area.bottom + 0.4, `page ${index + 1}: ${box.top.toFixed(2)}–${box.bottom.toFixed(2)} mm down`);
    });
  });

  test(`${path} has its page numbers below the type area, on the outer side`, async () => {
    const { file, pages } = await printOf(path);
    pages.forEach((page, index) => {
      const number = index + 1;
      const rows = page.rows.filter((row) => row.middle > area.bottom);
      assert.deepEqual(rows.map((row) => row.text), [`—${number}—`]);
      const box = ink(file, number, { left: 0, top: area.bottom + 1, right: 210, bottom: 290 });
      // One character of 14 pt (4.94 mm) is left free; a dash does not quite fill its square.
      if (number % 2 === 1) near(box.right, area.right - 4.94, 0.8, `right end of number ${number}`);
      else near(box.left, area.left + 4.94, 0.8, `left end of number ${number}`);
      // The dash lies at half the height of the digits, which fonts put a little differently.
      const [dash] = box.runs(box.left + 1.2);
      near(dash.top, area.bottom + 7, 0.6, `dash of number ${number}`);
    });
  });

  test(`${path} ends with its imprint at the foot of the last sheet`, async () => {
    const { file, pages } = await printOf(path);
    const rows = rowsOf(pages.at(-1));
    assert.equal(rows.at(-1).text, `网络版：https://fanzha.example.cn${path}`);
    const box = ink(file, pages.length, area);
    // The last row is one of small print; below it is its leading.
    near(box.bottom, area.bottom, 2, "end of the imprint");
    // The supplement has no editors, so nothing for a rule in the middle to divide.
    const wanted = path === plain ? [0.35, 0.35] : [0.35, 0.25, 0.35];
    const rules = ink(file, pages.length, { ...area, right: area.left + 3 }, 600).runs(area.left + 1).slice(-wanted.length);
    assert.equal(rules.length, wanted.length);
    // At 600 dots an inch a dot is 0.04 mm.
    wanted.forEach((thick, index) => near(rules[index].thick, thick, 0.05, `rule ${index + 1}`));
  });
}

test("a full page has 22 lines, and a full line 28 characters", async () => {
  const { file, pages } = await printOf(plain);
  const full = pages.slice(1, -2);
  assert.ok(full.length >= 2);
  full.forEach((page, index) => {
    const rows = rowsOf(page);
    assert.equal(rows.length, 22);
    rows.forEach((row, line) => {
      near(row.middle - rows[0].middle, line * pitch, 0.3, `line ${line + 1}`);
      const { length } = [...row.text];
      assert.ok([28, 26, 9].includes(length), `${length} characters: ${row.text}`);
      // The first line of a paragraph is indented by two characters.
      near(row.left, area.left + (length === 26 ? 2 * 15.75 * 25.4 / 72 : 0), 0.2, "start of a line");
      if (length !== 9) near(row.right, area.right, 0.3, "end of a line");
    });
    const box = ink(file, index + 2, area);
    // Characters stand in the middle of lines of 10.2 mm and are 5.56 mm high.
    near(box.top, area.top + (pitch - 5.56) / 2, 1, "top of the first line");
    near(box.bottom, area.top + 22 * pitch - (pitch - 5.56) / 2, 1, "bottom of the last line");
  });
});

test("headings, lists, notes and tables leave the text on the grid", async () => {
  const { pages } = await printOf(joint);
  const table = /支行|七家|登记（笔）/;
  let rows = 0;
  pages.slice(0, -1).forEach((page, index) => {
    // The name is larger, and its middle is not that of a line.
    const lines = rowsOf(page).filter((row) => !table.test(row.text)).slice(index === 0 ? 1 : 0);
    // Titles of 22 pt and bold type have their middles up to 0.9 mm elsewhere.
    lines.forEach((row) => {
      const off = (row.middle - lines.at(-1).middle) / pitch;
      near((off - Math.round(off)) * pitch, 0, 0.9, `“${row.text}” on page ${index + 1}`);
    });
    rows += lines.length;
  });
  assert.ok(rows > 70, `${rows} rows`);
});

test("navigation, notes for the web and marks of slips stay off the paper", async () => {
  for (const path of [real, joint]) {
    const words = (await printOf(path)).pages.flatMap((page) => page.rows.map((row) => row.text)).join("\n");
    for (const unwanted of ["马上这样做", "首页", "引用格式", "复制", "勘误", "公开属性", "求助与举报", "金融机构各银行"]) {
      assert.ok(!words.includes(unwanted), `${unwanted} is printed`);
    }
    assert.equal(words.match(/责任编辑/g).length, 1, "the imprint is printed once");
  }
  const contents = (await printOf(joint)).pages[0].rows.map((row) => row.text);
  assert.ok(contents.includes("本期要目"));
  assert.ok(!(await printOf(real)).pages[0].rows.some((row) => row.text === "本期要目"), "one article needs no list");
});
