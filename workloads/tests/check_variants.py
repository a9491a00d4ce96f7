#!/usr/bin/env python3
"""Every variant of a case does what its baseline does, also where sanitizers watch.

check_variants.py WORKLOADS CASE [SEED]: builds the case with all toggles off, with each alone, and
as it was decided with each the other way, and gives them all hostile inputs.
"""

import collections
import concurrent.futures
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import hostile
from same_output import DEFAULT_SEED, behaviours, differences
from tap import Tap

# name of the build: its options, which variants, and how much of the inputs. What the sanitizers
# watch takes longer to build and to start.
BUILDS = {
    "plain": (["-Doptimization=2"], ("only", "other"), 60),
    "sanitized": (
        ["-Doptimization=1", "-Db_sanitize=address,undefined", "-Db_lundef=false"]
        + ["-Dc_args=-fno-sanitize-recover=all"],
        ("only",),
        12,
    ),
}
# Rejected because they compute something else: what shows that these inputs can tell.
WRONG = {"parser": {"reciprocal"}, "wordfreq": {"trust_hash"}, "stencil": {"float"}}


def build(source, case, folder, options, kinds):
    """The programs by name, or what went wrong."""
    text = (Path(source) / case / "toggles.h").read_text(encoding="ascii")
    toggles = [toggle.lower() for toggle in re.findall("^#define OPT_([A-Z0-9_]+) ", text, re.M)]
    names = [case, f"{case}@baseline"]
    names += [f"{case}@{kind}-{toggle}" for kind in kinds for toggle in toggles]
    for command in (
        ["meson", "setup", f"-Dcase={case}", "-Dvariants=true", *options, str(folder), source],
        ["ninja", "-C", str(folder), *names],
    ):
        done = subprocess.run(command, capture_output=True, timeout=300, check=False)
        if done.returncode != 0:
            return (done.stdout + done.stderr).decode()
    return {name: str(folder / name) for name in names}


def check(tap, case, programs, inputs, name):
    """All programs at once, each in a folder of its own."""
    with concurrent.futures.ThreadPoolExecutor() as pool:
        runs = {p: pool.submit(behaviours, path, inputs) for p, path in programs.items()}
        found = {program: run.result() for program, run in runs.items()}
    expected = found[f"{case}@baseline"]
    ends = collections.Counter(status for status, _, _ in expected.values())
    good = set(ends) == {0, 1} and min(ends.values()) > 4
    tap.check(good, f"{name}: baseline reads {ends[0]} inputs, refuses {ends[1]}", ends)
    for program, behaviour in found.items():
        lines = differences(expected, behaviour)
        if program.partition("-")[2] in WRONG.get(case, ()):
            clean = all(status in (0, 1) for status, _, _ in behaviour.values())
            tap.check(lines and clean, f"{name}: {program} is wrong, as it was found to be", *lines)
        else:
            tap.check(not lines, f"{name}: {program}", *lines[:20])


def main():
    source, case, *seed = sys.argv[1:]
    seed = seed[0] if seed else DEFAULT_SEED
    tap = Tap()
    for name, (options, kinds, bad) in BUILDS.items():
        with tempfile.TemporaryDirectory() as folder:
            programs = build(source, case, Path(folder), options, kinds)
            if isinstance(programs, str):
                tap.check(False, f"{name}: builds", programs)
                continue
            check(tap, case, programs, list(hostile.CASES[case](seed, bad)), name)
    tap.end()


main()
