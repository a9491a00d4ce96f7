#!/usr/bin/env python3
"""The life of a pull request, from the push that makes it slower to the comment: the steps of
.github/workflows/perfgate.yml and perfgate-fork-report.yml, in the container that they run in, with
the stand-in in GitHub's place. Prints what happens; scripts/story calls it.

    story.py --image CONTAINER-COMMAND... | --native PERFGATE    [--keep FOLDER]
"""

import argparse
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))
# pylint: disable=wrong-import-position
import standin

FIXTURE = ROOT / "tests" / "action" / "fixture"
EVENTS = HERE / "events"
RUNNER = (1001, 1001)  # the runner's uid on GitHub's machines
BASE_ROUNDS, SLOW_ROUNDS, FIXED_ROUNDS = 20_000_000, 30_000_000, 15_000_000
SHARDS = 2
CONFIG = """{
  "suite": "story",
  "workloads": [
    {"name": "spin", "command": ["out/spin"], "artifacts": ["out/spin"]},
    {"name": "steady", "command": ["out/steady"], "artifacts": ["out/steady"]}
  ]
}
"""
INPUTS = re.findall(r"(?m)^  ([a-z-]+):$", (ROOT / "action.yml").read_text().split("\noutputs:")[0])

failures = []


def say(text):
    print(text, flush=True)


def expect(what, found, wanted):
    good = found == wanted
    say(f"    {'yes' if good else 'NO '}  {what}" + ("" if good else f": expected {wanted!r}, found {found!r}"))
    if not good:
        failures.append(what)


def run(*command, cwd=None, env=None):
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, env=env, check=True, text=True, capture_output=True
    ).stdout.strip()


def hand_to_runner(folder):
    if os.getuid() == 0:
        run("chown", "-hR", f"{RUNNER[0]}:{RUNNER[1]}", folder)


class Machine:
    """What a job of GitHub's gets: a fresh workspace, command files, an event."""

    def __init__(self, story, name):
        self.story = story
        self.top = story.scratch / f"{len(list(story.scratch.iterdir()))}-{name}"
        self.workspace = self.top / "workspace"
        for folder in ("workspace", "home", "workflow", "temp", "file_commands"):
            (self.top / folder).mkdir(parents=True)
        self.log = ""

    def check_out(self, name, revision):
        """actions/checkout with persist-credentials: false."""
        folder = self.workspace / name
        run("git", "clone", "--quiet", "--no-hardlinks", self.story.repository, folder)
        run("git", "-C", folder, "checkout", "--quiet", "--detach", revision)

    def action(self, event, inputs, **environment):
        """The step `uses: ./`; its exit status."""
        files = self.top / "file_commands"
        (self.top / "workflow" / "event.json").write_text(json.dumps(event["payload"]))
        for name in ("set_output", "step_summary"):
            (files / name).write_text("")
        hand_to_runner(self.top)
        inside = self.story.inside(self.top)
        values = {
            "HOME": f"{inside}/home", "CI": "true", "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": f"{inside}/workspace", "RUNNER_TEMP": f"{inside}/temp",
            "GITHUB_EVENT_NAME": event["name"], "GITHUB_EVENT_PATH": f"{inside}/workflow/event.json",
            "GITHUB_OUTPUT": f"{inside}/file_commands/set_output",
            "GITHUB_STEP_SUMMARY": f"{inside}/file_commands/step_summary",
            "GITHUB_REPOSITORY": f"{standin.OWNER}/{standin.NAME}", "GITHUB_SHA": event["sha"],
            "GITHUB_RUN_ID": str(event["run"]), "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_API_URL": self.story.state.base, "GITHUB_SERVER_URL": "https://github.com",
            "PERFGATE_WAIT_SCALE": "0.001", "ACTIONS_RUNTIME_TOKEN": "runtime-token-of-the-runner",
        }  # fmt: skip
        values |= {f"INPUT_{name.upper()}": inputs.get(name, "") for name in INPUTS}
        done = self.story.start(self.top, values | environment)
        self.log = done.stdout
        lines = (files / "set_output").read_text().splitlines()
        self.outputs = dict(line.split("=", 1) for line in lines if re.match(r"[a-z-]+=", line))
        self.summary = (files / "step_summary").read_text()
        return done.returncode


class Story:
    def __init__(self, arguments):
        self.arguments = arguments
        self.scratch = Path(tempfile.mkdtemp(prefix="perfgate-story."))
        self.scratch.chmod(0o755)
        self.state = standin.State()
        self.server = standin.serve(self.state)
        self.repository = self.scratch / "repository"
        self.runs = 9000
        self.container = None
        if arguments.image:
            self.container = run(*arguments.image, "from", "--pull-never", "localhost/perfgate:runtime")

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        if self.container:
            run(*self.arguments.image, "rm", self.container)
        shutil.rmtree(self.scratch, ignore_errors=True)

    # ---- the container, or the same entry point on this machine ----

    def inside(self, top):
        return "/github" if self.container else str(top)

    def start(self, top, values):
        if self.container:
            volumes = [
                word
                for name in ("workspace", "home", "workflow", "temp", "file_commands")
                for word in ("--volume", f"{top / name}:/github/{name}")
            ]
            options = [word for pair in values.items() for word in ("--env", "=".join(pair))]
            command = [
                *self.arguments.image, "run", "--isolation", "chroot", "--network", "host",
                "--workingdir", "/github/workspace", *volumes, *options, self.container, "--",
                "/usr/libexec/perfgate/action-entry",
            ]  # fmt: skip
            environment = os.environ
        else:
            # The entry point looks for programs in fixed folders; this copy also where perfgate is.
            entry = top / "entry"
            text = (ROOT / "scripts" / "action-entry").read_text()
            where = Path(self.arguments.native).resolve().parent
            entry.write_text(text.replace("readonly safe_path=", f"readonly safe_path={where}:"))
            entry.chmod(0o755)
            command, environment = [entry], values | {"PATH": os.environ["PATH"]}
        return subprocess.run(
            command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )  # fmt: skip

    # ---- the repository ----

    def git(self, *words):
        identity = ["-c", "user.name=story", "-c", "user.email=story@localhost"]
        return run("git", "-C", self.repository, *identity, *words)

    def make_repository(self):
        self.repository.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        (self.repository / "steady").mkdir()
        for name in ("spin.c", "steady/spin.c"):
            shutil.copy(FIXTURE / "spin.c", self.repository / name)
        (self.repository / "steady" / "rounds.h").write_text(f"#define ROUNDS {BASE_ROUNDS}\n")
        (self.repository / "perfgate.json").write_text(CONFIG)
        (self.repository / ".gitignore").write_text("out/\n")
        return self.commit(BASE_ROUNDS, "a program")

    def commit(self, rounds, message):
        (self.repository / "rounds.h").write_text(f"#define ROUNDS {rounds}\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        return self.git("rev-parse", "HEAD")

    def branch(self, name, rounds, message):
        """A commit on the branch, and the merge commit that GitHub would make of it: (head, merge)."""
        known = self.git("branch", "--list", name)
        self.git("switch", "--quiet", *([name] if known else ["--create", name, "main"]))
        head = self.commit(rounds, message)
        self.git("switch", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--no-edit", head)
        merge = self.git("rev-parse", "HEAD")
        self.git("update-ref", f"refs/story/{merge}", merge)  # so that clones can have it
        self.git("tag", f"merge-{merge}")
        self.git("switch", "--quiet", "main")
        return head, merge

    # ---- the jobs ----

    def event(self, name, file, replacements, sha):
        self.runs += 100
        text = (EVENTS / f"{file}.json").read_text()
        for old, new in replacements.items():
            text = text.replace(old, new)
        return {"name": name, "payload": json.loads(text), "sha": sha, "run": self.runs}

    def build(self, machine):
        """The step between checkout and Action: both trees by one compiler."""
        for tree in ("base", "head"):
            folder = machine.workspace / tree
            (folder / "out").mkdir()
            flags = ["gcc", "-O2", "-static"]  # runs in the image, whatever C library is here
            run(*flags, "-o", "out/spin", "spin.c", cwd=folder)
            run(*flags, "-o", "out/steady", "steady/spin.c", cwd=folder)

    def measure(self, event, merge, artifacts):
        """The matrix of measure jobs, without a token; their files go to `artifacts`."""
        say(f"  measure: {SHARDS} jobs, no token, head {merge[:12]}")
        for shard in range(1, SHARDS + 1):
            machine = Machine(self, f"measure-{shard}")
            machine.check_out("head", merge)
            machine.check_out("base", f"{merge}^1")
            self.build(machine)
            status = machine.action(event, {
                "command": "run", "config": "head/perfgate.json", "base": "base",
                "no-build": "true", "shard": f"{shard}/{SHARDS}",
            })  # fmt: skip
            result = machine.outputs.get("result", "")
            if status:
                say(machine.log)
            expect(f"shard {shard} measured (its own rows: {result or 'none'})", status, 0)
            target = artifacts / f"perfgate-shard-{shard}"
            shutil.copytree(machine.workspace / "perfgate-out", target, symlinks=True)
            say(f"    handed over: {', '.join(sorted(p.name for p in target.glob('*.json')))}")

    def judge(self, event, base, artifacts, prepare=None, **inputs):
        """The judge job: the base commit, the files, the token."""
        say(f"  judge: base {base[:12]} checked out, with the token, event {event['name']}")
        machine = Machine(self, "judge")
        machine.check_out("base", base)
        shutil.copytree(artifacts, machine.workspace / "runs", symlinks=True)
        if prepare:
            prepare(machine.workspace / "runs")
        given = {
            "command": "judge", "runs": "runs", "config": "base/perfgate.json",
            "token": standin.TOKEN, "status": "always",
        }  # fmt: skip
        machine.status = machine.action(event, given | inputs)
        for line in machine.log.splitlines():
            if line.startswith(("result:", "perfgate: comment")):
                say(f"    {line}")
        return machine

    def comments(self, pull):
        return [c for c in self.state.comments if c["issue"] == pull]

    def status_of(self, head):
        found = [s["state"] for s in self.state.statuses if s["sha"] == head]
        return found[-1] if found else "none"

    def told(self, machine, pull, head, status, word):
        """What must hold after a judge job has spoken."""
        expect(f"exit status {status}", machine.status, status)
        if machine.status != status:
            say(machine.log)
        comments = self.comments(pull)
        expect(f"one comment on pull request {pull}", len(comments), 1)
        body = comments[0]["body"] if comments else "\n\n"
        expect(f"its marker names head {head[:12]}", f"head={head}" in body.splitlines()[0], True)
        expect(f"it says {word}", word in body.splitlines()[1], True)
        commit = self.state.refs.get(f"refs/perfgate/pr-{pull}", "none")
        expect("it shows the chart of the ref, by its commit", f"/blob/{commit}/chart.png" in body, True)
        state = "success" if status == 0 else "failure"
        expect(f"commit status at the head: {state}", self.status_of(head), state)
        expect("the log has no token", standin.TOKEN in machine.log, False)
        return comments[0]["id"] if comments else None

    def keep(self, pull, name):
        """The comment and its chart, for scripts/render-comment."""
        if not self.arguments.keep:
            return
        folder = Path(self.arguments.keep) / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "comment.md").write_text(self.comments(pull)[0]["body"])
        commit = json.loads(self.state.objects[self.state.refs[f"refs/perfgate/pr-{pull}"]]["content"])
        for entry in json.loads(self.state.objects[commit["tree"]]["content"]):
            content = base64.b64decode(self.state.objects[entry["sha"]]["content"])
            (folder / Path(entry["path"]).name).write_bytes(content)

    def chart_is_png(self, pull):
        commit = json.loads(self.state.objects[self.state.refs[f"refs/perfgate/pr-{pull}"]]["content"])
        tree = json.loads(self.state.objects[commit["tree"]]["content"])
        content = base64.b64decode(self.state.objects[tree[0]["sha"]]["content"])
        expect(f"the chart is a picture ({len(content)} bytes)", content[:4], b"\x89PNG")


def tell(story):
    base = story.make_repository()
    say(f"0. A repository with two workloads; main is {base[:12]}.")

    head, merge = story.branch("feature", SLOW_ROUNDS, "a slower program")
    pull = story.state.add_pull(7, head, merge=merge)
    say(f"\n1. Pull request 7 is opened; its head {head[:12]} makes `spin` half as slow again.")
    event = story.event("pull_request", "pull_request", {"1" * 40: head, "3" * 40: merge}, merge)
    artifacts = story.scratch / "artifacts-1"
    story.measure(event, merge, artifacts)
    machine = story.judge(event, base, artifacts)
    first = story.told(machine, 7, head, 1, "regressed")
    story.chart_is_png(7)
    expect("the job summary has the table", "spin" in machine.summary, True)
    story.keep(7, "slower")

    head, merge = story.branch("feature", FIXED_ROUNDS, "a faster program")
    pull |= {"head": head, "merge": merge}
    say(f"\n2. The fix is pushed: head {head[:12]}.")
    event = story.event("pull_request", "pull_request", {"1" * 40: head, "3" * 40: merge}, merge)
    artifacts = story.scratch / "artifacts-2"
    story.measure(event, merge, artifacts)
    second = story.told(story.judge(event, base, artifacts), 7, head, 0, "pass")
    expect("it is the comment of before, updated", second, first)
    story.keep(7, "fixed")

    say("\n3. Somebody has it measured again: workflow_dispatch with pr-number 7.")
    event = story.event("workflow_dispatch", "workflow_dispatch", {}, base)
    artifacts = story.scratch / "artifacts-3"
    story.measure(event, merge, artifacts)
    machine = story.judge(event, base, artifacts, **{"pr-number": "7"})
    third = story.told(machine, 7, head, 0, "pass")
    expect("it is still the same comment", third, first)
    expect("written by the newer run", f"run={event['run']} " in story.comments(7)[0]["body"], True)

    head, merge = story.branch("patch", SLOW_ROUNDS, "a slower program, of a fork")
    story.state.add_pull(
        8, head, merge=merge, branch="patch/1 #x", owner="fan", head_repository=standin.FORK_ID
    )
    say(f"\n4. A fork opens pull request 8, head {head[:12]}; its run has no token at all.")
    event = story.event("pull_request", "pull_request_of_fork", {"2" * 40: head, "3" * 40: merge}, merge)
    artifacts = story.scratch / "artifacts-4"
    story.measure(event, merge, artifacts)
    say("  that run is over; workflow_run starts perfgate-fork-report")
    event = story.event("workflow_run", "workflow_run_of_fork", {"2" * 40: head}, base)
    story.told(story.judge(event, base, artifacts), 8, head, 1, "regressed")

    say("\n5. What must not work.")
    machine = Machine(story, "refused")
    machine.check_out("head", merge)
    event = story.event("pull_request", "pull_request", {"1" * 40: head, "3" * 40: merge}, merge)
    status = machine.action(event, {"command": "run", "token": standin.TOKEN})
    expect("measuring with a token is refused", (status, "takes no token" in machine.log), (2, True))
    event = story.event("workflow_run", "workflow_run_of_fork", {"2" * 40: head}, base)
    status = machine.action(event, {"command": "run"})
    expect("measuring on workflow_run is refused", (status, "has write rights" in machine.log), (2, True))
    before = len(story.state.log)

    def plant(runs):
        (runs / "perfgate-shard-1" / "head.json").unlink()
        (runs / "perfgate-shard-1" / "head.json").symlink_to("/proc/self/environ")

    machine = story.judge(event, base, artifacts, prepare=plant)
    expect("a link among the files is refused", (machine.status, "symbolic link" in machine.log), (2, True))
    expect("and nothing is asked of GitHub", len(story.state.log), before)

    def fake(runs):
        verdict = {"result": "pass", "exit_status": 0, "pull_request": 7}
        for folder in runs.iterdir():
            (folder / "comparison.json").write_text(json.dumps(verdict))

    machine = story.judge(event, base, artifacts, prepare=fake)
    expect("a verdict among the files is not looked at", machine.status, 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--image", help="the command before buildah's own words")
    parser.add_argument("--native", help="the built perfgate")
    parser.add_argument("--keep", help="folder for comments and charts")
    arguments = parser.parse_args()
    if bool(arguments.image) == bool(arguments.native):
        parser.error("expected --image or --native")
    arguments.image = arguments.image.split() if arguments.image else None
    story = Story(arguments)
    try:
        tell(story)
    finally:
        story.close()
    where = "in the real image" if arguments.image else "with the Action's entry point, natively"
    if failures:
        say(f"\nstory: {len(failures)} things did not happen as told ({where}): {'; '.join(failures)}")
        return 1
    say(f"\nstory: everything happened as told, {where}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
