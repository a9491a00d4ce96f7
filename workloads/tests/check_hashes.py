#!/usr/bin/env python3
"""Fixtures and outputs are those of perfgate.json: check_hashes.py CONFIG BUILD FIXTURE..."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tap import Tap, run

# perfgate.json names what ./workloads/build makes; the checks may run in any other build folder.
BUILD_FOLDER = "build-workloads/"


def load_config(path):
    """JSON with // comments, which are blanked out wherever they do not stand inside a string."""
    text = Path(path).read_text(encoding="utf-8")
    plain = re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*', lambda match: match[1] or "", text)
    return json.loads(plain)


def checksum(argv):
    """What an iteration returns, as the worker shows it by hand."""
    done = subprocess.run(
        argv,
        env={**os.environ, "PERFGATE_ITERATIONS": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    return re.search("checksum ([0-9a-f]{16})\n", done.stderr.decode())[1]


def main():
    config, build, *made = sys.argv[1:]
    tap = Tap()
    workloads = load_config(config)["workloads"]

    def here(path):
        inside = path.startswith(BUILD_FOLDER)
        return f"{build}/{path.removeprefix(BUILD_FOLDER)}" if inside else path

    for workload in workloads:
        name = workload["name"]
        words = workload["worker"] if "worker" in workload else workload["command"]
        for fixture in workload["fixtures"]:
            digest = hashlib.sha256(Path(here(fixture["path"])).read_bytes()).hexdigest()
            tap.equal(fixture["sha256"], digest, f"{name}: {fixture['path']}")
            tap.check(fixture["path"] in words, f"{name}: the fixture is used")
        done = run([here(word) for word in words])
        tap.equal((0, b""), (done.returncode, done.stderr), f"{name}: succeeds without a word")
        if "command" in workload:
            digest = hashlib.sha256(done.stdout).hexdigest()
            tap.equal(workload["output_sha256"], digest, f"{name}: output")
        else:
            found = checksum([here(word) for word in words])
            tap.equal(workload["checksum"], found, f"{name}: checksum of an iteration")
    listed = {fixture["path"] for workload in workloads for fixture in workload["fixtures"]}
    tap.equal({BUILD_FOLDER + fixture for fixture in made}, listed, "every fixture is listed")
    tap.end()


main()
