// Serves a folder on loopback, in the manner of a plain static host.

import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileOf } from "./site.mjs";

const types = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8", ".json": "application/json", ".mp4": "video/mp4", ".webm": "video/webm", ".vtt": "text/vtt",
};

/** Starts the server; resolves to its address and a way to stop it. `more` are headers of every answer. */
export function serve(folder, more = {}) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const found = fileOf(folder, pathname);
    const file = found ?? join(folder, "404.html");
    response.writeHead(found ? 200 : 404, { ...more, "content-type": types[extname(file)] ?? "application/octet-stream" });
    response.end(readFileSync(file));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = `http://127.0.0.1:${server.address().port}`;
      resolve({ address, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) });
    });
  });
}
