#!/usr/bin/env python3
"""The two pictures as gnuplot draws them, of few and many rows and of hostile names:
check_pictures.py REPORT_SAMPLE"""

import itertools
import random
import struct
import subprocess
import sys
import xml.etree.ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "house"))
import house  # pylint: disable=wrong-import-position

SAMPLES = ["one", "typical", "many", "crowd", "far", "long", "nothing", "pass", "baseline"]
KINDS = ["", "samples-"]  # the chart of the rows, and that of the samples
WIDTH = 1200

HOSTILE = [
    "it's", "''", "'; print 1; '", "`touch hacked`", "$(touch hacked)", "< touch hacked",
    "system('touch hacked')", "@macro", "\\", "\\n", "EOD", "<svg/onload=x>", "</text>", "]]>",
    "<!--", "-->", "&", "&amp;", "&#0;", "\x01\x1f\x7f", "\ufffe\uffff", "\u202e", "%s%n%d",
    "{/Symbol a}", "a_b^c", "größe", "時間", "😀", '"', "|", "\t",
]  # fmt: skip


AS_THEY_ARE = [
    "`touch hacked`", "$(touch hacked)", "@macro", "<b>", "&amp;", "&#60;", "&lt;", "{/Symbol a}",
    "a_b^c", "%d", '"', "\\", "\\n", "größe", "時間 😀", "EOD", "# no comment", "a;b",
]  # fmt: skip


def draw(program, name, form, names=()):
    done = subprocess.run(
        [program, name, form],
        input="\n".join(names).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    return done.stdout, done.stderr.decode()


def asked_height(program, name, kind):
    script, _ = draw(program, name, f"{kind}png-script")
    return int(script.split(b"size 1200,")[1].split()[0])


def check_png(picture, height):
    if picture[:8] != b"\x89PNG\r\n\x1a\n":
        return ["no PNG"]
    size = struct.unpack(">II", picture[16:24])
    return [] if size == (WIDTH, height) else [f"expected {WIDTH, height}, found {size}"]


def check_svg(picture, height):
    try:
        top = xml.etree.ElementTree.fromstring(picture)
    except xml.etree.ElementTree.ParseError as error:
        return [f"no XML: {error}"]
    problems = []
    if (top.get("width"), top.get("height")) != (str(WIDTH), str(height)):
        problems.append(f"size {top.get('width')} x {top.get('height')}")
    tags = {element.tag.rpartition("}")[2] for element in top.iter()}
    problems += [f"<{tag}>" for tag in tags & {"script", "a", "image", "foreignObject"}]
    for element in top.iter():
        problems += [name for name in element.keys() if name.lower().startswith("on")]
    return problems


def read_back(picture, names):
    """How many of the names stand in the picture as they are."""
    texts = {element.text for element in xml.etree.ElementTree.fromstring(picture).iter()}
    return sum(name in texts for name in names)


def check_hostile(program, kind, names):
    picture, said = draw(program, "-", f"{kind}svg", names)
    if said:
        return [said]
    problems = check_svg(picture, int(picture.split(b'height="')[1].split(b'"')[0]))
    if not problems and read_back(picture, names) < 5:
        problems.append("the names are not in the picture")
    picture, said = draw(program, "-", f"{kind}png", names)
    if said or not picture.startswith(b"\x89PNG"):
        problems.append(said or "no PNG")
    return problems


def hostile_rows(program):
    """A name that stands in the picture as it is has not been read as anything else."""
    source = random.Random(4)
    made = ["".join(source.choices(HOSTILE, k=2)) for _ in range(200)]
    rows = []
    for kind in KINDS:
        for title, names in (("hostile names", HOSTILE), ("generated names", made)):
            found = check_hostile(program, kind, names)
            rows.append((not found, f"{kind}{title}", found))
        for name in AS_THEY_ARE:
            picture, said = draw(program, "-", f"{kind}svg", [name])
            good = not said and read_back(picture, [name]) == 1
            rows.append((good, f"{kind}{name!a} stands in an SVG as it is", [said]))
    rows.append((not Path("hacked").exists(), "nothing in a name was run", []))
    return rows


def main():
    program = sys.argv[1]
    rows = []
    for name, kind in itertools.product(SAMPLES, KINDS):
        height = asked_height(program, name, kind)
        for form, check in (("png", check_png), ("svg", check_svg)):
            picture, said = draw(program, name, kind + form)
            problems = [said] if said else check(picture, height)
            rows.append((not problems, f"{name} as {kind}{form}", problems))
    rows += hostile_rows(program)
    return house.print_tap(rows)


if __name__ == "__main__":
    sys.exit(main())
