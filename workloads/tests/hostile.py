"""Inputs that no fixture has, for every case: CASE(SEED) gives (name, arguments) pairs; an argument
of bytes is the content of a file. Equal seeds give equal inputs."""

import random

import hostile_texts

HEADER = b"order,time,country,amount,quantity,customer,note\n"
DIGITS = "0123456789"
COUNTRIES = ("AE", "DE", "US", "ZA", "LT", "LU", "LV")

INTEGERS = (
    *("0", "-0", "007", "-1", "999999999999999999", "-999999999999999999"),
    *("1000000000000000000", "9223372036854775807", "-9223372036854775808"),
    "0" * 30 + "5",
)
BAD_INTEGERS = (
    *("", "-", "--1", "1-", "+1", " 1", "1 ", "1.0", "0x10", "1e3", "a", "9223372036854775808"),
    *("-9223372036854775809", "1" * 40, "\xb2", "1\r"),
)
DECIMALS = (
    *("0", "-0", "-0.0", "0.1", ".5", "5.", "-.5", "-5.", "00.10", "0.3", "2.675", "1.005"),
    # Around what a double holds, and halfway between two of them.
    *("9007199254740991", "9007199254740992", "9007199254740993", "9007199254740995"),
    *("999999999999999", "99999999999999.9", "9.99999999999999", "999999999999999.9"),
    *("1234567890123456.7", "0.12345678901234567", "0.100000000000000", "0.1000000000000000"),
    *("0.000000000000001", "0.0000000000000001", "0." + "0" * 21 + "1", "0." + "0" * 22 + "1"),
    *("0." + "0" * 320 + "5", "0." + "0" * 400 + "1", "1" + "0" * 22, "1" + "0" * 23),
    *("1." + "0" * 300 + "1", "0" * 50 + "1.5"),
    *("4.35", "0.000001", "123456.789012345", "8.5" + "0" * 14, "17.0000000000000001"),
)
LARGEST_DECIMAL = "179769313486231570" + "0" * 291
BAD_DECIMALS = (
    *("", "-", ".", "-.", "--1", "1-2", "1.2.3", "..1", "+1", " 1", "1 ", "1e5", "1E-5", "0x1p3"),
    *("inf", "-inf", "nan", "1,5", "1_000", "9" * 400, "-" + "9" * 310, "1" + "0" * 400 + ".5"),
    *("1." * 8, "." * 16, "1.5\r", "123456789012345.."),
)
TIMES = (
    *("1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z"),
    *("0000-02-29T00:00:00Z", "9999-12-31T23:59:59Z", "2000-02-29T12:00:00Z"),
    *("2024-02-29T23:59:59Z", "1900-03-01T00:00:00Z", "2038-01-19T03:14:08Z"),
    *("0001-01-01T00:00:00Z", "1600-02-29T01:02:03Z", "2100-02-28T00:00:00Z"),
)
BAD_TIMES = (
    *("", "2024-03-07", "2024-03-07T14:05:09", "2024-03-07T14:05:09z", "2024-03-07 14:05:09Z"),
    *("2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z"),
    *("2024-02-30T00:00:00Z", "2024-04-31T00:00:00Z", "2024-00-10T00:00:00Z"),
    *("2024-13-10T00:00:00Z", "2024-01-00T00:00:00Z", "2024-01-32T00:00:00Z"),
    *("2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2016-12-31T23:59:60Z"),
    *("2016-12-31T23:59:61Z", "2016-12-31T23:59:62Z", " 024-03-07T14:05:09Z"),
    *("2024- 3-07T14:05:09Z", "2024-03- 7T14:05:09Z", "2024-03-07T 4:05:09Z"),
    *("2024-03-07T14:05: 9Z", "+024-03-07T14:05:09Z", "-024-03-07T14:05:09Z"),
    *("2024-03-07T14:05:0:Z", "2024-03-07T14:05:/9Z", "2024/03/07T14:05:09Z"),
    *("20240-3-07T14:05:09Z", "2024-3-007T14:05:09Z", "2024-03-07T14:05:09ZZ"),
    "2024-3-7T14:05:09Z\t",
)
BAD_COUNTRIES = (
    *("", "D", "DEU", "de", "XX", "A@", "[A", "Z{", "D\n", "DE ", " DE", "\x80\x81", "A\xff"),
)
# A sign that the scan of a field may stop at, or take for one: neighbours, with the top bit, too.
TEXT = b"ab ,\"\n\r+-!#\x08\x0b\x8c\xa2\xac\x8a\xff\x01\x7f;:z"
NOISE = ",\"\n\r -+.:eETZ0199\x01\x80\xff"


def some_text(rng):
    """Mostly short; now and then longer than a vector, a cache line, or a block of memory."""
    kind = rng.randrange(40)
    longest = 70_000 if kind == 0 else 300 if kind < 4 else 20
    length = rng.randrange(longest + 1)
    if length > 1000:
        return bytes(rng.choices(TEXT, k=100)) * (length // 100)
    return bytes(rng.choices(TEXT, k=length))


def field(rng, content, always=False):
    """As CSV wants it, quoted where it has to be and sometimes where it need not be."""
    if isinstance(content, str):
        content = content.encode("latin-1")
    special = any(byte in content for byte in b',"\n')
    if special or always or rng.randrange(4) == 0:
        return b'"' + content.replace(b'"', b'""') + b'"'
    return content


def digits(rng, most):
    return "".join(rng.choices(DIGITS, k=rng.randrange(1, most + 1)))


def decimal(rng):
    if rng.randrange(3) == 0:
        return rng.choice(DECIMALS)
    sign = rng.choice(("", "", "-"))
    return sign + digits(rng, 17) + rng.choice(("", "." + digits(rng, 17), "." + digits(rng, 3)))


def moment(rng):
    if rng.randrange(3) == 0:
        return rng.choice(TIMES)
    date = f"{rng.randrange(10000):04}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    clock = ":".join(f"{rng.randrange(most):02}" for most in (24, 60, 60))
    return f"{date}T{clock}Z"


def values(rng):
    """The fields of a good row."""
    return [
        rng.choice(INTEGERS) if rng.randrange(3) == 0 else digits(rng, 18),
        moment(rng),
        rng.choice(COUNTRIES),
        decimal(rng),
        rng.choice(INTEGERS) if rng.randrange(9) == 0 else rng.choice(("", "-")) + digits(rng, 3),
        some_text(rng),
        some_text(rng),
    ]


def row(rng, fields, always=False):
    return b",".join(field(rng, content, always) for content in fields) + b"\n"


def bad_row(rng):
    """A row with one value that is none, whatever the quotes."""
    fields = values(rng)
    place, choice = rng.choice(
        (
            (0, rng.choice(BAD_INTEGERS)),
            (1, rng.choice(BAD_TIMES)),
            (2, rng.choice(BAD_COUNTRIES)),
            (3, rng.choice(BAD_DECIMALS)),
            (4, rng.choice(BAD_INTEGERS)),
        )
    )
    fields[place] = choice
    return row(rng, fields)


def noisy(rng, content):
    """One to three bytes other, more or fewer: what a careless hand does to a file."""
    content = bytearray(content)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(HEADER), len(content))
        byte = rng.choice(NOISE).encode("latin-1")
        content[at : at + rng.randrange(2)] = byte if rng.randrange(3) else b""
        content += b"\n" if len(content) <= len(HEADER) else b""
    return bytes(content)


def parser(seed, bad=120):
    """One file with many good rows of every kind, then files of which most are refused."""
    rng = random.Random(f"parser {seed}")
    rows = b"".join(row(rng, values(rng)) for _ in range(1500))
    for place, special in enumerate((INTEGERS, TIMES, COUNTRIES, DECIMALS)):
        for content in special:
            for always in (False, True):
                fields = values(rng)
                fields[place] = content
                rows += row(rng, fields, always)
    yield "good rows", [HEADER + rows]
    yield "no line end at the end", [HEADER + row(rng, values(rng)[:6] + [b"x"])[:-1]]
    yield "empty note at the end", [HEADER + b"1,2024-02-29T23:59:59Z,DE,1,2,,"]
    yield "no rows", [HEADER]
    for amount in (LARGEST_DECIMAL, "-" + LARGEST_DECIMAL):
        yield f"amount {amount[:5]}...", [HEADER + f"1,{TIMES[0]},DE,{amount},1,,\n".encode()]
    yield "CRLF", [HEADER.replace(b"\n", b"\r\n") + row(rng, values(rng))]
    few = [row(rng, values(rng)) for _ in range(3)]
    yield "CRLF in rows", [HEADER + b"".join(few).replace(b"\n", b"\r\n")]
    for place, special in enumerate((BAD_INTEGERS, BAD_TIMES, BAD_COUNTRIES, BAD_DECIMALS)):
        for content in special if bad > 100 else rng.sample(special, 4):
            fields = values(rng)
            fields[place] = content
            yield f"bad value {content!r}", [HEADER + row(rng, fields)]
    for i in range(bad):
        before = b"".join(row(rng, values(rng)) for _ in range(rng.randrange(3)))
        if i % 3 == 0:
            yield f"bad row {i}", [HEADER + before + bad_row(rng)]
        else:
            yield f"noise {i}", [noisy(rng, HEADER + before + row(rng, values(rng)))]


CASES = {"parser": parser, **hostile_texts.CASES}
