// The bar of the preview in a real browser: both views, findings, keyboard, phones, languages, and all of
// it under the site's own policy.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "./lib/browser.mjs";
import { contrastFaults, sideways } from "./lib/measure.mjs";
import { none } from "./lib/none.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.FANZHA_BIN ?? join(repository, "target/debug/fanzha");
const PAGE = "/articles/answer-96110/";
const FILE = "content/articles/answer-96110.md";

let folder, child, address, browser;

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(url) {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not answer`);
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "fanzha-preview-"));
  for (const part of ["site.toml", "content", "data", "media", "themes"]) cpSync(join(repository, part), join(folder, part), { recursive: true });
  // A draft with a heading that skips a level.
  const text = readFileSync(join(folder, FILE), "utf8");
  writeFileSync(join(folder, FILE), `${text.replace("+++\n", "+++\ndraft = true\n")}\n## 加一节\n\n#### 太深的一节\n`);
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  child = spawn(program, ["serve", "-D", "-F", "-p", String(port), "--at", "2026-12-01T09:00:00+08:00"], { cwd: folder, stdio: "ignore" });
  await answers(`${address}${PAGE}`);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  child?.kill();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Opens a page and hands it to `work` once the bar knows of it; nothing may be said on the console. */
async function visit(work, { path = PAGE, width = 360, height = 740, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, ...options });
  const tab = await context.newPage();
  const said = [];
  tab.on("console", (message) => said.push(message.text()));
  tab.on("pageerror", (error) => said.push(String(error)));
  try {
    await tab.goto(address + path, { waitUntil: "load" });
    await tab.waitForSelector(".fanzha-desk");
    await work(tab);
    none(said);
  } finally {
    await context.close();
  }
}

const seen = (tab, selector) => tab.locator(selector).isVisible();

test("on a phone the bar is a small button with the number of findings", () => visit(async (tab) => {
  await tab.waitForFunction(() => /^[1-9]/.test(document.querySelector(".fanzha-pill").textContent));
  assert.equal(await seen(tab, ".fanzha-panel"), false);
  const box = await tab.locator(".fanzha-pill").boundingBox();
  assert.ok(box.width >= 44 && box.height >= 44 && box.width < 90, JSON.stringify(box));
  none(await tab.evaluate(sideways));
}));

test("the editor's view shows what is wrong, where, and how to mend it", () => visit(async (tab) => {
  await tab.click(".fanzha-pill");
  await tab.waitForSelector(".fanzha-finding");
  const text = await tab.innerText(".fanzha-panel");
  for (const words of ["草稿", "预览时刻：2026-12-01 09:00", FILE, "content/heading-level", "从 2 级跳到了 4 级", "改成 ### 太深的一节"]) {
    assert.ok(text.includes(words), `${words} is not in ${text}`);
  }
  assert.match(text, /第 \d+ 行/);
  none(await tab.evaluate(sideways));
  none(await tab.evaluate(contrastFaults));
  const heights = await tab.locator(".fanzha-desk button:visible").evaluateAll((all) => all.map((it) => it.getBoundingClientRect().height));
  assert.ok(heights.length >= 3 && heights.every((height) => height >= 44), String(heights));
}));

test("the reader's view hides it all, and is remembered", () => visit(async (tab) => {
  await tab.waitForSelector(".fanzha-finding");
  assert.equal(await tab.evaluate(() => document.documentElement.classList.contains("fanzha-draft-page")), true);
  await tab.click("text=读者视角");
  for (const selector of [".fanzha-details", ".fanzha-states"]) assert.equal(await tab.locator(selector).count(), 0);
  assert.equal(await tab.evaluate(() => document.documentElement.classList.contains("fanzha-draft-page")), false);
  await tab.reload({ waitUntil: "load" });
  await tab.waitForSelector("[aria-pressed=true]");
  assert.equal(await tab.innerText("[aria-pressed=true]"), "读者视角");
  await tab.click("text=编辑视角");
  await tab.waitForSelector(".fanzha-finding");
}, { width: 1000 }));

test("keys are enough", () => visit(async (tab) => {
  await tab.locator(".fanzha-pill").focus();
  await tab.keyboard.press("Enter");
  assert.equal(await seen(tab, ".fanzha-panel"), true);
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "读者视角");
  await tab.keyboard.press("Space");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "读者视角", "the focus stays");
  await tab.keyboard.press("Escape");
  assert.equal(await seen(tab, ".fanzha-panel"), false);
  assert.equal(await tab.evaluate(() => document.activeElement.className), "fanzha-pill");
}));

test("it is not printed", () => visit(async (tab) => {
  await tab.emulateMedia({ media: "print" });
  assert.equal(await seen(tab, ".fanzha-desk"), false);
}, { width: 1000 }));

test("an edit reloads the page, and a mistake shows over the last good one", () => visit(async (tab) => {
  const text = readFileSync(join(folder, FILE), "utf8");
  try {
    writeFileSync(join(folder, FILE), `${text}\n刚加的一句话。\n`);
    await tab.waitForFunction(() => document.body.textContent.includes("刚加的一句话。"), undefined, { timeout: 30000 });
    writeFileSync(join(folder, FILE), `${text}\n刚加的一句话。[坏](@/nichts.md)\n`);
    await tab.waitForSelector("#fanzha-overlay", { timeout: 30000 });
    assert.ok((await tab.innerText("#fanzha-overlay")).includes("没有页面 nichts.md"));
    assert.equal(await tab.locator("#fanzha-overlay").evaluate((it) => getComputedStyle(it).position), "fixed", "its style is let in");
  } finally {
    writeFileSync(join(folder, FILE), text);
    await tab.waitForFunction(() => !document.getElementById("fanzha-overlay"), undefined, { timeout: 30000 });
  }
}));
