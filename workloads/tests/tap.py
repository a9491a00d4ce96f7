"""What the checks share: results as TAP, and programs run the way perfgate runs them."""

import os
import subprocess
import sys


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, good, name, *details):
        """One result; the details are shown when it is bad."""
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}")
        if not good:
            for line in "\n".join(str(detail) for detail in details).splitlines():
                print(f"# {line}")

    def equal(self, expected, found, name):
        self.check(expected == found, name, f"expected: {expected!r}", f"found:    {found!r}")

    def end(self):
        print(f"1..{self.count}")
        sys.exit(self.failed > 0)


def environment(**more):
    """The environment of the measured programs: nothing of the caller's but the PATH."""
    kept = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}
    # A worker does one iteration, as under the tools that count.
    kept["PERFGATE_WORKER"] = "once"
    # A sanitizer that finds something must not end with a status of the program's own.
    kept["ASAN_OPTIONS"] = kept["UBSAN_OPTIONS"] = "exitcode=99"
    return {**kept, **more}


def run(argv, **options):
    return subprocess.run(
        argv,
        stdin=subprocess.DEVNULL,
        env=environment(),
        timeout=120,
        check=False,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )
