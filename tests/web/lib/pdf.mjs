// What a PDF says of itself and what it looks like, measured with poppler. Lengths are millimetres
// from the left and the top of the sheet.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratch } from "./site.mjs";

const mm = (points) => points * 25.4 / 72;

/** Prints a page as its style sheet wants it; the path of the PDF. */
export async function print(tab) {
  const file = join(scratch(), "print.pdf");
  writeFileSync(file, await tab.pdf({ preferCSSPageSize: true }));
  return file;
}

// Poppler complains of long names of Chromium's fonts.
const poppler = (name, ...args) => execFileSync(name, args, { maxBuffer: 64 << 20, stdio: ["ignore", "pipe", "ignore"] });

/** The pages: their size, and their rows of text from top to bottom. */
export function pagesOf(file) {
  const entities = { amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'" };
  return poppler("pdftotext", "-bbox", file, "-").toString().split("<page ").slice(1).map((page) => {
    const [width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(page).slice(1).map((points) => mm(Number(points)));
    const words = [...page.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<\/word>/g)].map((word) => {
      const [left, top, right, bottom] = word.slice(1, 5).map((points) => mm(Number(points)));
      return { left, right, middle: (top + bottom) / 2, text: word[5].replace(/&(\w+);/g, (_, name) => entities[name]) };
    });
    const rows = [];
    for (const word of words.sort((one, other) => one.middle - other.middle)) {
      const row = rows.at(-1);
      // Words of a row differ by the ascent of their fonts, rows by 5 mm and more.
      if (row && word.middle - row.middle < 2) row.words.push(word);
      else rows.push({ middle: word.middle, words: [word] });
    }
    return { width, height, rows: rows.map(({ middle, words }) => {
      words.sort((one, other) => one.left - other.left);
      return { middle, left: words[0].left, right: words.at(-1).right, text: words.map((word) => word.text).join("") };
    }) };
  });
}

/** The ink on a part of a page: its box, and `dark(x, y)`. Undefined where there is none. */
export function ink(file, page, area, resolution = 150) {
  const dots = (length) => Math.round(length / 25.4 * resolution);
  const [x, y, width, height] = [area.left, area.top, area.right - area.left, area.bottom - area.top].map(dots);
  const raw = poppler("pdftoppm", "-gray", "-r", `${resolution}`, "-f", `${page}`, "-l", `${page}`,
    "-x", `${x}`, "-y", `${y}`, "-W", `${width}`, "-H", `${height}`, file);
  const header = /^P5\s(\d+)\s(\d+)\s255\s/.exec(raw.toString("latin1", 0, 40));
  const [across, down] = header.slice(1).map(Number);
  const pixels = raw.subarray(header[0].length);
  const dark = (column, row) => pixels[row * across + column] < 128;
  const box = { left: across, top: down, right: -1, bottom: -1 };
  for (let row = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1) {
      if (!dark(column, row)) continue;
      box.left = Math.min(box.left, column);
      box.right = Math.max(box.right, column + 1);
      box.top = Math.min(box.top, row);
      box.bottom = row + 1;
    }
  }
  if (box.right < 0) return undefined;
  const place = (dots) => dots * 25.4 / resolution;
  return {
    left: place(x + box.left), top: place(y + box.top), right: place(x + box.right), bottom: place(y + box.bottom),
    /** Runs of dark from top to bottom at `at`: where they start and how thick they are. */
    runs(at) {
      const column = dots(at) - x;
      const found = [];
      for (let row = 0; row < down; row += 1) {
        if (!dark(column, row)) continue;
        if (row > 0 && dark(column, row - 1)) found.at(-1).thick += 25.4 / resolution;
        else found.push({ top: place(y + row), thick: 25.4 / resolution });
      }
      return found;
    },
  };
}
