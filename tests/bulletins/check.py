#!/usr/bin/env python3
"""Checks each expected.toml against the text of its source (standard library and pdftotext only).

A record must parse, hold only known fields, and be mended as README.md says.
Each of its strings must be in the source, paragraphs and headings in order;
and no part of the source may be left over but labels, numbers of pages,
running heads, rules, a list of contents, and what the record names as unrecognised.
"""
import datetime
import re
import subprocess
import sys
import tomllib
import unicodedata
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).parent
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TOP = {"masthead": str, "issue": int, "issue_to": int, "supplement": int, "total": int, "total_text": str,
       "year": int, "date": datetime.date, "publisher": list, "approval": str, "copies": int,
       "editors": dict, "contents": list, "distribution": list, "body": dict}
EDITORS = {"responsible", "reviewers", "signers", "proofreaders", "phone", "fax", "email", "address"}
ARTICLE = {"kicker", "title", "subtitle", "authors", "sections"}
BODY = {"paragraphs", "headings", "tables", "unrecognised"}
LABELS = """本期目录 本期要目 目录 主办 合编 联合编印 编印 编发 主编 编 办公室 责任编辑 编辑 审核 审稿 签发 校对 联系方式
联系电话 值班电话 电话 传真 投稿邮箱 投稿信箱 电子邮箱 邮箱 E-mail 地址 批准文号 准印证号 本期印数 印数 共印 份
增刊第1期 增刊 合刊 总 累计 主送 抄送 分送 报 送 发 供稿 作者 执笔 通讯员 本刊通讯员 本刊特约记者""".split()
DIGITS = "〇一二三四五六七八九"


def number(text):
    """A number in Arabic digits or Chinese numerals (by place or digit by digit)."""
    text = unicodedata.normalize("NFKC", text).replace("○", "〇").replace("零", "〇")
    if text.isdigit():
        return int(text)
    text = text.translate({ord(c): DIGITS[int(c)] for c in "0123456789"})
    if not re.search("[十百千]", text):
        return int("".join(str(DIGITS.index(c)) for c in text))
    total = digit = 0
    for c in text:
        if c in "十百千":
            total += (digit or (1 if c == "十" else 0)) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
        else:
            digit = DIGITS.index(c)
    return total + digit


def squeezed(text):
    """No white space; punctuation, digits and dashes in one form."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u200b\ufeff]", "", re.sub("[—–―─-]", "-", text))


def docx_lines(path):
    with zipfile.ZipFile(path) as z:
        body = ElementTree.fromstring(z.read("word/document.xml")).find(W + "body")
    counts, lines = [0, 0], []
    numerals = " 一 二 三 四 五 六 七 八 九 十".split(" ")

    def text(el):
        out = ""
        for node in el:
            if node.tag == W + "t":
                out += node.text or ""
            elif node.tag in (W + "tab", W + "br"):
                out += " "
            elif node.tag == W + "txbxContent":
                out += "\n" + "\n".join(text(p) for p in node) + "\n"
            elif node.tag != W + "pPr":
                out += text(node)
        return out

    for el in body.iter():
        if el.tag != W + "p":
            continue
        if any(el in box for box in body.iter(W + "txbxContent")):
            continue
        prefix, level = "", el.find(f"{W}pPr/{W}numPr/{W}ilvl")
        if level is not None:
            at = int(level.get(W + "val"))
            counts[at] += 1
            counts[at + 1:] = [0] * (1 - at)
            prefix = (numerals[counts[0]] + "、", f"（{numerals[counts[1]]}）")[at]
        lines += (prefix + text(el)).split("\n")
    return lines


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.out, self.skip = "", 0

    def handle_starttag(self, tag, attrs):
        self.skip += tag in ("head", "script", "style")
        if tag in ("p", "br", "div", "tr", "td", "center", "hr", "table"):
            self.out += "\n"

    def handle_endtag(self, tag):
        self.skip -= tag in ("head", "script", "style")
        if tag in ("p", "div", "tr", "td", "center"):
            self.out += "\n"

    def handle_data(self, data):
        if not self.skip:
            self.out += data


def decoded(raw):
    for mark, enc in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(enc)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def source_lines(path):
    kind = path.suffix
    if kind == ".docx":
        return docx_lines(path)
    if kind == ".pdf":
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True).stdout.decode()
    elif kind == ".html":
        page = Page()
        page.feed(decoded(path.read_bytes()))
        text = page.out
    else:
        text = decoded(path.read_bytes())
    if kind == ".md":
        text = re.sub(r"^(#+ |> |\*\*)|\*\*$|^\|( --- \|)+$|^---$", "", text, flags=re.M)
    return text.replace("\f", "\n\f").splitlines() if "\f" not in text else re.split(r"\r?\n", text.replace("\f", "\n\f"))


def without_furniture(lines, masthead):
    """Drops numbers of pages, and running heads at the top of a page."""
    out, top = [], False
    mark = squeezed(masthead)
    number_line = re.compile(r"^(-?\d{1,2}-?|第\d{1,2}页共\d{1,2}页|\d/\d)$")
    for line in lines:
        flat = squeezed(line)
        if "\f" in line:
            top = True
        if number_line.match(flat):
            top = True
            continue
        if not flat:
            continue
        head = mark in flat and len(flat) < len(mark) + 16
        if top and head:
            top = False
            continue
        top = False
        out.append(line)
    return out


def check(folder):
    faults = []
    sources = list(folder.glob("source.*"))
    if len(sources) != 1:
        return [f"{len(sources)} sources"]
    record = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    lines = source_lines(sources[0])
    if "refused" in record:
        if set(record) != {"refused"}:
            faults.append("a refused record holds more than the mark")
        if not any(squeezed(line).startswith(record["refused"]) for line in lines):
            faults.append("mark not in source")
        return faults
    for key, value in record.items():
        if not isinstance(value, TOP.get(key, ())):
            faults.append(f"field {key}")
    editors, body = record.get("editors", {}), record["body"]
    faults += [f"editors.{k}" for k in set(editors) - EDITORS]
    faults += [f"contents.{k}" for a in record["contents"] for k in set(a) - ARTICLE]
    faults += [f"body.{k}" for k in set(body) ^ BODY]

    if sources[0].suffix in (".txt", ".pdf"):
        lines = without_furniture(lines, record["masthead"])
    if sources[0].suffix == ".pdf" and squeezed(lines[0]) != squeezed(record["masthead"]):
        lines = lines[1:]           # the running head of the first page
    text = re.sub("[|┌┬┐├┼┤└┴┘│]", "", squeezed("".join(lines)))
    free = [True] * len(text)

    def place(string, what, start=0, every=False):
        flat = squeezed(string)
        at, found = start, -1
        while True:
            at = text.find(flat, at)
            if at < 0:
                break
            if all(free[at:at + len(flat)]):
                free[at:at + len(flat)] = [False] * len(flat)
                found = at
                if not every:
                    return at + len(flat)
            at += 1
        if found < 0:
            faults.append(f"{what} not in source: {string}")
        return start

    # The long ones first, in order.
    at = 0
    for para in body["paragraphs"]:
        at = place(para, "paragraph", at)
    at = 0
    for article in record["contents"]:
        place(article["title"], "title", every=True)
    for head in body["headings"]:
        at = place(head, "heading", at)
    for table in body["tables"]:
        if len({len(r) for r in table}) != 1:
            faults.append("table of uneven rows")
        at = 0
        for row in table:
            at = place("".join(row), "row", at)
    sections = [s for a in record["contents"] for s in a.get("sections", [])]
    heads = iter(body["headings"])
    if not all(s in heads for s in sections):
        faults.append("sections are not headings in order")
    for article in record["contents"]:
        for key in ("kicker", "subtitle"):
            if key in article:
                place(article[key], key)
    for line in body["unrecognised"]:
        place(line, "unrecognised")
    strings = [(n, "recipient") for d in record.get("distribution", []) for n in d["to"]]
    strings += [(p, "publisher") for p in record.get("publisher", [])]
    strings += [(record[k], k) for k in ("approval", "total_text") if k in record]
    strings += [(editors[k], k) for k in ("fax", "email", "address") if editors.get(k)]
    strings += [(p, "phone") for p in editors.get("phone", "").split(", ") if p]
    for string, what in sorted(strings, key=lambda s: -len(s[0])):
        place(string, what)
    place(record["masthead"], "masthead", every=True)
    names = [n for k in ("responsible", "reviewers", "signers", "proofreaders") for n in editors.get(k, [])]
    names += [n for a in record["contents"] for n in a.get("authors", [])]
    for name in sorted(names, key=len, reverse=True):
        place(name, "name")

    rest = "".join(c if ok else "\n" for c, ok in zip(text, free))
    numeral = "[0-9〇○零一二三四五六七八九十百千]"
    dates = re.findall(rf"({numeral}{{4}})[年-]({numeral}{{1,3}})[月-]({numeral}{{1,3}})日?", rest)
    found = [tuple(map(number, d)) for d in dates]
    rest = re.sub(rf"{numeral}{{4}}[年-]{numeral}{{1,3}}[月-]{numeral}{{1,3}}日?", "", rest)
    if "date" in record:
        d = record["date"]
        if (d.year, d.month, d.day) not in found:
            faults.append(f"date {d} is not printed: {found}")
        if set(found) != {(d.year, d.month, d.day)}:
            faults.append(f"other dates left over: {found}")
    issues = re.findall(rf"第({numeral}+)(?:[、-]({numeral}+))?期", rest)
    want = [record[k] for k in ("issue", "issue_to") if k in record] or [record["supplement"]]
    if want != [0] and [[number(n) for n in i if n] for i in issues[:1]] != [want]:
        faults.append(f"issue {want} is not printed: {issues}")
    if "total" in record:
        n = re.search(rf"{numeral}+", squeezed(record["total_text"]))[0]
        if number(n) != record["total"]:
            faults.append(f"total {record['total']} is not {n}")
    elif re.search(rf"(总|累计)第?{numeral}+期", rest):
        faults.append("total left out")
    copies = re.findall(r"(?:印数:?|共印)(\d+)份", rest)
    if copies != [str(record[k]) for k in ("copies",) if k in record]:
        faults.append(f"copies printed: {copies}")
    rest = re.sub(rf"第{numeral}+([、-]{numeral}+)?期|[〔\[]?{numeral}{{4}}年?[〕\]]?|(?<=印){numeral}+份|(?<=印数:){numeral}+份", "", rest)
    for verb in {d["verb"] for d in record.get("distribution", [])}:
        if verb not in ("报", "送", "发", "主送", "抄送", "分送"):
            faults.append(f"verb {verb}")
        if verb + ":" not in rest:
            faults.append(f"verb {verb} is not printed")
    for label in sorted(LABELS, key=len, reverse=True):
        rest = rest.replace(label.replace("：", ":"), "")
    rest = re.sub(r"(?<![0-9])[0-9](?![0-9])", "", rest) if "目录" in text or "目录" in "".join(lines) else rest
    left = re.findall(r"[^\s、。,;:.()\[\]【】〔〕□◆·…=_*━═-]+", rest)
    if left:
        faults.append(f"left over: {left}")

    # Mended?
    han = "[\u3400-\u9fff]"
    every = body["paragraphs"] + body["headings"] + sections + [a["title"] for a in record["contents"]]
    for string in every:
        if re.search(rf"{han}\s|\s{han}|{han}[,;:?!]{han}|^\s|\s$|[~{{}}]", string):
            faults.append(f"not mended: {string}")
    if re.search("[—－]", editors.get("phone", "") + editors.get("fax", "")):
        faults.append("dash in phone")
    for name in names:
        if re.search(r"\s", name):
            faults.append(f"space in name {name}")
    if sources[0].suffix == ".pdf" and sources[0].stat().st_size > 150_000:
        faults.append("PDF too big")
    return faults


def main():
    bad = 0
    for half in ("tuned", "held-out"):
        folders = sorted(p for p in (HERE / half).iterdir() if p.is_dir())
        if len(folders) != 20:
            print(f"{half}: {len(folders)} folders")
            bad += 1
        for folder in folders:
            for fault in check(folder):
                print(f"{half}/{folder.name}: {fault}")
                bad += 1
    print("all right" if not bad else f"{bad} faults")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
