// What `check --format sarif` writes fits the standard, whatever was found.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { sarif } from "./lib/sarif.mjs";
import { program, scratch } from "./lib/site.mjs";

const folder = scratch();
// RFC 3986, 2: only these characters; others are percent-encoded.
const reference = /^(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-F]{2})*$/;
const formats = { "uri-reference": reference, uri: (value) => reference.test(value) && URL.canParse(value) };
const fits = new Ajv({ allErrors: true, strict: true, strictRequired: false, formats }).compile(sarif);

const page = (front, body) => `+++\ntitle = "一页"\ndescription = "这一页只为测试而写，说明什么会被发现。"\n${front}+++\n\n${body}\n`;

/** Files with a mistake each; the first are found while files are read, the others in what was built. */
const mistakes = {
  "content/articles/名 字&.md": page("slug = \"mingzi\"\nweight = \"五\"\n", "正文。"),
  "content/articles/a.md": page("titel = \"x\"\n", "他说“先垫资”，详见[骗局, 100%](@/nichts.md)。\n\n__注意：__别信。"),
  "content/articles/b.md": page("", "𠮷野家😀打15412345678，写信给fz123456@163.com，网址bad-bank.top。"),
  "content/articles/c.md": page("", "![图](没有.png)[外面](https://bad-bank.top/)"),
  "content/articles/d.md": "+++\ntitle = \"没写完\n+++\n",
  "data/people.csv": "姓名,电话\r\n张某,15412345678\r\n",
};
const blemishes = {
  "content/articles/e.md": page("date = 2026-05-01\nslug = \"e\"\n", "## 一\n\n#### 太深\n\n[](@/_index.md)"),
  "content/articles/f.md": page("date = 2026-05-01\nslug = \"f\"\n", "把帐号记牢。网址bad-bank.top。"),
};

function check(files, lang) {
  const at = join(mkdtempSync(join(folder, "site-")), "site");
  assert.equal(spawnSync(program(), ["init", at]).status, 0);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  const { status, stdout, stderr } = spawnSync(program(), ["-r", at, "--lang", lang, "--format", "sarif", "check"], { encoding: "utf8" });
  const log = JSON.parse(stdout);
  assert.ok(fits(log), `${JSON.stringify(fits.errors?.slice(0, 5), null, 1)}\n${stderr}`);
  assert.equal(log.runs.length, 1);
  return { status, log, results: log.runs[0].results };
}

for (const lang of ["zh", "en"]) {
  test(`mistakes of many kinds, ${lang}`, () => {
    const { status, results } = check(mistakes, lang);
    assert.notEqual(status, 0);
    const rules = new Set(results.map(({ ruleId }) => ruleId));
    for (const rule of ["front-matter/wrong-type", "content/broken-link", "content/missing-image", "policy/mobile", "policy/e-mail", "content/host-not-allowed"]) {
      assert.ok(rules.has(rule), `${rule} is not among ${[...rules]}`);
    }
    assert.ok(rules.size >= 8, `${[...rules]}`);
    assert.deepEqual([...new Set(results.map(({ level }) => level))].sort(), ["error", "warning"]);
    for (const { locations } of results) {
      for (const { physicalLocation: { region } } of locations) {
        if (region) assert.ok(region.endLine > region.startLine || region.endColumn >= region.startColumn, JSON.stringify(region));
      }
    }
  });

  test(`blemishes of what was built, ${lang}`, () => {
    const { status, results } = check(blemishes, lang);
    assert.equal(status, 0);
    const rules = new Set(results.map(({ ruleId }) => ruleId));
    for (const rule of ["content/heading-level", "content/empty-link", "policy/outbound"]) assert.ok(rules.has(rule), `${rule} is not among ${[...rules]}`);
  });
}

test("nothing found is a log too", () => {
  const { status, results } = check({}, "en");
  assert.equal(status, 0);
  assert.deepEqual(results, []);
});

test("the schema refuses what the standard does", () => {
  const { log } = check(mistakes, "en");
  const wrong = {
    "no version": (it) => delete it.version,
    "another version": (it) => (it.version = "2.0.0"),
    "no tool": (it) => delete it.runs[0].tool,
    "no name": (it) => delete it.runs[0].tool.driver.name,
    "no message": (it) => delete it.runs[0].results[0].message,
    "a level that is none": (it) => (it.runs[0].results[0].level = "fatal"),
    "a line before the first": (it) => (it.runs[0].results.find(({ locations }) => locations[0]?.physicalLocation.region).locations[0].physicalLocation.region.startLine = 0),
    "an address that is none": (it) => (it.runs[0].results.find(({ locations }) => locations[0]).locations[0].physicalLocation.artifactLocation.uri = "名 字.md"),
    "columns that nobody counts": (it) => (it.runs[0].columnKind = "bytes"),
    "a property of our own": (it) => (it.runs[0].results[0].remedy = "x"),
  };
  for (const [what, change] of Object.entries(wrong)) {
    const other = structuredClone(log);
    change(other);
    assert.ok(!fits(other), what);
  }
});
