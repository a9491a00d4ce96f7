#!/usr/bin/env python3
"""A job's tokens are not within reach of the programs that it measures or of their builds.

Argument: perfgate."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "action"))
from tap import check, equal, finish

PERFGATE = str(pathlib.Path(sys.argv[1]).resolve())
HERE = pathlib.Path(__file__).parent
TOKEN = "canary-" + os.urandom(8).hex()
NAMES = ("GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN", "INPUT_TOKEN")
SECONDS = 120


def run(folder, **config):
    seek = ["/usr/bin/env", "python3", "./seeker.py", TOKEN[::-1]]
    config = {"suite": "secrets", "workloads": [{"name": "seeker", "command": seek}], **config}
    if config.get("build"):
        config["build"] = seek
    (folder / "perfgate.json").write_text(json.dumps(config))
    done = subprocess.run(
        [PERFGATE, "run", "--blocks", "1", "-o", str(folder / "run.json")],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        env={"PATH": os.environ["PATH"], "HOME": "/", **{name: TOKEN for name in NAMES}},
    )
    return done.returncode, done.stdout


def user_step(folder):
    steps = json.loads((folder / "run.json").read_text())["conditions"]
    return next(step for step in steps if step["step"] == "user")


with tempfile.TemporaryDirectory(prefix="secrets.") as scratch:
    folder = pathlib.Path(scratch)
    folder.chmod(0o755)
    shutil.copy(HERE / "seeker.py", folder)

    # The search must be able to find: here the configuration hands the token over.
    for name in NAMES:
        status, said = run(folder, pass_env=[name])
        check(status == 4 and "found in environment" in said, f"{name}, passed on, is found", said)

    status, said = run(folder)
    equal((status, "found" in said), (0, False), f"no token as {user_step(folder)['about']}")
    check(TOKEN not in said, "and none in the log", said)
    step = user_step(folder)
    if os.geteuid() == 0:
        check(step["done"] or "cannot be changed" in step["about"], "as another user", step)

    status, said = run(folder, user="keep")
    equal((status, said.count("found")), (0, 0), "no token for a program that keeps our user")
    equal(user_step(folder)["done"], False, "which the run tells")

    status, said = run(folder, build=True)
    equal((status, said.count("found")), (0, 0), "no token for a build")

    # A tree that is closed to others: measured as ever, and said.
    folder.chmod(0o700)
    status, said = run(folder)
    equal(status, 0, "a closed tree is measured")
    if os.geteuid() == 0 and step["done"]:
        check("is closed to other users" in said, "as our user, which is said", said)
        check("closed" in user_step(folder)["about"], "and told by the run", user_step(folder))

sys.exit(finish())
