// What readers do with a keyboard, and what the site remembers for them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "./lib/stage.mjs";

const here = stage();

async function reader(options, work) {
  const context = await here.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  try {
    const tab = await context.newPage();
    return await work(tab, context);
  } finally {
    await context.close();
  }
}

/** Presses Tab until `selector` has the focus, and demands that it can be seen. */
async function tabTo(tab, selector, most = 80) {
  for (let step = 0; step < most; step += 1) {
    await tab.keyboard.press("Tab");
    const at = await tab.evaluate((wanted) => {
      const element = document.activeElement;
      if (!element.matches(wanted)) return undefined;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return { inSight: left >= 0 && right <= innerWidth + 1 && bottom > 0 && top < innerHeight, outline: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
    }, selector);
    if (at !== undefined) {
      assert.deepEqual(at, { inSight: true, outline: true }, `the focus on ${selector}`);
      return step + 1;
    }
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

test("from any page to the number of the police in a few keys", () => reader({}, async (tab) => {
  await tab.goto(`${here.address}/articles/verification-codes/`);
  assert.ok(await tabTo(tab, 'a[href="/help/"]') <= 2);
  await tab.keyboard.press("Enter");
  await tab.waitForURL("**/help/");
  assert.ok(await tabTo(tab, 'a[href="tel:110"]') <= 4);
}));

test("past the header in two keys", () => reader({}, async (tab) => {
  await tab.goto(`${here.address}/help/`);
  await tabTo(tab, 'a[href="#s-main"]', 3);
  await tab.keyboard.press("Enter");
  assert.equal(await tab.evaluate(() => document.activeElement.id), "s-main");
}));

test("the menu of small screens opens with a key and closes again", () => reader({ viewport: { width: 360, height: 740 } }, async (tab) => {
  await tab.goto(`${here.address}/`);
  await tabTo(tab, ".menu summary", 12);
  await tab.keyboard.press("Enter");
  await tabTo(tab, '.menu a[href="/hotlines/"]', 14);
  await tab.keyboard.press("Enter");
  await tab.waitForURL("**/hotlines/");
  assert.equal(await tab.evaluate(() => document.querySelector(".menu").open), false);
}));

test("a film plays by the keyboard, with captions", () => reader({}, async (tab) => {
  await tab.goto(`${here.address}/videos/task-order/`);
  await tabTo(tab, "video");
  await tab.keyboard.press("Space");
  await tab.waitForFunction(() => {
    const film = document.querySelector("video");
    return !film.paused && film.currentTime > 0.2;
  });
  await tab.waitForFunction(() => {
    const [track] = document.querySelector("video").textTracks;
    return track.mode === "showing" && track.cues?.length > 0;
  });
  await tab.keyboard.press("Space");
  await tab.waitForFunction(() => document.querySelector("video").paused);
}));

for (const name of ["elder", "contrast"]) {
  const choice = `[data-prefer="${name}"]`;

  test(`${name} is chosen by the keyboard and remembered before anything is drawn`, () => reader({}, async (tab, context) => {
    await tab.goto(`${here.address}/`);
    const before = await tab.evaluate(() => parseFloat(getComputedStyle(document.body).fontSize));
    assert.ok(before >= 18, `${before} px`);
    await tabTo(tab, choice, 12);
    await tab.keyboard.press("Enter");
    const state = () => tab.evaluate(({ choice, name }) => ({
      pressed: document.querySelector(choice).getAttribute("aria-pressed"),
      on: document.documentElement.classList.contains(name),
      size: parseFloat(getComputedStyle(document.body).fontSize),
      paper: getComputedStyle(document.body).backgroundColor,
    }), { choice, name });
    const after = await state();
    assert.deepEqual([after.pressed, after.on], ["true", true]);
    if (name === "elder") assert.ok(after.size >= before * 1.3, `${after.size} px`);
    else assert.equal(after.paper, "rgb(0, 0, 0)");
    // The class is there when the body begins.
    await context.addInitScript((name) => {
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.early = document.documentElement.classList.contains(name);
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    }, name);
    await tab.goto(`${here.address}/help/`);
    assert.equal(await tab.evaluate(() => window.early), true);
    assert.deepEqual(await state(), after);
    await tab.click(choice);
    await tab.reload();
    assert.equal((await state()).on, false);
  }));
}

test("where nothing can be stored the choice holds for the page", () => reader({}, async (tab) => {
  await tab.addInitScript(() => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } }));
  const errors = [];
  tab.on("pageerror", (error) => errors.push(`${error}`));
  await tab.goto(`${here.address}/`);
  await tab.click('[data-prefer="elder"]');
  assert.equal(await tab.evaluate(() => document.documentElement.classList.contains("elder")), true);
  assert.deepEqual(errors, []);
}));

test("without script there is nothing to press that does nothing", () => reader({ javaScriptEnabled: false }, async (tab) => {
  for (const path of ["/", "/kit/", "/en/kit/"]) {
    await tab.goto(here.address + path);
    const shown = await tab.locator("button").evaluateAll((buttons) => buttons.filter((button) => button.getClientRects().length > 0).map((button) => button.textContent));
    assert.deepEqual(shown, [], path);
  }
}));

test("a text of the share kit is copied whole, short enough for a chat group", () => reader({ permissions: ["clipboard-read", "clipboard-write"] }, async (tab) => {
  await tab.goto(`${here.address}/kit/`);
  const texts = await tab.locator(".copy-text").allTextContents();
  assert.equal(texts.length, 10);
  for (const text of texts) {
    assert.ok(text.length <= 260, `${text.length} characters: ${text.slice(0, 20)}`);
    assert.match(text, /110/);
    assert.match(text, /https:\/\/\S+$/);
  }
  await tab.locator("[data-copy]").first().click();
  await tab.waitForFunction(() => document.querySelector('[role="status"]').textContent === "已复制");
  assert.equal(await tab.evaluate(() => navigator.clipboard.readText()), texts[0]);
}));

test("the pictures of the share kit are squares of 1080 pixels", () => reader({}, async (tab) => {
  await tab.goto(`${here.address}/kit/`);
  const sizes = await tab.evaluate(() => Promise.all([...document.querySelectorAll("a[download]")].map((link) => new Promise((done) => {
    const picture = new Image();
    picture.onload = () => done(`${picture.naturalWidth}x${picture.naturalHeight}`);
    picture.onerror = () => done("none");
    picture.src = link.href;
  }))));
  assert.deepEqual(sizes, Array(10).fill("1080x1080"));
}));
