// What first queries fetch: `node query.mjs SITE fanzha|pagefind QUERY…` prints a line of JSON for
// each. Text counts as brotli 5 would send it. Shards count as they lie on the disk.

import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { launch } from "../../tests/web/lib/browser.mjs";
import { serve } from "../../tests/web/lib/server.mjs";
import { fileOf } from "../../tests/web/lib/site.mjs";

const [folder, tool, ...queries] = process.argv.slice(2);
const server = await serve(folder);
const browser = await launch();

function bytes(path) {
  const file = readFileSync(fileOf(folder, path));
  if (![".html", ".js", ".json", ".css"].includes(extname(fileOf(folder, path)))) return file.length;
  return brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
}

async function pagefind(tab, query) {
  return tab.evaluate(async (query) => {
    const { search } = await import("/pagefind/pagefind.js");
    const { results } = await search(query);
    await Promise.all(results.slice(0, 5).map((result) => result.data()));
    return `${results.length}`;
  }, query);
}

async function fanzha(tab, query) {
  await tab.fill("#s-query", query);
  await tab.waitForFunction(() => document.querySelector("[data-part=status]").textContent !== "");
  // Sentences come when results are in sight.
  await tab.waitForFunction(() => [...document.querySelectorAll(".found-item")].slice(0, 2).every((item) => {
    return item.querySelector("[data-part=quote]").textContent !== "" || item.getBoundingClientRect().top > innerHeight;
  }));
  await tab.waitForLoadState("networkidle");
  return tab.textContent("[data-part=status]");
}

for (const query of queries) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const tab = await context.newPage();
  await tab.goto(`${server.address}/search/`, { waitUntil: "networkidle" });
  const asked = [];
  tab.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const found = await (tool === "pagefind" ? pagefind : fanzha)(tab, query);
  const fetched = [...new Set(asked)].filter((path) => !path.includes("favicon"));
  const sum = (some) => some.reduce((sum, path) => sum + bytes(path), 0);
  const parts = tool === "pagefind" ? undefined : {
    script: sum(fetched.filter((path) => path.endsWith(".js"))),
    table: sum(fetched.filter((path) => path.endsWith("index.json"))),
    shards: sum(fetched.filter((path) => path.endsWith(".bin"))),
    titles: sum(fetched.filter((path) => path.includes("/p/"))),
    pages: sum(fetched.filter((path) => path.endsWith("/"))),
  };
  console.log(JSON.stringify({ query, found, files: fetched.length, bytes: sum(fetched), parts }));
  await context.close();
}
await browser.close();
await server.close();
