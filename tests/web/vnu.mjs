// Every page and style sheet is valid: the Nu HTML checker finds no error.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { none } from "./lib/none.mjs";
import { files, modules, pages, scratch, site } from "./lib/site.mjs";

const jar = join(modules, "vnu-jar", "build", "dist", "vnu.jar");

/** What the checker says of some files of a folder. */
function check(names, folder, ...flags) {
  const paths = names.map((name) => join(folder, name));
  const options = { encoding: "utf8", maxBuffer: 256 << 20 };
  const run = spawnSync("java", ["-Xss4m", "-jar", jar, "--format", "json", "--errors-only", ...flags, ...paths], options);
  assert.ifError(run.error);
  const { messages } = JSON.parse(run.stderr);
  return messages.map(({ url, lastLine, lastColumn, message, extract }) => {
    const file = decodeURIComponent(url ?? "").replace(`file:${folder}/`, "");
    return `${file}:${lastLine}:${lastColumn} ${message} ${(extract ?? "").slice(0, 160)}`;
  });
}

test("pages are valid HTML", () => {
  const names = pages(site());
  assert.ok(names.length > 20, `only ${names.length} pages`);
  none(check(names, site()));
});

test("style sheets are valid CSS", () => {
  const names = files(site()).filter((file) => file.endsWith(".css"));
  assert.ok(names.length > 0);
  // The checker does not know calc-size() (Chrome 129), by which bulletins end at the foot of a sheet.
  const known = scratch();
  for (const name of names) {
    const css = readFileSync(join(site(), name), "utf8");
    writeFileSync(join(known, name.replaceAll("/", "-")), css.replace(/calc-size\((?:[^()]|\([^()]*\))*\)/g, "auto"));
  }
  none(check(files(known), known, "--css"));
});

test("pictures in SVG are valid", () => {
  const names = files(site()).filter((file) => file.endsWith(".svg"));
  none(check(names, site(), "--svg"));
});
