#!/usr/bin/env python3
"""A workload that looks for a token wherever a program can look; exit status 9 where it found one.

The token is the argument, backwards, so that the command itself does not hold it."""

import os
import sys

TOKEN = sys.argv[1][::-1].encode()
CHUNK = 1 << 20


def read(path, most=1 << 24):
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return b""
    try:
        parts = []
        while most > 0:
            part = os.read(fd, min(most, CHUNK))
            if not part:
                break
            parts.append(part)
            most -= len(part)
        return b"".join(parts)
    except OSError:
        return b"".join(parts)
    finally:
        os.close(fd)


def memory(pid):
    """What can be read of a process's memory."""
    found = []
    try:
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
            for line in maps:
                start, end = (int(word, 16) for word in line.split()[0].split("-"))
                if line.split()[1][0] != "r" or end - start > 1 << 26:
                    continue
                try:
                    mem.seek(start)
                    found.append(mem.read(end - start))
                except (OSError, ValueError):
                    continue
    except OSError:
        pass
    return b"".join(found)


def parent(pid):
    text = read(f"/proc/{pid}/stat")
    return int(text.rpartition(b")")[2].split()[1]) if text else 0


def places():
    yield "environment", repr(dict(os.environ)).encode()
    for fd in range(3, 256):
        yield f"descriptor {fd}", read(f"/proc/self/fd/{fd}")
    launcher = os.getppid()
    for pid in (launcher, parent(launcher)):
        yield f"memory of {pid}", memory(pid)
        for fd in range(64):
            yield f"descriptor {fd} of {pid}", read(f"/proc/{pid}/fd/{fd}")
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            for name in ("environ", "cmdline", "stack", "auxv"):
                yield f"/proc/{entry}/{name}", read(f"/proc/{entry}/{name}")
    for folder in (os.environ.get("HOME", "/"), os.environ.get("TMPDIR", "/")):
        for name in os.listdir(folder):
            yield f"{folder}/{name}", read(os.path.join(folder, name))


for place, seen in places():
    if TOKEN in seen:
        print(f"found in {place}", file=sys.stderr)
        sys.exit(9)
