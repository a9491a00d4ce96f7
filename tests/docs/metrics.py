#!/usr/bin/env python3
"""The table in docs/reference/metrics.md is the one in src/model/metric.c."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).parents[2]
ENTRY = re.compile(
    r'\{"(\w+)", "([\w/]+)", PG_(\w+), PG_(\w+), ([\d.]+), [\d.]+, \w+, \d+,\s*"([^"]+)"\}'
)


def in_c(text):
    table = text[text.index("pg_metrics[] = {") : text.index("pg_metric_count")]
    found = ENTRY.findall(table)
    assert len(found) == table.count("PG_TIMED") + table.count("PG_EXACT"), "an entry is not read"
    return [
        (name, unit, kind.lower(), better.lower(), f"{float(threshold) * 100:g} %", about)
        for name, unit, kind, better, threshold, about in found
    ]


def cells(line):
    return tuple(cell.strip().strip("`") for cell in line.strip().strip("|").split("|"))


def in_document(text):
    lines = text.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("| metric | unit |"))
    rows = []
    for line in lines[first + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(cells(line))
    return rows


def sources(text):
    """Metrics of the second table, which tells where they come from."""
    part = text[text.index("| metric | measured by |") :]
    names = []
    for line in part.splitlines()[2:]:
        if not line.startswith("|"):
            break
        names += re.findall(r"`(\w+)`", line.split("|")[1])
    return names


def problems(c_text, text):
    code, document = in_c(c_text), in_document(text)
    found = [f"only in C: {row}" for row in code if row not in document]
    found += [f"only in the document: {row}" for row in document if row not in code]
    if not found and code != document:
        found.append("the order differs")
    names = [row[0] for row in code]
    if sorted(sources(text)) != sorted(names):
        found.append(f"where they come from: {sources(text)}")
    return found


def main():
    c_text = (ROOT / "src/model/metric.c").read_text("utf-8")
    text = (ROOT / "docs/reference/metrics.md").read_text("utf-8")
    spoilt = (
        text.replace("| 1 % |", "| 2 % |"),
        text.replace("| `p50` | ns |", "| `p50` | ms |"),
        text.replace("| `cpu_time` | the kernel", "| `cpu` | the kernel"),
    )
    results = [("metrics.md tells the metrics of the code", problems(c_text, text))]
    results += [
        (f"a spoilt document is noticed ({n})", [] if problems(c_text, other) else ["it was not"])
        for n, other in enumerate(spoilt)
    ]
    print(f"1..{len(results)}")
    for number, (name, found) in enumerate(results, 1):
        print(f"{'not ok' if found else 'ok'} {number} - {name}")
        for line in found:
            print(f"# {line}")
    return any(found for _, found in results)


sys.exit(main())
