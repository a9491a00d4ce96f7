"""Folded stacks to an SVG, timed: see scripts/bench-flamegraph.

The profile is that of a program with 3,000 functions. Each frame draws the next one from a few
callees of its own, the first ones more often than the last, so that stacks share their beginnings
as those of real programs do and part on the way up."""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

FUNCTIONS = 3000
DEPTHS = (16, 44)
VERBS = "parse read scan lookup insert flush copy merge sort hash emit visit".split()
NOUNS = "number field token stamp country slice table buffer record row".split()
SEED = 1
PLAIN = {**os.environ, "LC_ALL": "C"}


def stacks(count):
    """Lines of distinct stacks, in no order."""
    draw = random.Random(SEED)
    names = [f"{draw.choice(VERBS)}_{draw.choice(NOUNS)}_{i}" for i in range(FUNCTIONS)]
    seen = set()
    while len(seen) < count:
        at, path = 0, []
        for level in range(draw.randint(*DEPTHS)):
            at = (at * 131 + int(draw.expovariate(0.9)) * 17 + level + 1) % FUNCTIONS
            path.append(names[at])
        stack = ";".join(path)
        if stack not in seen:
            seen.add(stack)
            yield f"{stack} {draw.randint(1, 50)}\n"


def write_stacks(path, count):
    """In a process of its own: the kernel charges what this one starts with its peak memory."""
    child = os.fork()
    if not child:
        with open(path, "w", encoding="ascii") as file:
            file.writelines(stacks(count))
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit(f"{path} could not be written")


def measure(command, rounds):
    """The best time and CPU time of some rounds, and the peak memory in bytes."""
    best, cpu, memory = None, None, 0
    for _ in range(rounds):
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=PLAIN)
        _, status, usage = os.wait4(child.pid, 0)
        took = time.perf_counter() - start
        child.returncode = status
        if status:
            raise SystemExit(f"{command[0]} failed")
        best = took if best is None else min(best, took)
        used = usage.ru_utime + usage.ru_stime
        cpu = used if cpu is None else min(cpu, used)
        memory = max(memory, usage.ru_maxrss * 1024)
    return best, cpu, memory


def report(rows, size):
    """`rows`: (name, seconds, CPU seconds, bytes), those of wc and sort first."""
    print(f"{'':24}{'s':>8}{'CPU s':>8}{'MB/s':>7}{'MB':>7}{'of wc':>9}{'of sort':>9}")
    wc, order = rows[0][1], rows[1][1]
    for name, seconds, cpu, memory in rows:
        print(f"{name:24}{seconds:8.3f}{cpu:8.3f}{size / 1e6 / seconds:7.0f}{memory / 1e6:7.0f}"
              f"{seconds / wc:9.2f}{seconds / order:9.2f}")


def run(perfgate, arguments, folder):
    shuffled, ordered = os.path.join(folder, "stacks"), os.path.join(folder, "sorted")
    svg = os.path.join(folder, "x.svg")
    write_stacks(shuffled, arguments.stacks)
    with open(ordered, "wb") as file:
        subprocess.run(["sort", shuffled], stdout=file, check=True, env=PLAIN)
    size = os.path.getsize(shuffled)
    print(f"{arguments.stacks:,} distinct stacks, {size / 1e6:.1f} MB, best of {arguments.rounds}")
    rows = [(name, *measure(command, arguments.rounds)) for name, command in (
        ("wc", ["wc", shuffled]),
        ("sort", ["sort", shuffled]),
        ("perfgate", [perfgate, "profile", "flamegraph", shuffled, "-o", svg]),
        ("perfgate, sorted file", [perfgate, "profile", "flamegraph", ordered, "-o", svg]),
    )]
    if arguments.peer:
        rows.append(("flamegraph.pl", *measure(["perl", arguments.peer, shuffled], 1)))
    report(rows, size)
    print(f"the SVG has {os.path.getsize(svg) / 1e6:.1f} MB")


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench-flamegraph")
    parser.add_argument("--stacks", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", help="the path of flamegraph.pl")
    arguments = parser.parse_args(sys.argv[2:])
    folder = tempfile.mkdtemp(prefix="perfgate-bench.")
    try:
        run(sys.argv[1], arguments, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
