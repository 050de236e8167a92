// Crawlers of government sites read `<meta>` by pattern, from the raw bytes: the tags keep
// their quotation marks and the order name, content; each name once; a page in one is never
// missing in another.

import { readFileSync } from "node:fs";
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
