#!/usr/bin/env python3
"""Golden tests: what perfgate prints, writes and exits with. README.md tells how to add a case.
selftest.py sees to it that a case which should fail does.

    run.py PERFGATE [FILTER]           run the cases whose name holds FILTER, results as TAP
    run.py PERFGATE --accept CASE...   rewrite what these cases expect by what they give now
"""

import concurrent.futures
import difflib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "house"))
import house  # pylint: disable=wrong-import-position

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STREAMS = ("stdout", "stderr")
PARTS = {"cmd", "in", "exit", "files", "absent", *STREAMS, *(f"{name}.re" for name in STREAMS)}
SECONDS = 120
AT_ONCE = 2
DIFF_LINES = 40


def environment(program, work):
    """Nothing of the caller's but the PATH and the sanitizers' options; no CI, no terminal."""
    fixed = {
        "PATH": os.environ["PATH"],
        "HOME": str(work),
        "LC_ALL": "C",
        "TZ": "UTC",
        "PERFGATE": str(program),
        "REPO": str(ROOT),
        "GIT_CONFIG_NOSYSTEM": "1",
        # Commits made by a case have the same hash each time.
        **{f"GIT_{who}_NAME": "Golden" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "golden@example.org" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_DATE": "2026-01-01T00:00:00Z" for who in ("AUTHOR", "COMMITTER")},
    }
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
        # A sanitizer's finding must not look like one of perfgate's own exit statuses.
        fixed[name] = ":".join(filter(None, (os.environ.get(name), "exitcode=99")))
    return fixed


class Run:
    """One execution of a case: what it printed and left behind."""

    def __init__(self, program, case):
        self.work = Path(os.path.realpath(tempfile.mkdtemp(prefix="golden.")))
        self.work.chmod(0o755)  # as a checkout is: what runs as another user may read it
        if (case / "in").is_dir():
            shutil.copytree(case / "in", self.work, dirs_exist_ok=True, symlinks=True)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = subprocess.Popen(
                ["bash", str(case / "cmd")],
                cwd=self.work,
                env=environment(program, self.work),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
            try:
                self.status = child.wait(SECONDS)
            except subprocess.TimeoutExpired:
                self.status = f"none after {SECONDS} s"
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.wait()
            self.streams = {}
            for name, file in zip(STREAMS, (out, err)):
                file.seek(0)
                self.streams[name] = self.portable(file.read(), program)

    def portable(self, output, program):
        text = output.decode("utf-8", "surrogateescape")
        for path, name in ((self.work, "@TMP@"), (program, "@PERFGATE@"), (ROOT, "@REPO@")):
            text = text.replace(str(path), name)
        return text

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.work, ignore_errors=True)


def read(path):
    return path.read_bytes().decode("utf-8", "surrogateescape")


def differences(expected, found):
    lines = difflib.unified_diff(
        expected.splitlines(), found.splitlines(), "expected", "found", lineterm=""
    )
    shown = list(lines)
    if not shown:
        return ["they differ in line ends only"]
    more = len(shown) - DIFF_LINES
    return shown[:DIFF_LINES] + ([f"... and {more} lines more"] if more > 0 else [])


def compare_patterns(name, patterns, found):
    patterns, lines = patterns.splitlines(), found.splitlines()
    problems = []
    for number, (pattern, line) in enumerate(zip(patterns, lines), 1):
        if not re.fullmatch(pattern, line):
            problems += [f"{name}, line {number}:", f"  expected {pattern}", f"  found    {line}"]
    if len(patterns) != len(lines):
        problems.append(f"{name} has {len(lines)} lines, {name}.re {len(patterns)}")
        problems += [f"  line {n}: {line}" for n, line in enumerate(lines, 1) if n > len(patterns)]
    return problems[:DIFF_LINES]


def compare_stream(case, name, found):
    exact, patterns = case / name, case / f"{name}.re"
    if exact.exists() and patterns.exists():
        return [f"both {name} and {name}.re say what is expected"]
    if patterns.exists():
        return compare_patterns(name, read(patterns), found)
    expected = read(exact) if exact.exists() else ""
    if expected == found:
        return []
    lead = f"{name} differs:" if exact.exists() else f"{name} is not empty, and there is no file:"
    return [lead, *differences(expected, found)]


def compare_files(case, run):
    problems = []
    for expected in sorted(path for path in (case / "files").rglob("*") if path.is_file()):
        name = expected.relative_to(case / "files")
        found = run.work / name
        if not found.is_file():
            problems.append(f"files/{name}: no such file was left")
        elif found.read_bytes() != expected.read_bytes():
            problems += [f"files/{name} differs:", *differences(read(expected), read(found))]
    absent = read(case / "absent").split() if (case / "absent").exists() else []
    problems += [f"absent: {name} is there" for name in absent if os.path.lexists(run.work / name)]
    return problems


def expected_status(case):
    return int(read(case / "exit")) if (case / "exit").exists() else 0


def check_case(program, case):
    """What is wrong, nothing where the case passes."""
    strange = sorted({path.name for path in case.iterdir()} - PARTS)
    if strange:
        return [f"a case has no part '{name}'" for name in strange]
    if not (case / "cmd").is_file():
        return ["there is no file cmd"]
    with Run(program, case) as run:
        problems = []
        if run.status != expected_status(case):
            problems.append(f"exit status: expected {expected_status(case)}, found {run.status}")
        for name in STREAMS:
            problems += compare_stream(case, name, run.streams[name])
        return problems + compare_files(case, run)


def cases_below(folder):
    """{name: folder}: every folder two below, with or without the right files in it."""
    return {
        f"{case.parent.name}/{case.name}": case
        for case in sorted(path for path in folder.glob("*/*") if path.is_dir())
        if case.parent.name != "__pycache__"
    }


def check_all(program, cases):
    """Rows for house.print_tap, in order."""
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        checked = pool.map(lambda case: check_case(program, case), cases.values())
        return [(not problems, name, problems) for name, problems in zip(cases, checked)]


def put(path, text):
    if text:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    else:
        path.unlink(missing_ok=True)


def accept_case(program, case):
    """Rewrites what is compared exactly. Patterns are written by people: what they miss is told."""
    problems = []
    with Run(program, case) as run:
        for name in STREAMS:
            if (case / f"{name}.re").exists():
                problems += compare_stream(case, name, run.streams[name])
            else:
                put(case / name, run.streams[name])
        put(case / "exit", f"{run.status}\n" if run.status else "")
        for expected in (path for path in (case / "files").rglob("*") if path.is_file()):
            found = run.work / expected.relative_to(case / "files")
            if found.is_file():
                shutil.copyfile(found, expected)
        return problems + compare_files(case, run)


def accept(program, cases, names):
    unknown = sorted(set(names) - set(cases))
    if unknown:
        sys.exit(f"run.py: no such case: {' '.join(unknown)}")
    if not names:
        sys.exit("run.py: --accept needs the names of cases")
    status = 0
    for name in names:
        problems = accept_case(program, cases[name])
        print(f"{name}: {'to be mended by hand' if problems else 'accepted'}")
        print("".join(f"  {line}\n" for line in problems), end="")
        status |= bool(problems)
    return status


def main():
    arguments = sys.argv[1:]
    if not arguments or arguments[0].startswith("-"):
        sys.exit(__doc__[__doc__.index("    run.py") :])
    program = Path(os.path.realpath(arguments[0]))
    if not os.access(program, os.X_OK):
        sys.exit(f"run.py: {program} is no program")
    cases = cases_below(HERE)
    if arguments[1:2] == ["--accept"]:
        return accept(program, cases, arguments[2:])
    wanted = arguments[1] if len(arguments) > 1 else ""
    return house.print_tap(check_all(program, {k: v for k, v in cases.items() if wanted in k}))


if __name__ == "__main__":
    sys.exit(main())
