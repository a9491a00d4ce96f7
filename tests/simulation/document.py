#!/usr/bin/env python3
"""Turns the results of simulate into docs/explanation/verdicts.md and its chart.

    document.py FOLDER            writes verdicts.md and verdicts-power.svg beside the results
    document.py FOLDER --check    fails where verdicts.md is not what the results say

FOLDER holds verdicts-results.tsv and, after scripts/aa --write, verdicts-aa.tsv. The text is
verdicts.md.in; {{name}} in it is a table or a number made here. Exit status: 0 every promise is
kept, 1 one is not (or --check failed), 2 something is missing.
"""

import subprocess
import sys
from pathlib import Path

import aa
import chart
import tables
from results import Results

HERE = Path(__file__).resolve().parent


def render(results, folder):
    text = (HERE / "verdicts.md.in").read_text(encoding="utf-8")
    values = tables.all_of(results)
    recorded = folder / "verdicts-aa.tsv"
    if recorded.exists():
        gates = aa.load(recorded)
        values["aa"] = "\n".join([aa.summary(gates), "", *aa.table(gates)])
    else:
        values["aa"] = "(Not measured yet: `scripts/aa --write`.)"
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    if "{{" in text:
        sys.exit("verdicts.md.in asks for " + text.split("{{", 1)[1].split("}}")[0])
    return text


def draw(results, path):
    script = chart.script(results)
    command = ["gnuplot", "-d"]
    try:
        drawn = subprocess.run(command, input=script.encode(), stdout=subprocess.PIPE, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"document.py: {error}", file=sys.stderr)
        sys.exit(2)
    path.write_bytes(drawn.stdout)


def report(results):
    """Prints the promises that are not kept; how many."""
    broken = [row for row in results.rows if not tables.is_kept(row)]
    for row in broken:
        print(f"not kept: {tables.describe(row)}: {tables.counted(row)}")
    promised = sum(row["measure"] != "-" for row in results.rows)
    print(f"{promised - len(broken)} of {promised} promises kept")
    return len(broken)


def main():
    folder = Path(sys.argv[1])
    results = Results(folder / "verdicts-results.tsv")
    document = folder / "verdicts.md"
    text = render(results, folder)
    if sys.argv[2:] == ["--check"]:
        good = document.read_text(encoding="utf-8") == text
        print("1..1")
        print(("ok" if good else "not ok") + " 1 - verdicts.md is what its results say")
        return 0 if good else 1
    document.write_text(text, encoding="utf-8")
    draw(results, folder / "verdicts-power.svg")
    return 1 if report(results) else 0


if __name__ == "__main__":
    sys.exit(main())
