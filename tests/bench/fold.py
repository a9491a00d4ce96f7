#!/usr/bin/env python3
"""`perfgate profile fold` beside wc, sort and stackcollapse-perf.pl; called by scripts/bench-fold.

    fold.py PERFGATE SAMPLES

The tools take turns, so that all of them meet the same machine; the figures are medians."""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
ROUNDS = 5
SCRIPT = "stackcollapse-perf.pl"


def run(command, output):
    """Seconds, seconds of CPU and peak memory in MiB."""
    with open(output, "wb") as file:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=file, env={**os.environ, "LC_ALL": "C"})
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} failed")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    program, samples = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        text = f"{folder}/perf.txt"
        subprocess.run([sys.executable, HERE / "fold_input.py", text, samples], check=True)
        tools = {
            "perfgate profile fold": [program, "profile", "fold", text],
            "wc": ["wc", text],
            "sort": ["sort", text],
        }
        if shutil.which(SCRIPT):
            tools[SCRIPT] = [SCRIPT, text]
        found = {name: [] for name in tools}
        for number in range(ROUNDS):
            for name, command in tools.items():
                if number and name in ("sort", SCRIPT):
                    continue  # slow, and once is enough to see how slow
                found[name].append(run(command, f"{folder}/out"))
            if not number:
                run(tools["perfgate profile fold"], f"{folder}/folded")
        size = os.path.getsize(text) / 1e6
        with open(f"{folder}/folded", "rb") as file:
            stacks = sum(1 for _ in file)
        print(f"{size:.0f} MB, {samples} samples, {stacks} distinct stacks\n")
        print("| | time | of it CPU | MB/s | memory | of fold |")
        print("|---|---:|---:|---:|---:|---:|")
        medians = {name: [statistics.median(c) for c in zip(*rows)] for name, rows in found.items()}
        fold = medians["perfgate profile fold"][0]
        for name, (seconds, cpu, memory) in medians.items():
            print(
                f"| {name} | {seconds:.2f} s | {cpu:.2f} s | {size / seconds:.0f} "
                f"| {memory:.0f} MiB | {seconds / fold:.1f} |"
            )


main()
