#!/usr/bin/env python3
"""Payloads as GitHub has really sent them: each is read, and asks for what its kind asks for. Prints
TAP.

    payloads_test.py PERFGATE INDEX.json     INDEX.json: of the npm package @octokit/webhooks-examples"""

import copy
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "house")]
import house  # pylint: disable=wrong-import-position

SHA = "7" * 40
COMPARISON = HERE.parent / "schemas" / "comparison" / "good" / "demo.json"


def first_request(name, payload):
    """Path below the repository of the first request; None: nothing is asked."""
    if name == "pull_request":
        return f"/issues/{payload['pull_request']['number']}/comments?per_page=100"
    if name == "push":
        return f"/commits/{SHA}/pulls?per_page=100"
    if name == "workflow_run":
        run = payload["workflow_run"]
        if run["event"] == "pull_request":
            owner, branch = run["head_repository"]["owner"]["login"], run["head_branch"]
            return f"/pulls?state=open&per_page=100&head={owner}%3A{branch}"
        if run["event"] == "push":
            return f"/commits/{run['head_sha']}/pulls?per_page=100"
    return None


def of_other_events(payload):
    """The same run, had it been of an event that has a pull request."""
    for event in ("pull_request", "push"):
        changed = copy.deepcopy(payload)
        changed["workflow_run"]["event"] = event
        yield changed


def check(perfgate, name, payload):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(payload, file)
        file.flush()
        environment = {
            "PATH": os.environ["PATH"],
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": file.name,
            "GITHUB_REPOSITORY": payload["repository"]["full_name"],
            "GITHUB_SHA": SHA,
            "GITHUB_RUN_ID": "1",
        }
        done = subprocess.run(
            [perfgate, "publish", str(COMPARISON), "--dry-run", "--no-chart"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    repository = re.escape(payload["repository"]["full_name"])
    asked = re.search(rf"GET https://api\.github\.com/repos/{repository}(\S*)", done.stderr)
    found, wanted = asked and asked[1], first_request(name, payload)
    problems = [] if found == wanted else [f"expected {wanted}, found {found}", done.stderr]
    if done.returncode != 1 or "nothing was posted" in done.stderr:
        problems.append(f"exit status {done.returncode}: {done.stderr}")
    return problems


def main():
    perfgate, index = os.path.realpath(sys.argv[1]), Path(sys.argv[2])
    rows = []
    for kind in json.loads(index.read_text(encoding="utf-8")):
        name = kind["name"]
        if name not in ("pull_request", "push", "workflow_run", "workflow_dispatch", "merge_group"):
            continue
        payloads = list(kind["examples"])
        if name == "workflow_run":
            payloads += [more for payload in kind["examples"] for more in of_other_events(payload)]
        for number, payload in enumerate(payloads, 1):
            found = check(perfgate, name, payload)
            title = f"{name} {number}, {payload.get('action', 'without action')}"
            rows.append((not found, title, found))
    return house.print_tap(rows)


if __name__ == "__main__":
    sys.exit(main())
