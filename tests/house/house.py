"""What the house checks share: the files of the tree, C without comments, results as TAP.

A check is a function `check(tree)` that gives {rule: Result}. Run as a script it is applied to the
repository; with --selftest to small trees that break one rule each, and then that rule must fail:
a check that cannot fail proves nothing.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Result:
    """What a rule found. A rule that looked at nothing has not been kept."""

    def __init__(self):
        self.looked_at = 0
        self.findings = []

    def find(self, where, message):
        self.findings.append(f"{where}: {message}")


class Tree:
    """The files that git tracks or would track: build folders and other leftovers do not count."""

    def __init__(self, root, files):
        self.root = root
        self.files = sorted(files)

    @classmethod
    def of_repository(cls):
        if not (ROOT / ".git").exists():
            # A release archive: nothing tells what belongs to it and what was built in it.
            return None
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
        names = set(listed.decode("utf-8", "surrogateescape").split("\0")) - {""}
        return cls(ROOT, [name for name in names if (ROOT / name).is_file()])

    @classmethod
    def of_texts(cls, root, texts):
        for name, text in texts.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return cls(root, list(texts))

    def below(self, folder, *suffixes):
        return [
            name
            for name in self.files
            if name.startswith(folder + "/") and (not suffixes or name.endswith(suffixes))
        ]

    def size(self, name):
        return (self.root / name).stat().st_size

    def text(self, name):
        """None where the file is not text."""
        try:
            text = (self.root / name).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            return None
        return None if "\0" in text else text


C_TOKEN = re.compile(
    r"""
      //(?:[^\\\n]|\\.)*            # comment to the end of the line, which a backslash prolongs
    | /\*.*?(?:\*/|\Z)
    | "(?:[^"\\\n]|\\.)*"
    | '(?:[^'\\\n]|\\.)*'
    """,
    re.VERBOSE | re.DOTALL,
)


def plain_c(text):
    """C without comments and without what stands in quotes; the lines keep their numbers."""

    def blank(match):
        token = match.group()
        newlines = "\n" * token.count("\n")
        if token[0] == "/":
            return " " + newlines
        # The file name of an #include is no string.
        line_start = text.rfind("\n", 0, match.start()) + 1
        if re.fullmatch(r"\s*#\s*include\s*", text[line_start : match.start()]):
            return token
        return token[0] + newlines + token[0]

    return C_TOKEN.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def print_tap(rows):
    """rows: (good, name, details)"""
    failed = 0
    print(f"1..{len(rows)}")
    for number, (good, name, details) in enumerate(rows, 1):
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {name}")
        for detail in () if good else details:
            print("#", detail.encode("utf-8", "backslashreplace").decode())
    return 1 if failed or not rows else 0


def rows_of_repository(check):
    tree = Tree.of_repository()
    if tree is None:
        return None
    rows = []
    for rule, result in check(tree).items():
        details = list(result.findings)
        if result.looked_at == 0:
            details.append("nothing to look at was found")
        rows.append((not details, rule, details))
    return rows


def rows_of_selftest(check, good, bad):
    """good: files that keep all rules. bad: (rule, files put over those, part of the finding);
    None in place of a text takes the file away."""
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        found = findings_of(check, Path(scratch) / "good", good)
        rows.append((not found, "the good tree keeps all rules", found))
        for number, (rule, files, expected) in enumerate(bad):
            texts = {name: text for name, text in {**good, **files}.items() if text is not None}
            found = findings_of(check, Path(scratch) / str(number), texts)
            hit = any(line.startswith(f"{rule}: ") and expected in line for line in found)
            # One mistake, one finding: a second one would be noise for whoever reads it.
            details = [f"expected one finding: {rule}: ...{expected}", *found]
            rows.append((hit and len(found) == 1, f"finds: {expected}", details))
    return rows


def findings_of(check, root, texts):
    results = check(Tree.of_texts(root, texts))
    return [f"{rule}: {line}" for rule, result in results.items() for line in result.findings]


def main(check, good, bad):
    if sys.argv[1:] == ["--selftest"]:
        sys.exit(print_tap(rows_of_selftest(check, good, bad)))
    if sys.argv[1:]:
        sys.exit(f"usage: {sys.argv[0]} [--selftest]")
    rows = rows_of_repository(check)
    if rows is None:
        print("1..0 # SKIP not a git checkout")
        sys.exit(0)
    sys.exit(print_tap(rows))
