#!/usr/bin/env python3
"""The steps of the workflows that ask GitHub by `gh`, run as they stand in the files, with a `gh`
that answers from a table and notes what it was asked. Prints TAP. Needs jq, as gh's --jq does what
it does; skipped where there is none."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import check, equal, finish

WORKFLOWS = Path(__file__).resolve().parent.parent.parent / ".github" / "workflows"
HEAD, MERGE, BASE = "1" * 40, "3" * 40, "5" * 40

GH = r"""#!/bin/bash
# gh api [--method M] [--paginate] PATH [-f K=V]... [--jq FILTER]
method=GET path='' filter=. fields=()
shift
while [ $# -gt 0 ]; do
    case $1 in
        --method) method=$2; shift ;;
        --paginate) ;;
        -f) fields+=("$2"); shift ;;
        --jq) filter=$2; shift ;;
        *) path=$1 ;;
    esac
    shift
done
printf '%s %s %s\n' "$method" "$path" "${fields[*]}" >>"$ASKED"
jq --exit-status --arg key "$method $path" '.[$key]' "$ANSWERS" >/dev/null 2>&1 || exit 1
jq --raw-output --arg key "$method $path" ".[\$key] | $filter" "$ANSWERS"
"""


def script(workflow, step):
    """The text of a `run: |` block."""
    text = (WORKFLOWS / workflow).read_text()
    found = re.search(rf"- name: {re.escape(step)}\n(?:.*\n)*?( +)run: \|\n((?:\1  .*\n|\n)+)", text)
    return re.sub(rf"(?m)^{found[1]}  ", "", found[2])


class Step:
    def __init__(self, workflow, step, answers, **environment):
        with tempfile.TemporaryDirectory() as folder:
            work = Path(folder)
            (work / "gh").write_text(GH)
            (work / "gh").chmod(0o755)
            (work / "answers").write_text(json.dumps(answers))
            for name in ("asked", "output", "summary"):
                (work / name).write_text("")
            done = subprocess.run(
                ["bash", "-e", "-c", script(workflow, step)], cwd=work, check=False, text=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env={
                    "PATH": f"{work}:{os.environ['PATH']}", "GITHUB_REPOSITORY": "octo/widgets",
                    "GITHUB_OUTPUT": str(work / "output"), "ANSWERS": str(work / "answers"),
                    "GITHUB_STEP_SUMMARY": str(work / "summary"), "ASKED": str(work / "asked"),
                    **environment,
                },
            )  # fmt: skip
            self.status, self.log = done.returncode, done.stdout
            self.asked = [line.strip() for line in (work / "asked").read_text().splitlines()]
            self.outputs = dict(
                line.split("=", 1) for line in (work / "output").read_text().splitlines()
            )


def pull(head=1001, state="open", merge=MERGE):
    return {
        "state": state, "merge_commit_sha": merge, "head": {"sha": HEAD, "repo": head and {"id": head}},
        "base": {"sha": BASE, "repo": {"id": 1001}},
    }  # fmt: skip


def test_rerun():
    place, runs = "repos/octo/widgets/pulls/7", "repos/octo/widgets/actions/workflows/perfgate.yml/runs"

    def step(answers, number="7"):
        return Step("perfgate.yml", "Look at the pull request", answers, NUMBER=number)

    own = step({f"GET {place}": pull()})
    equal(
        (own.status, own.outputs), (0, {"own": "true", "head": MERGE, "base": BASE}),
        "a rerun measures the merge commit against the base",
    )  # fmt: skip
    again = "repos/octo/widgets/actions/runs/99/rerun"
    answers = {f"GET {runs}": {"workflow_runs": [{"id": 99}]}, f"POST {again}": {}}
    fork = step({f"GET {place}": pull(head=2002), **answers})
    equal((fork.status, fork.outputs), (0, {"own": "false"}), "a fork's is not measured here")
    equal(fork.asked[-1], f"POST {again}", "its own run is started again")
    check(f"head_sha={HEAD}" in fork.asked[1], "that of its head", fork.asked)
    gone = step({f"GET {place}": pull(head=None), **answers})
    equal(gone.outputs, {"own": "false"}, "a deleted fork is a fork")
    for name, answer in (
        ("a closed one", pull(state="closed")),
        ("one with conflicts", pull(merge=None)),
    ):
        refused = step({f"GET {place}": answer})
        equal((refused.status, refused.outputs), (2, {}), f"{name} is refused")
    none = step({f"GET {place}": pull(head=2002), f"GET {runs}": {"workflow_runs": []}})
    equal(none.status, 2, "a run that is gone cannot be started again")
    for number in ("7/../8", "7 8", "$(id)", "0", "-1"):
        refused = step({}, number)
        equal((refused.status, refused.asked), (2, []), f"{number!r} is no number, nothing is asked")


def test_fork_base():
    place = "GET repos/octo/widgets/pulls"

    def step(pulls):
        return Step(
            "perfgate-fork-report.yml", "Find the base", {place: pulls},
            OWNER="fan", BRANCH="patch/1 #x", HEAD=HEAD,
        )  # fmt: skip

    found = step([pull(head=2002)])
    equal((found.status, found.outputs), (0, {"sha": BASE}), "the base of a fork's pull request")
    check("head=fan:patch/1 #x" in found.asked[0], "asked by owner and branch", found.asked)
    other = pull(head=2002) | {"head": {"sha": "9" * 40, "repo": None}}
    equal(step([other]).status, 2, "one of another head is not it")
    equal(step([]).status, 2, "none is an error")
    two = step([pull(), pull() | {"base": {"sha": "6" * 40}}])
    equal((two.status, two.outputs), (2, {}), "two bases are an error")


def test_charts():
    refs = "GET repos/octo/widgets/git/matching-refs/perfgate/pr-"
    names = ["pr-7", "pr-7-key", "pr-71", "pr-8", "pr-x", "pr-7/../../heads/main"]
    listed = [{"ref": f"refs/perfgate/{name}"} for name in names] + [{"ref": "refs/heads/main"}]
    answers = {f"{refs}{only}": listed for only in ("", "7")}
    answers |= {f"GET repos/octo/widgets/pulls/{n}": {"state": "closed"} for n in (7, 71)}
    answers["GET repos/octo/widgets/pulls/8"] = {"state": "open"}
    answers |= {
        f"DELETE repos/octo/widgets/git/refs/perfgate/{name}": {} for name in ("pr-7", "pr-7-key", "pr-71")
    }

    def removed(only):
        step = Step(
            "perfgate-charts.yml", "Remove charts of closed pull requests", answers, ONLY=only
        )
        equal(step.status, 0, f"charts are removed, only {only or 'all'}")
        return [line.split("/")[-1] for line in step.asked if line.startswith("DELETE")]

    equal(removed(""), ["pr-7", "pr-7-key", "pr-71"], "of closed ones, and nothing of another name")
    equal(removed("7"), ["pr-7", "pr-7-key"], "of this one, and not of one that begins like it")


def main():
    if not shutil.which("jq"):
        print("1..0 # SKIP there is no jq")
        return 0
    test_rerun()
    test_fork_base()
    test_charts()
    return finish()


if __name__ == "__main__":
    sys.exit(main())
