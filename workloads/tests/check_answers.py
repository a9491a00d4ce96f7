#!/usr/bin/env python3
"""The programs print what a second, independent implementation finds: check_answers.py BUILD."""

import calendar
import collections
import csv
import re
import struct
import sys
import time
from pathlib import Path

from tap import Tap, run

FNV_START = 0xCBF29CE484222325
FNV_PRIME = 0x100000001B3
MASK = (1 << 64) - 1
ISO = "%Y-%m-%dT%H:%M:%SZ"


def fnv_bytes(state, data):
    for byte in data:
        state = (state ^ byte) * FNV_PRIME & MASK
    return state


def fnv_number(state, number):
    state = (state ^ number & MASK) * FNV_PRIME & MASK
    return state ^ state >> 32


def fnv_text(state, text):
    """Eight bytes at a time, filled up with zeros, and the length."""
    data = text.encode()
    for start in range(0, len(data) // 8 * 8 + 1, 8):
        state = fnv_number(state, int.from_bytes(data[start : start + 8], "little"))
    return fnv_number(state, len(data))


def fnv_double(state, value):
    return fnv_number(state, struct.unpack("<Q", struct.pack("<d", value))[0])


def countries():
    source = Path(__file__).parent.parent / "parser" / "countries.h"
    return re.findall(r'"([A-Z]{2})"', source.read_text(encoding="ascii"))


def expect_parser(path):
    codes = countries()
    totals = {code: [0, 0.0, 0.0, None, None] for code in codes}
    state = FNV_START
    count = 0
    with open(path, encoding="ascii", newline="") as file:
        for row in csv.DictReader(file):
            seconds = calendar.timegm(time.strptime(row["time"], ISO))
            amount = float(row["amount"])
            quantity = int(row["quantity"])
            total = totals[row["country"]]
            total[0] += 1
            total[1] += amount
            total[2] += amount * quantity
            total[3] = seconds if total[3] is None else min(seconds, total[3])
            total[4] = seconds if total[4] is None else max(seconds, total[4])
            count += 1
            for number in (int(row["order"]), seconds, codes.index(row["country"])):
                state = fnv_number(state, number)
            state = fnv_double(state, amount)
            state = fnv_number(state, quantity)
            for text in (row["customer"], row["note"]):
                state = fnv_text(state, text)
    lines = ["country  orders        amount          value  first                 last"]
    for code, (orders, amount, value, first, last) in totals.items():
        state = fnv_double(fnv_double(state, amount), value)
        if orders > 0:
            times = [time.strftime(ISO, time.gmtime(seconds)) for seconds in (first, last)]
            lines.append(f"{code:<7} {orders:7} {amount:13.2f} {value:14.2f}  {'  '.join(times)}")
    lines.append(f"{count} orders, checksum {state:016x}")
    return lines


def expect_wordfreq(path):
    text = Path(path).read_text(encoding="ascii").lower()
    counts = collections.Counter(re.findall("[a-z]+", text))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    state = sum(fnv_number(fnv_bytes(FNV_START, w.encode()), c) for w, c in ranked) & MASK
    lines = [f"{count:8} {word}" for word, count in ranked[:20]]
    lines.append(f"{counts.total()} words, {len(counts)} distinct, checksum {state:016x}")
    return lines


def expect_search(text_path, needle_path):
    text = Path(text_path).read_text(encoding="ascii")
    needles = Path(needle_path).read_text(encoding="ascii").splitlines()
    lines = ["   count    line  needle"]
    total = 0
    for needle in needles:
        count = len(re.findall(f"(?={re.escape(needle)})", text))
        line = text.count("\n", 0, text.index(needle)) + 1 if count > 0 else 0
        lines.append(f"{count:8} {line:7}  {needle}")
        total += count
    lines.append(f"{len(needles)} needles, {total} occurrences")
    return lines


def swept(now, columns):
    """The plate after one sweep; each operation rounds as in C."""
    after = list(now)
    for start in range(columns, len(now) - columns, columns):
        for i in range(start + 1, start + columns - 1):
            around = now[i - columns] + now[i + columns] + now[i - 1] + now[i + 1]
            after[i] = now[i] + 0.2 * (around - 4 * now[i])
    return after


def expect_stencil(path):
    (_, *plate), *patches = map(str.split, Path(path).read_text(encoding="ascii").splitlines())
    rows, columns, sweeps = map(int, plate)
    now = [20.0] * (rows * columns)
    for _, *patch in patches:
        row, column, height, width, degrees = map(int, patch)
        for start in range(row * columns + column, (row + height) * columns + column, columns):
            now[start : start + width] = [degrees / 1000] * width
    for _ in range(sweeps):
        now = swept(now, columns)
    state = FNV_START
    sums = 0.0
    for lane in range(4):
        hashed = FNV_START + lane
        lane_sum = 0.0
        for value in now[lane::4]:
            hashed = fnv_double(hashed, value)
            lane_sum += value
        state = fnv_number(state, hashed)
        sums += lane_sum
    lines = [f"{rows} rows, {columns} columns, {sweeps} sweeps"]
    for name, value in (("coldest", min(now)), ("hottest", max(now))):
        row, column = divmod(now.index(value), columns)
        lines.append(f"{name} {value:.17g} at row {row}, column {column}")
    return [*lines, f"mean    {sums / len(now):.17g}", f"checksum {state:016x}"]


def main():
    build = sys.argv[1]
    tap = Tap()
    for expect, program, *fixtures in (
        (expect_parser, "parser", "parser_small.csv"),
        (expect_parser, "parser", "parser_large.csv"),
        (expect_wordfreq, "wordfreq", "wordfreq_small.txt"),
        (expect_wordfreq, "wordfreq", "wordfreq_large.txt"),
        (expect_search, "search", "search_small.txt", "search_needles.txt"),
        (expect_search, "search", "search_large.txt", "search_needles.txt"),
        (expect_search, "search", "search_tables.txt", "search_corners.txt"),
        (expect_stencil, "stencil", "stencil_small.txt"),
    ):
        paths = [f"{build}/{fixture}" for fixture in fixtures]
        expected = expect(*paths)
        found = run([f"{build}/{program}", *paths]).stdout.decode().splitlines()
        wrong = [pair for pair in zip(expected, found) if pair[0] != pair[1]]
        same = not wrong and len(found) == len(expected)
        tap.check(same, f"{program} {fixtures[0]}", *wrong[:5], f"{len(found)} lines")
    tap.end()


main()
