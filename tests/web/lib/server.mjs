// Serves a folder on loopback, in the manner of a plain static host.

import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { fileOf } from "./site.mjs";

export const types = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8", ".json": "application/json", ".mp4": "video/mp4", ".webm": "video/webm", ".vtt": "text/vtt",
};

/** What pages of the site may load, as their own server should say. Players of films elsewhere are frames. */
const policy = { "content-security-policy": "default-src 'self'; frame-src 'self' https:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'" };

/** Starts the server; resolves to its address and a way to stop it. `more` holds further files by their
 * paths, as text of scripts or as functions that take what is posted there; `change` maps the text of pages;
 * `compress` packs texts as hosts do, `headers` are in every answer. */
export function serve(folder, more = {}, change = undefined, { compress = false, headers = {} } = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const extra = more[pathname];
    if (extra) {
      let body = "";
      request.on("data", (part) => { body += part; });
      request.on("end", () => {
        response.writeHead(200, { "content-type": "text/javascript; charset=utf-8" });
        response.end(typeof extra === "string" ? extra : "");
        if (typeof extra === "function") extra(body);
      });
      return;
    }
    const found = fileOf(folder, pathname);
    const file = found ?? join(folder, "404.html");
    const isPacked = compress && /\.(html|css|js|svg)$/.test(file);
    const packed = isPacked ? { "content-encoding": "br" } : {};
    response.writeHead(found ? 200 : 404, { "content-type": types[extname(file)] ?? "application/octet-stream", ...policy, ...headers, ...packed });
    if (isPacked) {
      response.end(brotliCompressSync(readFileSync(file)));
      return;
    }
    response.end(change && file.endsWith(".html") ? change(readFileSync(file, "utf8")) : readFileSync(file));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = `http://127.0.0.1:${server.address().port}`;
      resolve({ address, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) });
    });
  });
}
