// What code hosts read: `check --format sarif` against the schema of SARIF 2.1.0 that comes with
// Microsoft's tools.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { modules, program, scratch } from "./lib/site.mjs";

const file = join(modules, "@microsoft", "sarif-multitool-linux", "sarif-2.1.0.json");
// The package exists for Linux only, where CI runs.
const skip = process.platform !== "linux" && !existsSync(file) ? "the schema comes with a package for Linux" : false;

const head = (title, more = "") => `+++\ntitle = "${title}"\ndescription = "这一页只为测试而写，不讲别的。"\ndate = 2026-05-20\n${more}+++\n\n`;

/** A site with mistakes of many kinds: in front matter, in bodies, in data, between files, in a drawing. */
function site() {
  const root = join(scratch(), "site");
  assert.equal(spawnSync(program(), ["init", root], { encoding: "utf8" }).status, 0);
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("content/articles/one.md", `${head("甲", 'colour = "red"\n')}身份证439901209307120455，电话154 1234 5678。\n\n## 二\n\n#### 四\n\n[没有](@/none.md) ![](/no.png)\n\n<https://bad.example/𠮷>\n`);
  write("content/articles/two.md", "+++\ntitle = \"没有结束\n+++\n");
  write("content/articles/三.md", head("甲"));
  write("content/cases/four.md", head("案例", 'kind = "case"\n') + "受害人欧阳明华。\n");
  write("data/people.csv", "姓名,电话\n张某,15412345678\n");
  write("content/articles/five/index.md", `${head("乙")}![图](a.svg)\n`);
  write("content/articles/five/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>15412345678</text></svg>\n");
  return root;
}

test("findings fit the schema of SARIF", { skip }, () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(file, "utf8")));
  const root = site();
  const seen = new Set();
  for (const lang of ["zh", "en"]) {
    const run = spawnSync(program(), ["-r", root, "--lang", lang, "check", "--format", "sarif"], { encoding: "utf8" });
    assert.equal(run.status, 6, run.stderr);
    const log = JSON.parse(run.stdout);
    assert.ok(validate(log), JSON.stringify(validate.errors, null, 1));
    const [{ results, tool }] = log.runs;
    const rules = new Set(tool.driver.rules.map(({ id }) => id));
    for (const { ruleId, message, locations } of results) {
      seen.add(ruleId);
      assert.ok(rules.has(ruleId) && message.text, ruleId);
      for (const { physicalLocation } of locations ?? []) {
        const { uri } = physicalLocation.artifactLocation;
        assert.ok(existsSync(join(root, decodeURIComponent(uri))), uri);
        assert.ok(/^[!-~]+$/.test(uri), `${uri} is no URI`);
      }
    }
  }
  assert.ok(seen.size >= 8, `mistakes of only these kinds: ${[...seen].join(", ")}`);
});

test("a site without findings fits it too", { skip }, () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(file, "utf8")));
  const root = join(scratch(), "site");
  assert.equal(spawnSync(program(), ["init", root], { encoding: "utf8" }).status, 0);
  const run = spawnSync(program(), ["-r", root, "check", "--format", "sarif"], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
  assert.ok(validate(JSON.parse(run.stdout)), JSON.stringify(validate.errors, null, 1));
});
