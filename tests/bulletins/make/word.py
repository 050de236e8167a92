"""DOCX sources."""
import re

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

NUMBERING = """<w:abstractNum {ns} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/><w:lvlJc w:val="left"/></w:lvl>
</w:abstractNum>"""
NUM = '<w:num {ns} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
BOX = """<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:420pt;height:90pt" stroked="t">
<v:textbox><w:txbxContent>{paras}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"""


def field(paragraph, code):
    for kind, text in (("begin", None), (None, code), ("separate", None), ("text", "1"), ("end", None)):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
            continue
        el = OxmlElement("w:instrText" if kind is None else "w:fldChar")
        if kind is None:
            el.set(qn("xml:space"), "preserve")
            el.text = text
        else:
            el.set(qn("w:fldCharType"), kind)
        run._r.append(el)


def write_docx(copy):
    o = copy.make
    doc = Document()
    sec = doc.sections[0]
    sec.page_width, sec.page_height = Cm(21), Cm(29.7)
    normal = doc.styles["Normal"]
    normal.font.name, normal.font.size = "FangSong", Pt(15.75)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")
    if o.get("header"):
        sec.header.paragraphs[0].text = o["header"]
    if "footer" in o:
        para = sec.footer.paragraphs[0]
        para.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, after = o["footer"].split("{n}")
        para.add_run(before)
        field(para, "PAGE")
        para.add_run(after)
    if o.get("autonumber"):
        part = doc.part.numbering_part.element
        first = part.find(qn("w:num"))
        first.addprevious(parse_xml(NUMBERING.format(ns=nsdecls("w"))))
        part.append(parse_xml(NUM.format(ns=nsdecls("w"))))
    styled = o.get("styles", True)

    def fill(para, text, bold=False, size=None, red=False):
        cuts = [text]
        if o.get("split") and len(text) > 6:
            at = sorted(copy.random.sample(range(1, len(text)), min(3, len(text) // 4)))
            cuts = [text[a:b] for a, b in zip([0, *at], [*at, None])]
        for n, bit in enumerate(cuts):
            for m, part in enumerate(bit.split("⏎")):
                if m:
                    para.runs[-1].add_break(WD_BREAK.LINE)
                run = para.add_run(part)
                run.bold = bold or None
                run.font.size = Pt(size) if size else None
                if n % 2:
                    run.font.name = "Times New Roman"
                if red:
                    run.font.color.rgb = RGBColor(0xD0, 0, 0)
        return para

    def centred(text, style=None, **kw):
        para = doc.add_paragraph(style=style)
        para.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return fill(para, text, **kw)

    rows, box = [], []

    def flush():
        if rows:
            table = doc.add_table(0, len(rows[0]), style="Table Grid")
            for row in rows:
                for cell, text in zip(table.add_row().cells, row):
                    fill(cell.paragraphs[0], text)
            rows.clear()
        if box and o.get("box") == "textbox":
            paras = "".join(f"<w:p><w:r><w:t>{t}</w:t></w:r></w:p>" for t in box)
            doc.add_paragraph()._p.append(parse_xml(BOX.format(ns=nsdecls("w"), paras=paras)))
        elif box:
            cell = doc.add_table(1, 1, style="Table Grid").cell(0, 0)
            for n, text in enumerate(box):
                fill(cell.paragraphs[0] if n == 0 else cell.add_paragraph(), text)
        box.clear()

    for tag, text, cells in copy.items():
        text = text.replace("⏏", "")
        if tag == "X":
            rows.append(cells)
            continue
        if tag == "B":
            box.append(text)
            continue
        if tag in ("XR", ""):
            continue
        flush()
        if tag == "F":
            doc.add_page_break()
        elif tag == "=m":
            centred(text, style="Title" if styled else None, size=42, red=True)
        elif tag == "=i":
            centred(text)
        elif tag == "=l":
            left, right = text.split("\t")
            if o.get("masthead_table"):
                pair = doc.add_table(1, 2).rows[0].cells
                fill(pair[0].paragraphs[0], left)
                fill(pair[1].paragraphs[0], right).alignment = WD_ALIGN_PARAGRAPH.RIGHT
            else:
                para = doc.add_paragraph()
                para.paragraph_format.tab_stops.add_tab_stop(Cm(14.6), WD_TAB_ALIGNMENT.RIGHT)
                fill(para, left)
                para.add_run("\t")
                fill(para, right)
        elif tag == "=r":
            para = doc.add_paragraph()
            para._p.get_or_add_pPr().append(parse_xml(
                f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="18" w:color="D00000"/></w:pBdr>'))
        elif tag == "T":
            centred(text, style="Heading 1" if styled else None, size=22, bold=not styled)
        elif tag in ("K", "S", "A"):
            centred(text, style="Subtitle" if styled and tag == "S" else None)
        elif tag in ("H", "h"):
            level = "H h".split().index(tag)
            para = doc.add_paragraph(style=f"Heading {level + 2}" if styled else None)
            if o.get("autonumber"):
                text = re.sub(r"^（?[一二三四五六七八九十]+[）、]", "", text)
                para._p.get_or_add_pPr().append(parse_xml(
                    f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'))
            elif not styled:
                para.paragraph_format.first_line_indent = Pt(31.5)
            fill(para, text, bold=not styled)
        elif tag == "P":
            para = fill(doc.add_paragraph(), text)
            para.paragraph_format.first_line_indent = Pt(31.5)
        elif tag == "Pr":
            fill(doc.add_paragraph(), text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        else:
            fill(doc.add_paragraph(), text)
    flush()
    doc.save(copy.folder / "source.docx")
