#!/usr/bin/env python3
"""Exact metrics of the parser workload: the same in every surrounding, and seeing one percent.

Arguments: perfgate, the folder of the workloads."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "action"))
from tap import check, equal, finish

PERFGATE = str(pathlib.Path(sys.argv[1]).resolve())
WORKLOADS = pathlib.Path(sys.argv[2]).resolve()
SECONDS = 300
METRICS = ["instructions", "allocations", "allocated_bytes", "peak_heap"]
# Some twenty instructions more for each of the records, which take two thousand; and one call
# more for a reading of the file, which makes seven thousand.
SLOWER = (
    r"(append_order\([^{]*\{\n    order_row order;\n)",
    r"\1    for (volatile int i = 0; i < 3; i++) {\n    }\n",
)
HUNGRIER = (
    r"(bool table_read\([^{]*\{\n)",
    r"\1    void *volatile more = malloc(1);\n    free(more);\n",
)


def config():
    command = ["build-workloads/parser", "build-workloads/parser_small.csv"]
    return {
        "suite": "exact",
        "metrics": METRICS,
        "workloads": [
            {
                "name": "parser",
                "command": command,
                "artifacts": command[:1],
                "fixtures": [{"path": command[-1]}],
            }
        ],
    }


def run(argv, folder, **env):
    done = subprocess.run(
        argv,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        env={"PATH": os.environ["PATH"], "HOME": "/", **env},
    )
    return done.returncode, done.stdout


def tree(place, *changes):
    """The workloads below `place`, changed and built."""
    shutil.copytree(WORKLOADS, place / "workloads")
    shutil.copytree(WORKLOADS.parent / "src" / "worker", place / "src" / "worker")
    source = place / "workloads" / "parser" / "table.c"
    text = source.read_text()
    for pattern, replacement in changes:
        text, count = re.subn(pattern, replacement, text)
        check(count == 1, f"{place.name}: the parser can be changed", pattern)
    source.write_text(text)
    (place / "perfgate.json").write_text(json.dumps(config()))
    status, said = run(["./workloads/build"], place)
    check(status == 0, f"{place.name}: builds", said)
    return place


def series(path):
    workload = json.loads(path.read_text())["workloads"][0]
    return {s["metric"]: s["samples"] for s in workload["series"] if s["metric"] in METRICS}


def measured(name, place, *before, options=(), cwd=None, **env):
    out = place / f"{name}.json"
    argv = [*before, PERFGATE, "run", "--blocks", "1", "-o", str(out), *options]
    status, said = run(argv, cwd or place, **env)
    check(status == 0, f"{name}: measures", said)
    return series(out)


def repeats(plain, moved):
    runs = {
        "first": measured("first", plain),
        "again": measured("again", plain),
        "environment": measured("environment", plain, MORE="x" * 3000, LANG="de_DE", A="", B="b"),
        "elsewhere": measured("elsewhere", moved),
        "from-outside": measured(
            "from-outside", plain, options=("-c", str(plain / "perfgate.json")), cwd="/"
        ),
        "fixed-addresses": measured("fixed-addresses", plain, "setarch", "-R"),
    }
    for metric in METRICS:
        values = {name: found.get(metric) for name, found in runs.items()}
        first = values["first"]
        check(bool(first) and first[0] > 0, f"{metric} is there", values)
        check(all(v == first == [first[0]] * 2 for v in values.values()), f"{metric}: equal", values)
        print(f"# {metric}: {first[0] if first else None} in {len(runs)} runs of two launches")


def changes(plain, changed):
    status, said = run(
        [PERFGATE, "run", "--blocks", "1", "--base", str(plain), "-o", "head.json"], changed
    )
    check(status == 0, "both sides are measured", said)
    _, text = run([PERFGATE, "compare", "base.json", "head.json", "--format", "json"], changed)
    rows = {row["metric"]: row for row in json.loads(text)["rows"]}
    ratio = rows["instructions"]["ratio"]
    print(f"# instructions: {100 * (ratio - 1):+.3f} %")
    check(1.008 < ratio < 1.013, "about a percent of instructions is seen", ratio)
    equal(rows["instructions"]["verdict"], "regressed", "and is a regression")
    calls = rows["allocations"]
    equal(calls["head"]["median"] - calls["base"]["median"], 1, "one allocation is seen")
    equal(calls["verdict"], "regressed", "and are a regression")
    equal(rows["peak_heap"]["verdict"], "unchanged", "the peak is the same")


with tempfile.TemporaryDirectory(prefix="exact.") as scratch:
    top = pathlib.Path(scratch)
    top.chmod(0o755)
    plain = tree(top / "plain")
    moved = top / "a-longer-name-for" / "the" / "same-tree"
    shutil.copytree(plain, moved, symlinks=True)
    repeats(plain, moved)
    changes(plain, tree(top / "changed", SLOWER, HUNGRIER))

sys.exit(finish())
