// Every photo in three widths, as eleventy-img makes them.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const entry = createRequire("PACKAGE").resolve("@11ty/eleventy-img");
const { default: Image } = await import(pathToFileURL(entry));
const photos = readdirSync("photos").map((name) => `photos/${name}`);
await Promise.all(photos.map((photo) => Image(photo, {
  widths: [400, 800, 1200],
  formats: ["webp"],
  outputDir: "out",
  urlPath: "/out/",
})));
