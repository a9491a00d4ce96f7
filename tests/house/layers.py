#!/usr/bin/env python3
"""The layers of src/ (ARCHITECTURE.md): who may include whom, and link whom. One direction only."""

import collections
import re

import house

VERB = {"base", "model", "stats", "sys"}
PURE = {"base", "model", "stats"}  # values in, values out: nothing of the world
VERBS = {
    "measure",
    "baseline",
    "import",
    "compare",
    "profile",
    "clinic",
    "report",
    "publish",
}
# folder: the folders below it whose headers it includes. It includes its own, too.
BELOW = {
    "base": set(),
    "model": {"base"},
    "stats": {"base"},
    "sys": {"base"},
    "measure": VERB,
    "baseline": VERB,
    "import": PURE,
    "compare": PURE,
    "profile": PURE,
    "clinic": PURE,
    "report": PURE,
    "publish": VERB,
    "flow": VERBS | VERB,
    "cli": {"flow"} | VERBS | VERB,
    "": {"cli", "flow"} | VERBS | VERB,  # main.c
    # Programs of their own, and a header for other people's programs.
    "launch": set(),
    "worker": set(),
    "preload": set(),  # a library for other people's programs
}
# Files that may include more than their folder, and why.
MORE = {
    # Both ends of a socket are described once.
    ("sys/launcher.c", "launch/protocol.h"),
    ("sys/worker.c", "worker/perfgate_worker.h"),
    # Both ends of the shared file, too.
    ("sys/counting.c", "preload/counts.h"),
    # The one renderer that starts a program.
    ("report/gnuplot.c", "sys/"),
}
# Headers that the build makes, and the folder that they are made for.
GENERATED = {"version.h": "cli"}

STANDARD = {
    f"{name}.h"
    for name in (
        "assert ctype errno float inttypes limits math stdalign stdarg stdatomic stdbool stddef "
        "stdint stdio stdlib stdnoreturn string"
    ).split()
}
# The operating system is touched here and nowhere else: any header but those of libraries.
TOUCH_THE_SYSTEM = {"sys", "launch", "worker", "preload"}
LIBRARIES = {
    "cJSON.h": ("base/json.c",),
    # POSIX, but a function of two texts: it touches nothing.
    "fnmatch.h": ("measure/runner.c",),
    "sha2.h": ("sys/",),
    "sha256.h": ("sys/",),
    "curl/curl.h": ("sys/http",),
}
# variable in meson.build: the library targets that name it.
DEPENDENCIES = {
    "cjson": {"base"},
    "libmd": {"sys"},
    "libcurl": {"sys"},
    "libm": None,  # everywhere
}

Target = collections.namedtuple("Target", "where variable kind name call")

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]*)"|<([^>\n]*)>)', re.MULTILINE)
TARGET = re.compile(
    r"\b(?:(\w+)\s*=\s*)?(static_library|shared_library|executable)\s*\(\s*'([\w-]+)'"
)

UP = "includes point downwards"
SYSTEM = "the operating system stays in sys, launch, worker and preload"
LIBRARY = "a library has one user"
EXACT = "an include names an existing header with its folder"
LINK = "a library links what stands below it"
BUILT = "every source is built, in the library of its folder"


def folder_of(name):
    """Of a path below src/: "stats/law.c" lies in "stats", "main.c" in ""."""
    return name.rpartition("/")[0].split("/")[0]


def may_include(name, header):
    folder, target = folder_of(name), folder_of(header)
    if target == folder or target in BELOW[folder]:
        return True
    return any(who in (folder, name) and header.startswith(what) for who, what in MORE)


def check_own(results, headers, name, where, header):
    if header in GENERATED:
        if folder_of(name) != GENERATED[header]:
            results[UP].find(where, f'"{header}" is for {GENERATED[header]} only')
    elif "/" not in header or f"src/{header}" not in headers:
        results[EXACT].find(where, f'"{header}" is no header below src/')
    elif not may_include(name, header):
        results[UP].find(where, f'{folder_of(name) or "main.c"} may not include "{header}"')


def check_system(results, name, where, header):
    if header in LIBRARIES:
        if not name.startswith(LIBRARIES[header]):
            results[LIBRARY].find(where, f"<{header}> is for {', '.join(LIBRARIES[header])} only")
    elif header not in STANDARD and folder_of(name) not in TOUCH_THE_SYSTEM:
        results[SYSTEM].find(where, f"<{header}> is not a header of standard C")


def check_includes(tree, results):
    headers = set(tree.below("src", ".h"))
    for path in tree.below("src", ".c", ".h"):
        name = path.removeprefix("src/")
        for rule in (UP, SYSTEM, LIBRARY, EXACT):
            results[rule].looked_at += 1
        if folder_of(name) not in BELOW:
            results[UP].find(path, "this folder has no place in the layers")
            continue
        text = house.plain_c(tree.text(path))
        for match in INCLUDE.finditer(text):
            where = f"{path}:{house.line_of(text, match.start(1) if match[1] else match.start(2))}"
            if match[1] is not None:
                check_own(results, headers, name, where, match[1])
            else:
                check_system(results, name, where, match[2])


def closing(text, start):
    """The position behind the bracket that closes the one at `start`; quotes are respected."""
    depth = 0
    for match in re.compile(r"'[^'\n]*'|[()\[\]]").finditer(text, start):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return len(text)


def keyword(call, name):
    """The value of a keyword argument of a Meson call, "" where it is absent."""
    match = re.search(rf"\b{name}\s*:\s*", call)
    if not match:
        return ""
    if call[match.end()] == "[":
        return call[match.end() : closing(call, match.end())]
    return re.match(r"\w*", call[match.end() :]).group()


def names_in(value, text, depth=0):
    """Variables named in a value; one that holds a list stands for what is in the list."""
    found = set()
    for word in re.findall(r"\b[a-z_]\w*\b", re.sub(r"'[^'\n]*'", "", value)):
        lists = [
            text[match.end() - 1 : closing(text, match.end() - 1)]
            for match in re.finditer(rf"^\s*{word}\s*\+?=\s*\[", text, re.MULTILINE)
        ]
        if lists and depth < 4:
            for listed in lists:
                found |= names_in(listed, text, depth + 1)
        else:
            found.add(word)
    return found


def check_target(results, target, libraries, built, text):
    sources = [name.removeprefix("src/") for name in re.findall(r"'([\w./-]+\.c)'", target.call)]
    built.update(sources)
    folders = {folder_of(source) for source in sources}
    if target.kind == "static_library":
        folders = {target.name}
        for source in sources:
            if folder_of(source) != target.name:
                results[BUILT].find(target.where, f"library '{target.name}' holds '{source}'")
    for folder in sorted(folders - set(BELOW)):
        results[LINK].find(target.where, f"'{target.name}': '{folder}' has no place in the layers")
    allowed = set().union(*(BELOW.get(folder, set()) for folder in folders))
    # What a single file may include, its library may link.
    allowed |= {what.rstrip("/") for who, what in MORE if who in sources and what.endswith("/")}
    for other in sorted(names_in(keyword(target.call, "link_with"), text)):
        layer = libraries.get(other)
        if layer is None:
            results[LINK].find(target.where, f"'{target.name}' links {other}, no library of src/")
        elif layer not in allowed:
            results[LINK].find(target.where, f"'{target.name}' may not link '{layer}'")
    for name in sorted(names_in(keyword(target.call, "dependencies"), text)):
        owners = DEPENDENCIES.get(name, set())
        if owners is not None and target.name not in owners:
            results[LIBRARY].find(target.where, f"'{target.name}' may not use dependency {name}")


def meson_text(tree, path):
    text = tree.text(path) if path in tree.files else ""
    return re.sub(r"(?m)^([^'#\n]*(?:'[^'\n]*'[^'#\n]*)*)#.*$", r"\1", text)


def check_links(tree, results):
    # Executables stand in the outer file, so that they land directly in the build folder.
    texts = {path: meson_text(tree, path) for path in ("src/meson.build", "meson.build")}
    targets = [
        Target(
            f"{path}:{house.line_of(text, match.start())}",
            match[1],
            match[2],
            match[3],
            text[match.start(2) : closing(text, text.index("(", match.start(2)))],
        )
        for path, text in texts.items()
        for match in TARGET.finditer(text)
    ]
    libraries = {t.variable: t.name for t in targets if t.kind == "static_library"}
    built = set()
    for target in targets:
        results[LINK].looked_at += 1
        check_target(results, target, libraries, built, "\n".join(texts.values()))
    for path in tree.below("src", ".c"):
        results[BUILT].looked_at += 1
        if path.removeprefix("src/") not in built:
            results[BUILT].find(path, "is in no target of meson.build")


def check(tree):
    results = {rule: house.Result() for rule in (UP, SYSTEM, LIBRARY, EXACT, LINK, BUILT)}
    check_includes(tree, results)
    check_links(tree, results)
    return results


MESON = """\
base = static_library('base', 'base/json.c', dependencies: [cjson, libm])
stats = static_library('stats', 'stats/law.c', dependencies: libm, link_with: base)
sys = static_library('sys', 'sys/file.c', 'sys/launcher.c', dependencies: libmd, link_with: base)
compare = static_library('compare', 'compare/judge.c', link_with: [base, stats])
measure = static_library('measure', 'measure/run.c', link_with: [base, sys]) # not 'compare'
verbs = [compare, measure]
executable('perfgate-launch', 'launch/main.c', link_args: '-static')
"""
OUTER = "perfgate = executable('perfgate', 'src/main.c', link_with: [verbs, base])\n"
GOOD = {
    "meson.build": OUTER,
    "src/meson.build": MESON,
    "src/base/json.h": "#include <stddef.h>\n",
    "src/base/json.c": '#include "base/json.h"\n#include <cJSON.h>\n',
    "src/stats/law.h": "",
    "src/stats/law.c": '#include <math.h>\n#include "base/json.h"\n/*\n#include "sys/file.h"\n*/\n',
    "src/sys/file.h": "",
    "src/sys/launcher.c": '#include "launch/protocol.h"\n',
    "src/sys/file.c": '#include <sys/stat.h>\n#include <sha2.h>\n#include "sys/file.h"\n',
    "src/compare/judge.h": "",
    "src/compare/judge.c": '#include "compare/judge.h"\n#include "stats/law.h"\n',
    "src/launch/protocol.h": "",
    "src/launch/main.c": '#include <unistd.h>\n#include "launch/protocol.h"\n',
    "src/measure/run.c": '#include "sys/file.h"\n',
    "src/main.c": '#include "compare/judge.h"\n',
}
BAD = [
    (UP, {"src/base/json.h": '#include "stats/law.h"\n'}, 'base may not include "stats/law.h"'),
    (UP, {"src/stats/law.h": '# include "sys/file.h"\n'}, 'stats may not include "sys/file.h"'),
    (UP, {"src/measure/run.c": '#include "compare/judge.h"\n'}, "measure may not include"),
    (UP, {"src/compare/judge.h": '#include "sys/file.h"\n'}, "compare may not include"),
    (UP, {"src/compare/judge.h": '#include "launch/protocol.h"\n'}, "compare may not include"),
    (UP, {"src/launch/main.c": '#include "base/json.h"\n'}, "launch may not include"),
    (UP, {"src/helpers/x.h": ""}, "src/helpers/x.h: this folder has no place"),
    (UP, {"src/stats/law.h": '#include "version.h"\n'}, '"version.h" is for cli only'),
    (EXACT, {"src/stats/law.c": '#include "law.h"\n'}, 'law.c:1: "law.h" is no header'),
    (EXACT, {"src/stats/law.c": '\n#include "stats/gone.h"\n'}, "law.c:2: "),
    (SYSTEM, {"src/stats/law.c": "#include <unistd.h>\n"}, "<unistd.h> is not a header of"),
    (SYSTEM, {"src/compare/judge.h": "#include <time.h>\n"}, "<time.h> is not a header of"),
    (LIBRARY, {"src/sys/file.c": "#include <cJSON.h>\n"}, "<cJSON.h> is for base/json.c only"),
    (LIBRARY, {"src/stats/law.c": "#include <sha2.h>\n"}, "<sha2.h> is for sys/ only"),
    (
        LIBRARY,
        {"src/meson.build": MESON.replace("libm, link", "[libm, cjson], link")},
        "'stats' may not use dependency cjson",
    ),
    (
        LINK,
        {"src/meson.build": MESON.replace("[base, sys]", "[base, sys, compare]")},
        "'measure' may not link 'compare'",
    ),
    (
        LINK,
        {"src/meson.build": MESON.replace("link_args: '-static'", "link_with: stats")},
        "'perfgate-launch' may not link 'stats'",
    ),
    (LINK, {"src/meson.build": MESON.replace("[base, stats]", "[base, other]")}, "links other"),
    (
        LINK,
        {"src/meson.build": MESON + "extra = static_library('extra')\n"},
        "'extra': 'extra' has no place",
    ),
    (BUILT, {"meson.build": None}, "src/main.c: is in no target"),
    (BUILT, {"src/base/buf.c": ""}, "src/base/buf.c: is in no target"),
    (
        BUILT,
        {"src/base/b.c": "", "src/meson.build": MESON.replace("'stats/", "'base/b.c', 'stats/")},
        "library 'stats' holds 'base/b.c'",
    ),
]

if __name__ == "__main__":
    house.main(check, GOOD, BAD)
