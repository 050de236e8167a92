// Pages of every kind in a real browser, without JavaScript, from small phones to desks.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { launch, open } from "./lib/browser.mjs";
import { contrastFaults, lowTargets, sideways } from "./lib/measure.mjs";
import { none } from "./lib/none.mjs";
import { serve } from "./lib/server.mjs";
import { fileOf, pages, site } from "./lib/site.mjs";
import { attribute, elements, read, text } from "./lib/tree.mjs";

const samples = {
  home: "/",
  help: "/help/",
  "scam type": "/scams/shuadan-fanli/",
  article: "/articles/verification-codes/",
  alert: "/alerts/cash-and-gold-pickup/",
  case: "/cases/safe-account/",
  video: "/videos/task-order/",
  bulletin: "/bulletins/lianluodongtai/2021/12/",
  periodical: "/bulletins/lianluodongtai/",
  volume: "/bulletins/lianluodongtai/2021/",
  campaign: "/campaign/month-template/",
  "campaign record": "/campaign/2021-05/",
  suggestion: "/suggestions/2021-dianxin-zhapian/",
  suggestions: "/suggestions/",
  operation: "/operations/duanliu/",
  "linked supervision": "/supervision/",
  people: "/people/",
  person: "/people/xu-xianhui/",
  organisations: "/organisations/",
  organisation: "/organisations/hn-gongan-ting/",
  hotlines: "/hotlines/",
  section: "/articles/",
  "taxonomy list": "/regions/",
  term: "/scam-types/shuadan-fanli/",
  "five lines of defence": "/defence/",
  "is it a scam": "/check/",
  question: "/check/why-pay/",
  outcome: "/check/task/",
  quiz: "/quiz/general/",
  quizzes: "/quiz/",
  "not found": "/404.html",
  "English home": "/en/",
  "English article": "/en/articles/screen-sharing/",
  "English check": "/en/check/",
  "English outcome": "/en/check/police/",
};

let server, browser;
before(async () => {
  server = await serve(site());
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const visit = (path, options, work) => open(browser, server.address + path, options, work);

for (const [kind, path] of Object.entries(samples)) {
  const document = () => read(readFileSync(fileOf(site(), path), "utf8"));

  test(`${kind}: language, one h1, help first`, () => {
    const all = [...elements(document())];
    const english = path.startsWith("/en/");
    assert.equal(attribute(all.find((element) => element.tagName === "html"), "lang"), english ? "en" : "zh-CN");
    const headings = all.filter((element) => element.tagName === "h1");
    assert.equal(headings.length, 1, `${headings.length} h1`);
    assert.notEqual(text(headings[0]).trim(), "");

    const links = all.filter((element) => element.tagName === "a");
    const calls = links.map((link) => attribute(link, "href")).filter((href) => href?.startsWith("tel:"));
    assert.ok(calls.includes("tel:110"), "no tel:110");
    assert.ok(calls.includes("tel:96110"), "no tel:96110");
    assert.ok(!calls.some((href) => href.includes("12381")), "12381 only sends messages and cannot be called");
    const help = links.findIndex((link) => attribute(link, "href") === (english ? "/en/help/" : "/help/"));
    assert.ok(help >= 0 && help < 3, `the help page is link ${help + 1}`);
    assert.ok(links.findIndex((link) => attribute(link, "href") === "tel:110") < 5, "tel:110 comes late");
  });

  for (const width of [320, 360, 1280]) {
    test(`${kind}: at ${width} px nothing sticks out, is too low or too faint`, async () => {
      const found = await visit(path, { viewport: { width, height: 740 } }, async (tab) => {
        const found = (await tab.evaluate(lowTargets)).map((line) => `lower than 44 px: ${line}`);
        for (const colorScheme of ["light", "dark"]) {
          await tab.emulateMedia({ colorScheme });
          found.push(...(await tab.evaluate(contrastFaults)).map((line) => `${colorScheme}, contrast ${line}`));
        }
        for (const percent of [100, 200]) {
          await tab.evaluate((size) => { document.documentElement.style.fontSize = `${size}%`; }, percent);
          found.push(...(await tab.evaluate(sideways)).map((line) => `text at ${percent} %: ${line}`));
        }
        return found;
      });
      none(found);
    });
  }

  test(`${kind}: the first view is light and asks no one else`, async () => {
    const asked = await visit(path, {}, async (tab, asked) => {
      const later = await tab.evaluate(() => [...document.querySelectorAll('img[loading="lazy"]')]
        .filter((image) => image.getBoundingClientRect().top >= innerHeight).map((image) => image.currentSrc));
      // The icon of the tab and the captions of a film come when all else is there.
      return asked.filter((url) => !later.includes(url) && !/\/favicon\.[^/]*$|\.vtt$/.test(url));
    });
    const foreign = asked.filter((url) => !url.startsWith(`${server.address}/`));
    none(foreign);
    assert.ok(asked.length <= 3, `${asked.length} requests: ${asked.join(" ")}`);
    const code = asked.map((url) => fileOf(site(), new URL(url).pathname)).filter((file) => /\.(html|css|js)$/.test(file));
    const bytes = code.reduce((sum, file) => sum + brotliCompressSync(readFileSync(file)).length, 0);
    assert.ok(bytes <= 14 * 1024, `${bytes} bytes of HTML, CSS and JavaScript after brotli`);
  });
}

test("the keyboard's first stops are help and a way past the header, both in sight", async () => {
  const stops = await visit("/", {}, async (tab) => {
    const seen = [];
    for (let step = 0; step < 2; step += 1) {
      await tab.keyboard.press("Tab");
      seen.push(await tab.evaluate(() => {
        const { left, right, top } = document.activeElement.getBoundingClientRect();
        return { href: document.activeElement.getAttribute("href"), inSight: left >= 0 && right <= innerWidth && top >= 0 };
      }));
    }
    return seen;
  });
  assert.deepEqual(stops, [{ href: "/help/", inSight: true }, { href: "#s-main", inSight: true }]);
});

test("every page of the site weighs at most 14 KiB with its style sheet", () => {
  const heavy = [];
  const weight = (file) => brotliCompressSync(readFileSync(file)).length;
  const sheets = new Map();
  for (const page of pages(site())) {
    const file = join(site(), page);
    let bytes = weight(file);
    for (const element of elements(read(readFileSync(file, "utf8")))) {
      const used = element.tagName === "script" ? attribute(element, "src")
        : element.tagName === "link" && attribute(element, "rel") === "stylesheet" ? attribute(element, "href") : undefined;
      if (used === undefined) continue;
      if (!sheets.has(used)) sheets.set(used, weight(fileOf(site(), used)));
      bytes += sheets.get(used);
    }
    if (bytes > 14 * 1024) heavy.push(`${page}: ${bytes} bytes`);
  }
  none(heavy);
});
