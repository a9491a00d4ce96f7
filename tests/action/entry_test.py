#!/usr/bin/env python3
"""The entry point of the Action's container, with a perfgate that does what it is told. Prints TAP.

As root the gate runs as a uid of its own, and what follows from that is checked too; without root
those checks are left out. scripts/image-test does the same with the real program in the image.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tap import check, equal, finish

ENTRY = Path(__file__).resolve().parent.parent.parent / "scripts" / "action-entry"

FAKE_PERFGATE = """#!/bin/bash
# Takes the place of perfgate: notes what it was given, then does what the workspace says.
if [ "$1" = report ]; then
    sed -n 's/.*"result": "\\(.*\\)".*/\\1/p' "$2"
    exit 0
fi
printf '%s\\0' "$@" >arguments
env -0 | sort -z >environment
id -u >uid
mkdir -p perfgate-out
. ./behaviour
"""

REGRESSED = """
printf '{"result": "regressed"}\\n' >perfgate-out/comparison.json
printf '## perfgate: regressed\\n' >perfgate-out/summary.md
exit 1
"""


class Run:
    """One run of the entry point in a workspace of its own."""

    def __init__(self, scratch, behaviour, inputs=None, environment=None, prepare=None, cancel=False):
        self.home = Path(tempfile.mkdtemp(dir=scratch))
        self.home.chmod(0o755)
        self.workspace = self.home / "workspace"
        self.workspace.mkdir()
        fake = self.home / "bin" / "perfgate"
        fake.parent.mkdir()
        fake.write_text(FAKE_PERFGATE)
        fake.chmod(0o755)
        (self.workspace / "behaviour").write_text(behaviour)
        for name in ("output", "summary"):
            (self.home / name).write_text("earlier=1\n")
        if prepare:
            prepare(self)
        self.owner = (1001, 1002) if os.getuid() == 0 else (os.getuid(), os.getgid())
        if os.getuid() == 0:
            subprocess.run(["chown", "-hR", "1001:1002", self.workspace], check=True)
        env = {
            "PATH": f"{fake.parent}:/usr/bin:/bin:/usr/sbin:/sbin",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(self.home / "output"),
            "GITHUB_STEP_SUMMARY": str(self.home / "summary"),
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_BASE_REF": "main",
            "RUNNER_TEMP": str(self.home),
        }
        env.update(environment or {})
        for name, value in (inputs or {}).items():
            env["INPUT_" + name.upper()] = value.replace("WORKSPACE", str(self.workspace))
        # `clean` is the second start, with the environment cut down; PATH holds in that one only.
        process = subprocess.Popen(
            [ENTRY, "clean"], env=env, cwd=self.workspace, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        if cancel:
            for _ in range(100):
                if (self.workspace / "started").exists():
                    break
                time.sleep(0.1)
            process.terminate()
        self.log = process.communicate(timeout=60)[0]
        self.status = process.returncode
        self.outputs = dict(
            line.partition("=")[::2] for line in self.read(self.home / "output").splitlines()
        )
        self.summary = self.read(self.home / "summary")

    @staticmethod
    def read(path):
        return path.read_text() if path.is_file() else ""

    def arguments(self):
        return self.read(self.workspace / "arguments").split("\0")[:-1]

    def owners(self):
        return {(info.st_uid, info.st_gid) for info in (
            path.lstat() for path in [self.workspace, *self.workspace.rglob("*")]
        )}  # fmt: skip


def test_mapping(scratch):
    run = Run(scratch, REGRESSED)
    equal(run.arguments(), ["gate", "--out=perfgate-out"], "no input: where to put the results")
    equal(run.status, 1, "the step ends as the gate did")
    equal(
        {name: run.outputs.get(name) for name in ("earlier", "result", "exit-status", "chart")},
        {"earlier": "1", "result": "regressed", "exit-status": "1", "chart": ""},
        "outputs are appended; a chart that is not there is empty",
    )
    equal(run.outputs["comparison"], "perfgate-out/comparison.json", "paths are relative")
    equal(run.summary, "earlier=1\n## perfgate: regressed\n", "the summary is appended")
    equal(run.owners(), {run.owner}, "everything is handed back to the workspace's owner")
    values = {
        "config": "head dir/perfgate.json", "base": "-x", "blocks": "7", "filter": "*$(id)'\"`",
        "seed": "1", "threshold": "2.5", "alpha": "0.01", "out": "perfgate-out",
    }  # fmt: skip
    flags = {"strict": "true", "measure-identical": "false", "no-build": "true"}
    run = Run(scratch, REGRESSED, {**values, **flags, "token": "secret"})
    expected = [f"--{name}={value}" for name, value in values.items()]
    equal(run.arguments(), ["gate", *expected, "--strict", "--no-build"], "inputs become options")
    environment = run.read(run.workspace / "environment")
    equal(
        sorted(line.partition("=")[0] for line in environment.split("\0") if line
               and not re.match(r"(PWD|OLDPWD|SHLVL|_)=", line)),
        ["GITHUB_BASE_REF", "HOME", "LC_ALL", "PATH"],
        "the gate's environment",
    )  # fmt: skip
    if os.getuid() == 0:
        equal(run.read(run.workspace / "uid"), "63917\n", "the gate runs as its own uid")
    run = Run(scratch, REGRESSED, {"out": "WORKSPACE/perfgate-out"})
    equal(run.outputs.get("comparison"), "perfgate-out/comparison.json", "an absolute path inside")


def test_refusals(scratch):
    def refused(name, inputs=None, environment=None, prepare=None):
        run = Run(scratch, REGRESSED, inputs, environment, prepare)
        check(
            run.status == 2 and not run.arguments() and "::error" in run.log, name,
            f"status {run.status}", run.log,
        )  # fmt: skip
        return run

    refused("a flag that is neither true nor false", {"strict": "yes"})
    run = refused("a line break in an input", {"filter": "a\n::set-env name=x::y"})
    check("\n::set-env" not in run.log, "and it is not repeated to the log")
    refused("an output directory outside", {"out": "../elsewhere"})
    for event in ("pull_request_target", "workflow_run", "issue_comment"):
        refused(f"event {event}", None, {"GITHUB_EVENT_NAME": event})

    def old_checkout(run):
        (run.workspace / "head" / ".git").mkdir(parents=True)
        (run.workspace / "head" / ".git" / "config").write_text(
            '[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic Zm9v\n'
        )

    def new_checkout(run):
        (run.workspace / ".git").mkdir()
        (run.workspace / ".git" / "config").write_text(
            '[includeIf "gitdir:/github/workspace/.git"]\n'
            "\tpath = /github/runner_temp/git-credentials-1.config\n"
        )

    def left_over(run):
        (run.home / "git-credentials-2.config").write_text("[http]\n\textraheader = x\n")

    refused("credentials of checkout v5", prepare=old_checkout)
    refused("credentials of checkout v6", prepare=new_checkout)
    refused("a credentials file in RUNNER_TEMP", prepare=left_over)


def runs_as(process, uid):
    try:
        status = (process / "status").read_text()
    except OSError:
        return False
    alive = not re.search(r"^State:\s*[ZX]", status, re.MULTILINE)
    return alive and re.search(rf"^Uid:\s*{uid}\s", status, re.MULTILINE)


def test_hostile(scratch):
    run = Run(scratch, """
        printf '::error::from the gate\\n##[error]again\\nabc ##[set-env]x\\nno newline'
        (setsid sleep 30 >/dev/null 2>&1 &)
        (setsid sleep 30 &)
        echo $$ >gate-pid
        printf '{"result": "x\\\\ny=injected"}' >perfgate-out/comparison.json
        ln -s /proc/1/environ perfgate-out/summary.md
        ln -s /etc perfgate-out/etc
        exit 3
    """)  # fmt: skip
    equal(run.status, 3, "status of a gate that leaves processes behind")
    lines = run.log.splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith("::stop-commands::")]
    word = lines[starts[0]].removeprefix("::stop-commands::") if starts else "none"
    ends = [n for n, line in enumerate(lines) if line == f"::{word}::"]
    inside = [n for n, line in enumerate(lines) if line.startswith("::error::")]
    check(
        len(starts) == 1 and len(ends) == 1 and len(word) == 40
        and starts[0] < inside[0] < ends[0],
        "workflow commands are off while the gate prints", run.log,
    )  # fmt: skip
    check("##[" not in run.log, "##[ is taken apart", run.log)
    equal(run.outputs["result"], "", "a result that is no word is left out")
    check("injected" not in run.outputs and "y" not in run.outputs, "no output is injected")
    if os.getuid() == 0:
        equal(run.summary, "earlier=1\n", "a link in place of the summary leads nowhere")
        alive = [path.name for path in Path("/proc").glob("[0-9]*") if runs_as(path, 63917)]
        equal(alive, [], "no process is left")
        info = os.stat("/etc")
        equal((info.st_uid, info.st_gid), (0, 0), "owners are not changed through a link")
        equal(run.owners(), {run.owner}, "links are handed back too")
    run = Run(scratch, "exit 139")
    equal((run.status, run.outputs["exit-status"]), (4, "4"), "a crash is status 4")
    equal(run.outputs["result"], "", "no comparison, no result")

    def stale(run):
        (run.workspace / "perfgate-out").mkdir()
        (run.workspace / "perfgate-out" / "comparison.json").write_text('{"result": "unchanged"}\n')

    run = Run(scratch, "exit 4", prepare=stale)
    equal(run.outputs["result"], "", "the comparison of an earlier run does not pass for this one's")
    run = Run(
        scratch, "trap 'exit 130' TERM; >started; while :; do sleep 0.1; done", cancel=True
    )
    equal((run.status, run.outputs["exit-status"]), (130, "130"), "a cancelled step: status 130")
    equal(run.owners(), {run.owner}, "a cancelled step hands the workspace back")


def test_secrets(scratch):
    """The first start cuts the environment down before anything else is done."""
    home = Path(tempfile.mkdtemp(dir=scratch))
    copy = home / "action-entry"
    # A copy whose second start is replaced by a look at its own environment.
    text = ENTRY.read_text()
    marker = 'main "$@"\n'
    assert text.endswith(marker)
    probe = f'if [ "${{1-}}" = clean ]; then env -0 >"{home}/seen"; exit 0; fi\n'
    copy.write_text(text[: -len(marker)] + probe + marker)
    copy.chmod(copy.stat().st_mode | stat.S_IXUSR)
    env = {
        "PATH": "/workspace/evil:/usr/bin:/bin", "HOME": "/github/home", "CI": "true",
        "ACTIONS_RUNTIME_TOKEN": "t1", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "t2", "GITHUB_TOKEN": "t3",
        "INPUT_TOKEN": "t4", "MY_SECRET": "t5", "AWS_SECRET_ACCESS_KEY": "t6", "LD_LIBRARY_PATH": "/",
        "INPUT_NO-BUILD": "true", "INPUT_OUT": "o", "GITHUB_WORKSPACE": "/github/workspace",
        "GITHUB_OUTPUT": "/o", "GITHUB_STEP_SUMMARY": "/s", "GITHUB_EVENT_NAME": "push",
        "GITHUB_BASE_REF": "main", "RUNNER_TEMP": "/t", "ACTIONS_RUNTIME_URL": "u",
    }  # fmt: skip
    done = subprocess.run([copy], env=env, capture_output=True, text=True, check=False)
    seen = dict(
        line.partition("=")[::2] for line in Run.read(home / "seen").split("\0") if line
    )
    for name in ("PWD", "SHLVL", "_"):
        seen.pop(name, None)
    kept = {
        "PATH", "INPUT_NO-BUILD", "INPUT_OUT", "GITHUB_WORKSPACE", "GITHUB_OUTPUT",
        "GITHUB_STEP_SUMMARY", "GITHUB_EVENT_NAME", "GITHUB_BASE_REF", "RUNNER_TEMP",
    }  # fmt: skip
    equal(set(seen), kept, "the second start has no token and no secret")
    check("evil" not in seen.get("PATH", "evil"), "and a PATH of its own", done.stderr)


def main():
    scratch = tempfile.mkdtemp(prefix="perfgate-action.")
    os.chmod(scratch, 0o755)
    try:
        test_mapping(scratch)
        test_refusals(scratch)
        test_hostile(scratch)
        test_secrets(scratch)
    finally:
        shutil.rmtree(scratch)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
