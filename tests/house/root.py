#!/usr/bin/env python3
"""The root is the facade, and no file carries what belongs to somebody's machine."""

import re

import house

ROOT_ENTRIES = 30
FILE_BYTES = 1 << 20

# Home directories and mounts, at the start of a path: "/github/home" is not meant.
MACHINE_PATH = re.compile(r"(?<![\w.@~$}>*-])/(?:home|root|work|Users|mnt)/[\w.]")
# file: why it may name such a path
MAY_NAME_PATHS = {}

ROOT = "the root holds few entries"
SMALL = "no file is large"
PATHS = "no path of a build machine"
LISTED = "what may name such a path does"


def check(tree):
    results = {rule: house.Result() for rule in (ROOT, SMALL, PATHS, LISTED)}
    entries = {name.split("/")[0] for name in tree.files}
    results[ROOT].looked_at = len(entries)
    if len(entries) > ROOT_ENTRIES:
        results[ROOT].find("root", f"{len(entries)} entries of {ROOT_ENTRIES}")
    used = set()
    for path in tree.files:
        results[SMALL].looked_at += 1
        if tree.size(path) > FILE_BYTES:
            results[SMALL].find(path, f"{tree.size(path)} bytes of {FILE_BYTES}")
        text = tree.text(path)
        if text is None:
            continue
        results[PATHS].looked_at += 1
        for match in MACHINE_PATH.finditer(text):
            used.add(path)
            if path not in MAY_NAME_PATHS:
                where = f"{path}:{house.line_of(text, match.start())}"
                results[PATHS].find(where, f"a path below {match.group()[:-2]}")
    results[LISTED].looked_at += 1
    for path in sorted(set(MAY_NAME_PATHS) - used):
        results[LISTED].find(path, "names none")
    return results


# Put together here: this file is checked, too.
HOME = "/" + "home/"
GOOD = {
    "README.md": f"In a container: /github{HOME}x, $X{HOME}x; folders in {HOME} are somebody's.\n",
    "chart.png": b"\xff\x00" + HOME.encode() + b"me\n",
}
BAD = [
    (ROOT, {f"file{number}": "" for number in range(29)}, "31 entries of 30"),
    (SMALL, {"docs/large.bin": b"\xff" * (FILE_BYTES + 1)}, "large.bin: 1048577 bytes"),
    (PATHS, {"docs/a.md": f"\nsee `{HOME}me/x`\n"}, "docs/a.md:2: a path below"),
    (PATHS, {"docs/a.json": f'"{HOME}me"\n'}, "docs/a.json:1: a path below"),
]

if __name__ == "__main__":
    house.main(check, GOOD, BAD)
