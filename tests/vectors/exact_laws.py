#!/usr/bin/env python3
"""Exact laws of the Mann-Whitney statistic in integer arithmetic, as reference for stats/law.c.

Writes untied_law.json and tied_law.json beside this file. Run by hand when a case is added; the
files are committed, so that the tests need no Python.
"""
import json
import pathlib
from fractions import Fraction
from math import comb

HERE = pathlib.Path(__file__).parent
LEVELS = [1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.025, 0.05, 0.25, 0.5]

UNTIED = [(1, 1), (1, 39), (2, 3), (3, 3), (4, 4), (2, 14), (5, 7), (7, 5), (8, 8), (10, 12),
          (20, 25), (1, 199), (13, 187), (30, 30), (50, 60), (150, 50), (100, 100)]
UNTIED_BEYOND = [(101, 101), (60, 141), (141, 60), (163, 103)]
TIED = [(4, 5, [3, 2, 4]), (50, 50, [1] * 30 + [2] * 20 + [5] * 6),
        (50, 7, [20, 1, 1, 1, 4, 30]), (9, 50, [7] * 8 + [3]), (49, 50, [33, 33, 33])]
TIED_BEYOND = [(51, 51, [6] * 17), (51, 51, [1] * 40 + [2] * 31), (60, 51, [15, 1, 20, 5, 30, 40])]


def untied_counts(m, n):
    """How many splits give U = u, for u = 0 .. mn/2: Gaussian binomial coefficients."""
    half = m * n // 2
    counts = [1] + [0] * half
    for i in range(1, m + 1):
        for s in range(half, n + i - 1, -1):
            counts[s] -= counts[s - n - i]
        for s in range(i, half + 1):
            counts[s] += counts[s - i]
    return counts


def tied_counts(m, n, groups):
    """How many splits give 2U = s, for s = 0 .. 2mn: one polynomial in s for each number of
    values given to head, its coefficients side by side in one integer."""
    bits = comb(m + n, n).bit_length() + 1
    states = {0: 1}
    seen = 0
    for t in groups:
        after = {}
        for j, law in states.items():
            for i in range(max(0, t - (m - (seen - j))), min(t, n - j) + 1):
                shift = i * (2 * (seen - j) + t - i)
                after[j + i] = after.get(j + i, 0) + (comb(t, i) * law << shift * bits)
        states = after
        seen += t
    mask = (1 << bits) - 1
    return [states[n] >> s * bits & mask for s in range(2 * m * n + 1)]


def tails(counts, total):
    lower, sums = 0, []
    for count in counts:
        sums.append(Fraction(lower + count, total))
        lower += count
    return sums


def places(sums, few):
    """The values at which a law is written down: its ends and the usual levels."""
    if len(sums) <= few:
        return list(range(len(sums)))
    found = {0, 1, 2, 5}
    for level in LEVELS:
        found.add(next(i for i, p in enumerate(sums) if p >= level))
    return sorted(found)


def untied_case(m, n, levels=None):
    total = comb(m + n, n)
    sums = tails(untied_counts(m, n), total)
    at = places(sums, 20) if levels is None else sorted(
        {max(u for u, p in enumerate(sums) if p <= level) for level in levels})
    return {"m": m, "n": n, "u": at, "lower": [float(sums[u]) for u in at]}


def tied_case(m, n, groups, levels=None):
    assert sum(groups) == m + n
    total = comb(m + n, n)
    counts = tied_counts(m, n, groups)
    assert sum(counts) == total
    below = tails(counts, total)
    above = tails(counts[::-1], total)[::-1]
    if levels is None:
        at = [s for s in places(below, 50) if counts[s]]
        at += [s for s in range(len(counts)) if counts[s] and s % max(1, len(counts) // 9) == 0]
    else:
        at = [max(s for s, p in enumerate(below) if counts[s] and p <= level) for level in levels]
        at += [min(s for s, p in enumerate(above) if counts[s] and p <= level) for level in levels]
    at = sorted(set(at))
    return {"m": m, "n": n, "groups": groups, "s": at, "lower": [float(below[s]) for s in at],
            "upper": [float(above[s]) for s in at]}


def write(name, about, **lists):
    parts = ['  "about": ' + json.dumps(about)]
    for key, cases in lists.items():
        rows = ",\n".join("    " + json.dumps(case) for case in cases)
        parts.append(f'  "{key}": [\n{rows}\n  ]')
    (HERE / name).write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def main():
    beyond = [1e-2, 5e-3, 1e-3, 5e-4, 1e-4]
    write("untied_law.json",
          ["P(U <= u) without ties, from Gaussian binomial coefficients in integers, rounded once.",
           "Written by exact_laws.py. 'beyond': sizes at which perfgate approximates."],
          exact=[untied_case(m, n) for m, n in UNTIED],
          beyond=[untied_case(m, n, beyond) for m, n in UNTIED_BEYOND])
    write("tied_law.json",
          ["P(2U <= s) and P(2U >= s) given the sizes of the tie groups, smallest value first, in",
           "integers, rounded once. n is the side whose values count. Written by exact_laws.py.",
           "'beyond': sizes at which perfgate approximates."],
          exact=[tied_case(*case) for case in TIED],
          beyond=[tied_case(*case, beyond) for case in TIED_BEYOND])


if __name__ == "__main__":
    main()
