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


def main():
    source = Path(sys.argv[1])
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        plain = Path(name) / "plain"
        other = Path(name) / "a longer path" / "with other comments"
        for root in (plain, other):
            shutil.copytree(source, root / "workloads")
        for path in (other / "workloads").rglob("*.[ch]"):
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
        (plain / "workloads" / "parser" / "parser.c").write_text("wrong\n", encoding="ascii")
        done = subprocess.run([f"{plain}/workloads/build"], capture_output=True, check=False)
        broken = done.returncode != 0 and b"parser.c:1" in done.stderr and done.stdout == b""
        tap.check(broken, "what does not compile is reported on stderr", done)
    tap.end()


main()
