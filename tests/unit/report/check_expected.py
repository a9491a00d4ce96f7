#!/usr/bin/env python3
"""Reports of made-up comparisons, byte for byte: check_expected.py REPORT_SAMPLE [--accept]

--accept writes expected/ anew: read the difference before you commit it.
"""

import difflib
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "house"))
import house  # pylint: disable=wrong-import-position

EXPECTED = Path(__file__).resolve().parent / "expected"
REPORTS = [
    ("typical", "text"),
    ("typical", "markdown"),
    ("typical", "png-script"),
    ("typical", "samples-png-script"),
    ("typical", "svg-script"),
    ("one", "colour"),
    ("far", "text"),
    ("far", "png-script"),
    ("long", "text"),
    ("long", "markdown"),
    ("baseline", "text"),
    ("baseline", "markdown"),
    ("nothing", "text"),
    ("nothing", "markdown"),
    ("nothing", "png-script"),
]


def report(program, name, form):
    done = subprocess.run([program, name, form], stdout=subprocess.PIPE, timeout=60, check=True)
    return done.stdout.decode()


def compare(path, found):
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(
        expected.splitlines(), found.splitlines(), str(path.name), "found", lineterm=""
    )
    return expected == found and path.exists(), list(lines)[:40]


def main():
    program = sys.argv[1]
    rows = []
    for name, form in REPORTS:
        path = EXPECTED / f"{name}.{form}"
        found = report(program, name, form)
        if "--accept" in sys.argv[2:]:
            EXPECTED.mkdir(exist_ok=True)
            path.write_text(found, encoding="utf-8")
        good, details = compare(path, found)
        rows.append((good, f"{name} as {form}", details))
    unknown = {path.name for path in EXPECTED.iterdir()} - {f"{n}.{f}" for n, f in REPORTS}
    rows.append((not unknown, "no report is left over", sorted(unknown)))
    sys.exit(house.print_tap(rows))


if __name__ == "__main__":
    main()
