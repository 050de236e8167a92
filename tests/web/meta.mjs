// Crawlers of government sites read `<meta>` by pattern, from the raw bytes: the tags keep
// their quotation marks and the order name, content; each name once; a page in one is never
// missing in another.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { none } from "./lib/none.mjs";
import { isRedirect, pages, siteWith } from "./lib/site.mjs";

const gov = `[gov]
sponsor = "测试单位"
domain = "www.example.gov.cn"
site_id_code = "4300000077"
icp = "湘ICP备00000000号"
police = "湘公网安备43010000000000号"

`;

const folder = siteWith((settings) => settings.replace(/^\[links\]/m, `${gov}[links]`));
const html = pages(folder)
  .map((file) => [file, readFileSync(join(folder, file), "utf8")])
  .filter(([, text]) => !isRedirect(text));

/** The pattern of a crawler found in public code. */
const crawler = (text, name) => new RegExp(`<meta[^>]*name="${name}"[^>]*content="([^"]*)"`).exec(text)?.[1];

test("every attribute of every <meta> is quoted", () => {
  const found = [];
  for (const [file, text] of html) {
    for (const [tag] of text.matchAll(/<meta\s[^>]*>/g)) {
      if (!/^<meta(?:\s+[a-z:-]+="[^"]*")+\s*\/?>$/.test(tag)) found.push(`${file}: ${tag}`);
    }
  }
  none(found);
});

test("name or property comes before content", () => {
  const found = [];
  for (const [file, text] of html) {
    for (const [tag] of text.matchAll(/<meta\s[^>]*\bcontent="[^>]*>/g)) {
      if (/\bcontent="[^"]*"[^>]*\s(?:name|property|http-equiv)=/.test(tag)) found.push(`${file}: ${tag}`);
    }
  }
  none(found);
});

test("what messengers show is a PNG or JPEG of the size that is said", () => {
  const found = [];
  for (const [file, text] of html) {
    if (file === "404.html" || file.endsWith("/poster/index.html")) continue;
    const property = (name) => new RegExp(`<meta property="${name}" content="([^"]*)"`).exec(text)?.[1];
    const square = /<meta itemprop="image" content="([^"]*)"/.exec(text)?.[1];
    const size = (url) => {
      const bytes = readFileSync(join(folder, new URL(url).pathname));
      return bytes.subarray(1, 4).toString() === "PNG" ? `${bytes.readUInt32BE(16)}×${bytes.readUInt32BE(20)}` : undefined;
    };
    const image = property("og:image");
    if (!image || !/\.(png|jpe?g)$/.test(image)) found.push(`${file}: og:image is ${image}`);
    else if (image.endsWith(".png") && size(image) !== `${property("og:image:width")}×${property("og:image:height")}`) found.push(`${file}: ${image} has another size`);
    if (!property("og:image:alt")) found.push(`${file}: no og:image:alt`);
    if (!square || size(square) !== "300×300") found.push(`${file}: no square picture`);
  }
  none(found);
});

test("the site's tags are on every page, once", () => {
  const found = [];
  for (const [file, text] of html) {
    for (const [name, value] of [["SiteName", "湖南反诈"], ["SiteDomain", "www.example.gov.cn"], ["SiteIDCode", "4300000077"]]) {
      if (crawler(text, name) !== value) found.push(`${file}: ${name} is ${crawler(text, name)}`);
      if (text.split(`name="${name}"`).length !== 2) found.push(`${file}: ${name} not once`);
    }
  }
  none(found);
});

test("lists carry the column's tags, content pages the article's", () => {
  const column = ["ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"];
  const article = ["ArticleTitle", "PubDate", "ContentSource"];
  const found = [];
  for (const [file, text] of html) {
    // Search is neither a list nor something that was published.
    if (/^404\.html$|(?:^|\/)search\/index\.html$/.test(file)) continue;
    const list = crawler(text, "ColumnName") !== undefined;
    for (const name of list ? column : article) {
      if (!crawler(text, name)) found.push(`${file}: no ${name}`);
    }
    for (const name of list ? article : column) {
      if (crawler(text, name) !== undefined) found.push(`${file}: ${name} does not belong here`);
    }
    const published = crawler(text, "PubDate");
    if (published && !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(published)) found.push(`${file}: PubDate ${published}`);
  }
  none(found);
});

test("messengers learn title, text, address, language and site of every page", () => {
  const found = [];
  for (const [file, text] of html) {
    if (file === "404.html" || file.endsWith("/poster/index.html")) continue;
    const all = (name) => [...text.matchAll(new RegExp(`<meta property="${name}" content="([^"]*)"`, "g"))].map(([, value]) => value);
    for (const name of ["og:site_name", "og:locale", "og:type", "og:title", "og:description", "og:url"]) {
      if (all(name).length !== 1 || all(name)[0] === "") found.push(`${file}: ${name} is ${all(name).join(" | ")}`);
    }
    const canonical = /<link (?=[^>]*rel="?canonical)[^>]*href="?([^" >]+)/.exec(text)?.[1];
    if (canonical && all("og:url")[0] !== canonical) found.push(`${file}: og:url is not ${canonical}`);
    if (!/^[a-z]{2}_[A-Z]{2}$/.test(all("og:locale")[0] ?? "")) found.push(`${file}: og:locale ${all("og:locale")}`);
    if (all("og:locale:alternate").includes(all("og:locale")[0])) found.push(`${file}: its own language as another`);
    for (const name of ["article:published_time", "article:modified_time"]) {
      for (const date of all(name)) if (!/T\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(date)) found.push(`${file}: ${name} ${date}`);
    }
  }
  none(found);
});

test("feeds are named where they are, each with its type", () => {
  const found = [];
  const kinds = { "atom.xml": "application/atom+xml", "feed.json": "application/feed+json" };
  let named = 0;
  for (const [file, text] of html) {
    for (const [tag] of text.matchAll(/<link [^>]*application\/(?:atom|feed)\+[a-z]+[^>]*>/g)) {
      const path = new URL(/href="?([^" >]+)/.exec(tag)[1]).pathname;
      named += 1;
      if (!existsSync(join(folder, path))) found.push(`${file}: no ${path}`);
      if (!tag.includes(kinds[path.split("/").pop()])) found.push(`${file}: ${tag}`);
    }
  }
  none(found);
  assert.ok(named > 300, `${named} links`);
});

test("an article of its own is its own article; mark and emblem are where they belong", () => {
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="72" viewBox="0 0 5 6"><path d="M0 0h5v6z"/></svg>';
  const settings = `[[verification]]
name = "msvalidate.01"
content = "0123"

[baidu]
verification = "codeva-x"

[gov]
sponsor = "测试人大常委会"
body = "peoples-congress"
site_id_code = "4300000077"
emblem = "media/emblem.svg"
conac_image = "media/conac.svg"
conac_url = "https://bszs.conac.cn/sitename?method=show&id=0"

`;
  const other = siteWith((text) => text.replace(/^\[links\]/m, `${settings}[links]`), { "media/emblem.svg": drawing, "media/conac.svg": drawing });
  const read = (file) => readFileSync(join(other, file), "utf8");
  const home = read("index.html");
  assert.match(home, /<p class="?emblem"?><img [^>]*emblem\.svg/);
  assert.equal(crawler(home, "msvalidate.01"), "0123");
  assert.equal(crawler(home, "baidu-site-verification"), "codeva-x");
  const inner = read("articles/answer-96110/index.html");
  assert.doesNotMatch(inner, /emblem\.svg|baidu-site-verification/);
  assert.match(inner, /href="?https:\/\/bszs\.conac\.cn\/[^>]*><img [^>]*conac\.svg/);
  assert.equal(crawler(inner, "SiteDomain"), "fanzha.example.cn");
  assert.equal(crawler(inner, "Url"), "https://fanzha.example.cn/articles/answer-96110/");
  assert.equal(inner.match(/<meta name="description"/gi).length, 1);
  assert.equal(crawler(read("videos/task-order/index.html"), "Image")?.startsWith("https://fanzha.example.cn/"), true);
});
