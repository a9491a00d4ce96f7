#!/usr/bin/env python3
"""Makes recorded.json of runs of the same workloads: record.py RUN.json... >recorded.json

    build/perfgate run --blocks 300 -o RUN.json      some times, while other work comes and goes

Of each workload the calmest and the noisiest recording are kept: only the times, in microseconds
and in the order of time.
"""

import json
import statistics
import sys


def series_of(path):
    with open(path, encoding="utf-8") as file:
        run = json.load(file)
    for workload in run["workloads"]:
        for series in workload.get("series", []):
            if series["metric"] == "wall_time":
                yield workload["name"], [round(ns / 1000) for ns in series["samples"]]


def spread(samples):
    middle = statistics.median(samples)
    return statistics.median(abs(sample - middle) for sample in samples) / middle


def lines(recordings, choose):
    return ",\n".join(
        json.dumps({"workload": name, "wall_us": choose(found, key=spread)}, separators=(",", ":"))
        for name, found in recordings.items()
    )


def main():
    recordings = {}
    for path in sys.argv[1:]:
        for name, samples in series_of(path):
            recordings.setdefault(name, []).append(samples)
    about = (
        f"wall time of launches in the order of time; of {len(sys.argv) - 1} recordings of each "
        "workload the calmest and the noisiest; virtual machine, 2 CPUs"
    )
    calm, busy = lines(recordings, min), lines(recordings, max)
    print(f'{{"about": {json.dumps(about)}, "calm": [\n{calm}\n], "busy": [\n{busy}\n]}}')


if __name__ == "__main__":
    main()
