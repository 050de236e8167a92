// The style sheets keep to what the oldest supported engines understand: layout in Chrome 86,
// readable in Chrome 78. A rule that an engine cannot parse is a rule that it drops.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { none } from "./lib/none.mjs";
import { files, pages, site } from "./lib/site.mjs";
import { elements, read, text } from "./lib/tree.mjs";

/** Style sheets and <style> elements, comments and strings blanked. */
function gather() {
  const found = files(site()).filter((file) => file.endsWith(".css"))
    .map((file) => [file, readFileSync(join(site(), file), "utf8")]);
  for (const file of pages(site())) {
    for (const element of elements(read(readFileSync(join(site(), file), "utf8")))) {
      if (element.tagName === "style") found.push([file, text(element)]);
    }
  }
  return found.map(([file, css]) => [file, css.replace(/\/\*[\s\S]*?\*\//g, " ").replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '""')]);
}

const sheets = gather();

const forbidden = [
  [/@media[^{]*[<>]/, "a range media query (Chrome 104)"],
  [/@layer\b/, "@layer (Chrome 99): older engines drop the whole block"],
  [/@container\b/, "@container (Chrome 105)"],
  [/@scope\b|@starting-style\b|@property\b/, "an at-rule newer than Chrome 86"],
  [/:is\(/, ":is() (Chrome 88)"],
  [/:where\(/, ":where() (Chrome 88)"],
  [/:has\(/, ":has() (Chrome 105)"],
  [/:not\([^()]*,/, ":not() with a list (Chrome 88)"],
  [/[;{\s]inset(?:-inline|-block)?\s*:/, "inset (Chrome 87)"],
  [/\b(?:oklch|oklab|lch|lab|color-mix|light-dark)\(/, "a colour function newer than Chrome 86"],
  [/\d(?:dvh|svh|lvh|dvw|svw|lvw)\b/, "a dynamic viewport unit (Chrome 108)"],
  [/[;{\s]aspect-ratio\s*:/, "aspect-ratio (Chrome 88): give pictures width and height"],
  [/[;{\s](?:margin|padding|border)-(?:inline|block)(?:-start|-end)?\s*:\s*\S+\s+\S/, "a logical shorthand (Chrome 87)"],
  [/[;{\s](?:transition|animation)(?:-\w+)?\s*:/, "movement: nothing here moves by itself"],
  [/@import\b/, "@import left in a finished sheet"],
  [/url\((?!["']?(?:data:|\/|#))/, "an address that is not of this site"],
];

for (const [pattern, name] of forbidden) {
  test(`no ${name}`, () => {
    const hits = sheets.filter(([, css]) => pattern.test(css)).map(([file, css]) => `${file}: …${css.slice(Math.max(0, css.search(pattern) - 40)).slice(0, 120)}…`);
    none(hits);
  });
}

test("no rule inside a rule", () => {
  const nested = [];
  for (const [file, css] of sheets) {
    const open = [];
    let prelude = "";
    for (const char of css) {
      if (char === "{") {
        const outer = open.at(-1);
        if (outer !== undefined && !outer.startsWith("@")) nested.push(`${file}: ${outer} { ${prelude.trim()} {`);
        open.push(prelude.trim());
        prelude = "";
      } else if (char === "}") {
        open.pop();
        prelude = "";
      } else {
        prelude = char === ";" ? "" : prelude + char;
      }
    }
    assert.equal(open.length, 0, `${file}: braces do not match`);
  }
  none(nested);
});

/** The rules of a sheet: `[selector, declarations]`, those in @media too. */
const rulesOf = (css) => [...css.matchAll(/([^{}@;]+)\{([^{}]*)\}/g)].map(([, selector, body]) => [selector.trim(), body]);

test("gaps only between columns of a grid: in flexible boxes Chrome 78 has none", () => {
  const hits = [];
  for (const [file, css] of sheets) {
    for (const [selector, body] of rulesOf(css)) {
      if (/(?:^|[;\s])(?:row-|column-)?gap\s*:/.test(body) && !/display\s*:\s*grid|columns\s*:/.test(body)) hits.push(`${file}: ${selector}`);
    }
  }
  none(hits);
});

test("min(), max() and clamp() have a line before them that Chrome 78 reads, or only widen columns", () => {
  const hits = [];
  for (const [file, css] of sheets) {
    for (const [selector, body] of rulesOf(css)) {
      const lines = body.split(";").map((line) => line.trim());
      lines.forEach((line, at) => {
        const [, name] = /^([\w-]+)\s*:.*(?<![\w-])(?:min|max|clamp)\(/.exec(line) ?? [];
        if (name === undefined || name === "grid-template-columns") return;
        if (!lines.slice(0, at).some((before) => before.startsWith(`${name}:`) || before.startsWith(`${name} :`))) hits.push(`${file}: ${selector} ${line}`);
      });
    }
  }
  none(hits);
});

test("a selector that old engines do not know takes no other with it", () => {
  const hits = [];
  for (const [file, css] of sheets) {
    for (const [selector] of rulesOf(css)) {
      const parts = selector.split(",");
      const strange = parts.filter((part) => part.includes(":focus-visible"));
      if (strange.length > 0 && strange.length < parts.length) hits.push(`${file}: ${selector}`);
    }
  }
  none(hits);
});
