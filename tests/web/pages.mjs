// Pages of every kind in a real browser, without JavaScript, from small phones to desks.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { open } from "./lib/browser.mjs";
import { contrastFaults, lowTargets, sideways } from "./lib/measure.mjs";
import { none } from "./lib/none.mjs";
import { isEnglish, samples } from "./lib/samples.mjs";
import { fileOf, pages, site } from "./lib/site.mjs";
import { stage } from "./lib/stage.mjs";
import { attribute, elements, read, text } from "./lib/tree.mjs";

const here = stage();

const visit = (path, options, work) => open(here.browser, here.address + path, options, work);

for (const [kind, path] of Object.entries(samples)) {
  const document = () => read(readFileSync(fileOf(site(), path), "utf8"));

  test(`${kind}: language, one h1, help first`, () => {
    const all = [...elements(document())];
    const english = isEnglish(path);
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

  test(`${kind}: from 320 to 1280 px nothing sticks out, is too low or too faint`, async () => {
    const found = await visit(path, {}, async (tab) => {
      const found = [];
      for (const width of [320, 360, 1280]) {
        await tab.setViewportSize({ width, height: 740 });
        await tab.evaluate(() => { document.documentElement.style.fontSize = ""; });
        const say = (what, lines) => found.push(...lines.map((line) => `${width} px, ${what} ${line}`));
        say("lower than 44 px:", await tab.evaluate(lowTargets));
        for (const colorScheme of ["light", "dark"]) {
          await tab.emulateMedia({ colorScheme });
          say(`${colorScheme}, contrast`, await tab.evaluate(contrastFaults));
        }
        for (const percent of [100, 200]) {
          await tab.evaluate((size) => { document.documentElement.style.fontSize = `${size}%`; }, percent);
          say(`text at ${percent} %:`, await tab.evaluate(sideways));
        }
      }
      return found;
    });
    none(found);
  });

  test(`${kind}: the first view is light and asks no one else`, async () => {
    const asked = await visit(path, {}, async (tab, asked) => {
      const later = await tab.evaluate(() => [...document.querySelectorAll('img[loading="lazy"]')]
        .filter((image) => image.getBoundingClientRect().top >= innerHeight).map((image) => image.currentSrc));
      // The icon of the tab and the captions of a film come when all else is there.
      return asked.filter((url) => !later.includes(url) && !/\/favicon\.[^/]*$|\.vtt$/.test(url));
    });
    const foreign = asked.filter((url) => !url.startsWith(`${here.address}/`));
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
