// A page with ten photos and a film in a real browser: what is fetched, when, and that nothing moves.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { mostMoved } from "./lib/measure.mjs";
import { none } from "./lib/none.mjs";
import { serve } from "./lib/server.mjs";
import { build, repository, scratch } from "./lib/site.mjs";

const PATH = "/videos/photos-and-film/";
const PHOTOS = 10;
const words = "接到自称客服的电话先挂断，不点链接，不开屏幕共享，打官方电话问清楚再办。".repeat(5);

/** Photos as a phone gives them, drawn by the browser: soft colours with some grain. */
async function photos(browser) {
  const tab = await browser.newPage();
  const drawn = await tab.evaluate(async (count) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1600, height: 1200 });
    const brush = canvas.getContext("2d");
    const urls = [];
    for (let number = 0; number < count; number++) {
      const sky = brush.createLinearGradient(0, 0, 400 + number * 90, 1200);
      sky.addColorStop(0, `hsl(${number * 36} 60% 70%)`);
      sky.addColorStop(1, `hsl(${number * 36 + 90} 50% 25%)`);
      brush.fillStyle = sky;
      brush.fillRect(0, 0, 1600, 1200);
      const pixels = brush.getImageData(0, 0, 1600, 1200);
      let seed = number + 1;
      for (let at = 0; at < pixels.data.length; at += 4) {
        seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
        const grain = (seed >>> 28) - 8;
        for (let channel = 0; channel < 3; channel++) pixels.data[at + channel] += grain;
      }
      brush.putImageData(pixels, 0, 0);
      urls.push(canvas.toDataURL("image/jpeg", 0.9));
    }
    return urls.map((url) => url.split(",")[1]);
  }, PHOTOS);
  await tab.close();
  return drawn.map((text) => Buffer.from(text, "base64"));
}

async function make(browser) {
  const root = join(scratch(), "site");
  for (const name of ["content", "data", "media", "themes", "static", "site.toml"]) {
    if (existsSync(join(repository, name))) cpSync(join(repository, name), join(root, name), { recursive: true });
  }
  const from = join(root, "content/videos/boss-transfer");
  const to = join(root, "content", PATH);
  mkdirSync(to, { recursive: true });
  for (const name of ["clip.mp4", "captions.zh.vtt", "poster.jpg"]) cpSync(join(from, name), join(to, name));
  for (const [number, bytes] of (await photos(browser)).entries()) writeFileSync(join(to, `photo${number}.jpg`), bytes);
  const front = readFileSync(join(from, "index.md"), "utf8").split("+++")[1]
    .replace(/^title = .*$/m, 'title = "十张照片和一集视频"')
    .replace(/^description = .*$/m, 'description = "只为检查而有的一页：照片看到哪里才下载到哪里，视频不点就不下载。"')
    .replace(/^episode = .*$/m, "episode = 9")
    .replace(/^sources = [\s\S]*?^\]$|^sources = .*$/m, 'sources = [{ src = "clip.mp4" }]\nembeds = [{ platform = "bilibili", id = "BV1xx411c7mD" }]');
  const body = Array.from({ length: PHOTOS }, (_, number) => `## 第${number + 1}张\n\n${words}\n\n![第${number + 1}张照片](photo${number}.jpg)\n`);
  writeFileSync(join(to, "index.md"), `+++${front}+++\n\n${body.join("\n")}`);
  return build(root, join(root, "public"));
}

let server, browser;
before(async () => {
  browser = await launch();
  server = await serve(await make(browser));
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** Opens the page and hands it to `work` with what it fetched: addresses and bytes. */
async function visit(width, work) {
  const context = await browser.newContext({ viewport: { width, height: 740 }, deviceScaleFactor: width < 700 ? 2 : 1 });
  const tab = await context.newPage();
  const fetched = new Map();
  await tab.route((url) => url.origin !== server.address, (route) => {
    fetched.set(route.request().url(), 0);
    return route.fulfill({ body: "", contentType: "text/html" });
  });
  tab.on("response", async (response) => {
    const body = await response.body().catch(() => Buffer.alloc(0));
    fetched.set(response.url(), body.length);
  });
  try {
    await tab.addInitScript(() => {
      window.moved = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.moved += entry.value; }))
        .observe({ type: "layout-shift", buffered: true });
    });
    await tab.goto(server.address + PATH, { waitUntil: "networkidle" });
    return await work(tab, fetched);
  } finally {
    await context.close();
  }
}

const named = (fetched, what) => [...fetched.keys()].filter((url) => what.test(url));

for (const width of [360, 1280]) {
  test(`${width} px: only what is seen is fetched, and nothing moves`, async () => {
    await visit(width, async (tab, fetched) => {
      const first = named(fetched, /photo\d/).length;
      const bytes = [...fetched.values()].reduce((sum, one) => sum + one, 0);
      console.log(`# ${width} px: ${fetched.size} requests, ${bytes} bytes, ${first} of ${PHOTOS} photos`);
      assert.ok(first < PHOTOS / 2, `${first} photos at once`);
      none(named(fetched, /\.mp4|bilibili/), "things that nobody asked for");
      none(named(fetched, /photo\d.*\.jpg/), "photos that are not WebP");
      for (let step = 0; step < 40; step++) {
        await tab.mouse.wheel(0, 600);
        await tab.waitForTimeout(60);
      }
      await tab.waitForLoadState("networkidle");
      assert.equal(named(fetched, /photo\d/).length, PHOTOS, "all photos come when they are near");
      const moved = await tab.evaluate(() => window.moved);
      assert.ok(moved <= mostMoved, `the layout shifts by ${moved}`);
    });
  });
}

test("a film plays with captions and chapters", async () => {
  await visit(360, async (tab, fetched) => {
    const state = await tab.evaluate(async () => {
      const film = document.querySelector("video");
      film.muted = true;
      await film.play();
      await new Promise((done) => { film.addEventListener("timeupdate", done, { once: true }); });
      const chapters = [...film.textTracks].find((track) => track.kind === "chapters");
      chapters.mode = "hidden";
      await new Promise((done) => { setTimeout(done, 800); });
      const { videoWidth, videoHeight, duration } = film;
      const cues = [...film.textTracks].map((track) => [track.kind, track.cues?.length ?? 0]);
      return { videoWidth, videoHeight, duration, cues };
    });
    assert.deepEqual([state.videoWidth, state.videoHeight, Math.round(state.duration)], [960, 540, 40]);
    for (const [kind, count] of state.cues) assert.ok(count >= 2, `${kind}: ${count} cues`);
    assert.equal(named(fetched, /clip\.mp4/).length, 1);
  });
});

test("a player elsewhere loads when it is opened", async () => {
  await visit(360, async (tab, fetched) => {
    await tab.locator("details.embed summary").click();
    await tab.waitForTimeout(500);
    assert.equal(named(fetched, /player\.bilibili\.com/).length, 1);
  });
});
