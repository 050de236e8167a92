// The site under test: where it is, what it holds, how a URL maps to a file.
// FANZHA_SITE names a finished build; without it the site is built here, once per process.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
export const modules = join(repository, "tests", "node_modules");

/** The program. */
export function program() {
  const target = process.env.CARGO_TARGET_DIR ?? join(repository, "target");
  const found = process.env.FANZHA_BIN ?? join(target, "debug", "fanzha");
  if (!existsSync(found)) throw new Error(`no ${found}: run cargo build first`);
  return found;
}

/** A new empty folder, removed when the process ends. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "fanzha-web-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Builds the site in `root` into `output`; throws what the program said when it fails. */
export function build(root, output) {
  try {
    execFileSync(program(), ["-r", root, "--lang", "en", "-q", "build", "-o", output], { encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    throw new Error(`the build failed\n${error.stdout ?? ""}${error.stderr ?? error}`);
  }
  return output;
}

let built;

/** The finished site's folder. */
export function site() {
  built ??= process.env.FANZHA_SITE ?? build(repository, join(scratch(), "public"));
  return built;
}

/** Builds this repository's site with another configuration: `change` maps the text of site.toml.
 * `more` holds the text of further files by their paths. */
export function siteWith(change, more = {}) {
  const root = join(scratch(), "site");
  for (const name of ["content", "data", "fonts", "media", "themes", "templates", "static"]) {
    const from = join(repository, name);
    if (existsSync(from)) cpSync(from, join(root, name), { recursive: true });
  }
  for (const [path, text] of Object.entries(more)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const settings = readFileSync(join(repository, "site.toml"), "utf8");
  writeFileSync(join(root, "site.toml"), change(settings));
  return build(root, join(root, "public"));
}

/** All files below a folder, relative, with `/`, sorted. */
export function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"))
    .sort();
}

/** All pages of a build: paths of files. */
export const pages = (folder) => files(folder).filter((file) => file.endsWith(".html"));

/** The URL path of a file: `a/index.html` is `/a/`. */
export const urlOf = (file) => "/" + file.replace(/(^|\/)index\.html$/, "$1");

/** The file behind a URL path, or undefined. */
export function fileOf(folder, path) {
  const decoded = decodeURIComponent(path);
  const file = join(folder, decoded.endsWith("/") ? decoded + "index.html" : decoded);
  return existsSync(file) && statSync(file).isFile() ? file : undefined;
}

/** The scheme and host that the build gives its own absolute URLs. */
export function origin() {
  const value = /^base_url\s*=\s*"([^"]+)"/m.exec(readFileSync(join(repository, "site.toml"), "utf8"));
  return new URL(value[1]).origin;
}

/** A page that only sends its visitor on to another address. */
export const isRedirect = (html) => /<meta\s[^>]*http-equiv=["']?refresh/i.test(html);
