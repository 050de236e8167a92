// 是不是骗局: pasting a message, and the questions for those without script.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { open } from "./lib/browser.mjs";
import { contrastFaults, sideways } from "./lib/measure.mjs";
import { none } from "./lib/none.mjs";
import { repository, site } from "./lib/site.mjs";
import { stage } from "./lib/stage.mjs";
import { smallTargets, strict } from "./lib/strict.mjs";

const SCAM = "您好，我是96110的民警，你的卡涉嫌洗钱，请点 http://safe.example/x 登记，把钱转到安 全*账户，\n不要告诉家人。回电400-000-0000";

const here = stage();

const visit = (path, options, work) => strict(here.browser, here.address + path, options, work);

/** Pastes a message and presses the button. */
async function check(tab, message) {
  await tab.fill("#s-message", message);
  await tab.click(".tool-go");
  await tab.waitForSelector("#s-result:not([hidden])");
}

const shown = (tab, slot) => tab.locator(`#s-result [data-slot=${slot}]`);

test("the browser comes to the same verdicts as the program", async () => {
  const lines = readFileSync(join(repository, "tests/messages/verdicts.tsv"), "utf8").replace(/\n$/, "").split("\n");
  assert.ok(lines.length > 240);
  const found = await visit("/check/", {}, async (tab) => {
    await check(tab, "先等破绽表");
    return tab.evaluate((messages) => messages.map((message) => {
      document.getElementById("s-message").value = message;
      document.querySelector(".tool-go").click();
      const result = document.getElementById("s-result");
      const texts = (selector) => [...result.querySelectorAll(selector)].map((element) => element.textContent);
      return [
        result.dataset.level, result.dataset.points,
        texts("[data-slot=types] a").join("、"), texts("[data-slot=flags] q").join("｜").replace(/\n/g, "\\n"),
      ].join("\t");
    }), lines.map((line) => line.split("\t")[0].replace(/\\n/g, "\n")));
  });
  none(lines.flatMap((line, at) => {
    const expected = line.split("\t").slice(1).join("\t");
    return found[at] === expected ? [] : [`${line.split("\t")[0]}\n  program ${expected}\n  browser ${found[at]}`];
  }));
});

test("by keyboard alone: paste, check, read the result", async () => {
  await visit("/check/", {}, async (tab, asked, complaints) => {
    await tab.evaluate(() => document.getElementById("s-main").focus());
    for (let step = 0; step < 9; step += 1) {
      await tab.keyboard.press("Tab");
      if (await tab.evaluate(() => document.activeElement.id === "s-message")) break;
    }
    await tab.keyboard.insertText(SCAM);
    await tab.waitForLoadState("networkidle");
    const before = asked.length;
    await tab.keyboard.press("Tab");
    await tab.keyboard.press("Enter");
    await tab.waitForSelector("#s-result:not([hidden])");
    assert.equal(await tab.evaluate(() => document.activeElement.id), "s-result-title");
    assert.equal(await shown(tab, "title").textContent(), "极像骗局");
    assert.deepEqual(await shown(tab, "types").locator("a").allTextContents(), ["冒充公检法"]);
    assert.ok((await shown(tab, "flags").locator("q").allTextContents()).some((quote) => quote.includes("安 全*账户")));
    const facts = await shown(tab, "facts").textContent();
    for (const fact of ["http://safe.example/x", "400-000-0000", "96110"]) assert.ok(facts.includes(fact), `no ${fact} in ${facts}`);
    assert.equal(await shown(tab, "facts").locator("a").count(), 0, "addresses of a message are no links");
    assert.equal(await tab.locator('#s-result a[href="tel:110"]').count(), 1);
    assert.deepEqual(asked.slice(before), [], "nothing is asked for once the flags are there");
    none(complaints);
  });
});

test("no message is called safe, and markup stays text", async () => {
  await visit("/check/", {}, async (tab, _, complaints) => {
    await check(tab, "今晚一起吃饭吗？<img src=x onerror=alert(1)>");
    assert.equal(await shown(tab, "title").textContent(), "没有找到已知的破绽");
    assert.match(await shown(tab, "text").textContent(), /不等于没有危险/);
    assert.doesNotMatch(await tab.locator("#s-result").textContent(), /放心|安全的|不是骗局/);
    await tab.click('#s-result a[href="#s-ask"]');
    await tab.click("text=清空");
    assert.ok(await tab.locator("#s-result").isHidden());
    await tab.click(".tool-go");
    assert.equal(await tab.locator("form [role=status]").textContent(), "先把消息粘贴到框里。");
    await check(tab, "先垫付一百，做完返一百三<b>粗</b>");
    assert.equal(await tab.locator("#s-result b", { hasText: /^粗$/ }).count(), 0);
    none(complaints);
  });
});

test("without the list of flags the reader is told so", async () => {
  await visit("/check/", {}, async (tab) => {
    await tab.route("**/signals.*.json", (route) => route.abort());
    await tab.fill("#s-message", SCAM);
    await tab.click(".tool-go");
    await tab.waitForFunction(() => document.querySelector("form [role=status]").textContent.includes("没有取到"));
  });
});

test("English messages are compared with English flags", async () => {
  await visit("/en/check/", {}, async (tab) => {
    await check(tab, "This is the immigration police. Your passport was used in money laundering, move your savings to a safe account and do not tell anyone.");
    assert.equal(await shown(tab, "title").textContent(), "This looks very much like a scam");
    assert.deepEqual(await shown(tab, "types").locator("a").allTextContents(), ["Fake police"]);
    await check(tab, "Your verification code is 123456. Never share it with anyone.");
    assert.equal(await shown(tab, "title").textContent(), "No known warning sign was found");
  });
});

for (const width of [320, 360, 1280]) {
  test(`${width} px: nothing sticks out, everything can be pressed and read`, async () => {
    await visit("/check/", { viewport: { width, height: 740 } }, async (tab) => {
      await check(tab, `${SCAM} https://${"a".repeat(80)}.example/`);
      none(await tab.evaluate(sideways));
      none(await tab.evaluate(smallTargets, "main button, main .answers a, main .go, main textarea, main a[href^='tel:']"));
      for (const colorScheme of ["light", "dark"]) {
        await tab.emulateMedia({ colorScheme });
        none((await tab.evaluate(contrastFaults)).map((line) => `${colorScheme}: ${line}`));
      }
    });
  });
}

test("without script there is no form, and every way through the questions ends at advice", async () => {
  const look = (tab) => tab.evaluate(() => ({
    form: [...document.querySelectorAll("main form, main textarea")].some((element) => element.getClientRects().length > 0),
    answers: [...document.querySelectorAll("main .answers a")].map((link) => new URL(link.href).pathname),
    last: [...document.querySelectorAll("main .answers a")].map((link) => link.textContent).pop(),
    advice: document.querySelectorAll("main .donow li").length,
    calls: document.querySelectorAll('main a[href="tel:110"]').length,
    title: document.title,
  }));
  for (const start of ["/check/", "/en/check/"]) await open(here.browser, here.address + start, {}, async (tab) => {
    const seen = new Map();
    const ahead = [start];
    while (ahead.length > 0) {
      const path = ahead.pop();
      if (seen.has(path)) continue;
      await tab.goto(here.address + path);
      const page = await look(tab);
      seen.set(path, page);
      assert.ok(!page.form, `${path} shows a form that does nothing`);
      assert.ok(page.calls > 0, `${path} has no tel:110`);
      assert.ok(page.answers.length > 0 || page.advice > 1, `${path} is a dead end`);
      if (page.answers.length > 0) assert.match(page.last, /都不是|None of these/, path);
      ahead.push(...page.answers);
    }
    const titles = [...seen.values()].map((page) => page.title);
    assert.equal(new Set(titles).size, titles.length, "titles tell pages apart");
    assert.ok(seen.size > 12, `${seen.size} pages below ${start}`);
  });
});

test("with script the questions are answered in place; Back, reloading and a failing network keep the thread", async () => {
  await visit("/check/", {}, async (tab, asked, complaints) => {
    const state = () => tab.evaluate(() => ({
      path: location.pathname,
      heading: document.querySelector("#s-ask h2").textContent,
      focus: document.activeElement.textContent,
      title: document.title,
      ones: document.querySelectorAll("h1").length,
      kept: document.getElementById("s-message")?.value,
    }));
    // The address changes at once, the page when the next question is there.
    const arrive = (path, heading) => tab.waitForFunction(([path, heading]) => location.pathname === path && document.activeElement.tagName === "H2"
      && document.activeElement.textContent === heading, [path, heading]);
    const [WANTS, WHY, TASK] = ["对方要你做什么？", "他说为什么要付钱？", "这是刷单返利的路数"];
    await tab.fill("#s-message", "还没查的话");
    const first = await state();
    await tab.locator(".answers a").first().press("Enter");
    await arrive("/check/why-pay/", WHY);
    const second = await state();
    assert.equal(second.heading, second.focus);
    assert.notEqual(second.heading, first.heading);
    assert.match(second.title, /^他说为什么要付钱/);
    await tab.locator(".answers a").first().click();
    await arrive("/check/task/", TASK);
    assert.equal(await tab.locator("#s-ask .donow li").count(), 4);
    none(await tab.evaluate(sideways));
    for (const { ones, kept } of [second, await state()]) assert.deepEqual([ones, kept], [1, "还没查的话"]);

    await tab.goBack();
    await arrive("/check/why-pay/", WHY);
    assert.deepEqual(await state(), second);
    await tab.goBack();
    await arrive("/check/", WANTS);
    assert.equal((await state()).heading, first.heading);
    await tab.goForward();
    await arrive("/check/why-pay/", WHY);
    await tab.locator("#s-ask .more a").click();
    await arrive("/check/wants/", WANTS);
    assert.equal((await state()).heading, first.heading);
    assert.equal(asked.filter((url) => /\/check\/$/.test(url)).length, 1, "the page was loaded again");

    // A reader who reloads stands on the question's own page, and Back still shows what the address says.
    await tab.locator(".answers a").first().click();
    await arrive("/check/why-pay/", WHY);
    await tab.reload();
    assert.equal(await tab.locator("h1").textContent(), second.heading);
    await tab.goBack();
    await tab.waitForFunction((heading) => document.querySelector("h1").textContent === heading, first.heading);
    await tab.goto(`${here.address}/check/`);
    none(complaints);

    // No answer from the network: an ordinary link.
    await tab.evaluate(() => { window.fetch = () => Promise.reject(new Error("offline")); });
    await tab.locator(".answers a").first().click();
    await tab.waitForFunction(() => document.querySelector("h1")?.textContent === "他说为什么要付钱？");
  });
});

for (const path of ["/check/why-pay/", "/check/task/"]) {
  test(`${path}: big targets, nothing sticks out`, async () => {
    for (const width of [320, 1280]) {
      await open(here.browser, here.address + path, { viewport: { width, height: 740 } }, async (tab) => {
        none(await tab.evaluate(sideways));
        none(await tab.evaluate(smallTargets, "main .answers a, main .more a, main a[href^='tel:']"));
      });
    }
  });
}
