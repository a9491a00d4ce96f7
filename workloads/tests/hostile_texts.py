"""Inputs that no fixture has for wordfreq, search and stencil: see hostile.py."""

import random

LETTERS = "abcdefghijklmnopqrstuvwxyz"
BETWEEN = (" ", "\n", ", ", ". ", "-", "--", "'", "1", "\t", "\x01", "\x7f", "@", "[", "`", "{")
# Of each pair the last 32 bits of FNV-1a are the same.
COLLIDING = (("cfdphnd", "pomlbaf"), ("kgjnopr", "gjbdvhz"))


def words_of(rng, count, longest):
    return ["".join(rng.choices(LETTERS, k=rng.randrange(1, longest + 1))) for _ in range(count)]


def spelled(rng, word):
    """Upper and lower case are the same word."""
    kind = rng.randrange(4)
    if kind == 0:
        return word.upper()
    return word.capitalize() if kind == 1 else word


def prose(rng, words):
    return "".join(spelled(rng, word) + rng.choice(BETWEEN) for word in words).encode()


def wordfreq(seed, bad=120):
    """Texts of all kinds of words, then texts of which most are refused."""
    rng = random.Random(f"wordfreq {seed}")
    many = words_of(rng, 9000 if bad > 20 else 2000, 9)
    alike = ["".join(("same" * 15)[:length]) for length in range(1, 61)]
    alike += [word[:-1] + letter for word in alike for letter in "xyz"]
    yield "many words", [prose(rng, many + rng.choices(many[:100], k=20_000))]
    yield "words of up to 63 letters", [prose(rng, words_of(rng, 800, 63) * 2)]
    yield "words that begin alike", [prose(rng, alike + rng.choices(alike, k=500))]
    yield "words whose hashes collide", [prose(rng, [w for pair in COLLIDING for w in pair])]
    yield "only ties", [prose(rng, words_of(rng, 60, 3) * 3)]
    yield "one word", [b"word " * 5000 + b"Word"]
    yield "a word that ends the file", [b"a" * 63]
    for i, text in enumerate((b"", b"\n", b"12 34\n", b"@[`{\n", b"AZaz")):
        yield f"hardly a word {i}", [text]
    for i in range(bad):
        text = bytearray(prose(rng, words_of(rng, rng.randrange(1, 40), 12)))
        at = rng.randrange(len(text))
        kind = i % 3
        if kind == 0:
            text[at:at] = b"b" * rng.randrange(52, 90)
        elif kind == 1:
            text[at] = rng.randrange(256)
        yield f"noise {i}", [bytes(text)]


def needles_of(rng, text, alphabet):
    """Pieces of the text, some of them with another byte, and what has little to do with it."""
    needles = [text[:1], text[:20], text[-1:], text[-20:], text, text + b"x"]
    for _ in range(30):
        at = rng.randrange(len(text))
        piece = bytearray(text[at : at + rng.choice((1, 2, 3, 4, 8, 15, 16, 17, 33, 100, 200))])
        if rng.randrange(3) == 0:
            piece[rng.randrange(len(piece))] = rng.choice(alphabet)
        needles.append(bytes(piece))
    needles += [bytes(rng.choices(alphabet, k=rng.randrange(1, 6))) for _ in range(10)]
    return [n for needle in needles for n in [needle.replace(b"\n", b"")[:200]] if n]


def search(seed, bad=120):
    """Texts of few and of many different bytes, also where a vector is just too long or short."""
    rng = random.Random(f"search {seed}")
    sizes = (1, 2, 3, 14, 15, 16, 17, 18, 30, 31, 32, 33, 34, 47, 48, 49, 63, 64, 65, 100, 5000)
    alphabets = (b"a", b"ab", b"-+\n", LETTERS.encode() + b" \n", bytes(range(1, 256)))
    for size in sizes if bad > 20 else sizes[::3]:
        for number, alphabet in enumerate(alphabets):
            text = bytes(rng.choices(alphabet, k=size))
            needles = b"\n".join(needles_of(rng, text, alphabet) or [b"a"])
            yield f"{size} bytes of alphabet {number}", [text, needles + rng.choice((b"", b"\n"))]
    runs = b"".join(b"+" + b"-" * rng.randrange(1, 150) for _ in range(200))
    hooks = [b"-" * n for n in (1, 7, 50)] + [b"+" + b"-" * n for n in range(1, 120, 9)]
    hooks += [b"-" * n + b"+" + b"-" * n for n in (1, 20)] + [b"-" * 150 + b"+"]
    yield "runs of dashes", [runs, b"\n".join(hooks)]
    yield "empty text", [b"", b"a\nab\n"]
    for number, needles in enumerate(
        (b"", b"\n", b"a\n\nb\n", b"a" * 201, b"a\n" + b"b" * 300 + b"\nc", b"a\x00b", b"\na")
    ):
        yield f"no needles {number}", [b"some text\n", needles]
    yield "NUL in the text", [b"a\x00b", b"a\n"]


def plate(rng, rows, columns, sweeps, patches):
    lines = [f"plate {rows} {columns} {sweeps}"]
    for _ in range(patches):
        row, column = rng.randrange(rows), rng.randrange(columns)
        height, width = rng.randrange(rows - row + 1), rng.randrange(columns - column + 1)
        degrees = rng.choice((0, 1, 20_000, 333, 1_000_000, rng.randrange(1_000_001)))
        lines.append(f"patch {row} {column} {height} {width} {degrees}")
    return "\n".join(lines) + "\n"


BAD_PLATES = (
    *("", "\n", "plate", "plate 3 3", "plate 3 3 1 1", "plate 0 3 1", "plate 3 0 1", "plat 3 3 1"),
    *("plate 3 -3 1", "plate 3 3 1001", "plate 10001 3 1", "plate 3 99999999999999999999 1"),
    *("plate 3 3.0 1", "plate 3 3 1\n\n", "plate 3 3 1\npatch 0 0 4 1 5", "plate " + "3 " * 90),
    *("plate 3 3 1\npatch 2 0 2 1 5", "plate 3 3 1\npatch 0 3 0 1 5", "plate 3 3 1\npatch 1 1 1 1"),
    *("plate 3 3 1\npatch 0 0 1 1 1000001", "plate 3 3 1\npatch 0 0 1 1 5 5", "plate 3 3 1\nplate"),
    *("plate 3 3 1\r\n", "plate 3 3 x", "plate 3 3 1\npatch 0 2 1 2 5", "plate 3 3 1\npatch"),
)


def stencil(seed, bad=120):
    """Plates with and without an inside, of all remainders of a vector and a tile."""
    rng = random.Random(f"stencil {seed}")
    sides = (1, 2, 3, 4, 5, 6, 7, 9, 16, 17, 18, 19, 33, 34, 35, 66)
    sides = sides if bad > 20 else sides[1::3]
    for rows in sides:
        for columns in rng.sample(sides, 4):
            text = plate(rng, rows, columns, rng.randrange(8), rng.randrange(9))
            yield f"{text.splitlines()[0]}", [text.encode()]
    for sweeps in range(4):
        yield f"{sweeps} sweeps", [plate(rng, 20, 23, sweeps, 5).encode()]
    yield "no line end", [plate(rng, 5, 5, 5, 3).strip().encode()]
    for number, text in enumerate(BAD_PLATES):
        yield f"bad plate {number}", [text.encode()]
    yield "NUL", [b"plate 3 3\x00 1"]


CASES = {"wordfreq": wordfreq, "search": search, "stencil": stencil}
