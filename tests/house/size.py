#!/usr/bin/env python3
"""A function is a page (70 lines), a file a sitting (400 lines)."""

import re

import house

FUNCTION_LINES = 70
FILE_LINES = 400
# file, or file and function: why it is longer.
LONGER = {}

PLACES = ("src", "tests", "workloads")
# Criterion's tests are called by what stands in the brackets.
NAME = re.compile(r"(?:Test|TestSuite)\s*\(\s*(\w+\s*,\s*\w+)|(\w+)\s*\(")

FUNCTION = "functions of a page"
FILE = "files of a sitting"
LISTED = "what is listed as longer is longer"


def without_directives(text):
    """Blank lines for preprocessor lines: a macro's brackets need not match."""
    return re.sub(
        r"^[ \t]*#(?:[^\\\n]|\\.)*", lambda m: "\n" * m[0].count("\n"), text, flags=re.M | re.S
    )


def functions(text):
    """(name, first line, last line) of the functions; None where the brackets do not match."""
    text = without_directives(house.plain_c(text))
    found = []
    depth = 0
    head = 0  # where what is at the top level began
    start = None
    for match in re.finditer(r"[{};]", text):
        if match.group() == "{":
            before = text[head : match.start()]
            # `extern "C" {` holds functions; of the rest, only theirs stand behind a bracket.
            if depth == 0 and before.rstrip().endswith('""'):
                head = match.end()
                continue
            if depth == 0 and before.rstrip().endswith(")") and "=" not in before:
                start = head + len(before) - len(before.lstrip())
            depth += 1
            continue
        if match.group() == "}" and depth:
            depth -= 1
            if depth == 0 and start is not None:
                name = NAME.search(text, start)
                lines = (house.line_of(text, at) for at in (start, match.start()))
                found.append((name[1] or name[2], *lines))
                start = None
        if depth == 0:
            head = match.end()
    return None if depth else found


def check_functions(results, path, text, used):
    found = functions(text)
    if found is None:
        results[FUNCTION].find(path, "the brackets do not match: an #if splits a function?")
        return
    for name, first, last in found:
        results[FUNCTION].looked_at += 1
        lines = last - first + 1
        if lines <= FUNCTION_LINES:
            continue
        if f"{path}:{name}" in LONGER:
            used.add(f"{path}:{name}")
        else:
            message = f"{name} has {lines} lines of {FUNCTION_LINES}"
            results[FUNCTION].find(f"{path}:{first}", message)


def check(tree):
    results = {rule: house.Result() for rule in (FUNCTION, FILE, LISTED)}
    used = set()
    for place in PLACES:
        for path in tree.below(place, ".c", ".h"):
            text = tree.text(path)
            results[FILE].looked_at += 1
            lines = text.count("\n")
            if lines > FILE_LINES and path in LONGER:
                used.add(path)
            elif lines > FILE_LINES:
                results[FILE].find(path, f"{lines} lines of {FILE_LINES}")
            check_functions(results, path, text, used)
    results[LISTED].looked_at += 1
    for entry in sorted(set(LONGER) - used):
        results[LISTED].find(entry, "is not longer any more")
    return results


BODY = "    f();\n" * 67
TOP = f"""\
struct s {{
    int a;
}};
static const int table[] = {{
    1,
}};
#define EACH(x) for (x) {{ \\
    f("}}");
Test(suite, name) {{
{BODY}    f();
}}
static int
two(void) __attribute__((x)) {{
    char c = '}}'; {BODY}}}
"""
GOOD = {"src/a.c": TOP + "\n" * 200, "src/b.h": 'extern "C" {\n}\n'}
BAD = [
    (FUNCTION, {"src/a.c": TOP.replace("f();", "f(\n);", 1)}, "a.c:9: suite, name has 71 lines"),
    (FUNCTION, {"src/a.c": TOP + f"int g(void) {{\n{BODY}\n\n}}"}, "a.c:149: g has 71"),
    (FUNCTION, {"src/b.h": f'extern "C" {{\nint h(void) {{\n{BODY}\n\n}}\n}}\n'}, "b.h:2: h"),
    (FUNCTION, {"src/a.c": "#if A\nint f(int) {\n#else\nint f() {\n#endif\n}\n"}, "#if splits"),
    (FILE, {"tests/unit/a.c": "\n" * 401}, "a.c: 401 lines of 400"),
]

if __name__ == "__main__":
    house.main(check, GOOD, BAD)
