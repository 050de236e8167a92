"""Draws cards as SVG. Colours are those of themes/campaign/styles/_tokens.css."""

import re
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 1280, 720
INK, BRAND, DEEP, RED, WINE, YELLOW = "#17232c", "#0b3a57", "#07283d", "#b80000", "#7d0000", "#ffd766"
# Captions and the player's buttons lie over what is below.
LOWEST = 596
# Words on the right begin below the mark.
HIGHEST = {"left": 56, "right": 116}
FONT = 'font-family="Noto Sans CJK SC" font-weight="700"'
MOUTHS = {
    "smile": '<path d="M-14 36 Q0 44 14 36" fill="none" stroke="#8a4b38" stroke-width="4" stroke-linecap="round"/>',
    "worried": '<path d="M-14 42 Q0 32 14 42" fill="none" stroke="#8a4b38" stroke-width="4" stroke-linecap="round"/>'
               '<path d="M-31 0 L-13 -5 M31 0 L13 -5" stroke="#8a4b38" stroke-width="4" stroke-linecap="round"/>'
               '<path d="M48 -16 C40 0 56 0 48 -16 Z" fill="#7fc4e8" stroke="#7fc4e8" stroke-width="5"/>',
    "talk": '<ellipse cx="0" cy="38" rx="10" ry="8" fill="#8a4b38"/>',
}


def svg(body):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" xml:lang="zh-CN">{body}</svg>'
    )


def width(text, size):
    return sum(size if ord(c) > 0x2000 else size * 0.58 for c in text)


def label(text, x, y, size, fill="#fff", anchor="start", more=""):
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" {FONT} fill="{fill}" '
        f'text-anchor="{anchor}" {more}>{escape(text)}</text>'
    )


def person(p):
    """Somebody drawn as in the posters."""
    hair = p.get("hair", "#3a2a22")
    long = '<path d="M-64 6 C-72 -84 72 -84 64 6 L70 104 L-70 104 Z" fill="{}"/>'.format(hair) if p.get("long") else ""
    return (
        f'<g transform="translate({p["x"]} {p["y"]}) scale({p.get("scale", 1.3)})">{long}'
        f'<path d="M-90 190 C-90 90 -50 70 0 70 C50 70 90 90 90 190 Z" fill="{p["shirt"]}"/>'
        '<circle cx="0" cy="10" r="56" fill="#f2c9a5"/>'
        f'<path d="M-58 8 C-62 -58 -22 -70 4 -68 C44 -66 64 -36 57 10 C40 -10 30 -22 10 -26 C-14 -18 -40 -18 -58 8 Z" fill="{hair}"/>'
        '<circle cx="-20" cy="14" r="5" fill="#2b2b2b"/><circle cx="20" cy="14" r="5" fill="#2b2b2b"/>'
        f'{MOUTHS[p.get("mouth", "smile")]}</g>'
    )


def art(clip, card):
    """The page's poster, changed as the card says."""
    inner = re.search(r"</title>(.*)</svg>", clip["poster"], re.S)[1]
    for mark in clip.get("drop", []) + card.get("drop", []):
        mark = re.escape(mark)
        inner, found = re.subn(f"<g[^<>]*{mark}[^<>]*>.*?</g>|<[^<>]*{mark}[^<>]*/>", "", inner, count=1, flags=re.S)
        assert found, mark
    faces = inner.split(MOUTHS["smile"])
    mouths = [MOUTHS[mouth] for mouth in card.get("mouths", [])]
    mouths += [MOUTHS["smile"]] * (len(faces) - 1 - len(mouths))
    inner = faces[0] + "".join(mouth + face for mouth, face in zip(mouths, faces[1:]))
    for old, new in clip.get("swap", []) + card.get("swap", []):
        assert old in inner, old
        inner = inner.replace(old, new)
    people = "".join(person(p) for p in card.get("people", []))
    return card.get("backdrop", clip["backdrop"]) + inner + people + f'<g {FONT} text-anchor="middle">{card.get("draw", "")}</g>'


def picture(clip, card):
    """What lies behind the words."""
    side = card.get("text")
    x, y, scale = card["camera"]
    middle = {"left": 975, "right": 305}.get(side, 640)
    moved = f'<g transform="translate({middle - x * scale:.1f} {350 - y * scale:.1f}) scale({scale})">{art(clip, card)}</g>'
    shade = ""
    kind = card.get("kind")
    if kind == "title":
        line = 'x1="0" y1="0" x2="0" y2="1"' if side == "top" else 'x1="0" y1="0" x2="1" y2="0"'
        stops = [(0, 0.96), (0.3, 0.9), (0.5, 0)] if side == "top" else [(0, 1), (0.44, 0.94), (0.62, 0)]
        shade = f'<linearGradient id="s" {line}>' + "".join(
            f'<stop offset="{at}" stop-color="{DEEP}" stop-opacity="{o}"/>' for at, o in stops
        ) + f'</linearGradient><rect width="{WIDTH}" height="{HEIGHT}" fill="url(#s)"/>'
    elif kind == "action":
        shade = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{BRAND}" opacity="0.94"/>'
    return svg(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{clip["ground"]}"/>{moved}{shade}')


def bubble(block, x, y, tail):
    """Words of one speaker, or of the narrator."""
    tone = block.get("tone", "note")
    fill, ink, chip = {
        "bad": (RED, "#fff", WINE), "good": ("#fff", INK, BRAND), "note": (BRAND, "#fff", BRAND), "paper": ("#fff6e3", INK, BRAND),
    }[tone]
    w, h = measure(block)
    size = block.get("size", 60)
    out = f'<rect x="{x}" y="{y + 8}" width="{w:.0f}" height="{h:.0f}" rx="26" fill="#000" opacity="0.22"/>'
    if tone in ("good", "bad") and tail:
        low = y + h
        points = {
            "right": f"{x + w - 30:.0f},{low - 74:.0f} {x + w + 34:.0f},{low - 34:.0f} {x + w - 30:.0f},{low - 26:.0f}",
            "left": f"{x + 30},{low - 74:.0f} {x - 34},{low - 34:.0f} {x + 30},{low - 26:.0f}",
            "down": f"{x + w * 0.4:.0f},{low - 20:.0f} {x + w * 0.4 + 20:.0f},{low + 24:.0f} {x + w * 0.4 + 62:.0f},{low - 20:.0f}",
        }[tail]
        out += f'<polygon points="{points}" fill="{fill}"/>'
    out += f'<rect x="{x}" y="{y}" width="{w:.0f}" height="{h:.0f}" rx="26" fill="{fill}"/>'
    if tone == "note":
        out += f'<rect x="{x + 26}" y="{y + 30}" width="10" height="{h - 60:.0f}" rx="5" fill="{YELLOW}"/>'
    if tone == "paper":
        out += f'<circle cx="{x + w / 2:.0f}" cy="{y + 4}" r="13" fill="{RED}"/>'
    who = block.get("who")
    top = y + 26
    if who:
        out += f'<rect x="{x + 28}" y="{y - 30}" width="{width(who, 42) + 48:.0f}" height="62" rx="31" fill="{chip}"'
        out += f' stroke="{"#fff" if tone != "good" else BRAND}" stroke-width="3"/>' + label(who, x + 52, y + 16, 42)
        top += 18
    for index, line in enumerate(block["lines"]):
        bright = line.startswith("*")
        colour = ink if not bright else YELLOW if tone in ("note", "bad") else RED
        left = x + (62 if tone == "note" else 40)
        out += label(line.lstrip("*"), left, top + size * (0.92 + index * 1.28), size, colour)
    return out


def measure(block):
    size = block.get("size", 60)
    widest = max(width(line.lstrip("*"), size) for line in block["lines"])
    who = width(block.get("who", ""), 42) + 104
    w = max(widest + (102 if block.get("tone", "note") == "note" else 80), who)
    return w, 52 + (18 if block.get("who") else 0) + size * (1.28 * len(block["lines"]) - 0.14)


def words(clip, card):
    """Layers of words, each with the second at which it comes."""
    kind = card.get("kind")
    if kind == "mark":
        pill = f'<rect x="1112" y="34" width="132" height="64" rx="32" fill="{DEEP}" opacity="0.82"/>'
        return [(svg(pill + label("示例", 1178, 81, 40, anchor="middle", more='letter-spacing="4"')), 0)]
    if kind == "title":
        return [(svg(title(clip, card)), 0)]
    if kind == "action":
        return action(card)
    side, blocks, layers = card.get("text"), card["blocks"], []
    heights = [measure(block)[1] for block in blocks]
    gaps = [0] + [26 + (32 if block.get("who") else 0) for block in blocks[1:]]
    lead = 30 if blocks[0].get("who") else 0
    highest = HIGHEST.get(side, 56)
    spare = LOWEST - highest - lead - sum(heights) - sum(gaps)
    assert spare >= 0 or all("at" in block for block in blocks), f"too much on one card: {blocks}"
    widest = max(measure(block)[0] for block in blocks)
    y = highest + lead + spare / 2
    for index, block in enumerate(blocks):
        y += gaps[index]
        w, h = measure(block)
        assert w <= 760 or side not in ("left", "right"), f"too wide: {block['lines']}"
        x = {"left": 52, "right": WIDTH - 52 - widest}.get(side, (WIDTH - w) / 2)
        tail = {"left": "right", "right": "left"}.get(side)
        if "at" in block:
            x, y, tail = *block["at"], block.get("tail")
        layers.append((svg(bubble(block, round(x), round(y), tail)), 0.2 + block.get("after", index * 1.6)))
        y += h
    return layers


def title(clip, card):
    series = f"一分钟看懂一个骗局 · {clip['episode']}"
    lines = clip["title"]
    if card.get("text") == "top":
        return label(series, 64, 86, 44, YELLOW) + label("".join(lines), 60, 214, 118)
    size = 124
    first = 372 - (len(lines) - 1) * size * 0.64
    out = label(series, 64, first - size - 14, 40, YELLOW)
    for index, line in enumerate(lines):
        out += label(line, 58, first + index * size * 1.28, size)
    return out + f'<rect x="64" y="{first + (len(lines) - 1) * size * 1.28 + 52:.0f}" width="132" height="12" rx="6" fill="{RED}"/>'


def action(card):
    """The one thing to do, and whom to call."""
    lines, size = card["lines"], card.get("size", 108)
    out = label(card.get("lead", "记住一个动作"), 640, 116 if len(lines) == 1 else 92, 50, YELLOW, "middle")
    first = 262 if len(lines) == 1 else 206
    for index, line in enumerate(lines):
        out += label(line, 640, first + index * size * 1.16, size, anchor="middle")
    calls = ""
    for x, (when, number) in zip((112, 664), card["calls"]):
        calls += f'<rect x="{x}" y="388" width="504" height="204" rx="26" fill="#fff"/>'
        calls += label(when, x + 252, 452, 44, INK, "middle") + label(number, x + 252, 566, 112, RED, "middle")
    return [(svg(out), 0.2), (svg(calls), 1.6)]
