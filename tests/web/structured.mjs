// The JSON-LD of every page, held against schema.org's vocabulary and what search engines want.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { none } from "./lib/none.mjs";
import { fileOf, isRedirect, origin, pages, site, siteWith, urlOf } from "./lib/site.mjs";
import { kinds, vocabulary } from "./lib/vocabulary.mjs";

/** The graph of a page, if it has one. */
function graph(folder, file) {
  const html = readFileSync(join(folder, file), "utf8");
  if (isRedirect(html)) return undefined;
  const scripts = [...html.matchAll(/<script type="?application\/ld\+json"?>(.*?)<\/script>/gs)].map(([, text]) => text);
  assert.ok(scripts.length <= 1, `${file}: ${scripts.length} scripts`);
  return scripts.length === 0 ? undefined : JSON.parse(scripts[0]);
}

const types = (node) => [node["@type"]].flat();

/** What is wrong with a node and all below it. */
function faults(node, where, found) {
  const all = types(node);
  for (const type of all) {
    if (!vocabulary[type]) found.push(`${where}: schema.org type ${type} is not in the table`);
  }
  const known = Object.assign({}, ...all.map((type) => vocabulary[type]?.properties ?? {}));
  for (const name of all.flatMap((type) => vocabulary[type]?.required ?? [])) {
    const inherited = name === "author" && node.isPartOf;
    if (node[name] === undefined && !inherited && !(where.includes("hasPart") && name === "author")) found.push(`${where}: ${all} without ${name}`);
  }
  for (const [name, value] of Object.entries(node)) {
    if (name.startsWith("@")) continue;
    const wanted = known[name];
    if (!wanted) { found.push(`${where}: ${all} has no property ${name}`); continue; }
    for (const one of [value].flat()) {
      if (one !== null && typeof one === "object") {
        const isRef = Object.keys(one).join() === "@id";
        const names = isRef ? ["ref"] : types(one);
        const fits = wanted === "ref" ? isRef : names.some((type) => [wanted].flat().includes(type));
        if (!fits) found.push(`${where}: ${all}.${name} is ${JSON.stringify(one).slice(0, 80)}`);
        if (!isRef) faults(one, `${where} ${name}`, found);
      } else if (![wanted].flat().some((kind) => kinds[kind]?.(one))) {
        found.push(`${where}: ${all}.${name} is ${JSON.stringify(one)}`);
      }
    }
  }
}

const folder = site();
const graphs = new Map(pages(folder).map((file) => [file, graph(folder, file)]));

test("every page but the indexes of names, posters and 404.html has one graph", () => {
  const without = [...graphs].filter(([file, data]) => !data && !isRedirect(readFileSync(join(folder, file), "utf8"))).map(([file]) => file);
  none(without.filter((file) => !file.endsWith("/poster/index.html") && !["404.html", "people/index.html", "organisations/index.html"].includes(file)));
});

test("types, properties and values are those of schema.org", () => {
  const found = [];
  for (const [file, data] of graphs) {
    if (!data) continue;
    if (data["@context"] !== "https://schema.org") found.push(`${file}: ${data["@context"]}`);
    for (const node of data["@graph"]) faults(node, file, found);
  }
  none(found);
});

test("every reference has its node, and every id one node", () => {
  const found = [];
  for (const [file, data] of graphs) {
    if (!data) continue;
    const ids = data["@graph"].map((node) => node["@id"]).filter(Boolean);
    if (new Set(ids).size !== ids.length) found.push(`${file}: an id twice`);
    const look = (value) => {
      if (Array.isArray(value)) value.forEach(look);
      else if (value && typeof value === "object") {
        if (Object.keys(value).join() === "@id" && !ids.includes(value["@id"])) found.push(`${file}: no node ${value["@id"]}`);
        Object.values(value).forEach(look);
      }
    };
    look(data["@graph"]);
  }
  none(found);
});

test("addresses are the page's own, and lead somewhere", () => {
  const found = [];
  for (const [file, data] of graphs) {
    if (!data) continue;
    const own = data["@graph"].find((node) => node["@id"]?.endsWith("#webpage"));
    if (own?.url !== origin() + encodeURI(urlOf(file))) found.push(`${file}: ${own?.url}`);
    const crumbs = data["@graph"].find((node) => node["@type"] === "BreadcrumbList");
    const items = crumbs?.itemListElement ?? [];
    items.forEach((item, at) => { if (item.position !== at + 1) found.push(`${file}: position ${item.position}`); });
    const addresses = [...items.map((item) => item.item), own?.primaryImageOfPage?.url, ...data["@graph"].flatMap((node) => [node.image?.url, node.thumbnailUrl, node.contentUrl])];
    for (const url of addresses.filter((url) => url?.startsWith(origin()))) {
      if (!fileOf(folder, new URL(url).pathname)) found.push(`${file}: nothing at ${url}`);
    }
  }
  none(found);
});

test("kinds of pages are what they are", () => {
  const main = (path) => graphs.get(`${path}index.html`)["@graph"].flatMap(types);
  assert.ok(main("alerts/school-fees/").includes("NewsArticle"));
  assert.ok(main("articles/answer-96110/").includes("FAQPage"));
  assert.ok(main("cases/safe-account/").includes("Article"));
  assert.ok(main("videos/task-order/").includes("VideoObject"));
  assert.ok(main("bulletins/lianluodongtai/2021/12/").includes("PublicationIssue"));
  assert.ok(main("bulletins/lianluodongtai/").includes("Periodical"));
  assert.ok(main("scam-types/shuadan-fanli/").includes("DefinedTerm"));
  const step = graphs.get("check/why-pay/index.html")["@graph"];
  assert.deepEqual(step.find((node) => node["@type"] === "BreadcrumbList").itemListElement.map((item) => item.item.slice(origin().length)), ["/", "/check/", "/check/why-pay/"]);
  assert.ok(main("people/xu-xianhui/").includes("Person"));
  assert.ok(main("").includes("WebSite") && !main("").includes("BreadcrumbList"));
});

test("a page that searches the site is the site's search action; a government site says who it is", () => {
  const gov = `[gov]
sponsor = "测试单位"
site_id_code = "4300000077"
address = "测试路1号"
postcode = "410000"

`;
  const search = `+++
title = "站内搜索"
description = "这一页只为检查而写，代替真的搜索页。"
date = 2026-01-01
template = "search.html"
+++
`;
  const more = { "content/find.md": search, "templates/search.html": '{% extends "campaign/page.html" %}' };
  const folder = siteWith((settings) => settings.replace(/^\[links\]/m, `${gov}[links]`), more);
  const home = graph(folder, "index.html")["@graph"];
  const found = [];
  for (const node of home) faults(node, "index.html", found);
  none(found);
  const website = home.find((node) => node["@type"] === "WebSite");
  const action = website.potentialAction;
  // The site's own search page stands before the one of this test, if it has one.
  assert.match(action.target.urlTemplate, /^https:\/\/[^/]+\/(?:search|find)\/\?q=\{search_term_string\}$/);
  assert.equal(action["query-input"], "required name=search_term_string");
  const body = home.find((node) => node["@type"] === "GovernmentOrganization");
  assert.equal(body.name, "测试单位");
  assert.equal(body.identifier.value, "4300000077");
});
