#!/usr/bin/env python3
"""Calls that src/ does without, or that belong to some of its files only."""

import re

import house

# call: why not, and what instead
NEVER = {
    "system": "runs a shell: sys/ starts programs by argv",
    "popen": "runs a shell: sys/ starts programs by argv",
    "setlocale": "numbers would change with the locale",
    "atof": "takes anything for a number: base/number.h",
    "atoi": "takes anything for a number: base/number.h",
    "atol": "takes anything for a number: base/number.h",
    "atoll": "takes anything for a number: base/number.h",
    "sprintf": "has no bound: pg_format or snprintf",
    "vsprintf": "has no bound: pg_vformat or vsnprintf",
    "strcpy": "has no bound: pg_copy",
    "stpcpy": "has no bound: pg_copy",
    "strcat": "has no bound: base/buf.h",
    "strncpy": "may leave the NUL out: pg_copy_n",
    "strncat": "counts from the wrong end: base/buf.h",
    "strtok": "has a hidden state: base/text.h",
    "gets": "has no bound",
    "scanf": "takes anything for a number: base/number.h",
    "fscanf": "takes anything for a number: base/number.h",
    "sscanf": "takes anything for a number: base/number.h",
    "vscanf": "takes anything for a number: base/number.h",
    "vfscanf": "takes anything for a number: base/number.h",
    "vsscanf": "takes anything for a number: base/number.h",
    "rand": "is not the same everywhere: base/rng.h",
    "random": "is not the same everywhere: base/rng.h",
    "alloca": "has no bound",
    "tmpnam": "races: sys/file.h",
    "mktemp": "races: sys/file.h",
}
END = "exit _exit _Exit quick_exit abort".split()
FILES = (
    "fopen fdopen freopen fclose fread fwrite fgets fgetc getc getchar getline getdelim fputs "
    "fputc putc fprintf vfprintf dprintf vdprintf fflush fseek fseeko ftell rewind setvbuf tmpfile "
    "open_memstream fmemopen remove rename"
).split()
SPEAK = "printf vprintf puts putchar perror psignal".split()
STREAMS = re.compile(r"\b(?:stdout|stderr|STDOUT_FILENO|STDERR_FILENO)\b")

MAY_SPEAK = ("cli/", "main.c", "launch/", "worker/")
# A child's standard output is the business of who starts it.
MAY_NAME_STREAMS = (*MAY_SPEAK, "sys/")
MAY_USE_FILES = (*MAY_SPEAK, "sys/")
MAY_END = {
    "main.c": END,
    "launch/main.c": END,
    # A child that has done what it was made for.
    "launch/sandbox.c": ["_exit"],
    "sys/user.c": ["_exit"],
    # No memory left: nothing that could be said would be heard.
    "base/arena.c": ["abort"],
    # Tables of doubles that outlive no call and so need no arena; out of memory is the same end.
    "stats/": ["abort"],
}

CALL = re.compile(r"(?<![\w.])(?<!->)(\w+)\s*\(")

BANNED = "banned calls"
SILENT = "only cli, launch, worker and main.c speak"
STDIO = "files are read and written in sys"
EXIT = "only the two main.c end the process"


def check_call(results, name, where, call):
    if call in NEVER:
        results[BANNED].find(where, f"{call}: {NEVER[call]}")
    if call in SPEAK and not name.startswith(MAY_SPEAK):
        results[SILENT].find(where, f"{call}: text for people goes up to cli as a value")
    if call in FILES and not name.startswith(MAY_USE_FILES):
        results[STDIO].find(where, f"{call}: sys/file.h")
    if call in END:
        allowed = [who for who, calls in MAY_END.items() if name.startswith(who) and call in calls]
        if not allowed:
            results[EXIT].find(where, f"{call}: give a status back")


def check(tree):
    results = {rule: house.Result() for rule in (BANNED, SILENT, STDIO, EXIT)}
    for path in tree.below("src", ".c", ".h"):
        name = path.removeprefix("src/")
        text = house.plain_c(tree.text(path))
        for result in results.values():
            result.looked_at += 1
        for match in CALL.finditer(text):
            check_call(results, name, f"{path}:{house.line_of(text, match.start())}", match[1])
        if not name.startswith(MAY_NAME_STREAMS):
            for match in STREAMS.finditer(text):
                where = f"{path}:{house.line_of(text, match.start())}"
                results[SILENT].find(where, f"{match.group()} is named")
    return results


GOOD = {
    "src/main.c": 'int main(void) { fputs("x", stderr); exit(2); }\n',
    "src/launch/main.c": "void f(void) { _exit(127); }\n",
    "src/sys/proc.c": "void f(void) { fopen(name, mode); dup2(fd, STDOUT_FILENO); }\n",
    "src/cli/help.c": 'void f(void) { printf("%s", text); }\n',
    "src/base/arena.c": "void f(void) { abort(); }\n",
    "src/stats/law.c": """\
/* system("never"); */
// strcpy(a, b); \\
   atof(text)
void f(void) {
    snprintf(to, size, "gets(x) \\" puts(y)");
    pg_system(x), pg_exit(x);
    table.remove(x), table->random(x);
    char quote = '"';
    abort();
}
""",
}


def replaced(path, call):
    return {path: f'/* a\n * comment */\nvoid f(void) {{ g("/*"); {call}; }}\n'}


BAD = [
    (BANNED, replaced("src/stats/law.c", "system(x)"), "law.c:3: system"),
    (BANNED, replaced("src/cli/help.c", "sscanf (x)"), "help.c:3: sscanf"),
    (BANNED, replaced("src/sys/proc.c", "!strtok(x)"), "proc.c:3: strtok"),
    (SILENT, replaced("src/stats/law.c", 'puts("x")'), "law.c:3: puts"),
    (SILENT, replaced("src/sys/proc.c", 'perror("x")'), "proc.c:3: perror"),
    (SILENT, replaced("src/stats/law.c", "pg_write(stderr)"), "law.c:3: stderr is named"),
    (STDIO, replaced("src/stats/law.c", "fopen(x)"), "law.c:3: fopen"),
    (EXIT, replaced("src/stats/law.c", "exit(1)"), "law.c:3: exit"),
    (EXIT, replaced("src/cli/help.c", "exit(1)"), "help.c:3: exit"),
    (EXIT, replaced("src/sys/proc.c", "abort()"), "proc.c:3: abort"),
    (EXIT, replaced("src/base/arena.c", "_exit(1)"), "arena.c:3: _exit"),
]

if __name__ == "__main__":
    house.main(check, GOOD, BAD)
