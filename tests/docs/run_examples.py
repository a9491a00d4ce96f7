#!/usr/bin/env python3
"""Runs the examples of the documents and compares what they print.

An example is a block fenced as ```console; a line "$ command" in it is run from the repository's top
with perfgate in PATH, and must print the lines below it, byte for byte, up to the next "$". A line
"..." stands for any lines. Before the block a comment may say

  <!-- exit 1 -->            the exit status of its last command (0 otherwise)
  <!-- shown by: COMMAND --> what printed the lines, where the command shown would measure anew: its
                             numbers differ from run to run, so a stored comparison is rendered again

usage: run_examples.py PERFGATE        TAP on standard output; --selftest: can it fail?
"""
import os
import pathlib
import re
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"((?:<!--[^>]*-->\n)*)```console\n(.*?)```", re.S)


def examples(text):
    """(line, shown command, command to run, expected lines, exit status) of each example."""
    for block in BLOCK.finditer(text):
        notes = re.findall(r"<!--\s*(.*?)\s*-->", block[1])
        shown_by = next((n.split(":", 1)[1].strip() for n in notes if n.startswith("shown by:")), None)
        last_exit = next((int(n.split()[1]) for n in notes if n.startswith("exit ")), 0)
        commands = []
        line = text[: block.start(2)].count("\n") + 1
        for number, row in enumerate(block[2].splitlines()):
            if row.startswith("$ "):
                commands.append((line + number, row[2:], []))
            elif commands:
                commands[-1][2].append(row)
        for at, (where, command, expected) in enumerate(commands):
            last = at + 1 == len(commands)
            yield where, command, shown_by or command, expected, last_exit if last else 0


def matches(expected, found):
    """Whether the lines found are those expected, where "..." stands for any number of lines."""
    if not expected:
        return not found
    if expected[0] == "...":
        return any(matches(expected[1:], found[at:]) for at in range(len(found) + 1))
    return bool(found) and expected[0] == found[0] and matches(expected[1:], found[1:])


def run(command, perfgate):
    environment = {
        "PATH": f"{perfgate.parent}:{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "LC_ALL": "C",
        "TZ": "UTC",
    }
    done = subprocess.run(["bash", "-c", command], cwd=TOP, env=environment, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120, check=False)
    return done.returncode, done.stdout.splitlines()


def check(text, perfgate):
    for where, shown, command, expected, status in examples(text):
        found_status, found = run(command, perfgate)
        problems = []
        if command == shown and found_status != status:
            problems.append(f"exit status {found_status}, expected {status}")
        if not matches(expected, found):
            problems += ["expected:", *expected, "found:", *found]
        yield where, shown, problems


def selftest():
    good = "```console\n$ echo a; echo b\na\n...\n```\n<!-- exit 3 -->\n```console\n$ exit 3\n```\n"
    bad = "```console\n$ echo a\nb\n```\n```console\n$ exit 1\n```\n"
    perfgate = pathlib.Path("/nonexistent/perfgate")
    rows = [
        ("a good example passes", all(not p for _, _, p in check(good, perfgate))),
        ("a wrong line and a wrong status fail", all(p for _, _, p in check(bad, perfgate))),
        ("all examples are found", len(list(examples(good))) == 2 and len(list(examples(bad))) == 2),
    ]
    report(rows)


def report(rows):
    print(f"1..{len(rows)}")
    for number, (name, passed, *details) in enumerate(rows, 1):
        print(f"{'ok' if passed else 'not ok'} {number} - {name}")
        for line in details[0] if details else []:
            print(f"# {line}")
    sys.exit(0 if rows and all(row[1] for row in rows) else 1)


def main():
    if sys.argv[1:] == ["--selftest"]:
        selftest()
    perfgate = pathlib.Path(sys.argv[1]).resolve()
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=TOP, text=True,
                           stdout=subprocess.PIPE, check=True).stdout.split()
    rows = []
    for name in sorted(files):
        for where, shown, problems in check((TOP / name).read_text(encoding="utf-8"), perfgate):
            rows.append((f"{name}:{where} {shown}".replace("#", ""), not problems, problems))
    report(rows)


if __name__ == "__main__":
    main()
