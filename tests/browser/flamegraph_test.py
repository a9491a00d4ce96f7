#!/usr/bin/env python3
"""Flamegraphs in a real browser: search, zoom, keys, toggles, and that nothing is fetched.

    flamegraph_test.py PERFGATE        TAP on standard output; without Chromium all is skipped

Clicks and keys are the browser's own events; what is seen is read off the page and off the pixels
of its canvas."""

import pathlib
import subprocess
import sys
import tempfile

import devtools

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "action"))
from tap import check, equal, finish  # pylint: disable=wrong-import-position

READY = "!!document.documentElement && document.documentElement.dataset.ready === 'true'"
FOLDED = """\
main;read;parse 30
main;read;parse;number 20
main;read 5
main;write;format<int> & "co" 25
main;write;flush_[k] 15
idle 5
"""
DIFFERENCE = """\
main;old;gone 30 0
main;kept 60 50
main;fresh 0 25
main;slower 10 25
"""
HOSTILE = (
    "main;</title></script><script>document.title='owned'</script> 5\n"
    "main;]]>;\"'><img src=x onerror=alert(1)>;&amp; 4\n"
    "main;\x01\x1b[31m\u202e;\\u0000\\n`${1}` 3\n"
)


class Flamegraph:
    """A page with a flamegraph, and where its frames are on the screen."""

    def __init__(self, browser, perfgate, folder, text, *options, **page):
        self.path = folder / "page.svg"
        folded = folder / "stacks.folded"
        folded.write_bytes(text if isinstance(text, bytes) else text.encode())
        subprocess.run([perfgate, "profile", "flamegraph", folded, "-o", self.path, *options], check=True)
        self.page = devtools.Page(browser, **page)
        self.open()

    def open(self, state=""):
        self.page.open("about:blank")
        self.page.open(self.path.as_uri() + state, READY)

    def get(self, what):
        return self.page.run(what)

    def text(self, name):
        return self.get(f"document.getElementById('{name}').textContent")

    def data(self, name):
        return self.get(f"document.getElementById('stage').dataset['{name}']")

    def press(self, name):
        x, y = self.get(f"""(() => {{ const b = document.getElementById('{name}').getBoundingClientRect();
            return [b.left + b.width / 2, b.top + b.height / 2]; }})()""")
        self.page.click(x, y)

    def pressed(self, name):
        return self.get(f"document.getElementById('{name}').getAttribute('aria-pressed')") == "true"

    def at(self, share, row):
        """The place of a share of the width in a row, counted from the top of the picture."""
        left, top, width = self.get("""(() => { const b = document.getElementById('stage')
            .getBoundingClientRect(); return [b.left, b.top, b.width]; })()""")
        return left + share * width, top + row * 18 + 8

    def frame(self, share, row):
        """The name below the pointer."""
        self.page.mouse("mouseMoved", *self.at(share, row))
        return self.text("name")

    def colours(self):
        """How many pixels of the canvas have which colour; mixtures at edges are left out."""
        return self.get("""(() => { const c = document.getElementById('canvas');
            const d = new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer);
            const n = {}; for (const v of d) n[v] = (n[v] || 0) + 1;
            return Object.fromEntries(Object.entries(n).filter(([, count]) => count > 300)); })()""")

    def settle(self):
        self.get("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def rows(flamegraph, share, count):
    return [flamegraph.frame(share, row) for row in range(count)]


def check_geometry(f):
    equal(rows(f, 0.50, 5), ["number", "parse", "read", "main", "all"], "frames lie where they should")
    equal(f.frame(0.02, 3), "idle", "siblings stand in the order of their names")
    equal(f.frame(0.07, 1), "all", "a parent's own weight is left of its children, and nothing above")
    f.page.mouse("mouseMoved", *f.at(0.5, 0))
    equal(f.get("[...document.getElementById('tip').children].map((e) => e.textContent)"),
          ["number", "20 samples, 20.00 %", "self 20, 20.00 %"], "the tip has the whole name and numbers")
    check(len(f.colours()) > 6, "the canvas holds more than a few colours", f.colours())


def check_zoom(f):
    f.page.click(*f.at(0.3, 2))
    equal(f.data("zoom"), "read", "a click zooms")
    equal(f.get("location.hash"), "#zoom=3", "the zoom is in the address")
    equal(f.frame(0.5, 2), "read", "what is zoomed is as wide as the picture")
    equal(f.frame(0.99, 0), "number", "and so is what lies above")
    f.page.click(*f.at(0.3, 1))
    equal(f.data("zoom"), "parse", "a second click zooms further")
    f.get("history.back()")
    f.page.wait("document.getElementById('stage').dataset.zoom === 'read'")
    check(True, "the back button zooms out again")
    f.press("reset")
    equal((f.data("zoom"), f.get("location.hash")), ("all", ""), "Reset shows all")
    f.open("#zoom=3&view=i")
    equal((f.data("zoom"), f.pressed("icicle")), ("read", True), "an address restores zoom and view")
    f.open("#zoom=99&search=%5B&view=%3F")
    equal(f.data("zoom"), "all", "an address that makes no sense is none")


def check_search(f):
    f.open()
    before = f.colours()
    f.page.key("/")
    f.page.type("par|flush")
    equal(f.text("matched"), "65.00 %", "the matched share, nested matches counted once")
    f.settle()
    found = set(f.colours()) - set(before)
    check(found, "matches have a colour of their own", f.colours())
    equal(f.get("location.hash"), "#search=par%7Cflush", "the search is in the address")
    f.page.key("Escape")
    equal((f.text("matched"), f.get("document.getElementById('search').value")), ("", ""),
          "Escape clears the search")
    f.page.key("f", control=True)
    equal(f.get("document.activeElement.id"), "search", "Ctrl-F goes to the search field")
    f.page.type("(")
    equal(f.text("matched"), "no regex", "what is no expression is said")
    f.page.key("Escape")
    f.page.key("/")
    f.page.type("re{")
    equal(f.text("matched"), "0.00 %", "a lone bracket is one")
    f.page.key("Escape")
    f.page.key("/")
    f.page.type("READ")
    equal(f.text("matched"), "0.00 %", "capital letters are meant")
    f.page.key("Escape")
    f.get("document.querySelector('.functions tbody button').click()")
    equal(f.get("document.getElementById('search').value"), "^parse$", "a row of the table searches")
    f.page.key("Escape")


def check_keys(f):
    f.open()
    f.get("document.getElementById('stage').focus()")
    seen = []
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowLeft"):
        f.page.key(key)
        seen.append(f.data("focus"))
    equal(seen, ["all", "main", "read", "write", 'format<int> & "co"', "write", "read"],
          "arrow keys move between frames")
    check("read, 55 samples, 55.00 %" in f.text("say"), "the frame is said to screen readers", f.text("say"))
    f.page.key("Enter")
    equal(f.data("zoom"), "read", "Enter zooms")
    f.page.key("Escape")
    equal(f.data("zoom"), "all", "Escape resets")
    f.press("icicle")
    f.get("document.getElementById('stage').focus()")
    f.page.key("ArrowDown")
    f.page.key("ArrowUp")
    equal(f.data("focus"), "read", "in an icicle down is towards what is called")
    f.press("flame")


def check_toggles(f):
    f.open()
    f.press("icicle")
    equal(rows(f, 0.30, 4), ["all", "main", "read", "parse"], "an icicle has the root at the top")
    f.press("leaf")
    equal(rows(f, 0.01, 3), ["all", "flush", "write"], "reversed, the leaf comes first, then its caller")
    equal(f.get("location.hash"), "#view=ir", "toggles are in the address")
    f.press("root")
    f.press("flame")
    equal((f.pressed("flame"), f.pressed("icicle")), (True, False), "a toggle says what is on")
    f.press("bywidth")
    equal((f.frame(0.01, 3), f.frame(0.99, 3)), ("main", "idle"), "by width, the widest comes first")
    f.press("byname")
    equal(f.get("location.hash"), "", "all as it was leaves no trace in the address")


def check_structure(f):
    equal(f.get("document.querySelectorAll('.functions tbody tr').length"), 6, "a table of functions")
    equal(f.get("[...document.querySelectorAll('.functions tbody tr')].map((r) => r.innerText)[0]")
          .split(), ["parse", "30", "30.00", "%", "50.00", "%"], "with self and total")
    equal(f.get("""[...document.querySelectorAll('button,input,[tabindex]')].filter((e) =>
        e.getClientRects().length && !(e.textContent.trim() || e.getAttribute('aria-label') ||
        e.closest('label'))).length"""), 0,
          "everything that takes keys has a name")
    equal(f.get("document.querySelector('#still')"), None, "the picture for viewers without script is gone")
    nodes = f.page.call("Accessibility.getFullAXTree")["nodes"]
    roles = {node.get("role", {}).get("value") for node in nodes}
    check({"table", "rowheader", "searchbox", "toolbar", "heading", "status"} <= roles,
          "screen readers find table, search, toolbar and heading", roles)


def check_widths(f):
    for width in (400, 1600):
        f.page.call("Emulation.setDeviceMetricsOverride", width=width, height=700,
                    deviceScaleFactor=2, mobile=False)
        f.settle()
        equal(f.get("document.getElementById('canvas').width > 1.8 * (innerWidth - 60)"), True,
              f"at {width} pixels the picture is as wide as the window, in the screen's resolution")
        equal(f.get("document.querySelector('.page').scrollWidth <= innerWidth"), True,
              f"at {width} pixels nothing sticks out")
    light = f.get("getComputedStyle(document.documentElement).backgroundColor")
    before = f.colours()
    f.page.media(dark=True)
    f.settle()
    check(light != f.get("getComputedStyle(document.documentElement).backgroundColor"), "dark is another page")
    common = set(before) & set(f.colours())
    check(not common, "and no colour of the picture stays", common)
    f.page.media(dark=False)


def check_difference(f):
    names = f.get("[...document.querySelectorAll('#key span')].map((s) => s.textContent)")
    check("only in head (added)" in names and "only in base (removed)" in names,
          "the key names what was added and removed", names)
    equal(f.frame(0.99, 1), "slower", "frames are as wide as in head")
    equal([f.frame(0.7, 1), f.text("numbers")],
          ["old", "removed, base 30.00 %, head 0.00 %; \u221230.00 points"],
          "what vanished is there, with base's share")
    equal([f.frame(0.1, 1), f.text("numbers")],
          ["fresh", "added, base 0.00 %, head 25.00 %; +25.00 points"], "what is new is there")
    f.press("base")
    equal(f.get("location.hash"), "#view=b", "widths can be those of base")
    equal([f.frame(0.99, 1), f.text("numbers")],
          ["slower", "base 10.00 %, head 25.00 %; +15.00 points"], "with the same numbers")


def check_hostile(f):
    equal(f.get("document.title"), "Flamegraph", "no script comes out of a name")
    equal(f.get("document.images.length + document.scripts.length <= 3"), True, "and no element")
    equal(f.frame(0.99, 2), "]]>", "a name is shown as it is")
    equal(f.frame(0.3, 2), "</title></script><script>document.title='owned'</script>", "tags and all")
    equal(f.frame(0.1, 2)[:1], "\ufffd", "but for what cannot be shown")


def check_still(browser, perfgate, folder):
    page = devtools.Page(browser)
    page.scripts(False)
    page.open((folder / "page.svg").as_uri())
    title = "[...document.querySelectorAll('#still rect title')].map((t) => t.textContent)"
    check("parse (50 samples, 50.00%)" in page.run(title), "without script there is a picture with titles",
          page.run(title))
    equal(page.run("getComputedStyle(document.getElementById('app')).display"), "none", "and no dead button")
    check(page.run("document.querySelector('.functions').getBoundingClientRect().height") > 100,
          "and the table")
    page.close()


def run(perfgate, program, folder):
    with devtools.Browser(program) as browser:
        f = Flamegraph(browser, perfgate, folder, FOLDED)
        for part in (check_structure, check_geometry, check_zoom, check_search, check_keys,
                     check_toggles, check_widths):
            part(f)
        pages = [f]
        check_still(browser, perfgate, folder)
        pages.append(Flamegraph(browser, perfgate, folder, DIFFERENCE))
        check_difference(pages[-1])
        pages.append(Flamegraph(browser, perfgate, folder, HOSTILE))
        check_hostile(pages[-1])
        for f in pages:
            addresses = {url.partition("#")[0] for url in f.page.requests()}
            check(addresses <= {f.path.as_uri(), "about:blank"}, "nothing else is asked for", addresses)
            equal(f.page.complaints(), [], "no script error")


def main():
    program = devtools.find()
    if not program:
        print("1..0 # SKIP there is no Chromium here (Debian package chromium)")
        return 0
    with tempfile.TemporaryDirectory(prefix="perfgate-browser.") as folder:
        run(sys.argv[1], program, pathlib.Path(folder))
    return finish()


if __name__ == "__main__":
    sys.exit(main())
