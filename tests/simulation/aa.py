#!/usr/bin/env python3
"""The results of scripts/aa: gates of a program against itself.

    aa.py begin FILE REVISION FILTER      begins FILE where it is missing; prints the revision that
                                          it is of and how many gates it holds
    aa.py add FILE COMPARISON             adds the rows of a gate
    aa.py table FILE                      prints verdicts and ratios as Markdown
"""

import collections
import json
import sys
from pathlib import Path

COLUMNS = "gate result workload metric verdict ratio low high launches".split()
Gates = collections.namedtuple("Gates", "revision filter rows")


def load(path):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    revision, shown = lines[0].removeprefix("# ").split("\t")
    rows = [dict(zip(COLUMNS, line.split("\t"))) for line in lines[2:]]
    return Gates(revision, shown, rows)


def count(gates):
    return len({row["gate"] for row in gates.rows})


def begin(path, revision, shown):
    if not Path(path).exists():
        head = f"# {revision}\t{shown}\n" + "\t".join(COLUMNS) + "\n"
        Path(path).write_text(head, encoding="utf-8")
    gates = load(path)
    if gates.filter != shown:
        sys.exit(f"{path} holds gates with filter {gates.filter}: remove it to begin anew")
    print(gates.revision, count(gates))


def add(path, comparison):
    number = count(load(path)) + 1
    with open(comparison, encoding="utf-8") as file:
        gate = json.load(file)
    with open(path, "a", encoding="utf-8") as file:
        for row in gate["rows"]:
            names = [row[key] for key in ("workload", "metric", "verdict")]
            ratios = [row.get(key) for key in ("ratio", "ratio_low", "ratio_high")]
            ratios = ["-" if ratio is None else f"{ratio:.5g}" for ratio in ratios]
            fields = [number, gate["result"], *names, *ratios, row["head"]["n"]]
            file.write("\t".join(map(str, fields)) + "\n")


def quantile(ordered, share):
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def change(ratio):
    percent = (ratio - 1) * 100
    return "0" if abs(percent) < 0.005 else f"{percent:+.2f}"


def summary(gates):
    """One line: what the gates ended in."""
    results = {row["gate"]: row["result"] for row in gates.rows}
    red = sum(result == "regressed" for result in results.values())
    ends = collections.Counter(results.values())
    others = ", ".join(f"{ends[word]} {word}" for word in sorted(set(ends) - {"regressed"}))
    rows = collections.Counter(row["verdict"] for row in gates.rows)
    verdicts = ", ".join(f"{count} `{word}`" for word, count in rows.most_common())
    ended = f"{len(results)} gates: {red} red, {others}."
    return f"{ended} Their {len(gates.rows)} rows: {verdicts}."


def table(gates):
    """The measured ratios of each row, as lines of Markdown."""
    found = collections.defaultdict(list)
    launches = collections.defaultdict(list)
    for row in gates.rows:
        if row["ratio"] != "-":
            found[row["workload"], row["metric"]].append(float(row["ratio"]))
            launches[row["workload"], row["metric"]].append(int(row["launches"]))
    lines = [
        "| workload | metric | smallest | 5 % | median | 95 % | largest | launches a side |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for (workload, metric), ratios in sorted(found.items()):
        ratios.sort()
        quantiles = " | ".join(change(quantile(ratios, share)) for share in (0, 0.05, 0.5, 0.95, 1))
        mean = sum(launches[workload, metric]) / len(ratios)
        lines.append(f"| {workload} | {metric} | {quantiles} | {mean:.1f} |")
    return lines


def main():
    command, path, *rest = sys.argv[1:]
    if command == "begin":
        begin(path, *rest)
    elif command == "add":
        add(path, *rest)
    elif command == "table":
        gates = load(path)
        print("\n".join([summary(gates), "", *table(gates)]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
