#!/usr/bin/env python3
"""The report on a case in a real browser: tables are sorted, flamegraphs are there, nothing is fetched.

    case_test.py PERFGATE        TAP on standard output; without Chromium all is skipped"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import devtools

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "action"))
from tap import check, equal, finish  # pylint: disable=wrong-import-position

EXAMPLES = HERE.parent / "schemas"
WORKLOADS = [{"name": name, "command": ["true"]} for name in ("work", "work_small")]
CONFIG = {"suite": "demo", "workloads": WORKLOADS}


def make(perfgate, folder):
    """The report on the case of tests/schemas."""
    case = folder / "case"
    (case / "evidence").mkdir(parents=True)
    shutil.copy(EXAMPLES / "candidates" / "good" / "full.json", case / "candidates.json")
    shutil.copy(EXAMPLES / "evaluation" / "good" / "full.json", case / "evidence" / "evaluation.json")
    (case / "base.folded").write_text("main;f 60\nmain;g<b> 30\nmain 10\n", "utf-8")
    (case / "evidence" / "final.folded").write_text("main;g<b> 30\nmain 10\n", "utf-8")
    (folder / "perfgate.json").write_text(json.dumps(CONFIG), "utf-8")
    page = folder / "report.html"
    subprocess.run(
        [perfgate, "clinic", "report", "case", "--html", page], cwd=folder, check=True, capture_output=True
    )
    return page


def table(heading):
    return (
        f"[...document.querySelectorAll('h2')].find((h) => h.textContent.startsWith('{heading}'))"
        ".nextElementSibling.querySelector('table')"
    )


def column(page, heading, index):
    return page.run(f"[...{table(heading)}.tBodies[0].rows].map((r) => r.cells[{index}].textContent)")


def check_sorting(page):
    heading = "Candidates, ranked"
    before = column(page, heading, 0)
    equal(before, ["1", "2", "3", "4", "5"], "by rank at first")
    button = f"{table(heading)}.tHead.rows[0].cells[7].querySelector('button')"
    page.run(f"{button}.focus()")
    page.key("Enter")
    numbers = [int(text) for text in column(page, heading, 7)]
    equal(numbers, sorted(numbers), "by lines, with a key: as numbers")
    sort = f"{table(heading)}.tHead.rows[0].cells[7].getAttribute('aria-sort')"
    equal(page.run(sort), "ascending", "and it is said")
    page.run(f"{button}.click()")
    numbers = [int(text) for text in column(page, heading, 7)]
    equal(numbers, sorted(numbers, reverse=True), "the other way round")
    page.run(f"{table(heading)}.tHead.rows[0].cells[8].querySelector('button').click()")
    words = column(page, heading, 8)
    equal(words, sorted(words), "by words")
    equal(page.run(sort), None, "one column at a time")


def check_page(page):
    check(page.run("document.title") == "The case demo", "the title")
    frames = page.run("[...document.querySelectorAll('iframe')].map((f) => f.title)")
    equal(len(frames), 3, "flamegraphs before, after, and their difference")
    width = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    check(page.run(width), "nothing sticks out")
    picture = page.run("[...document.images].map((i) => i.complete && i.naturalWidth > 100)")
    check(picture in ([True], []), "the chart is drawn, where there is gnuplot", picture)


def run(perfgate, program, folder):
    path = make(perfgate, folder)
    with devtools.Browser(program) as browser:
        for options in ({"width": 1280, "height": 900}, {"width": 390, "height": 800, "dark": True}):
            page = devtools.Page(browser, **options)
            page.open(path.as_uri())
            check_page(page)
            check_sorting(page)
            asked = {url[:5] for url in page.requests() if url not in (path.as_uri(), "about:blank")}
            check(asked <= {"data:"}, "nothing is asked for", asked)
            equal(page.complaints(), [], "no script error")
            page.close()


def main():
    program = devtools.find()
    if not program:
        print("1..0 # SKIP there is no Chromium here (Debian package chromium)")
        return 0
    with tempfile.TemporaryDirectory(prefix="perfgate-browser.") as folder:
        run(pathlib.Path(sys.argv[1]).resolve(), program, pathlib.Path(folder))
    return finish()


if __name__ == "__main__":
    sys.exit(main())
