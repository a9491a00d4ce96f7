#!/usr/bin/env python3
"""An evaluation of the case tiny, without a clock: calm is accepted, the others are not."""

import json

REASONS = {
    "calm": "wall_time -30.0 % [-31.0, -29.0], same result",
    "wrong": "broken: printed a wrong result",
    "hidden": "another result beyond the fixtures",
    "flags": "does not build",
    "later": "no gain",
}


def main():
    trials = []
    for name, reason in REASONS.items():
        proposal = {"value": "reject", "reason": reason, "evidence": "evidence/evaluation.json"}
        if name == "calm":
            gain = {"workload": "tiny", "metric": "wall_time", "min_gain": 0.14, "sessions": 2}
            proposal |= {"value": "accept", "rollback": [gain]}
        trials.append({"id": name, "trouble": "not measured here", "proposal": proposal})
    texts = "started host_class cpu kernel compiler revision build".split()
    top = {"schema": "perfgate-evaluation/1", "tool": "perfgate", "case": "tiny", "workload": "tiny"}
    top |= {"metric": "wall_time", **{key: "x" for key in texts}, "dirty": False}
    top |= {"blocks": 1, "iterations": 1, "seed": 1, "trials": trials, "series": [], "without": []}
    print(json.dumps(top))


main()
