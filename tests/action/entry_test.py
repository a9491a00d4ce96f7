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
if [ "$1" = publish ]; then
    printf '%s\\0' "$@" >published
    env -0 >publish-environment
    cat "$2" >published.json
    printf '::notice::told\\n'
    exit 1
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

    def __init__(self, scratch, behaviour, inputs=None, environment=None, prepare=None, cancel=False,
                 whole=False):  # fmt: skip
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
        # `clean` is the second start, with the environment cut down; PATH holds in that one only. A
        # whole start is that of a copy which looks for programs where the fake is.
        command = [ENTRY, "clean"]
        if whole:
            copy = self.home / "entry"
            text, found = re.subn(
                r"(?m)^readonly safe_path=.*", f"readonly safe_path={env['PATH']}", ENTRY.read_text()
            )
            assert found == 1
            copy.write_text(text)
            copy.chmod(0o755)
            command = [copy]
        process = subprocess.Popen(
            command, env=env, cwd=self.workspace, text=True,
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


def variables(text):
    return dict(line.partition("=")[::2] for line in text.split("\0") if line)


def test_commands(scratch):
    """run, judge and gate with a token; from the first start, which takes the token aside."""

    def whole(behaviour, inputs, event="pull_request", **environment):
        return Run(
            scratch, behaviour, inputs,
            {"GITHUB_EVENT_NAME": event, "ACTIONS_RUNTIME_TOKEN": "t0", **environment}, whole=True,
        )  # fmt: skip

    def refused(name, *arguments, **environment):
        run = whole(REGRESSED, *arguments, **environment)
        check(run.status == 2 and not run.arguments() and "::error" in run.log, name, run.log)
        check("ghs_given" not in run.log, f"{name}: the token is not in the log", run.log)

    run = whole(REGRESSED, {"command": "run", "shard": "1/2"})
    equal(run.arguments(), ["gate", "--shard=1/2", "--out=perfgate-out"], "run measures by gate")
    equal((run.status, run.outputs["exit-status"]), (0, "1"), "a shard's regression fails no step")
    equal(whole("exit 4", {"command": "run"}).status, 4, "a shard that could not be measured does")
    equal(run.read(run.workspace / "published"), "", "run publishes nothing")
    refused("run with a token", {"command": "run", "token": "ghs_given"})
    refused("run with GITHUB_TOKEN", {"command": "run"}, GITHUB_TOKEN="ghs_given")
    refused("run with GH_TOKEN", {"command": "run"}, GH_TOKEN="ghs_given")
    for event in ("pull_request_target", "workflow_run", "issue_comment"):
        refused(f"run on {event}", {"command": "run"}, event)
    for event in ("pull_request", "workflow_dispatch", "merge_group"):
        refused(f"gate with a token on {event}", {"token": "ghs_given"}, event)
    refused("an unknown command", {"command": "publish"})
    refused("judge with an input of gate", {"command": "judge", "base": "main"})
    refused("judge with a flag of gate", {"command": "judge", "no-build": "true"})
    refused("a pull request that is no number", {"command": "judge", "pr-number": "7 --x"})
    refused("runs for gate", {"runs": "x"})

    run = whole(REGRESSED, {
        "command": "judge", "runs": "-x", "config": "base/perfgate.json", "token": "ghs_given",
        "pr-number": "7", "key": "k", "strict": "true",
    }, "workflow_run", GITHUB_REPOSITORY="octo/widgets", MY_SECRET="t1")  # fmt: skip
    equal(
        run.arguments(),
        ["judge", "--config=base/perfgate.json", "--out=perfgate-out", "--strict", "--", "-x"],
        "judge: a folder can be no option",
    )
    equal(run.status, 1, "judge ends with the verdict")
    check("ghs_given" not in run.read(run.workspace / "environment"), "judging has no token")
    told = run.read(run.workspace / "published").split("\0")[:-1]
    equal(told[0], "publish", "judge publishes")
    equal(told[2:], ["--key=k", "--pr=7", "--config=base/perfgate.json"], "with these options")
    check("ghs_given" not in " ".join(told), "and no token among them")
    found = variables(run.read(run.workspace / "publish-environment"))
    equal(found.get("GITHUB_TOKEN"), "ghs_given", "publishing has the token")
    equal(found.get("GITHUB_REPOSITORY"), "octo/widgets", "and knows whose run it is")
    equal([name for name, value in found.items() if value in ("t0", "t1")], [], "and no other secret")
    equal(run.read(run.workspace / "published.json"), '{"result": "regressed"}\n', "on a copy")
    end = run.log.rindex("::stop-commands::")
    check(run.log.index("::notice::told") > run.log.index("\n::", end + 2), "annotations are heard")
    run = whole(REGRESSED, {"token": "ghs_given"}, "push")
    equal(run.read(run.workspace / "published").split("\0")[0], "publish", "gate on push publishes")
    check("ghs_given" not in run.read(run.workspace / "environment"), "and measures without the token")
    run = whole(
        "ln -s /proc/self/environ perfgate-out/comparison.json; exit 1", {"token": "ghs_given"}, "push"
    )
    check(
        "ghs_given" not in run.read(run.workspace / "published.json"),
        "a link in place of the comparison shows no token",
    )


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
        "PERFGATE_STRAY",
    }  # fmt: skip
    equal(set(seen), kept, "the second start has no token and no secret")
    equal(seen.get("PERFGATE_STRAY"), "GITHUB_TOKEN", "it knows that there was one, and no more")
    check("evil" not in seen.get("PATH", "evil"), "and a PATH of its own", done.stderr)


def main():
    scratch = tempfile.mkdtemp(prefix="perfgate-action.")
    os.chmod(scratch, 0o755)
    try:
        test_mapping(scratch)
        test_refusals(scratch)
        test_commands(scratch)
        test_hostile(scratch)
        test_secrets(scratch)
    finally:
        shutil.rmtree(scratch)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
