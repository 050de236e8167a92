// The pictures of the authors' guide that `init` lays down: `node tests/guide-pictures.mjs`, by hand,
// after `cargo build`. What they show is the preview of a new site.

import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./web/lib/browser.mjs";
import { program, repository, scratch } from "./web/lib/site.mjs";

const target = join(repository, "src", "scaffold", "site");
const port = "18431";
const root = join(scratch(), "site");
const run = (...words) => execFileSync(program(), words, { cwd: root, encoding: "utf8", stdio: "pipe" });

execFileSync(program(), ["init", root], { stdio: "pipe" });
const page = join(root, run("new", "alert", "spring-jobs", "-t", "警惕春招刷单", "--set", "takeaways=先垫资的都是诈骗；不交押金", "--set", "date=2026-03-01").trim());
const good = readFileSync(page, "utf8")
  .replace("【待填：用一两句话说清楚这一页讲什么】", "春招季，凡是要先垫资的兼职，都是诈骗。")
  .replace("【待填：最近出现了什么情况】", "最近有人在招聘群里发“垫资返利”的兼职，先给几块钱甜头，再让人垫付大额。");
writeFileSync(page, good);

const preview = spawn(program(), ["serve", "-D", "-p", port], { cwd: root, stdio: "ignore" });
const browser = await launch();
try {
  const tab = await browser.newPage({ viewport: { width: 820, height: 560 } });
  const address = `http://127.0.0.1:${port}/alerts/spring-jobs/`;
  for (let left = 50; left > 0; left -= 1) {
    const there = await fetch(address).then((answer) => answer.ok, () => false);
    if (there) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  await tab.goto(address, { waitUntil: "load" });
  await tab.screenshot({ path: join(target, "preview.png") });
  writeFileSync(page, good.replace("takeaways =", "takeawys ="));
  await tab.waitForTimeout(2000);
  await tab.goto(address, { waitUntil: "load" });
  await tab.screenshot({ path: join(target, "error.png") });
} finally {
  await browser.close();
  preview.kill();
}
