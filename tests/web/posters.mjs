// Posters: one sheet of A4 with all that belongs on it, and readable on a phone too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { open } from "./lib/browser.mjs";
import { contrastFaults, sideways } from "./lib/measure.mjs";
import { none } from "./lib/none.mjs";
import { fileOf, pages, site, urlOf } from "./lib/site.mjs";
import { stage } from "./lib/stage.mjs";
import { attribute, elements, read, text } from "./lib/tree.mjs";

const posters = pages(site()).filter((file) => file.endsWith("/poster/index.html")).map(urlOf);

const here = stage();

const visit = (path, width, work) => open(here.browser, here.address + path, { viewport: { width, height: 740 } }, work);

/** What is larger than the box that holds it, or lies over its neighbour. */
function overflows() {
  const found = [];
  for (const element of document.querySelectorAll(".poster, .band, .middle, .says, .does, .foot, .more")) {
    const { scrollHeight, clientHeight, scrollWidth, clientWidth } = element;
    if (scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1) {
      found.push(`${element.className}: ${scrollWidth}×${scrollHeight} in ${clientWidth}×${clientHeight}`);
    }
  }
  const box = (name) => document.querySelector(name).getBoundingClientRect();
  if (box(".calls").right > box(".more").left) found.push("the numbers reach the code");
  if (box(".calls li:last-child b").bottom > box(".name").top) found.push("the numbers reach the name");
  return found;
}

test("every type of scam has a poster", () => {
  assert.ok(posters.length >= 10 && posters.some((path) => path.startsWith("/en/")), posters.join(" "));
});

for (const path of posters) {
  test(`${path} is one sheet of A4 on which everything fits`, async () => {
    const pdf = await visit(path, 1280, (tab) => tab.pdf({ preferCSSPageSize: true, printBackground: true }));
    const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g).length;
    const [, width, height] = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(pdf.toString("latin1")).map(Number);
    assert.equal(sheets, 1);
    assert.ok(Math.abs(width - 595) < 1.5 && Math.abs(height - 842) < 1.5, `${width}×${height} pt`);
    none(await visit(path, 1280, (tab) => tab.evaluate(overflows)));
    none(await visit(path, 794, async (tab) => {
      await tab.emulateMedia({ media: "print" });
      return tab.evaluate(overflows);
    }));
  });

  test(`${path} can be read on a phone`, async () => {
    none(await visit(path, 360, async (tab) => [
      ...await tab.evaluate(sideways),
      ...(await tab.evaluate(contrastFaults)).map((line) => `contrast ${line}`),
    ]));
  });

  test(`${path} names its page and is no result of a search`, () => {
    const all = [...elements(read(readFileSync(fileOf(site(), path), "utf8")))];
    const meta = (name) => attribute(all.find((element) => attribute(element, "name") === name), "content");
    const canonical = all.find((element) => attribute(element, "rel") === "canonical");
    assert.equal(meta("robots"), "noindex");
    assert.ok(attribute(canonical, "href").endsWith(path.replace(/poster\/$/, "")));
    const address = text(all.find((element) => attribute(element, "class") === "address"));
    const short = address.slice(address.indexOf("/"));
    assert.match(short, /^\/s\/[a-z]+\/$/);
    assert.ok(fileOf(site(), short), `${short} leads nowhere`);
    assert.ok(join(short).length < path.length);
  });
}
