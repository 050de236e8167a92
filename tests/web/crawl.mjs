// A reader who follows links reaches every page, and meets no dead end.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { none } from "./lib/none.mjs";
import { fileOf, files, isRedirect, origin, pages, repository, site, urlOf } from "./lib/site.mjs";
import { attribute, elements, read } from "./lib/tree.mjs";

const folder = site();
const home = origin();

/** What a page refers to, and the anchors it offers. */
function survey(file) {
  const uses = [];
  const ids = new Set();
  for (const element of elements(read(readFileSync(join(folder, file), "utf8")))) {
    const id = attribute(element, "id");
    if (id !== undefined) ids.add(id);
    for (const name of ["href", "src", "poster", "xlink:href", "data", "action"]) {
      const url = attribute(element, name);
      if (url !== undefined) uses.push({ tag: element.tagName, url });
    }
    for (const candidate of (attribute(element, "srcset") ?? "").split(",")) {
      const [url] = candidate.trim().split(/\s+/);
      if (url) uses.push({ tag: element.tagName, url });
    }
    if (element.tagName === "meta" && /^og:(image|url|video)$/.test(attribute(element, "property") ?? "")) {
      uses.push({ tag: "meta", url: attribute(element, "content") });
    }
    if (element.tagName === "meta" && attribute(element, "itemprop") === "image") {
      uses.push({ tag: "meta", url: attribute(element, "content") });
    }
    if (element.tagName === "meta" && /^refresh$/i.test(attribute(element, "http-equiv") ?? "")) {
      const target = /url\s*=\s*['"]?([^'"]+)/i.exec(attribute(element, "content"));
      if (target) uses.push({ tag: "refresh", url: target[1] });
    }
  }
  return { file, uses, ids };
}

const surveys = new Map(pages(folder).map((file) => [urlOf(file), survey(file)]));

/** The internal target of a reference; undefined when it leads elsewhere. */
function internal(from, url) {
  const target = new URL(url, home + from);
  return target.origin === home ? target : undefined;
}

test("every internal address has a file or an index.html behind it", () => {
  const broken = [];
  for (const [from, { uses }] of surveys) {
    for (const { tag, url } of uses) {
      if (url === "") broken.push(`${from}: <${tag}> with an empty address`);
      const target = internal(from, url);
      if (target && !fileOf(folder, target.pathname)) broken.push(`${from}: <${tag}> ${url}`);
    }
  }
  none(broken);
});

test("every anchor exists in its page", () => {
  const broken = [];
  for (const [from, { uses }] of surveys) {
    for (const { url } of uses) {
      const target = internal(from, url);
      if (!target || target.hash.length < 2) continue;
      // A time in a film (W3C Media Fragments).
      if (/\.(mp4|webm)$/.test(target.pathname) && /^#t=\d+$/.test(target.hash)) continue;
      const page = surveys.get(decodeURIComponent(target.pathname));
      if (!page?.ids.has(decodeURIComponent(target.hash.slice(1)))) broken.push(`${from}: ${url}`);
    }
  }
  none(broken);
});

test("every page is reached by links from the home page", () => {
  const seen = new Set(["/"]);
  const queue = ["/"];
  while (queue.length > 0) {
    const from = queue.shift();
    for (const { tag, url } of surveys.get(from)?.uses ?? []) {
      const target = tag === "a" && internal(from, url);
      const path = target && decodeURIComponent(target.pathname);
      if (path && surveys.has(path) && !seen.has(path)) {
        seen.add(path);
        queue.push(path);
      }
    }
  }
  const orphans = [...surveys]
    .filter(([url, { file }]) => !seen.has(url) && url !== "/404.html" && !isRedirect(readFileSync(join(folder, file), "utf8")))
    .map(([url]) => url);
  none(orphans);
});

test("no link of the site goes through a redirect page", () => {
  const redirects = new Set([...surveys].filter(([, { file }]) => isRedirect(readFileSync(join(folder, file), "utf8"))).map(([url]) => url));
  const found = [];
  for (const [from, { uses }] of surveys) {
    for (const { tag, url } of uses) {
      const target = tag === "a" && internal(from, url);
      if (target && redirects.has(decodeURIComponent(target.pathname))) found.push(`${from}: ${url}`);
    }
  }
  none(found);
});

test("files with `integrity` have the digest that it says", () => {
  const found = [];
  let seen = 0;
  for (const [from, { file }] of surveys) {
    for (const element of elements(read(readFileSync(join(folder, file), "utf8")))) {
      const integrity = attribute(element, "integrity");
      if (integrity === undefined) continue;
      seen += 1;
      const url = attribute(element, "href") ?? attribute(element, "src");
      const [kind, digest] = [integrity.slice(0, 6), integrity.slice(7)];
      const bytes = readFileSync(fileOf(folder, internal(from, url).pathname));
      if (createHash(kind).update(bytes).digest("base64") !== digest) found.push(`${from}: ${url}`);
    }
  }
  assert.ok(seen > 0, "no style sheet has one");
  none(found);
});

test("nothing that a page loads comes from another host", () => {
  const loading = new Set(["img", "script", "iframe", "video", "audio", "source", "track", "embed", "object", "input", "form"]);
  const found = [];
  for (const [from, { file }] of surveys) {
    for (const element of elements(read(readFileSync(join(folder, file), "utf8")))) {
      const style = element.tagName === "link" && /stylesheet|icon|preload|preconnect|prefetch/.test(attribute(element, "rel") ?? "");
      if (!style && !loading.has(element.tagName)) continue;
      for (const name of ["href", "src", "poster", "data", "action"]) {
        const url = attribute(element, name);
        if (url !== undefined && !internal(from, url)) found.push(`${from}: <${element.tagName}> ${url}`);
      }
    }
  }
  none(found);
});

test("only numbers of the hotline table that take calls can be called", () => {
  const entries = readFileSync(join(repository, "data", "hotlines.toml"), "utf8").split("[[hotlines]]").slice(1);
  const callable = new Set(entries.filter((entry) => /^call = true$/m.test(entry)).map((entry) => /^number = "([^"]+)"$/m.exec(entry)[1]));
  assert.ok(callable.has("110") && callable.has("96110") && !callable.has("12381"));
  const found = [];
  for (const [from, { uses }] of surveys) {
    for (const { url } of uses) {
      if (/^tel:/i.test(url) && !callable.has(url.slice(4))) found.push(`${from}: ${url}`);
    }
  }
  none(found);
});

test("addresses in feeds, site map, robots.txt and style sheets exist", () => {
  const broken = [];
  for (const file of files(folder).filter((name) => /\.(xml|txt|css)$/.test(name))) {
    const content = readFileSync(join(folder, file), "utf8");
    const own = [...content.matchAll(/https?:\/\/[^\s"'<>)]+/g)].map(([url]) => url.replaceAll("&amp;", "&"));
    const used = file.endsWith(".css") ? [...content.matchAll(/url\(\s*["']?([^"')]+)/g)].map(([, url]) => url) : [];
    for (const url of [...own, ...used]) {
      if (url.startsWith("data:")) continue;
      const target = internal("/" + file, url);
      if (target && !fileOf(folder, target.pathname)) broken.push(`${file}: ${url}`);
    }
  }
  none(broken);
});

test("the site map lists exactly the pages that search engines may show", () => {
  const listed = [...readFileSync(join(folder, "sitemap.xml"), "utf8").matchAll(/<loc>([^<]+)<\/loc>/g)]
    .map(([, url]) => decodeURIComponent(new URL(url).pathname));
  assert.equal(new Set(listed).size, listed.length, "an address twice");
  const wanted = [...surveys].filter(([, { file }]) => {
    const html = readFileSync(join(folder, file), "utf8");
    return !isRedirect(html) && !/<meta\s[^>]*name=["']?robots["']?[^>]*noindex/i.test(html);
  }).map(([url]) => url);
  none([
    ...wanted.filter((url) => !listed.includes(url)).map((url) => `missing: ${url}`),
    ...listed.filter((url) => !wanted.includes(url)).map((url) => `should not be there: ${url}`),
  ]);
});
