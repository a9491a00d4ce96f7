#!/usr/bin/env python3
"""Writes two run files of random samples, seeded.

samples.py FOLDER ROWS SAMPLES untied|tied      FOLDER/base.json and FOLDER/head.json"""

import random
import sys

SEED = 20260101
STEPS = 5  # the values there are where samples are tied


def sample(chance, tied):
    if tied:
        return 1000 + chance.randrange(STEPS)
    # About 10^11 ns with 5 % noise: two in a row of hundreds are hardly ever equal.
    return round(chance.lognormvariate(25.3, 0.05))


def write(path, rows, samples, tied, chance):
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"schema": "perfgate-run/1", "suite": "bench", "workloads": [\n')
        for row in range(rows):
            values = ", ".join(str(sample(chance, tied)) for _ in range(samples))
            out.write(
                f'{{"name": "workload_{row}", "series": [{{"metric": "wall_time", "unit": "ns", '
                f'"samples": [{values}]}}]}}{"," if row + 1 < rows else ""}\n'
            )
        out.write("]}\n")


def main():
    folder, rows, samples, how = sys.argv[1:]
    chance = random.Random(SEED)
    for side in ("base", "head"):
        write(f"{folder}/{side}.json", int(rows), int(samples), how == "tied", chance)


if __name__ == "__main__":
    main()
