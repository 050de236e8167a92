// Minifying changes bytes, never the document: the same tree, and the same words on the screen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { none } from "./lib/none.mjs";
import { serve } from "./lib/server.mjs";
import { samples } from "./lib/samples.mjs";
import { pages, siteWith } from "./lib/site.mjs";
import { read } from "./lib/tree.mjs";

/** site.toml with `minify_html` set. */
const minified = (wanted) => (settings) => `minify_html = ${wanted}\n${settings.replace(/^minify_html\s*=.*\n/m, "")}`;

const small = siteWith(minified(true));
const plain = siteWith(minified(false));

const literal = new Set(["pre", "textarea", "script", "style"]);

/** A tree as lines: elements with sorted attributes, text with its white space collapsed.
 * White space at the edges of a text is left to the browser test below, which knows what shows. */
function lines(node, depth = 0, kept = false, out = []) {
  for (const child of node.content?.childNodes ?? node.childNodes ?? []) {
    const indent = " ".repeat(depth);
    if (child.nodeName === "#comment") continue;
    if (child.nodeName === "#documentType") {
      out.push(`${indent}<!doctype ${child.name} "${child.publicId}" "${child.systemId}">`);
    } else if (child.nodeName === "#text") {
      const value = kept ? child.value : child.value.replace(/[ \t\n\f\r]+/g, " ").trim();
      if (value !== "") out.push(`${indent}${JSON.stringify(value)}`);
    } else {
      const attributes = child.attrs
        .map(({ name, value }) => [name, name === "class" ? value.trim().replace(/\s+/g, " ") : value])
        .filter(([name, value]) => !(name === "class" && value === ""))
        .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`).sort().join("");
      const space = child.namespaceURI === "http://www.w3.org/1999/xhtml" ? "" : `${child.namespaceURI}:`;
      out.push(`${indent}<${space}${child.tagName}${attributes}>`);
      lines(child, depth + 1, kept || literal.has(child.tagName), out);
    }
  }
  return out;
}

const source = (folder, file) => readFileSync(join(folder, file), "utf8");

test("both builds have the same pages", () => {
  assert.deepEqual(pages(small), pages(plain));
  assert.ok(source(small, "index.html").length < source(plain, "index.html").length, "the minified page is smaller");
});

test("every page has the same tree", () => {
  const different = [];
  for (const file of pages(plain)) {
    const [one, other] = [lines(read(source(plain, file))), lines(read(source(small, file)))];
    const at = one.findIndex((line, index) => line !== other[index]);
    if (at !== -1 || one.length !== other.length) {
      const index = at === -1 ? one.length : at;
      different.push(`${file}: ${one[index]?.trim()} became ${other[index]?.trim()}`);
    }
  }
  none(different);
});

test("lines of code keep every space and line break", () => {
  const different = [];
  const blocks = (html) => {
    const found = [];
    (function walk(node) {
      for (const child of node.childNodes ?? []) {
        if (child.tagName === "pre" || child.tagName === "textarea") found.push(lines(child, 0, true).join("\n"));
        else walk(child);
      }
    })(read(html));
    return found;
  };
  for (const file of pages(plain)) {
    const [one, other] = [blocks(source(plain, file)), blocks(source(small, file))];
    if (one.join("\0") !== other.join("\0")) different.push(file);
  }
  none(different);
});

let browser;
before(async () => { browser = await launch(["--blink-settings=imagesEnabled=false"]); });
after(() => browser?.close());

/** The words that a reader sees on a page, with the spaces and lines between them. */
async function words(tab, url) {
  await tab.goto(url, { waitUntil: "load" });
  return tab.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    return document.body.innerText.replace(/[ \u00a0]+\n/g, "\n").replace(/\n+/g, "\n").trim();
  });
}

test("readers of a page of each kind see the same words with the same spaces between them", async () => {
  const servers = [await serve(plain), await serve(small)];
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 800 } });
  const tabs = [await context.newPage(), await context.newPage()];
  const different = [];
  try {
    for (const path of Object.values(samples)) {
      const [one, other] = await Promise.all(servers.map(({ address }, at) => words(tabs[at], address + path)));
      assert.notEqual(one, "", path);
      if (one === other) continue;
      let at = 0;
      while (one[at] === other[at]) at += 1;
      const around = (text) => JSON.stringify(text.slice(Math.max(0, at - 15), at + 15));
      different.push(`${path}: ${around(one)} became ${around(other)}`);
    }
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
  none(different);
});
