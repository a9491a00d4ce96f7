#!/usr/bin/env python3
"""Two programs of a case do the same on hostile inputs: same_output.py CASE BASELINE VARIANT [SEED]

What they print, what they say is wrong and how they end must be equal. Exit status: 0 they are,
1 they differ, and standard error says on what.
"""

import re
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path

import hostile
from tap import run

DEFAULT_SEED = 1
LONGEST_NAME = 60


def behaviour(program, arguments, folder):
    """Status, output and complaint of one run, without the name by which the program was called."""
    words = []
    for number, argument in enumerate(arguments):
        if isinstance(argument, bytes):
            (Path(folder) / f"input{number}").write_bytes(argument)
            argument = f"input{number}"
        words.append(argument)
    done = run([str(Path(program).resolve()), *words], cwd=folder)
    return done.returncode, done.stdout, re.sub(rb"(?m)^[^:\n]*: ", b"", done.stderr)


def behaviours(program, inputs):
    """Of all inputs: {name: behaviour}."""
    with tempfile.TemporaryDirectory() as folder:
        return {name: behaviour(program, arguments, folder) for name, arguments in inputs}


def first_difference(before, after):
    """The first line that is another one: (of before, of after), None where there is none."""
    lines = zip_longest(before.splitlines(), after.splitlines())
    return next(((one, other) for one, other in lines if one != other), (None, None))


def told(line):
    return "nothing" if line is None else repr(line.decode("utf-8", "backslashreplace")[:200])


def differences(expected, found):
    """Lines that say where two behaviours part; none: they are equal."""
    lines = []
    for input_name, (status, output, complaint) in expected.items():
        other = found[input_name]
        name = input_name if len(input_name) <= LONGEST_NAME else f"{input_name[:LONGEST_NAME]}..."
        if other[0] != status:
            lines.append(f"{name}: ends with status {other[0]} in place of {status}")
        for verb, before, after in (("prints", output, other[1]), ("complains", complaint, other[2])):
            if before != after:
                one, new = first_difference(before, after)
                lines.append(f"{name}: {verb} {told(new)} in place of {told(one)}")
    return lines


def main():
    if len(sys.argv) not in (4, 5) or sys.argv[1] not in hostile.CASES:
        sys.exit(f"{__doc__}\nCASE: {', '.join(hostile.CASES)}")
    case, baseline, variant = sys.argv[1:4]
    seed = sys.argv[4] if len(sys.argv) == 5 else DEFAULT_SEED
    inputs = list(hostile.CASES[case](seed))
    lines = differences(behaviours(baseline, inputs), behaviours(variant, inputs))
    print(f"{case}: {len(inputs)} inputs of seed {seed}, {len(lines)} differences")
    if lines:
        sys.exit("\n".join(lines[:40]))


if __name__ == "__main__":
    main()
