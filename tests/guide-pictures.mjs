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

const address = `http://127.0.0.1:${port}/alerts/spring-jobs/`;

/** Waits until the page is as wanted. */
async function until(wanted) {
  for (let left = 100; left > 0; left -= 1) {
    const text = await fetch(address).then((answer) => answer.text(), () => "");
    if (wanted(text)) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("the preview does not show the page as wanted");
}

const preview = spawn(program(), ["serve", "-D", "-p", port], { cwd: root, stdio: "ignore" });
const browser = await launch();
try {
  const tab = await browser.newPage({ viewport: { width: 820, height: 480 } });
  await until((text) => text.includes("春招季"));
  await tab.goto(address, { waitUntil: "load" });
  await tab.screenshot({ path: join(target, "preview.png") });
  writeFileSync(page, good.replace("takeaways =", "takeawys ="));
  // The preview shows what is wrong by itself.
  await tab.getByText("takeawys").first().waitFor({ timeout: 20000 });
  await tab.screenshot({ path: join(target, "error.png") });
} finally {
  await browser.close();
  preview.kill();
}
