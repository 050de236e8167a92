// Every kind of page for every reader: axe-core finds nothing, in light, dark and large print; nothing
// sticks out, moves or complains.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { lowTargets, mostMoved, sideways } from "./lib/measure.mjs";
import { none } from "./lib/none.mjs";
import { isEnglish, posters, samples } from "./lib/samples.mjs";
import { serve } from "./lib/server.mjs";
import { modules, site } from "./lib/site.mjs";

const axe = readFileSync(join(modules, "axe-core", "axe.min.js"), "utf8");
/** Rules whose answer hangs on colours, which are all that the dark sheet changes. */
const colours = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

let server, browser, context, tab;
const said = [];
before(async () => {
  server = await serve(site());
  browser = await launch();
  context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  // How much of the page moved by itself, all told.
  await context.addInitScript(() => {
    window.moved = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved.push(shift.value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  tab = await context.newPage();
  tab.on("console", (message) => said.push(`${tab.url()} ${message.type()}: ${message.text()}`));
  tab.on("pageerror", (error) => said.push(`${tab.url()} ${error}`));
  // What a page still waits for is given up when the next page comes.
  tab.on("requestfailed", (request) => request.failure()?.errorText === "net::ERR_ABORTED" || said.push(`${request.url()} ${request.failure()?.errorText}`));
  tab.on("response", (response) => { if (response.status() >= 400 && !response.url().endsWith("/404.html")) said.push(`${response.url()} ${response.status()}`); });
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** Goes to a page as a reader who chose before: `elder`, `contrast`, or nothing. */
async function visit(path, chosen = []) {
  const key = (name) => `fanzha-${name}`;
  if (!tab.url().startsWith(server.address)) await tab.goto(`${server.address}/404.html`);
  await tab.evaluate((keys) => { localStorage.clear(); keys.forEach((name) => localStorage.setItem(name, "1")); }, chosen.map(key));
  await tab.goto(server.address + path, { waitUntil: "load" });
}

/** What axe finds, as lines. It must have been loaded into the page. */
async function faults(what, runOnly = { type: "tag", values: rules }) {
  const found = await tab.evaluate(async (runOnly) => {
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return violations.flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${help}: ${node.html.slice(0, 120)}`));
  }, runOnly);
  return found.map((line) => `${what}: ${line}`);
}

for (const [kind, path] of Object.entries({ ...samples, ...posters })) {
  const hasHeader = !(kind in posters);

  test(`${kind}: axe finds nothing`, async () => {
    const found = [];
    for (const chosen of hasHeader ? [[], ["elder"]] : [[]]) {
      await visit(path, chosen);
      await tab.evaluate(axe);
      for (const width of [360, 1280]) {
        await tab.setViewportSize({ width, height: 740 });
        await tab.emulateMedia({ colorScheme: "light" });
        found.push(...await faults(`${chosen} ${width} light`));
        await tab.emulateMedia({ colorScheme: "dark" });
        found.push(...await faults(`${chosen} ${width} dark`, colours));
      }
    }
    if (hasHeader) {
      await visit(path, ["contrast"]);
      await tab.evaluate(axe);
      found.push(...await faults("contrast"));
    }
    none(found);
  });

  test(`${kind}: nothing sticks out, moves or complains, and large print has large targets`, async () => {
    said.length = 0;
    const found = [];
    for (const chosen of hasHeader ? [[], ["elder"]] : [[]]) {
      for (const width of [320, 360, 768, 1280]) {
        await tab.setViewportSize({ width, height: 740 });
        if (width !== 360) {
          await visit(path, chosen);
          const moved = await tab.evaluate(() => window.moved.reduce((sum, one) => sum + one, 0));
          if (moved > mostMoved) found.push(`${chosen} ${width}: the layout shifts by ${moved}`);
        }
        found.push(...(await tab.evaluate(sideways)).map((line) => `${chosen} ${width}: ${line}`));
        if (hasHeader && chosen.length > 0 && !path.includes("/elder/")) {
          found.push(...(await tab.evaluate(lowTargets, 60)).map((line) => `${width}: lower than 60 px: ${line}`));
        }
      }
    }
    none([...found, ...said]);
  });
}

test("words of another language say which", async () => {
  const found = [];
  for (const path of Object.values(samples).filter(isEnglish)) {
    await visit(path);
    found.push(...await tab.evaluate(() => {
      const words = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (/\p{Script=Han}/u.test(data) && !parentElement.closest('[lang^="zh"]')) words.push(`${location.pathname}: ${data.trim().slice(0, 40)}`);
      }
      return words;
    }));
  }
  none(found);
});

test("a system that replaces colours leaves buttons a border", async () => {
  await visit("/");
  await tab.emulateMedia({ forcedColors: "active" });
  const widths = await tab.evaluate(() => [".call-no", ".sos-calls a", ".creed"]
    .map((name) => parseFloat(getComputedStyle(document.querySelector(name)).borderTopWidth)));
  await tab.emulateMedia({ forcedColors: null });
  assert.ok(widths.every((width) => width >= 1), `${widths}`);
});

test("without style sheets and pictures every page still says what to do first", async () => {
  await context.route(/\.(css|png|jpe?g|webp|avif|svg)$/, (route) => route.abort());
  try {
    const found = [];
    for (const path of Object.values(samples)) {
      await visit(path);
      const first = await tab.evaluate(() => document.body.innerText.trim().slice(0, 20));
      if (!/^(正在被骗？|Being scammed\?)/.test(first)) found.push(`${path} begins with ${first}`);
      found.push(...await tab.evaluate(() => [...document.querySelectorAll("img")]
        .filter((image) => image.getAttribute("alt") === null || !image.getAttribute("width") || !image.getAttribute("height"))
        .map((image) => `${location.pathname} ${image.outerHTML.slice(0, 120)}`)));
    }
    none(found);
  } finally {
    await context.unroute(/\.(css|png|jpe?g|webp|avif|svg)$/);
    said.length = 0;
  }
});
