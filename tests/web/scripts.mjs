// The scripts run in Chromium 78, which WeChat still has, and stay small.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";
import { parse } from "acorn";
import { none } from "./lib/none.mjs";
import { fileOf, files, isRedirect, pages, site } from "./lib/site.mjs";
import { attribute, elements, read, text } from "./lib/tree.mjs";

const scripts = files(site()).filter((file) => file.endsWith(".js"));
const source = (file) => readFileSync(join(site(), file), "utf8");

test("scripts are written in the JavaScript of 2019", () => {
  const faults = [];
  for (const file of scripts) {
    try {
      parse(source(file), { ecmaVersion: 2019, sourceType: "script" });
    } catch (error) {
      faults.push(`${file}: ${error.message}`);
    }
  }
  none(faults);
});

// Methods and objects that came after Chrome 78.
const late = /\.replaceAll\(|\.at\(|\.findLast|\.toSorted\(|\.toReversed\(|\.hasOwn\(|\.replaceChildren\(|structuredClone\(|Promise\.any\(|AggregateError|WeakRef|Intl\.(?:Segmenter|DisplayNames)|AbortSignal\.timeout|\bString\.raw\b.*\?\?/;
// What the policy of the site forbids, and what could make markup of words.
const unsafe = /\beval\(|new Function\(|\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write/;

test("scripts use nothing that came later, and make no markup of words", () => {
  const faults = [];
  for (const file of scripts) {
    for (const pattern of [late, unsafe]) {
      const found = pattern.exec(source(file));
      if (found) faults.push(`${file}: ${found[0]}`);
    }
  }
  none(faults);
});

test("a page has at most 3 KiB of scripts, of this site, and none in its markup", () => {
  const faults = [];
  for (const page of pages(site())) {
    const html = source(page);
    if (isRedirect(html)) continue;
    let bytes = 0;
    for (const element of elements(read(html))) {
      for (const { name } of element.attrs) if (name.startsWith("on") || name === "style") faults.push(`${page}: ${name}= on <${element.tagName}>`);
      if (element.tagName !== "script" || attribute(element, "type") === "application/ld+json") continue;
      const src = attribute(element, "src");
      if (src === undefined) faults.push(`${page}: a script in the page: ${text(element).slice(0, 60)}`);
      else if (!src.startsWith("/") || src.startsWith("//")) faults.push(`${page}: ${src}`);
      else bytes += brotliCompressSync(readFileSync(fileOf(site(), src))).length;
    }
    if (bytes > 3 * 1024) faults.push(`${page}: ${bytes} bytes of scripts`);
  }
  none(faults);
});

test("the script of every page weighs at most 1 KiB, a tool's 3 KiB; the words of search a little more", () => {
  const limits = { site: 1024, ask: 1024, quiz: 1024, check: 3 * 1024, search: 3.75 * 1024 };
  const weights = scripts.map((file) => [/^assets\/([a-z]+)\.[0-9a-f]{10}\.js$/.exec(file)?.[1], brotliCompressSync(readFileSync(join(site(), file))).length]);
  assert.deepEqual(weights.map(([name]) => name).sort(), Object.keys(limits).sort());
  none(weights.filter(([name, bytes]) => bytes > limits[name]).map(([name, bytes]) => `${name}: ${bytes} bytes`));
});
