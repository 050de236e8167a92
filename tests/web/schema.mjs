// The schemas that editors get: every page of this repository fits its kind's, and what the program
// refuses does not. The site's settings and data files fit theirs.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv";
import { parse } from "smol-toml";
import { none } from "./lib/none.mjs";
import { files, program, repository, scratch } from "./lib/site.mjs";

const content = join(repository, "content");
const ajv = new Ajv({ strict: false });
const validators = new Map();
const nowhere = scratch();

/** A schema by its name; outside of a site it knows the types alone, and is there at once. */
const schema = (name, root = nowhere) => JSON.parse(execFileSync(program(), ["-r", root, "--lang", "zh", "schema", "json", name], { encoding: "utf8", maxBuffer: 1 << 24 }));

function validator(name) {
  if (!validators.has(name)) validators.set(name, ajv.compile(schema(name)));
  return validators.get(name);
}

/** TOML as JSON has it: dates are text. */
const plain = (value) => JSON.parse(JSON.stringify(value));
const front = (file) => plain(parse(/^\+\+\+\n([^]*?)\n\+\+\+\n/.exec(readFileSync(join(content, file), "utf8"))[1]));

const pages = files(content).filter((file) => file.endsWith(".md"));
const isSection = (file) => /(^|\/)_index(\.\w+)?\.md$/.test(file);
const sections = new Map(pages.filter((file) => file.endsWith("_index.md")).map((file) => [dirname(file), front(file)]));

/** The kind of a page: its own, or that of the nearest section that says one. */
function kindOf(file, own) {
  if (own.kind) return own.kind;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const kind = sections.get(folder)?.page_kind;
    if (kind) return kind;
    if (folder === ".") return "page";
  }
}

test("every page and section fits its schema", () => {
  const found = [];
  const kinds = new Set();
  for (const file of pages) {
    const own = front(file);
    const name = isSection(file) ? "section" : kindOf(file, own);
    kinds.add(name);
    const check = validator(name);
    if (!check(own)) found.push(`${file} (${name}): ${ajv.errorsText(check.errors)}`);
  }
  none(found);
  assert.ok(kinds.size >= 10, `kinds with a page: ${[...kinds]}`);
});

test("what the program refuses does not fit", () => {
  const found = [];
  for (const file of pages.filter((file) => !isSection(file))) {
    const own = front(file);
    const check = validator(kindOf(file, own));
    const wrong = {
      "a misspelt key": { ...own, titel: "x" },
      "a wrong type": { ...own, title: 3 },
      "no title": { ...own, title: undefined },
      "no such day": { ...own, date: "tomorrow" },
      "a long title": { ...own, title: "长".repeat(130) },
      "no description": { ...own, description: undefined },
    };
    for (const [what, front] of Object.entries(wrong)) {
      if (check(plain(front))) found.push(`${file}: ${what} is not seen`);
    }
    // Drafts may lack what is still to be written.
    if (!check(plain({ ...own, description: undefined, draft: true }))) found.push(`${file}: a draft is refused`);
  }
  none(found);
});

test("a site's schema knows its words", () => {
  const alert = schema("alert", repository);
  const { taxonomies } = alert.properties;
  assert.deepEqual(Object.keys(taxonomies.properties), ["scam_types", "channels", "regions", "audiences", "tags"]);
  const check = ajv.compile(alert);
  const own = front("alerts/school-fees.md");
  assert.ok(check(own), ajv.errorsText(check.errors));
  assert.ok(!check({ ...own, taxonomies: { scam_typos: ["x"] } }));
});

test("the settings fit their schema", () => {
  const settings = plain(parse(readFileSync(join(repository, "site.toml"), "utf8")));
  const check = validator("site");
  assert.ok(check(settings), ajv.errorsText(check.errors));
  assert.ok(!check({ ...settings, bsae_url: "x" }));
  assert.ok(!check({ ...settings, search: { filters: "x" } }));
});

const data = (file) => plain(parse(readFileSync(join(repository, "data", file), "utf8")));

/** Which schema a data file has. */
function schemaOf(file) {
  if (file.startsWith("vocabularies/")) return "vocabulary";
  return file.replace(/(\.\w+)?\.toml$/, "");
}

const dataFiles = readdirSync(join(repository, "data"), { recursive: true }).filter((file) => file.endsWith(".toml"));

/** Every value of a tree made from `value` by changing one table with `change`; evidence is a form of its own. */
function* changed(value, change) {
  if (Array.isArray(value)) {
    for (const other of value.length ? changed(value[0], change) : []) yield [other, ...value.slice(1)];
  } else if (value && typeof value === "object") {
    yield change(value);
    for (const key of Object.keys(value).filter((key) => key !== "extra" && key !== "translations")) {
      for (const other of changed(value[key], change)) yield { ...value, [key]: other };
    }
  }
}

test("every data file fits its schema, and none with a misspelt key", () => {
  const found = [];
  for (const file of dataFiles) {
    const own = data(file);
    const check = validator(schemaOf(file));
    if (!check(own)) found.push(`${file}: ${ajv.errorsText(check.errors)}`);
    let tables = 0;
    for (const wrong of changed(own, (table) => ({ ...table, titel: "x" }))) {
      tables += 1;
      if (check(wrong)) found.push(`${file}: a misspelt key is not seen in table ${tables}`);
    }
    if (tables < 2) found.push(`${file}: ${tables} tables were looked at`);
  }
  none(found);
  assert.ok(dataFiles.length >= 14, `${dataFiles}`);
});

test("data files without what they need do not fit", () => {
  const without = (file, list, keys) => {
    const own = data(file);
    const first = Object.fromEntries(Object.entries(own[list][0]).filter(([key]) => !keys.includes(key)));
    return { ...own, [list]: [first, ...own[list].slice(1)] };
  };
  const wrong = [
    ["persons.toml", "persons", ["id"]],
    ["persons.toml", "persons", ["posts", "roles"]],
    ["organisations.toml", "organisations", ["name"]],
    ["signals.toml", "signals", ["weight"]],
    ["questions.toml", "questions", ["unsure"]],
    ["questions.toml", "outcomes", ["scam_type", "do_now"]],
    ["hotlines.toml", "hotlines", ["number"]],
    ["words.toml", "words", ["right"]],
    ["vocabularies/regions.toml", "terms", ["slug"]],
  ];
  const found = [];
  for (const [file, list, keys] of wrong) {
    if (validator(schemaOf(file))(without(file, list, keys))) found.push(`${file}: ${list} without ${keys} fits`);
  }
  none(found);
});

test("the list of big files fits its schema", () => {
  const file = { key: "2026/a.mp4", bytes: 12, sha256: "0".repeat(64), type: "video/mp4" };
  const check = validator("media");
  const right = [{}, { "safe-account": file }, { "safe-account": { ...file, key: undefined, url: "https://cdn.example.cn/a.mp4", width: 2, height: 2 } }];
  for (const list of right) assert.ok(check(plain(list)), ajv.errorsText(check.errors));
  const wrong = [
    { "safe-account": { ...file, byts: 1 } },
    { "safe-account": { ...file, url: "https://cdn.example.cn/a.mp4" } },
    { "safe-account": { ...file, key: undefined } },
    { "safe-account": { ...file, type: "video/avi" } },
    { "safe-account": { ...file, bytes: 0 } },
    { Safe: file },
    { "safe-account": 3 },
  ];
  for (const list of wrong) assert.ok(!check(plain(list)), JSON.stringify(list));
});
