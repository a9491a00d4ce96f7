#!/usr/bin/env python3
"""Wrong arguments and malformed input are refused, and it is said where: check_errors.py BUILD."""

import sys
import tempfile
from pathlib import Path

from tap import Tap, run

HEADER = "order,time,country,amount,quantity,customer,note\n"
GOOD = '1,2024-02-29T23:59:59Z,DE,-1.50,2,"Sen, ""Ta""",\n'

# program, name of the case, content of FILE, what stands behind "PROGRAM: FILE" in the message
MALFORMED = [
    ("parser", "empty file", "", f':1: expected {HEADER.strip()}, found ""'),
    ("parser", "other header", "a,b\n", f':1: expected {HEADER.strip()}, found "a,b"'),
    ("parser", "too few fields", HEADER + GOOD + "2,x\n", ':3: expected 7 fields, found "2"'),
    (
        "parser",
        "too many fields",
        HEADER + GOOD.replace("\n", ",\n"),
        ':2: expected 7 fields, found "more than 7"',
    ),
    (
        "parser",
        "open quote",
        HEADER + '1,"2',
        ':2: expected a closing quote, found "the end of the file"',
    ),
    (
        "parser",
        "text behind a quote",
        HEADER + '"1"x,\n',
        ':2: expected a comma or the end of the line after a closing quote, found "x"',
    ),
    (
        "parser",
        "order number",
        HEADER + GOOD.replace("1,", " 1,", 1),
        ':2: expected an order number, found " 1"',
    ),
    (
        "parser",
        "number beyond 64 bits",
        HEADER + GOOD.replace("1,", "9223372036854775808,", 1),
        ':2: expected an order number, found "9223372036854775808"',
    ),
    (
        "parser",
        "day that never was",
        HEADER + GOOD.replace("2024-02-29", "2023-02-29"),
        ':2: expected a time like 2024-03-07T14:05:09Z, found "2023-02-29T23:59:59Z"',
    ),
    (
        "parser",
        "leap second",
        HEADER + GOOD.replace(":59Z", ":60Z"),
        ':2: expected a time like 2024-03-07T14:05:09Z, found "2024-02-29T23:59:60Z"',
    ),
    (
        "parser",
        "short month",
        HEADER + GOOD.replace("-02-", "-2-"),
        ':2: expected a time like 2024-03-07T14:05:09Z, found "2024-2-29T23:59:59Z"',
    ),
    (
        "parser",
        "country behind a note of two lines",
        HEADER + GOOD[:-1] + '"a\nb"\n' + GOOD.replace("DE", "XX"),
        ':4: expected a country code of two letters, found "XX"',
    ),
    (
        "parser",
        "hexadecimal amount",
        HEADER + GOOD.replace("-1.50", "0x1p3"),
        ':2: expected a decimal amount, found "0x1p3"',
    ),
    (
        "parser",
        "two points",
        HEADER + GOOD.replace("-1.50", "1.5.0"),
        ':2: expected a decimal amount, found "1.5.0"',
    ),
    (
        "parser",
        "fraction as quantity",
        HEADER + GOOD.replace(",2,", ",2.5,"),
        ':2: expected a whole quantity, found "2.5"',
    ),
    ("parser", "NUL byte", HEADER + "1\0", ':2: expected text, found "\\x00"'),
    ("wordfreq", "not ASCII", "ab\nc\u00e9", ':2: expected ASCII text, found "\\xc3"'),
    (
        "wordfreq",
        "long word",
        "a" * 64,
        f':1: expected words of at most 63 letters, found "{"a" * 40}"...',
    ),
    ("stencil", "empty file", "", ':1: expected "plate" and 3 numbers in range, found ""'),
    (
        "stencil",
        "too many sweeps",
        "plate 3 3 1001\n",
        ':1: expected "plate" and 3 numbers in range, found "plate 3 3 1001"',
    ),
    (
        "stencil",
        "no rows",
        "plate 0 3 1\n",
        ':1: expected at least one row and one column, found "plate 0 3 1"',
    ),
    (
        "stencil",
        "patch beyond the plate",
        "plate 3 3 1\npatch 0 0 1 1 5\npatch 2 0 2 1 5\n",
        ':3: expected a patch inside of the plate, found "patch 2 0 2 1 5"',
    ),
]

USAGE = [
    ("parser", []),
    ("parser", ["--help"]),
    ("parser", ["FILE", "FILE"]),
    ("wordfreq", []),
    ("wordfreq", ["FILE", "FILE"]),
    ("search", ["FILE"]),
    ("stencil", []),
    ("stencil", ["--help"]),
    ("generate_parser", ["1", "0"]),
    ("generate_wordfreq", ["18446744073709551616", "1"]),
    ("generate_search", ["other", "1", "1"]),
    ("generate_stencil", ["1", "0", "1", "1"]),
]


def check_malformed(tap, build, folder):
    path = folder / "input"
    for program, name, content, complaint in MALFORMED:
        path.write_bytes(content.encode())
        done = run([f"{build}/{program}", str(path)])
        expected = (1, f"{program}: {path}{complaint}\n")
        tap.equal(expected, (done.returncode, done.stderr.decode()), f"{program}: {name}")
        tap.equal(b"", done.stdout, f"{program}: {name}: no report")


def check_needles(tap, build, folder):
    text = folder / "text"
    needles = folder / "needles"
    text.write_text("aaaa\n", encoding="ascii")
    for name, content, complaint in (
        ("no needle", "", ':1: expected at least one needle, found ""'),
        ("empty line", "a\n\nb\n", ':2: expected a needle of 1 to 200 bytes, found ""'),
        ("long needle", "b" * 201, f'expected a needle of 1 to 200 bytes, found "{"b" * 40}"...'),
    ):
        needles.write_text(content, encoding="ascii")
        done = run([f"{build}/search", str(text), str(needles)])
        good = done.returncode == 1 and complaint in done.stderr.decode()
        tap.check(good, f"search: {name}", done)
    needles.write_text("aa\naaaaaaaaa", encoding="ascii")
    done = run([f"{build}/search", str(text), str(needles)])
    tap.equal(
        [b"       3       1  aa", b"       0       0  aaaaaaaaa"],
        done.stdout.splitlines()[1:3],
        "search: overlapping occurrences count, a needle longer than the text does not occur",
    )


def check_unreadable(tap, build, folder):
    good = folder / "good"
    good.write_text("a", encoding="ascii")
    for argv in (
        *(["parser", "MISSING"], ["wordfreq", "MISSING"], ["search", "MISSING", str(good)]),
        ["stencil", "MISSING"],
    ):
        missing = str(folder / "missing")
        done = run([f"{build}/{argv[0]}", *[missing if a == "MISSING" else a for a in argv[1:]]])
        complaint = f"{missing}: expected a readable file, found: No such file or directory\n"
        expected = (1, f"{argv[0]}: {complaint}")
        tap.equal(expected, (done.returncode, done.stderr.decode()), f"{argv[0]}: missing file")
    done = run([f"{build}/search", str(good), str(folder)])
    tap.equal(1, done.returncode, "search: a folder is no file")


def check_full_disk(tap, build, folder):
    text = folder / "text"
    text.write_text("words\n", encoding="ascii")
    with open("/dev/full", "wb") as full:
        done = run([f"{build}/wordfreq", str(text)], stdout=full)
    good = done.returncode == 1 and b"report cannot be written" in done.stderr
    tap.check(good, "wordfreq: full disk", done)


def main():
    build = sys.argv[1]
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        check_malformed(tap, build, folder)
        check_needles(tap, build, folder)
        check_unreadable(tap, build, folder)
        check_full_disk(tap, build, folder)
        for program, arguments in USAGE:
            done = run([f"{build}/{program}", *arguments])
            good = done.returncode == 2 and done.stderr.startswith(f"usage: {program} ".encode())
            tap.check(good, f"usage: {program} {' '.join(arguments)}", done)
    tap.end()


main()
