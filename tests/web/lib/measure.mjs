// Measurements that run inside a page: each returns its findings as lines.

/** How far a layout may shift: a fifth of what web.dev calls good. A slow machine paints a header before all
 * of it is read, and what hangs on its right gives way to what follows, by thousandths. */
export const mostMoved = 0.02;

/** Elements that stick out of the window, when the page scrolls sideways. */
export function sideways() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const hides = (element) => /hidden|clip/.test(getComputedStyle(element).overflowX);
  if (hides(document.documentElement) || hides(document.body)) return ["the page hides what sticks out"];
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > clientWidth + 1);
  const name = (element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}">`;
  return [`${scrollWidth} px in a window of ${clientWidth} px: ${wide.slice(0, 4).map(name).join(" ")}`];
}

/** Calls and links of the main navigation below 44 px, or another height. Links inside a sentence are free
 * (WCAG 2.2, 2.5.8). */
export function lowTargets(least = 44) {
  const shown = (element) => element.getClientRects().length > 0;
  const inSentence = (link) => getComputedStyle(link).display === "inline"
    && [...link.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
  const summaries = [...document.querySelectorAll("header summary")].filter(shown);
  for (const details of document.querySelectorAll("details")) details.open = true;
  const navigation = [...document.querySelectorAll("body > header nav a")].filter(shown);
  const calls = [...document.querySelectorAll('a[href^="tel:"]')].filter((link) => shown(link) && !inSentence(link));
  const low = navigation.length === 0 ? ["no navigation in sight"] : [];
  for (const element of [...summaries, ...navigation, ...calls]) {
    const { height } = element.getBoundingClientRect();
    if (height < least - 0.1) low.push(`${element.textContent.trim()} (${height} px)`);
  }
  return low;
}

/** Texts whose contrast is below 4.5:1 (WCAG 2.2, 1.4.3; large ones below 3:1). Texts over pictures or gradients are left out. */
export function contrastFaults() {
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a),
    g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a),
    a: 1,
  });
  const luminance = ({ r, g, b }) => {
    const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };

  /** The solid colour behind an element, or undefined where a picture lies behind it. */
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none" || style.opacity !== "1") return undefined;
      const colour = parse(style.backgroundColor);
      if (colour.a > 0) layers.push(colour);
      if (colour.a === 1) break;
    }
    return layers.reverse().reduce((under, layer) => over(layer, under), canvas);
  };

  for (const details of document.querySelectorAll("details")) details.open = true;
  const faults = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const words = texts.currentNode.data.trim();
    if (words === "" || element.getClientRects().length === 0 || element.closest("svg")) continue;
    // A link that waits outside the window shows when it has the focus.
    if (element.getBoundingClientRect().right <= 0) element.closest("a")?.focus();
    const style = getComputedStyle(element);
    const ground = behind(element);
    if (ground === undefined || style.visibility !== "visible") continue;
    const [light, dark] = [luminance(over(parse(style.color), ground)), luminance(ground)].sort((one, other) => other - one);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) {
      faults.add(`${ratio.toFixed(2)} <${element.tagName.toLowerCase()} class="${element.className}"> ${words.slice(0, 20)}`);
    }
  }
  return [...faults].slice(0, 10);
}
