#!/usr/bin/env python3
"""The candidates of a case agree with its source and its profile.

check_candidates.py WORKLOADS CASE: perfgate itself checks the rest of the file when it reads it.
"""

import collections
import json
import re
import sys
from pathlib import Path

from tap import Tap


def shares(path):
    """{(function, kind): its part of the samples} of folded stacks."""
    counts = collections.Counter()
    total = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        total += int(count)
        counts[frames[-1], "self"] += int(count)
        for frame in set(frames):
            counts[frame, "total"] += int(count)
    return {key: count / total for key, count in counts.items()}


def check_decision(tap, candidate, defaults):
    name = candidate["id"]
    decision = candidate.get("decision", {}).get("value")
    accepted = defaults.get(candidate.get("toggle")) == "1"
    if "toggle" in candidate:
        tap.check(
            decision is None or accepted == (decision == "accept"),
            f"{name}: its default is as decided: {decision}",
        )
    return accepted


def main():
    source, case = sys.argv[1:]
    folder = Path(source) / case
    tap = Tap()
    text = (folder / "toggles.h").read_text(encoding="ascii")
    defines = re.findall(r"^#define OPT_(\w+) ([01])$", text, re.M)
    defaults = {name.lower(): value for name, value in defines}
    document = json.loads((folder / "candidates.json").read_text(encoding="utf-8"))
    candidates = document["candidates"]
    toggles = [candidate["toggle"] for candidate in candidates if "toggle" in candidate]
    tap.equal(sorted(defaults), sorted(toggles), "each toggle is of one candidate")
    found = shares(folder / document["profile"])
    accepted = set()
    for candidate in candidates:
        name, hotspot = candidate["id"], candidate["hotspot"]
        share = found.get((hotspot["function"], hotspot["kind"]), 0)
        near = share > 0 and abs(share - hotspot["share"]) <= 0.001
        tap.check(near, f"{name}: {hotspot['function']} has the share that is said", share)
        missing = set(candidate.get("after", ())) - {other["id"] for other in candidates}
        tap.equal(set(), missing, f"{name}: what it presupposes is a candidate")
        if check_decision(tap, candidate, defaults):
            accepted.add(name)
            before = set(candidate.get("after", ()))
            tap.check(accepted >= before, f"{name}: accepted on what was accepted before it")
    tap.end()


main()
