#!/usr/bin/env python3
"""How far two measurements of the same program are apart, with and without a neighbour; called by
scripts/bench-noise.

    noise.py PERFGATE WORKER TIMES

Base and head are the same bytes, so every ratio should be 1. In each round the program is measured
three ways, for about as long each, in an order that changes from round to round:

    workers         perfgate, persistent workers of both sides asked in random order: p50
    whole processes perfgate, processes of both sides in random order: wall_time
    one, then the other  hyperfine: all launches of base, then all of head: median

A neighbour is a process on another CPU than the measured one: "steady" computes and writes memory all
the time, "bursty" does so on and off, some tenths of a second each. It ends with its round."""

import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

BLOCKS, ITERATIONS, LAUNCHES_A_SIDE = 3, 50, 6
NEIGHBOURS = ("none", "steady", "bursty")
WITHIN = 0.03


def neighbour(kind, seconds):
    """Ends by itself, whatever becomes of its parent."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    drawn, end = random.Random(7), time.monotonic() + seconds
    table = bytearray(8 << 20)
    while time.monotonic() < end:
        until = time.monotonic() + (drawn.uniform(0.05, 0.5) if kind == "bursty" else 1)
        while time.monotonic() < until:
            table[:] = table[::-1]
        if kind == "bursty":
            time.sleep(drawn.uniform(0.05, 0.5))


def by_perfgate(perfgate, folder, workload, metric):
    command = [perfgate, "run", "--base", "base", "--no-build", "--measure-identical"]
    command += ["--blocks", str(BLOCKS), "--filter", workload, "--config", "head/perfgate.json"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    medians = []
    for side in ("head", "base"):
        with open(os.path.join(folder, side + ".json"), encoding="utf-8") as file:
            run = json.load(file)
        series = {one["metric"]: one["samples"] for one in run["workloads"][0]["series"]}
        medians.append(statistics.median(series[metric]))
    return medians[0] / medians[1]


def by_hyperfine(folder):
    out = os.path.join(folder, "hyperfine.json")
    command = ["hyperfine", "--shell=none", "--style=none", "--warmup=1"]
    command += [f"--runs={LAUNCHES_A_SIDE}", f"--export-json={out}", "base/work", "head/work"]
    environment = dict(os.environ, PERFGATE_ITERATIONS=str(ITERATIONS))
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    with open(out, encoding="utf-8") as file:
        base, head = (one["median"] for one in json.load(file)["results"])
    return head / base


def prepare(folder, worker):
    config = {
        "suite": "noise",
        "workloads": [
            {"name": "worker", "worker": ["./work"], "iterations": ITERATIONS},
            {
                "name": "process",
                "command": f"PERFGATE_WORKER= PERFGATE_ITERATIONS={ITERATIONS} exec ./work",
            },
        ],
    }
    for side in ("base", "head"):
        os.mkdir(os.path.join(folder, side))
        subprocess.run(["cp", worker, os.path.join(folder, side, "work")], check=True)
        with open(os.path.join(folder, side, "perfgate.json"), "w", encoding="utf-8") as file:
            json.dump(config, file)


def measure(ways, kind, times, drawn):
    ratios = {name: [] for name in ways}
    for number in range(times):
        beside = None
        if kind != "none":
            beside = multiprocessing.Process(target=neighbour, args=(kind, 120), daemon=True)
            beside.start()
        order = list(ways)
        drawn.shuffle(order)
        for name in order:
            ratios[name].append(ways[name]())
        if beside:
            beside.terminate()
            beside.join()
        if sys.stderr.isatty():
            print(f"\r  neighbour {kind}: {number + 1} of {times} ", end="", file=sys.stderr)
    return ratios


def quantile(values, q):
    ordered = sorted(values)
    at = q * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def width(ratios):
    """Of the middle 90 %."""
    return quantile(ratios, 0.95) - quantile(ratios, 0.05)


def show(kind, ratios):
    print(f"Neighbour: {kind}, {len(next(iter(ratios.values())))} measurements each way\n")
    print("| | median | 90 % lie within | within ±3 % | width, of workers |")
    print("|---|---:|---:|---:|---:|")
    for name, found in ratios.items():
        low, high = quantile(found, 0.05) - 1, quantile(found, 0.95) - 1
        near = sum(abs(ratio - 1) <= WITHIN for ratio in found) / len(found)
        relative = width(found) / width(ratios["workers"])
        print(
            f"| {name} | {100 * (statistics.median(found) - 1):+.1f} % | {100 * low:+.1f} to "
            f"{100 * high:+.1f} % | {100 * near:.0f} % | {relative:.1f} |"
        )
    print(flush=True)


def main():
    perfgate, worker, times = os.path.abspath(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("expected two CPUs, one for the neighbour")
    drawn = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder, worker)
        ways = {
            "workers": lambda: by_perfgate(perfgate, folder, "worker", "p50"),
            "whole processes": lambda: by_perfgate(perfgate, folder, "process", "wall_time"),
            "one, then the other": lambda: by_hyperfine(folder),
        }
        for kind in NEIGHBOURS:
            show(kind, measure(ways, kind, times, drawn))


main()
