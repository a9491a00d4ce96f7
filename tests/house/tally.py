#!/usr/bin/env python3
"""One total over the logs that `meson test` writes: tally.py testlog.json...

Ends with "N passed, N failed" alone on a line, with ", N skipped" behind it where there are any.
Each row of TAP counts as a test, and each test program that prints none. Of what failed, all but
the good rows is shown first: Meson keeps that to itself. Exit status 1 where something failed,
where a log is missing, and where nothing ran at all.
"""

import json
import re
import sys
import tempfile
from pathlib import Path

import house

ROW = re.compile(r"^(ok|not ok)\b(?:[^#\n]*#[ \t]*(skip|todo)\b)?", re.MULTILINE | re.IGNORECASE)
# Good rows, and what Criterion says whatever happens.
ROUTINE = re.compile(r"ok\b|#[ \t]*$|# (Criterion|Running) ")
GOOD = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP"}
SHOWN_LINES = 100


def output_of(test):
    """What a test program said besides good rows, indented, so that no total is read out of it."""
    lines = [line for line in (test["stdout"] or "").splitlines() if not ROUTINE.match(line)]
    lines += (test.get("stderr") or "").splitlines()
    more = len(lines) - SHOWN_LINES
    return [f"    {line}" for line in lines[:SHOWN_LINES]] + [f"    ... {more} more"] * (more > 0)


def count_test(test):
    """(passed, failed, skipped) of one test program and what is to be said where it is bad."""
    passed = failed = skipped = 0
    for verdict, directive in ROW.findall(test["stdout"] or ""):
        if directive:
            skipped += 1
        elif verdict == "ok":
            passed += 1
        else:
            failed += 1
    result = test["result"]
    good = result in GOOD or result in SKIPPED
    if passed + failed + skipped == 0:
        passed, skipped = int(result in GOOD), int(result in SKIPPED)
    if not good and not failed:
        # Killed, out of time, too few rows, or a leak found after the last row.
        failed += 1
    remarks = []
    if failed:
        remarks = [f"{test['name']}: {result.lower()}, {failed} failed:", *output_of(test)]
    return passed, failed, skipped, remarks


def count_log(path):
    """(passed, failed, skipped, remarks) of one log."""
    total = [0, 0, 0]
    remarks = []
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        return 0, 1, 0, [f"{path}: {error.strerror}: the tests did not run"]
    for line in lines:
        *counts, said = count_test(json.loads(line))
        total = [sum(pair) for pair in zip(total, counts)]
        remarks += [f"{Path(path).parent.parent.name}: {said[0]}", *said[1:]] if said else []
    if sum(total) == 0:
        total[1] = 1
        remarks.append(f"{path}: no test ran")
    return *total, remarks


def tally(paths):
    """The lines to print and the exit status."""
    total = [0, 0, 0]
    lines = []
    for path in paths:
        *counts, remarks = count_log(path)
        total = [sum(pair) for pair in zip(total, counts)]
        lines += remarks
    passed, failed, skipped = total
    skips = f", {skipped} skipped" if skipped else ""
    lines.append(f"{passed} passed, {failed} failed{skips}")
    return lines, int(failed > 0 or passed == 0)


def row(name, result, stdout):
    return json.dumps({"name": name, "result": result, "stdout": stdout}) + "\n"


CASES = [
    ("rows of TAP are tests", row("a", "OK", "1..2\nok 1 - x\nok - y\n"), "2 passed, 0 failed", 0),
    ("a program without rows is one", row("a", "OK", "fine\n"), "1 passed, 0 failed", 0),
    ("a bad row", row("a", "FAIL", "ok 1\nnot ok 2 - y\n"), "1 passed, 1 failed", 1),
    ("a program that fails", row("a", "FAIL", "no\n"), "0 passed, 1 failed", 1),
    ("a leak behind good rows", row("a", "ERROR", "ok - x\n"), "1 passed, 1 failed", 1),
    ("time is up", row("a", "TIMEOUT", "ok 1\n") + row("b", "OK", ""), "2 passed, 1 failed", 1),
    ("skipped", row("a", "OK", "ok 1 # SKIP y\nok 2\n"), "1 passed, 0 failed, 1 skipped", 0),
    ("a skipped program", row("a", "SKIP", "1..0 # SKIP x\n"), "0 passed, 0 failed, 1 skipped", 1),
    ("what a test quotes is no row", row("a", "OK", "ok 1\n# not ok 2\n"), "1 passed, 0 failed", 0),
    ("an empty log", "", "0 passed, 1 failed", 1),
    ("no log", None, "0 passed, 1 failed", 1),
]


def selftest():
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for number, (name, text, *expected) in enumerate(CASES):
            path = Path(scratch) / f"{number}.json"
            if text is not None:
                path.write_text(text, encoding="utf-8")
            lines, status = tally([path])
            details = [f"expected {expected}", f"found {[lines[-1], status]}"]
            rows.append(([lines[-1], status] == expected, name, details))
        shown = tally([Path(scratch) / "2.json"])[0]
        rows.append(("    not ok 2 - y" in shown, "what failed is shown", shown))
        both = tally([Path(scratch) / "0.json", Path(scratch) / "2.json"])[0][-1]
        rows.append((both == "3 passed, 1 failed", "logs are added up", [both]))
    return rows


def main():
    if sys.argv[1:] == ["--selftest"]:
        sys.exit(house.print_tap(selftest()))
    lines, status = tally(sys.argv[1:])
    print("\n".join(lines))
    sys.exit(status)


if __name__ == "__main__":
    main()
