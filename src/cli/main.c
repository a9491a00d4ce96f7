#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "cli/command.h"
#include "model/verdict.h"
#include "sys/interrupt.h"
#include "version.h"

static int exit_status_of(pg_status status) {
    switch (status) {
    case PG_OK: return PG_EXIT_PASS;
    case PG_USAGE:
    case PG_INPUT: return PG_EXIT_USAGE;
    case PG_IO:
    case PG_CHILD:
    case PG_UNSUPPORTED:
    case PG_REMOTE: return PG_EXIT_BROKEN;
    case PG_INTERRUPTED: return PG_EXIT_INTERRUPTED;
    }
    return PG_EXIT_BROKEN;
}

int pg_cli_fail(FILE *out, const pg_error *err, const char *command) {
    fprintf(out, "perfgate: %s%s%s\n", err->place, *err->place ? ": " : "", err->text);
    if (err->status == PG_USAGE) {
        fprintf(out, "perfgate%s%s --help tells more\n", command ? " " : "",
                command ? command : "");
    }
    return exit_status_of(err->status);
}

/* The command whose words stand in front; how many words that are. */
static const pg_command_entry *find_command(int argc, const char *const *argv, int *ret_words) {
    for (size_t i = 0; i < pg_command_count; i++) {
        const char *name = pg_commands[i].name;
        const char *space = strchr(name, ' ');
        size_t first = space ? (size_t)(space - name) : strlen(name);
        bool match = strlen(argv[0]) == first && !strncmp(argv[0], name, first);
        if (match && space) {
            match = argc > 1 && !strcmp(argv[1], space + 1);
        }
        if (match) {
            *ret_words = space ? 2 : 1;
            return &pg_commands[i];
        }
    }
    return NULL;
}

/* Whether commands of two words begin with this one. */
static bool is_group(const char *word) {
    size_t length = strlen(word);
    for (size_t i = 0; i < pg_command_count; i++) {
        if (!strncmp(pg_commands[i].name, word, length) && pg_commands[i].name[length] == ' ') {
            return true;
        }
    }
    return false;
}

/* "baseline accept, show or check" */
static void list_group(const char *word, char *ret, size_t size) {
    size_t length = strlen(word), found = 0, used = 0, left = 0;
    for (size_t i = 0; i < pg_command_count; i++) {
        left += !strncmp(pg_commands[i].name, word, length) && pg_commands[i].name[length] == ' ';
    }
    for (size_t i = 0; i < pg_command_count && used < size; i++) {
        const char *name = pg_commands[i].name;
        if (!strncmp(name, word, length) && name[length] == ' ') {
            const char *between = !found ? "" : found + 1 == left ? " or " : ", ";
            const char *shown = found++ ? name + length + 1 : name;
            int more = snprintf(ret + used, size - used, "%s%s", between, shown);
            used += more > 0 ? (size_t)more : 0;
        }
    }
}

static int unknown_command(int argc, const char *const *argv, FILE *err_stream) {
    enum { NAMES = 64 };
    const char *names[NAMES];
    size_t count = pg_command_count < NAMES ? pg_command_count : NAMES;
    for (size_t i = 0; i < count; i++) {
        names[i] = pg_commands[i].name;
    }
    pg_error err;
    char word[128], group[256];
    bool grouped = is_group(argv[0]), two = grouped && argc > 1;
    snprintf(word, sizeof(word), "%.60s%s%.60s", argv[0], two ? " " : "", two ? argv[1] : "");
    const char *nearest = pg_text_nearest(word, names, count);
    if (grouped && !two) {
        list_group(argv[0], group, sizeof(group));
        pg_fail(&err, PG_USAGE, NULL, "expected %s", group);
    } else if (nearest) {
        pg_fail(&err, PG_USAGE, NULL, "unknown command %s; did you mean %s?", word, nearest);
    } else {
        pg_fail(&err, PG_USAGE, NULL, "unknown command %s", word);
    }
    return pg_cli_fail(err_stream, &err, NULL);
}

static int run_command(const pg_command_entry *command, int argc, const char *const *argv,
                       FILE *out, FILE *err_stream) {
    pg_arena *arena = pg_arena_new();
    pg_arguments arguments;
    pg_error err;
    bool help = false;
    int status;
    if (pg_arguments_read(arena, command, argc, argv, &arguments, &help, &err)) {
        status = pg_cli_fail(err_stream, &err, command->name);
    } else if (help) {
        pg_help_command(out, command);
        status = PG_EXIT_PASS;
    } else {
        pg_cli cli = {.arena = arena, .out = out, .err = err_stream, .arguments = &arguments};
        status = command->run(&cli);
    }
    pg_arena_free(arena);
    return status;
}

int pg_cli_main(int argc, const char *const *argv, FILE *out, FILE *err_stream) {
    int words, status;
    const pg_command_entry *command = argc ? find_command(argc, argv, &words) : NULL;
    pg_interrupt_catch();
    if (!argc) {
        pg_help_overview(err_stream);
        return PG_EXIT_USAGE;
    }
    if (!strcmp(argv[0], "help") && argc > 1) {
        command = find_command(argc - 1, argv + 1, &words);
        if (!command) {
            return unknown_command(argc - 1, argv + 1, err_stream);
        }
        pg_help_command(out, command);
        status = PG_EXIT_PASS;
    } else if (!strcmp(argv[0], "--help") || !strcmp(argv[0], "-h") || !strcmp(argv[0], "help") ||
               (!command && argc > 1 && is_group(argv[0]) &&
                (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")))) {
        pg_help_overview(out);
        status = PG_EXIT_PASS;
    } else if (!strcmp(argv[0], "--version")) {
        fputs("perfgate " PG_VERSION "\n", out);
        status = PG_EXIT_PASS;
    } else {
        status = command ? run_command(command, argc - words, argv + words, out, err_stream)
                         : unknown_command(argc, argv, err_stream);
    }
    /* A report that did not reach the disk is not a pass. */
    if ((fflush(out) || ferror(out)) && status != PG_EXIT_USAGE) {
        fprintf(err_stream, "perfgate: standard output: cannot be written: %s\n", strerror(errno));
        status = PG_EXIT_BROKEN;
    }
    return status;
}
