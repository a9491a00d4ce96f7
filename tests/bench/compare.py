#!/usr/bin/env python3
"""`perfgate compare` beside SciPy on the same samples; called by scripts/bench-compare.

    compare.py PERFGATE PYTHON ROWS

PYTHON is an interpreter that has SciPy. Nothing large is kept in this process: the kernel would
charge it to the programs that are started."""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
REPEATS = 5
SIZES = [(100, "untied"), (100, "tied"), (20, "untied"), (20, "tied")]


def run(command, output=subprocess.DEVNULL):
    """Seconds and peak memory in MiB."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    errors = process.stderr.read().decode()
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    # Random samples: some suites regress, and that is no failure.
    if process.returncode not in (0, 1, 3):
        sys.exit(f"{command[0]} failed: {errors}")
    return seconds, usage.ru_maxrss / 1024


def perfgate(program, folder):
    command = [program, "compare", f"{folder}/base.json", f"{folder}/head.json"]
    found = [run([*command, "--format", "result"]) for _ in range(REPEATS)]
    return [statistics.median(column) for column in zip(*found)]


def scipy(python, folder, method):
    """Seconds of reading, of the test, and of the whole process; peak memory in MiB."""
    found = []
    script = [python, str(HERE / "scipy_test.py"), f"{folder}/base.json", f"{folder}/head.json"]
    for _ in range(1 if method == "exact" else REPEATS):
        with tempfile.TemporaryFile("w+") as output:
            whole, memory = run([*script, method], output)
            output.seek(0)
            reading, test = (float(word) for word in output.read().split())
        found.append((reading, test, whole, memory))
    return [statistics.median(column) for column in zip(*found)]


def row(label, law, reading, test, whole, memory):
    parts = [f"{seconds:.2f} s" if seconds is not None else "" for seconds in (reading, test, whole)]
    print(f"| {label} | {law} | {' | '.join(parts)} | {memory:.0f} MiB |", flush=True)


def main():
    program, python, rows = sys.argv[1:]
    print(f"{int(rows):,} rows, median of {REPEATS} runs (of SciPy's exact test: one run):\n")
    print("| samples a side | p-values | reading | test | whole process | peak memory |")
    print("|---|---|---:|---:|---:|---:|")
    for samples, how in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            make = [sys.executable, str(HERE / "samples.py"), folder, rows, str(samples), how]
            subprocess.run(make, check=True)
            label = f"{samples} + {samples} {how}"
            # One block of more than 50 tied samples is beyond the exact law.
            law = "asymptotic" if how == "tied" and samples > 50 else "exact"
            row(f"{label}, perfgate", law, None, None, *perfgate(program, folder))
            row(f"{label}, SciPy", "asymptotic", *scipy(python, folder, "asymptotic"))
            if how == "untied":
                row(f"{label}, SciPy", "exact", *scipy(python, folder, "exact"))


if __name__ == "__main__":
    main()
