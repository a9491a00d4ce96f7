#!/usr/bin/env python3
"""Writes the parts of the page as C arrays: embed.py OUT.c FILE...

page/page.css becomes `const char pg_page_css[]`. Indentation, empty lines and lines that are a
comment are left out; a file that cannot stand in a CDATA section is refused."""

import pathlib
import re
import sys



def shortened(text, kind):
    if kind == "css":
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not (kind == "js" and line.startswith("//")))


def numbers(text):
    """An array, as compilers need not take strings of this length."""
    data = [byte - 256 if byte > 127 else byte for byte in text.encode() + b"\0"]
    rows = (data[at : at + 24] for at in range(0, len(data), 24))
    return ",\n".join("    " + ", ".join(map(str, row)) for row in rows)


def main():
    parts = ['#include "profile/page.h"\n']
    for name in sys.argv[2:]:
        path = pathlib.Path(name)
        kind = path.suffix[1:]
        text = shortened(path.read_text(encoding="utf-8"), kind)
        if "]]>" in text:
            sys.exit(f"{name}: ]]> would end the section that holds it")
        parts.append(f"const char pg_page_{kind}[] = {{\n{numbers(text)}}};\n")
    pathlib.Path(sys.argv[1]).write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
