#!/usr/bin/env python3
"""perfgate's cost per launch beside a bare loop and hyperfine; called by scripts/bench-launch.

    launch.py PROGRAM ROUNDS LAUNCHES

PROGRAM is tests/bench/launch.c, built. A round is LAUNCHES launches by each of the tools, in an
order that changes from round to round, so that all of them meet the same machine."""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

CLEAN = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}


def own(program, how, launches, prefix):
    """(what a launch takes as the caller sees it, what is reported), in microseconds."""
    command = [*prefix, program, how, str(launches)]
    lines = subprocess.run(command, env=CLEAN, check=True, capture_output=True, text=True).stdout
    pairs = [[float(word) / 1000 for word in line.split()] for line in lines.splitlines()]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def hyperfine(launches, prefix):
    """The same; as the caller sees it is the whole command's time divided by its launches."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [*prefix, "hyperfine", "--shell=none", "--style=none", "--warmup=20"]
        command += [f"--runs={launches}", f"--export-json={out.name}", "/bin/true"]
        began = time.perf_counter()
        subprocess.run(command, env=CLEAN, check=True, capture_output=True)
        each = (time.perf_counter() - began) / (launches + 20) * 1e6
        times = json.load(out)["results"][0]["times"]
    return [each] * launches, [seconds * 1e6 for seconds in times]


def measure(tools, rounds, launches):
    """Of each tool all totals and all reported times."""
    found = {name: ([], []) for name in tools}
    shuffled = random.Random(1)
    for number in range(rounds):
        order = list(tools)
        shuffled.shuffle(order)
        for name in order:
            totals, reported = tools[name](launches)
            found[name][0].extend(totals)
            found[name][1].extend(reported)
        if sys.stderr.isatty():
            print(f"\r  round {number + 1} of {rounds} ", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    return found


def show(title, found):
    first = next(iter(found))
    bare = [statistics.median(values) for values in found[first]]
    launches = len(found[first][0])
    print(f"{title}, {launches} launches each:\n")
    print("| | a launch takes | of the bare loop | reports | of the bare loop |")
    print("|---|---:|---:|---:|---:|")
    for name, values in found.items():
        total, reported = (statistics.median(column) for column in values)
        print(
            f"| {name} | {total:.0f} µs | {total / bare[0]:.2f} "
            f"| {reported:.0f} µs | {reported / bare[1]:.2f} |"
        )
    print()


def main():
    program, rounds, launches = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    cpu = max(os.sched_getaffinity(0))
    one = ["taskset", "--cpu-list", str(cpu)]
    same = {
        "posix_spawn, wait4": lambda n: own(program, "spawn", n, one),
        "perfgate-launch": lambda n: own(program, "pinned", n, one),
        "hyperfine -N": lambda n: hyperfine(n, one),
    }
    free = {
        "posix_spawn, wait4": lambda n: own(program, "spawn", n, []),
        "perfgate-launch, pinned": lambda n: own(program, "pinned", n, []),
        "perfgate-launch, not pinned": lambda n: own(program, "unpinned", n, []),
        "hyperfine -N": lambda n: hyperfine(n, []),
    }
    show(f"Everything on CPU {cpu}", measure(same, rounds, launches))
    show("Every tool where it likes", measure(free, rounds, launches))


if __name__ == "__main__":
    main()
