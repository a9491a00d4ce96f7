#!/usr/bin/env python3
"""Relative links in the Markdown files lead to a file that is there, and to a heading in it."""

import posixpath
import re
import urllib.parse

import house

# What shows code is no link. A fence may be indented inside a list.
CODE = re.compile(
    r"""
      ^[ \t]*(?P<fence>```+|~~~+).*?^[ \t]*(?P=fence)[`~]*[ \t]*$
    | (?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)
    | <!--.*?-->
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
TARGETS = (
    re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+[\"'][^)]*)?\)"),
    re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)", re.MULTILINE),
    re.compile(r"\b(?:href|src|srcset)=[\"']([^\"'\s]+)"),
)
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
ANCHOR = re.compile(r"\b(?:id|name)=[\"']([^\"']+)")

FILE = "links lead to a file"
PLACE = "links lead to a heading"


def without_code(text):
    return CODE.sub(lambda match: "\n" * match.group().count("\n"), text)


def anchors(text):
    """The names that GitHub gives headings, and those written by hand."""
    fences = re.compile(r"^[ \t]*(```+|~~~+).*?^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
    text = fences.sub("", text)
    found = set(ANCHOR.findall(text))
    seen = {}
    for heading in HEADING.findall(text):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        count = seen.get(name, 0)
        seen[name] = count + 1
        found.add(f"{name}-{count}" if count else name)
    return found


def check_link(tree, places, results, source, where, link):
    if re.match(r"[a-zA-Z][\w+.-]*:|//", link):
        return
    results[FILE].looked_at += 1
    path, _, fragment = urllib.parse.unquote(link).partition("#")
    path = path.split("?")[0]
    if path.startswith("/"):
        target = path.lstrip("/")
    else:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    if not path:
        target = source
    elif target not in places:
        results[FILE].find(where, f"{link}: there is no {target}")
        return
    if fragment and target.endswith(".md"):
        results[PLACE].looked_at += 1
        if fragment not in anchors(tree.text(target)):
            results[PLACE].find(where, f"{link}: {target} has no such heading")


def check(tree):
    results = {rule: house.Result() for rule in (FILE, PLACE)}
    places = set(tree.files) | {"."}
    for name in tree.files:
        while "/" in name:
            name = name.rpartition("/")[0]
            places.add(name)
    for source in (name for name in tree.files if name.endswith(".md")):
        text = without_code(tree.text(source))
        for pattern in TARGETS:
            for match in pattern.finditer(text):
                where = f"{source}:{house.line_of(text, match.start(1))}"
                check_link(tree, places, results, source, where, match[1])
    # Not every document links into another.
    results[PLACE].looked_at += results[FILE].looked_at
    return results


README = """\
# perfgate, the `gate`

[a](docs/a.md#the-end), [b]( <docs/a.md> "with a title"), [folder](docs/),
[here](#perfgate-the-gate), ![picture](docs/p.png), <img src="docs/p.png">,
[web](https://example.org/none.md), [c][ref] and
`[code](none.md)`.

[ref]: docs/a.md

```
[code](none.md)
```
"""
GOOD = {
    "README.md": README,
    "docs/a.md": '# A\n[up](../README.md)\n## The end!\n## A\n[x](#a-1)\n<a id="b"></a>\n[y](#b)\n',
    "docs/p.png": "",
}
BAD = [
    (FILE, {"docs/a.md": "# The end\n\n[x](b.md)\n"}, "docs/a.md:3: b.md: there is no docs/b.md"),
    (FILE, {"docs/p.png": None, "README.md": "![p](docs/p.png)\n"}, "README.md:1: docs/p.png"),
    (FILE, {"docs/c.md": "[x]: ../none.txt\n"}, "docs/c.md:1: ../none.txt"),
    (FILE, {"docs/c.md": "<img\n src='none.png'>\n"}, "docs/c.md:2: none.png"),
    (FILE, {"docs/c.md": "[case](A.md)\n"}, "docs/c.md:1: A.md"),
    (PLACE, {"docs/c.md": "[x](a.md#no-end)\n"}, "docs/c.md:1: a.md#no-end"),
    (PLACE, {"docs/c.md": "# C\n[x](#d)\n"}, "docs/c.md:2: #d"),
]

if __name__ == "__main__":
    house.main(check, GOOD, BAD)
