// 自测: by keyboard with script, and as a page without.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { open } from "./lib/browser.mjs";
import { contrastFaults, sideways } from "./lib/measure.mjs";
import { none } from "./lib/none.mjs";
import { fileOf, site } from "./lib/site.mjs";
import { stage } from "./lib/stage.mjs";
import { smallTargets, strict } from "./lib/strict.mjs";
import { attribute, elements, read, text } from "./lib/tree.mjs";

const QUIZ = "/quiz/elders/";

const here = stage();

const visit = (options, work) => strict(here.browser, here.address + QUIZ, options, work);

/** Answers a question by keyboard: its radio buttons, then its own button. */
async function answer(tab, question, option) {
  const radios = tab.locator("fieldset").nth(question).locator("input");
  await radios.first().focus();
  await tab.waitForSelector("fieldset button:not([hidden])", { state: "attached" });
  await tab.keyboard.press("Space");
  for (let step = 1; step < option; step += 1) await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Enter");
  return tab.locator("fieldset").nth(question).locator("[role=status]").textContent();
}

test("by keyboard: each answer is explained, the score says what to read", async () => {
  await visit({}, async (tab, asked, complaints) => {
    const correct = await tab.$$eval("fieldset", (all) => all.map((one) => Number(one.dataset.correct)));
    for (const [at, right] of correct.entries()) {
      const wrong = right === 1 ? 2 : 1;
      const said = await answer(tab, at, at === 0 ? wrong : right);
      assert.equal(said, at === 0 ? "答错了，看看为什么。" : "答对了。");
      assert.ok(await tab.locator("fieldset").nth(at).locator("details").evaluate((details) => details.open));
    }
    const score = tab.locator("#s-score");
    assert.ok(await score.isVisible());
    assert.equal(await score.getAttribute("role"), "status");
    assert.equal(await score.locator("h2").textContent(), `${correct.length}题答对了${correct.length - 1}题`);
    assert.match(await score.textContent(), /您记得很牢/);
    assert.deepEqual(await score.locator("li a").allTextContents(), ["冒充领导熟人诈骗"]);
    await score.locator("button").press("Enter");
    assert.ok(await score.isHidden());
    assert.equal(await tab.locator("input:checked, input:disabled").count(), 0);
    assert.ok(asked.every((url) => url.startsWith(here.address)));
    assert.ok(!asked.some((url) => url.includes("?")), "no answer leaves the page");
    none(complaints);
  });
});

test("a question without a chosen answer stays open", async () => {
  await visit({}, async (tab) => {
    await tab.locator("input").first().focus();
    await tab.waitForSelector("fieldset button:not([hidden])");
    const first = tab.locator("fieldset").first();
    await first.locator("button").press("Enter");
    assert.equal(await first.locator("[role=status]").textContent(), "先选一个答案。");
    assert.equal(await first.getAttribute("data-done"), null);
  });
});

test("without script every answer is below its question", async () => {
  await open(here.browser, here.address + QUIZ, {}, async (tab) => {
    const fieldsets = await tab.$$eval("fieldset", (all) => all.map((one) => ({
      legend: one.firstElementChild.tagName,
      details: one.querySelectorAll("details summary").length,
      buttons: [...one.querySelectorAll("button")].filter((button) => button.getClientRects().length > 0).length,
    })));
    assert.ok(fieldsets.length >= 5);
    for (const one of fieldsets) assert.deepEqual(one, { legend: "LEGEND", details: 1, buttons: 0 });
    await tab.locator("summary").nth(0).focus();
    await tab.locator("fieldset summary").first().press("Enter");
    assert.ok(await tab.locator("fieldset details p").first().isVisible());
  });
});

for (const width of [320, 360, 1280]) {
  test(`${width} px: nothing sticks out, everything can be pressed and read`, async () => {
    await visit({ viewport: { width, height: 740 } }, async (tab) => {
      await answer(tab, 0, 1);
      none(await tab.evaluate(sideways));
      none(await tab.evaluate(smallTargets, "main button, fieldset label, fieldset summary"));
      for (const colorScheme of ["light", "dark"]) {
        await tab.emulateMedia({ colorScheme });
        none((await tab.evaluate(contrastFaults)).map((line) => `${colorScheme}: ${line}`));
      }
    });
  });
}

test("schema.org knows the questions and their answers", () => {
  const all = [...elements(read(readFileSync(fileOf(site(), QUIZ), "utf8")))];
  const scripts = all.filter((element) => attribute(element, "type") === "application/ld+json").map((element) => JSON.parse(text(element)));
  const quiz = scripts.flatMap((data) => data["@graph"]).find((data) => data["@type"] === "Quiz");
  assert.equal(quiz.hasPart.length, all.filter((element) => element.tagName === "fieldset").length);
  for (const part of quiz.hasPart) {
    assert.equal(part["@type"], "Question");
    assert.equal(part.acceptedAnswer["@type"], "Answer");
    assert.notEqual(part.acceptedAnswer.answerExplanation.text, "");
    assert.ok(part.suggestedAnswer.length >= 1);
  }
});
