// The tour of the READMEs works as it is told, and the errors that they show are real.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { none } from "./lib/none.mjs";
import { files, program, repository, scratch } from "./lib/site.mjs";

const readme = { en: readFileSync(join(repository, "README.md"), "utf8"), zh: readFileSync(join(repository, "README.zh.md"), "utf8") };

/** Runs the program; the exit code and what it says. */
function run(root, lang, ...words) {
  const { status, stderr, error } = spawnSync(program(), ["--lang", lang, "--color", "never", ...words], { cwd: root, encoding: "utf8" });
  assert.ifError(error);
  return { status, stderr: stderr.trim() };
}

test("the tour", () => {
  const folder = scratch();
  assert.equal(run(folder, "en", "init", "mysite").status, 0);
  const root = join(folder, "mysite");
  const first = run(root, "en", "build");
  assert.equal(first.status, 0, `a new site builds: ${first.stderr}`);

  assert.equal(run(root, "en", "new", "alert", "spring-jobs", "-t", "警惕春招刷单").status, 0);
  const page = join(root, "content", "alerts", "spring-jobs.md");
  const made = readFileSync(page, "utf8");
  const shown = made.replace(/^date = .*$/m, "date = 2026-11-24");
  for (const text of Object.values(readme)) assert.ok(text.includes(`\`\`\`toml\n${shown}\`\`\``), `the draft as made:\n${made}`);

  const broken = made
    .replace("【待填：用一两句话说清楚这一页讲什么】", "春招季，凡是要先垫资的兼职，都是诈骗。")
    .replace("draft = true\n", "")
    .replace('takeaways = ["【待填：记住哪几点，每条40个字以内】"]', 'takeawys = ["不垫资", "不交押金"]')
    .replace("【待填：最近出现了什么情况】", "最近有人在招聘群里发“垫资返利”的兼职。先看[这篇文章](@/articles/frist.md)。");
  writeFileSync(page, broken);
  const before = files(join(root, "public"));
  for (const [lang, text] of Object.entries(readme)) {
    const { status, stderr } = run(root, lang, "build");
    assert.equal(status, 1);
    assert.ok(text.includes(stderr), `the README shows other errors than these:\n${stderr}`);
  }
  assert.deepEqual(files(join(root, "public")), before, "nothing was written");

  writeFileSync(page, broken.replace("takeawys", "takeaways").replace("frist", "first"));
  for (const command of ["check", "build", "list"]) {
    const { status, stderr } = run(root, "en", command);
    assert.equal(status, 0, stderr);
  }
  assert.ok(files(join(root, "public")).includes("alerts/spring-jobs/index.html"));
});

test("links and paths in the documents exist", () => {
  const found = [];
  for (const name of ["README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md"]) {
    const text = readFileSync(join(repository, name), "utf8");
    // What is in code is an example.
    const links = [...text.replace(/`[^`\n]*`/g, "").matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path).filter((path) => !path.startsWith("@/"));
    const paths = [...text.matchAll(/`((?:src|tests|themes|data|docs)\/[^`\s]+?)\/?`/g)].map(([, path]) => path);
    for (const path of [...links, ...paths]) {
      if (!existsSync(join(repository, path))) found.push(`${name}: ${path}`);
    }
  }
  none(found);
});
