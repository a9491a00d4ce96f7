#!/usr/bin/env python3
"""Text as `perf script` prints it, for scripts/bench-fold: the same bytes for the same seed.

    fold_input.py FILE [SAMPLES] [SEED]

A program of 2,000 functions in five files and the kernel. Each function calls a few others, the
first of them most often; a sample walks from main down, 4 to 40 frames deep, at one of 16 places in
every function, and every eighth ends in the kernel."""

import random
import sys

FILES = [
    ("/usr/local/bin/server", 1200),
    ("/usr/lib/x86_64-linux-gnu/libc.so.6", 300),
    ("/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30", 300),
    ("/usr/lib/x86_64-linux-gnu/libssl.so.3", 150),
    ("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", 50),
]
KERNEL = ("[kernel.kallsyms]", 200)
WORDS = "read write parse table row field index find merge split hash node tree list page lock".split()
PLACES = 16
SAMPLES_DEFAULT = 150000


def function_name(rng, number, library):
    words = "_".join(rng.choice(WORDS) for _ in range(rng.randint(1, 3)))
    if "c++" in library and rng.random() < 0.7:
        return f"std::{words}<char, std::allocator<char> >::{rng.choice(WORDS)}_{number}(int, char const*)"
    return f"{words}_{number}"


def frame_lines(rng, library, start, number):
    """What perf prints of a function, by the place in it."""
    name = function_name(rng, number, library)
    if rng.random() < 0.05:
        return [f"\t{start + 64 * i:16x} [unknown] ({library})\n" for i in range(PLACES)]
    return [
        f"\t{start + 23 * i:16x} {name}+0x{23 * i:x} ({library})\n" for i in range(1, PLACES + 1)
    ]


def functions(rng, library, count, start):
    return [frame_lines(rng, library, start + 4096 * i, i) for i in range(count)]


def stack(rng, user, kernel, callees):
    """Lines from the leaf to the root."""
    depth = min(40, max(4, int(rng.gauss(11, 4))))
    at, lines = 0, []
    for _ in range(depth):
        lines.append(user[at][int(rng.random() * PLACES)])
        # The first callee is the hot one.
        at = callees[at][min(int(rng.expovariate(1.2)), len(callees[at]) - 1)]
    if rng.random() < 0.125:
        at = int(rng.random() * len(kernel))
        for step in range(rng.randint(3, 8)):
            lines.append(kernel[(at + 7 * step) % len(kernel)][int(rng.random() * PLACES)])
    return "".join(reversed(lines))


def main():
    path = sys.argv[1]
    samples = int(sys.argv[2]) if len(sys.argv) > 2 else SAMPLES_DEFAULT
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    user = []
    for place, (library, count) in enumerate(FILES):
        user += functions(rng, library, count, 0x7F0000000000 + (place << 32))
    kernel = functions(rng, *KERNEL, 0xFFFFFFFF81000000)
    callees = [[rng.randrange(len(user)) for _ in range(6)] for _ in user]
    time = 1000.0
    with open(path, "w", encoding="ascii", buffering=1 << 20) as out:
        for number in range(samples):
            time += 0.001003
            thread = 4000 + rng.randrange(8)
            out.write(f"server  4000/{thread} [{number & 1:03}] {time:.6f}:    1003009 cpu-clock:ppp: \n")
            out.write(stack(rng, user, kernel, callees))
            out.write("\n")


main()
