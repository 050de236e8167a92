"""Writes every source and record: python make.py [NAME...]"""
import sys

import text
import web
from common import HERE, Copy, record_toml

for path in sorted((HERE / "copy").glob("*.txt")):
    if sys.argv[1:] and path.stem not in sys.argv[1:]:
        continue
    copy = Copy(path)
    copy.folder.mkdir(parents=True, exist_ok=True)
    kind = copy.make["format"]
    if kind == "docx":
        from word import write_docx as write
    else:
        write = {"txt": text.write_txt, "md": text.write_md, "html": web.write_html, "pdf": web.write_pdf}[kind]
    write(copy)
    (copy.folder / "expected.toml").write_text(record_toml(copy), encoding="utf-8")
