#!/usr/bin/env python3
"""The golden tests can fail: cases with one mistake each, run with a stand-in for perfgate."""

import contextlib
import io
import os
import sys
import tempfile
import time
from pathlib import Path

import run

PROGRAM = """\
#!/bin/sh
case $1 in
    say) printf '%s\\n' "$2"; printf '%s\\n' "$3" >&2 ;;
    write) printf '%s' "$3" >"$2" ;;
    environment) env | sort | cut -d= -f1 | tr '\\n' ' '; test -t 0 || echo no terminal ;;
    where) pwd; echo "$0" "$REPO/README.md" ;;
    exit) exit "$2" ;;
esac
"""
SAY = '"$PERFGATE" say out err\n'
ENVIRONMENT = (
    "ASAN_OPTIONS GIT_AUTHOR_DATE GIT_AUTHOR_EMAIL GIT_AUTHOR_NAME GIT_COMMITTER_DATE "
    "GIT_COMMITTER_EMAIL GIT_COMMITTER_NAME GIT_CONFIG_NOSYSTEM HOME LC_ALL LSAN_OPTIONS PATH "
    "PERFGATE PWD REPO SHLVL TZ UBSAN_OPTIONS _ no terminal\n"
)

# name: (files of the case, part of the only problem, "" where it passes)
CASES = {
    "passes": ({"cmd": SAY, "stdout": "out\n", "stderr": "err\n"}, ""),
    "wrong-output": ({"cmd": SAY, "stdout": "in\n", "stderr": "err\n"}, "stdout differs"),
    "end-of-line": ({"cmd": SAY, "stdout": "out", "stderr": "err\n"}, "stdout differs"),
    "missing-golden-file": ({"cmd": SAY, "stdout": "out\n"}, "stderr is not empty, and there is"),
    "no-output": ({"cmd": "true\n", "stdout": "out\n"}, "stdout differs"),
    "patterns": ({"cmd": SAY, "stdout.re": "[a-z]+\n", "stderr.re": "e.*\n"}, ""),
    "wrong-pattern": ({"cmd": SAY, "stdout.re": "[a-z]\n", "stderr": "err\n"}, "stdout, line 1"),
    "too-few-patterns": ({"cmd": SAY, "stdout.re": "", "stderr": "err\n"}, "stdout has 1 lines"),
    "both": ({"cmd": SAY, "stdout": "out\n", "stdout.re": "out\n", "stderr": "err\n"}, "both"),
    "exit": ({"cmd": '"$PERFGATE" exit 3\n', "exit": "3\n"}, ""),
    "wrong-exit": ({"cmd": '"$PERFGATE" exit 3\n', "exit": "1\n"}, "expected 1, found 3"),
    "exit-not-said": ({"cmd": '"$PERFGATE" exit 1\n'}, "expected 0, found 1"),
    "input": ({"cmd": "cat a/b\n", "in/a/b": "text\n", "stdout": "text\n"}, ""),
    "file": ({"cmd": '"$PERFGATE" write x text\n', "files/x": "text"}, ""),
    "wrong-file": ({"cmd": '"$PERFGATE" write x text\n', "files/x": "test"}, "files/x differs"),
    "missing-file": ({"cmd": "true\n", "files/a/x": "text"}, "files/a/x: no such file"),
    "absent": ({"cmd": "true\n", "absent": "a b\n"}, ""),
    "not-absent": ({"cmd": "mkdir b\n", "absent": "a b\n"}, "absent: b is there"),
    "no-command": ({"stdout": "out\n"}, "there is no file cmd"),
    "misspelt": ({"cmd": "true\n", "stdot": "out\n"}, "a case has no part 'stdot'"),
    "environment": ({"cmd": '"$PERFGATE" environment\n', "stdout": ENVIRONMENT}, ""),
    "paths": (
        {"cmd": '"$PERFGATE" where\n', "stdout": "@TMP@\n@PERFGATE@ @REPO@/README.md\n"},
        "",
    ),
}


def write_case(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def rows_of_cases(program, top):
    for name, (files, _) in CASES.items():
        write_case(top / "area" / name, files)
    rows = []
    for _, name, problems in run.check_all(program, run.cases_below(top)):
        expected = CASES[name.partition("/")[2]][1]
        good = expected in problems[0] if expected and problems else not expected and not problems
        rows.append((good, name, [f"expected: {expected}", *problems]))
    return rows


def row_of_timeout(program, top):
    """Neither the command nor what it leaves running keeps the runner waiting."""
    write_case(top, {"cmd": "sleep 60 &\nsleep 60\n"})
    seconds, run.SECONDS = run.SECONDS, 1
    start = time.monotonic()
    problems = run.check_case(program, top)
    run.SECONDS = seconds
    good = time.monotonic() - start < 30 and "found none after 1 s" in problems[0]
    return (good, "a case that hangs", problems)


def rows_of_accept(program, top):
    """Accepting writes what is missing, and the case passes from then on; patterns stay."""
    case = top / "area" / "new"
    write_case(case, {"cmd": f'{SAY}"$PERFGATE" write x new\nexit 3\n', "files/x": "old"})
    problems = run.accept_case(program, case) + run.check_case(program, case)
    rows = [(not problems, "accept", problems)]
    write_case(case, {"stdout.re": "other\n"})
    (case / "stdout").unlink()
    refused = run.accept_case(program, case)
    kept = run.read(case / "stdout.re") == "other\n" and not (case / "stdout").exists()
    rows.append((bool(refused) and kept, "accept leaves patterns", ["they were rewritten"]))
    return rows


def row_of_nothing():
    with contextlib.redirect_stdout(io.StringIO()):
        status = run.house.print_tap([])
    return (status == 1, "no case is a failure", ["it passed"])


def main():
    with tempfile.TemporaryDirectory() as scratch:
        top = Path(os.path.realpath(scratch))
        program = top / "perfgate"
        program.write_text(PROGRAM, encoding="utf-8")
        program.chmod(0o755)
        rows = rows_of_cases(program, top / "cases")
        rows.append(row_of_timeout(program, top / "hangs"))
        rows += rows_of_accept(program, top / "accept")
        rows.append(row_of_nothing())
    return run.house.print_tap(rows)


if __name__ == "__main__":
    sys.exit(main())
