"""Plain text and Markdown sources."""
import re

CLOSE = "，。、；：？！”’）》】〕,;:?!)%"
OPEN = "“‘（《【〔"


def width(text):
    return sum(1 if ord(c) < 0x2e80 and c not in "“”‘’—…·" else 2 for c in text)


def wrapped(text, first, limit):
    """Breaks at LIMIT half-widths; Latin words and numbers are not cut."""
    lines, line = [], first
    for unit in re.findall(r"[0-9A-Za-z.%/@-]+|.", text):
        if width(line + unit) > limit and unit not in CLOSE:
            carry = ""
            if line[-1] in OPEN:
                line, carry = line[:-1], line[-1]
            lines.append(line.rstrip(" "))
            line = carry + unit.lstrip(" ")
        else:
            line += unit
    return lines + [line.rstrip(" ")]


def laid_out(copy):
    """(tag, line) of the whole text, None where a page is forced to end."""
    o = copy.make
    limit = o.get("wrap", 0) * 2
    indent = o.get("indent", "　　")
    for tag, text, cells in copy.items():
        if tag == "F":
            yield tag, None
            continue
        if tag == "":
            yield tag, ""
            continue
        for n, page in enumerate(text.split("⏏")):
            if n:
                yield tag, None
            for m, part in enumerate(page.split("⏎")):
                lead = ""
                if n == m == 0:
                    lead = {"P": indent, "B": indent, "H": o.get("hindent", indent),
                            "h": o.get("hindent", indent)}.get(tag, "")
                if limit and tag in ("P", "B"):
                    for line in wrapped(part, lead, limit):
                        yield tag, line
                elif tag == "T":
                    pad = (o.get("centre", 0) - width(part)) // 2
                    yield tag, " " * max(pad, 0) + part
                elif tag == "Pr":
                    yield tag, " " * max((limit or 72) - width(part), 4) + part
                else:
                    yield tag, lead + part
        if tag in ("P", "B") and o.get("gap"):
            yield "", ""


def pages(copy):
    o = copy.make
    size, page, out = o.get("page", 0), [], []
    for tag, line in laid_out(copy):
        if line is None or (size and len(page) >= size):
            out.append(page)
            page = []
        if line is not None:
            page.append((tag, line))
    return out + [page]


def furniture(text, n, total):
    if "{zh}" in text:
        text = text.replace("{zh}", "〇一二三四五六七八九"[n])
    return text.replace("{n}", str(n)).replace("{total}", str(total))


def write_txt(copy):
    o = copy.make
    sheets = pages(copy)
    lines = []
    for n, sheet in enumerate(sheets, 1):
        if n > 1:
            head = [furniture(h, n, len(sheets)) for h in o.get("head", [])]
            if o.get("ff"):
                head = ["\f" + head[0], *head[1:]] if head else ["\f"]
            lines += head
        lines += [line for _, line in sheet]
        if "foot" in o and (len(sheets) > 1):
            lines += [furniture(f, n, len(sheets)) for f in o["foot"]]
    data = "\n".join(lines) + "\n"
    data = data.replace("\f\n", "\f") if o.get("ff") and not o.get("head") else data
    data = data.replace("\n", o.get("newline", "\n"))
    enc = o.get("encoding", "utf-8")
    raw = data.encode(enc)
    raw = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(enc, b"") + raw
    (copy.folder / "source.txt").write_bytes(raw)


def write_md(copy):
    o = copy.make
    marks = {"=m": "# ", "T": "## ", "H": "### ", "h": "#### "} | o.get("marks", {})
    lines, last = [], ""
    for tag, text, cells in copy.items():
        if tag == "XR":
            continue
        if tag == "X":
            if last != "X":
                lines.append("")
            lines.append("| " + " | ".join(cells) + " |")
            if last != "X":
                lines.append("|" + " --- |" * len(cells))
        elif tag in marks and marks[tag] == "**":
            lines += ["", f"**{text}**"]
        elif tag == "B":
            lines += ["", "> " + text]
        elif tag:
            lines += ["", marks.get(tag, "") + text.replace("⏎", "\n")]
        last = tag
    (copy.folder / "source.md").write_text("\n".join(lines).strip() + "\n", encoding="utf-8")
