#!/usr/bin/env python3
"""Writes the workflows that `perfgate init` makes as C arrays: embed.py OUT.c FILE...

perfgate-fork-report.yml becomes `const char pg_init_perfgate_fork_report[]`."""

import pathlib
import sys


def numbers(text):
    """An array, as compilers need not take strings of this length."""
    data = [byte - 256 if byte > 127 else byte for byte in text.encode() + b"\0"]
    rows = (data[at : at + 24] for at in range(0, len(data), 24))
    return ",\n".join("    " + ", ".join(map(str, row)) for row in rows)


def main():
    parts = ['#include "flow/init_files.h"\n']
    for name in sys.argv[2:]:
        path = pathlib.Path(name)
        word = path.stem.replace("-", "_")
        text = path.read_text(encoding="utf-8")
        parts.append(f"const char pg_init_{word}[] = {{\n{numbers(text)}}};\n")
    pathlib.Path(sys.argv[1]).write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
