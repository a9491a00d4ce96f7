#!/usr/bin/env python3
"""libperfgate-alloc.so against Valgrind's DHAT: equal to the last call and byte.

Arguments: the library, then tests/exact/{heap,heap_static,own_malloc}.c as programs."""

import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "action"))
from tap import check, equal, finish

LIBRARY, HEAP, STATIC, OWN = (str(pathlib.Path(name).resolve()) for name in sys.argv[1:5])
MAGIC = 0x70676131
SECONDS = 120
# The ways of heap.c that one process goes, the same each time.
SINGLE = "nothing plain grow shrink aligned refused library churn threads leave crash".split()


def counted(argv, expected=0):
    """(magic, processes, foreign, lost), (calls, bytes, peak) of a program with the library."""
    with tempfile.NamedTemporaryFile() as file:
        file.truncate(4096)
        env = {"PATH": os.environ["PATH"], "LD_PRELOAD": LIBRARY, "PERFGATE_COUNTS": file.name}
        done = subprocess.run(
            argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS
        )
        equal(done.returncode, expected, f"{argv[1:]}: ends as it should")
        values = struct.unpack("=4I3Q", file.read(40))
        return values[:4], values[4:]


def number(text):
    return int(text.replace(",", ""))


def dhat(argv):
    """(calls, bytes, peak) of the program itself, as DHAT prints them."""
    done = subprocess.run(
        ["valgrind", "--tool=dhat", "--dhat-out-file=/dev/null", *argv],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        env={"PATH": os.environ["PATH"]},
    )
    total = re.search(r"Total: +([\d,]+) bytes in ([\d,]+) blocks", done.stderr)
    peak = re.search(r"At t-gmax: +([\d,]+) bytes", done.stderr)
    if not total or not peak:
        return done.stderr
    return number(total[2]), number(total[1]), number(peak[1])


for way in SINGLE:
    state, counts = counted([HEAP, way], -signal.SIGABRT if way == "crash" else 0)
    equal(state, (MAGIC, 1, 0, 0), f"{way}: one process, everything counted")
    equal(counts, dhat([HEAP, way]), f"{way}: calls, bytes and peak are DHAT's")

# Processes are summed up; the peak is the largest of one.
state, counts = counted([HEAP, "child"])
equal(state[1:], (1, 0, 0), "a child by fork is no program of its own")
equal(counts, (3, 1700, 1500), "its calls and bytes are added, the peak is the child's")
state, two = counted(["/bin/sh", "-c", f"{HEAP} plain; {HEAP} plain; true"])
state_of_one, one = counted(["/bin/sh", "-c", f"{HEAP} plain; true"])
_, plain = counted([HEAP, "plain"])
equal((state[1], state_of_one[1]), (3, 2), "programs started by a shell are counted")
# The shell itself allocates a little for each command.
check(plain[0] <= two[0] - one[0] <= plain[0] + 50, "their calls are added", one, two, plain)
counted([HEAP, "forks"])

state, _ = counted([STATIC, "plain"])
equal(state[0], 0, "a static program leaves no mark")
state, _ = counted([OWN])
equal(state[:3], (MAGIC, 1, 1), "a program with its own allocator is known")

sys.exit(finish())
