// The `_headers` file as Netlify and Cloudflare Pages read it: a path, then indented headers; `*`
// stands for anything; what several rules say of one header is joined by commas.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A function from URL paths to lists of [name, value]. */
export function headersOf(folder) {
  const rules = [];
  for (const line of readFileSync(join(folder, "_headers"), "utf8").split("\n")) {
    if (line.startsWith("/")) {
      rules.push({ pattern: new RegExp(`^${line.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`), headers: [] });
    } else if (line.trim() !== "") {
      const [, name, value] = /^\s+([^:]+):\s*(.*)$/.exec(line);
      rules.at(-1).headers.push([name.toLowerCase(), value]);
    }
  }
  return (path) => {
    const found = new Map();
    for (const { pattern, headers } of rules) {
      if (!pattern.test(path)) continue;
      for (const [name, value] of headers) found.set(name, found.has(name) ? `${found.get(name)}, ${value}` : value);
    }
    return [...found];
  };
}
