// The system's Chromium, driven by playwright-core. FANZHA_CHROMIUM names another one.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const places = [process.env.FANZHA_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of the Chromium. */
export function found() {
  const place = places.find((place) => place && existsSync(place));
  if (!place) throw new Error("no Chromium: install the package `chromium`, or set FANZHA_CHROMIUM");
  return place;
}

/** Starts it, with `more` of its switches. */
export function launch(more = []) {
  const executablePath = found();
  return chromium.launch({
    executablePath,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync", ...more,
    ],
  });
}

/** Opens an address without JavaScript and hands it to `work` with the addresses that it asked for. */
export async function open(browser, address, options, work) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, ...options });
  const tab = await context.newPage();
  const asked = [];
  tab.on("request", (request) => asked.push(request.url()));
  try {
    await tab.goto(address, { waitUntil: "load" });
    return await work(tab, asked);
  } finally {
    await context.close();
  }
}
