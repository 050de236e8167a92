// What nearly every file of checks needs: the site served, and a browser, both closed at the end.

import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { serve } from "./server.mjs";
import { site } from "./site.mjs";

/** Serves the site and launches a browser before the checks of a file; `options` are the server's. */
export function stage(options) {
  const stage = {};
  before(async () => {
    const server = await serve(site(), {}, undefined, options);
    stage.address = server.address;
    stage.close = () => server.close();
    stage.browser = await launch();
  });
  after(async () => {
    await stage.browser?.close();
    await stage.close?.();
  });
  return stage;
}
