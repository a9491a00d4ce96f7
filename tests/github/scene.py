"""A scene: the stand-in of GitHub, a folder for the runner's files, and perfgate publish in it."""

import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

import standin

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HEAD, FORK_HEAD, MERGE, PUSHED = "1" * 40, "2" * 40, "3" * 40, "4" * 40
SCALE = "0.001"  # of every wait: 60 s become 60 ms
SECONDS = 100
# What a fast gnuplot draws: pictures are for other tests.
TINY = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080000000"
    "03a7e9b550000000a4944415478da63680000008200817744f2b60000000049454e44ae426082"
)


def comparison(slower=True, rows=None, names=None):
    """A comparison to be published: the example of the schemas, with a regression or without, with as
    many rows or these names."""
    path = ROOT / "tests" / "schemas" / "comparison" / "good" / "demo.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    if names is not None or rows:
        names = names or [f"case_{number}/of_many_with_a_longer_name" for number in range(rows)]
        value["rows"] = [copy.deepcopy(value["rows"][0]) | {"workload": name} for name in names]
        value["means"] = []
    if not slower:
        value |= {"result": "pass", "exit_status": 0, "headline": "nothing got worse"}
        for row in value["rows"]:
            row |= {"verdict": "unchanged", "ratio": 1.001, "ratio_low": 0.99, "ratio_high": 1.01}
    for verdict in value["counts"]:
        value["counts"][verdict] = sum(row["verdict"] == verdict for row in value["rows"])
    return value


class Result:
    def __init__(self, done, work):
        self.status = done.returncode
        self.out, self.err = done.stdout.decode(), done.stderr.decode()
        self.summary = (work / "summary").read_text(encoding="utf-8")
        self.outputs = {}
        lines = (work / "outputs").read_text(encoding="utf-8").splitlines()
        while lines:
            name, _, end = lines.pop(0).partition("<<")
            value = []
            while lines[0] != end:
                value.append(lines.pop(0))
            lines.pop(0)
            self.outputs[name] = "\n".join(value)
        self.raw_outputs = (work / "outputs").read_text(encoding="utf-8")


class Scene:
    """`api` and `port`: a proxy in front of the stand-in and where it looks for it."""

    def __init__(self, perfgate, port=0, api=None, openapi=None):
        self.perfgate = perfgate
        self.work = Path(tempfile.mkdtemp(prefix="publish."))
        self.state = standin.State(openapi)
        self.server = standin.serve(self.state, port, keep=not api)
        if api:
            self.state.base = api
        self.api = self.state.base
        self.gnuplot(f"cat >/dev/null; cat '{self.work}/tiny.png'")
        (self.work / "tiny.png").write_bytes(TINY)
        self.seen = 0  # requests of earlier calls

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        shutil.rmtree(self.work, ignore_errors=True)

    def gnuplot(self, commands):
        """What is run for gnuplot, as lines of a shell script; "": the real one."""
        path = self.work / "bin" / "gnuplot"
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        if commands:
            path.write_text(f"#!/bin/sh\n{commands}\n", encoding="utf-8")
            path.chmod(0o755)

    def environment(self, event, **more):
        """What the runner gives for an event: a file's name in events/."""
        name = event.split("_of_")[0]
        fixed = {
            "PATH": f"{self.work}/bin:{os.environ['PATH']}",
            "HOME": str(self.work),
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(HERE / "events" / f"{event}.json"),
            "GITHUB_REPOSITORY": f"{standin.OWNER}/{standin.NAME}",
            "GITHUB_SHA": PUSHED if name in ("push", "schedule", "merge_group") else MERGE,
            "GITHUB_RUN_ID": "9100",
            "GITHUB_RUN_ATTEMPT": "1",
            "GITHUB_API_URL": self.api,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_TOKEN": standin.TOKEN,
            "GITHUB_STEP_SUMMARY": str(self.work / "summary"),
            "GITHUB_OUTPUT": str(self.work / "outputs"),
            "PERFGATE_WAIT_SCALE": SCALE,
        }
        for option in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if option in os.environ:
                fixed[option] = os.environ[option]
        # The leak check traces the process, which one with a token does not let its user do.
        if os.getuid() and "ASAN_OPTIONS" in fixed:
            fixed["ASAN_OPTIONS"] += ":detect_leaks=0"
        changed = fixed | more
        return {name: value for name, value in changed.items() if value is not None}

    def publish(self, event, *options, value=None, **more):
        """Runs perfgate publish; what it has asked since is in requests()."""
        path = self.work / "comparison.json"
        path.write_text(json.dumps(value or comparison()), encoding="utf-8")
        for name in ("summary", "outputs"):
            (self.work / name).write_text("", encoding="utf-8")
        self.seen = len(self.state.log)
        done = subprocess.run(
            [self.perfgate, "publish", str(path), *options],
            cwd=self.work,
            env=self.environment(event, **more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
            check=False,
        )
        return Result(done, self.work)

    def requests(self):
        """ "METHOD path" of the last call's requests, below the repository, decoded."""
        start = f"/repos/{standin.OWNER}/{standin.NAME}"
        lines = [entry["line"] for entry in self.state.log[self.seen :]]
        return [urllib.parse.unquote_plus(line.replace(start, "").replace("/api/v3", "")) for line in lines]

    def writes(self):
        return [line for line in self.requests() if not line.startswith("GET ")]

    def ours(self):
        return [c for c in self.state.comments if c["author"] == standin.BOT]


def marker(run, attempt=1, head=HEAD, key="default"):
    return f"<!-- perfgate:{key} run={run} attempt={attempt} head={head} -->"


if __name__ == "__main__":
    sys.exit("scene.py is for the tests beside it")
