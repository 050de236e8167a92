// Walking parse5 trees.

import { parse } from "parse5";

/** The tree that a reader without script gets, so that what is in <noscript> counts. */
export const read = (html) => parse(html, { scriptingEnabled: false });

/** Every element below a node, in document order. Content of <template> counts. */
export function* elements(node) {
  for (const child of node.content?.childNodes ?? node.childNodes ?? []) {
    if (child.tagName) yield child;
    yield* elements(child);
  }
}

/** An attribute's value, or undefined. */
export const attribute = (element, name) => element.attrs.find((found) => found.name === name)?.value;

/** All text below a node. */
export function text(node) {
  if (node.nodeName === "#text") return node.value;
  return (node.childNodes ?? []).map(text).join("");
}
