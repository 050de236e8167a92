"""Reads an annotated copy file: what is printed, and what the record says of it.

A copy file has TOML tables [make] and [record] (and [record.editors]), a line
"----", then one printed line each, with a tag in front:

  =m =i =p =l =r =c =t   masthead, issue, publisher/date, left<TAB>right line,
                         rule, contents block, tail: printed, record in the head
  N   printed, and listed as unrecognised
  K T S                  kicker, title line, subtitle
  A printed || a; b      author line
  P Pr B                 paragraph, right-hand paragraph, boxed paragraph
  H h                    heading of the first level, of a lower level
  X printed || a | b     table row; XR a drawn rule of a table (text only)
  D printed || verb: a; b // verb: c      distribution line
  F                      page break

Inline: {printed|record}, ~ a printed space, ⏎ a printed line end, ⏏ a page end.
"""
import json
import random
import re
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent
INLINE = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
HAN = r"[\u3400-\u9fff〇]"


def printed(text):
    return INLINE.sub(r"\1", text).replace("~", " ")


def meant(text):
    text = INLINE.sub(r"\2", text)
    return re.sub("[~⏎⏏]", "", text).strip()


class Copy:
    def __init__(self, path):
        self.name = path.stem
        head, body = path.read_text(encoding="utf-8").split("\n----\n", 1)
        data = tomllib.loads(head)
        self.make = data["make"]
        self.record = data.get("record", {})
        self.refused = data.get("refused")
        self.lines = []
        for line in body.rstrip("\n").split("\n"):
            tag, _, text = line.partition(" ")
            self.lines.append((tag, text))
        self.folder = OUT / self.make["half"] / self.name
        self.random = random.Random(self.name)

    def spaced(self, text):
        """Adds the spaces that a word processor or a scan leaves."""
        if self.make.get("spaces") == "digits":
            text = re.sub(rf"({HAN})(?=[0-9])", r"\1 ", text)
            text = re.sub(rf"([0-9%])(?={HAN})", r"\1 ", text)
        rate = self.make.get("hanspace", 0)
        if rate:
            text = re.sub(rf"({HAN})(?={HAN})",
                          lambda m: m[1] + (" " if self.random.random() < rate else ""), text)
        return text

    def items(self):
        """(tag, printed text, cells) for each line."""
        for tag, text in self.lines:
            text, _, extra = text.partition(" || ") if tag in "ADX" else (text, "", "")
            cells = [printed(c.strip()) for c in extra.split("|")] if tag == "X" else None
            text = printed(text)
            if tag in ("P", "Pr", "B", "H", "h", "T"):
                text = self.spaced(text)
            yield tag, text, cells


def quoted(value):
    return json.dumps(value, ensure_ascii=False)


def listed(values):
    if len(values) < 4 and sum(map(len, values)) < 80:
        return "[" + ", ".join(map(quoted, values)) + "]"
    return "[\n" + "".join(f"  {quoted(v)},\n" for v in values) + "]"


def record_toml(copy):
    if copy.refused:
        return f"refused = {quoted(copy.refused)}\n"
    out = []
    editors = copy.record.pop("editors", None)

    def put(table):
        for key, value in table.items():
            if isinstance(value, list):
                out.append(f"{key} = {listed(value)}")
            elif isinstance(value, str):
                out.append(f"{key} = {quoted(value)}")
            else:
                out.append(f"{key} = {value}")

    put(copy.record)
    if editors:
        out.append("\n[editors]")
        put(editors)
    articles, lists, paragraphs, headings, tables, rest = [], [], [], [], [], []
    last, begun = None, True
    for tag, text in copy.lines:
        if tag in ("K", "T") and begun:
            articles.append({})
            begun = False
        if tag in ("P", "Pr", "B", "H", "h", "X", "S", "A"):
            begun = True
        art = articles[-1] if articles else {}
        if tag == "K":
            art["kicker"] = art.get("kicker", "") + meant(text)
        elif tag == "T":
            art["title"] = art.get("title", "") + meant(text)
        elif tag == "S":
            art["subtitle"] = art.get("subtitle", "") + meant(text).lstrip("—-")
        elif tag == "A":
            art.setdefault("authors", []).extend(
                a.strip() for a in text.split(" || ")[1].split(";"))
        elif tag in ("P", "Pr", "B"):
            paragraphs.append(meant(text))
        elif tag in ("H", "h"):
            headings.append(meant(text))
            if tag == "H":
                art.setdefault("sections", []).append(meant(text))
        elif tag == "X":
            row = [meant(c.strip()) for c in text.split("|| ", 1)[1].split("|")]
            if last not in ("X", "XR"):
                tables.append([])
            tables[-1].append(row)
        elif tag == "XR" and last not in ("X", "XR"):
            tables.append([])
        elif tag == "D":
            for part in text.split(" || ")[1].split(" // "):
                verb, _, to = part.partition(": ")
                lists.append({"verb": verb.strip(), "to": [t.strip() for t in to.split(";")]})
        elif tag == "N":
            rest.append(meant(text))
        if tag != "":
            last = tag
    for art in articles:
        out.append("\n[[contents]]")
        put({k: art[k] for k in ("kicker", "title", "subtitle", "authors", "sections") if k in art})
    for entry in lists:
        out.append("\n[[distribution]]")
        put(entry)
    out.append("\n[body]")
    out.append("paragraphs = [\n" + "".join(f"  {quoted(p)},\n" for p in paragraphs) + "]")
    out.append(f"headings = {listed(headings)}")
    if tables:
        out.append("tables = [")
        for table in tables:
            out.append("  [\n" + "".join(
                "    [" + ", ".join(map(quoted, r)) + "],\n" for r in table) + "  ],")
        out.append("]")
    else:
        out.append("tables = []")
    out.append(f"unrecognised = {listed(rest)}")
    return "\n".join(out) + "\n"
