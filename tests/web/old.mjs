// The site in the oldest engines. FANZHA_OLD_CHROMIUM names one or more Chromium programs, separated by
// colons; without it these tests are skipped. Such programs follow no protocol of today: a probe that the
// server adds to each page posts what it finds.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { none } from "./lib/none.mjs";
import { probe } from "./lib/probe.mjs";
import { samples } from "./lib/samples.mjs";
import { serve } from "./lib/server.mjs";
import { scratch, site } from "./lib/site.mjs";

const programs = (process.env.FANZHA_OLD_CHROMIUM ?? "").split(":").filter(Boolean);
if (programs.length === 0) {
  test("the site in old engines", { skip: "set FANZHA_OLD_CHROMIUM to an old Chromium, such as version 78" }, () => {});
}

const profiles = scratch();
let found, started = 0;
const server = programs.length > 0 ? await serve(site(), {
  "/probe.js": `(${probe})();`,
  "/found": (body) => found?.(JSON.parse(body)),
}, (html) => html.replace(/<head[^>]*>/, (head) => `${head}<script src="/probe.js"></script>`)) : undefined;

/** What the probe finds in a page, in a window that is `width` wide. */
async function look(program, path, width) {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-zygote", "--disable-dev-shm-usage",
    `--window-size=${width},740`, `--user-data-dir=${join(profiles, `${started += 1}`)}`, "--remote-debugging-port=0", server.address + path];
  const chromium = spawn(program, flags, { stdio: "ignore", detached: true });
  let late;
  try {
    return await new Promise((done, fail) => {
      found = done;
      chromium.on("error", fail);
      late = setTimeout(() => fail(new Error(`no answer from ${program} for ${path}`)), 15_000);
    });
  } finally {
    clearTimeout(late);
    // Its own children too, which are a group.
    if (chromium.pid !== undefined) process.kill(-chromium.pid, "SIGKILL");
  }
}

for (const program of programs) {
  test(`every kind of page can be read and used in ${program}`, async (context) => {
    const faults = [];
    let version;
    for (const [kind, path] of Object.entries(samples)) {
      for (const width of [360, 1280]) {
        // Some starts of old programs hang.
        const seen = await look(program, path, width).catch(() => look(program, path, width));
        version = seen.version;
        const say = (fault) => faults.push(`${kind}, ${seen.width} px: ${fault}`);
        if (seen.sideways > 0) say(`sticks out by ${seen.sideways} px`);
        if (!seen.scripted) say("its script did not run");
        if (seen.errors.length > 0) say(seen.errors.join("; "));
        if (!/^(正在被骗？|Being scammed\?)/.test(seen.first)) say(`begins with ${seen.first}`);
        if (seen.calls < 1) say("shows no number to call");
        if (seen.size < 18) say(`its text has ${seen.size} px`);
        if (seen.overlaps.length > 0) say(`words lie on words: ${seen.overlaps.join("; ")}`);
      }
    }
    context.diagnostic(`Chromium ${version}`);
    none(faults);
  });
}

test("the server of the probe stops", { skip: server === undefined }, () => server.close());
