#include "profile/fold_clean.h"

#include <string.h>

bool pg_span_equals(pg_span s, const char *text) {
    return s.length == strlen(text) && !memcmp(s.at, text, s.length);
}

bool pg_span_holds(pg_span s, const char *text) {
    return memmem(s.at, s.length, text, strlen(text)) != NULL;
}

pg_span pg_base_name(pg_span path) {
    const char *slash = path.length ? memrchr(path.at, '/', path.length) : NULL;
    if (slash) {
        path.length -= (size_t)(slash + 1 - path.at);
        path.at = slash + 1;
    }
    return path;
}

/* ---- cleaning ---- */

/* A Go method, "net/http.(*Client).Do", keeps its brackets: ".(" and later ").". */
static bool is_go(const char *text, size_t length) {
    const char *first = memmem(text, length, ".(", 2);
    return first && memmem(first + 2, length - (size_t)(first + 2 - text), ").", 2);
}

/* Where the list of arguments begins, or the end. */
static size_t without_arguments(const char *text, size_t length) {
    static const char anonymous[] = "(anonymous namespace)";
    size_t size = sizeof(anonymous) - 1;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '(' && (length - i < size || memcmp(text + i, anonymous, size) != 0)) {
            return i;
        }
    }
    return length;
}

/* Removes quotes, and the L before the name of a class. */
static size_t without_marks(char *text, size_t length, bool java) {
    size_t kept = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] != '"' && text[i] != '\'') {
            text[kept++] = text[i];
        }
    }
    if (java && kept && text[0] == 'L' && memchr(text, '/', kept)) {
        memmove(text, text + 1, --kept);
    }
    return kept;
}

size_t pg_clean_symbol(char *text, size_t length, bool java) {
    for (size_t i = 0; i < length; i++) {
        text[i] = text[i] == ';' ? ':' : text[i];
    }
    if (!is_go(text, length)) {
        length = without_arguments(text, length);
    }
    return without_marks(text, length, java);
}

bool pg_is_kernel(pg_span file) {
    static const char image[] = "vmlinux";
    size_t size = sizeof(image) - 1;
    bool ends = file.length >= size && !memcmp(file.at + file.length - size, image, size);
    return ((file.length && file.at[0] == '[') || ends) && !pg_span_holds(file, "unknown");
}

bool pg_is_jit(pg_span file) {
    static const char before[] = "/tmp/perf-";
    const char *end = file.at + file.length;
    for (const char *at = file.at; (at = memmem(at, (size_t)(end - at), before, 10));) {
        const char *digit = at += sizeof(before) - 1;
        while (digit < end && *digit >= '0' && *digit <= '9') {
            digit++;
        }
        if (digit > at && end - digit >= 4 && !memcmp(digit, ".map", 4)) {
            return true;
        }
    }
    return false;
}

bool pg_starts_stack(pg_span symbol, pg_span file) {
    static const char *const names[] = {
        "_start",
        "__libc_start_main",
        "__libc_start_main_impl",
        "__libc_start_call_main",
        "clone",
        "clone3",
        "__clone",
        "__clone3",
        "__GI___clone",
        "_dl_start_user",
        "start_thread",
        "_dl_start",
        "thread_start",
        "main",
        "runtime.goexit",
        "runtime.mstart",
        "ret_from_fork",
        "__restore_rt",
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (pg_span_equals(symbol, names[i])) {
            return true;
        }
    }
    return pg_span_equals(symbol, "[unknown]") || pg_is_kernel(file);
}
