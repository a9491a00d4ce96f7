#!/usr/bin/env python3
"""./workloads/build gives the same bytes wherever the tree lies and whatever the comments say.

perfgate does not measure binaries whose bytes are equal. That only helps when a change that cannot
matter leaves them equal: check_build.py WORKLOADS.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Tap


def build(tap, name, root):
    """As perfgate does: another working directory, hardly any environment, no terminal."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(root), "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(
        [f"{root}/workloads/build"],
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    tap.equal((0, ""), (done.returncode, done.stdout.decode()), f"{name}: builds without a word")


def digests(root):
    """Of what lies directly in the build folder: programs and fixtures."""
    made = (root / "build-workloads").iterdir()
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in made
        if path.is_file() and (os.access(path, os.X_OK) or path.suffix in (".csv", ".txt"))
    }


def check_variants(tap, root):
    def variant(*options):
        return subprocess.run(
            [f"{root}/workloads/build", "--case=parser", "--into=build-workloads/v", *options],
            capture_output=True,
            check=False,
        )

    def program():
        return (root / "build-workloads" / "v" / "parser").read_bytes()

    decided = (root / "build-workloads" / "parser").read_bytes()
    tap.equal((0, b""), (variant().returncode, variant().stdout), "a variant builds without a word")
    tap.check(program() == decided, "without toggles and flags it is what was decided")
    variant("--off", "all", "--on", "arena,swar", "--flags=-O1")
    tap.check(program() != decided, "with them it is not")
    variant("--train", str(root / "build-workloads" / "parser_small.csv"))
    tap.check(program() != decided, "nor where it was trained")
    variant("--profile")
    tap.check(b".debug_info" in program(), "--profile: with debug information")
    done = variant("--on", "nothing")
    found = b"parser: expected one of " in done.stderr and b"found toggle nothing" in done.stderr
    tap.check(done.returncode != 0 and found, "an unknown toggle is an error", done)
    variant()
    tap.check(program() == decided, "and all of that can be taken back")


def main():
    source = Path(sys.argv[1])
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        plain = Path(name) / "plain"
        other = Path(name) / "a longer path" / "with other comments"
        for root in (plain, other):
            shutil.copytree(source, root / "workloads")
            shutil.copytree(source.parent / "src" / "worker", root / "src" / "worker")
        for path in other.rglob("*.[ch]"):
            code = path.read_text(encoding="ascii")
            path.write_text(f"/* Another\n * comment. */\n{code}// the end\n", encoding="ascii")
        build(tap, "plain", plain)
        build(tap, "moved and commented", other)
        tap.equal(digests(plain), digests(other), "the same bytes in both")
        tap.check(len(digests(plain)) >= 11, "programs and fixtures lie in the build folder")
        build(tap, "built before", plain)
        (plain / "build-workloads" / "build.ninja").unlink()
        build(tap, "interrupted before", plain)
        tap.equal(digests(plain), digests(other), "the same bytes again")
        check_variants(tap, plain)
        (plain / "workloads" / "parser" / "parser.c").write_text("wrong\n", encoding="ascii")
        done = subprocess.run([f"{plain}/workloads/build"], capture_output=True, check=False)
        broken = done.returncode != 0 and b"parser.c:1" in done.stderr and done.stdout == b""
        tap.check(broken, "what does not compile is reported on stderr", done)
    tap.end()


main()
