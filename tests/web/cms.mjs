// The content manager: its configuration is one that it knows, it opens in Chinese without asking
// another host for its words, and an alert written in it passes `check`.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import Ajv from "ajv";
import { parse } from "yaml";
import { launch } from "./lib/browser.mjs";
import { serve } from "./lib/server.mjs";
import { modules, program, scratch } from "./lib/site.mjs";

const root = join(scratch(), "site");
let browser, server;

function run(...words) {
  const { status, stderr } = spawnSync(program(), ["--lang", "zh", "--color", "never", ...words], { cwd: root, encoding: "utf8" });
  assert.equal(status, 0, stderr);
}

before(async () => {
  spawnSync(program(), ["init", root]);
  writeFileSync(join(root, "site.toml"), `${readFileSync(join(root, "site.toml"), "utf8")}\n[cms]\nbackend = "test-repo"\n`);
  mkdirSync(join(root, "node_modules", "@sveltia"), { recursive: true });
  symlinkSync(join(modules, "@sveltia", "cms"), join(root, "node_modules", "@sveltia", "cms"));
  symlinkSync(join(modules, "@fontsource-variable"), join(root, "node_modules", "@fontsource-variable"));
  run("build", "--cms");
  // The page has a policy of its own, as `_headers` says.
  server = await serve(join(root, "public"), {}, undefined, { headers: { "content-security-policy": "frame-ancestors 'self'" } });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

test("the configuration is one that the content manager knows", () => {
  const schema = JSON.parse(readFileSync(join(modules, "@sveltia", "cms", "schema", "sveltia-cms.json"), "utf8"));
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const config = parse(readFileSync(join(root, "public", "admin", "config.yml"), "utf8"));
  assert.ok(ajv.validate(schema, config), JSON.stringify(ajv.errors?.slice(0, 5), null, 1));
  assert.deepEqual(config.collections.map(({ name }) => name), ["alerts", "articles", "cases", "videos"]);
});

test("an alert written in it passes the check", async () => {
  const context = await browser.newContext({ locale: "zh-CN", viewport: { width: 1280, height: 1000 } });
  const tab = await context.newPage();
  const broken = [];
  tab.on("pageerror", (error) => broken.push(String(error)));
  const foreign = [];
  tab.on("request", (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(server.address)) foreign.push(request.url());
  });
  await tab.goto(`${server.address}/admin/`, { waitUntil: "commit" });
  await tab.getByRole("button", { name: "使用测试仓库" }).click();
  await tab.getByText("此集合目前没有条目").waitFor();
  await tab.goto(`${server.address}/admin/#/collections/alerts/new`, { waitUntil: "commit" });
  // The second one of the same name is in the preview.
  const field = (name) => tab.locator(`[data-key-path="${name}"]`).first();
  await field("title").getByRole("textbox").first().fill("警惕快递理赔骗局");
  await field("description").getByRole("textbox").first().fill("有人冒充快递客服，说包裹丢了要理赔，一上来就要共享屏幕。");
  await field("slug").getByRole("textbox").first().fill("kuaidi-lipei");
  await field("level").getByRole("radio", { name: "预警" }).click();
  await field("draft").getByRole("switch").click();
  await field("taxonomies").scrollIntoViewIfNeeded();
  await field("body").scrollIntoViewIfNeeded();
  await field("body").getByRole("textbox").last().fill("先挂断，再打官方客服核实。");
  await tab.getByRole("button", { name: "保存" }).click();
  await tab.waitForFunction(() => location.hash === "#/collections/alerts");
  const files = await tab.evaluate(async () => {
    const found = {};
    const walk = async (folder, path) => {
      for await (const [name, entry] of folder.entries()) {
        const below = path ? `${path}/${name}` : name;
        if (entry.kind === "directory") await walk(entry, below);
        else found[below] = await (await entry.getFile()).text();
      }
    };
    await walk(await navigator.storage.getDirectory(), "");
    return found;
  });
  const signs = await tab.evaluate(async () => (await document.fonts.load("24px 'Material Symbols Outlined Variable'")).concat([...document.fonts]).filter(({ family, status }) => /Material Symbols/.test(family) && status === "loaded").length);
  await context.close();
  assert.deepEqual(broken, []);
  assert.deepEqual(foreign, [], "another host is asked");
  assert.ok(signs > 0, "the signs have their font");
  const [[path, text]] = Object.entries(files).filter(([path]) => path.endsWith(".md"));
  assert.ok(path.endsWith("content/alerts/kuaidi-lipei.md"), path);
  assert.match(text, /^\+\+\+\n[^]*title = "警惕快递理赔骗局"[^]*\n\+\+\+\n/, text);
  writeFileSync(join(root, "content", "alerts", "kuaidi-lipei.md"), text);
  run("check");
  run("build");
  assert.ok(existsSync(join(root, "public", "alerts", "kuaidi-lipei", "index.html")));
});
