// Every page under the policy of `_headers`, as a host serves it: nothing is refused, nothing
// complains, and what the policy forbids does not run.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { headersOf } from "./lib/headers.mjs";
import { none } from "./lib/none.mjs";
import { types } from "./lib/server.mjs";
import { fileOf, isRedirect, pages, repository, site, siteWith, urlOf } from "./lib/site.mjs";

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** Serves a folder with the headers of its `_headers`. */
function host(folder) {
  const headers = headersOf(folder);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const found = fileOf(folder, pathname);
    const file = found ?? join(folder, "404.html");
    const all = new Map([["content-type", types[extname(file)] ?? "application/octet-stream"], ...headers(pathname)]);
    response.writeHead(found ? 200 : 404, Object.fromEntries(all));
    response.end(readFileSync(file));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({
      address: `http://127.0.0.1:${server.address().port}`,
      close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }),
    }));
  });
}

/** What the browser has to say about pages of a folder: refusals and messages. */
async function complaints(folder, files, touch) {
  const server = await host(folder);
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const found = [];
  try {
    const tab = await context.newPage();
    let at = "";
    // Players elsewhere are not ours, and there is no network here.
    await tab.route((url) => url.origin !== server.address, (route) => route.abort());
    tab.on("console", (message) => {
      if (!/ERR_FAILED/.test(message.text())) found.push(`${at}: ${message.type()}: ${message.text()}`);
    });
    tab.on("pageerror", (error) => found.push(`${at}: ${error}`));
    await tab.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => console.error(`refused: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    });
    for (const file of files) {
      at = urlOf(file);
      // The browser itself says that a page which does not exist was not found.
      const before = found.length;
      await tab.goto(server.address + at, { waitUntil: "load" });
      await tab.evaluate(touch);
      if (at === "/404.html") found.splice(before, found.length, ...found.slice(before).filter((line) => !line.includes("404 (Not Found)")));
    }
  } finally {
    await context.close();
    await server.close();
  }
  return found;
}

/** Opens what is folded and asks for what loads late, so that all of a page is there. */
const openAll = () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const image of document.querySelectorAll("img[loading]")) image.loading = "eager";
  for (const element of document.querySelectorAll("[data-script]")) element.dispatchEvent(new Event("focusin", { bubbles: true }));
  return new Promise((done) => setTimeout(done, 20));
};

test("no page breaks the policy or says anything", async () => {
  const html = pages(site()).filter((file) => !isRedirect(readFileSync(join(site(), file), "utf8")));
  assert.ok(html.length > 100, `${html.length} pages`);
  none(await complaints(site(), html, openAll));
});

test("no page has an inline script, an inline style or an event attribute", () => {
  const found = [];
  for (const file of pages(site())) {
    const html = readFileSync(join(site(), file), "utf8").replace(/<pre[\s\S]*?<\/pre>/g, "");
    for (const [tag] of html.matchAll(/<[a-z][^>]*\s(?:style|on[a-z]+)\s*=[^>]*>/gi)) found.push(`${file}: ${tag}`);
    for (const [tag] of html.matchAll(/<style[\s>]/gi)) found.push(`${file}: ${tag}`);
    for (const [tag] of html.matchAll(/<script\b[^>]*>/gi)) {
      if (!/\ssrc=/.test(tag) && !/application\/ld\+json/.test(tag)) found.push(`${file}: ${tag}`);
    }
  }
  none(found);
});

test("the policy of the header and that of the page agree, and neither is loose", () => {
  const policy = new Map(headersOf(site())("/")).get("content-security-policy");
  assert.match(policy, /^default-src 'self'; /);
  assert.match(policy, /frame-ancestors 'self'$/);
  assert.doesNotMatch(policy, /unsafe|data:|\*/);
  const found = [];
  for (const file of pages(site())) {
    const html = readFileSync(join(site(), file), "utf8");
    if (isRedirect(html)) continue;
    const own = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1];
    if (!own) found.push(`${file}: no policy`);
    else if (`${own}; frame-ancestors 'self'` !== policy) found.push(`${file}: ${own}`);
    else if (html.indexOf("Content-Security-Policy") > html.search(/<(script|link)/)) found.push(`${file}: the policy comes late`);
  }
  none(found);
});

const framed = `+++
title = "平台上的视频"
description = "这一页只为检查而写，视频在平台上。"
slug = "framed"
date = 2026-01-01
weight = 90
series = "yifenzhong"
episode = 6
poster = { src = "poster.jpg", alt = "检查用的画面" }
duration = "00:30"
orientation = "landscape"
embeds = [{ platform = "bilibili", id = "BV1xx411c7mD" }]
+++

文字稿。

| 左 | 中 | 右 |
|:---|:---:|---:|
| 一 | 二 | 三 |

\`\`\`html
<p>你好</p>
\`\`\`
`;

test("a player in a frame is allowed where the page has one; tables and code need no style", async () => {
  const folder = siteWith((settings) => settings, {
    "content/videos/framed/index.md": framed,
    "content/videos/framed/poster.jpg": readFileSync(join(repository, "content/videos/task-order/poster.jpg")),
  });
  const policy = (path) => /Content-Security-Policy" content="([^"]*)"/.exec(readFileSync(fileOf(folder, path), "utf8"))[1];
  assert.match(policy("/videos/framed/"), /frame-src https:\/\/player\.bilibili\.com ?$/);
  assert.match(policy("/"), /frame-src 'none'$/);
  assert.match(new Map(headersOf(folder)("/")).get("content-security-policy"), /frame-src https:\/\/player\.bilibili\.com; /);
  none(await complaints(folder, ["videos/framed/index.html"], openAll));
});

test("what the policy forbids does not run", async () => {
  const server = await host(site());
  const context = await browser.newContext();
  try {
    const tab = await context.newPage();
    await tab.goto(server.address + "/");
    const ran = await tab.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      const image = document.createElement("img");
      image.setAttribute("onerror", "window.ran = true");
      image.src = "/none.png";
      document.body.append(image);
      return new Promise((done) => setTimeout(() => done(window.ran === true), 200));
    });
    assert.equal(ran, false);
  } finally {
    await context.close();
    await server.close();
  }
});
