#!/usr/bin/env python3
"""Hostile names in the Markdown report, looked at as GitHub's own renderer shows them:
check_markdown.py REPORT_SAMPLE

No tag, link, mention or reference may come of them, and in the table they read as they are."""

import html.parser
import random
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "house"))
import house  # pylint: disable=wrong-import-position

RENDERER = "cmark-gfm"
EXTENSIONS = ("table", "strikethrough", "autolink", "tagfilter", "tasklist")

# What the report is made of.
TAGS = set(
    "h3 strong p table thead tbody tr th td code details summary ul li pre".split()
)
ATTRIBUTES = {"align": {"left", "right"}, "class": {"language-sh"}, "lang": {"sh"}}
# What a comment has around it: a picture, and links to it and to the run. All of it is ours.
FRAME_TAGS = set("a picture source img sub".split())
FRAME = re.compile(
    r"https://github\.com/octo/widgets/(blob/0/chart(-dark)?\.png\?raw=true|actions/runs/1)"
    r"|900|\(prefers-color-scheme: dark\)|Chart of the changes: [a-z0-9, ()]*"
)
MARKER = " perfgate:default run=1 attempt=1 head=unknown "

# What GitHub makes of text that is not code, after the Markdown has been rendered.
LATER = {
    "a mention": re.compile(r"(?<![\w`])@\w", re.ASCII),
    "an issue": re.compile(r"#\d", re.ASCII),  # and of another repository, owner/name#1
    "an issue by name": re.compile(r"\bgh-\d", re.ASCII | re.IGNORECASE),
    "a commit": re.compile(r"\b[0-9a-f]{7,40}\b", re.ASCII | re.IGNORECASE),
    "a link": re.compile(r"\w+://|\bwww\.", re.ASCII | re.IGNORECASE),
    "a mail address": re.compile(r"[\w.+-]@[\w-]", re.ASCII),
    "an emoji": re.compile(r":[\w+-]+:", re.ASCII),
}
# These are made of code, too, where a renderer looks for them after decoding entities.
LATER_IN_CODE = ("a link", "a mention", "a mail address")

NAMES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</code></td><h1>big</h1>",
    "<!-- comment",
    "-->",
    "[text](http://example.com)",
    "![image](http://example.com/x.png)",
    "[ref]: http://example.com",
    "<http://example.com>",
    "http://example.com",
    "https://example.com/a?b=c",
    "ftp://example.com",
    "www.example.com",
    "mail@example.com",
    "mailto:mail@example.com",
    "xmpp:mail@example.com",
    "@octocat",
    "x @octocat y",
    "@org/team",
    "#1",
    "octocat/repo#1",
    "GH-1",
    "gh-22",
    "16c999e8c71134401a78d4d46435517b2271d6ac",
    "16c999e",
    "octocat@16c999e8c71134401a78d4d46435517b2271d6ac",
    ":tada:",
    ":+1:",
    "`code`",
    "``",
    "**bold** _emphasis_ ~~struck~~",
    "| cell | cell |",
    "\\| \\",
    "# heading",
    "> quote",
    "- item",
    "1. item",
    "- [ ] task",
    "---",
    "```",
    "&lt;b&gt;&amp;&#64;octocat",
    "$x^2$ $$y$$",
    "std::vector<int>::push_back(const T &)",
    "tab\there",
    "two  spaces ",
    "\u202egnp.exe",
    "\x1b[31mred\x1b[0m",
    "größe 時間 😀",
    "::error::message",
    "##[error]message",
]
PARTS = list("<>&'\"`|*_~[](){}#@:/.-+=!\\$%^ a1é") + NAMES


def generated(count):
    source = random.Random(17)
    return ["".join(source.choices(PARTS, k=source.randint(1, 6)))[:150] for _ in range(count)]


class Page(html.parser.HTMLParser):
    """Collects tags, attributes, and text in and outside of code."""

    def __init__(self, framed=False):
        super().__init__()
        self.framed = framed
        self.problems = []
        self.code = 0
        self.block = 0  # of code: nothing looks into it
        self.items = 0
        self.in_code = []
        self.outside = []

    def handle_starttag(self, tag, attrs):
        ours = self.framed and tag in FRAME_TAGS
        if tag not in TAGS and not ours:
            self.problems.append(f"tag <{tag}>")
        for name, value in attrs:
            if ours and FRAME.fullmatch(value):
                continue
            if value not in ATTRIBUTES.get(name, ()):
                self.problems.append(f"attribute {name}={value!r} of <{tag}>")
        self.block += tag == "pre"
        self.items += tag == "li"
        if self.items > 1:
            self.problems.append("a list in a list")
        if tag == "code":
            self.code += 1
            self.in_code.append("")
        else:
            self.outside.append("")

    def handle_endtag(self, tag):
        if tag not in TAGS and not (self.framed and tag in FRAME_TAGS):
            self.problems.append(f"tag </{tag}>")
        self.code -= tag == "code"
        self.block -= tag == "pre"
        self.items -= tag == "li"
        self.outside.append("")

    def handle_data(self, data):
        if self.block:
            return
        texts = self.in_code if self.code else self.outside
        texts += [""] if not texts else []
        texts[-1] += data

    def handle_comment(self, data):
        if self.framed and data == MARKER and not self.outside:
            return
        self.problems.append(f"comment {data!r}")

    def handle_decl(self, decl):
        self.problems.append(f"declaration {decl!r}")

    def handle_pi(self, data):
        self.problems.append(f"instruction {data!r}")


def render(text):
    command = [RENDERER, "--unsafe"]
    for extension in EXTENSIONS:
        command += ["--extension", extension]
    done = subprocess.run(
        command, input=text.encode(), stdout=subprocess.PIPE, timeout=60, check=True
    )
    return done.stdout.decode()


def page_of(program, names, form):
    lines = "\n".join(names).encode("utf-8", "surrogateescape")
    done = subprocess.run(
        [program, "-", form], input=lines, stdout=subprocess.PIPE, timeout=60, check=True
    )
    page = Page(form == "comment")
    page.feed(render(done.stdout.decode()))
    page.close()
    return page, done.stdout.decode()


def shown(name):
    """A name as the report may show it: what controls the line has become a question mark."""
    controls = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2066\u2067\u2068\u2069"
    tame = (
        "?" if unicodedata.category(char) == "Cc" or char in controls else char for char in name
    )
    return "".join(tame)


def check(program, names, form="markdown"):
    page, text = page_of(program, names, form)
    problems = list(page.problems)
    for text_outside in page.outside:
        for what, pattern in LATER.items():
            if pattern.search(text_outside):
                problems.append(f"{what} in {text_outside!r}")
    for text_inside in page.in_code:
        for what in LATER_IN_CODE:
            if LATER[what].search(text_inside):
                problems.append(f"{what} in code {text_inside!r}")
    readable = {inside.replace("\u200b", "") for inside in page.in_code}
    for name in names:
        if shown(name) not in readable and name not in ("", " "):
            problems.append(f"{name!r} cannot be read")
    units = len(text.encode("utf-16-le")) // 2
    if units > 65000:
        problems.append(f"{units} UTF-16 units")
    return problems


def catches(text):
    """The check itself: a page that was not escaped must not pass."""
    page = Page()
    page.feed(render(text))
    page.close()
    found = any(pattern.search(out) for pattern in LATER.values() for out in page.outside)
    return found or bool(page.problems)


def main():
    if not shutil.which(RENDERER):
        print(f"1..0 # SKIP {RENDERER} is not installed")
        return 0
    program = sys.argv[1]
    rows = []
    # A row shows two of five texts as names: each name alone takes every place in turn.
    for name in NAMES:
        rows.append((not (found := check(program, [name])), f"{name!a}", found))
    made = generated(3000)
    for number in range(60):
        names = made[number * 50 : number * 50 + 50]
        form = ("markdown", "comment")[number % 2]
        found = [item for item in check(program, names, form) if "cannot be read" not in item]
        rows.append((not found, f"generated names, batch {number + 1}", found))
    for text in ("@octocat", "www.example.com", "<b>x</b>", "#1", "16c999e8c71", "[a](b)", ":a:"):
        rows.append((catches(text), f"unescaped {text!a} is noticed", ["it is not"]))
    return house.print_tap(rows)


if __name__ == "__main__":
    sys.exit(main())
