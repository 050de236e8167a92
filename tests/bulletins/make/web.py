"""HTML sources (a page saved from an old site) and PDF sources printed from HTML."""
import base64
import html
import io
import subprocess
import tempfile
from pathlib import Path

from text import furniture, pages


def esc(text):
    return html.escape(text, quote=False).replace("⏎", "<br>").replace("⏏", "")


def table(rows, attrs):
    return f"<table {attrs}>" + "".join(
        "<tr>" + "".join(f"<td>{esc(c)}</td>" for c in r) + "</tr>\n" for r in rows) + "</table>"


def blocks(copy):
    """Merges table rows: (tag, text) or ("X", rows)."""
    out = []
    for tag, text, cells in copy.items():
        if tag in ("", "XR", "F"):
            continue
        if tag == "X":
            if out and out[-1][0] == "X":
                out[-1][1].append(cells)
            else:
                out.append(("X", [cells]))
        else:
            out.append((tag, text))
    return out


def old_site(copy):
    """Everything in one cell, <br> between paragraphs, &nbsp; for the indent."""
    sp = "&nbsp;" * 4
    out = []
    for tag, text in blocks(copy):
        if tag == "X":
            out.append(table(text, 'border="1" cellspacing="0" width="90%" align="center"') + "<br>")
            continue
        text = esc(text).replace("  ", "&nbsp;&nbsp;")
        if tag == "=m":
            out.append(f'<center><font color="#ff0000" size="7" face="宋体"><b>{text}</b></font></center>')
        elif tag in ("=i", "K", "T", "S", "A"):
            size = ' size="5"' if tag == "T" else ""
            out.append(f'<div align="center"><font{size}><B>{text}</B></font></div>')
        elif tag == "=l":
            left, right = text.split("\t")
            out.append(f'<TABLE width="100%"><TR><TD align=left>{left}</TD><TD align=right>{right}</TD></TR></TABLE>')
        elif tag == "=r":
            out.append('<hr color="red">')
        elif tag in ("P", "B"):
            out.append(f"{sp}{text}<BR><BR>")
        elif tag in ("H", "h"):
            out.append(f"{sp}<strong>{text}</strong><br><br>")
        elif tag == "Pr":
            out.append(f'<div align="right">{text}</div>')
        else:
            out.append(f"{text}<br>")
    return ('<table width="760" align="center" border="0"><tr><td class="nr" style="font-size:14px;line-height:200%">\n'
            + "\n".join(out) + "\n</td></tr></table>")


def paragraphs_site(copy, mso=False):
    """One <p> for each line, with inline styles as an editor leaves them."""
    out = []
    cls = ' class="MsoNormal"' if mso else ""
    for tag, text in blocks(copy):
        if tag == "X":
            out.append(table(text, 'class="MsoTableGrid" border=1' if mso else 'style="border-collapse:collapse" border=1'))
            continue
        text = esc(text)
        if mso and tag in ("P", "B") and len(text) > 30:
            cut = copy.random.randrange(8, 24)
            if "<" not in text and "&" not in text:
                text = (f'<span style="font-family:仿宋_GB2312">{text[:cut]}</span>'
                        f'<span lang="EN-US">{text[cut:cut + 3]}</span><span>{text[cut + 3:]}<o:p></o:p></span>')
        if tag in ("=m", "=i", "K", "T", "S", "A"):
            style = {"=m": "text-align:center;color:red;font-size:36pt", "T": "text-align:center;font-size:22pt"}.get(tag, "text-align:center")
            out.append(f'<p{cls} style="{style}">{text}</p>')
        elif tag == "=l":
            left, right = text.split("\t")
            out.append(f'<p{cls}><span>{left}</span>{"&nbsp;" * 12}<span>{right}</span></p>')
        elif tag == "=r":
            out.append('<div style="border-top:2px solid red"></div>')
        elif tag in ("P", "B"):
            out.append(f'<p{cls} style="text-indent:2em">{text}</p>')
        elif tag in ("H", "h"):
            out.append(f'<p{cls} style="text-indent:2em"><b>{text}</b></p>')
        elif tag == "Pr":
            out.append(f'<p{cls} style="text-align:right">{text}</p>')
        else:
            out.append(f"<p{cls}>{text}</p>")
        if mso and tag == "T":
            out.append(f"<p{cls}>&nbsp;</p>")
    return "<div id=\"zoom\">\n" + "\n".join(out) + "\n</div>"


def write_html(copy):
    o = copy.make
    body = {"old": old_site, "p": paragraphs_site,
            "mso": lambda c: paragraphs_site(c, True)}[o["page_style"]](copy)
    enc = o.get("encoding", "utf-8")
    label = {"gb18030": "gb2312"}.get(enc, enc)
    doc = (f'<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset={label}">\n'
           f'<title>{esc(o["page_title"])}</title>\n'
           '<style type="text/css">td{font-size:12px} .nr{padding:10px}</style>\n'
           '<script language="javascript">function doZoom(s){document.getElementById("zoom").style.fontSize=s+"px"}</script>\n'
           f'</head>\n<body>\n{body}\n</body>\n</html>\n')
    (copy.folder / "source.html").write_bytes(doc.encode(enc))


def small_font(chars, face):
    """A TrueType subset of a Noto CJK face, so that the PDF embeds it as a plain CID font."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont, newTable

    font = TTFont(f"/usr/share/fonts/opentype/noto/Noto{face}CJK-Regular.ttc", fontNumber=2)
    options = Options()
    options.hinting, options.layout_features, options.notdef_outline = False, [], True
    subsetter = Subsetter(options)
    subsetter.populate(text=chars)
    subsetter.subset(font)
    order, glyphs, source = font.getGlyphOrder(), {}, font.getGlyphSet()
    for name in order:
        pen = TTGlyphPen(None)
        source[name].draw(Cu2QuPen(pen, 2.5, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, glyphs
    for name in ("CFF ", "VORG", "GPOS", "GSUB", "BASE", "vhea", "vmtx"):
        if name in font:
            del font[name]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for key in ("maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
                "maxSizeOfInstructions maxComponentElements maxPoints maxContours maxCompositePoints "
                "maxCompositeContours maxComponentDepth").split():
        setattr(maxp, key, 1 if key == "maxZones" else 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
    out = io.BytesIO()
    font.save(out)
    return base64.b64encode(out.getvalue()).decode()


def css(o):
    running = o.get("running", "")
    foot = o.get("page_number", '"— " counter(page) " —"')
    size = o.get("size", 15.75)
    return f"""@page {{ size: A4; margin: 32mm 26mm 30mm 28mm;
  @top-{o.get("running_side", "center")} {{ content: "{running}"; font: 10pt Office; }}
  @bottom-center {{ content: {foot}; font: 12pt Office; }} }}
body {{ font: {size}pt/{size * 1.8}pt Office; margin: 0; text-align: justify; }}
p {{ margin: 0; }} .m {{ text-align: center; color: #d00; font-size: 36pt; line-height: 1.5; }}
.c {{ text-align: center; }} .t {{ text-align: center; font-size: 20pt; line-height: 1.5; }}
.p {{ text-indent: 2em; }} .r {{ text-align: right; }} .l {{ display: flex; justify-content: space-between; }}
hr {{ border: 0; border-top: 2px solid #d00; }} .b {{ border: 1px solid; padding: 4pt; text-indent: 2em; }}
table {{ border-collapse: collapse; width: 100%; font-size: 12pt; line-height: 1.5; margin: 4pt 0; }} td {{ border: 1px solid; padding: 2pt 4pt; }}
.sheet {{ page-break-after: always; }} .sheet:last-child {{ page-break-after: auto; }} .sheet p {{ white-space: pre; }}"""


def flowing(copy):
    out = []
    names = {"=m": "m", "=i": "c", "K": "c", "S": "c", "A": "c", "T": "t", "P": "p", "H": "p",
             "h": "p", "Pr": "r", "B": "b"}
    for tag, text in blocks(copy):
        if tag == "X":
            out.append(table(text, ""))
        elif tag == "=l":
            left, right = esc(text).split("\t")
            out.append(f'<p class="l"><span>{left}</span><span>{right}</span></p>')
        elif tag == "=r":
            out.append("<hr>")
        else:
            out.append(f'<p class="{names.get(tag, "")}">{esc(text)}</p>')
    return "\n".join(out)


def set_line_by_line(copy):
    """Each printed line a block of its own, as recognition software leaves it."""
    o = copy.make
    sheets = pages(copy)
    out = []
    for n, sheet in enumerate(sheets, 1):
        lines = [line for _, line in sheet]
        if n > 1:
            lines = [furniture(h, n, len(sheets)) for h in o.get("head", [])] + lines
        lines += [furniture(f, n, len(sheets)) for f in o.get("foot", [])]
        out.append('<div class="sheet">' + "".join(
            f"<p>{html.escape(line, quote=False) or '&nbsp;'}</p>" for line in lines) + "</div>")
    return "\n".join(out)


def write_pdf(copy):
    o = copy.make
    body = set_line_by_line(copy) if o.get("by_line") else flowing(copy)
    chars = "".join(sorted(set(body + css(o) + "0123456789 -—/")))
    face = ("@font-face { font-family: Office; src: url(data:font/ttf;base64,"
            + small_font(chars, o.get("face", "Serif")) + "); }\n")
    with tempfile.TemporaryDirectory() as tmp:
        page = Path(tmp) / "page.html"
        page.write_text(f'<html lang="zh-CN"><meta charset="utf-8"><title> </title><style>{face}{css(o)}</style><body>{body}',
                        encoding="utf-8")
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp}/p",
                        "--no-pdf-header-footer", f"--print-to-pdf={copy.folder / 'source.pdf'}", page.as_uri()],
                       check=True, capture_output=True, timeout=120)
