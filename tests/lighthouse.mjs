// Lighthouse on one page of every kind, as a phone sees it: 100 in all four categories, or it fails. Takes
// some ten minutes, so it is run by hand: `node tests/lighthouse.mjs [KIND…]`. A full run writes
// tests/web/LIGHTHOUSE.md.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch as launchChrome } from "chrome-launcher";
import lighthouse from "lighthouse";
import { found } from "./web/lib/browser.mjs";
import { samples } from "./web/lib/samples.mjs";
import { serve } from "./web/lib/server.mjs";
import { program, repository, scratch } from "./web/lib/site.mjs";

const wanted = process.argv.slice(2);
const unknown = wanted.filter((kind) => !(kind in samples));
if (unknown.length > 0) {
  console.error(`no kind of page is called ${unknown.join(", ")}; there are ${Object.keys(samples).join(", ")}`);
  process.exit(2);
}

// Canonical addresses should be those that are visited.
const folder = join(scratch(), "public");
mkdirSync(folder);
const server = await serve(folder, {}, undefined, { compress: true });
execFileSync(program(), ["-r", repository, "-q", "build", "-u", server.address, "-o", folder], { stdio: "inherit" });

const chrome = await launchChrome({ chromePath: found(), chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu"] });
const categories = ["performance", "accessibility", "best-practices", "seo"];
const rows = [];
let failed = false;
try {
  for (const [kind, path] of Object.entries(samples)) {
    if (wanted.length > 0 && !wanted.includes(kind)) continue;
    // Search pages, questions and answers keep themselves out of search engines on purpose; all else counts there too.
    const hidden = /<meta name="?robots"? content="?noindex/.test(await (await fetch(server.address + path)).text());
    const skipAudits = hidden ? ["is-crawlable"] : [];
    const run = async () => (await lighthouse(server.address + path, { port: chrome.port, logLevel: "error", onlyCategories: categories, skipAudits })).lhr;
    let report = await run();
    // Other work on the machine can only make a page look slower.
    if (report.categories.performance.score < 1) report = await run();
    // Search engines shall not list what says that nothing is there.
    const judged = categories.filter((name) => name !== "seo" || kind !== "not found");
    const scores = categories.map((name) => (judged.includes(name) ? Math.round(report.categories[name].score * 100) : "–"));
    const value = (audit) => report.audits[audit].numericValue;
    const bytes = report.audits["network-requests"].details.items.reduce((sum, { transferSize }) => sum + transferSize, 0);
    const requests = report.audits["network-requests"].details.items.length;
    const row = [kind, ...scores, (value("first-contentful-paint") / 1000).toFixed(2), (value("largest-contentful-paint") / 1000).toFixed(2), Math.round(value("total-blocking-time")), value("cumulative-layout-shift").toFixed(3), (bytes / 1024).toFixed(1), requests];
    rows.push(row);
    console.log(row.join("  "));
    if (scores.some((score) => score < 100)) {
      failed = true;
      for (const name of judged) {
        for (const { id, weight } of report.categories[name].auditRefs) {
          const audit = report.audits[id];
          if (weight > 0 && audit.score !== null && audit.score < 1) console.log(`    ${name}: ${id}: ${audit.title} ${audit.displayValue ?? ""}`);
        }
      }
    }
  }
} finally {
  await chrome.kill();
  await server.close();
}

if (wanted.length === 0) {
  const head = ["Page", "Performance", "Accessibility", "Best practices", "SEO", "FCP, s", "LCP, s", "TBT, ms", "CLS", "KiB", "Requests"];
  const line = (cells) => `| ${cells.join(" | ")} |`;
  writeFileSync(join(repository, "tests", "web", "LIGHTHOUSE.md"), `# Lighthouse

One page of every kind as a phone sees it: Lighthouse's own throttling (a slow 4G line and a slow processor), everything that is loaded counted with its headers, compressed. Made by \`node tests/lighthouse.mjs\`.

${line(head)}
${line(head.map((_, at) => (at === 0 ? "---" : "--:")))}
${rows.map(line).join("\n")}
`);
}
process.exitCode = failed ? 1 : 0;
